// Commands of the module: decide, policy simulate.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq::subsidies {

std::vector<cli::Command> DecideCommands();

}  // namespace gq::subsidies
