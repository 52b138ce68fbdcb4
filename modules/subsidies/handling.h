// Who handles a claim: the home, or the destination whose finance pays (policies.md §2 "the payer depends on
// geography"; docs/adr/0011). Derived from the rule's payer and from where the claimant lives and works. Pure;
// thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// The first row of the rule's [[payers]] that fits home and work place (12-digit codes, 0 when unknown); else what the
// rule says for every place.
Payer PayerAt(const Rule& rule, std::int64_t home_code, std::int64_t work_code);

// The division whose officers review, notify, approve and pay, or 0: the home does. A rule that its home's finance pays
// (place "origin") stays there. One that the county of the work place pays goes there, if that county lies where the
// rule holds (its work_region, else its region) and is not the home's own. Any other goes to the payer's own place, if
// rules/payers.toml names it and the home does not lie in it: to the county of the work place there, or, when that lies
// elsewhere or is not known, to the payer's place itself.
std::int64_t DestinationOf(const Rules& rules, const Rule& rule, std::int64_t home_code, std::int64_t work_code);

// Whether a unit at a place may take in a claim of an employer or a station there that its own finance pays.
bool PaysAt(const Rules& rules, const Rule& rule, std::int64_t code);

}  // namespace gq::subsidies
