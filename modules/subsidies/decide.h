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
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "engines/policy/policy.h"
#include "modules/subsidies/settlement.h"

namespace gq::subsidies {

inline constexpr ErrorKind kBadRule{"subsidies.bad_rule", 422, "规则有误", "Bad rule"};

// A target group that held between two days; an empty end is not known (a group held now beside the main one has none).
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
  std::vector<GroupPeriod> former_groups;  // every group but `target_group`: former ones, and those held beside it
  std::optional<gq::Month> insured_from, insured_to;
  std::vector<gq::Month> not_insured;  // months between them without insurance, or without any record of it
  std::string insured_conflict;        // Chinese; records of insurance that cannot all be true; empty: none
  std::optional<bool> first_time_in, base_enterprise, reserved_post, public_post;
  std::string household;  // number of the household; empty: not known
};

struct Claim {
  std::string person;  // for a rule whose subject is the employer: the credit code; station: its name
  std::string rule;
  std::optional<Date> event_date;
  std::string amount;  // yuan as claimed: fare, loan, sum assessed
  std::int64_t receipts = 0;
  std::optional<Date> tracking_to;
  std::string broker;
  std::optional<bool> fee_taken;
  std::int64_t paid_before_fen = 0;
  std::int64_t course_days = 0;
  std::string standard;  // yuan
  // What was shown: certificates and findings of the competent office, by label or synonym of codes/recognition.csv,
  // separated by ";".
  std::string certificate;
  std::optional<Date> period_from, period_to;  // what the claim is about: course, loan, from the station's first day
  std::uint64_t row = 0;                       // of the file, from 1; 0: from no file
  std::optional<Date> received_on;             // order of application (settlement.h); else the order of the claims
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

// One value of a parameter between two days (A7, A11). The text of the law may leave the amount open: `value` is empty
// then, and the rule's amount is for review until a county sets it.
struct ParameterValue {
  Date from;
  std::optional<Date> to;
  std::string value, unit, article, document;
  std::string floor, cap;                // that hold for it, whichever segment states them (bounds.h)
  std::string stated_floor, stated_cap;  // that its own segment states; of a county's value, the law's of its day
  std::string county;                    // six digits of the county that set it; empty: the rule's own
  int year = 0;                          // set for one calendar year; 0: for none in particular
};
struct Parameter {
  std::string name;
  std::vector<ParameterValue> values;  // by `from`, oldest first
  bool counties_only_raise = true;     // see LoadOptions
  // The value in force on a day for a county (six digits, or empty): a year's value before any other, then the
  // county's before the rule's own, then the latest (A11). A county's that has fallen below the rule's own, or out of
  // the bounds of the law, does not count: the rule's own does. Null when there is none, or it is open.
  const ParameterValue* On(Date day, std::string_view county = {}) const;
  // As On, whether the county's counts or not.
  const ParameterValue* ByRank(Date day, std::string_view county = {}) const;
};
// Which treasury pays, by home and place of work (prefixes of division codes, ";" between them; empty: any).
struct Payer {
  std::string origin, work, payer, pool, place;
};

// The day by which a version is chosen and judged (A6).
enum class Anchor : std::uint8_t { kEvent, kContract, kMet };

struct Rule {
  std::string id, title, article, document, article_text, version, payee, payer, pool, pool_place, subject, region,
      work_region, groups, exclusion, insured_window;
  std::string repealed_by;          // document that ended it
  std::string window = "lifetime";  // once in a lifetime, year or month
  std::string group_day = "hire";   // A8: belonging to the groups is asked on the day of hiring, or of the event
  int gap_days = 0;                 // A9: days between spells of one unit that do not interrupt
  std::int64_t quota = 0;           // persons or stations at most; 0: no end
  bool quota_yearly = false;
  std::vector<Payer> payers;          // before payer, pool and pool_place, which stand for every other place
  std::vector<std::string> counties;  // that have set something of their own
  Anchor anchor = Anchor::kEvent;
  Date valid_from;
  std::optional<Date> valid_to;
  bool once = true, tranche = false;
  int needs_months = 0;
  std::vector<std::string> documents;                                // what an application has to show
  std::map<std::string, std::vector<std::string>> county_documents;  // what a county asks for besides (A11)
  std::vector<Parameter> parameters;
  std::optional<policy::Model> model;
  bool as_before_bounds_held = false;  // see LoadOptions
  std::string folder;
  std::vector<std::string> files;  // below the folder, all that the rule was read from: what a replay has to keep
  std::map<std::string, std::vector<std::string>> reads;  // parameters by row of the table; a row not there: all
  std::vector<Rule> earlier;  // other versions, latest first; none of them holds earlier ones itself
};
struct Rules : std::map<std::string, Rule> {        // by id
  std::vector<Budget> budgets;                      // pools.toml
  std::vector<ExclusionGroup> groups;               // exclusions.toml
  std::map<std::string, std::string> payer_places;  // payers.toml: prefixes of codes by the payer's name
  std::string groups_text;                          // its text, for a replay
  std::string folder;                               // that they were read from
  std::shared_ptr<const void> holds;                // keeps a folder there that is made for them alone
};
// Every folder below `folder` with a rule.toml, and of `folder` pools.toml and exclusions.toml. Two folders with one id
// are two versions; their periods must not overlap. kBadRule names file and reason: unreadable table, parameter outside
// its legal bounds (A7), county that lowers an amount (A11).
struct LoadOptions {
  // The texts were kept with a decision made before bounds held beyond the segment that states them, and before a
  // county's value gave way to a higher one of the rule: they are read as they were then, so that a replay gives the
  // same.
  bool as_before_bounds_held = false;
};
Result<Rules> LoadRules(const std::string& folder, const LoadOptions& options = {});
// The one rule in a folder.
Result<Rule> LoadRule(const std::string& folder);
// The groups of a text of exclusions.toml for rules of which some may be missing: those are left out of their groups.
// For a replay with the texts of the day.
Status SetGroups(const std::string& text, Rules* rules);
// rules/ beside the program's data (FindShareFolder) or in the source tree.
std::string FindRulesFolder();

enum class Outcome : std::uint8_t { kPay, kRefuse, kReview };
std::string_view NameOf(Outcome outcome);

struct Decision {
  std::size_t claim = 0;  // index; of a possible entitlement the number of claims
  std::string person, rule, version, payee, payer, pool, rule_ids, reason, missing;
  std::string unit;                        // employer of the spell in question
  bool of_employer = false;                // `person` is a credit code
  std::int64_t county = 0;                 // six digits, of the home (of an employer's claim 0)
  std::string own_basis;                   // of values that a county or a later notice set (basis.h)
  std::size_t waiting = 0;                 // place on the waiting list of the pool, from 1; 0: not on it
  std::optional<Date> event_date, anchor;  // anchor: the day that decided the version
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
  std::map<std::string, PoolReport> pool_reports;
  // People who may be entitled but have not claimed: rule -> count (D15).
  std::map<std::string, std::int64_t> possible;
  std::int64_t pay_fen = 0;
};
struct DecideOptions {
  // Also a row (review, no amount, "可能符合，缺：…") for everybody who may be entitled and has not claimed.
  bool list_possible = false;
  // Tables by column mode (engines/policy/column): the same outcomes and amounts many times faster, without the texts
  // of the tables and without possible entitlements. For what-if questions (simulate.h).
  bool columns = false;
  std::vector<Grant> grants;
  // Reasons also name the basis of values that a county or a later notice set. Off: for decisions that were kept when
  // they quoted the rule's article alone, and whose replay must give the same bytes.
  bool own_basis = true;
};
Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules,
                            Date as_of, const DecideOptions& options = {});

// pay.csv, refuse.csv, review.csv, summary.json of formats.md.
Result<std::string> WriteDecisions(const Decisions& decisions, const std::string& folder);

}  // namespace gq::subsidies
