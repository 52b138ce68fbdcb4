#include "kits/pdf/qr.h"

#include <gtest/gtest.h>

namespace gq::pdf {
namespace {

// The three finder patterns stand in their corners, and the dark square that the standard fixes.
TEST(Qr, HasItsFixedPatterns) {
  const auto grid = EncodeQr("https://gangqiao.example/v/GQ-7F3K");
  ASSERT_TRUE(grid);
  EXPECT_EQ((grid->side - 17) % 4, 0);
  const int last = grid->side - 7;
  for (const auto& [top, left] : {std::pair{0, 0}, std::pair{0, last}, std::pair{last, 0}}) {
    for (int i = 0; i < 7; ++i) {
      EXPECT_TRUE(grid->At(top, left + i));
      EXPECT_TRUE(grid->At(top + 6, left + i));
      EXPECT_TRUE(grid->At(top + i, left));
    }
    EXPECT_FALSE(grid->At(top + 1, left + 1));
    EXPECT_TRUE(grid->At(top + 3, left + 3));
  }
  EXPECT_TRUE(grid->At(grid->side - 8, 8));
}

TEST(Qr, RefusesNothingAndTooMuch) {
  EXPECT_FALSE(EncodeQr(""));
  EXPECT_FALSE(EncodeQr(std::string(2332, 'a')));
  EXPECT_TRUE(EncodeQr(std::string(2331, 'a')));
  EXPECT_TRUE(EncodeQr(std::string("\0\xff", 2)));
}

}  // namespace
}  // namespace gq::pdf
