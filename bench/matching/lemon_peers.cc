#include "bench/matching/lemon_peers.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <ctime>

namespace gq::matching {
namespace {

template <typename Solver>
std::int64_t Solve(const std::vector<BenchPair>& pairs, std::size_t workers,
                   const std::vector<std::int32_t>& openings) {
  lemon::SmartDigraph graph;
  graph.reserveNode(static_cast<int>(workers + openings.size() + 2));
  graph.reserveArc(static_cast<int>(pairs.size() + 2 * workers + openings.size()));
  const auto source = graph.addNode(), sink = graph.addNode();
  std::vector<lemon::SmartDigraph::Node> worker, post;
  for (std::size_t w = 0; w < workers; ++w) worker.push_back(graph.addNode());
  for (std::size_t p = 0; p < openings.size(); ++p) post.push_back(graph.addNode());
  lemon::SmartDigraph::ArcMap<std::int64_t> cost(graph), capacity(graph);
  const auto arc = [&](lemon::SmartDigraph::Node from, lemon::SmartDigraph::Node to, std::int64_t cap, std::int64_t c) {
    const auto a = graph.addArc(from, to);
    capacity[a] = cap;
    cost[a] = c;
  };
  for (const BenchPair& pair : pairs) arc(worker[pair.worker], post[pair.post], 1, -std::int64_t{pair.value});
  for (std::size_t w = 0; w < workers; ++w) {
    arc(source, worker[w], 1, 0);
    arc(worker[w], sink, 1, 0);
  }
  for (std::size_t p = 0; p < openings.size(); ++p) arc(post[p], sink, openings[p], 0);
  Solver solver(graph);
  solver.upperMap(capacity).costMap(cost).stSupply(source, sink, static_cast<std::int64_t>(workers));
  solver.run();
  return -solver.template totalCost<std::int64_t>();
}

template <typename Solver>
std::int64_t SolveLists(std::size_t workers, const std::vector<std::int64_t>& places,
                        const std::function<bool(BenchPair&)>& next, double& run_seconds) {
  lemon::SmartDigraph graph;
  const auto first = static_cast<int>(places.size() + 1);  // home is node 0, posts follow, then workers
  for (std::size_t v = 0; v < places.size() + 1 + workers; ++v) graph.addNode();
  std::vector<int> score;
  const auto node = [&](std::size_t v) { return lemon::SmartDigraph::nodeFromId(static_cast<int>(v)); };
  for (BenchPair pair{}; next(pair);) {
    graph.addArc(node(static_cast<std::size_t>(first) + pair.worker), node(1 + pair.post));
    score.push_back(pair.value);
  }
  for (std::size_t w = 0; w < workers; ++w) graph.addArc(node(static_cast<std::size_t>(first) + w), node(0));
  const int home_arcs = static_cast<int>(score.size() + workers);
  for (std::size_t p = 0; p < places.size(); ++p) graph.addArc(node(1 + p), node(0));
  lemon::SmartDigraph::ArcMap<int> most(graph, 1);
  lemon::SmartDigraph::ArcMap<std::int64_t> cost(graph, 0);
  lemon::SmartDigraph::NodeMap<int> supply(graph, 0);
  for (std::size_t i = 0; i < score.size(); ++i) cost[lemon::SmartDigraph::arcFromId(static_cast<int>(i))] = -score[i];
  score = {};
  for (std::size_t p = 0; p < places.size(); ++p) {
    most[lemon::SmartDigraph::arcFromId(home_arcs + static_cast<int>(p))] =
        static_cast<int>(std::min<std::int64_t>(places[p], static_cast<std::int64_t>(workers)));
  }
  for (std::size_t w = 0; w < workers; ++w) supply[node(static_cast<std::size_t>(first) + w)] = 1;
  supply[node(0)] = -static_cast<int>(workers);
  Solver solver(graph);
  solver.upperMap(most).costMap(cost).supplyMap(supply);
  const std::clock_t begin = std::clock();
  const bool done = solver.run() == Solver::OPTIMAL;
  run_seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  return done ? -solver.template totalCost<std::int64_t>() : -1;
}

template <typename Solver>
std::int64_t SolveFlow(const BenchFlow& flow) {
  lemon::SmartDigraph graph;
  graph.reserveNode(static_cast<int>(flow.supply.size()));
  graph.reserveArc(static_cast<int>(flow.arcs.size()));
  std::vector<lemon::SmartDigraph::Node> node;
  for (std::size_t v = 0; v < flow.supply.size(); ++v) node.push_back(graph.addNode());
  lemon::SmartDigraph::ArcMap<std::int64_t> cost(graph), capacity(graph);
  lemon::SmartDigraph::NodeMap<std::int64_t> supply(graph);
  for (std::size_t v = 0; v < node.size(); ++v) supply[node[v]] = flow.supply[v];
  for (const BenchFlow::Arc& one : flow.arcs) {
    const auto a = graph.addArc(node[one.from], node[one.to]);
    capacity[a] = one.capacity;
    cost[a] = one.cost;
  }
  Solver solver(graph);
  solver.upperMap(capacity).costMap(cost).supplyMap(supply);
  return solver.run() == Solver::OPTIMAL ? solver.template totalCost<std::int64_t>() : INT64_MIN;
}

}  // namespace

std::int64_t LemonNetworkSimplex(const std::vector<BenchPair>& pairs, std::size_t workers,
                                 const std::vector<std::int32_t>& openings) {
  return Solve<lemon::NetworkSimplex<lemon::SmartDigraph, std::int64_t, std::int64_t>>(pairs, workers, openings);
}
std::int64_t LemonCostScaling(const std::vector<BenchPair>& pairs, std::size_t workers,
                              const std::vector<std::int32_t>& openings) {
  return Solve<lemon::CostScaling<lemon::SmartDigraph, std::int64_t, std::int64_t>>(pairs, workers, openings);
}

std::int64_t LemonLists(LemonMethod method, std::size_t workers, const std::vector<std::int64_t>& places,
                        const std::function<bool(BenchPair&)>& next, double& run_seconds) {
  return method == LemonMethod::kNetworkSimplex
             ? SolveLists<lemon::NetworkSimplex<lemon::SmartDigraph, int, std::int64_t>>(workers, places, next,
                                                                                         run_seconds)
             : SolveLists<lemon::CostScaling<lemon::SmartDigraph, int, std::int64_t>>(workers, places, next,
                                                                                      run_seconds);
}

std::int64_t LemonFlowNetworkSimplex(const BenchFlow& flow) {
  return SolveFlow<lemon::NetworkSimplex<lemon::SmartDigraph, std::int64_t, std::int64_t>>(flow);
}
std::int64_t LemonFlowCostScaling(const BenchFlow& flow) {
  return SolveFlow<lemon::CostScaling<lemon::SmartDigraph, std::int64_t, std::int64_t>>(flow);
}

}  // namespace gq::matching
