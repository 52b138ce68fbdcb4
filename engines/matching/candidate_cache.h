// The posts that a worker thinks of: the best kSize of the last scan, and a bound on every other.
//
// Prices only rise, so `others_max`, the net of the best post left out at scan time, stays an upper bound on all posts
// outside. While the best one inside is not below it, the cache answers exactly and nothing has to be scanned again.
// Different workers' entries may be written by different threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engines/matching/scan.h"

namespace gq::matching {

template <typename Position>
class CandidateCache {
 public:
  static constexpr std::uint32_t kSize = kRemembered;

  explicit CandidateCache(std::size_t workers)
      : count_(workers, kNever), others_max_(workers, 0), position_(workers * kSize), value_(workers * kSize) {}

  bool Scanned(std::size_t worker) const { return count_[worker] != kNever; }
  std::uint32_t count(std::size_t worker) const { return count_[worker]; }
  std::int32_t others_max(std::size_t worker) const { return others_max_[worker]; }
  std::uint32_t position(std::size_t worker, std::uint32_t i) const { return position_[worker * kSize + i]; }
  std::int32_t value(std::size_t worker, std::uint32_t i) const { return value_[worker * kSize + i]; }

  void Forget(std::size_t worker) { count_[worker] = kNever; }  // he is scanned again before his next bid
  void RaiseOthers(std::size_t worker, std::int32_t net) { others_max_[worker] = std::max(others_max_[worker], net); }

  // Prices have fallen by `by` at most.
  void Lower(std::size_t worker, std::int32_t by) { others_max_[worker] += by; }

  // Inlined by force, as all prefetching is: g++ 12 takes such a function for one without effect and drops the call.
  [[gnu::always_inline]] void Prefetch(std::size_t worker) const {
    const char* positions = reinterpret_cast<const char*>(position_.data() + worker * kSize);
    const char* values = reinterpret_cast<const char*>(value_.data() + worker * kSize);
    for (std::size_t byte = 0; byte < kSize * sizeof(Position); byte += 64) __builtin_prefetch(positions + byte);
    for (std::size_t byte = 0; byte < kSize * sizeof(std::int32_t); byte += 64) __builtin_prefetch(values + byte);
  }

  const Position* positions(std::size_t worker) const { return position_.data() + worker * kSize; }
  const std::int32_t* values(std::size_t worker) const { return value_.data() + worker * kSize; }

  // The first kSize of `best`; `others_max`: what no other is above. `value_of(i)` for the i-th.
  template <typename ValueOf>
  void Store(std::size_t worker, const BestPosts& best, std::int32_t others_max, ValueOf value_of) {
    count_[worker] = static_cast<std::uint8_t>(std::min(best.count(), kSize));
    others_max_[worker] = others_max;
    for (std::uint32_t i = 0; i < count_[worker]; ++i) {
      position_[worker * kSize + i] = static_cast<Position>(best.position(i));
      value_[worker * kSize + i] = value_of(i);
    }
  }

 private:
  static constexpr std::uint8_t kNever = 255;
  std::vector<std::uint8_t> count_;
  std::vector<std::int32_t> others_max_;
  std::vector<Position> position_;
  std::vector<std::int32_t> value_;
};

}  // namespace gq::matching
