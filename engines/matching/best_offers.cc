#include "engines/matching/best_offers.h"

#include <algorithm>
#include <array>

#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

// One thread's.
class BestOffers {
 public:
  BestOffers(const World& world, const Situation& situation, const Kernel& kernel, const Prices& prices,
             std::size_t count)
      : world_(world),
        prices_(prices),
        count_(count),
        scanner_(world, situation, kernel),
        best_(static_cast<std::uint32_t>(std::min<std::size_t>(count, BestPosts::kMost))) {}

  std::span<const Offer> Of(std::uint32_t worker) {
    offers_.clear();
    if (count_ == 0) return offers_;
    if (count_ <= BestPosts::kMost) {
      scanner_.ScanNet(worker, prices_, best_);
      best_.Finish(best_.keep());
      if (best_.count() == count_) {
        for (std::uint32_t i = 0; i < best_.count(); ++i) Put(best_.position(i), best_.net(i));
        return offers_;
      }
    }
    // Not so many that are worth their price: the others too.
    all_.clear();
    scanner_.ForEach(worker, [&](std::uint32_t at, std::int32_t value) { all_.push_back({value - prices_[at], at}); });
    const std::size_t size = std::min(count_, all_.size());
    std::partial_sort(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(size), all_.end(),
                      [](const Found& a, const Found& b) { return a.net != b.net ? a.net > b.net : a.at < b.at; });
    for (std::size_t i = 0; i < size; ++i) Put(all_[i].at, all_[i].net);
    return offers_;
  }

 private:
  struct Found {
    std::int32_t net;
    std::uint32_t at;
  };
  void Put(std::uint32_t at, std::int32_t net) {
    offers_.push_back({static_cast<std::int32_t>(world_.model.order()[at]), net + prices_[at], prices_[at]});
  }

  const World& world_;
  const Prices& prices_;
  const std::size_t count_;
  Scanner scanner_;
  BestPosts best_;
  std::vector<Found> all_;
  std::vector<Offer> offers_;
};

}  // namespace

void ForBestOffers(const Matcher& matcher, const std::vector<std::int32_t>& price, std::size_t count,
                   std::span<const std::uint32_t> workers, const Options& options,
                   const std::function<void(std::uint32_t, std::span<const Offer>)>& fn) {
  constexpr std::size_t kGrain = 64;
  const World& world = matcher.world();
  Prices prices(world.model.blocks() * 64);
  for (std::size_t i = 0; i < world.model.positions(); ++i) prices.Set(i, price[world.model.order()[i]]);
  const Kernel kernel = GetKernel(options.isa);
  ThreadTeam team(options.threads);
  std::vector<BestOffers> scans(static_cast<std::size_t>(team.size()),
                                BestOffers(world, matcher.situation(), kernel, prices, count));
  team.Run(workers.size(), kGrain, [&](int thread, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) fn(workers[i], scans[static_cast<std::size_t>(thread)].Of(workers[i]));
  });
}

}  // namespace gq::matching
