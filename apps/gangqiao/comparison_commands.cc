// comparison run, list, apply, withdraw: the comparison over the store's roster. `compare` is the one over files.
#include <cstdio>
#include <filesystem>

#include "apps/gangqiao/job_watcher.h"
#include "kits/cli/progress.h"
#include "modules/sources/run_jobs.h"

namespace gq {

namespace {

Result<sources::CompareRequest> RequestOf(const cli::Invocation& given) {
  sources::CompareRequest request;
  request.source = "command";
  request.as_of = TRY(AsOf(given, true));
  request.period = Month::Of(request.as_of);
  if (given.Has("period")) {
    const auto period = Month::Parse(given.Get("period"));
    if (!period) return Fail(kUsage, "--period 须是 YYYY-MM");
    request.period = *period;
  }
  request.near = given.Get("near") != "off";
  request.threads = given.Threads();
  for (const auto& registry : given.GetAll("registry")) {
    const auto equals = registry.find('=');
    const std::string kind = registry.substr(0, equals);
    if (equals == std::string::npos ||
        (kind != "social_insurance" && kind != "labour_resource" && kind != "social_card")) {
      return Fail(kUsage, "--registry 须写成 种类=文件", "种类：social_insurance labour_resource social_card");
    }
    request.files[kind] = given.PathOf(registry.substr(equals + 1));
  }
  if (given.Has("folder")) {
    for (const auto& file : sources::ListDropped(given.Path("folder"))) request.files.try_emplace(file.kind, file.path);
  }
  if (request.files.empty()) return Fail(kUsage, "没有登记库的文件", "请给 --registry 种类=文件 或 --folder 文件夹");
  for (const auto& [kind, path] : request.files) {
    if (!std::filesystem::is_regular_file(path)) return Fail(kUsage, "没有文件 " + path, "请核对 --registry " + kind);
  }
  return request;
}

Status CheckRequest(const cli::Invocation& given) {
  TRY(RequestOf(given));
  return Ok();
}

Result<Uuid> RunOf(const cli::Invocation& given) {
  const auto id = Uuid::Parse(given.Get("run"));
  if (!id) return Fail(kUsage, "--run 须是比对的编号", "编号见 gangqiao comparison list 或网页的比对记录");
  return *id;
}

Status CheckRun(const cli::Invocation& given) {
  TRY(RunOf(given));
  return Ok();
}

void PrintWarnings(const cli::Invocation& given, const std::vector<sources::RunWarning>& warnings) {
  for (const auto& one : warnings)
    std::fprintf(given.err, "注意：%s，%s。%s\n", one.file.c_str(), one.reason.c_str(), one.cure.c_str());
}

Result<int> RunComparison(Program& program, const cli::Invocation& given) {
  const auto request = TRY(RequestOf(given));
  const Scope scope = TRY(ActingScope(program, given));
  const auto run = TRY(sources::StartComparison(*program.store, *program.jobs, scope, request, true));
  TRY(RunWatched(program, given, scope, run.job_id));
  const auto done = TRY(sources::GetComparison(*program.store, scope, run.id));
  if (given.Json()) {
    std::fprintf(given.out, "{\"run\":\"%s\",\"summary\":%s}\n", run.id.ToString().c_str(), done.summary.c_str());
  }
  PrintWarnings(given, TRY(sources::WarningsOf(done)));
  for (const auto& figure : TRY(sources::CountFigures(*program.store, scope, run.id))) {
    std::fprintf(given.err, "%-44s %12s\n", figure.key.c_str(), cli::WithThousands(figure.value).c_str());
  }
  std::fprintf(given.err, "比对 %s 已做完；先看 gangqiao comparison apply --dry-run，再执行\n",
               run.id.ToString().c_str());
  return cli::kDone;
}

Result<int> ListRuns(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  for (const auto& run : TRY(sources::ListComparisons(*program.store, scope, 50))) {
    std::fprintf(given.out, "%s  %s  %-10s  %s  %s\n", run.id.ToString().c_str(), run.period.ToString().c_str(),
                 run.state.c_str(), run.created_at.ToIso().c_str(), run.actor.c_str());
  }
  return cli::kDone;
}

void PrintPlan(const cli::Invocation& given, const sources::ApplyPlan& plan) {
  for (const auto& move : plan.moves) {
    std::fprintf(given.out, "%-16s %s -> %s %s\n", move.proposal.c_str(),
                 move.from.empty() ? "none" : move.from.c_str(), move.to.c_str(),
                 cli::WithThousands(move.people).c_str());
  }
  std::fprintf(given.out, "requests %s\nchanged_since %s\nfindings_only %s\ncorrections_to_review %s\n",
               cli::WithThousands(plan.requests).c_str(), cli::WithThousands(plan.changed_since).c_str(),
               cli::WithThousands(plan.findings).c_str(), cli::WithThousands(plan.corrections).c_str());
}

Result<int> ApplyRun(Program& program, const cli::Invocation& given) {
  const Uuid id = TRY(RunOf(given));
  const Scope scope = TRY(ActingScope(program, given));
  if (!scope.everything && !scope.May("people.write")) return Fail(kForbidden, "这个账号不能改人员档案");
  if (given.Has("dry-run")) {
    PrintWarnings(given, TRY(sources::WarningsOf(TRY(sources::GetComparison(*program.store, scope, id)))));
    PrintPlan(given, TRY(sources::PlanApply(*program.store, scope, id)));
    return cli::kDone;
  }
  const auto run = TRY(sources::SubmitCompareJob(*program.store, *program.jobs, scope, "compare.apply", id,
                                                 {.here = true, .despite_warnings = given.Has("despite-warnings")}));
  TRY(RunWatched(program, given, scope, run.job_id));
  std::fprintf(given.out, "%s\n", TRY(program.jobs->Get(scope, run.job_id)).result.c_str());
  return cli::kDone;
}

Result<int> Withdraw(Program& program, const cli::Invocation& given) {
  const Uuid id = TRY(RunOf(given));
  const Scope scope = TRY(ActingScope(program, given));
  if (!scope.everything && !scope.May("people.write")) return Fail(kForbidden, "这个账号不能改人员档案");
  const auto run =
      TRY(sources::SubmitCompareJob(*program.store, *program.jobs, scope, "compare.withdraw", id, {.here = true}));
  TRY(RunWatched(program, given, scope, run.job_id));
  std::fprintf(given.out, "%s\n", TRY(program.jobs->Get(scope, run.job_id)).result.c_str());
  return cli::kDone;
}

}  // namespace

std::vector<StoreCommand> ComparisonCommands() {
  const auto with = [](std::vector<cli::Option> more) {
    auto options = StoreOptions();
    for (auto& option : more) options.push_back(std::move(option));
    return options;
  };
  const cli::Option run = {.name = "run", .value = "ID", .help = "比对的编号", .required = true};
  return {
      {.command = {.path = {"comparison", "run"},
                   .summary = "用库里的名册与登记库比对，结果留在库里（不改档案）",
                   .options =
                       with({{.name = "registry", .value = "KIND=FILE", .help = "登记库，可给多个", .repeated = true},
                             {.name = "folder", .value = "DIR", .help = "登记库所在的文件夹，按文件名认种类"},
                             {.name = "period", .value = "YYYY-MM", .help = "月份；默认是业务日期所在的月"},
                             {.name = "near",
                              .value = "on|off",
                              .help = "是否查找写错的身份证号和疑似的人",
                              .default_value = "on"}}),
                   .positionals = {},
                   .run = {}},
       .check = CheckRequest,
       .work = RunComparison},
      {.command =
           {.path = {"comparison", "list"}, .summary = "做过的比对", .options = with({}), .positionals = {}, .run = {}},
       .work = ListRuns},
      {.command = {.path = {"comparison", "apply"},
                   .summary = "把一次比对中确定的结论写入档案，人随之换清单",
                   .options = with({run,
                                    {.name = "dry-run", .value = "", .help = "只看会改什么，不写入"},
                                    {.name = "despite-warnings", .value = "", .help = "核对过比对的提醒，仍要执行"}}),
                   .positionals = {},
                   .run = {}},
       .check = CheckRun,
       .work = ApplyRun},
      {.command = {.path = {"comparison", "withdraw"},
                   .summary = "撤回一次比对写入的全部内容",
                   .options = with({run}),
                   .positionals = {},
                   .run = {}},
       .check = CheckRun,
       .work = Withdraw}};
}

}  // namespace gq
