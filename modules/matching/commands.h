// `gangqiao match`, `match solve`, `matching fit` and `matching backtest`.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq::matching {

std::vector<cli::Command> MatchingCommands();
Result<int> RunMatch(const cli::Invocation& invocation);
Result<int> RunSolve(const cli::Invocation& invocation);
Result<int> RunFit(const cli::Invocation& invocation);
Result<int> RunBacktest(const cli::Invocation& invocation);

}  // namespace gq::matching
