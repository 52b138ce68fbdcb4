#include "modules/imports/uploads.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

#include "kits/store/sealed_file.h"

namespace gq::imports {

namespace fs = std::filesystem;

namespace {

constexpr auto kUnusedMax = std::chrono::hours(24 * 30);

bool IsAlive(const std::string& process) {
  const long pid = std::strtol(process.c_str(), nullptr, 10);
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || ::chmod(folder.c_str(), 0700) != 0) return Fail(kIo, "建不了文件夹", "请检查数据目录的空间与权限");
  return Ok();
}

}  // namespace

fs::path UploadPath(const fs::path& uploads, std::int64_t account_id, const Uuid& id) {
  return uploads / std::to_string(account_id) / id.ToString();
}

Result<Uuid> KeepUpload(Store& store, const fs::path& uploads, std::int64_t account_id, const fs::path& from) {
  const Uuid id = store.NewId();
  const fs::path to = UploadPath(uploads, account_id, id);
  TRY(MakeFolder(to.parent_path()));
  TRY(store::SealFile(store.vault(), id.ToString(), from.string(), to.string()));
  return id;
}

Result<OpenUploads> OpenUploads::Open(Store& store, const std::map<std::string, std::string>& files,
                                      const std::string& job_id) {
  OpenUploads open;
  open.files_ = files;
  for (auto& [kind, path] : open.files_) {
    // A sealed file that is gone belongs to a step that has ended; a step that needs it says so itself.
    if (!store::IsSealedFile(path)) continue;
    const fs::path from = path;
    if (open.folder_.empty()) {
      const fs::path folder = from.parent_path().parent_path() / "open" / std::to_string(::getpid()) / job_id;
      open.folder_ = folder.string();  // from here on the destructor removes it
      TRY(MakeFolder(folder.parent_path()));
      TRY(MakeFolder(folder));
    }
    const std::string to = open.folder_ + "/" + from.filename().string();
    TRY(store::OpenFile(store.vault(), from.filename().string(), path, to));
    open.sealed_.push_back(path);
    path = to;
  }
  return open;
}

OpenUploads::OpenUploads(OpenUploads&& other) noexcept
    : files_(std::move(other.files_)), folder_(std::move(other.folder_)), sealed_(std::move(other.sealed_)) {
  other.folder_.clear();
}

OpenUploads::~OpenUploads() {
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

void OpenUploads::RemoveSealed() {
  std::error_code error;
  for (const auto& path : sealed_) fs::remove(path, error);
}

Result<fs::path> IncomingFolder(const fs::path& uploads) {
  const fs::path folder = uploads / "open" / std::to_string(::getpid());
  TRY(MakeFolder(folder));
  TRY(MakeFolder(folder / "incoming"));
  return folder / "incoming";
}

void CleanUploads(const fs::path& uploads) {
  std::error_code error;
  const std::string own = std::to_string(::getpid());
  for (const auto& entry : fs::directory_iterator(uploads / "open", error)) {
    const std::string process = entry.path().filename().string();
    if (process == own || !IsAlive(process)) fs::remove_all(entry.path(), error);
  }
  const auto now = fs::file_time_type::clock::now();
  for (const auto& account : fs::directory_iterator(uploads, error)) {
    if (!account.is_directory() || account.path().filename() == "open") continue;
    for (const auto& entry : fs::directory_iterator(account.path(), error)) {
      if (entry.is_regular_file() && now - entry.last_write_time(error) > kUnusedMax) fs::remove(entry.path(), error);
    }
  }
}

}  // namespace gq::imports
