// Subsidies of the month: facts and claims from the store (a file of claims has been imported by then); decisions kept
// beside people and employers.
#include "modules/months/decisions.h"
#include "modules/months/facts.h"
#include "modules/subsidies/current_rules.h"

namespace gq::months {

Result<std::string> DecideStep(const StepContext& context, jobs::JobStep& step) {
  const auto current = TRY(subsidies::CurrentRules(context.store));
  const subsidies::Rules& rules = *current;
  const Register all = TRY(ReadRegister(context));
  const auto [claims, ids] = TRY(ReadStoredClaims(context, all, rules));
  step.Total(static_cast<std::int64_t>(claims.size()));
  subsidies::DecideOptions options;
  options.grants = TRY(ReadGrants(context, all));
  const auto decisions = TRY(subsidies::DecideAll(all.facts, claims, rules, context.options.as_of, options));
  if (step.Cancelled()) return Fail(kCancelled, "核定已停止");
  const std::string summary = TRY(subsidies::WriteDecisions(decisions, context.options.out + "/decide"));
  TRY(SaveDecisions(context, all, decisions, ids));
  step.Set(static_cast<std::int64_t>(claims.size()));
  return summary;
}

}  // namespace gq::months
