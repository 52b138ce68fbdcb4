#include "modules/imports/files.h"

#include <map>

#include "kits/codes/code_tables.h"
#include "kits/table/returned_file.h"
#include "kits/table/template.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace {

Result<std::vector<Problem>> AllProblems(Store& store, const Scope& scope, const Uuid& id) {
  std::vector<Problem> problems;
  for (int page = 1;; ++page) {
    auto some = TRY(Problems(store, scope, id, page, 5000));
    if (some.empty()) return problems;
    problems.insert(problems.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
}

Result<table::TableReader> OpenAsMapped(const Run& run, const std::string& path) {
  table::HeaderSpec spec;
  table::ReadOptions options;
  for (const auto& wanted : ColumnsOf(run.kind)) spec.columns.push_back({wanted.key, wanted.headers, false});
  for (const auto& column : run.columns) {
    if (!column.field.empty()) options.chosen.emplace_back(column.field, column.header);
  }
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

// A problem as the table kit shows it; `headers`: of every column as the file has it. A column that the file does not
// have (a place in five parts) is named in the sentence.
table::Problem Shown(const Problem& problem, const std::vector<std::string>& headers,
                     const std::vector<table::SheetLayout>& layouts, const std::string& sheet) {
  table::Problem shown;
  shown.sheet = sheet;
  shown.row = static_cast<std::uint64_t>(problem.sheet_row);
  for (std::size_t at = 0; at < headers.size() && !shown.position; ++at) {
    if (headers[at] != problem.column) continue;
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
  const auto original = TRY(RestoreFile(store, scope, id));
  auto reader = TRY(OpenAsMapped(run, original.path()));
  const auto sheet_of = TRY(SheetOfRecord::Find(reader));
  std::vector<std::string> headers;
  for (const auto& column : ColumnsOf(run.kind)) headers.push_back(HeaderIn(run, column.label));
  std::vector<table::Problem> shown;
  shown.reserve(problems.size());
  for (const auto& problem : problems) {  // rows that were taken need not be sent again
    if (!problem.remark) shown.push_back(Shown(problem, headers, reader.layouts(), sheet_of(problem.row)));
  }
  TRY(table::WriteReturnedFile(original.path(), reader.layouts(), std::move(shown), {}, path));
  return Ok();
}

std::string TitleOf(std::string_view kind) {
  return kind == "posts"        ? "岗位"
         : kind == "employers"  ? "用人单位"
         : kind == "claims"     ? "补贴申请"
         : kind == "households" ? "家庭情况"
                                : "人员名册";
}

Status WriteTemplateFile(std::string_view kind, const std::string& path) {
  table::TemplateSpec spec;
  spec.title = TitleOf(kind);
  spec.notes = {"选填的列知道多少填多少；空着的格不会抹掉已有的内容。"};
  for (const auto& column : ColumnsOf(kind)) spec.columns.push_back(TemplateColumnOf(column));
  return table::WriteTemplate(spec, path);
}

}  // namespace gq::imports
