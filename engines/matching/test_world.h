// Worlds for the tests: random ones of any size from a seed, and a naive reading of the rules to compare with.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "engines/matching/matching.h"

namespace gq::matching {

struct TestWorld {
  Workers workers;
  Posts posts;
  Places places;
  Weights weights;
};

struct TestWorldSize {
  std::size_t workers, posts;
  std::uint16_t origins = 3, cities = 4;
  int openings_max = 3;
  bool strict = true;  // constraints of every kind; otherwise all pairs are possible
};

inline Weights TestWeights(std::mt19937_64& random) {
  Weights weights;
  auto effect = [&](int range) {
    return Effect{static_cast<std::int16_t>(static_cast<int>(random() % static_cast<unsigned>(2 * range + 1)) - range),
                  static_cast<std::int16_t>(static_cast<int>(random() % static_cast<unsigned>(2 * range + 1)) - range)};
  };
  weights.base = {-100, 50};
  for (auto* list : {&weights.climate_gap, &weights.diet_gap, &weights.diet_gap_with_canteen, &weights.education}) {
    for (Effect& e : *list) e = effect(60);
  }
  for (Effect& e : weights.travel_hours) e = effect(100);
  for (Effect& e : weights.worker_traits) e = effect(100);
  for (Effect& e : weights.post_traits) e = effect(100);
  for (Effect& e : weights.trade) e = effect(150);
  for (Effect& e : weights.wage_ratio) e = effect(150);
  for (Effect& e : weights.townspeople) e = effect(100);
  weights.piece_rate_novice = effect(100);
  weights.leave = {40, -20, -60, -100, -100, -120};
  return weights;
}

inline void FillTestWorkers(TestWorld& world, const TestWorldSize& size, std::mt19937_64& random) {
  auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  Workers& w = world.workers;
  w.Resize(size.workers);
  w.city_begin.assign(1, 0);
  for (std::size_t i = 0; i < size.workers; ++i) {
    w.origin[i] = static_cast<std::uint16_t>(upto(size.origins));
    w.age[i] = upto(20) == 0 ? 0 : static_cast<std::uint8_t>(16 + upto(50));
    w.education[i] = static_cast<std::uint8_t>(upto(10));
    w.health[i] = static_cast<std::uint8_t>(2 + upto(3));
    w.certificates[i] = static_cast<std::uint16_t>(random() & 7);  // as bits; TestCertificates
    for (TradeSkill& skill : w.trades[i]) {
      if (upto(2) == 0) skill = {static_cast<std::uint16_t>(upto(6)), static_cast<std::uint16_t>(upto(9))};
    }
    w.want_wage[i] = upto(5) == 0 ? 0 : static_cast<std::int32_t>(2500 + 10 * upto(300));
    w.traits[i] = static_cast<std::uint8_t>(upto(32));
    w.weight[i] = upto(4) == 0 ? 1250 : 1000;
    w.start[i] = static_cast<std::int32_t>(17'500 + upto(60));
    if (size.strict) {
      w.tiers[i] = static_cast<std::uint8_t>(upto(16) | (1U << upto(4)));
      w.min_wage[i] = upto(2) == 0 ? 0 : static_cast<std::int32_t>(2000 + 100 * upto(20));
      if (upto(3) == 0) {
        for (unsigned c = 0; c < 2; ++c) w.cities.push_back(static_cast<std::uint16_t>(upto(size.cities)));
      }
    }
    w.city_begin.push_back(static_cast<std::uint32_t>(w.cities.size()));
  }
}

inline void FillTestPosts(TestWorld& world, const TestWorldSize& size, std::mt19937_64& random) {
  auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  Posts& p = world.posts;
  p.Resize(size.posts);
  p.reserved_begin.assign(1, 0);
  p.staff_begin.assign(1, 0);
  for (std::size_t i = 0; i < size.posts; ++i) {
    p.city[i] = static_cast<std::uint16_t>(upto(size.cities));
    p.trade[i] = static_cast<std::uint16_t>(upto(6));
    p.openings[i] = static_cast<std::int32_t>(upto(static_cast<unsigned>(size.openings_max) + 1));
    p.wage_min[i] = static_cast<std::int32_t>(2200 + 50 * upto(60));
    p.wage_max[i] = p.wage_min[i] + static_cast<std::int32_t>(100 * upto(15));
    p.traits[i] = static_cast<std::uint8_t>(upto(16));
    if (size.strict) {
      p.age_min[i] = upto(2) == 0 ? 18 : 0;
      p.age_max[i] = upto(2) == 0 ? static_cast<std::uint8_t>(35 + upto(30)) : 255;
      p.education_min[i] = static_cast<std::uint8_t>(upto(4));
      p.health_min[i] = static_cast<std::uint8_t>(upto(4));
      p.certificates[i] = upto(3) == 0 ? static_cast<std::uint16_t>(1U << upto(3)) : 0;
      p.valid_from[i] = static_cast<std::int32_t>(17'480 + upto(40));
      p.valid_to[i] = p.valid_from[i] + static_cast<std::int32_t>(upto(90));
      if (upto(8) == 0) p.reserved.push_back(static_cast<std::uint16_t>(upto(size.origins)));
    }
    for (std::uint16_t o = 0; o < size.origins; ++o) {
      if (upto(5) == 0) p.staff.push_back({o, static_cast<std::uint16_t>(1 + upto(200))});
    }
    p.reserved_begin.push_back(static_cast<std::uint32_t>(p.reserved.size()));
    p.staff_begin.push_back(static_cast<std::uint32_t>(p.staff.size()));
  }
}

// Last, so that what else a seed gives stays as it was.
inline void FillTestSpousesAndSubsidies(TestWorld& world, std::mt19937_64& random) {
  auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const unsigned metros = world.places.cities / 3U + 1U;
  for (std::size_t c = 0; c < world.places.cities; ++c)
    world.places.metro.push_back(upto(9) == 0 ? kNoMetro : static_cast<std::uint16_t>(upto(metros)));
  for (std::size_t i = 0; i < world.workers.size(); ++i) {
    if (upto(3) == 0) world.workers.spouse_metro[i] = static_cast<std::uint16_t>(upto(metros + 1));
    world.workers.subsidy[i] = static_cast<std::uint8_t>(upto(kSubsidyKinds + 1));
  }
  for (auto& months : world.posts.subsidy_months) {
    for (std::uint8_t& m : months) m = upto(2) == 0 ? 0 : static_cast<std::uint8_t>(1 + upto(kSubsidyMonths));
  }
  const auto effect = [&] { return Effect{static_cast<std::int16_t>(upto(60)), static_cast<std::int16_t>(upto(60))}; };
  world.weights.spouse = effect();
  for (Effect& e : world.weights.subsidy) e = effect();
}

// The same: last of all. Without limits where all pairs are possible.
inline void FillTestSexes(TestWorld& world, const TestWorldSize& size, std::mt19937_64& random) {
  for (std::uint8_t& man : world.workers.man) man = random() % 2 == 0 ? 1 : 0;
  for (std::uint8_t& men_only : world.posts.men_only) men_only = size.strict && random() % 6 == 0 ? 1 : 0;
}

// Sets of three certificates, numbered by their bits.
inline void TestCertificates(Places& places) {
  for (unsigned bits = 1; bits < 8; ++bits) {
    std::vector<std::uint16_t> set;
    for (std::uint16_t number = 0; number < 3; ++number) {
      if ((bits >> number & 1) != 0) set.push_back(number);
    }
    places.asked.Add(set);
    places.had.Add(set);
  }
}

inline TestWorld MakeTestWorld(std::uint64_t seed, const TestWorldSize& size) {
  std::mt19937_64 random(seed);
  TestWorld world;
  world.weights = TestWeights(random);
  world.places.origins = size.origins;
  world.places.cities = size.cities;
  TestCertificates(world.places);
  for (std::size_t i = 0; i < std::size_t{size.origins} * size.cities; ++i) {
    world.places.tier.push_back(static_cast<std::uint8_t>(random() % 4));
    world.places.travel_hours.push_back(static_cast<std::uint8_t>(random() % 80));
    world.places.climate_gap.push_back(static_cast<std::uint8_t>(random() % 16));
    world.places.diet_gap.push_back(static_cast<std::uint8_t>(random() % 16));
  }
  FillTestWorkers(world, size, random);
  FillTestPosts(world, size, random);
  FillTestSpousesAndSubsidies(world, random);
  FillTestSexes(world, size, random);
  return world;
}

// The hard constraints, read again from the header's words.
inline bool NaiveHolds(const TestWorld& world, Constraint constraint, std::size_t i, std::size_t j) {
  const Workers& w = world.workers;
  const Posts& p = world.posts;
  switch (constraint) {
    case Constraint::kAge:
      if (w.age[i] == 0) return p.age_min[j] == 0 && p.age_max[j] == 255;
      return w.age[i] >= p.age_min[j] && w.age[i] <= p.age_max[j];
    case Constraint::kEducation:
      return w.education[i] >= p.education_min[j];
    case Constraint::kHealth:
      return w.health[i] >= p.health_min[j];
    case Constraint::kCertificates:
      return (w.certificates[i] & p.certificates[j]) == p.certificates[j];
    case Constraint::kWage:
      return p.wage_min[j] >= w.min_wage[i];
    case Constraint::kTier: {
      const std::uint8_t tier = world.places.tier[std::size_t{w.origin[i]} * world.places.cities + p.city[j]];
      return w.tiers[i] == 0 || (w.tiers[i] >> tier) % 2 == 1;
    }
    case Constraint::kCity: {
      bool any = false, found = false;
      for (std::uint32_t c = w.city_begin[i]; c < w.city_begin[i + 1]; ++c) {
        any = true;
        found = found || w.cities[c] == p.city[j];
      }
      return !any || found;
    }
    case Constraint::kReserved: {
      bool any = false, found = false;
      for (std::uint32_t r = p.reserved_begin[j]; r < p.reserved_begin[j + 1]; ++r) {
        any = true;
        found = found || p.reserved[r] == w.origin[i];
      }
      return !any || found;
    }
    case Constraint::kDates:
      return w.start[i] >= p.valid_from[j] && w.start[i] <= p.valid_to[j];
    case Constraint::kSex:
      return p.men_only[j] == 0 || w.man[i] == 1;
  }
  return false;
}

inline bool NaiveFeasible(const TestWorld& world, std::size_t i, std::size_t j) {
  if (world.posts.openings[j] == 0) return false;
  for (int c = 0; c < kConstraints; ++c) {
    if (!NaiveHolds(world, static_cast<Constraint>(c), i, j)) return false;
  }
  return true;
}

// Probabilities in floating point, straight from the weights.
struct NaiveScore {
  double arrive, stay;
};
inline NaiveScore NaiveScoreOf(const TestWorld& world, std::size_t i, std::size_t j) {
  const Workers& w = world.workers;
  const Posts& p = world.posts;
  const Weights& x = world.weights;
  double arrive = 0, stay = 0;
  auto add = [&](Effect e) {
    arrive += e.arrive;
    stay += e.stay;
  };
  add(x.base);
  add(x.education[w.education[i]]);
  for (int t = 0; t < kWorkerTraits; ++t) {
    if (w.traits[i] & (1 << t)) add(x.worker_traits[t]);
  }
  for (int t = 0; t < kPostTraits; ++t) {
    if (p.traits[j] & (1 << t)) add(x.post_traits[t]);
  }
  const std::size_t way = std::size_t{w.origin[i]} * world.places.cities + p.city[j];
  add(x.travel_hours[std::min<int>(63, world.places.travel_hours[way])]);
  add(x.climate_gap[world.places.climate_gap[way]]);
  add(p.traits[j] & kHasCanteen ? x.diet_gap_with_canteen[world.places.diet_gap[way]]
                                : x.diet_gap[world.places.diet_gap[way]]);
  int band = 0;
  for (const TradeSkill& skill : w.trades[i]) {
    if (skill.trade != p.trade[j]) continue;
    band = std::max(band, skill.years == 0 ? 1 : skill.years <= 2 ? 2 : skill.years <= 5 ? 3 : 4);
  }
  add(x.trade[band]);
  if ((p.traits[j] & kIsPieceRate) && band <= 1) add(x.piece_rate_novice);
  if (w.want_wage[i] >= 100) {
    const int want = std::min(w.want_wage[i] / 100, 255), wage = std::min((p.wage_min[j] + p.wage_max[j]) / 200, 255);
    add(x.wage_ratio[std::clamp(wage * 100 / want, 50, 150) - 50]);
  }
  for (std::uint32_t s = p.staff_begin[j]; s < p.staff_begin[j + 1]; ++s) {
    if (p.staff[s].origin == w.origin[i])
      add(x.townspeople[static_cast<std::size_t>(std::floor(std::log2(p.staff[s].count))) + 1]);
  }
  if (w.spouse_metro[i] != kNoMetro && w.spouse_metro[i] == world.places.metro[p.city[j]]) add(x.spouse);
  if (w.subsidy[i] != 0 && p.subsidy_months[j][w.subsidy[i] - 1] != 0)
    add(x.subsidy[p.subsidy_months[j][w.subsidy[i] - 1]]);
  const auto logistic = [](double index) { return 1 / (1 + std::exp(-std::clamp(index, -1e4, 1e4) / kIndexUnit)); };
  const double a = std::clamp<double>(arrive, -1024, 1023), s = std::clamp<double>(stay, -1024, 1023);
  double kept = 1;
  for (int m = 0; m < x.horizon_months; ++m) kept *= 1 - logistic(x.leave[m] - s);
  return {logistic(a), kept};
}

}  // namespace gq::matching
