// What a plan says of itself, and what it leaves to the next one.
#include <gtest/gtest.h>

#include "modules/offers/offers_world.h"
#include "modules/offers/plan_view.h"
#include "modules/offers/suggest.h"

namespace gq::offers {
namespace {

class PlansTest : public OffersTest {
 protected:
  std::string Row(const MatchPlan& plan) {
    json::Writer out;
    EXPECT_TRUE(WritePlan(out, *store_, *jobs_, huayuan_, plan));
    return std::move(out).Take();
  }
};

TEST_P(PlansTest, AStablePlanIsMeasuredByTheBestOne) {
  AddSeekers(6, huayuan_, kVillage);
  AddPost("电子工", 2, 9000);
  WithoutDormitory(AddPost("缝纫工", 2, 4000));
  const MatchPlan best = Run(huayuan_), stable = Run(huayuan_, "full", "stable");
  EXPECT_GT(stable.bound, 0);
  EXPECT_EQ(stable.bound, best.bound);
  EXPECT_NEAR(static_cast<double>(stable.gap_ppb),
              1e9 * static_cast<double>(stable.bound - stable.value) / static_cast<double>(stable.bound), 1e4);
}

TEST_P(PlansTest, WithoutABoundNoGapIsSaid) {
  const MatchPlan nobody = Run(huayuan_);
  EXPECT_NE(Row(nobody).find(R"("bound":null,"gap_ppb":null)"), std::string::npos) << Row(nobody);
  AddSeekers(2, huayuan_, kVillage);
  AddPost("电子工", 2, 9000);
  EXPECT_EQ(Row(Run(huayuan_)).find(R"("gap_ppb":null)"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, PlansTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::offers
