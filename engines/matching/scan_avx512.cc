#include "engines/matching/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

#include "engines/matching/probability.h"

namespace gq::matching {
namespace {

inline __m512i Load(const void* p) { return _mm512_loadu_si512(p); }
inline __m512i Gather(const void* table, __m512i index) { return _mm512_i32gather_epi32(index, table, 4); }
inline __m512i Widen(const std::uint16_t* p) { return _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))); }

}  // namespace

void ScanAvx512(const ScanTask& task, BestPosts& best) {
  const __m512i worker = _mm512_set1_epi32(static_cast<int>(task.worker));
  const __m512i low = _mm512_set1_epi16(kIndexMin), high = _mm512_set1_epi16(kIndexMax);
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    const std::uint64_t bits = task.feasible[block];
    if (bits == 0) continue;
    for (std::size_t part = 0; part < 64; part += 16) {
      const auto wanted = static_cast<__mmask16>(bits >> part);
      if (wanted == 0) continue;
      const std::size_t i = block * 64 + part;
      const __m512i index = _mm512_max_epi16(_mm512_min_epi16(_mm512_add_epi16(Load(task.base + i), worker), high), low);
      const __m512i arrive = Gather(task.arrive, _mm512_srai_epi32(_mm512_slli_epi32(index, 16), 16));
      const __m512i stay = Gather(task.stay, _mm512_srai_epi32(index, 16));
      __m512i net = arrive;
      __mmask16 take = wanted;
      if (task.stay_floor != nullptr) {
        take = _mm512_mask_cmpgt_epi32_mask(take, stay, Load(task.stay_floor + i));
      } else {
        net = _mm512_sub_epi32(_mm512_srli_epi32(_mm512_mullo_epi32(arrive, stay), 2 * kProbabilityBits - kValueBits), Load(task.price + i));
      }
      take = _mm512_mask_cmpgt_epi32_mask(take, net, _mm512_set1_epi32(best.floor()));
      if (take == 0) continue;
      _mm512_mask_compressstoreu_epi32(best.net_end(), take, net);
      _mm512_mask_compressstoreu_epi32(best.position_end(), take, _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(i))));
      best.Grow(static_cast<std::uint32_t>(std::popcount(static_cast<std::uint32_t>(take))));
    }
  }
}

void BuildBlockAvx512(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base) {
  for (std::size_t i = block * 64; i < block * 64 + 64; i += 16) {
    const __m512i place = Gather(rows.place, Widen(codes.place.data() + i));
    const __m512i trade = Gather(rows.trade.data(), Widen(codes.trade.data() + i));
    const __m512i wage = Gather(rows.wage, Widen(codes.wage.data() + i));
    const __m512i sum = _mm512_add_epi16(_mm512_add_epi16(Load(codes.own.data() + i), place), _mm512_add_epi16(trade, wage));
    _mm512_storeu_si512(base + i, sum);
  }
}

}  // namespace gq::matching
#else
namespace gq::matching {
void ScanAvx512(const ScanTask& task, BestPosts& best) { ScanScalar(task, best); }
void BuildBlockAvx512(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base) {
  BuildBlockScalar(codes, rows, block, base);
}
}  // namespace gq::matching
#endif
