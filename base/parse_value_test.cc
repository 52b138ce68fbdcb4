#include "base/parse_value.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(ParseDate, EveryHabit) {
  for (const std::string_view text : {"2025-1-3",
                                      "2025-01-03",
                                      "2025/1/3",
                                      "2025.1.3",
                                      "2025.01.03",
                                      "20250103",
                                      "2025年1月3日",
                                      "2025年01月03日",
                                      "2025年1月3号",
                                      "2025年1月3",
                                      "２０２５－１－３",
                                      "２０２５年１月３日",
                                      " 2025 年 1 月 3 日 ",
                                      "2025-01-03 08:30:00",
                                      "2025/1/3 8:30",
                                      "2025-01-03T08:30:00Z",
                                      "2025年1月3日 8时30分",
                                      "45660",
                                      "45660.0",
                                      "'2025-01-03",
                                      "20250103.0",
                                      "45660.5",
                                      "45660.354167",
                                      "2025年元月3日",
                                      "二〇二五年一月三日",
                                      "二零二五年元月三日",
                                      "二○二五年一月三号",
                                      "2025年一月3日",
                                      "2025年1月3日星期五",
                                      "2025年1月3日 星期五",
                                      "2025-01-03（周五）",
                                      "2025年1月3日(星期五) 8:30",
                                      "2025—1—3",
                                      "2025——1——3",
                                      "2025–01–03",
                                      "2025、1、3",
                                      "2025 1 3",
                                      "2025 01 03",
                                      "2025 - 1 - 3",
                                      "2025 1 3 8:30",
                                      "2025/1/3 上午 8:30",
                                      "2025年1月3日8时30分",
                                      "3-Jan-2025",
                                      "03 January 2025",
                                      "Jan 3, 2025",
                                      "January 3 2025",
                                      "2025-Jan-03",
                                      "3JAN2025",
                                      "Jan. 3, 2025"}) {
    const auto date = ParseDate(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->ToString(), "2025-01-03") << text;
  }
}

TEST(ParseDate, Serials) {
  EXPECT_EQ(ParseDate("45678")->ToString(), "2025-01-21");
  EXPECT_EQ(ParseDate("25569")->ToString(), "1970-01-01");
  EXPECT_EQ(ParseDate("36526")->ToString(), "2000-01-01");
}

TEST(ParseDate, MonthsNeedADay) {
  EXPECT_FALSE(ParseDate("2025年1月"));
  EXPECT_EQ(ParseDate("2025年1月", 1)->ToString(), "2025-01-01");
  EXPECT_EQ(ParseDate("202502", 31)->ToString(), "2025-02-28");
  EXPECT_EQ(ParseDate("2024.2", 30)->ToString(), "2024-02-29");
  for (const std::string_view text : {"2025年1月份", "2025年元月", "2025年元月份", "二〇二五年一月", "2025 1", "2025—1",
                                      "Jan 2025", "Jan-2025", "2025、1"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
    ASSERT_TRUE(ParseDate(text, 1)) << text;
    EXPECT_EQ(ParseDate(text, 1)->ToString(), "2025-01-01") << text;
  }
}

TEST(ParseDate, Numerals) {
  EXPECT_EQ(ParseDate("一九九八年十二月三十一日")->ToString(), "1998-12-31");
  EXPECT_EQ(ParseDate("二OO五年十月一日")->ToString(), "2005-10-01");
  EXPECT_EQ(ParseDate("二〇二五年十月二十日")->ToString(), "2025-10-20");
  EXPECT_EQ(ParseDate("二〇二五年十一月廿一日")->ToString(), "2025-11-21");
  EXPECT_EQ(ParseDate("二〇二五年十二月卅一日")->ToString(), "2025-12-31");
  for (const std::string_view bad : {"二五年一月三日", "二OO年一月三日", "二〇二五年一二月三日", "二〇二五年十十月三日",
                                     "二〇二五年三十月三日", "二十十五年一月一日", "一月三日", "十"})
    EXPECT_FALSE(ParseDate(bad)) << bad;
}

TEST(ParseDate, LunarDaysAreNamedAsSuch) {
  for (const std::string_view lunar : {"正月十五", "2025年正月初三", "农历2025年1月3日", "二〇二四年腊月廿三"}) {
    const auto date = ParseDate(lunar);
    ASSERT_FALSE(date) << lunar;
    EXPECT_EQ(date.error().message, "这是农历日期") << lunar;
  }
}

TEST(ParseDate, RejectsTheRest) {
  for (const std::string_view bad : {"",
                                     " ",
                                     "不详",
                                     "2025-13-1",
                                     "2025-2-30",
                                     "2025-02-29",
                                     "1-3-2025",
                                     "25-1-3",
                                     "2025--1-3",
                                     "-2025-1-3",
                                     "2025-1-3-4",
                                     "2025-1-",
                                     "2025-1-3a",
                                     "2025",
                                     "123",
                                     "9999",
                                     "123456",
                                     "250103",
                                     "99999999",
                                     "20251301",
                                     "1899-12-31",
                                     "2201-01-01",
                                     "2025年1日",
                                     "3-Jan-25",
                                     "Jan-25",
                                     "Jan 3",
                                     "2025年1月—2025年3月",
                                     "2024—2025",
                                     "2025年1月3日起",
                                     "3/1/2025",
                                     "2025年1月3日星期八",
                                     "Jan Feb 2025",
                                     "2025 2025 Jan",
                                     "2025年3Q",
                                     "12345.",
                                     "2025,"}) {
    const auto date = ParseDate(bad);
    EXPECT_FALSE(date) << bad;
    if (!date) {
      EXPECT_FALSE(date.error().hint.empty()) << bad;
    }
  }
}

// Any date, written in any habit, is read back.
TEST(ParseDate, RoundTrips) {
  for (int i = 0; i < 40'000; i += 37) {
    const Date date = Date::FromYmd(1930, 1, 1)->AddDays(i);
    const std::string y = std::to_string(date.year()), m = std::to_string(date.month()), d = std::to_string(date.day());
    for (const auto& text :
         {date.ToString(), std::to_string(date.ToYmdInt()), y + "/" + m + "/" + d, y + "." + m + "." + d,
          y + "年" + m + "月" + d + "日", std::to_string(date.days() + 25569)}) {
      ASSERT_EQ(ParseDate(text).value(), date) << text;
    }
  }
}

TEST(ParseMonth, EveryHabit) {
  for (const std::string_view text :
       {"2025-1", "2025-01", "2025/01", "2025.1", "2025年1月", "2025年01月", "202501", "202501.0", "2025-01-31"}) {
    const auto month = ParseMonth(text);
    ASSERT_TRUE(month) << text;
    EXPECT_EQ(month->ToInt(), 202501) << text;
  }
  for (const std::string_view bad : {"", "2025", "2025-13", "202513", "一月"}) EXPECT_FALSE(ParseMonth(bad)) << bad;
}

TEST(ParseInteger, Habits) {
  EXPECT_EQ(*ParseInteger("1,234"), 1234);
  EXPECT_EQ(*ParseInteger("１２３４"), 1234);
  EXPECT_EQ(*ParseInteger(" 12人 "), 12);
  EXPECT_EQ(*ParseInteger("12.0"), 12);
  EXPECT_EQ(*ParseInteger("-3"), -3);
  for (const std::string_view bad : {"", "-", "12.5", "十二", "1e3", "99999999999999999999", ".0"})
    EXPECT_FALSE(ParseInteger(bad)) << bad;
}

TEST(ParseOthers, Habits) {
  EXPECT_EQ(ParseMoney("３５００元")->value(), 350000);
  EXPECT_FALSE(ParseMoney("面议"));
  for (const std::string_view yes : {"是", "有", "√", "Y", " yes", "TRUE", "1", "愿意"})
    EXPECT_TRUE(*ParseBool(yes)) << yes;
  for (const std::string_view no : {"否", "无", "×", "N", "no", "0", "不愿意", "没有"})
    EXPECT_FALSE(*ParseBool(no)) << no;
  EXPECT_FALSE(ParseBool("也许"));
  EXPECT_FALSE(ParseBool(""));
  EXPECT_EQ(*ParseSex("男"), "1");
  EXPECT_EQ(*ParseSex("２"), "2");
  EXPECT_FALSE(ParseSex("人"));
}

}  // namespace
}  // namespace gq
