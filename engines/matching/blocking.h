// Blocking pairs of a plan: a worker and a post who would both rather have each other than what the plan gives them.
//
// The worker would rather go there (arrive above that of his own post; who has none would rather go anywhere), and the
// post has a free place or would keep him longer than one whom it got (stay). These are the preferences of
// Objective::kStable, whose plans have none. A plan for retained workers has some: it is the price of counting all
// together, and says how many people could better themselves by arranging things on their own. Told workers neither
// move nor make room.
//
// Exact over every step-th worker; integers only, so the same for every number of threads. Pure; thread-safe.
#pragma once

#include "engines/matching/matching.h"

namespace gq::matching {

struct BlockingPairs {
  std::uint64_t workers_looked_at = 0, feasible_pairs = 0;
  std::uint64_t pairs = 0, workers = 0;  // workers: those of them with one blocking pair at least
};
BlockingPairs FindBlockingPairs(const Matcher& matcher, const Plan& plan, std::size_t step = 1);

}  // namespace gq::matching
