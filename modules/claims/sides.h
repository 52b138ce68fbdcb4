// Whose a claim is: the home's, or the destination's that pays it (ADR 11, modules/subsidies/intake.h). A claim that
// a destination handles is seen from both sides; its steps after the application are the destination's alone, and the
// home sees how far they are. Any other claim is the home's, and no destination sees it (D7). Thread-safe.
#pragma once

#include <string>

#include "kits/store/store.h"
#include "modules/subsidies/intake.h"

namespace gq::claims {

using subsidies::AtDestination;
using subsidies::Handles;

// What a scope sees of claims: both sides, without staff and people placed.
Scope ClaimScope(const Scope& scope);
// The same as a condition on claims `p` that the scope sees.
std::string HandledHereSql(const Scope& scope);
// The place for notices, batches and their chain: of a destination's claim the county or city there, else the home.
std::int64_t PlaceOfHandling(const SubsidyClaim& claim);
// work_code of what belongs to a claim: steps, evidence, ledger, notices, objections, payments. 0: the home's alone.
inline std::int64_t SharedWith(const SubsidyClaim& claim) { return AtDestination(claim) ? claim.work_code : 0; }

}  // namespace gq::claims
