#include "engines/matching/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

namespace gq::matching {
namespace {

inline __m512i Load(const void* p) { return _mm512_loadu_si512(p); }

// A ProbabilityTable in four registers.
struct Table {
  explicit Table(const ProbabilityTable& table)
      : knots_low(Load(table.knots())),
        knots_high(Load(table.knots() + 32)),
        rises_low(Load(table.rises())),
        rises_high(Load(table.rises() + 32)) {}

  // 32 values: knot + (rise * rest >> 5); the rest's five bits are moved to the top so that the high half of the
  // product is the shift.
  __m512i Look(__m512i index) const {
    const __m512i from_zero = _mm512_sub_epi16(index, _mm512_set1_epi16(kIndexMin));
    const __m512i knot = _mm512_srli_epi16(from_zero, ProbabilityTable::kStepBits);
    const __m512i rest = _mm512_slli_epi16(from_zero, 16 - ProbabilityTable::kStepBits);
    const __m512i rise = _mm512_permutex2var_epi16(rises_low, knot, rises_high);
    return _mm512_add_epi16(_mm512_permutex2var_epi16(knots_low, knot, knots_high), _mm512_mulhi_epu16(rise, rest));
  }

  __m512i knots_low, knots_high, rises_low, rises_high;
};

inline __m512i Index(const std::int16_t* origin, const std::int16_t* wage, __m512i worker) {
  const __m512i sum = _mm512_add_epi16(_mm512_add_epi16(Load(origin), Load(wage)), worker);
  return _mm512_max_epi16(_mm512_min_epi16(sum, _mm512_set1_epi16(kIndexMax)), _mm512_set1_epi16(kIndexMin));
}

template <bool kByArrival>
void Scan(const ScanTask& task, BestPosts& best) {
  const Table arrive_table(*task.arrive), stay_table(*task.stay);
  const __m512i worker_arrive = _mm512_set1_epi16(task.worker.arrive),
                worker_stay = _mm512_set1_epi16(task.worker.stay);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t part = 0; part < 64; part += 32) {
      const auto wanted = static_cast<__mmask32>(bits >> part);
      if (wanted == 0) continue;
      const std::size_t i = block * 64 + part;
      const __m512i arrive = arrive_table.Look(Index(task.origin.arrive + i, task.wage.arrive + i, worker_arrive));
      const __m512i stay = stay_table.Look(Index(task.origin.stay + i, task.wage.stay + i, worker_stay));
      __mmask32 take;
      if constexpr (kByArrival) {
        take = _mm512_mask_cmpgt_epu16_mask(wanted, stay, Load(task.stay_floor + i));
        take = _mm512_mask_cmpge_epu16_mask(take, arrive, _mm512_set1_epi16(static_cast<short>(best.floor())));
      } else {
        const __m512i net = _mm512_sub_epi16(_mm512_mulhi_epu16(arrive, stay), Load(task.price_coarse + i));
        take = _mm512_mask_cmpge_epi16_mask(wanted, net,
                                            _mm512_set1_epi16(static_cast<short>(best.floor() >> kCoarseBits)));
      }
      for (; take != 0; take &= take - 1) ScanOne(task, i + static_cast<std::size_t>(std::countr_zero(take)), {}, best);
    }
  }
}

}  // namespace

void ScanAvx512(const ScanTask& task, BestPosts& best) {
  task.stay_floor != nullptr ? Scan<true>(task, best) : Scan<false>(task, best);
}

}  // namespace gq::matching
#else
namespace gq::matching {
void ScanAvx512(const ScanTask& task, BestPosts& best) { ScanScalar(task, best); }
}  // namespace gq::matching
#endif
