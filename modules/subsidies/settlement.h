// What looks across decisions: once-only and exclusion groups, tranches that pay the difference, pools with a budget.
// In the order of the claims, which is the order of application. Pure.
//
// What was paid before comes from two places: decisions of other runs (Grant) and what the claim states. They are taken
// for the same payments, so the larger sum counts, never both; where they differ the reason says so.
#pragma once

#include <map>
#include <string>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

class Settlement {
 public:
  explicit Settlement(const Rules& rules);

  // Before the first claim.
  void AddGrant(const Rule& rule, const std::string& scope, const Grant& grant);

  // Turns a decision that the rule would pay into what is paid: changes amount, outcome, reason and missing. `fen`:
  // what the rule gives; `scope`: whom or what it may be given to once.
  void Settle(const Rule& rule, const Claim& claim, const std::string& scope, std::int64_t fen, Decision* decision);

  const std::map<std::string, std::int64_t>& paid() const { return paid_; }
  const std::map<std::string, std::int64_t>& balances() const { return balances_; }

 private:
  // What one person (placement, course, employer) has had of a rule or exclusion group.
  struct Tally {
    std::string rule, period;      // of the first payment; period empty: in this run
    std::int64_t before_fen = 0;   // paid up to this month, this run included
    std::int64_t all_fen = 0;      // paid in all months
    std::int64_t due_fen_max = 0;  // the largest whole entitlement that any decision found
  };
  static std::string KeyOf(const Rule& rule, const std::string& scope);
  std::map<std::string, std::int64_t>::iterator BalanceOf(const std::string& pool);
  // What is still to be paid of `fen`; explains in the decision when it is nothing, or less.
  std::int64_t Rest(const Rule& rule, const Claim& claim, const Tally& tally, std::int64_t fen,
                    Decision* decision) const;
  // False, and for review, when the pool has too little.
  bool Draw(std::int64_t fen, Decision* decision);

  std::map<std::string, Tally> tallies_;  // by rule or exclusion group, and scope
  std::map<std::string, std::int64_t> paid_, balances_;
};

}  // namespace gq::subsidies
