// 能领什么 for one person, on both databases.
#include "modules/claims/entitlements.h"

#include "modules/claims/claims_fixture.h"

namespace gq::claims {
namespace {

class EntitlementsTest : public ClaimsTest {
 protected:
  const Entitlement* Find(const std::string& rule) {
    rows_ = EntitlementsOf(*store_, village_, person_.id, *rules_, kToday).value();
    for (const auto& one : rows_) {
      if (one.rule == rule) return &one;
    }
    return nullptr;
  }
  std::vector<Entitlement> rows_;
};

TEST_P(EntitlementsTest, WhatNobodyAskedForIsPossibleWithoutAnAmount) {
  const Entitlement* fare = Find("R-XX20");
  ASSERT_NE(fare, nullptr);
  EXPECT_EQ(fare->outcome, "possible");
  EXPECT_EQ(fare->amount_fen, 0);
  EXPECT_EQ(fare->title, "交通路费补助");
  EXPECT_NE(fare->missing.find("申请"), std::string::npos);
  EXPECT_NE(fare->basis.find("第二十条"), std::string::npos);
  EXPECT_TRUE(fare->claim_id.IsNil());
  EXPECT_EQ(Find("R-FZ3"), nullptr) << "for people of Dingxi";
}

TEST_P(EntitlementsTest, WhatWasAskedForIsAsItWasDecided) {
  const auto claim = Fare(person_, village_);
  EXPECT_EQ(Find("R-XX20"), nullptr) << "asked, not decided";
  ASSERT_TRUE(DecideNow(*store_, huayuan_, claim.id, kToday));
  const Entitlement* fare = Find("R-XX20");
  ASSERT_NE(fare, nullptr);
  EXPECT_EQ(fare->outcome, "pay");
  EXPECT_EQ(fare->amount_fen, 40'000);
  EXPECT_EQ(fare->claim_id, claim.id);
  EXPECT_EQ(fare->period, gq::Month::Of(kToday));
}

TEST_P(EntitlementsTest, OnlyTheHomeSees) {
  EXPECT_EQ(EntitlementsOf(*store_, cangshan_, person_.id, *rules_, kToday).error().kind, &kForbidden);
  EXPECT_EQ(EntitlementsOf(*store_, baojing_, person_.id, *rules_, kToday).error().kind, &kNotFound);
}

INSTANTIATE_TEST_SUITE_P(Databases, EntitlementsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::claims
