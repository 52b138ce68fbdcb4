#include "modules/matching/outputs.h"

#include <filesystem>
#include <utility>

namespace gq::matching {
namespace {

namespace fs = std::filesystem;
constexpr const char* kUnfinished = "/.unfinished";

Error CannotWrite(const std::string& path) {
  return {&kIo, "无法写入 " + path, "请检查路径、权限与磁盘空间，以及是否有同名的目录", {}};
}

}  // namespace

Status RefuseToOverwrite(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
  for (const std::string& output : outputs) {
    for (const std::string& input : inputs) {
      std::error_code none;  // a file that is not there is no input
      if (input.empty() || output.empty() || !fs::equivalent(input, output, none)) continue;
      return Fail(kUsage, "结果文件 " + output + " 就是输入文件 " + input + "，运行会把它覆盖",
                  "请用 --out 另指定一个位置");
    }
  }
  return Ok();
}

Result<ResultFolder> ResultFolder::Create(const std::string& folder, std::vector<std::string> names, std::string last,
                                          const std::vector<std::string>& inputs) {
  names.push_back(last);
  std::vector<std::string> outputs;
  for (const std::string& name : names) outputs.push_back(folder + "/" + name);
  TRY(RefuseToOverwrite(inputs, outputs));
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Fail(kIo, "无法建立目录 " + folder, "请检查路径与权限");
  for (const std::string& output : outputs) {
    if (fs::is_directory(output, failed)) return Fail(CannotWrite(output));
  }
  ResultFolder results;
  results.folder_ = folder;
  results.path_ = folder + kUnfinished;
  results.names_ = std::move(names);
  results.last_ = std::move(last);
  fs::remove_all(results.path_, failed);  // of a run that was cut off
  if (!fs::create_directory(results.path_, failed)) return Fail(CannotWrite(results.path_));
  fs::permissions(results.path_, fs::perms::owner_all, failed);
  return results;
}

ResultFolder::ResultFolder(ResultFolder&& other) noexcept
    : folder_(std::move(other.folder_)),
      path_(std::exchange(other.path_, {})),
      last_(std::move(other.last_)),
      names_(std::move(other.names_)) {}

ResultFolder::~ResultFolder() {
  std::error_code none;
  if (!path_.empty()) fs::remove_all(path_, none);
}

Status ResultFolder::Publish() {
  std::error_code failed;
  fs::remove(folder_ + "/" + last_, failed);
  if (failed) return Fail(CannotWrite(folder_ + "/" + last_));
  for (const std::string& name : names_) {  // the last one last
    const std::string from = path_ + "/" + name, to = folder_ + "/" + name;
    if (fs::exists(from, failed)) {
      fs::rename(from, to, failed);
    } else {
      fs::remove(to, failed);
    }
    if (failed) return Fail(CannotWrite(to));
  }
  return Ok();
}

}  // namespace gq::matching
