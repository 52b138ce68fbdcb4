// Decisions kept beside people and employers, and what of them counts as paid in another month (docs/adr/0007).
#pragma once

#include <vector>

#include "modules/months/facts.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/model.h"

namespace gq::months {

// A stored claim as rules take it; `claimant`: under what the facts name the person, or the credit code.
subsidies::Claim ClaimFrom(const SubsidyClaim& stored, std::string claimant);

// Claims that the month decides: stored, received by its day, not closed, and not paid in full by an earlier month. In
// the order in which they came in. `ids` runs beside them.
struct StoredClaims {
  std::vector<subsidies::Claim> claims;
  std::vector<Uuid> ids;
};
Result<StoredClaims> ReadStoredClaims(const StepContext& context, const Register& all, const subsidies::Rules& rules);

// Decisions to pay of all other months, and of other units in this month, about the people of the register and about
// employers.
Result<std::vector<subsidies::Grant>> ReadGrants(const StepContext& context, const Register& all);

// Replaces what this unit decided for the month. `claims`: as given to DecideAll; `ids`: the stored claims they came
// from, or empty.
Status SaveDecisions(const StepContext& context, const Register& all, const subsidies::Decisions& decisions,
                     const std::vector<Uuid>& ids);

}  // namespace gq::months
