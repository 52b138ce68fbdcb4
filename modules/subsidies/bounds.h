// What binds a value of a parameter (A7, A11). A floor or cap of the law holds from the segment that states it, with
// its article, until a later segment states another; what one calendar year states holds in that year alone. A county
// may only raise, within the bounds. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// Floor and cap of the rule's own values that state none: those that hold on their first day. `values` by `from`.
void InheritBounds(std::vector<ParameterValue>* values);

// The rule's own value whose bounds hold on a day. Null before the first.
const ParameterValue* LawOn(const Parameter& parameter, Date day);

// Why `value` cannot stand beside the bounds: "低于法定下限 300"; empty: it can. A bound that is no number binds
// nothing.
std::string OutOfBounds(const ParameterValue& bounds, const std::string& value);

// Whether a county's value counts on a day: within the bounds and not below the rule's own value `own` (may be null).
bool CountyCounts(const Parameter& parameter, const ParameterValue& county, const ParameterValue* own, Date day);

// A county's value that stops counting while it is in force, because the rule's own value was raised above it, or the
// bounds moved.
struct Overtaken {
  const Parameter* parameter = nullptr;
  const ParameterValue* county = nullptr;
  const ParameterValue* by = nullptr;  // the rule's own
  Date since;
  std::string why;  // "低于本规则自 2020-01-01 的 1500"
};
std::vector<Overtaken> OvertakenIn(const Rule& rule);

}  // namespace gq::subsidies
