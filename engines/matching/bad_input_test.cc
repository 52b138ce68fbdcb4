// What a caller may hand over by mistake: everything is refused by name, nothing crashes.
#include <gtest/gtest.h>

#include <functional>

#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

std::string FieldOf(const std::function<void(TestWorld&)>& change) {
  TestWorld world = MakeTestWorld(7, {.workers = 20, .posts = 15});
  change(world);
  const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  if (matcher) return "no error";
  EXPECT_EQ(matcher.error().kind, &kBadWorld);
  for (const auto& [key, value] : matcher.error().details) {
    if (key == "field") return value;
  }
  return "no field";
}

TEST(BadInput, IsRefusedByField) {
  EXPECT_EQ(FieldOf([](TestWorld&) {}), "no error");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.origin[3] = 99; }), "region");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.age.pop_back(); }), "size");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.education[0] = 16; }), "education");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.health[0] = 16; }), "health");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.certificates[0] = 8; }), "certificates");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.certificates[0] = 8; }), "certificates");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.had.begin.clear(); }), "certificates");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.asked.begin[3] = 99; }), "certificates");
  EXPECT_EQ(FieldOf([](TestWorld& w) { std::reverse(w.places.had.numbers.begin(), w.places.had.numbers.end()); }),
            "certificates");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.man.pop_back(); }), "size");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.men_only.pop_back(); }), "size");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.tiers[0] = 16; }), "tiers");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.traits[0] = 255; }), "traits");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.weight[0] = 0; }), "priority");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.weight[0] = 2000; }), "priority");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.min_wage[0] = -1; }), "min_wage");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.told_post[0] = 15; }), "told_post");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.told_post[0] = -2; }), "told_post");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.city_begin[5] = 60'000; }), "cities");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.cities.push_back(0); }), "cities");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.workers.cities.at(0) = 400; }), "cities");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.city[0] = 4; }), "city");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.openings[0] = -1; }), "openings");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.openings[0] = 1'000'001; }), "openings");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.wage_min[0] = -1; }), "wage_min");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.traits[0] = 16; }), "traits");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.staff.at(0).origin = 9; }), "staff_by_origin");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.posts.reserved_begin.back() += 1; }), "reserved_region");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.tier[0] = 4; }), "tier");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.climate_gap[0] = 16; }), "climate_gap");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.diet_gap[0] = 16; }), "diet_gap");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.places.travel_hours.pop_back(); }), "size");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.weights.base.arrive = 1025; }), "base");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.weights.wage_ratio[100].stay = INT16_MIN; }), "wage_ratio");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.weights.leave[5] = 2000; }), "leave");
  EXPECT_EQ(FieldOf([](TestWorld& w) { w.weights.horizon_months = 2; }), "horizon_months");
}

TEST(BadInput, EmptyAndOneSidedWorldsHavePlans) {
  for (const std::size_t workers : {0U, 1U, 5U}) {
    for (const std::size_t posts : {0U, 1U, 70U}) {
      const TestWorld world = MakeTestWorld(workers * 10 + posts, {.workers = workers, .posts = posts});
      const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
      ASSERT_TRUE(matcher) << matcher.error().ToString();
      for (const Objective objective : {Objective::kRetained, Objective::kStable}) {
        for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
          const auto plan = matcher->Solve({.objective = objective, .threads = 3, .isa = isa});
          ASSERT_TRUE(plan);
          EXPECT_EQ(plan->assignment.size(), workers);
          EXPECT_LE(plan->workers_placed, std::min<std::uint64_t>(workers, plan->openings));
        }
      }
    }
  }
}

TEST(BadInput, EffectsAtTheirLimitsDoNotOverflow) {
  TestWorld world = MakeTestWorld(8, {.workers = 200, .posts = 130, .strict = false});
  for (const std::int16_t extreme : {std::int16_t{1024}, std::int16_t{-1024}}) {
    Weights& x = world.weights;
    const Effect most{extreme, extreme};
    x.base = most, x.piece_rate_novice = most;
    for (auto* list : {&x.education, &x.climate_gap, &x.diet_gap, &x.diet_gap_with_canteen}) list->fill(most);
    x.worker_traits.fill(most), x.post_traits.fill(most), x.travel_hours.fill(most), x.trade.fill(most),
        x.wage_ratio.fill(most), x.townspeople.fill(most);
    const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
    ASSERT_TRUE(matcher) << matcher.error().ToString();
    const Plan scalar = matcher->Solve({.isa = Isa::kScalar}).value();
    const Plan best = matcher->Solve({.isa = Isa::kBest}).value();
    EXPECT_EQ(scalar.assignment, best.assignment);
    for (std::size_t i = 0; i < 200; ++i) {
      const PairScore score = matcher->Score(i, 0);
      EXPECT_EQ(score.arrive_index > 0, extreme > 0);
      EXPECT_GE(score.p_arrive, 1);
      EXPECT_LE(score.p_arrive, 1 << kProbabilityBits);
    }
  }
}

// Memory is of the workers, not of the openings that nobody can fill.
TEST(BadInput, MoreOpeningsThanMemoryAreNoMatter) {
  TestWorld world = MakeTestWorld(12, {.workers = 60, .posts = 2'000, .strict = false});
  for (std::int32_t& openings : world.posts.openings) openings = 1'000'000;
  const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  ASSERT_TRUE(matcher) << matcher.error().ToString();
  for (const Objective objective : {Objective::kRetained, Objective::kStable}) {
    const Plan plan = matcher->Solve({.objective = objective}).value();
    EXPECT_EQ(plan.openings, 2'000'000'000U);
    EXPECT_EQ(plan.workers_placed, 60U);
    if (objective == Objective::kRetained) {
      EXPECT_EQ(plan.objective, plan.bound);
    }
  }
}

TEST(BadInput, HugeEpsilonStillGivesABoundedPlan) {
  const TestWorld world = MakeTestWorld(9, {.workers = 300, .posts = 40});
  const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  const Plan plan = matcher->Solve({.epsilon_ppm = UINT32_MAX, .threads = -5}).value();
  const Plan fine = matcher->Solve({.epsilon_ppm = 0}).value();
  EXPECT_LE(plan.objective, fine.bound);
  EXPECT_GE(plan.bound, fine.objective);
}

}  // namespace
}  // namespace gq::matching
