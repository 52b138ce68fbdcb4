#include "modules/imports/files.h"

#include <filesystem>
#include <map>

#include "kits/codes/code_tables.h"
#include "kits/crypto/bytes.h"
#include "kits/table/returned_file.h"
#include "kits/table/template.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace {

namespace fs = std::filesystem;

// The uploaded file in clear, for as long as it is read.
class OriginalFile {
 public:
  OriginalFile()
      : path_((fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)))).string()) {}
  ~OriginalFile() {
    std::error_code error;
    fs::remove(path_, error);
  }
  OriginalFile(const OriginalFile&) = delete;
  OriginalFile& operator=(const OriginalFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Result<std::vector<Problem>> AllProblems(Store& store, const Scope& scope, const Uuid& id) {
  std::vector<Problem> problems;
  for (int page = 1;; ++page) {
    auto some = TRY(Problems(store, scope, id, page, 5000));
    if (some.empty()) return problems;
    problems.insert(problems.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
<<<<<<< HEAD
}

Result<table::TableReader> OpenAsMapped(const Run& run, const std::string& path) {
=======
  const auto rows = ByRow(problems);
  const std::string original =
      (fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)))).string();
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
>>>>>>> 787ae0b (Restore a key from paper by lines; change the key of a store, resumable, with its indexes)
  table::HeaderSpec spec;
  table::ReadOptions options;
  for (const auto& wanted : ColumnsOf(run.kind)) spec.columns.push_back({wanted.key, wanted.headers, false});
  for (const auto& column : run.columns) {
    if (!column.field.empty()) options.chosen.emplace_back(column.field, column.header);
  }
<<<<<<< HEAD
  return table::ReadTable(path, spec, options);
}

// Which sheet a record stands on; a file of one sheet is not read for that.
class SheetOfRecord {
 public:
  static Result<SheetOfRecord> Find(table::TableReader& reader) {
    SheetOfRecord found;
    if (reader.layouts().size() > 1) {
      while (TRY(reader.Next())) {
        const bool first = found.begins_.empty() || found.begins_.rbegin()->second != reader.SheetName();
        if (first) found.begins_[static_cast<std::int64_t>(reader.RecordNumber())] = reader.SheetName();
      }
    } else {
      found.begins_[0] = reader.layout().name;
=======
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
      sheet.Text(reader.CellAt(column.position).text,
                 problem == it->second.by_column.end() ? xlsx::Look::kPlain : xlsx::Look::kBad);
>>>>>>> 787ae0b (Restore a key from paper by lines; change the key of a store, resumable, with its indexes)
    }
    return found;
  }
  const std::string& operator()(std::int64_t record) const {
    static const std::string none;
    const auto after = begins_.upper_bound(record);
    return after == begins_.begin() ? none : std::prev(after)->second;
  }

 private:
  std::map<std::int64_t, std::string> begins_;  // first record of each sheet
};

// A problem as the table kit shows it. A column that the file does not have (a place in five parts) is named in the
// sentence.
table::Problem Shown(const Problem& problem, const std::vector<ImportColumn>& columns,
                     const std::vector<table::SheetLayout>& layouts, const std::string& sheet) {
  table::Problem shown;
  shown.sheet = sheet;
  shown.row = static_cast<std::uint64_t>(problem.sheet_row);
  for (std::size_t at = 0; at < columns.size() && !shown.position; ++at) {
    if (columns[at].label != problem.column) continue;
    for (const auto& layout : layouts) {
      if (layout.name == sheet) shown.position = layout.header.positions[at];
    }
  }
  if (!shown.position && !problem.column.empty()) shown.reason = "「" + problem.column + "」";
  shown.reason += problem.reason + (problem.cure.empty() ? "" : "（" + problem.cure + "）");
  shown.suggestion = problem.suggestion;
  return shown;
}

table::ColumnType TypeOf(const Field& field) {
  if (field.mask == MaskKind::kIdNumber || field.mask == MaskKind::kPhone || field.mask == MaskKind::kBank)
    return table::ColumnType::kIdNumber;
  if (field.meaning == Meaning::kCode) return table::ColumnType::kChoice;
  if (field.meaning == Meaning::kCodes) return table::ColumnType::kChoices;
  if (field.meaning == Meaning::kPlace) return table::ColumnType::kText;
  switch (field.type) {
    case FieldType::kDate:
      return table::ColumnType::kDate;
    case FieldType::kMonth:
      return table::ColumnType::kMonth;
    case FieldType::kMoney:
      return table::ColumnType::kMoney;
    case FieldType::kBool:
      return table::ColumnType::kChoice;
    case FieldType::kInteger:
      return table::ColumnType::kInteger;
    default:
      return table::ColumnType::kText;
  }
}

std::string Explain(const Field* field) {
  constexpr std::string_view place = "12 位代码，或从省到村的名称；也可分列填写";
  if (field == nullptr || field->meaning == Meaning::kPlace) return std::string(place);
  if (field->mask == MaskKind::kIdNumber) return "18 位";
  const bool number = field->type == FieldType::kInteger || field->type == FieldType::kMoney;
  if (number && field->min != INT64_MIN && field->max != INT64_MAX) {
    const auto show = [&](std::int64_t bound) {
      return field->type == FieldType::kMoney ? Fen(bound).ToYuan() : std::to_string(bound);
    };
    return "在 " + show(field->min) + " 与 " + show(field->max) + " 之间";
  }
  if (field->type == FieldType::kText && field->codes.empty() && field->max != INT64_MAX)
    return "最多 " + std::to_string(field->max) + " 个字";
  return {};
}

table::TemplateColumn TemplateColumnOf(const ImportColumn& column) {
  table::TemplateColumn out;
  out.name = column.key;
  out.label = column.label;
  out.required = column.required;
  out.explanation = Explain(column.field);
  if (column.field == nullptr) return out;
  out.type = TypeOf(*column.field);
  if (column.field->type == FieldType::kBool) out.choices = {{"true", "是"}, {"false", "否"}};
  const CodeTable* codes = column.field->codes.empty() ? nullptr : FindCodeTable(column.field->codes);
  if (codes == nullptr) return out;
  for (const auto& code : codes->All()) {
    if (!code.valid_to) out.choices.emplace_back(code.code, code.zh);  // retired codes are read, not offered
  }
  return out;
}

}  // namespace

Status WriteReturnedFile(Store& store, const Scope& scope, const Uuid& id, const std::string& path) {
  const Run run = TRY(GetRun(store, scope, id));
  const auto problems = TRY(AllProblems(store, scope, id));
  const OriginalFile original;
  TRY(RestoreFile(store, scope, id, original.path()));
  auto reader = TRY(OpenAsMapped(run, original.path()));
  const auto sheet_of = TRY(SheetOfRecord::Find(reader));
  const auto& columns = ColumnsOf(run.kind);
  std::vector<table::Problem> shown;
  shown.reserve(problems.size());
  for (const auto& problem : problems)
    shown.push_back(Shown(problem, columns, reader.layouts(), sheet_of(problem.row)));
  TRY(table::WriteReturnedFile(original.path(), reader.layouts(), std::move(shown), {}, path));
  return Ok();
}

std::string TitleOf(std::string_view kind) {
  return kind == "posts" ? "岗位" : kind == "employers" ? "用人单位" : "人员名册";
}

Status WriteTemplateFile(std::string_view kind, const std::string& path) {
<<<<<<< HEAD
  table::TemplateSpec spec;
  spec.title = TitleOf(kind);
  spec.notes = {"选填的列知道多少填多少；空着的格不会抹掉已有的内容。"};
  for (const auto& column : ColumnsOf(kind)) spec.columns.push_back(TemplateColumnOf(column));
  return table::WriteTemplate(spec, path);
=======
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
  for (const auto& column : columns)
    data.Text(column.label, column.required ? xlsx::Look::kRequired : xlsx::Look::kHeader);
  data.EndRow();
  help.Title("填写说明：红色表头必须填；其余知道多少填多少，空格不会抹掉已有内容", 4);
  for (const char* head : {"列", "必填", "怎么填", "可选值"}) help.Text(head, xlsx::Look::kHeader);
  help.EndRow();
  std::uint32_t at = 0;
  std::vector<std::vector<std::string>> lists;
  std::vector<std::uint32_t> list_columns;
  for (const auto& column : columns) {
    const CodeTable* table =
        column.field == nullptr || column.field->codes.empty() ? nullptr : FindCodeTable(column.field->codes);
    help.Text(column.label);
    help.Text(column.required ? "是" : "");
    std::string how = column.field == nullptr ? "12 位代码，或从省到村的名称；也可分列填写"
                      : column.field->mask == MaskKind::kIdNumber ? "18 位，整列设为文本格式"
                      : column.field->type == FieldType::kDate    ? "如 2025-03-01、2025年3月"
                      : column.field->type == FieldType::kMoney   ? "元，可带两位小数"
                      : column.field->type == FieldType::kBool    ? "是 / 否"
                      : column.field->meaning == Meaning::kCodes  ? "可填多个，用顿号或分号隔开"
                                                                  : "";
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
  // The hidden sheet holds one list a row-block column by column: written row by row because the writer only goes
  // downwards.
  std::size_t longest = 0;
  for (const auto& list : lists) longest = std::max(longest, list.size());
  for (std::size_t row = 0; row < longest; ++row) {
    for (const auto& list : lists) {
      if (row < list.size())
        choices.Text(list[row]);
      else
        choices.Skip();
    }
    choices.EndRow();
  }
  const auto letter = [](std::size_t n) {
    std::string name;
    for (++n; n > 0; n = (n - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
    return name;
  };
  for (std::size_t i = 0; i < lists.size(); ++i) {
    data.DropDown(list_columns[i], 1, 5000, {},
                  "选项!$" + letter(i) + "$1:$" + letter(i) + "$" + std::to_string(lists[i].size()));
  }
  return book->Close();
>>>>>>> 787ae0b (Restore a key from paper by lines; change the key of a store, resumable, with its indexes)
}

}  // namespace gq::imports
