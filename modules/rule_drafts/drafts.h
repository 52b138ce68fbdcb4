// Drafts of rules: made from the version in force, edited in the grid, checked as `gangqiao policy check` does, tried
// on the reader's own people, and published (publishing.h), or taken out as the files that `gangqiao policy publish`
// publishes. A draft decides nothing; published versions stay as they are (modules/subsidies/publication.h).
//
//   const RuleDraft draft = TRY(Create(store, scope, "R-XX20"));
//   Edit edit = ...; edit.rows = rows of its grid, changed;
//   const RuleDraft saved = TRY(Save(store, scope, draft.id, draft.version, edit));
//   const subsidies::RuleCheck found = TRY(Check(*TRY(subsidies::CurrentRules(store)), saved));  // by row and column
//
// Thread-safety: from any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/jobs/jobs.h"
#include "modules/rule_drafts/model.h"
#include "modules/subsidies/grid.h"
#include "modules/subsidies/rule_check.h"
#include "modules/subsidies/simulate.h"

namespace gq::rule_drafts {

// A value from a day on, added behind those that there are. What the law says of it (unit, floor, cap) is carried on
// from the value before it.
struct AddedValue {
  std::string parameter, value;
  std::optional<Date> from;
  std::string article, document;
};
inline constexpr std::size_t kAddedMax = 50, kCasesBytesMax = 256 << 10;

// What a request wants changed; nothing for what it does not name.
struct Edit {
  std::optional<std::vector<subsidies::GridRow>> rows;
  std::optional<std::vector<AddedValue>> parameters;
  std::optional<std::string> new_version, note, county, cases;
  std::optional<std::optional<Date>> starts_on;
};
// {"rows"?: [{"id", "when", "then", "notes"}], "parameters"?: [{"parameter", "value", "from", "article"?,
// "document"?}], "new_version"?, "starts_on"?, "note"?, "county"?, "cases"?}; "version" is the caller's.
Result<Edit> EditFrom(const json::Node& root);

// From the latest version in force. kNotFound: no such rule.
Result<RuleDraft> Create(Store& store, const Scope& scope, const std::string& rule);
// With the edit in it, not kept. kBadRule (detail "row") for cells that cannot be written.
Result<RuleDraft> Edited(const RuleDraft& draft, const Edit& edit);
// kConflict when somebody else was faster; claims::kWrongState once it is proposed (publishing.h).
Result<RuleDraft> Save(Store& store, const Scope& scope, const Uuid& id, std::int64_t version, const Edit& edit);
Status Remove(Store& store, const Scope& scope, const Uuid& id);

std::vector<AddedValue> AddedOf(const RuleDraft& draft);
// Whether the table differs from the version it was made from.
bool TableChanged(const RuleDraft& draft);

// The files of the draft as they belong into the rule's folder: rule.dmn, rule.toml and, of a county's own values,
// counties/CODE.toml. With a new version and a first day they are a version of their own; otherwise they stand in the
// place of the version in force.
struct Files {
  std::string model, terms, county;
  std::string added;  // the lines of the added values, which are in terms or county
};
Result<Files> FilesOf(const subsidies::Rules& current, const RuleDraft& draft);
bool IsNewVersion(const RuleDraft& draft);
// cases.csv as edited, or as it is.
Result<std::string> CasesOf(const subsidies::Rules& current, const RuleDraft& draft);
// All versions of the rule with the draft among them, and what is locked of them, into an empty folder.
Status Lay(const subsidies::Rules& current, const RuleDraft& draft, const std::string& to);

// As `policy check` over all versions of the rule, the draft among them, and against published.lock; with its cases. An
// error too: the table was changed and no new version named, the version in force is no longer the one that the draft
// was made from, a county's draft that is more than values. Files are named rule.dmn, rule.toml, cases.csv; parts that
// are merely not published yet are left out.
// `today`: a draft that begins before it is warned of.
Result<subsidies::RuleCheck> Check(const subsidies::Rules& current, const RuleDraft& draft,
                                   std::optional<Date> today = std::nullopt);
// The current rules with the draft among them. kBadRule: the draft does not load.
Result<subsidies::Rules> WithDraft(const subsidies::Rules& current, const RuleDraft& draft);

// How many claims each row holds for, by row id: everybody of the scope judged by this table alone, whatever the day.
struct Hits {
  std::int64_t claims = 0;
  std::map<std::string, std::int64_t> rows;
};
Result<Hits> CountHits(Store& store, const Scope& scope, const RuleDraft& draft, std::string_view basis, Date as_of,
                       jobs::JobStep& step);
// Once at start: kind "rule_hits". The job's result: {"claims", "rows": {id: count}}.
void RegisterJobs(Store& store, jobs::Jobs& jobs);
Result<Uuid> SubmitHits(jobs::Jobs& jobs, const Scope& scope, const RuleDraft& draft, std::string_view basis,
                        Date as_of);

}  // namespace gq::rule_drafts
