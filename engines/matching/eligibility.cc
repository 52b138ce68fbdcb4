#include "engines/matching/eligibility.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gq::matching {
namespace {

constexpr std::size_t kKindsMax = 65'535;

constexpr std::string_view kConstraintNames[kConstraints] = {"年龄",     "学历",     "健康",     "证书", "最低工资",
                                                             "地区层级", "意向城市", "定向地区", "日期", "依法限男性"};

}  // namespace

// Numbers the distinct requirements of workers and draws the bitmap of each.
class EligibilityBuilder {
 public:
  EligibilityBuilder(const Workers& workers, const Posts& posts, const Places& places,
                     std::span<const std::uint32_t> order, std::size_t city_bytes_max)
      : workers_(workers),
        posts_(posts),
        places_(places),
        order_(order),
        city_bytes_max_(city_bytes_max),
        posts_of_city_(places.cities) {
    result_.words_ = (order.size() + 63) / 64;
    result_.open_.resize(result_.words_);
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      if (posts.openings[order[i]] > 0) Set(result_.open_.data(), i);
      Eligibility::Range& range = posts_of_city_[posts.city[order[i]]];
      if (range.begin == range.end) range.begin = i;
      range.end = i + 1;
    }
  }

  Result<Eligibility> Build() {
    TRY(NumberAll());
    if (too_many_cities_) {
      ListCities();
      TRY(NumberAll());
    }
    return std::move(result_);
  }

 private:
  static void Set(std::uint64_t* bitmap, std::size_t position) { bitmap[position / 64] |= 1ULL << (position % 64); }

  Status NumberAll() {
    result_.column_of_.fill(Eligibility::kNoColumn);
    result_.barring_.clear();
    TRY(ForEachConstraint([&](Constraint constraint, auto key_of, auto holds) {
      const auto c = static_cast<std::size_t>(constraint);
      if (!Bars(key_of, holds)) return Ok();
      result_.column_of_[c] = result_.barring_.size();
      result_.barring_.push_back(c);
      return Ok();
    }));
    result_.kind_of_.resize(workers_.size() * result_.barring_.size());
    return ForEachConstraint([&](Constraint constraint, auto key_of, auto holds) {
      return too_many_cities_ ? Ok() : Number(constraint, key_of, holds);
    });
  }

  void ListCities() {
    too_many_cities_ = false;
    result_.city_begin_.reserve(workers_.size() + 1);
    result_.city_begin_.push_back(0);
    result_.cities_.reserve(workers_.cities.size());
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      const std::u16string cities = CitiesOf(i);
      result_.cities_.insert(result_.cities_.end(), cities.begin(), cities.end());
      result_.city_begin_.push_back(static_cast<std::uint32_t>(result_.cities_.size()));
    }
    result_.posts_of_city_ = posts_of_city_;
  }

  std::u16string CitiesOf(std::size_t worker) const {
    if (workers_.city_begin.empty()) return {};
    std::u16string cities(workers_.cities.begin() + workers_.city_begin[worker],
                          workers_.cities.begin() + workers_.city_begin[worker + 1]);
    std::sort(cities.begin(), cities.end());
    cities.erase(std::unique(cities.begin(), cities.end()), cities.end());
    return cities;
  }

  // fn(constraint, key_of, holds): key_of(worker) is what he requires, holds(key, post) whether the post meets it.
  template <typename Fn>
  Status ForEachConstraint(Fn fn) const {
    const Workers& w = workers_;
    const Posts& p = posts_;
    TRY(fn(
        Constraint::kAge, [&](std::size_t i) { return w.age[i]; },
        [&](std::uint8_t age, std::uint32_t post) {
          return age == 0 ? p.age_min[post] == 0 && p.age_max[post] == 255
                          : p.age_min[post] <= age && age <= p.age_max[post];
        }));
    TRY(fn(
        Constraint::kEducation, [&](std::size_t i) { return w.education[i]; },
        [&](std::uint8_t rank, std::uint32_t post) { return rank >= p.education_min[post]; }));
    TRY(fn(
        Constraint::kHealth, [&](std::size_t i) { return w.health[i]; },
        [&](std::uint8_t rank, std::uint32_t post) { return rank >= p.health_min[post]; }));
    TRY(fn(
        Constraint::kCertificates, [&](std::size_t i) { return w.certificates[i]; },
        [&](std::uint16_t had, std::uint32_t post) { return places_.HoldsCertificates(had, p.certificates[post]); }));
    TRY(ForWage(fn));
    TRY(fn(
        Constraint::kTier, [&](std::size_t i) { return w.tiers[i] == 0 ? 0U : w.origin[i] * 256U + w.tiers[i]; },
        [&](std::uint32_t key, std::uint32_t post) {
          return key == 0 || (key >> places_.tier[std::size_t{key / 256} * places_.cities + p.city[post]] & 1) != 0;
        }));
    if (result_.city_begin_.empty()) {
      TRY(fn(
          Constraint::kCity, [&](std::size_t i) { return CitiesOf(i); },
          [&](const std::u16string& cities, std::uint32_t post) {
            return cities.empty() || cities.find(static_cast<char16_t>(p.city[post])) != cities.npos;
          }));
    }
    TRY(fn(
        Constraint::kReserved, [&](std::size_t i) { return w.origin[i]; },
        [&](std::uint16_t origin, std::uint32_t post) {
          if (p.reserved_begin.empty() || p.reserved_begin[post] == p.reserved_begin[post + 1]) return true;
          const auto first = p.reserved.begin() + p.reserved_begin[post],
                     last = p.reserved.begin() + p.reserved_begin[post + 1];
          return std::find(first, last, origin) != last;
        }));
    TRY(fn(
        Constraint::kDates, [&](std::size_t i) { return w.start[i]; },
        [&](std::int32_t day, std::uint32_t post) { return p.valid_from[post] <= day && day <= p.valid_to[post]; }));
    // Where no post is closed to women, all are of one kind.
    const bool limits = std::any_of(p.men_only.begin(), p.men_only.end(), [](std::uint8_t one) { return one != 0; });
    return fn(
        Constraint::kSex, [&](std::size_t i) { return static_cast<std::uint8_t>(limits && w.man[i] == 0); },
        [&](std::uint8_t barred, std::uint32_t post) { return barred == 0 || p.men_only[post] == 0; });
  }

  // A floor between two promised wages removes the same posts as the next promised wage, so there are no more kinds
  // than wages.
  template <typename Fn>
  Status ForWage(Fn fn) const {
    std::vector<std::int32_t> wages(posts_.wage_min);
    std::sort(wages.begin(), wages.end());
    wages.erase(std::unique(wages.begin(), wages.end()), wages.end());
    return fn(
        Constraint::kWage,
        [&](std::size_t i) {
          return workers_.min_wage[i] <= 0
                     ? 0U
                     : static_cast<std::uint32_t>(std::lower_bound(wages.begin(), wages.end(), workers_.min_wage[i]) -
                                                  wages.begin());
        },
        [&](std::uint32_t rank, std::uint32_t post) {
          return rank < wages.size() && posts_.wage_min[post] >= wages[rank];
        });
  }

  template <typename KeyOf, typename Holds>
  bool Bars(KeyOf key_of, Holds holds) const {
    if (workers_.size() == 0) return false;
    const auto key = key_of(0);
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      if (key_of(i) != key) return true;
    }
    return !std::all_of(order_.begin(), order_.end(), [&](std::uint32_t post) { return holds(key, post); });
  }

  template <typename KeyOf, typename Holds>
  Status Number(Constraint constraint, KeyOf key_of, Holds holds) {
    const auto c = static_cast<std::size_t>(constraint);
    const std::size_t column = result_.column_of_[c], columns = result_.barring_.size();
    const bool bars = column != Eligibility::kNoColumn;
    const std::size_t most = KindsMax(constraint);
    std::unordered_map<decltype(key_of(0)), std::uint16_t> number;
    const std::size_t workers = bars ? workers_.size() : std::min<std::size_t>(workers_.size(), 1);
    for (std::size_t i = 0; i < workers; ++i) {
      const auto [at, fresh] = number.try_emplace(key_of(i), static_cast<std::uint16_t>(number.size()));
      if (bars) result_.kind_of_[i * columns + column] = at->second;
      if (number.size() <= most) continue;
      too_many_cities_ = constraint == Constraint::kCity;
      if (too_many_cities_) return Ok();
      return Fail(kTooManyKinds, "劳动者的“" + std::string(kConstraintNames[c]) + "”要求超过 65,535 种",
                  "请把要求归并后再匹配");
    }
    result_.bitmaps_[c].assign(number.size() * result_.words_, 0);
    for (const auto& [key, kind] : number) Draw(key, holds, result_.bitmaps_[c].data() + kind * result_.words_);
    return Ok();
  }

  std::size_t KindsMax(Constraint constraint) const {
    if (constraint != Constraint::kCity) return kKindsMax;
    return std::min(kKindsMax, city_bytes_max_ / (std::max<std::size_t>(result_.words_, 1) * sizeof(std::uint64_t)));
  }

  template <typename Key, typename Holds>
  void Draw(const Key& key, Holds holds, std::uint64_t* bitmap) const {
    for (std::size_t position = 0; position < order_.size(); ++position) {
      if (holds(key, order_[position])) Set(bitmap, position);
    }
  }

  template <typename Holds>
  void Draw(const std::u16string& cities, Holds, std::uint64_t* bitmap) const {
    const auto draw = [&](std::uint32_t begin, std::uint32_t end) {
      for (std::uint32_t position = begin; position < end; ++position) Set(bitmap, position);
    };
    if (cities.empty()) draw(0, static_cast<std::uint32_t>(order_.size()));
    for (const char16_t city : cities) draw(posts_of_city_[city].begin, posts_of_city_[city].end);
  }

  const Workers& workers_;
  const Posts& posts_;
  const Places& places_;
  std::span<const std::uint32_t> order_;
  const std::size_t city_bytes_max_;
  std::vector<Eligibility::Range> posts_of_city_;
  bool too_many_cities_ = false;  // for bitmaps
  Eligibility result_;
};

Result<Eligibility> Eligibility::Build(const Workers& workers, const Posts& posts, const Places& places,
                                       std::span<const std::uint32_t> order, std::size_t city_bytes_max) {
  return EligibilityBuilder(workers, posts, places, order, city_bytes_max).Build();
}

std::size_t Eligibility::RowsOf(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored,
                                Rows& rows) const {
  const std::uint16_t* const kinds = kind_of_.data() + worker * barring_.size();
  std::size_t count = 0;
  rows[count++] = places_left;
  for (std::size_t i = 0; i < barring_.size(); ++i) {
    if ((ignored >> barring_[i] & 1) == 0) rows[count++] = RowOfKind(barring_[i], kinds[i]);
  }
  return count;
}

void Eligibility::Write(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored,
                        std::uint64_t* out) const {
  Rows rows;
  const std::size_t count = RowsOf(worker, places_left, ignored, rows);
  for (std::size_t i = 0; i < words_; ++i) {
    out[i] = places_left[i];
    for (std::size_t r = 1; r < count; ++r) out[i] &= rows[r][i];
  }
  KeepCities(worker, ignored, out);
}

const std::uint64_t* Eligibility::Row(std::size_t constraint, std::size_t worker,
                                      std::vector<std::uint64_t>& scratch) const {
  if (constraint != kCity || city_begin_.empty()) return Row(constraint, worker);
  scratch.assign(words_, ~0ULL);
  KeepCities(worker, 0, scratch.data());
  return scratch.data();
}

bool Eligibility::Holds(Constraint constraint, std::size_t worker, std::size_t position) const {
  const auto c = static_cast<std::size_t>(constraint);
  if (c != kCity || city_begin_.empty()) return (Row(c, worker)[position / 64] >> (position % 64) & 1) != 0;
  return !ListsCities(worker, 0) ||
         std::any_of(cities_.begin() + city_begin_[worker], cities_.begin() + city_begin_[worker + 1],
                     [&](std::uint16_t city) {
                       return posts_of_city_[city].begin <= position && position < posts_of_city_[city].end;
                     });
}

void Eligibility::ClearOutside(std::size_t worker, std::uint64_t* posts) const {
  std::size_t kept = 0;  // posts before it are as they should be
  const auto clear_to = [&](std::size_t end) {
    const std::size_t first = kept / 64, last = end / 64;
    const std::uint64_t before = ~(~0ULL << (kept % 64)), behind = ~0ULL << (end % 64);
    if (first == last) {
      if (kept < end) posts[first] &= before | behind;
      return;
    }
    posts[first] &= before;
    std::fill(posts + first + 1, posts + last, 0);
    if (end % 64 != 0) posts[last] &= behind;
  };
  for (std::uint32_t i = city_begin_[worker]; i < city_begin_[worker + 1]; ++i) {
    const Range& range = posts_of_city_[cities_[i]];
    if (range.begin == range.end) continue;
    clear_to(range.begin);
    kept = range.end;
  }
  clear_to(words_ * 64);
}

}  // namespace gq::matching
