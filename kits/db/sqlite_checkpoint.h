// Folds SQLite's log (WAL) into the database file on a thread of its own, so that no commit waits for it.
//
// SQLite's automatic checkpoint runs inside the commit that makes the log too long: during an import one save in eight
// took 300 ms longer. Here that commit only rings a bell. The thread folds nearly everything in while others write
// (PASSIVE), then takes the writer's turn for the few pages since, so that the next commit starts the log anew. A log
// that long readers hold is tried again as it grows. Whoever writes faster than it can be folded in waits before the
// next turn, not in a commit.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "kits/db/sqlite_connection.h"

namespace gq::db {

// Pages of the log (4 KiB each) from which it is folded in.
inline constexpr int kCheckpointPages = 16'384;
// From here on writers wait until it is folded in, if that is under way; at most this long.
inline constexpr int kBrakePages = 2 * kCheckpointPages;
inline constexpr std::chrono::milliseconds kBrakeMax{2'000};

class SqliteCheckpointer {
 public:
  using TakeTurn = std::function<Result<WriteLease>()>;
  // Starts the thread; the writer's log hook is set. `writer` must outlive this object.
  SqliteCheckpointer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> own, TakeTurn take_turn);
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;
  // Before a writer takes its turn; returns at once unless the log is very long. Holds nothing meanwhile.
  void Brake();

 private:
  static int Committed(void* self, sqlite3* handle, const char* schema, int pages);
  void Work();
  bool Fold();  // whether the next commit begins the log anew

  SqliteConnection& writer_;
  std::unique_ptr<SqliteConnection> own_;
  TakeTurn take_turn_;
  std::mutex mutex_;
  std::condition_variable bell_, folded_;
  int pages_ = 0;  // of the log, at the last commit
  int next_at_ = kCheckpointPages;
  bool folding_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace gq::db
