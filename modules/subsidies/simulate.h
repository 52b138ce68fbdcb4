// What if: draft rules against the current ones over a population, before anything is published (policies.md §2
// "What-if"): cost by rule, county, month and pool, who wins and who loses, when pools run out.
//
//   Rules draft = current;
//   TRY(SetParameter("R-XX20.cap_outside=350", &draft));
//   Simulation done = TRY(Simulate(facts, claims, current, draft, as_of));
//   done.total.after_fen - done.total.before_fen          // what it costs
//   done.changed                                          // with names, the largest difference first
//
// Both sides are decided by column mode and settled; a parameter that the law leaves open counts with its legal bound
// (A7) where it has one. Pure but for the rules; thread-safe.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

struct Cost {
  std::int64_t before_fen = 0, after_fen = 0;
  std::int64_t before = 0, after = 0;  // claims paid
};

struct Change {
  std::string person, name, rule;
  std::string county;  // six digits; empty: not known
  std::string month;   // of the day that decides
  std::string pool;    // after the change
  std::int64_t before_fen = 0, after_fen = 0;
  std::string before, after;                // outcomes
  std::string reason_after, missing_after;  // Chinese, with the article
};

struct PoolChange {
  PoolReport before, after;
};

struct Simulation {
  Cost total;
  std::map<std::string, Cost> by_rule, by_county, by_month;
  std::map<std::string, PoolChange> pools;
  std::vector<Change> changed;    // claims whose amount or outcome differs
  std::vector<Change> unchanged;  // SimulateOptions::unchanged: paid, and the same on both sides; without texts
  std::int64_t winners = 0, losers = 0;
};

// Parameters without a value take their floor, or cap.
void UseBounds(Rules* rules);
// "RULE.PARAMETER=VALUE", with "@YYYY-MM-DD" from a day on; otherwise from the beginning, in place of every value that
// the rule and its counties have from then on. kBadRule: no such parameter, no number, outside the legal bounds (with
// the article that sets them).
Status SetParameter(const std::string& assignment, Rules* rules);
// Rules of a draft folder in the place of those of the same id, new ones added; its exclusions.toml and pools.toml, if
// any, in the place of the current ones. A rule that would depend on others' groups keeps the current groups.
Status UseDraft(const std::string& folder, Rules* rules);
// Everybody whom the rules may concern asks for everything with complete papers: an upper bound of the cost. Sums that
// the claim itself states (fare, loan) are so large that the caps decide; `standard` is not known and stays empty. A
// rule that asks whether somebody has worked (input has_spell) concerns those with a spell, any other everybody. Rules
// paid by the course or the station are left out: how many there are is not known.
std::vector<Claim> AssumeClaims(const std::vector<Fact>& facts, const Rules& rules, Date as_of);

// The rules whose decisions can differ when those of `changed` do: themselves, rules of a common exclusion group (but
// flagging ones), and rules that pay from a pool with a budget of which one of them pays too; and so on from these.
Rules RulesConcerned(const Rules& rules, const std::set<std::string>& changed);

struct SimulateOptions {
  bool unchanged = false;  // fill Simulation::unchanged: behind a figure of cost stand those paid as before, too
  // Called now and then with what is done of what there is to do (twice the claims, then the changes); an error stops.
  std::function<Status(std::size_t done, std::size_t total)> progress;
};
Result<Simulation> Simulate(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& current,
                            const Rules& draft, Date as_of, const SimulateOptions& options = {});

// summary.json, by_rule.csv, by_county.csv, by_month.csv, by_pool.csv, people.csv of docs/reference/formats.md. Answers
// the text of summary.json.
Result<std::string> WriteSimulation(const Simulation& done, const std::string& folder);

}  // namespace gq::subsidies
