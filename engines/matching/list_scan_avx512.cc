#include "engines/matching/list_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

namespace gq::matching {

// Sixteen posts at a time; every lane keeps its own best and second best.
BestInList<std::int32_t> FindBestInListAvx512(const std::uint16_t* post, const std::uint16_t* score, std::uint64_t size,
                                              const std::int32_t* price) {
  const __m512i zero = _mm512_setzero_si512(), sixteen = _mm512_set1_epi32(16);
  __m512i first = zero, second = zero, at = zero;
  __m512i index = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  for (std::uint64_t i = 0; i < size; i += 16, index = _mm512_add_epi32(index, sixteen)) {
    const auto there = static_cast<__mmask16>(size - i < 16 ? (1U << (size - i)) - 1 : 0xFFFF);
    const __m512i posts = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, post + i));
    const __m512i scores = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, score + i));
    const __m512i prices = _mm512_mask_i32gather_epi32(zero, there, posts, price, 4);
    const __m512i net = _mm512_sub_epi32(_mm512_slli_epi32(scores, kListPriceBits), prices);
    at = _mm512_mask_mov_epi32(at, _mm512_cmpgt_epi32_mask(net, first), index);
    second = _mm512_max_epi32(second, _mm512_min_epi32(net, first));
    first = _mm512_max_epi32(first, net);
  }
  BestInList<std::int32_t> best;
  best.net = _mm512_reduce_max_epi32(first);
  if (best.net <= 0) return {0, 0, size};
  const __mmask16 equal = _mm512_cmpeq_epi32_mask(first, _mm512_set1_epi32(best.net));
  best.index = _mm512_mask_reduce_min_epu32(equal, at);
  best.other = std::popcount(static_cast<unsigned>(equal)) > 1
                   ? best.net
                   : _mm512_reduce_max_epi32(_mm512_max_epi32(second, _mm512_mask_mov_epi32(first, equal, zero)));
  return best;
}

CompactScan GetCompactScan() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return FindBestInListAvx512;
  return FindBestInList<std::uint16_t, std::uint16_t, std::int32_t>;
}

}  // namespace gq::matching
#else
namespace gq::matching {
BestInList<std::int32_t> FindBestInListAvx512(const std::uint16_t* post, const std::uint16_t* score, std::uint64_t size,
                                              const std::int32_t* price) {
  return FindBestInList(post, score, size, price);
}
CompactScan GetCompactScan() { return FindBestInList<std::uint16_t, std::uint16_t, std::int32_t>; }
}  // namespace gq::matching
#endif
