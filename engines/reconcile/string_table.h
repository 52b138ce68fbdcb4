// Different strings numbered from 0 in the order of their first appearance: blocks of text and open addressing, several
// times faster than a map of strings. Thread-safety: const use from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace gq::reconcile {

class StringTable {
 public:
  static std::uint64_t Hash(std::string_view text) {
    std::uint64_t hash = text.size() * 0x9E3779B97F4A7C15ULL;
    const char* p = text.data();
    std::size_t left = text.size();
    for (; left >= 8; p += 8, left -= 8) hash = Step(hash, p, 8);
    if (left > 0) hash = Step(hash, p, left);
    return hash ^ hash >> 29;
  }

  std::uint32_t Add(std::string_view text) { return Add(text, Hash(text)); }
  // `hash` is what whoever fills the table takes for it, of all its texts.
  std::uint32_t Add(std::string_view text, std::uint64_t hash) {
    return Add(
        hash, [&](std::string_view known) { return known == text; }, text.size(),
        [&](char* to) { std::memcpy(to, text.data(), text.size()); });
  }
  // The same for a text in parts of `size` bytes in all: same(known) compares, write(to) writes it.
  template <typename Same, typename Write>
  std::uint32_t Add(std::uint64_t hash, Same same, std::size_t size, Write write) {
    if (slots_.size() < 2 * (entries_.size() + 1)) Grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot].number != 0; slot = (slot + 1) & mask) {
      const std::uint32_t id = slots_[slot].number - 1;
      if (slots_[slot].hash == Front(hash) && entries_[id].hash == hash && same(Text(id))) return id;
    }
    char* const at = Room(size);
    if (size > 0) write(at);
    entries_.push_back({hash, at, static_cast<std::uint32_t>(size)});
    slots_[slot] = {Front(hash), static_cast<std::uint32_t>(entries_.size())};
    return slots_[slot].number - 1;
  }
  // Asks for what Add will look at.
  [[gnu::always_inline]] void Prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }
  // Stays where it is as long as the table.
  std::string_view Text(std::uint32_t id) const { return {entries_[id].at, entries_[id].size}; }
  std::uint64_t HashOf(std::uint32_t id) const { return entries_[id].hash; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash;
    const char* at;
    std::uint32_t size;
  };

  // Half of the hash stands beside the number: most of what is not the same shows without a look at the entry.
  struct Slot {
    std::uint32_t hash = 0, number = 0;  // number: id + 1; 0 = free
  };
  // Of the first slot that is looked at; 0: free.
  std::uint32_t NumberAt(std::uint64_t hash) const {
    return slots_.empty() ? 0 : slots_[hash & (slots_.size() - 1)].number;
  }
  static std::uint32_t Front(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

  static std::uint64_t Step(std::uint64_t hash, const char* p, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, size);
    hash = (hash ^ word) * 0xBF58476D1CE4E5B9ULL;
    return hash ^ hash >> 32;
  }

  void Grow() {
    // Small tables grow fast: most are filled once and thrown away.
    slots_.assign(slots_.empty() ? 64 : slots_.size() * (slots_.size() < 16384 ? 4 : 2), {});
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t id = 0; id < entries_.size(); ++id) {
      std::size_t slot = entries_[id].hash & mask;
      while (slots_[slot].number != 0) slot = (slot + 1) & mask;
      slots_[slot] = {Front(entries_[id].hash), id + 1};
    }
  }

  char* Room(std::size_t size) {
    if (size > left_) {
      left_ = std::max(size, std::min(kBlockMost, kBlockLeast << blocks_.size()));
      blocks_.emplace_back(new char[left_]);
      free_ = blocks_.back().get();
    }
    char* const room = free_;
    free_ += size, left_ -= size;
    return room;
  }

  static constexpr std::size_t kBlockLeast = std::size_t{4} << 10, kBlockMost = std::size_t{256} << 10;

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;
};

}  // namespace gq::reconcile
