// Minimum-cost flow with integer data, exactly, by two methods.
//
// The network simplex (network_simplex.h) is the faster one on nearly all instances. Cost scaling (Goldberg, Tarjan
// 1990) takes over where the simplex takes too long: costs are multiplied by (nodes + 1); a flow whose reduced
// costs are at least -1 in these units has no negative cycle and is optimal. epsilon begins at the greatest cost and is
// divided by 16 until it is 1. Node prices are refreshed by shortest paths to the nodes that still lack flow; a node
// with too much that reaches none of them proves that there is no feasible flow.
//
// Memory: 48 bytes an arc and 40 a node. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace gq::matching {

inline constexpr ErrorKind kInfeasible{"matching.infeasible", 422, "没有可行解", "No feasible solution"};
inline constexpr ErrorKind kBadInstance{"matching.bad_instance", 422, "题目有误", "Unusable instance"};

struct FlowArc {
  std::uint32_t from = 0, to = 0;                // < nodes; a loop is allowed
  std::int64_t low = 0, capacity = 0, cost = 0;  // low <= capacity
};

struct FlowProblem {
  std::vector<std::int64_t> supply;  // by node; what must leave it; sums to 0
  std::vector<FlowArc> arcs;
};

struct FlowSolution {
  std::vector<std::int64_t> flow;  // by arc
  std::int64_t cost = 0;
};

enum class FlowMethod : std::uint8_t { kBest, kSimplex, kScaling };

// kInfeasible; kBadInstance: an index or bound that makes no sense, or numbers so large that prices or the cost may not
// fit 64 bits.
Result<FlowSolution> SolveMinCostFlow(const FlowProblem& problem, FlowMethod method = FlowMethod::kBest);

}  // namespace gq::matching
