#include "modules/imports/run_json.h"

#include <charconv>

#include "base/json_text.h"
#include "base/mask.h"
#include "base/money.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/employers/model.h"
#include "modules/org/words.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

std::string TotalsJson(const Totals& t) {
  json::Writer out;
  out.BeginObject();
  out.Member("rows", t.rows);
  out.Member("new", t.added);
  out.Member("update", t.updated);
  out.Member("same", t.same);
  out.Member("conflict", t.conflict);
  out.Member("error", t.error);
  out.Member("remark", t.remark);
  out.EndObject();
  return std::move(out).Take();
}

Result<Totals> TotalsFrom(std::string_view text) {
  Totals t;
  if (text.empty()) return t;
  const auto document = TRY(json::Parse(text));
  const auto root = document.root();
  for (const auto& [name, slot] : {std::pair{"rows", &t.rows},
                                   {"new", &t.added},
                                   {"update", &t.updated},
                                   {"same", &t.same},
                                   {"conflict", &t.conflict},
                                   {"error", &t.error}}) {
    *slot = TRY(TRY(root.Get(name)).Integer());
  }
  if (const auto remark = root.Find("remark")) t.remark = TRY(remark->Integer());  // runs of before have none
  return t;
}

std::string ColumnsJson(const std::vector<FileColumn>& columns) {
  json::Writer out;
  out.BeginArray();
  for (const auto& column : columns) {
    out.BeginObject();
    out.Member("header", column.header);
    out.Member("field", column.field);
    out.Key("samples");
    out.BeginArray();
    for (const auto& sample : column.samples) out.Text(sample);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

Result<std::vector<FileColumn>> ColumnsFrom(std::string_view text) {
  std::vector<FileColumn> columns;
  const auto document = TRY(json::Parse(text));
  for (const auto& node : TRY(document.root().Items())) {
    FileColumn column{TRY(TRY(node.Get("header")).Text(100'000)), TRY(TRY(node.Get("field")).Text()), {}};
    for (const auto& sample : TRY(TRY(node.Get("samples")).Items()))
      column.samples.push_back(TRY(sample.Text(1 << 20)));
    columns.push_back(std::move(column));
  }
  return columns;
}

std::string ProblemJson(const Problem& p) {
  json::Writer out;
  out.BeginObject();
  out.Member("row", p.row);
  out.Member("sheet_row", p.sheet_row);
  out.Member("column", p.column);
  out.Member("value", p.value);
  out.Member("code", p.code);
  out.Member("reason", p.reason);
  out.Member("cure", p.cure);
  out.Member("suggestion", p.suggestion);
  out.Member("remark", p.remark);
  out.EndObject();
  return std::move(out).Take();
}

Result<Problem> ProblemFrom(std::string_view text) {
  Problem p;
  const auto document = TRY(json::Parse(text, {.bytes_max = 8U << 20}));
  const auto root = document.root();
  p.row = TRY(TRY(root.Get("row")).Integer());
  p.sheet_row = TRY(TRY(root.Get("sheet_row")).Integer());
  for (const auto& [name, slot] : {std::pair{"column", &p.column},
                                   {"value", &p.value},
                                   {"code", &p.code},
                                   {"reason", &p.reason},
                                   {"cure", &p.cure},
                                   {"suggestion", &p.suggestion}}) {
    *slot = TRY(TRY(root.Get(name)).Text(4U << 20));
  }
  if (const auto remark = root.Find("remark")) p.remark = TRY(remark->Bool());
  return p;
}

// As the register shows it: masked like any list, whoever uploads a file; money in yuan.
std::string ShownCell(const Field& field, const Value& value) {
  const std::string text = ValueText(field, value);
  if (field.mask != MaskKind::kNone) return MaskValue(field.mask, text, 1);
  const bool money = field.type == FieldType::kMoney || field.name.ends_with("_fen");
  const std::int64_t* fen = AsInteger(value);
  return money && fen != nullptr ? Fen(*fen).ToYuan() : text;
}

std::string PlannedJson(const Planned& planned) {
  static constexpr std::string_view kKinds[] = {"new", "update", "same", "conflict"};
  json::Writer out;
  out.BeginObject();
  out.Member("row", planned.row);
  out.Member("sheet_row", planned.sheet_row);
  out.Member("kind", kKinds[static_cast<int>(planned.outcome)]);
  out.Key("person");
  out.BeginObject();
  out.Member("id", planned.person_id.IsNil() ? std::string() : planned.person_id.ToString());
  out.Member("name", planned.name);
  out.EndObject();
  out.Key("cells");
  out.BeginArray();
  for (const auto& cell : planned.cells) {
    out.BeginObject();
    out.Member("field", cell.field);
    out.Member("label", cell.label);
    out.Member("before", cell.before);
    out.Member("after", cell.after);
    out.Member("owned", cell.owned);
    out.EndObject();
  }
  out.EndArray();
  if (planned.conflict) {
    out.Key("problem");
    out.Raw(ProblemJson(*planned.conflict));
  }
  out.EndObject();
  return std::move(out).Take();
}

namespace {

std::vector<const RecordType*> TypesOf(std::string_view kind) {
  if (kind == "roster") return {&kPerson, &kSpell, &kIntention};
  if (kind == "posts") return {&kPost};
  if (kind == "employers") return {&kEmployer};
  if (kind == "claims") return {&kSubsidyClaim};
  return {&kHousehold};
}

// The label tells apart fields of one name: a person and a spell each have a state.
std::pair<const RecordType*, const Field*> FieldOf(std::string_view kind, std::string_view name,
                                                   std::string_view label) {
  for (const RecordType* type : TypesOf(kind)) {
    const Field* field = type->FindField(name);
    if (field != nullptr && field->zh == label) return {type, field};
  }
  return {nullptr, nullptr};
}

std::optional<std::string> NameOf(Store& store, const Field& field, const std::string& shown) {
  Value value = shown;
  if (field.type != FieldType::kText) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(shown.data(), shown.data() + shown.size(), number);
    if (error != std::errc() || end != shown.data() + shown.size()) return std::nullopt;
    value = number;
  }
  return org::WordsOf(store, field, value);
}

Status WriteCell(json::Writer& out, Store& store, std::string_view kind, const json::Node& cell) {
  const std::string name = TRY(TRY(cell.Get("field")).Text()), label = TRY(TRY(cell.Get("label")).Text());
  const auto [type, field] = FieldOf(kind, name, label);
  out.BeginObject();
  out.Member("field", name);
  out.Member("label", label);
  out.Member("record", type == nullptr ? std::string_view() : type->name);
  for (const std::string side : {"before", "after"}) {
    const std::string shown = TRY(TRY(cell.Get(side)).Text(1U << 20));
    out.Member(side, shown);
    if (field == nullptr) continue;
    if (const auto words = NameOf(store, *field, shown)) out.Member(side + "_name", *words);
  }
  out.Member("owned", TRY(TRY(cell.Get("owned")).Bool()));
  out.EndObject();
  return Ok();
}

}  // namespace

Result<std::string> ChangeJson(Store& store, std::string_view kind, std::string_view planned) {
  const auto document = TRY(json::Parse(planned, {.bytes_max = 8U << 20}));
  const auto root = document.root();
  json::Writer out;
  out.BeginObject();
  out.Member("row", TRY(TRY(root.Get("row")).Integer()));
  const auto sheet_row = root.Find("sheet_row");  // files checked by a program of before have none
  out.Member("sheet_row", TRY((sheet_row ? *sheet_row : TRY(root.Get("row"))).Integer()));
  for (const std::string_view name : {"kind", "person"}) {
    out.Key(name);
    out.Raw(TRY(root.Get(name)).ToJson());
  }
  out.Key("cells");
  out.BeginArray();
  for (const auto& cell : TRY(TRY(root.Get("cells")).Items())) TRY(WriteCell(out, store, kind, cell));
  out.EndArray();
  if (const auto problem = root.Find("problem")) {
    out.Key("problem");
    out.Raw(problem->ToJson());
  }
  out.EndObject();
  return std::move(out).Take();
}

std::string ToJson(const Run& run) {
  json::Writer out;
  out.BeginObject();
  out.Member("id", run.id.ToString());
  out.Member("kind", run.kind);
  out.Member("file_name", run.file_name);
  out.Member("size", run.file_size);
  out.Member("state", run.state);
  out.Member("by", run.actor);
  out.Member("message", run.message);
  out.Member("good_rows_only", run.good_rows_only);
  out.Key("columns");
  out.BeginArray();
  std::int64_t index = 0;
  for (const auto& column : run.columns) {
    out.BeginObject();
    out.Member("index", index++);
    out.Member("header", column.header);
    out.Key("field");
    if (column.field.empty())
      out.Null();
    else
      out.Text(column.field);
    out.Member("sure", !column.field.empty());
    out.Key("samples");
    out.BeginArray();
    for (const auto& sample : column.samples) out.Text(sample);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.Key("fields");
  out.BeginArray();
  for (const auto& column : ColumnsOf(run.kind)) {
    out.BeginObject();
    out.Member("name", column.key);
    out.Member("label", column.label);
    out.Member("required", column.required);
    out.EndObject();
  }
  out.EndArray();
  out.Key("totals");
  out.Raw(TotalsJson(run.totals));
  out.Key("progress");
  out.BeginObject();
  out.Member("done", run.rows_done);
  out.Member("total", run.row_count);
  out.EndObject();
  out.Key("job_id");
  if (run.job_id.IsNil())
    out.Null();
  else
    out.Text(run.job_id.ToString());
  out.Member("created_at", run.created_at.ToIso());
  out.Key("finished_at");
  if (run.finished_at.microseconds() == 0)
    out.Null();
  else
    out.Text(run.finished_at.ToIso());
  out.EndObject();
  return std::move(out).Take();
}

std::string HideNumbers(std::string_view text) {
  std::string hidden;
  std::size_t run = 0;
  for (const char c : text) {
    run = c >= '0' && c <= '9' ? run + 1 : 0;
    if (run == 7) hidden.replace(hidden.size() - 3, 3, "***");
    if (run < 7) hidden += c;
  }
  return hidden;
}

}  // namespace gq::imports
