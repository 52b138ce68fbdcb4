// What became of offers, as a file for `matching fit` and `matching backtest` (HN-25, FD-03..06): one row an offer that
// the person was told, with what the score knew of the pair when they were matched (modules/matching/pair_factors.h).
// No name and no number of a person; id is that of the offer. Sex, age, county and disability are there for the report
// on shares. Offers of plans made before factors were kept are left out and counted. Thread-safe.
#pragma once

#include <string>

#include "base/date.h"
#include "base/result.h"
#include "kits/store/store.h"

namespace gq::offers {

struct SpellFile {
  std::int64_t rows = 0;
  std::int64_t arrived = 0;
  std::int64_t without_factors = 0;  // left out
};
// Offers of the scope's people told by the day `as_of`; what happened after it is not said. Written whole or not at
// all.
Result<SpellFile> WriteSpells(Store& store, const Scope& scope, Date as_of, const std::string& path);

}  // namespace gq::offers
