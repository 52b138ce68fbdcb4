#include "base/unit_code.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(UnitCode, LevelsAndRanges) {
  const auto village = *UnitCode::Parse("433124106203");
  EXPECT_EQ(village.level(), RegionLevel::kVillage);
  EXPECT_EQ(village.Parent().ToString(), "433124106000");
  EXPECT_EQ(village.Parent().level(), RegionLevel::kTownship);
  EXPECT_EQ(village.At(RegionLevel::kCounty).county6(), 433124);
  EXPECT_EQ(village.At(RegionLevel::kPrefecture).ToString(), "433100000000");
  EXPECT_EQ(village.At(RegionLevel::kProvince).level(), RegionLevel::kProvince);
  EXPECT_EQ(village.At(RegionLevel::kCountry), UnitCode());
  EXPECT_EQ(UnitCode().Parent(), UnitCode());
  EXPECT_EQ(UnitCode::Parse("43")->low(), 430000000000);
  EXPECT_EQ(UnitCode::Parse("43")->high(), 439999999999);
  EXPECT_EQ(UnitCode::Parse("433124")->high(), 433124999999);
  EXPECT_EQ(village.low(), village.high());
}

// Each ancestor contains its descendant, and a subtree is exactly the codes with the ancestor's digits.
TEST(UnitCode, RangeIsPrefix) {
  for (const std::string_view text : {"43", "4331", "433124", "433124106", "433124106203"}) {
    const auto code = *UnitCode::Parse(text);
    for (const std::int64_t other : {429999999999, 430000000000, 433099999999, 433100000000, 433124000000, 433124106203,
                                     433124106204, 433125000000, 440000000000}) {
      EXPECT_EQ(code.Contains(UnitCode::FromInt(other)), std::to_string(other).substr(0, text.size()) == text)
          << text << " " << other;
    }
  }
}

TEST(UnitCode, ReadsHabitsAndRejectsTheRest) {
  EXPECT_EQ(UnitCode::Parse(" ４３３１２４ ")->value(), 433124000000);
  EXPECT_EQ(UnitCode::Parse("433124106203.0")->value(), 433124106203);
  for (const std::string_view bad : {"", "4", "433", "43312", "4331241", "4331241062030", "43312a", "00", "花垣县"})
    EXPECT_FALSE(UnitCode::Parse(bad)) << bad;
  EXPECT_EQ(UnitCode::FromInt(433124), UnitCode());
}

}  // namespace
}  // namespace gq
