// Forward auction with capacities over all pairs (Bertsekas, Castañón 1989), from price 0, or from a guess below the
// final prices where workers are many.
//
// A worker without a place bids for the post with the most net (value minus price), so much that his net sinks to that
// of his second best minus epsilon. A post keeps its highest bids; when all places are taken its price is the lowest
// bid kept. Hence every placed worker has net >= best net - epsilon at the end, posts with free places have price 0,
// and workers without a place have no post worth its price.
#include <span>
#include <type_traits>

#include "engines/matching/candidate_cache.h"
#include "engines/matching/places.h"
#include "engines/matching/solve.h"

namespace gq::matching {
namespace {

constexpr std::size_t kChunk = 8192, kScanGrain = 32, kBidGrain = 512, kAhead = 6;

// Of the guess: one worker in kSample bids, in raises of kSampleRaise times the smallest; this much of the prices found
// is believed.
constexpr std::int32_t kSample = 16, kSampleRaise = 8, kGuessPercent = 85;
// First bids raise in steps of several times the smallest: so many bids for each worker (or place, after a guess).
constexpr std::uint64_t kFirstBids = 2, kSecondBids = 6;
// Many alike who want the same outbid each other by the smallest raise, for hours. More bids than this for each place
// (or worker, whichever are fewer) of a crowd are such a war.
constexpr std::uint64_t kWarBids = 30, kWarCrowd = 500;
// It is ended by a large raise; then prices fall so far, and the next finer raise finds them again. In units of the
// smallest raise.
struct Peace {
  std::int32_t fall, raise;
};
constexpr std::int32_t kWarRaise = 16;
constexpr Peace kPeace[] = {{64, 4}, {24, 1}};
// A gap that is too large: prices fall by so many raises, and one of a quarter finds them again. Where posts were left
// free at a price, they had not fallen far enough.
constexpr std::int32_t kFall = 8, kFiner = 4, kFarther = 4;
constexpr int kCloserMost = 4;
// An outbid worker thinks again so often before he waits for the next round.
constexpr int kAgain = 8;

template <typename Position>
class Auction {
 public:
  Auction(const World& world, const Situation& situation, const Kernel& kernel, ThreadTeam& team)
      : world_(world),
        situation_(situation),
        team_(team),
        best_two_(kernel.best_two),
        cache_(world.workers->size()),
        held_(situation.capacity),
        prices_(situation.capacity.size()) {
    for (int t = 0; t < team.size(); ++t) scanners_.emplace_back(world, situation, kernel);
    best_.resize(static_cast<std::size_t>(team.size()));
    solution_.position.assign(world.workers->size(), kUnplaced);
    solution_.next_best.assign(situation.capacity.size(), 0);
  }

  Solution Run(const Options& options) {
    ChooseEpsilon(options.epsilon_ppm);
    const bool guessed = ChooseSteps(options.guess_from);
    if (guessed) GuessPrices();
    WatchForWar();
    Converge(situation_.sequence);
    const bool war = EndWar();
    if (guessed || war) CorrectPrices();
    Finish();
    if (!options.keep_first) CloseGap(options.epsilon_ppm);
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
    const std::int64_t mean = count == 0 ? 0 : sum / count;
    fine_ = static_cast<std::int32_t>(
        std::max<std::int64_t>(1, mean * std::min<std::uint32_t>(epsilon_ppm, 1'000'000) / 1'000'000));
  }

  // Where many compete, prices have far to rise, and the first bids raise them in larger steps. Nearly all of these
  // bids are displaced by finer ones before the end; what remains shows in the bound, which holds for any raise. Where
  // few compete they would remain. True: workers outnumber places by half, and a guess saves most of the way.
  bool ChooseSteps(std::uint32_t guess_from) {
    const std::uint64_t crowd = situation_.sequence.size(), places = held_.size();
    if (fine_ == 1 || crowd < guess_from) return false;
    if (2 * crowd > 3 * places) return true;
    if (crowd > places) SetSteps(crowd, 32, 8);
    if (crowd <= places && 3 * crowd > places) SetSteps(crowd, 12, 4);
    return false;
  }
  void SetSteps(std::uint64_t crowd, std::int32_t first, std::int32_t second) {
    steps_ = {{solution_.bids + kFirstBids * crowd, first}, {solution_.bids + kSecondBids * crowd, second}};
  }

  void WatchForWar() {
    const std::uint64_t crowd = situation_.sequence.size(), fewer = std::min<std::uint64_t>(crowd, held_.size());
    if (fine_ > 1 && crowd >= kWarCrowd) war_from_ = solution_.bids + kWarBids * fewer;
  }

  // From the large raise down to the smallest. True: there was a war.
  bool EndWar() {
    const bool war = solution_.bids >= war_from_;
    war_from_ = UINT64_MAX;
    if (!war) return false;
    for (const Peace& step : kPeace) BidAgain(step.fall * fine_, step.raise);
    return true;
  }

  // Everybody bids again, at prices that are lower by `fall`.
  void BidAgain(std::int32_t fall, std::int32_t raise) {
    for (std::uint32_t at = 0; at < situation_.capacity.size(); ++at) prices_.Set(at, std::max(0, prices_[at] - fall));
    for (const std::uint32_t worker : situation_.sequence) cache_.Lower(worker, fall);
    Empty();
    steps_ = {{UINT64_MAX, raise}};
    Converge(situation_.sequence);
  }

  // Smaller raises until the plan is proven as near to the best as was asked for. What a guess, a war or large first
  // raises have spoilt beyond what the smallest raise may cost is solved from 0.
  void CloseGap(std::uint32_t epsilon_ppm) {
    const std::int32_t first = fine_;
    const auto places = static_cast<std::int64_t>(std::min<std::uint64_t>(situation_.sequence.size(), held_.size()));
    std::int64_t fall = std::int64_t{kFall} * fine_;
    for (int i = 0; i < kCloserMost && gap_ > AllowedGap(epsilon_ppm) && fine_ > 1; ++i) {
      if (corrected_) {
        fall *= kFarther;
      } else {
        fall = std::int64_t{kFall} * fine_;
        fine_ = std::max(1, fine_ / kFiner);
      }
      BidAgain(static_cast<std::int32_t>(std::min<std::int64_t>(fall, 1 << kValueBits)), 1);
      CorrectPrices();
      Finish();
    }
    if (gap_ <= places * first) return;
    fine_ = first;
    BeginAgain();
    steps_.clear();
    Converge(situation_.sequence);
    Finish();
  }

  // All of them bid until nobody wants to.
  void Converge(std::span<const std::uint32_t> workers) {
    std::size_t fresh = 0;
    std::vector<std::uint32_t> chunk;
    while (!returned_.empty() || fresh < workers.size()) {
      const auto again = static_cast<std::ptrdiff_t>(std::min(kChunk, returned_.size()));
      chunk.assign(returned_.end() - again, returned_.end());  // who had to leave last bids first
      returned_.resize(returned_.size() - chunk.size());
      while (chunk.size() < kChunk && fresh < workers.size()) chunk.push_back(workers[fresh++]);
      Round(chunk);
    }
  }

  // Most work of an auction from 0 is scanning again while prices rise. So a sample bids first, for as large a part of
  // the places; most of the prices that it finds are the first ones of all workers. Places that do not divide are
  // rounded up: a guess should be too low rather than too high.
  void GuessPrices() {
    std::vector<std::uint32_t> sample;
    for (std::size_t i = kSample / 2; i < situation_.sequence.size(); i += kSample)
      sample.push_back(situation_.sequence[i]);
    std::vector<std::int32_t> places(situation_.capacity);
    for (std::int32_t& n : places) n = n <= 0 ? 0 : (n - 1) / kSample + 1;
    held_ = HeldPlaces(places);
    steps_ = {{UINT64_MAX, kSampleRaise}};
    Converge(sample);
    const Prices found(prices_);
    BeginAgain();
    for (std::uint32_t at = 0; at < places.size(); ++at)
      prices_.Set(at, static_cast<std::int32_t>(std::int64_t{found[at]} * kGuessPercent / 100));
    SetSteps(std::min<std::uint64_t>(situation_.sequence.size(), held_.size()), 12, 4);
  }

  // Where the guess was too high, places are left free at a price. Such posts begin again from 0, for the workers who
  // have no place; who has one keeps it. Then everybody's bound takes the new prices in.
  void CorrectPrices() {
    std::vector<std::uint64_t> posts(situation_.places_left.size());
    bool any = false;
    for (std::uint32_t at = 0; at < situation_.capacity.size(); ++at) {
      if (situation_.capacity[at] <= 0 || held_.Full(at) || prices_[at] == 0) continue;
      posts[at / 64] |= 1ULL << (at % 64);
      prices_.Set(at, 0);
      any = true;
    }
    corrected_ = any;
    if (!any) return;
    // Nothing else is worth its price to a worker without a place, so these posts are all that he has to think of.
    std::vector<std::int32_t> net(world_.workers->size());  // the best of these posts, his own left out
    for (;;) {
      ScanOnly(posts, [&](std::uint32_t worker, BestPosts& best) {
        best.Finish(BestPosts::kKeep);
        const std::int32_t own = solution_.position[worker];
        const std::uint32_t other = best.count() > 0 && static_cast<std::int32_t>(best.position(0)) == own ? 1 : 0;
        net[worker] = best.count() > other ? best.net(other) : 0;
        if (own == kUnplaced && best.count() > 0) Remember(worker, best);
      });
      std::vector<std::uint32_t> bidders;
      for (const std::uint32_t worker : situation_.sequence) {
        if (solution_.position[worker] == kUnplaced && net[worker] > 0) bidders.push_back(worker);
      }
      if (bidders.empty()) break;
      Converge(bidders);
    }
    for (const std::uint32_t worker : situation_.sequence) cache_.RaiseOthers(worker, net[worker]);
  }

  // A tenth of epsilon: 0.01 % of what the plan is worth, where nothing else is asked for.
  std::int64_t AllowedGap(std::uint32_t epsilon_ppm) const {
    return objective_ / 10'000'000 * std::min<std::uint32_t>(epsilon_ppm, 1'000'000);
  }

  void BeginAgain() {
    for (std::uint32_t at = 0; at < situation_.capacity.size(); ++at) prices_.Set(at, 0);
    for (const std::uint32_t worker : situation_.sequence) cache_.Forget(worker);
    Empty();
  }
  void Empty() {
    held_ = HeldPlaces(situation_.capacity);
    for (const std::uint32_t worker : situation_.sequence) solution_.position[worker] = kUnplaced;
    solution_.next_best.assign(situation_.capacity.size(), 0);
    solution_.epsilon = 0;
  }

  // fn(worker, best) of these posts alone, for all workers.
  template <typename Fn>
  void ScanOnly(const std::vector<std::uint64_t>& posts, Fn fn) {
    team_.Run(situation_.sequence.size(), kBidGrain, [&](int thread, std::size_t begin, std::size_t end) {
      const auto t = static_cast<std::size_t>(thread);
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t worker = situation_.sequence[i];
        scanners_[t].ScanNet(worker, prices_, best_[t], posts.data());
        fn(worker, best_[t]);
      }
    });
  }

  std::int32_t RaiseNow() {
    std::int32_t times = 1;
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      if (solution_.bids < step->until) times = step->times;
    }
    if (solution_.bids >= war_from_) times = kWarRaise;
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
    Remember(worker, best);
  }

  void Remember(std::uint32_t worker, BestPosts& best) {
    const std::int32_t others_max = best.Divide();
    cache_.Store(worker, best, others_max, [&](std::uint32_t i) { return best.net(i) + prices_[best.position(i)]; });
  }

  Bid Decide(std::uint32_t worker) const {
    if (!cache_.Scanned(worker)) return {Bid::Kind::kScan};
    const std::int32_t others = cache_.others_max(worker);
    const BestTwo best = BestTwoOf(worker);
    if (best.first < others) return {Bid::Kind::kScan};
    if (best.first <= 0) return {Bid::Kind::kNone};
    // An overestimate of the second best (others) makes the bid smaller, never wrong.
    return {Bid::Kind::kBid, best.position,
            prices_[best.position] + best.first - std::max(best.second, others) + raise_};
  }

  BestTwo BestTwoOf(std::uint32_t worker) const {
    const Position* positions = cache_.positions(worker);
    const std::int32_t* values = cache_.values(worker);
    if constexpr (std::is_same_v<Position, std::uint16_t>) {
      return best_two_(positions, values, cache_.count(worker), prices_.exact());
    } else {
      return FindBestTwo(positions, values, cache_.count(worker), prices_.exact());
    }
  }

  void Take(std::uint32_t worker, Bid bid) {
    ++solution_.bids;
    std::uint32_t at = bid.position;
    // Somebody of this round was quicker. Alike workers would come again and again, all at once: he thinks again now.
    for (int again = 0; held_.Full(at) && bid.amount <= held_.Lowest(at); ++again) {
      solution_.next_best[at] = std::max(solution_.next_best[at], bid.amount);
      if (again < kAgain) bid = Decide(worker);
      if (again == kAgain || bid.kind != Bid::Kind::kBid) {
        returned_.push_back(worker);
        return;
      }
      ++solution_.bids;
      at = bid.position;
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

  // Everybody's bounds; what the plan is worth, and by how much at most another could be worth more.
  void Finish() {
    gap_ = objective_ = 0;
    solution_.profit_max.assign(world_.workers->size(), 0);
    solution_.others_max.assign(world_.workers->size(), 0);
    for (const std::uint32_t worker : situation_.sequence) {
      const bool placed = solution_.position[worker] != kUnplaced;
      std::int32_t own = 0, others = std::max(0, cache_.others_max(worker));
      for (std::uint32_t i = 0; i < cache_.count(worker); ++i) {
        const std::int32_t net = cache_.value(worker, i) - prices_[cache_.position(worker, i)];
        const bool is_own = static_cast<std::int32_t>(cache_.position(worker, i)) == solution_.position[worker];
        if (is_own) {
          own = net;
        } else {
          others = std::max(others, net);
        }
      }
      solution_.profit_max[worker] = std::max(own, others);
      gap_ += solution_.profit_max[worker] - own;
      if (placed) objective_ += own + prices_[static_cast<std::uint32_t>(solution_.position[worker])];
      solution_.others_max[worker] = others;
      if (placed) solution_.epsilon = std::max(solution_.epsilon, others - own);
    }
  }

  const World& world_;
  const Situation& situation_;
  ThreadTeam& team_;
  BestTwoFunction best_two_;
  CandidateCache<Position> cache_;
  HeldPlaces held_;
  Prices prices_;
  std::vector<Scanner> scanners_;
  std::vector<BestPosts> best_;
  std::vector<std::uint32_t> returned_, scan_list_;
  std::vector<Bid> bids_;
  Solution solution_;
  std::int32_t fine_ = 1, raise_ = 1;  // the smallest raise, and that of this round
  std::int64_t gap_ = 0, objective_ = 0;
  std::uint64_t war_from_ = UINT64_MAX;  // so many bids
  bool corrected_ = false;               // CorrectPrices found something
  struct Step {
    std::uint64_t until;  // so many bids
    std::int32_t times;   // the smallest raise
  };
  std::vector<Step> steps_;
};

}  // namespace

Solution SolveAuction(const World& world, const Situation& situation, const Kernel& kernel, const Options& options,
                      ThreadTeam& team) {
  if (situation.capacity.size() <= 65'536) return Auction<std::uint16_t>(world, situation, kernel, team).Run(options);
  return Auction<std::uint32_t>(world, situation, kernel, team).Run(options);
}

}  // namespace gq::matching
