#include "engines/reconcile/kernel.h"

#if defined(__x86_64__)
#include "engines/reconcile/kernel_pack_x86.h"
#include "engines/reconcile/kernel_text.h"

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

inline TextMasks TextMasksOf(const char* p) {
  const __m512i bytes = _mm512_loadu_si512(p);
  return {_mm512_movepi8_mask(bytes), _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC2))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xC3))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xE0))),
          _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(0xF0)))};
}

class TextCheck {
 public:
  inline __attribute__((always_inline)) void Add(const char* p, bool first) {
    const __m512i bytes = _mm512_loadu_si512(p);
    const __mmask64 all = ~__mmask64{0};
    const int skip = first ? 1 : 0;
    const __m512i one = _mm512_maskz_loadu_epi8(all << skip, p - 1),
                  two = _mm512_maskz_loadu_epi8(all << 2 * skip, p - 2),
                  three = _mm512_maskz_loadu_epi8(all << 3 * skip, p - 3);
    const auto byte = [](int c) { return _mm512_set1_epi8(static_cast<char>(c)); };
    const __m512i wanted =
        _mm512_or_si512(_mm512_or_si512(_mm512_subs_epu8(one, byte(0xC1)), _mm512_subs_epu8(two, byte(0xDF))),
                        _mm512_subs_epu8(three, byte(0xEF)));
    const __mmask64 follows = _mm512_cmplt_epi8_mask(bytes, byte(0xC2));
    bad_ |= (follows ^ _mm512_test_epi8_mask(wanted, wanted)) |
            _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, byte(0xC3)), byte(0xE0 - 0xC3));
  }
  bool TakeBad() {
    const bool bad = bad_ != 0;
    bad_ = 0;
    return bad;
  }

 private:
  __mmask64 bad_ = 0;
};

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
