#include "engines/matching/blocking.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

// Read again from the words of the header, over the public interface.
BlockingPairs Naive(const TestWorld& world, const Matcher& matcher, const Plan& plan) {
  const auto stay = [&](std::size_t w, std::size_t p) { return matcher.Score(w, p).p_stay3; };
  BlockingPairs result;
  for (std::size_t w = 0; w < world.workers.size(); ++w) {
    if (world.workers.told_post[w] != kUnplaced) continue;
    ++result.workers_looked_at;
    bool any = false;
    for (std::size_t p = 0; p < world.posts.size(); ++p) {
      int told = 0, least = 1 << 20;
      for (std::size_t v = 0; v < world.workers.size(); ++v) {
        told += world.workers.told_post[v] == static_cast<std::int32_t>(p);
        if (plan.assignment[v] == static_cast<std::int32_t>(p) && world.workers.told_post[v] == kUnplaced)
          least = std::min<int>(least, stay(v, p));
      }
      if (!matcher.Feasible(w, p) || world.posts.openings[p] <= told) continue;
      ++result.feasible_pairs;
      const int own = plan.assignment[w] == kUnplaced
                          ? -1
                          : matcher.Score(w, static_cast<std::size_t>(plan.assignment[w])).p_arrive;
      const bool welcome = plan.placed[p] < world.posts.openings[p] || stay(w, p) > least;
      const bool blocks = matcher.Score(w, p).p_arrive > own && welcome;
      result.pairs += blocks;
      any = any || blocks;
    }
    result.workers += any;
  }
  return result;
}

TEST(Blocking, CountsWhatTheWordsSayAndStablePlansHaveNone) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    TestWorld world = MakeTestWorld(seed, {.workers = 60, .posts = 25, .openings_max = 3, .strict = seed % 2 == 0});
    world.weights.horizon_months = 3;
    if (seed > 3) world.workers.told_post[3] = 4, world.workers.told_post[5] = 4;
    const Matcher matcher = Matcher::Create(world.workers, world.posts, world.places, world.weights).value();
    const Plan retained = matcher.Solve({}).value();
    const BlockingPairs found = FindBlockingPairs(matcher, retained), naive = Naive(world, matcher, retained);
    EXPECT_EQ(found.workers_looked_at, naive.workers_looked_at) << seed;
    EXPECT_EQ(found.feasible_pairs, naive.feasible_pairs) << seed;
    EXPECT_EQ(found.pairs, naive.pairs) << seed;
    EXPECT_EQ(found.workers, naive.workers) << seed;
    EXPECT_TRUE(seed != 1 || found.pairs > 0);
    EXPECT_EQ(FindBlockingPairs(matcher, retained, 7).workers_looked_at, 9U) << "every seventh";
    const Plan stable = matcher.Solve({.objective = Objective::kStable}).value();
    EXPECT_EQ(FindBlockingPairs(matcher, stable).pairs, 0U) << seed;
  }
}

}  // namespace
}  // namespace gq::matching
