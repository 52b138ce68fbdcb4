// The exact optimum of lists.h: a network simplex whose tree has the posts as its only nodes.
//
// Every worker is at one place: a post, or home, where he is worth nothing and there is always room. The tree's root is
// home. A post with free places hangs on the root itself, at price 0. A full post hangs on another post, or home,
// through one of its own workers, the link: he is the one who would go there if the post had to take in somebody else,
// and
//   price(post) = price(parent) + score(link, post) - score(link, parent).
// So every post can always send one worker on along the tree; that keeps the tree strongly feasible (Cunningham 1976),
// and the simplex ends. A step:
//   * a worker at x would be better off at q, by `gain`, at today's prices.
//   * x cannot fill the place that he leaves (it is full, not home, and not above q in the tree): nobody moves; he
//   becomes
//     x's link, to q. x and what hangs on it get cheaper by the gain.
//   * otherwise he goes to q, and every post from there up sends its link on, until x, or a free place or home, is
//     reached. The path between now hangs the other way round, on x, and gets dearer by the gain.
//     If he was x's link, x too hangs the other way round, and `q` on what x hung on.
//   * a full post whose price has fallen below 0 sends its link on likewise and keeps the place free.
// When no worker gains and no price is below 0, prices prove the optimum: bound and objective are equal.
//
// The auction gives the first plan; its tree is drawn so that the links are those who lose the least (a shortest-path
// tree over each worker's best other place and home), which leaves few steps to do.
#include <algorithm>
#include <queue>
#include <utility>

#include "engines/matching/list_checks.h"
#include "engines/matching/lists.h"

namespace gq::matching {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

template <typename Lists>
class ListSimplex {
 public:
  ListSimplex(const Lists& lists, const std::vector<std::int32_t>& places, const ListPlan& first)
      : lists_(lists),
        home_(static_cast<std::uint32_t>(places.size())),
        at_(lists.workers(), home_),
        worth_(lists.workers()),
        free_(places.begin(), places.end()),
        price_(home_ + 1),
        node_(home_ + 1) {
    for (std::size_t w = 0; w < at_.size(); ++w) {
      if (first.assignment[w] == kUnplaced) continue;
      at_[w] = static_cast<std::uint32_t>(first.assignment[w]);
      worth_[w] = BestScore(lists, w, first.assignment[w]);
      --free_[at_[w]];
    }
    std::int64_t most = 0;
    for (const auto score : lists.score) most = std::max(most, static_cast<std::int64_t>(score));
    for (std::uint32_t p = 0; p < home_; ++p) {
      if (places[p] != 0) continue;
      closed_.push_back(p);
      price_[p] = most + 1;  // never worth it, and never a node of the tree
    }
    HangAll(first);
  }

  ListPlan Run() {
    for (bool any = true; any;) {
      any = false;
      for (std::uint32_t p = 0; p < home_; ++p) {
        while (price_[p] < 0) any = true, SendOn(p);
      }
      for (std::uint32_t w = 0; w < at_.size(); ++w) any |= TryWorker(w);
    }
    ListPlan plan;
    plan.assignment.resize(at_.size());
    for (std::size_t w = 0; w < at_.size(); ++w)
      plan.assignment[w] = at_[w] == home_ ? kUnplaced : static_cast<std::int32_t>(at_[w]);
    for (const std::uint32_t p : closed_) --price_[p];
    plan.price.assign(price_.begin(), price_.end() - 1);
    for (std::int64_t& price : plan.price) price <<= kListPriceBits;
    plan.pivots = pivots_;
    return plan;
  }

 private:
  struct Node {
    std::uint32_t parent = kNone, child = kNone, next = kNone, before = kNone;
    std::uint32_t link = kNone;  // the worker here who would go to the parent; kNone: hangs on home, with free places
  };

  std::int64_t ScoreAt(std::uint32_t worker, std::uint32_t node) const {
    return node == home_ ? 0 : BestScore(lists_, worker, static_cast<std::int32_t>(node));
  }

  void Hang(std::uint32_t p, std::uint32_t parent, std::uint32_t link) {
    Node& node = node_[p];
    node.parent = parent;
    node.link = link;
    node.before = kNone;
    node.next = node_[parent].child;
    if (node.next != kNone) node_[node.next].before = p;
    node_[parent].child = p;
  }
  void Unhang(std::uint32_t p) {
    const Node& node = node_[p];
    (node.before == kNone ? node_[node.parent].child : node_[node.before].next) = node.next;
    if (node.next != kNone) node_[node.next].before = node.before;
  }

  bool Above(std::uint32_t node, std::uint32_t below) const {
    while (below != node && below != home_) below = node_[below].parent;
    return below == node;
  }

  void AddToPrices(std::uint32_t top, std::int64_t amount) {
    stack_.assign(1, top);
    while (!stack_.empty()) {
      const std::uint32_t p = stack_.back();
      stack_.pop_back();
      price_[p] += amount;
      for (std::uint32_t child = node_[p].child; child != kNone; child = node_[child].next) stack_.push_back(child);
    }
  }

  // Steps of one worker until nothing is better for him.
  bool TryWorker(std::uint32_t w) {
    bool any = false;
    for (;;) {
      std::int64_t best = 0;
      std::uint32_t to = home_;
      std::int64_t score = 0;
      for (std::uint64_t i = lists_.begin[w]; i < lists_.begin[w + 1]; ++i) {
        const std::int64_t net = static_cast<std::int64_t>(lists_.score[i]) - price_[lists_.post[i]];
        if (net > best) best = net, to = lists_.post[i], score = static_cast<std::int64_t>(lists_.score[i]);
      }
      const std::int64_t gain = best - (worth_[w] - price_[at_[w]]);
      if (gain <= 0) return any;
      any = true;
      ++pivots_;
      Step(w, to, score, gain);
    }
  }

  void Step(std::uint32_t w, std::uint32_t to, std::int64_t score, std::int64_t gain) {
    const std::uint32_t from = at_[w];
    const bool over = from == home_ || Above(from, to);  // the path from `to` leads back to where he leaves
    if (!over && free_[from] == 0) {
      Rehang(from, to, w);
      AddToPrices(from, -gain);
      return;
    }
    at_[w] = to;
    worth_[w] = score;
    if (!over) ++free_[from];
    const bool was_link = over && from != home_ && node_[from].link == w;  // then `from` needs another one
    PushUp(to, over ? from : home_, was_link ? node_[from].parent : from, w);
    if (was_link) Rehang(from, last_, last_link_);
    if (last_ != kNone) AddToPrices(to, gain);
  }

  // A full post below 0: better one place free.
  void SendOn(std::uint32_t p) {
    ++pivots_;
    const std::int64_t gain = -price_[p];
    ++free_[p];
    PushUp(p, home_, home_, kNone);
    AddToPrices(p, gain);
  }

  void Rehang(std::uint32_t p, std::uint32_t parent, std::uint32_t link) {
    Unhang(p);
    Hang(p, parent, link);
  }

  // One more is at `first` (or a place there is to become free): everyone's link goes on, up to `apex`. What was cut
  // off from above then hangs on `parent`, `first` through `link`. Leaves in last_ the highest post that was cut off
  // (kNone: nothing was) and in last_link_ who went up from it.
  void PushUp(std::uint32_t first, std::uint32_t apex, std::uint32_t parent, std::uint32_t link) {
    last_ = last_link_ = kNone;
    for (std::uint32_t p = first, up = home_;; p = up) {
      const std::uint32_t going = node_[p].link;
      if (going == kNone && --free_[p] > 0) return;  // it stays on home while a place is free
      up = node_[p].parent;
      if (going != kNone) {
        at_[going] = up;
        worth_[going] = ScoreAt(going, up);
      }
      Rehang(p, parent, link);
      parent = last_ = p;
      link = last_link_ = going;
      if (up == apex) return;
    }
  }

  void HangAll(const ListPlan& first);

  const Lists& lists_;
  const std::uint32_t home_;
  std::vector<std::uint32_t> at_;    // by worker
  std::vector<std::int64_t> worth_;  // by worker: his score there
  std::vector<std::int64_t> free_;   // by post
  std::vector<std::int64_t> price_;  // by post; home last, 0
  std::vector<Node> node_;           // by post; home last
  std::vector<std::uint32_t> stack_, closed_;
  std::uint32_t last_ = kNone, last_link_ = kNone;
  std::uint64_t pivots_ = 0;
};

// Shortest paths from home over: the worker at post p who would go to q, where he is second best off.
template <typename Lists>
void ListSimplex<Lists>::HangAll(const ListPlan& first) {
  struct Way {
    std::uint32_t to, from, worker;  // `to` would hang on `from` through the worker
    std::int64_t loss;               // at the auction's prices, 0 or more
  };
  std::vector<Way> ways;
  const auto net = [&](std::uint32_t w, std::uint32_t node) {
    return node == home_ ? 0 : (ScoreAt(w, node) << kListPriceBits) - first.price[node];
  };
  std::vector<std::uint32_t> home_link(home_, kNone);
  std::vector<std::int64_t> home_loss(home_);
  for (std::uint32_t w = 0; w < at_.size(); ++w) {
    const std::uint32_t p = at_[w];
    if (p == home_ || free_[p] > 0) continue;
    const std::int64_t own = net(w, p);
    if (home_link[p] == kNone || own < home_loss[p]) home_link[p] = w, home_loss[p] = own;
    std::int64_t other = 0;
    std::uint32_t to = home_;
    for (std::uint64_t i = lists_.begin[w]; i < lists_.begin[w + 1]; ++i) {
      const std::uint32_t q = lists_.post[i];
      const std::int64_t n = (static_cast<std::int64_t>(lists_.score[i]) << kListPriceBits) - first.price[q];
      if (q != p && n > other) other = n, to = q;
    }
    if (to != home_) ways.push_back({p, to, w, std::max<std::int64_t>(0, own - other)});
  }
  std::sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.from < b.from; });
  using Entry = std::pair<std::int64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  std::vector<std::int64_t> distance(home_, INT64_MAX);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by(home_, {home_, kNone});  // parent, link
  for (std::uint32_t p = 0; p < home_; ++p) {
    if (free_[p] == 0 && home_link[p] == kNone) continue;  // closed
    distance[p] = free_[p] > 0 ? 0 : std::max<std::int64_t>(0, home_loss[p]);
    by[p] = {home_, free_[p] > 0 ? kNone : home_link[p]};
    queue.push({distance[p], p});
  }
  std::vector<bool> settled(home_);
  while (!queue.empty()) {
    const std::uint32_t p = queue.top().second;
    queue.pop();
    if (settled[p]) continue;
    settled[p] = true;
    const auto [parent, link] = by[p];
    Hang(p, parent, link);
    if (link != kNone) price_[p] = price_[parent] + worth_[link] - ScoreAt(link, parent);
    auto way =
        std::lower_bound(ways.begin(), ways.end(), p, [](const Way& a, std::uint32_t at) { return a.from < at; });
    for (; way != ways.end() && way->from == p; ++way) {
      if (settled[way->to] || distance[p] + way->loss >= distance[way->to]) continue;
      distance[way->to] = distance[p] + way->loss;
      by[way->to] = {p, way->worker};
      queue.push({distance[way->to], way->to});
    }
  }
}

}  // namespace

template <typename Lists>
Result<ListPlan> SolveListsExactly(const Lists& lists, std::span<const std::int64_t> capacity,
                                   const ListOptions& options) {
  const std::vector<std::int32_t> places = TRY(CheckLists(lists, capacity));
  const ListPlan first = RunListAuction(lists, places, options, true);
  ListPlan plan = ListSimplex(lists, places, first).Run();
  plan.epsilon = first.epsilon;
  plan.bids = first.bids;
  Certify(lists, places, plan);
  return plan;
}
template Result<ListPlan> SolveListsExactly(const CompactLists&, std::span<const std::int64_t>, const ListOptions&);
template Result<ListPlan> SolveListsExactly(const WideLists&, std::span<const std::int64_t>, const ListOptions&);

}  // namespace gq::matching
