#include "modules/people/view.h"

#include <algorithm>
#include <map>

#include "base/mask.h"
#include "kits/codes/code_tables.h"
#include "kits/json/reader.h"
#include "modules/org/words.h"
#include "modules/people/matches.h"
#include "modules/people/rules.h"
#include "modules/people/spells.h"
#include "modules/sources/review_json.h"

namespace gq::people {

namespace {

std::function<bool(const Field&)> SeesField(Stand stand) {
  return [stand](const Field& field) { return Sees(stand, field); };
}

void WritePlaces(json::Writer& out, Store& store, Stand stand, const Person& person) {
  if (Sees(stand, "system")) out.Member("region_name", org::PlaceName(store, person.home_code, 3));
  if (!Sees(stand, "current")) return;
  out.Key("work_region_name");
  if (person.work_code)
    out.Text(org::PlaceName(store, *person.work_code));
  else
    out.Null();
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
void WriteEach(json::Writer& out, std::string_view key, const std::vector<T>& records, Stand stand) {
  out.Key(key);
  out.BeginArray();
  for (const auto& record : records) {
    out.BeginObject();
    WriteRecord(out, *kTypeOf<T>, &record, 2, SeesField(stand));
    out.EndObject();
  }
  out.EndArray();
}

// What the registries said, with what was repaired in words.
void WriteObservations(json::Writer& out, const PersonFile& file) {
  out.Key("observations");
  out.BeginArray();
  if (Sees(file.stand, group::kRecord)) {
    for (const auto& observation : file.observations) {
      out.BeginObject();
      WriteRecord(out, kObservation, &observation, 2, SeesField(file.stand));
      out.Member("repair_words", sources::RepairWords(observation.repair, Sees(file.stand, "id_number")));
      out.EndObject();
    }
  }
  out.EndArray();
}

// With what the reader may do to each: edit, confirm the arrival, end, report as the employer.
void WriteSpells(json::Writer& out, Store& store, const Scope& scope, const PersonFile& file) {
  out.Key("spells");
  out.BeginArray();
  for (const auto& spell : file.spells) {
    if (!SeesSpell(scope, file.stand, spell)) continue;
    out.BeginObject();
    WriteRecord(out, kSpell, &spell, 2, SeesField(file.stand));
    if (spell.work_code) out.Member("work_region_name", org::PlaceName(store, *spell.work_code));
    org::WriteWords(out, store, kSpell, &spell);
    if (!spell.steward_unit) {
      if (const auto county = org::GetUnit(store, spell.county_id)) out.Member("steward_unit_name", county->name);
    }
    const auto steward = IsSteward(store, scope, spell), confirm = MayConfirm(store, scope, spell);
    out.Member("may_edit", steward && *steward);
    out.Member("may_confirm", confirm && *confirm);
    out.Member("may_report", scope.May("spells.confirm") && spell.state != "ended" && IsOwnStaff(scope, spell));
    out.EndObject();
  }
  out.EndArray();
}

}  // namespace

void WriteRow(json::Writer& out, api::Context& context, const Scope& scope, const Person& person,
              std::string_view id_number, const std::vector<Spell>* spells) {
  const Stand stand = StandOf(scope, person, spells);
  out.BeginObject();
  WriteRecord(out, kPerson, &person, scope.mask_level, SeesField(stand));
  out.Key("age");
  if (person.birth && Sees(stand, group::kIdentity))
    out.Integer(AgeOn(*person.birth, context.store.Now().DateInShanghai()));
  else
    out.Null();
  if (Sees(stand, "id_number")) out.Member("id_number", MaskValue(MaskKind::kIdNumber, id_number, scope.mask_level));
  WritePlaces(out, context.store, stand, person);
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
  Person person = file.person;
  // A roster names the place, not the unit: a form that edits the home begins with the unit of that place.
  if (!person.home_unit && person.home_code != 0) {
    const auto unit = org::FindUnitByCode(context.store, person.home_code);
    if (unit && *unit) person.home_unit = (*unit)->id;
  }
  WriteRow(out, context, scope, person, id_number, &file.spells);
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
  WriteSpells(out, context.store, scope, file);
  out.Key("intention");
  if (file.intention && Sees(file.stand, group::kIntention)) {
    out.BeginObject();
    WriteRecord(out, kIntention, &*file.intention, 2);
    org::WriteWords(out, context.store, kIntention, &*file.intention);
    out.EndObject();
  } else {
    out.Null();
  }
  WriteEach(out, "identifiers", Sees(file.stand, "id_number") ? file.identifiers : std::vector<Identifier>(),
            file.stand);
  WriteObservations(out, file);
  out.Key("list_reasons");
  out.BeginArray();
  for (const auto& reason : Sees(file.stand, "system") ? ExplainLists(file.person) : std::vector<ListReason>()) {
    out.BeginObject();
    out.Member("list", reason.list);
    out.Member("on", reason.on);
    out.Member("sentence", reason.sentence);
    out.EndObject();
  }
  out.EndArray();
  const auto completeness =
      CheckCompleteness(file.person, CurrentSpell(file.spells), file.intention ? &*file.intention : nullptr);
  out.Key("completeness");
  out.BeginObject();
  WriteClear(out, "five", completeness.five);
  WriteClear(out, "four", completeness.four);
  out.EndObject();
  WriteMatches(out, context.store, file);
  out.EndObject();
  return std::move(out).Take();
}

namespace {

// The cells of a change as they may be shown: what a list masks stays masked here too.
Status WriteCells(json::Writer& out, Store& store, const RecordType* type, const json::Node& cells,
                  std::map<std::string, std::string>& names) {
  out.BeginObject();
  for (const auto& [name, node] : TRY(cells.Members())) {
    const Field* field = type == nullptr ? nullptr : type->FindField(name);
    if (field == nullptr) continue;
    out.Key(name);
    if (field->mask == MaskKind::kNone || node.type() != json::Node::Type::kText) {
      out.Raw(node.ToJson());
      const auto value = ReadJsonValue(node, *field);
      if (const auto words = value ? org::WordsOf(store, *field, *value) : std::nullopt) {
        const auto* number = AsInteger(*value);
        names[number != nullptr ? std::to_string(*number) : *AsText(*value)] = *words;
      }
    } else {
      out.Text(MaskValue(field->mask, TRY(node.Text(1 << 20)), 1));
    }
  }
  out.EndObject();
  return Ok();
}

// The payload of an event: inserts, updates and removals by record type, and notes (evidence, what was looked at).
// `names` takes what units, places and accounts in the cells are called.
Result<std::string> ShownChanges(Store& store, const std::string& payload, std::map<std::string, std::string>& names) {
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
        TRY(WriteCells(out, store, type, node, names));
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

std::string TimelineJson(Store& store, const std::vector<TimelineRow>& rows) {
  std::map<std::string, std::string> names;
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : rows) {
    out.BeginObject();
    out.Member("at", row.at.ToIso());
    out.Member("action", row.action);
    out.Member("actor", row.actor);
    out.Member("actor_name", row.actor_name);
    out.Member("cause", row.cause);
    out.Member("chain", row.chain);
    out.Member("seq", row.seq);
    out.Key("changes");
    const auto changes =
        row.payload.empty() ? Result<std::string>(std::string()) : ShownChanges(store, row.payload, names);
    if (!changes || changes->empty())
      out.Null();
    else
      out.Raw(*changes);
    out.EndObject();
  }
  out.EndArray();
  out.Key("names");
  out.BeginObject();
  for (const auto& [value, words] : names) out.Member(value, words);
  out.EndObject();
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::people
