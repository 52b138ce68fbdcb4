// Who sees which group of fields of a person, by side and stage (D7): data. scopes.case of the people module is checked
// against this table.
#pragma once

#include <span>
#include <string_view>

#include "kits/store/list_query.h"
#include "kits/store/scope.h"
#include "modules/people/model.h"

namespace gq::people {

// How the reader stands to one person.
enum class Stand : std::uint8_t {
  kHome,       // registered in the reader's range, or the reader is the program or has the whole tree
  kWorkAway,   // works in the reader's range: from departure on
  kWorkBefore  // neither: before an offer (matching shows skills and intentions without a name)
};

struct Visibility {
  std::string_view group;
  bool home, work_away, work_before;
};
std::span<const Visibility> VisibilityTable();

Stand StandOf(const Scope& scope, const Person& person);
bool Sees(Stand stand, std::string_view field_group);
// What a side may not see it cannot ask for either: without the work side when a condition is on a group that is kept
// from it.
Scope ScopeForFilters(const Scope& scope, const ListQuery& query);

}  // namespace gq::people
