// LEMON's solvers on explicit pairs, behind an interface that is C++17: LEMON 1.3.1's cost scaling does not compile as
// C++20.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace gq::matching {

struct BenchPair {
  std::uint32_t worker, post;
  std::int32_t value;
};

// The greatest sum of values; workers at most once, posts at most `openings` times.
std::int64_t LemonNetworkSimplex(const std::vector<BenchPair>& pairs, std::size_t workers,
                                 const std::vector<std::int32_t>& openings);
std::int64_t LemonCostScaling(const std::vector<BenchPair>& pairs, std::size_t workers,
                              const std::vector<std::int32_t>& openings);

// A flow without lower bounds.
// The same for pairs that come one by one, with 32-bit capacities; `next` gives false after the last. `run_seconds`:
// processor time of the solver alone, without making the graph.
enum class LemonMethod { kNetworkSimplex, kCostScaling };
std::int64_t LemonLists(LemonMethod method, std::size_t workers, const std::vector<std::int64_t>& places,
                        const std::function<bool(BenchPair&)>& next, double& run_seconds);

struct BenchFlow {
  struct Arc {
    std::uint32_t from, to;
    std::int64_t capacity, cost;
  };
  std::vector<std::int64_t> supply;
  std::vector<Arc> arcs;
};
// The least cost; INT64_MIN if there is no flow.
std::int64_t LemonFlowNetworkSimplex(const BenchFlow& flow);
std::int64_t LemonFlowCostScaling(const BenchFlow& flow);

}  // namespace gq::matching
