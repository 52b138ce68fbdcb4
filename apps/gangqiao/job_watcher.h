// A job that a command runs: its steps as lines of progress, Ctrl-C stops it at its next safe point.
// Thread-safety: one thread.
#pragma once

#include "apps/gangqiao/program.h"
#include "kits/cli/progress.h"

namespace gq {

// Draws the job's steps as lines of progress.
class JobWatcher {
 public:
  explicit JobWatcher(const cli::Invocation& given) : progress_(given) {}
  void operator()(const jobs::JobView& job) {
    for (std::size_t i = 0; i < job.steps.size(); ++i) {
      const auto& step = job.steps[i];
      if (i < shown_) continue;
      if (open_ != static_cast<int>(i) || total_ != step.total) {
        if (open_ != static_cast<int>(i)) progress_.Stage(step.label, static_cast<std::uint64_t>(step.total));
        open_ = static_cast<int>(i);
        total_ = step.total;
      }
      progress_.Set(static_cast<std::uint64_t>(step.done));
      if (step.state != "running") {
        progress_.Finish();
        shown_ = i + 1;
      }
    }
  }

 private:
  cli::Progress progress_;
  std::size_t shown_ = 0;
  int open_ = -1;
  std::int64_t total_ = -1;
};

inline Status RunWatched(Program& program, const cli::Invocation& given, const Scope& scope, const Uuid& id) {
  const auto cancelled = CancelOf(given);
  JobWatcher watcher(given);
  bool asked = false;
  return program.jobs->RunHere(id, scope, [&](const jobs::JobView& job) {
    watcher(job);
    if (!asked && cancelled()) {
      asked = true;
      static_cast<void>(program.jobs->Cancel(Scope::System("local operator"), id));
    }
  });
}

}  // namespace gq
