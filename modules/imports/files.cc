#include "modules/imports/files.h"

#include <filesystem>
#include <map>

#include "kits/codes/code_tables.h"
#include "kits/crypto/bytes.h"
#include "kits/table/table_reader.h"
#include "kits/xlsx/writer.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace {

namespace fs = std::filesystem;

struct RowProblems {
  std::map<std::string, const Problem*> by_column;
  std::string sentence;
};

std::map<std::int64_t, RowProblems> ByRow(const std::vector<Problem>& problems) {
  std::map<std::int64_t, RowProblems> rows;
  for (const auto& problem : problems) {
    auto& row = rows[problem.row];
    row.by_column[problem.column] = &problem;
    if (!row.sentence.empty()) row.sentence += "；";
    row.sentence += problem.column + "：" + problem.reason + (problem.cure.empty() ? "" : "（" + problem.cure + "）");
  }
  return rows;
}

constexpr std::string_view kReasonHeader = "错误说明";

}  // namespace

Status WriteReturnedFile(Store& store, const Scope& scope, const Uuid& id, const std::string& path) {
  const Run run = TRY(GetRun(store, scope, id));
  std::vector<Problem> problems;
  for (int page = 1;; ++page) {
    auto some = TRY(Problems(store, scope, id, page, 5000));
    if (some.empty()) break;
    problems.insert(problems.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  const auto rows = ByRow(problems);
  const std::string original = (fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)))).string();
  TRY(RestoreFile(store, scope, id, original));
  struct Cleanup {
    const std::string& path;
    ~Cleanup() {
      std::error_code error;
      fs::remove(path, error);
    }
  } const cleanup{original};
  // Every column of the file under its own header; labels of the wanted columns tell which cell a problem means.
  std::map<std::string, std::string> label_of;  // header -> label
  for (const auto& column : run.columns) {
    for (const auto& wanted : ColumnsOf(run.kind)) {
      if (wanted.key == column.field) label_of[column.header] = wanted.label;
    }
  }
  table::HeaderSpec spec;
  table::ReadOptions options;
  for (const auto& wanted : ColumnsOf(run.kind)) spec.columns.push_back({wanted.key, wanted.headers, false});
  for (const auto& column : run.columns) {
    if (!column.field.empty()) options.chosen.emplace_back(column.field, column.header);
  }
  auto reader = TRY(table::ReadTable(original, spec, options));
  const auto columns = reader.layout().header.columns;
  const auto book = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions sheet_options;
  sheet_options.widths.assign(columns.size(), 14);
  sheet_options.widths.push_back(48);
  sheet_options.text_columns.assign(columns.size() + 1, true);
  xlsx::SheetWriter& sheet = book->AddSheet("待改的行", sheet_options);
  for (const auto& column : columns) {
    if (column.header != kReasonHeader) sheet.Text(column.header, xlsx::Look::kHeader);
  }
  sheet.Text(kReasonHeader, xlsx::Look::kHeader);
  sheet.EndRow();
  while (TRY(reader.Next())) {
    const auto it = rows.find(static_cast<std::int64_t>(reader.RecordNumber()));
    if (it == rows.end()) continue;
    for (const auto& column : columns) {
      if (column.header == kReasonHeader) continue;
      const auto problem = it->second.by_column.find(label_of[column.header]);
      sheet.Text(reader.CellAt(column.position).text, problem == it->second.by_column.end() ? xlsx::Look::kPlain : xlsx::Look::kBad);
    }
    sheet.Text(it->second.sentence, xlsx::Look::kReason);
    sheet.EndRow();
  }
  return book->Close();
}

Status WriteTemplateFile(std::string_view kind, const std::string& path) {
  const auto& columns = ColumnsOf(kind);
  const auto book = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions options;
  options.columns = static_cast<std::uint32_t>(columns.size());
  options.widths.assign(columns.size(), 14);
  options.text_columns.assign(columns.size(), true);
  options.header_rows = 1;
  options.frozen_columns = 2;
  xlsx::SheetWriter& data = book->AddSheet("数据", options);
  xlsx::SheetWriter& help = book->AddSheet("填写说明", {.widths = {18, 10, 60, 40}});
  xlsx::SheetWriter& choices = book->AddSheet("选项", {.hidden = true});
  for (const auto& column : columns) data.Text(column.label, column.required ? xlsx::Look::kRequired : xlsx::Look::kHeader);
  data.EndRow();
  help.Title("填写说明：红色表头必须填；其余知道多少填多少，空格不会抹掉已有内容", 4);
  for (const char* head : {"列", "必填", "怎么填", "可选值"}) help.Text(head, xlsx::Look::kHeader);
  help.EndRow();
  std::uint32_t at = 0;
  std::vector<std::vector<std::string>> lists;
  std::vector<std::uint32_t> list_columns;
  for (const auto& column : columns) {
    const CodeTable* table = column.field == nullptr || column.field->codes.empty() ? nullptr : FindCodeTable(column.field->codes);
    help.Text(column.label);
    help.Text(column.required ? "是" : "");
    std::string how = column.field == nullptr ? "12 位代码，或从省到村的名称；也可分列填写" : column.field->mask == MaskKind::kIdNumber ? "18 位，整列设为文本格式"
                    : column.field->type == FieldType::kDate ? "如 2025-03-01、2025年3月"
                    : column.field->type == FieldType::kMoney ? "元，可带两位小数"
                    : column.field->type == FieldType::kBool ? "是 / 否"
                    : column.field->meaning == Meaning::kCodes ? "可填多个，用顿号或分号隔开" : "";
    help.Text(how);
    std::string shown;
    if (table != nullptr) {
      std::vector<std::string> labels;
      for (const auto& code : table->All()) {
        labels.push_back(code.zh);
        if (shown.size() < 400) shown += (shown.empty() ? "" : "、") + code.zh;
      }
      if (column.field->meaning == Meaning::kCode) {
        lists.push_back(std::move(labels));
        list_columns.push_back(at);
      }
    }
    help.Text(shown);
    help.EndRow();
    ++at;
  }
  // The hidden sheet holds one list a row-block column by column: written row by row because the writer only goes downwards.
  std::size_t longest = 0;
  for (const auto& list : lists) longest = std::max(longest, list.size());
  for (std::size_t row = 0; row < longest; ++row) {
    for (const auto& list : lists) {
      if (row < list.size()) choices.Text(list[row]); else choices.Skip();
    }
    choices.EndRow();
  }
  const auto letter = [](std::size_t n) {
    std::string name;
    for (++n; n > 0; n = (n - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
    return name;
  };
  for (std::size_t i = 0; i < lists.size(); ++i) {
    data.DropDown(list_columns[i], 1, 5000, {}, "选项!$" + letter(i) + "$1:$" + letter(i) + "$" + std::to_string(lists[i].size()));
  }
  return book->Close();
}

}  // namespace gq::imports
