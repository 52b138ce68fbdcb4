#include "engines/reconcile/kernel.h"

#if defined(__x86_64__)
#include "engines/reconcile/kernel_pack_x86.h"

namespace gq::reconcile {
namespace {

struct Masks {
  std::uint64_t newline, comma, quote;
};

inline Masks MasksOf(const char* p) {
  const __m512i bytes = _mm512_loadu_si512(p);
  return {_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')), _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(',')),
          _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'))};
}

struct TextMasks {
  std::uint64_t high, follow, letter, three, four;
};

inline TextMasks TextMasksOf(const char* p) {
  const __m512i bytes = _mm512_loadu_si512(p);
  return {_mm512_movepi8_mask(bytes), _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC2))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC3))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xE0))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xF0)))};
}

inline std::uint64_t CommasOf(const char* p) {
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(','));
}

}  // namespace
}  // namespace gq::reconcile

#include "engines/reconcile/kernel_body.h"

namespace gq::reconcile {
ScanResult ScanAvx512(const ScanTask& task, ScanBatch& batch) { return ScanBody(task, batch); }
}  // namespace gq::reconcile
#else
namespace gq::reconcile {
ScanResult ScanAvx512(const ScanTask& task, ScanBatch& batch) { return ScanScalar(task, batch); }
}  // namespace gq::reconcile
#endif
