// Working days by the State Council's notices; the table that the program brings along is checked for what no notice
// can say.
#include "modules/claims/working_days.h"

#include <gtest/gtest.h>

namespace gq::claims {
namespace {

Date Day(const char* text) { return *Date::Parse(text); }

class WorkingDaysTest : public testing::Test {
 protected:
  void SetUp() override {
    auto read = WorkingDays::Current();
    ASSERT_TRUE(read) << read.error().ToString();
    days_ = *std::move(read);
  }
  WorkingDays days_;
};

TEST_F(WorkingDaysTest, HolidaysAreOffAndMakeUpDaysAreNot) {
  EXPECT_FALSE(days_.Works(Day("2024-02-12")));
  EXPECT_TRUE(days_.Works(Day("2024-02-18"))) << "Sunday after the Spring Festival, made up";
  EXPECT_TRUE(days_.Works(Day("2024-02-09"))) << "New Year's Eve was a working day in 2024";
  EXPECT_FALSE(days_.Works(Day("2020-02-01"))) << "made up in the first notice, a holiday in the second";
  EXPECT_TRUE(days_.Works(Day("2020-02-03")));
  EXPECT_FALSE(days_.Works(Day("2026-10-07")));
  EXPECT_TRUE(days_.Works(Day("2026-10-10"))) << "Saturday";
  EXPECT_FALSE(days_.Works(Day("2026-10-11")));
}

TEST_F(WorkingDaysTest, FiveWorkingDaysOverAHolidayAndWithoutOne) {
  EXPECT_EQ(days_.Nth(Day("2024-05-06"), 5), Day("2024-05-10"));
  EXPECT_EQ(days_.Nth(Day("2026-09-29"), 5), Day("2026-10-10")) << "29, 30, 8, 9 and Saturday the 10th";
  EXPECT_EQ(days_.Nth(Day("2026-10-03"), 1), Day("2026-10-08")) << "put up on a holiday";
  EXPECT_EQ(days_.Nth(Day("2026-09-01"), 1), Day("2026-09-01"));
}

TEST_F(WorkingDaysTest, AYearWithoutATableSaysSo) {
  EXPECT_FALSE(days_.Knows(2040));
  EXPECT_EQ(days_.Nth(Day("2040-10-01"), 5), Day("2040-10-05")) << "Monday to Friday: weekends only";
  EXPECT_NE(days_.Basis(Day("2040-10-01"), Day("2040-10-05")).find("2040 年的放假安排没有载入"), std::string::npos);
  const std::string both = days_.Basis(Day("2026-12-28"), Day("2027-01-05"));
  EXPECT_NE(both.find("2027 年"), std::string::npos) << both;
  EXPECT_NE(both.find("国办发明电〔2025〕7号"), std::string::npos) << both;
  EXPECT_EQ(days_.Basis(Day("2024-05-06"), Day("2024-05-10")), "放假调休按国办发明电〔2023〕7号");
}

// Paid holidays are 11 days a year, from 2025 on 13; a notice moves weekends about and neither takes nor gives days.
TEST_F(WorkingDaysTest, ANoticeMovesDaysAndGivesOnlyTheHolidaysOfTheLaw) {
  for (int year = 2019; year <= 2026; ++year) {
    ASSERT_TRUE(days_.Knows(year)) << year;
    int weekdays = 0, working = 0;
    for (Date day = *Date::FromYmd(year, 1, 1); day.year() == year; day = day.AddDays(1)) {
      weekdays += ((day.days() % 7 + 7) % 7 == 2 || (day.days() % 7 + 7) % 7 == 3) ? 0 : 1;
      working += days_.Works(day) ? 1 : 0;
    }
    // A holiday of the law on a weekend is made up for, so as many weekdays go as the law has days; up to two days lie
    // in the notice of the year beside it, and 2020 had one Monday-to-Friday day less and a Saturday less.
    const int law = year >= 2025 ? 13 : 11;
    EXPECT_NEAR(weekdays - working, law, 2) << year;
  }
}

TEST(WorkingDaysText, BadLinesAreNamed) {
  const auto error_of = [](const std::string& line) {
    const auto read = WorkingDays::FromText("year,name,from,to,workdays,document\n" + line + "\n");
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(error_of("2026,元旦,2026-01-03,2026-01-01,,某号").find("第 2 行：起止日期不对"), std::string::npos);
  EXPECT_NE(error_of("2026,元旦,2026-01-01,2026-01-03,2026-01-05,某号").find("不是周六、周日"), std::string::npos);
  EXPECT_NE(error_of("2026,元旦,2026-01-01,2026-01-03,,").find("没有写文号"), std::string::npos);
  EXPECT_NE(error_of("2025,元旦,2026-01-01,2026-01-03,,某号").find("年份与日期不符"), std::string::npos);
  EXPECT_NE(error_of("2026,元旦,2026-01-01,2026-01-03").find("六列"), std::string::npos);
  EXPECT_NE(error_of("2026,元旦,2026-01-01,2026-01-03,2026-01-03,某号").find("既放假又补班"), std::string::npos);
  EXPECT_EQ(error_of("2026,元旦,2026-01-01,2026-01-03,2026-01-04,某号"), "");
}

}  // namespace
}  // namespace gq::claims
