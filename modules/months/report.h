// The figures of the monthly report (requirements.md a.9): persons and person-times told apart, every share with its
// denominator and that one's day.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/months/month.h"

namespace gq::months {

struct Indicator {
  std::string key, section, label;
  std::int64_t value = 0;
  std::string unit, share, definition;
};
// In the order of the report; the section changes when a new one begins.
Result<std::vector<Indicator>> Indicators(const StepContext& context);
// What a.9 names and no record of the program can answer yet; stands at the end of the report.
std::string_view IndicatorsWithoutSource();

struct CountyRow {
  std::string name;
  std::int64_t people = 0, on_post = 0, task = 0, visit = 0;
};
Result<std::vector<CountyRow>> Counties(const StepContext& context);

// Money decided, by rule: this month, and the year up to it.
struct MoneyRow {
  std::string rule, title;
  std::int64_t persons = 0, times = 0,
               fen = 0;  // this month; persons are beneficiaries, employers for employers' claims
  std::int64_t year_persons = 0, year_times = 0, year_fen = 0;
};
Result<std::vector<MoneyRow>> Money(const StepContext& context);

// "1,234"; "62.31%" or "--" without a whole.
std::string WithThousands(std::int64_t n);
std::string Percent(std::int64_t part, std::int64_t whole);

}  // namespace gq::months
