// Subsidies decided: facts and claims through the rules of a folder (D15, HN-14, formats.md `decide`).
//
// A rule is data: rule.dmn (a decision table), rule.toml (article, payer, pool, once-only, parameters with their legal bounds), cases.csv
// (what an official checks). The program only offers named inputs (docs/reference/rules.md) and settles what looks across rows: once-only, one
// broker a person, tranches that pay the difference. Without a claim nobody gets an amount. One rounding, half up to fen, at the end.
// Thread-safety: Rules are constant once loaded; DecideAll from any thread.
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

// One row a person and spell (formats.md). Codes of places are 12 digits.
struct Fact {
  std::string person, name, target_group, unit, unit_name, post, tier;
  std::int64_t origin_region = 0, work_region = 0;
  std::optional<Date> spell_start, spell_end, contract_start, contract_end;
  std::optional<gq::Month> insured_from, insured_to;
  std::optional<bool> first_time_in;
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
};

struct Parameter {
  std::string name, value, article, floor, cap;
};
struct Rule {
  std::string id, title, article, document, version, payee, payer, pool, subject, region, groups;
  Date valid_from;
  bool once = true, tranche = false;
  int needs_months = 0;
  std::vector<Parameter> parameters;
  std::optional<policy::Model> model;
  std::string folder;
};
using Rules = std::map<std::string, Rule>;  // by id
// Every folder below `folder` with a rule.toml. kBadRule names file and reason: unreadable table, parameter outside its legal bounds (A7).
Result<Rules> LoadRules(const std::string& folder);
// rules/ beside the program's data (FindShareFolder) or in the source tree.
std::string FindRulesFolder();

enum class Outcome : std::uint8_t { kPay, kRefuse, kReview };
std::string_view NameOf(Outcome outcome);

struct Decision {
  std::size_t claim = 0;  // index
  std::string person, rule, version, payee, payer, pool, rule_ids, reason, missing;
  Outcome outcome = Outcome::kReview;
  std::int64_t amount_fen = 0;
};
struct Decisions {
  std::vector<Decision> rows;  // in the order of the claims
  // (rule, outcome) -> count, sum
  std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> totals;
  std::map<std::string, std::int64_t> pools;  // paid from each
  // People who may be entitled but have not claimed: rule -> count (D15).
  std::map<std::string, std::int64_t> possible;
  std::int64_t pay_fen = 0;
};
Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules, Date as_of);

// pay.csv, refuse.csv, review.csv, summary.json of formats.md.
Result<std::string> WriteDecisions(const Decisions& decisions, const std::string& folder);

}  // namespace gq::subsidies
