#include "modules/people/view.h"

#include "base/mask.h"
#include "kits/json/reader.h"
#include "modules/people/rules.h"

namespace gq::people {

namespace {

std::function<bool(const Field&)> SeesField(Stand stand) {
  return [stand](const Field& field) { return field.group.empty() || Sees(stand, field.group); };
}

void WritePlaces(json::Writer& out, Store& store, const Person& person) {
  out.Member("region_name", org::PlaceName(store, person.home_code, 3));
  out.Key("work_region_name");
  if (person.work_code) out.Text(org::PlaceName(store, *person.work_code)); else out.Null();
}

void WriteClear(json::Writer& out, std::string_view key, const std::vector<Clear>& clears) {
  out.Key(key);
  out.BeginArray();
  for (const auto& clear : clears) {
    out.BeginObject();
    out.Member("name", clear.name);
    out.Member("label", clear.label);
    out.Member("clear", clear.clear);
    out.Key("missing");
    out.BeginArray();
    for (const auto label : clear.missing) out.Text(label);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
}

template <typename T>
void WriteEach(json::Writer& out, std::string_view key, const std::vector<T>& records, Stand stand, Store& store) {
  out.Key(key);
  out.BeginArray();
  for (const auto& record : records) {
    out.BeginObject();
    WriteRecord(out, *kTypeOf<T>, &record, 2, SeesField(stand));
    if constexpr (std::is_same_v<T, Spell>) {
      if (record.work_code) out.Member("work_region_name", org::PlaceName(store, *record.work_code));
    }
    out.EndObject();
  }
  out.EndArray();
}

}  // namespace

void WriteRow(json::Writer& out, api::Context& context, const Scope& scope, const Person& person, std::string_view id_number) {
  const Stand stand = StandOf(scope, person);
  out.BeginObject();
  WriteRecord(out, kPerson, &person, scope.mask_level, SeesField(stand));
  out.Key("age");
  if (person.birth) out.Integer(AgeOn(*person.birth, context.store.Now().DateInShanghai())); else out.Null();
  if (Sees(stand, group::kIdentity)) out.Member("id_number", MaskValue(MaskKind::kIdNumber, id_number, scope.mask_level));
  WritePlaces(out, context.store, person);
  out.EndObject();
}

std::string FileJson(api::Context& context, const Scope& scope, const PersonFile& file) {
  json::Writer out;
  out.BeginObject();
  std::string id_number;
  for (const auto& identifier : file.identifiers) {
    if (identifier.status == "active") id_number = identifier.value.Reveal();
  }
  out.Key("person");
  WriteRow(out, context, scope, file.person, id_number);
  out.Key("household");
  if (file.household) {
    out.BeginObject();
    WriteRecord(out, kHousehold, &*file.household, 2);
    out.Key("members_list");
    out.BeginArray();
    for (const auto& member : file.household_members) WriteRow(out, context, scope, member, {});
    out.EndArray();
    out.EndObject();
  } else {
    out.Null();
  }
  WriteEach(out, "spells", Sees(file.stand, group::kPlacement) ? file.spells : std::vector<Spell>(), file.stand, context.store);
  out.Key("intention");
  if (file.intention && Sees(file.stand, group::kIntention)) {
    out.BeginObject();
    WriteRecord(out, kIntention, &*file.intention, 2);
    out.EndObject();
  } else {
    out.Null();
  }
  WriteEach(out, "identifiers", Sees(file.stand, group::kIdentity) ? file.identifiers : std::vector<Identifier>(), file.stand, context.store);
  WriteEach(out, "observations", Sees(file.stand, group::kRecord) ? file.observations : std::vector<Observation>(), file.stand, context.store);
  out.Key("list_reasons");
  out.BeginArray();
  for (const auto& reason : ExplainLists(file.person)) {
    out.BeginObject();
    out.Member("list", reason.list);
    out.Member("on", reason.on);
    out.Member("sentence", reason.sentence);
    out.EndObject();
  }
  out.EndArray();
  const auto completeness = CheckCompleteness(file.person, CurrentSpell(file.spells), file.intention ? &*file.intention : nullptr);
  out.Key("completeness");
  out.BeginObject();
  WriteClear(out, "five", completeness.five);
  WriteClear(out, "four", completeness.four);
  out.EndObject();
  out.Key("matches");
  out.BeginArray();
  out.EndArray();
  out.Key("entitlements");
  out.BeginArray();
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

namespace {

// The cells of a change as they may be shown: what a list masks stays masked here too.
Status WriteCells(json::Writer& out, const RecordType* type, const json::Node& cells) {
  out.BeginObject();
  for (const auto& [name, node] : TRY(cells.Members())) {
    const Field* field = type == nullptr ? nullptr : type->FindField(name);
    if (field == nullptr) continue;
    out.Key(name);
    if (field->mask == MaskKind::kNone || node.type() != json::Node::Type::kText) {
      out.Raw(node.ToJson());
    } else {
      out.Text(MaskValue(field->mask, TRY(node.Text(1 << 20)), 1));
    }
  }
  out.EndObject();
  return Ok();
}

// The payload of an event: inserts, updates and removals by record type, and notes (evidence, what was looked at).
Result<std::string> ShownChanges(const std::string& payload) {
  const auto document = TRY(json::Parse(payload, {.bytes_max = std::size_t{64} << 20}));
  json::Writer out;
  out.BeginArray();
  for (const auto& change : TRY(document.root().Items())) {
    const auto type_name = change.Find("type");
    const RecordType* type = type_name ? FindRecordType(TRY(type_name->Text())) : nullptr;
    out.BeginObject();
    for (const auto& [name, node] : TRY(change.Members())) {
      out.Key(name);
      if (name == "before" || name == "after") {
        TRY(WriteCells(out, type, node));
      } else {
        out.Raw(node.ToJson());
      }
    }
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

}  // namespace

std::string TimelineJson(const std::vector<TimelineRow>& rows) {
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : rows) {
    out.BeginObject();
    out.Member("at", row.at.ToIso());
    out.Member("action", row.action);
    out.Member("actor", row.actor);
    out.Member("cause", row.cause);
    out.Member("chain", row.chain);
    out.Member("seq", row.seq);
    out.Key("changes");
    const auto changes = row.payload.empty() ? Result<std::string>(std::string()) : ShownChanges(row.payload);
    if (!changes || changes->empty()) out.Null(); else out.Raw(*changes);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::people
