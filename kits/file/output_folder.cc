#include "kits/file/output_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include "base/json_text.h"
#include "kits/crypto/bytes.h"
#include "kits/file/file.h"

namespace gq::file {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kUnfinished = ".unfinished";

std::string In(const std::string& folder, std::string_view name) { return folder + "/" + std::string(name); }

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
  return file.size() == name.size() + 7 + kPart.size() && file.starts_with(name) && file[name.size()] == '.' &&
         file.ends_with(kPart);
}

bool IsStaging(std::string_view file) {
  return file.starts_with(kUnfinished) && (file.size() == kUnfinished.size() ||
                                           (file.size() == kUnfinished.size() + 7 && file[kUnfinished.size()] == '.'));
}

Result<std::string> MakeStaging(const std::string& folder) {
  std::string path = In(folder, kUnfinished) + ".XXXXXX";
  if (::mkdtemp(path.data()) != nullptr) return path;  // mode 0700
  return Fail(kIo, "写不进文件夹：" + folder, "请检查权限与磁盘空间");
}

// The folder is one run's from here to its end; a process that dies gives it back. Writing takes moments, so whoever
// comes second waits. Where a file system knows no locks, all goes on without.
Result<int> LockFolder(const std::string& folder) {
  constexpr int kWaits = 600;
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return Fail(kIo, "写不进文件夹：" + folder, "请检查权限与磁盘空间");
  for (int i = 0; ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EINTR); ++i) {
    if (i == kWaits) {
      ::close(descriptor);
      return Fail(kUsage, "另一次运行正在往这个文件夹里写：" + folder, "请等它做完再运行，或为这一次另选一个文件夹");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return descriptor;
}

// What killed runs left, but not `own`.
void RemoveLeftOvers(const std::string& folder, const std::string& own, const std::vector<std::string>& names) {
  std::error_code error;
  std::vector<fs::path> left_over;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string file = entry.path().filename().string();
    if (In(folder, file) == own) continue;
    const auto is_part = [&](const std::string& name) { return IsPartOf(file, name); };
    if (IsStaging(file) || std::any_of(names.begin(), names.end(), is_part)) left_over.push_back(entry.path());
  }
  for (const fs::path& path : left_over) fs::remove_all(path, error);
}

Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove(path, error);
  return error ? Status(Fail(kIo, "删不掉以前的文件：" + path, "请关闭打开它的程序，或检查权限")) : Ok();
}

Result<std::string> ReadWhole(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return ReadHead(path, error ? 0 : size);  // which says why a file cannot be read
}

Status Move(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? Status(Fail(kIo, "写不了文件：" + to, "请检查权限与磁盘空间，以及是否有同名的文件夹")) : Ok();
}

Status WriteWhole(const std::string& path, std::string_view text) {
  AtomicFile out = TRY(AtomicFile::Create(path));
  TRY(out.Write(text));
  return out.Commit();
}

}  // namespace

Status RefuseToOverwrite(const std::string& output, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    if (input.empty() || output.empty() || !IsSameFile(output, input)) continue;
    return Fail(kUsage, "结果会覆盖输入文件：" + input, "请为结果另选一个位置，或先把输入文件改名、移走");
  }
  return Ok();
}

Status PrepareOutputFolder(const std::string& folder, const std::vector<std::string>& outputs,
                           const std::vector<std::string>& inputs) {
  for (const std::string& name : outputs) TRY(RefuseToOverwrite(In(folder, name), inputs));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error)) {
    return Fail(kIo, "建不了输出文件夹：" + folder, "请检查路径和权限");
  }
  for (const std::string& name : outputs) {
    const std::string path = In(folder, name);
    if (fs::is_directory(path, error)) return Fail(kIo, "写不了文件：" + path + " 是文件夹", "请另选一个文件夹");
  }
  // Permissions do not say whether a disk is full or read-only: a file that is never committed does.
  if (!outputs.empty()) TRY(AtomicFile::Create(In(folder, outputs.front())));
  return Ok();
}

Result<OutputSet> OutputSet::Create(const std::string& folder, std::vector<std::string> names,
                                    std::string_view manifest) {
  OutputSet set;
  set.lock_ = TRY(LockFolder(folder));
  set.staging_ = TRY(MakeStaging(folder));
  set.folder_ = folder;
  set.manifest_ = manifest;
  set.names_ = std::move(names);
  std::vector<std::string> all = set.names_;
  all.push_back(set.manifest_);
  RemoveLeftOvers(folder, set.staging_, all);
  return set;
}

OutputSet::OutputSet(OutputSet&& other) noexcept
    : lock_(std::exchange(other.lock_, -1)),
      folder_(std::move(other.folder_)),
      staging_(std::exchange(other.staging_, {})),
      manifest_(std::move(other.manifest_)),
      names_(std::move(other.names_)) {}

OutputSet::~OutputSet() {
  std::error_code error;
  if (!staging_.empty()) fs::remove_all(staging_, error);
  if (lock_ >= 0) ::close(lock_);
}

Status OutputSet::Write(std::string_view name, std::string_view text) { return WriteWhole(Path(name), text); }

Result<std::string> OutputSet::Commit(std::string summary) {
  std::map<std::string, std::uintmax_t> written;  // bytes
  for (const std::string& name : names_) {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(Path(name), error);
    if (error == std::errc::no_such_file_or_directory) continue;
    TRY(SyncPath(Path(name)));
    written.emplace(name, bytes);
  }
  std::string files;
  for (const auto& [name, bytes] : written) {
    if (!files.empty()) files += ',';
    AppendJsonString(files, name);
    files += ":" + std::to_string(bytes);
  }
  summary.resize(summary.rfind('}'));
  if (!summary.ends_with('{')) summary += ',';
  summary += "\"run\":\"" + crypto::ToHex(crypto::RandomBytes(16)) + "\",\"files\":{" + files + "}}";
  TRY(Write(manifest_, summary + "\n"));
  // From here on the folder is nobody's until the new manifest stands, after a power cut too.
  TRY(Remove(In(folder_, manifest_)));
  (void)SyncPath(folder_);
  for (const std::string& name : names_) {
    const std::string to = In(folder_, name);
    TRY(written.count(name) > 0 ? Move(Path(name), to) : Remove(to));
  }
  (void)SyncPath(folder_);
  TRY(Move(Path(manifest_), In(folder_, manifest_)));
  (void)SyncPath(folder_);
  return summary;
}

Result<std::string> ReadOutput(const std::string& folder, std::string_view name, std::string_view manifest_name) {
  const std::string path = In(folder, name), manifest_path = In(folder, manifest_name);
  std::error_code error;
  if (!fs::is_directory(folder, error)) return Fail(kFile, "没有这个文件夹：" + folder, "请检查路径");
  if (!fs::exists(manifest_path, error)) {
    return Fail(kFile, "文件夹里没有写完的结果（没有 " + std::string(manifest_name) + "）：" + folder,
                "那一次运行没有写完，或这不是结果文件夹；请重新运行那一次，或改用别的文件夹");
  }
  std::string manifest = TRY(ReadWhole(manifest_path));
  if (name == manifest_name) return manifest;
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
  return Fail(kFile, "这个文件与 " + std::string(manifest_name) + " 不是同一次运行写的：" + path,
              "请用备份恢复整个文件夹，或重新运行那一次");
}

}  // namespace gq::file
