// The import wizard: choose, map, check, look, run, withdraw; the file back with reasons; templates.
#include <filesystem>

#include "base/mask.h"
#include "kits/crypto/bytes.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/imports/files.h"
#include "modules/imports/jobs.h"
#include "modules/imports/preview.h"
#include "modules/imports/run_json.h"
#include "modules/imports/service.h"
#include "modules/imports/shapes.h"
#include "modules/jobs/jobs.h"

namespace gq::api {

namespace {

namespace fs = std::filesystem;

// With the name of whoever ran it, not the sign-in.
std::string Shown(Context& context, imports::Run run) {
  run.actor = org::NameOfActor(context.store, run.actor);
  return imports::ToJson(run);
}

Result<http::Response> RunResponse(Context& context, const Scope& scope, const Uuid& id, int status = 200) {
  return http::Response::Json(Shown(context, TRY(imports::GetRun(context.store, scope, id))), status);
}

Result<http::Response> Upload(Context& context, const http::Request& request) {
  const auto kind = request.FindQuery("kind"), name = request.FindQuery("name");
  if (!kind || !name) return Fail(kBadInput, "请指明文件种类与名称");
  if (!request.upload()) return Fail(kBadInput, "没有收到文件");
  const auto run = TRY(imports::Upload(context.store, ScopeOf(request), *kind, *name, request.upload()->path.string()));
  return http::Response::Json(Shown(context, run), 201);
}

Result<http::Response> ListRuns(Context& context, const http::Request& request) {
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  const bool waiting = request.FindQuery("waiting").value_or("") == "1";
  for (const auto& run : TRY(imports::ListRuns(context.store, ScopeOf(request), 100))) {
    if (!waiting || imports::IsWaiting(run)) out.Raw(Shown(context, run));
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> SetMapping(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const Uuid id = TRY(IdParam(request));
  const auto run = TRY(imports::GetRun(context.store, scope, id));
  const auto document = TRY(json::Parse(request.body()));
  std::vector<std::pair<std::string, std::string>> mapping;
  for (const auto& column : TRY(TRY(document.root().Get("columns")).Items())) {
    const auto index = TRY(TRY(column.Get("index")).Integer(0, static_cast<std::int64_t>(run.columns.size()) - 1));
    const auto field = column.Find("field");
    mapping.emplace_back(run.columns[static_cast<std::size_t>(index)].header,
                         field ? TRY(field->Text()) : std::string());
  }
  TRY(imports::SetMapping(context.store, scope, id, mapping));
  return RunResponse(context, scope, id);
}

// check, run and withdraw are jobs: submitted here, watched through /api/jobs.
Result<http::Response> Submit(Context& context, const http::Request& request, const std::string& kind) {
  const Scope& scope = ScopeOf(request);
  const Uuid id = TRY(IdParam(request));
  TRY(imports::GetRun(context.store, scope, id));
  bool good_rows_only = false;
  if (!request.body().empty()) {
    const auto document = TRY(json::Parse(request.body()));
    if (const auto flag = document.root().Find("good_rows_only")) good_rows_only = TRY(flag->Bool());
  }
  TRY(imports::SubmitJob(context.store, context.jobs, scope, kind, id, good_rows_only));
  return RunResponse(context, scope, id, 202);
}

// Whole numbers of a file: for who uploaded it, and for who may look at numbers anyway (D7).
bool SeesNumbers(const Scope& scope, const imports::Run& run) {
  return run.actor == scope.actor || scope.May("reveal.id_number");
}

Result<http::Response> Problems(Context& context, const http::Request& request) {
  const auto page = TRY(request.QueryInteger("page", 1, 1, 100'000));
  const auto run = TRY(imports::GetRun(context.store, ScopeOf(request), TRY(IdParam(request))));
  const bool sees = SeesNumbers(ScopeOf(request), run);
  const auto shown = [&](const std::string& text) { return sees ? text : MaskCell(text); };
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& problem :
       TRY(imports::Problems(context.store, ScopeOf(request), run.id, static_cast<int>(page), 50))) {
    out.BeginObject();
    out.Member("row", problem.row);
    out.Member("sheet_row", problem.sheet_row);
    out.Member("column", problem.column);
    out.Member("value", shown(problem.value));
    out.Member("code", problem.code);
    out.Member("reason", shown(problem.reason));
    out.Member("cure", shown(problem.cure));
    out.Member("suggestion", shown(problem.suggestion));
    out.Member("remark", problem.remark);
    out.EndObject();
  }
  out.EndArray();
  out.Member("total", TRY(imports::CountProblems(context.store, ScopeOf(request), run.id)));
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Changes(Context& context, const http::Request& request) {
  const auto page = TRY(request.QueryInteger("page", 1, 1, 100'000));
  const auto run = TRY(imports::GetRun(context.store, ScopeOf(request), TRY(IdParam(request))));
  const std::string kind(request.FindQuery("kind").value_or(""));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& change :
       TRY(imports::Changes(context.store, ScopeOf(request), run.id, kind, static_cast<int>(page), 50)))
    out.Raw(TRY(imports::ChangeJson(context.store, run.kind, change)));
  out.EndArray();
  out.Member("total", kind == "new"        ? run.totals.added
                      : kind == "update"   ? run.totals.updated
                      : kind == "conflict" ? run.totals.conflict
                                           : run.totals.added + run.totals.updated + run.totals.conflict);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

std::string TemporaryPath() {
  return (fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)) + ".xlsx")).string();
}

Result<http::Response> Returned(Context& context, const http::Request& request) {
  const auto run = TRY(imports::GetRun(context.store, ScopeOf(request), TRY(IdParam(request))));
  if (!SeesNumbers(ScopeOf(request), run))
    return Fail(kForbidden, "这是别人上传的文件，里面有完整的号码", "请由上传的人下载，或由可查看身份证号的同事下载");
  const std::string path = TemporaryPath();
  TRY(imports::WriteReturnedFile(context.store, ScopeOf(request), run.id, path));
  return http::Response::File(path, http::kXlsxType,
                              "待改-" + run.file_name.substr(0, run.file_name.rfind('.')) + ".xlsx", true);
}

Result<http::Response> Template(const http::Request& request) {
  const std::string kind(request.FindQuery("kind").value_or("roster"));
  if (!imports::IsImportKind(kind)) return Fail(kNotFound, "没有这种模板");
  const std::string path = TemporaryPath();
  TRY(imports::WriteTemplateFile(kind, path));
  return http::Response::File(path, http::kXlsxType, imports::TitleOf(kind) + "模板.xlsx", true);
}

}  // namespace

void AddImportRoutes(http::Router& router, Context& context) {
  router.Describe(ImportShapes());
  Context* c = &context;
  const std::string may = "imports.run";
  router.Add(
      {.method = "POST",
       .path = "/api/imports",
       .permission = may,
       .summary = "上传要导入的文件",
       .response_schema = "ImportRun",
       .success = 201,
       .query = {{"kind", "文件种类", true, "=roster|posts|employers|claims|households"}, {"name", "文件名", true}},
       .body_bytes_max = std::uint64_t{512} << 20,
       .upload = true,
       .deadline = std::chrono::seconds(120),
       .handler = [c](const http::Request& r) { return Upload(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/imports",
              .permission = may,
              .summary = "导入记录",
              .response_schema = "ImportRunRows",
              .query = {{"waiting", "1：只要检查过、还没有执行的"}},
              .handler = [c](const http::Request& r) { return ListRuns(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/imports/template",
              .permission = may,
              .summary = "下载模板",
              .response_content = std::string(http::kXlsxType),
              .query = {{"kind", "文件种类", false, "=roster|posts|employers|claims|households"}},
              .handler = [](const http::Request& r) { return Template(r); }});
  router.Add({.method = "GET",
              .path = "/api/imports/{id}",
              .permission = may,
              .summary = "一次导入",
              .response_schema = "ImportRun",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return RunResponse(*c, ScopeOf(r), TRY(IdParam(r)));
              }});
  router.Add({.method = "PUT",
              .path = "/api/imports/{id}/mapping",
              .permission = may,
              .summary = "对应列",
              .request_schema = "ImportMapping",
              .response_schema = "ImportRun",
              .handler = [c](const http::Request& r) { return SetMapping(*c, r); }});
  for (const auto& [verb, kind, summary] : {std::tuple{"check", "import.check", "检查，不写入"},
                                            {"run", "import.run", "执行导入"},
                                            {"withdraw", "import.withdraw", "撤回整次导入"}}) {
    router.Add({.method = "POST",
                .path = "/api/imports/{id}/" + std::string(verb),
                .permission = may,
                .summary = summary,
                .request_schema = "ImportGo?",
                .response_schema = "ImportRun",
                .success = 202,
                .handler = [c, k = std::string(kind)](const http::Request& r) { return Submit(*c, r, k); }});
  }
  router.Add({.method = "GET",
              .path = "/api/imports/{id}/problems",
              .permission = may,
              .summary = "有问题的行",
              .response_schema = "ImportProblems",
              .query = {{"page", "从 1 起", false, "integer"}},
              .handler = [c](const http::Request& r) { return Problems(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/imports/{id}/changes",
              .permission = may,
              .summary = "逐格预览",
              .response_schema = "ImportChanges",
              .query = {{"page", "从 1 起", false, "integer"}, {"kind", "只看一种", false, "=new|update|conflict"}},
              .handler = [c](const http::Request& r) { return Changes(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/imports/{id}/returned",
              .permission = may,
              .summary = "下载自己的文件，标出要改的格子",
              .response_content = std::string(http::kXlsxType),
              .handler = [c](const http::Request& r) { return Returned(*c, r); }});
}

}  // namespace gq::api
