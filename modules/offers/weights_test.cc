// From what became of offers to the weights of the next plans, on both databases.
#include <cmath>
#include <fstream>
#include <sstream>

#include "modules/matching/default_weights.h"
#include "modules/matching/retention_fit.h"
#include "modules/offers/current_weights.h"
#include "modules/offers/offers_world.h"
#include "modules/offers/spell_file.h"
#include "modules/offers/suggest.h"

namespace gq::offers {
namespace {

class WeightsTest : public OffersTest {
 protected:
  // The weights of the program with other odds of arriving.
  static std::string WithArrive(const std::string& base) {
    std::string text(matching::internal::kDefaultWeights);
    const std::string from = "arrive = -1.62";
    return text.replace(text.find(from), from.size(), "arrive = " + base);
  }
  std::string Path() const { return ::testing::TempDir() + "spells-" + store_->NewId().ToString() + ".csv"; }
  // One of each kind of person and post, told.
  std::vector<MatchOffer> TellAll() {
    AddPost("电子装配", 3, 4500);
    const std::string inland = WithoutDormitory(AddPost("缝纫", 3, 3500, kFarStreet)).id.ToBytes();
    Sql("UPDATE post SET trade = 'sewing', piece_rate = 1, canteen = 1, staff_by_origin = '花垣县:9' WHERE id = ?1",
        {db::Blob{inland}});
    AddSeeker("甲", huayuan_, kVillage);
    AddSeeker("乙", huayuan_, kVillage, R"(,"trades":"sewing","certificates":"缝纫工证","education":"70")");
    AddSeeker("丙", huayuan_, kVillage, R"(,"health":"20")");
    Run(huayuan_);
    std::vector<Uuid> ids;
    for (const auto& offer : Offers(huayuan_, "proposed")) ids.push_back(offer.id);
    EXPECT_EQ(Confirm(*store_, huayuan_, {ids, {}}, false)->done, static_cast<std::int64_t>(ids.size()));
    EXPECT_EQ(Tell(*store_, huayuan_, {ids, {}}, today_, 7, false)->done, static_cast<std::int64_t>(ids.size()));
    return Offers(huayuan_, "told");
  }
};

TEST_P(WeightsTest, WhatIsKeptWithAnOfferIsWhatTheScoreKnew) {
  const auto offers = TellAll();
  ASSERT_EQ(offers.size(), 3U);
  const std::string path = Path();
  const auto file = WriteSpells(*store_, huayuan_, today_, path);
  ASSERT_TRUE(file) << file.error().ToString();
  EXPECT_EQ(file->rows, 3);
  EXPECT_EQ(file->arrived, 0);
  std::vector<matching::Reject> rejects;
  const auto spells = matching::ReadSpells(path, today_, rejects);
  ASSERT_TRUE(spells) << spells.error().ToString();
  EXPECT_TRUE(rejects.empty()) << rejects.front().reason;
  EXPECT_TRUE(spells->counts.unknown_columns.empty()) << spells->counts.unknown_columns.front();
  ASSERT_EQ(spells->rows.size(), 3U);
  // The model that `fit` begins with says of the file what the plan said of the pair; steps are of 1/128.
  const matching::RetentionModel prior = matching::PriorModel();
  std::vector<std::int64_t> arrive, stay1, stay6, said_arrive, said1, said6;
  for (const auto& spell : spells->rows) {
    arrive.push_back(std::lround(prior.Arrive(spell) * 1000));
    stay1.push_back(std::lround(prior.Stay(spell, 1) * 1000));
    stay6.push_back(std::lround(prior.Stay(spell, 6) * 1000));
  }
  for (const auto& offer : offers) {
    said_arrive.push_back(offer.p_arrive);
    said1.push_back(offer.p_stay1);
    said6.push_back(offer.p_stay6);
  }
  for (auto* list : {&arrive, &stay1, &stay6, &said_arrive, &said1, &said6}) std::sort(list->begin(), list->end());
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(static_cast<double>(arrive[i]), static_cast<double>(said_arrive[i]), 6);
    EXPECT_NEAR(static_cast<double>(stay1[i]), static_cast<double>(said1[i]), 6);
    EXPECT_NEAR(static_cast<double>(stay6[i]), static_cast<double>(said6[i]), 6);
  }
  EXPECT_NE(said_arrive.front(), said_arrive.back()) << "three unlike pairs";
}

TEST_P(WeightsTest, TheFileSaysWhoCameAndNamesNobody) {
  const auto offers = TellAll();
  const auto take = [&](const MatchOffer& offer, bool accept) {
    return TakeAnswer(*store_, huayuan_, offer.id,
                      {.accept = accept, .reason = accept ? "" : "too_far", .version = Reload(offer).version}, {});
  };
  ASSERT_TRUE(take(offers[0], true));
  ASSERT_TRUE(Depart(*store_, huayuan_, offers[0].id, Reload(offers[0]).version, {}, {}));
  ASSERT_TRUE(take(offers[1], false));
  const std::string spell = Reload(offers[0]).spell_id.ToBytes();
  Sql("UPDATE spell SET start_on = ?2, end_on = ?3, state = 'ended' WHERE id = ?1",
      {db::Blob{spell}, std::int64_t{today_.AddDays(2).ToYmdInt()}, std::int64_t{today_.AddDays(40).ToYmdInt()}});
  const auto write = [&](Date as_of) {
    const std::string path = Path();
    const auto file = WriteSpells(*store_, huayuan_, as_of, path);
    EXPECT_TRUE(file);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return std::pair(*file, text.str());
  };
  const auto [today, before] = write(today_);
  EXPECT_EQ(today.arrived, 0) << "nobody has come by that day";
  const auto [later, middle] = write(today_.AddDays(10));
  EXPECT_EQ(later.arrived, 1);
  EXPECT_EQ(middle.find(today_.AddDays(40).ToString()), std::string::npos) << "has not left by that day";
  const auto [last, text] = write(today_.AddDays(60));
  EXPECT_EQ(last.rows, 3);
  EXPECT_NE(text.find(",是," + today_.AddDays(2).ToString() + "," + today_.AddDays(40).ToString()), std::string::npos);
  for (const char* secret : {"甲", "乙", "丙", "433124", "138000"})
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  EXPECT_EQ(write(today_.AddDays(-1)).first.rows, 0) << "not told by that day";
  // Another county's officer sees none of them; what an older program has proposed cannot be fitted and is counted.
  EXPECT_EQ(WriteSpells(*store_, baojing_, today_, Path())->rows, 0);
  Sql("UPDATE match_offer SET factors = NULL WHERE person_id = ?1", {db::Blob{offers[1].person_id.ToBytes()}});
  const auto left = write(today_).first;
  EXPECT_EQ(left.rows, 2);
  EXPECT_EQ(left.without_factors, 1);
}

TEST_P(WeightsTest, PlansTakeTheWeightsThatAreInForceOnTheirDay) {
  AddPost("电子装配", 2, 4500);
  const Person person = AddSeeker("甲", huayuan_, kVillage);
  const MatchPlan before = Run(huayuan_);
  const std::int64_t p_before = Offers(huayuan_, "proposed").at(0).p_arrive;
  const Scope all = Scope::System("operator");
  const auto later = PublishWeights(*store_, all, WithArrive("0.38"), today_.AddDays(1), "拟合");
  ASSERT_TRUE(later) << later.error().ToString();
  EXPECT_EQ(Run(huayuan_).weights_hash, before.weights_hash) << "not in force yet";
  const auto now = PublishWeights(*store_, all, WithArrive("-0.62"), today_, "先用");
  ASSERT_TRUE(now);
  EXPECT_EQ(now->seq, 2);
  const MatchPlan after = Run(huayuan_);
  EXPECT_EQ(after.weights_hash, now->hash);
  EXPECT_GT(Offers(huayuan_, "proposed").at(0).p_arrive, p_before + 100);
  EXPECT_EQ(PostsFor(*store_, huayuan_, person.id)->rows.at(0).pair.p_arrive,
            Offers(huayuan_, "proposed").at(0).p_arrive);
  EXPECT_EQ(WeightsOn(*store_, today_.AddDays(1)).value()->weights.hash, later->hash);
  EXPECT_EQ(WeightsOn(*store_, today_.AddDays(-1)).value()->weights.hash, before.weights_hash);
  EXPECT_EQ(PublishedWeights(*store_)->size(), 2U);
  EXPECT_TRUE(FindWeights(*store_, now->hash)->has_value());
  EXPECT_FALSE(FindWeights(*store_, before.weights_hash)->has_value()) << "compiled in, not published";
}

TEST_P(WeightsTest, WhatIsNoWeightsFileOrChangesNothingIsNotPublished) {
  const Scope all = Scope::System("operator");
  EXPECT_EQ(PublishWeights(*store_, all, "base = 1", today_, "").error().kind, &matching::kBadWeights);
  EXPECT_EQ(PublishWeights(*store_, all, WithArrive("nan"), today_, "").error().kind, &matching::kBadWeights);
  EXPECT_EQ(PublishWeights(*store_, huayuan_, WithArrive("0.1"), today_, "").error().kind, &kForbidden);
  const std::string same(matching::internal::kDefaultWeights);
  EXPECT_EQ(PublishWeights(*store_, all, same, today_, "").error().kind, &kBadInput);
  EXPECT_TRUE(PublishedWeights(*store_)->empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, WeightsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::offers
