// The two solvers over a prepared world. Both work in rounds: a chunk of workers without a place decide at fixed
// prices, in parallel; their bids are then taken one after the other in the chunk's order. So the result depends on the
// chunk's size, which is fixed, and not on threads.
#pragma once

#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {

// Positions, bids and counts as the solver leaves them; matcher.cc makes a Plan of it.
struct Solution {
  std::vector<std::int32_t> position;          // by worker; kUnplaced
  std::vector<std::int32_t> price;             // by position
  std::vector<std::int32_t> next_best;         // by position
  std::vector<std::int32_t> profit_max;        // by worker; empty after deferred acceptance
  std::vector<std::int32_t> others_max;        // by worker: the same over all posts but his own
  std::int32_t epsilon = 0, epsilon_fine = 0;  // greatest and smallest raise
  std::uint64_t bids = 0, scans = 0;
};

Solution SolveAuction(const World& world, const Situation& situation, const Kernel& kernel, const Options& options,
                      ThreadTeam& team);
Solution SolveDeferredAcceptance(const World& world, const Situation& situation, const Kernel& kernel,
                                 ThreadTeam& team);

}  // namespace gq::matching
