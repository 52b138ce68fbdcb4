// What looks across decisions: once-only and exclusion groups, tranches that pay the difference, pools with a budget.
// In the order of the claims, which is the order of application. Pure.
#pragma once

#include <map>
#include <string>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

class Settlement {
 public:
  explicit Settlement(const Rules& rules);

  // Turns a decision that the rule would pay into what is paid: changes amount, outcome, reason and missing. `fen`:
  // what the rule gives; `scope`: whom or what it may be given to once.
  void Settle(const Rule& rule, const Claim& claim, const std::string& scope, std::int64_t fen, Decision* decision);

  const std::map<std::string, std::int64_t>& paid() const { return paid_; }
  const std::map<std::string, std::int64_t>& balances() const { return balances_; }

 private:
  std::map<std::string, std::string> granted_;  // scope → id of the rule that was paid
  std::map<std::string, std::int64_t> paid_, balances_;
};

}  // namespace gq::subsidies
