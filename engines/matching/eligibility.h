// Hard constraints as bitmaps of posts: for every constraint, one bitmap for each distinct requirement that some worker
// has; a worker's possible posts are the AND of one of each. 14,300 posts are 224 words. A constraint that bars nobody
// from anything, because all workers require the same and every post meets it, has its one bitmap too but no part in
// the AND, and costs nothing.
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
  // The constraints that bar somebody from something, ascending.
  const std::vector<std::size_t>& barring() const { return barring_; }
  // The bitmaps that a worker's possible posts have in common; returns how many. `places_left`: bitmap of posts that
  // take part; `ignored`: bits 1 << Constraint that do not count.
  using Rows = std::array<const std::uint64_t*, kConstraints + 1>;
  std::size_t RowsOf(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored, Rows& rows) const;
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
    const std::size_t column = column_of_[constraint];
    return column == kNoColumn ? std::uint16_t{0} : kind_of_[worker * barring_.size() + column];
  }
  const std::uint64_t* RowOfKind(std::size_t constraint, std::uint16_t kind) const {
    return bitmaps_[constraint].data() + kind * words_;
  }
  std::size_t kinds(std::size_t constraint) const { return words_ == 0 ? 0 : bitmaps_[constraint].size() / words_; }
  [[gnu::always_inline]] void Prefetch(std::size_t worker) const {
    const std::uint16_t* const kinds = kind_of_.data() + worker * barring_.size();
    __builtin_prefetch(kinds);
    __builtin_prefetch(kinds + barring_.size());
  }
  const std::vector<std::uint64_t>& open() const { return open_; }  // posts with openings

 private:
  friend class EligibilityBuilder;
  static constexpr std::size_t kNoColumn = SIZE_MAX;
  std::size_t words_ = 0;
  std::vector<std::size_t> barring_;
  std::array<std::size_t, kConstraints> column_of_;  // in barring_
  BigArray<std::uint16_t> kind_of_;                  // by worker, then as barring_
  std::array<std::vector<std::uint64_t>, kConstraints> bitmaps_;
  std::vector<std::uint64_t> open_;
};

}  // namespace gq::matching
