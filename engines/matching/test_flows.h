// Large integer instances of the shapes on which minimum-cost flow codes are compared: transport networks (NETGEN),
// grids (GRIDGEN), grids on a torus with dear long arcs (GOTO), dense assignment (OR-Library) and b-matching. Every one
// is feasible, and the same for the same seed everywhere.
#pragma once

#include <algorithm>
#include <random>

#include "engines/matching/min_cost_flow.h"

namespace gq::matching {

class FlowDraw {
 public:
  explicit FlowDraw(std::uint64_t seed) : random_(seed) {}
  std::int64_t Between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  std::uint32_t Node(std::size_t nodes) { return static_cast<std::uint32_t>(random_() % nodes); }

 private:
  std::mt19937_64 random_;
};

// Sources in the first tenth, sinks in the last; a wide path through all nodes makes it feasible.
inline FlowProblem MakeNetgen(std::size_t nodes, std::size_t degree, std::uint64_t seed) {
  FlowDraw draw(seed);
  FlowProblem problem;
  problem.supply.assign(nodes, 0);
  const std::size_t ends = std::max<std::size_t>(1, nodes / 10);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < ends; ++i) {
    const std::int64_t amount = draw.Between(1, 1000);
    problem.supply[i] += amount;
    problem.supply[nodes - ends + draw.Node(ends)] -= amount;
    total += amount;
  }
  for (std::uint32_t v = 0; v + 1 < nodes; ++v) problem.arcs.push_back({v, v + 1, 0, total, draw.Between(5000, 10000)});
  while (problem.arcs.size() < nodes * degree) {
    const std::uint32_t from = draw.Node(nodes), to = draw.Node(nodes);
    problem.arcs.push_back({from, to, 0, draw.Between(1, 1000), draw.Between(1, 10000)});
  }
  return problem;
}

// A grid whose rows run from left to right and whose columns go both ways; all supply left, all demand right.
inline FlowProblem MakeGridgen(std::size_t wide, std::size_t high, std::uint64_t seed) {
  FlowDraw draw(seed);
  FlowProblem problem;
  problem.supply.assign(wide * high, 0);
  const auto at = [&](std::size_t x, std::size_t y) { return static_cast<std::uint32_t>(x * high + y); };
  std::int64_t total = 0;
  for (std::size_t y = 0; y < high; ++y) {
    const std::int64_t amount = draw.Between(1, 100);
    problem.supply[at(0, y)] += amount;
    problem.supply[at(wide - 1, draw.Node(high))] -= amount;
    total += amount;
  }
  for (std::size_t x = 0; x < wide; ++x) {
    for (std::size_t y = 0; y < high; ++y) {
      if (x + 1 < wide)
        problem.arcs.push_back({at(x, y), at(x + 1, y), 0, draw.Between(100, 400), draw.Between(1, 100)});
      if (y + 1 == high) continue;
      problem.arcs.push_back({at(x, y), at(x, y + 1), 0, total, draw.Between(1, 1000)});
      problem.arcs.push_back({at(x, y + 1), at(x, y), 0, total, draw.Between(1, 1000)});
    }
  }
  return problem;
}

// A grid on a torus: each node has arcs to the next columns, the farther the dearer and the wider; one source and one
// sink with as much flow as a narrow cut lets through.
inline FlowProblem MakeGoto(std::size_t wide, std::size_t high, std::uint64_t seed) {
  FlowDraw draw(seed);
  FlowProblem problem;
  problem.supply.assign(wide * high, 0);
  const auto at = [&](std::size_t x, std::size_t y) {
    return static_cast<std::uint32_t>((x % wide) * high + y % high);
  };
  for (std::size_t x = 0; x < wide; ++x) {
    for (std::size_t y = 0; y < high; ++y) {
      std::size_t far = 1;
      for (int k = 0; k < 7; ++k, far *= 2)
        problem.arcs.push_back({at(x, y), at(x + far, y + draw.Node(3)), 0, draw.Between(1, 16384 >> k),
                                draw.Between(1, std::int64_t{8} << (2 * k))});
      problem.arcs.push_back({at(x, y), at(x, y + 1), 0, draw.Between(1, 16384), draw.Between(1, 64)});
    }
  }
  const std::int64_t amount = static_cast<std::int64_t>(high) * 40;
  problem.supply[0] = amount;
  problem.supply[at(wide / 2, high / 2)] -= amount;
  problem.arcs.push_back({0, at(wide / 2, high / 2), 0, amount, 200'000});
  return problem;
}

inline FlowProblem MakeAssignment(std::size_t n, std::int64_t cost_max, std::uint64_t seed) {
  FlowDraw draw(seed);
  FlowProblem problem;
  problem.supply.assign(n, 1);
  problem.supply.resize(2 * n, -1);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < n; ++j)
      problem.arcs.push_back({i, static_cast<std::uint32_t>(n) + j, 0, 1, draw.Between(1, cost_max)});
  }
  return problem;
}

// Workers who all like the same posts: an edge's profit is mostly the post's.
inline FlowProblem MakeBmatch(std::size_t workers, std::size_t posts, std::size_t degree, std::int64_t places_most,
                              std::uint64_t seed) {
  FlowDraw draw(seed);
  FlowProblem problem;
  problem.supply.assign(workers, 1);
  std::int64_t places = 0;
  std::vector<std::int64_t> worth(posts);
  for (std::size_t p = 0; p < posts; ++p) {
    problem.supply.push_back(-draw.Between(0, places_most));
    places -= problem.supply.back();
    worth[p] = draw.Between(0, 800'000);
  }
  for (std::uint32_t w = 0; w < workers; ++w) {
    for (std::size_t k = 0; k < degree; ++k) {
      const std::uint32_t post = draw.Node(posts);
      problem.arcs.push_back(
          {w, static_cast<std::uint32_t>(workers) + post, 0, 1, -(worth[post] + draw.Between(0, 200'000))});
    }
  }
  const auto rest = static_cast<std::uint32_t>(workers + posts);
  for (std::uint32_t w = 0; w < workers; ++w) problem.arcs.push_back({w, rest, 0, 1, 0});
  for (std::uint32_t p = 0; p < posts; ++p)
    problem.arcs.push_back({rest, static_cast<std::uint32_t>(workers) + p, 0, -problem.supply[workers + p], 0});
  problem.supply.push_back(places - static_cast<std::int64_t>(workers));
  return problem;
}

}  // namespace gq::matching
