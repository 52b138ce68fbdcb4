// Exploration and prices of rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "engines/matching/explore.h"
#include "engines/matching/rule_prices.h"
#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

Matcher Make(const TestWorld& world) {
  return Matcher::Create(world.workers, world.posts, world.places, world.weights).value();
}

TEST(Explore, ChangesNearTiesAndCostsWhatItSays) {
  const TestWorld world =
      MakeTestWorld(61, {.workers = 3'000, .posts = 200, .origins = 5, .cities = 8, .openings_max = 12});
  const Matcher matcher = Make(world);
  const Plan before = matcher.Solve({}).value();
  Plan plan = before;
  const std::int32_t tolerance = 1'000'000;
  const std::vector<Trial> trials = Explore(matcher, plan, {.tolerance = tolerance, .seed = 5});
  ASSERT_GT(trials.size(), 50U);
  std::size_t moved = 0;
  std::int64_t sum = 0;
  std::vector<int> placed(world.posts.size());
  for (std::size_t w = 0; w < 3'000; ++w) {
    if (plan.assignment[w] == kUnplaced) continue;
    const auto post = static_cast<std::size_t>(plan.assignment[w]);
    ASSERT_TRUE(NaiveFeasible(world, w, post));
    EXPECT_EQ(plan.value[w], matcher.Score(w, post).value);
    sum += plan.value[w];
    ++placed[post];
  }
  EXPECT_EQ(plan.objective, sum);
  std::map<std::uint32_t, const Trial*> of;
  for (const Trial& trial : trials) {
    EXPECT_TRUE(of.emplace(trial.worker, &trial).second) << "one trial a worker";
    EXPECT_EQ(trial.per_mille, 500);
    EXPECT_EQ(plan.assignment[trial.worker], trial.post);
    const bool change = before.assignment[trial.worker] != trial.post;
    EXPECT_EQ(before.assignment[trial.worker], change ? trial.other : trial.post);
    moved += change;
  }
  for (std::size_t w = 0; w < 3'000; ++w) {
    if (!of.contains(static_cast<std::uint32_t>(w))) {
      EXPECT_EQ(plan.assignment[w], before.assignment[w]);
    }
  }
  for (std::size_t p = 0; p < placed.size(); ++p) {
    EXPECT_EQ(plan.placed[p], placed[p]);
    EXPECT_LE(placed[p], world.posts.openings[p]);
  }
  EXPECT_GT(moved, trials.size() / 3);
  EXPECT_LT(moved, trials.size() * 2 / 3);
  EXPECT_LE(before.objective - plan.objective, static_cast<std::int64_t>(moved) * tolerance);
  Plan again = before;
  Explore(matcher, again, {.tolerance = tolerance, .seed = 5, .threads = 3});
  EXPECT_EQ(again.assignment, plan.assignment);
  Plan other = before;
  Explore(matcher, other, {.tolerance = tolerance, .seed = 6});
  EXPECT_NE(other.assignment, plan.assignment);
}

// Loses at most `share` of the bound, and leaves no free place to an unplaced worker who had none before.
void ExpectCheap(const TestWorld& world, const Plan& before, const Plan& after, double share) {
  EXPECT_LE(static_cast<double>(before.objective - after.objective), share * static_cast<double>(before.bound));
  EXPECT_EQ(after.workers_placed, before.workers_placed);
  for (std::size_t p = 0; p < world.posts.size(); ++p) {
    if (before.placed[p] == world.posts.openings[p] || before.price[p] > 0) {
      EXPECT_EQ(after.placed[p], before.placed[p]) << "a place in post " << p << " was left";
    }
  }
  for (std::size_t w = 0; w < world.workers.size(); ++w) {
    if (after.assignment[w] != kUnplaced) continue;
    for (std::size_t p = 0; p < world.posts.size(); ++p) {
      if (after.placed[p] >= world.posts.openings[p] || !NaiveFeasible(world, w, p)) continue;
      EXPECT_LT(before.placed[p], world.posts.openings[p]) << "worker " << w << " might have had post " << p;
    }
  }
}

std::int32_t ToleranceOf(const Plan& plan, double share) {
  return static_cast<std::int32_t>(share * static_cast<double>(plan.objective) /
                                   static_cast<double>(std::max<std::uint64_t>(1, plan.workers_placed)));
}

// Twenty places for which twenty others wait, and a free post that is as good after prices for those who have them.
TEST(Explore, NobodyLeavesAPlaceThatOthersWaitFor) {
  TestWorld world = MakeTestWorld(66, {.workers = 40, .posts = 2, .origins = 2, .cities = 2, .strict = false});
  world.weights = {};
  world.weights.base = {281, 0};
  world.weights.travel_hours[10] = {-307, 0};
  world.weights.travel_hours[20] = {-308, 0};
  world.places.climate_gap.assign(4, 0), world.places.diet_gap.assign(4, 0);
  world.places.travel_hours = {0, 20, 10, 10};
  world.posts.city = {0, 1};
  world.posts.openings = {20, 40};
  world.posts.valid_from.assign(2, 0), world.posts.valid_to.assign(2, 30'000);
  world.workers.weight.assign(40, 1000);
  world.workers.cities.clear();
  world.workers.city_begin.assign(1, 0);
  for (std::uint16_t w = 0; w < 40; ++w) {
    world.workers.origin[w] = w < 20 ? 0 : 1;
    if (w >= 20) world.workers.cities.push_back(0);
    world.workers.city_begin.push_back(static_cast<std::uint32_t>(world.workers.cities.size()));
  }
  const Matcher matcher = Make(world);
  const Plan before = matcher.Solve({}).value();
  ASSERT_EQ(before.placed, (std::vector<std::int32_t>{20, 0}));
  ASSERT_GT(before.price[0], 0);
  Plan plan = before;
  Explore(matcher, plan, {.tolerance = ToleranceOf(before, 0.01)});
  ExpectCheap(world, before, plan, 0.01);
}

TEST(Explore, CostsAtMostItsShareInRandomWorlds) {
  std::size_t seen = 0, taken = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const TestWorld world = MakeTestWorld(
        seed, {.workers = 120, .posts = 30, .openings_max = static_cast<int>(2 + seed % 12), .strict = seed % 3 != 0});
    const Matcher matcher = Make(world);
    const Plan before = matcher.Solve({}).value();
    for (const double share : {0.01, 0.2}) {
      Plan plan = before;
      const std::int32_t tolerance = ToleranceOf(before, share);
      const std::vector<Trial> trials = Explore(matcher, plan, {.tolerance = tolerance, .seed = seed});
      ExpectCheap(world, before, plan, share);
      seen += trials.size();
      taken += static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), [&](const Trial& t) {
        return plan.placed[static_cast<std::size_t>(t.post)] != before.placed[static_cast<std::size_t>(t.post)];
      }));
      // Who takes part, and between which posts, is no matter of chance: else 1/2 would not be the probability.
      const auto what = [](const Trial& t) {
        return std::tuple(t.worker, std::min(t.post, t.other), std::max(t.post, t.other));
      };
      Plan other = before;
      const std::vector<Trial> again = Explore(matcher, other, {.tolerance = tolerance, .seed = seed + 1000});
      ASSERT_EQ(again.size(), trials.size());
      for (std::size_t t = 0; t < trials.size(); ++t) EXPECT_EQ(what(again[t]), what(trials[t]));
    }
  }
  EXPECT_GT(seen, 500U);
  EXPECT_GT(taken, 50U) << "free places are tried too";
}

TEST(RulePrices, AreTheDifferenceOfTwoPlans) {
  TestWorld world = MakeTestWorld(62, {.workers = 400, .posts = 60, .openings_max = 3});
  world.workers.told_post[7] = 3;
  world.posts.openings[3] = 2;
  const Matcher matcher = Make(world);
  const Plan plan = matcher.Solve({}).value();
  const std::vector<RulePrice> exact = PriceRules(matcher, plan, {}, RulePriceMethod::kResolve).value();
  const std::vector<RulePrice> dual = PriceRules(matcher, plan, {}, RulePriceMethod::kDual).value();
  ASSERT_EQ(exact.size(), kConstraints + 2U);
  for (int c = 0; c < kConstraints; ++c) {
    // The world without the rule, written out.
    TestWorld without = world;
    switch (static_cast<Constraint>(c)) {
      case Constraint::kAge:
        std::fill(without.posts.age_min.begin(), without.posts.age_min.end(), 0);
        std::fill(without.posts.age_max.begin(), without.posts.age_max.end(), 255);
        break;
      case Constraint::kEducation:
        std::fill(without.posts.education_min.begin(), without.posts.education_min.end(), 0);
        break;
      case Constraint::kWage:
        std::fill(without.workers.min_wage.begin(), without.workers.min_wage.end(), 0);
        break;
      case Constraint::kTier:
        std::fill(without.workers.tiers.begin(), without.workers.tiers.end(), 0);
        break;
      case Constraint::kSex:
        std::fill(without.posts.men_only.begin(), without.posts.men_only.end(), 0);
        break;
      default:
        continue;
    }
    const Matcher other = Make(without);
    const Plan freed = other.Solve({}).value();
    const Plan ignored = matcher.Solve({.ignored = 1U << c}).value();
    EXPECT_EQ(ignored.assignment, freed.assignment) << c;
    EXPECT_EQ(exact[c].placed,
              static_cast<std::int64_t>(freed.workers_placed) - static_cast<std::int64_t>(plan.workers_placed));
    EXPECT_GT(exact[c].concerned, 0U);
    EXPECT_EQ(exact[c].constraint, static_cast<Constraint>(c));
    // All are in the sample, so the dual price is an upper bound of the difference of objectives.
    EXPECT_GE(dual[c].retained, ignored.objective - plan.bound);
    EXPECT_GT(dual[c].retained, 0);
  }
  EXPECT_EQ(exact[kConstraints].rule, RulePrice::Rule::kPriority);
  EXPECT_GE(exact[kConstraints].retained, 0) << "weights cost retained workers";
  EXPECT_EQ(exact[kConstraints + 1].concerned, 1U);
}

TEST(RulePrices, AHigherWageAddsThoseWhomOnlyTheWageKeptAway) {
  const TestWorld world = MakeTestWorld(63, {.workers = 300, .posts = 90});
  const Matcher matcher = Make(world);
  const std::vector<std::uint32_t> added = WorkersAddedByWage(matcher, 300, 2), able = FeasibleWorkers(matcher, 3);
  for (std::size_t p = 0; p < 90; ++p) {
    TestWorld raised = world;
    raised.posts.wage_min[p] += 300;
    std::uint32_t count = 0, now = 0;
    for (std::size_t w = 0; w < 300; ++w) {
      now += NaiveFeasible(world, w, p);
      count += !NaiveFeasible(world, w, p) && NaiveFeasible(raised, w, p);
    }
    EXPECT_EQ(added[p], count);
    EXPECT_EQ(able[p], now);
  }
}

}  // namespace
}  // namespace gq::matching
