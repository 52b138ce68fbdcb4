#include "engines/matching/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

#include "engines/matching/probability.h"

namespace gq::matching {
namespace {

inline __m256i Load(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
inline __m256i Gather(const void* table, __m256i index) { return _mm256_i32gather_epi32(static_cast<const int*>(table), index, 4); }
inline __m256i Widen(const std::uint16_t* p) { return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))); }

}  // namespace

void ScanAvx2(const ScanTask& task, BestPosts& best) {
  const __m256i worker = _mm256_set1_epi32(static_cast<int>(task.worker));
  const __m256i low = _mm256_set1_epi16(kIndexMin), high = _mm256_set1_epi16(kIndexMax);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t part = 0; part < 64; part += 8) {
      const auto wanted = static_cast<std::uint32_t>(bits >> part & 0xFF);
      if (wanted == 0) continue;
      const std::size_t i = block * 64 + part;
      const __m256i index = _mm256_max_epi16(_mm256_min_epi16(_mm256_add_epi16(Load(task.base + i), worker), high), low);
      const __m256i arrive = Gather(task.arrive, _mm256_srai_epi32(_mm256_slli_epi32(index, 16), 16));
      const __m256i stay = Gather(task.stay, _mm256_srai_epi32(index, 16));
      __m256i net = arrive;
      std::uint32_t take = wanted;
      if (task.stay_floor != nullptr) {
        take &= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(stay, Load(task.stay_floor + i)))));
      } else {
        net = _mm256_sub_epi32(_mm256_srli_epi32(_mm256_mullo_epi32(arrive, stay), 2 * kProbabilityBits - kValueBits), Load(task.price + i));
      }
      take &= static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(net, _mm256_set1_epi32(best.floor())))));
      if (take == 0) continue;
      alignas(32) std::int32_t nets[8];
      _mm256_store_si256(reinterpret_cast<__m256i*>(nets), net);
      for (; take != 0; take &= take - 1) {
        const int lane = std::countr_zero(take);
        if (nets[lane] > best.floor()) best.Add(nets[lane], static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(lane));
      }
    }
  }
}

void BuildBlockAvx2(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base) {
  for (std::size_t i = block * 64; i < block * 64 + 64; i += 8) {
    const __m256i place = Gather(rows.place, Widen(codes.place.data() + i));
    const __m256i trade = Gather(rows.trade.data(), Widen(codes.trade.data() + i));
    const __m256i wage = Gather(rows.wage, Widen(codes.wage.data() + i));
    const __m256i sum = _mm256_add_epi16(_mm256_add_epi16(Load(codes.own.data() + i), place), _mm256_add_epi16(trade, wage));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(base + i), sum);
  }
}

}  // namespace gq::matching
#else
namespace gq::matching {
void ScanAvx2(const ScanTask& task, BestPosts& best) { ScanScalar(task, best); }
void BuildBlockAvx2(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base) {
  BuildBlockScalar(codes, rows, block, base);
}
}  // namespace gq::matching
#endif
