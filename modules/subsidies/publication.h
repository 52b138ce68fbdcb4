// Published versions of rules are immutable (policies.md §2, "Effective dating"): `rules/published.lock` holds a hash
// of every part of every version that was published, and a check compares.
//
// One line a part: `rule version part sha256`. Parts: `model` (rule.dmn), `terms` (everything in rule.toml that is not
// listed here; cases.csv is not locked, it may grow), `end`, and one for each value of a parameter
// (`cap_outside@2016-05-18`, `cap_outside@2018-01-01/433124` of a county, `…/2019` of a year, `…/open`). Adding is
// free: a new value from a later day, a county's file, a new version in a folder of its own. Ending is free:
// `valid_to`, `repealed_by` of the rule and `to` of a value may be added once (repeal is data). Everything else is a
// change of what was published. Reads files; thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

inline constexpr const char* kLockName = "published.lock";

// Key "rule version part" -> sha256 in hex.
using PublishedParts = std::map<std::string, std::string>;

// "amount_each@2017-01-01/433124": the part that a value is.
std::string PartNameOf(const Parameter& parameter, const ParameterValue& value);
// Of rules on disk as they are now, all versions.
Result<PublishedParts> PartsOf(const Rules& rules);
// The lock of a folder; empty when there is none. kBadRule: a line that is no part.
Result<PublishedParts> ReadLock(const std::string& folder);

struct PublishedChange {
  enum class Kind { kChanged, kRemoved, kNew } kind = Kind::kNew;
  std::string rule, version, part;
};
// By key. Parts of a rule or version that the lock does not know are kNew.
std::vector<PublishedChange> Compare(const PublishedParts& lock, const PublishedParts& now);

// Adds the new parts to the lock of the folder. kBadRule when a published part has changed or is gone. Answers how many
// were added.
Result<std::size_t> Publish(const std::string& folder);
// Adds these parts and leaves the others as they are. kBadRule when one of them is locked with another hash.
Status AddToLock(const std::string& folder, const PublishedParts& parts);

}  // namespace gq::subsidies
