// Which figure of a month's report (modules/months/people_figures.h) is which bit of month_name.figures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::people {

// One bit set; 0 for a figure that codes/month_figure.csv does not have.
std::uint64_t MonthFigureBit(std::string_view figure);

// SQL on alias p (person) of whether a person counts in a figure: "UNIT:YYYY-MM:FIGURE", the unit being whose month it
// is (0: of the whole store). kBadInput for anything else.
Result<std::string> MonthFigureSql(std::string_view text);

}  // namespace gq::people
