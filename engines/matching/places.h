// The places of posts and who holds them: for each post a heap whose first is the one to leave next.
// One thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace gq::matching {

template <typename Rank>
class BasicHeldPlaces {
 public:
  struct Holder {
    Rank rank;  // bid in the auction, stay in deferred acceptance
    std::uint32_t worker;
  };

  explicit BasicHeldPlaces(const std::vector<std::int32_t>& capacity)
      : begin_(capacity.size() + 1), count_(capacity.size()) {
    for (std::size_t i = 0; i < capacity.size(); ++i)
      begin_[i + 1] = begin_[i] + static_cast<std::uint32_t>(std::max(0, capacity[i]));
    holders_.resize(begin_.back());
  }

  std::size_t size() const { return holders_.size(); }  // places of all posts
  std::uint32_t Capacity(std::uint32_t position) const { return begin_[position + 1] - begin_[position]; }
  bool Full(std::uint32_t position) const { return count_[position] == Capacity(position); }
  std::span<const Holder> HoldersOf(std::uint32_t position) const {
    return {holders_.data() + begin_[position], count_[position]};
  }
  Rank Lowest(std::uint32_t position) const { return holders_[begin_[position]].rank; }

  // REQUIRES: capacity > 0, and rank > Lowest when full. The holder who had to leave, if any: lowest rank, of equals
  // the latest worker.
  std::optional<Holder> Add(std::uint32_t position, Holder holder) {
    Holder* first = holders_.data() + begin_[position];
    std::optional<Holder> left;
    if (Full(position)) {
      left = *first;
      std::pop_heap(first, first + count_[position], StaysLonger);
      first[count_[position] - 1] = holder;
    } else {
      first[count_[position]++] = holder;
    }
    std::push_heap(first, first + count_[position], StaysLonger);
    return left;
  }

 private:
  static bool StaysLonger(const Holder& a, const Holder& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.worker < b.worker;
  }

  std::vector<std::uint32_t> begin_, count_;
  std::vector<Holder> holders_;
};
using HeldPlaces = BasicHeldPlaces<std::int32_t>;

}  // namespace gq::matching
