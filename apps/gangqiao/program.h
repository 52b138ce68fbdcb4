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

// --data FILE [--key FILE]; with `create` a new store is made and filled with the divisions of `regions` ("" = whole country, "43;35" = provinces).
Result<std::unique_ptr<Program>> OpenProgram(const cli::Invocation& given, bool create);
// --as ACCOUNT, else the local operator (only as root or the owner of the file; logged, D11).
Result<Scope> ActingScope(Program& program, const cli::Invocation& given);
std::vector<cli::Option> StoreOptions();
Result<Date> AsOf(const cli::Invocation& given, bool required);

std::vector<cli::Command> StoreCommands();   // init, import, audit, account, backup, key
std::vector<cli::Command> OrgCommands();     // unit, account list/password/state/grant
std::vector<cli::Command> ServerCommands();  // serve, openapi
std::vector<cli::Command> MonthCommands();   // month

}  // namespace gq
