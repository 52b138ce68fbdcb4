#include "modules/sources/output_folder.h"

#include <filesystem>

#include "kits/file/file.h"

namespace gq::sources {
namespace {

namespace fs = std::filesystem;

// Links and other spellings of a path are the same file.
bool IsSameFile(const fs::path& a, const fs::path& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;
  const fs::path whole_a = fs::weakly_canonical(a, error);
  if (error) return false;
  const fs::path whole_b = fs::weakly_canonical(b, error);
  return !error && whole_a == whole_b;
}

}  // namespace

Status PrepareOutputFolder(const std::string& folder, const std::vector<std::string_view>& outputs,
                           const std::vector<std::string>& inputs) {
  for (const std::string_view name : outputs) {
    const fs::path output = fs::path(folder) / name;
    for (const std::string& input : inputs) {
      if (input.empty() || !IsSameFile(output, input)) continue;
      return Fail(kUsage, "结果会覆盖输入文件：" + input, "请用 --out 另选一个文件夹，或先把输入文件改名、移走");
    }
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error)) {
    return Fail(kIo, "建不了输出文件夹：" + folder, "请检查路径和权限");
  }
  for (const std::string_view name : outputs) {
    const std::string path = folder + "/" + std::string(name);
    if (fs::is_directory(path, error))
      return Fail(kIo, "写不了文件：" + path + " 是文件夹", "请用 --out 另选一个文件夹");
  }
  // Permissions do not say whether a disk is full or read-only: a file that is never committed does.
  if (!outputs.empty()) TRY(file::AtomicFile::Create(folder + "/" + std::string(outputs.front())));
  return Ok();
}

}  // namespace gq::sources
