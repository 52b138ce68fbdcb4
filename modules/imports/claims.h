// Claims for subsidies from files: found by claimant, rule, day of the event and broker; added or changed. The claimant
// has to be on the register within the scope (an ID number), or is an employer (a credit code) or a labour station (its
// name in the register of units).
#pragma once

#include <vector>

#include "modules/imports/roster.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

struct ClaimRow {
  std::int64_t row = 0, sheet_row = 0;
  std::string id_number, credit_code, station;  // one of them
  std::vector<FieldValue> values;
  // As the table says it; an ID number is named by its row alone.
  std::string Claimant() const { return station.empty() ? credit_code : station; }
};
ClaimRow ParseClaim(const RawRow& raw, const Lookups& lookups, std::vector<Problem>& problems);
// With `work` also writes.
Result<std::vector<Planned>> RunClaims(Store& store, const Scope& scope, const std::vector<ClaimRow>& rows, Date as_of,
                                       UnitOfWork* work);

}  // namespace gq::imports
