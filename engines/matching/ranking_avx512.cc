#include "engines/matching/ranking.h"

#if defined(__x86_64__)
#include <bit>

#include "engines/matching/probability_avx512.h"
#include "engines/matching/ranking_scan.h"

namespace gq::matching {
namespace {

// TightenFast with masks instead of sums.
void TightenMany(BestPosts& best) {
  const std::uint32_t count = best.count();
  constexpr std::uint32_t kVectors = BestPosts::kPruneAt / 16;  // so many of one city may have come before
  __m512i nets[kVectors], most = _mm512_setzero_si512();
  const std::uint32_t vectors = (count + 15) / 16;
  for (std::uint32_t v = 0; v < vectors; ++v) {
    const auto there = static_cast<__mmask16>(count - v * 16 >= 16 ? 0xFFFF : (1U << (count - v * 16)) - 1);
    nets[v] = _mm512_maskz_loadu_epi32(there, best.nets() + v * 16);
    most = _mm512_max_epi32(most, nets[v]);
  }
  std::int32_t low = best.floor(), high = std::max(low, _mm512_reduce_max_epi32(most)) + 1;
  for (int step = 0; step < kSteps; ++step) {
    const std::int32_t middle = low + (high - low) / 2;
    std::uint32_t reached = 0;
    for (std::uint32_t v = 0; v < vectors; ++v)
      reached += static_cast<std::uint32_t>(
          std::popcount(static_cast<unsigned>(_mm512_cmpge_epi32_mask(nets[v], _mm512_set1_epi32(middle)))));
    (reached >= best.keep() ? low : high) = middle;
  }
  best.RaiseFloor(low);
  std::uint32_t to = 0;
  for (std::uint32_t v = 0; v < vectors; ++v) {
    const auto there = static_cast<__mmask16>(count - v * 16 >= 16 ? 0xFFFF : (1U << (count - v * 16)) - 1);
    const __mmask16 kept = _mm512_mask_cmpge_epi32_mask(there, nets[v], _mm512_set1_epi32(low));
    const __m512i positions = Load(best.positions() + v * 16);
    _mm512_storeu_si512(best.nets() + to, _mm512_maskz_compress_epi32(kept, nets[v]));
    _mm512_storeu_si512(best.positions() + to, _mm512_maskz_compress_epi32(kept, positions));
    to += static_cast<std::uint32_t>(std::popcount(static_cast<unsigned>(kept)));
  }
  best.SetCount(to);
  best.Tighten(kSpare);  // where many are equal
}
[[gnu::always_inline]] inline void Tighten(BestPosts& best) {
  if (best.count() >= best.keep() + kSpare) TightenMany(best);
}

// Bitonic sorting network (Batcher 1968) over 64 lanes: lane i is compared with lane i ^ J; runs of K are sorted in
// turns downwards and upwards.
template <unsigned J>
__m512i Partners(__m512i v) {
  if constexpr (J == 1) return _mm512_shuffle_epi32(v, _MM_PERM_CDAB);
  if constexpr (J == 2) return _mm512_shuffle_epi32(v, _MM_PERM_BADC);
  if constexpr (J == 4) return _mm512_shuffle_i32x4(v, v, 0xB1);
  if constexpr (J == 8) return _mm512_shuffle_i32x4(v, v, 0x4E);
}
constexpr __mmask16 LanesOfGreater(unsigned k, unsigned j, bool down) {
  unsigned lanes = 0;
  for (unsigned i = 0; i < 16; ++i) lanes |= (((i & k) == 0) == down) == ((i & j) == 0) ? 1U << i : 0U;
  return static_cast<__mmask16>(lanes);
}
template <unsigned K, unsigned J, bool kDown>
[[gnu::always_inline]] inline __m512i Exchange(__m512i v) {
  const __m512i other = Partners<J>(v);
  constexpr __mmask16 kGreater = LanesOfGreater(K, J, kDown);
  return _mm512_mask_max_epi32(_mm512_min_epi32(v, other), kGreater, v, other);
}
// Of lanes that rise and then fall, or the reverse.
template <bool kDown>
[[gnu::always_inline]] inline __m512i Merge16(__m512i v) {
  return Exchange<16, 1, kDown>(Exchange<16, 2, kDown>(Exchange<16, 4, kDown>(Exchange<16, 8, kDown>(v))));
}
template <bool kDown>
[[gnu::always_inline]] inline __m512i Sort16(__m512i v) {
  v = Exchange<2, 1, true>(v);
  v = Exchange<4, 1, true>(Exchange<4, 2, true>(v));
  v = Exchange<8, 1, true>(Exchange<8, 2, true>(Exchange<8, 4, true>(v)));
  return Merge16<kDown>(v);
}
[[gnu::always_inline]] inline void GreaterFirst(__m512i& a, __m512i& b) {
  const __m512i less = _mm512_min_epi32(a, b);
  a = _mm512_max_epi32(a, b);
  b = less;
}
[[gnu::always_inline]] inline void SortDown(__m512i (&v)[4]) {
  v[0] = Sort16<true>(v[0]), v[1] = Sort16<false>(v[1]);
  v[2] = Sort16<true>(v[2]), v[3] = Sort16<false>(v[3]);
  GreaterFirst(v[0], v[1]), GreaterFirst(v[3], v[2]);
  v[0] = Merge16<true>(v[0]), v[1] = Merge16<true>(v[1]);
  v[2] = Merge16<false>(v[2]), v[3] = Merge16<false>(v[3]);
  GreaterFirst(v[0], v[2]), GreaterFirst(v[1], v[3]);
  GreaterFirst(v[0], v[1]), GreaterFirst(v[2], v[3]);
  for (__m512i& one : v) one = Merge16<true>(one);
}

// Of equals the lower position comes first. `equal`: bit i = the nets i and i + 1 are equal.
void OrderRuns(std::uint32_t* positions, std::uint64_t equal) {
  while (equal != 0) {
    const auto begin = static_cast<unsigned>(std::countr_zero(equal)),
               length = static_cast<unsigned>(std::countr_one(equal >> begin)) + 1;
    for (unsigned i = begin + 1; i < begin + length; ++i) {
      for (unsigned k = i; k > begin && positions[k - 1] > positions[k]; --k) std::swap(positions[k - 1], positions[k]);
    }
    equal &= ~std::uint64_t{0} << (begin + length - 1);
  }
}

// SortFast, up to 64 in registers.
void Sort(BestPosts& best) {
  Tighten(best);
  constexpr std::uint32_t kInRegisters = 64;
  const std::uint32_t count = best.count();
  if (count > kInRegisters) return SortFast(best);
  const __m512i sign = _mm512_set1_epi32(INT32_MIN),
                one_to = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i key[4], position[4];
  for (std::uint32_t v = 0; v < 4; ++v) {
    const auto there = static_cast<__mmask16>(count >= v * 16 + 16 ? 0xFFFF
                                              : count <= v * 16    ? 0
                                                                   : (1U << (count - v * 16)) - 1);
    const __m512i numbered = _mm512_or_si512(_mm512_slli_epi32(Load(best.nets() + v * 16), 7),
                                             _mm512_add_epi32(one_to, _mm512_set1_epi32(static_cast<int>(v) * 16)));
    key[v] = _mm512_mask_xor_epi32(sign, there, numbered, sign);  // what is not there is the least
    position[v] = Load(best.positions() + v * 16);
  }
  SortDown(key);
  const __m512i next_lane = _mm512_set_epi32(0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  std::uint64_t equal = 0;  // to the next one
  for (std::uint32_t v = 0; v < 4; ++v) {
    const __m512i next = v == 3 ? _mm512_maskz_permutexvar_epi32(0x7FFF, next_lane, key[v])
                                : _mm512_mask_permutexvar_epi32(_mm512_permutexvar_epi32(next_lane, key[v]), 0x8000,
                                                                next_lane, key[v + 1]);
    const __mmask16 same = _mm512_mask_cmpeq_epi32_mask(_mm512_cmpneq_epi32_mask(key[v], sign),
                                                        _mm512_srli_epi32(key[v], 7), _mm512_srli_epi32(next, 7));
    equal |= std::uint64_t{same} << (v * 16);
    const __m512i back = _mm512_xor_si512(key[v], sign);
    // Five bits of the index choose among 32, the sixth between both.
    const __m512i from = _mm512_and_si512(back, _mm512_set1_epi32(63)),
                  first = _mm512_permutex2var_epi32(position[0], from, position[1]),
                  second = _mm512_permutex2var_epi32(position[2], from, position[3]);
    _mm512_storeu_si512(best.nets() + v * 16, _mm512_srli_epi32(back, 7));
    _mm512_storeu_si512(best.positions() + v * 16,
                        _mm512_mask_mov_epi32(first, _mm512_test_epi32_mask(from, _mm512_set1_epi32(32)), second));
  }
  OrderRuns(best.positions(), equal);
  best.SetCount(std::min(count, best.keep()));
}

// Scans for one worker.
class RankedScan {
 public:
  RankedScan(const ScanTask& task, const Ranking& ranking, BestPosts& best)
      : task_(task), ranking_(ranking), best_(best), arrive_table_(*task.arrive), stay_table_(*task.stay) {}

  // Writes task.rest: what is possible beside the worker's trades. True: that is more than is looked at one by one;
  // else it is listed in found_.
  bool FindRest() {
    found_count_ = 0;
    for (std::size_t block = 0; block < task_.blocks; block += 8) {
      const __mmask8 lanes = LanesFrom(block);
      __m512i bits = _mm512_maskz_loadu_epi64(lanes, task_.feasible + block);
      for (std::size_t k = 0; k < task_.own.count; ++k)
        bits = _mm512_andnot_si512(_mm512_maskz_loadu_epi64(lanes, task_.own.items[k].posts + block), bits);
      _mm512_mask_storeu_epi64(task_.rest + block, lanes, bits);
      for (unsigned some = _mm512_test_epi64_mask(bits, bits); some != 0; some &= some - 1)
        List(block + static_cast<std::size_t>(std::countr_zero(some)));
    }
    return found_count_ >= kRankedFrom;
  }

  // In the order of the ranking. False: there may be better ones behind its end.
  bool ScanOrder() {
    for (std::size_t chunk = 0;; ++chunk) {
      if (ranking_.MostFrom(chunk, task_) < best_.floor()) return true;
      if (chunk == ranking_.chunks()) return false;
      ScanChunk(ranking_.order(), chunk * Ranking::kChunk, _mm512_set1_epi16(task_.worker.arrive),
                _mm512_set1_epi16(task_.worker.stay), task_.rest);
    }
  }

  // The same by bits in the order, for a worker without a wife or husband elsewhere.
  Quick ScanOrderQuick(Ranking& ranking, const OrderedRows& rows) {
    for (std::size_t segment = 0;; ++segment) {
      std::uint32_t bits[Ranking::kSegment];
      for (std::size_t c = 0; c < Ranking::kSegment; ++c) {
        const std::size_t chunk = segment * Ranking::kSegment + c;
        if (ranking.MostFrom(chunk, task_) < best_.floor()) return Quick::kFound;
        if (chunk == ranking.chunks()) return Quick::kUnproven;
        if (c == 0 && FindBits(ranking, rows, segment, bits) < kFewInSegment && segment == 0) return Quick::kFew;
        ScanBits(ranking.order(), chunk * Ranking::kChunk, _mm512_set1_epi16(task_.worker.arrive),
                 _mm512_set1_epi16(task_.worker.stay), bits[c]);
      }
    }
  }

  void ScanTradeQuick(const ScoreModel::TradePosts& own, const OrderedRows& rows) {
    const __m512i arrive = _mm512_set1_epi16(static_cast<short>(task_.worker.arrive + own.delta.arrive)),
                  stay = _mm512_set1_epi16(static_cast<short>(task_.worker.stay + own.delta.stay));
    const std::size_t begin = ranking_.trade_begin(own.code) / Ranking::kChunk,
                      end = ranking_.trade_begin(own.code + 1) / Ranking::kChunk;
    for (std::size_t from = begin; from < end; from += 16) {
      const std::size_t count = std::min<std::size_t>(end - from, 16);
      const auto there = static_cast<__mmask16>((1U << count) - 1);
      __m512i all = _mm512_set1_epi32(-1);
      for (std::size_t r = 0; r < rows.trade_count; ++r)
        all = _mm512_and_si512(all, _mm512_maskz_loadu_epi32(there, rows.trade[r] + from));
      std::uint32_t bits[16];
      _mm512_storeu_si512(bits, all);
      for (std::size_t k = 0; k < count; ++k)
        ScanBits(ranking_.trades(), (from + k) * Ranking::kChunk, arrive, stay, bits[k]);
    }
  }

  // The posts of one of the worker's trades.
  void ScanTrade(const ScoreModel::TradePosts& own) {
    const __m512i arrive = _mm512_set1_epi16(static_cast<short>(task_.worker.arrive + own.delta.arrive)),
                  stay = _mm512_set1_epi16(static_cast<short>(task_.worker.stay + own.delta.stay));
    for (std::size_t i = ranking_.trade_begin(own.code); i < ranking_.trade_begin(own.code + 1); i += Ranking::kChunk)
      ScanChunk(ranking_.trades(), i, arrive, stay, task_.feasible);
  }

  // The posts of found_, one by one.
  void ScanRest() {
    const std::uint32_t* const found = found_;
    const std::uint32_t count = found_count_;
    const __m512i worker_arrive = _mm512_set1_epi32(task_.worker.arrive),
                  worker_stay = _mm512_set1_epi32(task_.worker.stay);
    for (std::uint32_t i = 0; i < count; i += 16) {
      const auto there = static_cast<__mmask16>(count - i >= 16 ? 0xFFFF : (1U << (count - i)) - 1);
      const __m512i at = _mm512_maskz_loadu_epi32(there, found + i);
      const __m512i effect =
          _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), there, at, ranking_.effects(), sizeof(Effect));
      // Arrive in the low halves, stay in the high ones: 16 bits are enough for either sum.
      const __m256i arrive = _mm512_cvtepi32_epi16(_mm512_add_epi32(effect, worker_arrive));
      const __m256i stay = _mm512_cvtepi32_epi16(_mm512_add_epi32(_mm512_srai_epi32(effect, 16), worker_stay));
      const __m512i price = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), there, at, task_.price, 4);
      Take(there, _mm512_castsi512_si256(arrive_table_.Look(_mm512_castsi256_si512(arrive))),
           _mm512_castsi512_si256(stay_table_.Look(_mm512_castsi256_si512(stay))), price, at);
      Tighten(best_);
    }
  }

 private:
  void List(std::size_t block) {
    if (found_count_ >= kRankedFrom) return;
    for (std::uint64_t bits = task_.rest[block]; bits != 0; bits &= bits - 1)
      found_[found_count_++] =
          static_cast<std::uint32_t>(block * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
  }

  __mmask8 LanesFrom(std::size_t block) const {
    return static_cast<__mmask8>(task_.blocks - block < 8 ? (1U << (task_.blocks - block)) - 1 : 0xFF);
  }

  // Which posts of a segment are possible, and how many.
  static std::uint32_t FindBits(Ranking& ranking, const OrderedRows& rows, std::size_t segment, std::uint32_t* bits) {
    __m512i all = _mm512_set1_epi32(-1);
    for (std::size_t r = 0; r < rows.order_count; ++r)
      all = _mm512_and_si512(all, Load(ranking.OrderBits(rows.order[r], segment)));
    _mm512_storeu_si512(bits, all);
    std::uint32_t count = 0;
    for (std::size_t k = 0; k < Ranking::kSegment; ++k) count += static_cast<std::uint32_t>(std::popcount(bits[k]));
    return count;
  }

  // A chunk of a list, from `i` on: the posts of `bits`.
  [[gnu::always_inline]] void ScanBits(const Ranking::List& list, std::size_t i, __m512i worker_arrive,
                                       __m512i worker_stay, __mmask32 bits) {
    if (bits == 0) return;
    const __m512i arrive = arrive_table_.Look(_mm512_add_epi16(Load(list.arrive.data() + i), worker_arrive));
    const __m512i stay = stay_table_.Look(_mm512_add_epi16(Load(list.stay.data() + i), worker_stay));
    const __m512i coarse = _mm512_sub_epi16(_mm512_mulhi_epu16(arrive, stay), Load(list.price_coarse.data() + i));
    const __mmask32 good =
        _mm512_mask_cmpge_epi16_mask(bits, coarse, _mm512_set1_epi16(static_cast<short>(best_.floor() >> kCoarseBits)));
    const auto low = static_cast<__mmask16>(good), high = static_cast<__mmask16>(good >> 16);
    if (low != 0)
      Take(low, _mm512_castsi512_si256(arrive), _mm512_castsi512_si256(stay), Load(list.price.data() + i),
           Load(list.position.data() + i));
    if (high != 0)
      Take(high, _mm512_extracti64x4_epi64(arrive, 1), _mm512_extracti64x4_epi64(stay, 1),
           Load(list.price.data() + i + 16), Load(list.position.data() + i + 16));
    Tighten(best_);
  }

  // 16 posts, of which the `good` ones are possible.
  [[gnu::always_inline]] void Take(__mmask16 good, __m256i arrive, __m256i stay, __m512i price, __m512i at) {
    const __m512i product = _mm512_mullo_epi32(_mm512_cvtepu16_epi32(arrive), _mm512_cvtepu16_epi32(stay));
    const __m512i net = _mm512_sub_epi32(_mm512_srli_epi32(product, 2 * kProbabilityBits - kValueBits), price);
    good = _mm512_mask_cmpge_epi32_mask(good, net, _mm512_set1_epi32(best_.floor()));
    const std::uint32_t count = best_.count();
    _mm512_storeu_si512(best_.nets() + count, _mm512_maskz_compress_epi32(good, net));
    _mm512_storeu_si512(best_.positions() + count, _mm512_maskz_compress_epi32(good, at));
    best_.SetCount(count + static_cast<std::uint32_t>(std::popcount(static_cast<unsigned>(good))));
  }

  // A chunk of a list, from `i` on: its posts that are `possible`.
  [[gnu::always_inline]] void ScanChunk(const Ranking::List& list, std::size_t i, __m512i worker_arrive,
                                        __m512i worker_stay, const std::uint64_t* possible) {
    const __m512i arrive = arrive_table_.Look(_mm512_add_epi16(Load(list.arrive.data() + i), worker_arrive));
    const __m512i stay = stay_table_.Look(_mm512_add_epi16(Load(list.stay.data() + i), worker_stay));
    const __m512i coarse = _mm512_sub_epi16(_mm512_mulhi_epu16(arrive, stay), Load(list.price_coarse.data() + i));
    const __mmask32 good =
        _mm512_cmpge_epi16_mask(coarse, _mm512_set1_epi16(static_cast<short>(best_.floor() >> kCoarseBits)));
    if (good == 0) return;
    const auto half = [&](std::size_t from, __mmask16 some, __m256i go, __m256i keep) __attribute__((always_inline)) {
      if (some == 0) return;
      const __m512i at = Load(list.position.data() + from);
      const __m512i words =
          _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), some, _mm512_srli_epi32(at, 5), possible, 4);
      const __m512i bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(at, _mm512_set1_epi32(31)));
      some = _mm512_mask_test_epi32_mask(some, words, bit);
      if (some != 0) Take(some, go, keep, Load(list.price.data() + from), at);
    };
    half(i, static_cast<__mmask16>(good), _mm512_castsi512_si256(arrive), _mm512_castsi512_si256(stay));
    half(i + 16, static_cast<__mmask16>(good >> 16), _mm512_extracti64x4_epi64(arrive, 1),
         _mm512_extracti64x4_epi64(stay, 1));
    Tighten(best_);
  }

  const ScanTask& task_;
  const Ranking& ranking_;
  BestPosts& best_;
  const TableAvx512 arrive_table_, stay_table_;
  std::uint32_t found_count_ = 0;
  std::uint32_t found_[kRankedFrom + 64];
};

}  // namespace

bool ScanRankedAvx512(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best) {
  RankedScan scan(task, ranking, best);
  Tighten(best);
  if (!scan.FindRest()) {
    scan.ScanRest();
  } else if (task.order_tried || !scan.ScanOrder()) {
    return false;
  }
  for (std::size_t k = 0; k < task.own.count; ++k) {
    if (rows != nullptr) {
      scan.ScanTradeQuick(task.own.items[k], *rows);
    } else {
      scan.ScanTrade(task.own.items[k]);
    }
  }
  Sort(best);
  return true;
}

Quick ScanQuickAvx512(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  RankedScan scan(task, ranking, best);
  const Quick found = scan.ScanOrderQuick(ranking, rows);
  if (found != Quick::kFound) return found;
  for (std::size_t k = 0; k < task.own.count; ++k) scan.ScanTradeQuick(task.own.items[k], rows);
  Sort(best);
  return Quick::kFound;
}

RankBound FindBoundAvx512(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                          const Effect* effects, const std::int32_t* price, RankBound start) {
  // Effects lie in pairs: arrive in the even lanes, stay in the odd ones.
  const auto pair = static_cast<std::int32_t>(static_cast<std::uint16_t>(start.arrive) |
                                              static_cast<std::uint32_t>(static_cast<std::uint16_t>(start.stay)) << 16);
  __m512i most = _mm512_set1_epi32(pair), lowest = _mm512_set1_epi32(start.price);
  for (std::size_t i = 0; i < level.size(); i += 32) {  // whole blocks
    const __m512i levels = Load(level.data() + i);
    const __mmask32 some = _mm512_cmpgt_epi16_mask(levels, _mm512_set1_epi16(none)) &
                           _mm512_cmplt_epi16_mask(levels, _mm512_set1_epi16(least));
    const auto half = [&](std::size_t from, __mmask16 here) __attribute__((always_inline)) {
      most = _mm512_max_epi16(most, _mm512_mask_loadu_epi32(most, here, effects + from));
      lowest = _mm512_mask_min_epi32(lowest, here, lowest, Load(price + from));
    };
    half(i, static_cast<__mmask16>(some));
    half(i + 16, static_cast<__mmask16>(some >> 16));
  }
  const auto most_of = [](__m512i sums) { return static_cast<std::int16_t>(_mm512_reduce_max_epi32(sums)); };
  return {most_of(_mm512_srai_epi32(_mm512_slli_epi32(most, 16), 16)), most_of(_mm512_srai_epi32(most, 16)),
          _mm512_reduce_min_epi32(lowest)};
}

std::size_t PickFromAvx512(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out) {
  const __m512i bound = _mm512_set1_epi16(least);
  __m512i at = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  std::size_t count = 0;
  const auto half = [&](__mmask16 some) __attribute__((always_inline)) {
    _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi32(some, at));
    count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(some)));
    at = _mm512_add_epi32(at, _mm512_set1_epi32(16));
  };
  for (std::size_t i = 0; i < level.size(); i += 32) {  // whole blocks
    const __mmask32 some = _mm512_cmpge_epi16_mask(Load(level.data() + i), bound);
    half(static_cast<__mmask16>(some));
    half(static_cast<__mmask16>(some >> 16));
  }
  return count;
}

void PickBitsAvx512(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words,
                    std::uint32_t* out) {
  const auto half = [&](const std::uint32_t* at) {
    const __m512i position = Load(at);
    const __m512i word = _mm512_i32gather_epi32(_mm512_srli_epi32(position, 5), bitmap, 4);
    return _mm512_test_epi32_mask(
        word, _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(position, _mm512_set1_epi32(31))));
  };
  for (std::size_t w = 0; w < words; ++w)
    out[w] = static_cast<std::uint32_t>(half(positions + w * 32)) |
             static_cast<std::uint32_t>(half(positions + w * 32 + 16)) << 16;
}

void PickKindAvx512(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out) {
  const __m512i wanted = _mm512_sllv_epi64(_mm512_set1_epi64(1), _mm512_set1_epi64(bit));
  auto* const bytes = reinterpret_cast<std::uint8_t*>(out);
  for (std::size_t k = 0; k < words * 4; ++k)
    bytes[k] = static_cast<std::uint8_t>(_mm512_test_epi64_mask(Load(kinds + k * 8), wanted));
}

void FindLevelsAvx512(const ScanTask& task, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                      std::int16_t* levels) {
  const TableAvx512 arrive_table(*task.arrive), stay_table(*task.stay);
  const __m512i worker_arrive = _mm512_set1_epi16(task.worker.arrive),
                worker_stay = _mm512_set1_epi16(task.worker.stay), not_possible = _mm512_set1_epi16(none);
  // Pairs of arrive and stay: the first sixteen, and those behind them.
  alignas(64) std::uint16_t lanes[2][32];
  for (std::uint16_t k = 0; k < 32; ++k) {
    lanes[0][k] = static_cast<std::uint16_t>(k / 2 + (k % 2) * 32);
    lanes[1][k] = static_cast<std::uint16_t>(lanes[0][k] + 16);
  }
  const __m512i first = _mm512_load_si512(lanes[0]), second = _mm512_load_si512(lanes[1]);
  for (std::size_t i = 0; i < task.blocks * 64; i += 32) {
    const __m512i arrive = _mm512_add_epi16(Load(task.origin.arrive + i), Load(task.wage.arrive + i)),
                  stay = _mm512_add_epi16(Load(task.origin.stay + i), Load(task.wage.stay + i));
    _mm512_storeu_si512(effects + i, _mm512_permutex2var_epi16(arrive, first, stay));
    _mm512_storeu_si512(effects + i + 16, _mm512_permutex2var_epi16(arrive, second, stay));
    const __m512i coarse = _mm512_mulhi_epu16(arrive_table.Look(_mm512_add_epi16(arrive, worker_arrive)),
                                              stay_table.Look(_mm512_add_epi16(stay, worker_stay)));
    const auto here = static_cast<__mmask32>(possible[i / 64] >> (i % 64));
    _mm512_storeu_si512(levels + i, _mm512_mask_sub_epi16(not_possible, here, coarse, Load(task.price_coarse + i)));
  }
}

}  // namespace gq::matching
#else
namespace gq::matching {
bool ScanRankedAvx512(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best) {
  return ScanRankedScalar(task, ranking, rows, best);
}
Quick ScanQuickAvx512(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  return ScanQuickScalar(task, ranking, rows, best);
}
RankBound FindBoundAvx512(std::span<const std::int16_t> level, std::int16_t none, std::int16_t least,
                          const Effect* effects, const std::int32_t* price, RankBound start) {
  return FindBoundScalar(level, none, least, effects, price, start);
}
std::size_t PickFromAvx512(std::span<const std::int16_t> level, std::int16_t least, std::uint32_t* out) {
  return PickFromScalar(level, least, out);
}
void PickBitsAvx512(const std::uint64_t* bitmap, const std::uint32_t* positions, std::size_t words,
                    std::uint32_t* out) {
  PickBitsScalar(bitmap, positions, words, out);
}
void PickKindAvx512(const std::uint64_t* kinds, unsigned bit, std::size_t words, std::uint32_t* out) {
  PickKindScalar(kinds, bit, words, out);
}
void FindLevelsAvx512(const ScanTask& task, const std::uint64_t* possible, std::int16_t none, Effect* effects,
                      std::int16_t* levels) {
  FindLevelsScalar(task, possible, none, effects, levels);
}
}  // namespace gq::matching
#endif
