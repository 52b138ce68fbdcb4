// Background work as persisted jobs (D11): progress, cancel, resume. A crash leaves a job resumable, never half-done.
//
// A job is a list of steps. A step that has ended is recorded with its note and is not run again: the same submission
// (same key) after a crash goes on at the first step that has not ended, and every step must be idempotent by itself
// (imports key their rows, files are written to a temporary name and renamed). A running job holds a lease that a
// heartbeat renews; a job whose lease has run out may be taken over by any process. PostgreSQL workers take jobs with
// SKIP LOCKED.
//
//   Jobs jobs(store);
//   jobs.Register("month", [&](JobRun& run) -> Status {
//     TRY(run.Step("import", "导入名册", [&](JobStep& step) -> Result<std::string> { ...; return note_json; }));
//     ...
//   });
//   const Uuid id = TRY(jobs.Submit(scope, {.kind = "month", .key = "month/2026-08", .params = json}));
//   TRY(jobs.RunHere(id));          // command line; a server calls Start() instead
//
// Thread-safety: Jobs from any thread; JobRun and JobStep belong to the thread that runs the job, except Cancelled().
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"

namespace gq::jobs {

inline constexpr ErrorKind kJobFailed{"job.failed", 500, "任务没有办成", "Job failed"};
inline constexpr ErrorKind kJobDiffers{"job.differs", 409, "已经办过，这次给的不一样", "Done before with other files"};

struct StepView {
  std::string name, label, state;  // state: waiting, running, done
  std::int64_t done = 0, total = 0, microseconds = 0;
  std::string note;  // JSON of the step's result
};
struct JobView {
  Uuid id;
  std::string kind, state, actor, message, result, params;
  std::int64_t unit_id = 0;
  Instant created_at, started_at, finished_at;
  std::vector<StepView> steps;
};

class JobStep {
 public:
  void Total(std::int64_t total) { total_ = total; }
  void Advance(std::int64_t n = 1) { done_ += n; }
  void Set(std::int64_t done) { done_ = done; }
  // True when somebody asked to stop: the step returns kCancelled at its next safe point.
  bool Cancelled() const { return cancelled_->load(); }
  std::int64_t done() const { return done_; }
  std::int64_t total() const { return total_; }

  explicit JobStep(const std::atomic<bool>* cancelled) : cancelled_(cancelled) {}

 private:
  std::atomic<std::int64_t> done_{0}, total_{0};
  const std::atomic<bool>* cancelled_;
};

class Jobs;

class JobRun {
 public:
  // Runs `work` unless this step has ended in an earlier attempt; answers its note (JSON) either way.
  Result<std::string> Step(const std::string& name, const std::string& label,
                           const std::function<Result<std::string>(JobStep&)>& work);
  const Uuid& id() const { return id_; }
  const std::string& params() const { return params_; }
  const Scope& scope() const { return scope_; }
  void SetResult(std::string json) { result_ = std::move(json); }

 private:
  friend class Jobs;
  JobRun(Jobs& jobs, Uuid id, std::string params, Scope scope)
      : jobs_(jobs), id_(id), params_(std::move(params)), scope_(std::move(scope)) {}
  Jobs& jobs_;
  Uuid id_;
  std::string params_, result_;
  Scope scope_;
  int position_ = 0;
};

struct Submission {
  std::string kind;
  std::string key;       // the same work submitted again is the same job
  std::string params;    // JSON
  bool restart = false;  // forget what an earlier attempt did
  bool here = false;     // RunHere follows: the workers in the background leave it alone for ten seconds
  // What of the params makes it the same work (not the number of threads, say); all of them when there is none.
  std::function<std::string(const std::string& params)> work_of;
  // What to say when the job has ended well and the params differ. None: the job is answered as it is.
  std::string redo_hint;
};

class Jobs {
 public:
  using Work = std::function<Status(JobRun&)>;
  using Unrun = std::function<Status(const std::string& actor, const std::string& params, std::string_view why)>;
  // Who a job acts as, given the actor it was submitted by.
  using ScopeOfActor = std::function<Result<Scope>(const std::string& actor)>;

  Jobs(Store& store, ScopeOfActor scope_of_actor);
  ~Jobs();

  // `unrun` (optional) is called for a job that ended without having begun, cancelled while it waited or of an account
  // that is gone, with its params and why: what the submission opened can be closed.
  void Register(const std::string& kind, Work work, Unrun unrun = {});
  // A new job, or the one of the same key: with the same params it goes on where it stopped, and one that ended well is
  // answered as it is unless restart is set. With other params a job that failed or was cancelled begins anew, one that
  // waits or runs is kBusy, and one that ended well is kJobDiffers.
  Result<Uuid> Submit(const Scope& scope, const Submission& submission);
  // Runs the job in this thread with this scope. kBusy when another live process holds it; one that a worker of
  // this process runs is followed to its end. `watch` is called a few
  // times a second.
  Status RunHere(const Uuid& id, const Scope& scope, const std::function<void(const JobView&)>& watch = {});
  // Workers in the background; the destructor stops them after the current step asks Cancelled().
  void Start(int workers);
  void Stop();
  Result<JobView> Get(const Scope& scope, const Uuid& id);
  Result<std::vector<JobView>> ListJobs(const Scope& scope, std::string_view kind, int limit);
  Status Cancel(const Scope& scope, const Uuid& id);

 private:
  friend class JobRun;
  struct Live;
  Status Execute(const Uuid& id, const Scope& scope);
  Status Follow(const Uuid& id, const std::function<void(const JobView&)>& watch);
  Result<bool> Take(const Uuid& id);
  Result<std::optional<std::pair<Uuid, std::string>>> NextQueued();
  Status Finish(const Uuid& id, std::string_view state, std::string_view message, const std::string& result);
  Status CloseUnrun(const Uuid& id, std::string_view why);
  std::shared_ptr<Live> LiveOf(const Uuid& id);
  void Beat(const Uuid& id, const std::shared_ptr<Live>& live);

  Store& store_;
  ScopeOfActor scope_of_actor_;
  struct Kind {
    Work work;
    Unrun unrun;
  };
  std::map<std::string, Kind> kinds_;
  std::mutex mutex_;
  std::map<Uuid, std::shared_ptr<Live>> live_;
  std::vector<std::thread> workers_;
  std::atomic<bool> stopping_{false};
};

// One JSON object as the API shows it.
std::string ToJson(const JobView& job);

}  // namespace gq::jobs
