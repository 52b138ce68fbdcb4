// Inclusive periods of civil dates (D2): [start, end], both days belong to it.
#pragma once

#include <algorithm>
#include <compare>
#include <optional>

#include "base/date.h"

namespace gq {

struct Period {
  Date start, end;  // end < start: empty

  constexpr bool empty() const { return end < start; }
  constexpr bool Contains(Date day) const { return start <= day && day <= end; }
  constexpr int days() const { return empty() ? 0 : end.days() - start.days() + 1; }
  // n months are complete on the day before the corresponding day: 2018-03-01 … 2019-02-28 is twelve.
  int months() const { return CompleteMonths(start, end); }
  friend constexpr auto operator<=>(const Period&, const Period&) = default;
};

constexpr bool Overlap(const Period& a, const Period& b) {
  return !a.empty() && !b.empty() && a.start <= b.end && b.start <= a.end;
}
// What both have in common; nullopt: nothing.
constexpr std::optional<Period> Intersect(const Period& a, const Period& b) {
  if (!Overlap(a, b)) return std::nullopt;
  return Period{std::max(a.start, b.start), std::min(a.end, b.end)};
}

}  // namespace gq
