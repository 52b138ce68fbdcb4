#include "base/lunar_date.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace gq {
namespace {

Date Ymd(int y, int m, int d) { return *Date::FromYmd(y, m, d); }

// New moon number k after 2000-01-06 in days of terrestrial time since 2000-01-01 12:00 (J. Meeus, Astronomical
// Algorithms, ch. 49).
double NewMoon(double k) {
  const double t = k / 1236.85, rad = M_PI / 180;
  const double e = 1 - 0.002516 * t - 0.0000074 * t * t;
  const double m = rad * (2.5534 + 29.10535670 * k - 0.0000014 * t * t);
  const double p = rad * (201.5643 + 385.81693528 * k + 0.0107582 * t * t + 0.00001238 * t * t * t);
  const double f = rad * (160.7108 + 390.67050284 * k - 0.0016118 * t * t);
  const double o = rad * (124.7746 - 1.56375588 * k + 0.0020672 * t * t);
  double day = 5.09766 + 29.530588861 * k + 0.00015437 * t * t;
  day += -0.40720 * std::sin(p) + 0.17241 * e * std::sin(m) + 0.01608 * std::sin(2 * p) + 0.01039 * std::sin(2 * f) +
         0.00739 * e * std::sin(p - m) - 0.00514 * e * std::sin(p + m) + 0.00208 * e * e * std::sin(2 * m) -
         0.00111 * std::sin(p - 2 * f) - 0.00057 * std::sin(p + 2 * f) + 0.00056 * e * std::sin(2 * p + m) -
         0.00042 * std::sin(3 * p) + 0.00042 * e * std::sin(m + 2 * f) + 0.00038 * e * std::sin(m - 2 * f) -
         0.00024 * e * std::sin(2 * p - m) - 0.00017 * std::sin(o) +
         0.000325 * std::sin(rad * (299.77 + 0.107408 * k)) + 0.000165 * std::sin(rad * (251.88 + 0.016321 * k)) +
         0.000164 * std::sin(rad * (251.83 + 26.651886 * k));
  return day;
}

// Every month of the table begins on the day (120°E; Peking's own meridian before 1929) of an astronomical new moon.
// Two new moons fall within ten minutes of midnight, where calendars were set by decree: 1906-04-23/24 and
// 2057-09-28/29.
TEST(LunarDate, MonthsBeginAtNewMoon) {
  std::set<int> clear, doubtful;
  for (int k = -1240; k <= 1255; ++k) {
    const double moon = NewMoon(k);
    const double year = 2000 + moon / 365.25;
    const double u = (year - 2000) / 100;
    const double delta_seconds = year < 1930   ? 10
                                 : year < 1990 ? 40
                                               : 64 + 60 * u;  // terrestrial minus universal time, roughly
    const double local = moon - delta_seconds / 86400 + (year >= 1929 ? 8.0 : 7.7611) / 24 + 0.5;
    const int day = 10957 + static_cast<int>(std::floor(local));
    const double to_midnight = std::min(local - std::floor(local), std::ceil(local) - local);
    (to_midnight * 1440 < 10 ? doubtful : clear).insert(day);
    if (to_midnight * 1440 < 10) doubtful.insert(local - std::floor(local) < 0.5 ? day - 1 : day + 1);
  }
  int months = 0;
  for (Date day = Ymd(1900, 1, 31); day < Ymd(2101, 1, 29); day = day.AddDays(1)) {
    const auto lunar = ToLunar(day);
    ASSERT_TRUE(lunar) << day.ToString();
    if (doubtful.count(day.days()) != 0) continue;
    EXPECT_EQ(lunar->day == 1, clear.count(day.days()) != 0) << day.ToString();
    months += lunar->day == 1;
  }
  EXPECT_GT(months, 2450);
}

TEST(LunarDate, RoundTripsEveryDay) {
  for (Date day = Ymd(1900, 1, 31); day < Ymd(2101, 1, 29); day = day.AddDays(1)) {
    const auto lunar = ToLunar(day);
    ASSERT_TRUE(lunar) << day.ToString();
    ASSERT_EQ(ToSolar(*lunar), day) << day.ToString();
  }
  EXPECT_FALSE(ToLunar(Ymd(1900, 1, 30)));
  EXPECT_FALSE(ToLunar(Ymd(2101, 1, 29)));
}

TEST(LunarDate, NewYearsOfTheHolidayNotices) {
  const std::vector<Date> known = {Ymd(1949, 1, 29), Ymd(1954, 2, 3),  Ymd(1966, 1, 21), Ymd(1978, 2, 7),
                                   Ymd(1985, 2, 20), Ymd(1997, 2, 7),  Ymd(2000, 2, 5),  Ymd(2008, 2, 7),
                                   Ymd(2012, 1, 23), Ymd(2015, 2, 19), Ymd(2019, 2, 5),  Ymd(2020, 1, 25),
                                   Ymd(2021, 2, 12), Ymd(2022, 2, 1),  Ymd(2023, 1, 22), Ymd(2024, 2, 10),
                                   Ymd(2025, 1, 29), Ymd(2026, 2, 17), Ymd(2027, 2, 6),  Ymd(2030, 2, 3)};
  for (const Date day : known) EXPECT_EQ(ToLunar(day), (LunarDate{day.year(), 1, 1, false})) << day.ToString();
}

TEST(LunarDate, LeapMonths) {
  const std::vector<std::pair<int, int>> leaps = {{2012, 4}, {2014, 9}, {2017, 6}, {2020, 4}, {2023, 2},
                                                  {2025, 6}, {2028, 5}, {2031, 3}, {2033, 11}};
  for (int year = 2012; year <= 2033; ++year) {
    int leap = 0;
    for (int month = 1; month <= 12; ++month) {
      if (ToSolar({year, month, 1, true})) leap = month;
    }
    int expected = 0;
    for (const auto& [leap_year, month] : leaps) {
      if (leap_year == year) expected = month;
    }
    EXPECT_EQ(leap, expected) << year;
  }
}

TEST(LunarDate, Text) {
  EXPECT_EQ(ToLunar(Ymd(2026, 8, 21))->ToText(), "七月初九");
  EXPECT_EQ(ToLunar(Ymd(2026, 8, 21))->ToLongText(), "二〇二六年七月初九");
  EXPECT_EQ((LunarDate{2025, 6, 21, true}).ToText(), "闰六月廿一");
  EXPECT_EQ((LunarDate{2025, 12, 30, false}).ToText(), "腊月三十");
  EXPECT_EQ((LunarDate{2025, 11, 20, false}).ToText(), "冬月二十");
  EXPECT_EQ((LunarDate{2026, 1, 15, false}).ToText(), "正月十五");
  EXPECT_FALSE(ToSolar({2026, 6, 1, true}));
  EXPECT_FALSE(ToSolar({2026, 1, 31, false}));
}

}  // namespace
}  // namespace gq
