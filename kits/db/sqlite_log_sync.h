// Makes commits of the SQLite log (WAL) durable after the writer has been given back, many with one sync.
//
// SQLite syncs its log inside COMMIT, while the one writer is held: during an import every save held up the import, and
// every other save, for the 20 to 40 ms that the disk needs for what the chunks had written. Here COMMIT hands its
// pages to the operating system (LogSyncLater), the writer goes on to whoever waits, and only then is the log synced;
// nobody is told that a commit is there before its sync has ended. Commits that come while a sync is under way share
// the next one (group commit).
//
// What somebody else reads meanwhile may be lost by a power failure; together with everything written after it, since
// the log is valid from its beginning only. A sync that fails is final: which pages reached the disk cannot be known
// any more (the operating system forgets them), so every later Wait fails as well, and the caller refuses to write.
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

#include "base/result.h"

namespace gq::db {

class SqliteLogSync {
 public:
  SqliteLogSync() = default;
  ~SqliteLogSync();
  SqliteLogSync(const SqliteLogSync&) = delete;
  SqliteLogSync& operator=(const SqliteLogSync&) = delete;

  // `path`: of the log, which exists. False: it cannot be opened; commits must then be synced by SQLite.
  bool Open(const std::string& path);
  bool IsOpen() const { return file_ >= 0; }
  // After a commit was handed to the operating system, while the writer is still held.
  std::uint64_t Committed();
  // Returns when the commit of that number, and so all before it, are on the disk.
  Status Wait(std::uint64_t commit);
  // kOther after a sync that failed.
  Status Health();

 private:
  int file_ = -1;
  std::mutex mutex_;
  std::condition_variable synced_;
  std::uint64_t committed_ = 0, durable_ = 0;
  bool syncing_ = false, failed_ = false;
};

}  // namespace gq::db
