// Of one worker's list: the post with the most net (score minus price) and the net of the second best; what the auction
// over lists does most. With AVX-512 for lists of 16 bits; all ways give the same answer.
//
// Pure; thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "engines/matching/lists.h"

namespace gq::matching {

template <typename Price>
struct BestInList {
  Price net = 0, other = 0;  // 0: nothing is above its price
  std::uint64_t index = 0;   // in the list; of equals the first
};

// Without a branch: which post is best is hard to foresee.
template <typename Index, typename Value, typename Price>
BestInList<Price> FindBestInList(const Index* post, const Value* score, std::uint64_t size, const Price* price) {
  __extension__ using Key = std::conditional_t<sizeof(Price) == 4, std::int64_t, __int128>;
  constexpr int kBits = 8 * sizeof(Price);
  Key first = 0, second = 0;  // net, and below it what is greater for posts named earlier
  for (std::uint64_t i = 0; i < size; ++i) {
    const Price net = std::max<Price>(0, (static_cast<Price>(score[i]) << kListPriceBits) - price[post[i]]);
    const Key key = Key{net} << kBits | static_cast<Key>(size - i);
    const Key less = key < first ? key : first;
    second = second < less ? less : second;
    first = first < key ? key : first;
  }
  return {static_cast<Price>(first >> kBits), static_cast<Price>(second >> kBits),
          size - static_cast<std::uint64_t>(first & 0xFFFFFFFF)};
}

using CompactScan = BestInList<std::int32_t> (*)(const std::uint16_t* post, const std::uint16_t* score,
                                                 std::uint64_t size, const std::int32_t* price);
BestInList<std::int32_t> FindBestInListAvx512(const std::uint16_t* post, const std::uint16_t* score, std::uint64_t size,
                                              const std::int32_t* price);
// The fastest that this machine has.
CompactScan GetCompactScan();

}  // namespace gq::matching
