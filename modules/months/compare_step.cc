// The comparison with the registries over the store's roster, kept as a run of its own (modules/sources/runs.h), and
// what is certain of new work applied to the people (D13); everything else stays a proposal that the run's page shows.
#include "kits/codes/code_tables.h"
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

sources::Watch WatchOf(jobs::JobStep& step) {
  return {[&](std::int64_t total) { step.Total(total); }, [&](std::int64_t done) { step.Set(done); },
          [&] { return step.Cancelled(); }};
}

}  // namespace

Result<std::string> CompareStep(const StepContext& context, jobs::JobStep& step) {
  std::vector<sources::RegistryFile> registries;
  std::vector<sources::RunFile> files;
  for (const char* kind : {"social_insurance", "labour_resource", "social_card"}) {
    const auto it = context.options.files.find(kind);
    if (it == context.options.files.end()) continue;
    registries.push_back({kind, it->second});
    files.push_back({kind, NameOfFile(kind, it->second), TRY(table::FileSha256(it->second))});
  }
  // The run bears the number of the job: a repeated step replaces what its first attempt kept.
  const auto run = TRY(sources::OpenRun(context.store, context.scope, *Uuid::Parse(context.job_id), "month",
                                        context.options.period, context.options.as_of, files));
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
  const std::string summary = TRY(sources::WriteCompare(result, output));
  TRY(sources::SaveRun(context.store, context.scope, run, roster, result, WatchOf(step)));
  const auto placed =
      TRY(sources::Apply(context.store, context.scope, run.id, sources::proposal::kOnPost, WatchOf(step)));
  return "{\"compare\":" + summary + ",\"newly_on_post\":" + std::to_string(placed) + "}";
}

}  // namespace gq::months
