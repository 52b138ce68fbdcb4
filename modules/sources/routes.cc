// Comparisons of the store's roster with registries: start, figures and names, dry run, apply, withdraw, review.
#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/mask.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/imports/uploads.h"
#include "modules/jobs/jobs.h"
#include "modules/sources/review_json.h"
#include "modules/sources/run_jobs.h"
#include "modules/sources/shapes.h"

namespace gq::api {

namespace {

namespace fs = std::filesystem;

constexpr int kPageRows = 50;

// Applying, withdrawing and deciding change the facts of people: the steward's own right beside that of comparing.
bool MayDecide(const Scope& scope) { return scope.everything || scope.May("people.write"); }
Status NeedDecide(const Scope& scope) {
  if (MayDecide(scope)) return Ok();
  return Fail(kForbidden, "比对结论由户籍地经办执行与核对", "可以把这次比对告诉户籍地");
}

// The files of one's own unit in the folder for registries.
std::vector<sources::DroppedFile> Dropped(Context& context, const Scope& scope) {
  if (context.registry_folder.empty()) return {};
  const auto unit = org::GetUnit(context.store, scope.unit_id);
  if (!unit) return {};
  return sources::ListDropped((fs::path(context.registry_folder) / std::to_string(unit->code)).string());
}

void WriteTime(json::Writer& out, std::string_view key, Instant at) {
  out.Key(key);
  if (at.microseconds() == 0)
    out.Null();
  else
    out.Text(at.ToIso());
}

// Of a run of a unit above only what is the reader's own is shown: the figures, counted within its reach, and the names
// behind them; rows and totals of the whole run are not.
Status WriteRun(json::Writer& out, Context& context, const Scope& scope, const sources::ComparisonRun& run) {
  const bool owner = sources::IsOwner(scope, run);
  const auto unit = org::GetUnit(context.store, run.unit_id);
  out.Member("id", run.id.ToString());
  out.Member("period", run.period.ToString());
  out.Member("as_of", run.as_of.ToString());
  out.Member("source", run.source);
  out.Member("state", run.state);
  out.Member("by", org::NameOfActor(context.store, run.actor));
  out.Member("by_unit", unit ? unit->name : std::string());
  out.Member("above", !owner);
  out.Member("message", owner ? run.message : std::string());
  out.Key("files");
  out.BeginArray();
  for (const auto& file : run.files) {
    out.BeginObject();
    out.Member("kind", file.kind);
    out.Member("name", file.name);
    out.Member("hash", file.hash);
    out.EndObject();
  }
  out.EndArray();
  out.Key("job_id");
  if (run.job_id.IsNil())
    out.Null();
  else
    out.Text(run.job_id.ToString());
  out.Member("may_decide", MayDecide(scope));
  out.Member("may_withdraw", MayDecide(scope) && owner);
  out.Member("has_previous", !run.previous_run.IsNil());
  out.Member("created_at", run.created_at.ToIso());
  WriteTime(out, "compared_at", run.compared_at);
  WriteTime(out, "applied_at", run.applied_at);
  out.Key("warnings");
  out.BeginArray();
  for (const auto& warning : TRY(sources::WarningsOf(run))) {
    out.BeginObject();
    out.Member("file", warning.file);
    out.Member("reason", warning.reason);
    out.Member("cure", warning.cure);
    out.EndObject();
  }
  out.EndArray();
  out.Key("summary");
  if (run.summary.empty() || !owner)
    out.Null();
  else
    out.Raw(run.summary);
  return Ok();
}

Result<http::Response> RunResponse(Context& context, const Scope& scope, const sources::ComparisonRun& run,
                                   int status) {
  json::Writer out;
  out.BeginObject();
  TRY(WriteRun(out, context, scope, run));
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), status);
}

Result<http::Response> GetRun(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto run = TRY(sources::GetComparison(context.store, scope, TRY(IdParam(request))));
  json::Writer out;
  out.BeginObject();
  TRY(WriteRun(out, context, scope, run));
  out.Key("figures");
  out.BeginArray();
  for (const auto& figure : TRY(sources::CountFigures(context.store, scope, run.id))) {
    out.BeginObject();
    out.Member("key", figure.key);
    out.Member("value", figure.value);
    out.EndObject();
  }
  out.EndArray();
  out.Key("reviews");
  out.BeginObject();
  for (const auto& count : TRY(sources::CountReviews(context.store, scope, run.id))) out.Member(count.state, count.n);
  out.EndObject();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> ListRuns(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& run : TRY(sources::ListComparisons(context.store, scope, 100))) {
    out.BeginObject();
    TRY(WriteRun(out, context, scope, run));
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Start(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"period", "as_of", "uploads", "names", "folder", "near"}));
  sources::CompareRequest wanted;
  wanted.as_of = TRY(TRY(root.Get("as_of")).Day());
  wanted.period = gq::Month::Of(wanted.as_of);
  if (const auto node = root.Find("period")) {
    const auto period = gq::Month::Parse(TRY(node->Text(20)));
    if (!period) return node->Refuse("月份不对", "应如 2026-08");
    wanted.period = *period;
  }
  if (const auto node = root.Find("near")) wanted.near = TRY(node->Bool());
  const auto folder = root.Find("folder");
  wanted.source = folder && TRY(folder->Bool()) ? "folder" : "upload";
  wanted.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (wanted.source == "folder") {
    for (const auto& file : Dropped(context, scope)) wanted.files[file.kind] = file.path;
    if (wanted.files.empty())
      return Fail(kBadInput, "登记库文件夹里没有可用的文件", "文件名里要有：社会保险、劳动力资源、社保卡");
  } else {
    const fs::path uploads = fs::path(context.data_folder) / "uploads";
    for (const auto& [kind, node] : TRY(TRY(root.Get("uploads")).Members())) {
      const auto id = Uuid::Parse(TRY(node.Text(60)));
      if (!id) return node.Refuse("没有这种文件", "可用：社会保险、劳动力资源、社会保障卡");
      const fs::path path = imports::UploadPath(uploads, scope.account_id, *id);
      if (!fs::exists(path)) return node.Refuse("上传的文件找不到了", "请重新上传");
      wanted.files[kind] = path.string();
    }
    if (const auto names = root.Find("names")) {
      for (const auto& [kind, node] : TRY(names->Members())) wanted.names[kind] = TRY(node.Text(300));
    }
  }
  return RunResponse(context, scope, TRY(sources::StartComparison(context.store, context.jobs, scope, wanted)), 202);
}

Result<http::Response> ListFolder(Context& context, const http::Request& request) {
  json::Writer out;
  out.BeginObject();
  out.Member("configured", !context.registry_folder.empty());
  out.Key("rows");
  out.BeginArray();
  for (const auto& file : Dropped(context, ScopeOf(request))) {
    out.BeginObject();
    out.Member("kind", file.kind);
    out.Member("name", file.name);
    out.Member("size", file.size);
    out.Member("modified_at", Instant(file.modified).ToIso());
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Names(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto run = TRY(sources::GetComparison(context.store, scope, TRY(IdParam(request))));
  const auto page = static_cast<int>(TRY(request.QueryInteger("page", 1, 1, 100'000)));
  const std::string figure(request.FindQuery("figure").value_or("people"));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : TRY(sources::ListNames(context.store, scope, run.id, figure, page, kPageRows))) {
    out.BeginObject();
    out.Member("person_id", row.person_id.ToString());
    out.Member("name", MaskValue(MaskKind::kName, row.name, scope.mask_level));
    out.Member("region_name", org::PlaceName(context.store, row.home_code, 3));
    out.Member("finding", row.finding);
    out.Member("flags", row.flags);
    out.Member("change", row.change);
    out.Member("proposal", row.proposal);
    out.Member("state", row.state);
    out.Member("note", row.note);
    out.Member("employment", row.employment);
    out.Member("list", row.list);
    out.Member("employer_now", row.employer_now);
    out.Member("employer_found", row.employer_found);
    out.EndObject();
  }
  out.EndArray();
  out.Member("page", page);
  out.Member("size", kPageRows);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Plan(Context& context, const http::Request& request) {
  const auto plan = TRY(sources::PlanApply(context.store, ScopeOf(request), TRY(IdParam(request))));
  json::Writer out;
  out.BeginObject();
  out.Key("moves");
  out.BeginArray();
  for (const auto& move : plan.moves) {
    out.BeginObject();
    out.Member("proposal", move.proposal);
    out.Member("from", move.from.empty() ? std::string("none") : move.from);
    out.Member("to", move.to);
    out.Member("people", move.people);
    out.EndObject();
  }
  out.EndArray();
  out.Member("changed_since", plan.changed_since);
  out.Member("requests", plan.requests);
  out.Member("findings", plan.findings);
  out.Member("corrections", plan.corrections);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Submit(Context& context, const http::Request& request, const std::string& kind) {
  const Scope& scope = ScopeOf(request);
  const Uuid id = TRY(IdParam(request));
  TRY(sources::GetComparison(context.store, scope, id));
  TRY(NeedDecide(scope));
  bool despite_warnings = false;
  if (!request.body().empty()) {
    const auto document = TRY(json::Parse(request.body()));
    const auto root = document.root();
    TRY(root.OnlyMembers({"despite_warnings"}));
    if (const auto node = root.Find("despite_warnings")) despite_warnings = TRY(node->Bool());
  }
  return RunResponse(context, scope,
                     TRY(sources::SubmitCompareJob(context.store, context.jobs, scope, kind, id,
                                                   {.despite_warnings = despite_warnings})),
                     202);
}

Result<http::Response> Reviews(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto page = static_cast<int>(TRY(request.QueryInteger("page", 1, 1, 100'000)));
  const std::string state(request.FindQuery("state").value_or("")), about(request.FindQuery("purpose").value_or(""));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& review :
       TRY(sources::ListReviews(context.store, scope, TRY(IdParam(request)), state, page, kPageRows, about))) {
    out.BeginObject();
    sources::WriteReviewRow(out, context.store, review, org::PlaceName(context.store, review.home_code, 3), scope);
    out.EndObject();
  }
  out.EndArray();
  out.Member("page", page);
  out.Member("size", kPageRows);
  out.Member("as_of", context.store.Now().ToIso());
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> ReviewResponse(Context& context, const Scope& scope, const sources::ComparisonRun& run,
                                      const sources::Review& review) {
  json::Writer out;
  out.BeginObject();
  sources::WriteReviewRow(out, context.store, review, org::PlaceName(context.store, review.home_code, 3), scope);
  TRY(sources::WriteReviewFields(out, review, run, scope));
  const auto file = std::find_if(run.files.begin(), run.files.end(),
                                 [&](const sources::RunFile& one) { return one.kind == review.registry; });
  out.Member("file_name", file == run.files.end() ? std::string() : file->name);
  out.Member("registry_offset", review.registry_offset);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> GetOne(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto run = TRY(sources::GetComparison(context.store, scope, TRY(IdParam(request))));
  return ReviewResponse(context, scope, run,
                        TRY(sources::GetReview(context.store, scope, run.id, TRY(IdParam(request, "review")))));
}

Result<http::Response> Decide(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto run = TRY(sources::GetComparison(context.store, scope, TRY(IdParam(request))));
  TRY(NeedDecide(scope));
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"decision", "note"}));
  const auto node = TRY(root.Get("decision"));
  const std::string word = TRY(node.Text(20));
  if (word != "same" && word != "different" && word != "unsure")
    return node.Refuse("没有这种结论", "可用 same different unsure");
  const auto decision = word == "same"        ? sources::ReviewDecision::kSame
                        : word == "different" ? sources::ReviewDecision::kDifferent
                                              : sources::ReviewDecision::kUnsure;
  std::string note;
  if (const auto text = root.Find("note")) note = TRY(text->Text(500));
  return ReviewResponse(
      context, scope, run,
      TRY(sources::DecideReview(context.store, scope, run.id, TRY(IdParam(request, "review")), decision, note)));
}

}  // namespace

void AddSourcesRoutes(http::Router& router, Context& context) {
  router.Describe(SourcesShapes());
  Context* c = &context;
  const std::string may = "month.run", one = "/api/comparisons/{id}";
  const http::QueryParameter page = {"page", "从 1 起", false, "integer"};
  router.Add({.method = "GET",
              .path = "/api/comparisons",
              .permission = may,
              .summary = "比对记录",
              .response_schema = "ComparisonRows",
              .handler = [c](const http::Request& r) { return ListRuns(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/comparisons",
              .permission = may,
              .summary = "开始一次比对",
              .request_schema = "StartComparison",
              .response_schema = "Comparison",
              .success = 202,
              .handler = [c](const http::Request& r) { return Start(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/comparisons/folder",
              .permission = may,
              .summary = "登记库文件夹里的文件",
              .response_schema = "DroppedFiles",
              .handler = [c](const http::Request& r) { return ListFolder(*c, r); }});
  router.Add({.method = "GET",
              .path = one,
              .permission = may,
              .summary = "一次比对，连同各个数字",
              .response_schema = "Comparison",
              .handler = [c](const http::Request& r) { return GetRun(*c, r); }});
  router.Add({.method = "GET",
              .path = one + "/people",
              .permission = may,
              .summary = "一个数字的名单",
              .response_schema = "ComparisonNames",
              .query = {{"figure", "数字的 key", false}, page},
              .handler = [c](const http::Request& r) { return Names(*c, r); }});
  router.Add({.method = "GET",
              .path = one + "/plan",
              .permission = may,
              .summary = "执行会改什么，不写入",
              .response_schema = "ApplyPlan",
              .handler = [c](const http::Request& r) { return Plan(*c, r); }});
  for (const auto& [verb, kind, summary, body] :
       {std::tuple{"apply", "compare.apply", "把确定的结论写入档案", "ApplyComparison?"},
        {"withdraw", "compare.withdraw", "撤回整次比对", ""}}) {
    router.Add({.method = "POST",
                .path = one + "/" + verb,
                .permission = may,
                .summary = summary,
                .request_schema = body,
                .response_schema = "Comparison",
                .success = 202,
                .handler = [c, k = std::string(kind)](const http::Request& r) { return Submit(*c, r, k); }});
  }
  router.Add({.method = "GET",
              .path = one + "/reviews",
              .permission = may,
              .summary = "待核对名单",
              .response_schema = "ReviewRowPage",
              .query = {{"state", "只看一种状态；不给时是还没有结论的", false, "=open|second|unsure|accepted|rejected"},
                        {"purpose", "只看疑似同一人的，或只看号码更正", false, "=match|correction"},
                        page},
              .handler = [c](const http::Request& r) { return Reviews(*c, r); }});
  router.Add({.method = "GET",
              .path = one + "/reviews/{review}",
              .permission = may,
              .mask_level = 2,
              .summary = "一条待核对，两边并排",
              .response_schema = "Review",
              .handler = [c](const http::Request& r) { return GetOne(*c, r); }});
  router.Add({.method = "POST",
              .path = one + "/reviews/{review}/decision",
              .permission = may,
              .mask_level = 2,
              .summary = "核对结论",
              .request_schema = "ReviewDecision",
              .response_schema = "Review",
              .handler = [c](const http::Request& r) { return Decide(*c, r); }});
}

}  // namespace gq::api
