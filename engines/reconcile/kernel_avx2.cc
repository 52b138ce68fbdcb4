#include "engines/reconcile/kernel.h"

#if defined(__x86_64__)
#include "engines/reconcile/kernel_pack_x86.h"

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

struct TextMasks {
  std::uint64_t high, follow, letter, three, four;
};

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
