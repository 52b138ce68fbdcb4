#include "base/phone.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(Phone, Habits) {
  for (const std::string_view text : {"13812345678", " 138 1234 5678", "138-1234-5678", "+86 13812345678",
                                      "008613812345678", "8613812345678", "１３８１２３４５６７８", "13812345678.0",
                                      "13812345678/13912345678", "无；13812345678", "13812345678 13912345678"}) {
    const auto phone = Phone::Parse(text);
    ASSERT_TRUE(phone) << text;
    EXPECT_EQ(phone->Reveal(), "13812345678") << text;
    EXPECT_EQ(phone->kind(), PhoneKind::kMobile);
  }
  EXPECT_EQ(Phone::Parse("(0743)8222123")->Reveal(), "0743-8222123");
  EXPECT_EQ(Phone::Parse("0743-8222123转12")->Reveal(), "0743-8222123-12");
  EXPECT_EQ(Phone::Parse("01082221234")->Reveal(), "010-82221234");
  for (const std::string_view bad :
       {"", "无", "1381234567", "12812345678", "8222123", "138123456789", "0000-8222123"}) {
    EXPECT_FALSE(Phone::Parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace gq
