// What a decision rests on, in words: the rule's article, and beside it the article and document of every amount that
// somebody else set: a county (A11), or a later notice that was published for the rule. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// Whether a value stands under another basis than the rule itself: a county's, another document's, another article's.
bool HasOwnBasis(const Rule& rule, const ParameterValue& value);
// "。依据：《…》第二十条“…”": document, article and its own words, so that whoever reads the decision need not look it
// up.
std::string BasisOf(const Rule& rule);
// "；其中每人金额 1200 元依本县（433124）规定：花人社发〔2027〕3号第二条": a part for every value in force on `day` for
// `county` (six digits, or empty) that has a basis of its own and that one of the table's rows `rule_ids` (";" between
// them) reads. Empty when there is none.
std::string OwnBasisOf(const Rule& rule, std::string_view rule_ids, Date day, std::string_view county);
// Fills Rule::reads from the text of rule.dmn.
void FindReads(std::string_view model, Rule* rule);

}  // namespace gq::subsidies
