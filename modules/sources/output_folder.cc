#include "modules/sources/output_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/json_text.h"
#include "kits/crypto/bytes.h"

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

// "people.csv.AbCdEf.part", as AtomicFile calls what is not finished.
bool IsPartOf(std::string_view file, std::string_view name) {
  constexpr std::string_view kPart = ".part";
  return file.size() == name.size() + 7 + kPart.size() && file.substr(0, name.size()) == name &&
         file[name.size()] == '.' && file.substr(file.size() - kPart.size()) == kPart;
}

Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove(path, error);
  return error ? Status(Fail(kIo, "删不掉以前的文件：" + path, "请关闭打开它的程序，或检查权限")) : Ok();
}

Result<std::string> ReadWhole(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return file::ReadHead(path, error ? 0 : size);  // which says why a file cannot be read
}

}  // namespace

OutputSet::OutputSet(std::string folder, std::vector<std::string_view> names)
    : folder_(std::move(folder)), names_(std::move(names)) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string file = entry.path().filename().string();
    const bool left_over = IsPartOf(file, kManifest) ||
                           std::any_of(names_.begin(), names_.end(), [&](auto name) { return IsPartOf(file, name); });
    if (left_over) fs::remove(entry.path(), error);
  }
}

Result<file::AtomicFile*> OutputSet::Create(std::string_view name) {
  auto file = TRY(file::AtomicFile::Create(folder_ + "/" + std::string(name)));
  return &files_.insert_or_assign(std::string(name), std::move(file)).first->second;
}

Status OutputSet::Write(std::string_view name, std::string_view text) { return TRY(Create(name))->Write(text); }

Status OutputSet::Sync() {
  for (auto& entry : files_) TRY(entry.second.Sync());
  return Ok();
}

Result<std::string> OutputSet::Commit(std::string summary) {
  TRY(Sync());
  std::string files;
  for (auto& [name, file] : files_) {
    files += files.empty() ? "{" : ",";
    AppendJsonString(files, name);
    files += ":" + std::to_string(fs::file_size(file.temporary_path()));
  }
  summary.pop_back();
  summary +=
      ",\"run\":\"" + crypto::ToHex(crypto::RandomBytes(16)) + "\",\"files\":" + (files.empty() ? "{" : files) + "}}";
  auto manifest = TRY(file::AtomicFile::Create(folder_ + "/" + std::string(kManifest)));
  TRY(manifest.Write(summary + "\n"));
  TRY(manifest.Sync());
  // From here on the folder is nobody's until the new manifest stands.
  TRY(Remove(folder_ + "/" + std::string(kManifest)));
  for (const std::string_view name : names_) {
    if (files_.find(name) == files_.end()) TRY(Remove(folder_ + "/" + std::string(name)));
  }
  for (auto& [name, file] : files_) TRY(file.Commit());
  TRY(manifest.Commit());
  return summary;
}

Result<std::string> ReadOutput(const std::string& folder, std::string_view name) {
  const std::string path = folder + "/" + std::string(name);
  std::error_code error;
  if (!fs::is_directory(folder, error)) return Fail(kFile, "没有这个文件夹：" + folder, "请检查路径");
  if (!fs::exists(folder + "/" + std::string(kManifest), error)) {
    return Fail(kFile, "文件夹里没有写完的结果（没有 " + std::string(kManifest) + "）：" + folder,
                "那一次运行没有写完，或这不是结果文件夹；请重新运行那一次，或改用别的文件夹");
  }
  const std::string manifest = TRY(ReadWhole(folder + "/" + std::string(kManifest)));
  std::string text = TRY(ReadWhole(path));
  // Runs of earlier versions named no files.
  const std::string key = "\"" + std::string(name) + "\":";
  const std::size_t files = manifest.find("\"files\":{"),
                    at = files == std::string::npos ? files : manifest.find(key, files);
  if (files == std::string::npos) return text;
  std::uint64_t size = 0;
  const bool named =
      at != std::string::npos &&
      std::from_chars(manifest.data() + at + key.size(), manifest.data() + manifest.size(), size).ec == std::errc();
  if (named && size == text.size()) return text;
  return Fail(kFile, "这个文件与 " + std::string(kManifest) + " 不是同一次运行写的：" + path,
              "请用备份恢复整个文件夹，或重新运行那一次");
}

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
