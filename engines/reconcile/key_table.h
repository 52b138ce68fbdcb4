// From key to roster row: an open hash table behind a small filter (kernel.h) that answers "not here" for almost every
// registry row. Thread-safety: const use from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/big_array.h"
#include "engines/reconcile/identity.h"
#include "engines/reconcile/key_filter.h"
#include "engines/reconcile/parts.h"

namespace gq::reconcile {

class KeyTable {
 public:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  explicit KeyTable(std::size_t keys_max = 0);
  // The value that the key has: `value`, or the one that it had already.
  std::uint32_t Add(IdKey key, std::uint32_t value);
  // The same for a whole column in several threads: each i for which wanted(i), under keys[i]. What comes later under a
  // key that an earlier one has is not added: it is listed, in the order of i.
  struct Repeat {
    std::uint32_t first, later;
  };
  template <typename Wanted>
  std::vector<Repeat> AddAll(const std::vector<IdKey>& keys, Wanted wanted, int threads);
  std::uint32_t Find(IdKey key) const;
  // False: the key is not there, without a look into the table, which is too large for any cache.
  bool MayHold(IdKey key) const { return filter_.MayHold(key); }
  [[gnu::always_inline]] void PrefetchMayHold(IdKey key) const { filter_.Prefetch(key); }
  [[gnu::always_inline]] void Prefetch(IdKey key) const {
    __builtin_prefetch(&keys_[Slot(key)]), __builtin_prefetch(&values_[Slot(key)]);
  }
  // What the slot of the key holds, to be changed: nullptr when the key is not there.
  std::uint32_t* FindSlot(IdKey key);
  Filter filter() const { return filter_.view(); }

 private:
  // 32 bits of hash as a fraction of the table: it need not have a power of two of slots.
  static std::uint64_t SlotHash(IdKey key) { return key * 0xD6E8FEB86659FD93ULL >> 32; }
  std::size_t Slot(IdKey key) const { return static_cast<std::size_t>(SlotHash(key) * keys_.size() >> 32); }
  std::size_t Next(std::size_t slot) const { return slot + 1 == keys_.size() ? 0 : slot + 1; }

  KeyFilter filter_;
  BigArray<IdKey> keys_;  // kNoKey: free
  BigArray<std::uint32_t> values_;
};

// Each thread has a range of the slots. A key that finds no place in its range waits until all are done; so do all that
// are equal to it, since they find none either.
template <typename Wanted>
std::vector<KeyTable::Repeat> KeyTable::AddAll(const std::vector<IdKey>& keys, Wanted wanted, int threads) {
  struct Part {
    std::vector<Repeat> repeats;
    std::vector<std::uint32_t> waiting;
  };
  std::vector<Part> parts(Parts(threads));
  InTasks(parts.size(), threads, [&](std::size_t p) {
    const std::size_t begin = p * keys_.size() / parts.size(), end = (p + 1) * keys_.size() / parts.size();
    constexpr std::size_t kAhead = 16;  // the table is larger than any cache
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      const auto is_mine = [&](IdKey key) { return Slot(key) >= begin && Slot(key) < end; };
      if (i + kAhead < keys.size() && is_mine(keys[i + kAhead])) Prefetch(keys[i + kAhead]);
      if (!is_mine(keys[i]) || !wanted(i)) continue;
      std::size_t slot = Slot(keys[i]);
      while (slot < end && keys_[slot] != kNoKey && keys_[slot] != keys[i]) ++slot;
      if (slot == end) {
        parts[p].waiting.push_back(i);
      } else if (keys_[slot] == keys[i]) {
        parts[p].repeats.push_back({values_[slot], i});
      } else {
        filter_.Add(keys[i]);
        keys_[slot] = keys[i], values_[slot] = i;
      }
    }
  });
  std::vector<Repeat> repeats;
  for (const Part& part : parts) {
    repeats.insert(repeats.end(), part.repeats.begin(), part.repeats.end());
    for (const std::uint32_t i : part.waiting) {
      if (const std::uint32_t first = Add(keys[i], i); first != i) repeats.push_back({first, i});
    }
  }
  std::sort(repeats.begin(), repeats.end(), [](const Repeat& a, const Repeat& b) { return a.later < b.later; });
  return repeats;
}

}  // namespace gq::reconcile
