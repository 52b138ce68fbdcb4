// Checks a folder of rules before they are published (policies.md §2): every model read strictly (types, names), gaps
// and overlaps of its tables and rules that never apply, inputs that nobody offers, parameters inside their legal
// bounds (counties' too), versions that hold at one time, what was published and then changed (publication.h), and the
// cases of cases.csv. Reads files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gq::subsidies {

struct RuleFinding {
  std::string file;  // below the folder
  std::string
      kind;  // model, parameter, type, gap, overlap, unreachable, not_checked, version, published, case, pool, value
  std::string message;  // Chinese
  bool error = true;    // gaps and unreachable rules are warnings
  // Of a decision table, from 1, inputs before outputs; 0 when the finding is not about one cell, row or column.
  std::size_t row = 0, column = 0;
};

struct RuleCheck {
  std::vector<RuleFinding> findings;
  int models = 0, rules = 0, cases = 0;
};

// kFile when the folder holds no .dmn file.
// `today`: what is not published yet and begins before it is warned of (kind "retroactive").
Result<RuleCheck> CheckRules(const std::string& folder, std::optional<Date> today = std::nullopt);

}  // namespace gq::subsidies
