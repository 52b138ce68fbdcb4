#include "apps/gangqiao/program.h"

#include <atomic>
#include <csignal>

#include "apps/gangqiao/local_client.h"
#include "kits/codes/code_tables.h"
#include "modules/claims/jobs.h"
#include "modules/imports/jobs.h"
#include "modules/imports/lookups.h"
#include "modules/months/month.h"
#include "modules/offers/plan.h"
#include "modules/org/local_operator.h"
#include "modules/org/roles.h"
#include "modules/org/service.h"
#include "modules/people/register.h"
#include "modules/people/service.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/schema/schema.h"
#include "modules/sources/run_jobs.h"
#include "modules/what_if/what_if.h"

namespace gq {

namespace {

const RegionTree* tier_tree = nullptr;

std::string TierByTree(std::int64_t home, std::int64_t work) {
  return std::string(tier_tree->Tier(UnitCode::FromInt(home), UnitCode::FromInt(work), Instant().DateInShanghai()));
}

Status FillDivisions(Program& program, const std::string& provinces) {
  std::vector<org::Division> divisions;
  for (std::size_t i = 0; i < program.regions.size(); ++i) {
    const Region region = program.regions.At(i);
    const std::string prefix = region.code.ToString().substr(0, 2);
    // Towns and villages only: people work in the counties of every province.
    const bool small = region.level == RegionLevel::kTownship || region.level == RegionLevel::kVillage;
    if (small && !provinces.empty() && provinces.find(prefix) == std::string::npos) continue;
    divisions.push_back({region.code.value(), std::string(region.name), static_cast<int>(region.level)});
  }
  TRY(org::LoadDivisions(*program.store, divisions));
  return Ok();
}

}  // namespace

std::vector<cli::Option> StoreOptions() {
  return {
      {.name = "data", .value = "FILE", .help = "数据文件，或 PostgreSQL 连接（host=… dbname=…）", .required = true},
      {.name = "key", .value = "FILE", .help = "密钥文件；默认在 /etc/gangqiao 或 ~/.config/gangqiao"},
      {.name = "as",
       .value = "ACCOUNT",
       .help = "以哪个账号办理；不写即本机操作员：限 root 或密钥文件属主，系统用户名会记录"}};
}

Result<Date> AsOf(const cli::Invocation& given, bool required) {
  const std::string text = given.Get("as-of");
  if (text.empty() && required)
    return Fail(kUsage, "缺 --as-of", "请写明业务日期，如 --as-of 2026-08-31（程序不看时钟）");
  if (text.empty()) return Date();
  const auto date = Date::Parse(text);
  if (!date) return Fail(kUsage, "--as-of 须是 YYYY-MM-DD");
  return *date;
}

Result<std::unique_ptr<Program>> OpenProgram(const cli::Invocation& given, bool create) {
  RegisterAllRecordTypes();
  auto regions = TRY(RegionTree::LoadInstalled());
  auto program =
      std::unique_ptr<Program>(new Program{nullptr, std::move(regions), {}, crypto::PasswordHasher({}), nullptr, {}});
  tier_tree = &program->regions;
  people::SetTierFunction(TierByTree);
  program->lookups = TRY(imports::MakeLookups(program->regions));
  people::SetIdPrefixFunction(program->lookups.is_id_prefix);
  program->store =
      TRY(Store::Open({.url = given.Get("data"), .key_path = given.Get("key"), .create = create}, AllMigrations()));
  program->codes = org::KnownCodes(program->regions, *program->store);
  if (create) TRY(FillDivisions(*program, given.Get("provinces")));
  Program* p = program.get();
  program->jobs = std::make_unique<jobs::Jobs>(*program->store, [p](const std::string& actor) -> Result<Scope> {
    if (actor.rfind("system:", 0) == 0 || actor.rfind("local operator", 0) == 0) return Scope::System(actor);
    return TRY(org::ActAs(*p->store, actor)).scope;
  });
  imports::RegisterJobs(*program->store, *program->jobs, program->lookups);
  months::RegisterMonth(*program->store, *program->jobs, program->lookups);
  sources::RegisterCompareJobs(*program->store, *program->jobs, sources::PlaceReader(program->lookups.place_of));
  offers::RegisterPlans(*program->store, *program->jobs);
  claims::RegisterJobs(*program->store, *program->jobs);
  rule_drafts::RegisterJobs(*program->store, *program->jobs);
  what_if::RegisterJobs(*program->store, *program->jobs);
  return program;
}

std::string SideOf(const cli::Invocation& given) {
  if (given.Has("side")) return given.Get("side");
  const org::Role* role = org::FindRole(given.Get("role"));
  return std::string(role != nullptr ? org::UsualSide(*role) : "home");
}

Result<Scope> ActingScope(Program& program, const cli::Invocation& given) {
  const std::string account = given.Get("as");
  if (account.empty() && !given.local_operator.empty()) return Scope::System(given.local_operator);
  if (account.empty()) {
    const std::string key = given.Has("key") ? given.Path("key") : DefaultKeyPath(given.Path("data"));
    return Scope::System(TRY(org::LocalOperator(key)));
  }
  return TRY(org::ActAs(*program.store, account)).scope;
}

std::vector<StoreCommand> AllStoreCommands() {
  std::vector<StoreCommand> all = StoreCommands();
  for (auto& command : OrgCommands()) all.push_back(std::move(command));
  for (auto& command : ComparisonCommands()) all.push_back(std::move(command));
  for (auto& command : MonthCommands()) all.push_back(std::move(command));
  for (auto& command : RuleCommands()) all.push_back(std::move(command));
  for (auto& command : WeightCommands()) all.push_back(std::move(command));
  return all;
}

cli::Command AsCommand(StoreCommand command) {
  cli::Command out = command.command;
  out.run = [command](const cli::Invocation& given) -> Result<int> {
    if (command.check != nullptr) TRY(command.check(given));
    auto program = OpenProgram(given, false);
    if (program) return command.work(**program, given);
    if (program.error().kind != &db::kLocked) return Fail(std::move(program).error());
    const auto code = TRY(local::RunInServer(given.Path("data"), command.command.path, given));
    if (code) return *code;
    return Fail(std::move(program).error());  // no server there: some other command holds the file
  };
  return out;
}

namespace {

std::atomic<bool> interrupted{false};
void OnInterrupt(int) { interrupted = true; }

}  // namespace

std::function<bool()> CancelOf(const cli::Invocation& given) {
  if (given.cancelled) return given.cancelled;
  struct sigaction action = {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return [] { return interrupted.load(); };
}

}  // namespace gq
