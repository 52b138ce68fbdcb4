// Taking in a claim: who may claim by its rule, and which side then handles it (ADR 11, handling.h). The same for a
// claim that is typed in and for one that comes by table. Thread-safe.
#pragma once

#include <string_view>

#include "kits/store/store.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/model.h"

namespace gq::subsidies {

inline constexpr std::string_view kDestinationSide = "destination";  // of SubsidyClaim::handled_by
inline bool AtDestination(const SubsidyClaim& claim) { return claim.handled_by == kDestinationSide; }
// Whether a scope is of the side that handles the claim.
bool Handles(const gq::Scope& scope, const SubsidyClaim& claim);

// kBadInput (field rule, credit_code, station or person) when the claim's rule does not exist, or is for claimants of
// another kind, or for stations of another place.
Status CheckClaimant(const Rules& rules, const SubsidyClaim& claim);

// A claim that a unit at a place (12-digit code) takes in: kForbidden unless the claimant is of this side, or what is
// claimed is paid here; then the claim is this side's. An employer's claim has its home where it is taken in.
Status TakeIn(Store& store, const gq::Scope& scope, const Rules& rules, std::int64_t unit_code, SubsidyClaim& claim,
              Date as_of);

// When it is handed in, finds out where a person's or a station's claim belongs: work_code is the work place of the
// spell in question, and handled_by the destination when it pays and has an account that may review; where nobody uses
// this program, the home does its part as ever. An employer's claim stays where it was taken in, and so does a
// station's that a destination has taken in.
Status HandIn(Store& store, const Rules& rules, SubsidyClaim& claim, Date as_of);

}  // namespace gq::subsidies
