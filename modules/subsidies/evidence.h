// Facts that nobody writes down but that other records show: whether somebody is in a city for the first time, which
// groups held when, and what the monthly comparisons saw of insurance. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// The city of a 12-digit code as people understand it: the prefecture; the whole of Beijing, Tianjin, Shanghai and
// Chongqing; a county governed by its province (429004 仙桃) on its own (D4). 0 when the code names no city.
std::int64_t CityOf(std::int64_t code);

// Sets first_time_in of all spells of one person: yes for the first recorded spell in the city, no for later ones.
// What somebody entered stays, except that "yes" yields to an earlier recorded spell. Stays unknown where the record
// cannot tell: no city, no start, or another spell that may have been earlier and in the same city.
void DeriveFirstTimeIn(const std::vector<Fact*>& spells);

// "lifted:20140101:20201231;monitored::20230630" (Person::former_groups).
std::vector<GroupPeriod> ParseFormerGroups(std::string_view text);

// What the comparison of a month saw of somebody's insurance by an employer.
struct InsuranceSighting {
  gq::Month period;
  std::optional<gq::Month> since;  // of the insurance, as the registry says
  bool insured = false;
  std::string unit, unit_name;
  bool same_employer = false;  // the comparison found the employer of the roster in the registry
};
// Fills insured_from, insured_to and not_insured of a spell that has no months of its own, and notes in
// insured_conflict what cannot be true together: stopped or insured elsewhere in a month that another record covers.
void ApplySightings(const std::vector<InsuranceSighting>& sightings, Date as_of, Fact* spell);

}  // namespace gq::subsidies
