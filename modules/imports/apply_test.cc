// An import of several chunks: what the chunks share comes out as if they had been one, whoever wrote them.
#include <fstream>

#include "kits/codes/region_tree.h"
#include "modules/imports/lookups.h"
#include "modules/imports/service.h"
#include "modules/people/sharing_world.h"

namespace gq::imports {
namespace {

constexpr int kPeople = 11'000, kHouseholds = 2'750;  // four to a household, in four of the five chunks

std::string NumberOfMany(int n) {
  const std::string at = std::to_string(n % 900 + 1);
  const std::string digits = "433124" + std::to_string(Date::FromYmd(1990, 1, 1)->AddDays(n / 900).ToYmdInt()) +
                             std::string(3 - at.size(), '0') + at;
  return digits + IdCheckCharacter(digits);
}

class ManyChunks : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    static const RegionTree* const tree = new RegionTree(RegionTree::LoadInstalled().value());
    lookups_ = MakeLookups(*tree).value();
    const std::string path = testing::TempDir() + "many_chunks.csv";
    std::ofstream file(path);
    file << "姓名,身份证号,户籍地,户编号\n";
    for (int n = 0; n < kPeople; ++n)
      file << "石某," << NumberOfMany(n) << ",433124000000,H" << n % kHouseholds << '\n';
    file.close();
    auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
    ASSERT_TRUE(run) << run.error().ToString();
    run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
    ASSERT_TRUE(run) << run.error().ToString();
    id_ = run->id;
  }
  Result<imports::Run> Go(const Watch& watch) { return Apply(*store_, huayuan_, id_, lookups_, kDay, true, watch); }
  // That the chains verify and the counts hold is seen at the end of every test (SharingWorld).
  void ExpectWhole() {
    EXPECT_EQ(Count("SELECT count(*) FROM person"), kPeople);
    EXPECT_EQ(Count("SELECT count(*) FROM person WHERE household_id IS NULL"), 0);
    EXPECT_EQ(Count("SELECT count(*) FROM household"), kHouseholds);
    EXPECT_EQ(Count("SELECT count(*) FROM household WHERE members = 4"), kHouseholds);
    EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'person.import'"), kPeople);
  }

  const Date kDay = *Date::FromYmd(2026, 8, 31);
  Lookups lookups_;
  Uuid id_;
};

TEST_P(ManyChunks, HouseholdsCountTheMembersOfAllChunksUntilWithdrawn) {
  std::vector<std::int64_t> done;
  const auto run = Go({{}, [&](std::int64_t rows) { done.push_back(rows); }, {}});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(done, (std::vector<std::int64_t>{2500, 5000, 7500, 10'000, 11'000}));
  ExpectWhole();
  // Withdrawn, transaction by transaction: one chain, five chunks.
  EXPECT_EQ(Count("SELECT count(*) FROM event_span WHERE cause LIKE 'import/%'"), 5);
  const auto edits = Withdraw(*store_, huayuan_, id_, {});
  ASSERT_TRUE(edits) << edits.error().ToString();
  EXPECT_TRUE(edits->empty());
  for (const char* table : {"person", "person_identifier", "identity_index", "household"})
    EXPECT_EQ(Count("SELECT count(*) FROM " + std::string(table)), 0) << table;
  EXPECT_EQ(Count("SELECT CAST(sum(last_seq - first_seq + 1) AS BIGINT) FROM event_span"),
            Count("SELECT count(*) FROM event WHERE cause <> ''"));
}

TEST_P(ManyChunks, WhatIsStoppedInBetweenGoesOnWhereItStood) {
  int asked = 0;
  const auto stopped = Go({{}, {}, [&] { return ++asked == 3; }});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, &kCancelled);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 5000);
  EXPECT_EQ(Count("SELECT CAST(sum(members) AS BIGINT) FROM household"), 5000);
  const auto run = Go({});
  ASSERT_TRUE(run) << run.error().ToString();
  ExpectWhole();
}

// Somebody enters a person of the third chunk while the import writes: that chunk is prepared anew and finds him.
TEST_P(ManyChunks, WhoIsEnteredMeanwhileIsFoundBySecondLook) {
  int chunks = 0;
  const auto enter = [&](std::int64_t) {
    if (++chunks != 1) return;
    const auto entered = Enter(huayuan_, R"({"name":"石某","id_number":")" + NumberOfMany(7000) + R"(","home_unit":)" +
                                             std::to_string(IdOf(people::kVillage)) + "}");
    EXPECT_TRUE(entered) << entered.error().ToString();
  };
  const auto run = Go({{}, enter, {}});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(Count("SELECT count(*) FROM person"), kPeople);
  EXPECT_EQ(Count("SELECT count(*) FROM household WHERE members = 4"), kHouseholds);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'person.import'"), kPeople);
}

INSTANTIATE_TEST_SUITE_P(Databases, ManyChunks, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::imports
