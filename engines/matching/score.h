// The score's tables, laid out for scanning: an index is a sum of two rows over posts and a constant of the worker.
//
//   index(worker, post) = worker(worker) + origin row[post] + wage row[post] (+ trade delta, where the post is in a
//   trade of the worker, or where his wife works)
//   origin row: what the post gives itself, the way and the table, townspeople, and what somebody new to the trade
//   meets wage row:   promised against wanted wage, and how far off the worker's next subsidy is; one row for each
//   hundred yuan wanted and kind of subsidy
//
// So nothing is built for a worker: a scan streams over two rows, and the few posts of his trades are scored one by
// one. Rows are kept for all origins when that takes at most 64 MB; otherwise a scanner draws them when the origin
// changes.
//
// Posts are kept in scan order: by city, then as given; so posts that a worker cannot reach stand together and are
// skipped. Immutable after Build; thread-safe. Effects are within ±1024 and at most 24 are added: 16 bits never
// overflow.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/big_array.h"
#include "engines/matching/matching.h"

namespace gq::matching {

// Everything that the pair's score adds up, one by one.
struct Contribution {
  Factor factor;
  Effect effect;
};
inline constexpr std::size_t kContributionsMax = 24;
struct Contributions {
  std::size_t count = 0;
  Contribution items[kContributionsMax];
  Effect total;
};

// What the score reads of a post's wage: the middle of what is promised, in hundreds of yuan.
std::uint16_t WageClassOf(const Posts& posts, std::size_t post);

class ScoreModel {
 public:
  static ScoreModel Build(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights);

  std::size_t positions() const { return order_.size(); }
  std::size_t blocks() const { return (order_.size() + 63) / 64; }
  const std::vector<std::uint32_t>& order() const { return order_; }        // post of a position
  const std::vector<std::uint32_t>& position() const { return position_; }  // position of a post

  // Effects by position, padded to whole blocks.
  struct Row {
    const std::int16_t* arrive = nullptr;
    const std::int16_t* stay = nullptr;
  };
  Effect worker(std::size_t w) const { return worker_[w]; }
  std::uint16_t origin(std::size_t w) const { return workers_->origin[w]; }
  Row WageRow(std::size_t w) const { return RowAt(wage_rows_, wage_row_of_[w]); }
  [[gnu::always_inline]] void Prefetch(std::size_t w) const {
    __builtin_prefetch(worker_.data() + w);
    __builtin_prefetch(wage_row_of_.data() + w);
    __builtin_prefetch(workers_->origin.data() + w);
    __builtin_prefetch(workers_->trades.data() + w);
    __builtin_prefetch(workers_->spouse_metro.data() + w);
  }
  bool SameRows(std::size_t a, std::size_t b) const {
    return origin(a) == origin(b) && wage_row_of_[a] == wage_row_of_[b];
  }
  bool KeepsOriginRows() const { return !origin_rows_.empty(); }
  Row OriginRow(std::uint16_t origin) const { return RowAt(origin_rows_, origin); }
  void FillOriginRow(std::uint16_t origin, std::int16_t* arrive, std::int16_t* stay) const;

  // The posts of a worker's trades, and what is added there.
  struct TradePosts {
    const std::uint64_t* posts;  // bitmap of positions; those of one worker's trades do not overlap
    Effect delta;
    std::uint32_t code;  // TradeCodeAt of all of them
  };
  struct TradeList {  // of each trade those that are not paid by the piece, then those that are
    std::size_t count = 0;
    TradePosts items[2 * kTradesPerWorker];
  };
  TradeList TradesOf(std::size_t worker) const;
  // Posts of one trade, paid by the piece or not, have one code below trade_codes().
  std::size_t trade_codes() const { return trades_.size() * 2; }
  std::uint32_t TradeCodeAt(std::size_t position) const;
  // Positions of the posts in the city where the worker's husband or wife works; empty: none, or nowhere.
  std::span<const std::uint32_t> SpousePosts(std::size_t worker) const;
  // All that is added there at one position: for the husband or wife, and for the trade.
  Effect SpouseDelta(std::size_t worker, std::size_t position) const;

  // One post seen from all workers; also posts and workers appended to the columns after Build (replan.h).
  struct PostColumn {
    std::vector<Effect> origin;                     // by origin: the post itself, way, table, townspeople
    std::array<Effect, 256> wage;                   // by hundreds of yuan wanted
    std::array<Effect, kSubsidyKinds + 1> subsidy;  // by the worker's kind
    std::uint16_t metro = kNoMetro;
    std::uint16_t trade = kNoTrade;
    bool piece_rate = false;
  };
  PostColumn ColumnOf(std::size_t post) const;
  // For OwnEffect, ColumnOf, IndexOf and Explain only: the same with other columns of posts.
  ScoreModel WithPosts(const Posts& posts) const {
    ScoreModel model;
    model.workers_ = workers_, model.posts_ = &posts, model.places_ = places_, model.weights_ = weights_;
    return model;
  }
  Effect OwnEffect(std::size_t worker) const;  // what worker() returns, from the columns
  Effect IndexOf(const PostColumn& column, std::size_t worker, Effect own) const;

  // Workers by origin and wanted wage: who stand together read the same rows.
  std::vector<std::uint32_t> Sequence() const;

  // The same sum, by factors; the tests compare its total with the rows.
  Contributions Explain(std::size_t worker, std::size_t post) const;

 private:
  struct StaffEffect {
    std::uint32_t position;
    Effect effect;
  };
  std::size_t padded() const { return blocks() * 64; }
  Row RowAt(const std::vector<std::int16_t>& rows, std::size_t i) const {
    const std::int16_t* row = rows.data() + i * 2 * padded();
    return {row, row + padded()};
  }
  int TradeBandOf(std::size_t worker, std::uint16_t trade) const;  // 0 none, 1 … 4
  Effect TradeDelta(int band, bool piece_rate) const;              // against somebody new to the trade
  Effect SubsidyEffect(std::uint8_t kind, std::size_t post) const;
  Effect PostEffect(std::size_t post) const;
  void BuildPosts();
  void BuildStaff();
  void BuildWorkers();
  void BuildTrades();
  void BuildMetros();

  const Workers* workers_ = nullptr;
  const Posts* posts_ = nullptr;
  const Places* places_ = nullptr;
  const Weights* weights_ = nullptr;
  std::vector<std::uint32_t> order_, position_;
  std::vector<Effect> own_;  // by position: the post's traits, new to the trade
  std::vector<std::int16_t> origin_rows_, wage_rows_;
  BigArray<Effect> worker_;
  BigArray<std::uint16_t> wage_row_of_;                      // by worker
  std::vector<std::uint16_t> trades_;                        // distinct trades of posts, sorted
  std::vector<std::uint16_t> trade_at_;                      // by trade: where in trades_; kNoTrade
  std::vector<std::uint64_t> trade_posts_;                   // bitmaps by trade * 2 + piece rate
  std::vector<std::vector<std::uint32_t>> metro_positions_;  // by metro; built if anybody's husband or wife works
  std::vector<std::uint32_t> staff_begin_;                   // by origin
  std::vector<StaffEffect> staff_;                           // of an origin, by position
};

}  // namespace gq::matching
