// Commands of subsidies and their rules: `policy test-kit`, `policy evaluate`, `policy check`, `decide`
// (docs/reference/formats.md).
#pragma once

#include <vector>

#include "kits/cli/command.h"

namespace gq {

std::vector<cli::Command> SubsidiesCommands();

}  // namespace gq
