#include "modules/people/visibility.h"

#include <algorithm>
#include <array>

namespace gq::people {

namespace {

constexpr auto kTable = std::to_array<Visibility>({
    //                    home   village away   after  accept contr. placed before
    {"name", {true, true, true, true, true, true, true, false}},
    {"id_number", {true, true, true, false, false, true, false, false}},
    {group::kIdentity, {true, true, true, false, false, true, false, false}},
    {group::kContact, {true, true, true, false, true, true, true, false}},
    {group::kHousehold, {true, true, false, false, false, false, false, false}},
    {group::kSkill, {true, true, true, false, false, false, true, true}},
    {group::kHealth, {true, true, false, false, false, false, false, false}},
    {group::kState, {true, true, true, false, false, false, true, true}},
    {group::kPlacement, {true, true, true, true, true, true, true, false}},
    {group::kIntention, {true, true, true, false, false, false, true, true}},
    {group::kFamily, {true, true, false, false, false, false, false, false}},
    {group::kMoney, {true, true, false, false, false, false, false, false}},
    {"bank_account", {true, false, false, false, false, false, false, false}},
    {group::kRecord, {true, true, false, false, false, false, false, false}},
    {"current", {true, true, true, false, true, true, false, false}},
    {"system", {true, true, true, false, false, false, false, true}},
});

constexpr std::string_view kNames[kStands] = {"home",     "village",  "work_away", "work_after",
                                              "accepted", "contract", "placed",    "work_before"};
// What every reader of a record gets: to open it, and to write it back.
constexpr std::string_view kAlways[] = {"id",      "county_id",  "person_id", "steward_unit",
                                        "version", "updated_at", "created_at"};
constexpr std::string_view kCurrent[] = {"work_code", "tier", "employer_name", "post_name", "wage_fen"};

bool IsIn(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsStaff(const Scope& scope, const Spell& spell) {
  return spell.state != "ended" && !spell.unit_code.empty() &&
         std::find(scope.employer_codes.begin(), scope.employer_codes.end(), spell.unit_code) !=
             scope.employer_codes.end();
}
bool IsPlacedBy(const Scope& scope, const Spell& spell) {
  return spell.broker_unit &&
         std::find(scope.broker_units.begin(), scope.broker_units.end(), *spell.broker_unit) !=
             scope.broker_units.end() &&
         (!spell.end || spell.end->ToYmdInt() >= scope.ended_since);
}
// A village is one code.
bool IsVillage(const Scope& scope, std::int64_t home_code) {
  return !scope.everything && std::all_of(scope.home.begin(), scope.home.end(), [&](const CodeRange& range) {
    return range.low == range.high || !range.Contains(home_code);
  });
}

}  // namespace

std::string_view Name(Stand stand) { return kNames[static_cast<int>(stand)]; }
std::span<const Visibility> VisibilityTable() { return kTable; }

Stand StandOf(const Scope& scope, const Person& person, const std::vector<Spell>* spells) {
  if (scope.SeesHome(person.home_code)) return IsVillage(scope, person.home_code) ? Stand::kVillage : Stand::kHome;
  if (person.work_code && scope.SeesWork(*person.work_code)) return Stand::kWorkAway;
  if (spells == nullptr)
    return !scope.employer_codes.empty() ? Stand::kAccepted
           : !scope.broker_units.empty() ? Stand::kPlaced
                                         : Stand::kWorkBefore;
  Stand stand = Stand::kWorkBefore;
  for (const auto& spell : *spells) {
    if (IsStaff(scope, spell) && spell.contract_start) return Stand::kContract;
    if (IsStaff(scope, spell)) stand = Stand::kAccepted;
    if (stand == Stand::kWorkBefore && IsPlacedBy(scope, spell)) stand = Stand::kPlaced;
  }
  return stand;
}

Stand StandOf(const Scope& scope, const Spell& spell) {
  if (scope.SeesHome(spell.home_code)) return IsVillage(scope, spell.home_code) ? Stand::kVillage : Stand::kHome;
  if (spell.work_code && scope.SeesWork(*spell.work_code))
    return spell.state == "ended" ? Stand::kWorkAfter : Stand::kWorkAway;
  if (IsStaff(scope, spell)) return spell.contract_start ? Stand::kContract : Stand::kAccepted;
  return IsPlacedBy(scope, spell) ? Stand::kPlaced : Stand::kWorkBefore;
}

bool Sees(Stand stand, std::string_view key) {
  for (const auto& row : kTable) {
    if (row.key == key) return row.seen[static_cast<int>(stand)];
  }
  return false;
}

bool Sees(Stand stand, const Field& field) {
  if (field.name == "name" || field.name == "bank_account") return Sees(stand, field.name);
  if (!field.group.empty()) return Sees(stand, field.group);
  if (IsIn(kAlways, field.name)) return true;
  return Sees(stand, IsIn(kCurrent, field.name) ? "current" : "system");
}

bool SeesSpell(const Scope& scope, Stand stand, const Spell& spell) {
  if (!Sees(stand, group::kPlacement)) return false;
  if (stand == Stand::kHome || stand == Stand::kVillage || stand == Stand::kWorkAway) return true;
  if (stand == Stand::kWorkAfter) return spell.work_code && scope.SeesWork(*spell.work_code);
  return stand == Stand::kPlaced ? IsPlacedBy(scope, spell) : IsStaff(scope, spell);
}

Scope ScopeForFilters(const Scope& scope, const ListQuery& query) {
  Scope narrowed = scope;
  if (!query.extra.empty()) {  // the plans of the month are the home's (D7)
    narrowed.work.clear();
    narrowed.employer_codes.clear();
    narrowed.broker_units.clear();
  }
  const auto drop = [&](const auto& hidden) {
    if (hidden(Stand::kWorkAway)) narrowed.work.clear();
    if (hidden(Stand::kAccepted)) narrowed.employer_codes.clear();
    if (hidden(Stand::kPlaced)) narrowed.broker_units.clear();
  };
  for (const auto& condition : query.conditions) {
    const Field& field = *condition.field;
    drop([&](Stand stand) {
      return !Sees(stand, field) &&
             !(query.type->name == "spell" && Sees(stand, group::kPlacement) && field.group.empty());
    });
  }
  if (query.region) drop([](Stand stand) { return stand != Stand::kWorkAway; });
  return narrowed;
}

bool EveryReaderGets(const RecordType& type, const Field& field) {
  if (type.name != kPerson.name && type.name != kSpell.name) return field.group.empty();
  return IsIn(kAlways, field.name);
}

}  // namespace gq::people
