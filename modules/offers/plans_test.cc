// What a plan says of itself, and what it leaves to the next one.
#include <gtest/gtest.h>

#include "modules/offers/offers_world.h"
#include "modules/offers/plan_view.h"
#include "modules/offers/suggest.h"
#include "modules/people/matches.h"

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

// A plan that keeps proposals prices only what is free, a stable one nothing: who asks for a post must not be sent
// where others stand already.
TEST_P(PlansTest, PostsThatAreFullStayDearWhateverPlanFollows) {
  const auto people = AddSeekers(6, huayuan_, kVillage);
  const Post good = AddPost("电子工", 2, 9000);
  WithoutDormitory(AddPost("缝纫工", 8, 4000));
  const MatchPlan first = Run(huayuan_);
  const auto price = [&] {
    const auto posts = PostsFor(*store_, huayuan_, people[0].id).value();
    EXPECT_EQ(posts.plan->id, first.id) << "the page names the plan of the prices";
    for (const auto& row : posts.rows) {
      if (row.post.id == good.id) return row.pair.price;
    }
    return std::int64_t{-1};
  };
  const std::int64_t full = price();
  ASSERT_GT(full, 0);
  Run(huayuan_, "added");
  EXPECT_EQ(price(), full);
  Run(huayuan_, "full", "stable");
  EXPECT_EQ(price(), full);
}

// What a plan's own page says of its posts and of what each condition costs.
TEST_P(PlansTest, EveryPlanHasPricesOfPostsAndItsOwnOfRules) {
  AddSeekers(6, huayuan_, kVillage);
  const Post good = AddPost("电子工", 2, 9000);
  const std::string old = AddPost("保安", 4, 9000).id.ToBytes();
  Sql("UPDATE post SET age_min = 60 WHERE id = ?1", {db::Blob{old}});
  WithoutDormitory(AddPost("缝纫工", 8, 4000));
  const auto price_in = [&](const MatchPlan& plan) {
    json::Writer out;
    EXPECT_TRUE(WritePlanPosts(out, *store_, plan, std::nullopt, 1, 10));
    const std::string text = std::move(out).Take();
    const auto posts = json::Parse(text).value();
    const auto rows = posts.root().Get("rows").value().Items().value();
    for (const auto& row : rows) {
      if (row.Get("post_id")->Text().value() == good.id.ToString()) return row.Get("price")->Integer().value();
    }
    return std::int64_t{-1};
  };
  const MatchPlan full = Run(huayuan_);
  EXPECT_GT(price_in(full), 0);
  EXPECT_EQ(price_in(Run(huayuan_, "added")), price_in(full)) << "full before anybody was added";
  const MatchPlan stable = Run(huayuan_, "full", "stable");
  EXPECT_EQ(price_in(stable), price_in(full)) << "the best plan's";
  for (const MatchPlan& plan : {full, stable}) {
    const auto kept = json::Parse(plan.indicators).value();
    std::map<std::string, double> retained;
    const auto rows = kept.root().Get("rule_prices").value().Items().value();
    for (const auto& row : rows) retained[row.Get("code")->Text().value()] = row.Get("retained")->Double().value();
    EXPECT_EQ(retained.size(), static_cast<std::size_t>(matching::kConstraints));
    EXPECT_GT(retained["age"], 0.1) << "four more good places without it";
    EXPECT_NEAR(retained["wage"], 0, 0.05);
  }
}

// A post that came after the plan is priced by the plan that filled it, also once it is full.
TEST_P(PlansTest, ANewPostKeepsThePriceOfThePlanThatFilledIt) {
  AddSeekers(3, huayuan_, kVillage);
  AddPost("缝纫工", 3, 4000);
  Run(huayuan_);
  const Post fresh = AddPost("电子工", 1, 9000);
  const auto late = AddSeekers(3, huayuan_, kVillage);
  Run(huayuan_, "added");
  const auto price = [&] {
    const auto posts = PostsFor(*store_, huayuan_, late[0].id).value();
    for (const auto& row : posts.rows) {
      if (row.post.id == fresh.id) return row.pair.price;
    }
    return std::int64_t{-1};
  };
  const std::int64_t filled = price();
  EXPECT_GT(filled, 0);
  Run(huayuan_, "added");
  EXPECT_EQ(price(), filled);
}

TEST_P(PlansTest, AMistypedYearIsRefusedAndReplacesNothing) {
  AddSeekers(3, huayuan_, kVillage);
  AddPost("缝纫工", 3, 5200);
  Run(huayuan_);
  const auto starts = [&](Date as_of) { return StartPlan(*store_, *jobs_, huayuan_, {.as_of = as_of}); };
  for (const Date far :
       std::initializer_list<Date>{*Date::FromYmd(1900, 1, 1), *Date::FromYmd(2199, 1, 1),
                                   today_.AddMonths(-12).AddDays(-1), today_.AddMonths(12).AddDays(1)}) {
    const auto started = starts(far);
    ASSERT_FALSE(started) << far.ToString();
    EXPECT_EQ(started.error().kind, &kBadInput);
  }
  EXPECT_TRUE(starts(today_.AddMonths(-12)));
  EXPECT_TRUE(starts(today_.AddMonths(12)));
  // A plan in which nobody could be read, by whatever way it was made, takes nothing back.
  const PlanOptions options{.as_of = *Date::FromYmd(1900, 1, 1)};
  const MatchPlan plan = NewPlan(*store_, huayuan_, options).value();
  const auto solved = Solve(*store_, huayuan_, options);
  ASSERT_TRUE(solved) << solved.error().ToString();
  EXPECT_EQ(solved->left_out.size(), 3U);
  ASSERT_TRUE(SavePlan(*store_, huayuan_, plan, *solved, "test"));
  EXPECT_EQ(store_->Get<MatchPlan>(huayuan_, plan.id).value().workers, 0);
  EXPECT_EQ(Offers(huayuan_, "proposed").size(), 3U);
}

// The person's page names the post of the offer, not what the month once proposed.
TEST_P(PlansTest, ThePersonsPageShowsTheOfferInHand) {
  const Person person = AddSeeker("龙建设", huayuan_, kVillage);
  const Post months = WithoutDormitory(AddPost("缝纫工", 2, 4000));
  const std::string person_id = person.id.ToBytes(), post_id = months.id.ToBytes();
  Sql("INSERT INTO match_proposal (county_id, person_id, period, post_id, p_arrive, p_stay1, p_stay3, p_stay6, "
      "created_at) VALUES (?1, ?2, 202601, ?3, 500, 500, 500, 500, 1)",
      {person.county_id, db::Blob{person_id}, db::Blob{post_id}});
  const auto shown = [&] {
    json::Writer out;
    out.BeginObject();
    people::WriteMatches(out, *store_, people::GetPersonFile(*store_, huayuan_, person.id).value());
    out.EndObject();
    const std::string text = std::move(out).Take();
    const auto document = json::Parse(text);
    if (!document) return text;
    std::string posts;
    const auto rows = document->root().Get("matches")->Items().value();
    for (const auto& row : rows) {
      const auto state = row.Find("state");
      posts += row.Get("post_name")->Text().value() + ":" + (state ? state->Text().value() : "-") + " ";
    }
    return posts;
  };
  EXPECT_EQ(shown(), "缝纫工:- ") << "no offer yet: what the month proposed";
  Sql("UPDATE post SET valid_to = ?2 WHERE id = ?1", {db::Blob{post_id}, std::int64_t{today_.AddDays(-1).ToYmdInt()}});
  EXPECT_EQ(shown(), "") << "the post is over";
  Sql("UPDATE post SET valid_to = ?2 WHERE id = ?1", {db::Blob{post_id}, std::int64_t{today_.ToYmdInt()}});
  Run(huayuan_);
  EXPECT_EQ(shown(), "缝纫工:proposed ");
  AddPost("电子工", 2, 9000);
  Run(huayuan_);
  EXPECT_EQ(shown(), "电子工:proposed ");
  BringTo("accepted");
  EXPECT_EQ(shown(), "电子工:accepted ");
  const MatchOffer offer = Offers(huayuan_, "accepted").at(0);
  ASSERT_TRUE(
      TakeAnswer(*store_, huayuan_, offer.id, {.accept = false, .reason = "too_far", .version = offer.version}, {}));
  EXPECT_EQ(shown(), "") << "the month's post was replaced, the other refused";
}

INSTANTIATE_TEST_SUITE_P(Databases, PlansTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::offers
