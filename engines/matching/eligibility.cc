#include "engines/matching/eligibility.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gq::matching {
namespace {

constexpr std::size_t kKindsMax = 65'535;

constexpr std::string_view kConstraintNames[kConstraints] = {"年龄",     "学历",     "健康",     "证书", "最低工资",
                                                             "地区层级", "意向城市", "定向地区", "日期"};

}  // namespace

// Numbers the distinct requirements of workers and draws the bitmap of each.
class EligibilityBuilder {
 public:
  EligibilityBuilder(const Workers& workers, const Posts& posts, const Places& places,
                     std::span<const std::uint32_t> order)
      : workers_(workers), posts_(posts), places_(places), order_(order) {
    result_.words_ = (order.size() + 63) / 64;
    result_.open_.resize(result_.words_);
    result_.kind_of_.resize(workers.size() * kConstraints);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (posts.openings[order[i]] > 0) Set(result_.open_.data(), i);
    }
  }

  Result<Eligibility> Build() {
    const Workers& w = workers_;
    const Posts& p = posts_;
    TRY(Add<std::uint8_t>(
        Constraint::kAge, [&](std::size_t i) { return w.age[i]; },
        [&](std::uint8_t age, std::uint32_t post) {
          return age == 0 ? p.age_min[post] == 0 && p.age_max[post] == 255
                          : p.age_min[post] <= age && age <= p.age_max[post];
        }));
    TRY(Add<std::uint8_t>(
        Constraint::kEducation, [&](std::size_t i) { return w.education[i]; },
        [&](std::uint8_t rank, std::uint32_t post) { return rank >= p.education_min[post]; }));
    TRY(Add<std::uint8_t>(
        Constraint::kHealth, [&](std::size_t i) { return w.health[i]; },
        [&](std::uint8_t rank, std::uint32_t post) { return rank >= p.health_min[post]; }));
    TRY(Add<std::uint16_t>(
        Constraint::kCertificates, [&](std::size_t i) { return w.certificates[i]; },
        [&](std::uint16_t had, std::uint32_t post) { return places_.HoldsCertificates(had, p.certificates[post]); }));
    TRY(AddWage());
    TRY(Add<std::uint32_t>(
        Constraint::kTier, [&](std::size_t i) { return w.tiers[i] == 0 ? 0U : w.origin[i] * 256U + w.tiers[i]; },
        [&](std::uint32_t key, std::uint32_t post) {
          return key == 0 || (key >> places_.tier[std::size_t{key / 256} * places_.cities + p.city[post]] & 1) != 0;
        }));
    TRY(Add<std::u16string>(
        Constraint::kCity, [&](std::size_t i) { return CitiesOf(i); },
        [&](const std::u16string& cities, std::uint32_t post) {
          return cities.empty() || cities.find(static_cast<char16_t>(p.city[post])) != cities.npos;
        }));
    TRY(Add<std::uint16_t>(
        Constraint::kReserved, [&](std::size_t i) { return w.origin[i]; },
        [&](std::uint16_t origin, std::uint32_t post) {
          if (p.reserved_begin.empty() || p.reserved_begin[post] == p.reserved_begin[post + 1]) return true;
          const auto first = p.reserved.begin() + p.reserved_begin[post],
                     last = p.reserved.begin() + p.reserved_begin[post + 1];
          return std::find(first, last, origin) != last;
        }));
    TRY(Add<std::int32_t>(
        Constraint::kDates, [&](std::size_t i) { return w.start[i]; },
        [&](std::int32_t day, std::uint32_t post) { return p.valid_from[post] <= day && day <= p.valid_to[post]; }));
    return std::move(result_);
  }

 private:
  static void Set(std::uint64_t* bitmap, std::size_t position) { bitmap[position / 64] |= 1ULL << (position % 64); }

  std::u16string CitiesOf(std::size_t worker) const {
    if (workers_.city_begin.empty()) return {};
    std::u16string cities(workers_.cities.begin() + workers_.city_begin[worker],
                          workers_.cities.begin() + workers_.city_begin[worker + 1]);
    std::sort(cities.begin(), cities.end());
    return cities;
  }

  // A floor between two promised wages removes the same posts as the next promised wage, so there are no more kinds
  // than wages.
  Status AddWage() {
    std::vector<std::int32_t> wages(posts_.wage_min);
    std::sort(wages.begin(), wages.end());
    wages.erase(std::unique(wages.begin(), wages.end()), wages.end());
    return Add<std::uint32_t>(
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

  template <typename Key, typename KeyOf, typename Holds>
  Status Add(Constraint constraint, KeyOf key_of, Holds holds) {
    const auto c = static_cast<std::size_t>(constraint);
    std::vector<std::uint64_t>& bitmaps = result_.bitmaps_[c];
    std::unordered_map<Key, std::uint16_t> number;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      const auto [at, fresh] = number.try_emplace(key_of(i), static_cast<std::uint16_t>(number.size()));
      result_.kind_of_[i * kConstraints + c] = at->second;
      if (!fresh) continue;
      if (number.size() > kKindsMax) {
        return Fail(
            kTooManyKinds,
            "劳动者的“" + std::string(kConstraintNames[static_cast<std::size_t>(constraint)]) + "”要求超过 65,535 种",
            "请把要求归并后再匹配，例如意向城市只填地级市");
      }
      bitmaps.resize(bitmaps.size() + result_.words_);
      std::uint64_t* bitmap = bitmaps.data() + at->second * result_.words_;
      for (std::size_t position = 0; position < order_.size(); ++position) {
        if (holds(at->first, order_[position])) Set(bitmap, position);
      }
    }
    return Ok();
  }

  const Workers& workers_;
  const Posts& posts_;
  const Places& places_;
  std::span<const std::uint32_t> order_;
  Eligibility result_;
};

Result<Eligibility> Eligibility::Build(const Workers& workers, const Posts& posts, const Places& places,
                                       std::span<const std::uint32_t> order) {
  return EligibilityBuilder(workers, posts, places, order).Build();
}

Eligibility::Rows Eligibility::RowsOf(std::size_t worker, const std::uint64_t* places_left,
                                      std::uint32_t ignored) const {
  Rows rows;
  rows[kConstraints] = places_left;
  for (std::size_t c = 0; c < kConstraints; ++c) rows[c] = (ignored >> c & 1) != 0 ? places_left : Row(c, worker);
  return rows;
}

void Eligibility::Write(std::size_t worker, const std::uint64_t* places_left, std::uint32_t ignored,
                        std::uint64_t* out) const {
  const Rows rows = RowsOf(worker, places_left, ignored);
  for (std::size_t i = 0; i < words_; ++i) {
    out[i] = places_left[i];
    for (std::size_t c = 0; c < kConstraints; ++c) out[i] &= rows[c][i];
  }
}

}  // namespace gq::matching
