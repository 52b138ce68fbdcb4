// Claims of one rule judged by column mode, for what-if questions over a population: outcome and amount, without the
// texts that row mode builds. Same answers as row mode; what the kernels cannot prove runs by row. Pure; thread-safe.
#pragma once

#include <vector>

#include "engines/policy/policy.h"

namespace gq::subsidies {

struct ColumnVerdict {
  policy::Evaluation done;  // value: a context of outcome and amount; or error
  std::string rule_id;      // empty: row mode decided, or no rule stood
};

// `inputs`: one context a claim, all with the same names. kBadDecision when the model has no such table.
Result<std::vector<ColumnVerdict>> JudgeColumns(const policy::Model& model, const std::vector<policy::Context>& inputs);

}  // namespace gq::subsidies
