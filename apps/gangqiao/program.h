// What commands that work on a store share: opening it, the data of the installation, jobs, who acts.
#pragma once

#include <memory>
#include <string>

#include "kits/cli/command.h"
#include "kits/codes/region_tree.h"
#include "kits/crypto/password.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/imports/columns.h"
#include "modules/jobs/jobs.h"

namespace gq {

struct Program {
  std::unique_ptr<Store> store;
  RegionTree regions;
  imports::Lookups lookups;
  crypto::PasswordHasher hasher{{}};
  std::unique_ptr<jobs::Jobs> jobs;
  CodeCheck codes;
};

// --data FILE [--key FILE]; with `create` a new store is made and filled with the divisions of `regions` ("" = whole
// country, "43;35" = provinces).
Result<std::unique_ptr<Program>> OpenProgram(const cli::Invocation& given, bool create);
// --as ACCOUNT, else the local operator (only as root or the owner of the file; logged, D11).
Result<Scope> ActingScope(Program& program, const cli::Invocation& given);
std::vector<cli::Option> StoreOptions();
std::string SideOf(const cli::Invocation& given);  // --side, else what --role usually has
Result<Date> AsOf(const cli::Invocation& given, bool required);

// A command that works on an open store: the process that gave it opens the store, or, where a server owns the file,
// that server runs the same function on its own store (local_server.h).
struct StoreCommand {
  cli::Command command;                               // without `run`
  Status (*check)(const cli::Invocation&) = nullptr;  // what can be refused before the store is opened
  Result<int> (*work)(Program&, const cli::Invocation&) = nullptr;
};
std::vector<StoreCommand> AllStoreCommands();
// `run` checks, opens the store, or asks the server that holds it.
cli::Command AsCommand(StoreCommand command);
// Ctrl-C: in the own process from the first call on by a signal (a second one ends it), in a server by its client.
std::function<bool()> CancelOf(const cli::Invocation& given);

std::vector<cli::Command> InitCommands();        // init
std::vector<StoreCommand> StoreCommands();       // import, withdraw, audit, account add and demo, backup
std::vector<StoreCommand> OrgCommands();         // unit, account list/password/state/grant
std::vector<cli::Command> KeyFileCommands();     // key show, key restore, key rotate
std::vector<cli::Command> ServerCommands();      // serve, openapi
std::vector<StoreCommand> MonthCommands();       // month
std::vector<StoreCommand> RuleCommands();        // policy export
std::vector<StoreCommand> WeightCommands();      // matching spells, publish, published
std::vector<StoreCommand> ComparisonCommands();  // comparison run, list, apply, withdraw

}  // namespace gq
