// From key to roster row: an open hash table behind a small filter (kernel.h) that answers "not here" for almost every
// registry row. Thread-safety: const use from any thread.
#pragma once

#include <cstdint>

#include "base/big_array.h"
#include "engines/reconcile/identity.h"
#include "engines/reconcile/kernel.h"

namespace gq::reconcile {

class KeyTable {
 public:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  explicit KeyTable(std::size_t keys_max = 0);
  // The value that the key has: `value`, or the one that it had already.
  std::uint32_t Add(IdKey key, std::uint32_t value);
  std::uint32_t Find(IdKey key) const;
  // False: the key is not there, without a look into the table, which is too large for any cache.
  bool MayHold(IdKey key) const {
    const std::uint64_t hash = FilterHash(key), bits = FilterBits(hash);
    return (words_[hash >> filter_shift_] & bits) == bits;
  }
  [[gnu::always_inline]] void PrefetchMayHold(IdKey key) const {
    __builtin_prefetch(&words_[FilterHash(key) >> filter_shift_]);
  }
  [[gnu::always_inline]] void Prefetch(IdKey key) const {
    __builtin_prefetch(&keys_[Slot(key)]), __builtin_prefetch(&values_[Slot(key)]);
  }
  // What the slot of the key holds, to be changed: nullptr when the key is not there.
  std::uint32_t* FindSlot(IdKey key);
  Filter filter() const { return {words_.data(), filter_shift_}; }

 private:
  // 32 bits of hash as a fraction of the table: it need not have a power of two of slots.
  std::size_t Slot(IdKey key) const {
    return static_cast<std::size_t>((key * 0xD6E8FEB86659FD93ULL >> 32) * keys_.size() >> 32);
  }
  std::size_t Next(std::size_t slot) const { return slot + 1 == keys_.size() ? 0 : slot + 1; }

  BigArray<std::uint64_t> words_;
  BigArray<IdKey> keys_;  // kNoKey: free
  BigArray<std::uint32_t> values_;
  int filter_shift_ = 0;
};

}  // namespace gq::reconcile
