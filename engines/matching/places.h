// The places of posts and who holds them: for each post a heap whose first is the one to leave next.
// One thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
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
      : capacity_(capacity.size()), holders_(capacity.size()) {
    for (std::size_t i = 0; i < capacity.size(); ++i) {
      capacity_[i] = static_cast<std::uint32_t>(std::max(0, capacity[i]));
      size_ += capacity_[i];
    }
  }

  std::uint64_t size() const { return size_; }  // places of all posts; memory grows with those held
  std::uint32_t Capacity(std::uint32_t position) const { return capacity_[position]; }
  bool Full(std::uint32_t position) const { return holders_[position].size() == capacity_[position]; }
  std::span<const Holder> HoldersOf(std::uint32_t position) const { return holders_[position]; }
  Rank Lowest(std::uint32_t position) const { return holders_[position].front().rank; }

  // REQUIRES: capacity > 0, and rank > Lowest when full. The holder who had to leave, if any: lowest rank, of equals
  // the latest worker.
  std::optional<Holder> Add(std::uint32_t position, Holder holder) {
    std::vector<Holder>& held = holders_[position];
    std::optional<Holder> left;
    if (Full(position)) {
      left = held.front();
      std::pop_heap(held.begin(), held.end(), StaysLonger);
      held.back() = holder;
    } else {
      held.push_back(holder);
    }
    std::push_heap(held.begin(), held.end(), StaysLonger);
    return left;
  }

 private:
  static bool StaysLonger(const Holder& a, const Holder& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.worker < b.worker;
  }

  std::uint64_t size_ = 0;
  std::vector<std::uint32_t> capacity_;
  std::vector<std::vector<Holder>> holders_;
};
using HeldPlaces = BasicHeldPlaces<std::int32_t>;

}  // namespace gq::matching
