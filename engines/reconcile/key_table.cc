#include "engines/reconcile/key_table.h"

#include <algorithm>

namespace gq::reconcile {
namespace {

int Log2Above(std::size_t n) {
  int bits = 6;
  while ((std::size_t{1} << bits) < n) ++bits;
  return bits;
}

}  // namespace

KeyTable::KeyTable(std::size_t keys_max) {
  const std::size_t slots = std::max<std::size_t>(64, keys_max + keys_max / 2 + 1);
  const int words_log2 = Log2Above(keys_max / 4 + 1);  // 16 to 32 bits a key: 4 MB for 1.5 M
  filter_shift_ = 64 - words_log2;
  words_.assign(std::size_t{1} << words_log2, 0);
  keys_.assign(slots, kNoKey);
  values_.assign(slots, kAbsent);
}

std::uint32_t KeyTable::Add(IdKey key, std::uint32_t value) {
  AddToFilter(key);
  std::size_t slot = Slot(key);
  for (; keys_[slot] != kNoKey; slot = Next(slot)) {
    if (keys_[slot] == key) return values_[slot];
  }
  keys_[slot] = key;
  return values_[slot] = value;
}

std::uint32_t* KeyTable::FindSlot(IdKey key) {
  for (std::size_t slot = Slot(key); keys_[slot] != kNoKey; slot = Next(slot)) {
    if (keys_[slot] == key) return &values_[slot];
  }
  return nullptr;
}

std::uint32_t KeyTable::Find(IdKey key) const {
  for (std::size_t slot = Slot(key); keys_[slot] != kNoKey; slot = Next(slot)) {
    if (keys_[slot] == key) return values_[slot];
  }
  return kAbsent;
}

}  // namespace gq::reconcile
