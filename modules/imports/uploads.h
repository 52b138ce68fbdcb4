// Files uploaded for a job (a month, a comparison). They lie sealed in <data folder>/uploads/<account>/<id>; a job
// opens them into <data folder>/uploads/open/<process>/<job>/ (files 0600, folders 0700) and removes that when it ends,
// whatever its outcome. What a crash left open goes at the next start; the sealed files go when the job is done.
// Thread-safety: one object in one thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kits/store/store.h"

namespace gq::imports {

// Seals `from` into the folder of the account; answers the file's id.
Result<Uuid> KeepUpload(Store& store, const std::filesystem::path& uploads, std::int64_t account_id,
                        const std::filesystem::path& from);
std::filesystem::path UploadPath(const std::filesystem::path& uploads, std::int64_t account_id, const Uuid& id);

// The files of a job as its steps may read them: sealed ones opened, others as they are.
class OpenUploads {
 public:
  // files: kind -> path.
  static Result<OpenUploads> Open(Store& store, const std::map<std::string, std::string>& files,
                                  const std::string& job_id);
  OpenUploads(OpenUploads&& other) noexcept;
  OpenUploads& operator=(OpenUploads&&) = delete;
  ~OpenUploads();
  const std::map<std::string, std::string>& files() const { return files_; }
  // The job is done: its sealed files are not needed any more.
  void RemoveSealed();

 private:
  OpenUploads() = default;
  std::map<std::string, std::string> files_;
  std::string folder_;  // empty: nothing is open
  std::vector<std::string> sealed_;
};

// Where a server may put what is being uploaded, so that a crash leaves it where CleanUploads finds it.
Result<std::filesystem::path> IncomingFolder(const std::filesystem::path& uploads);

// At the start of a server: what processes that are gone left open, and sealed files that no job has used for 30
// days.
void CleanUploads(const std::filesystem::path& uploads);

}  // namespace gq::imports
