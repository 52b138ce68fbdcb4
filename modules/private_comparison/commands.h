// Commands of the module: psi keys, mask, blind, answer, match, audit.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq::psi {

std::vector<cli::Command> PrivateComparisonCommands();

}  // namespace gq::psi
