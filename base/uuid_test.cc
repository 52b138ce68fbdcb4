#include "base/uuid.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

// The example of RFC 9562, appendix A.6: time 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
TEST(Uuid, VersionSeven) {
  const Uuid id = Uuid::MakeV7(0x017F22E279B0, {0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f});
  EXPECT_EQ(id.ToString(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  EXPECT_EQ(Uuid::Parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), id);
  EXPECT_EQ(Uuid::FromBytes(id.ToBytes()), id);
  EXPECT_FALSE(id.IsNil());
}

TEST(Uuid, OrdersByTime) {
  const std::array<std::uint8_t, 10> high = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  EXPECT_LT(Uuid::MakeV7(1000, high), Uuid::MakeV7(1001, {}));
}

TEST(Uuid, RejectsOtherText) {
  for (const std::string_view bad : {"", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e279b07cc398c4dc0c0c07398f0000",
                                     "017f22e2-79b0-7cc3-98c4-dc0c0c07398g"}) {
    EXPECT_FALSE(Uuid::Parse(bad)) << bad;
  }
  EXPECT_TRUE(Uuid::FromBytes("short").IsNil());
}

}  // namespace
}  // namespace gq
