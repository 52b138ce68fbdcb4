// What the month did not take of its files, row by row.
#include <map>

#include "base/mask.h"
#include "kits/codes/code_tables.h"
#include "kits/csv/writer.h"
#include "kits/json/reader.h"
#include "kits/xlsx/writer.h"
#include "modules/imports/service.h"
#include "modules/months/month.h"

namespace gq::months {

namespace {

std::string FileName(std::string_view kind) {
  return kind == "roster"      ? "人员名册"
         : kind == "posts"     ? "岗位"
         : kind == "employers" ? "用人单位"
         : kind == "claims"    ? "补贴申请"
                               : std::string(kind);
}

// Of a registry without the columns that its findings need: row 0, the whole file; no row is rejected for it.
Status WriteWarnings(const std::string& note, csv::Writer& writer, xlsx::SheetWriter& sheet) {
  const auto document = TRY(json::Parse(note));
  const auto warnings = TRY(document.root().Get("compare")).Find("warnings");
  if (!warnings) return Ok();  // the step ended before there were any
  for (const auto& warning : TRY(warnings->Items())) {
    std::map<std::string, std::string> texts;
    for (const char* name : {"file", "column", "code", "reason", "cure"})
      texts[name] = TRY(TRY(warning.Get(name)).Text(1000));
    writer.Field(texts["file"]);
    writer.Integer(0);
    writer.Field(texts["column"]);
    writer.Field("");
    writer.Field(texts["code"]);
    writer.Field(texts["reason"] + "（未拒收）");
    writer.Field(texts["cure"]);
    writer.EndRow();
    sheet.Text(FindCodeTable("registry")->Label(texts["file"]));
    sheet.Integer(0);
    sheet.Text(texts["column"]);
    sheet.Text("");
    sheet.Text(texts["reason"], xlsx::Look::kWrapped);
    sheet.Text(texts["cure"], xlsx::Look::kWrapped);
    sheet.EndRow();
  }
  return Ok();
}

}  // namespace

Result<std::int64_t> WriteRejects(const StepContext& context, const std::vector<jobs::StepView>& steps) {
  auto writer = TRY(csv::Writer::Create(context.options.out + "/rejects.csv",
                                        {"file", "row", "column", "value", "code", "reason", "cure"}));
  const auto book = TRY(xlsx::Writer::Create(context.options.out + "/rejects.xlsx"));
  constexpr std::uint32_t kColumns = 6;
  auto& sheet = book->AddSheet(
      "没有采用的行", {.widths = {12, 8, 16, 24, 36, 36}, .header_rows = 3, .autofilter = true, .columns = kColumns});
  const std::string period = context.options.period.ToString();
  sheet.Title(period + " 没有采用的行", kColumns);
  sheet.Title("行号是表头以下第几条记录；长号码按规定遮掩，完整内容在“导入”里下载自己的文件", kColumns,
              xlsx::Look::kNote);
  for (const char* head : {"文件", "行", "列", "填写的内容", "原因", "怎样改"}) sheet.Text(head, xlsx::Look::kHeader);
  sheet.EndRow();
  std::int64_t rejected = 0;
  for (const auto& step : steps) {
    if (step.name == "compare" && !step.note.empty()) TRY(WriteWarnings(step.note, writer, sheet));
    if (step.name.rfind("import_", 0) != 0 || step.note.empty()) continue;
    const std::string kind = step.name.substr(7);
    const auto document = TRY(json::Parse(step.note));
    const auto run = Uuid::Parse(TRY(TRY(document.root().Get("run")).Text()));
    const auto totals = TRY(document.root().Get("totals"));
    rejected += TRY(TRY(totals.Get("error")).Integer()) + TRY(TRY(totals.Get("conflict")).Integer());
    for (int page = 1;; ++page) {
      const auto problems = TRY(imports::Problems(context.store, context.scope, *run, page, 2000));
      if (problems.empty()) break;
      for (const auto& p : problems) {
        if (p.remark) continue;
        writer.Field(kind);
        writer.Integer(p.row);
        for (const auto* text : {&p.column, &p.value, &p.code, &p.reason, &p.cure}) writer.Field(*text);
        writer.EndRow();
        sheet.Text(FileName(kind));
        sheet.Integer(p.row);
        sheet.Text(p.column);
        sheet.Text(MaskCell(p.value));
        sheet.Text(p.reason, xlsx::Look::kWrapped);
        sheet.Text(p.cure, xlsx::Look::kWrapped);
        sheet.EndRow();
      }
    }
  }
  TRY(book->Close());
  TRY(writer.Close());
  return rejected;
}

}  // namespace gq::months
