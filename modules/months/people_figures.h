// The figures of a month's report that count people, and whose names they are: one pass over the people and their
// spells. Each person's figures are the bits of one number, kept with the month (month_name), so that a figure opens
// exactly its names also when the register has moved on since (architecture.md: every figure opens its names).
// The figures are those of codes/month_figure.csv; a figure's bit is its place in that table, so new ones go to its
// end.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/months/month.h"

namespace gq::months {

// Who began so that on the day n months, and not yet n + 1, were complete.
struct Cohort {
  int months = 0;
  Date from, to;  // of beginning
};

struct PeopleFigures {
  std::array<std::int64_t, 64> persons{};                             // by bit
  std::int64_t ever_times = 0, supported_times = 0, month_times = 0;  // spells
  std::int64_t wages_fen = 0;                                         // of those with_wage, added up
  std::vector<Cohort> cohorts;

  std::int64_t Of(std::string_view figure) const;  // 0 for a figure that codes/month_figure.csv does not have
};

struct NamedPerson {
  std::int64_t county_id;
  Uuid id;
  std::uint64_t figures;
};

// Counts the people of `scope` whose home lies in `range` (empty: all of them). `bases`: credit code -> level.
// `each`: everybody of the scope, also from outside of the range, with his figures.
Result<PeopleFigures> CountPeople(const StepContext& context, const Scope& scope, const std::optional<CodeRange>& range,
                                  const std::map<std::string, std::string>& bases,
                                  const std::function<void(const NamedPerson&)>& each = {});

// Keeps the names of this month of this unit in the place of those of an earlier run. A stop in between leaves some
// counties with their old names; running the step again makes them whole.
Status KeepNames(const StepContext& context, std::vector<NamedPerson> people);

}  // namespace gq::months
