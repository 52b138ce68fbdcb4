#include "kits/store/scope.h"

#include <algorithm>

namespace gq {

Scope Scope::System(std::string actor) {
  Scope scope;
  scope.actor = std::move(actor);
  scope.everything = true;
  scope.mask_level = 2;
  return scope;
}

Scope Scope::Nobody(std::string actor) {
  Scope scope;
  scope.actor = std::move(actor);
  return scope;
}

namespace {

bool AnyContains(const std::vector<CodeRange>& ranges, std::int64_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& r) { return r.Contains(code); });
}

std::vector<CodeRange> Intersect(const std::vector<CodeRange>& ranges, CodeRange with) {
  std::vector<CodeRange> cut;
  for (const auto& range : ranges) {
    const CodeRange both{std::max(range.low, with.low), std::min(range.high, with.high)};
    if (both.low <= both.high) cut.push_back(both);
  }
  return cut;
}

}  // namespace

bool Scope::SeesHome(std::int64_t code) const { return everything || AnyContains(home, code); }
bool Scope::SeesWork(std::int64_t code) const { return everything || AnyContains(work, code); }

std::string Scope::BegunHereSql(std::string_view unit_column, std::string_view actor_column,
                                std::string_view actor) const {
  if (everything) return std::string(actor) + " = " + std::string(actor);  // the parameter is given either way
  std::string list;
  for (const auto unit : units) list += (list.empty() ? "" : ", ") + std::to_string(unit);
  const std::string mine = account_id != 0 ? std::string(actor_column) + " = " + std::string(actor)
                                           : std::string(actor) + " <> " + std::string(actor);
  if (list.empty()) return mine;
  return "(" + std::string(unit_column) + " IN (" + list + ") OR " + mine + ")";
}

Scope Scope::HomeSide() const {
  Scope home_side = *this;
  home_side.work.clear();
  home_side.employer_codes.clear();
  home_side.broker_units.clear();
  return home_side;
}

Scope Scope::Within(CodeRange range) const {
  Scope narrowed = *this;
  narrowed.employer_codes.clear();
  narrowed.broker_units.clear();
  if (everything) {
    narrowed.everything = false;
    narrowed.home = {range};
    narrowed.work.clear();
    return narrowed;
  }
  narrowed.home = Intersect(home, range);
  narrowed.work = Intersect(work, range);
  return narrowed;
}

}  // namespace gq
