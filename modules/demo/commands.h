// gangqiao demo DIR: see demo.h.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq::demo {

std::vector<cli::Command> DemoCommands();

}  // namespace gq::demo
