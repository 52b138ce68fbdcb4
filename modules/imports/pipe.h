// Between two threads of an import: a few pieces of work, then the end or an error.
// Thread-safe: one thread puts and ends, another takes; whoever takes may stop it.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/result.h"

namespace gq::imports {

template <typename Piece>
class Pipe {
 public:
  // waiting_max: pieces that may lie between the threads; memory is what limits them.
  explicit Pipe(std::size_t waiting_max) : waiting_max_(waiting_max) {}

  // Waits for room. False: nobody wants more.
  bool Put(Piece piece) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return stopped_ || pieces_.size() < waiting_max_; });
    if (stopped_) return false;
    pieces_.push_back(std::move(piece));
    filled_.notify_one();
    return true;
  }

  // Nothing comes after this; an error is what Take() gives when the pieces before it are taken.
  void End(Status status) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    status_ = std::move(status);
    filled_.notify_one();
  }

  // Waits for a piece. Nothing: the end.
  Result<std::optional<Piece>> Take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return ended_ || !pieces_.empty(); });
    if (pieces_.empty()) {
      TRY(status_);
      return std::optional<Piece>();
    }
    std::optional<Piece> piece(std::move(pieces_.front()));
    pieces_.pop_front();
    room_.notify_one();
    return piece;
  }

  void Stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    room_.notify_one();
  }

 private:
  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable filled_, room_;
  std::deque<Piece> pieces_;
  bool ended_ = false, stopped_ = false;
  Status status_ = Ok();
};

}  // namespace gq::imports
