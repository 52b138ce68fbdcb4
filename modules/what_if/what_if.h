// What-if over the store (测算): what a changed rule costs, and who gets more or less, before it is published. The same
// engine and code as `gangqiao policy simulate` (modules/subsidies/simulate.h), over the register of the asker's own
// people (D7), as a persisted job with progress and cancel (D11).
//
//   const WhatIf asked = TRY(Ask(store, jobs, scope, {.changes = {{"R-XX20", "cap_outside", "350", {}}}, ...}));
//   // the job runs; then asked.before, asked.after, asked.result, and WhatIfRow by name
//
// What the law forbids is refused at once, with the article, and nothing is kept. Only rules whose decisions the change
// can reach are decided (subsidies::RulesConcerned): the figures are theirs. Thread-safety: from any thread.
#pragma once

#include <string>
#include <vector>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/jobs/jobs.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/subsidies/simulate.h"
#include "modules/what_if/model.h"

namespace gq::what_if {

// One number of a rule from a day on; without a day from the beginning.
struct NumberChange {
  std::string rule, parameter, value;
  std::optional<Date> from;
};
struct Question {
  std::string title;  // empty: made from the changes
  std::vector<NumberChange> changes;
  std::vector<RuleDraft> drafts;  // as they are now; before the changes
  std::string basis = "claims";
  Date as_of;
};
inline constexpr std::size_t kChangesMax = 50;

// {"title"?, "changes"?: [{"rule", "parameter", "value", "from"?}], "drafts"?: [id], "basis"?, "as_of"?}; the drafts
// are read within the scope. kBadInput names the member.
Result<Question> QuestionFrom(Store& store, const Scope& scope, const json::Node& root, Date today);

// The rules with drafts and changes in them. kBadRule: a draft that does not load; no such rule or parameter, no
// number, or outside the legal bounds, with the article; the detail "field" names the change ("changes.0.value").
Result<subsidies::Rules> Changed(const subsidies::Rules& current, const std::vector<RuleDraft>& drafts,
                                 const std::vector<NumberChange>& changes);

// Keeps the question and submits its job.
Result<WhatIf> Ask(Store& store, jobs::Jobs& jobs, const Scope& scope, const Question& question);
// Once at start: kind "what_if".
void RegisterJobs(Store& store, jobs::Jobs& jobs);
// The job's work: decides, keeps the rows and the figures. Run again, it begins anew.
Result<std::string> Answer(Store& store, const Scope& scope, const Uuid& id, jobs::JobStep& step);
// With all of its rows.
Status Remove(Store& store, const Scope& scope, const Uuid& id);

}  // namespace gq::what_if
