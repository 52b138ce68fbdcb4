// The ranked scan in plain C++, and the parts of it that AVX-512 shares: loops that a compiler makes vectors of. For
// the files that are compiled for one instruction set each (ranking.h).
#pragma once

#include <algorithm>
#include <bit>

#include "engines/matching/ranking.h"

namespace gq::matching {
namespace {  // compiled into each of them

constexpr std::uint32_t kSpare = 24;  // found beyond the wanted number before the floor is raised again
constexpr int kSteps = 9;             // of the search for the floor
// There may be keep() + kSpare before a chunk comes.
constexpr std::uint32_t kRoom = (BestPosts::kMost + kSpare + Ranking::kChunk + 15) / 16 * 16;
static_assert(kRoom + 16 <= BestPosts::kPruneAt);

// Raises the floor to nearly the worst of the best keep() and drops what is below: BestPosts::Tighten without a branch
// that depends on the nets.
inline void TightenFast(BestPosts& best) {
  const std::uint32_t count = best.count(), padded = (count + 15) / 16 * 16;
  if (count < best.keep() + kSpare) return;
  std::int32_t* nets = best.nets();
  std::uint32_t* positions = best.positions();
  for (std::uint32_t i = count; i < padded; ++i) nets[i] = 0;
  std::int32_t low = best.floor(), high = low;
  for (std::uint32_t i = 0; i < padded; ++i) high = std::max(high, nets[i]);
  ++high;
  for (int step = 0; step < kSteps; ++step) {
    const std::int32_t middle = low + (high - low) / 2;
    std::uint32_t reached = 0;
    for (std::uint32_t i = 0; i < padded; ++i) reached += nets[i] >= middle;
    (reached >= best.keep() ? low : high) = middle;
  }
  best.RaiseFloor(low);
  std::uint32_t to = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int32_t net = nets[i];
    nets[to] = net;
    positions[to] = positions[i];
    to += net >= low;
  }
  best.SetCount(to);
  best.Tighten(kSpare);  // where many are equal
}

// Of equals the lower position comes first.
inline void OrderEquals(BestPosts& best) {
  std::int32_t* nets = best.nets();
  std::uint32_t* positions = best.positions();
  std::uint32_t equals = 0;
  for (std::uint32_t i = 1; i < best.count(); ++i) equals += nets[i - 1] == nets[i];
  if (equals == 0) return;
  for (std::uint32_t i = 1; i < best.count(); ++i) {
    for (std::uint32_t k = i; k > 0 && nets[k - 1] == nets[k]; --k) {
      if (positions[k - 1] > positions[k]) std::swap(positions[k - 1], positions[k]);
    }
  }
}

// Leaves the best keep(), best first: each is put where so many better ones say.
inline void SortFast(BestPosts& best) {
  TightenFast(best);
  const std::uint32_t count = best.count(), padded = (count + 15) / 16 * 16;
  std::int32_t keys[kRoom], sorted[kRoom];
  std::uint32_t at[kRoom];
  static_assert(kRoom <= 128 &&
                kValueBits + 1 + 7 <= 32);  // a net and its place in one number, which must not be signed
  const auto key_of = [&](std::uint32_t i) {
    return static_cast<std::int32_t>((static_cast<std::uint32_t>(best.nets()[i]) << 7 | i) ^ 0x8000'0000U);
  };
  for (std::uint32_t i = 0; i < count; ++i) keys[i] = key_of(i);
  for (std::uint32_t i = count; i < padded; ++i) keys[i] = INT32_MIN;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int32_t key = keys[i];
    std::uint32_t better = 0;
    for (std::uint32_t k = 0; k < padded; ++k) better += keys[k] > key;
    sorted[better] = key;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t key = static_cast<std::uint32_t>(sorted[i]) ^ 0x8000'0000U;
    at[i] = best.positions()[key & 127];
    best.nets()[i] = static_cast<std::int32_t>(key >> 7);
  }
  std::copy_n(at, count, best.positions());
  OrderEquals(best);
  best.SetCount(std::min(count, best.keep()));
}

// A chunk of a list, from `i` on: its posts that are `possible`; `worker`: what is added to both effects.
inline void ScanChunk(const ScanTask& task, const Ranking::List& list, std::size_t i, Effect worker,
                      const std::uint64_t* possible, BestPosts& best) {
  for (const std::size_t end = i + Ranking::kChunk; i < end; ++i) {
    const std::uint32_t at = list.position[i];
    if ((possible[at / 64] >> (at % 64) & 1) == 0) continue;
    const std::int32_t net =
        ValueOf(task.arrive->At(list.arrive[i] + worker.arrive), task.stay->At(list.stay[i] + worker.stay)) -
        list.price[i];
    if (net >= best.floor()) best.Add(net, at);
  }
  TightenFast(best);
}

// In the order of the ranking. False: there may be better ones behind its end.
inline bool ScanOrder(const ScanTask& task, const Ranking& ranking, BestPosts& best) {
  for (std::size_t chunk = 0;; ++chunk) {
    if (ranking.MostFrom(chunk, task) < best.floor()) return true;
    if (chunk == ranking.chunks()) return false;
    ScanChunk(task, ranking.order(), chunk * Ranking::kChunk, task.worker, task.rest, best);
  }
}

// The posts of task.rest, one by one.
inline void ScanRest(const ScanTask& task, BestPosts& best) {
  for (std::size_t block = 0; block < task.blocks; ++block) {
    if (task.rest[block] == 0) continue;
    for (std::uint64_t bits = task.rest[block]; bits != 0; bits &= bits - 1)
      ScanOne(task, block * 64 + static_cast<std::size_t>(std::countr_zero(bits)), {}, best);
    TightenFast(best);
  }
}

// Writes task.rest: what is possible beside the worker's trades. True: that is more than can be looked at one by one.
inline bool FindRest(const ScanTask& task) {
  std::size_t rest = 0;
  for (std::size_t block = 0; block < task.blocks; ++block) {
    std::uint64_t bits = task.feasible[block];
    for (std::size_t k = 0; k < task.own.count; ++k) bits &= ~task.own.items[k].posts[block];
    task.rest[block] = bits;
    rest += static_cast<std::size_t>(std::popcount(bits));
  }
  return rest >= kRankedFrom;
}

inline Effect Sum(Effect a, Effect b) {
  return {static_cast<std::int16_t>(a.arrive + b.arrive), static_cast<std::int16_t>(a.stay + b.stay)};
}

// The posts of `bits` in a chunk of a list, from `i` on.
inline void ScanBits(const ScanTask& task, const Ranking::List& list, std::size_t i, std::uint32_t bits, Effect worker,
                     BestPosts& best) {
  for (; bits != 0; bits &= bits - 1) {
    const std::size_t k = i + static_cast<std::size_t>(std::countr_zero(bits));
    const std::int32_t net =
        ValueOf(task.arrive->At(list.arrive[k] + worker.arrive), task.stay->At(list.stay[k] + worker.stay)) -
        list.price[k];
    if (net >= best.floor()) best.Add(net, list.position[k]);
  }
  TightenFast(best);
}

inline Quick ScanQuickOrder(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  for (std::size_t segment = 0;; ++segment) {
    std::uint32_t bits[Ranking::kSegment];
    for (std::size_t c = 0; c < Ranking::kSegment; ++c) {
      const std::size_t chunk = segment * Ranking::kSegment + c;
      if (ranking.MostFrom(chunk, task) < best.floor()) return Quick::kFound;
      if (chunk == ranking.chunks()) return Quick::kUnproven;
      if (c == 0) {
        std::fill_n(bits, Ranking::kSegment, ~0U);
        for (std::size_t r = 0; r < rows.order_count; ++r) {
          const std::uint32_t* row = ranking.OrderBits(rows.order[r], segment);
          for (std::size_t k = 0; k < Ranking::kSegment; ++k) bits[k] &= row[k];
        }
        std::uint32_t count = 0;
        for (const std::uint32_t word : bits) count += static_cast<std::uint32_t>(std::popcount(word));
        if (segment == 0 && count < kFewInSegment) return Quick::kFew;
      }
      ScanBits(task, ranking.order(), chunk * Ranking::kChunk, bits[c], task.worker, best);
    }
  }
}

// The posts of one of the worker's trades; `rows` as in ScanRanked.
inline void ScanTrade(const ScanTask& task, const Ranking& ranking, const ScoreModel::TradePosts& own,
                      const OrderedRows* rows, BestPosts& best) {
  const Effect worker = Sum(task.worker, own.delta);
  for (std::size_t i = ranking.trade_begin(own.code); i < ranking.trade_begin(own.code + 1); i += Ranking::kChunk) {
    if (rows == nullptr) {
      ScanChunk(task, ranking.trades(), i, worker, task.feasible, best);
      continue;
    }
    std::uint32_t bits = ~0U;
    for (std::size_t r = 0; r < rows->trade_count; ++r) bits &= rows->trade[r][i / Ranking::kChunk];
    ScanBits(task, ranking.trades(), i, bits, worker, best);
  }
}

inline Quick ScanQuick(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  const Quick found = ScanQuickOrder(task, ranking, rows, best);
  if (found != Quick::kFound) return found;
  for (std::size_t k = 0; k < task.own.count; ++k) ScanTrade(task, ranking, task.own.items[k], &rows, best);
  SortFast(best);
  return Quick::kFound;
}

inline bool ScanRanked(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best) {
  TightenFast(best);
  if (!FindRest(task)) {
    ScanRest(task, best);
  } else if (task.order_tried || !ScanOrder(task, ranking, best)) {
    return false;
  }
  for (std::size_t k = 0; k < task.own.count; ++k) ScanTrade(task, ranking, task.own.items[k], rows, best);
  SortFast(best);
  return true;
}

}  // namespace
}  // namespace gq::matching
