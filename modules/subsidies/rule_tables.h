// The tables that stand beside the rules of a folder: exclusions.toml (who may not get both), pools.toml (money set
// aside) and payers.toml (where a payer is). Internal to LoadRules; rules/README.md describes both files.
#pragma once

#include <string>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// Fills groups, budgets and places of payers, and the name of its group into each rule. kBadRule names the file and the
// entry.
Status ReadRuleTables(const std::string& folder, Rules* rules);

}  // namespace gq::subsidies
