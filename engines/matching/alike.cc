#include "engines/matching/alike.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "engines/matching/score.h"
#include "engines/matching/solve.h"

namespace gq::matching {
namespace {

// What workers have asked for, sorted: two figures of posts between which nobody draws a line are the same.
std::vector<std::int32_t> Distinct(std::vector<std::int32_t> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}
// How many of them are below `value`, or not above it.
std::int64_t Below(const std::vector<std::int32_t>& values, std::int32_t value) {
  return std::lower_bound(values.begin(), values.end(), value) - values.begin();
}
std::int64_t NotAbove(const std::vector<std::int32_t>& values, std::int32_t value) {
  return std::upper_bound(values.begin(), values.end(), value) - values.begin();
}

class Key {
 public:
  template <typename T>
  void Add(T value) {
    const auto wide = static_cast<std::int64_t>(value);
    text_.append(reinterpret_cast<const char*>(&wide), sizeof wide);
  }
  std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

// By what workers are told apart.
struct Lines {
  std::vector<std::int32_t> floors, starts, ages, educations, healths;

  explicit Lines(const Workers& w)
      : floors(Distinct(w.min_wage)),
        starts(Distinct(w.start)),
        ages(Distinct({w.age.begin(), w.age.end()})),
        educations(Distinct({w.education.begin(), w.education.end()})),
        healths(Distinct({w.health.begin(), w.health.end()})) {}
};

std::string KeyOf(const Posts& p, std::size_t post, const Lines& lines) {
  Key key;
  key.Add(p.city[post]);
  key.Add(p.trade[post]);
  key.Add(WageClassOf(p, post));
  key.Add(NotAbove(lines.floors, p.wage_min[post]));
  key.Add(p.traits[post]);
  // Whose age is not known (0) goes only where none is asked for.
  if (!lines.ages.empty() && lines.ages.front() == 0) key.Add(p.age_min[post] == 0 && p.age_max[post] == 255);
  key.Add(Below(lines.ages, p.age_min[post]));
  key.Add(NotAbove(lines.ages, p.age_max[post]));
  key.Add(Below(lines.educations, p.education_min[post]));
  key.Add(Below(lines.healths, p.health_min[post]));
  key.Add(p.certificates[post]);
  key.Add(Below(lines.starts, p.valid_from[post]));
  key.Add(NotAbove(lines.starts, p.valid_to[post]));
  key.Add(p.men_only[post]);
  for (const std::uint8_t months : p.subsidy_months[post]) key.Add(months);
  if (!p.reserved_begin.empty()) {
    std::vector<std::uint16_t> origins(p.reserved.begin() + p.reserved_begin[post],
                                       p.reserved.begin() + p.reserved_begin[post + 1]);
    std::sort(origins.begin(), origins.end());
    key.Add(origins.size());
    for (const std::uint16_t origin : origins) key.Add(origin);
  }
  if (!p.staff_begin.empty()) {
    for (std::uint32_t s = p.staff_begin[post]; s < p.staff_begin[post + 1]; ++s) {
      key.Add(p.staff[s].origin);
      key.Add(p.staff[s].count);
    }
  }
  return std::move(key).Take();
}

}  // namespace

AlikePosts::AlikePosts(const Workers& workers, const Posts& posts, std::span<const std::uint32_t> order) {
  const Lines lines(workers);
  std::unordered_map<std::string, std::uint32_t> number;
  std::vector<std::vector<std::uint32_t>> kinds;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const auto [found, fresh] =
        number.try_emplace(KeyOf(posts, order[at], lines), static_cast<std::uint32_t>(kinds.size()));
    if (fresh) kinds.emplace_back();
    kinds[found->second].push_back(at);
  }
  for (const auto& kind : kinds) {
    if (kind.size() < 2) continue;
    members_.insert(members_.end(), kind.begin(), kind.end());
    begin_.push_back(static_cast<std::uint32_t>(members_.size()));
  }
}

void AlikePosts::Join(Situation& situation) const {
  for (std::size_t k = 0; k + 1 < begin_.size(); ++k) {
    std::int64_t free = 0;
    std::uint32_t first = members_[begin_[k]];
    for (std::uint32_t m = begin_[k]; m < begin_[k + 1]; ++m) {
      std::int32_t& places = situation.capacity[members_[m]];
      if (places <= 0) continue;
      if (free == 0) first = members_[m];
      free += places;
      places = 0;
      situation.places_left[members_[m] / 64] &= ~(1ULL << (members_[m] % 64));
    }
    if (free == 0) continue;
    situation.capacity[first] = static_cast<std::int32_t>(std::min<std::int64_t>(free, INT32_MAX));
    situation.places_left[first / 64] |= 1ULL << (first % 64);
  }
}

void AlikePosts::Part(const Situation& situation, Solution& solution) const {
  if (members_.empty()) return;
  struct Place {
    std::uint32_t next;  // the member that is being filled
    std::int32_t taken = 0;
  };
  std::unordered_map<std::uint32_t, Place> places;  // by the position that stood for the kind
  for (std::size_t k = 0; k + 1 < begin_.size(); ++k) {
    const auto begin = members_.begin() + begin_[k], end = members_.begin() + begin_[k + 1];
    const auto first = std::find_if(begin, end, [&](std::uint32_t at) { return situation.capacity[at] > 0; });
    if (first == end) continue;
    places.emplace(*first, Place{static_cast<std::uint32_t>(first - members_.begin())});
    for (auto at = first; at != end; ++at) {
      if (situation.capacity[*at] <= 0) continue;
      solution.price[*at] = solution.price[*first];
      solution.next_best[*at] = solution.next_best[*first];
    }
  }
  for (const std::uint32_t worker : situation.sequence) {
    std::int32_t& position = solution.position[worker];
    if (position == kUnplaced) continue;
    const auto found = places.find(static_cast<std::uint32_t>(position));
    if (found == places.end()) continue;
    Place& place = found->second;
    while (place.taken >= situation.capacity[members_[place.next]]) ++place.next, place.taken = 0;
    ++place.taken;
    position = static_cast<std::int32_t>(members_[place.next]);
    // Another of the kind costs the same.
    solution.others_max[worker] = std::max(solution.others_max[worker], solution.profit_max[worker]);
  }
}

}  // namespace gq::matching
