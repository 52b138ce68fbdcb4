// Hard constraints as bitmaps of posts: for every constraint, one bitmap for each distinct requirement that some worker
// has; a worker's possible posts are the AND of nine of them. 14,300 posts are 224 words.
//
// Posts stand in scan order (by city, score.h). Bits of posts without openings and behind the last post are 0 in the
// result. Immutable after Build; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/big_array.h"
#include "engines/matching/matching.h"

namespace gq::matching {

class Eligibility {
 public:
  // `order`: post of each scan position.
  static Result<Eligibility> Build(const Workers& workers, const Posts& posts, const Places& places,
                                   std::span<const std::uint32_t> order);

  std::size_t words() const { return words_; }
  // The bitmaps that a worker's possible posts have in common. `places_left`: bitmap of posts that take part;
  // `ignored`: bits 1 << Constraint that do not count.
  using Rows = std::array<const std::uint64_t*, kConstraints + 1>;
  Rows RowsOf(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored) const;
  // What they have in common: words() words.
  void Write(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored, std::uint64_t* out) const;
  bool Holds(Constraint constraint, std::size_t worker, std::size_t position) const {
    return (Row(static_cast<std::size_t>(constraint), worker)[position / 64] >> (position % 64) & 1) != 0;
  }
  const std::uint64_t* Row(std::size_t constraint, std::size_t worker) const {
    return RowOfKind(constraint, KindOf(constraint, worker));
  }
  // The same by its number, below kinds().
  std::uint16_t KindOf(std::size_t constraint, std::size_t worker) const {
    return kind_of_[worker * kConstraints + constraint];
  }
  const std::uint64_t* RowOfKind(std::size_t constraint, std::uint16_t kind) const {
    return bitmaps_[constraint].data() + kind * words_;
  }
  std::size_t kinds(std::size_t constraint) const { return words_ == 0 ? 0 : bitmaps_[constraint].size() / words_; }
  [[gnu::always_inline]] void Prefetch(std::size_t worker) const {
    __builtin_prefetch(kind_of_.data() + worker * kConstraints);
    __builtin_prefetch(kind_of_.data() + worker * kConstraints + kConstraints - 1);
  }
  const std::vector<std::uint64_t>& open() const { return open_; }  // posts with openings

 private:
  friend class EligibilityBuilder;
  std::size_t words_ = 0;
  BigArray<std::uint16_t> kind_of_;  // by worker, then by constraint
  std::array<std::vector<std::uint64_t>, kConstraints> bitmaps_;
  std::vector<std::uint64_t> open_;
};

}  // namespace gq::matching
