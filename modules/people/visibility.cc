#include "modules/people/visibility.h"

#include <array>

namespace gq::people {

namespace {

constexpr auto kTable = std::to_array<Visibility>({
    {group::kIdentity, true, true, false},
    {group::kContact, true, true, false},
    {group::kHousehold, true, false, false},
    {group::kSkill, true, true, true},
    {group::kHealth, true, false, false},
    {group::kState, true, true, true},
    {group::kPlacement, true, true, false},
    {group::kIntention, true, true, true},
    {group::kFamily, true, false, false},
    {group::kMoney, true, false, false},
    {group::kRecord, true, false, false},
});

}  // namespace

std::span<const Visibility> VisibilityTable() { return kTable; }

Stand StandOf(const Scope& scope, const Person& person) {
  if (scope.SeesHome(person.home_code)) return Stand::kHome;
  return person.work_code && scope.SeesWork(*person.work_code) ? Stand::kWorkAway : Stand::kWorkBefore;
}

bool Sees(Stand stand, std::string_view field_group) {
  for (const auto& row : kTable) {
    if (row.group == field_group)
      return stand == Stand::kHome ? row.home : stand == Stand::kWorkAway ? row.work_away : row.work_before;
  }
  return true;  // system fields carry no group: ids, list, tier, versions
}

Scope ScopeForFilters(const Scope& scope, const ListQuery& query) {
  Scope narrowed = scope;
  if (!query.extra.empty()) narrowed.work.clear();  // the plans of the month are the home's (D7)
  for (const auto& condition : query.conditions) {
    if (!condition.field->group.empty() && !Sees(Stand::kWorkAway, condition.field->group)) narrowed.work.clear();
  }
  return narrowed;
}

}  // namespace gq::people
