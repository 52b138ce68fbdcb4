// A plan over the store (HN-24, FD-03..06): who is offered which post. It is made by a job and kept as proposals;
// nobody is told anything by it.
//
// Frozen, as people who know their post: offers confirmed, told or accepted. Scheme "added" freezes what is proposed
// too, so that a new post or a new worker finds its place without moving the others (the first form of incremental
// work). A post that somebody has refused is not proposed to that person again: where the solver gives it, the best of
// the person's other posts with a place left follows; the difference shows in the gap. Places of offers that other
// counties have confirmed are not free. Thread-safety: from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"
#include "modules/jobs/jobs.h"
#include "modules/matching/match.h"
#include "modules/offers/current_weights.h"
#include "modules/offers/model.h"
#include "modules/offers/store_input.h"

namespace gq::offers {

struct PlanOptions {
  Date as_of;
  std::string objective = "retained";  // codes/match_objective.csv
  std::string scheme = "full";         // codes/match_scheme.csv
  int threads = 1;
  bool prices_rules = true;  // solves again without each rule, unless the plan is very large
};

// Couples, families and groups go to one city where they can; being together is a rule with a price (together).
//
// A person who keeps an offer. proposed: only under scheme "added".
struct Frozen {
  Uuid offer_id, post_id;
  bool proposed = false;
  Uuid bond_id = {};  // nil: goes with nobody
};

// What a rule costs and brings: the plan beside the same plan without it. stay3: expected people on post after three
// months, in thousandths.
struct RulePrice {
  std::string rule;            // priority, reserved, together
  std::int64_t concerned = 0;  // people, or places
  // Of them; of together, who go where all of theirs go.
  std::int64_t placed_with = 0, placed_without = 0;
  std::int64_t stay3_with = 0, stay3_without = 0;  // of everybody
};

// A record that the matching cannot read; it takes no part.
struct LeftOut {
  bool is_post = false;
  Uuid id;
  std::string number;  // of a post: 岗位编号, may be empty
  std::string name;    // of a post; people are not named
  std::string reason;
};

struct Solved {
  std::shared_ptr<const CurrentWeights> weights;  // in force on the plan's day
  Seekers seekers;
  OpenPosts posts;
  std::vector<std::optional<Frozen>> frozen;  // by worker
  std::unique_ptr<matching::Match> match;     // null when there are no people or no posts
  // No plan that keeps what is frozen is better; of a stable plan, which proves none itself, that of the best plan. 0:
  // not known.
  std::int64_t bound = 0;
  // Of a place, by post: of a stable plan, which has none itself, those of the best plan.
  std::vector<std::int32_t> price, next_best;
  std::vector<RulePrice> rules;
  std::vector<matching::RulePrice> rule_prices;  // of every condition, of priority and of what people were told
  std::vector<LeftOut> left_out;
  std::int64_t repaired = 0;  // people who would have been proposed a post that they had refused
};
Result<Solved> Solve(Store& store, const Scope& scope, const PlanOptions& options);

// Writes the plan's proposals, prices and indicators and sets it done, in one transaction with one event. Proposals of
// the scope's people from earlier plans are replaced; but when nobody of the task list could be read, which is a
// mistake and no plan, they stay. May be called again.
Status SavePlan(Store& store, const Scope& scope, const MatchPlan& plan, const Solved& solved, std::string_view cause);
// The plan's indicators as JSON: shape MatchIndicators.
std::string IndicatorsOf(const Solved& solved, std::int64_t same, std::int64_t changed, std::int64_t fresh);

// A plan in state running that belongs to the scope's unit. With an id: that plan, made now or by an earlier attempt.
Result<MatchPlan> NewPlan(Store& store, const Scope& scope, const PlanOptions& options, const Uuid& id = {});
// The plan of a job in the background: kind "match". Its day lies within a year of today: people's ages and what posts
// are open are those of now, and a mistyped year would leave everybody out.
Result<MatchPlan> StartPlan(Store& store, jobs::Jobs& jobs, const Scope& scope, const PlanOptions& options);
// Once at start.
void RegisterPlans(Store& store, jobs::Jobs& jobs);

// Expected people of one pair: p_arrive x p_stay in thousandths of a person.
std::int64_t Thousandths(std::uint16_t probability);
std::int64_t Millionths(std::int64_t engine_value);

}  // namespace gq::offers
