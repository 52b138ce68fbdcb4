#include "engines/matching/network_simplex.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace gq::matching {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;
constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

class NetworkSimplex {
 public:
  explicit NetworkSimplex(const FlowProblem& problem)
      : root_(static_cast<std::uint32_t>(problem.supply.size())),
        real_(static_cast<std::uint32_t>(problem.arcs.size())),
        tree_(root_ + 1),
        price_(root_ + 1) {
    arcs_.resize(real_ + root_);
    amount_.resize(real_ + root_);
    std::vector<std::int64_t> excess = problem.supply;
    std::int64_t cost_max = 0;
    MixArcs();
    for (std::uint32_t i = 0; i < real_; ++i) {
      const FlowArc& arc = problem.arcs[i];
      const std::uint32_t a = place_[i];
      arcs_[a] = {arc.from, arc.to, kAtLow, arc.cost};
      amount_[a] = {0, arc.capacity - arc.low};
      if (arc.from == arc.to && arc.cost < 0) {  // a loop never enters the tree
        arcs_[a].state = kAtCapacity;
        amount_[a].flow = amount_[a].capacity;
      }
      excess[arc.from] -= arc.low;
      excess[arc.to] += arc.low;
      cost_max = std::max(cost_max, std::abs(arc.cost));
    }
    lacking_.resize(root_);
    HangAllOnRoot(excess, (cost_max + 1) * static_cast<std::int64_t>(root_ + 1));
  }

  // False: gave up.
  bool Run(std::uint64_t work_most) {
    FirstPivots();
    for (;;) {
      const std::uint32_t entering = FindEntering();
      if (entering == kNone) return true;
      if (work_most != 0 && work_ > work_most) return false;
      Pivot(entering);
    }
  }

  bool Feasible() const {
    for (std::uint32_t a = real_; a < amount_.size(); ++a) {
      if (amount_[a].flow != 0) return false;
    }
    return true;
  }
  std::int64_t Flow(std::uint32_t arc) const { return amount_[place_[arc]].flow; }

 private:
  static constexpr std::int32_t kAtLow = 1, kInTree = 0, kAtCapacity = -1;
  struct Arc {
    std::uint32_t from, to;
    std::int32_t state;
    std::int64_t cost;
  };
  struct Amount {
    std::int64_t flow, capacity;
  };
  struct Node {
    std::uint32_t parent = kNone, child = kNone, next = kNone, before = kNone;
    std::uint32_t arc = kNone;  // to the parent
    std::uint32_t depth = 0;
    bool up = false;  // the arc points to the parent
  };

  // Neighbours in the file are far apart in the scan, so that a block sees arcs of many nodes.
  void MixArcs() {
    place_.resize(real_);
    const auto step = static_cast<std::uint32_t>(std::max(10.0, std::sqrt(static_cast<double>(real_))));
    std::uint32_t place = 0;
    for (std::uint32_t begin = 0; begin < step; ++begin) {
      for (std::uint32_t i = begin; i < real_; i += step) place_[i] = place++;
    }
  }

  void HangAllOnRoot(const std::vector<std::int64_t>& excess, std::int64_t dear) {
    for (std::uint32_t v = 0; v < root_; ++v) {
      const std::uint32_t a = real_ + v;
      const bool up = excess[v] >= 0;
      lacking_[v] = !up;
      arcs_[a] = {up ? v : root_, up ? root_ : v, kInTree, up ? 0 : dear};
      amount_[a] = {std::abs(excess[v]), kFar};
      price_[v] = up ? 0 : dear;
      Hang(v, root_, a, up);
      tree_[v].depth = 1;
    }
  }

  void Hang(std::uint32_t v, std::uint32_t parent, std::uint32_t arc, bool up) {
    Node& node = tree_[v];
    node.parent = parent;
    node.arc = arc;
    node.up = up;
    node.before = kNone;
    node.next = tree_[parent].child;
    if (node.next != kNone) tree_[node.next].before = v;
    tree_[parent].child = v;
  }
  void Unhang(std::uint32_t v) {
    const Node& node = tree_[v];
    if (node.before != kNone) {
      tree_[node.before].next = node.next;
    } else {
      tree_[node.parent].child = node.next;
    }
    if (node.next != kNone) tree_[node.next].before = node.before;
  }

  std::int64_t Violation(const Arc& arc) const { return arc.state * (arc.cost + price_[arc.from] - price_[arc.to]); }

  // The cheapest arc into each node that lacks flow is nearly always in a good tree.
  void FirstPivots() {
    std::vector<std::uint32_t> cheapest(root_, kNone);
    for (std::uint32_t a = 0; a < real_; ++a) {
      const Arc& arc = arcs_[a];
      if (!lacking_[arc.to] || arc.from == arc.to) continue;
      if (cheapest[arc.to] == kNone || arc.cost < arcs_[cheapest[arc.to]].cost) cheapest[arc.to] = a;
    }
    for (const std::uint32_t a : cheapest) {
      if (a != kNone && Violation(arcs_[a]) < 0) Pivot(a);
    }
  }

  std::uint32_t FindEntering() {
    const auto block = static_cast<std::uint32_t>(std::max(10.0, std::sqrt(static_cast<double>(real_))));
    std::int64_t worst = 0;
    std::uint32_t found = kNone, left = block;
    for (std::uint32_t seen = 0; seen < real_; ++seen) {
      if (next_ == real_) next_ = 0;
      const std::int64_t violation = Violation(arcs_[next_]);
      if (violation < worst) {
        worst = violation;
        found = next_;
      }
      ++next_;
      ++work_;
      if (--left == 0) {
        if (found != kNone) return found;
        left = block;
      }
    }
    return found;
  }

  std::uint32_t Join(std::uint32_t u, std::uint32_t v) {
    while (u != v) {
      ++work_;
      if (tree_[u].depth < tree_[v].depth) std::swap(u, v);
      u = tree_[u].parent;
    }
    return u;
  }

  void Pivot(std::uint32_t entering) {
    Arc& in = arcs_[entering];
    const bool forward = in.state == kAtLow;
    const std::uint32_t first = forward ? in.from : in.to, second = forward ? in.to : in.from;
    const std::uint32_t apex = Join(first, second);
    std::int64_t most = amount_[entering].capacity;
    std::uint32_t out = kNone;
    bool out_on_first = false;
    for (std::uint32_t v = first; v != apex; v = tree_[v].parent) {
      const Amount& amount = amount_[tree_[v].arc];
      const std::int64_t room = tree_[v].up ? amount.flow : Room(amount);
      if (room < most) {
        most = room;
        out = v;
        out_on_first = true;
      }
    }
    for (std::uint32_t v = second; v != apex; v = tree_[v].parent) {
      const Amount& amount = amount_[tree_[v].arc];
      const std::int64_t room = tree_[v].up ? Room(amount) : amount.flow;
      if (room <= most) {
        most = room;
        out = v;
        out_on_first = false;
      }
    }
    if (most > 0) {
      amount_[entering].flow += forward ? most : -most;
      for (std::uint32_t v = first; v != apex; v = tree_[v].parent)
        amount_[tree_[v].arc].flow += tree_[v].up ? -most : most;
      for (std::uint32_t v = second; v != apex; v = tree_[v].parent)
        amount_[tree_[v].arc].flow += tree_[v].up ? most : -most;
    }
    if (out == kNone) {
      in.state = -in.state;
      return;
    }
    const std::uint32_t leaving = tree_[out].arc;
    arcs_[leaving].state = amount_[leaving].flow == 0 ? kAtLow : kAtCapacity;
    in.state = kInTree;
    Rehang(entering, out_on_first ? first : second, out_on_first ? second : first, out);
  }

  static std::int64_t Room(const Amount& amount) {
    return amount.capacity == kFar ? kFar : amount.capacity - amount.flow;
  }

  // Turns the path from `in` up to `out` round and hangs the subtree on `parent` by `entering`.
  void Rehang(std::uint32_t entering, std::uint32_t in, std::uint32_t parent, std::uint32_t out) {
    std::uint32_t v = in, to = parent, arc = entering;
    bool up = arcs_[entering].from == in;
    for (;;) {
      const Node old = tree_[v];
      Unhang(v);
      Hang(v, to, arc, up);
      if (v == out) break;
      to = v;
      v = old.parent;
      arc = old.arc;
      up = !old.up;
    }
    const Arc& e = arcs_[entering];
    const std::int64_t change =
        tree_[in].up ? price_[parent] - e.cost - price_[in] : price_[parent] + e.cost - price_[in];
    v = in;
    for (;;) {
      price_[v] += change;
      ++work_;
      tree_[v].depth = tree_[tree_[v].parent].depth + 1;
      if (tree_[v].child != kNone) {
        v = tree_[v].child;
        continue;
      }
      while (v != in && tree_[v].next == kNone) v = tree_[v].parent;
      if (v == in) return;
      v = tree_[v].next;
    }
  }

  std::uint32_t root_, real_, next_ = 0;
  std::uint64_t work_ = 0;  // arcs looked at and nodes walked over
  std::vector<Arc> arcs_;
  std::vector<Amount> amount_;
  std::vector<Node> tree_;
  std::vector<std::int64_t> price_;
  std::vector<std::uint32_t> place_;  // by arc of the problem: in arcs_
  std::vector<bool> lacking_;
};

}  // namespace

std::optional<std::vector<std::int64_t>> SolveNetworkSimplex(const FlowProblem& problem, std::uint64_t work_most,
                                                             bool& gave_up) {
  NetworkSimplex simplex(problem);
  gave_up = !simplex.Run(work_most);
  if (gave_up || !simplex.Feasible()) return std::nullopt;
  std::vector<std::int64_t> flow(problem.arcs.size());
  for (std::uint32_t a = 0; a < flow.size(); ++a) flow[a] = simplex.Flow(a) + problem.arcs[a].low;
  return flow;
}

}  // namespace gq::matching
