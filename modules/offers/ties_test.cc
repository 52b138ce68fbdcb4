// Who goes with whom, from what rosters say.
#include "modules/offers/ties.h"

#include <gtest/gtest.h>

#include "modules/offers/subsidy_dates.h"

namespace gq::offers {
namespace {

class TiesTest : public testing::Test {
 protected:
  void Add(const char* id, const char* relation, const char* together, int household = 1, const char* group = "") {
    Tie tie{.county_id = 7, .relation = relation, .together = together, .group = group};
    if (household > 0) tie.household = *Uuid::Parse("00000000-0000-7000-8000-00000000000" + std::to_string(household));
    ties_.push_back(tie);
    workers_.emplace_back().id = id;
  }
  std::string SpouseOf(std::size_t w) {
    TieTogether(ties_, workers_);
    return workers_[w].spouse;
  }
  std::vector<Tie> ties_;
  std::vector<matching::WorkerRecord> workers_;
};

TEST_F(TiesTest, HeadAndSpouseFindEachOther) {
  Add("son", "20", "");
  Add("head", "02", "spouse");
  Add("wife", "10", "");
  Add("neighbour", "10", "spouse", 2);
  EXPECT_EQ(SpouseOf(1), "wife");
  EXPECT_EQ(workers_[0].spouse, "");
  EXPECT_EQ(workers_[3].spouse, "") << "another household";
}

TEST_F(TiesTest, OfTwoSonsTheOneWhoSaysTheSameIsTheHusband) {
  Add("elder", "20", "");
  Add("younger", "20", "spouse");
  Add("daughter-in-law", "38", "spouse");
  EXPECT_EQ(SpouseOf(2), "younger");
  ties_[1].together = "";
  workers_[2].spouse.clear();
  EXPECT_EQ(SpouseOf(2), "") << "nobody can tell which of two sons";
}

TEST_F(TiesTest, WithoutRelationsTwoWhoSayItAreACouple) {
  Add("a", "", "spouse");
  Add("b", "", "spouse");
  Add("c", "", "");
  EXPECT_EQ(SpouseOf(0), "b");
  EXPECT_EQ(workers_[1].spouse, "a");
  EXPECT_EQ(workers_[2].spouse, "");
}

TEST_F(TiesTest, WhoGoesAloneIsBoundByNobody) {
  Add("head", "02", "spouse");
  Add("wife", "10", "alone");
  Add("son", "20", "family");
  EXPECT_EQ(SpouseOf(0), "");
  EXPECT_EQ(workers_[2].companions, std::vector<std::string>{"head"});
}

TEST_F(TiesTest, AGroupIsOfOneCounty) {
  Add("a", "", "", 0, "龙潭");
  Add("b", "", "", 0, "龙潭");
  ties_[1].county_id = 8;
  EXPECT_EQ(SpouseOf(0), "");
  EXPECT_NE(workers_[0].group, workers_[1].group);
  EXPECT_FALSE(workers_[0].group.empty());
}

TEST(SubsidyDates, ComeFromTheRulesOfTheHomeTheGroupAndTheCity) {
  Seekers seekers;
  const auto add = [&](std::int64_t home, std::vector<std::string> groups) {
    seekers.workers.emplace_back();
    seekers.ids.emplace_back();
    seekers.homes.push_back(home);
    seekers.groups.push_back(std::move(groups));
  };
  add(621121104200, {"lifted"});  // Dingxi
  add(621121104200, {"", "monitored"});
  add(621121104200, {"general"});
  add(433124110226, {"lifted"});  // Huayuan
  OpenPosts posts;
  for (const std::int64_t city : {350102000000, 330106000000}) {
    posts.ids.emplace_back();
    posts.records.emplace_back();
    posts.codes.push_back(city);
  }
  FillSubsidies(subsidies::LoadRules("rules").value(), *Date::Parse("2019-03-01"), seekers, posts);
  const std::vector<int> kinds = {seekers.workers[0].subsidy, seekers.workers[1].subsidy, seekers.workers[2].subsidy,
                                  seekers.workers[3].subsidy};
  EXPECT_EQ(kinds, (std::vector<int>{1, 1, 0, 0})) << "R-FZ3: poor households of Dingxi";
  EXPECT_EQ(posts.records[0].subsidy_months[0], 3) << "in Fuzhou";
  EXPECT_EQ(posts.records[1].subsidy_months[0], 0);
}

}  // namespace
}  // namespace gq::offers
