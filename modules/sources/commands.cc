#include "modules/sources/commands.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "kits/cli/progress.h"
#include "kits/file/file.h"
#include "modules/sources/compare.h"
#include "modules/sources/compare_output.h"
#include "modules/sources/header_map.h"
#include "modules/sources/link.h"

namespace gq::sources {
namespace {

std::string LabelOf(std::string_view stage) {
  if (stage == "roster") return "读名册";
  if (stage == "social_insurance") return "比对社会保险";
  if (stage == "labour_resource") return "比对劳动力资源";
  return "比对社保卡";
}

Result<std::vector<RegistryFile>> ParseRegistries(const std::vector<std::string>& texts) {
  std::vector<RegistryFile> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return Fail(kUsage, "--registry 应写作 种类=文件，收到的是 " + text, "例如 --registry social_insurance=参保.csv");
    }
    out.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return out;
}

Result<reconcile::Isa> ParseIsa(const std::string& text) {
  for (const auto isa :
       {reconcile::Isa::kBest, reconcile::Isa::kAvx512, reconcile::Isa::kAvx2, reconcile::Isa::kScalar}) {
    if (text == NameOf(isa)) return isa;
  }
  return Fail(kUsage, "--isa 应为 best、avx512、avx2 或 scalar");
}

void PrintForPeople(const CompareResult& result, const std::string& folder) {
  const auto& comparison = result.comparison();
  std::printf("名册 %s 人，拒收 %s 行\n", cli::WithThousands(result.size()).c_str(),
              cli::WithThousands(result.roster().counts().rejected).c_str());
  for (std::size_t r = 0; r < comparison.registries(); ++r) {
    std::printf("%s：%s 行，对上 %s 人，疑似 %s 人，没有找到 %s 人\n", comparison.registry(r).name.c_str(),
                cli::WithThousands(comparison.counts(r).rows).c_str(),
                cli::WithThousands(comparison.match_count(r, reconcile::MatchKind::kExact) +
                                   comparison.match_count(r, reconcile::MatchKind::kRepaired))
                    .c_str(),
                cli::WithThousands(comparison.match_count(r, reconcile::MatchKind::kNear) +
                                   comparison.match_count(r, reconcile::MatchKind::kReview))
                    .c_str(),
                cli::WithThousands(comparison.match_count(r, reconcile::MatchKind::kNone)).c_str());
  }
  static constexpr const char* kLabels[] = {"仍在业", "换了单位", "新就业", "查不到在业依据（须走访）", "未就业"};
  for (std::size_t f = 0; f < reconcile::kFindings; ++f) {
    std::printf("  %-8s %s\n", kLabels[f],
                cli::WithThousands(comparison.findings(static_cast<reconcile::Finding>(f))).c_str());
  }
  std::printf("用时 %.2f 秒；结果在 %s\n", result.seconds(), folder.c_str());
}

Result<int> RunCompare(const cli::Invocation& in) {
  CompareOptions options;
  options.threads = in.Threads();
  options.header_map = TRY(ReadHeaderMap(in.Get("map")));
  options.isa = TRY(ParseIsa(in.Get("isa")));
  const std::string near = in.Get("near");
  if (near != "on" && near != "off") return Fail(kUsage, "--near 应为 on 或 off");
  options.near = near == "on";
  CompareOutput output;
  output.folder = in.Get("out");
  output.since_folder = in.Get("since");
  // The file that --since reads, instead of its folder, is as clear.
  if (const std::filesystem::path since(output.since_folder); since.filename() == "sidecar.bin")
    output.since_folder = since.parent_path().empty() ? "." : since.parent_path().string();
  output.key_path = in.Get("key");
  if (const std::string as_of = in.Get("as-of"); !as_of.empty()) {
    output.as_of = Date::Parse(as_of);
    if (!output.as_of) return Fail(kUsage, "--as-of 应为 YYYY-MM-DD");
  }
  const std::vector<RegistryFile> registries = TRY(ParseRegistries(in.GetAll("registry")));
  std::vector<MappedFile> mapped = {{in.Get("roster"), reconcile::TableKind::kRoster}};
  for (const RegistryFile& registry : registries) {
    reconcile::TableKind kind{};
    if (reconcile::FindRegistryKind(registry.kind, kind)) mapped.push_back({registry.path, kind});
  }
  TRY(CheckHeaderMap(options.header_map, mapped));
  TRY(PrepareCompare(output, in.Get("roster"), registries, {in.Get("map")}));
  cli::Progress progress(in.Json());
  std::string stage;
  const auto report = [&](std::string_view now, std::uint64_t done, std::uint64_t total) {
    if (stage != now) progress.Stage(LabelOf(now), total, "字节"), stage = now;
    progress.Set(done);
  };
  const CompareResult result = TRY(CompareRosterFile(in.Get("roster"), registries, options, report));
  progress.Finish();
  const std::string summary = TRY(WriteCompare(result, output));
  for (const std::string& line : WarningsOf(result)) std::fprintf(stderr, "%s\n", line.c_str());
  if (in.Json()) {
    std::printf("%s\n", summary.c_str());
  } else {
    PrintForPeople(result, output.folder);
  }
  return result.rejected() > 0 ? cli::kDoneWithRejects : cli::kDone;
}

Result<int> RunLink(const cli::Invocation& in) {
  const LinkOutcome outcome = TRY(
      LinkFiles({in.Get("left"), in.Get("right"), in.Get("config"), in.Get("out"), in.Get("decisions"), in.Threads()}));
  for (const std::string& line : outcome.warnings) std::fprintf(stderr, "注意：%s\n", line.c_str());
  if (in.Json()) {
    std::printf("%s\n", outcome.summary.c_str());
  } else {
    std::printf("比较 %s 对，链接 %s 对；结果在 %s\n", cli::WithThousands(outcome.result.pairs).c_str(),
                cli::WithThousands(outcome.result.links.size()).c_str(), in.Get("out").c_str());
  }
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> SourcesCommands() {
  return {{.path = {"compare"},
           .summary = "把名册与社会保险、劳动力资源、社保卡三个登记库比对（三库比对）",
           .options =
               {{.name = "roster", .value = "FILE", .help = "名册，CSV 或 XLSX", .required = true},
                {.name = "registry",
                 .value = "KIND=FILE",
                 .help = "登记库：social_insurance、labour_resource 或 social_card",
                 .required = true,
                 .repeated = true},
                {.name = "out", .value = "DIR", .help = "结果文件夹", .required = true},
                {.name = "near", .value = "on|off", .help = "是否查找写错的身份证号和疑似的人", .default_value = "on"},
                {.name = "since", .value = "DIR", .help = "上个月的结果文件夹，给出变化"},
                {.name = "map", .value = "FILE", .help = "列名对照，每行 字段=表头"},
                {.name = "key", .value = "FILE", .help = "月度索引的密钥文件，不存在时新建"},
                {.name = "isa", .value = "ISA", .help = "best、avx512、avx2 或 scalar", .default_value = "best"}},
           .run = RunCompare},
          {.path = {"link"},
           .summary = "在没有共同编号的记录里找出同一个人（一个文件查重，两个文件互链）",
           .options = {{.name = "config", .value = "FILE", .help = "字段与分块，TOML；不给时用两个文件同名的列"},
                       {.name = "out", .value = "DIR", .help = "结果文件夹", .required = true},
                       {.name = "decisions",
                        .value = "FILE",
                        .help = "人工结论：left_row,right_row,decision（same 或 different）"}},
           .positionals = {{.name = "left", .help = "第一个文件，CSV 或 XLSX"},
                           {.name = "right", .help = "第二个文件", .required = false}},
           .run = RunLink}};
}

}  // namespace gq::sources
