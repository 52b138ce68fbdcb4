// summary.json of a plan: of `gangqiao match`, and of the match folder of the month.
#include <sys/resource.h>

#include "kits/json/writer.h"
#include "modules/matching/report.h"

namespace gq::matching {

void WriteQuality(json::Writer& json, std::int64_t objective, std::int64_t bound) {
  json.Member("objective", static_cast<double>(objective) / (1 << kValueBits));
  json.Member("bound", static_cast<double>(bound) / (1 << kValueBits));
  json.Member("gap", bound > 0 ? static_cast<double>(bound - objective) / static_cast<double>(bound) : 0.0);
}

std::string SummaryJson(const Match& match, const SummaryFacts& facts) {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const Plan& plan = match.plan;
  const bool stable = facts.options.objective == Objective::kStable;
  const std::int64_t bound = facts.bound;
  json::Writer json;
  json.BeginObject();
  WriteQuality(json, plan.objective, bound);
  json.Member("workers", static_cast<std::uint64_t>(match.worker_ids.size()));
  json.Member("posts", static_cast<std::uint64_t>(match.post_records));
  json.Member("openings", plan.openings);
  json.Member("placed", plan.workers_placed);
  json.Member("seconds", facts.seconds);
  json.Member("peak_mb", static_cast<std::int64_t>(usage.ru_maxrss / 1024));
  json.Member("epsilon", facts.options.epsilon_ppm / 1e6);
  json.Member("threads", facts.options.threads);
  json.Member("isa", NameOf(plan.isa));
  json.Member("mode", stable ? "stable" : "retained");
  json.Member("as_of", facts.as_of.ToString());
  json.Member("weights", facts.weights);
  json.Member("rejected", static_cast<std::uint64_t>(facts.rejected));
  if (facts.report != nullptr) {
    const BlockingPairs& blocking = facts.report->blocking;
    json.Key("blocking");
    json.BeginObject();
    json.Member("workers_looked_at", blocking.workers_looked_at);
    json.Member("feasible_pairs", blocking.feasible_pairs);
    json.Member("pairs", blocking.pairs);
    json.Member("workers", blocking.workers);
    json.EndObject();
  }
  json.Member("parties", static_cast<std::uint64_t>(match.outcomes.size()));
  json.Member("parties_together", match.parties_together);
  json.Member("objective_singles", static_cast<double>(match.singles_objective) / (1 << kValueBits));
  json.Member("gap_singles", bound > 0 && !stable
                                 ? static_cast<double>(bound - match.singles_objective) / static_cast<double>(bound)
                                 : 0.0);
  json.Member("lost_by_parties",
              static_cast<double>(match.singles_objective - match.before_exploring) / (1 << kValueBits));
  json.Member("lost_by_exploring",
              static_cast<double>(match.before_exploring - match.plan.objective) / (1 << kValueBits));
  json.EndObject();
  return json.text() + "\n";
}

}  // namespace gq::matching
