// Log-odds to probabilities in integers: the same on every machine, which exp() of the C library is not.
// Pure functions and values; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

inline constexpr int kIndexMax = 1023;   // indices are cut to [-1024, 1023]: 8 logits to either side
inline constexpr int kIndexMin = -1024;
inline constexpr int kTableSize = kIndexMax - kIndexMin + 1;

// 1 / (1 + e^(-index/128)) with 30 bits behind the point; any index.
std::int64_t Logistic30(int index);

// By index - kIndexMin; 15 bits behind the point, never 0. `weight`: thousandths.
std::vector<std::int32_t> ArriveTable(std::uint32_t weight = 1000);
// Probability of still being on post after `months` (1 … 6): product over months of 1 - logistic(leave - index).
std::vector<std::int32_t> StayTable(const std::array<std::int16_t, 6>& leave, int months);

inline constexpr std::int32_t ValueOf(std::int32_t arrive, std::int32_t stay) {
  return (arrive * stay) >> (2 * kProbabilityBits - kValueBits);
}

}  // namespace gq::matching
