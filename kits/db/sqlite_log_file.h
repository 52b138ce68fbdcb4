// The write-ahead log of a SQLite writer, written in long runs. SQLite writes every page of a commit with two calls (24
// bytes of header, then the page); an import commits thousands of pages, so half its time in the kernel goes into
// calls. This file layer (a "VFS" in SQLite's words) gathers what is written one after the other and hands it on when
// SQLite asks for a sync, reads, asks for the size or closes.
//
// Why nothing is lost: with synchronous=FULL SQLite syncs the log before it tells anybody that a commit is there
// (https://www.sqlite.org/pragma.html#pragma_synchronous). With a weaker setting a commit could be announced before it
// is in the file: the writer sets FULL, and a test asks for it. An error of a late write (disk full) comes out of the
// sync, which fails the commit like an error of the write itself.
//
// Commits that may become durable later (Durable::kSoon) are handed to the operating system and not synced: readers and
// a killed process find them, and the next sync of the log, by a later commit or by the checkpoint before it copies
// anything, takes them along. A power failure in between leaves the log's valid beginning: an earlier, whole state. The
// first commit of a log that begins anew is always synced, as SQLite wants it before frames of the old log are
// overwritten.
#pragma once

#include <cstdint>

namespace gq::db {

// While one that was made with `true` lives, commits of this thread are not synced.
class LogSyncLater {
 public:
  explicit LogSyncLater(bool later);
  ~LogSyncLater();
  LogSyncLater(const LogSyncLater&) = delete;
  LogSyncLater& operator=(const LogSyncLater&) = delete;

 private:
  bool before_;
};

// Syncs of logs so far, in this process; CountLogSync: one that was not SQLite's (sqlite_log_sync.h).
std::uint64_t LogSyncs();
void CountLogSync();

// The name to give to sqlite3_open_v2; registers the layer at the first call. Null when it cannot be registered: SQLite
// then uses its own. Only the log is touched, every other file is SQLite's as it was. Thread-safe.
const char* GatheringLogVfs();

}  // namespace gq::db
