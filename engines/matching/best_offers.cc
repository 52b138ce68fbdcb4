#include "engines/matching/best_offers.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

// What an offer says of a post, by position: one look in place of two.
struct PricedPost {
  std::int32_t post, price;
};

// One thread's.
class BestOffers {
 public:
  BestOffers(const World& world, const Situation& situation, const Kernel& kernel, const Prices& prices,
             const std::vector<PricedPost>& posts, std::size_t count)
      : world_(world),
        prices_(prices),
        posts_(posts),
        count_(count),
        situation_(situation),
        kernel_(kernel),
        scanner_(world, situation, kernel),
        best_(static_cast<std::uint32_t>(std::min<std::size_t>(count, BestPosts::kMost))) {}

  [[gnu::always_inline]] void Prefetch(std::uint32_t worker) const { scanner_.Prefetch(worker); }
  void Rank(std::span<const std::uint32_t> group) {
    if (!ranking_) ranking_.emplace(world_, situation_, prices_, kernel_);
    scanner_.Rank(group, *ranking_);
  }

  std::span<const Offer> Of(std::uint32_t worker, bool ranked) {
    offers_.clear();
    if (count_ == 0) return {};
    if (count_ <= BestPosts::kMost) {
      bool all = false;  // no other is possible
      if (ranked) {
        all = scanner_.ScanRanked(worker, prices_, *ranking_, best_);
      } else {
        scanner_.ScanNet(worker, prices_, best_);
        best_.Finish(best_.keep());
      }
      if (all || best_.count() == count_) {
        const std::uint32_t found = best_.count();
        const std::int32_t* const nets = best_.nets();
        const std::uint32_t* const positions = best_.positions();
        for (std::uint32_t i = 0; i < found; ++i) few_[i] = OfferOf(positions[i], nets[i]);
        return std::span(few_).first(found);
      }
    }
    // Not so many that are worth their price: the others too.
    all_.clear();
    scanner_.ForEach(worker, [&](std::uint32_t at, std::int32_t value) { all_.push_back({value - prices_[at], at}); });
    const std::size_t size = std::min(count_, all_.size());
    std::partial_sort(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(size), all_.end(),
                      [](const Found& a, const Found& b) { return a.net != b.net ? a.net > b.net : a.at < b.at; });
    for (std::size_t i = 0; i < size; ++i) offers_.push_back(OfferOf(all_[i].at, all_[i].net));
    return offers_;
  }

 private:
  struct Found {
    std::int32_t net;
    std::uint32_t at;
  };
  Offer OfferOf(std::uint32_t at, std::int32_t net) const {
    const PricedPost& post = posts_[at];
    return {post.post, net + post.price, post.price};
  }

  const World& world_;
  const Prices& prices_;
  const std::vector<PricedPost>& posts_;
  const std::size_t count_;
  const Situation& situation_;
  const Kernel kernel_;
  Scanner scanner_;
  std::optional<Ranking> ranking_;
  BestPosts best_;
  std::vector<Found> all_;
  std::array<Offer, BestPosts::kMost> few_;
  std::vector<Offer> offers_;
};

// Workers one after the other: of one group, long enough to rank posts for it, or of any.
struct Part {
  std::size_t begin, end;
  bool ranked;
};
constexpr std::size_t kRankFrom = 32, kPartMost = 2048, kAhead = 4;

std::vector<Part> PartsOf(const ScoreModel& model, std::span<const std::uint32_t> workers) {
  std::vector<Part> parts;
  for (std::size_t begin = 0, end = 0; begin < workers.size(); begin = end) {
    while (end < workers.size() && end - begin < kPartMost && model.SameRows(workers[begin], workers[end])) ++end;
    const bool ranked = end - begin >= kRankFrom;
    if (!ranked && !parts.empty() && !parts.back().ranked && end - parts.back().begin <= 2 * kRankFrom) {
      parts.back().end = end;
    } else {
      parts.push_back({begin, end, ranked});
    }
  }
  return parts;
}

}  // namespace

void ForBestOffers(const Matcher& matcher, const std::vector<std::int32_t>& price, std::size_t count,
                   std::span<const std::uint32_t> workers, const Options& options,
                   const std::function<void(std::uint32_t, std::span<const Offer>)>& fn) {
  const World& world = matcher.world();
  Prices prices(world.model.blocks() * 64);
  std::vector<PricedPost> posts(world.model.positions());
  for (std::size_t i = 0; i < posts.size(); ++i) {
    const auto post = world.model.order()[i];
    prices.Set(i, price[post]);
    posts[i] = {static_cast<std::int32_t>(post), price[post]};
  }
  const Kernel kernel = GetKernel(options.isa);
  ThreadTeam team(options.threads);
  std::vector<BestOffers> scans(static_cast<std::size_t>(team.size()),
                                BestOffers(world, matcher.situation(), kernel, prices, posts, count));
  const std::vector<Part> parts = PartsOf(world.model, workers);
  team.Run(parts.size(), 1, [&](int thread, std::size_t begin, std::size_t end) {
    BestOffers& scan = scans[static_cast<std::size_t>(thread)];
    for (std::size_t k = begin; k < end; ++k) {
      const auto part = workers.subspan(parts[k].begin, parts[k].end - parts[k].begin);
      if (parts[k].ranked) scan.Rank(part);
      for (std::size_t i = 0; i < part.size(); ++i) {
        if (i + kAhead < part.size()) scan.Prefetch(part[i + kAhead]);
        fn(part[i], scan.Of(part[i], parts[k].ranked));
      }
    }
  });
}

}  // namespace gq::matching
