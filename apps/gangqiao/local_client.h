// Runs a command in the server that owns the data file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/cli/command.h"

namespace gq::local {

// The exit code of the command; nothing when no server listens there (a stale socket, or another command owns the
// file). kServerGone when the server went away before the command ended. Ctrl-C asks the server to stop the command; a
// second one ends the client.
Result<std::optional<int>> RunInServer(const std::string& data_file, const std::vector<std::string>& path,
                                       const cli::Invocation& given);

}  // namespace gq::local
