// Background jobs: state, live progress, cancel.
#include "modules/api/context.h"
#include "modules/jobs/jobs.h"
#include "modules/jobs/shapes.h"

namespace gq::api {

void AddJobRoutes(http::Router& router, Context& context) {
  router.Describe(JobShapes());
  Context* c = &context;
  const std::string permission(http::kSignedIn);  // a job is seen by the unit that submitted it (jobs.cc)
  router.Add({.method = "GET",
              .path = "/api/jobs/{id}",
              .permission = permission,
              .summary = "任务进度",
              .response_schema = "Job",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return http::Response::Json(jobs::ToJson(TRY(c->jobs.Get(ScopeOf(r), TRY(IdParam(r))))));
              }});
  router.Add({.method = "GET",
              .path = "/api/jobs/{id}/events",
              .permission = permission,
              .summary = "任务实时进度",
              .response_schema = "Job",
              .response_content = "text/event-stream",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Scope scope = ScopeOf(r);
                const Uuid id = TRY(IdParam(r));
                TRY(c->jobs.Get(scope, id));
                return http::Response::Events([c, scope, id, last = std::string()]() mutable {
                  http::EventBatch batch;
                  const auto job = c->jobs.Get(scope, id);
                  if (!job) {
                    batch.last = true;
                    return batch;
                  }
                  std::string text = jobs::ToJson(*job);
                  batch.last = job->state != "queued" && job->state != "running";
                  if (text != last) batch.events.push_back({"", "", text});
                  last = std::move(text);
                  return batch;
                });
              }});
  router.Add({.method = "POST",
              .path = "/api/jobs/{id}/cancel",
              .permission = permission,
              .summary = "停止任务",
              .response_schema = "Job",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Uuid id = TRY(IdParam(r));
                TRY(c->jobs.Cancel(ScopeOf(r), id));
                return http::Response::Json(jobs::ToJson(TRY(c->jobs.Get(ScopeOf(r), id))));
              }});
}

}  // namespace gq::api
