#include "modules/matching/commands.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include "base/parse_value.h"
#include "kits/cli/progress.h"
#include "kits/file/file.h"
#include "kits/file/output_folder.h"
#include "modules/matching/match_files.h"
#include "modules/matching/report.h"

namespace gq::matching {
namespace {

struct Arguments {
  std::string workers, posts, out, weights;
  Date as_of;
  Options options;
  MatchPolicy policy;
  std::string rules = "auto";
};

// "0.001" in millionths, without floating point.
Result<std::uint32_t> ParsePartsPerMillion(const char* option, const std::string& text) {
  std::uint64_t value = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9' && decimals < 6 && value <= 1'000'000) {
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
      decimals += decimals >= 0;
    } else {
      value = UINT64_MAX;
      break;
    }
  }
  for (int d = std::max(0, decimals); d < 6 && value <= 1'000'000; ++d) value *= 10;
  if (text.empty() || value > 1'000'000)
    return Fail(kUsage, "--" + std::string(option) + " 应在 0 到 1 之间，最多六位小数，得到 “" + text + "”",
                "例如 --" + std::string(option) + " 0.001");
  return static_cast<std::uint32_t>(value);
}

Result<Arguments> Parse(const cli::Invocation& invocation) {
  Arguments a;
  for (const auto& [name, target] : {std::pair{"workers", &a.workers}, {"posts", &a.posts}, {"out", &a.out}}) {
    if (!invocation.Has(name))
      return Fail(kUsage, std::string("缺少 --") + name,
                  "用法：gangqiao match --workers FILE --posts FILE --out DIR --as-of DATE");
    *target = invocation.Path(name);
  }
  a.weights = invocation.Path("weights");
  const auto date = Date::Parse(invocation.Get("as-of"));
  if (!date) return Fail(kUsage, "缺少 --as-of，或不是 YYYY-MM-DD", "程序不看时钟，请写明计划出发的日期");
  a.as_of = *date;
  const std::string objective = invocation.Has("objective") ? invocation.Get("objective") : "retained";
  if (objective != "retained" && objective != "stable")
    return Fail(kUsage, "--objective 只能是 retained 或 stable", "默认为 retained");
  a.options.objective = objective == "stable" ? Objective::kStable : Objective::kRetained;
  if (invocation.Has("epsilon"))
    a.options.epsilon_ppm = TRY(ParsePartsPerMillion("epsilon", invocation.Get("epsilon")));
  a.options.threads = invocation.Threads();
  if (invocation.Has("isa")) a.options.isa = TRY(ParseIsa(invocation.Get("isa"), BestIsa()));
  if (invocation.Has("explore")) a.policy.explore_ppm = TRY(ParsePartsPerMillion("explore", invocation.Get("explore")));
  if (invocation.Has("seed")) {
    const auto seed = ParseInteger(invocation.Get("seed"));
    if (!seed || *seed < 0) return Fail(kUsage, "--seed 应为不小于 0 的整数", "例如 --seed 201803");
    a.policy.explore_seed = static_cast<std::uint64_t>(*seed);
  }
  if (invocation.Has("parties")) {
    const std::string parties = invocation.Get("parties");
    if (parties != "yes" && parties != "no") return Fail(kUsage, "--parties 只能是 yes 或 no", "默认为 yes");
    a.policy.parties = parties == "yes";
  }
  if (invocation.Has("rules")) a.rules = invocation.Get("rules");
  if (a.rules != "auto" && a.rules != "resolve" && a.rules != "dual" && a.rules != "none")
    return Fail(kUsage, "--rules 只能是 auto、resolve、dual 或 none", "默认为 auto");
  return a;
}

std::optional<RulePriceMethod> RuleMethod(const Arguments& a, const Match& match) {
  if (a.options.objective == Objective::kStable || a.rules == "none") return std::nullopt;
  if (a.rules == "auto") return PriceMethodFor(match);
  return a.rules == "resolve" ? RulePriceMethod::kResolve : RulePriceMethod::kDual;
}

void PrintReport(std::FILE* out, const Match& match, const MatchReport& report) {
  const auto decimals = [](double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f", value);
    return std::string(text);
  };
  const auto range = [&](const Expected& e) {
    return decimals(e.mean) + "（" + decimals(e.low) + "–" + decimals(e.high) + "）";
  };
  std::fprintf(out, "预计到岗 %s 人，满 1、3、6 个月 %s、%s、%s 人（95%% 区间）\n", range(report.arrive).c_str(),
               range(report.stay1).c_str(), range(report.stay3).c_str(), range(report.stay6).c_str());
  if (!match.outcomes.empty()) {
    std::fprintf(out, "同行 %zu 组，%llu 组在一处（不考虑同行时 %llu 组），代价为少留岗 %s 人；见 parties.csv\n",
                 match.outcomes.size(), static_cast<unsigned long long>(match.parties_together),
                 static_cast<unsigned long long>(match.singles_together),
                 ValueText(std::max<std::int64_t>(0, match.singles_objective - match.before_exploring)).c_str());
  }
  const BlockingPairs& b = report.blocking;
  std::fprintf(
      out, "%s%s 人中有 %s 人另有一个岗位，本人更愿意去、单位也更愿意要（%s 对，占可行组合的 %.2f%%）\n",
      b.workers_looked_at < report.workers ? "抽查 " : "", cli::WithThousands(b.workers_looked_at).c_str(),
      cli::WithThousands(b.workers).c_str(), cli::WithThousands(b.pairs).c_str(),
      b.feasible_pairs == 0 ? 0.0 : 100.0 * static_cast<double>(b.pairs) / static_cast<double>(b.feasible_pairs));
  for (const RulePrice& price : report.rules) {
    if (price.retained <= 0) continue;
    std::fprintf(out, "规则“%s”：没有它%s多留岗 %s 人（涉及 %llu 人）\n", std::string(RuleLabel(CodeOf(price))).c_str(),
                 price.method == RulePriceMethod::kResolve ? "会" : "至多", ValueText(price.retained).c_str(),
                 static_cast<unsigned long long>(price.concerned));
  }
}

Result<MatchingWeights> LoadWeights(const std::string& path) {
  if (path.empty()) return DefaultWeights();
  return ReadWeights(TRY(ReadWeightsText(path)), path);
}

// All that a plan may leave but its summary.json.
const std::vector<std::string>& OutputNames() {
  static const std::vector<std::string> names = {"plan.csv",      "unplaced.csv", "posts.csv",      "rejects.csv",
                                                 "parties.csv",   "explore.csv",  "departures.csv", "rules.csv",
                                                 "employers.csv", "remarks.csv",  "report.json"};
  return names;
}

// The plan has a posts.csv of its own, and people keep their lists where they want the plan.
Status PrepareFolder(const Arguments& a) {
  std::vector<std::string> names = OutputNames();
  names.emplace_back(file::kSummary);
  return file::PrepareOutputFolder(a.out, names, {a.workers, a.posts, a.weights});
}

void NameUnknown(std::FILE* err, const char* table, const FileCounts& counts) {
  for (const std::string& column : counts.unknown_columns)
    std::fprintf(err, "%s：没有用到的列 “%s”\n", table, column.c_str());
  for (const std::string& column : counts.repeated_columns)
    std::fprintf(err, "%s：重复的列 “%s”，只采用其中一列\n", table, column.c_str());
}

// A plan of nothing is a plan, but nobody should have to guess why.
void RemarkNothingToDo(std::FILE* err, Match& match) {
  const auto remark = [&](const char* file, const char* column, const char* text, const char* cure) {
    match.remarks.push_back({file, "", column, text, cure});
    std::fprintf(err, "%s；%s\n", text, cure);
  };
  if (match.worker_ids.empty())
    remark("workers", "id", "没有一个可用的劳动者，没有人可安排", "请检查劳动者文件，以及 rejects.csv 中的原因");
  if (match.plan.openings == 0)
    remark("posts", "openings", "没有一个岗位有招聘人数，谁也安排不了", "请检查岗位文件，以及 rejects.csv 中的原因");
}

}  // namespace

Result<Isa> ParseIsa(const std::string& text, Isa machine) {
  for (const Isa isa : {Isa::kBest, Isa::kAvx512, Isa::kAvx2, Isa::kScalar}) {
    if (text != NameOf(isa)) continue;
    if (isa == Isa::kBest || isa <= machine) return isa;
    return Fail(kUsage, "本机没有指令集 " + text + "（--isa）",
                "本机最好的是 " + std::string(NameOf(machine)) + "；不写 --isa 就用它，结果相同");
  }
  return Fail(kUsage, "--isa 应为 best、avx512、avx2 或 scalar，得到 “" + text + "”", "不写 --isa 就用本机最好的");
}

Result<int> RunMatch(const cli::Invocation& invocation) {
  const Arguments a = TRY(Parse(invocation));
  TRY(PrepareFolder(a));
  const auto begin = std::chrono::steady_clock::now();
  const MatchingWeights weights = TRY(LoadWeights(a.weights));
  const RegionTree regions = TRY(RegionTree::LoadInstalled());
  cli::Progress progress(invocation);
  MatchInput input(weights, a.as_of, regions);
  std::vector<Reject> rejects;
  progress.Stage("读岗位");
  const FileCounts posts = TRY(ReadPosts(a.posts, regions, input, rejects));
  progress.Set(posts.rows);
  progress.Stage("读劳动者");
  const FileCounts workers = TRY(ReadWorkers(a.workers, regions, input, rejects));
  progress.Set(workers.rows);
  NameUnknown(invocation.err, "岗位", posts);
  NameUnknown(invocation.err, "劳动者", workers);
  progress.Stage("匹配", 0, "人");
  const std::unique_ptr<Match> match = TRY(std::move(input).Solve(a.options, a.policy));
  progress.Set(match->plan.workers_placed);
  RemarkNothingToDo(invocation.err, *match);
  const bool stable = a.options.objective == Objective::kStable;
  const std::int64_t bound = stable ? TRY(SolveForBest(*match, a.options)).bound : match->plan.bound;
  progress.Stage("写结果", 0, "人");
  file::OutputSet files = TRY(file::OutputSet::Create(a.out, OutputNames()));
  TRY(WritePlan(files.staging(), *match, rejects));
  const MatchReport report =
      TRY(BuildReport(*match, {.threads = a.options.threads, .prices = RuleMethod(a, *match), .solve = a.options}));
  TRY(WriteReportFiles(files.staging(), *match, report, a.options.threads));
  TRY(files.Write("report.json", ReportJson(*match, report)));
  progress.Finish();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::string summary = TRY(files.Commit(SummaryJson(*match, {.as_of = a.as_of,
                                                                    .options = a.options,
                                                                    .bound = bound,
                                                                    .seconds = seconds,
                                                                    .weights = weights.hash,
                                                                    .rejected = rejects.size(),
                                                                    .report = &report})));
  if (invocation.Json()) {
    std::fprintf(invocation.out, "%s\n", summary.c_str());
  } else {
    std::fprintf(
        invocation.out, "劳动者 %s 人，岗位 %s 个（招聘 %s 人），安排 %s 人；预计留岗 %s，离上界 %.4f%%；结果在 %s\n",
        cli::WithThousands(match->worker_ids.size()).c_str(), cli::WithThousands(match->post_records).c_str(),
        cli::WithThousands(match->plan.openings).c_str(), cli::WithThousands(match->plan.workers_placed).c_str(),
        ValueText(match->plan.objective).c_str(),
        bound > 0 ? 100.0 * static_cast<double>(bound - match->plan.objective) / static_cast<double>(bound) : 0.0,
        a.out.c_str());
    PrintReport(invocation.out, *match, report);
  }
  return rejects.empty() ? cli::kDone : cli::kDoneWithRejects;
}

// `match` and `match solve` share a word, so the parser cannot require the options of the first; Parse does.
std::vector<cli::Command> MatchingCommands() {
  return {{.path = {"match"},
           .summary = "为每个人找去得了、留得住的岗位",
           .options =
               {{.name = "workers", .value = "FILE", .help = "劳动者，CSV 或 XLSX（必填）"},
                {.name = "posts", .value = "FILE", .help = "岗位，CSV 或 XLSX（必填）"},
                {.name = "out", .value = "DIR", .help = "结果目录（必填）"},
                {.name = "objective",
                 .value = "NAME",
                 .help = "retained 预计留岗人数最多；stable 双方稳定",
                 .default_value = "retained"},
                {.name = "epsilon", .value = "E", .help = "拍卖的最小加价，占平均价值的比例", .default_value = "0.001"},
                {.name = "weights", .value = "FILE", .help = "权重文件，默认为程序自带"},
                {.name = "parties", .value = "yes|no", .help = "夫妻、家庭、小组是否同行", .default_value = "yes"},
                {.name = "rules",
                 .value = "HOW",
                 .help = "每条规则的代价：resolve 逐条重新求解，dual 用价格估上界，auto "
                         "人数乘岗位数三亿以内重新求解，更大的估上界，none 不算",
                 .default_value = "auto"},
                {.name = "explore", .value = "E", .help = "在相差不超过 E（占平均价值的比例）的岗位间抽签，记下概率"},
                {.name = "seed", .value = "N", .help = "抽签的种子", .default_value = "1"},
                {.name = "isa",
                 .value = "ISA",
                 .help = "best、avx512、avx2 或 scalar；方案相同，快慢不同",
                 .default_value = "best"}},
           .positionals = {},
           .run = RunMatch},
          {.path = {"match", "solve"},
           .summary = "求解公开题库的匹配与最小费用流问题，给出精确最优值",
           .options = {{.name = "format",
                        .value = "NAME",
                        .help = "bmatch、orlib-assign、orlib-assignp、dimacs-min 或 residents"},
                       {.name = "programmes", .value = "FILE", .help = "residents 的第二个文件"},
                       {.name = "assignment", .value = "FILE", .help = "把指派逐行写入文件"}},
           .positionals = {{.name = "file", .help = "题目文件", .required = true}},
           .run = RunSolve},
          {.path = {"matching", "fit"},
           .summary = "用实际到岗与离岗记录重新拟合留岗模型，写出权重文件",
           .options =
               {{.name = "spells", .value = "FILE", .help = "推荐与在岗记录，CSV 或 XLSX", .required = true},
                {.name = "out", .value = "FILE", .help = "写出的权重文件（TOML）", .required = true},
                {.name = "ridge", .value = "N", .help = "先验的分量，相当于多少条满信息的记录", .default_value = "20"}},
           .positionals = {},
           .run = RunFit},
          {.path = {"matching", "backtest"},
           .summary = "逐季向前检验留岗模型：只用当时已知的记录，预测下一季",
           .options =
               {{.name = "spells", .value = "FILE", .help = "推荐与在岗记录，CSV 或 XLSX", .required = true},
                {.name = "out", .value = "DIR", .help = "结果目录", .required = true},
                {.name = "ridge", .value = "N", .help = "先验的分量，相当于多少条满信息的记录", .default_value = "20"}},
           .positionals = {},
           .run = RunBacktest}};
}

}  // namespace gq::matching
