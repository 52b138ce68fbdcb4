#include "modules/imports/run_json.h"
#include "modules/imports/service.h"
#include "modules/months/month.h"

namespace gq::months {

namespace {

// The run that an earlier attempt of this job began for this kind of file.
Result<std::optional<Uuid>> EarlierRun(Store& store, const std::string& origin) {
  std::optional<Uuid> id;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach("SELECT id FROM import_run WHERE period = ?1 ORDER BY created_at DESC LIMIT 1", {origin},
                     [&](const db::Row& row) {
                       id = row.Id(0);
                       return Ok();
                     }));
  return id;
}

}  // namespace

Result<std::string> ImportStep(const StepContext& context, std::string_view kind, jobs::JobStep& step) {
  const std::string& path = context.options.files.at(std::string(kind));
  const std::string origin = context.job_id + "/" + std::string(kind);
  const imports::Watch watch{[&](std::int64_t total) { step.Total(total); }, [&](std::int64_t done) { step.Set(done); },
                             [&] { return step.Cancelled(); }};
  auto id = TRY(EarlierRun(context.store, origin));
  if (!id) {
    id = TRY(imports::Upload(context.store, context.scope, kind, path.substr(path.rfind('/') + 1), path)).id;
    const std::string bytes = id->ToBytes();
    const auto lease = TRY(MaintenanceAccess(context.store).database().Write());
    TRY(lease->Execute("UPDATE import_run SET period = ?2 WHERE id = ?1", {db::Blob{bytes}, origin}));
  }
  auto run = TRY(imports::GetRun(context.store, context.scope, *id));
  if (run.state == "uploaded" || run.state == "mapped" || run.state == "checking") {
    run = TRY(imports::Check(context.store, context.scope, *id, context.lookups, context.options.as_of, watch));
  }
  // The month takes the good rows; the others go back in rejects.csv and in the returned file of the import.
  run = TRY(imports::Apply(context.store, context.scope, *id, context.lookups, context.options.as_of, true, watch));
  return "{\"run\":\"" + id->ToString() + "\",\"totals\":" + imports::TotalsJson(run.totals) + "}";
}

}  // namespace gq::months
