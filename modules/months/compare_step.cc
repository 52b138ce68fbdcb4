// The comparison with the registries over the store's roster, kept as a run of its own (modules/sources/runs.h), and
// what is certain of new work applied to the people (D13); everything else stays a proposal that the run's page shows.
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/file/output_folder.h"
#include "kits/table/file_kind.h"
#include "modules/months/month.h"
#include "modules/sources/compare.h"
#include "modules/sources/compare_output.h"
#include "modules/sources/run_jobs.h"
#include "modules/sources/runs.h"

namespace gq::months {

namespace {

// As the officer knows the file; one that was uploaded is called by its registry.
std::string NameOfFile(const std::string& kind, const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const CodeTable* registries = FindCodeTable("registry");
  if (!Uuid::Parse(name) || registries == nullptr) return name;
  return std::string(registries->Label(kind));
}

// The run of this job that an attempt before this one has compared: its findings stand, and people have perhaps been
// moved by them already, so comparing anew would find people where the run itself has put them.
Result<bool> HasCompared(const StepContext& context, const Uuid& run) {
  const auto kept = sources::GetComparison(context.store, context.scope, run);
  if (!kept) return kept.error().kind == &kNotFound ? Result<bool>(false) : Fail(kept.error());
  return kept->state == "compared" || kept->state == "applying" || kept->state == "applied";
}

Result<std::string> SummaryOf(const std::string& folder) {
  auto summary = file::ReadOutput(folder, file::kSummary);
  if (summary) return std::string(Trim(*summary));
  return Fail(Error{&kBadInput,
                    "这次比对已经做完，人员状态正按它更新，但结果文件夹里的文件不见了或读不了：" + folder,
                    "请把文件夹原样放回后再执行同一条命令；或撤回这次比对，再加 --restart 重新开始",
                    {{"field", "out"}}});
}

sources::Watch WatchOf(jobs::JobStep& step) {
  return {[&](std::int64_t total) { step.Total(total); }, [&](std::int64_t done) { step.Set(done); },
          [&] { return step.Cancelled(); }};
}

// Compares and keeps the run; answers the summary of the comparison.
Result<std::string> CompareAndKeep(const StepContext& context, const Uuid& id, jobs::JobStep& step) {
  std::vector<sources::RegistryFile> registries;
  std::vector<sources::RunFile> files;
  for (const char* kind : {"social_insurance", "labour_resource", "social_card"}) {
    const auto it = context.options.files.find(kind);
    if (it == context.options.files.end()) continue;
    registries.push_back({kind, it->second});
    files.push_back({kind, NameOfFile(kind, it->second), TRY(table::FileSha256(it->second))});
  }
  // A repeated step replaces what an attempt before it has half kept.
  const auto run = TRY(sources::OpenRun(context.store, context.scope, id, "month", context.options.period,
                                        context.options.as_of, files));
  const auto roster = TRY(sources::ReadStoreRoster(context.store, context.scope));
  step.Total(static_cast<std::int64_t>(roster.rows.size()));
  sources::CompareOptions options;
  options.threads = context.options.threads;
  options.labels = TRY(sources::LabelsOf(context.store, context.scope));
  options.place_of = sources::PlaceReader(context.lookups.place_of);
  const auto result = TRY(sources::CompareFiles(roster.rows, registries, options));
  sources::CompareOutput output;
  output.folder = context.options.out + "/compare";
  output.key_path = context.options.out + "/.sidecar.key";
  output.as_of = context.options.as_of;
  std::string summary = TRY(sources::WriteCompare(result, output));
  TRY(sources::SaveRun(context.store, context.scope, run, roster, result, WatchOf(step)));
  return summary;
}

// People whom the run has put on post, in this attempt or one before it.
Result<std::int64_t> PlacedBy(const StepContext& context, const Uuid& run) {
  for (const auto& figure : TRY(sources::CountFigures(context.store, context.scope, run))) {
    if (figure.key == "proposal:on_post:applied") return figure.value;
  }
  return 0;
}

}  // namespace

Result<std::vector<Uuid>> ComparisonsBefore(const StepContext& context) {
  constexpr int kRuns = 1000;  // newest first
  std::vector<Uuid> before;
  for (const auto& other : TRY(sources::ListComparisons(context.store, context.scope, kRuns))) {
    const bool of_this_month = other.source == "month" && other.period == context.options.period &&
                               other.unit_id == context.scope.unit_id && other.id.ToString() != context.job_id;
    const bool stands = other.state == "compared" || other.state == "applying" || other.state == "applied" ||
                        other.state == "withdrawing";
    if (of_this_month && stands) before.push_back(other.id);
  }
  return before;
}

Result<std::string> WithdrawStep(const StepContext& context, jobs::JobStep& step) {
  for (const Uuid& run : TRY(ComparisonsBefore(context)))
    TRY(sources::WithdrawRun(context.store, context.scope, run, WatchOf(step)));
  return std::string("{}");
}

Result<std::string> CompareStep(const StepContext& context, jobs::JobStep& step) {
  const Uuid run = *Uuid::Parse(context.job_id);  // the run bears the number of the job
  const std::string summary = TRY(HasCompared(context, run)) ? TRY(SummaryOf(context.options.out + "/compare"))
                                                             : TRY(CompareAndKeep(context, run, step));
  TRY(sources::Apply(context.store, context.scope, run, sources::proposal::kOnPost, WatchOf(step)));
  return "{\"compare\":" + summary + ",\"newly_on_post\":" + std::to_string(TRY(PlacedBy(context, run))) + "}";
}

}  // namespace gq::months
