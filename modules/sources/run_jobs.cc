#include "modules/sources/run_jobs.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/table/file_kind.h"
#include "modules/imports/uploads.h"
#include "modules/jobs/jobs.h"

namespace gq::sources {

namespace fs = std::filesystem;

namespace {

constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"social_insurance", "保险"}, {"labour_resource", "资源"}, {"social_card", "卡"}};

Watch WatchOf(jobs::JobStep& step) {
  return {[&](std::int64_t total) { step.Total(total); }, [&](std::int64_t done) { step.Set(done); },
          [&] { return step.Cancelled(); }};
}

std::string NameOfFile(const CompareRequest& request, const std::string& kind) {
  const auto named = request.names.find(kind);
  if (named != request.names.end() && !named->second.empty()) return named->second;
  return fs::path(request.files.at(kind)).filename().string();
}

void WriteMap(json::Writer& out, std::string_view key, const std::map<std::string, std::string>& map) {
  out.Key(key);
  out.BeginObject();
  for (const auto& [name, value] : map) out.Member(name, value);
  out.EndObject();
}

std::string ParamsOf(const Uuid& run, const CompareRequest& request) {
  json::Writer out;
  out.BeginObject();
  out.Member("run", run.ToString());
  out.Member("source", request.source);
  out.Member("period", request.period.ToString());
  out.Member("as_of", request.as_of.ToString());
  out.Member("near", request.near);
  out.Member("threads", request.threads);
  WriteMap(out, "files", request.files);
  WriteMap(out, "names", request.names);
  out.EndObject();
  return std::move(out).Take();
}

Result<Uuid> RunOf(const json::Node& root) {
  const auto id = Uuid::Parse(TRY(TRY(root.Get("run")).Text()));
  if (!id) return Fail(kInternal, "任务参数不对");
  return *id;
}

Result<std::pair<Uuid, CompareRequest>> FromParams(const std::string& params) {
  const auto document = TRY(json::Parse(params));
  const auto root = document.root();
  CompareRequest request;
  request.source = TRY(TRY(root.Get("source")).Text());
  const auto period = gq::Month::Parse(TRY(TRY(root.Get("period")).Text()));
  const auto as_of = Date::Parse(TRY(TRY(root.Get("as_of")).Text()));
  if (!period || !as_of) return Fail(kInternal, "任务参数不对");
  request.period = *period;
  request.as_of = *as_of;
  request.near = TRY(TRY(root.Get("near")).Bool());
  request.threads = static_cast<int>(TRY(TRY(root.Get("threads")).Integer(1, 256)));
  for (const auto& [kind, node] : TRY(TRY(root.Get("files")).Members())) request.files[kind] = TRY(node.Text());
  for (const auto& [kind, node] : TRY(TRY(root.Get("names")).Members())) request.names[kind] = TRY(node.Text());
  return std::pair(TRY(RunOf(root)), request);
}

// Registries in the order of kKinds.
std::vector<RegistryFile> PathsOf(const std::map<std::string, std::string>& files) {
  std::vector<RegistryFile> paths;
  for (const auto& [kind, word] : kKinds) {
    const auto it = files.find(std::string(kind));
    if (it != files.end()) paths.push_back({it->first, it->second});
  }
  return paths;
}

std::vector<RunFile> RunFiles(const CompareRequest& request) {
  std::vector<RunFile> files;
  for (const auto& path : PathsOf(request.files)) files.push_back({path.kind, NameOfFile(request, path.kind), ""});
  return files;
}

using PlaceOf = std::function<std::int64_t(std::string_view)>;

Result<std::string> CompareUploads(Store& store, jobs::JobRun& run, jobs::JobStep& step, const PlaceOf& place_of,
                                   const Uuid& id, const CompareRequest& request) {
  auto uploads = TRY(imports::OpenUploads::Open(store, request.files, run.id().ToString()));
  const auto paths = PathsOf(uploads.files());
  auto files = RunFiles(request);
  for (std::size_t r = 0; r < paths.size(); ++r) files[r].hash = TRY(table::FileSha256(paths[r].path));
  TRY(OpenRun(store, run.scope(), id, request.source, request.period, request.as_of, files, run.id()));
  CompareOptions options;
  options.near = request.near;
  options.threads = request.threads;
  options.place_of = place_of;
  TRY(Compare(store, run.scope(), id, paths, options, WatchOf(step)));
  uploads.RemoveSealed();
  return TRY(GetComparison(store, run.scope(), id)).summary;
}

Result<std::string> CompareStep(Store& store, jobs::JobRun& run, jobs::JobStep& step, const PlaceOf& place_of) {
  const auto [id, request] = TRY(FromParams(run.params()));
  auto summary = CompareUploads(store, run, step, place_of, id, request);
  if (!summary) {
    const std::string why = step.Cancelled() ? "比对已停止，没有结论" : "没有比对完：" + summary.error().message;
    TRY(CloseUnfinished(store, run.scope(), id, why));
  }
  return summary;
}

std::string EditsJson(const std::vector<imports::LaterEdit>& edits) {
  json::Writer out;
  out.BeginObject();
  out.Key("later_edits");
  out.BeginArray();
  for (const auto& edit : edits) {
    out.BeginObject();
    out.Member("type", edit.type);
    out.Member("name", edit.name);
    out.Member("field", edit.field);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

Result<Uuid> RunIn(const jobs::JobRun& run) {
  const auto document = TRY(json::Parse(run.params()));
  return RunOf(document.root());
}

}  // namespace

std::function<std::int64_t(std::string_view)> PlaceReader(FindPlace find) {
  return [find = std::move(find)](std::string_view text) -> std::int64_t {
    if (const auto place = find({std::string(text)})) return *place;
    if (text.size() < 6 || text.size() > 12 || text.find_first_not_of("0123456789") != std::string_view::npos) return 0;
    for (const std::size_t digits : {9, 6, 4, 2}) {
      if (digits >= text.size() && digits != 6) continue;
      std::string code(text.substr(0, digits));
      code.append(12 - digits, '0');
      if (const auto place = find({code})) return *place;
    }
    return 0;
  };
}

void RegisterCompareJobs(Store& store, jobs::Jobs& jobs, PlaceOf place_of) {
  Store* s = &store;
  jobs.Register(
      "compare.run",
      [s, place_of = std::move(place_of)](jobs::JobRun& run) -> Status {
        run.SetResult(TRY(run.Step("compare", "三库比对",
                                   [&](jobs::JobStep& step) { return CompareStep(*s, run, step, place_of); })));
        return Ok();
      },
      [s](const std::string& actor, const std::string& params, std::string_view why) -> Status {
        const auto [id, request] = TRY(FromParams(params));
        return CloseUnfinished(*s, Scope::System(actor), id, "没有比对：" + std::string(why));
      });
  jobs.Register("compare.apply", [s](jobs::JobRun& run) -> Status {
    const Uuid id = TRY(RunIn(run));
    run.SetResult(TRY(run.Step("apply", "更新档案与清单", [&](jobs::JobStep& step) -> Result<std::string> {
      const auto plan = TRY(PlanApply(*s, run.scope(), id));
      std::int64_t total = plan.findings + plan.requests + plan.changed_since;
      for (const auto& move : plan.moves) total += move.people;
      step.Total(total);
      return "{\"changed\":" + std::to_string(TRY(Apply(*s, run.scope(), id, {}, WatchOf(step)))) + "}";
    })));
    return Ok();
  });
  jobs.Register("compare.withdraw", [s](jobs::JobRun& run) -> Status {
    const Uuid id = TRY(RunIn(run));
    run.SetResult(TRY(run.Step("withdraw", "撤回", [&](jobs::JobStep& step) -> Result<std::string> {
      return EditsJson(TRY(WithdrawRun(*s, run.scope(), id, WatchOf(step))));
    })));
    return Ok();
  });
}

Result<ComparisonRun> StartComparison(Store& store, jobs::Jobs& jobs, const Scope& scope, const CompareRequest& request,
                                      bool here) {
  if (PathsOf(request.files).empty() || PathsOf(request.files).size() != request.files.size())
    return Fail(kBadInput, "没有登记库的文件", "至少给一个：社会保险、劳动力资源、社会保障卡");
  if (gq::Month::Of(request.as_of) < request.period)
    return Fail(kBadInput, "业务日期早于所比对的月份", "业务日期是登记库导出的那天，应在这个月里或之后");
  const Uuid id = store.NewId();
  TRY(OpenRun(store, scope, id, request.source, request.period, request.as_of, RunFiles(request)));
  const Uuid job = TRY(jobs.Submit(
      scope,
      {.kind = "compare.run", .key = "compare.run/" + id.ToString(), .params = ParamsOf(id, request), .here = here}));
  TRY(SetRunJob(store, id, job));
  return GetComparison(store, scope, id);
}

Result<ComparisonRun> SubmitCompareJob(Store& store, jobs::Jobs& jobs, const Scope& scope, const std::string& kind,
                                       const Uuid& run, const SubmitOptions& options) {
  const ComparisonRun before = TRY(GetComparison(store, scope, run));
  const bool ready = before.state == "compared" || before.state == "applying" || before.state == "applied";
  if (!ready && !(kind == "compare.withdraw" && before.state == "withdrawing"))
    return Fail(kRunStep, before.state == "comparing" ? "比对还没有做完" : "这次比对已经撤回");
  if (kind == "compare.withdraw" && !IsOwner(scope, before))
    return Fail(kForbidden, "由做这次比对的单位撤回", "单个人的更正请在档案里登记");
  if (kind == "compare.apply" && !options.despite_warnings) {
    const auto warnings = TRY(WarningsOf(before));
    if (!warnings.empty())
      return Fail(kWarned, "这次比对有提醒：" + warnings.front().file + "，" + warnings.front().reason,
                  "请先核对文件；核对过、仍要执行的，先确认");
  }
  // Applying again takes what is open by then; a withdrawal happens once.
  const Uuid job = TRY(jobs.Submit(scope, {.kind = kind,
                                           .key = kind + "/" + run.ToString() + "/" + std::to_string(scope.unit_id),
                                           .params = "{\"run\":\"" + run.ToString() + "\"}",
                                           .restart = kind == "compare.apply",
                                           .here = options.here}));
  TRY(SetRunJob(store, run, job));
  return GetComparison(store, scope, run);
}

std::vector<DroppedFile> ListDropped(const std::string& folder) {
  std::map<std::string, DroppedFile> newest;
  std::error_code error;
  if (folder.empty()) return {};
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error)) continue;
    DroppedFile file;
    file.name = entry.path().filename().string();
    file.path = entry.path().string();
    if (file.name.empty() || file.name[0] == '.') continue;
    for (const auto& [kind, word] : kKinds) {
      if (file.name.find(kind) != std::string::npos || file.name.find(word) != std::string::npos) {
        file.kind = std::string(kind);
        break;
      }
    }
    if (file.kind.empty()) continue;
    file.size = static_cast<std::int64_t>(entry.file_size(error));
    const auto system = std::chrono::file_clock::to_sys(entry.last_write_time(error));
    file.modified = std::chrono::duration_cast<std::chrono::microseconds>(system.time_since_epoch()).count();
    auto& slot = newest[file.kind];
    if (slot.path.empty() || slot.modified < file.modified) slot = file;
  }
  std::vector<DroppedFile> files;
  for (const auto& [kind, word] : kKinds) {
    const auto it = newest.find(std::string(kind));
    if (it != newest.end()) files.push_back(it->second);
  }
  return files;
}

}  // namespace gq::sources
