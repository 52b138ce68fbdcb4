#include "modules/offers/plan_rules.h"

#include <algorithm>
#include <map>

#include "modules/matching/report.h"

namespace gq::offers {

namespace {

// Beyond this many pairs the plan is not solved again to price the three rules: it would double and treble the time.
constexpr std::uint64_t kPairsForRules = 2'000'000'000;

std::int64_t Stay3(const matching::Match& match) {
  std::int64_t sum = 0;
  for (std::size_t w = 0; w < match.plan.assignment.size(); ++w) {
    if (match.plan.assignment[w] == matching::kUnplaced) continue;
    const auto score = match.matcher->Score(w, static_cast<std::size_t>(match.plan.assignment[w]));
    sum += std::int64_t{score.p_arrive} * score.p_stay3;
  }
  return sum * 1000 >> (2 * matching::kProbabilityBits);
}

Result<RulePrice> PriceOfPriority(const Solved& solved, const matching::MatchSettings& settings) {
  RulePrice price{.rule = "priority"};
  auto workers = solved.seekers.workers;
  for (auto& worker : workers) worker.priority = false;
  const auto without = TRY(matching::MatchRecords(workers, solved.posts.records, solved.weights->weights, settings));
  for (std::size_t w = 0; w < workers.size(); ++w) {
    if (!solved.seekers.workers[w].priority) continue;
    ++price.concerned;
    price.placed_with += solved.match->plan.assignment[w] != matching::kUnplaced;
    price.placed_without += without->plan.assignment[w] != matching::kUnplaced;
  }
  price.stay3_with = Stay3(*solved.match);
  price.stay3_without = Stay3(*without);
  return price;
}

Result<RulePrice> PriceOfReserved(const Solved& solved, const matching::MatchSettings& settings) {
  RulePrice price{.rule = "reserved"};
  auto posts = solved.posts.records;
  std::vector<bool> was(posts.size());
  for (std::size_t p = 0; p < posts.size(); ++p) {
    was[p] = posts[p].reserved_region.has_value();
    if (was[p]) price.concerned += posts[p].openings;
    posts[p].reserved_region.reset();
  }
  const auto without = TRY(matching::MatchRecords(solved.seekers.workers, posts, solved.weights->weights, settings));
  for (std::size_t p = 0; p < posts.size(); ++p) {
    if (!was[p]) continue;
    price.placed_with += solved.match->plan.placed[p];
    price.placed_without += without->plan.placed[p];
  }
  price.stay3_with = Stay3(*solved.match);
  price.stay3_without = Stay3(*without);
  return price;
}

// People who go where all of theirs go (of a group: where most do).
std::int64_t PeopleTogether(const matching::Match& match, const std::vector<matching::NamedParty>& parties) {
  std::int64_t people = 0;
  for (const auto& named : parties) {
    std::map<std::uint16_t, std::int64_t> by_city;
    for (const auto w : named.party.workers) {
      const auto post = match.plan.assignment[w];
      if (post != matching::kUnplaced) ++by_city[match.posts.city[static_cast<std::size_t>(post)]];
    }
    std::int64_t most = 0;
    for (const auto& [city, n] : by_city) most = std::max(most, n);
    const bool all = most == static_cast<std::int64_t>(named.party.workers.size());
    if (all || (named.party.is_group && most >= 2)) people += most;
  }
  return people;
}

Result<RulePrice> PriceOfTogether(const Solved& solved, matching::MatchSettings settings) {
  RulePrice price{.rule = "together"};
  settings.policy.parties = false;
  const auto without =
      TRY(matching::MatchRecords(solved.seekers.workers, solved.posts.records, solved.weights->weights, settings));
  const auto& parties = solved.match->companions.parties;
  for (const auto& named : parties) price.concerned += static_cast<std::int64_t>(named.party.workers.size());
  price.placed_with = PeopleTogether(*solved.match, parties);
  price.placed_without = PeopleTogether(*without, parties);
  price.stay3_with = Stay3(*solved.match);
  price.stay3_without = Stay3(*without);
  return price;
}

}  // namespace

Status PriceRules(Solved& solved, const matching::MatchSettings& settings, const matching::Plan& best) {
  const std::uint64_t pairs = std::uint64_t{solved.seekers.workers.size()} * solved.posts.records.size();
  matching::Options options = settings.options;
  options.objective = matching::Objective::kRetained;
  solved.rule_prices =
      TRY(matching::PriceRules(*solved.match->matcher, best, options, matching::PriceMethodFor(*solved.match)));
  if (pairs > kPairsForRules) return Ok();
  bool priority = false, reserved = false;
  for (const auto& worker : solved.seekers.workers) priority = priority || worker.priority;
  for (const auto& post : solved.posts.records) reserved = reserved || post.reserved_region;
  if (priority) solved.rules.push_back(TRY(PriceOfPriority(solved, settings)));
  if (reserved) solved.rules.push_back(TRY(PriceOfReserved(solved, settings)));
  if (!solved.match->companions.parties.empty()) solved.rules.push_back(TRY(PriceOfTogether(solved, settings)));
  return Ok();
}

}  // namespace gq::offers
