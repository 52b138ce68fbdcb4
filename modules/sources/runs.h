// Comparisons of the store's roster with registries as persisted runs (HN-22, D6, D11, D12, D13).
//
//   comparing -> compared -> applying -> applied -> withdrawing -> withdrawn
//
// A run reads everybody of the scope who has an active number, streams the registries through the engine and keeps, for
// these people only: observations (what a registry said, from which line of which file), one finding each, and reviews,
// the doubtful matches that a person decides (reviews.h). Findings are proposals to the steward of the facts. Applying
// writes the certain ones in chunks of 1,000 people with their events; what somebody has changed since the run is
// skipped and says so; spells of another steward become change requests. Withdrawing undoes all that the run has
// written, decisions of reviews included, and lists what was edited later.
//
// Each step is idempotent: a comparison replaces its own rows, a chunk that was applied is not applied again.
// Thread-safety: from any thread; one run is worked on by one job at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "kits/store/store.h"
#include "modules/imports/undo.h"
#include "modules/sources/compare.h"

namespace gq::sources {

// A step out of its order: applied before it has compared, withdrawn twice.
inline constexpr ErrorKind kWarned{"comparison.warned", 409, "比对有提醒，须先确认",
                                   "The comparison warns: confirm first"};
inline constexpr ErrorKind kRunStep{"comparison.wrong_step", 409, "这次比对现在不能做这一步",
                                    "Not possible at this step"};

struct RunFile {
  std::string kind, name, hash;  // social_insurance ...; as the officer knows the file; SHA-256
};

struct ComparisonRun {
  Uuid id;
  std::int64_t unit_id = 0;
  std::string actor, source, state, message;  // source: upload, folder, month, command
  gq::Month period;
  Date as_of;
  std::vector<RunFile> files;
  std::string summary;  // JSON of compare_output.h; empty until it has compared
  Uuid previous_run, job_id;
  Instant created_at, compared_at, applied_at;
};

// What is proposed for a person (comparison_finding.proposal).
namespace proposal {
inline constexpr std::string_view kOnPost = "on_post",  // nobody knew of work: a spell with the insured employer
    kChangeEmployer = "change_employer",                // the current spell ends, one with the insured employer begins
    kFlexible = "flexible";                             // the labour register says flexible work
}  // namespace proposal

// What a finding proposes. has_spell: an open one; insured: by an employer, for certain; flexible: by the labour
// register. Empty: nothing (an employment that lapsed asks for a visit, it does not say "returned", D13).
std::string_view ProposalOf(reconcile::Finding finding, std::string_view employment, bool has_spell, bool insured,
                            bool flexible);

using imports::Watch;

// A new run of the scope's unit; `id` makes a repeated call the same run. `job`: the one that does it, when it is
// known.
Result<ComparisonRun> OpenRun(Store& store, const Scope& scope, const Uuid& id, std::string_view source,
                              gq::Month period, Date as_of, const std::vector<RunFile>& files, const Uuid& job = {});
// Runs of the scope's units, of units above them (they hold the scope's people too; figures, names and applying stay
// within its reach), and of its own account; kNotFound for others.
Result<ComparisonRun> GetComparison(Store& store, const Scope& scope, const Uuid& id);
Result<std::vector<ComparisonRun>> ListComparisons(Store& store, const Scope& scope, int limit);
// Of the unit that compared: only it withdraws a whole run.
bool IsOwner(const Scope& scope, const ComparisonRun& run);
Status SetRunJob(Store& store, const Uuid& run, const Uuid& job);
// A comparison that was stopped or failed before it had findings is over, and `message` says why; comparing the same
// again opens it anew. Nothing happens to one that has findings.
Status CloseUnfinished(Store& store, const Scope& scope, const Uuid& run, std::string_view message);

// Everybody of a scope with an active number, as the engine reads a roster.
struct StoreRoster {
  std::vector<Uuid> ids;
  std::vector<std::int64_t> counties;
  std::vector<std::string> employment;
  std::vector<std::uint8_t> has_spell;  // an open one
  std::vector<RosterRow> rows;
};
Result<StoreRoster> ReadStoreRoster(Store& store, const Scope& scope);
// Decided reviews of the scope's unit: they teach the weights of the next comparison.
Result<std::vector<reconcile::LinkLabel>> LabelsOf(Store& store, const Scope& scope);
// Keeps what a comparison has found; the run then is compared. Files and registries are in the same order.
Status SaveRun(Store& store, const Scope& scope, const ComparisonRun& run, const StoreRoster& roster,
               const CompareResult& result, const Watch& watch);
// The whole comparison: reads, compares, saves. `paths`: registries as they can be read, in the order of run.files.
Status Compare(Store& store, const Scope& scope, const Uuid& run, const std::vector<RegistryFile>& paths,
               const CompareOptions& options, const Watch& watch);

// --- figures and names ---
struct Figure {
  std::string
      key;  // finding:still_employed, flag:several, change:left, proposal:on_post:open, match:social_insurance:near,
            // correction:open (to be decided), correction:accepted, correction:rejected
  std::int64_t value = 0;
};
// Counted within the scope's reach: each figure is as long as its list of names.
Result<std::vector<Figure>> CountFigures(Store& store, const Scope& scope, const Uuid& run);

struct NameRow {
  Uuid person_id;
  std::string name, finding, flags, change, proposal, state, note, employment, list, employer_now, employer_found;
  std::int64_t home_code = 0;
};
// The people behind a figure; page from 1.
Result<std::vector<NameRow>> ListNames(Store& store, const Scope& scope, const Uuid& run, std::string_view figure,
                                       int page, int size);

// --- applying (apply.cc) ---
struct ListMove {
  std::string proposal, from, to;  // lists: task, retention, visit, none
  std::int64_t people = 0;
};
// What makes the findings of a run doubtful as a whole, of its summary: a registry in which nobody was found, say.
struct RunWarning {
  std::string file, reason, cure;  // file: as people call it
};
Result<std::vector<RunWarning>> WarningsOf(const ComparisonRun& run);

struct ApplyPlan {
  std::vector<ListMove> moves;
  std::int64_t changed_since = 0;  // would be skipped
  std::int64_t requests = 0;       // of another steward: asked, not written
  std::int64_t findings = 0;       // people whose finding alone is written
  std::int64_t corrections = 0;    // of ID numbers: wait to be decided by people, never applied with the rest
};
// What Apply would do now, without writing.
Result<ApplyPlan> PlanApply(Store& store, const Scope& scope, const Uuid& run);
// `only`: a proposal; empty: all. Answers how many people changed their state. The caller has checked that the scope
// may (people.write); people outside of its home side are left alone.
Result<std::int64_t> Apply(Store& store, const Scope& scope, const Uuid& run, std::string_view only,
                           const Watch& watch);
// One person's proposal, from a decision that has been checked twice.
Status ApplyPerson(Store& store, const Scope& scope, const Uuid& run, const Uuid& person);
Result<std::vector<imports::LaterEdit>> WithdrawRun(Store& store, const Scope& scope, const Uuid& run,
                                                    const Watch& watch);

}  // namespace gq::sources
