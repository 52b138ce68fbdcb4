// A fixed number of threads and a bounded queue: when it is full, the caller is told at once instead of waiting.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gq::http {

// For the calling thread, on Linux: waking it does not take the processor from whoever has it. Network threads and
// workers hand every request to each other twice; where they share a core this saves a tenth of a request's time.
void YieldToNobody();

class WorkerPool {
 public:
  WorkerPool(int threads, int queue_max);
  ~WorkerPool() { Stop(); }

  // False: the queue is full or the pool stops. `urgent` work (the continuation of something that was accepted) is
  // taken even when the queue is full, and goes first. Work must not throw.
  bool Submit(std::function<void()> work, bool urgent = false);
  // Does what was accepted, then joins. May be called twice.
  void Stop();
  std::size_t queued() const;

 private:
  void Run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  const std::size_t queue_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gq::http
