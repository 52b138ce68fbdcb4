#include "apps/gangqiao/commands.h"

#include <iterator>

#include "modules/sources/commands.h"

namespace gq {

std::vector<cli::Command> AllCommands() {
  std::vector<cli::Command> all;
  for (auto& command : sources::SourcesCommands()) all.push_back(std::move(command));
  return all;
}

}  // namespace gq
