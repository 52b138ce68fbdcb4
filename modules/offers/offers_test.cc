// Plans and offers on both databases: what is proposed, who may take which step, who sees what, what it leaves behind.
#include "modules/offers/offers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "modules/offers/job_card.h"
#include "modules/offers/observed.h"
#include "modules/offers/offers_world.h"
#include "modules/offers/plan_view.h"
#include "modules/offers/store_input.h"
#include "modules/offers/suggest.h"
#include "modules/people/service.h"
#include "modules/people/spells.h"

namespace gq::offers {
namespace {

// D13: a registry says that they work; until somebody has looked they are not proposed a post.
TEST_P(OffersTest, WhoWorksAccordingToARegistryIsNotProposedAPost) {
  const auto people = AddSeekers(3, huayuan_, kVillage);
  AddPost("缝纫工", 5, 5200);
  const std::string found = people[0].id.ToBytes(), still = people[1].id.ToBytes();
  Sql("UPDATE person SET finding = 'newly_employed' WHERE id = ?1", {db::Blob{found}});
  Sql("UPDATE person SET finding = 'not_employed' WHERE id = ?1", {db::Blob{still}});
  EXPECT_EQ(Run(huayuan_).workers, 2);
  for (const auto& offer : Offers(huayuan_, "proposed")) EXPECT_NE(offer.person_id, people[0].id);
  people::StateChange same;  // looked: not at work after all
  same.employment = "not_working";
  ASSERT_TRUE(people::ChangeState(*store_, huayuan_, people[0].id, same));
  EXPECT_EQ(Run(huayuan_).workers, 3);
}

TEST_P(OffersTest, WorkThatTheLawClosesToWomenIsProposedToMenAlone) {
  const Person man = AddSeeker("某男", huayuan_, kVillage, R"(,"sex":"1")");
  const Person woman = AddSeeker("某女", huayuan_, kVillage, R"(,"sex":"2")");
  const Person unknown = AddSeeker("某人", huayuan_, kVillage);
  const std::string nobody = unknown.id.ToBytes();
  Sql("UPDATE person SET sex = NULL WHERE id = ?1", {db::Blob{nobody}});
  const Post post = AddPost("采矿工", 3, 8200);
  const std::string id = post.id.ToBytes();
  const auto limit = [&](const std::string& sex, const std::string& basis) {
    Sql("UPDATE post SET sex_required = ?2, lawful_basis = ?3 WHERE id = ?1", {db::Blob{id}, sex, basis});
  };
  limit("1", "女职工劳动保护特别规定附录第一条：矿山井下作业");
  EXPECT_EQ(Run(huayuan_).placed, 1);
  ASSERT_EQ(Offers(huayuan_, "proposed").size(), 1U);
  EXPECT_EQ(Offers(huayuan_, "proposed")[0].person_id, man.id);
  EXPECT_EQ(Count("SELECT count(*) FROM match_unplaced WHERE limit_code = 'sex'"), 2);
  for (const Uuid& who : {woman.id, unknown.id}) {
    const PostsForPerson posts = PostsFor(*store_, huayuan_, who).value();
    EXPECT_EQ(posts.feasible, 0);
    ASSERT_EQ(posts.limits.size(), 1U);
    EXPECT_EQ(posts.limits[0].label, LimitLabel("sex"));
  }
  // What is no case of the law, and every wish for women, has no effect.
  for (const auto& [sex, basis] : {std::pair{"1", "单位规定"}, {"1", ""}, {"2", "矿山井下作业"}}) {
    limit(sex, basis);
    const MatchPlan plan = Run(huayuan_);
    EXPECT_EQ(plan.placed, 3) << sex << basis;
    EXPECT_NE(plan.indicators.find("\"flagged\":[{\"kind\":\"post\",\"id\":\"" + post.id.ToString() + "\",\"name\":\"" +
                                   post.name),
              std::string::npos)
        << plan.indicators;
  }
}

TEST_P(OffersTest, EverybodyOnTheTaskListIsProposedAPostOrToldWhyNot) {
  AddSeekers(8, huayuan_, kVillage);
  AddSeekers(3, baojing_, kOtherVillage);
  AddPost("缝纫工", 5, 5200);
  const MatchPlan plan = Run(huayuan_);
  EXPECT_EQ(plan.state, "done");
  EXPECT_EQ(plan.workers, 8) << "the other county is not its own";
  EXPECT_EQ(plan.placed, 5);
  EXPECT_EQ(plan.openings, 5);
  EXPECT_GE(plan.bound, plan.value);
  EXPECT_EQ(Offers(huayuan_, "proposed").size(), 5U);
  EXPECT_EQ(Count("SELECT count(*) FROM match_unplaced WHERE limit_code = 'full'"), 3);
  EXPECT_GT(Count("SELECT max(price) FROM match_plan_post"), 0) << "three people would like a place that is not there";
  const auto document = json::Parse(plan.indicators);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().Get("filled")->Integer().value(), 5);
  EXPECT_EQ(document->root().Get("unplaced")->Integer().value(), 3);
  EXPECT_EQ(document->root().Get("fresh")->Integer().value(), 5);
  // The sum of the people's probabilities, and the range around it.
  double arrive = 0;
  for (const auto& offer : Offers(huayuan_, "proposed")) arrive += static_cast<double>(offer.p_arrive) / 1000;
  const auto expected = document->root().Get("arrive").value();
  EXPECT_NEAR(expected.Get("people")->Double().value(), arrive, 0.1);
  EXPECT_LE(expected.Get("low")->Double().value(), arrive);
  EXPECT_GE(expected.Get("high")->Double().value(), arrive);
}

TEST_P(OffersTest, ANewPlanReplacesProposalsAndLeavesTheRest) {
  AddSeekers(6, huayuan_, kVillage);
  AddPost("缝纫工", 4, 5200);
  Run(huayuan_);
  const MatchOffer told = BringTo("told");
  AddPost("电子工", 10, 6200);
  const MatchPlan second = Run(huayuan_);
  EXPECT_EQ(second.workers, 6);
  EXPECT_EQ(second.kept, 1);
  EXPECT_EQ(Reload(told).state, "told");
  EXPECT_EQ(Offers(huayuan_, "replaced").size(), 3U);
  EXPECT_EQ(Offers(huayuan_, "proposed").size(), 5U) << "everybody but the one who has been told";
  std::set<Uuid> people;
  for (const auto& offer : Offers(huayuan_, "proposed")) EXPECT_TRUE(people.insert(offer.person_id).second);
  EXPECT_EQ(people.count(told.person_id), 0U);
  // Once more, without anything new: the same pairs.
  const MatchPlan third = Run(huayuan_);
  const auto document = json::Parse(third.indicators);
  EXPECT_EQ(document->root().Get("same")->Integer().value(), 5);
  EXPECT_EQ(document->root().Get("changed")->Integer().value(), 0);
}

TEST_P(OffersTest, OnlyNewPeopleAreAddedWhenProposalsAreKept) {
  AddSeekers(4, huayuan_, kVillage);
  WithoutDormitory(AddPost("缝纫工", 4, 5200));
  Run(huayuan_);
  std::map<Uuid, Uuid> before;
  for (const auto& offer : Offers(huayuan_, "proposed")) before[offer.person_id] = offer.post_id;
  AddPost("电子工", 1, 9900);  // better for everybody, and not for those who have a proposal
  const Person late = AddSeeker("后来", huayuan_, kVillage);
  const MatchPlan plan = Run(huayuan_, "added");
  EXPECT_EQ(plan.kept, 4);
  EXPECT_EQ(plan.placed, 5);
  const auto now = Offers(huayuan_, "proposed");
  ASSERT_EQ(now.size(), 5U);
  for (const auto& offer : now) {
    EXPECT_EQ(offer.plan_id, plan.id) << "kept proposals belong to the newest plan";
    if (offer.person_id == late.id) continue;
    EXPECT_EQ(offer.post_id, before.at(offer.person_id));
  }
}

TEST_P(OffersTest, APlanWrittenTwiceIsWrittenOnce) {
  AddSeekers(3, huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  const PlanOptions options{.as_of = today_};
  const MatchPlan plan = NewPlan(*store_, huayuan_, options).value();
  const auto solved = Solve(*store_, huayuan_, options);
  ASSERT_TRUE(SavePlan(*store_, huayuan_, plan, *solved, "test"));
  EXPECT_FALSE(SavePlan(*store_, huayuan_, plan, *solved, "test")) << "the version of a plan that is done has changed";
  EXPECT_EQ(Offers(huayuan_, "proposed").size(), 2U);
}

TEST_P(OffersTest, TheJobMakesThePlanItWasAskedFor) {
  AddSeekers(3, huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  const MatchPlan started = StartPlan(*store_, *jobs_, huayuan_, {.as_of = today_}).value();
  EXPECT_EQ(started.state, "running");
  const auto ran = jobs_->RunHere(started.job_id, huayuan_);
  ASSERT_TRUE(ran) << ran.error().ToString();
  const MatchPlan done = store_->Get<MatchPlan>(huayuan_, started.id).value();
  EXPECT_EQ(done.state, "done");
  EXPECT_EQ(done.placed, 2);
  EXPECT_EQ(store_->Get<MatchPlan>(baojing_, started.id).error().kind, &kNotFound);
  json::Writer out;
  ASSERT_TRUE(WritePlanFile(out, *store_, *jobs_, huayuan_, done));
  EXPECT_TRUE(json::Parse(std::move(out).Take()));
}

TEST_P(OffersTest, NobodyToMatchOrNothingToOfferIsAPlanToo) {
  EXPECT_EQ(Run(huayuan_).workers, 0);
  AddSeekers(2, huayuan_, kVillage);
  const MatchPlan plan = Run(huayuan_);
  EXPECT_EQ(plan.workers, 2);
  EXPECT_EQ(plan.placed, 0);
}

TEST_P(OffersTest, ARecordThatCannotBeReadTakesNoPartAndIsNamed) {
  AddSeekers(2, huayuan_, kVillage);
  const Post bad = AddPost("工资填反", 3, 5200);
  AddPost("缝纫工", 3, 5200);
  const std::string id = bad.id.ToBytes();
  Sql("UPDATE post SET wage_max_fen = 100 WHERE id = ?1", {db::Blob{id}});
  const MatchPlan plan = Run(huayuan_);
  EXPECT_EQ(plan.posts, 1);
  EXPECT_EQ(plan.placed, 2);
  const auto document = json::Parse(plan.indicators);
  const auto left_out = document->root().Get("left_out")->Items().value();
  ASSERT_EQ(left_out.size(), 1U);
  EXPECT_EQ(left_out[0].Get("id")->Text().value(), bad.id.ToString());
}

// What may follow what, by hand; every other pair is refused.
TEST_P(OffersTest, StepsAreTakenFromTheirStateOnly) {
  const std::map<std::string, std::set<std::string>> may = {{"proposed", {"confirm", "withdraw"}},
                                                            {"confirmed", {"tell", "withdraw"}},
                                                            {"told", {"accept", "refuse", "withdraw"}},
                                                            {"accepted", {"refuse", "depart"}},
                                                            {"refused", {}},
                                                            {"expired", {"tell"}},
                                                            {"withdrawn", {}},
                                                            {"departed", {}}};
  AddSeekers(60, huayuan_, kVillage);
  AddPost("缝纫工", 90, 5200);
  Run(huayuan_);
  for (const auto& [state, allowed] : may) {
    for (const std::string action : {"confirm", "withdraw", "tell", "accept", "refuse", "depart"}) {
      const MatchOffer offer = BringTo(state);
      ASSERT_EQ(offer.state, state);
      const Selection one{{offer.id}, {}};
      bool done = false;
      if (action == "confirm") done = Confirm(*store_, huayuan_, one, false)->done == 1;
      if (action == "withdraw") done = Withdraw(*store_, huayuan_, one, false)->done == 1;
      if (action == "tell") done = Tell(*store_, huayuan_, one, today_, 7, false)->done == 1;
      if (action == "accept" || action == "refuse") {
        const Answer answer{
            .accept = action == "accept", .reason = action == "accept" ? "" : "wage_low", .version = offer.version};
        done = TakeAnswer(*store_, huayuan_, offer.id, answer, {}).has_value();
      }
      if (action == "depart") done = Depart(*store_, huayuan_, offer.id, offer.version, {}, {}).has_value();
      EXPECT_EQ(done, allowed.count(action) == 1) << action << " from " << state;
      EXPECT_EQ(Reload(offer).state != state, done) << "what is refused changes nothing";
      if (Reload(offer).state != "departed" && Reload(offer).state != "refused")
        static_cast<void>(Withdraw(*store_, huayuan_, one, false));
    }
  }
}

TEST_P(OffersTest, TheLastPlaceGoesToWhoConfirmsFirst) {
  AddSeekers(2, huayuan_, kVillage);
  AddSeekers(2, baojing_, kOtherVillage);
  AddPost("缝纫工", 2, 5200);
  const MatchPlan mine = Run(huayuan_), theirs = Run(baojing_);
  EXPECT_EQ(mine.placed, 2);
  EXPECT_EQ(theirs.placed, 2) << "a proposal takes no place";
  const MatchOffer one = Offers(huayuan_, "proposed").at(0);
  ASSERT_EQ(Confirm(*store_, huayuan_, {{one.id}, {}}, false)->done, 1);
  const auto dry = Confirm(*store_, baojing_, {{}, theirs.id}, true);
  ASSERT_TRUE(dry);
  EXPECT_EQ(dry->done, 1);
  EXPECT_EQ(Offers(baojing_, "confirmed").size(), 0U) << "a dry run writes nothing";
  const auto confirmed = Confirm(*store_, baojing_, {{}, theirs.id}, false);
  EXPECT_EQ(confirmed->done, 1);
  ASSERT_EQ(confirmed->skipped.size(), 1U);
  EXPECT_EQ(confirmed->skipped[0].reason, "岗位已经没有空余名额");
  // The next plan knows it: both of the other county's people stay without a post of two.
  EXPECT_EQ(Run(baojing_).openings, 1);
}

// The last day of a post ends it, without anybody who closes it (modules/posts/open.h).
TEST_P(OffersTest, APostThatIsOverIsOfferedToNobody) {
  AddSeekers(2, huayuan_, kVillage);
  const Post post = AddPost("缝纫工", 2, 5200);
  const std::string id = post.id.ToBytes();
  const auto last_day = [&](Date day) {
    Sql("UPDATE post SET valid_to = ?2 WHERE id = ?1", {db::Blob{id}, std::int64_t{day.ToYmdInt()}});
  };
  last_day(today_);
  const MatchPlan plan = Run(huayuan_);
  ASSERT_EQ(plan.placed, 2) << "on its last day it is open";
  EXPECT_EQ(PeopleFor(*store_, huayuan_, post.id)->rows.size(), 2U);
  last_day(today_.AddDays(-1));
  EXPECT_EQ(PeopleFor(*store_, huayuan_, post.id)->rows.size(), 0U);
  for (const bool dry_run : {true, false}) {
    const auto confirmed = Confirm(*store_, huayuan_, {{}, plan.id}, dry_run);
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->done, 0);
    ASSERT_EQ(confirmed->skipped.size(), 2U);
    EXPECT_EQ(confirmed->skipped[0].reason, "岗位已过有效期或已撤下");
  }
  EXPECT_EQ(Run(huayuan_).posts, 0);
  last_day(today_.AddDays(30));
  EXPECT_EQ(Run(huayuan_).placed, 2) << "a later last day opens it again";
}

TEST_P(OffersTest, OthersCannotTakeTheStepsOfTheOrigin) {
  AddSeekers(2, huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  const MatchPlan plan = Run(huayuan_);
  const MatchOffer offer = Offers(huayuan_, "proposed").at(0);
  EXPECT_EQ(Confirm(*store_, baojing_, {{offer.id}, {}}, false).error().kind, &kNotFound);
  EXPECT_EQ(Confirm(*store_, cangshan_, {{offer.id}, {}}, false).error().kind, &kNotFound);
  EXPECT_EQ(Confirm(*store_, baojing_, {{}, plan.id}, false)->done, 0);
  EXPECT_EQ(Reload(offer).state, "proposed");
  const MatchOffer told = BringTo("told");
  EXPECT_EQ(TakeAnswer(*store_, cangshan_, told.id, {.accept = true, .version = told.version}, {}).error().kind,
            &kForbidden);
}

TEST_P(OffersTest, EachSideSeesWhatItsStageAllows) {
  AddSeeker("龙建设", huayuan_, kVillage, R"(,"trades":"sewing")");
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  Scope factory = Scope::Nobody("factory");
  factory.employer_codes = {"914331000000000192"};
  Scope other = Scope::Nobody("other");
  other.employer_codes = {"91433100000000027W"};
  const auto sees = [&](const Scope& scope, const MatchOffer& offer) {
    return store_->Get<MatchOffer>(scope, offer.id).has_value();
  };
  MatchOffer offer = BringTo("proposed");
  EXPECT_FALSE(sees(cangshan_, offer)) << "a proposal is the origin's draft";
  EXPECT_FALSE(sees(baojing_, offer));
  offer = BringTo("confirmed");
  ASSERT_TRUE(sees(cangshan_, offer));
  EXPECT_FALSE(sees(factory, offer)) << "before acceptance";
  EXPECT_NE(Json(huayuan_, offer).find("龙建设"), std::string::npos);
  const std::string before = Json(cangshan_, offer);
  for (const char* hidden : {"龙建设", "person_id", "phone", "home\"", "priority", "confirmed_by", "13800010001"})
    EXPECT_EQ(before.find(hidden), std::string::npos) << hidden << " in " << before;
  EXPECT_NE(before.find("reasons_for"), std::string::npos);
  EXPECT_NE(before.find("age_band"), std::string::npos);
  ASSERT_EQ(Tell(*store_, huayuan_, {{offer.id}, {}}, today_, 7, false)->done, 1);
  offer = Reload(offer);
  offer = TakeAnswer(*store_, huayuan_, offer.id, {.accept = true, .version = offer.version}, {}).value();
  ASSERT_TRUE(sees(factory, offer));
  EXPECT_FALSE(sees(other, offer));
  const std::string employer = Json(factory, offer);
  EXPECT_NE(employer.find("龙建设"), std::string::npos);
  for (const char* hidden : {"reasons_for", "p_arrive", "person_id", "13800010001", "answer_reason"})
    EXPECT_EQ(employer.find(hidden), std::string::npos) << hidden << " in " << employer;
  EXPECT_EQ(Json(cangshan_, offer).find("龙建设"), std::string::npos) << "not before departure";
  offer = Depart(*store_, huayuan_, offer.id, offer.version, {}, {}).value();
  EXPECT_NE(Json(cangshan_, offer).find("龙建设"), std::string::npos);
}

TEST_P(OffersTest, DepartureBeginsASpellAndStandsInTheTimeline) {
  const Person person = AddSeeker("龙建设", huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  const MatchOffer offer = BringTo("departed");
  auto file = people::GetPersonFile(*store_, huayuan_, person.id).value();
  EXPECT_EQ(file.person.employment, "departed");
  EXPECT_NE(file.person.list, "task");
  ASSERT_EQ(file.spells.size(), 1U);
  EXPECT_EQ(file.spells[0].id, offer.spell_id);
  EXPECT_EQ(file.spells[0].state, "departed");
  EXPECT_EQ(file.spells[0].unit_code, "914331000000000192");
  EXPECT_FALSE(file.spells[0].start) << "the day of arrival is the destination's to say";
  std::set<std::string> actions;
  const auto timeline = people::Timeline(*store_, huayuan_, person.id, 50).value();
  for (const auto& row : timeline) actions.insert(row.action);
  for (const char* action : {"offer.confirm", "offer.tell", "offer.accept", "spell.add", "offer.depart"})
    EXPECT_EQ(actions.count(action), 1U) << action;
  // The program stopped between the spell and the offer: the second attempt takes the spell that is there.
  const std::string id = offer.id.ToBytes();
  Sql("UPDATE match_offer SET state = 'accepted', spell_id = NULL, updated_at = ?2 WHERE id = ?1",
      {db::Blob{id}, file.spells[0].created_at.microseconds() - 1});
  const auto again = Depart(*store_, huayuan_, offer.id, offer.version, {}, {});
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(again->spell_id, offer.spell_id);
  EXPECT_EQ(people::GetPersonFile(*store_, huayuan_, person.id)->spells.size(), 1U);
}

TEST_P(OffersTest, AnAnswerIsCheckedBeforeItIsTaken) {
  AddSeekers(1, huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  const MatchOffer told = BringTo("told");
  const CodeCheck codes = [](std::string_view, std::string_view code) { return code == "too_far"; };
  const auto answer = [&](const Answer& given) { return TakeAnswer(*store_, huayuan_, told.id, given, codes); };
  EXPECT_EQ(answer({.accept = false, .version = told.version}).error().kind, &kBadInput) << "a refusal has a reason";
  EXPECT_EQ(answer({.accept = false, .reason = "because", .version = told.version}).error().kind, &kBadInput);
  EXPECT_EQ(answer({.accept = true, .reason = "too_far", .version = told.version}).error().kind, &kBadInput);
  EXPECT_EQ(answer({.accept = true, .version = told.version - 1}).error().kind, &kConflict);
  EXPECT_EQ(answer({.accept = true, .on = today_.AddDays(1), .version = told.version}).error().kind, &kBadInput);
  EXPECT_EQ(answer({.accept = true, .on = today_.AddDays(-1), .version = told.version}).error().kind, &kBadInput);
  EXPECT_EQ(Reload(told).state, "told");
  EXPECT_TRUE(answer({.accept = false, .reason = "too_far", .note = "要带孩子", .version = told.version}));
}

TEST_P(OffersTest, NoStepLiesInTheFutureOrBeforeTheStepInFront) {
  AddSeekers(1, huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  Run(huayuan_);
  const MatchOffer offer = BringTo("confirmed");
  const Selection one{{offer.id}, {}};
  const Date confirmed = today_.AddDays(-10), told = today_.AddDays(-9);
  Backdate(offer, confirmed);
  const auto early = Tell(*store_, huayuan_, one, confirmed.AddDays(-1), 7, false).value();
  EXPECT_EQ(early.done, 0);
  ASSERT_EQ(early.skipped.size(), 1U);
  EXPECT_NE(early.skipped[0].reason.find("告知日早于确认日"), std::string::npos);
  EXPECT_EQ(Tell(*store_, huayuan_, one, today_.AddDays(1), 7, false).error().kind, &kBadInput);
  ASSERT_EQ(Tell(*store_, huayuan_, one, told, 7, false)->done, 1);
  const auto accept = [&](std::optional<Date> on) {
    return TakeAnswer(*store_, huayuan_, offer.id, {.accept = true, .on = on, .version = Reload(offer).version}, {});
  };
  EXPECT_EQ(accept({}).error().kind, &kBadInput) << "the last day is over";
  EXPECT_EQ(accept(told.AddDays(8)).error().kind, &kBadInput);
  EXPECT_EQ(Reload(offer).state, "told");
  ASSERT_TRUE(accept(told.AddDays(7))) << "said in time, entered later";
  const auto depart = [&](Date on) { return Depart(*store_, huayuan_, offer.id, Reload(offer).version, on, {}); };
  EXPECT_EQ(depart(today_.AddDays(1)).error().kind, &kBadInput);
  EXPECT_EQ(depart(told.AddDays(6)).error().kind, &kBadInput) << "before he had agreed";
  EXPECT_EQ(
      TakeAnswer(*store_, huayuan_, offer.id, {.reason = "too_far", .on = told, .version = Reload(offer).version}, {})
          .error()
          .kind,
      &kBadInput)
      << "a second answer is not before the first";
  EXPECT_EQ(Count("SELECT count(*) FROM spell"), 0) << "a refused departure begins no spell";
  EXPECT_TRUE(depart(told.AddDays(7)));
}

TEST_P(OffersTest, WhoLetTheTimePassMayBeToldAgain) {
  AddSeekers(2, huayuan_, kVillage);
  const Post post = AddPost("缝纫工", 1, 5200);
  AddPost("保洁", 1, 3000);
  const MatchPlan plan = Run(huayuan_);
  const MatchOffer offer = Offers(huayuan_, "proposed").at(0);
  const Selection one{{offer.id}, {}};
  const auto tell = [&](Date on) { return Tell(*store_, huayuan_, one, on, 7, false).value(); };
  const auto may = [&] { return Json(huayuan_, Reload(offer)).find("\"tell\"") != std::string::npos; };
  ASSERT_EQ(Confirm(*store_, huayuan_, one, false)->done, 1);
  Backdate(offer, today_.AddDays(-30));
  ASSERT_EQ(tell(today_.AddDays(-3)).done, 1);
  EXPECT_FALSE(may()) << "he still has time";
  EXPECT_EQ(tell(today_).done, 0);
  Sql("UPDATE match_offer SET told_on = ?2, expires_on = ?3 WHERE id = ?1",
      {db::Blob{offer.id.ToBytes()}, std::int64_t{today_.AddDays(-20).ToYmdInt()},
       std::int64_t{today_.AddDays(-13).ToYmdInt()}});
  EXPECT_TRUE(may());
  EXPECT_EQ(tell(today_.AddDays(-21)).done, 0) << "before he was told the first time";
  ASSERT_EQ(tell(today_.AddDays(-10)).done, 1);
  EXPECT_EQ(*Reload(offer).expires_on, today_.AddDays(-3)) << "and over again";
  ASSERT_EQ(Expire(*store_, huayuan_).value(), 1);
  EXPECT_TRUE(may());
  EXPECT_EQ(Tell(*store_, huayuan_, {{}, plan.id}, today_, 7, false)->done, 0) << "a whole plan is told once";
  // Expired, the place is anybody's: gone, then free again.
  const std::string taken = Reload(offer).post_id.ToBytes();
  Sql("UPDATE post SET openings = 0 WHERE id = ?1", {db::Blob{taken}});
  EXPECT_EQ(tell(today_).skipped.at(0).reason, "岗位已经没有空余名额");
  Sql("UPDATE post SET openings = 1 WHERE id = ?1", {db::Blob{taken}});
  Run(huayuan_);
  EXPECT_EQ(tell(today_).skipped.at(0).reason, "已有新的推荐");
  std::vector<Uuid> others;
  for (const auto& fresh : Offers(huayuan_, "proposed")) others.push_back(fresh.id);
  ASSERT_EQ(Withdraw(*store_, huayuan_, {others, {}}, false)->done, static_cast<std::int64_t>(others.size()));
  ASSERT_EQ(tell(today_).done, 1);
  EXPECT_EQ(*Reload(offer).expires_on, today_.AddDays(7));
  EXPECT_TRUE(TakeAnswer(*store_, huayuan_, offer.id, {.accept = true, .version = Reload(offer).version}, {}));
}

TEST_P(OffersTest, ACertificateOpensThePostsThatAskForIt) {
  const Post post = AddPost("焊工", 2, 5000);
  const std::string id = post.id.ToBytes();
  Sql("UPDATE post SET certificates = '焊工证' WHERE id = ?1", {db::Blob{id}});
  AddSeeker("无证", huayuan_, kVillage);
  EXPECT_EQ(Run(huayuan_).placed, 0);
  AddSeeker("有证", huayuan_, kVillage, R"(,"certificates":"健康证;焊工证")");
  EXPECT_EQ(Run(huayuan_).placed, 1);
  Sql("UPDATE post SET certificates = '无' WHERE id = ?1", {db::Blob{id}});
  EXPECT_EQ(Run(huayuan_).placed, 2);
}

TEST_P(OffersTest, TrainingAndEarlierWorkAwayReachTheScore) {
  const auto gone = [&](const Person& person, const char* tier, bool organised, bool began = true) {
    Spell spell;
    spell.id = store_->NewId();
    spell.county_id = person.county_id;
    spell.person_id = person.id;
    spell.home_code = person.home_code;
    spell.steward_unit = person.county_id;
    spell.state = began ? "ended" : "planned";
    spell.tier = tier;
    if (began) spell.start = today_.AddDays(-400);
    if (began) spell.end = today_.AddDays(-300);
    spell.organised = organised;
    spell.created_at = spell.updated_at = store_->Now();
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work);
    ASSERT_TRUE(work->Insert(spell));
    ASSERT_TRUE(work->Commit());
  };
  AddSeeker("新手", huayuan_, kVillage, R"(,"certificates":"无","skill_level":"none")");
  AddSeeker("有证", huayuan_, kVillage, R"(,"certificates":"焊工证")");
  AddSeeker("有级", huayuan_, kVillage, R"(,"skill_level":"4")");
  gone(AddSeeker("去过", huayuan_, kVillage), "outside", false);
  gone(AddSeeker("县内做过", huayuan_, kVillage), "county", false);
  gone(AddSeeker("送过", huayuan_, kVillage), "province", true);
  gone(AddSeeker("还没走", huayuan_, kVillage), "outside", true, false);
  const Seekers seekers = ReadSeekers(*store_, huayuan_, *Regions().value()).value();
  std::map<std::string, std::string> found;  // trained, experienced, organised
  for (std::size_t i = 0; i < seekers.ids.size(); ++i) {
    const auto& worker = seekers.workers[i];
    found[store_->Get<Person>(huayuan_, seekers.ids[i]).value().name] =
        std::string(worker.trained ? "t" : "-") + (worker.experienced ? "e" : "-") + (worker.organised ? "o" : "-");
  }
  const std::map<std::string, std::string> expected = {{"新手", "---"},  {"有证", "t--"}, {"有级", "t--"},
                                                       {"去过", "-e-"},  {"送过", "-eo"}, {"县内做过", "---"},
                                                       {"还没走", "---"}};
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(seekers.workers[0].certificates.empty() || seekers.workers[0].certificates[0] != "无");
}

TEST_P(OffersTest, WhatSomebodyHasRefusedIsNotProposedAgain) {
  AddSeekers(1, huayuan_, kVillage);
  const Post good = AddPost("电子工", 2, 9000), plain = WithoutDormitory(AddPost("缝纫工", 2, 4000));
  Run(huayuan_);
  const MatchOffer refused = BringTo("refused");
  EXPECT_EQ(refused.post_id, good.id);
  const MatchPlan plan = Run(huayuan_);
  ASSERT_EQ(Offers(huayuan_, "proposed").size(), 1U);
  EXPECT_EQ(Offers(huayuan_, "proposed")[0].post_id, plain.id);
  EXPECT_EQ(plan.value, Offers(huayuan_, "proposed")[0].value) << "the plan's sum is that of its pairs";
  EXPECT_LT(plan.value, plan.bound) << "what the refusal costs shows in the gap";
}

TEST_P(OffersTest, TenPostsByValueMinusPriceOnlyPossibleOnes) {
  const Person person = AddSeeker("龙建设", huayuan_, kVillage);
  AddSeekers(3, huayuan_, kVillage);
  for (int i = 0; i < 12; ++i) AddPost("岗位" + std::to_string(i), 1 + i % 3, 4000 + 100 * i);
  Post strict = AddPost("只要大学生", 5, 9900);
  const std::string id = strict.id.ToBytes();
  Sql("UPDATE post SET education_min = '20' WHERE id = ?1", {db::Blob{id}});
  Run(huayuan_);
  const auto posts = PostsFor(*store_, huayuan_, person.id);
  ASSERT_TRUE(posts) << posts.error().ToString();
  EXPECT_EQ(posts->posts, 13);
  EXPECT_EQ(posts->feasible, 12);
  ASSERT_EQ(posts->rows.size(), 10U);
  std::map<Uuid, std::int64_t> prices;
  ASSERT_TRUE(store_->Query(Scope::System("test"), "{shared}SELECT post_id, price FROM match_plan_post", {},
                            [&](const db::Row& row) {
                              prices[row.Id(0)] = row.Int(1);
                              return Ok();
                            }));
  for (std::size_t i = 0; i < posts->rows.size(); ++i) {
    const auto& row = posts->rows[i];
    EXPECT_NE(row.post.id, strict.id);
    EXPECT_NEAR(static_cast<double>(row.pair.price), static_cast<double>(prices.at(row.post.id)), 1);
    if (i == 0) continue;
    EXPECT_GE(posts->rows[i - 1].pair.value - posts->rows[i - 1].pair.price, row.pair.value - row.pair.price - 1);
  }
  ASSERT_FALSE(posts->limits.empty());
  EXPECT_EQ(posts->limits[0].code, "education");
  EXPECT_EQ(posts->limits[0].count, 1);
  EXPECT_TRUE(posts->current);
  EXPECT_EQ(PostsFor(*store_, baojing_, person.id).error().kind, &kNotFound);
  EXPECT_EQ(PostsFor(*store_, cangshan_, person.id).error().kind, &kNotFound);
}

TEST_P(OffersTest, TenPeopleOfAPostAndNoNamesForThePlaceOfWork) {
  AddSeekers(12, huayuan_, kVillage);
  AddSeekers(2, baojing_, kOtherVillage);
  const Post post = AddPost("缝纫工", 3, 5200), far = AddPost("远处", 3, 5200, kFarStreet);
  Run(huayuan_);
  const auto people = PeopleFor(*store_, huayuan_, post.id);
  ASSERT_TRUE(people) << people.error().ToString();
  EXPECT_EQ(people->people, 12);
  EXPECT_EQ(people->feasible, 12);
  EXPECT_EQ(people->rows.size(), 10U);
  EXPECT_FALSE(people->anonymous);
  const auto seen = PeopleFor(*store_, cangshan_, post.id);
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->anonymous);
  EXPECT_EQ(seen->people, 14) << "the place of work looks at everybody";
  json::Writer out;
  WritePeopleFor(out, *store_, *seen);
  const std::string text = std::move(out).Take();
  EXPECT_EQ(text.find("某人"), std::string::npos);
  EXPECT_EQ(text.find("person_id"), std::string::npos);
  EXPECT_EQ(PeopleFor(*store_, cangshan_, far.id).error().kind, &kForbidden);
}

TEST_P(OffersTest, ExpectedStandsBesideObserved) {
  AddSeekers(60, huayuan_, kVillage);
  AddPost("缝纫工", 60, 5200);
  const MatchPlan plan = Run(huayuan_);
  ASSERT_EQ(Confirm(*store_, huayuan_, {{}, plan.id}, false)->done, 60);
  ASSERT_EQ(Tell(*store_, huayuan_, {{}, plan.id}, today_, 7, false)->done, 60);
  const auto told = Offers(huayuan_, "told");
  for (std::size_t i = 0; i < 52; ++i) {
    const bool accept = i < 20;
    ASSERT_TRUE(TakeAnswer(*store_, huayuan_, told[i].id,
                           {.accept = accept,
                            .reason = accept       ? ""
                                      : i % 2 == 0 ? "too_far"
                                                   : "wage_low",
                            .version = told[i].version},
                           {}));
    if (!accept) continue;
    const auto gone = Depart(*store_, huayuan_, told[i].id, told[i].version + 1, {}, {});
    ASSERT_TRUE(gone) << gone.error().ToString();
    if (i >= 10) continue;  // ten have arrived, ten are on their way
    const auto spell = store_->Get<Spell>(huayuan_, gone->spell_id).value();
    const auto body = json::Parse("{\"version\":" + std::to_string(spell.version) + "}");
    const auto here = people::ConfirmArrival(*store_, cangshan_, gone->person_id, spell.id, body->root());
    ASSERT_TRUE(here) << here.error().ToString();
  }
  auto observed = Observe(*store_, huayuan_, plan.id, today_).value();
  EXPECT_EQ(observed.states["told"], 8);
  EXPECT_EQ(observed.states["refused"], 32);
  EXPECT_EQ(observed.states["departed"], 20);
  EXPECT_EQ(observed.reasons["too_far"], 16);
  EXPECT_EQ(observed.settled, 42);
  EXPECT_EQ(observed.arrived, 10);
  EXPECT_TRUE(observed.deciles.empty()) << "too few for a curve";
  EXPECT_EQ(observed.retained[0].due, 0);
  // Two months later: half of those who came have left after ten days.
  const auto arrived = store_->Select<Spell>(Scope::System("test"), "p.state = 'on_post' ORDER BY p.id").value();
  ASSERT_EQ(arrived.size(), 10U);
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string id = arrived[i].id.ToBytes();
    Sql("UPDATE spell SET state = 'ended', end_on = ?2 WHERE id = ?1",
        {db::Blob{id}, std::int64_t{today_.AddDays(10).ToYmdInt()}});
  }
  ASSERT_EQ(Tell(*store_, huayuan_, {{}, plan.id}, today_, 7, false)->done, 0);
  observed = Observe(*store_, huayuan_, {}, today_.AddMonths(2)).value();
  EXPECT_EQ(observed.retained[0].due, 10);
  EXPECT_EQ(observed.retained[0].stayed, 5);
  EXPECT_EQ(observed.retained[1].due, 0) << "three months have not passed";
  EXPECT_EQ(Observe(*store_, baojing_, plan.id, today_)->states.size(), 0U);
}

TEST_P(OffersTest, WhoHasFoundWorkIsNotConfirmed) {
  const Person person = AddSeeker("龙建设", huayuan_, kVillage);
  AddPost("缝纫工", 2, 5200);
  const MatchPlan plan = Run(huayuan_);
  const auto spell =
      json::Parse(R"({"state":"on_post","employer_name":"自己找的","work_code":)" + std::to_string(kStreet) + "}");
  ASSERT_TRUE(people::SaveSpell(*store_, huayuan_, person.id, {}, spell->root(), {}));
  const auto confirmed = Confirm(*store_, huayuan_, {{}, plan.id}, false);
  EXPECT_EQ(confirmed->done, 0);
  ASSERT_EQ(confirmed->skipped.size(), 1U);
  EXPECT_EQ(confirmed->skipped[0].reason, "已不在任务清单上");
  EXPECT_EQ(Run(huayuan_).workers, 0);
  EXPECT_EQ(Offers(huayuan_, "proposed").size(), 0U) << "the next plan takes the old proposal back";
}

TEST_P(OffersTest, AJobCardHoldsNoNumbersOfPeople) {
  const Post plain = AddPost("缝纫工", 3, 4500, kStreet, "914331000000000192", "包吃住，夫妻可同来");
  const Post numbers = AddPost("电子工", 3, 4500, kStreet, "914331000000000192", "联系张经理 138-0000 1234");
  EXPECT_EQ(CardOf(*store_, plain).note, "包吃住，夫妻可同来");
  EXPECT_EQ(CardOf(*store_, numbers).note, "");
  EXPECT_EQ(CardOf(*store_, plain).wage, "4,500～5,500 元/月");
  EXPECT_NE(CardOf(*store_, plain).contact.find("仓山区"), std::string::npos);
  const auto pdf = CardPdf(CardOf(*store_, plain)), png = CardPng(CardOf(*store_, plain));
  ASSERT_TRUE(pdf) << pdf.error().ToString();
  ASSERT_TRUE(png) << png.error().ToString();
  EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
  EXPECT_EQ(png->substr(1, 3), "PNG");
}

TEST_P(OffersTest, AJobCardSaysAllThatThePostDemands) {
  Post post = AddPost("缝纫工", 3, 4500);
  EXPECT_EQ(CardOf(*store_, post).requirements, "不限");
  post.certificates = "无";
  post.skill_grade = "none";
  post.sex_required = "2";  // without a basis in law
  EXPECT_EQ(CardOf(*store_, post).requirements, "不限");
  post.age_min = 18;
  post.education_min = "20";
  post.skill_grade = "5";
  post.certificates = "焊工证;健康证";
  post.health = "10";
  for (const auto& [sex, basis] : {std::pair{"2", "女职工劳动保护特别规定附录第一条：矿山井下作业"},
                                   {"1", "女职工劳动保护特别规定"},
                                   {"1", "张经理要求，电话 13800001234"}}) {
    post.sex_required = sex, post.lawful_basis = basis;
    EXPECT_EQ(CardOf(*store_, post).requirements.find("性"), std::string::npos) << basis;
  }
  post.lawful_basis = "女职工劳动保护特别规定附录第一条：矿山井下作业";
  const std::string all = CardOf(*store_, post).requirements;
  for (const char* part : {"年满 18 岁", "以上", "初级工", "持焊工证、健康证", "身体健康",
                           "限男性（法律禁止女职工从事的劳动：矿山井下作业）"})
    EXPECT_NE(all.find(part), std::string::npos) << part << " in " << all;
  post.wage_min = post.wage_max = std::nullopt;
  post.piece_rate = true;
  EXPECT_EQ(CardOf(*store_, post).wage, "工资面议（计件）");
}

INSTANTIATE_TEST_SUITE_P(Databases, OffersTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::offers
