// Couples, families and groups in the store: where they are proposed places, and who is asked when one of them falls
// out.
#include <gtest/gtest.h>

#include <algorithm>

#include "modules/offers/offers_world.h"
#include "modules/offers/suggest.h"
#include "modules/people/service.h"

namespace gq::offers {
namespace {

// A husband and a wife who want to go together; the best post of each is elsewhere.
class TogetherTest : public OffersTest {
 protected:
  void Wish(const Person& person, const std::string& json) {
    const auto document = json::Parse(json);
    const auto saved = people::SaveIntention(*store_, huayuan_, person.id, document->root(), {});
    ASSERT_TRUE(saved) << saved.error().ToString();
  }
  void AddCouple(const std::string& may_part) {
    husband_ =
        AddSeeker("丈夫", huayuan_, kVillage, R"(,"household_number":"H1","relation":"02","trades":"electrician")");
    wife_ = AddSeeker("妻子", huayuan_, kVillage, R"(,"household_number":"H1","relation":"10","trades":"sewing")");
    const std::string part = may_part.empty() ? "" : R"("may_part":")" + may_part + "\"";
    Wish(husband_, R"({"together":"spouse")" + (part.empty() ? "" : "," + part) + "}");
    Wish(wife_, "{" + part + "}");
  }
  MatchOffer OfferOf(const Person& person) {
    const std::string id = person.id.ToBytes();
    return store_
        ->Find<MatchOffer>(Scope::System("test"), "p.person_id = ?1 ORDER BY p.created_at DESC, p.id DESC",
                           {db::Blob{id}})
        .value()
        .value_or(MatchOffer());
  }
  Result<MatchOffer> Say(const Person& person, bool accept, bool alone = false) {
    const MatchOffer offer = OfferOf(person);
    return TakeAnswer(*store_, huayuan_, offer.id,
                      {.accept = accept, .reason = accept ? "" : "too_far", .alone = alone, .version = offer.version},
                      {});
  }
  void TellBoth() {
    const Selection both{{OfferOf(husband_).id, OfferOf(wife_).id}, {}};
    ASSERT_EQ(Confirm(*store_, huayuan_, both, false)->done, 2);
    ASSERT_EQ(Tell(*store_, huayuan_, both, today_, 7, false)->done, 2);
  }
  Person husband_, wife_;
};

TEST_P(TogetherTest, APlanPutsACoupleInOneCity) {
  AddCouple("");
  WithoutDormitory(AddPost("缝纫工", 2, 4200, kStreet));
  AddPost("电子工", 1, 6200, kFarStreet);
  const MatchPlan plan = Run(huayuan_);
  const MatchOffer his = OfferOf(husband_), hers = OfferOf(wife_);
  EXPECT_EQ(his.state, "proposed");
  EXPECT_EQ(*his.work_code, kStreet);
  EXPECT_EQ(*hers.work_code, kStreet) << "the better post has one place";
  EXPECT_FALSE(his.bond_id.IsNil());
  EXPECT_EQ(his.bond_id, hers.bond_id);
  EXPECT_EQ(his.bond_kind, "couple");
  EXPECT_EQ(his.bond_place, "employer");
  EXPECT_EQ(his.alone, "");
  EXPECT_NE(Json(huayuan_, his).find(wife_.id.ToString()), std::string::npos) << "the origin sees who goes along";
  EXPECT_GE(plan.bound, plan.value);
  // The rule has a price: together or not, and what the rest gains without it.
  const auto document = json::Parse(plan.indicators);
  const auto rules = document->root().Get("rules")->Items().value();
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [](const auto& one) { return one.Get("rule")->Text().value() == "together"; });
  ASSERT_NE(rule, rules.end());
  EXPECT_EQ(rule->Get("concerned")->Integer().value(), 2);
  EXPECT_EQ(rule->Get("placed_with")->Integer().value(), 2);
  EXPECT_EQ(rule->Get("placed_without")->Integer().value(), 0);
  EXPECT_GT(rule->Get("stay3_without")->Double().value(), rule->Get("stay3_with")->Double().value());
}

TEST_P(TogetherTest, ASpouseOfAnotherHouseholdIsFoundByNumber) {
  husband_ = AddSeeker("丈夫", huayuan_, kVillage, R"(,"household_number":"H1","relation":"02")");
  const std::string his_number = NumberOf(person_);
  wife_ = AddSeeker("妻子", huayuan_, kVillage,
                    R"(,"household_number":"H2","relation":"30","spouse_number":")" + his_number + "\"");
  Wish(wife_, R"({"together":"spouse"})");
  AddPost("缝纫工", 2, 4200, kStreet);
  AddPost("电子工", 1, 6200, kFarStreet);
  Run(huayuan_);
  EXPECT_EQ(OfferOf(husband_).bond_kind, "couple");
  EXPECT_EQ(OfferOf(husband_).bond_id, OfferOf(wife_).bond_id);
  EXPECT_EQ(OfferOf(husband_).work_code, OfferOf(wife_).work_code);
}

TEST_P(TogetherTest, WhereTheSpouseWorksSpeaksForPostsThere) {
  AddCouple("");
  AddPost("缝纫工", 1, 4200, kFarStreet);
  AddPost("缝纫工", 1, 4200, kStreet);
  const auto place = [&] {
    const auto rows = PostsFor(*store_, huayuan_, husband_.id)->rows;
    const auto& reasons = rows.at(0).pair.reasons_for;
    return std::pair{rows.at(0).post.region_code,
                     std::find(reasons.begin(), reasons.end(), "配偶在同一城市务工") != reasons.end()};
  };
  EXPECT_FALSE(place().second);
  for (const std::int64_t city : {kStreet, kFarStreet}) {
    const std::string wife = wife_.id.ToBytes();
    Sql("UPDATE person SET list = 'retention', work_code = ?2 WHERE id = ?1", {db::Blob{wife}, city});
    EXPECT_EQ(place().first, city);
    EXPECT_TRUE(place().second);
  }
}

TEST_P(TogetherTest, DifferentEmployersOfOneCityAreNotOneEmployer) {
  AddCouple("");
  AddPost("缝纫工", 1, 4200, kStreet, "914331000000000192");
  AddPost("缝纫工", 1, 4200, kStreet, "91433100000000027W");
  Run(huayuan_);
  EXPECT_EQ(OfferOf(husband_).bond_place, "city");
}

TEST_P(TogetherTest, WhenOneRefusesTheOtherIsAskedBeforeHeGoesAlone) {
  AddCouple("");
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  TellBoth();
  ASSERT_TRUE(Say(husband_, true));
  EXPECT_EQ(OfferOf(husband_).alone, "");
  ASSERT_TRUE(Say(wife_, false));
  const MatchOffer his = OfferOf(husband_);
  EXPECT_EQ(his.state, "accepted") << "nobody decides for him";
  EXPECT_EQ(his.alone, "ask");
  EXPECT_EQ(Depart(*store_, huayuan_, his.id, his.version, {}, {}).error().kind, &kWrongState);
  EXPECT_NE(Json(huayuan_, his).find("go_alone"), std::string::npos);
  EXPECT_FALSE(Say(husband_, true)) << "the question is not answered";
  const auto answered = Say(husband_, true, true);
  ASSERT_TRUE(answered) << answered.error().ToString();
  EXPECT_EQ(OfferOf(husband_).alone, "yes");
  EXPECT_FALSE(Say(husband_, true, true)) << "nothing is asked any more";
  EXPECT_TRUE(Depart(*store_, huayuan_, his.id, OfferOf(husband_).version, {}, {}));
}

TEST_P(TogetherTest, OneIsConfirmedWithThePlaceOfTheOtherOrWaits) {
  AddCouple("");
  const Post post = AddPost("缝纫工", 2, 5200);
  const std::string id = post.id.ToBytes();
  Run(huayuan_);
  Sql("UPDATE post SET openings = 1 WHERE id = ?1", {db::Blob{id}});
  const Selection his{{OfferOf(husband_).id}, {}};
  for (const bool dry_run : {true, false}) {
    const auto none = Confirm(*store_, huayuan_, his, dry_run);
    ASSERT_TRUE(none) << none.error().ToString();
    EXPECT_EQ(none->done, 0);
    ASSERT_EQ(none->skipped.size(), 2U);
    std::vector<std::string> reasons = {none->skipped[0].reason, none->skipped[1].reason};
    std::sort(reasons.begin(), reasons.end());
    EXPECT_EQ(reasons, (std::vector<std::string>{"同行的人这次不能一起确认", "岗位已经没有空余名额"}));
  }
  EXPECT_EQ(OfferOf(husband_).state, "proposed");
  Sql("UPDATE post SET openings = 2 WHERE id = ?1", {db::Blob{id}});
  EXPECT_EQ(Confirm(*store_, huayuan_, his, true)->done, 2);
  EXPECT_EQ(Confirm(*store_, huayuan_, his, false)->done, 2) << "she is confirmed with him";
  EXPECT_EQ(OfferOf(wife_).state, "confirmed");
  EXPECT_EQ(OfferOf(wife_).confirmed_by, OfferOf(husband_).confirmed_by);
}

TEST_P(TogetherTest, WhoMayBePartedIsNotAsked) {
  AddCouple("yes");
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  TellBoth();
  ASSERT_TRUE(Say(wife_, false));
  EXPECT_EQ(OfferOf(husband_).alone, "yes");
  EXPECT_TRUE(Say(husband_, true));
}

TEST_P(TogetherTest, WithoutACommonCityEachIsProposedAPostAndAsked) {
  AddCouple("");
  AddPost("缝纫工", 1, 5200, kStreet);
  AddPost("电子工", 1, 5200, kFarStreet);
  Run(huayuan_);
  for (const Person* person : {&husband_, &wife_}) {
    EXPECT_EQ(OfferOf(*person).state, "proposed");
    EXPECT_EQ(OfferOf(*person).bond_place, "apart");
    EXPECT_EQ(OfferOf(*person).alone, "ask");
  }
  TellBoth();
  EXPECT_FALSE(Say(husband_, true));
  EXPECT_TRUE(Say(husband_, true, true));
}

TEST_P(TogetherTest, WhoMayNotBePartedWaitsForAPlaceForBoth) {
  AddCouple("no");
  AddPost("缝纫工", 1, 5200, kStreet);
  AddPost("电子工", 1, 5200, kFarStreet);
  EXPECT_EQ(Run(huayuan_).placed, 0);
  AddPost("普工", 2, 3600, kStreet);
  EXPECT_EQ(Run(huayuan_).placed, 2);
  EXPECT_EQ(OfferOf(husband_).work_code, OfferOf(wife_).work_code);
}

TEST_P(TogetherTest, TakingBackBothAsksNobodyTakingBackOneAsksTheOther) {
  AddCouple("");
  AddPost("缝纫工", 2, 5200);
  const MatchPlan plan = Run(huayuan_);
  ASSERT_EQ(Withdraw(*store_, huayuan_, {{}, plan.id}, false)->done, 2);
  EXPECT_EQ(Count("SELECT count(*) FROM match_offer WHERE alone = 'ask'"), 0);
  Run(huayuan_);
  ASSERT_EQ(Withdraw(*store_, huayuan_, {{OfferOf(wife_).id}, {}}, false)->done, 1);
  EXPECT_EQ(OfferOf(husband_).alone, "ask");
  // A new plan finds her a place beside him again.
  Run(huayuan_, "added");
  EXPECT_EQ(OfferOf(wife_).state, "proposed");
  EXPECT_EQ(OfferOf(wife_).bond_id, OfferOf(husband_).bond_id);
  EXPECT_EQ(OfferOf(husband_).alone, "");
}

TEST_P(TogetherTest, AGroupLosesOneWithoutAQuestion) {
  std::vector<Person> group;
  for (int i = 0; i < 4; ++i) {
    group.push_back(AddSeeker("老乡" + std::to_string(i), huayuan_, kVillage));
    Wish(group.back(), i == 0 ? R"({"travel_group":"龙潭","leads_group":true})" : R"({"travel_group":"龙潭"})");
  }
  AddPost("缝纫工", 3, 5200, kStreet);
  AddPost("电子工", 4, 3600, kFarStreet);
  Run(huayuan_);
  const MatchOffer first = OfferOf(group[0]);
  EXPECT_EQ(first.bond_kind, "group");
  for (const Person& person : group) EXPECT_EQ(OfferOf(person).work_code, first.work_code);
  ASSERT_EQ(Withdraw(*store_, huayuan_, {{first.id}, {}}, false)->done, 1);
  EXPECT_EQ(Count("SELECT count(*) FROM match_offer WHERE alone = 'ask'"), 0);
  ASSERT_EQ(Withdraw(*store_, huayuan_, {{OfferOf(group[1]).id, OfferOf(group[2]).id}, {}}, false)->done, 2);
  EXPECT_EQ(OfferOf(group[3]).alone, "ask") << "he would go as the only one";
}

INSTANTIATE_TEST_SUITE_P(Databases, TogetherTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::offers
