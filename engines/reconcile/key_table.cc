#include "engines/reconcile/key_table.h"

#include <algorithm>

namespace gq::reconcile {

KeyTable::KeyTable(std::size_t keys_max) : filter_(keys_max) {
  const std::size_t slots = std::max<std::size_t>(64, keys_max + keys_max / 2 + 1);
  keys_.assign(slots, kNoKey);
  values_.assign(slots, kAbsent);
}

std::uint32_t KeyTable::Add(IdKey key, std::uint32_t value) {
  filter_.Add(key);
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
