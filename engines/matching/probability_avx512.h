// A ProbabilityTable in four registers. For files that are compiled for AVX-512 alone.
#pragma once

#include <immintrin.h>

#include "engines/matching/probability.h"

namespace gq::matching {
namespace {  // compiled into each of them

inline __m512i Load(const void* p) { return _mm512_loadu_si512(p); }

struct TableAvx512 {
  explicit TableAvx512(const ProbabilityTable& table)
      : knots_low(Load(table.knots())),
        knots_high(Load(table.knots() + 32)),
        rises_low(Load(table.rises())),
        rises_high(Load(table.rises() + 32)) {}

  // ProbabilityTable::At of 32 indices: knot + (rise * rest >> 5); the rest's five bits are moved to the top so that
  // the high half of the product is the shift.
  __m512i Look(__m512i index) const {
    const __m512i cut =
        _mm512_max_epi16(_mm512_min_epi16(index, _mm512_set1_epi16(kIndexMax)), _mm512_set1_epi16(kIndexMin));
    const __m512i from_zero = _mm512_sub_epi16(cut, _mm512_set1_epi16(kIndexMin));
    const __m512i knot = _mm512_srli_epi16(from_zero, ProbabilityTable::kStepBits);
    const __m512i rest = _mm512_slli_epi16(from_zero, 16 - ProbabilityTable::kStepBits);
    const __m512i rise = _mm512_permutex2var_epi16(rises_low, knot, rises_high);
    return _mm512_add_epi16(_mm512_permutex2var_epi16(knots_low, knot, knots_high), _mm512_mulhi_epu16(rise, rest));
  }

  __m512i knots_low, knots_high, rises_low, rises_high;
};

}  // namespace
}  // namespace gq::matching
