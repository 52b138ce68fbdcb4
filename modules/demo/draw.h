// Random draws that are the same on every machine: integers only, no std:: distributions, each stream a pure function
// of its keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gq::demo {

// The finaliser of SplitMix64 over three keys.
constexpr std::uint64_t Hash(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + stream * 0xd1b54a32d192ed03ULL + index * 0x8cb92ba72f3d8dd7ULL +
                    0x632be59bd9b4e019ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// A sequence of draws that begins at (seed, stream, index).
class Draw {
 public:
  constexpr Draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) : state_(Hash(seed, stream, index)) {}
  constexpr std::uint64_t Next() { return Hash(state_, 0x51ed, ++count_); }
  // 0 … n-1; n > 0. The bias of the multiplication is below 2^-32.
  constexpr std::uint32_t Below(std::uint32_t n) { return static_cast<std::uint32_t>((Next() >> 32) * n >> 32); }
  constexpr int Between(int low, int high) {
    return low + static_cast<int>(Below(static_cast<std::uint32_t>(high - low + 1)));
  }
  constexpr bool Chance(std::uint32_t per_mille) { return Below(1000) < per_mille; }
  // The smaller of two draws: the first ones come more often, as with employers and surnames.
  constexpr std::uint32_t Early(std::uint32_t n) {
    const std::uint32_t a = Below(n), b = Below(n);
    return a < b ? a : b;
  }
  template <typename T, std::size_t kSize>
  const T& Pick(const T (&list)[kSize]) {
    return list[Below(kSize)];
  }
  template <typename T>
  const T& Pick(std::span<const T> list) {
    return list[Below(static_cast<std::uint32_t>(list.size()))];
  }

 private:
  std::uint64_t state_;
  std::uint64_t count_ = 0;
};

// A permutation of 0 … n-1 without memory: a four-round Feistel network over the next power of four, walked until it
// falls inside.
class Permutation {
 public:
  Permutation(std::uint64_t seed, std::uint64_t stream, std::uint32_t n) : seed_(seed), stream_(stream), n_(n) {
    while ((1ULL << (2 * half_)) < n) ++half_;
  }
  std::uint32_t operator()(std::uint32_t i) const {
    do i = Round(i);
    while (i >= n_);
    return i;
  }

 private:
  std::uint32_t Round(std::uint32_t i) const {
    const std::uint32_t mask = (1u << half_) - 1;
    std::uint32_t left = i >> half_, right = i & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const auto mixed = left ^ (static_cast<std::uint32_t>(Hash(seed_, stream_ * 4 + round, right)) & mask);
      left = right;
      right = mixed;
    }
    return left << half_ | right;
  }
  std::uint64_t seed_, stream_;
  std::uint32_t n_;
  std::uint32_t half_ = 1;
};

}  // namespace gq::demo
