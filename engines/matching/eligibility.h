// Hard constraints as bitmaps of posts: for every constraint, one bitmap for each distinct requirement that some worker
// has; a worker's possible posts are the AND of one of each. 14,300 posts are 224 words. A constraint that bars nobody
// from anything, because all workers require the same and every post meets it, has its one bitmap too but no part in
// the AND, and costs nothing.
//
// Posts stand in scan order (by city, score.h). Bits of posts without openings and behind the last post are 0 in the
// result. Immutable after Build; thread-safe.
//
// Cities that workers name come in so many sets that there may be no room for a bitmap of each. Then there is none: a
// city is a range of positions, and what lies between those of a worker is cleared when he is looked at (KeepCities).
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
  // Where the bitmaps of sets of cities would take more, or be more than 65,535, cities are listed.
  static constexpr std::size_t kCityBytesMax = std::size_t{8} << 20;
  // `order`: post of each scan position, by city.
  static Result<Eligibility> Build(const Workers& workers, const Posts& posts, const Places& places,
                                   std::span<const std::uint32_t> order, std::size_t city_bytes_max = kCityBytesMax);

  std::size_t words() const { return words_; }
  // The constraints that bar somebody from something, ascending; without kCity where cities are listed.
  const std::vector<std::size_t>& barring() const { return barring_; }
  // The bitmaps that a worker's possible posts have in common, but for KeepCities; returns how many. `places_left`:
  // bitmap of posts that take part; `ignored`: bits 1 << Constraint that do not count.
  using Rows = std::array<const std::uint64_t*, kConstraints + 1>;
  std::size_t RowsOf(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored, Rows& rows) const;
  // Clears the posts outside the cities that he names, where cities are listed.
  [[gnu::always_inline]] void KeepCities(std::size_t worker, std::uint32_t ignored, std::uint64_t* posts) const {
    if (ListsCities(worker, ignored)) ClearOutside(worker, posts);
  }
  [[gnu::always_inline]] bool ListsCities(std::size_t worker, std::uint32_t ignored) const {
    return !city_begin_.empty() && city_begin_[worker] != city_begin_[worker + 1] && (ignored & kCityBit) == 0;
  }
  // What all have in common: words() words.
  void Write(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored, std::uint64_t* out) const;
  bool Holds(Constraint constraint, std::size_t worker, std::size_t position) const;
  // Of one constraint; the first for one of barring(), the second for any, in `scratch` where cities are listed.
  const std::uint64_t* Row(std::size_t constraint, std::size_t worker) const {
    return RowOfKind(constraint, KindOf(constraint, worker));
  }
  const std::uint64_t* Row(std::size_t constraint, std::size_t worker, std::vector<std::uint64_t>& scratch) const;
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
  // [begin, end) in scan order.
  struct Range {
    std::uint32_t begin = 0, end = 0;
  };
  void ClearOutside(std::size_t worker, std::uint64_t* posts) const;

  static constexpr std::size_t kNoColumn = SIZE_MAX;
  static constexpr std::size_t kCity = static_cast<std::size_t>(Constraint::kCity);
  static constexpr std::uint32_t kCityBit = 1U << kCity;
  std::size_t words_ = 0;
  std::vector<std::size_t> barring_;
  std::array<std::size_t, kConstraints> column_of_;  // in barring_
  BigArray<std::uint16_t> kind_of_;                  // by worker, then as barring_
  std::array<std::vector<std::uint64_t>, kConstraints> bitmaps_;
  std::vector<std::uint64_t> open_;
  // Where cities are listed: those that a worker names, ascending; and the posts of each city.
  std::vector<std::uint32_t> city_begin_;
  std::vector<std::uint16_t> cities_;
  std::vector<Range> posts_of_city_;
};

}  // namespace gq::matching
