// The incremental plan against full solves: its bound holds, its plan is as good.
#include "engines/matching/replan.h"

#include <gtest/gtest.h>

#include "engines/matching/post_view.h"
#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

Replanner Begin(const TestWorld& world, const Options& options = {}) {
  return Replanner::Create(world.workers, world.posts, world.places, world.weights, options).value();
}

Workers WorkerRow(const Workers& all, std::size_t i) {
  Workers one;
  one.Resize(1);
  one.origin[0] = all.origin[i], one.age[0] = all.age[i], one.education[0] = all.education[i];
  one.health[0] = all.health[i], one.certificates[0] = all.certificates[i], one.trades[0] = all.trades[i];
  one.tiers[0] = all.tiers[i], one.min_wage[0] = all.min_wage[i], one.want_wage[0] = all.want_wage[i];
  one.start[0] = all.start[i], one.traits[0] = all.traits[i], one.weight[0] = all.weight[i];
  one.man[0] = all.man[i];
  one.cities.assign(all.cities.begin() + all.city_begin[i], all.cities.begin() + all.city_begin[i + 1]);
  one.city_begin = {0, static_cast<std::uint32_t>(one.cities.size())};
  return one;
}

Posts PostRow(const Posts& all, std::size_t i) {
  Posts one;
  one.Resize(1);
  one.city[0] = all.city[i], one.trade[0] = all.trade[i], one.openings[0] = all.openings[i];
  one.wage_min[0] = all.wage_min[i], one.wage_max[0] = all.wage_max[i], one.traits[0] = all.traits[i];
  one.age_min[0] = all.age_min[i], one.age_max[0] = all.age_max[i], one.education_min[0] = all.education_min[i];
  one.health_min[0] = all.health_min[i], one.certificates[0] = all.certificates[i];
  one.valid_from[0] = all.valid_from[i], one.valid_to[0] = all.valid_to[i];
  one.men_only[0] = all.men_only[i];
  one.reserved.assign(all.reserved.begin() + all.reserved_begin[i], all.reserved.begin() + all.reserved_begin[i + 1]);
  one.reserved_begin = {0, static_cast<std::uint32_t>(one.reserved.size())};
  one.staff.assign(all.staff.begin() + all.staff_begin[i], all.staff.begin() + all.staff_begin[i + 1]);
  one.staff_begin = {0, static_cast<std::uint32_t>(one.staff.size())};
  return one;
}

// The plan is one, and the bound is above the value of the plan that a full solve finds for the same columns.
void Check(const Replanner& today, const TestWorld& world, const std::vector<bool>& gone, double gap_most) {
  TestWorld now{today.workers(), today.posts(), world.places, world.weights};
  std::vector<int> placed(now.posts.size());
  std::int64_t sum = 0;
  const Matcher matcher = Matcher::Create(now.workers, now.posts, now.places, now.weights).value();
  std::vector<std::int32_t> kept(now.workers.size(), kUnplaced);
  for (std::size_t w = 0; w < now.workers.size(); ++w) {
    if (gone[w]) {
      kept[w] = kLeftOut;
      ASSERT_EQ(today.assignment(w), kUnplaced);
    }
    if (today.assignment(w) == kUnplaced) continue;
    const auto post = static_cast<std::size_t>(today.assignment(w));
    ASSERT_TRUE(NaiveFeasible(now, w, post));
    EXPECT_EQ(today.value(w), matcher.Score(w, post).value);
    ++placed[post];
    sum += today.value(w);
  }
  for (std::size_t p = 0; p < placed.size(); ++p) ASSERT_LE(placed[p], now.posts.openings[p]);
  EXPECT_EQ(today.objective(), sum);
  const Plan fresh = matcher.Solve({.epsilon_ppm = 100}, kept).value();
  EXPECT_GE(today.bound(), fresh.objective) << "the bound holds for the best plan";
  EXPECT_LE(today.objective(), fresh.bound);
  EXPECT_LE(static_cast<double>(fresh.objective - today.objective()),
            gap_most * static_cast<double>(fresh.objective) + 2);
}

// The mask of a block is what the columns say of each pair, whatever the block.
TEST(Replan, TheMaskOfAPostIsWhoMayHaveIt) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    TestWorldSize size{.workers = 700 + seed, .posts = 30};
    size.strict = seed % 3 != 0;
    TestWorld world = MakeTestWorld(900 + seed, size);
    world.workers.age[seed] = 0;
    const ScoreModel model = ScoreModel::Build(world.workers, world.posts, world.places, world.weights);
    std::size_t possible = 0;
    for (std::uint32_t post = 0; post < world.posts.size(); ++post) {
      const PostView view(world.workers, world.posts, world.places, model, post);
      std::uint8_t mask[PostView::kBlock];
      for (std::size_t first = 0; first < world.workers.size(); first += PostView::kBlock) {
        const std::size_t count = std::min(PostView::kBlock, world.workers.size() - first);
        view.WriteMask(first, count, mask);
        for (std::size_t w = first; w < first + count; ++w) {
          ASSERT_EQ(mask[w - first] != 0 && view.AcceptsCity(w), view.IsPossible(w)) << w << " " << post;
          if (world.posts.openings[post] > 0) {
            ASSERT_EQ(view.IsPossible(w), NaiveFeasible(world, w, post)) << w << " " << post;
          }
          possible += view.IsPossible(w);
        }
      }
    }
    EXPECT_GT(possible, 0U);
  }
}

TEST(Replan, EveryKindOfChangeKeepsPlanAndBoundTrue) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    TestWorldSize size{
        .workers = 20 + seed * 3, .posts = 8 + seed % 13, .openings_max = 1 + static_cast<int>(seed % 4)};
    size.strict = seed % 3 != 0;
    const TestWorld world = MakeTestWorld(300 + seed, size);
    const TestWorld more = MakeTestWorld(300 + seed, {.workers = 60, .posts = 60, .strict = seed % 3 != 0});
    Replanner today = Begin(world, {.epsilon_ppm = 1000});
    std::mt19937_64 random(seed);
    std::vector<bool> gone(size.workers);
    for (int step = 0; step < 40; ++step) {
      std::vector<std::int32_t> before(today.workers().size());
      for (std::size_t w = 0; w < before.size(); ++w) before[w] = today.assignment(w);
      const std::size_t w = random() % before.size(), p = random() % today.posts().size();
      Result<Change> change = Change();
      switch (random() % 6) {
        case 0:
        case 1:
          change = today.AddPost(PostRow(more.posts, random() % 60));
          break;
        case 2:
          change = today.AddWorker(WorkerRow(more.workers, random() % 60));
          gone.push_back(false);
          break;
        case 3:
          change = today.WithdrawPost(p);
          break;
        case 4:
          if (gone[w]) continue;
          change = today.WithdrawWorker(w);
          gone[w] = true;
          break;
        default:
          EXPECT_EQ(today.Tell(w).has_value(), !gone[w] && before[w] != kUnplaced);
          change->objective = today.objective();
      }
      ASSERT_TRUE(change) << change.error().ToString();
      EXPECT_EQ(change->objective, today.objective());
      before.resize(today.workers().size(), kUnplaced);
      for (const Move& move : change->moves) {
        EXPECT_EQ(before[move.worker], move.from);
        EXPECT_NE(move.from, move.to);
        before[move.worker] = move.to;
      }
      for (std::size_t i = 0; i < before.size(); ++i)
        ASSERT_EQ(before[i], today.assignment(i)) << "a move was not told";
    }
    Check(today, world, gone, 2e-3);
    const std::int64_t loose = today.bound();
    today.Certify();
    EXPECT_LE(today.bound(), loose);
    Check(today, world, gone, 2e-3);
  }
}

TEST(Replan, ThreeHundredArrivalsDriftLessThanTheGoal) {
  const TestWorld world =
      MakeTestWorld(71, {.workers = 4'000, .posts = 500, .origins = 6, .cities = 10, .openings_max = 12});
  const TestWorld more =
      MakeTestWorld(71, {.workers = 300, .posts = 600, .origins = 6, .cities = 10, .openings_max = 12});
  for (const bool crowded : {true, false}) {
    TestWorld start = world;
    if (!crowded) {
      for (std::int32_t& openings : start.posts.openings) openings *= 3;
    }
    Replanner today = Begin(start);
    std::vector<bool> gone(start.workers.size());
    for (std::size_t i = 0; i < 300; ++i) ASSERT_TRUE(today.AddPost(PostRow(more.posts, 100 + i)));
    EXPECT_LT(today.Gap() - today.GapAtStart(), 1e-4) << crowded;
    EXPECT_EQ(today.changes(), 300U);
    Check(today, start, gone, today.GapAtStart() + 1e-4);
    for (std::size_t i = 0; i < 300; ++i) ASSERT_TRUE(today.AddWorker(WorkerRow(more.workers, i)));
    gone.resize(start.workers.size() + 300);
    EXPECT_LT(today.Gap() - today.GapAtStart(), 2e-4) << crowded;
    Check(today, start, gone, today.GapAtStart() + 1e-4);
  }
}

TEST(Replan, SameForEveryThreadCountAndInstructionSet) {
  const TestWorld world =
      MakeTestWorld(72, {.workers = 9'000, .posts = 200, .origins = 6, .cities = 10, .openings_max = 12});
  const TestWorld more =
      MakeTestWorld(72, {.workers = 40, .posts = 40, .origins = 6, .cities = 10, .openings_max = 12});
  std::vector<std::int32_t> first;
  for (const Options& options :
       {Options{.threads = 1, .isa = Isa::kScalar}, Options{.threads = 3}, Options{.threads = 2, .isa = Isa::kAvx2}}) {
    Replanner today = Begin(world, options);
    for (std::size_t i = 0; i < 20; ++i) {
      ASSERT_TRUE(today.AddPost(PostRow(more.posts, i)));
      ASSERT_TRUE(today.AddWorker(WorkerRow(more.workers, i)));
      ASSERT_TRUE(today.WithdrawPost(i * 3));
    }
    std::vector<std::int32_t> all;
    for (std::size_t w = 0; w < today.workers().size(); ++w) all.push_back(today.assignment(w));
    if (first.empty()) first = all;
    EXPECT_EQ(all, first);
  }
}

TEST(Replan, RefusesWhatItCannotTake) {
  const TestWorld world = MakeTestWorld(1, {.workers = 10, .posts = 5});
  Replanner today = Begin(world);
  Posts post;
  EXPECT_EQ(today.AddPost(post).error().kind, &kBadWorld);
  post.Resize(1);
  post.city[0] = 99;
  EXPECT_EQ(today.AddPost(post).error().kind, &kBadWorld);
  Workers worker;
  worker.Resize(2);
  EXPECT_EQ(today.AddWorker(worker).error().kind, &kBadWorld);
  EXPECT_EQ(today.WithdrawPost(5).error().kind, &kBadWorld);
  EXPECT_EQ(today.WithdrawWorker(10).error().kind, &kBadWorld);
  EXPECT_FALSE(today.Tell(10));
  EXPECT_EQ(today.posts().size(), 5U);
  Plan stable = Matcher::Create(world.workers, world.posts, world.places, world.weights)
                    ->Solve({.objective = Objective::kStable})
                    .value();
  EXPECT_EQ(Replanner::Create(world.workers, world.posts, world.places, world.weights, {}, stable).error().kind,
            &kBadWorld);
}

}  // namespace
}  // namespace gq::matching
