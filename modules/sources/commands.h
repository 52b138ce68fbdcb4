// Commands of the module: compare, link.
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq::sources {

std::vector<cli::Command> SourcesCommands();

}  // namespace gq::sources
