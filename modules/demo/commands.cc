#include "modules/demo/commands.h"

#include <chrono>
#include <cstdio>

#include "base/parse_value.h"
#include "kits/cli/progress.h"
#include "modules/demo/demo.h"

namespace gq::demo {

namespace {

Result<int> RunDemo(const cli::Invocation& invocation) {
  const auto started = std::chrono::steady_clock::now();
  Options options;
  const auto workers = TRY(invocation.GetInteger("workers", options.workers));
  if (workers < 100 || workers > 1'518'600)
    return Fail(kUsage, "--workers 须在 100 到 1518600 之间", "例如 --workers 60000");
  options.workers = static_cast<std::uint32_t>(workers);
  options.seed = static_cast<std::uint64_t>(TRY(invocation.GetInteger("seed", 1)));
  if (invocation.Has("as-of")) options.as_of = TRY(ParseDate(invocation.Get("as-of")));
  const std::string folder = invocation.Get("DIR");
  cli::Progress progress(invocation.Json());
  progress.Stage("读区划");
  const auto tree = TRY(RegionTree::LoadInstalled());
  const Report report =
      TRY(WriteDemo(folder, options, tree, [&](std::string_view what) { progress.Stage(std::string(what)); }));
  progress.Finish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (invocation.Json()) {
    std::printf(
        "{\"workers\":%llu,\"seed\":%llu,\"as_of\":\"%s\",\"defects\":%llu,\"social_insurance\":%llu,\"labour_"
        "resource\":%llu,\"social_card\":%llu,"
        "\"employers\":%llu,\"posts\":%llu,\"claims\":%llu,\"seconds\":%.2f}\n",
        static_cast<unsigned long long>(report.roster), static_cast<unsigned long long>(options.seed),
        options.as_of.ToString().c_str(), static_cast<unsigned long long>(report.roster_defects),
        static_cast<unsigned long long>(report.social_insurance),
        static_cast<unsigned long long>(report.labour_resource), static_cast<unsigned long long>(report.social_card),
        static_cast<unsigned long long>(report.employers), static_cast<unsigned long long>(report.posts),
        static_cast<unsigned long long>(report.claims), seconds);
  } else {
    std::fprintf(stderr,
                 "演示数据写在 %s：花名册 %s 人（其中 %s 行故意写坏），社会保险 %s 行，劳动力资源 %s 行，社会保障卡 %s "
                 "行，单位 %s 家，岗位 %s 个，申领 %s 件；%.1f 秒\n",
                 folder.c_str(), cli::WithThousands(report.roster).c_str(),
                 cli::WithThousands(report.roster_defects).c_str(), cli::WithThousands(report.social_insurance).c_str(),
                 cli::WithThousands(report.labour_resource).c_str(), cli::WithThousands(report.social_card).c_str(),
                 cli::WithThousands(report.employers).c_str(), cli::WithThousands(report.posts).c_str(),
                 cli::WithThousands(report.claims).c_str(), seconds);
  }
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> DemoCommands() {
  return {
      {.path = {"demo"},
       .summary = "造一个月的演示数据：花名册、三个登记库、岗位、单位、申领，并附真相",
       .options = {{.name = "workers", .value = "N", .help = "花名册人数，100 到 1518600", .default_value = "60000"},
                   {.name = "seed", .value = "N", .help = "同一个种子造出同样的文件", .default_value = "1"}},
       .positionals = {{.name = "DIR", .help = "写到哪个文件夹"}},
       .run = RunDemo}};
}

}  // namespace gq::demo
