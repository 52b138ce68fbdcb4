// month: the batch part of the cycle from files, with progress; resumes after a kill.
#include <cstdio>
#include <filesystem>

#include "apps/gangqiao/job_watcher.h"
#include "apps/gangqiao/program.h"
#include "kits/json/reader.h"
#include "modules/months/month.h"

namespace gq {

namespace {

Result<months::MonthOptions> OptionsOf(const cli::Invocation& given) {
  months::MonthOptions options;
  options.as_of = TRY(AsOf(given, true));
  const auto period = Month::Parse(given.Get("period"));
  if (!period) return Fail(kUsage, "--period 须是 YYYY-MM");
  options.period = *period;
  options.out = given.Path("out");
  options.threads = given.Threads();
  for (const char* kind : {"roster", "posts", "employers", "claims"}) {
    if (given.Has(kind)) options.files[kind] = given.Path(kind);
  }
  for (const auto& registry : given.GetAll("registry")) {
    const auto equals = registry.find('=');
    const std::string kind = registry.substr(0, equals);
    if (equals == std::string::npos ||
        (kind != "social_insurance" && kind != "labour_resource" && kind != "social_card")) {
      return Fail(kUsage, "--registry 须写成 种类=文件", "种类：social_insurance labour_resource social_card");
    }
    options.files[kind] = given.PathOf(registry.substr(equals + 1));
  }
  for (const auto& [kind, path] : options.files) {
    if (!std::filesystem::is_regular_file(path)) return Fail(kUsage, "没有文件 " + path, "请核对 --" + kind);
  }
  return options;
}

Status CheckMonth(const cli::Invocation& given) {
  TRY(OptionsOf(given));
  return Ok();
}

// A registry without the columns that its findings need; the lines of `compare`.
Status SayWarnings(const cli::Invocation& given, const std::string& note) {
  const auto document = TRY(json::Parse(note));
  const auto warnings = TRY(document.root().Get("compare")).Find("warnings");
  if (!warnings) return Ok();
  for (const auto& warning : TRY(warnings->Items())) {
    std::fprintf(given.err, "注意：%s %s。%s\n", TRY(TRY(warning.Get("file")).Text()).c_str(),
                 TRY(TRY(warning.Get("reason")).Text(1000)).c_str(), TRY(TRY(warning.Get("cure")).Text(1000)).c_str());
  }
  return Ok();
}

Result<int> RunMonth(Program& program, const cli::Invocation& given) {
  const auto options = TRY(OptionsOf(given));
  const Scope scope = TRY(ActingScope(program, given));
  auto& jobs = *program.jobs;
  const Uuid id = TRY(months::SubmitMonth(jobs, scope, options, given.Has("restart"), true));
  TRY(RunWatched(program, given, scope, id));
  const auto job = TRY(jobs.Get(scope, id));
  if (given.Json()) std::fprintf(given.out, "%s\n", job.result.c_str());
  std::fprintf(given.err, "%s 已办完，结果在 %s\n", options.period.ToString().c_str(), options.out.c_str());
  for (const auto& step : job.steps) {
    if (step.name == "compare") TRY(SayWarnings(given, step.note));
  }
  const auto summary = TRY(json::Parse(job.result));
  const std::int64_t rejected = TRY(TRY(summary.root().Get("rejected")).Integer());
  if (rejected == 0) return cli::kDone;
  std::fprintf(given.err, "有 %lld 行没有采用，原因与改法见 %s/rejects.csv\n", static_cast<long long>(rejected),
               options.out.c_str());
  return cli::kDoneWithRejects;
}

}  // namespace

std::vector<StoreCommand> MonthCommands() {
  auto options = StoreOptions();
  for (auto& more : std::vector<cli::Option>{
           {.name = "period", .value = "YYYY-MM", .help = "月份", .required = true},
           {.name = "roster", .value = "FILE", .help = "名册"},
           {.name = "registry", .value = "KIND=FILE", .help = "登记库，可给多个", .repeated = true},
           {.name = "posts", .value = "FILE", .help = "岗位"},
           {.name = "employers", .value = "FILE", .help = "用人单位"},
           {.name = "claims", .value = "FILE", .help = "补贴申请"},
           {.name = "out", .value = "DIR", .help = "结果放在哪里", .required = true},
           {.name = "restart", .value = "", .help = "从头再办这个月"}}) {
    options.push_back(std::move(more));
  }
  return {{.command = {.path = {"month"},
                       .summary = "办一个月：导入、比对、清单、匹配、补贴、报表",
                       .options = options,
                       .positionals = {},
                       .run = {}},
           .check = CheckMonth,
           .work = RunMonth}};
}

}  // namespace gq
