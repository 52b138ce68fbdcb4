// Whose a claim is: the home's, or the destination's that pays it (ADR 11, modules/subsidies/handling.h). A claim that
// a destination handles is seen from both sides; its steps after the application are the destination's alone, and the
// home sees how far they are. Any other claim is the home's, and no destination sees it (D7). Thread-safe.
#pragma once

#include <string>

#include "kits/store/store.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/model.h"

namespace gq::claims {

inline constexpr std::string_view kDestinationSide = "destination";

// What a scope sees of claims: both sides, without staff and people placed.
Scope ClaimScope(const Scope& scope);
inline bool AtDestination(const SubsidyClaim& claim) { return claim.handled_by == kDestinationSide; }
// Whether a scope is of the side that handles the claim.
bool Handles(const Scope& scope, const SubsidyClaim& claim);
// The same as a condition on claims `p` that the scope sees.
std::string HandledHereSql(const Scope& scope);
// The place for notices, batches and their chain: of a destination's claim the county or city there, else the home.
std::int64_t PlaceOfHandling(const SubsidyClaim& claim);
// work_code of what belongs to a claim: steps, evidence, ledger, notices, objections, payments. 0: the home's alone.
inline std::int64_t SharedWith(const SubsidyClaim& claim) { return AtDestination(claim) ? claim.work_code : 0; }

// Finds out where a person's claim belongs: work_code is the work place of the spell in question, and handled_by the
// destination when it pays and has an account that may review; where nobody uses this program, the home does its part
// as ever. An employer's claim stays where it was taken in, and so does a station's that a destination has taken in.
Status Place(Store& store, const subsidies::Rules& rules, SubsidyClaim& claim, Date as_of);
// kForbidden unless the rule's payer is at the place of a unit that takes in an employer's or a station's claim from
// the destination side; then the claim is that place's.
Status PlaceAtUnit(const Scope& scope, const subsidies::Rules& rules, std::int64_t unit_code, SubsidyClaim& claim);

}  // namespace gq::claims
