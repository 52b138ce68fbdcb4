// The plan as a job in the background.
#include <thread>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/offers/offers.h"
#include "modules/offers/plan.h"
#include "modules/org/service.h"

namespace gq::offers {

namespace {

std::string ToJson(const MatchPlan& plan) {
  json::Writer out;
  out.BeginObject();
  out.Member("plan_id", plan.id.ToString());
  out.EndObject();
  return std::move(out).Take();
}

Result<std::string> RunPlan(Store& store, const jobs::JobRun& run, jobs::JobStep& step) {
  const auto document = TRY(json::Parse(run.params()));
  const auto id = Uuid::Parse(TRY(TRY(document.root().Get("plan_id")).Text(60)));
  if (!id) return Fail(kInternal, "任务里没有方案编号");
  const MatchPlan plan = TRY(store.Get<MatchPlan>(Scope::System(run.scope().actor), *id));
  if (plan.state == "done") return std::string("{}");
  const auto expired = TRY(Expire(store, run.scope()));
  PlanOptions options{.as_of = plan.as_of.value_or(store.Now().DateInShanghai()),
                      .objective = plan.objective,
                      .scheme = plan.scheme,
                      .threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))};
  const Solved solved = TRY(Solve(store, run.scope(), options));
  step.Total(static_cast<std::int64_t>(solved.seekers.ids.size()));
  if (step.Cancelled()) return Fail(kCancelled, "匹配已停止");
  TRY(SavePlan(store, run.scope(), plan, solved, "match/" + run.id().ToString()));
  step.Set(static_cast<std::int64_t>(solved.seekers.ids.size()));
  return "{\"plan_id\":\"" + plan.id.ToString() + "\",\"workers\":" + std::to_string(solved.seekers.ids.size()) +
         ",\"expired\":" + std::to_string(expired) + "}";
}

Status CheckDay(Date as_of, Date today) {
  constexpr int kMonths = 12;
  if (as_of >= today.AddMonths(-kMonths) && as_of <= today.AddMonths(kMonths)) return Ok();
  Error error{&kBadInput,
              "业务日期离今天太远：任务清单和岗位都是现在的，对不上那一天",
              "请填前后一年内的日期；不填就按今天",
              {}};
  return Fail(error.With("field", "as_of"));
}

}  // namespace

Result<MatchPlan> NewPlan(Store& store, const Scope& scope, const PlanOptions& options, const Uuid& id) {
  if (!id.IsNil()) {
    const std::string bytes = id.ToBytes();
    const auto found = TRY(store.Find<MatchPlan>(Scope::System(scope.actor), "p.id = ?1", {db::Blob{bytes}}));
    if (found) return *found;
  }
  MatchPlan plan;
  plan.id = id.IsNil() ? store.NewId() : id;
  plan.unit_id = scope.unit_id;
  plan.high_code = 999'999'999'999;
  if (!scope.everything) {
    const auto range = org::RangeOf(TRY(org::GetUnit(store, scope.unit_id)));
    plan.low_code = range.low;
    plan.high_code = range.high;
  }
  plan.objective = options.objective;
  plan.scheme = options.scheme;
  plan.as_of = options.as_of;
  plan.state = "running";
  plan.created_by = scope.actor;
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  plan.created_at = plan.updated_at = work.now();
  work.About(plan.unit_id, "match.start", "match_plan", plan.id);
  TRY(work.Insert(plan));
  TRY(work.Commit());
  return plan;
}

Result<MatchPlan> StartPlan(Store& store, jobs::Jobs& jobs, const Scope& scope, const PlanOptions& options) {
  TRY(CheckDay(options.as_of, store.Now().DateInShanghai()));
  MatchPlan plan = TRY(NewPlan(store, scope, options));
  plan.job_id =
      TRY(jobs.Submit(scope, {.kind = "match", .key = "match/" + plan.id.ToString(), .params = ToJson(plan)}));
  const std::string id = plan.id.ToBytes(), job = plan.job_id.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  // No new version: the job may be writing the plan's results already.
  TRY(work.connection().Execute("UPDATE match_plan SET job_id = ?2 WHERE id = ?1", {db::Blob{id}, db::Blob{job}}));
  TRY(work.Commit());
  return plan;
}

void RegisterPlans(Store& store, jobs::Jobs& jobs) {
  jobs.Register("match", [s = &store](jobs::JobRun& run) -> Status {
    run.SetResult(TRY(run.Step("match", "人岗匹配", [&](jobs::JobStep& step) { return RunPlan(*s, run, step); })));
    return Ok();
  });
}

}  // namespace gq::offers
