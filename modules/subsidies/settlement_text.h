// Settlement of decisions: turns them into entitlements, settles, and writes what became of each into the decision.
#pragma once

#include <vector>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// The groups of a folder of rules and, for every rule, its own once-only.
std::vector<ExclusionGroup> GroupsOf(const Rules& rules);
std::vector<Quota> QuotasOf(const Rules& rules);

// Changes amount, outcome, reason and missing of a decision that the rule would pay.
void Explain(const Rule& rule, const Settled& settled, const ExclusionGroup* group, Decision* decision);

}  // namespace gq::subsidies
