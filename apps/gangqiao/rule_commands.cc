// Rules that were published in the console, as files: for version control, and for `decide` and `policy check`.
#include <filesystem>

#include "apps/gangqiao/program.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/overlay.h"

namespace gq {

namespace {

namespace fs = std::filesystem;

Result<int> ExportRules(Program& program, const cli::Invocation& given) {
  fs::path folder = fs::path(given.Path("dir")).lexically_normal();
  if (folder.filename().empty()) folder = folder.parent_path();  // "out/"
  TRY(ActingScope(program, given));
  const auto publications = TRY(subsidies::Publications(*program.store));
  TRY(subsidies::CheckChain(publications));
  std::error_code error;
  const bool fresh = !fs::exists(folder, error) || fs::is_empty(folder, error);
  if (fresh) {
    // Whole or not at all: laid together beside it, then named.
    const fs::path beside = folder.string() + ".part";
    fs::remove_all(beside, error);
    fs::create_directories(folder.parent_path().empty() ? fs::path(".") : folder.parent_path(), error);
    fs::copy(subsidies::FindRulesFolder(), beside, fs::copy_options::recursive, error);
    if (error) return Fail(kIo, "写不了文件夹 " + folder.string(), "请核对路径和权限");
    if (auto laid = subsidies::LayOver(beside.string(), publications); !laid) {
      fs::remove_all(beside, error);
      return Fail(std::move(laid).error());
    }
    fs::remove(folder, error);
    fs::rename(beside, folder, error);
    if (error) return Fail(kIo, "写不了文件夹 " + folder.string(), "请核对路径和权限");
  }
  const std::size_t laid = fresh ? publications.size() : TRY(subsidies::LayOver(folder.string(), publications));
  if (given.Json()) {
    std::fprintf(given.out, "{\"publications\":%zu,\"added\":%zu}\n", publications.size(), laid);
  } else {
    std::fprintf(given.out, "系统里发布过 %zu 次，写入 %zu 次：%s\n", publications.size(), laid, folder.c_str());
  }
  return cli::kDone;
}

}  // namespace

std::vector<StoreCommand> RuleCommands() {
  auto options = StoreOptions();
  return {{{.path = {"policy", "export"},
            .summary = "把系统里发布的规则写进规则文件夹；文件夹不存在或为空的，连同程序自带的规则写成一份",
            .options = std::move(options),
            .positionals = {{.name = "dir", .help = "规则文件夹"}}},
           nullptr,
           ExportRules}};
}

}  // namespace gq
