#include "modules/demo/demo.h"

#include <filesystem>
#include <optional>
#include <thread>

#include "modules/demo/writers.h"

namespace gq::demo {

namespace {

Status MakeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder + "/truth", error);
  if (error) return Fail(Error{&kIo, "建不了文件夹：" + error.message(), "请检查路径与权限", {{"folder", folder}}});
  return Ok();
}

}  // namespace

Result<Report> WriteDemo(const std::string& folder, const Options& options, const RegionTree& tree,
                         const std::function<void(std::string_view)>& step) {
  if (options.workers < 100 || options.workers > 1'518'600)
    return Fail(kUsage, "人数须在 100 到 1,518,600 之间", "请改 --workers");
  TRY(MakeFolder(folder));
  step("编造人物");
  const Places places = TRY(Places::Build(tree));
  const Employers employers = Employers::Build(options.seed, places);
  const auto posts = BuildPosts(options.seed, employers, options.workers, options.as_of);
  const Population people(options, places, employers);
  const World world{options, places, employers, posts, people, folder};

  // The roster (a spreadsheet, the slow one) beside everything else.
  Report report, roster_report;
  Status roster_status;
  step("写花名册与登记库");
  std::thread roster([&] { roster_status = WriteRoster(world, roster_report); });
  const Status rest = [&]() -> Status {
    TRY(WriteSocialInsurance(world, report));
    TRY(WriteLabourResource(world, report));
    TRY(WriteSocialCard(world, report));
    TRY(WriteEmployers(world, report));
    TRY(WritePosts(world, report));
    return WriteClaims(world, report);
  }();
  roster.join();
  TRY(std::move(roster_status));
  if (!rest) return Fail(rest.error());
  report.roster = roster_report.roster;
  report.roster_defects = roster_report.roster_defects;
  return report;
}

}  // namespace gq::demo
