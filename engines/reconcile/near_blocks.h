// The near pass by phone and blocks (near.h, (2) and (3)): what equal IDs and check digits left apart is linked on
// name, birth, place, phone and employer (linkage.h).
//
// While a registry streams through, its rows whose ID leads nowhere are kept when they may share a block with anybody,
// and so are rows that share place and birth or the phone with a roster row whose own ID is wrong, lost or empty, or
// name and place with such a one; nothing else is stored (D12). When it has ended, roster rows without a match that
// share a block with a kept row are linked to them, one to one.
//
// near: probability at least 0.95, and the phone agrees, or all but two slips of the ID while no phones differ; review:
// at least 0.2. Neither changes anybody's status. Thread-safety: a NearProbe may be read by all threads; the rest from
// one.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engines/reconcile/key_filter.h"
#include "engines/reconcile/linkage.h"
#include "engines/reconcile/reconcile.h"

namespace gq::reconcile {

// A registry row that may be somebody's.
struct KeptRow {
  Match match;
  std::string id, name, phone, region, unit_name;
  std::uint64_t offset = 0;
};

// Kept rows of a registry, texts side by side in pieces: a third of what strings of their own would take, and never
// copied to grow.
class KeptRows {
 public:
  struct View {
    const Match& match;
    std::uint64_t offset;
    std::string_view id, name, phone, region, unit_name;
  };
  void Add(const KeptRow& row);
  View operator[](std::size_t i) const;
  std::size_t size() const { return heads_.size(); }
  bool empty() const { return heads_.empty(); }

 private:
  struct Head {
    Match match;
    std::uint64_t offset;
    const char* text;
    std::uint32_t sizes[5];
  };
  static constexpr std::size_t kPiece = std::size_t{1} << 18;
  std::deque<Head> heads_;
  std::vector<std::unique_ptr<char[]>> pieces_;
  char* at_ = nullptr;    // where the next text goes
  std::size_t left_ = 0;  // bytes left of the last piece
};

// Kept rows of one registry at most; the rest is counted in TableCounts::near_skipped and reported.
inline constexpr std::size_t kKeptRowsLeast = 1000000;
inline std::size_t KeptRowsMax(std::size_t people) { return std::max(kKeptRowsLeast, people); }

// Keys that are not 0: a hash table of numbers, a quarter of the size of std::unordered_set and without its cache
// misses.
class NearKeys {
 public:
  void Insert(std::uint64_t key) {
    if (key == 0) return;
    if ((count_ + 1) * 4 > slots_.size() * 3) Grow();
    if (Place(key)) ++count_;
  }
  bool Contains(std::uint64_t key) const {
    if (key == 0 || count_ == 0) return false;
    for (std::size_t at = Slot(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == key) return true;
      if (slots_[at] == 0) return false;
    }
  }
  std::size_t size() const { return count_; }
  template <typename Take>
  void ForEach(Take take) const {
    for (const std::uint64_t key : slots_) {
      if (key != 0) take(key);
    }
  }

 private:
  std::size_t Slot(std::uint64_t key) const {
    return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ULL >> 20) & (slots_.size() - 1);
  }
  bool Place(std::uint64_t key) {
    std::size_t at = Slot(key);
    while (slots_[at] != 0 && slots_[at] != key) at = (at + 1) & (slots_.size() - 1);
    return std::exchange(slots_[at], key) == 0;
  }
  void Grow() {
    std::vector<std::uint64_t> old(std::max<std::size_t>(64, slots_.size() * 2));
    old.swap(slots_);
    for (const std::uint64_t key : old) {
      if (key != 0) Place(key);
    }
  }
  std::vector<std::uint64_t> slots_;
  std::size_t count_ = 0;
};

// What the scan looks for on behalf of roster rows whose ID is of no use.
class NearProbe {
 public:
  NearProbe(const Roster& roster, const Context& context, int threads);
  bool empty() const { return keys_.size() == 0; }
  bool has_phones() const { return has_phones_; }
  Filter filter() const { return filter_.view(); }
  bool HasPlaceAndBirth(IdKey key) const { return keys_.Contains(ProbeOfPlaceAndBirth(key)); }
  // Names are asked for as they stand in the file, with the place of the row's ID; only while has_names().
  bool has_names() const { return has_names_; }
  bool HasNameAndPlace(std::string_view name, IdKey key) const {
    return has_names_ && keys_.Contains(ProbeOfNameAndPlace(HashName(name.data(), name.size()), key));
  }
  // Of PhoneDigits.
  bool HasPhone(std::uint64_t phone) const { return phone != 0 && keys_.Contains(ProbeOfPhoneNumber(phone)); }
  // What each roster row's name sounds like, as a hash (0: no name).
  const std::vector<std::uint64_t>& sounds() const { return sounds_; }
  // Frees all but sounds(); afterwards nothing is found.
  void ReleaseFilters();
  // Whether a row of a registry, its ID parsed and its cells as text, may share a block with anybody of the roster. No
  // false "no".
  bool MayMeet(const ParsedId& id, std::string_view id_text, std::string_view name, std::string_view phone,
               std::string_view region) const;

 private:
  void Add(std::uint64_t key) { keys_.Insert(key); }
  static std::uint64_t ProbeOfPhoneNumber(std::uint64_t phone);

  void Lookout(int threads);

  const Roster& roster_;
  const Context& context_;
  std::vector<std::uint64_t> sounds_;
  KeyFilter blocks_;  // the keys of all roster rows
  NearKeys keys_;
  KeyFilter filter_;  // of keys_
  bool has_phones_ = false, has_names_ = false;
};

// Links kept rows to roster rows that have no match; sets their matches and the right IDs of what they were linked to,
// adds to review. `labels`: what people decided of earlier comparisons, levels by kNearFields.
Status LinkKeptRows(const Roster& roster, const Context& context, const std::vector<std::uint64_t>& sounds,
                    const KeptRows& kept, const std::vector<LinkLabel>& labels, int threads, BigArray<Match>& matches,
                    std::unordered_map<std::uint32_t, IdKey>& true_ids, std::vector<ReviewItem>& review);

// Fields of the linkage, in the order of ReviewItem::levels.
inline constexpr std::string_view kNearFields[] = {"name", "birth", "place", "phone", "unit", "id"};
// "same", "close", "different" ... of a level of one of these fields.
std::string_view NearLevelText(std::size_t field, std::uint8_t level);

}  // namespace gq::reconcile
