#include "modules/rule_drafts/population.h"

#include "modules/claims/deciding.h"
#include "modules/months/decisions.h"
#include "modules/subsidies/simulate.h"

namespace gq::rule_drafts {

Result<std::string> BasisFrom(const json::Node& root) {
  const auto given = root.Find("basis");
  if (!given) return std::string("claims");
  std::string basis = TRY(given->Text(20));
  if (basis != "claims" && basis != "everybody") return given->Refuse("没有这种口径");
  return basis;
}

Result<Population> ReadPopulation(Store& store, const Scope& scope, std::string_view basis,
                                  const subsidies::Rules& rules, Date as_of) {
  const Scope home = scope.HomeSide();
  Population population;
  const bool everybody = basis == "everybody";
  population.all =
      TRY(everybody ? months::ReadWholeRegister(store, home, as_of) : months::ReadRegister(store, home, as_of));
  for (const auto& fact : population.all.facts) population.places[fact.person] = {fact.origin_region, fact.work_region};
  if (everybody) {
    population.claims = subsidies::AssumeClaims(population.all.facts, rules, as_of);
    return population;
  }
  const std::int64_t day = as_of.ToYmdInt();
  for (const auto& claim : TRY(store.Select<SubsidyClaim>(
           home,
           "p.state NOT IN ('draft', 'returned', 'rejected', 'recovered') AND (p.received_on IS NULL OR p.received_on "
           "<= ?1) ORDER BY p.received_on, p.id",
           {day}))) {
    if (rules.count(claim.rule) == 0) continue;
    std::string claimant = claim.credit_code;
    if (claimant.empty()) {
      const auto number = population.all.number_of.find(claim.claimant_id.ToBytes());
      if (number == population.all.number_of.end()) continue;  // identity pending: nothing can be paid
      claimant = number->second;
    }
    population.claims.push_back(months::ClaimFrom(claim, std::move(claimant)));
  }
  return population;
}

}  // namespace gq::rule_drafts
