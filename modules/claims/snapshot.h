// All that a decision about one claim is made from, as one text: decided now, and again whenever somebody asks, with
// the same bytes (policies.md §2 "Audit and explanation"). No ID number and no name is in it: people are their internal
// ids. The decision tables and parameters are named by their hashes and kept in rule_text. Pure, except FindTexts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "modules/subsidies/decide.h"

namespace gq::claims {

inline constexpr ErrorKind kReplay{"claims.replay", 500, "核定复现不了", "Decision cannot be replayed"};

// What a version of a rule was read from, and the names of both parts: SHA-256 in hex. `parameters` holds every file
// but the table (rule.toml, what counties set), each behind a line "== NAME BYTES".
struct RuleText {
  std::string rule, version, model, parameters;
  std::string model_hash, parameters_hash;
};
Result<RuleText> ReadRuleText(const subsidies::Rule& rule);

struct Snapshot {
  Date as_of;
  subsidies::Claim claim;
  std::vector<subsidies::Fact> facts;
  std::vector<subsidies::Grant> grants;
  std::vector<subsidies::Budget> budgets;  // what was left of each pool before this person's own grants
  struct Used {
    std::string rule, model_hash, parameters_hash;
  };
  std::vector<Used> rules;  // the claim's first, then those of the grants; each with all of its versions
  std::string groups;       // exclusions.toml of the day
  // How rules were read and reasons worded when it was kept. 0, in snapshots from before there was any other: reasons
  // quote the rule's article alone. 1: they also name the basis of values that a county or a later notice set. 2: a
  // bound holds beyond the segment that states it, and a county's value gives way to a higher one of the rule
  // (subsidies::LoadOptions).
  int wording = 2;
};
std::string ToText(const Snapshot& snapshot);
Result<Snapshot> SnapshotFrom(std::string_view text);

// Rules of a snapshot, compiled from kept texts. `text_of`: the text of a hash, empty when it is not kept.
Result<subsidies::Rules> RulesFrom(const Snapshot& snapshot,
                                   const std::function<Result<std::string>(const std::string& hash)>& text_of);

// The decision on the snapshot's one claim.
Result<subsidies::Decision> Decide(const Snapshot& snapshot, const subsidies::Rules& rules);
// In a fixed order of members: equal decisions are equal texts.
std::string ToText(const subsidies::Decision& decision);

}  // namespace gq::claims
