// The season of a departure: whole weeks since the last 正月十五 (FD-06; the lunar calendar moves by up to a month
// against the solar one, so months would not do). 0 … 55; kNoSeason outside the table of base/lunar_date.h. Pure.
#pragma once

#include "base/lunar_date.h"
#include "engines/matching/matching.h"

namespace gq::matching {

inline std::uint8_t WeeksSinceLantern(Date day) {
  const auto lunar = ToLunar(day);
  if (!lunar) return kNoSeason;
  for (const int year : {lunar->year, lunar->year - 1}) {
    const auto feast = ToSolar({year, 1, 15, false});
    if (feast && *feast <= day) return static_cast<std::uint8_t>((day.days() - feast->days()) / 7);
  }
  return kNoSeason;
}

}  // namespace gq::matching
