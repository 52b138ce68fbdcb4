// Deferred acceptance (Gale, Shapley 1962) with capacities: workers ask the post to which they are likeliest to go; a
// post keeps those likeliest to stay. At the end no worker and post would both rather have each other (weakly stable:
// posts do not leave a holder for an equal). A post's floor, the lowest stay it keeps once full, only rises, so a scan
// leaves out posts that would refuse.
#include <atomic>

#include "engines/matching/candidate_cache.h"
#include "engines/matching/places.h"
#include "engines/matching/solve.h"

namespace gq::matching {
namespace {

constexpr std::size_t kChunk = 8192, kScanGrain = 32;

template <typename Position>
class Deferred {
 public:
  Deferred(const World& world, const Situation& situation, const Kernel& kernel, ThreadTeam& team)
      : world_(world),
        situation_(situation),
        team_(team),
        cache_(world.workers->size()),
        held_(situation.capacity),
        floor_(situation.capacity.size(), 0),
        next_(world.workers->size(), 0) {
    for (int t = 0; t < team.size(); ++t) scanners_.emplace_back(world, situation, kernel);
    best_.resize(static_cast<std::size_t>(team.size()));
    solution_.position.assign(world.workers->size(), kUnplaced);
    solution_.price.assign(situation.capacity.size(), 0);
    solution_.next_best.assign(situation.capacity.size(), 0);
  }

  Solution Run() {
    std::vector<std::uint32_t> waiting(situation_.sequence), chunk;
    for (std::size_t at = 0; at < waiting.size();) {
      chunk.assign(waiting.begin() + static_cast<std::ptrdiff_t>(at),
                   waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), at + kChunk)));
      at += chunk.size();
      Round(chunk);
      if (at == waiting.size()) {
        waiting.swap(returned_);
        returned_.clear();
        at = 0;
      }
    }
    solution_.scans = scans_;
    return std::move(solution_);
  }

 private:
  void Round(const std::vector<std::uint32_t>& chunk) {
    team_.Run(chunk.size(), kScanGrain, [&](int thread, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) Advance(thread, chunk[i]);
    });
    for (const std::uint32_t worker : chunk) {
      if (next_[worker] < cache_.count(worker)) Ask(worker);
    }
  }

  // Moves to the first cached post that would take the worker, scanning again when the cache is used up.
  void Advance(int thread, std::uint32_t worker) {
    for (;;) {
      if (cache_.Scanned(worker)) {
        std::uint8_t& next = next_[worker];
        while (next < cache_.count(worker) && cache_.value(worker, next) <= floor_[cache_.position(worker, next)])
          ++next;
        if (next < cache_.count(worker) || cache_.others_max(worker) == 0) return;
      }
      BestPosts& best = best_[static_cast<std::size_t>(thread)];
      Scanner& scanner = scanners_[static_cast<std::size_t>(thread)];
      scanner.ScanArrive(worker, floor_.data(), best);
      best.Finish(BestPosts::kKeep);
      const std::int32_t others_max = best.count() > kRemembered ? best.net(kRemembered) : 0;
      cache_.Store(worker, best, others_max, [&](std::uint32_t i) { return StayAt(worker, best.position(i)); });
      next_[worker] = 0;
      ++scans_;
    }
  }

  std::int32_t StayAt(std::uint32_t worker, std::uint32_t position) const {
    return world_.stay->At(world_.model.Explain(worker, world_.model.order()[position]).total.stay);
  }

  void Ask(std::uint32_t worker) {
    ++solution_.bids;
    const std::uint32_t at = cache_.position(worker, next_[worker]);
    const std::int32_t stay = cache_.value(worker, next_[worker]);
    if (stay <= floor_[at]) {
      returned_.push_back(worker);
      return;
    }
    const auto left = held_.Add(at, {stay, worker});
    solution_.position[worker] = static_cast<std::int32_t>(at);
    if (left) {
      solution_.position[left->worker] = kUnplaced;
      returned_.push_back(left->worker);
    }
    if (held_.Full(at)) floor_[at] = static_cast<std::uint16_t>(held_.Lowest(at));
  }

  const World& world_;
  const Situation& situation_;
  ThreadTeam& team_;
  CandidateCache<Position> cache_;
  HeldPlaces held_;
  std::vector<std::uint16_t> floor_;  // 0 while places are free: every stay is above it
  std::vector<std::uint8_t> next_;
  std::vector<Scanner> scanners_;
  std::vector<BestPosts> best_;
  std::vector<std::uint32_t> returned_;
  std::atomic<std::uint64_t> scans_{0};
  Solution solution_;
};

}  // namespace

Solution SolveDeferredAcceptance(const World& world, const Situation& situation, const Kernel& kernel,
                                 ThreadTeam& team) {
  if (situation.capacity.size() <= 65'536) return Deferred<std::uint16_t>(world, situation, kernel, team).Run();
  return Deferred<std::uint32_t>(world, situation, kernel, team).Run();
}

}  // namespace gq::matching
