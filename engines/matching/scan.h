// The scan: of all posts that are possible for one worker, the best by value minus price. The only code that touches
// every pair.
//
// Compiled for AVX-512, AVX2 and plain C++ (portable to aarch64) from scan_*.cc; all give the same answers bit by bit,
// because the best are told apart by (net, lower position) and every number is an integer. What does not get into the
// list is forgotten.
//
// Thread-safety: functions without state; a BestPosts belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engines/matching/matching.h"
#include "engines/matching/probability.h"
#include "engines/matching/score.h"

namespace gq::matching {

// The `keep` best so far, by net, then by lower position, whatever the order in which they come. net > 0 only: what is
// worth nothing at today's price never will be, prices only rise.
class BestPosts {
 public:
  static constexpr std::uint32_t kKeep = 33, kMost = 64, kPruneAt = 160;

  explicit BestPosts(std::uint32_t keep = kKeep) : keep_(keep) {}  // at most kMost

  [[gnu::always_inline]] void Clear() { count_ = 0, floor_ = 1; }
  [[gnu::always_inline]] std::int32_t floor() const { return floor_; }  // less does not get in
  std::uint32_t count() const { return count_; }
  std::uint32_t keep() const { return keep_; }
  // REQUIRES: keep() or more of all that will come have at least this.
  [[gnu::always_inline]] void RaiseFloor(std::int32_t floor) { floor_ = floor_ < floor ? floor : floor_; }
  [[gnu::always_inline]] void Add(std::int32_t net, std::uint32_t position) {
    net_[count_] = net;
    position_[count_] = position;
    if (++count_ == kPruneAt) Prune(keep_);
  }
  // Raises the floor to the worst of the best keep(), if there are so many and `spare` more.
  void Tighten(std::uint32_t spare) {
    if (count_ >= keep_ + spare) Prune(keep_);
  }
  // For kernels that write many at once: the arrays, with room for kPruneAt, and how many are in them.
  std::int32_t* nets() { return net_; }
  std::uint32_t* positions() { return position_; }
  void SetCount(std::uint32_t count) { count_ = count; }
  // Leaves at most `keep` (<= keep()), best first.
  void Finish(std::uint32_t keep);
  // Leaves the best keep() - 1 in any order; the net of the best one left out, 0 if there is none.
  std::int32_t Divide();
  std::int32_t net(std::uint32_t i) const { return net_[i]; }
  std::uint32_t position(std::uint32_t i) const { return position_[i]; }

 private:
  void Prune(std::uint32_t keep);
  std::uint32_t keep_, count_ = 0;
  std::int32_t floor_ = 1;
  std::int32_t net_[kPruneAt];
  std::uint32_t position_[kPruneAt];
};

struct ScanTask {
  std::uint64_t* feasible = nullptr;  // a word a block; the scan may change it
  std::size_t blocks = 0;
  ScoreModel::Row origin, wage;  // by position
  Effect worker;
  ScoreModel::TradeList own;  // posts of the worker's trades, where more is added
  const ProbabilityTable* arrive = nullptr;
  const ProbabilityTable* stay = nullptr;
  const std::int32_t* price = nullptr;          // by position
  const std::uint16_t* price_coarse = nullptr;  // CoarsePrice of it
  // Deferred acceptance instead of the auction: net is arrive alone, and stay must be above this; nullptr otherwise.
  const std::uint16_t* stay_floor = nullptr;
  std::int16_t* scratch = nullptr;  // by position
  std::uint64_t* rest = nullptr;    // as large as feasible; for scan_ranked
  bool order_tried = false;         // the order of the ranking has ended too soon for this worker
};

// The scan compares 16 bits first: value >> 10 against price >> 10. That may let a pair through, never lose one.
inline constexpr int kCoarseBits = 16 - (2 * kProbabilityBits - kValueBits);
inline constexpr std::uint16_t CoarsePrice(std::int32_t price) {
  return static_cast<std::uint16_t>(price >> kCoarseBits);
}

// Of the posts that a worker keeps in mind: the most net at today's prices (of equals the lowest position), and the
// second most; 0 what is not above 0.
struct BestTwo {
  std::int32_t first = 0, second = 0;
  std::uint32_t position = 0;
};
inline constexpr std::uint32_t kRemembered = BestPosts::kKeep - 1;

// `position` and `value` have kRemembered elements, of which `count` say something.
template <typename Position>
BestTwo FindBestTwo(const Position* position, const std::int32_t* value, std::uint32_t count,
                    const std::int32_t* price) {
  std::int64_t first = 0, second = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int32_t net = value[i] - price[position[i]];
    const std::int64_t key = net <= 0 ? 0 : std::int64_t{net} << 32 | static_cast<std::uint32_t>(~position[i]);
    const std::int64_t less = key < first ? key : first;
    second = second < less ? less : second;
    first = first < key ? key : first;
  }
  return {static_cast<std::int32_t>(first >> 32), static_cast<std::int32_t>(second >> 32),
          ~static_cast<std::uint32_t>(first)};
}

using ScanFunction = void (*)(const ScanTask&, BestPosts&);
// out[i] = all of rows[0 … count)[i]; count ≥ 1.
using MeetFunction = void (*)(const std::uint64_t* const* rows, std::size_t count, std::size_t words,
                              std::uint64_t* out);
using BestTwoFunction = BestTwo (*)(const std::uint16_t* position, const std::int32_t* value, std::uint32_t count,
                                    const std::int32_t* price);
class Ranking;
struct OrderedRows;
using ScanRankedFunction = bool (*)(const ScanTask&, const Ranking&, const OrderedRows*, BestPosts&);  // ranking.h
using FindLevelsFunction = void (*)(const ScanTask&, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                                    std::int16_t* levels);
// The highest two indices and the lowest price of some posts.
struct RankBound {
  std::int16_t arrive, stay;
  std::int32_t price;
};
// Of the positions with none < level < least, and of `start`.
using FindBoundFunction = RankBound (*)(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                                        const Effect* effects, const std::int32_t* price, RankBound start);
enum class Quick : std::uint8_t { kFound, kFew, kUnproven };
using ScanQuickFunction = Quick (*)(const ScanTask&, Ranking&, const OrderedRows&, BestPosts&);
using PickFromFunction = std::size_t (*)(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out);
using PickBitsFunction = void (*)(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words,
                                  std::uint32_t* out);
using PickKindFunction = void (*)(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out);
struct Kernel {
  ScanFunction scan;
  ScanRankedFunction scan_ranked;
  ScanQuickFunction scan_quick;
  FindLevelsFunction find_levels;
  FindBoundFunction find_bound;
  PickFromFunction pick_from;
  PickBitsFunction pick_bits;
  PickKindFunction pick_kind;
  MeetFunction meet;
  BestTwoFunction best_two;
  Isa isa;
};
// The kernel of `isa`, or the best one that this machine has.
Kernel GetKernel(Isa isa);

// One position, exactly; `delta` is added to the index. What every kernel does with what it lets through.
[[gnu::always_inline]] inline void ScanOne(const ScanTask& task, std::size_t i, Effect delta, BestPosts& best) {
  const std::int32_t arrive =
      task.arrive->At(task.origin.arrive[i] + task.wage.arrive[i] + task.worker.arrive + delta.arrive);
  const std::int32_t stay = task.stay->At(task.origin.stay[i] + task.wage.stay[i] + task.worker.stay + delta.stay);
  if (task.stay_floor != nullptr) {
    if (stay > task.stay_floor[i] && arrive >= best.floor()) best.Add(arrive, static_cast<std::uint32_t>(i));
    return;
  }
  const std::int32_t net = ValueOf(arrive, stay) - task.price[i];
  if (net >= best.floor()) best.Add(net, static_cast<std::uint32_t>(i));
}

// Scores the posts of the worker's trades and takes them out of task.feasible: for kernels that add nothing in a block.
void ScanOwn(const ScanTask& task, BestPosts& best);

void ScanScalar(const ScanTask& task, BestPosts& best);
void ScanAvx2(const ScanTask& task, BestPosts& best);
void ScanAvx512(const ScanTask& task, BestPosts& best);
void MeetScalar(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out);
void MeetAvx2(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out);
void MeetAvx512(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out);
BestTwo FindBestTwoAvx512(const std::uint16_t* position, const std::int32_t* value, std::uint32_t count,
                          const std::int32_t* price);

}  // namespace gq::matching
