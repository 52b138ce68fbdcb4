#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/decimal.h"
#include "base/text.h"
#include "kits/codes/region_tree.h"
#include "modules/subsidies/basis.h"
#include "modules/subsidies/bounds.h"
#include "modules/subsidies/decide.h"
#include "modules/subsidies/rule_tables.h"

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

Result<toml::table> ReadToml(const fs::path& path) {
  try {
    return toml::parse(ReadText(path));
  } catch (const toml::parse_error& e) {
    return Bad(path, "第 " + std::to_string(e.source().begin.line) + " 行写法不对");
  }
}

constexpr const char* kLargest = "10000000000";  // yuan, or whatever the unit: a million times that still fits into fen

// Amounts, days and shares of a subsidy: never below zero, and what a decision multiplies must fit into fen.
Status CheckSize(const fs::path& path, const std::string& name, const std::optional<Decimal>& value) {
  if (value && *value < *Decimal::Parse("0")) return Bad(path, "参数 " + name + " 小于 0");
  if (value && *value > *Decimal::Parse(kLargest)) return Bad(path, "参数 " + name + " 大于 " + kLargest);
  return Ok();
}

// A7: 不低于 is a floor, 不超过 a cap.
Status CheckBounds(const fs::path& path, const std::string& name, const ParameterValue& read) {
  const auto value = Decimal::Parse(read.value);
  if (!read.value.empty() && !value) return Bad(path, "参数 " + name + " 不是数");
  TRY(CheckSize(path, name, value));
  for (const std::string* bound : {&read.floor, &read.cap}) {
    if (!bound->empty() && !Decimal::Parse(*bound)) return Bad(path, "参数 " + name + " 的上下限不是数");
  }
  const std::string out = OutOfBounds(read, read.value);
  return out.empty() ? Ok() : Bad(path, "参数 " + name + " 为 " + read.value + "，" + out);
}

// The segment that a bound comes from, with its article.
std::string WhoStates(const Parameter& parameter, const ParameterValue& bound, bool floor) {
  const auto states = std::find_if(parameter.values.rbegin(), parameter.values.rend(), [&](const auto& other) {
    return other.from <= bound.from && (other.year == 0 || other.year == bound.year) &&
           !(floor ? other.stated_floor : other.stated_cap).empty();
  });
  if (states == parameter.values.rend()) return {};
  return "（自 " + states->from.ToString() + " 那一段，" + states->article +
         "；界限一直有效，直到另一段连同依据写出新的 floor、cap）";
}

// The rule's own values against bounds that other segments state.
Status CheckHeldBounds(const fs::path& path, const Parameter& parameter) {
  for (const ParameterValue& value : parameter.values) {
    // A year's value is in force through its year, whatever bounds begin within it.
    const ParameterValue* last = value.year == 0 ? nullptr : LawOn(parameter, *Date::FromYmd(value.year, 12, 31));
    for (const ParameterValue* bounds : {static_cast<const ParameterValue*>(&value), last}) {
      const std::string out = bounds == nullptr ? std::string() : OutOfBounds(*bounds, value.value);
      if (out.empty()) continue;
      return Bad(path, "参数 " + parameter.name + " 自 " + value.from.ToString() + " 的 " + value.value + "，" + out +
                           WhoStates(parameter, *bounds, StartsWith(out, "低于")));
    }
  }
  return Ok();
}

// One value with its days, basis and legal bounds. Without `value` the text of the law leaves the amount open.
Result<ParameterValue> ReadValue(const fs::path& path, const std::string& name, const toml::table& entry) {
  ParameterValue read;
  for (const auto& [key, slot] : {std::pair{"value", &read.value},
                                  {"unit", &read.unit},
                                  {"article", &read.article},
                                  {"document", &read.document},
                                  {"floor", &read.floor},
                                  {"cap", &read.cap}})
    *slot = entry[key].value_or(std::string());
  read.stated_floor = read.floor;
  read.stated_cap = read.cap;
  read.year = static_cast<int>(entry["year"].value_or(std::int64_t{0}));
  const std::string first = read.year != 0 ? std::to_string(read.year) + "-01-01" : "";
  const auto from = Date::Parse(entry["from"].value_or(first));
  if (!from) return Bad(path, "参数 " + name + " 没有写自何日起（from = \"YYYY-MM-DD\"）");
  read.from = *from;
  if (entry.contains("to")) {
    read.to = Date::Parse(entry["to"].value_or(std::string()));
    if (!read.to || *read.to < read.from) return Bad(path, "参数 " + name + " 的 to 须是不早于 from 的 YYYY-MM-DD");
  }
  if (entry.contains("value") && read.value.empty())
    return Bad(path, "参数 " + name + " 不是数，金额请写成文字，如 \"300\"");
  if (read.article.empty()) return Bad(path, "参数 " + name + " 没有写依据");
  TRY(CheckBounds(path, name, read));
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
    std::stable_sort(parameter.values.begin(), parameter.values.end(),
                     [](const ParameterValue& a, const ParameterValue& b) { return a.from < b.from; });
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

// The bounds of the law for a county's value: those of its first day.
void TakeBounds(const Parameter& parameter, const LoadOptions& options, ParameterValue* value) {
  const auto stated = std::find_if(parameter.values.rbegin(), parameter.values.rend(), [&](const ParameterValue& law) {
    return law.county.empty() && law.from <= value->from;
  });
  if (stated == parameter.values.rend()) return;
  value->stated_floor = stated->stated_floor;
  value->stated_cap = stated->stated_cap;
  const ParameterValue* law = options.as_before_bounds_held ? &*stated : LawOn(parameter, value->from);
  value->floor = law == nullptr ? std::string() : law->floor;
  value->cap = law == nullptr ? std::string() : law->cap;
}

// A11: what one county sets. It may set what the law leaves open and raise amounts within the bounds of the law, and
// ask for more papers.
Status ReadCounty(const fs::path& path, const LoadOptions& options, Rule* rule) {
  const toml::table table = TRY(ReadToml(path));
  const std::string county = path.stem().string();
  if (county.size() != 6 || county.find_first_not_of("0123456789") != std::string::npos)
    return Bad(path, "文件名须是六位县级区划代码，如 433124.toml");
  rule->counties.push_back(county);
  if (const auto* documents = table["documents"].as_array()) {
    for (const auto& document : *documents) rule->county_documents[county].push_back(document.value_or(std::string()));
  }
  for (Parameter& own : TRY(ReadParameters(path, table))) {
    const auto found = std::find_if(rule->parameters.begin(), rule->parameters.end(),
                                    [&](const Parameter& parameter) { return parameter.name == own.name; });
    if (found == rule->parameters.end()) return Bad(path, "规则 " + rule->id + " 没有参数 " + own.name);
    for (ParameterValue& value : own.values) {
      value.county = county;
      TakeBounds(*found, options, &value);
      TRY(CheckBounds(path, own.name, value));
      const ParameterValue* of_rule = found->On(value.from);
      const auto set = Decimal::Parse(value.value), before = Decimal::Parse(of_rule == nullptr ? "" : of_rule->value);
      if (set && before && *set < *before)
        return Bad(path,
                   "参数 " + own.name + " 为 " + value.value + "，低于上级的 " + of_rule->value + "：县里只能提高");
      found->values.push_back(std::move(value));
    }
    std::stable_sort(found->values.begin(), found->values.end(),
                     [](const ParameterValue& a, const ParameterValue& b) { return a.from < b.from; });
  }
  return Ok();
}

Status ReadCounties(const fs::path& folder, const LoadOptions& options, Rule* rule) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder / "counties", error)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    TRY(ReadCounty(path, options, rule));
    rule->files.push_back("counties/" + path.filename().string());
  }
  return Ok();
}

// Who pays where (a table): [[payers]] origin, work, payer, pool, place.
Status ReadPayers(const fs::path& path, const toml::table& table, Rule* rule) {
  const auto* rows = table["payers"].as_array();
  for (std::size_t i = 0; rows != nullptr && i < rows->size(); ++i) {
    const auto* row = (*rows)[i].as_table();
    if (row == nullptr) return Bad(path, "出资表须写成 [[payers]]");
    Payer payer;
    for (const auto& [key, slot] : {std::pair{"origin", &payer.origin},
                                    {"work", &payer.work},
                                    {"payer", &payer.payer},
                                    {"pool", &payer.pool},
                                    {"place", &payer.place}})
      *slot = (*row)[key].value_or(std::string());
    if (payer.payer.empty() || payer.pool.empty())
      return Bad(path, "出资表第 " + std::to_string(i + 1) + " 行没有写 payer、pool");
    rule->payers.push_back(std::move(payer));
  }
  return Ok();
}

Status ReadOnce(const fs::path& path, const toml::table& table, Rule* rule) {
  rule->once = table["once"].value_or(true);
  if (table["once"].is_string()) {
    rule->window = table["once"].value_or(std::string());
    if (rule->window != "lifetime" && rule->window != "year" && rule->window != "month")
      return Bad(path, "once 须是 true、false、\"lifetime\"、\"year\" 或 \"month\"");
  }
  rule->quota = table["quota"].value_or(std::int64_t{0});
  rule->quota_yearly = table["quota_window"].value_or(std::string()) == "year";
  rule->tranche = table["tranche"].value_or(false);
  rule->needs_months = static_cast<int>(table["needs_months"].value_or(std::int64_t{0}));
  rule->gap_days = static_cast<int>(table["gap_days"].value_or(std::int64_t{0}));
  rule->group_day = table["group_day"].value_or(std::string("hire"));
  if (rule->group_day != "hire" && rule->group_day != "event") return Bad(path, "group_day 须是 hire 或 event");
  return Ok();
}

Result<Rule> ReadRule(const fs::path& path, const LoadOptions& options = {}) {
  const toml::table table = TRY(ReadToml(path));
  Rule rule;
  rule.folder = path.parent_path().string();
  rule.as_before_bounds_held = options.as_before_bounds_held;
  rule.files = {"rule.dmn", "rule.toml"};
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
                                   {"pool_place", &rule.pool_place},
                                   {"repealed_by", &rule.repealed_by},
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
  TRY(ReadOnce(path, table, &rule));
  TRY(ReadPayers(path, table, &rule));
  rule.parameters = TRY(ReadParameters(path, table));
  for (Parameter& parameter : rule.parameters) {
    parameter.counties_only_raise = !options.as_before_bounds_held;
    if (options.as_before_bounds_held) continue;
    InheritBounds(&parameter.values);
    TRY(CheckHeldBounds(path, parameter));
  }
  TRY(ReadCounties(path.parent_path(), options, &rule));
  const fs::path dmn = path.parent_path() / "rule.dmn";
  const std::string text = ReadText(dmn);
  auto model = policy::Compile(text, {.mode = policy::Mode::kStrict});
  if (!model) return Bad(dmn, model.error().message);
  rule.model = *std::move(model);
  FindReads(text, &rule);
  return rule;
}

// The latest version, with the others in it.
Result<Rule> JoinVersions(std::vector<Rule> versions) {
  std::sort(versions.begin(), versions.end(), [](const Rule& a, const Rule& b) { return a.valid_from > b.valid_from; });
  for (std::size_t i = 1; i < versions.size(); ++i) {
    const Rule &later = versions[i - 1], &before = versions[i];
    if (later.version == before.version)
      return Bad(fs::path(later.folder) / "rule.toml", "规则 " + later.id + " 的版本 " + later.version + " 出现两次");
    if (!before.valid_to || *before.valid_to >= later.valid_from)
      return Bad(fs::path(before.folder) / "rule.toml", "规则 " + later.id + " 的版本 " + before.version + " 与 " +
                                                            later.version + " 的施行期重叠，请写 valid_to");
  }
  Rule latest = std::move(versions.front());
  latest.earlier.assign(std::make_move_iterator(versions.begin() + 1), std::make_move_iterator(versions.end()));
  return latest;
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

Result<Rule> LoadRule(const std::string& folder) { return ReadRule(fs::path(folder) / "rule.toml"); }

Result<Rules> LoadRules(const std::string& folder, const LoadOptions& options) {
  Rules rules;
  std::error_code error;
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.path().filename() == "rule.toml") found.push_back(entry.path());
  }
  if (found.empty()) return Fail(kBadRule, "文件夹里没有规则：" + folder, "请指明 rules 文件夹");
  std::sort(found.begin(), found.end());
  std::map<std::string, std::vector<Rule>> versions;
  for (const auto& path : found) {
    Rule rule = TRY(ReadRule(path, options));
    versions[rule.id].push_back(std::move(rule));
  }
  for (auto& [id, listed] : versions) rules.emplace(id, TRY(JoinVersions(std::move(listed))));
  TRY(ReadRuleTables(folder, &rules));
  rules.folder = folder;
  return rules;
}

}  // namespace gq::subsidies
