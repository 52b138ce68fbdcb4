// Whom rules are tried on (测算, 草案): the register of a scope's own people (D7) and their claims, under the names of
// the register. Reads the store; the values are the caller's.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kits/json/reader.h"
#include "modules/months/facts.h"
#include "modules/subsidies/decide.h"

namespace gq::rule_drafts {

struct Population {
  months::Register all;
  std::vector<subsidies::Claim> claims;
  struct Place {
    std::int64_t home = 0, work = 0;
  };
  std::unordered_map<std::string, Place> places;  // by the person's name in the facts
};

// Who asks, of a request's member "basis": "claims" (when nothing is said), those in hand and decided by the day;
// "everybody": whoever may be entitled asks, with complete papers (subsidies::AssumeClaims).
Result<std::string> BasisFrom(const json::Node& root);

// Claims under other rules than these are left out.
Result<Population> ReadPopulation(Store& store, const Scope& scope, std::string_view basis,
                                  const subsidies::Rules& rules, Date as_of);

}  // namespace gq::rule_drafts
