#include "modules/months/month.h"

#include <algorithm>
#include <filesystem>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/imports/uploads.h"

namespace gq::months {

namespace {

std::string StampOf(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return {};
  const auto written = std::filesystem::last_write_time(path, error);
  return std::to_string(size) + "/" + std::to_string(written.time_since_epoch().count());
}

// The params without what changes no result.
std::string WorkOf(const std::string& params) {
  const auto document = json::Parse(params);
  if (!document) return params;
  std::string work;
  for (const std::string_view name : {"period", "as_of", "out", "files", "stamps"}) {
    const auto member = document->root().Find(name);
    if (member) work += member->ToJson() + "\n";
  }
  return work;
}

}  // namespace

std::string ToJson(const MonthOptions& options) {
  json::Writer out;
  out.BeginObject();
  out.Member("period", options.period.ToString());
  out.Member("as_of", options.as_of.ToString());
  out.Member("out", options.out);
  out.Member("threads", options.threads);
  out.Key("files");
  out.BeginObject();
  for (const auto& [kind, path] : options.files) out.Member(kind, path);
  out.EndObject();
  out.Key("stamps");  // another file under the same name is another month's work
  out.BeginObject();
  for (const auto& [kind, path] : options.files) out.Member(kind, StampOf(path));
  out.EndObject();
  out.EndObject();
  return std::move(out).Take();
}

Result<MonthOptions> OptionsFrom(std::string_view text) {
  const auto document = TRY(json::Parse(text));
  const auto root = document.root();
  MonthOptions options;
  const auto period = gq::Month::Parse(TRY(TRY(root.Get("period")).Text()));
  const auto as_of = Date::Parse(TRY(TRY(root.Get("as_of")).Text()));
  if (!period || !as_of) return Fail(kBadInput, "月份或业务日期不对", "月份如 2026-08，日期如 2026-08-31");
  options.period = *period;
  options.as_of = *as_of;
  options.out = TRY(TRY(root.Get("out")).Text());
  options.threads = static_cast<int>(TRY(TRY(root.Get("threads")).Integer(1, 256)));
  for (const auto& [kind, node] : TRY(TRY(root.Get("files")).Members())) options.files[kind] = TRY(node.Text());
  return options;
}

namespace {

Status RunMonth(Store& store, const imports::Lookups& lookups, jobs::Jobs& jobs, jobs::JobRun& run) {
  MonthOptions options = TRY(OptionsFrom(run.params()));
  auto uploads = TRY(imports::OpenUploads::Open(store, options.files, run.id().ToString()));
  options.files = uploads.files();
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) return Fail(kIo, "建不了输出文件夹 " + options.out, "请检查路径与权限");
  const StepContext context{store, run.scope(), lookups, options, run.id().ToString()};
  const auto has = [&](const char* kind) { return options.files.count(kind) > 0; };
  const bool compares = has("social_insurance") || has("labour_resource") || has("social_card");
  if (compares && !TRY(ComparisonsBefore(context)).empty()) {
    TRY(run.Step("withdraw", "撤回这个月上一次的比对",
                 [&](jobs::JobStep& step) { return WithdrawStep(context, step); }));
  }
  for (const auto& [kind, label] : {std::pair{"employers", "导入用人单位"},
                                    {"posts", "导入岗位"},
                                    {"roster", "导入名册"},
                                    {"claims", "导入补贴申请"}}) {
    if (has(kind))
      TRY(run.Step(std::string("import_") + kind, label,
                   [&, k = kind](jobs::JobStep& step) { return ImportStep(context, k, step); }));
  }
  if (compares) TRY(run.Step("compare", "三库比对", [&](jobs::JobStep& step) { return CompareStep(context, step); }));
  TRY(run.Step("lists", "更新清单", [&](jobs::JobStep& step) { return ListsStep(context, step); }));
  TRY(run.Step("match", "人岗匹配", [&](jobs::JobStep& step) { return MatchStep(context, step); }));
  TRY(run.Step("decide", "核定补贴", [&](jobs::JobStep& step) { return DecideStep(context, step); }));
  const auto steps = TRY(jobs.Get(Scope::System("system:month"), run.id())).steps;
  run.SetResult(
      TRY(run.Step("report", "出报表", [&](jobs::JobStep& step) { return ReportStep(context, steps, step); })));
  uploads.RemoveSealed();
  return Ok();
}

}  // namespace

void RegisterMonth(Store& store, jobs::Jobs& jobs, const imports::Lookups& lookups) {
  jobs.Register("month",
                [s = &store, j = &jobs, l = &lookups](jobs::JobRun& run) { return RunMonth(*s, *l, *j, run); });
}

namespace {

// A later month of the unit that is done: the registries of an earlier one would overwrite what it has found.
Result<std::optional<gq::Month>> LaterMonth(jobs::Jobs& jobs, const Scope& scope, gq::Month period) {
  std::optional<gq::Month> latest;
  for (const auto& job : TRY(jobs.ListJobs(scope, "month", 1000))) {
    if (job.unit_id != scope.unit_id || job.state != "done") continue;
    const gq::Month done = TRY(OptionsFrom(job.params)).period;
    if (done > period && (!latest || done > *latest)) latest = done;
  }
  return latest;
}

}  // namespace

Result<Uuid> SubmitMonth(jobs::Jobs& jobs, const Scope& scope, const MonthOptions& options, bool restart, bool here) {
  if (options.as_of < options.period.First()) {
    return Fail(kBadInput, "业务日期 " + options.as_of.ToString() + " 早于所办的月份 " + options.period.ToString(),
                "业务日期应在这个月里，或在它之后");
  }
  // Deciding an earlier month again, with claims that came late, changes nobody's state.
  const bool overwrites =
      std::any_of(options.files.begin(), options.files.end(), [](const auto& file) { return file.first != "claims"; });
  if (const auto later = overwrites ? TRY(LaterMonth(jobs, scope, options.period)) : std::nullopt) {
    return Fail(kEarlierMonth,
                "已经办过 " + later->ToString() + "，不能再办更早的 " + options.period.ToString() +
                    "：旧的名册和登记库会盖掉新的",
                "请核对月份；只补办补贴的，只给申请文件；只看那个月的登记库，请用 gangqiao compare");
  }
  const std::string key = "month/" + std::to_string(scope.unit_id) + "/" + options.period.ToString();
  return jobs.Submit(scope, {.kind = "month",
                             .key = key,
                             .params = ToJson(options),
                             .restart = restart,
                             .here = here,
                             .work_of = WorkOf,
                             .redo_hint = "要用这次的文件从头再办，请选“从头再办”（命令行加 --restart）"});
}

}  // namespace gq::months
