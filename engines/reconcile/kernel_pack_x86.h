// Packing an ID with 128-bit instructions; shared by the AVX2 and the AVX-512 kernel.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace gq::reconcile {
namespace {

inline __attribute__((always_inline)) bool PackId(const char* p, std::uint64_t* key) {
  const __m128i zero_char = _mm_set1_epi8('0');
  const __m128i digits = _mm_sub_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)), zero_char);
  // Unsigned: every byte at most 9.
  const bool sixteen = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits)) == 0xFFFF;
  // Sixteen digits to two numbers of eight.
  const __m128i pairs =
      _mm_maddubs_epi16(digits, _mm_setr_epi8(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_setr_epi16(100, 1, 100, 1, 100, 1, 100, 1));
  const __m128i packed = _mm_packus_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_setr_epi16(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  const std::uint64_t both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  const std::uint64_t number = (both & 0xFFFFFFFF) * 100000000 + (both >> 32);
  // The weighted sum of GB 11643-1999, with weights modulo 11 so small that the sum of a pair fits a byte: 128 is added
  // to each of the eight to add them up without signs, which is 1 modulo 11 in all.
  const __m128i weighted =
      _mm_maddubs_epi16(digits, _mm_setr_epi8(-4, -2, -1, 5, -3, 4, 2, 1, -5, 3, -4, -2, -1, 5, -3, 4));
  const __m128i sums = _mm_xor_si128(_mm_packs_epi16(weighted, _mm_setzero_si128()), _mm_set1_epi8(-128));
  const unsigned sum = static_cast<unsigned>(_mm_cvtsi128_si32(_mm_sad_epu8(sums, _mm_setzero_si128())));
  const unsigned d16 = static_cast<unsigned char>(p[16]) - static_cast<unsigned>('0');
  const unsigned last = static_cast<unsigned char>(p[17]);
  const unsigned check = last == 'X' ? 10 : last - '0';
  const bool tail = d16 <= 9 && (check <= 9 || last == 'X');
  *key = (number * 10 + d16) << 4 | (check & 15);
  const bool cut = p[15] == '0' && p[16] == '0' && last == '0';  // may have been cut by a spreadsheet
  return sixteen & tail & !cut & ((sum + d16 * 2 + check) % 11 == 2);
}

}  // namespace
}  // namespace gq::reconcile
