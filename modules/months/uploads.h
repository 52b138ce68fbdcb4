// Files uploaded for a month. They lie sealed in <data folder>/uploads/<account>/<id>; a job opens them into
// <data folder>/uploads/open/<process>/<job>/ (files 0600, folders 0700) and removes that when it ends, whatever its
// outcome. What a crash left open goes at the next start; the sealed files go when the month is done. Thread-safety:
// one object in one thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kits/store/store.h"
#include "modules/months/month.h"

namespace gq::months {

// Seals `from` into the folder of the account; answers the file's id.
Result<Uuid> KeepUpload(Store& store, const std::filesystem::path& uploads, std::int64_t account_id,
                        const std::filesystem::path& from);
std::filesystem::path UploadPath(const std::filesystem::path& uploads, std::int64_t account_id, const Uuid& id);

// The files of a job as its steps may read them: sealed ones opened, others as they are.
class OpenUploads {
 public:
  static Result<OpenUploads> Open(Store& store, const MonthOptions& options, const std::string& job_id);
  OpenUploads(OpenUploads&& other) noexcept;
  OpenUploads& operator=(OpenUploads&&) = delete;
  ~OpenUploads();
  const MonthOptions& options() const { return options_; }
  // The month is done: its sealed files are not needed any more.
  void RemoveSealed();

 private:
  OpenUploads() = default;
  MonthOptions options_;
  std::string folder_;  // empty: nothing is open
  std::vector<std::string> sealed_;
};

// Where a server may put what is being uploaded, so that a crash leaves it where CleanUploads finds it.
Result<std::filesystem::path> IncomingFolder(const std::filesystem::path& uploads);

// At the start of a server: what processes that are gone left open, and sealed files that no month has used for 30
// days.
void CleanUploads(const std::filesystem::path& uploads);

}  // namespace gq::months
