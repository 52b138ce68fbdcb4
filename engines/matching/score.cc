#include "engines/matching/score.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace gq::matching {
namespace {

Effect operator+(Effect a, Effect b) { return {static_cast<std::int16_t>(a.arrive + b.arrive), static_cast<std::int16_t>(a.stay + b.stay)}; }

int TradeBand(int years) { return years < 1 ? 1 : years < 3 ? 2 : years <= 5 ? 3 : 4; }

std::uint16_t WageClass(std::int64_t yuan) { return static_cast<std::uint16_t>(std::clamp<std::int64_t>(yuan / 100, 0, kWageClasses - 1)); }
std::uint16_t WageClassOf(const Posts& posts, std::size_t post) {
  return WageClass((std::int64_t{posts.wage_min[post]} + std::max(posts.wage_min[post], posts.wage_max[post])) / 2);
}

// Class 0 of either side means unknown and says nothing.
Effect WageEffect(const Weights& weights, std::uint16_t want_class, std::uint16_t wage_class) {
  if (want_class == 0 || wage_class == 0) return {};
  return weights.wage_ratio[std::clamp(wage_class * 100 / want_class, 50, 150) - 50];
}

std::size_t TownspeopleClass(std::uint16_t count) { return static_cast<std::size_t>(std::bit_width(count)); }

constexpr Factor kWorkerFactors[kWorkerTraits] = {Factor::kOwnWish, Factor::kOrganised, Factor::kTrained, Factor::kLeader, Factor::kExperienced};
// The piece-rate trait's own effect belongs to kPieceRate, like its meeting with a novice.
constexpr Factor kPostFactors[kPostTraits] = {Factor::kPieceRate, Factor::kDormitory, Factor::kCanteen, Factor::kTraining};

}  // namespace

ScoreModel ScoreModel::Build(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights) {
  ScoreModel model;
  model.workers_ = &workers;
  model.posts_ = &posts;
  model.places_ = &places;
  model.weights_ = &weights;
  model.BuildPosts();
  model.BuildWorkers();
  model.BuildStaff();
  return model;
}

void ScoreModel::BuildPosts() {
  const Posts& p = *posts_;
  order_.resize(p.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) { return p.city[a] < p.city[b]; });
  position_.resize(p.size());
  trades_ = p.trade;
  std::sort(trades_.begin(), trades_.end());
  trades_.erase(std::unique(trades_.begin(), trades_.end()), trades_.end());
  const std::size_t padded = blocks() * 64;
  codes_.own.assign(padded, 0);
  codes_.place.assign(padded, 0);
  codes_.trade.assign(padded, 0);
  codes_.wage.assign(padded, 0);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t post = order_[i];
    position_[post] = static_cast<std::uint32_t>(i);
    Effect own;
    for (int t = 0; t < kPostTraits; ++t) {
      if ((p.traits[post] >> t & 1) != 0) own = own + weights_->post_traits[t];
    }
    codes_.own[i] = Pack(own);
    codes_.place[i] = static_cast<std::uint16_t>(p.city[post] * 2 + ((p.traits[post] & kHasCanteen) != 0));
    const auto trade = std::lower_bound(trades_.begin(), trades_.end(), p.trade[post]) - trades_.begin();
    codes_.trade[i] = static_cast<std::uint16_t>(trade * 2 + ((p.traits[post] & kIsPieceRate) != 0));
    codes_.wage[i] = WageClassOf(p, post);
  }
}

void ScoreModel::BuildWorkers() {
  const Workers& w = *workers_;
  std::vector<std::uint32_t> by_profile(w.size());
  std::vector<Profile> all(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) all[i] = ProfileOf(i);
  std::iota(by_profile.begin(), by_profile.end(), 0U);
  std::sort(by_profile.begin(), by_profile.end(), [&](std::uint32_t a, std::uint32_t b) {
    return all[a] != all[b] ? all[a] < all[b] : a < b;
  });
  worker_.resize(w.size());
  profile_of_.resize(w.size());
  for (const std::uint32_t i : by_profile) {
    if (profiles_.empty() || profiles_.back() != all[i]) profiles_.push_back(all[i]);
    profile_of_[i] = static_cast<std::uint32_t>(profiles_.size() - 1);
    Effect own = weights_->base + weights_->education[w.education[i]];
    for (int t = 0; t < kWorkerTraits; ++t) {
      if ((w.traits[i] >> t & 1) != 0) own = own + weights_->worker_traits[t];
    }
    worker_[i] = Pack(own);
  }
  place_rows_.resize(std::size_t{places_->origins} * places_->cities * 2);
  for (std::size_t i = 0; i < place_rows_.size() / 2; ++i) {
    const Effect reach = weights_->travel_hours[std::min<int>(places_->travel_hours[i], 63)] + weights_->climate_gap[places_->climate_gap[i]];
    place_rows_[i * 2] = Pack(reach + weights_->diet_gap[places_->diet_gap[i]]);
    place_rows_[i * 2 + 1] = Pack(reach + weights_->diet_gap_with_canteen[places_->diet_gap[i]]);
  }
  wage_rows_.resize(std::size_t{kWageClasses} * kWageClasses);
  for (std::uint16_t want = 0; want < kWageClasses; ++want) {
    for (std::uint16_t wage = 0; wage < kWageClasses; ++wage) {
      wage_rows_[std::size_t{want} * kWageClasses + wage] = Pack(WageEffect(*weights_, want, wage));
    }
  }
}

void ScoreModel::BuildStaff() {
  staff_begin_.assign(places_->origins + 1U, 0);
  if (posts_->staff_begin.empty()) return;
  std::vector<std::vector<StaffEffect>> by_origin(places_->origins);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t post = order_[i];
    for (std::uint32_t s = posts_->staff_begin[post]; s < posts_->staff_begin[post + 1]; ++s) {
      const Effect effect = weights_->townspeople[TownspeopleClass(posts_->staff[s].count)];
      by_origin[posts_->staff[s].origin].push_back({static_cast<std::uint32_t>(i), Pack(effect)});
    }
  }
  for (std::size_t o = 0; o < by_origin.size(); ++o) {
    staff_.insert(staff_.end(), by_origin[o].begin(), by_origin[o].end());
    staff_begin_[o + 1] = static_cast<std::uint32_t>(staff_.size());
  }
}

ScoreModel::Profile ScoreModel::ProfileOf(std::size_t worker) const {
  Profile profile{workers_->origin[worker], WageClass(workers_->want_wage[worker]), workers_->trades[worker]};
  for (TradeSkill& skill : profile.trades) {
    // A trade that no post has tells nothing; leaving it out lets more workers share a profile.
    if (!std::binary_search(trades_.begin(), trades_.end(), skill.trade)) skill.trade = kNoTrade;
    skill.years = skill.trade == kNoTrade ? 0 : static_cast<std::uint16_t>(TradeBand(skill.years));
  }
  std::sort(profile.trades.begin(), profile.trades.end(),
            [](const TradeSkill& a, const TradeSkill& b) { return a.trade != b.trade ? a.trade < b.trade : a.years > b.years; });
  return profile;
}

Effect ScoreModel::TradeEffect(const Profile& profile, std::uint16_t trade, bool piece_rate, Effect* piece) const {
  int band = 0;
  for (const TradeSkill& skill : profile.trades) {
    if (skill.trade == trade && trade != kNoTrade) band = std::max<int>(band, skill.years);
  }
  *piece = piece_rate && band <= 1 ? weights_->piece_rate_novice : Effect{};
  return weights_->trade[band];
}

void ScoreModel::FillRows(std::uint32_t profile, Rows& rows) const {
  const Profile& p = profiles_[profile];
  rows.origin = p.origin;
  rows.place = place_rows_.data() + std::size_t{p.origin} * places_->cities * 2;
  rows.wage = wage_rows_.data() + std::size_t{p.want_class} * kWageClasses;
  rows.trade.resize(trades_.size() * 2);
  for (std::size_t t = 0; t < trades_.size(); ++t) {
    for (const bool piece_rate : {false, true}) {
      Effect piece;
      const Effect trade = TradeEffect(p, trades_[t], piece_rate, &piece);
      rows.trade[t * 2 + piece_rate] = Pack(trade + piece);
    }
  }
}

void ScoreModel::AddStaff(std::uint16_t origin, std::size_t block, std::uint32_t* base) const {
  const auto first = staff_.begin() + staff_begin_[origin], last = staff_.begin() + staff_begin_[origin + 1];
  const auto begin = static_cast<std::uint32_t>(block * 64);
  for (auto at = std::lower_bound(first, last, begin, [](const StaffEffect& s, std::uint32_t position) { return s.position < position; });
       at != last && at->position < begin + 64; ++at) {
    base[at->position] = AddHalves(base[at->position], at->effect);
  }
}

Contributions ScoreModel::Explain(std::size_t worker, std::size_t post) const {
  const Workers& w = *workers_;
  const Posts& p = *posts_;
  Contributions all;
  all.total = weights_->base;
  auto add = [&](Factor factor, Effect effect) {
    all.total = all.total + effect;
    if (effect != Effect{}) all.items[all.count++] = {factor, effect};
  };
  add(Factor::kEducation, weights_->education[w.education[worker]]);
  for (int t = 0; t < kWorkerTraits; ++t) {
    if ((w.traits[worker] >> t & 1) != 0) add(kWorkerFactors[t], weights_->worker_traits[t]);
  }
  const Profile profile = ProfileOf(worker);
  const bool piece_rate = (p.traits[post] & kIsPieceRate) != 0, canteen = (p.traits[post] & kHasCanteen) != 0;
  Effect piece;
  add(Factor::kTrade, TradeEffect(profile, p.trade[post], piece_rate, &piece));
  for (int t = 0; t < kPostTraits; ++t) {
    if ((p.traits[post] >> t & 1) == 0) continue;
    Effect effect = weights_->post_traits[t];
    if (kPostFactors[t] == Factor::kPieceRate) effect = effect + piece;
    add(kPostFactors[t], effect);
  }
  const std::size_t way = std::size_t{w.origin[worker]} * places_->cities + p.city[post];
  add(Factor::kTravel, weights_->travel_hours[std::min<int>(places_->travel_hours[way], 63)]);
  add(Factor::kClimate, weights_->climate_gap[places_->climate_gap[way]]);
  add(Factor::kDiet, (canteen ? weights_->diet_gap_with_canteen : weights_->diet_gap)[places_->diet_gap[way]]);
  add(Factor::kWage, WageEffect(*weights_, profile.want_class, WageClassOf(p, post)));
  if (!p.staff_begin.empty()) {
    for (std::uint32_t s = p.staff_begin[post]; s < p.staff_begin[post + 1]; ++s) {
      if (p.staff[s].origin == w.origin[worker]) add(Factor::kTownspeople, weights_->townspeople[TownspeopleClass(p.staff[s].count)]);
    }
  }
  return all;
}

}  // namespace gq::matching
