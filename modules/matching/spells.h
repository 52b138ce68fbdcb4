// Observed offers and spells, for fitting the retention model and judging it (HN-25, FD-03..06).
//
// One row an offer that was accepted or signed: when it was offered, whether the person came, when he began and left,
// and the factors as they stood at the planned start (D14: covariates are frozen then). Sex, age band, county and
// disability are read for the report on shares only; SpellFactors has no room for them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "modules/matching/match_files.h"

namespace gq::matching {

// Columns of the model; each belongs to one key of weights.toml (FactorKey).
enum class SpellFactor : std::uint8_t {
  kWageBelow,  // tenths by which the promised wage is below the wanted one
  kWageAbove,
  kTravel,  // the prior's curve over hours; the coefficient stretches it
  kClimate,
  kDiet,
  kDietWithCanteen,
  kTradeSame,
  kTradeYears12,
  kTradeYears35,
  kTradeYearsOver5,
  kPieceRateNovice,
  kTownspeople,  // doublings
  kPieceRate,
  kDormitory,
  kCanteen,
  kTraining,
  kOwnWish,
  kOrganised,
  kTrained,
  kLeader,
  kExperienced,
  kSeason,  // the prior's curve over weeks since 正月十五; the coefficient stretches it
  kSpouse,
  kSubsidy,  // the prior's curve over months until the next subsidy; the coefficient stretches it
};
inline constexpr std::size_t kSpellFactors = 24;
const char* FactorKey(SpellFactor factor);  // "wage.below"

struct Spell {
  Date offered;
  bool arrived = false;
  std::optional<Date> start, end;                 // end: left on that day; none: still there, or not known
  std::array<float, kSpellFactors> factors{};     // kTravel: hours; kSeason: weeks, from the planned start, else from
                                                  // `offered`; kSubsidy: months; -1: none
  std::string county, sex, age_band, disability;  // for the report only

  Spell AsKnown(Date day) const;  // who comes or leaves after that day has not come, or not left, yet
};

struct Spells {
  std::vector<Spell> rows;
  FileCounts counts;
  std::uint64_t cut_off = 0;  // rows of which something happened after `as_of`
};

// Rows that cannot be read go to `rejects`; so do offers after `as_of`, which nobody knows yet. Arrivals and departures
// after it are cut off: as known on that day.
Result<Spells> ReadSpells(const std::string& path, Date as_of, std::vector<Reject>& rejects);

}  // namespace gq::matching
