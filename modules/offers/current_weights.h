// Which weights the score takes on a day: those published to the store that began last on or before it, else the ones
// compiled into the program (modules/matching/weights.h). Plans, suggestions and the month all ask here; a plan keeps
// the hash of what it took.
//
//   gangqiao matching spells → matching fit → matching backtest → matching publish (docs/how-to/fit-the-weights.md)
//
// Thread-safety: from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/store/store.h"
#include "modules/matching/weights.h"
#include "modules/offers/model.h"

namespace gq::offers {

struct CurrentWeights {
  matching::MatchingWeights weights;
  std::optional<Date> starts_on;  // none: compiled in
};

Result<std::shared_ptr<const CurrentWeights>> WeightsOn(Store& store, Date day);
// What is known of weights by their hash: what was published, if it was.
Result<std::optional<MatchWeights>> FindWeights(Store& store, std::string_view hash);

// For the whole installation, so only by whoever sees everything (kForbidden). matching::kBadWeights: the text is no
// weights file; kBadInput: what is in force on that day is the same already.
Result<MatchWeights> PublishWeights(Store& store, const Scope& scope, std::string_view text, Date starts_on,
                                    std::string_view note);
// The first that was published first.
Result<std::vector<MatchWeights>> PublishedWeights(Store& store);

}  // namespace gq::offers
