// The lunar calendar (农历), solar to lunar and back, from a table of our own for the lunar years 1900 … 2100.
//
// Departure seasons, fairs and birthdays are told in lunar dates (FD-06: 正月十五 fairs). ICU's Chinese calendar is not
// used: it gives New Year a day off in 1954, 2027 and 2030. The table holds the months of GB/T 33661-2017 (new moons at
// 120°E); the test beside it recomputes every new moon. Values; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.h"

namespace gq {

inline constexpr int kLunarYearFirst = 1900;  // begins on 1900-01-31
inline constexpr int kLunarYearLast = 2100;   // ends on 2101-01-28

struct LunarDate {
  int year = 0;   // the year in which the lunar year begins
  int month = 0;  // 1..12
  int day = 0;    // 1..30
  bool leap = false;

  std::string ToText() const;      // "七月初九", "闰四月廿一", "冬月十五", "腊月三十"
  std::string ToLongText() const;  // "二〇二六年七月初九"
  friend bool operator==(const LunarDate&, const LunarDate&) = default;
};

std::optional<LunarDate> ToLunar(Date date);          // nullopt: outside the table
std::optional<Date> ToSolar(const LunarDate& lunar);  // nullopt: no such month or day, or outside the table

}  // namespace gq
