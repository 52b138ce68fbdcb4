#include "kits/http/worker_pool.h"

#include <sched.h>

namespace gq::http {

WorkerPool::WorkerPool(int threads, int queue_max) : queue_max_(static_cast<std::size_t>(queue_max)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

bool WorkerPool::Submit(std::function<void()> work, bool urgent) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || (!urgent && queue_.size() >= queue_max_)) return false;
    if (urgent) {
      queue_.push_front(std::move(work));
    } else {
      queue_.push_back(std::move(work));
    }
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void YieldToNobody() {
  const sched_param ordinary = {};
  sched_setscheduler(0, SCHED_BATCH, &ordinary);  // refused: only slower
}

void WorkerPool::Run() {
  YieldToNobody();
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace gq::http
