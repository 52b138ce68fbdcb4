// 能领什么: what one person was decided to get, and what the rules would give today if it were applied for and every
// document were shown. For the home's officers alone (D7). Thread-safety: from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "kits/store/store.h"
#include "modules/subsidies/current_rules.h"

namespace gq::claims {

struct Entitlement {
  std::string rule, title, outcome;  // pay, refuse, review; possible: nothing has been applied for
  std::int64_t amount_fen = 0;       // decided; 0 where nothing was asked (D15)
  std::string reason, basis;         // why, and the article it rests on
  std::string missing, payer, pool;
  std::optional<gq::Month> period;  // in which it was decided
  Uuid claim_id;                    // nil: none
};
// The last decision of each claim, then what is possible today and paid to the person, in the order of rules.
// kNotFound: nobody whom the scope sees; kForbidden: somebody whose home it does not see.
Result<std::vector<Entitlement>> EntitlementsOf(Store& store, const Scope& scope, const Uuid& person_id,
                                                const subsidies::Rules& rules, Date as_of);

}  // namespace gq::claims
