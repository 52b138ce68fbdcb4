// The exact solvers against LEMON and against all assignments.
#include <gtest/gtest.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "engines/matching/assignment.h"
#include "engines/matching/min_cost_flow.h"
#include "engines/matching/residents.h"
#include "engines/matching/test_flows.h"

namespace gq::matching {
namespace {

struct LemonAnswer {
  bool feasible;
  std::int64_t cost;
};
LemonAnswer SolveWithLemon(const FlowProblem& problem) {
  lemon::SmartDigraph graph;
  std::vector<lemon::SmartDigraph::Node> node;
  for (std::size_t v = 0; v < problem.supply.size(); ++v) node.push_back(graph.addNode());
  lemon::SmartDigraph::ArcMap<std::int64_t> low(graph), capacity(graph), cost(graph);
  lemon::SmartDigraph::NodeMap<std::int64_t> supply(graph);
  for (std::size_t v = 0; v < node.size(); ++v) supply[node[v]] = problem.supply[v];
  for (const FlowArc& arc : problem.arcs) {
    const auto a = graph.addArc(node[arc.from], node[arc.to]);
    low[a] = arc.low;
    capacity[a] = arc.capacity;
    cost[a] = arc.cost;
  }
  lemon::NetworkSimplex<lemon::SmartDigraph, std::int64_t, std::int64_t> simplex(graph);
  simplex.lowerMap(low).upperMap(capacity).costMap(cost).supplyMap(supply);
  const auto status = simplex.run();
  return {status == simplex.OPTIMAL, status == simplex.OPTIMAL ? simplex.totalCost<std::int64_t>() : 0};
}

void CheckFlow(const FlowProblem& problem, const FlowSolution& solution) {
  std::vector<std::int64_t> out(problem.supply.size());
  std::int64_t cost = 0;
  for (std::size_t a = 0; a < problem.arcs.size(); ++a) {
    const FlowArc& arc = problem.arcs[a];
    EXPECT_GE(solution.flow[a], arc.low);
    EXPECT_LE(solution.flow[a], arc.capacity);
    out[arc.from] += solution.flow[a];
    out[arc.to] -= solution.flow[a];
    cost += solution.flow[a] * arc.cost;
  }
  EXPECT_EQ(out, problem.supply);
  EXPECT_EQ(cost, solution.cost);
}

FlowProblem RandomProblem(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::size_t nodes = 2 + random() % 25, arcs = random() % (nodes * 6 + 1);
  FlowProblem problem;
  problem.supply.resize(nodes);
  for (int i = 0; i < 6; ++i) {
    const std::int64_t amount = static_cast<std::int64_t>(random() % 8);
    problem.supply[random() % nodes] += amount;
    problem.supply[random() % nodes] -= amount;
  }
  for (std::size_t a = 0; a < arcs; ++a) {
    FlowArc arc;
    arc.from = static_cast<std::uint32_t>(random() % nodes);
    arc.to = static_cast<std::uint32_t>(random() % nodes);
    arc.low = random() % 4 == 0 ? static_cast<std::int64_t>(random() % 3) : 0;
    arc.capacity = arc.low + static_cast<std::int64_t>(random() % 12);
    arc.cost = static_cast<std::int64_t>(random() % 200) - (seed % 2 == 0 ? 60 : 0);
    problem.arcs.push_back(arc);
  }
  return problem;
}

TEST(MinCostFlow, AgreesWithLemon) {
  int feasible = 0, infeasible = 0;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    const FlowProblem problem = RandomProblem(seed);
    const LemonAnswer lemon = SolveWithLemon(problem);
    const auto scaled = SolveMinCostFlow(problem, FlowMethod::kScaling);
    const auto ours = SolveMinCostFlow(problem, FlowMethod::kSimplex);
    ASSERT_EQ(ours.has_value(), lemon.feasible) << seed;
    ASSERT_EQ(scaled.has_value(), lemon.feasible) << seed;
    ++(lemon.feasible ? feasible : infeasible);
    if (!ours) {
      EXPECT_EQ(ours.error().kind, &kInfeasible);
      continue;
    }
    ASSERT_EQ(ours->cost, lemon.cost) << seed;
    ASSERT_EQ(scaled->cost, lemon.cost) << seed;
    CheckFlow(problem, *ours);
    CheckFlow(problem, *scaled);
  }
  EXPECT_GT(feasible, 500);
  EXPECT_GT(infeasible, 500);
}

TEST(MinCostFlow, LargerShapesAgreeWithLemon) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const FlowProblem problems[] = {
        MakeNetgen(800, 8, seed),          MakeGridgen(25, 30, seed),           MakeGoto(32, 16, seed),
        MakeAssignment(90, 100, seed),     MakeAssignment(60, 1'000'000, seed), MakeBmatch(2'000, 80, 6, 20, seed),
        MakeBmatch(1'000, 80, 6, 40, seed)};
    for (std::size_t i = 0; i < std::size(problems); ++i) {
      const LemonAnswer lemon = SolveWithLemon(problems[i]);
      ASSERT_TRUE(lemon.feasible) << i;
      for (const FlowMethod method : {FlowMethod::kBest, FlowMethod::kSimplex, FlowMethod::kScaling}) {
        const auto ours = SolveMinCostFlow(problems[i], method);
        ASSERT_TRUE(ours) << i << ours.error().ToString();
        EXPECT_EQ(ours->cost, lemon.cost) << i;
        CheckFlow(problems[i], *ours);
      }
    }
  }
}

TEST(MinCostFlow, WideCapacitiesAndDearArcsStayExact) {
  // 2^31 - 1 stands for "without limit" in many files; what could be spent is beyond 64 bits, what is spent is not.
  constexpr std::int64_t kWide = INT32_MAX;
  FlowProblem problem{{7, 0, -7}, {}};
  for (int i = 0; i < 2'000; ++i) {
    problem.arcs.push_back({0, 1, 0, kWide, 4'000'000 + i});
    problem.arcs.push_back({1, 2, 0, kWide, 4'000'000 - i});
  }
  const auto ours = SolveMinCostFlow(problem);
  ASSERT_TRUE(ours) << ours.error().ToString();
  EXPECT_EQ(ours->cost, 7 * (4'000'000 + 4'000'000 - 1'999));
  // Prices of cost scaling would not fit; those of the simplex do.
  FlowProblem dear{std::vector<std::int64_t>(2'000), {}};
  dear.supply.front() = 1, dear.supply.back() = -1;
  for (std::uint32_t v = 0; v + 1 < dear.supply.size(); ++v) dear.arcs.push_back({v, v + 1, 0, 3, 200'000'000'000});
  EXPECT_EQ(SolveMinCostFlow(dear, FlowMethod::kScaling).error().kind, &kBadInstance);
  ASSERT_TRUE(SolveMinCostFlow(dear));
  EXPECT_EQ(SolveMinCostFlow(dear)->cost, 200'000'000'000LL * 1'999);
}

TEST(MinCostFlow, ALongThinGraphGoesToCostScaling) {
  FlowProblem path{std::vector<std::int64_t>(8'000), {}};
  path.supply.front() = 1, path.supply.back() = -1;
  for (std::uint32_t v = 0; v + 1 < path.supply.size(); ++v) path.arcs.push_back({v, v + 1, 0, 3, 1 + v % 7});
  const auto ours = SolveMinCostFlow(path);
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->cost, SolveWithLemon(path).cost);
}

TEST(MinCostFlow, AgreesWithAllPermutations) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    const std::size_t n = 1 + seed % 7;
    std::vector<std::int64_t> cost(n * n);
    for (std::int64_t& c : cost) c = static_cast<std::int64_t>(random() % 2'000'000'000) - 1'000'000'000;
    FlowProblem problem;
    problem.supply.assign(n, 1);
    problem.supply.resize(2 * n, -1);
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < n; ++j)
        problem.arcs.push_back({i, static_cast<std::uint32_t>(n) + j, 0, 1, cost[i * n + j]});
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::int64_t best = INT64_MAX;
    do {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += cost[i * n + order[i]];
      best = std::min(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    const auto ours = SolveMinCostFlow(problem);
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->cost, best);
  }
}

// Against LEMON, on tables of every kind of tie, sign and size.
TEST(Assignment, AgreesWithLemon) {
  for (std::uint64_t seed = 0; seed < 160; ++seed) {
    std::mt19937_64 random(seed);
    const std::size_t n = 1 + random() % (seed % 10 == 0 ? 120 : 25);
    static constexpr std::int64_t kRanges[] = {1, 2, 10, 100, 1'000'000, 1'000'000'000'000};
    const std::int64_t range = kRanges[seed % 6];
    std::vector<std::int64_t> cost(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const auto drawn = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(range));
        // Products of places make long augmenting paths.
        cost[i * n + j] = seed % 4 == 3 ? static_cast<std::int64_t>((i + 1) * (j + 1)) : drawn - (seed % 2) * range / 2;
      }
    }
    FlowProblem problem;
    problem.supply.assign(n, 1);
    problem.supply.resize(2 * n, -1);
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < n; ++j)
        problem.arcs.push_back({i, static_cast<std::uint32_t>(n) + j, 0, 1, cost[i * n + j]});
    }
    const auto ours = SolveAssignment(n, cost);
    ASSERT_TRUE(ours) << ours.error().ToString();
    std::vector<bool> used(n);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_LT((*ours)[i], n);
      ASSERT_FALSE(used[(*ours)[i]]);
      used[(*ours)[i]] = true;
      sum += cost[i * n + (*ours)[i]];
    }
    EXPECT_EQ(sum, SolveWithLemon(problem).cost) << seed;
  }
  EXPECT_TRUE(SolveAssignment(0, {}));
  const std::vector<std::int64_t> large(4, INT64_MAX / 4);
  EXPECT_EQ(SolveAssignment(2, large).error().kind, &kBadInstance);
  EXPECT_EQ(SolveAssignment(3, large).error().kind, &kBadInstance);
}

TEST(MinCostFlow, RefusesWhatMakesNoSense) {
  EXPECT_EQ(SolveMinCostFlow({{1, 0}, {}}).error().kind, &kInfeasible);
  EXPECT_EQ(SolveMinCostFlow({{1, -1}, {}}).error().kind, &kInfeasible);
  EXPECT_EQ(SolveMinCostFlow({{0, 0}, {{0, 2, 0, 1, 1}}}).error().kind, &kBadInstance);
  EXPECT_EQ(SolveMinCostFlow({{0, 0}, {{0, 1, 3, 1, 1}}}).error().kind, &kBadInstance);
  EXPECT_EQ(SolveMinCostFlow({{0, 0}, {{0, 1, 0, 1, INT64_MAX}}}).error().kind, &kBadInstance);
  EXPECT_EQ(SolveMinCostFlow({{0, 0}, {{0, 1, 0, 1, INT64_MIN}}}).error().kind, &kBadInstance);
  EXPECT_EQ(SolveMinCostFlow({{0, 0}, {{0, 1, INT64_MIN, INT64_MAX, 0}}}).error().kind, &kBadInstance);
  EXPECT_TRUE(SolveMinCostFlow({{}, {}}));
  const auto loop = SolveMinCostFlow({{0, 0}, {{0, 0, 0, 5, -7}, {1, 1, 2, 5, 3}}});  // loops take what they like
  ASSERT_TRUE(loop);
  EXPECT_EQ(loop->cost, -35 + 6);
}

ResidentsProblem RandomResidents(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::size_t residents = 1 + seed % 6, programmes = 1 + seed % 4;
  ResidentsProblem problem;
  const auto list = [&](std::size_t n) {
    std::vector<std::uint32_t> all(n);
    std::iota(all.begin(), all.end(), 0U);
    std::shuffle(all.begin(), all.end(), random);
    all.resize(random() % (n + 1));
    return all;
  };
  for (std::size_t r = 0; r < residents; ++r) problem.residents.push_back(list(programmes));
  for (std::size_t p = 0; p < programmes; ++p) {
    problem.programmes.push_back(list(residents));
    problem.places.push_back(static_cast<std::uint32_t>(random() % 3));
  }
  return problem;
}

std::size_t RankIn(const std::vector<std::uint32_t>& list, std::uint32_t who) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), who) - list.begin());
}

bool IsStable(const ResidentsProblem& problem, const std::vector<std::int32_t>& answer) {
  std::vector<std::vector<std::uint32_t>> held(problem.places.size());
  for (std::uint32_t r = 0; r < answer.size(); ++r) {
    if (answer[r] < 0) continue;
    const auto p = static_cast<std::uint32_t>(answer[r]);
    if (RankIn(problem.residents[r], p) == problem.residents[r].size() ||
        RankIn(problem.programmes[p], r) == problem.programmes[p].size())
      return false;
    held[p].push_back(r);
  }
  for (std::size_t p = 0; p < held.size(); ++p) {
    if (held[p].size() > problem.places[p]) return false;
  }
  for (std::uint32_t r = 0; r < answer.size(); ++r) {
    for (const std::uint32_t p : problem.residents[r]) {
      if (static_cast<std::int32_t>(p) == answer[r]) break;
      const std::size_t rank = RankIn(problem.programmes[p], r);
      if (rank == problem.programmes[p].size()) continue;
      bool wanted = held[p].size() < problem.places[p];
      for (const std::uint32_t other : held[p]) wanted = wanted || RankIn(problem.programmes[p], other) > rank;
      if (wanted) return false;
    }
  }
  return true;
}

TEST(Residents, IsStableAndBestForEveryResident) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const ResidentsProblem problem = RandomResidents(seed);
    const std::vector<std::int32_t> ours = SolveResidents(problem);
    ASSERT_TRUE(IsStable(problem, ours)) << seed;
    // Every matching there is.
    std::vector<std::int32_t> other(ours.size(), -1);
    const auto programmes = static_cast<std::int32_t>(problem.programmes.size());
    for (;;) {
      if (IsStable(problem, other)) {
        for (std::uint32_t r = 0; r < ours.size(); ++r) {
          const auto rank = [&](std::int32_t p) {
            return p < 0 ? problem.residents[r].size() : RankIn(problem.residents[r], static_cast<std::uint32_t>(p));
          };
          ASSERT_LE(rank(ours[r]), rank(other[r])) << seed;
        }
      }
      std::size_t at = 0;
      while (at < other.size() && ++other[at] == programmes) other[at++] = -1;
      if (at == other.size()) break;
    }
  }
}

}  // namespace
}  // namespace gq::matching
