#include "modules/imports/jobs.h"

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/imports/run_json.h"
#include "modules/jobs/jobs.h"

namespace gq::imports {

namespace {

Watch WatchOf(jobs::JobStep& step) {
  return {[&](std::int64_t total) { step.Total(total); }, [&](std::int64_t done) { step.Set(done); },
          [&] { return step.Cancelled(); }};
}

struct Wanted {
  Uuid run;
  bool good_rows_only;
};

Result<Wanted> ReadParams(const std::string& params) {
  const auto document = TRY(json::Parse(params));
  const auto id = Uuid::Parse(TRY(TRY(document.root().Get("run")).Text()));
  if (!id) return Fail(kInternal, "任务参数不对");
  return Wanted{*id, TRY(TRY(document.root().Get("good_rows_only")).Bool())};
}

std::string EditsJson(const std::vector<LaterEdit>& edits) {
  json::Writer out;
  out.BeginArray();
  for (const auto& edit : edits) {
    out.BeginObject();
    out.Member("type", edit.type);
    out.Member("name", edit.name);
    out.Member("field", edit.field);
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

}  // namespace

void RegisterJobs(Store& store, jobs::Jobs& jobs, const Lookups& lookups) {
  Store* s = &store;
  const Lookups* l = &lookups;
  jobs.Register("import.check", [s, l](jobs::JobRun& run) -> Status {
    const auto wanted = TRY(ReadParams(run.params()));
    run.SetResult(TRY(run.Step("check", "检查", [&](jobs::JobStep& step) -> Result<std::string> {
      return TotalsJson(TRY(Check(*s, run.scope(), wanted.run, *l, s->Now().DateInShanghai(), WatchOf(step))).totals);
    })));
    return Ok();
  });
  jobs.Register("import.run", [s, l](jobs::JobRun& run) -> Status {
    const auto wanted = TRY(ReadParams(run.params()));
    run.SetResult(TRY(run.Step("run", "导入", [&](jobs::JobStep& step) -> Result<std::string> {
      return TotalsJson(
          TRY(Apply(*s, run.scope(), wanted.run, *l, s->Now().DateInShanghai(), wanted.good_rows_only, WatchOf(step)))
              .totals);
    })));
    return Ok();
  });
  jobs.Register("import.withdraw", [s](jobs::JobRun& run) -> Status {
    const auto wanted = TRY(ReadParams(run.params()));
    run.SetResult(TRY(run.Step("withdraw", "撤回", [&](jobs::JobStep& step) -> Result<std::string> {
      return EditsJson(TRY(Withdraw(*s, run.scope(), wanted.run, WatchOf(step))));
    })));
    return Ok();
  });
}

Status SubmitJob(Store& store, jobs::Jobs& jobs, const Scope& scope, const std::string& kind, const Uuid& run,
                 bool good_rows_only) {
  const std::string params =
      "{\"run\":\"" + run.ToString() + "\",\"good_rows_only\":" + (good_rows_only ? "true" : "false") + "}";
  // A check may be repeated after another mapping; a run and a withdrawal happen once.
  const Uuid job = TRY(jobs.Submit(
      scope, {.kind = kind, .key = kind + "/" + run.ToString(), .params = params, .restart = kind == "import.check"}));
  const std::string bytes = run.ToBytes(), job_bytes = job.ToBytes();
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  TRY(lease->Execute("UPDATE import_run SET job_id = ?2 WHERE id = ?1", {db::Blob{bytes}, db::Blob{job_bytes}}));
  return Ok();
}

}  // namespace gq::imports
