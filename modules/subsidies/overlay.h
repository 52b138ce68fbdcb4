// Publications of the database laid over a folder of rules (policies.md §2 "Effective dating"). What was published is
// never changed: a publication adds a version in a folder of its own, values of parameters from a day on, or what a
// county sets (A11), and its lines in published.lock.
//
// A folder that already holds a publication (somebody put it under version control) is left as it is; one that says
// something else in its place is refused. So the same publications may be laid over a folder any number of times.
//
// Thread-safety: from any thread; a folder by one at a time.
#pragma once

#include <string>
#include <vector>

#include "modules/subsidies/publication.h"
#include "modules/subsidies/publication_record.h"

namespace gq::subsidies {

// "version", "values", "county"; see RulePublication.
inline constexpr const char* kNewVersion = "version";
inline constexpr const char* kNewValues = "values";
inline constexpr const char* kOfCounty = "county";

// Lines of RulePublication::parts, and back. kBadRule: a line that is no part.
std::string ToText(const PublishedParts& parts);
Result<PublishedParts> PartsFrom(std::string_view text);

// SHA-256 in hex over everything that a publication says, previous_hash included.
std::string HashOf(const RulePublication& publication);
// kBadRule when a row was changed, removed or put between.
Status CheckChain(const std::vector<RulePublication>& publications);

// Lays them over the folder, in their order. Answers how many it did not hold yet. kBadRule: a publication does not fit
// the folder; then nothing after it has been laid.
Result<std::size_t> LayOver(const std::string& folder, const std::vector<RulePublication>& publications);

}  // namespace gq::subsidies
