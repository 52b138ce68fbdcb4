// What both solvers share: the prepared world, and the scanner that finds a worker's best posts in it.
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engines/matching/alike.h"
#include "engines/matching/eligibility.h"
#include "engines/matching/matching.h"
#include "engines/matching/probability.h"
#include "engines/matching/ranking.h"
#include "engines/matching/scan.h"
#include "engines/matching/score.h"

namespace gq::matching {

// Immutable once made; thread-safe.
struct World {
  const Workers* workers;
  const Posts* posts;
  ScoreModel model;
  Eligibility eligibility;
  std::map<std::uint16_t, ProbabilityTable> arrive;  // by weight; 1000 is always there
  ProbabilityTable stay1, stay3, stay6;
  const ProbabilityTable* stay;         // the one of the horizon
  std::vector<std::uint32_t> sequence;  // all workers, in ScoreModel::Sequence
  AlikePosts alike;

  const ProbabilityTable& ArriveOf(std::size_t worker) const { return arrive.at(workers->weight[worker]); }
  const ProbabilityTable& PlainArrive() const { return arrive.at(1000); }
};

// Who takes part in one solve, and for which places. Immutable once made.
struct Situation {
  std::vector<std::int32_t> capacity;      // by position, places that workers keep taken out; padded to whole blocks
  std::vector<std::uint64_t> places_left;  // bitmap of positions with capacity > 0
  std::vector<std::uint32_t> sequence;     // workers who look for a place, in World::sequence
  std::uint32_t ignored = 0;               // bits 1 << Constraint that do not hold in this solve
  bool plain = false;                      // nobody's weight counts
};

// Prices in both grains that a scan reads.
class Prices {
 public:
  explicit Prices(std::size_t positions) : exact_(positions, 0), coarse_(positions, 0) {}
  std::int32_t operator[](std::size_t position) const { return exact_[position]; }
  void Set(std::size_t position, std::int32_t price) {
    exact_[position] = price;
    coarse_[position] = CoarsePrice(price);
  }
  const std::int32_t* exact() const { return exact_.data(); }
  const std::uint16_t* coarse() const { return coarse_.data(); }
  std::vector<std::int32_t> Take() && { return std::move(exact_); }

 private:
  std::vector<std::int32_t> exact_;
  std::vector<std::uint16_t> coarse_;
};

// Scans for one worker after the other. One thread at a time.
class Scanner {
 public:
  Scanner(const World& world, const Situation& situation, Kernel kernel)
      : world_(world),
        situation_(situation),
        kernel_(kernel),
        feasible_(world.model.blocks()),
        rest_(world.model.blocks()),
        scratch_(world.model.blocks() * 64) {}

  // What a scan reads of a worker stands in many columns: ask for it some workers ahead (inlined: candidate_cache.h).
  [[gnu::always_inline]] void Prefetch(std::size_t worker) const {
    world_.model.Prefetch(worker);
    world_.eligibility.Prefetch(worker);
    __builtin_prefetch(world_.workers->weight.data() + worker);
  }
  // Best posts by value minus price; of `posts` (a bitmap) alone, if given.
  void ScanNet(std::size_t worker, const Prices& prices, BestPosts& best, const std::uint64_t* posts = nullptr) {
    ScanTask task;
    task.arrive = ArriveOf(worker);
    task.price = prices.exact();
    task.price_coarse = prices.coarse();
    Scan(worker, task, best, posts);
  }
  // `group` (not empty): workers who read the same rows.
  void Rank(std::span<const std::uint32_t> group, Ranking& ranking) {
    ranking.Rank(group, OriginRow(world_.model.origin(group[0])), world_.model.WageRow(group[0]));
  }
  // As ScanNet, for a worker of the group that was ranked, at the ranking's prices; the best come sorted. True: there
  // are fewer than he may have because no other is possible.
  bool ScanRanked(std::size_t worker, const Prices& prices, Ranking& ranking, BestPosts& best) {
    ScanTask task;
    task.arrive = ArriveOf(worker);
    task.price = prices.exact();
    task.price_coarse = prices.coarse();
    OrderedRows ordered;
    // Listed cities have no bitmap that could stand in the order.
    const bool alone =
        world_.workers->spouse_metro[worker] == kNoMetro && !world_.eligibility.ListsCities(worker, situation_.ignored);
    if (alone) {
      Prepare(worker, task);
      best.Clear();
      task.own = world_.model.TradesOf(worker);
      ranking.Know(task.own);
      ranking.FindRows(worker, task.own, ordered);
      const Quick found = kernel_.scan_quick(task, ranking, ordered, best);
      if (found == Quick::kFound && best.count() == best.keep()) return false;
      task.order_tried = found == Quick::kUnproven;
    }
    Eligibility::Rows rows;
    const std::size_t count = ranking.RowsOf(worker, rows);
    kernel_.meet(rows.data(), count, feasible_.size(), feasible_.data());
    world_.eligibility.KeepCities(worker, situation_.ignored, feasible_.data());
    Begin(worker, task, best);
    ranking.Know(task.own);
    if (kernel_.scan_ranked(task, ranking, alone ? &ordered : nullptr, best))
      return best.count() < best.keep() && best.count() == CountPossible();
    ScanNet(worker, prices, best);
    best.Finish(best.keep());
    return false;
  }
  // Best posts by arrival, of those where the worker's stay is above stay_floor[position].
  void ScanArrive(std::size_t worker, const std::uint16_t* stay_floor, BestPosts& best) {
    ScanTask task;
    task.arrive = &world_.PlainArrive();
    task.stay_floor = stay_floor;
    Scan(worker, task, best);
  }
  // fn(position, value) of every possible post, in no order that matters.
  template <typename Fn>
  void ForEach(std::size_t worker, Fn fn) {
    ForEachPair(worker, *ArriveOf(worker),
                [&](std::uint32_t at, std::int32_t arrive, std::int32_t stay) { fn(at, ValueOf(arrive, stay)); });
  }
  // The same with the two probabilities: fn(position, arrive, stay).
  template <typename Fn>
  void ForEachPair(std::size_t worker, const ProbabilityTable& arrive, Fn fn) {
    ScanTask task;
    FindPossible(worker, situation_.places_left.data());
    Prepare(worker, task);
    // Inlined where nothing is added too: that is nearly every pair.
    const auto call = [&](std::uint32_t i, Effect delta) __attribute__((always_inline)) {
      fn(i, arrive.At(task.origin.arrive[i] + task.wage.arrive[i] + task.worker.arrive + delta.arrive),
         task.stay->At(task.origin.stay[i] + task.wage.stay[i] + task.worker.stay + delta.stay));
    };
    TakeSpouse(worker, call);
    TakeTrades(world_.model.TradesOf(worker), call);
    for (std::size_t block = 0; block < task.blocks; ++block) {
      for (std::uint64_t bits = feasible_[block]; bits != 0; bits &= bits - 1)
        call(static_cast<std::uint32_t>(block * 64 + static_cast<std::size_t>(std::countr_zero(bits))), {});
    }
  }

 private:
  const ProbabilityTable* ArriveOf(std::size_t worker) const {
    return situation_.plain ? &world_.PlainArrive() : &world_.ArriveOf(worker);
  }

  std::size_t CountPossible() const {
    std::size_t count = taken_;
    for (const std::uint64_t bits : feasible_) count += bits == 0 ? 0 : static_cast<std::size_t>(std::popcount(bits));
    return count;
  }
  void FindPossible(std::size_t worker, const std::uint64_t* posts) {
    Eligibility::Rows rows;
    const std::size_t count = world_.eligibility.RowsOf(worker, posts, situation_.ignored, rows);
    kernel_.meet(rows.data(), count, feasible_.size(), feasible_.data());
    world_.eligibility.KeepCities(worker, situation_.ignored, feasible_.data());
  }

  // When feasible_ is known.
  void Prepare(std::size_t worker, ScanTask& task) {
    const ScoreModel& model = world_.model;
    task.feasible = feasible_.data();
    task.blocks = feasible_.size();
    task.scratch = scratch_.data();
    task.rest = rest_.data();
    task.origin = OriginRow(model.origin(worker));
    task.wage = model.WageRow(worker);
    task.worker = model.worker(worker);
    task.stay = world_.stay;
  }

  // Takes out of feasible_ the posts in the city of the worker's wife (or her husband): fn(position, delta) for each.
  template <typename Fn>
  void TakeSpouse(std::size_t worker, Fn fn) {
    taken_ = 0;
    for (const std::uint32_t at : world_.model.SpousePosts(worker)) {
      std::uint64_t& word = feasible_[at / 64];
      const std::uint64_t bit = 1ULL << (at % 64);
      if ((word & bit) == 0) continue;
      word ^= bit;
      ++taken_;
      fn(at, world_.model.SpouseDelta(worker, at));
    }
  }
  // The same for those of his trades.
  template <typename Fn>
  void TakeTrades(const ScoreModel::TradeList& trades, Fn fn) {
    for (std::size_t t = 0; t < trades.count; ++t) {
      for (std::size_t block = 0; block < feasible_.size(); ++block) {
        std::uint64_t bits = feasible_[block] & trades.items[t].posts[block];
        feasible_[block] ^= bits;
        for (; bits != 0; bits &= bits - 1)
          fn(static_cast<std::uint32_t>(block * 64 + static_cast<std::size_t>(std::countr_zero(bits))),
             trades.items[t].delta);
      }
    }
  }

  void Scan(std::size_t worker, ScanTask& task, BestPosts& best, const std::uint64_t* posts = nullptr) {
    FindPossible(worker, posts != nullptr ? posts : situation_.places_left.data());
    Begin(worker, task, best);
    kernel_.scan(task, best);
  }
  void Begin(std::size_t worker, ScanTask& task, BestPosts& best) {
    Prepare(worker, task);
    best.Clear();
    task.own = world_.model.TradesOf(worker);
    TakeSpouse(worker, [&](std::uint32_t at, Effect delta) { ScanOne(task, at, delta, best); });
  }

  ScoreModel::Row OriginRow(std::uint16_t origin) {
    if (world_.model.KeepsOriginRows()) return world_.model.OriginRow(origin);
    const std::size_t padded = world_.model.blocks() * 64;
    if (row_.empty() || row_origin_ != origin) {
      row_.resize(2 * padded);
      world_.model.FillOriginRow(origin, row_.data(), row_.data() + padded);
      row_origin_ = origin;
    }
    return {row_.data(), row_.data() + padded};
  }

  const World& world_;
  const Situation& situation_;
  Kernel kernel_;
  std::vector<std::uint64_t> feasible_, rest_;
  std::vector<std::int16_t> scratch_, row_;
  std::uint16_t row_origin_ = 0;
  std::size_t taken_ = 0;  // by TakeSpouse
};

}  // namespace gq::matching
