#include "base/mask.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(Mask, Levels) {
  EXPECT_EQ(MaskValue(MaskKind::kName, "张三", 0), "张*");
  EXPECT_EQ(MaskValue(MaskKind::kName, "阿依古丽·买买提", 0), "阿******提");
  EXPECT_EQ(MaskValue(MaskKind::kName, "张三", 1), "张三");
  EXPECT_EQ(MaskValue(MaskKind::kIdNumber, "433124199203050427", 1), "433***********0427");
  EXPECT_EQ(MaskValue(MaskKind::kIdNumber, "433124199203050427", 0), "43*************427");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 1), "138****1234");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 0), "");
  EXPECT_EQ(MaskValue(MaskKind::kBank, "6222021234567890", 2), "************7890");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "123", 1), "***");  // too short to show anything
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 3), "13800001234");
}

}  // namespace
}  // namespace gq
