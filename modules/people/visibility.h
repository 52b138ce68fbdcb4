// Who sees which group of fields of a person, by side and stage (D7): data. modules/people/cases/visibility.case says
// the same by hand and is checked against this table and against the answers of the server.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kits/store/list_query.h"
#include "kits/store/scope.h"
#include "modules/people/model.h"

namespace gq::people {

// How the reader stands to one person.
enum class Stand : std::uint8_t {
  kHome,       // registered in the reader's range, or the reader is the program or has the whole tree
  kVillage,    // registered in the reader's own village: no bank account
  kWorkAway,   // works in the reader's range: from departure on
  kWorkAfter,  // worked in the reader's range and left it: the reader's own spells, for two years
  kAccepted,   // the reader is the employer: from acceptance on, until the spell ends
  kContract,   // the same, from the first day of the contract on
  kPlaced,     // the reader is the broker who placed the person: while the spell lasts and for two years
  kWorkBefore  // none of these: before an offer (matching shows skills and intentions without a name)
};
inline constexpr int kStands = 8;
std::string_view Name(
    Stand stand);  // "home", "village", "work_away", "work_after", "accepted", "contract", "placed", "work_before"

// `key`: a group, or a field that differs from its group (name, id_number, bank_account), "current" for what a person
// shows of the current spell, or "system" for what else has no group. `seen`: by Stand, in its order.
struct Visibility {
  std::string_view key;
  bool seen[kStands];
};
std::span<const Visibility> VisibilityTable();

// Without spells the weaker stand of an employer is taken.
Stand StandOf(const Scope& scope, const Person& person, const std::vector<Spell>* spells = nullptr);
Stand StandOf(const Scope& scope, const Spell& spell);
bool Sees(Stand stand, std::string_view key);
bool Sees(Stand stand, const Field& field);
// Whether every reader of such a record gets the field; else an answer may lack it.
bool EveryReaderGets(const RecordType& type, const Field& field);
// Of a person's spells an employer, a broker and a former destination see their own.
bool SeesSpell(const Scope& scope, Stand stand, const Spell& spell);
// What a side may not see it cannot ask for either: without the sides that a condition is kept from.
Scope ScopeForFilters(const Scope& scope, const ListQuery& query);

}  // namespace gq::people
