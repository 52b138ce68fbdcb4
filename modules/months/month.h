// The month (architecture.md section 1): import -> compare -> lists -> match -> decide -> report, as one persisted job.
//
// Every step is idempotent and recorded when it has ended: the same command goes on after a kill at the step that had
// not ended, an import at the chunk that had not been applied. Files in the out folder appear whole or not at all.
// Sources: HN-19..22, HN-24, formats.md `month`, D2, D8, D11, D12, D13, D15.
// Thread-safety: a month runs in one thread; another period may run beside it on PostgreSQL.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "kits/store/store.h"
#include "modules/imports/columns.h"
#include "modules/jobs/jobs.h"

namespace gq::months {

struct MonthOptions {
  gq::Month period;
  Date as_of;
  std::map<std::string, std::string>
      files;        // roster, posts, employers, claims, social_insurance, labour_resource, social_card -> path
  std::string out;  // folder
  int threads = 1;
};
std::string ToJson(const MonthOptions& options);
Result<MonthOptions> OptionsFrom(std::string_view json);

inline constexpr ErrorKind kEarlierMonth{"month.earlier", 409, "已经办过更晚的月份", "A later month is done"};

// Once at start.
void RegisterMonth(Store& store, jobs::Jobs& jobs, const imports::Lookups& lookups);
// The job of the period in this store; the same period is the same job unless restart. `here`: the caller runs it
// (Jobs::RunHere). kEarlierMonth when the unit has done a later one and other files than claims
// are given: they would overwrite what is known since.
Result<Uuid> SubmitMonth(jobs::Jobs& jobs, const Scope& scope, const MonthOptions& options, bool restart,
                         bool here = false);

// --- the steps, each in a file of its own; a step answers its note (JSON) ---
struct StepContext {
  Store& store;
  const Scope& scope;
  const imports::Lookups& lookups;
  const MonthOptions& options;
  std::string job_id;
};
Result<std::string> ImportStep(const StepContext& context, std::string_view kind, jobs::JobStep& step);
// The month's comparison of a period stands once. Those of jobs before (begun again from the start, or with other
// files) are taken back before anything else: what they have written is not what the registries are compared with, so
// the same files say the same again, and better ones correct what worse ones said. Edits that people have made since
// stay.
Result<std::vector<Uuid>> ComparisonsBefore(const StepContext& context);
Result<std::string> WithdrawStep(const StepContext& context, jobs::JobStep& step);
Result<std::string> CompareStep(const StepContext& context, jobs::JobStep& step);
Result<std::string> ListsStep(const StepContext& context, jobs::JobStep& step);
Result<std::string> MatchStep(const StepContext& context, jobs::JobStep& step);
Result<std::string> DecideStep(const StepContext& context, jobs::JobStep& step);
// The rows of the month's files that were not taken: rejects.csv for programs (it stays on the server, D12),
// rejects.xlsx for officers, masked. Answers their number.
Result<std::int64_t> WriteRejects(const StepContext& context, const std::vector<jobs::StepView>& steps);
// The part of a county below the unit whose month it is: report.xlsx, report.pdf, summary.json of its own people.
std::string PartFolder(const std::string& out, std::int64_t county_code);
// Writes report.xlsx, report.pdf, the rejects, summary.json, and a part for every county below; answers the summary.
Result<std::string> ReportStep(const StepContext& context, const std::vector<jobs::StepView>& steps,
                               jobs::JobStep& step);

}  // namespace gq::months
