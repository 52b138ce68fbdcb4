#include "kits/db/sqlite_checkpoint.h"

#include <pthread.h>

namespace gq::db {

SqliteCheckpointer::SqliteCheckpointer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> own,
                                       TakeTurn take_turn)
    : writer_(writer), own_(std::move(own)), take_turn_(std::move(take_turn)), thread_([this] { Work(); }) {
  pthread_setname_np(thread_.native_handle(), "checkpoint");
  sqlite3_wal_hook(writer_.handle(), Committed, this);
}

SqliteCheckpointer::~SqliteCheckpointer() {
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  bell_.notify_one();
  thread_.join();
}

int SqliteCheckpointer::Committed(void* self, sqlite3*, const char*, int pages) {
  auto& checkpointer = *static_cast<SqliteCheckpointer*>(self);
  const std::lock_guard lock(checkpointer.mutex_);
  if (pages < checkpointer.pages_) checkpointer.next_at_ = kCheckpointPages;  // the log began anew
  checkpointer.pages_ = pages;
  if (pages >= checkpointer.next_at_) checkpointer.bell_.notify_one();
  return SQLITE_OK;
}

void SqliteCheckpointer::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    bell_.wait(lock, [this] { return stopping_ || pages_ >= next_at_; });
    if (stopping_) return;
    next_at_ = pages_ + kCheckpointPages / 2;  // the next try, if readers or a full disk stop this one
    folding_ = true;
    lock.unlock();
    const bool anew = Fold();
    lock.lock();
    folding_ = false;
    if (anew) {
      pages_ = 0;
      next_at_ = kCheckpointPages;
    }
    folded_.notify_all();
  }
}

void SqliteCheckpointer::Brake() {
  std::unique_lock lock(mutex_);
  if (pages_ < kBrakePages) return;
  folded_.wait_for(lock, kBrakeMax, [this] { return stopping_ || pages_ < kBrakePages || !folding_; });
}

// A failure is not reported: the log stays, nothing is lost, and a disk that is full fails the next commit with its own
// message.
bool SqliteCheckpointer::Fold() {
  int in_log = 0, folded = 0;
  if (sqlite3_wal_checkpoint_v2(own_->handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &folded) != SQLITE_OK)
    return false;
  const auto turn = take_turn_();
  return turn &&
         sqlite3_wal_checkpoint_v2(own_->handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &folded) == SQLITE_OK &&
         folded == in_log;
}

}  // namespace gq::db
