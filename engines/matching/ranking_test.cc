// The ranked scan beside the scan over all posts and beside a naive list.
#include "engines/matching/ranking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "engines/matching/best_offers.h"
#include "engines/matching/test_world.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

enum class PriceKind { kNone, kPlan, kAny };

struct Case {
  std::uint64_t seed;
  TestWorldSize size;
  PriceKind prices = PriceKind::kNone;
  bool alike = false;      // all posts are worth nearly the same
  bool saturated = false;  // to half of the workers most posts are worth the same, though not to the typical one
};

// Few rows and many workers, so that groups are large.
TestWorld MakeGroups(const Case& c) {
  TestWorld world = MakeTestWorld(c.seed, c.size);
  std::mt19937_64 random(c.seed + 1);
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    world.workers.want_wage[i] = random() % 3 == 0 ? 4000 : 3200;
    world.workers.subsidy[i] = static_cast<std::uint8_t>(random() % 8 == 0);
    if (random() % 6 == 0) world.workers.weight[i] = static_cast<std::uint16_t>(500 + random() % 1400);
  }
  if (c.saturated) {
    world.weights.base = {300, 300};
    world.weights.worker_traits[0] = {1024, 1024};
  }
  if (c.alike) {
    const Weights plain;
    world.weights.wage_ratio = plain.wage_ratio;
    world.weights.townspeople = plain.townspeople;
    world.weights.post_traits = plain.post_traits;
    world.weights.climate_gap = plain.climate_gap;
    world.weights.diet_gap = world.weights.diet_gap_with_canteen = plain.diet_gap;
    world.weights.travel_hours = plain.travel_hours;
    world.weights.subsidy = plain.subsidy;
  }
  return world;
}

Matcher Make(const TestWorld& world) {
  auto matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights);
  EXPECT_TRUE(matcher) << (matcher ? "" : matcher.error().ToString());
  return std::move(*matcher);
}

// By post.
std::vector<std::int32_t> PricesOf(const Case& c, const Matcher& matcher) {
  std::vector<std::int32_t> price(matcher.world().posts->size());
  std::mt19937_64 random(c.seed + 2);
  if (c.prices == PriceKind::kPlan) return matcher.Solve({}).value().price;
  if (c.prices == PriceKind::kAny) {
    for (std::int32_t& p : price) p = random() % 2 == 0 ? 0 : static_cast<std::int32_t>(random() % (1 << 23));
  }
  return price;
}

const Case kCases[] = {
    {1, {.workers = 300, .posts = 700, .origins = 1, .cities = 5, .strict = false}},
    {2, {.workers = 300, .posts = 700, .origins = 1, .cities = 5, .strict = false}, PriceKind::kPlan},
    {3, {.workers = 300, .posts = 900, .origins = 2, .cities = 9, .strict = false}, PriceKind::kAny},
    {4, {.workers = 300, .posts = 900, .origins = 1, .cities = 5, .strict = false}, PriceKind::kNone, true},
    {5, {.workers = 400, .posts = 3000, .origins = 1, .cities = 12}},
    {6, {.workers = 400, .posts = 3000, .origins = 1, .cities = 12}, PriceKind::kAny},
    {7, {.workers = 120, .posts = 6000, .origins = 1, .cities = 30, .strict = false}, PriceKind::kAny},
    {8, {.workers = 120, .posts = 6000, .origins = 1, .cities = 30, .strict = false}, PriceKind::kNone, true},
    {11, {.workers = 200, .posts = 1500, .origins = 1, .cities = 9, .strict = false}, PriceKind::kNone, false, true},
    {12, {.workers = 200, .posts = 4000, .origins = 1, .cities = 9}, PriceKind::kPlan, false, true},
    {9, {.workers = 200, .posts = 31, .origins = 1, .cities = 2}},
    {10, {.workers = 200, .posts = 1, .origins = 1, .cities = 1}, PriceKind::kPlan},
};
constexpr Isa kIsas[] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};

TEST(Ranking, OffersAreThoseOfTheNaiveList) {
  std::size_t full = 0, part = 0;
  for (const Case& c : kCases) {
    const TestWorld world = MakeGroups(c);
    const Matcher matcher = Make(world);
    const std::vector<std::int32_t> price = PricesOf(c, matcher);
    std::vector<std::vector<Offer>> naive(world.workers.size());
    for (std::size_t i = 0; i < naive.size(); ++i) {
      for (const std::uint32_t j : matcher.world().model.order()) {
        if (NaiveFeasible(world, i, j))
          naive[i].push_back({static_cast<std::int32_t>(j), matcher.Score(i, j).value, price[j]});
      }
      std::stable_sort(naive[i].begin(), naive[i].end(),
                       [](const Offer& a, const Offer& b) { return a.value - a.price > b.value - b.price; });
    }
    for (const std::size_t count : {1U, 7U, 50U, 64U}) {
      for (const Isa isa : kIsas) {
        for (const int threads : {1, 3}) {
          std::vector<int> seen(naive.size());
          ForBestOffers(matcher, price, count, matcher.world().sequence, {.threads = threads, .isa = isa},
                        [&](std::uint32_t w, std::span<const Offer> offers) {
                          ++seen[w];
                          ASSERT_EQ(offers.size(), std::min(count, naive[w].size()));
                          for (std::size_t k = 0; k < offers.size(); ++k) {
                            ASSERT_EQ(offers[k].post, naive[w][k].post) << c.seed << " " << w << " " << k;
                            ASSERT_EQ(offers[k].value, naive[w][k].value);
                            ASSERT_EQ(offers[k].price, naive[w][k].price);
                          }
                        });
          EXPECT_EQ(seen, std::vector<int>(naive.size(), 1));
        }
      }
      for (const auto& list : naive) ++(list.size() < count ? part : full);
    }
  }
  EXPECT_GT(full, 1000U);
  EXPECT_GT(part, 1000U);
}

// Cities without bitmaps: who names some is found in the order too, post by post, and who names none as ever.
TEST(Ranking, ListedCitiesAreKept) {
  const Case c{13, {.workers = 52'000, .posts = 1500, .origins = 1, .cities = 40, .strict = false}};
  TestWorld world = MakeGroups(c);
  std::mt19937_64 random(c.seed);
  world.workers.city_begin.assign(1, 0);
  for (std::size_t w = 0; w < world.workers.size(); ++w) {
    for (int k = 0; w % 8 != 0 && k < 9; ++k) world.workers.cities.push_back(static_cast<std::uint16_t>(random() % 40));
    world.workers.city_begin.push_back(static_cast<std::uint32_t>(world.workers.cities.size()));
  }
  const Matcher matcher = Make(world);
  ASSERT_TRUE(matcher.world().eligibility.ListsCities(1, 0));
  const std::vector<std::int32_t> no_price(world.posts.size());
  for (const Isa isa : kIsas) {
    ForBestOffers(matcher, no_price, 20, matcher.world().sequence, {.isa = isa},
                  [&](std::uint32_t w, std::span<const Offer> offers) {
                    if (w % 80 > 1) return;
                    std::vector<std::int32_t> values;
                    for (std::size_t p = 0; p < world.posts.size(); ++p) {
                      if (NaiveFeasible(world, w, p)) values.push_back(matcher.Score(w, p).value);
                    }
                    std::partial_sort(values.begin(), values.begin() + 20, values.end(), std::greater<>());
                    ASSERT_EQ(offers.size(), 20U);
                    for (std::size_t k = 0; k < 20; ++k) {
                      ASSERT_EQ(offers[k].value, values[k]) << w << " " << k;
                      ASSERT_TRUE(NaiveFeasible(world, w, static_cast<std::size_t>(offers[k].post)));
                    }
                  });
  }
}

// Every way through a kernel is taken: proven by the bound, few that are possible, an order that ends too soon.
TEST(Ranking, KernelsFindWhatTheScanOverAllPostsFindsOrSayThatTheyDoNot) {
  std::size_t proven = 0, unproven = 0, few = 0;
  for (const Case& c : kCases) {
    const TestWorld data = MakeGroups(c);
    const Matcher matcher = Make(data);
    const World& world = matcher.world();
    const Situation& situation = matcher.situation();
    const std::vector<std::int32_t> price = PricesOf(c, matcher);
    Prices prices(world.model.blocks() * 64);
    for (std::size_t i = 0; i < price.size(); ++i) prices.Set(i, price[world.model.order()[i]]);
    for (const Isa isa : kIsas) {
      const Kernel kernel = GetKernel(isa);
      Scanner scanner(world, situation, kernel);
      Ranking ranking(world, situation, prices, kernel);
      for (std::size_t begin = 0, end = 0; begin < world.sequence.size(); begin = end) {
        while (end < world.sequence.size() && world.model.SameRows(world.sequence[begin], world.sequence[end])) ++end;
        const std::span<const std::uint32_t> group(world.sequence.data() + begin, end - begin);
        scanner.Rank(group, ranking);
        for (const std::uint32_t worker : group) {
          BestPosts all(50), best(50);
          scanner.ScanNet(worker, prices, all);
          all.Finish(50);
          scanner.ScanRanked(worker, prices, ranking, best);
          ASSERT_EQ(best.count(), all.count());
          for (std::uint32_t i = 0; i < all.count(); ++i) {
            ASSERT_EQ(best.position(i), all.position(i)) << c.seed << " " << worker << " " << NameOf(isa);
            ASSERT_EQ(best.net(i), all.net(i));
          }
          if (world.workers->spouse_metro[worker] != kNoMetro) continue;
          std::vector<std::uint64_t> feasible(world.model.blocks()), rest(world.model.blocks());
          world.eligibility.Write(worker, situation.places_left.data(), situation.ignored, feasible.data());
          ScanTask task;
          task.feasible = feasible.data();
          task.rest = rest.data();
          task.blocks = feasible.size();
          task.origin = world.model.OriginRow(world.model.origin(worker));
          task.wage = world.model.WageRow(worker);
          task.worker = world.model.worker(worker);
          task.own = world.model.TradesOf(worker);
          task.arrive = &world.ArriveOf(worker);
          task.stay = world.stay;
          task.price = prices.exact();
          task.price_coarse = prices.coarse();
          best.Clear();
          const bool found = kernel.scan_ranked(task, ranking, nullptr, best);
          std::size_t possible = 0;
          for (const std::uint64_t bits : rest) possible += static_cast<std::size_t>(std::popcount(bits));
          ++(!found ? unproven : possible < kRankedFrom ? few : proven);
          if (!found) continue;
          ASSERT_EQ(best.count(), all.count());
          for (std::uint32_t i = 0; i < all.count(); ++i) ASSERT_EQ(best.position(i), all.position(i));
        }
      }
    }
  }
  EXPECT_GT(proven, 500U);
  EXPECT_GT(unproven, 50U);
  EXPECT_GT(few, 500U);
}

TEST(Ranking, KernelsPickTheSameBits) {
  constexpr std::size_t kPosts = 1000, kWords = 16;
  std::mt19937_64 random(11);
  std::vector<std::uint64_t> bitmap((kPosts + 63) / 64), kinds(kWords * 32);
  for (std::uint64_t& word : bitmap) word = random();
  for (std::uint64_t& word : kinds) word = random();
  std::vector<std::uint32_t> positions(kWords * 32);
  for (std::uint32_t& at : positions) at = static_cast<std::uint32_t>(random() % kPosts);
  for (const Isa isa : kIsas) {
    std::uint32_t out[kWords];
    GetKernel(isa).pick_bits(bitmap.data(), positions.data(), kWords, out);
    for (std::size_t i = 0; i < positions.size(); ++i)
      ASSERT_EQ(out[i / 32] >> (i % 32) & 1, bitmap[positions[i] / 64] >> (positions[i] % 64) & 1) << i;
    for (const unsigned bit : {0U, 31U, 63U}) {
      GetKernel(isa).pick_kind(kinds.data(), bit, kWords, out);
      for (std::size_t i = 0; i < kinds.size(); ++i) ASSERT_EQ(out[i / 32] >> (i % 32) & 1, kinds[i] >> bit & 1) << i;
    }
  }
}

}  // namespace
}  // namespace gq::matching
