// Posts that are alike, workers who are alike: where auctions outbid themselves.
#include "engines/matching/alike.h"

#include <gtest/gtest.h>

#include <map>

#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

// Every post `times` times over, with fewer places each; what a copy says of wages, dates and employers differs by
// nothing that anybody can tell.
TestWorld Copies(std::uint64_t seed, const TestWorldSize& size, int times) {
  TestWorld world = MakeTestWorld(seed, size);
  Posts& p = world.posts;
  const std::size_t kinds = p.size();
  Posts all;
  all.reserved_begin = all.staff_begin = {0};
  all.Resize(kinds * static_cast<std::size_t>(times));
  for (std::size_t j = 0; j < all.size(); ++j) {
    const std::size_t i = j % kinds, copy = j / kinds;
    const auto take = [&](auto& to, const auto& from) { to[j] = from[i]; };
    take(all.city, p.city), take(all.trade, p.trade), take(all.wage_min, p.wage_min), take(all.wage_max, p.wage_max);
    take(all.traits, p.traits), take(all.age_min, p.age_min), take(all.age_max, p.age_max);
    take(all.education_min, p.education_min), take(all.health_min, p.health_min);
    take(all.certificates, p.certificates), take(all.valid_from, p.valid_from), take(all.valid_to, p.valid_to);
    take(all.men_only, p.men_only), take(all.subsidy_months, p.subsidy_months);
    all.employer[j] = static_cast<std::uint32_t>(copy);
    all.openings[j] = static_cast<std::int32_t>((copy * 7 + i) % 4);
    for (std::uint32_t r = p.reserved_begin[i]; r < p.reserved_begin[i + 1]; ++r) all.reserved.push_back(p.reserved[r]);
    for (std::uint32_t s = p.staff_begin[i]; s < p.staff_begin[i + 1]; ++s) all.staff.push_back(p.staff[s]);
    all.reserved_begin[j + 1] = static_cast<std::uint32_t>(all.reserved.size());
    all.staff_begin[j + 1] = static_cast<std::uint32_t>(all.staff.size());
  }
  world.posts = std::move(all);
  return world;
}

TEST(AlikePosts, AreFilledOneAfterTheOtherAtOnePrice) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::size_t kinds = 5;
    TestWorld world = Copies(seed, {.workers = 150, .posts = kinds}, 9);
    for (std::size_t w = 0; w < 20; ++w) {  // told: their places are gone, in the midst of a kind
      world.workers.told_post[w] = seed % 2 == 0 ? kUnplaced : static_cast<std::int32_t>(w * 2 % world.posts.size());
    }
    const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
    ASSERT_TRUE(matcher) << matcher.error().ToString();
    const Plan plan = matcher->Solve({}).value();
    std::vector<std::int32_t> placed(world.posts.size());
    std::int64_t objective = 0;
    for (std::size_t w = 0; w < world.workers.size(); ++w) {
      const std::int32_t post = plan.assignment[w];
      if (post == kUnplaced) continue;
      ++placed[static_cast<std::size_t>(post)];
      objective += plan.value[w];
      if (world.workers.told_post[w] == kUnplaced) {
        EXPECT_TRUE(matcher->Feasible(w, static_cast<std::size_t>(post))) << seed;
      }
    }
    EXPECT_EQ(objective, plan.objective);
    EXPECT_EQ(placed, std::vector<std::int32_t>(plan.placed.begin(), plan.placed.end()));
    EXPECT_LE(plan.objective, plan.bound);
    EXPECT_LE(plan.bound - plan.objective, static_cast<std::int64_t>(plan.workers_placed) * plan.epsilon) << seed;
    std::vector<std::int32_t> told(world.posts.size());
    for (const std::int32_t post : world.workers.told_post) {
      if (post != kUnplaced) ++told[static_cast<std::size_t>(post)];
    }
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      int partly = 0;
      std::map<std::int32_t, int> prices;
      for (std::size_t j = kind; j < world.posts.size(); j += kinds) {
        if (told[j] >= world.posts.openings[j]) continue;  // no place was left
        ++prices[plan.price[j]];
        partly += plan.placed[j] > told[j] && plan.placed[j] < world.posts.openings[j];
        EXPECT_LE(plan.placed[j], world.posts.openings[j]);
        if (plan.placed[j] < world.posts.openings[j]) {
          EXPECT_EQ(plan.price[j], 0);
        }
      }
      EXPECT_LE(prices.size(), 1U) << "seed " << seed << " kind " << kind;
      EXPECT_LE(partly, 1) << "seed " << seed << " kind " << kind;
    }
    // No other post is worth more to anybody than is said: his own kind's others are.
    for (std::size_t w = 0; w < world.workers.size(); ++w) {
      for (std::size_t j = 0; j < world.posts.size(); ++j) {
        if (world.posts.openings[j] <= told[j] || static_cast<std::int32_t>(j) == plan.assignment[w]) continue;
        if (world.workers.told_post[w] != kUnplaced || !matcher->Feasible(w, j)) continue;
        EXPECT_LE(matcher->Score(w, j).value - plan.price[j], plan.others_max[w]) << seed << " " << w << " " << j;
      }
    }
  }
}

TEST(AlikePosts, WhatSomebodyCanTellApartIsNotAlike) {
  // Two posts that differ in one thing; whoever minds it must be kept out of one of them, or get the better one.
  const auto with = [](const auto& change) {
    TestWorld world = MakeTestWorld(3, {.workers = 2, .posts = 2, .strict = false});
    Posts& p = world.posts;
    p = Posts();
    p.reserved_begin = p.staff_begin = {0};
    p.Resize(2);
    p.openings = {1, 1};
    p.wage_min = p.wage_max = {3000, 3000};
    world.workers.start = {17'600, 17'600};
    change(world);
    const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
    EXPECT_TRUE(matcher) << matcher.error().ToString();
    const Plan plan = matcher->Solve({}).value();
    for (std::size_t w = 0; w < 2; ++w) {
      if (plan.assignment[w] == kUnplaced) continue;
      EXPECT_TRUE(matcher->Feasible(w, static_cast<std::size_t>(plan.assignment[w])));
    }
    return plan.workers_placed;
  };
  EXPECT_EQ(with([](TestWorld&) {}), 2U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.age_min[1] = 18, w.workers.age = {0, 0}; }), 1U) << "age not known";
  EXPECT_EQ(with([](TestWorld& w) { w.posts.age_min[1] = 80; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.education_min[1] = 15; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.health_min[1] = 15; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.valid_to[1] = 17'599; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.valid_from[1] = 17'601; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.wage_min[1] = 2900, w.workers.min_wage = {3000, 3000}; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.men_only[1] = 1, w.workers.man = {0, 0}; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) { w.posts.certificates[1] = 1, w.workers.certificates = {0, 0}; }), 1U);
  EXPECT_EQ(with([](TestWorld& w) {
              w.posts.reserved = {2}, w.posts.reserved_begin = {0, 0, 1}, w.workers.origin = {0, 1};
            }),
            1U);
}

// 20,000 workers of four kinds and 100 posts of as many wages: everybody wants the same.
TEST(Auction, AWarOfPricesEndsAndIsProven) {
  TestWorld world = MakeTestWorld(5, {.workers = 20'000, .posts = 100, .strict = false});
  for (std::size_t w = 4; w < world.workers.size(); ++w) {
    const std::size_t like = w % 4;
    Workers& all = world.workers;
    const auto copy = [&](auto& column) { column[w] = column[like]; };
    copy(all.origin), copy(all.age), copy(all.education), copy(all.health), copy(all.certificates), copy(all.trades);
    copy(all.tiers), copy(all.min_wage), copy(all.want_wage), copy(all.start), copy(all.traits), copy(all.season);
    copy(all.spouse_metro), copy(all.subsidy), copy(all.weight), copy(all.man);
  }
  for (std::size_t j = 0; j < 100; ++j) {
    world.posts.openings[j] = 80 + static_cast<std::int32_t>(j % 50);
    world.posts.wage_min[j] = world.posts.wage_max[j] = 2500 + static_cast<std::int32_t>(j * 30);
  }
  const auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  ASSERT_TRUE(matcher) << matcher.error().ToString();
  const Plan plan = matcher->Solve({}).value();
  EXPECT_LE(plan.Gap(), 1e-4);
  EXPECT_LT(plan.bids, 20'000U * 1000U) << "by the smallest raise alone it is many thousand for each";
  EXPECT_EQ(matcher->Solve({.threads = 2}).value().assignment, plan.assignment);
}

}  // namespace
}  // namespace gq::matching
