#include "base/credit_code.h"

#include <gtest/gtest.h>

#include <random>

namespace gq {
namespace {

// Codes that firms publish on their own licences.
TEST(CreditCode, PublishedCodes) {
  for (const std::string_view good :
       {"91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91110108551385082Q"}) {
    EXPECT_EQ(WhyNotCreditCode(good), "") << good;
  }
}

TEST(CreditCode, AcceptsHabitsAndKeepsThePlace) {
  const auto code = CreditCode::Parse("９１350100-M000100y43 ");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->text(), "91350100M000100Y43");
  EXPECT_EQ(code->region_prefix(), 350100);
  EXPECT_EQ(CreditCode().text(), "");
}

// The weights are 3^i mod 31, so every single wrong character is caught.
TEST(CreditCode, EverySingleSlipIsCaught) {
  const std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::string good = "91433122";
    for (int i = 0; i < 9; ++i) good += alphabet[random() % 31];
    good += CreditCheckCharacter(good);
    ASSERT_TRUE(CreditCode::Parse(good));
    for (std::size_t at = 0; at < 18; ++at) {
      for (const char c : alphabet) {
        auto bad = good;
        bad[at] = c;
        ASSERT_EQ(CreditCode::Parse(bad).has_value(), bad == good);
      }
    }
  }
}

TEST(CreditCode, SaysWhyNot) {
  EXPECT_NE(WhyNotCreditCode(""), "");
  EXPECT_NE(WhyNotCreditCode("91350100M000100Y4"), "");
  EXPECT_NE(WhyNotCreditCode("91350100M000100YI3"), "");
  EXPECT_NE(WhyNotCreditCode("91350100M000100Y44"), "");
  EXPECT_EQ(OrganisationCheckCharacter("D2143569"), 'X');  // the example of GB 11714
}

}  // namespace
}  // namespace gq
