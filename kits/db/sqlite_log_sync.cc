#include "kits/db/sqlite_log_sync.h"

#include <fcntl.h>
#include <unistd.h>

#include "kits/db/errors.h"
#include "kits/db/sqlite_log_file.h"

namespace gq::db {

SqliteLogSync::~SqliteLogSync() {
  if (file_ >= 0) close(file_);
}

bool SqliteLogSync::Open(const std::string& path) {
  file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return file_ >= 0;
}

std::uint64_t SqliteLogSync::Committed() {
  const std::lock_guard lock(mutex_);
  return ++committed_;
}

Status SqliteLogSync::Wait(std::uint64_t commit) {
  std::unique_lock lock(mutex_);
  while (durable_ < commit && !failed_) {
    if (syncing_) {
      synced_.wait(lock);
      continue;
    }
    syncing_ = true;
    const std::uint64_t until = committed_;
    lock.unlock();
    const bool done = fdatasync(file_) == 0;
    CountLogSync();
    lock.lock();
    syncing_ = false;
    if (done)
      durable_ = until;
    else
      failed_ = true;
    synced_.notify_all();
  }
  if (durable_ >= commit) return Ok();
  lock.unlock();
  return Health();
}

Status SqliteLogSync::Health() {
  const std::lock_guard lock(mutex_);
  if (!failed_) return Ok();
  return Fail(kOther, "磁盘没有确认写入，最近的保存可能没有留下", "请停下程序，检查磁盘，再启动后核对最近的保存");
}

}  // namespace gq::db
