#include <algorithm>
#include <filesystem>
#include <fstream>
#include <toml++/toml.h>

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
  return Fail(kBadRule, path.parent_path().filename().string() + "/" + path.filename().string() + "：" + std::move(reason), "请对照 docs/reference/rules.md 改正");
}

Result<std::vector<Parameter>> ReadParameters(const fs::path& path, const toml::table& table) {
  std::vector<Parameter> parameters;
  const auto* listed = table["parameters"].as_table();
  if (listed == nullptr) return parameters;
  for (const auto& [key, node] : *listed) {
    const auto* entry = node.as_table();
    if (entry == nullptr) return Bad(path, "参数 " + std::string(key.str()) + " 须写成 { value = …, article = … }");
    Parameter parameter{std::string(key.str()), (*entry)["value"].value_or(std::string()), (*entry)["article"].value_or(std::string()), (*entry)["floor"].value_or(std::string()),
                        (*entry)["cap"].value_or(std::string())};
    const auto value = Decimal::Parse(parameter.value);
    if (!value) return Bad(path, "参数 " + parameter.name + " 不是数");
    if (parameter.article.empty()) return Bad(path, "参数 " + parameter.name + " 没有写依据");
    const auto floor = parameter.floor.empty() ? std::nullopt : Decimal::Parse(parameter.floor), cap = parameter.cap.empty() ? std::nullopt : Decimal::Parse(parameter.cap);
    if (floor && *value < *floor) return Bad(path, "参数 " + parameter.name + " 低于法定下限 " + parameter.floor);
    if (cap && *value > *cap) return Bad(path, "参数 " + parameter.name + " 高于法定上限 " + parameter.cap);
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
  for (const auto& [name, slot] : {std::pair{"id", &rule.id}, {"title", &rule.title}, {"article", &rule.article}, {"document", &rule.document}, {"version", &rule.version},
                                   {"payee", &rule.payee}, {"payer", &rule.payer}, {"pool", &rule.pool}, {"subject", &rule.subject}, {"region", &rule.region}}) {
    *slot = table[name].value_or(std::string());
    if (slot->empty()) return Bad(path, std::string("缺 ") + name);
  }
  rule.groups = table["groups"].value_or(std::string());
  const auto valid_from = Date::Parse(table["valid_from"].value_or(std::string()));
  if (!valid_from) return Bad(path, "valid_from 须是 YYYY-MM-DD");
  rule.valid_from = *valid_from;
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

}  // namespace

std::string FindRulesFolder() {
  const fs::path share = FindShareFolder();
  for (const fs::path& folder : {share / "rules", share.parent_path().parent_path().parent_path() / "rules", fs::path("rules")}) {
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
  return rules;
}

}  // namespace gq::subsidies
