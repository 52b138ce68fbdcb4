// Who asks, and what that somebody may see (architecture.md section 4, D4, D7). The store has no query without a Scope.
//
// A scope is resolved at sign-in from the account's grants into ranges of 12-digit codes (registered here, working
// here), unit ids, and permissions. Thread-safety: a value; share it as const.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gq {

struct CodeRange {
  std::int64_t low = 0, high = 0;  // inclusive, 12-digit codes
  friend bool operator==(const CodeRange&, const CodeRange&) = default;
  bool Contains(std::int64_t code) const { return code >= low && code <= high; }
};

class Scope {
 public:
  // The program itself: migrations, jobs, the command line as root ("local operator", D11). `actor` is written to every
  // event.
  static Scope System(std::string actor);
  // Nothing at all; what an account without grants has.
  static Scope Nobody(std::string actor);

  std::string actor;            // account name, or "system:month"
  std::int64_t account_id = 0;  // 0 = the program
  std::int64_t unit_id = 0;     // the account's own unit: chain of its own records
  bool everything = false;      // no predicate: the program itself, or a grant over the whole tree
  std::vector<CodeRange> home;  // people registered here
  std::vector<CodeRange> work;  // people working here
  std::vector<std::int64_t> units;
  std::vector<std::string> employer_codes;  // an employer's own credit codes: reaches its staff (D7)
  std::vector<std::int64_t> broker_units;   // a broker's own units: reaches whom it placed (D7)
  std::int64_t ended_since = 0;  // YYYYMMDD: ended spells that destination and broker still see (two years, D7)
  std::set<std::string, std::less<>> permissions;
  int mask_level = 1;  // ux.md 2.6: 0 public, 1 lists, 2 handling

  bool May(std::string_view permission) const { return permissions.count(permission) > 0; }
  bool SeesHome(std::int64_t code) const;
  bool SeesWork(std::int64_t code) const;
  // Through spells, not through a place.
  bool HasPeopleOfItsOwn() const { return !employer_codes.empty() || !broker_units.empty(); }
  // SQL for what units and accounts began (jobs, imports): of one of the scope's units, or by its account, whose name
  // is the parameter `actor`. Narrowing comes before LIMIT, so one's own are never pushed out by others'.
  std::string BegunHereSql(std::string_view unit_column, std::string_view actor_column, std::string_view actor) const;
  // Without its other sides: people who merely work in a range, or are reached through their spells, are left out. What
  // concerns their money, plans and state belongs to the home (D6, D7).
  Scope HomeSide() const;
  // Narrows both sides to one subtree; what lies outside is dropped.
  Scope Within(CodeRange range) const;
};

}  // namespace gq
