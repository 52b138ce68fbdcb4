#include "apps/gangqiao/commands.h"

#include <iterator>

#include "apps/gangqiao/program.h"
#include "modules/demo/commands.h"
#include "modules/matching/commands.h"
#include "modules/sources/commands.h"

namespace gq {

std::vector<cli::Command> AllCommands() {
  std::vector<cli::Command> all;
  const auto add = [&](std::vector<cli::Command> commands) { all.insert(all.end(), std::make_move_iterator(commands.begin()), std::make_move_iterator(commands.end())); };
  add(StoreCommands());
  add(ServerCommands());
  add(MonthCommands());
  add(demo::DemoCommands());
  add(matching::MatchingCommands());
  add(sources::SourcesCommands());
  return all;
}

}  // namespace gq
