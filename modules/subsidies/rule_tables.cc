#include "modules/subsidies/rule_tables.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, Scope>, 6> kScopes = {{{"person", Scope::kPerson},
                                                                        {"household", Scope::kHousehold},
                                                                        {"employment", Scope::kEmployment},
                                                                        {"employer", Scope::kEmployer},
                                                                        {"course", Scope::kCourse},
                                                                        {"journey", Scope::kJourney}}};
constexpr std::array<std::pair<std::string_view, Window>, 4> kWindows = {{{"lifetime", Window::kLifetime},
                                                                          {"year", Window::kYear},
                                                                          {"month", Window::kMonth},
                                                                          {"overlap", Window::kOverlap}}};
constexpr std::array<std::pair<std::string_view, Resolve>, 5> kResolves = {{{"first", Resolve::kFirst},
                                                                            {"highest", Resolve::kHighest},
                                                                            {"priority", Resolve::kPriority},
                                                                            {"offset", Resolve::kOffset},
                                                                            {"flag", Resolve::kFlag}}};
constexpr std::array<std::pair<std::string_view, Admission>, 3> kAdmissions = {
    {{"time", Admission::kTime}, {"priority", Admission::kPriority}, {"pro_rata", Admission::kProRata}}};

tl::unexpected<Error> Bad(const fs::path& path, std::string reason) {
  return Fail(kBadRule, path.filename().string() + "：" + std::move(reason), "请对照 rules/README.md 改正");
}

// The value of a word; the error lists the words there are.
template <typename T, std::size_t N>
Result<T> Choose(const fs::path& path, const std::string& where, const toml::table& entry, const char* key,
                 const std::array<std::pair<std::string_view, T>, N>& words, std::string_view fallback) {
  const std::string given = entry[key].value_or(std::string(fallback));
  std::string all;
  for (const auto& [word, value] : words) {
    if (word == given) return value;
    all += (all.empty() ? "" : "、") + std::string(word);
  }
  return Bad(path, where + " 的 " + key + " 须是 " + all);
}

Result<toml::table> ParseToml(const fs::path& path, const std::string& text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& e) {
    return Bad(path, "第 " + std::to_string(e.source().begin.line) + " 行写法不对");
  }
}

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Texts(const toml::table& entry, const char* key) {
  std::vector<std::string> texts;
  if (const auto* list = entry[key].as_array()) {
    for (const auto& item : *list) texts.push_back(item.value_or(std::string()));
  }
  return texts;
}

Status ReadGroups(const fs::path& path, const std::string& text, bool partial, Rules* rules) {
  const toml::table table = TRY(ParseToml(path, text));
  rules->groups.clear();
  rules->groups_text = text;
  const auto* listed = table["group"].as_array();
  std::set<std::string> names;
  for (std::size_t i = 0; listed != nullptr && i < listed->size(); ++i) {
    const auto* entry = (*listed)[i].as_table();
    const std::string where = "第 " + std::to_string(i + 1) + " 个互斥组";
    if (entry == nullptr) return Bad(path, where + "须写成 [[group]]");
    ExclusionGroup group;
    group.name = (*entry)["name"].value_or(std::string());
    group.article = (*entry)["article"].value_or(std::string());
    group.members = Texts(*entry, "members");
    if (group.name.empty() || !names.insert(group.name).second) return Bad(path, where + "没有名称，或名称重复");
    if (group.members.size() < 2) return Bad(path, where + "至少要有两条规则");
    group.scope = TRY(Choose(path, where, *entry, "scope", kScopes, "person"));
    group.window = TRY(Choose(path, where, *entry, "window", kWindows, "lifetime"));
    group.resolve = TRY(Choose(path, where, *entry, "resolve", kResolves, "first"));
    if (partial) {
      group.members.erase(std::remove_if(group.members.begin(), group.members.end(),
                                         [&](const std::string& member) { return rules->count(member) == 0; }),
                          group.members.end());
      if (group.members.empty()) continue;
    }
    for (const std::string& member : group.members) {
      const auto rule = rules->find(member);
      if (rule == rules->end()) return Bad(path, where + "：没有规则 " + member);
      if (group.resolve == Resolve::kOffset && !rule->second.tranche)
        return Bad(path, where + "：" + member + " 不是分段发放（tranche），不能互相抵扣");
      if (group.resolve != Resolve::kFlag) rule->second.exclusion = group.name;
    }
    rules->groups.push_back(std::move(group));
  }
  return Ok();
}

Result<std::int64_t> ReadFen(const fs::path& path, const std::string& where, const toml::table& entry) {
  const auto given = entry["budget_fen"];
  if (!given) return Bad(path, where + "没有写 budget_fen");
  if (!given.is_integer()) return Bad(path, where + "的 budget_fen 须是整数（分），不带引号和小数点，如 5000000");
  const std::int64_t fen = given.value_or(std::int64_t{0});
  if (fen < 0) return Bad(path, where + "的 budget_fen 为 " + std::to_string(fen) + "，不能小于 0");
  return fen;
}

Result<std::int64_t> ReadYear(const fs::path& path, const std::string& where, const toml::table& entry) {
  const auto given = entry["year"];
  if (!given) return std::int64_t{0};
  const std::int64_t year = given.value_or(std::int64_t{0});
  if (!given.is_integer() || year < 1900 || year > 2999)
    return Bad(path, where + "的 year 须是四位年份，不带引号，如 2020；不分年的不写");
  return year;
}

Status ReadPools(const fs::path& path, Rules* rules) {
  const toml::table table = TRY(ParseToml(path, ReadText(path)));
  const auto* listed = table["pool"].as_array();
  std::set<std::pair<std::string, int>> known;
  for (std::size_t i = 0; listed != nullptr && i < listed->size(); ++i) {
    const auto* entry = (*listed)[i].as_table();
    const std::string where = "第 " + std::to_string(i + 1) + " 个资金池";
    if (entry == nullptr) return Bad(path, where + "须写成 [[pool]]");
    Budget budget;
    budget.fen = TRY(ReadFen(path, where, *entry));
    budget.pool = (*entry)["name"].value_or(std::string());
    if (budget.pool.empty()) return Bad(path, where + "没有写 name");
    budget.year = static_cast<int>(TRY(ReadYear(path, where, *entry)));
    if (!known.emplace(budget.pool, budget.year).second)
      return Bad(path, where + "：“" + budget.pool + "”" +
                           (budget.year == 0 ? "不分年的预算" : " " + std::to_string(budget.year) + " 年的预算") +
                           "出现两次：追加的，请改写原来那一处的 budget_fen");
    budget.carry_over = (*entry)["carry_over"].value_or(false);
    budget.admission = TRY(Choose(path, where, *entry, "admission", kAdmissions, "time"));
    budget.priority = Texts(*entry, "priority");
    if (budget.admission == Admission::kPriority && budget.priority.empty())
      return Bad(path, where + "按优先次序发放，须写 priority（人员类别的代码）");
    rules->budgets.push_back(std::move(budget));
  }
  return Ok();
}

Status ReadPayerPlaces(const fs::path& path, Rules* rules) {
  const toml::table table = TRY(ParseToml(path, ReadText(path)));
  const auto* listed = table["payer"].as_array();
  for (std::size_t i = 0; listed != nullptr && i < listed->size(); ++i) {
    const auto* entry = (*listed)[i].as_table();
    const std::string where = "第 " + std::to_string(i + 1) + " 个出资单位";
    if (entry == nullptr) return Bad(path, where + "须写成 [[payer]]");
    const std::string name = (*entry)["name"].value_or(std::string()),
                      place = (*entry)["place"].value_or(std::string());
    if (name.empty()) return Bad(path, where + "没有写 name");
    if (place.size() < 2 || place.find_first_not_of("0123456789;") != std::string::npos || place.front() == ';')
      return Bad(path, where + "的 place 须是区划代码的前几位，如 \"3501\"");
    if (!rules->payer_places.emplace(name, place).second) return Bad(path, where + "“" + name + "”出现两次");
  }
  return Ok();
}

}  // namespace

Status SetGroups(const std::string& text, Rules* rules) { return ReadGroups("exclusions.toml", text, true, rules); }

Status ReadRuleTables(const std::string& folder, Rules* rules) {
  const fs::path groups = fs::path(folder) / "exclusions.toml";
  TRY(ReadGroups(groups, ReadText(groups), false, rules));
  TRY(ReadPayerPlaces(fs::path(folder) / "payers.toml", rules));
  return ReadPools(fs::path(folder) / "pools.toml", rules);
}

}  // namespace gq::subsidies
