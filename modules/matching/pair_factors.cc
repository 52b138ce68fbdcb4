#include "modules/matching/pair_factors.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gq::matching {
namespace {

constexpr std::string_view kColumns[] = {"planned_start", "wage",      "want_wage",   "travel_hours", "climate_gap",
                                         "diet_gap",      "canteen",   "same_trade",  "trade_years",  "piece_rate",
                                         "townspeople",   "dormitory", "training",    "own_wish",     "organised",
                                         "trained",       "leader",    "experienced", "spouse_city",  "subsidy_months"};

}  // namespace

std::uint32_t TownspeopleAt(const Match& match, std::size_t worker, std::size_t post) {
  const Posts& posts = match.posts;
  for (std::uint32_t s = posts.staff_begin[post]; s < posts.staff_begin[post + 1]; ++s) {
    if (posts.staff[s].origin == match.workers.origin[worker]) return posts.staff[s].count;
  }
  return 0;
}

std::optional<int> YearsInTrade(const Match& match, std::size_t worker, std::size_t post) {
  std::optional<int> years;
  for (const TradeSkill& skill : match.workers.trades[worker]) {
    if (skill.trade == match.posts.trade[post] && skill.trade != kNoTrade)
      years = std::max(years.value_or(0), static_cast<int>(skill.years));
  }
  return years;
}

std::span<const std::string_view> FactorColumns() { return kColumns; }

std::string FactorsText(const Match& match, std::size_t worker, std::size_t post) {
  const Workers& w = match.workers;
  const Posts& p = match.posts;
  const Places& places = match.places;
  std::string text = "planned_start=" + Date::FromDays(w.start[worker]).ToString();
  const auto add = [&](std::string_view column, std::int64_t value) {
    if (value != 0) text.append(";").append(column).append("=").append(std::to_string(value));
  };
  const auto hundreds = [](std::int64_t yuan) { return yuan / 100 * 100; };
  const std::size_t way = std::size_t{w.origin[worker]} * places.cities + p.city[post];
  const auto trait = [](std::uint8_t traits, int bit) { return (traits & bit) != 0 ? 1 : 0; };
  const auto years = YearsInTrade(match, worker, post);
  add("wage", hundreds((std::int64_t{p.wage_min[post]} + std::max(p.wage_min[post], p.wage_max[post])) / 2));
  add("want_wage", hundreds(w.want_wage[worker]));
  add("travel_hours", places.travel_hours[way]);
  add("climate_gap", places.climate_gap[way]);
  add("diet_gap", places.diet_gap[way]);
  add("canteen", trait(p.traits[post], kHasCanteen));
  add("same_trade", years ? 1 : 0);
  add("trade_years", years.value_or(0));
  add("piece_rate", trait(p.traits[post], kIsPieceRate));
  add("townspeople", TownspeopleAt(match, worker, post));
  add("dormitory", trait(p.traits[post], kHasDormitory));
  add("training", trait(p.traits[post], kGivesTraining));
  add("own_wish", trait(w.traits[worker], kGoesByOwnWish));
  add("organised", trait(w.traits[worker], kIsOrganised));
  add("trained", trait(w.traits[worker], kIsTrained));
  add("leader", trait(w.traits[worker], kHasLeader));
  add("experienced", trait(w.traits[worker], kIsExperienced));
  add("spouse_city", w.spouse_metro[worker] != kNoMetro && w.spouse_metro[worker] == places.metro[p.city[post]]);
  if (w.subsidy[worker] != 0) add("subsidy_months", p.subsidy_months[post][w.subsidy[worker] - 1U]);
  return text;
}

std::vector<std::pair<std::string_view, std::string_view>> ReadFactors(std::string_view text) {
  std::vector<std::pair<std::string_view, std::string_view>> values;
  for (const std::string_view part : Split(text, ';')) {
    const std::size_t equals = part.find('=');
    if (equals == part.npos) continue;
    const std::string_view column = part.substr(0, equals);
    if (std::find(std::begin(kColumns), std::end(kColumns), column) != std::end(kColumns))
      values.emplace_back(column, part.substr(equals + 1));
  }
  return values;
}

}  // namespace gq::matching
