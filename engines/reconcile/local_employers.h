// Employers of the rows that a worker reads (stream.h): those that all workers have in common are known by their final
// numbers, the others get numbers of their segment until it is merged.
//
// Nearly every employer of a registry is one of the roster's, and most of a segment's are of a segment before, so a
// worker that remembers them has neither to copy their texts nor to have them looked up again. What he knows may be
// less than what there is: ids are the same all the same, since those that are not known are found when they are
// merged.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "engines/reconcile/employers.h"

namespace gq::reconcile {

// Marks an id that is final.
inline constexpr std::uint32_t kFinalEmployer = std::uint32_t{1} << 31;

// Those of a segment. Thread-safety: one thread at a time.
class LocalEmployers {
 public:
  std::uint32_t Add(const Employers::Key& key, std::uint64_t hash);
  // Own id -> id in `all`, of ids that are not final.
  std::vector<std::uint32_t> Merge(Employers& all) const;

 private:
  StringTable texts_;  // as of Employers
  std::vector<std::uint32_t> code_sizes_;
  std::vector<std::int64_t> places_;
};

inline std::uint32_t FinalEmployer(std::uint32_t id, const std::vector<std::uint32_t>& merged) {
  return (id & kFinalEmployer) != 0 ? id & ~kFinalEmployer : merged[id];
}

// What the workers of one table have in common. Thread-safe.
class SharedEmployers {
 public:
  explicit SharedEmployers(Employers& all) : all_(all) {}
  std::vector<std::uint32_t> Merge(const LocalEmployers& local) {
    const std::lock_guard lock(mutex_);
    return local.Merge(all_);
  }
  // look(all) while nobody merges.
  template <typename Function>
  void Look(Function look) {
    const std::lock_guard lock(mutex_);
    look(static_cast<const Employers&>(all_));
  }

 private:
  std::mutex mutex_;
  Employers& all_;
};

// What one worker knows. Thread-safety: one thread at a time.
class KnownEmployers {
 public:
  // Learns what has been merged since the last time.
  void Learn(SharedEmployers& shared);

  // The id of an employer, final or of `local`; 0: none.
  std::uint32_t Intern(const Employers::Key& key, LocalEmployers& local) const { return Find(key, key.Hash(), local); }

  // The same, but later, when memory has brought what is to be looked at: put(index, id) is called in the order of
  // asking. The key's texts have to stay until Settle, which has to come before anything else with another `local`.
  template <typename Put>
  void Ask(const Employers::Key& key, std::uint32_t index, LocalEmployers& local, Put put) {
    if (asked_ == settled_ + kAsked) SettleOne(local, put);
    Asked& one = queue_[asked_ % kAsked];
    one = {key, key.Hash(), index};
    PrefetchSlot(one.hash);
    if (asked_ >= settled_ + kStep) PrefetchText(queue_[(asked_ - kStep) % kAsked].hash);
    ++asked_;
  }
  template <typename Put>
  void Settle(LocalEmployers& local, Put put) {
    while (settled_ != asked_) SettleOne(local, put);
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    const char* text = nullptr;  // nullptr: free
    std::uint32_t size = 0, id = 0;
  };
  struct Asked {
    Employers::Key key;
    std::uint64_t hash = 0;
    std::uint32_t index = 0;
  };
  static constexpr std::uint32_t kStep = 12, kAsked = 2 * kStep;

  [[gnu::always_inline]] void PrefetchSlot(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }
  [[gnu::always_inline]] void PrefetchText(std::uint64_t hash) const {
    if (slots_.empty()) return;
    const char* const text = slots_[hash & (slots_.size() - 1)].text;
    __builtin_prefetch(text), __builtin_prefetch(text + 64);
  }
  std::uint32_t Find(const Employers::Key& key, std::uint64_t hash, LocalEmployers& local) const;
  void Put(const Slot& known);
  template <typename Put>
  void SettleOne(LocalEmployers& local, Put put) {
    const Asked& one = queue_[settled_++ % kAsked];
    put(one.index, Find(one.key, one.hash, local));
  }

  std::vector<Slot> slots_;
  std::uint32_t known_ = 0;
  std::array<Asked, kAsked> queue_;
  std::uint32_t asked_ = 0, settled_ = 0;
};

}  // namespace gq::reconcile
