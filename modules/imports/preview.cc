#include "modules/imports/preview.h"

#include <charconv>

#include "base/json_text.h"
#include "base/mask.h"
#include "base/money.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/employers/model.h"
#include "modules/imports/run_json.h"
#include "modules/org/words.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

namespace {

std::string ShownCell(const Field& field, const Value& value) {
  const std::string text = ValueText(field, value);
  if (field.mask != MaskKind::kNone) return MaskValue(field.mask, text, 1);
  const bool money = field.type == FieldType::kMoney || field.name.ends_with("_fen");
  const std::int64_t* fen = AsInteger(value);
  return money && fen != nullptr ? Fen(*fen).ToYuan() : text;
}

}  // namespace

void CompareCells(const RecordType& type, const void* before, const void* after, std::vector<CellChange>& cells) {
  Value was, is;
  for (const auto& field : type.fields) {
    if (field.read_only) continue;
    field.get(before, was);
    field.get(after, is);
    if (was == is) continue;
    cells.push_back(
        {std::string(field.name), std::string(field.zh), ShownCell(field, was), ShownCell(field, is), true});
  }
}

void GivenCells(const std::vector<FieldValue>& values, std::vector<CellChange>& cells) {
  for (const auto& [field, value] : values) {
    if (field->read_only || field->name == "name" || IsNull(value)) continue;  // the name heads the row
    cells.push_back({std::string(field->name), std::string(field->zh), {}, ShownCell(*field, value), true});
  }
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

}  // namespace gq::imports
