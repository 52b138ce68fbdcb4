#include "apps/gangqiao/commands.h"

#include <iterator>

#include "apps/gangqiao/program.h"
#include "modules/demo/commands.h"
#include "modules/matching/commands.h"
#include "modules/private_comparison/commands.h"
#include "modules/sources/commands.h"
#include "modules/subsidies/commands.h"
#include "modules/subsidies/decide_commands.h"

namespace gq {

std::vector<cli::Command> AllCommands() {
  std::vector<cli::Command> all;
  const auto add = [&](std::vector<cli::Command> commands) {
    all.insert(all.end(), std::make_move_iterator(commands.begin()), std::make_move_iterator(commands.end()));
  };
  add(InitCommands());
  for (auto& command : AllStoreCommands()) all.push_back(AsCommand(std::move(command)));
  add(KeyFileCommands());
  add(ServerCommands());
  add(demo::DemoCommands());
  add(sources::SourcesCommands());
  add(psi::PrivateComparisonCommands());
  add(matching::MatchingCommands());
  add(subsidies::DecideCommands());
  add(SubsidiesCommands());
  return all;
}

}  // namespace gq
