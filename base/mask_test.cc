#include "base/mask.h"

#include <gtest/gtest.h>

namespace gq {
namespace {

TEST(Mask, Levels) {
  EXPECT_EQ(MaskValue(MaskKind::kName, "张三", 0), "张*");
  EXPECT_EQ(MaskValue(MaskKind::kName, "阿依古丽·买买提", 0), "阿******提");
  EXPECT_EQ(MaskValue(MaskKind::kName, "张三", 1), "张三");
  EXPECT_EQ(MaskValue(MaskKind::kIdNumber, "433124199203050427", 1), "433***************");
  EXPECT_EQ(MaskValue(MaskKind::kIdNumber, "433124199203050427", 0), "43****************");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 1), "138****1234");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 0), "");
  EXPECT_EQ(MaskValue(MaskKind::kBank, "6222021234567890", 2), "************7890");
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "123", 1), "***");  // too short to show anything
  EXPECT_EQ(MaskValue(MaskKind::kPhone, "13800001234", 3), "13800001234");
}

TEST(Mask, CellsHideLongNumbersHoweverTheyAreWritten) {
  EXPECT_EQ(MaskCell("433124199001010011"), "433***");
  EXPECT_EQ(MaskCell("４３３１２４１９９００１０１００１１"), "433***");
  EXPECT_EQ(MaskCell("１２组"), "１２组");
  // Dates stay, so that a column of dates can be told; numbers that begin like one do not.
  EXPECT_EQ(MaskCell("20250301"), "20250301");
  EXPECT_EQ(MaskCell("2025-03-01"), "2025-03-01");
  EXPECT_EQ(MaskCell("2025年03月01日"), "2025年03月01日");
  EXPECT_EQ(MaskCell("20250301123456789"), "202***");
  EXPECT_EQ(MaskCell("13907431234"), "139***");
  EXPECT_EQ(MaskCell("20253301"), "202***");
  EXPECT_EQ(MaskCell("电话13900000001、工资4500、2026-08-31"), "电话139***、工资4500、2026-08-31");
  EXPECT_EQ(MaskCell("43312419900101123X、123456、1234567"), "433***、123456、123***");
  EXPECT_EQ(MaskCell("433124 19900101 0011"), "433***");
  EXPECT_EQ(MaskCell("139-0743-1234 张三"), "139*** 张三");
  EXPECT_EQ(MaskCell("12345.67元"), "12345.67元");
  EXPECT_EQ(MaskCell("张三 13907431234"), "张三 139***");
  EXPECT_EQ(MaskCell(""), "");
}

TEST(Mask, AddressesAreCutAtTheTownshipOrTheVillage) {
  const std::string_view rural = "湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村3组12号";
  EXPECT_EQ(MaskValue(MaskKind::kAddress, rural, 0), "湖南省湘西土家族苗族自治州花垣县双龙镇");
  EXPECT_EQ(MaskValue(MaskKind::kAddress, rural, 1), "湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村");
  EXPECT_EQ(MaskValue(MaskKind::kAddress, rural, 2), rural);
  EXPECT_EQ(MaskValue(MaskKind::kAddress, "长沙市岳麓区学士街道联丰社区5栋", 0), "长沙市岳麓区学士街道");
  EXPECT_EQ(MaskValue(MaskKind::kAddress, "长沙市岳麓区学士街道联丰社区5栋", 1), "长沙市岳麓区学士街道联丰社区");
  EXPECT_EQ(MaskValue(MaskKind::kAddress, "3组12号", 1), "");
}

}  // namespace
}  // namespace gq
