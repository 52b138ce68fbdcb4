#include "modules/subsidies/claims.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gq::subsidies {
namespace {

TEST(Claims, NegativeCountsAndSumsAreRejectedByRowAndColumn) {
  const std::string path = testing::TempDir() + "claims_test_negative.csv";
  std::ofstream(path) << "person,rule,event_date,amount,receipts,paid_before_fen\n"
                         "a,R-FZ3,2019-03-01,,,-500000\n"
                         "b,R-FZ3,2019-03-01,,,0\n"
                         "c,R-FZ3,2019-03-01,,,300000\n"
                         "d,R-XX20,2019-03-01,500,-1,\n"
                         "e,R-XX20,2019-03-01,500,有,\n"
                         "f,R-XX20,2019-03-01,-5,1,\n";
  std::vector<FileReject> rejects;
  const auto claims = ReadClaims(path, rejects);
  std::filesystem::remove(path);
  ASSERT_TRUE(claims) << claims.error().ToString();
  ASSERT_EQ(claims->size(), 3U);
  EXPECT_EQ((*claims)[0].person, "b");
  EXPECT_EQ((*claims)[1].paid_before_fen, 300'000);
  ASSERT_EQ(rejects.size(), 3U);
  EXPECT_EQ(rejects[2].column, "amount");
  EXPECT_EQ(rejects[0].column, "paid_before_fen");
  EXPECT_EQ(rejects[0].reason, "不能是负数");
  EXPECT_EQ(rejects[1].column, "receipts");
  EXPECT_EQ((*claims)[2].receipts, 1);
}

}  // namespace
}  // namespace gq::subsidies
