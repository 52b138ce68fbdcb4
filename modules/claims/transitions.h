// The way of a claim: one table of who may take it from which state to which (HN-14, a.7.3). Data; pure.
//
//   draft → submitted → village_reviewed → township_reviewed → county_reviewed → in_notice → approved → in_batch → paid
//
// What a destination pays goes from submitted to its county's or city's review; the home's part ends with submitting.
//
// with returned and rejected on the way and recovering, recovered behind. A higher level may stand in for a lower one
// (its role holds the lower permission too), but every step up to the approval is another account's: nobody reviews or
// approves what they submitted or reviewed before.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/store/scope.h"
#include "modules/subsidies/model.h"

namespace gq::claims {

inline constexpr ErrorKind kFourEyes{"claims.four_eyes", 403, "须由另一人办理", "Another account must do this"};
inline constexpr ErrorKind kWrongState{"claims.state", 409, "现在的状态不能这样办", "Not in this state"};

struct Transition {
  std::string_view action;  // codes/claim_action.csv
  std::string_view from, to;
  std::string_view permission;
  // Whose claims: of a person or of an employer or a station (which have no village), handled by the home; of anybody,
  // handled by the destination that pays (sides.h).
  bool person = true, employer = true, destination = true;
  bool needs_note = false;
  bool four_eyes = false;  // by none of the accounts that have taken a step with four_eyes, or submitted
  bool by_hand = true;     // asked for on the claim itself; else it follows from a notice, a batch or a receipt
};

std::span<const Transition> Transitions();
// The row for this claim; nullptr when there is none.
const Transition* FindTransition(std::string_view action, const SubsidyClaim& claim);
// What a scope may do by hand now. `earlier`: the accounts that have submitted or reviewed.
std::vector<const Transition*> Open(const Scope& scope, const SubsidyClaim& claim,
                                    std::span<const std::string> earlier);
// kWrongState, kForbidden (the role, or the side: sides.h), kFourEyes, kBadInput (field note).
Result<const Transition*> Check(const Scope& scope, std::string_view action, const SubsidyClaim& claim,
                                std::span<const std::string> earlier, std::string_view note);
// Whether a step counts for the four eyes.
bool IsOnesOwn(std::string_view action);
// Whether claim and evidence may be changed.
bool IsEditable(std::string_view state);
// Whether what was decided counts as given: not a draft, and neither returned, rejected nor recovered.
bool CountsAsGiven(std::string_view state);
// The same as SQL, for a column.
inline constexpr std::string_view kNotGivenStates = "'draft', 'returned', 'rejected', 'recovered'";

}  // namespace gq::claims
