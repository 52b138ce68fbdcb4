#include <cstdio>
#include <map>

#include "kits/codes/code_tables.h"
#include "modules/months/people_figures.h"
#include "modules/months/report.h"
#include "modules/org/service.h"

namespace gq::months {

std::string WithThousands(std::int64_t n) {
  std::string text = std::to_string(n < 0 ? -n : n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return (n < 0 ? "-" : "") + text;
}

std::string Percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "--";
  const std::int64_t hundredths = (part * 20000 / whole + 1) / 2;
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%02lld%%", static_cast<long long>(hundredths / 100),
                static_cast<long long>(hundredths % 100));
  return text;
}

std::string_view IndicatorsWithoutSource() {
  return "还没有数据来源、所以不列的指标：人均年收入达标户数、当年计划脱贫对象就业率、招聘会与现场意向、公益性岗位、培"
         "训班次与人次、定向招聘毕业生、合作协议、返乡创业项目、目标完成率。";
}

namespace {

// Gathers indicators; a share always says of how many, and of which day they are.
class Report {
 public:
  explicit Report(std::string day) : day_(std::move(day)) {}
  void Section(std::string section) { section_ = std::move(section); }
  void Count(std::string key, std::string label, std::int64_t value, std::string unit, std::string definition) {
    rows_.push_back({std::move(key), section_, std::move(label), value, std::move(unit), "", std::move(definition)});
  }
  void Part(std::string key, std::string label, std::int64_t value, std::string unit, std::string_view whole_label,
            std::int64_t whole, const std::string& definition = {}) {
    rows_.push_back({std::move(key), section_, std::move(label), value, std::move(unit), Percent(value, whole),
                     (definition.empty() ? "" : definition + "；") + "占" + std::string(whole_label) + " " +
                         WithThousands(whole) + " 人（" + day_ + "）"});
  }
  std::vector<Indicator> Take() { return std::move(rows_); }

 private:
  std::string day_, section_;
  std::vector<Indicator> rows_;
};

void AddState(const MonthOptions& options, const PeopleFigures& people, Report& report) {
  const std::string day = options.as_of.ToString();
  const std::int64_t all = people.Of("people"), on_post = people.Of("on_post");
  const auto of_people = [&](std::string_view key, std::string label, const std::string& definition) {
    report.Part(std::string(key), std::move(label), people.Of(key), "人", "在册劳动力", all, definition);
  };
  report.Section("转移就业");
  report.Count("people", "在册劳动力", all, "人", "截至 " + day);
  of_people("on_post", "在岗", "稳岗清单");
  of_people("task", "任务清单", "未就业、有能力、愿外出");
  of_people("visit", "待摸底", "意愿不清或失联");
  of_people("ever", "累计转移就业", "有过就业经历，不重复");
  report.Count("ever_times", "累计转移就业", people.ever_times, "人次", "每段经历计一次");
  of_people("supported", "其中脱贫、监测对象", "不重复");
  report.Count("supported_times", "其中脱贫、监测对象", people.supported_times, "人次", "每段经历计一次");
  of_people("this_year", "本年新增转移就业",
            "第一段经历在 " + std::to_string(options.period.First().year()) + " 年开始，没有开始日期的不计");
  report.Count("this_month", "本月新开始就业", people.Of("this_month"), "人",
               "开始日期在 " + options.period.ToString() + " 内，不重复");
  report.Count("this_month_times", "本月新开始就业", people.month_times, "人次", "每段经历计一次");
  report.Section("就业地与工资");
  for (const auto& [code, label] : {std::pair{"tier_county", "县内"},
                                    {"tier_prefecture", "州（市）内县外"},
                                    {"tier_province", "省内州（市）外"},
                                    {"tier_outside", "省外"}})
    report.Part(code, label, people.Of(code), "人", "在岗", on_post);
  if (const auto n = people.Of("tier_unknown"); n > 0)
    report.Part("tier_unknown", "不明", n, "人", "在岗", on_post, "就业地区没有登记，单位也查不到所在地");
  const std::int64_t with_wage = people.Of("with_wage");
  report.Count("mean_wage", "在岗人员月均工资", with_wage == 0 ? 0 : (people.wages_fen / with_wage + 50) / 100, "元",
               "有工资记录的 " + WithThousands(with_wage) + " 人平均（" + day + "）");
  report.Part("with_wage", "有工资记录", with_wage, "人", "在岗", on_post);
  report.Part("clear_five", "五清齐全", people.Of("clear_five"), "人", "在册劳动力", all, "五组信息都清楚");
}

void AddRetention(const PeopleFigures& people, Report& report) {
  report.Section("稳岗率");
  for (const auto& cohort : people.cohorts) {
    const std::string n = std::to_string(cohort.months);
    report.Part("retained_" + n, "满 " + n + " 个月仍在岗", people.Of("retained_" + n), "人", "到岗",
                people.Of("arrived_" + n),
                cohort.from.ToString() + " 至 " + cohort.to.ToString() + " 到岗，同一段经历");
  }
}

// `shared`: the reach is a territory among others, and posts and bases may belong to several of them.
void AddPosts(const MonthOptions& options, const PostFigures& posts, const PeopleFigures& people, bool shared,
              Report& report) {
  const std::string day = options.as_of.ToString();
  const std::string sums = shared ? "；可同时属于几个县，各县不能相加" : "";
  report.Section("岗位与基地");
  report.Count("postings", "有效岗位", posts.posts, "条", "已发布且在有效期内（" + day + "）" + sums);
  report.Count("openings", "招聘人数", posts.openings, "个", "有效岗位的招聘人数之和");
  report.Count("proposed", "已推荐岗位", people.Of("proposed"), "人", "本月匹配中有岗位的人，不重复");
  const CodeTable* levels = FindCodeTable("base_level");
  std::int64_t base_openings = 0;
  for (const auto& [level, base] : posts.levels) {
    const std::string label = (levels == nullptr ? level : std::string(levels->Label(level))) + "就业帮扶基地";
    report.Count("bases_" + level, label, base.bases, "个", "已认定（" + day + "）" + sums);
    report.Count("base_openings_" + level, label + "招聘人数", base.openings, "个", "这些基地的有效岗位");
    report.Count("at_bases_" + level, label + "吸纳", people.Of("at_bases_" + level), "人",
                 "经历未结束、单位是这一级基地的人，不论基地在哪里，不重复");
    base_openings += base.openings;
  }
  report.Count("base_openings", "各级基地招聘人数", base_openings, "个", "基地的有效岗位");
  report.Count("at_bases", "各级基地吸纳", people.Of("at_bases"), "人",
               "经历未结束、单位是基地的人，不论基地在哪里，不重复");
}

}  // namespace

Result<std::vector<Indicator>> Indicators(const StepContext& context, const Reach& reach,
                                          const std::function<void(const NamedPerson&)>& each) {
  const PostFigures posts = TRY(CountPosts(context, reach));
  const PeopleFigures people =
      TRY(CountPeople(context, each ? context.scope : reach.scope, reach.range, posts.base_of_code, each));
  Report report(context.options.as_of.ToString());
  AddState(context.options, people, report);
  AddRetention(people, report);
  AddPosts(context.options, posts, people, reach.range.has_value(), report);
  return report.Take();
}

Result<std::vector<CountyRow>> Counties(const StepContext& context, const Reach& reach) {
  std::vector<CountyRow> rows;
  TRY(context.store.Query(
      reach.scope,
      "SELECT p.county_id, CAST(SUM(p.n) AS BIGINT), CAST(SUM(CASE WHEN p.list = 'retention' THEN p.n ELSE 0 END) AS "
      "BIGINT), "
      "CAST(SUM(CASE WHEN p.list = 'task' THEN p.n ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN p.list = 'visit' THEN "
      "p.n ELSE 0 END) AS BIGINT) "
      "FROM person_count p WHERE {scope:p} GROUP BY p.county_id ORDER BY p.county_id",
      {}, [&](const db::Row& row) -> Status {
        const auto unit = org::GetUnit(context.store, row.Int(0));
        rows.push_back({unit ? unit->name : std::string("未知"), row.Int(1), row.Int(2), row.Int(3), row.Int(4)});
        return Ok();
      }));
  return rows;
}

Result<std::vector<MoneyRow>> Money(const StepContext& context, const Reach& reach) {
  std::map<std::string, MoneyRow> by_rule;
  const std::int64_t period = context.options.period.ToInt(), year = context.options.period.year() * 100 + 1;
  const std::string people =
      "SELECT d.rule, count(DISTINCT d.person_id), count(*), CAST(SUM(d.amount_fen) AS BIGINT) FROM decision d JOIN "
      "person p ON p.county_id = d.county_id AND p.id = d.person_id "
      "WHERE d.outcome = 'pay' AND d.period BETWEEN ?1 AND ?2 AND {scope:p} GROUP BY d.rule";
  const std::string employers =
      "{shared}SELECT rule, count(DISTINCT credit_code), count(*), CAST(SUM(amount_fen) AS BIGINT) FROM "
      "employer_decision "
      "WHERE outcome = 'pay' AND period BETWEEN ?1 AND ?2" +
      (reach.range ? " AND unit_id IN (SELECT id FROM unit WHERE code BETWEEN " + std::to_string(reach.range->low) +
                         " AND " + std::to_string(reach.range->high) + ")"
                   : " AND unit_id = " + std::to_string(reach.unit)) +
      " GROUP BY rule";
  for (const std::string* sql : {&people, &employers}) {
    TRY(context.store.Query(reach.scope, *sql, {year, period}, [&](const db::Row& row) {
      MoneyRow& money = by_rule[row.String(0)];
      money.year_persons = row.Int(1);
      money.year_times = row.Int(2);
      money.year_fen = row.Int(3);
      return Ok();
    }));
    TRY(context.store.Query(reach.scope, *sql, {period, period}, [&](const db::Row& row) {
      MoneyRow& money = by_rule[row.String(0)];
      money.persons = row.Int(1);
      money.times = row.Int(2);
      money.fen = row.Int(3);
      return Ok();
    }));
  }
  const CodeTable* titles = FindCodeTable("money_rule");
  std::vector<MoneyRow> rows;
  for (auto& [rule, money] : by_rule) {
    money.rule = rule;
    money.title = titles == nullptr ? rule : std::string(titles->Label(rule));
    rows.push_back(std::move(money));
  }
  return rows;
}

}  // namespace gq::months
