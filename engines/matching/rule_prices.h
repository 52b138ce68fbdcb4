// What each rule costs: how many more would be retained if it did not hold (FD-13, HN-24). A price, not a judgement;
// most rules are law or a worker's own wish, and stand.
//
//   std::vector<RulePrice> prices = TRY(PriceRules(matcher, plan, {.threads = 2}, RulePriceMethod::kResolve));
//
// kResolve solves again without the rule, once for each: the difference of two plans, exact to epsilon. kDual does not
// solve: at today's prices, what workers of a sample would gain by the pairs that the rule removes, taken for all. By
// duality that is never below the true price (but for the sample): an upper estimate, at a few seconds for 1.5 million
// workers. Gains and losses are expected retained workers with everybody's weight 1, in units of value.
//
// Pure; thread-safe; the same for every thread count and instruction set.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

enum class RulePriceMethod : std::uint8_t { kResolve, kDual };

struct RulePrice {
  enum class Rule : std::uint8_t { kConstraint, kPriority, kTold } rule = Rule::kConstraint;
  std::optional<Constraint> constraint;  // of kConstraint
  RulePriceMethod method = RulePriceMethod::kResolve;
  std::int64_t retained = 0;  // more would be retained without it; may be below 0 by epsilon
  std::int64_t placed = 0;    // more would be placed; 0 under kDual
  std::uint64_t concerned =
      0;  // workers with weight, told workers; of a constraint: workers who lose a post by it alone
};

// One entry for each constraint, then priority (if any weight differs), then told (if anybody has been told).
// `plan`: of matcher.Solve under kRetained.
Result<std::vector<RulePrice>> PriceRules(const Matcher& matcher, const Plan& plan, const Options& options,
                                          RulePriceMethod method);

// How many workers a wage promised `more_yuan` higher would add to each post, by post: those whom nothing but the wage
// keeps away. More openings are not counted: a full post gains choice, not people.
std::vector<std::uint32_t> WorkersAddedByWage(const Matcher& matcher, std::int32_t more_yuan, int threads);
// The same for one post, with what its places would then be worth.
struct WageOffer {
  std::uint32_t workers_added = 0;
  std::int32_t price = 0, price_then = 0;
};
// At the plan's other prices: workers ask for the post at the new wage (which also raises what it is worth to those who
// could have it before); the price is that at which no more ask than there are openings.
WageOffer TryWage(const Matcher& matcher, const Plan& plan, std::size_t post, std::int32_t more_yuan, int threads);
// Workers for whom each post is possible, by post.
std::vector<std::uint32_t> FeasibleWorkers(const Matcher& matcher, int threads);

}  // namespace gq::matching
