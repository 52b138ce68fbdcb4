#include "engines/reconcile/local_employers.h"

#include <algorithm>
#include <utility>

namespace gq::reconcile {

std::uint32_t LocalEmployers::Add(const Employers::Key& key, std::uint64_t hash) {
  const std::uint32_t id = texts_.Add(
      hash, [&](std::string_view known) { return key.Is(known); }, key.size(), [&](char* to) { key.WriteTo(to); });
  if (id == code_sizes_.size()) {
    code_sizes_.push_back(static_cast<std::uint32_t>(key.code.size()));
    places_.push_back(key.place);
  }
  return id + 1;
}

std::vector<std::uint32_t> LocalEmployers::Merge(Employers& all) const {
  std::vector<std::uint32_t> out{0};
  out.reserve(texts_.size() + 1);
  constexpr std::uint32_t kAhead = 16;
  for (std::uint32_t id = 0; id < texts_.size(); ++id) {
    if (id + kAhead < texts_.size()) all.Prefetch(texts_.HashOf(id + kAhead));
    out.push_back(all.InternText(texts_.Text(id), texts_.HashOf(id), code_sizes_[id], places_[id]));
  }
  return out;
}

void KnownEmployers::Learn(SharedEmployers& shared) {
  shared.Look([&](const Employers& all) {
    for (; known_ + 1 < all.size(); ++known_) {
      const std::string_view text = all.KeptText(known_ + 1);
      Put({all.HashOf(known_ + 1), text.data(), static_cast<std::uint32_t>(text.size()), known_ + 1});
    }
  });
}

void KnownEmployers::Put(const Slot& known) {
  if (slots_.size() < 2 * (std::size_t{known_} + 1)) {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(std::max<std::size_t>(1024, 2 * slots_.size())));
    for (const Slot& slot : old) {
      if (slot.text != nullptr) Put(slot);
    }
  }
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = known.hash & mask;
  while (slots_[at].text != nullptr) at = (at + 1) & mask;
  slots_[at] = known;
}

std::uint32_t KnownEmployers::Find(const Employers::Key& key, std::uint64_t hash, LocalEmployers& local) const {
  if (key.none()) return 0;
  if (!slots_.empty()) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask; slots_[at].text != nullptr; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && key.Is({slots_[at].text, slots_[at].size})) return slots_[at].id | kFinalEmployer;
    }
  }
  return local.Add(key, hash);
}

}  // namespace gq::reconcile
