// The auction of lists.h: rounds of bids at fixed prices, taken one after the other.
#include <algorithm>
#include <type_traits>

#include "engines/matching/list_checks.h"
#include "engines/matching/list_scan.h"
#include "engines/matching/lists.h"
#include "engines/matching/places.h"
#include "engines/matching/thread_team.h"

namespace gq::matching {
namespace {

constexpr std::size_t kChunk = 8192, kBidGrain = 512, kAhead = 8;
// First bids raise in steps of several times the smallest: so many bids for each worker.
struct Step {
  std::uint64_t bids_of_each;
  std::int64_t times;
};
constexpr Step kSteps[] = {{6, 8}, {2, 32}};

// A start need not go on bidding where scores are nearly all alike and prices rise in tiny steps: four times what
// structured lists need. Who has no place then gets one from the simplex.
constexpr std::uint64_t kLooksOfStart = 16;

template <typename Lists>
class ListAuction {
  using Index = typename decltype(Lists::post)::value_type;
  using Value = typename decltype(Lists::score)::value_type;
  using Price = std::conditional_t<sizeof(Value) == 2, std::int32_t, std::int64_t>;

 public:
  ListAuction(const Lists& lists, const std::vector<std::int32_t>& places, const ListOptions& options, bool for_start)
      : lists_(lists), places_(places), for_start_(for_start), team_(options.threads), held_(places) {
    for (const Value score : lists.score) most_ = std::max(most_, static_cast<Price>(Price{score} << kListPriceBits));
    fine_ = static_cast<Price>(std::min<std::int64_t>(most_, options.epsilon > 0 ? options.epsilon : UsualEpsilon()));
  }

  ListPlan Run() {
    const bool crowded = lists_.workers() > held_.size();
    Converge(crowded);
    ListPlan plan = Finish();
    // Coarse bids that were never displaced.
    if (crowded && !for_start_ && gap_ > static_cast<std::int64_t>(plan.placed) * fine_) {
      Converge(false);
      plan = Finish();
    }
    return plan;
  }

 private:
  struct Bid {
    Index post = 0;
    Price amount = 0;  // 0: nothing is worth its price
  };

  Price Worth(std::uint64_t i) const { return static_cast<Price>(Price{lists_.score[i]} << kListPriceBits); }

  std::int64_t UsualEpsilon() const {
    std::int64_t sum = 0, count = 0;
    for (std::size_t w = 0; w < lists_.workers(); w += 1 + lists_.workers() / 4096) {
      Value best = 0;
      for (std::uint64_t i = lists_.begin[w]; i < lists_.begin[w + 1]; ++i) best = std::max(best, lists_.score[i]);
      if (best == 0) continue;
      sum += static_cast<std::int64_t>(best);
      ++count;
    }
    return count == 0 ? 1 : std::max<std::int64_t>(1, (sum / count << kListPriceBits) * (for_start_ ? 3 : 1) / 1000);
  }

  // From price 0 until nobody wants to bid.
  void Converge(bool coarse_first) {
    held_ = BasicHeldPlaces<Price>(places_);
    price_.assign(places_.size(), 0);
    for (std::size_t p = 0; p < places_.size(); ++p) {
      if (places_[p] == 0) price_[p] = most_;  // nobody wants what is not there
    }
    post_.assign(lists_.workers(), kUnplaced);
    std::vector<std::uint32_t> chunk;
    std::size_t fresh = 0;
    const std::uint64_t first = bids_;
    std::uint64_t looks = 0;
    while (!returned_.empty() || fresh < lists_.workers()) {
      if (for_start_ && looks > kLooksOfStart * lists_.workers()) break;
      raise_ = fine_;
      for (const Step& step : kSteps) {
        if (coarse_first && bids_ - first < step.bids_of_each * lists_.workers())
          raise_ = static_cast<Price>(fine_ * step.times);
      }
      const auto again = static_cast<std::ptrdiff_t>(std::min(kChunk, returned_.size()));
      chunk.assign(returned_.end() - again, returned_.end());  // who had to leave last bids first
      returned_.resize(returned_.size() - chunk.size());
      while (chunk.size() < kChunk && fresh < lists_.workers()) chunk.push_back(static_cast<std::uint32_t>(fresh++));
      Round(chunk);
      looks += chunk.size();
    }
    returned_.clear();
  }

  void Round(const std::vector<std::uint32_t>& chunk) {
    bid_.resize(chunk.size());
    team_.Run(chunk.size(), kBidGrain, [&](int, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        if (i + kAhead < end) Prefetch(chunk[i + kAhead]);
        bid_[i] = Decide(chunk[i]);
      }
    });
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (bid_[i].amount != 0) Take(chunk[i], bid_[i]);
    }
  }

  [[gnu::always_inline]] void Prefetch(std::uint32_t worker) const {
    const std::uint64_t begin = lists_.begin[worker], end = lists_.begin[worker + 1];
    for (std::uint64_t i = begin; i < end; i += 64 / sizeof(Index)) __builtin_prefetch(lists_.post.data() + i);
    for (std::uint64_t i = begin; i < end; i += 64 / sizeof(Value)) __builtin_prefetch(lists_.score.data() + i);
  }

  Bid Decide(std::uint32_t worker) const {
    const std::uint64_t begin = lists_.begin[worker], size = lists_.begin[worker + 1] - begin;
    const Index* posts = lists_.post.data() + begin;
    const Value* scores = lists_.score.data() + begin;
    BestInList<Price> best;
    if constexpr (sizeof(Value) == 2) {
      best = scan_(posts, scores, size, price_.data());
    } else {
      best = FindBestInList(posts, scores, size, price_.data());
    }
    if (best.net == 0) return {};
    const Index post = posts[best.index];
    return {post, static_cast<Price>(price_[post] + best.net - best.other + raise_)};
  }

  void Take(std::uint32_t worker, const Bid& bid) {
    // The price may have risen since: who would be the first to leave bids again.
    if (held_.Full(bid.post) && bid.amount <= held_.Lowest(bid.post)) {
      returned_.push_back(worker);
      return;
    }
    ++bids_;
    const auto left = held_.Add(bid.post, {bid.amount, worker});
    post_[worker] = bid.post;
    if (left) {
      post_[left->worker] = kUnplaced;
      returned_.push_back(left->worker);
    }
    if (held_.Full(bid.post)) price_[bid.post] = held_.Lowest(bid.post);
  }

  ListPlan Finish() {
    ListPlan plan;
    plan.assignment = post_;
    plan.price.assign(price_.begin(), price_.end());
    plan.epsilon = fine_;
    plan.bids = bids_;
    gap_ = Certify(lists_, places_, plan);
    return plan;
  }

  const Lists& lists_;
  const std::vector<std::int32_t>& places_;
  const bool for_start_;
  const CompactScan scan_ = GetCompactScan();
  ThreadTeam team_;
  BasicHeldPlaces<Price> held_;
  std::vector<Price> price_;        // by post
  std::vector<std::int32_t> post_;  // by worker
  std::vector<std::uint32_t> returned_;
  std::vector<Bid> bid_;
  Price most_ = 1;              // the best score of all
  Price fine_ = 1, raise_ = 1;  // the smallest raise, and that of this round
  std::uint64_t bids_ = 0;
  std::int64_t gap_ = 0;
};

}  // namespace

template <typename Lists>
ListPlan RunListAuction(const Lists& lists, const std::vector<std::int32_t>& places, const ListOptions& options,
                        bool for_start) {
  return ListAuction(lists, places, options, for_start).Run();
}
template ListPlan RunListAuction(const CompactLists&, const std::vector<std::int32_t>&, const ListOptions&, bool);
template ListPlan RunListAuction(const WideLists&, const std::vector<std::int32_t>&, const ListOptions&, bool);

template <typename Lists>
Result<ListPlan> SolveListAuction(const Lists& lists, std::span<const std::int64_t> capacity,
                                  const ListOptions& options) {
  return RunListAuction(lists, TRY(CheckLists(lists, capacity)), options, false);
}
template Result<ListPlan> SolveListAuction(const CompactLists&, std::span<const std::int64_t>, const ListOptions&);
template Result<ListPlan> SolveListAuction(const WideLists&, std::span<const std::int64_t>, const ListOptions&);

}  // namespace gq::matching
