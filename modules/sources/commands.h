// Commands of the module: compare, link.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/reconcile/csv.h"
#include "kits/cli/command.h"

namespace gq::sources {

std::vector<cli::Command> SourcesCommands();

// A --map file: lines "name=header" or "name,header"; # begins a remark. An empty path is an empty map.
Result<reconcile::HeaderMap> ReadHeaderMap(const std::string& path);

}  // namespace gq::sources
