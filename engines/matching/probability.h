// Log-odds to probabilities in integers: the same on every machine, which exp() of the C library is not.
// Pure functions and values; thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "engines/matching/matching.h"

namespace gq::matching {

inline constexpr int kIndexMax = 1023;  // indices are cut to [-1024, 1023]: 8 logits to either side
inline constexpr int kIndexMin = -1024;
inline constexpr int kTableSize = kIndexMax - kIndexMin + 1;

// 1 / (1 + e^(-index/128)) with 30 bits behind the point; any index.
std::int64_t Logistic30(int index);

// A table of probabilities by index, 15 bits behind the point, never 0: straight lines between 65 knots, a quarter
// logit apart. That is the definition, not an approximation of it: the AVX-512 scan keeps the knots in registers and
// draws the same lines.
class ProbabilityTable {
 public:
  static constexpr int kKnots = 64, kStepBits = 5;  // a step of 32 indices

  ProbabilityTable() = default;
  // knots[i] belongs to index kIndexMin + 32 i; they never fall.
  explicit ProbabilityTable(const std::array<std::int32_t, kKnots + 1>& knots);

  // Any index; those beyond the ends count as the ends.
  std::int32_t At(int index) const {
    return values_[static_cast<std::size_t>((index < kIndexMin   ? kIndexMin
                                             : index > kIndexMax ? kIndexMax
                                                                 : index) -
                                            kIndexMin)];
  }
  const std::int32_t* values() const { return values_.data(); }  // by index - kIndexMin
  const std::uint16_t* knots() const { return knots_.data(); }
  const std::uint16_t* rises() const { return rises_.data(); }  // to the next knot

 private:
  std::array<std::int32_t, kTableSize> values_{};
  std::array<std::uint16_t, kKnots> knots_{}, rises_{};
};

// Probability of going; `weight`: thousandths that multiply it, below 2000.
ProbabilityTable ArriveTable(std::uint32_t weight = 1000);
// Probability of still being on post after `months` (1 … 6): product over months of 1 - logistic(leave - index).
ProbabilityTable StayTable(const std::array<std::int16_t, 6>& leave, int months);

inline constexpr std::int32_t ValueOf(std::int32_t arrive, std::int32_t stay) {
  return (arrive * stay) >> (2 * kProbabilityBits - kValueBits);
}

}  // namespace gq::matching
