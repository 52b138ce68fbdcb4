// Working days of China (a.7.3, D16): Saturdays and Sundays off, but for what the State Council's yearly notices say.
// The table is data: rules/calendar/holidays.csv, a line a holiday: year, name, from, to, make-up working days (";"
// between them), document. A year that it does not know has its weekends only, and that is said. Constant once read;
// thread-safe.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace gq::claims {

class WorkingDays {
 public:
  // kFile names line and column: no date, a period that ends before it begins, a make-up day on a weekday.
  static Result<WorkingDays> FromText(std::string_view csv);
  // rules/calendar/holidays.csv, read again when it has changed. No file: weekends only.
  static Result<WorkingDays> Current();

  bool Works(Date day) const;
  bool Knows(int year) const { return documents_.count(year) != 0; }
  // The n-th working day from a day on, that day included if it is one. n from 1.
  Date Nth(Date from, int n) const;
  // What a period between two days is counted by, Chinese: the documents, or which years are not in the table.
  std::string Basis(Date from, Date to) const;

 private:
  std::set<Date> off_, on_;
  std::map<int, std::set<std::string>> documents_;
};

}  // namespace gq::claims
