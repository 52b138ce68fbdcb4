// Which of many keys there are, in sixteen bits a key; no false "no". Thread-safety: Add from any thread, the rest once
// all are there.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/big_array.h"
#include "engines/reconcile/kernel.h"

namespace gq::reconcile {

class KeyFilter {
 public:
  explicit KeyFilter(std::size_t keys_max = 0) {
    int words_log2 = 6;
    while ((std::size_t{1} << words_log2) * 4 < keys_max) ++words_log2;
    words_.assign(std::size_t{1} << words_log2, 0);
    shift_ = 64 - words_log2;
  }
  void Add(std::uint64_t key) {
    const std::uint64_t hash = FilterHash(key);
    std::atomic_ref(words_[hash >> shift_]).fetch_or(FilterBits(hash), std::memory_order_relaxed);
  }
  bool MayHold(std::uint64_t key) const {
    const std::uint64_t hash = FilterHash(key), bits = FilterBits(hash);
    return (words_[hash >> shift_] & bits) == bits;
  }
  [[gnu::always_inline]] void Prefetch(std::uint64_t key) const {
    __builtin_prefetch(&words_[FilterHash(key) >> shift_]);
  }
  [[gnu::always_inline]] void PrefetchToAdd(std::uint64_t key) const {
    __builtin_prefetch(&words_[FilterHash(key) >> shift_], 1);
  }
  // For the scan loop.
  Filter view() const { return {words_.data(), shift_}; }

 private:
  BigArray<std::uint64_t> words_;
  int shift_ = 63;
};

}  // namespace gq::reconcile
