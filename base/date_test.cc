#include "base/date.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

Date Ymd(int y, int m, int d) { return *Date::FromYmd(y, m, d); }

// A calendar of its own: walks day by day over the whole range.
TEST(Date, AgreesWithACountingCalendar) {
  const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int32_t days = -25567;  // 1900-01-01
  for (int y = 1900; y <= 2200; ++y) {
    const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    for (int m = 1; m <= 12; ++m) {
      const int last = lengths[m - 1] + (m == 2 && leap ? 1 : 0);
      for (int d = 1; d <= last; ++d, ++days) {
        const auto date = Date::FromYmd(y, m, d);
        ASSERT_TRUE(date);
        ASSERT_EQ(date->days(), days);
        ASSERT_EQ(date->ToYmdInt(), y * 10000 + m * 100 + d);
        ASSERT_EQ(Date::Parse(date->ToString()), date);
      }
      ASSERT_FALSE(Date::FromYmd(y, m, last + 1));
      ASSERT_EQ(Month::FromInt(y * 100 + m)->Last(), Ymd(y, m, last));
    }
  }
  EXPECT_FALSE(Date::FromYmd(1899, 12, 31) || Date::FromYmd(2201, 1, 1) || Date::FromYmd(2026, 0, 1) ||
               Date::FromYmd(2026, 13, 1));
}

TEST(Date, ParsesOneFormOnly) {
  for (const std::string_view bad :
       {"", "2026-8-21", "2026/08/21", "2026-02-29", "2026-08-21 ", "20260821", "2026-0a-01", "-026-01-01"}) {
    EXPECT_FALSE(Date::Parse(bad)) << bad;
  }
}

TEST(Date, AddMonthsFallsOnTheLastDay) {
  EXPECT_EQ(Ymd(2024, 1, 31).AddMonths(1), Ymd(2024, 2, 29));
  EXPECT_EQ(Ymd(2023, 1, 31).AddMonths(1), Ymd(2023, 2, 28));
  EXPECT_EQ(Ymd(2024, 2, 29).AddMonths(12), Ymd(2025, 2, 28));
  EXPECT_EQ(Ymd(2024, 3, 31).AddMonths(-1), Ymd(2024, 2, 29));
  EXPECT_EQ(Ymd(2023, 11, 30).AddMonths(3), Ymd(2024, 2, 29));
}

// D2: n months are complete on the day before the corresponding day.
TEST(Date, CompleteMonths) {
  EXPECT_EQ(CompleteMonths(Ymd(2018, 3, 1), Ymd(2019, 2, 28)), 12);
  EXPECT_EQ(CompleteMonths(Ymd(2018, 3, 1), Ymd(2019, 2, 27)), 11);
  EXPECT_EQ(CompleteMonths(Ymd(2017, 1, 1), Ymd(2017, 6, 30)), 6);
  EXPECT_EQ(CompleteMonths(Ymd(2017, 1, 15), Ymd(2017, 2, 14)), 1);
  EXPECT_EQ(CompleteMonths(Ymd(2017, 1, 31), Ymd(2017, 2, 27)), 1);
  EXPECT_EQ(CompleteMonths(Ymd(2017, 1, 31), Ymd(2017, 2, 26)), 0);
  EXPECT_EQ(CompleteMonths(Ymd(2017, 5, 1), Ymd(2017, 4, 30)), 0);
  // Against the definition itself: the greatest n with start + n months <= end + 1 day.
  for (int from = 0; from < 400; from += 3) {
    for (int length = 0; length < 800; length += 7) {
      const Date start = Ymd(2019, 1, 1).AddDays(from), end = start.AddDays(length);
      int n = 0;
      while (start.AddMonths(n + 1) <= end.AddDays(1)) ++n;
      ASSERT_EQ(CompleteMonths(start, end), n) << start.ToString() << " " << end.ToString();
    }
  }
}

TEST(Date, Age) {
  EXPECT_EQ(AgeOn(Ymd(2010, 8, 21), Ymd(2026, 8, 20)), 15);
  EXPECT_EQ(AgeOn(Ymd(2010, 8, 21), Ymd(2026, 8, 21)), 16);
  EXPECT_EQ(AgeOn(Ymd(2004, 2, 29), Ymd(2026, 2, 28)), 21);
  EXPECT_EQ(AgeOn(Ymd(2026, 2, 2), Ymd(2026, 1, 1)), 0);
}

TEST(Month, Arithmetic) {
  EXPECT_EQ(Month::Parse("2026-08")->AddMonths(-8).ToString(), "2025-12");
  EXPECT_EQ(Month::Parse("2025-12")->AddMonths(1).ToInt(), 202601);
  EXPECT_EQ(Month::Of(Ymd(2026, 8, 21)).First(), Ymd(2026, 8, 1));
  EXPECT_FALSE(Month::Parse("2026-13") || Month::Parse("2026-8") || Month::FromInt(202600));
}

TEST(Instant, Text) {
  const Instant instant(1'787'274'720'000'001);
  EXPECT_EQ(instant.ToIso(), "2026-08-21T01:12:00.000001Z");
  EXPECT_EQ(instant.LocalText(), "2026-08-21 09:12");
  EXPECT_EQ(Instant(-1).ToIso(), "1969-12-31T23:59:59.999999Z");
  for (const std::int64_t n : {-1LL, 0LL, 1'787'274'720'000'001LL})
    EXPECT_EQ(Instant::FromIso(Instant(n).ToIso()), Instant(n));
  for (const char* bad :
       {"", "2026-02-30T00:00:00.000000Z", "2026-01-01T24:00:00.000000Z", "2026-01-01 00:00:00.000000Z"})
    EXPECT_FALSE(Instant::FromIso(bad)) << bad;
  EXPECT_EQ(Instant(16LL * 3'600'000'000).DateInShanghai(), Ymd(1970, 1, 2));
}

}  // namespace
}  // namespace gq
