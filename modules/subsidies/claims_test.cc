#include "modules/subsidies/claims.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kits/codes/region_tree.h"

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

TEST(Facts, WhatCannotBeReadIsRefusedInsteadOfDecidedWithoutIt) {
  const std::string path = testing::TempDir() + "facts_test.csv";
  std::ofstream(path) << "person,origin_region,work_region,target_group,unit_name\n"
                         "a,湖南省湘西州花垣县,福建省福州市,脱贫户,甲厂\n"
                         "b,湖南省湘西州花园县镇,福建省福州市,脱贫户,甲厂\n"
                         "c,湖南省湘西州花垣县,福建省福州市,富裕户,甲厂\n"
                         "d,湖南省湘西州花垣县,鼓楼区,脱贫户,甲厂\n"
                         "e,湖南省湘西州花垣县,福建省福州市,脱贫户,甲厂,车间\n"
                         "f,,,,\n";
  std::vector<FileReject> rejects;
  const auto regions = RegionTree::LoadInstalled();
  ASSERT_TRUE(regions);
  const auto facts = ReadFacts(path, *regions, *Date::FromYmd(2026, 8, 31), rejects);
  std::filesystem::remove(path);
  ASSERT_TRUE(facts) << facts.error().ToString();
  ASSERT_EQ(facts->size(), 2U);
  EXPECT_EQ((*facts)[0].tier, "outside");
  EXPECT_FALSE((*facts)[0].target_group.empty());
  EXPECT_EQ((*facts)[1].person, "f");
  ASSERT_EQ(rejects.size(), 4U);
  EXPECT_EQ(rejects[0].column, "origin_region");
  EXPECT_EQ(rejects[1].column, "target_group");
  EXPECT_EQ(rejects[2].reason, "这个地名不止一处");
  EXPECT_EQ(rejects[3].column, "");
}

TEST(Facts, ATimeThatEndsBeforeItBeginsIsRefused) {
  const std::string path = testing::TempDir() + "facts_test_order.csv";
  std::ofstream(path) << "person,unit,spell_start,spell_end,contract_start,contract_end,insured_from,insured_to\n"
                         "a,u,2019-12-01,2019-11-30,,,,\n"
                         "b,u,2019-12-01,2020-11-30,2019-12-01,2019-11-30,,\n"
                         "c,u,2019-12-01,2020-11-30,,,2019-12,2019-11\n"
                         "d,u,2019-12-01,2019-12-01,2019-12-01,2019-12-01,2019-12,2019-12\n";
  std::vector<FileReject> rejects;
  const auto regions = RegionTree::LoadInstalled();
  const auto facts = ReadFacts(path, *regions, *Date::FromYmd(2026, 8, 31), rejects);
  std::filesystem::remove(path);
  ASSERT_TRUE(facts) << facts.error().ToString();
  ASSERT_EQ(facts->size(), 1U);
  EXPECT_EQ(facts->front().person, "d");
  ASSERT_EQ(rejects.size(), 3U);
  EXPECT_EQ(rejects[0].column, "spell_end");
  EXPECT_EQ(rejects[0].reason, "止 2019-11-30 早于起 2019-12-01");
  EXPECT_EQ(rejects[1].column, "contract_end");
  EXPECT_EQ(rejects[2].column, "insured_to");
}

}  // namespace
}  // namespace gq::subsidies
