// `gangqiao match`, `match solve`, `matching fit` and `matching backtest`.
#pragma once

#include <string>
#include <vector>

#include "engines/matching/matching.h"
#include "kits/cli/command.h"

namespace gq::matching {

std::vector<cli::Command> MatchingCommands();
// Of `--isa`; `machine`: the best that it has.
Result<Isa> ParseIsa(const std::string& text, Isa machine);
Result<int> RunMatch(const cli::Invocation& invocation);
Result<int> RunSolve(const cli::Invocation& invocation);
Result<int> RunFit(const cli::Invocation& invocation);
Result<int> RunBacktest(const cli::Invocation& invocation);

}  // namespace gq::matching
