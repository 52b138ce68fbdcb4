#include "modules/private_comparison/commands.h"

#include <cstdio>

#include "base/json_text.h"
#include "kits/cli/progress.h"
#include "kits/file/output_folder.h"
#include "modules/private_comparison/audit_trail.h"
#include "modules/private_comparison/rounds.h"
#include "modules/sources/header_map.h"

namespace gq::psi {
namespace {

using cli::Invocation;

Result<RoundOptions> OptionsOf(const Invocation& in, cli::Progress& progress, const char* title) {
  RoundOptions out;
  out.key_path = in.Path("key");
  out.peer_path = in.Path("peer");
  out.threads = in.Threads();
  out.header_map = TRY(sources::ReadHeaderMap(in.Path("map")));
  out.progress = [&progress, title, open = false](std::uint64_t done, std::uint64_t total) mutable {
    if (!open) progress.Stage(title, total, ""), open = true;
    progress.Set(done);
  };
  return out;
}

// No round writes over what it reads, nor over the office's key, its trail or the other office's key.
Status RefuseToOverwrite(const Invocation& in, const std::vector<std::string>& outputs,
                         std::vector<std::string> inputs) {
  const std::string key = in.Path("key");
  for (const std::string& kept : {key, key + ".pub", AuditPathOf(key), in.Path("peer"), in.Path("map")})
    inputs.push_back(kept);
  for (const std::string& output : outputs) TRY(file::RefuseToOverwrite(output, inputs));
  return Ok();
}

void PrintRound(const Invocation& in, const char* round, const RoundResult& result, const std::string& out) {
  if (in.Json()) {
    std::string text =
        "{\"round\":\"" + std::string(round) + "\",\"session\":\"" + result.session +
        "\",\"rows\":" + std::to_string(result.rows) + ",\"rejected\":" + std::to_string(result.rejected) +
        ",\"values\":" + std::to_string(result.values) + ",\"computed\":" + std::to_string(result.computed) +
        ",\"reused\":" + std::to_string(result.reused) + ",\"sha256\":\"" + result.sha256 +
        "\",\"audit_seq\":" + std::to_string(result.audit_seq) + ",\"audit_chain\":\"" + result.audit_chain +
        "\",\"out\":";
    AppendJsonString(text, out);
    std::fprintf(in.out, "%s}\n", text.c_str());
    return;
  }
  if (result.rows > 0) {
    std::fprintf(in.out, "读入 %s 行，拒收 %s 行\n", cli::WithThousands(result.rows).c_str(),
                 cli::WithThousands(result.rejected).c_str());
  }
  std::fprintf(in.out, "%s 个值，新算 %s 个，沿用 %s 个\n", cli::WithThousands(result.values).c_str(),
               cli::WithThousands(result.computed).c_str(), cli::WithThousands(result.reused).c_str());
  if (!result.session.empty()) std::fprintf(in.out, "比对编号 %s\n", result.session.c_str());
  std::fprintf(in.out, "审计记录第 %llu 条，链值 %s（请抄下）\n", static_cast<unsigned long long>(result.audit_seq),
               result.audit_chain.substr(0, 16).c_str());
  std::fprintf(in.out, "结果：%s\n", out.c_str());
}

int CodeOf(const RoundResult& result) { return result.rejected > 0 ? cli::kDoneWithRejects : cli::kDone; }

Result<int> RunKeys(const Invocation& in) {
  const std::string role = in.Get("role");
  if (role != "asker" && role != "holder") return Fail(kUsage, "--role 应为 asker（询问方）或 holder（持有方）");
  OfficeLimits limits;
  const auto query = TRY(in.GetInteger("query-max", static_cast<long long>(limits.query_values)));
  const auto month = TRY(in.GetInteger("month-max", static_cast<long long>(limits.month_values)));
  if (query < 1 || month < 1 || query > 999999999999 || month > 999999999999)
    return Fail(kUsage, "--query-max 和 --month-max 应为正整数");
  limits.query_values = static_cast<std::uint64_t>(query), limits.month_values = static_cast<std::uint64_t>(month);
  const std::string path = in.Path("key");
  const Office office =
      TRY(CreateOfficeKey(role == "asker" ? Role::kAsker : Role::kHolder, in.Get("office"), limits, path));
  if (in.Json()) {
    std::fprintf(in.out, "{\"role\":\"%s\",\"key\":\"%s\",\"fingerprint\":\"%s\"}\n", role.c_str(), office.key.c_str(),
                 office.Fingerprint().c_str());
  } else {
    std::fprintf(in.out, "密钥 %s（只留在本单位），公钥 %s.pub（交给对方）\n指纹 %s：请与对方在电话里核对\n",
                 path.c_str(), path.c_str(), office.Fingerprint().c_str());
  }
  return cli::kDone;
}

Result<int> RunMask(const Invocation& in) {
  const std::string registry = in.Get("registry"), out = in.Path("out");
  const std::size_t equals = registry.find('=');
  if (equals == std::string::npos) return Fail(kUsage, "--registry 应写作 种类=文件，例如 social_insurance=参保.csv");
  const std::string since = in.Path("since");
  std::vector<std::string> inputs{in.PathOf(registry.substr(equals + 1)), since};
  if (!since.empty()) inputs.push_back(since + ".tags");
  TRY(RefuseToOverwrite(in, {out, out + ".tags", out + ".rejects.csv"}, inputs));
  cli::Progress progress(in);
  const RoundOptions options = TRY(OptionsOf(in, progress, "盲化登记库"));
  const RoundResult result = TRY(
      MaskRegistry(options, registry.substr(0, equals), in.PathOf(registry.substr(equals + 1)), in.Path("since"), out));
  progress.Finish();
  PrintRound(in, "mask", result, out);
  return CodeOf(result);
}

Result<int> RunBlind(const Invocation& in) {
  const std::string out = in.Path("out");
  TRY(RefuseToOverwrite(in, {out, out + ".secret"}, {in.Path("roster")}));
  cli::Progress progress(in);
  const RoundOptions options = TRY(OptionsOf(in, progress, "盲化名册"));
  const RoundResult result = TRY(BlindRoster(options, in.Path("roster"), out));
  progress.Finish();
  PrintRound(in, "blind", result, out);
  return CodeOf(result);
}

Result<int> RunAnswer(const Invocation& in) {
  const std::string out = in.Path("out");
  TRY(RefuseToOverwrite(in, {out}, {in.Path("query")}));
  cli::Progress progress(in);
  const RoundOptions options = TRY(OptionsOf(in, progress, "回答询问"));
  const RoundResult result = TRY(AnswerQuery(options, in.Path("query"), out));
  progress.Finish();
  PrintRound(in, "answer", result, out);
  return CodeOf(result);
}

Result<int> RunMatch(const Invocation& in) {
  MatchFiles files{in.Path("roster"), in.Path("secret"), in.Path("masked"), in.Path("answer"), in.Path("out")};
  TRY(RefuseToOverwrite(in,
                        {files.folder + "/private.csv", files.folder + "/rejects.csv", files.folder + "/summary.json"},
                        {files.roster, files.secret, files.masked, files.answer}));
  cli::Progress progress(in);
  const RoundOptions options = TRY(OptionsOf(in, progress, "读回答"));
  MatchCounts counts;
  const RoundResult result = TRY(MatchAnswer(options, files, &counts));
  progress.Finish();
  if (!in.Json()) {
    std::fprintf(in.out, "对上 %s 人（其中姓名不同 %s 人），修正号码后对上 %s 人，待核 %s 人，没有找到 %s 人\n",
                 cli::WithThousands(counts.exact).c_str(), cli::WithThousands(counts.name_conflict).c_str(),
                 cli::WithThousands(counts.repaired).c_str(), cli::WithThousands(counts.review).c_str(),
                 cli::WithThousands(counts.none).c_str());
  }
  PrintRound(in, "match", result, files.folder);
  return CodeOf(result);
}

Result<int> RunAudit(const Invocation& in) {
  const std::string path = in.Path("key");
  const OfficeKey key = TRY(ReadOfficeKey(path));
  const auto lines = TRY(ReadAudit(AuditPathOf(path), key.AuditKey()));
  const std::string chain = lines.empty() ? std::string() : lines.back().chain;
  if (in.Json()) {
    std::fprintf(in.out, "{\"lines\":%zu,\"chain\":\"%s\"}\n", lines.size(), chain.c_str());
  } else {
    std::fprintf(in.out, "审计记录 %zu 条，链完整；最后一条的链值 %s\n", lines.size(), chain.substr(0, 16).c_str());
  }
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> PrivateComparisonCommands() {
  const cli::Option key{.name = "key", .value = "FILE", .help = "本单位的密钥文件（psi keys 建的）", .required = true};
  const cli::Option peer{.name = "peer", .value = "FILE", .help = "对方的公钥文件（.pub）", .required = true};
  const cli::Option map{.name = "map", .value = "FILE", .help = "列名对照，每行 字段=表头"};
  const auto out = [](const char* what) {
    return cli::Option{.name = "out", .value = "FILE", .help = what, .required = true};
  };
  const auto file = [](const char* name, const char* what) {
    return cli::Option{.name = name, .value = "FILE", .help = what, .required = true};
  };
  return {{.path = {"psi", "keys"},
           .summary = "隐私比对：建立本单位的密钥",
           .options =
               {{.name = "role", .value = "asker|holder", .help = "询问方或持有方", .required = true},
                {.name = "office", .value = "NAME", .help = "单位名称", .required = true},
                {.name = "key", .value = "FILE", .help = "新的密钥文件；公钥写在 FILE.pub", .required = true},
                {.name = "query-max", .value = "N", .help = "持有方：一次询问至多几个值", .default_value = "6000000"},
                {.name = "month-max",
                 .value = "N",
                 .help = "持有方：一个单位一个月至多几个值",
                 .default_value = "12000000"}},
           .run = RunKeys},
          {.path = {"psi", "mask"},
           .summary = "隐私比对：持有方盲化登记库，交给询问方，按月沿用",
           .options = {key,
                       peer,
                       {.name = "registry", .value = "KIND=FILE", .help = "登记库", .required = true},
                       {.name = "since", .value = "FILE", .help = "上个月的盲化文件（.tags 在旁边），只算新增的"},
                       map,
                       out("盲化文件；FILE.tags 留在本单位")},
           .run = RunMask},
          {.path = {"psi", "blind"},
           .summary = "隐私比对：询问方盲化名册，写成询问文件",
           .options = {key, peer, file("roster", "名册，CSV 或 XLSX"), map, out("询问文件；FILE.secret 留在本单位")},
           .run = RunBlind},
          {.path = {"psi", "answer"},
           .summary = "隐私比对：持有方回答询问",
           .options = {key, peer, file("query", "询问文件"), out("回答文件")},
           .run = RunAnswer},
          {.path = {"psi", "match"},
           .summary = "隐私比对：询问方得出名册中谁在登记库里",
           .options = {key,
                       peer,
                       file("roster", "psi blind 用的名册"),
                       file("secret", "psi blind 留下的 .secret 文件"),
                       file("masked", "登记库的盲化文件"),
                       file("answer", "回答文件"),
                       map,
                       {.name = "out", .value = "DIR", .help = "结果文件夹", .required = true}},
           .run = RunMatch},
          {.path = {"psi", "audit"}, .summary = "隐私比对：核对本单位的审计记录", .options = {key}, .run = RunAudit}};
}

}  // namespace gq::psi
