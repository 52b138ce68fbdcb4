#include "modules/subsidies/rule_values.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "modules/subsidies/inputs.h"
#include "modules/subsidies/publication.h"

namespace gq::subsidies {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string_view>;

std::string Joined(const Words& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : "、") + std::string(word);
  return text;
}

bool IsOneOf(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsPlace(std::string_view prefix, const RegionTree* regions) {
  const std::int64_t code = CodeOfPrefix(prefix);
  return code != 0 && (regions == nullptr || regions->Contains(UnitCode::FromInt(code)));
}

// The first of the prefixes ("6211;640402") that is no place; empty: all are.
std::string NoPlaceIn(const std::string& prefixes, const RegionTree* regions) {
  for (const std::string_view prefix : Split(prefixes, ';')) {
    if (!IsPlace(Trim(prefix), regions)) return prefix.empty() ? "（空）" : std::string(prefix);
  }
  return {};
}

class ValueChecker {
 public:
  ValueChecker(const Rule& rule, const RegionTree* regions) : rule_(rule), regions_(regions) {}

  std::vector<ValueFinding> Run() {
    CheckWords();
    CheckPlaces();
    CheckDays();
    for (const std::string& county : rule_.counties) CheckCounty(county);
    return std::move(found_);
  }

 private:
  void Add(std::string message, std::string part = "terms", std::string file = "rule.toml") {
    found_.push_back({std::move(file), std::move(message), std::move(part)});
  }

  void CheckWords() {
    const Words places = {"origin", "work", "none"};
    for (const auto& [key, value, words] :
         {std::tuple{"payee", &rule_.payee, Words{"person", "employer", "broker"}},
          {"subject", &rule_.subject, Words{"person", "household", "placement", "employer", "course", "station"}},
          {"pool_place", &rule_.pool_place, places},
          {"insured_window", &rule_.insured_window, Words{"needed", "contract"}}}) {
      if (!value->empty() && !IsOneOf(*value, words))
        Add(std::string(key) + " 为 " + *value + "，须是 " + Joined(words));
    }
    for (const Payer& payer : rule_.payers) {
      if (!payer.place.empty() && !IsOneOf(payer.place, places))
        Add("出资表的 place 为 " + payer.place + "，须是 " + Joined(places));
    }
    if (rule_.groups.empty()) return;
    for (const std::string_view group : Split(rule_.groups, ';')) {
      if (GetCodeTable("target_group").Find(group) == nullptr)
        Add("groups 里的 " + std::string(group) + " 不是人员类别的代码，见 codes/target_group.csv");
    }
  }

  void CheckPlaces() {
    const auto check = [&](const char* key, const std::string& prefixes) {
      const std::string none = prefixes.empty() ? std::string() : NoPlaceIn(prefixes, regions_);
      if (!none.empty()) Add(std::string(key) + " 里的 " + none + " 不是区划代码的前几位");
    };
    check("region", rule_.region);
    check("work_region", rule_.work_region);
    for (const Payer& payer : rule_.payers) {
      check("出资表的 origin", payer.origin);
      check("出资表的 work", payer.work);
    }
  }

  // A day on which the rule is in force and a parameter has no value, not even one that the law leaves open.
  void CheckDays() {
    for (const Parameter& parameter : rule_.parameters) {
      const ParameterValue* first = nullptr;
      for (const ParameterValue& value : parameter.values) {
        if (value.county.empty() && (first == nullptr || value.from < first->from)) first = &value;
      }
      if (first != nullptr && first->from > rule_.valid_from)
        Add("参数 " + parameter.name + " 自 " + first->from.ToString() + " 起才有值，规则自 " +
                rule_.valid_from.ToString() + " 起施行：请补上其间的一段（条文没有写金额的，不写 value）",
            PartNameOf(parameter, *first));
    }
  }

  void CheckCounty(const std::string& county) {
    const std::string file = "counties/" + county + ".toml";
    std::string part;  // any value of it that may be published
    for (const Parameter& parameter : rule_.parameters) {
      for (const ParameterValue& value : parameter.values) {
        if (value.county == county) part = PartNameOf(parameter, value);
      }
    }
    const bool by_work = rule_.pool_place == "work";
    const std::string& within = by_work && !rule_.work_region.empty() ? rule_.work_region : rule_.region;
    if (!IsPlace(county, regions_))
      Add(county + " 不是县级区划代码", part, file);
    else if (!Under(CodeOfPrefix(county), within))
      Add(county + " 不在这条规则的范围（" + within + "）内：它的参数不会用到", part, file);
    const toml::table table = Parsed(fs::path(rule_.folder) / file);
    for (const auto& [key, node] : table) {
      if (key.str() != "parameters" && key.str() != "documents")
        Add("不认得 " + std::string(key.str()) + "：县里只能写 [[parameters.…]] 和 documents", {}, file);
    }
  }

  // It was read before.
  static toml::table Parsed(const fs::path& path) {
    try {
      return toml::parse_file(path.string());
    } catch (const toml::parse_error&) {
      return {};
    }
  }

  const Rule& rule_;
  const RegionTree* regions_;
  std::vector<ValueFinding> found_;
};

}  // namespace

std::vector<ValueFinding> CheckValues(const Rule& rule, const RegionTree* regions) {
  return ValueChecker(rule, regions).Run();
}

std::vector<std::string> CheckPayerPlaces(const Rules& rules, const RegionTree* regions) {
  std::vector<std::string> messages;
  for (const auto& [name, places] : rules.payer_places) {
    const std::string none = NoPlaceIn(places, regions);
    if (!none.empty()) messages.push_back("“" + name + "”的 place：" + none + " 不是区划代码的前几位");
  }
  return messages;
}

}  // namespace gq::subsidies
