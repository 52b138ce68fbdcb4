#include "bench/matching/structured_world.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace gq::matching {
namespace {

constexpr int kCertificates = 12;  // of which a post asks for one, and a worker has one, or neither

// std::mt19937_64 is the same everywhere, the distributions of <random> are not; so they are written out.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double Unit() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }
  int Upto(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool Chance(double p) { return Unit() < p; }
  double Normal() { return std::sqrt(-2 * std::log(1 - Unit())) * std::cos(6.283185307179586 * Unit()); }
  // Index by weight of a cumulated list.
  int Pick(const std::vector<double>& cumulated) {
    return static_cast<int>(std::upper_bound(cumulated.begin(), cumulated.end() - 1, Unit() * cumulated.back()) -
                            cumulated.begin());
  }

 private:
  std::mt19937_64 random_;
};

std::vector<double> Cumulated(std::vector<double> weights) {
  for (std::size_t i = 1; i < weights.size(); ++i) weights[i] += weights[i - 1];
  return weights;
}

struct Shape {
  std::vector<double> city_x, city_y, county_x, county_y;  // thousands of km
  std::vector<double> city_size, city_wage;
  std::vector<double> trade_wage;
  std::vector<std::vector<double>> trades_of_county, trades_of_city;  // cumulated
};

Shape MakeShape(const StructuredSize& size, Draw& draw) {
  Shape shape;
  for (int c = 0; c < size.counties; ++c) {
    shape.county_x.push_back(0.3 * draw.Normal());
    shape.county_y.push_back(0.3 * draw.Normal());
  }
  for (int c = 0; c < size.cities; ++c) {
    // A fifth of the cities are near home, the rest lie along the coast.
    const bool near = c % 5 == 0;
    shape.city_x.push_back(near ? 0.3 * draw.Normal() : 0.9 + 0.25 * draw.Normal());
    shape.city_y.push_back(near ? 0.3 * draw.Normal() : 0.8 * draw.Normal());
    shape.city_size.push_back(std::exp(1.1 * draw.Normal()));
    shape.city_wage.push_back((near ? 2800 : 3900) * std::exp(0.1 * draw.Normal()));
  }
  for (int t = 0; t < size.trades; ++t) shape.trade_wage.push_back(std::exp(0.15 * draw.Normal()));
  const auto mix = [&] {
    std::vector<double> weights;
    for (int t = 0; t < size.trades; ++t) weights.push_back(std::exp(1.3 * draw.Normal()));
    return Cumulated(std::move(weights));
  };
  for (int c = 0; c < size.counties; ++c) shape.trades_of_county.push_back(mix());
  for (int c = 0; c < size.cities; ++c) shape.trades_of_city.push_back(mix());
  return shape;
}

void MakePlaces(const StructuredSize& size, const Shape& shape, Places& places) {
  places.origins = size.counties;
  places.cities = size.cities;
  for (std::uint16_t number = 1; number <= kCertificates; ++number) {
    places.asked.Add({&number, 1});
    places.had.Add({&number, 1});
  }
  for (int o = 0; o < size.counties; ++o) {
    for (int c = 0; c < size.cities; ++c) {
      const double distance = std::hypot(shape.county_x[o] - shape.city_x[c], shape.county_y[o] - shape.city_y[c]);
      places.tier.push_back(distance < 0.05 ? 0 : distance < 0.15 ? 1 : distance < 0.45 ? 2 : 3);
      places.travel_hours.push_back(static_cast<std::uint8_t>(std::min(63.0, 1 + distance * 12)));
      places.climate_gap.push_back(static_cast<std::uint8_t>(std::min(15.0, distance * 5)));
      places.diet_gap.push_back(static_cast<std::uint8_t>(std::min(10.0, distance * 4)));
    }
  }
}

void MakePosts(const StructuredSize& size, const Shape& shape, Draw& draw, Posts& posts) {
  posts.Resize(size.posts);
  posts.reserved_begin.assign(1, 0);
  posts.staff_begin.assign(1, 0);
  const std::vector<double> cities = Cumulated(shape.city_size);
  constexpr double kSpread = 1.1;
  for (std::size_t p = 0; p < size.posts; ++p) {
    const int city = draw.Pick(cities), trade = draw.Pick(shape.trades_of_city[city]);
    posts.city[p] = static_cast<std::uint16_t>(city);
    posts.trade[p] = static_cast<std::uint16_t>(trade);
    const double openings = size.openings_mean * std::exp(kSpread * draw.Normal() - kSpread * kSpread / 2);
    posts.openings[p] = static_cast<std::int32_t>(std::clamp(openings, 1.0, 5000.0));
    const double wage = shape.city_wage[city] * shape.trade_wage[trade] * std::exp(0.12 * draw.Normal());
    posts.wage_min[p] = static_cast<std::int32_t>(wage / 100) * 100;
    posts.wage_max[p] = posts.wage_min[p] + draw.Upto(15) * 100;
    posts.traits[p] =
        static_cast<std::uint8_t>((draw.Chance(0.3) ? kIsPieceRate : 0) | (draw.Chance(0.6) ? kHasDormitory : 0) |
                                  (draw.Chance(0.4) ? kHasCanteen : 0) | (draw.Chance(0.2) ? kGivesTraining : 0));
    posts.age_min[p] = 18;
    posts.age_max[p] = static_cast<std::uint8_t>(draw.Chance(0.2) ? 255 : 32 + 5 * draw.Upto(5));
    posts.education_min[p] = static_cast<std::uint8_t>(draw.Chance(0.25) ? 0 : 2 + draw.Upto(3));
    posts.health_min[p] = draw.Chance(0.5) ? 4 : 0;
    posts.certificates[p] = draw.Chance(0.1) ? static_cast<std::uint16_t>(1 + draw.Upto(kCertificates)) : 0;
    if (draw.Chance(0.05)) posts.reserved.push_back(static_cast<std::uint16_t>(draw.Upto(size.counties)));
    for (int o = draw.Upto(12); o < size.counties; o += 12 + draw.Upto(12)) {
      posts.staff.push_back(
          {static_cast<std::uint16_t>(o), static_cast<std::uint16_t>(1 + std::exp(1.2 * std::abs(draw.Normal())))});
    }
    posts.reserved_begin.push_back(static_cast<std::uint32_t>(posts.reserved.size()));
    posts.staff_begin.push_back(static_cast<std::uint32_t>(posts.staff.size()));
  }
}

void MakeWorkers(const StructuredSize& size, const Shape& shape, Draw& draw, Workers& workers) {
  workers.Resize(size.workers);
  std::vector<double> weights;
  for (int c = 0; c < size.counties; ++c) weights.push_back(std::exp(0.7 * draw.Normal()));
  const std::vector<double> counties = Cumulated(std::move(weights));
  static constexpr std::uint8_t kTiers[] = {0, 0, 8, 8, 4 | 8, 1 | 2, 1 | 2 | 4};
  for (std::size_t w = 0; w < size.workers; ++w) {
    const int county = draw.Pick(counties);
    workers.origin[w] = static_cast<std::uint16_t>(county);
    workers.age[w] = static_cast<std::uint8_t>(std::clamp(38 + 11 * draw.Normal(), 17.0, 62.0));
    workers.education[w] = static_cast<std::uint8_t>(std::clamp(3 + 1.1 * draw.Normal(), 1.0, 7.0));
    workers.health[w] = draw.Chance(0.85) ? 4 : 3;
    workers.certificates[w] = draw.Chance(0.15) ? static_cast<std::uint16_t>(1 + draw.Upto(kCertificates)) : 0;
    workers.trades[w][0] = {static_cast<std::uint16_t>(draw.Pick(shape.trades_of_county[county])),
                            static_cast<std::uint16_t>(draw.Upto(10))};
    if (draw.Chance(0.2))
      workers.trades[w][1] = {static_cast<std::uint16_t>(draw.Pick(shape.trades_of_county[county])), 1};
    workers.tiers[w] = kTiers[draw.Upto(7)];
    workers.want_wage[w] = static_cast<std::int32_t>(30 + 20 * draw.Unit() * draw.Unit()) * 100;
    workers.min_wage[w] = draw.Chance(0.85) ? workers.want_wage[w] * 9 / 1000 * 100 : 0;
    workers.start[w] = 17'600;
    workers.traits[w] = static_cast<std::uint8_t>(draw.Upto(32));
    if (draw.Chance(0.1)) workers.weight[w] = 1250;
  }
}

// What everybody wants alike is what auctions find hardest.
void MakeAlike(std::size_t kinds, Workers& w) {
  for (std::size_t i = kinds; kinds != 0 && i < w.size(); ++i) {
    const auto copy = [&](auto& column) { column[i] = column[i % kinds]; };
    copy(w.origin), copy(w.age), copy(w.education), copy(w.health), copy(w.certificates), copy(w.trades);
    copy(w.tiers), copy(w.want_wage), copy(w.min_wage), copy(w.traits), copy(w.weight);
  }
}

void MakeAlike(std::size_t kinds, Posts& p) {
  if (kinds == 0) return;
  std::vector<std::uint16_t> reserved;
  std::vector<Staff> staff;
  std::vector<std::uint32_t> reserved_begin = {0}, staff_begin = {0};
  for (std::size_t i = 0; i < p.size(); ++i) {
    const std::size_t like = i % kinds;
    const auto copy = [&](auto& column) { column[i] = column[like]; };
    copy(p.city), copy(p.trade), copy(p.wage_min), copy(p.wage_max), copy(p.traits), copy(p.age_min), copy(p.age_max);
    copy(p.education_min), copy(p.health_min), copy(p.certificates);
    for (std::uint32_t r = p.reserved_begin[like]; r < p.reserved_begin[like + 1]; ++r)
      reserved.push_back(p.reserved[r]);
    for (std::uint32_t s = p.staff_begin[like]; s < p.staff_begin[like + 1]; ++s) staff.push_back(p.staff[s]);
    reserved_begin.push_back(static_cast<std::uint32_t>(reserved.size()));
    staff_begin.push_back(static_cast<std::uint32_t>(staff.size()));
  }
  p.reserved = std::move(reserved), p.reserved_begin = std::move(reserved_begin);
  p.staff = std::move(staff), p.staff_begin = std::move(staff_begin);
}

// Apart, so that all else is the same with and without.
void MakeWishes(const StructuredSize& size, Workers& workers) {
  Draw draw(size.seed + 1'000'000);
  workers.city_begin.assign(1, 0);
  for (std::size_t w = 0; w < size.workers; ++w) {
    for (int i = 0; i < size.wishes; ++i) workers.cities.push_back(static_cast<std::uint16_t>(draw.Upto(size.cities)));
    workers.city_begin.push_back(static_cast<std::uint32_t>(workers.cities.size()));
  }
}

}  // namespace

StructuredWorld MakeStructuredWorld(const StructuredSize& size) {
  Draw draw(size.seed);
  StructuredWorld world;
  const Shape shape = MakeShape(size, draw);
  MakePlaces(size, shape, world.places);
  MakePosts(size, shape, draw, world.posts);
  MakeWorkers(size, shape, draw, world.workers);
  MakeAlike(size.worker_kinds, world.workers);
  MakeAlike(size.post_kinds, world.posts);
  if (size.wishes > 0) MakeWishes(size, world.workers);
  return world;
}

}  // namespace gq::matching
