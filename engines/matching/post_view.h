// Pairs judged from the columns alone, for posts and workers that came after the bitmaps and rows were made (replan.h).
// The same answers as Eligibility and ScoreModel's rows. Pure; thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engines/matching/matching.h"
#include "engines/matching/score.h"

namespace gq::matching {

// 0: the post is reserved for others; otherwise the bit of its tier.
inline std::uint8_t TierBit(const Posts& posts, const Places& places, std::uint32_t post, std::size_t origin) {
  if (!posts.reserved_begin.empty() && posts.reserved_begin[post] != posts.reserved_begin[post + 1]) {
    const auto first = posts.reserved.begin() + posts.reserved_begin[post],
               last = posts.reserved.begin() + posts.reserved_begin[post + 1];
    if (std::find(first, last, origin) == last) return 0;
  }
  return static_cast<std::uint8_t>(1U << places.tier[origin * places.cities + posts.city[post]]);
}

// True too for a worker who names no city.
inline bool AcceptsCity(const Workers& workers, std::uint16_t city, std::size_t w) {
  if (workers.city_begin.empty() || workers.city_begin[w] == workers.city_begin[w + 1]) return true;
  const auto first = workers.cities.begin() + workers.city_begin[w],
             last = workers.cities.begin() + workers.city_begin[w + 1];
  return std::find(first, last, city) != last;
}

// The hard constraints from the columns, for posts and workers that came after the bitmaps were drawn.
inline bool Possible(const Workers& workers, const Posts& posts, const Places& places, std::uint32_t post,
                     std::size_t w, std::uint8_t tier) {
  if (tier == 0 || (workers.tiers[w] != 0 && (workers.tiers[w] & tier) == 0)) return false;
  if (workers.min_wage[w] > 0 && posts.wage_min[post] < workers.min_wage[w]) return false;
  if (workers.education[w] < posts.education_min[post] || workers.health[w] < posts.health_min[post]) return false;
  const std::uint8_t age = workers.age[w];
  if (age == 0 ? posts.age_min[post] != 0 || posts.age_max[post] != 255
               : age < posts.age_min[post] || age > posts.age_max[post]) {
    return false;
  }
  if (!places.HoldsCertificates(workers.certificates[w], posts.certificates[post])) return false;
  if (workers.start[w] < posts.valid_from[post] || workers.start[w] > posts.valid_to[post]) return false;
  if (posts.men_only[post] != 0 && workers.man[w] == 0) return false;
  return AcceptsCity(workers, posts.city[post], w);
}

// One post before all workers: who may have it, and what it is worth to him. Reads columns in a stream.
class PostView {
 public:
  PostView(const Workers& workers, const Posts& posts, const Places& places, const ScoreModel& model,
           std::uint32_t post)
      : workers_(workers), posts_(posts), places_(places), post_(post), column_(model.ColumnOf(post)), model_(model) {
    for (std::size_t o = 0; o < places.origins; ++o) tier_.push_back(TierBit(posts, places, post, o));
    if (const std::uint16_t asked = posts.certificates[post]; asked != 0) {
      for (std::size_t had = 0; had < places.had.size(); ++had)
        holds_.push_back(places.HoldsCertificates(static_cast<std::uint16_t>(had), asked) ? 1 : 0);
    }
  }
  bool IsPossible(std::size_t w) const {
    return Possible(workers_, posts_, places_, post_, w, tier_[workers_.origin[w]]);
  }
  // IsPossible for the workers [begin, begin + count), count ≤ kBlock, 1 or 0 each: column by column and without a
  // branch, several times as fast where most of them fail. Cities that workers name are not looked at (AcceptsCity).
  static constexpr std::size_t kBlock = 512;
  void WriteMask(std::size_t begin, std::size_t count, std::uint8_t* mask) const {
    const auto both = [&](auto holds) {
      for (std::size_t i = 0; i < count; ++i) mask[i] = static_cast<std::uint8_t>(mask[i] & holds(begin + i));
    };
    const Workers& w = workers_;
    const Posts& p = posts_;
    const std::uint16_t* origin = w.origin.data();
    const std::uint8_t *tiers = w.tiers.data(), *age = w.age.data();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t tier = tier_[origin[begin + i]], wants = tiers[begin + i];
      mask[i] = static_cast<std::uint8_t>((tier != 0) & ((wants == 0) | ((wants & tier) != 0)));
    }
    const std::int32_t wage = p.wage_min[post_];
    both([wage, x = w.min_wage.data()](std::size_t i) { return (x[i] <= 0) | (wage >= x[i]); });
    both([least = p.education_min[post_], x = w.education.data()](std::size_t i) { return x[i] >= least; });
    both([least = p.health_min[post_], x = w.health.data()](std::size_t i) { return x[i] >= least; });
    const std::uint8_t youngest = p.age_min[post_], oldest = p.age_max[post_];
    const bool any_age = youngest == 0 && oldest == 255;
    if (!any_age) both([=](std::size_t i) { return (age[i] != 0) & (age[i] >= youngest) & (age[i] <= oldest); });
    if (!holds_.empty()) both([hold = holds_.data(), x = w.certificates.data()](std::size_t i) { return hold[x[i]]; });
    const auto from = p.valid_from[post_], to = p.valid_to[post_];
    both([from, to, x = w.start.data()](std::size_t i) { return (x[i] >= from) & (x[i] <= to); });
    if (p.men_only[post_] != 0) both([x = w.man.data()](std::size_t i) { return x[i] != 0; });
  }
  bool AcceptsCity(std::size_t w) const { return matching::AcceptsCity(workers_, posts_.city[post_], w); }
  Effect IndexOf(std::size_t w, Effect own) const { return model_.IndexOf(column_, w, own); }
  std::uint32_t post() const { return post_; }

 private:
  const Workers& workers_;
  const Posts& posts_;
  const Places& places_;
  std::uint32_t post_;
  ScoreModel::PostColumn column_;
  const ScoreModel& model_;
  std::vector<std::uint8_t> tier_;   // by origin
  std::vector<std::uint8_t> holds_;  // by Places::had: 1 with all certificates asked for; empty: none are
};

}  // namespace gq::matching
