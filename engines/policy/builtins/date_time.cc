// Date and time functions (DMN 1.5, 10.3.4.6) and is() (10.3.4.9).
#include <array>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

CalendarDate DateOf(const Value& value) { return value.IsDate() ? value.date() : value.date_time().date; }

Value Is(const Arguments& a) { return Value::Boolean(Identical(a[0], a[1])); }

Value Now(const Arguments& a) {
  const auto& now = a.machine.options().now;
  return now ? Value::OfDateTime(*now)
             : a.Error("没有给出当前时刻：求值时请写明业务日期（命令行加 --as-of YYYY-MM-DD）");
}

Value Today(const Arguments& a) {
  const auto& now = a.machine.options().now;
  return now ? Value::OfDate(now->date)
             : a.Error("没有给出今天的日期：求值时请写明业务日期（命令行加 --as-of YYYY-MM-DD）");
}

Value DayOfYearOf(const Arguments& a) { return Value::Integer(DayOfYear(DateOf(a[0]))); }
Value WeekOfYearOf(const Arguments& a) { return Value::Integer(WeekOfYear(DateOf(a[0]))); }

Value DayOfWeekOf(const Arguments& a) {
  static constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};
  return Value::Text(kDays[static_cast<std::size_t>(WeekdayOf(DateOf(a[0]))) - 1]);
}

Value MonthOfYearOf(const Arguments& a) {
  static constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};
  return Value::Text(kMonths[DateOf(a[0]).month - 1]);
}

constexpr BuiltinRow kRows[] = {
    {"is", "value1:a?, value2:a?", Is},
    {"now", "", Now},
    {"today", "", Today},
    {"day of year", "date:d", DayOfYearOf},
    {"day of week", "date:d", DayOfWeekOf},
    {"month of year", "date:d", MonthOfYearOf},
    {"week of year", "date:d", WeekOfYearOf},
};

}  // namespace

std::span<const BuiltinRow> DateTimeBuiltins() { return kRows; }

}  // namespace gq::policy
