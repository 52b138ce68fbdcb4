// The near pass by phone and blocks (near.h, (2) and (3)): what equal IDs and check digits left apart is linked on name, birth, place,
// phone and employer (linkage.h).
//
// While a registry streams through, its rows whose ID leads nowhere are kept, and so are rows that share place and birth or the phone with a
// roster row whose own ID is wrong, lost or empty, or name and place with such a one; nothing else is stored (D12). When it has ended, roster rows without a match that share a
// block with a kept row are linked to them, one to one.
//
// near: probability at least 0.95, and the phone or all but two slips of the ID agree; review: at least 0.2. Neither changes anybody's status.
// Thread-safety: a NearProbe may be read by all threads; the rest from one.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "engines/reconcile/reconcile.h"

namespace gq::reconcile {

// A registry row that may be somebody's.
struct KeptRow {
  Match match;
  std::string id, name, phone, region, unit_name;
  std::uint64_t offset = 0;
};
// Kept rows of one registry at most; the rest is counted in TableCounts::near_skipped and reported.
inline constexpr std::size_t kKeptRowsLeast = 1000000;
inline std::size_t KeptRowsMax(std::size_t people) { return std::max(kKeptRowsLeast, people); }

// What the scan looks for on behalf of roster rows whose ID is of no use.
class NearProbe {
 public:
  NearProbe(const Roster& roster, const Gb18030& gb);
  bool empty() const { return keys_.empty(); }
  bool has_phones() const { return has_phones_; }
  Filter filter() const { return {words_.data(), shift_}; }
  bool HasPlaceAndBirth(IdKey key) const { return keys_.count(ProbeOfPlaceAndBirth(key)) != 0; }
  // Names are asked for as they stand in the file, with the place of the row's ID; only while has_names().
  bool has_names() const { return has_names_; }
  bool HasNameAndPlace(std::string_view name, IdKey key) const { return has_names_ && keys_.count(ProbeOfNameAndPlace(HashName(name.data(), name.size()), key)) != 0; }
  bool HasPhone(std::uint64_t phone) const { return phone != 0 && keys_.count(ProbeOfPhone(phone)) != 0; }
  // What each roster row's name sounds like, as a hash (0: no name); made at the first call, by `threads` threads.
  const std::vector<std::uint64_t>& Sounds(const Context& context, int threads);

 private:
  void Add(std::uint64_t key) { keys_.insert(key); }

  const Roster& roster_;
  std::vector<std::uint64_t> sounds_;
  std::unordered_set<std::uint64_t> keys_;
  std::vector<std::uint64_t> words_;
  int shift_ = 63;
  bool has_phones_ = false, has_names_ = false;
};

// Links kept rows to roster rows that have no match; sets their matches and the right IDs of what they were linked to, adds to review.
Status LinkKeptRows(const Roster& roster, const Context& context, const std::vector<std::uint64_t>& sounds, const std::vector<KeptRow>& kept,
                    std::vector<Match>& matches, std::unordered_map<std::uint32_t, IdKey>& true_ids, std::vector<ReviewItem>& review);

// Fields of the linkage, in the order of ReviewItem::levels.
inline constexpr std::string_view kNearFields[] = {"name", "birth", "place", "phone", "unit", "id"};
// "same", "close", "different" ... of a level of one of these fields.
std::string_view NearLevelText(std::size_t field, std::uint8_t level);

}  // namespace gq::reconcile
