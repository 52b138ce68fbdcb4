// Threads that do a part of their work at once and another part one after the other, in the order of their tickets.
// Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>

namespace gq::imports {

class Turns {
 public:
  // Waits until all tickets before have ended. False: one of them has failed, and nothing comes after it.
  bool Wait(std::int64_t ticket) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failed_ < ticket || next_ == ticket; });
    return ticket <= failed_;
  }
  // The ticket whose turn it is has ended.
  void End() {
    const std::lock_guard lock(mutex_);
    ++next_;
    changed_.notify_all();
  }
  // A ticket has failed, in its turn or before it. True: no ticket before it had failed so far.
  bool Fail(std::int64_t ticket) {
    const std::lock_guard lock(mutex_);
    if (ticket >= failed_) return false;
    failed_ = ticket;
    changed_.notify_all();
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t next_ = 0;
  std::int64_t failed_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace gq::imports
