// What the score knew of a worker and a post when they were matched, in the columns that `matching fit` reads (D14:
// covariates are frozen at the planned start). Kept with an offer, so that what became of it can be fitted to what was
// known then, not to what person and post have become since.
//
//   std::string kept = FactorsText(*match, worker, post);   //
//   "planned_start=2018-03-10;wage=4500;travel_hours=14;own_wish=1" for (const auto& [column, value] :
//   ReadFactors(kept)) ...
//
// Nothing about sex, ethnicity, health or disability is in it. Wages are the middle of what is promised, in whole
// hundreds of yuan, as the score reads them. What is 0, no or unknown is left out. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/matching/match.h"

namespace gq::matching {

// People from the worker's county who work at the post's employer already.
std::uint32_t TownspeopleAt(const Match& match, std::size_t worker, std::size_t post);
// Years in the post's trade; nullopt: it is none of the worker's.
std::optional<int> YearsInTrade(const Match& match, std::size_t worker, std::size_t post);

// All columns that FactorsText may name, in the order of the file.
std::span<const std::string_view> FactorColumns();

std::string FactorsText(const Match& match, std::size_t worker, std::size_t post);
// Columns and values of a text; what is no column of FactorColumns is left out.
std::vector<std::pair<std::string_view, std::string_view>> ReadFactors(std::string_view text);

}  // namespace gq::matching
