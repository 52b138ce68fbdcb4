#include "modules/jobs/jobs.h"

#include <chrono>

#include "base/json_text.h"

namespace gq::jobs {

namespace {

constexpr std::int64_t kLease = 10'000'000;  // renewed every two seconds

constexpr std::string_view kNotBegun = "还没有开始就停止了";

std::string IdText(const Uuid& id) { return id.ToBytes(); }

}  // namespace

struct Jobs::Live {
  std::atomic<bool> cancelled{false};
  std::atomic<bool> over{false};
  std::mutex mutex;
  std::vector<StepView> steps;       // of this attempt, ended ones included
  std::shared_ptr<JobStep> current;  // the running one
};

Jobs::Jobs(Store& store, ScopeOfActor scope_of_actor) : store_(store), scope_of_actor_(std::move(scope_of_actor)) {
  if (store.dialect() != db::Dialect::kSqlite) return;
  // One process owns the file: what is still marked as running belongs to a process that is gone.
  const auto lease = MaintenanceAccess(store).database().Write();
  if (lease) static_cast<void>((*lease)->Execute("UPDATE job SET lease_until = 0 WHERE state = 'running'"));
}
Jobs::~Jobs() { Stop(); }

void Jobs::Register(const std::string& kind, Work work, Unrun unrun) {
  kinds_[kind] = {std::move(work), std::move(unrun)};
}

Result<Uuid> Jobs::Submit(const Scope& scope, const Submission& submission) {
  if (kinds_.count(submission.kind) == 0) return Fail(kBadRequest, "没有这种任务：" + submission.kind);
  const auto lease = TRY(MaintenanceAccess(store_).database().Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  const std::int64_t held_until = submission.here ? store_.Now().microseconds() + kLease : 0;
  Uuid id;
  std::string state, params;
  TRY(lease->ForEach("SELECT id, state, params FROM job WHERE idempotency_key = ?1", {submission.key},
                     [&](const db::Row& row) -> Status {
                       id = row.Id(0);
                       state = row.String(1);
                       params = TRY(store_.vault().Open("job.params", row.Text(0), row.Text(2)));
                       return Ok();
                     }));
  const bool ended_badly = state == "failed" || state == "cancelled";
  const auto work_of = [&](const std::string& of) { return submission.work_of ? submission.work_of(of) : of; };
  const bool same = id.IsNil() || work_of(params) == work_of(submission.params);
  if (!id.IsNil() && !submission.restart && (same || !ended_badly)) {
    if (!same && state != "done")
      return Fail(kBusy, "这项工作正在办，给的文件或选项与这次不同", "请等它办完，或先停止它");
    if (!same && !submission.redo_hint.empty())
      return Fail(kJobDiffers, "这项工作已经办完，这次给的文件或选项不同", submission.redo_hint);
    if (ended_badly) {
      TRY(lease->Execute(
          "UPDATE job SET state = 'queued', cancel_wanted = 0, lease_until = ?2, message = NULL WHERE id = ?1",
          {db::Blob{IdText(id)}, held_until}));
      TRY(tx.Commit());
    }
    return id;
  }
  if (!id.IsNil()) {
    const std::string bytes = IdText(id);
    TRY(lease->Execute("DELETE FROM job_step WHERE job_id = ?1", {db::Blob{bytes}}));
    TRY(lease->Execute("DELETE FROM job WHERE id = ?1", {db::Blob{bytes}}));
  }
  id = store_.NewId();
  const std::string bytes = IdText(id);
  const std::string sealed = store_.vault().Seal("job.params", bytes, submission.params);
  TRY(
      lease->Execute("INSERT INTO job (id, kind, idempotency_key, state, unit_id, actor, params, attempt, "
                     "cancel_wanted, lease_until, created_at) "
                     "VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6, 0, 0, ?7, ?8)",
                     {db::Blob{bytes}, submission.kind, submission.key, scope.unit_id, scope.actor, db::Blob{sealed},
                      held_until, store_.Now().microseconds()}));
  TRY(tx.Commit());
  return id;
}

Result<bool> Jobs::Take(const Uuid& id) {
  const auto lease = TRY(MaintenanceAccess(store_).database().Write());
  const std::int64_t now = store_.Now().microseconds();
  const std::string bytes = IdText(id);
  const auto changed = TRY(lease->Execute(
      "UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = ?2, cancel_wanted = 0, started_at = "
      "COALESCE(started_at, ?3) "
      "WHERE id = ?1 AND (state IN ('queued', 'failed', 'cancelled') OR (state = 'running' AND lease_until < ?3))",
      {db::Blob{bytes}, now + kLease, now}));
  return changed == 1;
}

Result<std::optional<std::pair<Uuid, std::string>>> Jobs::NextQueued() {
  const auto lease = TRY(MaintenanceAccess(store_).database().Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  const std::int64_t now = store_.Now().microseconds();
  std::optional<std::pair<Uuid, std::string>> next;
  const std::string lock = lease->dialect() == db::Dialect::kPostgres ? " FOR UPDATE SKIP LOCKED" : "";
  TRY(
      lease->ForEach("SELECT id, actor FROM job WHERE state IN ('queued', 'running') AND lease_until < ?1 ORDER BY "
                     "created_at LIMIT 1" +
                         lock,
                     {now}, [&](const db::Row& row) {
                       next = {row.Id(0), row.String(1)};
                       return Ok();
                     }));
  if (!next) return next;
  const std::string bytes = IdText(next->first);
  TRY(
      lease->Execute("UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = ?2, started_at = "
                     "COALESCE(started_at, ?3) WHERE id = ?1",
                     {db::Blob{bytes}, now + kLease, now}));
  TRY(tx.Commit());
  return next;
}

Status Jobs::Finish(const Uuid& id, std::string_view state, std::string_view message, const std::string& result) {
  const auto lease = TRY(MaintenanceAccess(store_).database().Write());
  const std::string bytes = IdText(id);
  const std::string sealed = store_.vault().Seal("job.result", bytes, result);
  TRY(lease->Execute(
      "UPDATE job SET state = ?2, message = ?3, result = ?4, finished_at = ?5, lease_until = 0 WHERE id = ?1",
      {db::Blob{bytes}, state, message, db::Blob{sealed}, store_.Now().microseconds()}));
  return Ok();
}

std::shared_ptr<Jobs::Live> Jobs::LiveOf(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  const auto it = live_.find(id);
  return it == live_.end() ? nullptr : it->second;
}

void Jobs::Beat(const Uuid& id, const std::shared_ptr<Live>& live) {
  int tick = 0;
  const std::string bytes = IdText(id);
  while (!live->over) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (++tick % 20 != 0 || live->over) continue;
    const auto lease = MaintenanceAccess(store_).database().Write();
    if (!lease || live->over) continue;
    const auto renewed = (*lease)->Execute("UPDATE job SET lease_until = ?2 WHERE id = ?1 AND state = 'running'",
                                           {db::Blob{bytes}, store_.Now().microseconds() + kLease});
    const auto wanted = (*lease)->QueryInt("SELECT cancel_wanted FROM job WHERE id = ?1", {db::Blob{bytes}});
    if (renewed && wanted && *wanted != 0) live->cancelled = true;
  }
}

Result<std::string> JobRun::Step(const std::string& name, const std::string& label,
                                 const std::function<Result<std::string>(JobStep&)>& work) {
  const auto live = jobs_.LiveOf(id_);
  const std::string bytes = IdText(id_);
  const int position = position_++;
  std::string note;
  bool ended = false;
  StepView view{name, label, "running", 0, 0, 0, {}};
  {
    const auto lease = TRY(MaintenanceAccess(jobs_.store_).database().Read());
    TRY(lease->ForEach(
        "SELECT state, done, total, microseconds, note FROM job_step WHERE job_id = ?1 AND position = ?2",
        {db::Blob{bytes}, position}, [&](const db::Row& row) -> Status {
          ended = row.Text(0) == "done";
          if (!ended) return Ok();
          note = TRY(jobs_.store_.vault().Open("job.step", bytes, row.Text(4)));
          view = {name, label, "done", row.Int(1), row.Int(2), row.Int(3), note};
          return Ok();
        }));
  }
  if (ended) {
    const std::lock_guard lock(live->mutex);
    live->steps.push_back(view);
    return note;
  }
  if (live->cancelled) return Fail(kCancelled, "任务已按要求停止");
  const auto step = std::make_shared<JobStep>(&live->cancelled);
  {
    const std::lock_guard lock(live->mutex);
    live->steps.push_back(view);
    live->current = step;
  }
  const auto started = std::chrono::steady_clock::now();
  auto result = work(*step);
  const auto used =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started).count();
  {
    const std::lock_guard lock(live->mutex);
    live->current.reset();
    auto& mine = live->steps.back();
    mine.done = step->done();
    mine.total = step->total();
    mine.microseconds = used;
    mine.state = result ? "done" : "failed";
    if (result) mine.note = *result;
  }
  if (!result) return Fail(std::move(result).error());
  const std::string sealed = jobs_.store_.vault().Seal("job.step", bytes, *result);
  const auto lease = TRY(MaintenanceAccess(jobs_.store_).database().Write());
  TRY(
      lease->Execute("INSERT INTO job_step (job_id, position, name, label, state, done, total, microseconds, note) "
                     "VALUES (?1, ?2, ?3, ?4, 'done', ?5, ?6, ?7, ?8)",
                     {db::Blob{bytes}, position, name, label, step->done(), step->total(), used, db::Blob{sealed}}));
  return result;
}

Status Jobs::Execute(const Uuid& id, const Scope& scope) {
  const auto live = std::make_shared<Live>();
  {
    const std::lock_guard lock(mutex_);
    live_[id] = live;
  }
  const std::string bytes = IdText(id);
  std::string kind, params;
  {
    const auto lease = TRY(MaintenanceAccess(store_).database().Read());
    TRY(lease->ForEach("SELECT kind, params FROM job WHERE id = ?1", {db::Blob{bytes}},
                       [&](const db::Row& row) -> Status {
                         kind = row.String(0);
                         params = TRY(store_.vault().Open("job.params", bytes, row.Text(1)));
                         return Ok();
                       }));
  }
  std::thread heartbeat([&] { Beat(id, live); });
  JobRun run(*this, id, params, scope);
  Status status = Ok();
  try {
    const auto it = kinds_.find(kind);
    status = it == kinds_.end() ? Status(Fail(kInternal, "没有这种任务：" + kind)) : it->second.work(run);
  } catch (const std::exception& e) {
    status = Fail(kInternal, std::string("任务遇到程序错误：") + e.what(), "请把时间告诉维护人员");
  }
  live->over = true;
  heartbeat.join();
  const bool cancelled = !status && status.error().kind == &kCancelled;
  const Status saved = Finish(id,
                              status      ? "done"
                              : cancelled ? "cancelled"
                                          : "failed",
                              status ? "" : status.error().message, run.result_);
  {
    const std::lock_guard lock(mutex_);
    live_.erase(id);
  }
  if (!status) return status;
  return saved;
}

Status Jobs::Follow(const Uuid& id, const std::function<void(const JobView&)>& watch) {
  for (;;) {
    const bool over = LiveOf(id) == nullptr;  // asked before the state is read: the last view is complete
    const JobView view = TRY(Get(Scope::System("system:jobs"), id));
    if (watch) watch(view);
    if (!over) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      continue;
    }
    if (view.state == "done") return Ok();
    if (view.state == "cancelled") return Fail(kCancelled, view.message);
    return Fail(kJobFailed, view.message, "请改正后再发同一命令");
  }
}

Status Jobs::RunHere(const Uuid& id, const Scope& scope, const std::function<void(const JobView&)>& watch) {
  // After a crash the lease of the dead process runs out within ten seconds: wait for it, then take over. What a worker
  // of this process has taken meanwhile (a server that was started anew goes on by itself) is followed to its end.
  for (int attempt = 0;; ++attempt) {
    const JobView before = TRY(Get(Scope::System("system:jobs"), id));
    if (before.state == "done") return Ok();
    if (TRY(Take(id))) break;
    if (LiveOf(id)) return Follow(id, watch);
    if (attempt >= 60) return Fail(kBusy, "这个任务正由另一个程序在跑", "请等它结束，或在那个程序里停止它");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  if (!watch) return Execute(id, scope);
  std::atomic<bool> over{false};
  std::thread watcher([&] {
    while (!over) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      const auto view = Get(Scope::System("system:jobs"), id);
      if (view) watch(*view);
    }
  });
  const Status status = Execute(id, scope);
  over = true;
  watcher.join();
  const auto view = Get(Scope::System("system:jobs"), id);
  if (view) watch(*view);
  return status;
}

void Jobs::Start(int workers) {
  for (int i = 0; i < workers; ++i) {
    workers_.emplace_back([this] {
      while (!stopping_) {
        const auto next = NextQueued();
        if (!next || !*next) {
          std::this_thread::sleep_for(std::chrono::milliseconds(200));
          continue;
        }
        const auto scope = scope_of_actor_((*next)->second);
        if (!scope) {
          static_cast<void>(Finish((*next)->first, "failed", scope.error().message, ""));
          static_cast<void>(CloseUnrun((*next)->first, scope.error().message));
          continue;
        }
        static_cast<void>(Execute((*next)->first, *scope));
      }
    });
  }
}

void Jobs::Stop() {
  stopping_ = true;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, live] : live_) live->cancelled = true;
  }
  for (auto& worker : workers_) worker.join();
  workers_.clear();
}

Status Jobs::Cancel(const Scope& scope, const Uuid& id) {
  TRY(Get(scope, id));
  if (const auto live = LiveOf(id)) live->cancelled = true;
  const std::string bytes = IdText(id);
  std::int64_t waited = 0;
  {
    const auto lease = TRY(MaintenanceAccess(store_).database().Write());
    TRY(lease->Execute("UPDATE job SET cancel_wanted = 1 WHERE id = ?1", {db::Blob{bytes}}));
    waited =
        TRY(lease->Execute("UPDATE job SET state = 'cancelled', finished_at = ?2, message = ?3 WHERE id = ?1 AND state "
                           "= 'queued'",
                           {db::Blob{bytes}, store_.Now().microseconds(), kNotBegun}));
  }
  return waited > 0 ? CloseUnrun(id, kNotBegun) : Ok();
}

Status Jobs::CloseUnrun(const Uuid& id, std::string_view why) {
  const JobView job = TRY(Get(Scope::System("system:jobs"), id));
  const auto kind = kinds_.find(job.kind);
  if (kind == kinds_.end() || !kind->second.unrun) return Ok();
  return kind->second.unrun(job.actor, job.params, why);
}

namespace {

constexpr std::string_view kJobColumns =
    "id, kind, state, actor, message, result, params, unit_id, created_at, started_at, finished_at";

Result<JobView> ReadJob(const Store& store, const db::Row& row) {
  JobView job;
  job.id = row.Id(0);
  job.kind = row.String(1);
  job.state = row.String(2);
  job.actor = row.String(3);
  job.message = row.String(4);
  const std::string bytes = row.String(0);
  if (!row.IsNull(5)) job.result = TRY(store.vault().Open("job.result", bytes, row.Text(5)));
  job.params = TRY(store.vault().Open("job.params", bytes, row.Text(6)));
  job.unit_id = row.Int(7);
  job.created_at = Instant(row.Int(8));
  job.started_at = Instant(row.Int(9));
  job.finished_at = Instant(row.Int(10));
  return job;
}

// A job belongs to the unit that submitted it; the program's own jobs (unit 0) to the program.
bool MaySee(const Scope& scope, const JobView& job) {
  if (scope.everything || (scope.account_id != 0 && job.actor == scope.actor)) return true;
  for (const auto unit : scope.units) {
    if (unit == job.unit_id) return true;
  }
  return false;
}

}  // namespace

Result<JobView> Jobs::Get(const Scope& scope, const Uuid& id) {
  const std::string bytes = IdText(id);
  std::optional<JobView> job;
  const auto lease = TRY(MaintenanceAccess(store_).database().Read());
  TRY(lease->ForEach("SELECT " + std::string(kJobColumns) + " FROM job WHERE id = ?1", {db::Blob{bytes}},
                     [&](const db::Row& row) -> Status {
                       job = TRY(ReadJob(store_, row));
                       return Ok();
                     }));
  if (!job || !MaySee(scope, *job)) return Fail(kNotFound, "没有这个任务，或不在您的范围内");
  if (const auto live = LiveOf(id)) {
    const std::lock_guard lock(live->mutex);
    job->steps = live->steps;
    if (live->current != nullptr && !job->steps.empty()) {
      job->steps.back().done = live->current->done();
      job->steps.back().total = live->current->total();
    }
    return *job;
  }
  TRY(lease->ForEach(
      "SELECT name, label, state, done, total, microseconds, note FROM job_step WHERE job_id = ?1 ORDER BY position",
      {db::Blob{bytes}}, [&](const db::Row& row) -> Status {
        StepView step{row.String(0), row.String(1), row.String(2), row.Int(3), row.Int(4), row.Int(5), {}};
        if (!row.IsNull(6)) step.note = TRY(store_.vault().Open("job.step", bytes, row.Text(6)));
        job->steps.push_back(std::move(step));
        return Ok();
      }));
  return *job;
}

Result<std::vector<JobView>> Jobs::ListJobs(const Scope& scope, std::string_view kind, int limit) {
  std::vector<JobView> jobs;
  const auto lease = TRY(MaintenanceAccess(store_).database().Read());
  TRY(lease->ForEach("SELECT " + std::string(kJobColumns) + " FROM job WHERE (kind = ?1 OR ?1 = '') AND " +
                         scope.BegunHereSql("unit_id", "actor", "?2") + " ORDER BY created_at DESC LIMIT " +
                         std::to_string(limit),
                     {kind, scope.actor}, [&](const db::Row& row) -> Status {
                       jobs.push_back(TRY(ReadJob(store_, row)));
                       return Ok();
                     }));
  return jobs;
}

std::string ToJson(const JobView& job) {
  std::string out = "{\"id\":\"" + job.id.ToString() + "\",\"kind\":";
  AppendJsonString(out, job.kind);
  out += ",\"state\":";
  AppendJsonString(out, job.state);
  out += ",\"message\":";
  AppendJsonString(out, job.message);
  const auto instant = [&](std::string_view name, Instant at) {
    out += ",\"" + std::string(name) + "\":" + (at.microseconds() == 0 ? "null" : "\"" + at.ToIso() + "\"");
  };
  instant("created_at", job.created_at);
  instant("started_at", job.started_at);
  instant("finished_at", job.finished_at);
  std::string step_name;
  out += ",\"steps\":[";
  for (std::size_t i = 0; i < job.steps.size(); ++i) {
    const auto& step = job.steps[i];
    if (i > 0) out += ',';
    out += "{\"name\":";
    AppendJsonString(out, step.name);
    out += ",\"label\":";
    AppendJsonString(out, step.label);
    out += ",\"state\":";
    AppendJsonString(out, step.state);
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3f", static_cast<double>(step.microseconds) / 1e6);
    out += ",\"done\":" + std::to_string(step.done) + ",\"total\":" + std::to_string(step.total) +
           ",\"seconds\":" + seconds + "}";
    if (step.state == "running") step_name = step.name;
  }
  out += "],\"step\":";
  AppendJsonString(out, step_name);
  out += ",\"result\":" + (job.result.empty() ? std::string("null") : job.result) + "}";
  return out;
}

}  // namespace gq::jobs
