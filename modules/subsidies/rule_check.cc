#include "modules/subsidies/rule_check.h"

#include <algorithm>
#include <filesystem>

#include "base/decimal.h"
#include "engines/policy/check/check.h"
#include "kits/table/table_reader.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/policy_files.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;
using policy::Value;

Value CellValue(const std::string& text, const std::string& type) {
  if (type == "boolean") return text.empty() ? Value() : Value::Boolean(text == "true");
  if (type == "number") {
    const auto number = Decimal::Parse(text);
    return number ? Value::Number(*number) : Value();
  }
  return Value::Text(text);
}

class Checker {
 public:
  explicit Checker(const std::string& folder) : folder_(folder) {}

  Result<RuleCheck> Run() {
    std::error_code error;
    std::vector<fs::path> models, rules;
    for (const auto& entry : fs::recursive_directory_iterator(folder_, error)) {
      if (entry.path().extension() == ".dmn") models.push_back(entry.path());
      if (entry.path().filename() == "rule.toml") rules.push_back(entry.path());
    }
    if (models.empty()) return Fail(kFile, "文件夹里没有 .dmn 文件：" + folder_.string(), "请给出规则文件夹");
    std::sort(models.begin(), models.end());
    std::sort(rules.begin(), rules.end());
    for (const fs::path& path : models) CheckModel(path);
    for (const fs::path& path : rules) CheckRule(path.parent_path());
    return std::move(check_);
  }

 private:
  void Add(const fs::path& path, std::string kind, std::string message, bool error = true) {
    check_.findings.push_back({path.lexically_relative(folder_).string(), std::move(kind), std::move(message), error});
  }

  void CheckModel(const fs::path& path) {
    ++check_.models;
    const auto model = LoadModel(path.string(), policy::Mode::kStrict);
    if (!model) {
      Add(path, "model", model.error().message);
      return;
    }
    for (const policy::Finding& finding : policy::CheckTables(*model)) {
      const bool error = finding.kind == policy::FindingKind::kOverlap || finding.kind == policy::FindingKind::kType;
      std::string where;
      if (finding.row != 0) where += "第 " + std::to_string(finding.row) + " 行";
      if (finding.column != 0) where += "第 " + std::to_string(finding.column) + " 列";
      Add(path, std::string(policy::NameOf(finding.kind)),
          finding.table + (where.empty() ? "：" : "，" + where + "：") + finding.message, error);
      check_.findings.back().row = finding.row;
      check_.findings.back().column = finding.column;
    }
  }

  void CheckRule(const fs::path& folder) {
    ++check_.rules;
    const auto loaded = LoadRules(folder.string());
    if (!loaded) {
      Add(folder / "rule.toml", "parameter", loaded.error().message);
      return;
    }
    for (const auto& [id, rule] : *loaded) {
      if (fs::exists(folder / "cases.csv")) {
        CheckCases(rule, folder / "cases.csv");
      } else {
        Add(folder / "cases.csv", "case", "没有算例", false);
      }
    }
  }

  void CheckCases(const Rule& rule, const fs::path& path) {
    auto reader = table::ReadTable(path.string(), {});
    if (!reader) return Add(path, "case", reader.error().message);
    std::vector<std::string> headers;
    for (const auto& column : reader->layout().header.columns) headers.push_back(column.header);
    while (true) {
      const auto more = reader->Next();
      if (!more) return Add(path, "case", more.error().message);
      if (!*more) return;
      ++check_.cases;
      std::map<std::string, std::string> cells;
      for (std::size_t i = 0; i < headers.size(); ++i) cells[headers[i]] = std::string(reader->CellAt(i).text);
      CheckCase(rule, path, cells);
    }
  }

  void CheckCase(const Rule& rule, const fs::path& path, const std::map<std::string, std::string>& cells) {
    const auto cell = [&](const std::string& name) {
      const auto found = cells.find(name);
      return found == cells.end() ? std::string() : found->second;
    };
    policy::Context inputs;
    for (const Parameter& parameter : rule.parameters)
      inputs.Set(parameter.name, CellValue(parameter.values.back().value, "number"));
    for (const policy::ElementInfo& element : rule.model->Elements()) {
      const auto given = cells.find(element.name);
      if (element.kind == policy::ElementKind::kInput && given != cells.end())
        inputs.Set(element.name, CellValue(given->second, element.type));
    }
    const policy::Evaluation done = rule.model->Evaluate("decision", inputs, {.mode = policy::Mode::kStrict});
    if (!done.error.empty() || !done.value.IsContext())
      return Add(path, "case", cell("name") + "：" + (done.error.empty() ? "没有一条规则成立" : done.error));
    for (const char* output : {"outcome", "amount", "missing"}) {
      const Value* value = done.value.context().Find(output);
      const Value wanted = CellValue(cell(output), std::string_view(output) == "amount" ? "number" : "string");
      if (value == nullptr || !policy::Equals(*value, wanted).value_or(false)) {
        Add(path, "case",
            cell("name") + "：" + output + " 应为 " + wanted.ToText() + "，得到 " +
                (value == nullptr ? "null" : value->ToText()));
      }
    }
  }

  fs::path folder_;
  RuleCheck check_;
};

}  // namespace

Result<RuleCheck> CheckRules(const std::string& folder) { return Checker(folder).Run(); }

}  // namespace gq::subsidies
