// Publishing a draft from the console: proposed, checked as a dry run, approved by a second person, kept in the
// database for every server (policies.md §2 "Effective dating", A6, A7, A11).
//
//   RuleDraft proposed = TRY(Propose(store, scope, draft.id, draft.version));
//   RulePublication done = TRY(Publish(store, another, proposed.id, proposed.version));
//
// Who may: the rule belongs to the place that made it (where it pays for work at a place, that place; else the home); a
// county publishes values of its own only. Nobody approves what he has worked on. What is decided already stays as it
// is: entries of the ledger hold the texts that they were made from. Thread-safety: from any thread.
#pragma once

#include <string>
#include <string_view>

#include "modules/rule_drafts/drafts.h"
#include "modules/subsidies/publication_record.h"

namespace gq::rule_drafts {

// Six digits of the county that a unit is or lies in; empty for cities and provinces.
Result<std::string> CountyOfUnit(Store& store, std::int64_t unit_id);
// `authors` with one more name.
std::string WithAuthor(std::string authors, std::string_view name);

// Why the scope may not publish the draft (kForbidden); Ok when it may. Does not look at who worked on it.
Status MayPublish(const Scope& scope, const subsidies::Rules& current, const RuleDraft& draft);

// As Check (drafts.h), and a warning where the scope drafts for everybody a rule that is not its own to publish: it
// could set its county's values, or hand the files on.
Result<subsidies::RuleCheck> CheckAs(const Scope& scope, const subsidies::Rules& current, const RuleDraft& draft,
                                     std::optional<Date> today = std::nullopt);

// For approval. kBadRule: the check has errors, or nothing was changed. kForbidden as MayPublish.
Result<RuleDraft> Propose(Store& store, const Scope& scope, const Uuid& id, std::int64_t version);
// Back to its authors.
Result<RuleDraft> Return(Store& store, const Scope& scope, const Uuid& id, std::int64_t version);
// Approves and publishes a proposed draft: the publication, the draft's state and the event in one transaction, after
// the whole set of rules was checked with it. claims::kFourEyes: the scope's account has worked on it. kConflict:
// somebody published something meanwhile.
Result<RulePublication> Publish(Store& store, const Scope& scope, const Uuid& id, std::int64_t version);

}  // namespace gq::rule_drafts
