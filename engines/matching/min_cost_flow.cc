#include "engines/matching/min_cost_flow.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <queue>
#include <utility>

#include "engines/matching/network_simplex.h"

namespace gq::matching {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kScale = 16;
constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

class CostScaling {
 public:
  explicit CostScaling(const FlowProblem& problem)
      : nodes_(problem.supply.size()), excess_(problem.supply), price_(nodes_), current_(nodes_) {
    const std::vector<FlowArc>& arcs = problem.arcs;
    begin_.assign(nodes_ + 1, 0);
    for (const FlowArc& arc : arcs) {
      ++begin_[arc.from + 1];
      ++begin_[arc.to + 1];
    }
    for (std::size_t v = 0; v < nodes_; ++v) begin_[v + 1] += begin_[v];
    half_.resize(arcs.size() * 2);
    place_.resize(arcs.size());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::size_t a = 0; a < arcs.size(); ++a) {
      const FlowArc& arc = arcs[a];
      const std::int64_t cost = arc.cost * static_cast<std::int64_t>(nodes_ + 1);
      const std::uint32_t there = next[arc.from]++, back = next[arc.to]++;
      half_[there] = {arc.to, back, arc.capacity - arc.low, cost};
      half_[back] = {arc.from, there, 0, -cost};
      place_[a] = there;
      excess_[arc.from] -= arc.low;
      excess_[arc.to] += arc.low;
      epsilon_ = std::max(epsilon_, std::abs(cost));
    }
  }

  bool Run() {
    while (true) {
      if (!Refine()) return false;
      if (epsilon_ == 1) return true;
      epsilon_ = std::max<std::int64_t>(1, epsilon_ / kScale);
    }
  }

  std::vector<std::int64_t> Flows(const FlowProblem& problem) const {
    std::vector<std::int64_t> flow(problem.arcs.size());
    for (std::size_t a = 0; a < flow.size(); ++a) flow[a] = problem.arcs[a].capacity - half_[place_[a]].residual;
    return flow;
  }

 private:
  struct Half {
    std::uint32_t to, reverse;
    std::int64_t residual, cost;
  };

  std::int64_t Reduced(std::uint32_t from, const Half& half) const {
    return half.cost + price_[from] - price_[half.to];
  }

  void Push(std::uint32_t from, Half& half, std::int64_t amount) {
    half.residual -= amount;
    half_[half.reverse].residual += amount;
    excess_[from] -= amount;
    excess_[half.to] += amount;
  }

  bool Refine() {
    for (std::uint32_t v = 0; v < nodes_; ++v) {
      for (std::uint32_t h = begin_[v]; h < begin_[v + 1]; ++h) {
        if (half_[h].residual > 0 && Reduced(v, half_[h]) < 0) Push(v, half_[h], half_[h].residual);
      }
      current_[v] = begin_[v];
    }
    active_.clear();
    std::size_t head = 0;
    for (std::uint32_t v = 0; v < nodes_; ++v) {
      if (excess_[v] > 0) active_.push_back(v);
    }
    if (!RefreshPrices()) return false;
    std::size_t relabels = 0;
    while (head < active_.size()) {
      const std::uint32_t v = active_[head++];
      if (head > nodes_ && head * 2 > active_.size()) {
        active_.erase(active_.begin(), active_.begin() + static_cast<std::ptrdiff_t>(head));
        head = 0;
      }
      relabels += Discharge(v);
      if (relabels > nodes_ + 16) {
        relabels = 0;
        if (!RefreshPrices()) return false;
      }
    }
    return true;
  }

  // Pushes all that v has too much of; the number of relabels. A node that cannot get rid of it is left to the next
  // refresh.
  std::size_t Discharge(std::uint32_t v) {
    std::size_t relabels = 0;
    while (excess_[v] > 0) {
      for (; current_[v] < begin_[v + 1] && excess_[v] > 0; ++current_[v]) {
        Half& half = half_[current_[v]];
        if (half.residual == 0 || Reduced(v, half) >= 0) continue;
        const bool wakes = excess_[half.to] <= 0;
        Push(v, half, std::min(excess_[v], half.residual));
        if (wakes && excess_[half.to] > 0) active_.push_back(half.to);
        if (excess_[v] == 0) return relabels;
      }
      ++relabels;
      if (!Relabel(v)) {
        active_.push_back(v);
        return nodes_ + 17;  // forces a refresh, which proves that there is no feasible flow
      }
    }
    return relabels;
  }

  bool Relabel(std::uint32_t v) {
    bool any = false;
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    for (std::uint32_t h = begin_[v]; h < begin_[v + 1]; ++h) {
      if (half_[h].residual == 0 || half_[h].to == v) continue;
      best = std::max(best, price_[half_[h].to] - half_[h].cost);
      any = true;
    }
    if (!any) return false;
    price_[v] = best - epsilon_;
    current_[v] = begin_[v];
    return true;
  }

  // Lowers prices by epsilon times the length of the shortest residual path to a node that lacks flow, an arc's length
  // being floor(reduced cost / epsilon) + 1, so that active nodes find admissible paths. False: some active node
  // reaches none.
  bool RefreshPrices() {
    distance_.assign(nodes_, kFar);
    std::size_t waiting = 0;
    using Entry = std::pair<std::int64_t, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (std::uint32_t v = 0; v < nodes_; ++v) {
      if (excess_[v] < 0) {
        distance_[v] = 0;
        queue.push({0, v});
      }
      waiting += excess_[v] > 0;
    }
    std::vector<bool> settled(nodes_);
    std::int64_t farthest = 0;
    while (waiting > 0 && !queue.empty()) {
      const auto [d, v] = queue.top();
      queue.pop();
      if (settled[v]) continue;
      settled[v] = true;
      farthest = d;
      waiting -= excess_[v] > 0;
      for (std::uint32_t h = begin_[v]; h < begin_[v + 1]; ++h) {
        const std::uint32_t from = half_[h].to;
        const Half& half = half_[half_[h].reverse];  // from -> v
        if (half.residual == 0 || settled[from]) continue;
        const std::int64_t reduced = Reduced(from, half);
        const std::int64_t length = reduced < 0 ? 0 : reduced / epsilon_ + 1;
        if (d + length < distance_[from]) {
          distance_[from] = d + length;
          queue.push({d + length, from});
        }
      }
    }
    if (waiting > 0) return false;
    for (std::uint32_t v = 0; v < nodes_; ++v) {
      const std::int64_t drop = settled[v] ? distance_[v] : farthest;
      if (drop == 0) continue;
      price_[v] -= epsilon_ * drop;
    }
    for (std::uint32_t v = 0; v < nodes_; ++v) current_[v] = begin_[v];
    return true;
  }

  std::size_t nodes_;
  std::vector<std::int64_t> excess_, price_, distance_;
  std::vector<std::uint32_t> begin_, current_, active_, place_;
  std::vector<Half> half_;
  std::int64_t epsilon_ = 1;
};

tl::unexpected<Error> TooLarge() {
  return Fail(kBadInstance, "题目中的数字过大，64 位整数算不下", "请缩小费用、容量或题目规模");
}

Status Check(const FlowProblem& problem) {
  const std::size_t nodes = problem.supply.size();
  if (nodes >= (1U << 30) || problem.arcs.size() >= (1U << 30)) return TooLarge();
  Wide flow = 0, cost_max = 0, supply = 0;
  for (const std::int64_t s : problem.supply) {
    supply += s;
    flow += s < 0 ? -Wide{s} : Wide{s};
  }
  for (const FlowArc& arc : problem.arcs) {
    if (arc.from >= nodes || arc.to >= nodes) return Fail(kBadInstance, "弧的端点不在节点范围内", "请检查弧的编号");
    if (arc.low > arc.capacity) return Fail(kBadInstance, "弧的下界大于容量", "请更正该弧");
    const Wide most = std::max(arc.low < 0 ? -Wide{arc.low} : Wide{arc.low},
                               arc.capacity < 0 ? -Wide{arc.capacity} : Wide{arc.capacity});
    flow += most;
    cost_max = std::max(cost_max, arc.cost < 0 ? -Wide{arc.cost} : Wide{arc.cost});
  }
  // Prices of the simplex: a path of at most nodes + 1 arcs, one of them artificial.
  if (flow > Wide{kFar} / 2 || (cost_max + 1) * (nodes + 2) * 4 > Wide{kFar} / 2) return TooLarge();
  if (supply != 0) return Fail(kInfeasible, "供给与需求之和不为零，没有可行解", "请检查各节点的供给");
  return Ok();
}

// Some twice what the instances of bench/matching need; long thin graphs need far more.
std::uint64_t WorkMost(const FlowProblem& problem) {
  return 1'500 * static_cast<std::uint64_t>(problem.supply.size() + problem.arcs.size()) + 1'000'000;
}

// Whether the prices of cost scaling surely fit: they fall by less than 3 nodes x epsilon in a phase, and the phases'
// epsilons add up to less than twice the first.
bool ScalingFits(const FlowProblem& problem) {
  Wide cost_max = 0;
  for (const FlowArc& arc : problem.arcs) cost_max = std::max(cost_max, Wide{std::abs(arc.cost)});
  const Wide nodes = problem.supply.size() + 1;
  return cost_max * nodes * 8 * nodes <= Wide{kFar} / 2;
}

}  // namespace

Result<FlowSolution> SolveMinCostFlow(const FlowProblem& problem, FlowMethod method) {
  TRY(Check(problem));
  const bool fits = ScalingFits(problem);
  if (method == FlowMethod::kScaling && !fits) return TooLarge();
  // Where the simplex needs more work than this, cost scaling has long been done.
  const std::uint64_t work_most = method == FlowMethod::kSimplex || !fits ? 0 : WorkMost(problem);
  std::optional<std::vector<std::int64_t>> flow;
  bool gave_up = true;
  if (method != FlowMethod::kScaling) flow = SolveNetworkSimplex(problem, work_most, gave_up);
  if (gave_up) {
    CostScaling solver(problem);
    if (solver.Run()) flow = solver.Flows(problem);
  }
  if (!flow) return Fail(kInfeasible, "没有可行解：容量不足以送达全部供给", "请检查容量与供给");
  FlowSolution solution;
  solution.flow = std::move(*flow);
  Wide cost = 0;
  for (std::size_t a = 0; a < problem.arcs.size(); ++a) cost += Wide{solution.flow[a]} * problem.arcs[a].cost;
  if (cost > Wide{kFar} || cost < -Wide{kFar}) return TooLarge();
  solution.cost = static_cast<std::int64_t>(cost);
  return solution;
}

}  // namespace gq::matching
