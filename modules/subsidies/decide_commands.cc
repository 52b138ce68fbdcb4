#include "modules/subsidies/decide_commands.h"

#include <cstdio>
#include <unordered_set>

#include "kits/cli/progress.h"
#include "kits/codes/region_tree.h"
#include "modules/subsidies/claims.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/simulate.h"

namespace gq::subsidies {

namespace {

void Report(const cli::Invocation& given, const std::vector<FileReject>& rejects) {
  for (const auto& reject : rejects) {
    std::fprintf(given.err, "%s 第 %llu 行 %s：%s（%s）\n", reject.file.c_str(),
                 static_cast<unsigned long long>(reject.row), reject.column.c_str(), reject.reason.c_str(),
                 reject.cure.c_str());
  }
}

// Claims of nobody in the facts: they are for review, and a slip in a number is found sooner by its row. No number is
// written, it may be a person's.
void NameStrangers(const cli::Invocation& given, const std::vector<Fact>& facts, const std::vector<Claim>& claims,
                   const Rules& rules) {
  std::unordered_set<std::string_view> known;
  for (const Fact& fact : facts) {
    known.insert(fact.person);
    known.insert(fact.unit);
  }
  for (const Claim& claim : claims) {
    const auto rule = rules.find(claim.rule);
    if (rule == rules.end() || rule->second.subject == "station" || known.count(claim.person) > 0) continue;
    std::fprintf(given.err,
                 "claims 第 %llu 行 person：facts 里没有这个%s，列为待核（请核对号码，或把%s补进 facts 再核定）\n",
                 static_cast<unsigned long long>(claim.row), rule->second.subject == "employer" ? "单位" : "人",
                 rule->second.subject == "employer" ? "它的员工" : "此人");
  }
}

Result<int> RunDecide(const cli::Invocation& given) {
  const auto as_of = Date::Parse(given.Get("as-of"));
  if (!as_of) return Fail(kUsage, "缺 --as-of 或写法不对", "请写明业务日期，如 --as-of 2026-08-31");
  cli::Progress progress(given);
  progress.Stage("读规则与数据");
  const auto rules = TRY(LoadRules(given.Path("rules")));
  const auto regions = TRY(RegionTree::LoadInstalled());
  std::vector<FileReject> rejects;
  const auto facts = TRY(ReadFacts(given.Path("facts"), regions, *as_of, rejects));
  const bool has_claims = given.Has("claims");
  std::vector<Claim> claims;
  if (has_claims) claims = TRY(ReadClaims(given.Path("claims"), rejects));
  NameStrangers(given, facts, claims, rules);
  progress.Stage("核定", claims.size(), "件");
  const auto decisions = TRY(DecideAll(facts, claims, rules, *as_of, {.list_possible = !has_claims}));
  progress.Finish();
  const std::string summary = TRY(WriteDecisions(decisions, given.Path("out")));
  Report(given, rejects);
  if (given.Json()) std::fprintf(given.out, "%s\n", summary.c_str());
  return rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

std::string Yuan(std::int64_t fen) { return Fen(fen).ToYuan(); }

void Print(const cli::Invocation& given, const Simulation& done) {
  std::fprintf(given.out, "合计：现行 %s 元，草案 %s 元，相差 %s 元；多得 %lld 件，少得 %lld 件\n",
               Yuan(done.total.before_fen).c_str(), Yuan(done.total.after_fen).c_str(),
               Yuan(done.total.after_fen - done.total.before_fen).c_str(), static_cast<long long>(done.winners),
               static_cast<long long>(done.losers));
  for (const auto& [rule, cost] : done.by_rule) {
    if (cost.before_fen != cost.after_fen)
      std::fprintf(given.out, "  %-8s %s → %s 元\n", rule.c_str(), Yuan(cost.before_fen).c_str(),
                   Yuan(cost.after_fen).c_str());
  }
  for (const auto& [pool, change] : done.pools) {
    if (change.after.exhausted_on)
      std::fprintf(given.out, "  资金池 %s 于 %s 用完，等候 %lld 件\n", pool.c_str(),
                   change.after.exhausted_on->ToString().c_str(), static_cast<long long>(change.after.waiting));
  }
}

Result<int> RunSimulate(const cli::Invocation& given) {
  const auto as_of = Date::Parse(given.Get("as-of"));
  if (!as_of) return Fail(kUsage, "缺 --as-of 或写法不对", "请写明业务日期，如 --as-of 2026-08-31");
  if (!given.Has("draft") && !given.Has("set"))
    return Fail(kUsage, "没有写要改什么", "用 --draft 给出草案文件夹，或用 --set R-XX20.cap_outside=350 改一个参数");
  cli::Progress progress(given);
  progress.Stage("读规则与数据");
  const Rules current = TRY(LoadRules(given.Path("rules")));
  Rules draft = current;
  if (given.Has("draft")) TRY(UseDraft(given.Path("draft"), &draft));
  for (const std::string& assignment : given.GetAll("set")) TRY(SetParameter(assignment, &draft));
  const auto regions = TRY(RegionTree::LoadInstalled());
  std::vector<FileReject> rejects;
  const auto facts = TRY(ReadFacts(given.Path("facts"), regions, *as_of, rejects));
  const std::vector<Claim> claims =
      given.Has("claims") ? TRY(ReadClaims(given.Path("claims"), rejects)) : AssumeClaims(facts, draft, *as_of);
  progress.Stage("模拟", claims.size(), "件");
  const Simulation done = TRY(Simulate(facts, claims, current, draft, *as_of));
  progress.Finish();
  const std::string summary = TRY(WriteSimulation(done, given.Path("out")));
  Report(given, rejects);
  if (given.Json())
    std::fprintf(given.out, "%s\n", summary.c_str());
  else
    Print(given, done);
  return rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

}  // namespace

std::vector<cli::Command> DecideCommands() {
  return {{.path = {"policy", "simulate"},
           .summary = "草案与现行规则对照：花多少钱，谁多得谁少得，资金池何时用完",
           .options = {{.name = "facts", .value = "FILE", .help = "人员与就业经历", .required = true},
                       {.name = "claims",
                        .value = "FILE",
                        .help = "申请；没有时按可能符合的人全都申请、材料齐全算，得到上限"},
                       {.name = "rules", .value = "DIR", .help = "现行规则", .required = true},
                       {.name = "draft", .value = "DIR", .help = "草案：同编号的规则替换现行的，新编号的加入"},
                       {.name = "set",
                        .value = "RULE.PARAM=VALUE",
                        .help = "改一个参数；后面加 @日期 为自何日起",
                        .repeated = true},
                       {.name = "out", .value = "DIR", .help = "结果放在哪里", .required = true}},
           .positionals = {},
           .run = RunSimulate},
          {.path = {"decide"},
           .summary = "按规则核定补贴：发、不发、待核，各有理由",
           .options = {{.name = "facts", .value = "FILE", .help = "人员与就业经历", .required = true},
                       {.name = "claims", .value = "FILE", .help = "申请；没有时只列出可能符合的人，不给金额"},
                       {.name = "rules", .value = "DIR", .help = "规则文件夹", .required = true},
                       {.name = "out", .value = "DIR", .help = "结果放在哪里", .required = true}},
           .positionals = {},
           .run = RunDecide}};
}

}  // namespace gq::subsidies
