// What the rules of a plan cost: how many more would stay if one of them did not hold (engines/matching/rule_prices.h),
// and for the three that an office decides on, what they bring as well. Most of the others are law or a person's own
// wish, and stand. Thread-safe.
#pragma once

#include "base/result.h"
#include "engines/matching/rule_prices.h"
#include "modules/offers/plan.h"

namespace gq::offers {

// Fills Solved::rules and Solved::rule_prices. `settings`: how the plan was solved; `best`: the best plan for single
// people. Exact where solving once more for each rule takes seconds, else an upper estimate; the three rules are left
// out where solving again would double a long wait.
Status PriceRules(Solved& solved, const matching::MatchSettings& settings, const matching::Plan& best);

}  // namespace gq::offers
