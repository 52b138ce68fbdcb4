// Employment spells and who writes them (D6). Thread-safety: from any thread.
//
// Each spell has a steward: the origin county at first; a unit at the destination from the day on which it confirms the
// arrival; the origin again when the spell has ended. Only the steward edits. The employer writes three things of its
// own staff: on post, left, wage paid.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/people/model.h"

namespace gq::people {

inline constexpr ErrorKind kNotSteward{"people.not_steward", 403, "这段经历由另一方经办",
                                       "Another side writes this spell"};

// The origin as steward: people.write and the home in reach. A destination as steward: spells.write and the steward
// among the scope's units or inside its working range.
Result<bool> IsSteward(Store& store, const Scope& scope, const Spell& spell);
// Whether the scope may take the spell by confirming: spells.write, the workplace in its working range, not ended, and
// not in the hands of another destination.
Result<bool> MayConfirm(Store& store, const Scope& scope, const Spell& spell);
// Staff of the scope's own employer (Scope::employer_codes).
bool IsOwnStaff(const Scope& scope, const Spell& spell);

// Adds or edits. A spell that the origin adds is the origin's; one that a destination adds must lie in its working
// range and is its own from the start. A new current spell makes the person on post or departed; an end gives the
// stewardship back. kNotSteward: see ProposeSpell.
Result<Spell> SaveSpell(Store& store, const Scope& scope, const Uuid& person_id, const std::optional<Uuid>& spell_id,
                        const json::Node& fields, const CodeCheck& codes);

// {"version", "on"?}: the worker has arrived; the scope's unit becomes the steward.
Result<Spell> ConfirmArrival(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                             const json::Node& fields);
// {"version", "on"?, "reason"?, "returned"?}: by the steward. `reason`: codes/spell_end_reason.csv; returned: home
// again, else not working.
Result<Spell> EndSpell(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                       const json::Node& fields, const CodeCheck& codes);
// {"version", "what": "on_post" | "left" | "wage_paid", "on"?}: by the employer, of its own staff.
Result<Spell> ReportByEmployer(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                               const json::Node& fields);

}  // namespace gq::people
