#include <cstdio>
#include <map>
#include <optional>
#include <set>

#include "kits/codes/code_tables.h"
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

Result<std::int64_t> CountOf(const StepContext& context, const Reach& reach, const std::string& sql,
                             std::initializer_list<db::Param> params = {}) {
  std::int64_t n = 0;
  TRY(context.store.Query(reach.scope, sql, params, [&](const db::Row& row) {
    n = row.IsNull(0) ? 0 : row.Int(0);
    return Ok();
  }));
  return n;
}

// 脱贫人口 and 监测对象: whom the seeds' figures are about.
bool IsSupported(std::string_view group) {
  return group == "lifted" || group == "lifted_unstable" || group == "marginal" || group == "sudden_hardship" ||
         group == "monitored";
}

constexpr int kRetentionMonths[] = {1, 3, 6, 12};

// Who began so that on the day n months, and not yet n + 1, were complete.
struct Cohort {
  int months = 0;
  Date from, to;  // of beginning
  std::int64_t arrived = 0, stayed = 0;
};

Date LatestStart(Date day, int months) {
  Date start = day.AddDays(1).AddMonths(-months);
  while (start.AddDays(1).AddMonths(months) <= day.AddDays(1)) start = start.AddDays(1);
  return start;
}

// Persons and spells, counted in one pass over the spells ordered by person.
struct SpellFigures {
  std::int64_t ever = 0, ever_times = 0, supported = 0, supported_times = 0, month = 0, month_times = 0, year_first = 0,
               at_bases = 0;
  std::map<std::string, std::int64_t> at_level;  // of bases; a person counts once for each level
  std::vector<Cohort> cohorts;
};

class SpellCounter {
 public:
  SpellCounter(const MonthOptions& options, const std::map<std::string, std::string>& bases)
      : options_(options), bases_(bases) {
    for (const int months : kRetentionMonths) {
      const Date to = LatestStart(options.as_of, months);
      figures_.cohorts.push_back({months, LatestStart(options.as_of, months + 1).AddDays(1), to, 0, 0});
    }
    in_cohort_.resize(figures_.cohorts.size());
  }

  void Spell(const std::string& person, std::string_view group, std::optional<Date> start, std::optional<Date> end,
             const std::string& unit) {
    if (person != person_) EndPerson();
    person_ = person;
    if (start && *start > options_.as_of) return;
    known_ = true;
    supported_ = IsSupported(group);
    ++figures_.ever_times;
    figures_.supported_times += supported_ ? 1 : 0;
    if (const auto base = bases_.find(unit); !end && base != bases_.end()) at_levels_.insert(base->second);
    undated_ |= !start;
    if (!start) return;  // flexible work often has none: it counts as work, but in no month
    if (*start >= options_.period.First() && *start <= options_.period.Last()) {
      ++figures_.month_times;
      this_month_ = true;
    }
    if (!first_ || *start < *first_) first_ = start;
    for (std::size_t i = 0; i < figures_.cohorts.size(); ++i) {
      const Cohort& cohort = figures_.cohorts[i];
      if (*start < cohort.from || *start > cohort.to) continue;
      const bool stayed = !end || *end >= start->AddMonths(cohort.months).AddDays(-1);
      in_cohort_[i] = std::max(in_cohort_[i], stayed ? 2 : 1);
    }
  }

  SpellFigures Take() {
    EndPerson();
    return std::move(figures_);
  }

 private:
  void EndPerson() {
    if (known_) {
      ++figures_.ever;
      figures_.supported += supported_ ? 1 : 0;
      figures_.month += this_month_ ? 1 : 0;
      figures_.at_bases += at_levels_.empty() ? 0 : 1;
      for (const auto& level : at_levels_) ++figures_.at_level[level];
      figures_.year_first += first_ && !undated_ && first_->year() == options_.period.First().year() ? 1 : 0;
      for (std::size_t i = 0; i < in_cohort_.size(); ++i) {
        figures_.cohorts[i].arrived += in_cohort_[i] > 0 ? 1 : 0;
        figures_.cohorts[i].stayed += in_cohort_[i] == 2 ? 1 : 0;
      }
    }
    first_.reset();
    known_ = undated_ = this_month_ = supported_ = false;
    at_levels_.clear();
    std::fill(in_cohort_.begin(), in_cohort_.end(), 0);
  }

  const MonthOptions& options_;
  const std::map<std::string, std::string>& bases_;
  SpellFigures figures_;
  std::string person_;
  std::optional<Date> first_;
  bool known_ = false, undated_ = false, this_month_ = false, supported_ = false;
  std::set<std::string> at_levels_;
  std::vector<int> in_cohort_;
};

Result<SpellFigures> CountSpells(const StepContext& context, const Reach& reach,
                                 const std::map<std::string, std::string>& bases) {
  SpellCounter counter(context.options, bases);
  const auto day = [](const db::Row& row, int at) {
    return row.IsNull(at) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(at)));
  };
  TRY(context.store.Query(
      reach.scope,
      "SELECT p.id, p.target_group, s.start_on, s.end_on, s.unit_code FROM person p JOIN spell s ON s.county_id = "
      "p.county_id AND s.person_id = p.id "
      "WHERE s.state <> 'departed' AND {scope:p} ORDER BY p.home_code, p.id",
      {},
      [&](const db::Row& row) {
        counter.Spell(row.String(0), row.Text(1), day(row, 2), day(row, 3), row.String(4));
        return Ok();
      },
      true));
  return counter.Take();
}

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

Status AddState(const StepContext& context, const Reach& reach, const SpellFigures& spells, Report& report) {
  const std::string day = context.options.as_of.ToString();
  const std::string counts = "SELECT CAST(COALESCE(SUM(p.n), 0) AS BIGINT) FROM person_count p WHERE {scope:p}";
  const auto all = TRY(CountOf(context, reach, counts)),
             on_post = TRY(CountOf(context, reach, counts + " AND p.list = 'retention'"));
  const auto of_people = [&](std::string key, std::string label, std::int64_t value, const std::string& definition) {
    report.Part(std::move(key), std::move(label), value, "人", "在册劳动力", all, definition);
  };
  report.Section("转移就业");
  report.Count("people", "在册劳动力", all, "人", "截至 " + day);
  of_people("on_post", "在岗", on_post, "稳岗清单");
  of_people("task", "任务清单", TRY(CountOf(context, reach, counts + " AND p.list = 'task'")),
            "未就业、有能力、愿外出");
  of_people("visit", "待摸底", TRY(CountOf(context, reach, counts + " AND p.list = 'visit'")), "意愿不清或失联");
  of_people("ever", "累计转移就业", spells.ever, "有过就业经历，不重复");
  report.Count("ever_times", "累计转移就业", spells.ever_times, "人次", "每段经历计一次");
  of_people("supported", "其中脱贫、监测对象", spells.supported, "不重复");
  report.Count("supported_times", "其中脱贫、监测对象", spells.supported_times, "人次", "每段经历计一次");
  of_people("this_year", "本年新增转移就业", spells.year_first,
            "第一段经历在 " + std::to_string(context.options.period.First().year()) + " 年开始，没有开始日期的不计");
  report.Count("this_month", "本月新开始就业", spells.month, "人",
               "开始日期在 " + context.options.period.ToString() + " 内，不重复");
  report.Count("this_month_times", "本月新开始就业", spells.month_times, "人次", "每段经历计一次");
  report.Section("就业地与工资");
  for (const auto& [code, label] : {std::pair{"county", "县内"},
                                    {"prefecture", "州（市）内县外"},
                                    {"province", "省内州（市）外"},
                                    {"outside", "省外"},
                                    {"", "不明"}}) {
    const auto n = TRY(
        CountOf(context, reach,
                "SELECT count(*) FROM person p WHERE {scope:p} AND p.list = 'retention' AND COALESCE(p.tier, '') = ?1",
                {code}));
    if (*code == 0) {
      if (n > 0) report.Part("tier_unknown", label, n, "人", "在岗", on_post, "就业地区没有登记，单位也查不到所在地");
      continue;
    }
    report.Part(std::string("tier_") + code, label, n, "人", "在岗", on_post);
  }
  const auto with_wage =
      TRY(CountOf(context, reach,
                  "SELECT count(*) FROM person p WHERE {scope:p} AND p.list = 'retention' AND p.wage_fen IS NOT NULL"));
  const auto wages = TRY(CountOf(
      context, reach,
      "SELECT CAST(COALESCE(SUM(p.wage_fen), 0) AS BIGINT) FROM person p WHERE {scope:p} AND p.list = 'retention'"));
  report.Count("mean_wage", "在岗人员月均工资", with_wage == 0 ? 0 : (wages / with_wage + 50) / 100, "元",
               "有工资记录的 " + WithThousands(with_wage) + " 人平均（" + day + "）");
  report.Part("with_wage", "有工资记录", with_wage, "人", "在岗", on_post);
  report.Part("clear_five", "五清齐全",
              TRY(CountOf(context, reach, "SELECT count(*) FROM person p WHERE {scope:p} AND p.clear_five = 5")), "人",
              "在册劳动力", all, "五组信息都清楚");
  return Ok();
}

void AddRetention(const SpellFigures& spells, Report& report) {
  report.Section("稳岗率");
  for (const auto& cohort : spells.cohorts) {
    const std::string n = std::to_string(cohort.months);
    report.Part("retained_" + n, "满 " + n + " 个月仍在岗", cohort.stayed, "人", "到岗", cohort.arrived,
                cohort.from.ToString() + " 至 " + cohort.to.ToString() + " 到岗，同一段经历");
  }
}

Status AddPosts(const StepContext& context, const Reach& reach, const PostFigures& posts, const SpellFigures& spells,
                Report& report) {
  const std::string day = context.options.as_of.ToString();
  report.Section("岗位与基地");
  report.Count("postings", "有效岗位", posts.posts, "条", "已发布且在有效期内（" + day + "）");
  report.Count("openings", "招聘人数", posts.openings, "个", "有效岗位的招聘人数之和");
  report.Count("proposed", "已推荐岗位",
               TRY(CountOf(context, reach,
                           "SELECT count(*) FROM match_proposal m JOIN person p ON p.county_id = m.county_id AND p.id "
                           "= m.person_id WHERE m.period = ?1 AND {scope:p}",
                           {std::int64_t{context.options.period.ToInt()}})),
               "人", "本月匹配中有岗位的人，不重复");
  const CodeTable* levels = FindCodeTable("base_level");
  std::int64_t base_openings = 0;
  for (const auto& [level, base] : posts.levels) {
    const std::string label = (levels == nullptr ? level : std::string(levels->Label(level))) + "就业帮扶基地";
    const auto at = spells.at_level.find(level);
    report.Count("bases_" + level, label, base.bases, "个", "已认定（" + day + "）");
    report.Count("base_openings_" + level, label + "招聘人数", base.openings, "个", "这些基地的有效岗位");
    report.Count("at_bases_" + level, label + "吸纳", at == spells.at_level.end() ? 0 : at->second, "人",
                 "经历未结束、单位是这些基地的人，不重复");
    base_openings += base.openings;
  }
  report.Count("base_openings", "各级基地招聘人数", base_openings, "个", "基地的有效岗位");
  report.Count("at_bases", "各级基地吸纳", spells.at_bases, "人", "经历未结束、单位是基地的人，不重复");
  return Ok();
}

}  // namespace

Result<std::vector<Indicator>> Indicators(const StepContext& context, const Reach& reach) {
  const PostFigures posts = TRY(CountPosts(context, reach));
  const SpellFigures spells = TRY(CountSpells(context, reach, posts.base_of_code));
  Report report(context.options.as_of.ToString());
  TRY(AddState(context, reach, spells, report));
  AddRetention(spells, report);
  TRY(AddPosts(context, reach, posts, spells, report));
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
