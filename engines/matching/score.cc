#include "engines/matching/score.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace gq::matching {
namespace {

Effect operator+(Effect a, Effect b) {
  return {static_cast<std::int16_t>(a.arrive + b.arrive), static_cast<std::int16_t>(a.stay + b.stay)};
}

Effect operator-(Effect a, Effect b) {
  return {static_cast<std::int16_t>(a.arrive - b.arrive), static_cast<std::int16_t>(a.stay - b.stay)};
}

constexpr int kWageClasses = 256;  // hundreds of yuan

int TradeBand(int years) { return years < 1 ? 1 : years < 3 ? 2 : years <= 5 ? 3 : 4; }

std::uint16_t WageClass(std::int64_t yuan) {
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(yuan / 100, 0, kWageClasses - 1));
}
// Class 0 of either side means unknown and says nothing.
Effect WageEffect(const Weights& weights, std::uint16_t want_class, std::uint16_t wage_class) {
  if (want_class == 0 || wage_class == 0) return {};
  return weights.wage_ratio[std::clamp(wage_class * 100 / want_class, 50, 150) - 50];
}

std::size_t TownspeopleClass(std::uint16_t count) { return static_cast<std::size_t>(std::bit_width(count)); }

constexpr Factor kWorkerFactors[kWorkerTraits] = {Factor::kOwnWish, Factor::kOrganised, Factor::kTrained,
                                                  Factor::kLeader, Factor::kExperienced};
// The piece-rate trait's own effect belongs to kPieceRate, like its meeting with a novice.
constexpr Factor kPostFactors[kPostTraits] = {Factor::kPieceRate, Factor::kDormitory, Factor::kCanteen,
                                              Factor::kTraining};

}  // namespace

std::uint16_t WageClassOf(const Posts& posts, std::size_t post) {
  return WageClass((std::int64_t{posts.wage_min[post]} + std::max(posts.wage_min[post], posts.wage_max[post])) / 2);
}

ScoreModel ScoreModel::Build(const Workers& workers, const Posts& posts, const Places& places, const Weights& weights) {
  constexpr std::size_t kOriginRowsBytesMax = 64U << 20;
  ScoreModel model;
  model.workers_ = &workers;
  model.posts_ = &posts;
  model.places_ = &places;
  model.weights_ = &weights;
  model.BuildPosts();
  model.BuildStaff();
  model.BuildTrades();
  model.BuildMetros();
  model.BuildWorkers();
  const std::size_t row = 2 * model.padded();
  if (row != 0 && places.origins * row * sizeof(std::int16_t) <= kOriginRowsBytesMax) {
    model.origin_rows_.resize(places.origins * row);
    for (std::uint16_t o = 0; o < places.origins; ++o) {
      std::int16_t* at = model.origin_rows_.data() + o * row;
      model.FillOriginRow(o, at, at + row / 2);
    }
  }
  return model;
}

void ScoreModel::BuildPosts() {
  const Posts& p = *posts_;
  order_.resize(p.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return p.city[a] < p.city[b]; });
  position_.resize(p.size());
  own_.resize(p.size());
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t post = order_[i];
    position_[post] = static_cast<std::uint32_t>(i);
    own_[i] = PostEffect(post);
  }
}

// For somebody new to the trade.
Effect ScoreModel::PostEffect(std::size_t post) const {
  const std::uint8_t traits = posts_->traits[post];
  Effect own = weights_->trade[0];
  for (int t = 0; t < kPostTraits; ++t) {
    if ((traits >> t & 1) != 0) own = own + weights_->post_traits[t];
  }
  if ((traits & kIsPieceRate) != 0) own = own + weights_->piece_rate_novice;
  return own;
}

Effect ScoreModel::OwnEffect(std::size_t worker) const {
  const Workers& w = *workers_;
  Effect own = weights_->base + weights_->education[w.education[worker]];
  for (int t = 0; t < kWorkerTraits; ++t) {
    if ((w.traits[worker] >> t & 1) != 0) own = own + weights_->worker_traits[t];
  }
  if (w.season[worker] != kNoSeason) own = own + weights_->season[w.season[worker]];
  return own;
}

ScoreModel::PostColumn ScoreModel::ColumnOf(std::size_t post) const {
  const Posts& p = *posts_;
  PostColumn column;
  column.trade = p.trade[post];
  column.piece_rate = (p.traits[post] & kIsPieceRate) != 0;
  const auto& diet = (p.traits[post] & kHasCanteen) != 0 ? weights_->diet_gap_with_canteen : weights_->diet_gap;
  column.origin.assign(places_->origins, PostEffect(post));
  for (std::size_t o = 0; o < places_->origins; ++o) {
    const std::size_t way = o * places_->cities + p.city[post];
    column.origin[o] = column.origin[o] + weights_->travel_hours[std::min<int>(places_->travel_hours[way], 63)] +
                       weights_->climate_gap[places_->climate_gap[way]] + diet[places_->diet_gap[way]];
  }
  for (std::uint32_t s = p.staff_begin.empty() ? 0 : p.staff_begin[post],
                     end = p.staff_begin.empty() ? 0 : p.staff_begin[post + 1];
       s < end; ++s) {
    Effect& effect = column.origin[p.staff[s].origin];
    effect = effect + weights_->townspeople[TownspeopleClass(p.staff[s].count)];
  }
  for (std::size_t kind = 0; kind < column.subsidy.size(); ++kind)
    column.subsidy[kind] = SubsidyEffect(static_cast<std::uint8_t>(kind), post);
  if (!places_->metro.empty()) column.metro = places_->metro[p.city[post]];
  const std::uint16_t wage = WageClassOf(p, post);
  for (std::size_t want = 0; want < column.wage.size(); ++want)
    column.wage[want] = WageEffect(*weights_, static_cast<std::uint16_t>(want), wage);
  return column;
}

Effect ScoreModel::IndexOf(const PostColumn& column, std::size_t worker, Effect own) const {
  Effect index = own + column.origin[workers_->origin[worker]] + column.wage[WageClass(workers_->want_wage[worker])] +
                 column.subsidy[workers_->subsidy[worker]];
  if (workers_->spouse_metro[worker] != kNoMetro && workers_->spouse_metro[worker] == column.metro)
    index = index + weights_->spouse;
  const int band = TradeBandOf(worker, column.trade);
  return band == 0 ? index : index + TradeDelta(band, column.piece_rate);
}

Effect ScoreModel::TradeDelta(int band, bool piece_rate) const {
  const Effect delta = weights_->trade[band] - weights_->trade[0];
  return piece_rate && band > 1 ? delta - weights_->piece_rate_novice : delta;
}

Effect ScoreModel::SubsidyEffect(std::uint8_t kind, std::size_t post) const {
  const std::uint8_t months = kind == 0 ? 0 : posts_->subsidy_months[post][kind - 1U];
  return months == 0 ? Effect{} : weights_->subsidy[months];
}

void ScoreModel::BuildMetros() {
  const auto& spouses = workers_->spouse_metro;
  if (places_->metro.empty() || std::all_of(spouses.begin(), spouses.end(), [](auto m) { return m == kNoMetro; }))
    return;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint16_t metro = places_->metro[posts_->city[order_[i]]];
    if (metro == kNoMetro) continue;
    if (metro >= metro_positions_.size()) metro_positions_.resize(metro + 1U);
    metro_positions_[metro].push_back(static_cast<std::uint32_t>(i));
  }
}

std::span<const std::uint32_t> ScoreModel::SpousePosts(std::size_t worker) const {
  const std::uint16_t metro = workers_->spouse_metro[worker];
  return metro < metro_positions_.size() ? std::span<const std::uint32_t>(metro_positions_[metro])
                                         : std::span<const std::uint32_t>();
}

Effect ScoreModel::SpouseDelta(std::size_t worker, std::size_t position) const {
  const std::uint32_t post = order_[position];
  const int band = TradeBandOf(worker, posts_->trade[post]);
  if (band == 0) return weights_->spouse;
  return weights_->spouse + TradeDelta(band, (posts_->traits[post] & kIsPieceRate) != 0);
}

void ScoreModel::BuildStaff() {
  staff_begin_.assign(places_->origins + 1U, 0);
  if (posts_->staff_begin.empty()) return;
  std::vector<std::vector<StaffEffect>> by_origin(places_->origins);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t post = order_[i];
    for (std::uint32_t s = posts_->staff_begin[post]; s < posts_->staff_begin[post + 1]; ++s) {
      by_origin[posts_->staff[s].origin].push_back(
          {static_cast<std::uint32_t>(i), weights_->townspeople[TownspeopleClass(posts_->staff[s].count)]});
    }
  }
  for (std::size_t o = 0; o < by_origin.size(); ++o) {
    staff_.insert(staff_.end(), by_origin[o].begin(), by_origin[o].end());
    staff_begin_[o + 1] = static_cast<std::uint32_t>(staff_.size());
  }
}

void ScoreModel::BuildTrades() {
  const Posts& p = *posts_;
  trades_ = p.trade;
  std::sort(trades_.begin(), trades_.end());
  trades_.erase(std::unique(trades_.begin(), trades_.end()), trades_.end());
  trade_at_.assign(trades_.empty() ? 0 : trades_.back() + std::size_t{1}, kNoTrade);
  for (std::size_t i = 0; i < trades_.size(); ++i) trade_at_[trades_[i]] = static_cast<std::uint16_t>(i);
  trade_posts_.assign(trades_.size() * 2 * blocks(), 0);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    trade_posts_[TradeCodeAt(i) * blocks() + i / 64] |= 1ULL << (i % 64);
  }
}

void ScoreModel::BuildWorkers() {
  const Workers& w = *workers_;
  worker_.resize(w.size());
  wage_row_of_.resize(w.size());
  std::array<std::uint16_t, kWageClasses*(kSubsidyKinds + 1)> row_of_class;
  row_of_class.fill(UINT16_MAX);
  std::vector<std::uint16_t> classes;  // wanted wage, and 256 times the kind of subsidy
  for (std::size_t i = 0; i < w.size(); ++i) {
    worker_[i] = OwnEffect(i);
    const auto want = static_cast<std::uint16_t>(WageClass(w.want_wage[i]) + w.subsidy[i] * kWageClasses);
    if (row_of_class[want] == UINT16_MAX) {
      row_of_class[want] = static_cast<std::uint16_t>(classes.size());
      classes.push_back(want);
    }
    wage_row_of_[i] = row_of_class[want];
  }
  wage_rows_.assign(classes.size() * 2 * padded(), 0);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    std::int16_t* row = wage_rows_.data() + c * 2 * padded();
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const Effect effect = WageEffect(*weights_, classes[c] % kWageClasses, WageClassOf(*posts_, order_[i])) +
                            SubsidyEffect(static_cast<std::uint8_t>(classes[c] / kWageClasses), order_[i]);
      row[i] = effect.arrive;
      row[padded() + i] = effect.stay;
    }
  }
}

void ScoreModel::FillOriginRow(std::uint16_t origin, std::int16_t* arrive, std::int16_t* stay) const {
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::uint32_t post = order_[i];
    const std::size_t way = std::size_t{origin} * places_->cities + posts_->city[post];
    const auto& diet = (posts_->traits[post] & kHasCanteen) != 0 ? weights_->diet_gap_with_canteen : weights_->diet_gap;
    const Effect sum = own_[i] + weights_->travel_hours[std::min<int>(places_->travel_hours[way], 63)] +
                       weights_->climate_gap[places_->climate_gap[way]] + diet[places_->diet_gap[way]];
    arrive[i] = sum.arrive;
    stay[i] = sum.stay;
  }
  for (std::uint32_t s = staff_begin_[origin]; s < staff_begin_[origin + 1U]; ++s) {
    arrive[staff_[s].position] = static_cast<std::int16_t>(arrive[staff_[s].position] + staff_[s].effect.arrive);
    stay[staff_[s].position] = static_cast<std::int16_t>(stay[staff_[s].position] + staff_[s].effect.stay);
  }
}

int ScoreModel::TradeBandOf(std::size_t worker, std::uint16_t trade) const {
  int band = 0;
  for (const TradeSkill& skill : workers_->trades[worker]) {
    if (skill.trade == trade && trade != kNoTrade) band = std::max(band, TradeBand(skill.years));
  }
  return band;
}

std::uint32_t ScoreModel::TradeCodeAt(std::size_t position) const {
  const std::uint32_t post = order_[position];
  return static_cast<std::uint32_t>(trade_at_[posts_->trade[post]] * 2 + ((posts_->traits[post] & kIsPieceRate) != 0));
}

ScoreModel::TradeList ScoreModel::TradesOf(std::size_t worker) const {
  TradeList list;
  const auto& skills = workers_->trades[worker];
  for (int k = 0; k < kTradesPerWorker; ++k) {
    const std::uint16_t trade = skills[k].trade;
    const bool repeated =
        std::any_of(skills.begin(), skills.begin() + k, [&](const TradeSkill& s) { return s.trade == trade; });
    const std::uint16_t at = trade < trade_at_.size() ? trade_at_[trade] : kNoTrade;
    if (trade == kNoTrade || at == kNoTrade || repeated) continue;
    const int band = TradeBandOf(worker, trade);
    for (std::uint32_t piece = 0; piece < 2; ++piece) {
      const std::uint32_t code = std::uint32_t{at} * 2 + piece;
      list.items[list.count++] = {trade_posts_.data() + code * blocks(), TradeDelta(band, piece == 1), code};
    }
  }
  return list;
}

std::vector<std::uint32_t> ScoreModel::Sequence() const {
  std::vector<std::uint32_t> sequence(workers_->size());
  std::iota(sequence.begin(), sequence.end(), 0U);
  std::sort(sequence.begin(), sequence.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t x = workers_->origin[a] * 65'536U + wage_row_of_[a],
                        y = workers_->origin[b] * 65'536U + wage_row_of_[b];
    return x != y ? x < y : a < b;
  });
  return sequence;
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
  if (w.season[worker] != kNoSeason) add(Factor::kSeason, weights_->season[w.season[worker]]);
  for (int t = 0; t < kWorkerTraits; ++t) {
    if ((w.traits[worker] >> t & 1) != 0) add(kWorkerFactors[t], weights_->worker_traits[t]);
  }
  const int band = TradeBandOf(worker, p.trade[post]);
  const bool piece_rate = (p.traits[post] & kIsPieceRate) != 0, canteen = (p.traits[post] & kHasCanteen) != 0;
  add(Factor::kTrade, weights_->trade[band]);
  for (int t = 0; t < kPostTraits; ++t) {
    if ((p.traits[post] >> t & 1) == 0) continue;
    Effect effect = weights_->post_traits[t];
    if (piece_rate && kPostFactors[t] == Factor::kPieceRate && band <= 1) effect = effect + weights_->piece_rate_novice;
    add(kPostFactors[t], effect);
  }
  const std::size_t way = std::size_t{w.origin[worker]} * places_->cities + p.city[post];
  add(Factor::kTravel, weights_->travel_hours[std::min<int>(places_->travel_hours[way], 63)]);
  add(Factor::kClimate, weights_->climate_gap[places_->climate_gap[way]]);
  add(Factor::kDiet, (canteen ? weights_->diet_gap_with_canteen : weights_->diet_gap)[places_->diet_gap[way]]);
  add(Factor::kWage, WageEffect(*weights_, WageClass(w.want_wage[worker]), WageClassOf(p, post)));
  add(Factor::kSubsidy, SubsidyEffect(w.subsidy[worker], post));
  if (w.spouse_metro[worker] != kNoMetro && !places_->metro.empty() &&
      places_->metro[p.city[post]] == w.spouse_metro[worker])
    add(Factor::kSpouse, weights_->spouse);
  if (!p.staff_begin.empty()) {
    for (std::uint32_t s = p.staff_begin[post]; s < p.staff_begin[post + 1]; ++s) {
      if (p.staff[s].origin == w.origin[worker])
        add(Factor::kTownspeople, weights_->townspeople[TownspeopleClass(p.staff[s].count)]);
    }
  }
  return all;
}

}  // namespace gq::matching
