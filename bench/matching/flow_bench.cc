// Our exact minimum-cost flow beside LEMON's network simplex and cost scaling, in one run, by CPU seconds.
//
//   flow_bench [seed] [scale]      scale 1: 10^5 to 10^6 arcs; the objectives must agree, else it ends with 1
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "bench/matching/lemon_peers.h"
#include "engines/matching/test_flows.h"

namespace gq::matching {
namespace {

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Solve>
std::pair<std::int64_t, double> Timed(Solve solve) {
  const double begin = CpuSeconds();
  const std::int64_t cost = solve();
  return {cost, CpuSeconds() - begin};
}

bool Compare(const char* name, const FlowProblem& problem, bool with_simplex) {
  BenchFlow flow;
  flow.supply = problem.supply;
  for (const FlowArc& arc : problem.arcs) flow.arcs.push_back({arc.from, arc.to, arc.capacity, arc.cost});
  const auto solve = [&](FlowMethod method) {
    const auto solution = SolveMinCostFlow(problem, method);
    if (!solution) std::printf("%s\n", solution.error().ToString().c_str());
    return solution ? solution->cost : INT64_MIN;
  };
  const auto ours = Timed([&] { return solve(FlowMethod::kBest); });
  const auto our_scaling = Timed([&] { return solve(FlowMethod::kScaling); });
  const auto scaling = Timed([&] { return LemonFlowCostScaling(flow); });
  auto simplex = scaling;
  if (with_simplex) simplex = Timed([&] { return LemonFlowNetworkSimplex(flow); });
  const bool same = ours.first == scaling.first && ours.first == our_scaling.first && ours.first == simplex.first;
  std::printf("%-22s %8zu nodes %8zu arcs  ours %7.2f s, scaling alone %7.2f s  LEMON cost scaling %7.2f s (x %5.2f)",
              name, problem.supply.size(), problem.arcs.size(), ours.second, our_scaling.second, scaling.second,
              scaling.second / ours.second);
  if (with_simplex) std::printf("  network simplex %7.2f s (x %5.2f)", simplex.second, simplex.second / ours.second);
  std::printf("  %s\n", same ? "same optimum" : "OPTIMA DIFFER");
  std::fflush(stdout);
  return same;
}

int Run(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::size_t scale = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  bool same = true;
  same &= Compare("netgen", MakeNetgen(10'000 * scale, 8, seed), true);
  same &= Compare("gridgen", MakeGridgen(100 * scale, 150, seed), true);
  same &= Compare("goto", MakeGoto(128 * scale, 64, seed), true);
  same &= Compare("assign, costs to 100", MakeAssignment(800, 100, seed), true);
  same &= Compare("assign, costs to 10^6", MakeAssignment(800, 1'000'000, seed), true);
  same &= Compare("bmatch, crowded", MakeBmatch(40'000 * scale, 2'000, 12, 20, seed), true);
  same &= Compare("bmatch, roomy", MakeBmatch(40'000 * scale, 2'000, 12, 60, seed), true);
  return same ? 0 : 1;
}

}  // namespace
}  // namespace gq::matching

int main(int argc, char** argv) { return gq::matching::Run(argc, argv); }
