#include "modules/subsidies/rule_check.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/decimal.h"
#include "engines/policy/check/check.h"
#include "kits/codes/code_tables.h"
#include "kits/codes/region_tree.h"
#include "kits/table/table_reader.h"
#include "modules/subsidies/bounds.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/inputs.h"
#include "modules/subsidies/policy_files.h"
#include "modules/subsidies/publication.h"
#include "modules/subsidies/rule_values.h"

namespace gq::subsidies {
namespace {

namespace fs = std::filesystem;
using policy::Value;

// As officers read it: 可发, 1000.
std::string OutputWords(std::string_view output, const Value& value) {
  if (value.IsNull()) return "空";
  const bool named = output == "outcome" && value.IsString();
  return named ? std::string(GetCodeTable("claim_outcome").Label(value.text())) : value.ToText();
}

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
  Checker(const std::string& folder, std::optional<Date> today) : folder_(folder), today_(today) {}

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
    if (!rules.empty()) CheckTogether();
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
    const auto rule = LoadRule(folder.string());
    if (!rule) {
      Add(folder / "rule.toml", "parameter", rule.error().message);
      bad_rules_ = true;
      return;
    }
    CheckInputs(*rule, folder);
    if (fs::exists(folder / "cases.csv")) {
      CheckCases(*rule, folder / "cases.csv");
    } else {
      Add(folder / "cases.csv", "case", "没有算例", false);
    }
  }

  // Every input of the table is a parameter or something the program offers, and every parameter is used.
  void CheckInputs(const Rule& rule, const fs::path& folder) {
    const policy::Context offered = InputsOf(rule, {}, {}, rule.valid_from, rule.valid_from);
    std::set<std::string> asked;
    for (const policy::ElementInfo& element : rule.model->Elements()) {
      if (element.kind != policy::ElementKind::kInput) continue;
      asked.insert(element.name);
      if (offered.Find(element.name) == nullptr)
        Add(folder / "rule.dmn", "type",
            "没有 " + element.name + " 这项输入，也没有这个参数；可用的输入见 rules/README.md");
    }
    for (const Parameter& parameter : rule.parameters) {
      if (asked.count(parameter.name) == 0)
        Add(folder / "rule.toml", "parameter", "参数 " + parameter.name + " 没有用到", false);
    }
  }

  // What only the whole folder shows: two versions at one time, and published versions that were changed.
  void CheckTogether() {
    if (bad_rules_) return;
    const auto rules = LoadRules(folder_.string());
    if (!rules) return Add(folder_, "version", rules.error().message);
    CheckPools(*rules);
    const auto lock = ReadLock(folder_.string());
    if (!lock) return Add(folder_ / kLockName, "published", lock.error().message);
    const auto regions = RegionTree::LoadInstalled();
    const RegionTree* known = regions ? &*regions : nullptr;
    for (const auto& [id, rule] : *rules) {
      CheckVersion(rule, *lock, known);
      for (const Rule& earlier : rule.earlier) CheckVersion(earlier, *lock, known);
    }
    for (const std::string& message : CheckPayerPlaces(*rules, known)) Add(folder_ / "payers.toml", "value", message);
    if (!fs::exists(folder_ / kLockName)) return;
    const auto now = PartsOf(*rules);
    if (!now) return Add(folder_ / kLockName, "published", now.error().message);
    using Kind = PublishedChange::Kind;
    for (const PublishedChange& change : Compare(*lock, *now)) {
      const std::string what = change.rule + " 版本 " + change.version + " 的 " + change.part;
      if (change.kind == Kind::kNew) {
        Add(folder_ / kLockName, "published", what + " 还没有发布：核对后用 gangqiao policy publish 发布", false);
        WarnOfPast(*rules, change);
      } else {
        Add(folder_ / kLockName, "published",
            what + (change.kind == Kind::kChanged ? " 已发布，又被改动" : " 已发布，又被删去") +
                "：请恢复原文；要改规则，另建文件夹写新版本（version、valid_from），并给旧版本写 valid_to；"
                "要改金额，加一段自某日起的参数");
      }
    }
  }

  void CheckVersion(const Rule& rule, const PublishedParts& lock, const RegionTree* regions) {
    CheckCounties(rule, lock);
    for (const ValueFinding& one : CheckValues(rule, regions)) {
      const bool published = !one.part.empty() && lock.count(rule.id + " " + rule.version + " " + one.part) > 0;
      Add(fs::path(rule.folder) / one.file, "value", one.message + (published ? "（已发布，只能用新版本改正）" : ""),
          !published);
    }
  }

  // A pool that nobody draws on is misspelt; a year left out between two others was forgotten.
  void CheckPools(const Rules& rules) {
    std::set<std::string> drawn;
    const auto add = [&](const Rule& rule) {
      drawn.insert(rule.pool);
      for (const Payer& payer : rule.payers) drawn.insert(payer.pool);
    };
    std::map<std::string, std::set<int>> years;
    for (const auto& [id, rule] : rules) {
      add(rule);
      for (const Rule& earlier : rule.earlier) add(earlier);
    }
    for (const Budget& budget : rules.budgets) years[budget.pool].insert(budget.year);
    for (const auto& [pool, of] : years) {
      if (drawn.count(pool.substr(0, pool.find('/'))) == 0 && drawn.count(pool) == 0)
        Add(folder_ / "pools.toml", "pool", "“" + pool + "”：没有规则用这个资金池，请核对名称", false);
      for (int year = *of.begin() + 1; *of.begin() != 0 && year < *of.rbegin(); ++year) {
        if (of.count(year) == 0)
          Add(folder_ / "pools.toml", "pool",
              "“" + pool + "”没有写 " + std::to_string(year) + " 年的预算：这一年核定的都等候", false);
      }
    }
  }

  // A county that sets something new stays within what the rule says by then. What it has published gives way to a
  // rule that is raised above it: no county can hold up the prefecture.
  void CheckCounties(const Rule& rule, const PublishedParts& lock) {
    for (const Overtaken& one : OvertakenIn(rule)) {
      if (rule.valid_to && one.since > *rule.valid_to) continue;
      const std::string part = rule.id + " " + rule.version + " " + PartNameOf(*one.parameter, *one.county);
      const bool published = lock.count(part) > 0;
      const std::string since = one.since.ToString();
      Add(fs::path(rule.folder) / "rule.toml", "parameter",
          "参数 " + one.parameter->name + "：县里（" + one.county->county + "）自 " + one.county->from.ToString() +
              " 的 " + one.county->value + " " + one.why +
              (published ? "：自 " + since + " 起这个县按本规则的值发；县里要另定的，自那天起另加一段"
                         : "：县里只能在法定上下限内提高，请给县里这一段写 to = \"" + one.since.AddDays(-1).ToString() +
                               "\"，或改写它的值"),
          !published);
    }
  }

  // Law seldom reaches back. What was decided keeps its amount; what is decided from now on about earlier days does
  // not.
  void WarnOfPast(const Rules& rules, const PublishedChange& change) {
    std::optional<Date> from;
    if (const std::size_t at = change.part.find('@'); at != std::string::npos && !change.part.ends_with("/end"))
      from = Date::Parse(change.part.substr(at + 1, 10));
    if (change.part == "model") {
      const Rule& latest = rules.at(change.rule);
      if (latest.version == change.version) from = latest.valid_from;
    }
    if (!today_ || !from || *from >= *today_) return;
    Add(folder_ / "rule.toml", "retroactive",
        change.rule + " 版本 " + change.version + " 的 " + change.part + " 自 " + from->ToString() +
            " 起，早于发布日 " + today_->ToString() +
            "：以前核定过的不重算，以后核定这段时间的按新的；要从发布以后施行的，请改施行日，确要追溯的，请核对文件依"
            "据",
        false);
  }

  void CheckCases(const Rule& rule, const fs::path& path) {
    auto reader = table::ReadTable(path.string(), {});
    if (!reader) return Add(path, "case", reader.error().message);
    std::vector<std::string> headers;
    for (const auto& column : reader->layout().header.columns) headers.push_back(column.header);
    CheckColumns(rule, path, headers);
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

  void CheckColumns(const Rule& rule, const fs::path& path, const std::vector<std::string>& headers) {
    std::set<std::string> known = {"name", "outcome", "amount", "missing", "day", "county"};
    for (const policy::ElementInfo& element : rule.model->Elements()) known.insert(element.name);
    for (const std::string& header : headers) {
      if (known.count(header) == 0) Add(path, "case", "列 " + header + " 不是这条规则的输入");
    }
  }

  // The last day on which the rule's own parameters are in force, as far as is known.
  static Date LatestDay(const Rule& rule) {
    Date day = rule.valid_from;
    for (const Parameter& parameter : rule.parameters) {
      for (const ParameterValue& value : parameter.values)
        if (value.county.empty() && value.year == 0) day = std::max(day, value.from);
    }
    return rule.valid_to ? std::min(day, *rule.valid_to) : day;
  }

  void CheckCase(const Rule& rule, const fs::path& path, const std::map<std::string, std::string>& cells) {
    const auto cell = [&](const std::string& name) {
      const auto found = cells.find(name);
      return found == cells.end() ? std::string() : found->second;
    };
    Date day = LatestDay(rule);
    if (!cell("day").empty()) {
      const auto given = Date::Parse(cell("day"));
      if (!given) return Add(path, "case", cell("name") + "：day 须是 YYYY-MM-DD");
      day = *given;
    }
    const std::string county = cell("county");
    if (!county.empty() && (county.size() != 6 || county.find_first_not_of("0123456789") != std::string::npos))
      return Add(path, "case", cell("name") + "：county 须是六位县级代码，如 433124");
    policy::Context inputs;
    // Case columns that are parameters stand for themselves; the others hold the value of the case's day and county,
    // else the rule's latest.
    inputs.Set("amount_known", Value::Boolean(true));
    for (const Parameter& parameter : rule.parameters) {
      const ParameterValue* value = parameter.On(day, county);
      inputs.Set(parameter.name, CellValue(value == nullptr ? "0" : value->value, "number"));
      if (value == nullptr) inputs.Set("amount_known", Value::Boolean(false));
    }
    for (const policy::ElementInfo& element : rule.model->Elements()) {
      const auto given = cells.find(element.name);
      if (element.kind == policy::ElementKind::kInput && given != cells.end())
        inputs.Set(element.name, CellValue(given->second, element.type));
    }
    const policy::Evaluation done = rule.model->Evaluate("decision", inputs, {.mode = policy::Mode::kStrict});
    if (!done.error.empty() || !done.value.IsContext())
      return Add(path, "case", cell("name") + "：" + (done.error.empty() ? "没有一条规则成立" : done.error));
    for (const auto& [output, label] : {std::pair("outcome", "结论"), {"amount", "金额"}, {"missing", "还缺"}}) {
      const Value* value = done.value.context().Find(output);
      const Value wanted = CellValue(cell(output), std::string_view(output) == "amount" ? "number" : "string");
      if (value != nullptr && policy::Equals(*value, wanted).value_or(false)) continue;
      Add(path, "case",
          cell("name") + "：" + label + "应为 " + OutputWords(output, wanted) + "，得到 " +
              (value == nullptr ? "空" : OutputWords(output, *value)));
    }
  }

  fs::path folder_;
  std::optional<Date> today_;
  RuleCheck check_;
  bool bad_rules_ = false;
};

}  // namespace

Result<RuleCheck> CheckRules(const std::string& folder, std::optional<Date> today) {
  return Checker(folder, today).Run();
}

}  // namespace gq::subsidies
