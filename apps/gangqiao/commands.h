// The registration table of all commands: one line a module.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq {

std::vector<cli::Command> AllCommands();

}  // namespace gq
