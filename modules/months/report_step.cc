// report.xlsx, report.pdf, rejects.csv, summary.json. Indicators of requirements.md a.9 that the month's data allows;
// persons and person-times are told apart, and every denominator carries its date.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "kits/csv/writer.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/pdf/document.h"
#include "kits/xlsx/writer.h"
#include "modules/imports/service.h"
#include "modules/months/month.h"
#include "modules/months/people_figures.h"
#include "modules/months/report.h"
#include "modules/org/service.h"
#include "modules/sources/runs.h"

namespace gq::months {

namespace {

struct Figures {
  std::string title, note;
  std::vector<Indicator> indicators;
  std::vector<CountyRow> counties;
  std::vector<ShareRow> shares;
  std::vector<MoneyRow> money;
};

// `by`: who has run the month, when it is another unit than the one reported.
Result<Figures> Gather(const StepContext& context, const Reach& reach, const std::string& by,
                       const std::function<void(const NamedPerson&)>& each = {}) {
  Figures figures;
  figures.title = (reach.name.empty() ? "" : reach.name + " ") + context.options.period.ToString() + " 劳务协作月报";
  figures.note = "业务日期 " + context.options.as_of.ToString() + "，" + (by.empty() ? "" : "由" + by) + "办理于 " +
                 context.store.Now().DateInShanghai().ToString() + "；“人”不重复计，“人次”按就业经历计；" +
                 ReachInWords(reach);
  figures.indicators = TRY(Indicators(context, reach, each));
  figures.counties = TRY(Counties(context, reach));
  figures.shares = TRY(Shares(context, reach));
  figures.money = TRY(Money(context, reach));
  return figures;
}

constexpr const char* kMoneyHeads[] = {"政策",     "本月人数", "本月件数",      "本月金额（元）",
                                       "本年人数", "本年件数", "本年金额（元）"};

void WriteMoneySheet(xlsx::Writer& book, const Figures& figures) {
  auto& sheet = book.AddSheet("补贴", {.widths = {34, 14, 12, 16, 14, 12, 16}, .header_rows = 2, .columns = 7});
  sheet.Title("按政策核定的补贴", 7);
  for (const char* head : kMoneyHeads) sheet.Text(head, xlsx::Look::kHeader);
  sheet.EndRow();
  for (const auto& row : figures.money) {
    sheet.Text(row.rule + " " + row.title);
    sheet.Integer(row.persons);
    sheet.Integer(row.times);
    sheet.Money(Fen(row.fen));
    sheet.Integer(row.year_persons);
    sheet.Integer(row.year_times);
    sheet.Money(Fen(row.year_fen));
    sheet.EndRow();
  }
}

constexpr const char* kShareHeads[] = {
    "分组", "组", "任务清单（人）", "已安排岗位（人）", "比例", "预计到岗并留满三个月（人）", "比例"};
constexpr const char* kShareTitle = "各类人安排和留岗的比例（只看不调：这些都不参与匹配打分）";

std::vector<std::string> ShareCells(const ShareRow& row) {
  return {row.kind,
          row.group,
          WithThousands(row.people),
          WithThousands(row.placed),
          Percent(row.placed, row.people),
          WithThousands(row.stays / 10) + "." + std::to_string(row.stays % 10),
          Percent(row.stays, row.people * 10)};
}

void WriteShareSheet(xlsx::Writer& book, const Figures& figures) {
  auto& sheet = book.AddSheet("各类人", {.widths = {12, 20, 16, 18, 12, 28, 12}, .header_rows = 2, .columns = 7});
  sheet.Title(kShareTitle, 7);
  for (const char* head : kShareHeads) sheet.Text(head, xlsx::Look::kHeader);
  sheet.EndRow();
  for (const auto& row : figures.shares) {
    const auto cells = ShareCells(row);
    sheet.Text(cells[0]);
    sheet.Text(cells[1]);
    sheet.Integer(row.people);
    sheet.Integer(row.placed);
    for (std::size_t c = 4; c < cells.size(); ++c) sheet.Text(cells[c]);
    sheet.EndRow();
  }
}

Status WriteWorkbook(const std::string& folder, const Figures& figures) {
  const auto book = TRY(xlsx::Writer::Create(folder + "/report.xlsx"));
  auto& sheet = book->AddSheet("指标", {.widths = {14, 30, 14, 8, 12, 70}, .header_rows = 3, .columns = 6});
  sheet.Title(figures.title, 6);
  sheet.Title(figures.note, 6, xlsx::Look::kNote);
  for (const char* head : {"类别", "指标", "数", "单位", "比例", "口径"}) sheet.Text(head, xlsx::Look::kHeader);
  sheet.EndRow();
  for (const auto& indicator : figures.indicators) {
    sheet.Text(indicator.section);
    sheet.Text(indicator.label);
    sheet.Integer(indicator.value);
    sheet.Text(indicator.unit);
    sheet.Text(indicator.share);
    sheet.Text(indicator.definition);
    sheet.EndRow();
  }
  sheet.Title(IndicatorsWithoutSource(), 6, xlsx::Look::kNote);
  WriteMoneySheet(*book, figures);
  WriteShareSheet(*book, figures);
  auto& by_county = book->AddSheet("分县", {.widths = {20, 14, 14, 14, 14}, .columns = 5});
  for (const char* head : {"县市区", "在册劳动力", "在岗", "任务清单", "待摸底"})
    by_county.Text(head, xlsx::Look::kHeader);
  by_county.EndRow();
  for (const auto& row : figures.counties) {
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

void AddIndicatorTables(pdf::Document& document, const Figures& figures) {
  std::vector<std::vector<std::string>> rows;
  const auto flush = [&] {
    if (rows.empty()) return;
    document.Table({{.header = "指标", .share = 3.4},
                    {.header = "数", .share = 1.4, .align = pdf::Align::kRight},
                    {.header = "单位", .share = 0.9, .align = pdf::Align::kCenter},
                    {.header = "比例", .share = 1.4, .align = pdf::Align::kRight},
                    {.header = "口径", .share = 8}},
                   std::move(rows));
    rows.clear();
  };
  std::string section;
  for (const auto& indicator : figures.indicators) {
    if (indicator.section != section) {
      flush();
      document.Heading(indicator.section);
      section = indicator.section;
    }
    rows.push_back(
        {indicator.label, WithThousands(indicator.value), indicator.unit, indicator.share, indicator.definition});
  }
  flush();
}

void AddShareTable(pdf::Document& document, const Figures& figures) {
  document.Heading(kShareTitle);
  if (figures.shares.empty()) {
    document.Paragraph("任务清单上没有人。", pdf::Align::kLeft, false);
    return;
  }
  std::vector<pdf::Column> columns;
  for (const char* head : kShareHeads) {
    columns.push_back({.header = head,
                       .share = columns.size() == 1 ? 2.4 : 1.6,
                       .align = columns.size() < 2 ? pdf::Align::kLeft : pdf::Align::kRight});
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : figures.shares) rows.push_back(ShareCells(row));
  document.Table(std::move(columns), std::move(rows));
}

void AddMoneyTable(pdf::Document& document, const Figures& figures) {
  document.Heading("按政策核定的补贴（人数不重复；企业申请按单位计）");
  if (figures.money.empty()) {
    document.Paragraph("本年还没有核定发放的补贴。", pdf::Align::kLeft, false);
    return;
  }
  std::vector<pdf::Column> columns;
  for (const char* head : kMoneyHeads) {
    const bool title = columns.empty(), money = columns.size() == 3 || columns.size() == 6;
    columns.push_back({.header = head,
                       .share = title   ? 3.4
                                : money ? 2.2
                                        : 1.2,
                       .align = title ? pdf::Align::kLeft : pdf::Align::kRight});
  }
  std::vector<std::vector<std::string>> rows;
  std::int64_t month = 0, year = 0;
  const auto yuan = [](std::int64_t fen) { return WithThousands(fen / 100) + Fen(fen % 100).ToYuan().substr(1); };
  for (const auto& row : figures.money) {
    rows.push_back({row.rule + " " + row.title, WithThousands(row.persons), WithThousands(row.times), yuan(row.fen),
                    WithThousands(row.year_persons), WithThousands(row.year_times), yuan(row.year_fen)});
    month += row.fen;
    year += row.year_fen;
  }
  rows.push_back({"合计", "", "", yuan(month), "", "", yuan(year)});
  document.Table(std::move(columns), std::move(rows));
}

Status WritePdf(const StepContext& context, const std::string& folder, const Figures& figures) {
  pdf::Document document({.title = figures.title, .as_of = context.options.as_of.ToString()});
  document.Title(figures.title);
  document.Subtitle(figures.note);
  AddIndicatorTables(document, figures);
  AddMoneyTable(document, figures);
  AddShareTable(document, figures);
  document.Heading("分县");
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : figures.counties)
    rows.push_back({row.name, WithThousands(row.people), WithThousands(row.on_post), WithThousands(row.task),
                    WithThousands(row.visit)});
  document.Table({{.header = "县市区", .share = 2},
                  {.header = "在册劳动力", .align = pdf::Align::kRight},
                  {.header = "在岗", .align = pdf::Align::kRight},
                  {.header = "任务清单", .align = pdf::Align::kRight},
                  {.header = "待摸底", .align = pdf::Align::kRight}},
                 rows);
  document.Paragraph(std::string(IndicatorsWithoutSource()), pdf::Align::kLeft, false);
  return WriteWhole(folder + "/report.pdf", TRY(document.Render()).bytes);
}

void AddNote(json::Writer& out, const std::vector<jobs::StepView>& steps, std::string_view step, std::string_view key) {
  for (const auto& view : steps) {
    if (view.name != step || view.note.empty()) continue;
    out.Key(key);
    out.Raw(view.note);
  }
}

void WriteHead(json::Writer& out, const StepContext& context, const Reach& reach, std::string_view by) {
  out.Member("period", context.options.period.ToString());
  out.Member("as_of", context.options.as_of.ToString());
  out.Member("reach", ReachInWords(reach));
  out.Member("names_of", context.scope.unit_id);
  if (reach.range) out.Member("reach_code", reach.range->low);
  if (!by.empty()) out.Member("by", by);
}

void WriteIndicators(json::Writer& out, const std::vector<Indicator>& indicators) {
  out.Key("indicators");
  out.BeginArray();
  for (const auto& indicator : indicators) {
    out.BeginObject();
    out.Member("key", indicator.key);
    out.Member("section", indicator.section);
    out.Member("label", indicator.label);
    out.Member("value", indicator.value);
    out.Member("unit", indicator.unit);
    out.Member("share", indicator.share);
    out.Member("definition", indicator.definition);
    out.EndObject();
  }
  out.EndArray();
}

// People whom the scope holds, by list: the length of the month's lists.
Status WritePeople(json::Writer& out, Store& store, const Scope& scope) {
  std::map<std::string, std::int64_t> lists;
  std::int64_t all = 0;
  TRY(store.Query(scope, "SELECT p.list, CAST(SUM(p.n) AS BIGINT) FROM person_count p WHERE {scope:p} GROUP BY p.list",
                  {}, [&](const db::Row& row) {
                    lists[row.String(0)] += row.Int(1);
                    all += row.Int(1);
                    return Ok();
                  }));
  out.Member("people", all);
  for (const auto& [key, list] :
       {std::pair{"on_post", "retention"}, {"retention", "retention"}, {"task", "task"}, {"visit", "visit"}})
    out.Member(key, lists[list]);
  return Ok();
}

Status WriteFindings(json::Writer& out, const StepContext& context, const Reach& reach) {
  out.Key("findings");
  out.BeginObject();
  for (const auto& figure : TRY(sources::CountFigures(context.store, reach.scope, *Uuid::Parse(context.job_id)))) {
    if (figure.key.starts_with("finding:")) out.Member(figure.key.substr(8), figure.value);
  }
  out.EndObject();
  return Ok();
}

// What a county below sees of this month: its own part and nothing else, with who has run it.
Status WritePart(const StepContext& context, const Reach& part, const std::string& by, bool compared) {
  const std::string folder = PartFolder(context.options.out, part.range->low);
  std::error_code error;
  std::filesystem::create_directories(folder, error);  // writing says so when it is not there
  const Figures figures = TRY(Gather(context, part, by));
  TRY(WriteWorkbook(folder, figures));
  TRY(WritePdf(context, folder, figures));
  json::Writer out;
  out.BeginObject();
  WriteHead(out, context, part, by);
  TRY(WritePeople(out, context.store, part.scope));
  if (compared) TRY(WriteFindings(out, context, part));
  WriteIndicators(out, figures.indicators);
  out.EndObject();
  return WriteWhole(folder + "/summary.json", std::move(out).Take() + "\n");
}

}  // namespace

std::string PartFolder(const std::string& out, std::int64_t county_code) {
  return out + "/counties/" + std::to_string(county_code);
}

Result<std::string> ReportStep(const StepContext& context, const std::vector<jobs::StepView>& steps, jobs::JobStep&) {
  const Reach reach = TRY(ReachOf(context));
  std::vector<NamedPerson> people;
  const Figures figures = TRY(Gather(context, reach, {}, [&](const NamedPerson& one) { people.push_back(one); }));
  TRY(KeepNames(context, std::move(people)));
  TRY(WriteWorkbook(context.options.out, figures));
  TRY(WritePdf(context, context.options.out, figures));
  const bool compared =
      std::any_of(steps.begin(), steps.end(), [](const jobs::StepView& step) { return step.name == "compare"; });
  std::error_code error;
  std::filesystem::remove_all(context.options.out + "/counties", error);  // of an earlier run of the month
  for (const auto& part : TRY(CountiesOf(context, reach))) TRY(WritePart(context, part, reach.name, compared));
  const auto rejected = TRY(WriteRejects(context, steps));
  json::Writer out;
  out.BeginObject();
  WriteHead(out, context, reach, {});
  out.Key("seconds");
  out.BeginObject();
  for (const auto& step : steps) {
    out.Key(step.name);
    out.Double(static_cast<double>(step.microseconds) / 1e6);
  }
  out.EndObject();
  TRY(WritePeople(out, context.store, context.scope));  // the whole month: as long as its lists
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
  for (const auto& [step, key] : {std::pair{"lists", "lists"}, {"match", "match"}, {"decide", "decide"}})
    AddNote(out, steps, step, key);
  WriteIndicators(out, figures.indicators);
  out.EndObject();
  const std::string summary = std::move(out).Take();
  TRY(WriteWhole(context.options.out + "/summary.json", summary + "\n"));
  return summary;
}

}  // namespace gq::months
