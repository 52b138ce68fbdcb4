// Why, and why not (policies.md §2 "Audit and explanation"): a decision of the ledger decided again from what was kept,
// with the article, what every input was and where it came from, and the row of the table that held or came nearest.
// Also a rule's decision table as a grid. Thread-safety: from any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kits/json/writer.h"
#include "modules/claims/deciding.h"

namespace gq::claims {

using PlaceName = std::function<std::string(std::int64_t code)>;

// Members "article", "parameters", "inputs", "staff", "rows", "nearest", "grants" of an open object. `place`: the name
// of a code. `name_of`: of a person by internal id, empty where the reader may not know it. "staff": of an employer's
// claim every spell that was looked at, and in which count it stands. "nearest" belongs to what is not paid: the cells
// that the nearest paying row still asks for, before them those of the rows above it that stand in the way.
void WriteExplanation(json::Writer& out, const Replayed& replayed, const PlaceName& place,
                      const std::function<std::string(const std::string& person)>& name_of);
// Fields of a claim that a rule reads, by name: what a form has to ask for.
std::vector<std::string> ClaimFieldsOf(const subsidies::Rule& rule);
// Members of "Rule" (shapes.h) of an open object.
void WriteRule(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place);
// Member "parameters": all values, counties' too.
void WriteParameters(json::Writer& out, const subsidies::Rule& rule, const PlaceName& place);
// Members "hit_policy", "inputs", "outputs", "annotations", "rows": the decision table of rule.dmn. Nothing when the
// decision is no table.
Status WriteGrid(json::Writer& out, const subsidies::Rule& rule);

}  // namespace gq::claims
