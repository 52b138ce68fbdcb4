#include "modules/subsidies/commands.h"

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/json/writer.h"
#include "modules/subsidies/test_kit.h"

namespace gq {
namespace {

using subsidies::KitCase;
using subsidies::KitCounts;

Status WriteKitCsv(const std::string& path, const std::vector<KitCase>& cases) {
  auto out = TRY(file::AtomicFile::Create(path));
  std::string text;
  for (const KitCase& entry : cases) {
    for (const std::string& field : {entry.suite, entry.file, entry.id, std::string(entry.passed ? "SUCCESS" : "ERROR")}) {
      csv::AppendField(field, false, text);
      text += ',';
    }
    csv::AppendField(entry.passed ? "" : entry.comment, false, text);
    text += '\n';
  }
  TRY(out.Write(text));
  return out.Commit();
}

std::string CountsText(const KitCounts& counts) {
  return fmt::format("通过 {:>5}  未通过 {:>4}  有值 {}/{}", counts.passed, counts.failed, counts.value_passed, counts.value_passed + counts.value_failed);
}

void MemberCounts(json::Writer& json, const std::string& name, const KitCounts& counts) {
  json.Key(name);
  json.BeginObject();
  json.Member("passed", counts.passed);
  json.Member("failed", counts.failed);
  json.Member("value_passed", counts.value_passed);
  json.Member("value_failed", counts.value_failed);
  json.EndObject();
}

Result<int> RunKit(const cli::Invocation& invocation) {
  const std::vector<KitCase> cases = TRY(subsidies::RunTestKit(invocation.Get("dir")));
  if (invocation.Has("csv")) TRY(WriteKitCsv(invocation.Get("csv"), cases));
  std::map<std::string, std::map<std::string, std::vector<KitCase>>> by_level;
  for (const KitCase& entry : cases) by_level[entry.level][entry.suite].push_back(entry);
  json::Writer json;
  json.BeginObject();
  for (const auto& [level, suites] : by_level) {
    std::string text;
    for (const auto& [suite, suite_cases] : suites) text += fmt::format("  {:<44} {}\n", suite, CountsText(subsidies::CountCases(suite_cases, level)));
    const KitCounts counts = subsidies::CountCases(cases, level);
    MemberCounts(json, level, counts);
    if (!invocation.Json()) std::printf("%s  %s\n%s", level.c_str(), CountsText(counts).c_str(), text.c_str());
  }
  json.EndObject();
  if (invocation.Json()) std::printf("%s\n", std::move(json).Take().c_str());
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> SubsidiesCommands() {
  return {
      {.path = {"policy", "test-kit"},
       .summary = "用 DMN 标准的测试集检验规则引擎",
       .options = {{.name = "csv", .value = "FILE", .help = "逐例结果：suite,test file,case id,SUCCESS|ERROR|IGNORED,comment"}},
       .positionals = {{.name = "dir", .help = "DMN TCK 的文件夹（内有 TestCases/）"}},
       .run = RunKit},
  };
}

}  // namespace gq
