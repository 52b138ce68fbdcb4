#include "engines/matching/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

namespace gq::matching {
namespace {

inline __m128i Load(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }
inline __m256i Look(const ProbabilityTable* table, __m256i index) {
  return _mm256_i32gather_epi32(table->values(), index, 4);
}

// Eight places in a table: the sum of a row, a row and the worker, cut to the table's ends.
inline __m256i Index(const std::int16_t* origin, const std::int16_t* wage, __m128i worker) {
  const __m128i sum = _mm_add_epi16(_mm_add_epi16(Load(origin), Load(wage)), worker);
  const __m128i cut = _mm_max_epi16(_mm_min_epi16(sum, _mm_set1_epi16(kIndexMax)), _mm_set1_epi16(kIndexMin));
  return _mm256_cvtepi16_epi32(_mm_sub_epi16(cut, _mm_set1_epi16(kIndexMin)));
}

}  // namespace

void ScanAvx2(const ScanTask& task, BestPosts& best) {
  ScanOwn(task, best);
  const __m128i worker_arrive = _mm_set1_epi16(task.worker.arrive), worker_stay = _mm_set1_epi16(task.worker.stay);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t part = 0; part < 64; part += 8) {
      auto take = static_cast<std::uint32_t>(bits >> part & 0xFF);
      if (take == 0) continue;
      const std::size_t i = block * 64 + part;
      const __m256i arrive = Look(task.arrive, Index(task.origin.arrive + i, task.wage.arrive + i, worker_arrive));
      const __m256i stay = Look(task.stay, Index(task.origin.stay + i, task.wage.stay + i, worker_stay));
      const __m256i below = _mm256_set1_epi32(best.floor() - 1);
      __m256i good;
      if (task.stay_floor != nullptr) {
        good = _mm256_and_si256(_mm256_cmpgt_epi32(stay, _mm256_cvtepu16_epi32(Load(task.stay_floor + i))),
                                _mm256_cmpgt_epi32(arrive, below));
      } else {
        const __m256i value = _mm256_srli_epi32(_mm256_mullo_epi32(arrive, stay), 2 * kProbabilityBits - kValueBits);
        good = _mm256_cmpgt_epi32(
            _mm256_sub_epi32(value, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(task.price + i))), below);
      }
      take &= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(good)));
      for (; take != 0; take &= take - 1) ScanOne(task, i + static_cast<std::size_t>(std::countr_zero(take)), {}, best);
    }
  }
}

void MeetAvx2(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out) {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4) {
    __m256i all = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[0] + i));
    for (std::size_t r = 1; r < count; ++r)
      all = _mm256_and_si256(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[r] + i)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), all);
  }
  for (; i < words; ++i) {
    out[i] = rows[0][i];
    for (std::size_t r = 1; r < count; ++r) out[i] &= rows[r][i];
  }
}

}  // namespace gq::matching
#else
namespace gq::matching {
void MeetAvx2(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out) {
  MeetScalar(rows, count, words, out);
}
void ScanAvx2(const ScanTask& task, BestPosts& best) { ScanScalar(task, best); }
}  // namespace gq::matching
#endif
