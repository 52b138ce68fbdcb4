#include "engines/matching/scan.h"

#if defined(__x86_64__)
#include <algorithm>
#include <bit>

#include "engines/matching/probability_avx512.h"

namespace gq::matching {
namespace {

// Both probabilities of 32 positions, for one worker after the other.
class Pairs {
 public:
  explicit Pairs(const ScanTask& task)
      : task_(task),
        arrive_table_(*task.arrive),
        stay_table_(*task.stay),
        worker_arrive_(_mm512_set1_epi16(task.worker.arrive)),
        worker_stay_(_mm512_set1_epi16(task.worker.stay)) {
    for (std::size_t k = 0; k < task.own.count; ++k) {
      own_arrive_[k] = _mm512_set1_epi16(task.own.items[k].delta.arrive);
      own_stay_[k] = _mm512_set1_epi16(task.own.items[k].delta.stay);
    }
  }
  [[gnu::always_inline]] void Look(std::size_t block, std::size_t part, __m512i& arrive, __m512i& stay) const {
    const std::size_t i = block * 64 + part;
    arrive =
        _mm512_add_epi16(_mm512_add_epi16(Load(task_.origin.arrive + i), Load(task_.wage.arrive + i)), worker_arrive_);
    stay = _mm512_add_epi16(_mm512_add_epi16(Load(task_.origin.stay + i), Load(task_.wage.stay + i)), worker_stay_);
    for (std::size_t k = 0; k < task_.own.count; ++k) {
      const auto own = static_cast<__mmask32>(task_.own.items[k].posts[block] >> part);
      arrive = _mm512_mask_add_epi16(arrive, own, arrive, own_arrive_[k]);
      stay = _mm512_mask_add_epi16(stay, own, stay, own_stay_[k]);
    }
    arrive = arrive_table_.Look(arrive);
    stay = stay_table_.Look(stay);
  }
  // What is added at one position.
  Effect DeltaAt(std::size_t i) const {
    for (std::size_t k = 0; k < task_.own.count; ++k) {
      if ((task_.own.items[k].posts[i / 64] >> (i % 64) & 1) != 0) return task_.own.items[k].delta;
    }
    return {};
  }

 private:
  const ScanTask& task_;
  const TableAvx512 arrive_table_, stay_table_;
  const __m512i worker_arrive_, worker_stay_;
  __m512i own_arrive_[2 * kTradesPerWorker], own_stay_[2 * kTradesPerWorker];
};

[[gnu::always_inline]] inline void TakeAll(const ScanTask& task, const Pairs& pairs, std::size_t i, __mmask32 take,
                                           BestPosts& best) {
  for (; take != 0; take &= take - 1) {
    const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(take));
    ScanOne(task, at, pairs.DeltaAt(at), best);
  }
}

// The greatest number that `keep` of these 128 reach; 0 if fewer of them are above 0.
inline int Reached(const __m512i (&lanes)[4], std::uint32_t keep) {
  int reached = 0;
  for (int bit = 1 << 13; bit != 0; bit >>= 1) {
    const __m512i number = _mm512_set1_epi16(static_cast<short>(reached | bit));
    int count = 0;
    for (const __m512i lane : lanes) count += std::popcount(_mm512_cmpge_epi16_mask(lane, number));
    reached |= count >= static_cast<int>(keep) ? bit : 0;
  }
  return reached;
}

// First all nets, coarsely, without a branch, and the greatest of each of 128 lanes: what so many lanes reach, so many
// posts reach. Then only the few posts above that.
void ScanByNet(const ScanTask& task, BestPosts& best) {
  const Pairs pairs(task);
  const __m512i nothing = _mm512_set1_epi16(INT16_MIN);
  __m512i most[4] = {nothing, nothing, nothing, nothing};
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t half = 0; half < 2; ++half) {
      const std::size_t i = block * 64 + half * 32;
      __m512i arrive, stay;
      pairs.Look(block, half * 32, arrive, stay);
      const __m512i net = _mm512_mask_sub_epi16(nothing, static_cast<__mmask32>(bits >> half * 32),
                                                _mm512_mulhi_epu16(arrive, stay), Load(task.price_coarse + i));
      _mm512_storeu_si512(task.scratch + i, net);
      __m512i& lane = most[2 * (block & 1) + half];
      lane = _mm512_max_epi16(lane, net);
    }
  }
  // One coarse step of doubt: both value and price were cut.
  const int reached = Reached(most, best.keep());
  if (reached > 1) best.RaiseFloor(((reached - 1) << kCoarseBits) + 1);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    if (task.feasible[block] == 0) continue;
    const __m512i floor = _mm512_set1_epi16(static_cast<short>(best.floor() >> kCoarseBits));
    for (std::size_t i = block * 64; i < block * 64 + 64; i += 32)
      TakeAll(task, pairs, i, _mm512_cmpge_epi16_mask(Load(task.scratch + i), floor), best);
  }
}

void ScanByArrival(const ScanTask& task, BestPosts& best) {
  const Pairs pairs(task);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t part = 0; part < 64; part += 32) {
      const auto wanted = static_cast<__mmask32>(bits >> part);
      if (wanted == 0) continue;
      __m512i arrive, stay;
      pairs.Look(block, part, arrive, stay);
      const std::size_t i = block * 64 + part;
      const __mmask32 take = _mm512_mask_cmpgt_epu16_mask(wanted, stay, Load(task.stay_floor + i));
      TakeAll(task, pairs, i,
              _mm512_mask_cmpge_epu16_mask(take, arrive, _mm512_set1_epi16(static_cast<short>(best.floor()))), best);
    }
  }
}

}  // namespace

void ScanAvx512(const ScanTask& task, BestPosts& best) {
  task.stay_floor != nullptr ? ScanByArrival(task, best) : ScanByNet(task, best);
}

void MeetAvx512(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out) {
  for (std::size_t i = 0; i < words; i += 8) {
    const auto lanes = static_cast<__mmask8>(words - i < 8 ? (1U << (words - i)) - 1 : 0xFF);
    __m512i all = _mm512_maskz_loadu_epi64(lanes, rows[0] + i);
    for (std::size_t r = 1; r < count; ++r) all = _mm512_and_si512(all, _mm512_maskz_loadu_epi64(lanes, rows[r] + i));
    _mm512_mask_storeu_epi64(out + i, lanes, all);
  }
}

BestTwo FindBestTwoAvx512(const std::uint16_t* position, const std::int32_t* value, std::uint32_t count,
                          const std::int32_t* price) {
  static_assert(kRemembered == 32);
  const auto there = static_cast<std::uint32_t>((1ULL << count) - 1);
  __m512i at[2], net[2];
  for (int half = 0; half < 2; ++half) {
    at[half] = _mm512_cvtepu16_epi32(
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(position + static_cast<std::ptrdiff_t>(half) * 16)));
    const auto lanes = static_cast<__mmask16>(there >> half * 16);
    net[half] = _mm512_maskz_sub_epi32(lanes, Load(value + static_cast<std::ptrdiff_t>(half) * 16),
                                       _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, at[half], price, 4));
  }
  BestTwo best;
  best.first = _mm512_reduce_max_epi32(_mm512_max_epi32(net[0], net[1]));
  if (best.first <= 0) return {0, 0, UINT32_MAX};
  const __m512i first = _mm512_set1_epi32(best.first);
  const __mmask16 low = _mm512_cmpeq_epi32_mask(net[0], first), high = _mm512_cmpeq_epi32_mask(net[1], first);
  const __m512i far = _mm512_set1_epi32(-1);
  best.position = _mm512_reduce_min_epu32(
      _mm512_min_epu32(_mm512_mask_mov_epi32(far, low, at[0]), _mm512_mask_mov_epi32(far, high, at[1])));
  if (std::popcount(low) + std::popcount(high) > 1) {
    best.second = best.first;
  } else {
    const __m512i rest = _mm512_max_epi32(_mm512_mask_mov_epi32(net[0], low, _mm512_setzero_si512()),
                                          _mm512_mask_mov_epi32(net[1], high, _mm512_setzero_si512()));
    best.second = std::max(0, _mm512_reduce_max_epi32(rest));
  }
  return best;
}

}  // namespace gq::matching
#else
namespace gq::matching {
void ScanAvx512(const ScanTask& task, BestPosts& best) { ScanScalar(task, best); }
void MeetAvx512(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out) {
  MeetScalar(rows, count, words, out);
}
BestTwo FindBestTwoAvx512(const std::uint16_t* position, const std::int32_t* value, std::uint32_t count,
                          const std::int32_t* price) {
  return FindBestTwo(position, value, count, price);
}
}  // namespace gq::matching
#endif
