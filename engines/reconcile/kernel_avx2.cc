#include "engines/reconcile/kernel.h"

#if defined(__x86_64__)
#include "engines/reconcile/kernel_pack_x86.h"
#include "engines/reconcile/kernel_text.h"

namespace gq::reconcile {
namespace {

struct Masks {
  std::uint64_t newline, comma, quote;
};

inline std::uint64_t Equal(__m256i low, __m256i high, char c) {
  const __m256i wanted = _mm256_set1_epi8(c);
  const auto a = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
  const auto b = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
  return a | static_cast<std::uint64_t>(b) << 32;
}

inline Masks MasksOf(const char* p) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
  return {Equal(low, high, '\n'), Equal(low, high, ','), Equal(low, high, '"')};
}

// Bytes that are greater than `c`, as signed numbers.
inline std::uint64_t Greater(__m256i low, __m256i high, int c) {
  const __m256i bound = _mm256_set1_epi8(static_cast<char>(c));
  const auto a = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpgt_epi8(low, bound)));
  const auto b = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpgt_epi8(high, bound)));
  return a | static_cast<std::uint64_t>(b) << 32;
}

inline TextMasks TextMasksOf(const char* p) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
  const std::uint64_t outside = static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
                                static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high)))
                                    << 32;
  return {outside, outside & ~Greater(low, high, 0xC1 - 256), outside & Greater(low, high, 0xC2 - 256),
          outside & Greater(low, high, 0xDF - 256), outside & Greater(low, high, 0xEF - 256)};
}

class TextCheck {
 public:
  inline __attribute__((always_inline)) void Add(const char* p, bool first) {
    if (first) {  // nothing may be read before it
      alignas(32) char front[3 + 64] = {};
      __builtin_memcpy(front + 3, p, 64);
      Half(front + 3), Half(front + 3 + 32);
    } else {
      Half(p), Half(p + 32);
    }
  }
  bool TakeBad() {
    const bool bad = _mm256_movemask_epi8(bad_) != 0;
    bad_ = _mm256_setzero_si256();
    return bad;
  }

 private:
  inline __attribute__((always_inline)) void Half(const char* p) {
    const auto load = [](const char* q) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(q)); };
    const auto byte = [](int c) { return _mm256_set1_epi8(static_cast<char>(c)); };
    const __m256i bytes = load(p);
    const __m256i wanted = _mm256_or_si256(
        _mm256_or_si256(_mm256_subs_epu8(load(p - 1), byte(0xC1)), _mm256_subs_epu8(load(p - 2), byte(0xDF))),
        _mm256_subs_epu8(load(p - 3), byte(0xEF)));
    const __m256i follows = _mm256_cmpgt_epi8(byte(0xC2), bytes);
    const __m256i not_wanted = _mm256_cmpeq_epi8(wanted, _mm256_setzero_si256());
    const __m256i letter = _mm256_and_si256(_mm256_cmpgt_epi8(bytes, byte(0xC2)), _mm256_cmpgt_epi8(byte(0xE0), bytes));
    bad_ = _mm256_or_si256(bad_, _mm256_or_si256(_mm256_cmpeq_epi8(follows, not_wanted), letter));
  }

  __m256i bad_ = _mm256_setzero_si256();
};

inline std::uint64_t CommasOf(const char* p) {
  return Equal(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)),
               _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32)), ',');
}

}  // namespace
}  // namespace gq::reconcile

#include "engines/reconcile/kernel_body.h"

namespace gq::reconcile {
ScanResult ScanAvx2(const ScanTask& task, ScanBatch& batch) { return ScanBody(task, batch); }
}  // namespace gq::reconcile
#else
namespace gq::reconcile {
ScanResult ScanAvx2(const ScanTask& task, ScanBatch& batch) { return ScanScalar(task, batch); }
}  // namespace gq::reconcile
#endif
