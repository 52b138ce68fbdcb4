// Different strings numbered from 0 in the order of their first appearance: one arena and open addressing, several
// times faster than a map of strings. Thread-safety: const use from any thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
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
  // `hash` is Hash(text).
  std::uint32_t Add(std::string_view text, std::uint64_t hash) {
    if (slots_.size() < 2 * (entries_.size() + 1)) Grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const std::uint32_t id = slots_[slot] - 1;
      if (entries_[id].hash == hash && Text(id) == text) return id;
    }
    entries_.push_back({hash, arena_.size(), static_cast<std::uint32_t>(text.size())});
    arena_ += text;
    slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    return slots_[slot] - 1;
  }
  std::string_view Text(std::uint32_t id) const { return {arena_.data() + entries_[id].at, entries_[id].size}; }
  std::uint64_t HashOf(std::uint32_t id) const { return entries_[id].hash; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint64_t at;
    std::uint32_t size;
  };

  static std::uint64_t Step(std::uint64_t hash, const char* p, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, size);
    hash = (hash ^ word) * 0xBF58476D1CE4E5B9ULL;
    return hash ^ hash >> 32;
  }

  void Grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t id = 0; id < entries_.size(); ++id) {
      std::size_t slot = entries_[id].hash & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = id + 1;
    }
  }

  std::string arena_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // id + 1; 0 = free
};

}  // namespace gq::reconcile
