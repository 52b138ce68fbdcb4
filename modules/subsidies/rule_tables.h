// The tables that stand beside the rules of a folder: exclusions.toml (who may not get both) and pools.toml (money set
// aside). Internal to LoadRules; rules/README.md describes both files.
#pragma once

#include <string>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// Fills groups and budgets, and the name of its group into each rule. kBadRule names the file and the entry.
Status ReadRuleTables(const std::string& folder, Rules* rules);

}  // namespace gq::subsidies
