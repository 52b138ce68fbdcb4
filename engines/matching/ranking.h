// The posts that a typical worker of a group would like best, in his order, to find the best few of each worker of the
// group without looking at the others.
//
// A group are workers who read the same two rows (score.h): what they see in a post differs only by a constant of the
// worker, by his trades and by where his wife works. Both probabilities rise with their index. So no post behind a
// place in the order is worth more to a worker than one with the highest two indices and the lowest price behind it
// would be, and a scan in this order stops where that is below the worst of the best found so far: after some 600 of
// 14,300 posts, where nearly everybody of a group likes the same ones. What it finds is the same as what a scan over
// all posts finds, bit by bit; if the order ends before that is certain, it says so.
//
// Making the order costs some ten scans, so it pays for groups of some dozens.
//
// Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/matching/eligibility.h"
#include "engines/matching/scan.h"

namespace gq::matching {

struct World;
struct Situation;
class Prices;

// The bitmaps that a worker's possible posts have in common, in the order of a ranking and in that of its trades().
struct OrderedRows {
  std::size_t order_count = 0, trade_count = 0;
  std::uint32_t order[kConstraints + kTradesPerWorker];  // Ranking::OrderBits; his own trades are left out of them
  const std::uint32_t* trade[kConstraints + 1];          // a bit a place of trades()
};

class Ranking {
 public:
  static constexpr std::size_t kSegment = 16;  // chunks whose bits are picked at once
  static constexpr std::size_t kChunk = 32;    // lists are filled up to whole chunks, with posts that nobody pays
  static constexpr std::size_t kMost = 2048;   // posts in the order; more where the last are equal

  Ranking(const World& world, const Situation& situation, const Prices& prices, Kernel kernel);

  // For `group` (not empty), who all read these rows.
  void Rank(std::span<const std::uint32_t> group, ScoreModel::Row origin, ScoreModel::Row wage);
  // Before trades() is read for these: what the group sees in their posts.
  void Know(const ScoreModel::TradeList& trades);

  // The bitmaps that the possible posts of a worker of the group have in common (eligibility.h): the first one is what
  // the whole group has in common. Returns how many.
  std::size_t RowsOf(std::size_t worker, Eligibility::Rows& rows) const;

  // The same for the scan in the order, of which all posts are possible for what the group has in common. `trades`: the
  // worker's own. Valid until it is called for the next worker.
  void FindRows(std::size_t worker, const ScoreModel::TradeList& trades, OrderedRows& rows);
  // A word a chunk, kSegment words: which posts of a segment of the order are in rows.order[i].
  [[gnu::always_inline]] const std::uint32_t* OrderBits(std::uint32_t row, std::size_t segment) {
    if (segment >= made_[row]) Make(row, segment);
    return order_bits_.data() + (row * segments_ + segment) * kSegment;
  }

  // Columns of posts: position, the sum of both rows there, price and CoarsePrice of it.
  struct List {
    void Resize(std::size_t size);
    std::size_t size() const { return position.size(); }
    std::vector<std::uint32_t> position;
    std::vector<std::int16_t> arrive, stay;
    std::vector<std::int32_t> price;
    std::vector<std::uint16_t> price_coarse;
  };
  const List& order() const { return order_; }
  std::size_t chunks() const { return chunks_; }  // of order()
  // Posts of a trade, in no order: places [trade_begin(code), trade_begin(code + 1)) of trades().
  const List& trades() const { return trades_; }
  std::uint32_t trade_begin(std::uint32_t code) const { return trade_begin_[code]; }
  // By position: the sum of both rows.
  const Effect* effects() const { return effect_.data(); }

  // No post from this chunk of the order on, or outside it, is worth more to the worker, his trades and wife left out.
  // chunk ≤ chunks().
  [[gnu::always_inline]] std::int32_t MostFrom(std::size_t chunk, const ScanTask& task) const {
    const RankBound& best = bound_[chunk];
    return ValueOf(task.arrive->At(best.arrive + task.worker.arrive), task.stay->At(best.stay + task.worker.stay)) -
           best.price;
  }

 private:
  struct Slot {
    std::uint64_t group = 0;  // row holds for this one
    std::uint32_t row = 0;
  };
  // What a bitmap in the order is picked from: the bitmap of all posts, or, of constraints of few kinds, a bit of a
  // block in kinds_.
  struct Source {
    const std::uint64_t* bitmap;
    std::uint32_t block, bit;
  };
  void ListTrades();
  void ListKinds();
  Source SourceOf(std::size_t constraint, std::uint16_t kind) const;
  Source SourceOfTrade(std::size_t trade) const;
  std::uint32_t RowOf(Slot& slot, Source source);
  const std::uint64_t* OrderKinds(std::uint32_t block, std::size_t segment);
  void Make(std::uint32_t row, std::size_t segment);
  void MakeRoomForTradeBits();
  const std::uint32_t* TradeBits(std::size_t constraint, std::uint16_t kind);
  void ShareTrades(std::uint32_t worker);
  void Share(std::span<const std::uint32_t> group);
  void Add(std::span<const std::uint32_t> group, ScoreModel::Row origin, ScoreModel::Row wage);
  void Choose();
  void Fill();

  const World& world_;
  const Situation& situation_;
  const Prices& prices_;
  const Kernel kernel_;
  std::vector<std::uint64_t> shared_;  // what all of the group may have
  std::vector<std::size_t> differ_;    // constraints in which they differ
  std::vector<Effect> effect_;
  List order_, trades_;
  std::size_t chunks_ = 0;
  std::vector<RankBound> bound_;
  std::vector<std::uint32_t> trade_begin_;
  std::vector<std::uint64_t> known_;  // by code: for the how manieth group
  std::uint64_t group_ = 0;
  // Bitmaps in the order: by constraint and kind, and by trade; then by row.
  std::vector<Slot> slot_[kConstraints], slot_of_trade_;
  std::vector<Source> source_;
  std::vector<std::uint32_t> made_;  // segments
  std::vector<std::uint32_t> order_bits_;
  std::size_t segments_ = 0;
  // The same bitmaps the other way round, 64 kinds a block: for whom a post is possible, and of which trades it is not,
  // by block and then by position; and in the order, so far as it is made.
  std::uint32_t first_kind_[kConstraints], first_trade_ = 0;
  std::vector<std::uint64_t> kinds_, order_kinds_;
  std::vector<std::uint32_t> kinds_made_;  // by block: segments
  // Bitmaps in the order of trades(), the same for all groups.
  std::vector<std::uint32_t> trade_row_[kConstraints];  // by kind: from 1; 0: not made
  std::vector<std::uint32_t> trade_bits_, shared_trades_;
  std::uint32_t trade_rows_ = 0;
  // While ranking.
  std::vector<std::int16_t> level_;           // by position: net to the typical worker, coarsely
  std::vector<std::uint32_t> next_, chosen_;  // by level; positions
  std::size_t count_ = 0;                     // of chosen_
  int least_level_ = 0;
  int picked_from_ = 0;  // levels; what should be enough for the next group
};

// What a kernel does for the class above, for whole blocks: effects[i] = the sum of task.origin and task.wage there;
// levels[i] = the net of that to task.worker, coarsely (scan.h) and below 2^14, `none` where the post is not possible.
// The order of posts may follow from it, never what is found.
void FindLevelsScalar(const ScanTask& task, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                      std::int16_t* levels);
void FindLevelsAvx512(const ScanTask& task, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                      std::int16_t* levels);

// FindBoundFunction (scan.h).
RankBound FindBoundScalar(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                          const Effect* effects, const std::int32_t* price, RankBound start);
RankBound FindBoundAvx512(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                          const Effect* effects, const std::int32_t* price, RankBound start);

// Writes where the level is `least` or more, ascending, and returns how many: whole blocks; out has room for
// kPickedSpare more than there are levels.
inline constexpr std::size_t kPickedSpare = 32;
std::size_t PickFromScalar(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out);
std::size_t PickFromAvx512(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out);

// Bit i of out = whether positions[i] is in the bitmap, for 32 * words positions.
void PickBitsScalar(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words, std::uint32_t* out);
void PickBitsAvx512(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words, std::uint32_t* out);

// The same where each post has a word of its own: bit i of out = bit `bit` of kinds[i].
void PickKindScalar(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out);
void PickKindAvx512(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out);

// In the order of the ranking, for workers whose wife or husband works nowhere: task.feasible is not read. The best
// come sorted. kFew: so few seem possible that looking at each costs less; kUnproven: there may be better ones behind
// the end of the order.
Quick ScanQuickScalar(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best);
Quick ScanQuickAvx2(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best);
Quick ScanQuickAvx512(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best);
// Of the first segment.
inline constexpr std::uint32_t kFewInSegment = 16;

// As ScanFunction (scan.h), by net alone and in the order of the ranking; the best come sorted. `rows`: of FindRows for
// this worker, or nullptr where task.feasible says which posts of his trades are left. False: there may be better ones.
bool ScanRankedScalar(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best);
bool ScanRankedAvx2(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best);
bool ScanRankedAvx512(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best);

// Where fewer are possible, they are looked at one by one.
inline constexpr std::size_t kRankedFrom = 256;

}  // namespace gq::matching
