#include "engines/matching/probability.h"

#include <algorithm>
#include <cstdlib>

namespace gq::matching {

std::int64_t Logistic30(int index) {
  // e^(-1/128) with 60 bits behind the point; powers by squaring, each product rounded to nearest.
  constexpr std::uint64_t kOne = 1ULL << 60;
  __extension__ using Wide = unsigned __int128;
  auto multiply = [](std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>((static_cast<Wide>(a) * b + (kOne >> 1)) >> 60);
  };
  // e^(-x), x = 1/128, by its series: the terms are x^k / k!.
  std::uint64_t root = kOne, term = kOne;
  for (std::uint64_t k = 1; k <= 9; ++k) {
    term = term / (128 * k);
    root = (k & 1) != 0 ? root - term : root + term;
  }
  auto n = static_cast<std::uint32_t>(std::min(std::abs(index), 30 * kIndexUnit));
  std::uint64_t power = kOne, base = root;
  for (; n != 0; n >>= 1) {
    if ((n & 1) != 0) power = multiply(power, base);
    base = multiply(base, base);
  }
  const auto small = static_cast<std::int64_t>((static_cast<Wide>(power) << 30) /
                                               (static_cast<Wide>(kOne) + power));  // e^-x / (1 + e^-x)
  return index >= 0 ? (1LL << 30) - small : small;
}

ProbabilityTable::ProbabilityTable(const std::array<std::int32_t, kKnots + 1>& knots) {
  for (int k = 0; k < kKnots; ++k) {
    knots_[k] = static_cast<std::uint16_t>(knots[k]);
    rises_[k] = static_cast<std::uint16_t>(knots[k + 1] - knots[k]);
    for (int i = 0; i < 1 << kStepBits; ++i) values_[(k << kStepBits) + i] = knots[k] + ((rises_[k] * i) >> kStepBits);
  }
}

ProbabilityTable ArriveTable(std::uint32_t weight) {
  std::array<std::int32_t, ProbabilityTable::kKnots + 1> knots;
  for (int k = 0; k <= ProbabilityTable::kKnots; ++k) {
    const std::int64_t p = Logistic30(kIndexMin + (k << ProbabilityTable::kStepBits)) * weight / 1000;
    knots[k] = static_cast<std::int32_t>(std::max<std::int64_t>(1, p >> (30 - kProbabilityBits)));
  }
  return ProbabilityTable(knots);
}

ProbabilityTable StayTable(const std::array<std::int16_t, 6>& leave, int months) {
  std::array<std::int32_t, ProbabilityTable::kKnots + 1> knots;
  for (int k = 0; k <= ProbabilityTable::kKnots; ++k) {
    std::int64_t p = 1LL << 30;
    for (int m = 0; m < months; ++m)
      p = (p * ((1LL << 30) - Logistic30(leave[m] - (kIndexMin + (k << ProbabilityTable::kStepBits))))) >> 30;
    knots[k] = static_cast<std::int32_t>(std::max<std::int64_t>(1, p >> (30 - kProbabilityBits)));
  }
  return ProbabilityTable(knots);
}

}  // namespace gq::matching
