#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/decimal.h"
#include "kits/codes/region_tree.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

tl::unexpected<Error> Bad(const fs::path& path, std::string reason) {
  return Fail(kBadRule,
              path.parent_path().filename().string() + "/" + path.filename().string() + "：" + std::move(reason),
              "请对照 rules/README.md 改正");
}

// One value with its date, basis and legal bounds (A7: 不低于 is a floor, 不超过 a cap).
Result<ParameterValue> ReadValue(const fs::path& path, const std::string& name, const toml::table& entry) {
  ParameterValue read;
  read.value = entry["value"].value_or(std::string());
  read.article = entry["article"].value_or(std::string());
  read.document = entry["document"].value_or(std::string());
  read.floor = entry["floor"].value_or(std::string());
  read.cap = entry["cap"].value_or(std::string());
  const auto from = Date::Parse(entry["from"].value_or(std::string()));
  if (!from) return Bad(path, "参数 " + name + " 没有写自何日起（from = \"YYYY-MM-DD\"）");
  read.from = *from;
  const auto value = Decimal::Parse(read.value);
  if (!value) return Bad(path, "参数 " + name + " 不是数");
  if (read.article.empty()) return Bad(path, "参数 " + name + " 没有写依据");
  for (const auto& [bound, sign] : {std::pair{&read.floor, -1}, {&read.cap, 1}}) {
    if (bound->empty()) continue;
    const auto limit = Decimal::Parse(*bound);
    if (!limit) return Bad(path, "参数 " + name + " 的上下限不是数");
    if (sign < 0 && *value < *limit)
      return Bad(path, "参数 " + name + " 为 " + read.value + "，低于法定下限 " + *bound);
    if (sign > 0 && *value > *limit)
      return Bad(path, "参数 " + name + " 为 " + read.value + "，高于法定上限 " + *bound);
  }
  return read;
}

Result<std::vector<Parameter>> ReadParameters(const fs::path& path, const toml::table& table) {
  std::vector<Parameter> parameters;
  const auto* listed = table["parameters"].as_table();
  if (listed == nullptr) return parameters;
  for (const auto& [key, node] : *listed) {
    Parameter parameter{std::string(key.str()), {}};
    const auto* entries = node.as_array();
    if (entries == nullptr || entries->empty())
      return Bad(path, "参数 " + parameter.name + " 须写成 [[parameters." + parameter.name + "]]");
    for (const auto& entry : *entries) {
      if (!entry.is_table())
        return Bad(path, "参数 " + parameter.name + " 须写成 [[parameters." + parameter.name + "]]");
      parameter.values.push_back(TRY(ReadValue(path, parameter.name, *entry.as_table())));
    }
    std::sort(parameter.values.begin(), parameter.values.end(),
              [](const ParameterValue& a, const ParameterValue& b) { return a.from < b.from; });
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Result<Rule> ReadRule(const fs::path& path) {
  toml::table table;
  try {
    table = toml::parse(ReadText(path));
  } catch (const toml::parse_error& e) {
    return Bad(path, "第 " + std::to_string(e.source().begin.line) + " 行写法不对");
  }
  Rule rule;
  rule.folder = path.parent_path().string();
  for (const auto& [name, slot] : {std::pair{"id", &rule.id},
                                   {"title", &rule.title},
                                   {"article", &rule.article},
                                   {"document", &rule.document},
                                   {"article_text", &rule.article_text},
                                   {"version", &rule.version},
                                   {"payee", &rule.payee},
                                   {"payer", &rule.payer},
                                   {"pool", &rule.pool},
                                   {"subject", &rule.subject},
                                   {"region", &rule.region}}) {
    *slot = table[name].value_or(std::string());
    if (slot->empty()) return Bad(path, std::string("缺 ") + name);
  }
  for (const auto& [name, slot] : {std::pair{"groups", &rule.groups},
                                   {"work_region", &rule.work_region},
                                   {"exclusion", &rule.exclusion},
                                   {"pool_place", &rule.pool_place},
                                   {"insured_window", &rule.insured_window}}) {
    *slot = table[name].value_or(std::string());
  }
  const std::string anchor = table["anchor"].value_or(std::string("event"));
  if (anchor != "event" && anchor != "contract" && anchor != "met")
    return Bad(path, "anchor 须是 event、contract 或 met");
  rule.anchor = anchor == "met" ? Anchor::kMet : anchor == "contract" ? Anchor::kContract : Anchor::kEvent;
  if (const auto* documents = table["documents"].as_array()) {
    for (const auto& document : *documents) rule.documents.push_back(document.value_or(std::string()));
  }
  const auto valid_from = Date::Parse(table["valid_from"].value_or(std::string()));
  if (!valid_from) return Bad(path, "valid_from 须是 YYYY-MM-DD");
  rule.valid_from = *valid_from;
  if (table.contains("valid_to")) {
    rule.valid_to = Date::Parse(table["valid_to"].value_or(std::string()));
    if (!rule.valid_to) return Bad(path, "valid_to 须是 YYYY-MM-DD");
  }
  rule.once = table["once"].value_or(true);
  rule.tranche = table["tranche"].value_or(false);
  rule.needs_months = static_cast<int>(table["needs_months"].value_or(std::int64_t{0}));
  rule.parameters = TRY(ReadParameters(path, table));
  const fs::path dmn = path.parent_path() / "rule.dmn";
  auto model = policy::Compile(ReadText(dmn), {.mode = policy::Mode::kStrict});
  if (!model) return Bad(dmn, model.error().message);
  rule.model = *std::move(model);
  return rule;
}

// pools.toml: [[pool]] name = "岗位补贴/433124", budget_fen = 5000000.
Result<std::vector<Budget>> ReadBudgets(const fs::path& path) {
  std::vector<Budget> budgets;
  std::error_code error;
  if (!fs::exists(path, error)) return budgets;
  toml::table table;
  try {
    table = toml::parse(ReadText(path));
  } catch (const toml::parse_error& e) {
    return Bad(path, "第 " + std::to_string(e.source().begin.line) + " 行写法不对");
  }
  const auto* pools = table["pool"].as_array();
  for (std::size_t i = 0; pools != nullptr && i < pools->size(); ++i) {
    const auto* pool = (*pools)[i].as_table();
    const std::int64_t fen = pool != nullptr ? (*pool)["budget_fen"].value_or(std::int64_t{-1}) : -1;
    if (fen < 0) return Bad(path, "第 " + std::to_string(i + 1) + " 个资金池没有写 budget_fen");
    budgets.push_back({(*pool)["name"].value_or(std::string()), fen});
  }
  return budgets;
}

}  // namespace

std::string FindRulesFolder() {
  const fs::path share = FindShareFolder();
  for (const fs::path& folder :
       {share / "rules", share.parent_path().parent_path().parent_path() / "rules", fs::path("rules")}) {
    if (fs::exists(folder / "xiangxi")) return folder.string();
  }
  return {};
}

Result<Rules> LoadRules(const std::string& folder) {
  Rules rules;
  std::error_code error;
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.path().filename() == "rule.toml") found.push_back(entry.path());
  }
  if (found.empty()) return Fail(kBadRule, "文件夹里没有规则：" + folder, "请指明 rules 文件夹");
  std::sort(found.begin(), found.end());
  for (const auto& path : found) {
    Rule rule = TRY(ReadRule(path));
    const std::string id = rule.id;
    if (!rules.emplace(id, std::move(rule)).second) return Bad(path, "规则 " + id + " 出现两次");
  }
  rules.budgets = TRY(ReadBudgets(fs::path(folder) / "pools.toml"));
  return rules;
}

}  // namespace gq::subsidies
