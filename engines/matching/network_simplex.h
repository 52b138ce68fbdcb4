// Minimum-cost flow by the primal network simplex with strongly feasible trees (Cunningham 1976) and block search.
//
// A spanning tree of all nodes and one artificial root; artificial arcs into nodes that lack flow cost more than any
// path. An arc outside the tree whose reduced cost asks for more flow enters; of the arcs that block the cycle the last
// one seen from its apex leaves, which keeps the tree strongly feasible, so that degenerate pivots cannot cycle.
// Exact on integers. Memory: 40 bytes an arc, 40 a node. Pure; thread-safe. Called by min_cost_flow.cc, which checks
// the problem.
#pragma once

#include <optional>

#include "engines/matching/min_cost_flow.h"

namespace gq::matching {

// Flows by arc; nullopt if there is no feasible flow; `work_most` > 0: gives up when more arcs and nodes
// have been looked at, with `gave_up` set.
std::optional<std::vector<std::int64_t>> SolveNetworkSimplex(const FlowProblem& problem, std::uint64_t work_most,
                                                             bool& gave_up);

}  // namespace gq::matching
