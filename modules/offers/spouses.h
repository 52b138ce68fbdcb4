// Husbands and wives of the people who look for work: by the ID number in the person file, wherever within the reader's
// scope the other one is registered; else the only one of the household whose relation to the head fits
// (codes/relation_couple.csv).
//
//   seeker      the other one looks for work as well: they may be proposed places together (ties.h)
//   work_place  the other one has a post: the city speaks for posts there (matching::WorkerRecord::spouse_city)
//
// Numbers are opened for the look-up only and go nowhere else. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unit_code.h"
#include "kits/store/store.h"

namespace gq::offers {

// Whether two relations to the head are those of a husband and his wife, either way round.
bool AreCouple(std::string_view a, std::string_view b);

struct SpouseQuestion {
  Uuid person, household;  // household: nil when not known
  std::int64_t county_id = 0;
  std::string relation;       // codes/relation.csv
  std::string sealed_number;  // person.spouse_number as it is stored; empty: none
};
struct Spouse {
  std::optional<std::size_t> seeker;  // row of the questions
  std::optional<UnitCode> work_place;
};
// By question. A number that nobody within the scope has finds nobody; the household is asked only without a number.
Result<std::vector<Spouse>> FindSpouses(Store& store, const Scope& scope, const std::vector<SpouseQuestion>& questions);

}  // namespace gq::offers
