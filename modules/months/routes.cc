// The month in the browser: files up, job started, summary and files down.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/imports/uploads.h"
#include "modules/jobs/jobs.h"
#include "modules/months/month.h"
#include "modules/months/shapes.h"
#include "modules/org/service.h"

namespace gq::api {

namespace {

namespace fs = std::filesystem;

constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"roster", "名册"}, {"social_insurance", "保险"}, {"labour_resource", "资源"}, {"social_card", "卡"},
    {"posts", "岗位"},  {"employers", "单位"},        {"claims", "申领"}};

constexpr int kMonthsListed = 240;  // twenty years: outputs of past months stay and are listed

// What a file probably is, by its name.
std::string GuessKind(std::string_view name) {
  for (const auto& [kind, word] : kKinds) {
    if (name.find(kind) != std::string_view::npos || name.find(word) != std::string_view::npos)
      return std::string(kind);
  }
  return {};
}

fs::path Uploads(const Context& context) { return fs::path(context.data_folder) / "uploads"; }
fs::path MonthFolder(const Context& context, const Scope& scope, const std::string& period) {
  return fs::path(context.data_folder) / "months" / std::to_string(scope.unit_id) / period;
}

Result<http::Response> Upload(Context& context, const http::Request& request) {
  const auto name = request.FindQuery("name");
  if (!name || !request.upload()) return Fail(kBadInput, "没有收到文件");
  const Uuid id =
      TRY(imports::KeepUpload(context.store, Uploads(context), ScopeOf(request).account_id, request.upload()->path));
  json::Writer out;
  out.BeginObject();
  out.Member("upload_id", id.ToString());
  out.Member("name", *name);
  out.Member("size", static_cast<std::int64_t>(request.upload()->size));
  out.Member("kind_guess", GuessKind(*name));
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), 201);
}

Result<http::Response> StartMonth(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"period", "as_of", "uploads", "restart"}));
  months::MonthOptions options;
  const auto period = gq::Month::Parse(TRY(TRY(root.Get("period")).Text(20)));
  if (!period) return TRY(root.Get("period")).Refuse("月份不对", "应如 2026-08");
  options.period = *period;
  options.as_of = TRY(TRY(root.Get("as_of")).Day());
  options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  options.out = MonthFolder(context, scope, period->ToString()).string();
  for (const auto& [kind, node] : TRY(TRY(root.Get("uploads")).Members())) {
    const bool known =
        std::any_of(std::begin(kKinds), std::end(kKinds), [&k = kind](const auto& pair) { return pair.first == k; });
    const auto id = Uuid::Parse(TRY(node.Text(60)));
    if (!known || !id) return node.Refuse("没有这种文件", "可用：名册、三个登记库、岗位、用人单位、申领");
    const fs::path path = imports::UploadPath(Uploads(context), scope.account_id, *id);
    if (!fs::exists(path)) return node.Refuse("上传的文件找不到了", "请重新上传");
    options.files[kind] = path.string();
  }
  bool restart = false;
  if (const auto flag = root.Find("restart")) restart = TRY(flag->Bool());
  const Uuid job = TRY(months::SubmitMonth(context.jobs, scope, options, restart));
  return http::Response::Json("{\"job_id\":\"" + job.ToString() + "\",\"period\":\"" + period->ToString() + "\"}", 202);
}

// Machine files (*.csv, and what lies below compare/, match/, decide/) hold whole ID numbers: they stay on the server
// (D12).
bool IsForOfficers(std::string_view name) {
  return !name.empty() && name[0] != '.' &&
         (name.ends_with(".xlsx") || name.ends_with(".pdf") || name.ends_with(".json"));
}

// A month as its reader sees it. A county sees of a month that a unit above has run the part about its own people: the
// files and figures that lie in PartFolder, and nothing of the job.
struct Seen {
  jobs::JobView job;
  months::MonthOptions options;
  std::string folder, summary;
};

Result<Seen> Own(jobs::JobView job) {
  Seen seen;
  seen.options = TRY(months::OptionsFrom(job.params));
  seen.folder = seen.options.out;
  seen.summary = job.result;
  seen.job = std::move(job);
  return seen;
}

std::string ReadSmall(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// The parts of months above that are of the scope's county, if it is an account of a county and reaches all of it.
Result<std::vector<Seen>> FromAbove(Context& context, const Scope& scope) {
  std::vector<Seen> parts;
  const auto unit = org::GetUnit(context.store, scope.unit_id);
  if (scope.everything || !unit || unit->kind != "county") return parts;
  const CodeRange range = org::RangeOf(*unit);
  const bool whole = std::any_of(scope.home.begin(), scope.home.end(),
                                 [&](const CodeRange& one) { return one.low <= range.low && one.high >= range.high; });
  if (!whole) return parts;
  Scope above = Scope::Nobody(scope.actor);
  for (const auto& one : TRY(org::PathOf(context.store, unit->id))) {
    if (one.id != unit->id) above.units.push_back(one.id);
  }
  for (auto& job : TRY(context.jobs.ListJobs(above, "month", kMonthsListed))) {
    Seen seen = TRY(Own(std::move(job)));
    seen.folder = months::PartFolder(seen.options.out, range.low);
    seen.summary = ReadSmall(fs::path(seen.folder) / "summary.json");
    if (seen.job.state != "done" || seen.summary.empty()) continue;
    seen.job.steps.clear();
    seen.job.result.clear();
    seen.job.message.clear();
    parts.push_back(std::move(seen));
  }
  return parts;
}

// One's own months, and of those that only a unit above has run the own part; newest first.
Result<std::vector<Seen>> Months(Context& context, const Scope& scope) {
  std::vector<Seen> months;
  for (auto& job : TRY(context.jobs.ListJobs(scope, "month", kMonthsListed)))
    months.push_back(TRY(Own(std::move(job))));
  for (auto& part : TRY(FromAbove(context, scope))) {
    const bool own = std::any_of(months.begin(), months.end(),
                                 [&](const Seen& one) { return one.options.period == part.options.period; });
    if (!own) months.push_back(std::move(part));
  }
  std::stable_sort(months.begin(), months.end(),
                   [](const Seen& a, const Seen& b) { return a.job.created_at > b.job.created_at; });
  return months;
}

void WriteMonth(json::Writer& out, const Seen& month) {
  out.BeginObject();
  out.Member("period", month.options.period.ToString());
  out.Member("as_of", month.options.as_of.ToString());
  out.Key("job");
  out.Raw(jobs::ToJson(month.job));
  out.Key("summary");
  if (month.summary.empty())
    out.Null();
  else
    out.Raw(month.summary);
  out.Key("files");
  out.BeginArray();
  std::vector<std::pair<std::string, std::int64_t>> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(month.folder, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && IsForOfficers(name))
      files.emplace_back(name, static_cast<std::int64_t>(entry.file_size()));
  }
  std::sort(files.begin(), files.end());
  for (const auto& [name, size] : files) {
    out.BeginObject();
    out.Member("name", name);
    out.Member("size", size);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
}

Result<Seen> FindMonth(Context& context, const http::Request& request) {
  for (auto& month : TRY(Months(context, ScopeOf(request)))) {
    if (month.options.period.ToString() != request.Param("period")) continue;
    if (month.folder != month.options.out) return month;
    return Own(TRY(context.jobs.Get(ScopeOf(request), month.job.id)));
  }
  return Fail(kNotFound, "这个月还没有办过", "请先上传文件，开始办理");
}

Result<http::Response> ListMonths(Context& context, const http::Request& request) {
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& month : TRY(Months(context, ScopeOf(request)))) WriteMonth(out, month);
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

// `name` is one of the files listed: nothing outside of the month's folder can be named.
Result<http::Response> MonthFile(Context& context, const http::Request& request) {
  const Seen month = TRY(FindMonth(context, request));
  const std::string& name = request.Param("name");
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(month.folder, error)) {
    if (!entry.is_regular_file() || !IsForOfficers(name) || entry.path().filename().string() != name) continue;
    const std::string type = name.ends_with(".xlsx")   ? std::string(http::kXlsxType)
                             : name.ends_with(".pdf")  ? std::string(http::kPdfType)
                             : name.ends_with(".json") ? std::string(http::kJsonType)
                                                       : "text/csv; charset=utf-8";
    return http::Response::File(entry.path(), type,
                                month.options.period.ToString() + "-" + entry.path().filename().string());
  }
  return Fail(kNotFound, "没有这个文件");
}

}  // namespace

void AddMonthRoutes(http::Router& router, Context& context) {
  router.Describe(MonthShapes());
  Context* c = &context;
  const std::string may = "month.run";
  router.Add({.method = "POST",
              .path = "/api/uploads",
              .permission = may,
              .summary = "上传当月的文件",
              .response_schema = "Uploaded",
              .success = 201,
              .query = {{"name", "文件名", true}},
              .body_bytes_max = std::uint64_t{8} << 30,
              .upload = true,
              .deadline = std::chrono::seconds(600),
              .handler = [c](const http::Request& r) { return Upload(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/months",
              .permission = may,
              .summary = "开始办一个月",
              .request_schema = "StartMonth",
              .response_schema = "MonthStarted",
              .success = 202,
              .handler = [c](const http::Request& r) { return StartMonth(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/months",
              .permission = may,
              .summary = "办过的月份",
              .response_schema = "Months",
              .handler = [c](const http::Request& r) { return ListMonths(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/months/{period}",
              .permission = may,
              .summary = "一个月的结果",
              .response_schema = "Month",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                json::Writer out;
                WriteMonth(out, TRY(FindMonth(*c, r)));
                return http::Response::Json(std::move(out).Take());
              }});
  router.Add({.method = "GET",
              .path = "/api/months/{period}/files/{name}",
              .permission = may,
              .mask_level = 1,
              .summary = "下载结果文件",
              .response_content = "application/octet-stream",
              .handler = [c](const http::Request& r) { return MonthFile(*c, r); }});
}

}  // namespace gq::api
