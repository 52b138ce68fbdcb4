#include "engines/matching/matching.h"

#include <gtest/gtest.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "engines/matching/best_offers.h"
#include "engines/matching/test_world.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

Matcher Make(const TestWorld& world) {
  auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  EXPECT_TRUE(matcher) << (matcher ? "" : matcher.error().ToString());
  return std::move(*matcher);
}

Plan Solve(const Matcher& matcher, const Options& options) {
  auto plan = matcher.Solve(options);
  EXPECT_TRUE(plan);
  return std::move(*plan);
}

// What every plan must be, whatever the objective.
void CheckPlan(const TestWorld& world, const Matcher& matcher, const Plan& plan) {
  std::vector<int> placed(world.posts.size());
  std::int64_t sum = 0;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    const std::int32_t post = plan.assignment[i];
    if (post == kUnplaced) {
      EXPECT_EQ(plan.value[i], 0);
      continue;
    }
    const auto j = static_cast<std::size_t>(post);
    if (world.workers.told_post[i] == kUnplaced) {
      ASSERT_TRUE(NaiveFeasible(world, i, j)) << i << " " << j;
    }
    EXPECT_EQ(plan.value[i], matcher.Score(i, j).value);
    ++placed[j];
    ++count;
    sum += plan.value[i];
  }
  EXPECT_EQ(plan.objective, sum);
  EXPECT_EQ(plan.workers_placed, count);
  for (std::size_t j = 0; j < placed.size(); ++j) {
    EXPECT_EQ(plan.placed[j], placed[j]);
    EXPECT_LE(placed[j], world.posts.openings[j]);
  }
}

// The dual certificate, from nothing but the plan's prices and every pair: it bounds every plan, and the plan is close
// to it.
void CheckCertificate(const TestWorld& world, const Matcher& matcher, const Plan& plan) {
  std::int64_t bound = 0;
  std::vector<int> places = world.posts.openings;
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    const std::int32_t told = world.workers.told_post[i];
    if (told == kUnplaced) continue;
    bound += plan.value[i];
    --places[static_cast<std::size_t>(told)];
  }
  for (std::size_t j = 0; j < world.posts.size(); ++j) {
    ASSERT_GE(plan.price[j], 0);
    if (plan.placed[j] < world.posts.openings[j]) {
      EXPECT_EQ(plan.price[j], 0) << "free places have price 0";
    }
    bound += std::int64_t{std::max(0, places[j])} * plan.price[j];
  }
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    if (world.workers.told_post[i] != kUnplaced) continue;
    std::int32_t most = 0, own = 0;
    for (std::size_t j = 0; j < world.posts.size(); ++j) {
      if (places[j] <= 0 || !NaiveFeasible(world, i, j)) continue;
      const std::int32_t net = matcher.Score(i, j).value - plan.price[j];
      most = std::max(most, net);
      if (static_cast<std::int32_t>(j) == plan.assignment[i]) own = net;
    }
    EXPECT_GE(plan.profit_max[i], most) << "the bound must be above the true best";
    if (plan.assignment[i] != kUnplaced) {
      EXPECT_GE(own, most - plan.epsilon);
    } else {
      EXPECT_EQ(most, 0) << "somebody without a place would still pay the price of one";
    }
    bound += most;
  }
  EXPECT_GE(plan.bound, bound);
  EXPECT_GE(bound, plan.objective);
  EXPECT_LE(plan.bound - plan.objective, static_cast<std::int64_t>(plan.workers_placed) * plan.epsilon);
}

std::int64_t LemonOptimum(const TestWorld& world, const Matcher& matcher) {
  using Graph = lemon::SmartDigraph;
  Graph graph;
  Graph::ArcMap<std::int64_t> cost(graph), capacity(graph);
  const auto arc = [&](Graph::Node a, Graph::Node b, std::int64_t cap, std::int64_t c) {
    const Graph::Arc e = graph.addArc(a, b);
    capacity[e] = cap;
    cost[e] = c;
  };
  const Graph::Node source = graph.addNode(), sink = graph.addNode();
  std::vector<Graph::Node> post;
  for (std::size_t j = 0; j < world.posts.size(); ++j) {
    post.push_back(graph.addNode());
    arc(post.back(), sink, world.posts.openings[j], 0);
  }
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    const Graph::Node worker = graph.addNode();
    arc(source, worker, 1, 0);
    arc(worker, sink, 1, 0);
    for (std::size_t j = 0; j < world.posts.size(); ++j) {
      if (NaiveFeasible(world, i, j)) arc(worker, post[j], 1, -matcher.Score(i, j).value);
    }
  }
  lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t> simplex(graph);
  simplex.upperMap(capacity).costMap(cost).stSupply(source, sink, static_cast<std::int64_t>(world.workers.size()));
  EXPECT_EQ(simplex.run(), simplex.OPTIMAL);
  return -simplex.totalCost<std::int64_t>();
}

TEST(Matching, FeasibleIsWhatTheConstraintsSay) {
  const TestWorld world = MakeTestWorld(1, {.workers = 150, .posts = 200});
  const Matcher matcher = Make(world);
  std::size_t feasible = 0;
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    Unplaced naive;
    for (std::size_t j = 0; j < world.posts.size(); ++j) {
      ASSERT_EQ(matcher.Feasible(i, j), NaiveFeasible(world, i, j)) << i << " " << j;
      naive.feasible_posts += NaiveFeasible(world, i, j);
      int broken = -1, count = 0;
      for (int c = 0; c < kConstraints; ++c) {
        if (!NaiveHolds(world, static_cast<Constraint>(c), i, j)) ++count, broken = c;
      }
      if (count == 1 && world.posts.openings[j] > 0) ++naive.removed_alone[broken];
    }
    feasible += naive.feasible_posts;
    const Unplaced why = matcher.WhyUnplaced(i);
    EXPECT_EQ(why.feasible_posts, naive.feasible_posts);
    EXPECT_EQ(why.removed_alone, naive.removed_alone);
  }
  EXPECT_GT(feasible, 500U);
  EXPECT_LT(feasible, 15'000U);
}

TEST(Matching, NearestPostIsTheOneWithTheFewestBars) {
  std::size_t several = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const TestWorld world = MakeTestWorld(seed, {.workers = 60, .posts = seed == 0 ? 5U : 150U});
    const Matcher matcher = Make(world);
    for (std::size_t i = 0; i < 60; ++i) {
      std::int32_t best = kUnplaced;
      std::uint32_t best_bars = 0;
      for (std::size_t j = 0; j < world.posts.size(); ++j) {
        if (world.posts.openings[j] == 0) continue;
        std::uint32_t bars = 0;
        for (int c = 0; c < kConstraints; ++c)
          bars |= NaiveHolds(world, static_cast<Constraint>(c), i, j) ? 0 : 1U << c;
        if (best != kUnplaced && std::popcount(bars) >= std::popcount(best_bars)) continue;
        best = static_cast<std::int32_t>(j), best_bars = bars;
      }
      const NearestPost nearest = matcher.FindNearest(i);
      EXPECT_EQ(nearest.post, best);
      EXPECT_EQ(nearest.barred_by, best_bars);
      several += std::popcount(best_bars) > 1;
    }
  }
  EXPECT_GT(several, 5U);
}

TEST(Matching, SexIsAConstraintWhereTheLawSaysSoAndNowhereElse) {
  TestWorld world = MakeTestWorld(77, {.workers = 120, .posts = 40}), others = world;
  for (std::uint8_t& man : others.workers.man) man ^= 1;
  const Matcher matcher = Make(world), turned = Make(others);
  std::size_t closed = 0;
  for (std::size_t i = 0; i < 120; ++i) {
    for (std::size_t j = 0; j < 40; ++j) {
      const PairScore a = matcher.Score(i, j), b = turned.Score(i, j);
      ASSERT_EQ(std::tuple(a.arrive_index, a.stay_index, a.value), std::tuple(b.arrive_index, b.stay_index, b.value));
      if (world.posts.men_only[j] == 0) {
        ASSERT_EQ(matcher.Feasible(i, j), turned.Feasible(i, j));
      } else {
        ASSERT_FALSE(matcher.Feasible(i, j) && turned.Feasible(i, j)) << "one of the two is no man";
        closed += matcher.Feasible(i, j);
      }
    }
  }
  EXPECT_GT(closed, 0U) << "men may";
  // Without a limit it makes no difference at all, and takes no part in any scan.
  const auto sex = static_cast<std::size_t>(Constraint::kSex);
  const auto takes_part = [&](const Matcher& of) {
    const std::vector<std::size_t>& barring = of.world().eligibility.barring();
    return std::find(barring.begin(), barring.end(), sex) != barring.end();
  };
  EXPECT_TRUE(takes_part(matcher));
  for (TestWorld* open : {&world, &others}) std::fill(open->posts.men_only.begin(), open->posts.men_only.end(), 0);
  const Matcher free = Make(world), free_turned = Make(others);
  EXPECT_FALSE(takes_part(free));
  EXPECT_EQ(Solve(free, {}).assignment, Solve(free_turned, {}).assignment);
  EXPECT_EQ(Solve(free, {}).assignment, Solve(matcher, {.ignored = 1U << sex}).assignment);
}

// What bars nobody is left out; what bars everybody from some posts is not, though all are of one kind.
TEST(Matching, AConstraintThatBarsNobodyTakesNoPart) {
  TestWorld world = MakeTestWorld(78, {.workers = 90, .posts = 50, .strict = false});
  const auto barring = [](const TestWorld& of) { return Make(of).world().eligibility.barring(); };
  const auto dates = static_cast<std::size_t>(Constraint::kDates), city = static_cast<std::size_t>(Constraint::kCity);
  std::fill(world.workers.start.begin(), world.workers.start.end(), 17'600);
  for (const std::size_t c : barring(world)) EXPECT_TRUE(c != dates && c != city) << c;
  world.posts.valid_to[7] = 17'599;
  const std::vector<std::size_t> now = barring(world);
  EXPECT_EQ(std::count(now.begin(), now.end(), dates), 1);
  const Matcher matcher = Make(world);
  for (std::size_t i = 0; i < 90; ++i) {
    EXPECT_FALSE(matcher.Feasible(i, 7));
    EXPECT_EQ(matcher.WhyUnplaced(i).removed_alone[dates], world.posts.openings[7] > 0 ? 1U : 0U);
  }
}

// With and without bitmaps of their sets: the same posts.
TEST(Eligibility, ListedCitiesAreWhatTheirBitmapsSay) {
  std::size_t named = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    // Cities without a post, cities of many words of posts, and a single one.
    const auto cities = static_cast<std::uint16_t>(seed % 3 == 0 ? 1 : seed % 3 == 1 ? 5 : 90);
    const TestWorld world = MakeTestWorld(400 + seed, {.workers = 80, .posts = 20 + 61 * seed, .cities = cities});
    const Matcher matcher = Make(world);
    const World& parts = matcher.world();
    const auto build = [&](std::size_t bytes) {
      return Eligibility::Build(world.workers, world.posts, world.places, parts.model.order(), bytes).value();
    };
    const Eligibility drawn = build(Eligibility::kCityBytesMax), listed = build(0);
    std::vector<std::uint64_t> a(drawn.words()), b(drawn.words()), row;
    for (std::size_t w = 0; w < 80; ++w) {
      EXPECT_FALSE(drawn.ListsCities(w, 0));
      EXPECT_EQ(listed.ListsCities(w, 0), world.workers.city_begin[w] != world.workers.city_begin[w + 1]);
      named += listed.ListsCities(w, 0);
      for (const std::uint32_t ignored : {0U, 1U << static_cast<unsigned>(Constraint::kCity)}) {
        drawn.Write(w, drawn.open().data(), ignored, a.data());
        listed.Write(w, listed.open().data(), ignored, b.data());
        ASSERT_EQ(a, b) << seed << " " << w;
      }
      const std::uint64_t* cities_of = listed.Row(static_cast<std::size_t>(Constraint::kCity), w, row);
      for (std::size_t at = 0; at < world.posts.size(); ++at) {
        const bool holds = NaiveHolds(world, Constraint::kCity, w, parts.model.order()[at]);
        ASSERT_EQ(listed.Holds(Constraint::kCity, w, at), holds);
        ASSERT_EQ((cities_of[at / 64] >> (at % 64) & 1) != 0, holds);
      }
    }
  }
  EXPECT_GT(named, 100U);
}

// More sets of cities than bitmaps can be numbered; every answer is that of the naive reading.
TEST(Matching, SetsOfCitiesOfAnyNumber) {
  constexpr std::size_t kWorkers = 70'000;
  TestWorld world = MakeTestWorld(79, {.workers = kWorkers, .posts = 150, .cities = 80, .openings_max = 200});
  std::fill(world.workers.tiers.begin(), world.workers.tiers.end(), 0);
  world.workers.cities.clear();
  world.workers.city_begin.assign(1, 0);
  std::array<std::uint16_t, 3> set{2, 1, 0};  // all sets of three, one after the other, in no order within
  for (std::size_t w = 0; w < kWorkers; ++w) {
    if (w % 50 != 0) world.workers.cities.insert(world.workers.cities.end(), set.begin(), set.end());
    world.workers.city_begin.push_back(static_cast<std::uint32_t>(world.workers.cities.size()));
    if (++set[2] < set[1]) continue;
    set[2] = 0;
    if (++set[1] < set[0]) continue;
    set[1] = 1;
    ++set[0];
  }
  const Matcher matcher = Make(world);
  ASSERT_TRUE(matcher.world().eligibility.ListsCities(1, 0));
  const Plan plan = Solve(matcher, {.threads = 2});
  EXPECT_GT(plan.workers_placed, 5'000U);
  CheckPlan(world, matcher, plan);
  CheckCertificate(world, matcher, plan);
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2}) EXPECT_EQ(Solve(matcher, {.isa = isa}).assignment, plan.assignment);
  // Lists, by the order of a group and without.
  std::vector<std::int32_t> no_price(world.posts.size());
  std::vector<std::vector<Offer>> lists(kWorkers);
  ForBestOffers(matcher, no_price, 5, matcher.world().sequence, {},
                [&](std::uint32_t w, std::span<const Offer> found) { lists[w].assign(found.begin(), found.end()); });
  for (std::size_t w = 0; w < kWorkers; w += 7) {
    std::vector<std::int32_t> values;
    for (std::size_t p = 0; p < world.posts.size(); ++p) {
      if (NaiveFeasible(world, w, p)) values.push_back(matcher.Score(w, p).value);
    }
    std::sort(values.begin(), values.end(), std::greater<>());
    ASSERT_EQ(lists[w].size(), std::min<std::size_t>(values.size(), 5)) << w;
    for (std::size_t i = 0; i < lists[w].size(); ++i) ASSERT_EQ(lists[w][i].value, values[i]) << w;
    const Unplaced why = matcher.WhyUnplaced(w);
    ASSERT_EQ(why.feasible_posts, values.size());
    std::uint32_t city_alone = 0;
    int fewest = kConstraints;
    for (std::size_t p = 0; p < world.posts.size(); ++p) {
      if (world.posts.openings[p] == 0) continue;
      std::uint32_t bars = 0;
      for (int c = 0; c < kConstraints; ++c) bars |= NaiveHolds(world, static_cast<Constraint>(c), w, p) ? 0 : 1U << c;
      city_alone += bars == 1U << static_cast<unsigned>(Constraint::kCity);
      fewest = std::min(fewest, std::popcount(bars));
    }
    ASSERT_EQ(why.removed_alone[static_cast<std::size_t>(Constraint::kCity)], city_alone);
    ASSERT_EQ(std::popcount(matcher.FindNearest(w).barred_by), fewest);
  }
}

TEST(Matching, ScoreIsTheLogisticModelInIntegers) {
  const TestWorld world = MakeTestWorld(2, {.workers = 80, .posts = 90});
  const Matcher matcher = Make(world);
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    for (std::size_t j = 0; j < world.posts.size(); ++j) {
      const PairScore score = matcher.Score(i, j);
      const NaiveScore naive = NaiveScoreOf(world, i, j);
      // The table draws straight lines between knots a quarter logit apart.
      ASSERT_NEAR(score.p_arrive / 32768.0, naive.arrive, 0.001);
      ASSERT_NEAR(score.p_stay3 / 32768.0, naive.stay, 0.002);
      ASSERT_NEAR(score.value / 16777216.0, naive.arrive * naive.stay * world.workers.weight[i] / 1000, 0.002);
      EXPECT_LE(score.p_stay3, score.p_stay1);
      EXPECT_LE(score.p_stay6, score.p_stay3);
    }
  }
}

TEST(Matching, ReasonsAreTheStrongestPartsOfTheScore) {
  const TestWorld world = MakeTestWorld(3, {.workers = 50, .posts = 50});
  const Matcher matcher = Make(world);
  const auto strength = [](const Reason& r) { return r.effect.arrive + r.effect.stay; };
  for (std::size_t i = 0; i < 50; ++i) {
    const Explanation why = matcher.Explain(i, i);
    ASSERT_LE(why.in_favour.size(), 3U);
    ASSERT_LE(why.against.size(), 3U);
    for (std::size_t r = 0; r < why.in_favour.size(); ++r) {
      EXPECT_GT(strength(why.in_favour[r]), 0);
      if (r > 0) {
        EXPECT_LE(strength(why.in_favour[r]), strength(why.in_favour[r - 1]));
      }
    }
    for (const Reason& r : why.against) EXPECT_LT(strength(r), 0);
  }
}

TEST(Matching, AgreesWithNetworkSimplexOnSmallWorlds) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    TestWorldSize size{.workers = 5 + seed * 3, .posts = 3 + seed % 40};
    size.strict = seed % 3 != 0;
    size.openings_max = 1 + static_cast<int>(seed % 5);
    const TestWorld world = MakeTestWorld(100 + seed, size);
    const Matcher matcher = Make(world);
    const std::int64_t best = LemonOptimum(world, matcher);
    for (const std::uint32_t ppm : {100'000U, 1'000U, 0U}) {
      const Plan plan = Solve(matcher, {.epsilon_ppm = ppm});
      CheckPlan(world, matcher, plan);
      CheckCertificate(world, matcher, plan);
      EXPECT_LE(plan.objective, best);
      EXPECT_GE(plan.bound, best) << "the bound must hold for the best plan";
      EXPECT_LE(best - plan.objective, static_cast<std::int64_t>(plan.workers_placed) * plan.epsilon);
    }
  }
}

// Tries every plan of a few workers and posts.
TEST(Matching, AgreesWithAllPlansOfTinyWorlds) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    TestWorldSize size{.workers = 1 + seed % 5, .posts = 1 + seed % 4};
    size.strict = seed % 2 == 0;
    size.openings_max = 2;
    const TestWorld world = MakeTestWorld(5'000 + seed, size);
    const Matcher matcher = Make(world);
    std::vector<int> left = world.posts.openings;
    std::function<std::int64_t(std::size_t)> best = [&](std::size_t i) -> std::int64_t {
      if (i == world.workers.size()) return 0;
      std::int64_t most = best(i + 1);
      for (std::size_t j = 0; j < world.posts.size(); ++j) {
        if (left[j] == 0 || !NaiveFeasible(world, i, j)) continue;
        --left[j];
        most = std::max(most, matcher.Score(i, j).value + best(i + 1));
        ++left[j];
      }
      return most;
    };
    const std::int64_t optimum = best(0);
    const Plan plan = Solve(matcher, {.epsilon_ppm = 0});
    CheckCertificate(world, matcher, plan);
    EXPECT_LE(optimum - plan.objective, static_cast<std::int64_t>(world.workers.size()));  // epsilon is 1 step of 2^-24
    EXPECT_GE(plan.bound, optimum);
  }
}

void ExpectSame(const Plan& a, const Plan& b) {
  EXPECT_EQ(a.assignment, b.assignment);
  EXPECT_EQ(a.price, b.price);
  EXPECT_EQ(a.next_best, b.next_best);
  EXPECT_EQ(a.profit_max, b.profit_max);
  EXPECT_EQ(a.objective, b.objective);
  EXPECT_EQ(a.bound, b.bound);
  EXPECT_EQ(a.bids, b.bids);
  EXPECT_EQ(a.scans, b.scans);
}

TEST(Matching, SamePlanForEveryThreadCountAndInstructionSet) {
  for (const std::uint64_t seed : {11U, 12U}) {
    const TestWorld world =
        MakeTestWorld(seed, {.workers = 12'000, .posts = 700, .origins = 6, .cities = 9, .openings_max = 15});
    const Matcher matcher = Make(world);
    for (const Objective objective : {Objective::kRetained, Objective::kStable}) {
      const Plan one = Solve(matcher, {.objective = objective, .threads = 1, .isa = Isa::kScalar});
      EXPECT_GT(one.workers_placed, 3'000U);
      EXPECT_GT(one.scans, world.workers.size() / 2);
      for (const int threads : {1, 2, 3, 8}) {
        for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
          ExpectSame(one, Solve(matcher, {.objective = objective, .threads = threads, .isa = isa}));
        }
      }
      CheckPlan(world, matcher, one);
    }
  }
}

// Where workers crowd, a sample guesses the first prices. What it guessed too high is taken back: free places cost
// nothing, nobody without a place would pay for one, the bound holds, and the plan is the same for everybody. Where the
// guess misleads, the plan is as good as without it.
TEST(Matching, GuessedPricesKeepThePromises) {
  std::size_t corrected = 0, again = 0;
  for (std::uint64_t seed = 21; seed < 25; ++seed) {
    const TestWorld world =
        MakeTestWorld(seed, {.workers = 9'000, .posts = 300, .origins = 6, .cities = 9, .openings_max = 20});
    const Matcher matcher = Make(world);
    const Plan from_zero = Solve(matcher, {.threads = 2});
    for (const bool keep_first : {true, false}) {
      Options options{.guess_from = 1'000, .keep_first = keep_first, .threads = 1, .isa = Isa::kScalar};
      const Plan guessed = Solve(matcher, options);
      EXPECT_NE(guessed.bids, from_zero.bids);
      CheckPlan(world, matcher, guessed);
      CheckCertificate(world, matcher, guessed);
      EXPECT_LE(guessed.objective, from_zero.bound);
      if (keep_first) {
        corrected += guessed.epsilon > 12 * guessed.epsilon_fine;  // more than any raise: a place came free too late
      } else {
        again += guessed.epsilon == guessed.epsilon_fine;
        EXPECT_LT(guessed.Gap(), 0.0002);
      }
      for (const int threads : {2, 5}) {
        for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
          options.threads = threads, options.isa = isa;
          ExpectSame(guessed, Solve(matcher, options));
        }
      }
    }
  }
  EXPECT_GT(corrected, 0U) << "no guess was too high: this test does not see prices taken back";
  EXPECT_GT(again, 0U) << "no guess misled: this test does not see a second auction";
}

TEST(Matching, CertificateOfALargerWorld) {
  const TestWorld world =
      MakeTestWorld(21, {.workers = 6'000, .posts = 400, .origins = 5, .cities = 8, .openings_max = 12});
  const Matcher matcher = Make(world);
  const Plan plan = Solve(matcher, {.threads = 2});
  CheckPlan(world, matcher, plan);
  CheckCertificate(world, matcher, plan);
  EXPECT_LT(plan.Gap(), 0.001);
  EXPECT_GT(plan.bids, plan.workers_placed);
}

// Nobody who is refused by a post would, and is wanted there more than somebody who has the place.
TEST(Matching, StablePlanHasNoBlockingPair) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const TestWorld world = MakeTestWorld(
        900 + seed, {.workers = 40 + seed * 20, .posts = 30, .openings_max = 1 + static_cast<int>(seed % 6)});
    const Matcher matcher = Make(world);
    const Plan plan = Solve(matcher, {.objective = Objective::kStable});
    CheckPlan(world, matcher, plan);
    std::vector<int> lowest(world.posts.size(), INT32_MAX);
    for (std::size_t i = 0; i < world.workers.size(); ++i) {
      if (plan.assignment[i] == kUnplaced) continue;
      const auto j = static_cast<std::size_t>(plan.assignment[i]);
      lowest[j] = std::min<int>(lowest[j], matcher.Score(i, j).p_stay3);
    }
    for (std::size_t i = 0; i < world.workers.size(); ++i) {
      const int own =
          plan.assignment[i] == kUnplaced ? 0 : matcher.Score(i, static_cast<std::size_t>(plan.assignment[i])).p_arrive;
      for (std::size_t j = 0; j < world.posts.size(); ++j) {
        if (!NaiveFeasible(world, i, j) || matcher.Score(i, j).p_arrive <= own) continue;
        EXPECT_EQ(plan.placed[j], world.posts.openings[j]) << "a place stays free that somebody would rather have";
        EXPECT_LE(matcher.Score(i, j).p_stay3, lowest[j]) << "blocking pair " << i << " " << j;
      }
    }
  }
}

TEST(Matching, ToldWorkersKeepTheirPosts) {
  TestWorld world = MakeTestWorld(31, {.workers = 300, .posts = 40});
  std::mt19937_64 random(5);
  std::vector<int> left = world.posts.openings;
  for (std::size_t i = 0; i < 300; i += 7) {
    const std::size_t j = random() % 40;
    if (left[j]-- > 0) world.workers.told_post[i] = static_cast<std::int32_t>(j);
  }
  const Matcher matcher = Make(world);
  for (const Objective objective : {Objective::kRetained, Objective::kStable}) {
    const Plan plan = Solve(matcher, {.objective = objective});
    CheckPlan(world, matcher, plan);
    for (std::size_t i = 0; i < 300; ++i) {
      if (world.workers.told_post[i] != kUnplaced) {
        EXPECT_EQ(plan.assignment[i], world.workers.told_post[i]);
      }
    }
    if (objective == Objective::kRetained) CheckCertificate(world, matcher, plan);
  }
}

// The price is a dual one: never below what one more place adds, often above.
TEST(Matching, OneMorePlaceAddsAtMostItsPrice) {
  std::size_t less = 0, something = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    TestWorld world = MakeTestWorld(seed, {.workers = 60, .posts = 12, .openings_max = 4});
    const Plan plan = Make(world).Solve({}).value();
    for (std::size_t p = 0; p < 12; ++p) {
      if (world.posts.openings[p] == 0) continue;
      ++world.posts.openings[p];
      const std::int64_t more = Make(world).Solve({}).value().objective - plan.objective;
      --world.posts.openings[p];
      EXPECT_LE(more, plan.price[p] + plan.bound - plan.objective);
      something += more > 0;
      less += more < plan.price[p] / 2;
    }
  }
  EXPECT_GT(something, 20U);
  EXPECT_GT(less, 0U);
}

TEST(Matching, ALonePlaceHasAPriceThoughOneMoreIsWorthNothing) {
  TestWorld world = MakeTestWorld(1, {.workers = 1, .posts = 1, .strict = false});
  world.posts.openings[0] = 1;
  world.posts.valid_from[0] = 0, world.posts.valid_to[0] = 30'000;
  const Plan plan = Make(world).Solve({}).value();
  ASSERT_EQ(plan.workers_placed, 1U);
  EXPECT_GT(plan.price[0], 0);
  EXPECT_EQ(plan.next_best[0], 0) << "nobody waits";
  world.posts.openings[0] = 2;
  EXPECT_EQ(Make(world).Solve({}).value().objective, plan.objective);
}

TEST(Matching, CongestionAndOffersFollowPrices) {
  const TestWorld world = MakeTestWorld(41, {.workers = 400, .posts = 30, .openings_max = 4});
  const Matcher matcher = Make(world);
  const Plan plan = Solve(matcher, {});
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    std::uint32_t better = 0, feasible = 0;
    std::int32_t best_net = INT32_MIN;
    for (std::size_t j = 0; j < world.posts.size(); ++j) {
      if (!NaiveFeasible(world, i, j)) continue;
      ++feasible;
      better += matcher.Score(i, j).value > plan.value[i];
      best_net = std::max(best_net, matcher.Score(i, j).value - plan.price[j]);
    }
    EXPECT_EQ(matcher.FindCongestion(plan, i).better_posts, better);
    const std::vector<Offer> offers = matcher.TopOffers(plan, i, 10);
    ASSERT_EQ(offers.size(), std::min<std::size_t>(10, feasible));
    if (!offers.empty()) {
      EXPECT_EQ(offers[0].value - offers[0].price, best_net);
    }
  }
}

// Scanned or sorted, at prices that leave many or few posts worth having, by every instruction set.
TEST(Matching, BestOffersAreThoseOfTheNaiveList) {
  const TestWorld world =
      MakeTestWorld(43, {.workers = 120, .posts = 900, .origins = 3, .cities = 9, .openings_max = 2});
  const Matcher matcher = Make(world);
  const Plan plan = Solve(matcher, {});
  std::vector<std::uint32_t> everybody(world.workers.size());
  std::iota(everybody.begin(), everybody.end(), 0U);
  std::uint64_t many = 0;
  for (const bool free : {true, false}) {
    const std::vector<std::int32_t> price = free ? std::vector<std::int32_t>(world.posts.size()) : plan.price;
    for (const std::size_t count : {1U, 10U, 33U, 50U, 64U, 100U}) {
      std::vector<std::vector<Offer>> naive(world.workers.size());
      for (std::size_t i = 0; i < naive.size(); ++i) {
        for (const std::uint32_t j : matcher.world().model.order()) {
          if (world.posts.openings[j] > 0 && NaiveFeasible(world, i, j))
            naive[i].push_back({static_cast<std::int32_t>(j), matcher.Score(i, j).value, price[j]});
        }
        std::stable_sort(naive[i].begin(), naive[i].end(),
                         [](const Offer& a, const Offer& b) { return a.value - a.price > b.value - b.price; });
        if (naive[i].size() > count) naive[i].resize(count);
        many += naive[i].size() == 50;
      }
      for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
        std::vector<int> seen(naive.size());
        ForBestOffers(matcher, price, count, everybody, {.threads = 2, .isa = isa},
                      [&](std::uint32_t w, std::span<const Offer> offers) {
                        ++seen[w];
                        ASSERT_EQ(offers.size(), naive[w].size());
                        for (std::size_t k = 0; k < offers.size(); ++k) {
                          ASSERT_EQ(offers[k].post, naive[w][k].post) << w << " " << k;
                          ASSERT_EQ(offers[k].value, naive[w][k].value);
                          ASSERT_EQ(offers[k].price, naive[w][k].price);
                        }
                      });
        EXPECT_EQ(seen, std::vector<int>(naive.size(), 1));
      }
    }
  }
  EXPECT_GT(many, 50U);
}

TEST(Matching, PriorityRaisesTheShareOfThoseWithWeight) {
  TestWorld world = MakeTestWorld(51, {.workers = 600, .posts = 30, .openings_max = 8, .strict = false});
  for (std::size_t i = 0; i < 600; ++i) world.workers.weight[i] = 1000;
  const auto placed = [&] {
    const Matcher matcher = Make(world);
    const Plan plan = Solve(matcher, {});
    int count = 0;
    for (std::size_t i = 0; i < 600; i += 5) count += plan.assignment[i] != kUnplaced;
    return count;
  };
  const int before = placed();
  for (std::size_t i = 0; i < 600; i += 5) world.workers.weight[i] = 1250;
  EXPECT_GT(placed(), before);
}

}  // namespace
}  // namespace gq::matching
