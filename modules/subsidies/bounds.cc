#include "modules/subsidies/bounds.h"

#include <set>

#include "base/decimal.h"

namespace gq::subsidies {

namespace {

bool Holds(const ParameterValue& value, Date day) {
  return value.from <= day && (!value.to || day <= *value.to) && (value.year == 0 || value.year == day.year());
}

bool IsBelow(const std::string& value, const std::string& other) {
  const auto left = Decimal::Parse(value), right = Decimal::Parse(other);
  return left && right && *left < *right;
}

// Days after `first` on which the rule's own values or bounds may change.
std::set<Date> ChangesAfter(const Parameter& parameter, Date first) {
  std::set<Date> days;
  const auto add = [&](Date day) {
    if (day > first) days.insert(day);
  };
  for (const ParameterValue& value : parameter.values) {
    if (!value.county.empty()) continue;
    add(value.from);
    if (value.to) add(value.to->AddDays(1));
    if (value.year != 0) add(*Date::FromYmd(value.year + 1, 1, 1));
  }
  return days;
}

}  // namespace

void InheritBounds(std::vector<ParameterValue>* values) {
  const ParameterValue* before = nullptr;  // the last one that is for no year in particular
  for (ParameterValue& value : *values) {
    if (before != nullptr && value.floor.empty()) value.floor = before->floor;
    if (before != nullptr && value.cap.empty()) value.cap = before->cap;
    if (value.year == 0) before = &value;
  }
}

const ParameterValue* LawOn(const Parameter& parameter, Date day) {
  const ParameterValue* law = nullptr;
  for (const ParameterValue& value : parameter.values) {
    if (value.county.empty() && value.from <= day && (value.year == 0 || value.year == day.year())) law = &value;
  }
  return law;
}

std::string OutOfBounds(const ParameterValue& bounds, const std::string& value) {
  if (IsBelow(value, bounds.floor)) return "低于法定下限 " + bounds.floor;
  if (IsBelow(bounds.cap, value)) return "高于法定上限 " + bounds.cap;
  return {};
}

bool CountyCounts(const Parameter& parameter, const ParameterValue& county, const ParameterValue* own, Date day) {
  const ParameterValue* law = LawOn(parameter, day);
  if (law != nullptr && !OutOfBounds(*law, county.value).empty()) return false;
  return own == nullptr || !IsBelow(county.value, own->value);
}

std::vector<Overtaken> OvertakenIn(const Rule& rule) {
  std::vector<Overtaken> found;
  for (const Parameter& parameter : rule.parameters) {
    for (const ParameterValue& county : parameter.values) {
      if (county.county.empty() || county.value.empty()) continue;
      for (const Date day : ChangesAfter(parameter, county.from)) {
        if (!Holds(county, day) || parameter.ByRank(day, county.county) != &county) continue;
        const ParameterValue *own = parameter.ByRank(day, {}), *law = LawOn(parameter, day);
        if (CountyCounts(parameter, county, own, day)) continue;
        const std::string bound = law == nullptr ? std::string() : OutOfBounds(*law, county.value);
        const ParameterValue* by = bound.empty() ? own : law;
        const std::string since = by->from.ToString();
        found.push_back({&parameter, &county, by, day,
                         bound.empty() ? "低于本规则自 " + since + " 的 " + own->value
                                       : bound + "（自 " + since + "，" + by->article + "）"});
        break;
      }
    }
  }
  return found;
}

}  // namespace gq::subsidies
