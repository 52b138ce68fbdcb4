// Values in rule.toml, counties/*.toml and payers.toml that can be read and mean nothing: words that the program does
// not know, codes of no group and no place, a county of another prefecture, keys that nobody reads, days without any
// value of a parameter. Part of CheckRules. Reads files.
#pragma once

#include <string>
#include <vector>

#include "kits/codes/region_tree.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

struct ValueFinding {
  std::string file;  // below the rule's folder
  std::string message;
  std::string part;  // of published.lock: once it is published, nobody can change the value any more
};

// `regions`: null where no divisions are installed; places are then looked at for their shape only.
std::vector<ValueFinding> CheckValues(const Rule& rule, const RegionTree* regions);
// Messages about payers.toml.
std::vector<std::string> CheckPayerPlaces(const Rules& rules, const RegionTree* regions);

}  // namespace gq::subsidies
