#include "modules/subsidies/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "base/decimal.h"
#include "base/text.h"
#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/json/writer.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/policy_files.h"
#include "modules/subsidies/publication.h"
#include "modules/subsidies/rule_check.h"
#include "modules/subsidies/test_kit.h"
#include "modules/subsidies/zones.h"

namespace gq {
namespace {

using subsidies::KitCase;
using subsidies::KitCounts;

Status WriteKitCsv(const std::string& path, const std::vector<KitCase>& cases) {
  auto out = TRY(file::AtomicFile::Create(path));
  std::string text;
  for (const KitCase& entry : cases) {
    for (const std::string& field :
         {entry.suite, entry.file, entry.id, std::string(entry.passed ? "SUCCESS" : "ERROR")}) {
      csv::AppendField(field, false, text);
      text += ',';
    }
    // One line a case: values may hold line breaks.
    std::string comment = entry.passed ? "" : entry.comment;
    std::replace_if(
        comment.begin(), comment.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    csv::AppendField(comment, false, text);
    text += '\n';
  }
  TRY(out.Write(text));
  return out.Commit();
}

std::string CountsText(const KitCounts& counts) {
  return fmt::format("通过 {:>5}  未通过 {:>4}  有值 {}/{}", counts.passed, counts.failed, counts.value_passed,
                     counts.value_passed + counts.value_failed);
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
  const std::vector<KitCase> cases = TRY(subsidies::RunTestKit(invocation.Path("dir")));
  if (invocation.Has("csv")) TRY(WriteKitCsv(invocation.Path("csv"), cases));
  std::map<std::string, std::map<std::string, std::vector<KitCase>>> by_level;
  for (const KitCase& entry : cases) by_level[entry.level][entry.suite].push_back(entry);
  json::Writer json;
  json.BeginObject();
  for (const auto& [level, suites] : by_level) {
    std::string text;
    for (const auto& [suite, suite_cases] : suites)
      text += fmt::format("  {:<44} {}\n", suite, CountsText(subsidies::CountCases(suite_cases, level)));
    const KitCounts counts = subsidies::CountCases(cases, level);
    MemberCounts(json, level, counts);
    if (!invocation.Json())
      std::fprintf(invocation.out, "%s  %s\n%s", level.c_str(), CountsText(counts).c_str(), text.c_str());
  }
  json.EndObject();
  if (invocation.Json()) std::fprintf(invocation.out, "%s\n", std::move(json).Take().c_str());
  return cli::kDone;
}

Result<policy::Mode> ModeOf(const cli::Invocation& invocation) {
  const std::string mode = invocation.Get("mode");
  if (mode == "strict") return policy::Mode::kStrict;
  if (mode == "standard") return policy::Mode::kStandard;
  return Fail(kUsage, "--mode 应为 strict 或 standard");
}

// Columns may share a label; a key stands once in an object: "X", "X (2)".
std::string NewKey(const std::string& label, std::set<std::string>* keys) {
  std::string key = label;
  for (int number = 2; !keys->insert(key).second; ++number) key = label + " (" + std::to_string(number) + ")";
  return key;
}

void WriteTrace(const policy::Evaluation& done, json::Writer* out) {
  out->Key("tables");
  out->BeginArray();
  for (const policy::TableTrace& table : done.tables) {
    out->BeginObject();
    out->Member("table", table.table);
    out->Key("inputs");
    out->BeginObject();
    std::set<std::string> keys;
    for (const auto& [label, value] : table.inputs) {
      out->Key(NewKey(label, &keys));
      subsidies::WriteJson(value, out);
    }
    out->EndObject();
    out->Key("matched");
    out->BeginArray();
    for (const policy::MatchedRule& rule : table.matched) out->Text(rule.rule_id);
    out->EndArray();
    out->Key("failed");
    out->BeginArray();
    for (const policy::FailedCell& cell : table.failed) out->Text(cell.input + " " + cell.test);
    out->EndArray();
    out->EndObject();
  }
  out->EndArray();
  out->Key("diagnostics");
  out->BeginArray();
  for (const policy::Diagnostic& diagnostic : done.diagnostics)
    out->Text(diagnostic.element + "：" + diagnostic.message);
  out->EndArray();
}

// Inputs given on the command line, or in a file.
Result<json::Document> ReadInput(const cli::Invocation& invocation) {
  const std::string given = invocation.Get("input");
  constexpr std::size_t kInputBytesMax = std::size_t{16} << 20;
  const std::string_view bare = Trim(given);
  if (bare.empty()) return Fail(kUsage, "--input 是空的", "写 JSON 对象，如 {\"fare\":512}，或文件名");
  const bool inline_text = std::string_view("{[\"").find(bare.front()) != std::string_view::npos;
  const std::string text = inline_text ? given : TRY(file::ReadHead(invocation.PathOf(given), kInputBytesMax));
  auto document = json::Parse(text, {.bytes_max = kInputBytesMax});
  if (!document) {
    document.error().With("file", inline_text ? "--input" : given);
    return Fail(std::move(document).error());
  }
  return document;
}

// A rule of rules/ brings its parameters along: those in force on --as-of (else the latest day), unless given.
Status AddParameters(const cli::Invocation& invocation, const policy::Model& model, policy::Context* inputs) {
  const std::filesystem::path folder = std::filesystem::path(invocation.Path("model")).parent_path();
  std::error_code error;
  if (!std::filesystem::exists(folder / "rule.toml", error)) return Ok();
  const subsidies::Rule rule = TRY(subsidies::LoadRule(folder.string()));
  const auto day = Date::Parse(invocation.Get("as-of"));
  const std::string county = invocation.Get("county");
  bool known = true;
  for (const subsidies::Parameter& parameter : rule.parameters) {
    const auto* value = parameter.On(day.value_or(parameter.values.back().from), county);
    const auto number = Decimal::Parse(value == nullptr ? "" : value->value);
    known = known && number;
    if (inputs->Find(parameter.name) == nullptr)
      inputs->Set(parameter.name, policy::Value::Number(number.value_or(Decimal(0))));
  }
  for (const policy::ElementInfo& element : model.Elements()) {
    if (element.name == "amount_known" && inputs->Find("amount_known") == nullptr)
      inputs->Set("amount_known", policy::Value::Boolean(known));
  }
  return Ok();
}

// An object has each key once: of decisions with one name, evaluation by name gives the first.
std::vector<std::string> Distinct(const std::vector<std::string>& names, std::FILE* err) {
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    if (std::find(distinct.begin(), distinct.end(), name) == distinct.end()) {
      distinct.push_back(name);
    } else {
      std::fprintf(err, "提醒 %s：名称不止一次，只算第一个\n", name.c_str());
    }
  }
  return distinct;
}

Result<int> RunEvaluate(const cli::Invocation& invocation) {
  const policy::Mode mode = TRY(ModeOf(invocation));
  if (!invocation.Get("as-of").empty() && !Date::Parse(invocation.Get("as-of")))
    return Fail(kUsage, "--as-of 写法不对：" + invocation.Get("as-of"), "应如 --as-of 2026-08-31");
  const std::string county = invocation.Get("county");
  if (!county.empty() && (county.size() != 6 || county.find_first_not_of("0123456789") != std::string::npos))
    return Fail(kUsage, "--county 写法不对：" + county, "应为六位县级代码，如 --county 433124");
  const policy::Model model = TRY(subsidies::LoadModel(invocation.Path("model"), mode));
  const json::Document document = TRY(ReadInput(invocation));
  policy::Context inputs = TRY(subsidies::InputsFromJson(model, document.root()));
  TRY(AddParameters(invocation, model, &inputs));
  policy::EvaluateOptions options;
  options.mode = mode;
  options.inputs_required = mode == policy::Mode::kStrict;
  options.trace = true;
  options.zones = subsidies::SystemZones();
  if (const auto day = policy::ParseDate(invocation.Get("as-of"))) options.now = policy::DateTime{*day, {}};
  std::vector<std::string> names = invocation.GetAll("decision");
  if (!invocation.Has("decision")) {
    names.clear();
    for (const policy::ElementInfo& element : model.Elements()) {
      if (element.kind == policy::ElementKind::kDecision) names.push_back(element.name);
    }
  }
  json::Writer out;
  bool failed = false;
  out.BeginObject();
  for (const std::string& name : Distinct(names, invocation.err)) {
    const policy::Evaluation done = model.Evaluate(name, inputs, options);
    out.Key(name);
    out.BeginObject();
    out.Key("value");
    subsidies::WriteJson(done.value, &out);
    if (!done.error.empty()) out.Member("error", done.error);
    WriteTrace(done, &out);
    out.EndObject();
    failed |= !done.error.empty();
  }
  out.EndObject();
  std::fprintf(invocation.out, "%s\n", std::move(out).Take().c_str());
  return failed ? cli::kFailed : cli::kDone;
}

// The day of publishing: --as-of, else the machine's.
Date DayOf(const cli::Invocation& invocation) {
  if (const auto day = Date::Parse(invocation.Get("as-of"))) return *day;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant(std::chrono::duration_cast<std::chrono::microseconds>(now).count()).DateInShanghai();
}

Result<int> RunPublish(const cli::Invocation& invocation) {
  const std::string folder = invocation.Path("dir");
  const subsidies::RuleCheck check = TRY(subsidies::CheckRules(folder, DayOf(invocation)));
  for (const subsidies::RuleFinding& finding : check.findings) {
    if (finding.error)
      return Fail(subsidies::kBadRule, finding.file + "：" + finding.message,
                  "先用 gangqiao policy check 改到没有错误，再发布");
    if (finding.kind == "retroactive")
      std::fprintf(invocation.err, "提醒 %s：%s\n", finding.file.c_str(), finding.message.c_str());
  }
  const std::size_t added = TRY(subsidies::Publish(folder));
  if (invocation.Json())
    std::fprintf(invocation.out, "{\"added\":%zu}\n", added);
  else
    std::fprintf(invocation.out, "已发布：新增 %zu 项，记在 %s/%s\n", added, folder.c_str(), subsidies::kLockName);
  return cli::kDone;
}

Result<int> RunCheck(const cli::Invocation& invocation) {
  const subsidies::RuleCheck check = TRY(subsidies::CheckRules(invocation.Path("dir"), DayOf(invocation)));
  int errors = 0;
  json::Writer out;
  out.BeginObject();
  out.Key("findings");
  out.BeginArray();
  for (const subsidies::RuleFinding& finding : check.findings) {
    errors += finding.error ? 1 : 0;
    out.BeginObject();
    out.Member("file", finding.file);
    out.Member("kind", finding.kind);
    out.Member("error", finding.error);
    out.Member("message", finding.message);
    if (finding.row != 0) out.Member("row", static_cast<std::int64_t>(finding.row));
    if (finding.column != 0) out.Member("column", static_cast<std::int64_t>(finding.column));
    out.EndObject();
    if (!invocation.Json())
      std::fprintf(invocation.out, "%s %s [%s] %s\n", finding.error ? "错误" : "提醒", finding.file.c_str(),
                   finding.kind.c_str(), finding.message.c_str());
  }
  out.EndArray();
  out.Member("models", check.models);
  out.Member("rules", check.rules);
  out.Member("cases", check.cases);
  out.Member("errors", errors);
  out.EndObject();
  if (invocation.Json()) {
    std::fprintf(invocation.out, "%s\n", std::move(out).Take().c_str());
  } else {
    std::fprintf(invocation.out, "模型 %d 个，规则 %d 条，算例 %d 个：错误 %d 处，提醒 %zu 处\n", check.models,
                 check.rules, check.cases, errors, check.findings.size() - static_cast<std::size_t>(errors));
  }
  return errors > 0 ? cli::kFailed : cli::kDone;
}

}  // namespace

std::vector<cli::Command> SubsidiesCommands() {
  return {
      {.path = {"policy", "test-kit"},
       .summary = "用 DMN 标准的测试集检验规则引擎",
       .options = {{.name = "csv",
                    .value = "FILE",
                    .help = "逐例结果：suite,test file,case id,SUCCESS|ERROR|IGNORED,comment"}},
       .positionals = {{.name = "dir", .help = "DMN TCK 的文件夹（内有 TestCases/）"}},
       .run = RunKit},
      {.path = {"policy", "evaluate"},
       .summary = "用给定的输入计算一个 DMN 模型的决定，连同所依据的规则",
       .options =
           {{.name = "input",
             .value = "JSON",
             .help = "输入：JSON 对象或文件；日期写作 \"@2018-03-01\"",
             .required = true},
            {.name = "county",
             .value = "CODE",
             .help = "六位县级代码：旁边有 rule.toml 时，参数按这个县、按 --as-of 那天取"},
            {.name = "decision", .value = "NAME", .help = "只算这个决定；不写则全部", .repeated = true},
            {.name = "mode", .value = "MODE", .help = "strict 出错即停，standard 出错为空", .default_value = "strict"}},
       .positionals = {{.name = "model", .help = "DMN 文件"}},
       .run = RunEvaluate},
      {.path = {"policy", "publish"},
       .summary = "发布规则：检查无误后把各版本的指纹记入 published.lock，此后不能再改",
       .options = {},
       .positionals = {{.name = "dir", .help = "规则文件夹"}},
       .run = RunPublish},
      {.path = {"policy", "check"},
       .summary = "发布前检查规则：类型、名称、空档、重叠、永不成立的规则、参数的法定界限、已发布版本的改动、算例",
       .options = {},
       .positionals = {{.name = "dir", .help = "规则文件夹"}},
       .run = RunCheck},
  };
}

}  // namespace gq
