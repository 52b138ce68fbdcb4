#include "engines/reconcile/key_table.h"

namespace gq::reconcile {
namespace {

int Log2Above(std::size_t n) {
  int bits = 6;
  while ((std::size_t{1} << bits) < n) ++bits;
  return bits;
}

}  // namespace

KeyTable::KeyTable(std::size_t keys_max) {
  const int slots_log2 = Log2Above(keys_max + keys_max / 3 + 1);
  const int words_log2 = Log2Above(keys_max / 4 + 1);  // 16 to 32 bits a key: 4 MB for 1.5 M
  slot_shift_ = 64 - slots_log2;
  filter_shift_ = 64 - words_log2;
  words_.assign(std::size_t{1} << words_log2, 0);
  keys_.assign(std::size_t{1} << slots_log2, kNoKey);
  values_.assign(std::size_t{1} << slots_log2, kAbsent);
}

std::uint32_t KeyTable::Add(IdKey key, std::uint32_t value) {
  const std::uint64_t hash = FilterHash(key);
  words_[hash >> filter_shift_] |= FilterBits(hash);
  const std::size_t mask = keys_.size() - 1;
  std::size_t slot = Slot(key);
  for (; keys_[slot] != kNoKey; slot = (slot + 1) & mask) {
    if (keys_[slot] == key) return values_[slot];
  }
  keys_[slot] = key;
  return values_[slot] = value;
}

std::uint32_t* KeyTable::FindSlot(IdKey key) {
  const std::size_t mask = keys_.size() - 1;
  for (std::size_t slot = Slot(key); keys_[slot] != kNoKey; slot = (slot + 1) & mask) {
    if (keys_[slot] == key) return &values_[slot];
  }
  return nullptr;
}

std::uint32_t KeyTable::Find(IdKey key) const {
  const std::size_t mask = keys_.size() - 1;
  for (std::size_t slot = Slot(key); keys_[slot] != kNoKey; slot = (slot + 1) & mask) {
    if (keys_[slot] == key) return values_[slot];
  }
  return kAbsent;
}

}  // namespace gq::reconcile
