// Forward auction with capacities over all pairs (Bertsekas, Castañón 1989), from price 0.
//
// A worker without a place bids for the post with the most net (value minus price), so much that his net sinks to that
// of his second best minus epsilon. A post keeps its highest bids; when all places are taken its price is the lowest
// bid kept. Hence every placed worker has net >= best net - epsilon at the end, posts with free places have price 0,
// and workers without a place have no post worth its price.
#include "engines/matching/candidate_cache.h"
#include "engines/matching/places.h"
#include "engines/matching/solve.h"

namespace gq::matching {
namespace {

constexpr std::size_t kChunk = 8192, kScanGrain = 32, kBidGrain = 512, kAhead = 6;
constexpr std::uint64_t kSmallCrowd = 50'000;

template <typename Position>
class Auction {
 public:
  Auction(const World& world, const Situation& situation, const Kernel& kernel, ThreadTeam& team)
      : world_(world),
        situation_(situation),
        team_(team),
        cache_(world.workers->size()),
        held_(situation.capacity),
        prices_(situation.capacity.size()) {
    for (int t = 0; t < team.size(); ++t) scanners_.emplace_back(world, situation, kernel);
    best_.resize(static_cast<std::size_t>(team.size()));
    solution_.position.assign(world.workers->size(), kUnplaced);
    solution_.next_best.assign(situation.capacity.size(), 0);
  }

  Solution Run(std::uint32_t epsilon_ppm) {
    ChooseEpsilon(epsilon_ppm);
    std::size_t fresh = 0;
    std::vector<std::uint32_t> chunk;
    while (!returned_.empty() || fresh < situation_.sequence.size()) {
      const auto again = static_cast<std::ptrdiff_t>(std::min(kChunk, returned_.size()));
      chunk.assign(returned_.end() - again, returned_.end());  // who had to leave last bids first
      returned_.resize(returned_.size() - chunk.size());
      while (chunk.size() < kChunk && fresh < situation_.sequence.size()) chunk.push_back(situation_.sequence[fresh++]);
      Round(chunk);
    }
    Finish();
    solution_.price = std::move(prices_).Take();
    solution_.epsilon_fine = fine_;
    return std::move(solution_);
  }

 private:
  struct Bid {
    enum class Kind : std::uint8_t { kBid, kScan, kNone } kind = Kind::kNone;
    std::uint32_t position = 0;
    std::int32_t amount = 0;
  };

  // Epsilon is relative to what a worker is worth, which the weights decide: the mean best value of some workers, the
  // same in every run.
  void ChooseEpsilon(std::uint32_t epsilon_ppm) {
    constexpr std::size_t kSample = 512;
    const std::size_t step = std::max<std::size_t>(1, situation_.sequence.size() / kSample);
    std::int64_t sum = 0, count = 0;
    for (std::size_t i = 0; i < situation_.sequence.size(); i += step) {
      scanners_[0].ScanNet(situation_.sequence[i], prices_, best_[0]);
      best_[0].Finish(1);
      if (best_[0].count() == 0) continue;
      sum += best_[0].net(0);
      ++count;
    }
    std::uint64_t places = 0;
    for (const std::int32_t capacity : situation_.capacity) places += static_cast<std::uint64_t>(std::max(0, capacity));
    crowded_ = situation_.sequence.size() > std::max(places, kSmallCrowd);
    const std::int64_t mean = count == 0 ? 0 : sum / count;
    fine_ = static_cast<std::int32_t>(
        std::max<std::int64_t>(1, mean * std::min<std::uint32_t>(epsilon_ppm, 1'000'000) / 1'000'000));
  }

  // Where workers outnumber places, prices have far to rise: the first bids raise them in larger steps. Nearly all of
  // these bids are displaced by finer ones before the end; what remains shows in the bound, which holds for any raise.
  std::int32_t RaiseNow() {
    constexpr std::int32_t kCoarse = 48, kMiddle = 12;  // 64, 16: gap 0.02 %; 32, 8: a third more time
    const std::uint64_t crowd = situation_.sequence.size();
    const std::int32_t times = !crowded_ || fine_ == 1      ? 1
                               : solution_.bids < 2 * crowd ? kCoarse
                               : solution_.bids < 6 * crowd ? kMiddle
                                                            : 1;
    const auto raise = static_cast<std::int32_t>(std::min<std::int64_t>(std::int64_t{fine_} * times, 1 << kValueBits));
    solution_.epsilon = std::max(solution_.epsilon, raise);
    return raise;
  }

  void Round(const std::vector<std::uint32_t>& chunk) {
    raise_ = RaiseNow();
    bids_.assign(chunk.size(), {});
    team_.Run(chunk.size(), kBidGrain, [&](int, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        if (i + kAhead < end) cache_.Prefetch(chunk[i + kAhead]);
        bids_[i] = Decide(chunk[i]);
      }
    });
    scan_list_.clear();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (bids_[i].kind == Bid::Kind::kScan) scan_list_.push_back(static_cast<std::uint32_t>(i));
    }
    // Workers of one origin one after the other: they read the same row.
    std::sort(scan_list_.begin(), scan_list_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const std::uint16_t x = world_.model.origin(chunk[a]), y = world_.model.origin(chunk[b]);
      return x != y ? x < y : a < b;
    });
    team_.Run(scan_list_.size(), kScanGrain, [&](int thread, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        Scan(thread, chunk[scan_list_[i]]);
        bids_[scan_list_[i]] = Decide(chunk[scan_list_[i]]);
      }
    });
    solution_.scans += scan_list_.size();
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (bids_[i].kind == Bid::Kind::kBid) Take(chunk[i], bids_[i]);
    }
  }

  void Scan(int thread, std::uint32_t worker) {
    BestPosts& best = best_[static_cast<std::size_t>(thread)];
    scanners_[static_cast<std::size_t>(thread)].ScanNet(worker, prices_, best);
    cache_.Store(worker, best, [&](std::uint32_t i) { return best.net(i) + prices_[best.position(i)]; });
  }

  Bid Decide(std::uint32_t worker) const {
    if (!cache_.Scanned(worker)) return {Bid::Kind::kScan};
    const std::int32_t others = cache_.others_max(worker);
    std::int32_t first = 0, second = 0;
    std::uint32_t position = 0;
    for (std::uint32_t i = 0; i < cache_.count(worker); ++i) {
      const std::uint32_t at = cache_.position(worker, i);
      const std::int32_t net = cache_.value(worker, i) - prices_[at];
      if (net > first) {
        second = first;
        first = net;
        position = at;
      } else if (net > second) {
        second = net;
      }
    }
    if (first < others) return {Bid::Kind::kScan};
    if (first <= 0) return {Bid::Kind::kNone};
    // An overestimate of the second best (others) makes the bid smaller, never wrong.
    return {Bid::Kind::kBid, position, prices_[position] + first - std::max(second, others) + raise_};
  }

  void Take(std::uint32_t worker, const Bid& bid) {
    ++solution_.bids;
    const std::uint32_t at = bid.position;
    if (held_.Full(at) && bid.amount <= held_.Lowest(at)) {
      solution_.next_best[at] = std::max(solution_.next_best[at], bid.amount);
      returned_.push_back(worker);
      return;
    }
    const auto left = held_.Add(at, {bid.amount, worker});
    solution_.position[worker] = static_cast<std::int32_t>(at);
    if (left) {
      solution_.next_best[at] = std::max(solution_.next_best[at], left->rank);
      solution_.position[left->worker] = kUnplaced;
      returned_.push_back(left->worker);
    }
    if (held_.Full(at)) prices_.Set(at, held_.Lowest(at));
  }

  void Finish() {
    solution_.profit_max.assign(world_.workers->size(), 0);
    solution_.others_max.assign(world_.workers->size(), 0);
    for (const std::uint32_t worker : situation_.sequence) {
      std::int32_t own = 0, others = std::max(0, cache_.others_max(worker));
      for (std::uint32_t i = 0; i < cache_.count(worker); ++i) {
        const std::int32_t net = cache_.value(worker, i) - prices_[cache_.position(worker, i)];
        const bool is_own = static_cast<std::int32_t>(cache_.position(worker, i)) == solution_.position[worker];
        std::int32_t& most = is_own ? own : others;
        most = std::max(most, net);
      }
      solution_.profit_max[worker] = std::max(own, others);
      solution_.others_max[worker] = others;
    }
  }

  const World& world_;
  const Situation& situation_;
  ThreadTeam& team_;
  CandidateCache<Position> cache_;
  HeldPlaces held_;
  Prices prices_;
  std::vector<Scanner> scanners_;
  std::vector<BestPosts> best_;
  std::vector<std::uint32_t> returned_, scan_list_;
  std::vector<Bid> bids_;
  Solution solution_;
  std::int32_t fine_ = 1, raise_ = 1;  // the smallest raise, and that of this round
  bool crowded_ = false;
};

}  // namespace

Solution SolveAuction(const World& world, const Situation& situation, const Kernel& kernel, std::uint32_t epsilon_ppm,
                      ThreadTeam& team) {
  if (situation.capacity.size() <= 65'536)
    return Auction<std::uint16_t>(world, situation, kernel, team).Run(epsilon_ppm);
  return Auction<std::uint32_t>(world, situation, kernel, team).Run(epsilon_ppm);
}

}  // namespace gq::matching
