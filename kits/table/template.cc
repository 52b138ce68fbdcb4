#include "kits/table/template.h"

#include <algorithm>

#include "base/text.h"
#include "kits/table/table_reader.h"
#include "kits/xlsx/workbook.h"
#include "kits/xlsx/writer.h"

namespace gq::table {
namespace {

constexpr std::string_view kChoiceSheet = "选项";
constexpr std::size_t kChoicesShown = 12;

std::string_view HowToFill(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return "文字";
    case ColumnType::kIdNumber:
      return "号码，文本格式，不要改成数字";
    case ColumnType::kDate:
      return "日期，如 2025-01-31";
    case ColumnType::kMonth:
      return "年月，如 2025-01 或 2025年1月";
    case ColumnType::kInteger:
      return "整数";
    case ColumnType::kMoney:
      return "金额（元），可带两位小数";
    case ColumnType::kChoice:
      return "从下拉列表中选一项";
    case ColumnType::kChoices:
      return "可填几项，用分号隔开";
  }
  return {};
}

std::string ShownChoices(const TemplateColumn& column) {
  std::string shown;
  for (std::size_t at = 0; at < std::min(column.choices.size(), kChoicesShown); ++at)
    shown += (at > 0 ? "、" : "") + column.choices[at].second;
  if (column.choices.size() > kChoicesShown) shown += " 等 " + std::to_string(column.choices.size()) + " 项";
  return shown;
}

void WriteInstructions(const TemplateSpec& spec, xlsx::SheetWriter& sheet) {
  sheet.Title(spec.title + "导入模板填写说明", 6);
  std::vector<std::string> notes = {
      "请在「" + spec.title +
          "」表中填写，一人（一条）一行；红色列名为必填。不要改动列名，可以调换列的顺序、删去不用的选填列。",
      "身份证号、银行卡号、电话等长号码所在的列已设为文本格式；从别处粘贴时请选“只粘贴值”。"};
  notes.insert(notes.end(), spec.notes.begin(), spec.notes.end());
  for (std::size_t at = 0; at < notes.size(); ++at)
    sheet.Title(std::to_string(at + 1) + "．" + notes[at], 6, xlsx::Look::kNote);
  for (const char* label : {"列", "要求", "怎样填", "解释", "举例", "可选的值"}) sheet.Text(label, xlsx::Look::kHeader);
  sheet.EndRow();
  for (const TemplateColumn& column : spec.columns) {
    sheet.Text(column.label);
    sheet.Text(column.required ? "必填" : "选填");
    sheet.Text(HowToFill(column.type), xlsx::Look::kWrapped);
    sheet.Text(column.explanation, xlsx::Look::kWrapped);
    sheet.Text(column.example);
    sheet.Text(ShownChoices(column), xlsx::Look::kWrapped);
    sheet.EndRow();
  }
}

// Two columns for every column with choices: text, code. The header row names the column.
void WriteChoices(const TemplateSpec& spec, xlsx::SheetWriter& sheet) {
  std::size_t rows = 0;
  for (const TemplateColumn& column : spec.columns) {
    if (column.choices.empty()) continue;
    rows = std::max(rows, column.choices.size());
    sheet.Text(column.name, xlsx::Look::kHeader);
    sheet.Text("code", xlsx::Look::kHeader);
  }
  sheet.EndRow();
  for (std::size_t row = 0; row < rows; ++row) {
    for (const TemplateColumn& column : spec.columns) {
      if (column.choices.empty()) continue;
      if (row >= column.choices.size()) {
        sheet.Skip(2);
        continue;
      }
      sheet.Text(column.choices[row].second);
      sheet.Text(column.choices[row].first);
    }
    sheet.EndRow();
  }
}

void WriteData(const TemplateSpec& spec, xlsx::SheetWriter& sheet) {
  sheet.HideRow();
  for (const TemplateColumn& column : spec.columns) sheet.Text(column.name);
  sheet.EndRow();
  for (const TemplateColumn& column : spec.columns) {
    sheet.Text(column.label, column.required ? xlsx::Look::kRequired : xlsx::Look::kHeader);
    std::string comment =
        std::string(column.required ? "必填。" : "选填。") + std::string(HowToFill(column.type)) + "。";
    if (!column.explanation.empty()) comment += column.explanation + (column.explanation.ends_with("。") ? "" : "。");
    if (!column.example.empty()) comment += "例：" + column.example;
    sheet.Comment(comment);
  }
  sheet.EndRow();
  std::uint32_t choice_column = 0;
  for (std::uint32_t at = 0; at < spec.columns.size(); ++at) {
    const TemplateColumn& column = spec.columns[at];
    if (column.choices.empty()) continue;
    const std::string letters = xlsx::ColumnName(choice_column);
    choice_column += 2;
    if (column.type != ColumnType::kChoice) continue;  // several values fit no drop-down
    sheet.DropDown(at, 2, 1 + spec.rows, {},
                   std::string(kChoiceSheet) + "!$" + letters + "$2:$" + letters + "$" +
                       std::to_string(column.choices.size() + 1));
  }
}

}  // namespace

Status WriteTemplate(const TemplateSpec& spec, const std::string& path) {
  const std::unique_ptr<xlsx::Writer> book = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions data_options;
  data_options.header_rows = 2;
  for (const TemplateColumn& column : spec.columns) {
    const double letters = static_cast<double>(CountCodePoints(column.label));
    data_options.widths.push_back(
        std::clamp(letters * 2 + 3, column.type == ColumnType::kIdNumber ? 22.0 : 10.0, 30.0));
    data_options.text_columns.push_back(column.type != ColumnType::kInteger && column.type != ColumnType::kMoney);
  }
  WriteData(spec, book->AddSheet(spec.title, data_options));
  WriteInstructions(spec, book->AddSheet(kInstructionSheet, {.widths = {18, 8, 28, 40, 22, 40}, .header_rows = 0}));
  const bool choices = std::any_of(spec.columns.begin(), spec.columns.end(),
                                   [](const TemplateColumn& column) { return !column.choices.empty(); });
  if (choices) WriteChoices(spec, book->AddSheet(kChoiceSheet, {.hidden = true}));
  return book->Close();
}

}  // namespace gq::table
