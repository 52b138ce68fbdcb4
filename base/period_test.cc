#include "base/period.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

Period Days(int from, int to) { return {Date::FromDays(from), Date::FromDays(to)}; }

// Against sets of days, for every pair of short periods.
TEST(Period, AgreesWithSetsOfDays) {
  for (int a = 0; a < 6; ++a) {
    for (int b = -1; b < 6; ++b) {
      const Period first = Days(a, b);
      int length = 0;
      for (int day = 0; day < 8; ++day) length += first.Contains(Date::FromDays(day));
      EXPECT_EQ(first.days(), length);
      EXPECT_EQ(first.empty(), length == 0);
      for (int c = 0; c < 6; ++c) {
        for (int d = -1; d < 6; ++d) {
          const Period second = Days(c, d);
          int common = 0;
          for (int day = 0; day < 8; ++day) {
            common += first.Contains(Date::FromDays(day)) && second.Contains(Date::FromDays(day));
          }
          EXPECT_EQ(Overlap(first, second), common > 0);
          const auto both = Intersect(first, second);
          EXPECT_EQ(both ? both->days() : 0, common);
        }
      }
    }
  }
}

TEST(Period, Months) {
  EXPECT_EQ((Period{*Date::Parse("2018-03-01"), *Date::Parse("2019-02-28")}).months(), 12);
  EXPECT_EQ((Period{*Date::Parse("2018-03-01"), *Date::Parse("2019-02-27")}).months(), 11);
}

}  // namespace
}  // namespace gq
