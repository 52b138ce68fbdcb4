// report.xlsx, report.pdf, rejects.csv, summary.json. Indicators of requirements.md a.9 that the month's data allows; persons and
// person-times are told apart, and every denominator carries its date.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "kits/csv/writer.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/pdf/document.h"
#include "kits/xlsx/writer.h"
#include "modules/imports/service.h"
#include "modules/months/month.h"
#include "modules/months/report.h"
#include "modules/org/service.h"

namespace gq::months {

namespace {

Result<std::int64_t> CountOf(const StepContext& context, const std::string& sql, std::initializer_list<db::Param> params = {}) {
  std::int64_t n = 0;
  TRY(context.store.Query(context.scope, sql, params, [&](const db::Row& row) {
    n = row.IsNull(0) ? 0 : row.Int(0);
    return Ok();
  }));
  return n;
}

std::string Percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "--";
  const std::int64_t hundredths = (part * 20000 / whole + 1) / 2;
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%02lld%%", static_cast<long long>(hundredths / 100), static_cast<long long>(hundredths % 100));
  return text;
}

}  // namespace

Result<std::vector<Indicator>> Indicators(const StepContext& context) {
  const Date as_of = context.options.as_of;
  const std::string day = as_of.ToString();
  const auto month_start = std::int64_t{context.options.period.First().ToYmdInt()}, month_end = std::int64_t{context.options.period.Last().ToYmdInt()};
  const auto year_start = std::int64_t{as_of.year() * 10000 + 101};
  const std::string people = "SELECT CAST(COALESCE(SUM(p.n), 0) AS BIGINT) FROM person_count p WHERE {scope:p}";
  const auto all = TRY(CountOf(context, people));
  const auto on_post = TRY(CountOf(context, people + " AND p.list = 'retention'"));
  const auto task = TRY(CountOf(context, people + " AND p.list = 'task'"));
  const auto visit = TRY(CountOf(context, people + " AND p.list = 'visit'"));
  const std::string spells = " FROM spell p WHERE {scope:p:spell}";
  const auto ever = TRY(CountOf(context, "SELECT count(DISTINCT p.person_id)" + spells));
  const auto ever_times = TRY(CountOf(context, "SELECT count(*)" + spells));
  const auto this_month = TRY(CountOf(context, "SELECT count(DISTINCT p.person_id)" + spells + " AND p.start_on BETWEEN ?1 AND ?2", {month_start, month_end}));
  const auto this_month_times = TRY(CountOf(context, "SELECT count(*)" + spells + " AND p.start_on BETWEEN ?1 AND ?2", {month_start, month_end}));
  const auto this_year = TRY(CountOf(context, "SELECT count(*) FROM (SELECT p.person_id, min(p.start_on) AS first_on" + spells + " GROUP BY p.person_id) f WHERE f.first_on >= ?1", {year_start}));
  const auto with_wage = TRY(CountOf(context, "SELECT count(*) FROM person p WHERE {scope:p} AND p.list = 'retention' AND p.wage_fen IS NOT NULL"));
  const auto wage_sum = TRY(CountOf(context, "SELECT CAST(COALESCE(SUM(p.wage_fen), 0) AS BIGINT) FROM person p WHERE {scope:p} AND p.list = 'retention'"));
  std::vector<Indicator> out = {
      {"people", "在册劳动力", all, "人", "", "截至 " + day},
      {"on_post", "在岗", on_post, "人", Percent(on_post, all), "分母为在册劳动力 " + std::to_string(all) + " 人（" + day + "）"},
      {"task", "任务清单：未就业、有能力、愿外出", task, "人", Percent(task, all), "分母同上"},
      {"visit", "待摸底", visit, "人", Percent(visit, all), "分母同上"},
      {"ever", "累计转移就业", ever, "人", Percent(ever, all), "有过一段就业经历的人，不重复；分母同上"},
      {"ever_times", "累计转移就业人次", ever_times, "人次", "", "每段经历计一次"},
      {"this_month", "本月新开始就业", this_month, "人", "", "开始日期在 " + context.options.period.ToString() + " 内，不重复"},
      {"this_month_times", "本月新开始就业人次", this_month_times, "人次", "", "每段经历计一次"},
      {"this_year", "本年新增转移就业", this_year, "人", "", "第一段经历在本年开始的人"},
      {"mean_wage", "在岗人员月均工资", with_wage == 0 ? 0 : (wage_sum / with_wage + 50) / 100, "元", Percent(with_wage, on_post), "按有工资记录的 " + std::to_string(with_wage) + " 人；右为有记录的比例"},
  };
  for (const auto& [code, label] : {std::pair{"county", "县内就业"}, {"prefecture", "州内县外就业"}, {"province", "省内州外就业"}, {"outside", "省外就业"}}) {
    const auto n = TRY(CountOf(context, "SELECT count(*) FROM person p WHERE {scope:p} AND p.list = 'retention' AND p.tier = ?1", {code}));
    out.push_back({std::string("tier_") + code, label, n, "人", Percent(n, on_post), "分母为在岗 " + std::to_string(on_post) + " 人（" + day + "）"});
  }
  for (const int months : {1, 3, 6}) {  // retention: those who began in the month that is exactly n months complete at the end of the period
    const gq::Month cohort = context.options.period.AddMonths(-months);
    const auto from = std::int64_t{cohort.First().ToYmdInt()}, to = std::int64_t{cohort.Last().ToYmdInt()};
    const auto began = TRY(CountOf(context, "SELECT count(DISTINCT p.person_id)" + spells + " AND p.start_on BETWEEN ?1 AND ?2", {from, to}));
    const auto still = TRY(CountOf(context, "SELECT count(DISTINCT p.person_id)" + spells + " AND p.start_on BETWEEN ?1 AND ?2 AND p.end_on IS NULL", {from, to}));
    out.push_back({"retained_" + std::to_string(months), "满 " + std::to_string(months) + " 个月仍在岗", still, "人", Percent(still, began),
                   "分母为 " + cohort.ToString() + " 开始就业的 " + std::to_string(began) + " 人"});
  }
  return out;
}

Result<std::vector<CountyRow>> Counties(const StepContext& context) {
  std::vector<CountyRow> rows;
  TRY(context.store.Query(context.scope,
                          "SELECT p.county_id, CAST(SUM(p.n) AS BIGINT), CAST(SUM(CASE WHEN p.list = 'retention' THEN p.n ELSE 0 END) AS BIGINT), "
                          "CAST(SUM(CASE WHEN p.list = 'task' THEN p.n ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN p.list = 'visit' THEN p.n ELSE 0 END) AS BIGINT) "
                          "FROM person_count p WHERE {scope:p} GROUP BY p.county_id ORDER BY p.county_id",
                          {}, [&](const db::Row& row) -> Status {
                            const auto unit = org::GetUnit(context.store, row.Int(0));
                            rows.push_back({unit ? unit->name : std::string("未知"), row.Int(1), row.Int(2), row.Int(3), row.Int(4)});
                            return Ok();
                          }));
  return rows;
}

namespace {

Status WriteWorkbook(const StepContext& context, const std::vector<Indicator>& indicators, const std::vector<CountyRow>& counties) {
  const auto book = TRY(xlsx::Writer::Create(context.options.out + "/report.xlsx"));
  auto& sheet = book->AddSheet("指标", {.widths = {36, 14, 8, 12, 60}, .header_rows = 2, .columns = 5});
  sheet.Title(context.options.period.ToString() + " 劳务协作月报（截至 " + context.options.as_of.ToString() + "）", 5);
  for (const char* head : {"指标", "数", "单位", "比例", "口径"}) sheet.Text(head, xlsx::Look::kHeader);
  sheet.EndRow();
  for (const auto& indicator : indicators) {
    sheet.Text(indicator.label);
    sheet.Integer(indicator.value);
    sheet.Text(indicator.unit);
    sheet.Text(indicator.share);
    sheet.Text(indicator.definition);
    sheet.EndRow();
  }
  auto& by_county = book->AddSheet("分县", {.widths = {20, 14, 14, 14, 14}, .columns = 5});
  for (const char* head : {"县市区", "在册劳动力", "在岗", "任务清单", "待摸底"}) by_county.Text(head, xlsx::Look::kHeader);
  by_county.EndRow();
  for (const auto& row : counties) {
    by_county.Text(row.name);
    for (const auto n : {row.people, row.on_post, row.task, row.visit}) by_county.Integer(n);
    by_county.EndRow();
  }
  return book->Close();
}

Status WriteWhole(const std::string& path, const std::string& bytes) {
  const std::string temporary = path + ".tmp";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    std::filesystem::permissions(temporary, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    file << bytes;
    if (!file.flush()) return Fail(kIo, "写不了 " + path, "请检查磁盘空间");
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) return Fail(kIo, "写不了 " + path, "请检查磁盘空间");
  return Ok();
}

Status WritePdf(const StepContext& context, const std::vector<Indicator>& indicators, const std::vector<CountyRow>& counties) {
  pdf::Document document({.title = context.options.period.ToString() + " 劳务协作月报", .as_of = context.options.as_of.ToString()});
  document.Title(context.options.period.ToString() + " 劳务协作月报");
  std::vector<std::vector<std::string>> rows;
  for (const auto& indicator : indicators) rows.push_back({indicator.label, std::to_string(indicator.value), indicator.unit, indicator.share, indicator.definition});
  document.Table({{.header = "指标", .share = 4}, {.header = "数", .share = 1.6, .align = pdf::Align::kRight}, {.header = "单位"}, {.header = "比例", .share = 1.5, .align = pdf::Align::kRight}, {.header = "口径", .share = 6}}, rows);
  document.Heading("分县");
  rows.clear();
  for (const auto& row : counties) rows.push_back({row.name, std::to_string(row.people), std::to_string(row.on_post), std::to_string(row.task), std::to_string(row.visit)});
  document.Table({{.header = "县市区", .share = 2}, {.header = "在册劳动力", .align = pdf::Align::kRight}, {.header = "在岗", .align = pdf::Align::kRight}, {.header = "任务清单", .align = pdf::Align::kRight}, {.header = "待摸底", .align = pdf::Align::kRight}}, rows);
  return WriteWhole(context.options.out + "/report.pdf", TRY(document.Render()).bytes);
}

// Problems of all imports of the month in one file.
Result<std::int64_t> WriteRejects(const StepContext& context, const std::vector<jobs::StepView>& steps) {
  auto writer = TRY(csv::Writer::Create(context.options.out + "/rejects.csv", {"file", "row", "column", "value", "code", "reason", "cure"}));
  std::int64_t rejected = 0;
  for (const auto& step : steps) {
    if (step.name.rfind("import_", 0) != 0 || step.note.empty()) continue;
    const auto document = TRY(json::Parse(step.note));
    const auto run = Uuid::Parse(TRY(TRY(document.root().Get("run")).Text()));
    const auto totals = TRY(document.root().Get("totals"));
    rejected += TRY(TRY(totals.Get("error")).Integer()) + TRY(TRY(totals.Get("conflict")).Integer());
    for (int page = 1;; ++page) {
      const auto problems = TRY(imports::Problems(context.store, context.scope, *run, page, 2000));
      if (problems.empty()) break;
      for (const auto& p : problems) {
        writer.Field(step.name.substr(7));
        writer.Integer(p.row);
        for (const auto* text : {&p.column, &p.value, &p.code, &p.reason, &p.cure}) writer.Field(*text);
        writer.EndRow();
      }
    }
  }
  TRY(writer.Close());
  return rejected;
}

void AddNote(json::Writer& out, const std::vector<jobs::StepView>& steps, std::string_view step, std::string_view key) {
  for (const auto& view : steps) {
    if (view.name != step || view.note.empty()) continue;
    out.Key(key);
    out.Raw(view.note);
  }
}

}  // namespace

Result<std::string> ReportStep(const StepContext& context, const std::vector<jobs::StepView>& steps, jobs::JobStep&) {
  const auto indicators = TRY(Indicators(context));
  const auto counties = TRY(Counties(context));
  TRY(WriteWorkbook(context, indicators, counties));
  TRY(WritePdf(context, indicators, counties));
  const auto rejected = TRY(WriteRejects(context, steps));
  json::Writer out;
  out.BeginObject();
  out.Member("period", context.options.period.ToString());
  out.Member("as_of", context.options.as_of.ToString());
  out.Key("seconds");
  out.BeginObject();
  for (const auto& step : steps) {
    out.Key(step.name);
    out.Double(static_cast<double>(step.microseconds) / 1e6);
  }
  out.EndObject();
  for (const auto& indicator : indicators) {
    if (indicator.key == "people" || indicator.key == "on_post" || indicator.key == "task" || indicator.key == "visit") out.Member(indicator.key, indicator.value);
    if (indicator.key == "on_post") out.Member("retention", indicator.value);
  }
  for (const auto& step : steps) {
    if (step.note.empty()) continue;
    const auto document = TRY(json::Parse(step.note));
    if (step.name == "compare") {
      out.Key("findings");
      out.Raw(TRY(TRY(document.root().Get("compare")).Get("findings")).ToJson());
    }
    if (step.name == "match") out.Member("placed", TRY(TRY(document.root().Get("placed")).Integer()));
    if (step.name == "decide") out.Member("pay_fen", TRY(TRY(document.root().Get("pay_fen")).Integer()));
  }
  out.Member("rejected", rejected);
  for (const auto& [step, key] : {std::pair{"lists", "lists"}, {"match", "match"}, {"decide", "decide"}}) AddNote(out, steps, step, key);
  out.Key("indicators");
  out.BeginArray();
  for (const auto& indicator : indicators) {
    out.BeginObject();
    out.Member("key", indicator.key);
    out.Member("label", indicator.label);
    out.Member("value", indicator.value);
    out.Member("unit", indicator.unit);
    out.Member("share", indicator.share);
    out.Member("definition", indicator.definition);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  const std::string summary = std::move(out).Take();
  TRY(WriteWhole(context.options.out + "/summary.json", summary + "\n"));
  return summary;
}

}  // namespace gq::months
