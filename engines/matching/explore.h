// Free exploration: among posts that are as good for the whole, chance decides, and its probability is written down, so
// that later estimates of the retention model can be weighted by it (inverse propensity).
//
//   std::vector<Trial> trials = Explore(matcher, plan, {.tolerance = 20'000, .seed = 2018'03}, movable);
//
// A post is a near-tie for a worker if its value minus its price is within `tolerance` of his best. Two workers each of
// whose posts is a near-tie for the other are a pair, found without chance, in the order of workers; so is a worker in
// a post with free places with another such post. A place in a full post is only traded, never left: empty, its price
// would be lost to the whole. A coin of the pair's own, drawn from the seed and their numbers, decides whether they
// change: each of the two posts had probability 1/2. A worker takes part in one trial at most. Each worker who moves
// costs the whole at most `tolerance`, so all of them together at most that times the workers placed, and no post has a
// free place that had none. plan.objective, value, assignment and placed are brought up to date, the bound is not
// touched. Same result for every thread count and instruction set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

struct ExploreRules {
  std::int32_t tolerance = 0;  // in units of value
  std::uint64_t seed = 1;
  int threads = 1;
};

struct Trial {
  std::uint32_t worker;
  std::int32_t post, other;  // where he goes now; where he might as well have gone
  std::uint16_t per_mille;   // probability of `post` when the coin was thrown
};

// `movable`: empty, or by worker 1 for whom chance may move; told workers never move. In the order of workers.
std::vector<Trial> Explore(const Matcher& matcher, Plan& plan, const ExploreRules& rules,
                           std::span<const std::uint8_t> movable = {});

}  // namespace gq::matching
