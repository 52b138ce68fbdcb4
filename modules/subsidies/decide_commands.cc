#include "modules/subsidies/decide_commands.h"

#include <cstdio>

#include "kits/cli/progress.h"
#include "kits/codes/region_tree.h"
#include "modules/subsidies/claims.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

namespace {

Result<int> RunDecide(const cli::Invocation& given) {
  const auto as_of = Date::Parse(given.Get("as-of"));
  if (!as_of) return Fail(kUsage, "缺 --as-of 或写法不对", "请写明业务日期，如 --as-of 2026-08-31（D2）");
  cli::Progress progress(given.Json());
  progress.Stage("读规则与数据");
  const auto rules = TRY(LoadRules(given.Path("rules")));
  const auto regions = TRY(RegionTree::LoadInstalled());
  std::vector<FileReject> rejects;
  const auto facts = TRY(ReadFacts(given.Path("facts"), regions, *as_of, rejects));
  const bool has_claims = given.Has("claims");
  std::vector<Claim> claims;
  if (has_claims) claims = TRY(ReadClaims(given.Path("claims"), rejects));
  progress.Stage("核定", claims.size(), "件");
  const auto decisions = TRY(DecideAll(facts, claims, rules, *as_of, {.list_possible = !has_claims}));
  progress.Finish();
  const std::string summary = TRY(WriteDecisions(decisions, given.Path("out")));
  for (const auto& reject : rejects) {
    std::fprintf(given.err, "%s 第 %llu 行 %s：%s（%s）\n", reject.file.c_str(),
                 static_cast<unsigned long long>(reject.row), reject.column.c_str(), reject.reason.c_str(),
                 reject.cure.c_str());
  }
  if (given.Json()) std::fprintf(given.out, "%s\n", summary.c_str());
  return rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

}  // namespace

std::vector<cli::Command> DecideCommands() {
  return {{.path = {"decide"},
           .summary = "按规则核定补贴：发、不发、待核，各有理由",
           .options = {{.name = "facts", .value = "FILE", .help = "人员与就业经历", .required = true},
                       {.name = "claims", .value = "FILE", .help = "申请；没有时只列出可能符合的人，不给金额"},
                       {.name = "rules", .value = "DIR", .help = "规则文件夹", .required = true},
                       {.name = "out", .value = "DIR", .help = "结果放在哪里", .required = true}},
           .positionals = {},
           .run = RunDecide}};
}

}  // namespace gq::subsidies
