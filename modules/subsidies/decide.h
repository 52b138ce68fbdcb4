// Subsidies decided: facts and claims through the rules of a folder (D15, HN-14, formats.md `decide`).
//
// A rule is data: rule.dmn (a decision table), rule.toml (article, payer, pool, scope, dated parameters with their
// legal bounds), cases.csv (what an official checks); rules/README.md describes all three. The program only offers
// named inputs and settles what looks across rows: once-only, exclusion groups such as one broker a person, tranches
// that pay the difference, pools. Without a claim nobody gets an amount. One rounding, half up to fen, at the end.
// Rules run in strict mode: an error is a review with its reason, never a sum. Thread-safety: Rules are constant once
// loaded; DecideAll from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "engines/policy/policy.h"

namespace gq::subsidies {

inline constexpr ErrorKind kBadRule{"subsidies.bad_rule", 422, "规则有误", "Bad rule"};

// A target group that held between two days; an empty end is not known.
struct GroupPeriod {
  std::string group;
  std::optional<Date> from, to;
};

// One row a person and spell (formats.md). Codes of places are 12 digits, 0 when unknown. `tier`: outside, province,
// prefecture, county of the work place against the home (D4), empty when unknown.
struct Fact {
  std::string person, name, target_group, unit, unit_name, post, tier;
  std::int64_t origin_region = 0, work_region = 0;
  std::optional<Date> target_group_from, target_group_to;
  std::optional<Date> spell_start, spell_end, contract_start, contract_end;
  std::vector<GroupPeriod> former_groups;
  std::optional<gq::Month> insured_from, insured_to;
  std::vector<gq::Month> not_insured;  // months between them without insurance, or without any record of it
  std::string insured_conflict;        // Chinese; records of insurance that cannot all be true; empty: none
  std::optional<bool> first_time_in, base_enterprise, reserved_post;
};

struct Claim {
  std::string person;  // for a rule whose subject is the employer: the credit code
  std::string rule;
  std::optional<Date> event_date;
  std::string amount;  // yuan as claimed (fare)
  std::int64_t receipts = 0;
  std::optional<Date> tracking_to;
  std::string broker;
  std::optional<bool> fee_taken;
  std::int64_t paid_before_fen = 0;
  std::int64_t course_days = 0;
  std::string standard;  // yuan
};

// What other runs decided to pay (other months, or the same month by another unit); counts as paid. `due_fen`: the
// whole entitlement at that time, what was paid before included. `later`: of a month after the one being decided.
struct Grant {
  std::string person;  // as in Claim
  std::string rule, unit, pool, period;
  std::optional<Date> event_date;
  std::int64_t amount_fen = 0, due_fen = 0;
  bool later = false;
};

// One value of a parameter, from a day on (A7, A11).
struct ParameterValue {
  Date from;
  std::string value, article, document, floor, cap;
};
struct Parameter {
  std::string name;
  std::vector<ParameterValue> values;  // by `from`, oldest first
  // The value in force on a day; the oldest one before its time.
  const ParameterValue& On(Date day) const;
};

// The day by which a version is chosen and judged (A6).
enum class Anchor : std::uint8_t { kEvent, kContract, kMet };

struct Rule {
  std::string id, title, article, document, article_text, version, payee, payer, pool, pool_place, subject, region,
      work_region, groups, exclusion, insured_window;
  Anchor anchor = Anchor::kEvent;
  Date valid_from;
  std::optional<Date> valid_to;
  bool once = true, tranche = false;
  int needs_months = 0;
  std::vector<std::string> documents;  // what an application has to show
  std::vector<Parameter> parameters;
  std::optional<policy::Model> model;
  std::string folder;
};
// Money set aside for a pool; without one its balance is not known.
struct Budget {
  std::string pool;
  std::int64_t fen = 0;
};
struct Rules : std::map<std::string, Rule> {  // by id
  std::vector<Budget> budgets;
};
// Every folder below `folder` with a rule.toml, and `folder`/pools.toml. kBadRule names file and reason: unreadable
// table, parameter outside its legal bounds (A7).
Result<Rules> LoadRules(const std::string& folder);
// rules/ beside the program's data (FindShareFolder) or in the source tree.
std::string FindRulesFolder();

enum class Outcome : std::uint8_t { kPay, kRefuse, kReview };
std::string_view NameOf(Outcome outcome);

struct Decision {
  std::size_t claim = 0;  // index; of a possible entitlement the number of claims
  std::string person, rule, version, payee, payer, pool, rule_ids, reason, missing;
  std::string unit;          // employer of the spell in question
  bool of_employer = false;  // `person` is a credit code
  std::optional<Date> event_date;
  Outcome outcome = Outcome::kReview;
  std::int64_t amount_fen = 0;
  std::int64_t due_fen = 0;  // what the rule gives in all; amount_fen and what was paid before
};
struct Decisions {
  std::vector<Decision> rows;  // in the order of the claims, then possible entitlements by rule and person
  // (rule, outcome) -> count, sum
  std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> totals;
  std::map<std::string, std::int64_t> pools;     // paid from each
  std::map<std::string, std::int64_t> balances;  // what is left, of pools with a budget
  // People who may be entitled but have not claimed: rule -> count (D15).
  std::map<std::string, std::int64_t> possible;
  std::int64_t pay_fen = 0;
};
struct DecideOptions {
  // Also a row (review, no amount, "可能符合，缺：…") for everybody who may be entitled and has not claimed.
  bool list_possible = false;
  std::vector<Grant> grants;
};
Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules,
                            Date as_of, const DecideOptions& options = {});

// pay.csv, refuse.csv, review.csv, summary.json of formats.md.
Result<std::string> WriteDecisions(const Decisions& decisions, const std::string& folder);

}  // namespace gq::subsidies
