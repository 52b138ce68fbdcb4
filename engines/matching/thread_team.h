// A few threads that are called together again and again. Which thread takes which part is left to chance, so work must
// put its results where they depend on the item alone.
//
// Run may be called by one thread at a time; fn must not throw.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gq::matching {

class ThreadTeam {
 public:
  explicit ThreadTeam(int threads) : size_(std::clamp(threads, 1, 256)) {
    for (int t = 1; t < size_; ++t) threads_.emplace_back([this, t] { Serve(t); });
  }
  ~ThreadTeam() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
      ++turn_;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return size_; }

  // fn(thread, begin, end) over [0, items) in parts of `grain`; returns when all are done.
  void Run(std::size_t items, std::size_t grain, const std::function<void(int, std::size_t, std::size_t)>& fn) {
    if (size_ == 1 || items <= grain) {
      if (items != 0) fn(0, 0, items);
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      fn_ = &fn;
      items_ = items;
      grain_ = grain;
      next_.store(0);
      busy_ = size_ - 1;
      ++turn_;
    }
    wake_.notify_all();
    Work(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void Work(int thread) {
    for (;;) {
      const std::size_t begin = next_.fetch_add(grain_);
      if (begin >= items_) return;
      (*fn_)(thread, begin, std::min(items_, begin + grain_));
    }
  }
  void Serve(int thread) {
    std::size_t seen = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return turn_ != seen; });
        seen = turn_;
        if (stop_) return;
      }
      Work(thread);
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) done_.notify_one();
    }
  }

  const int size_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int, std::size_t, std::size_t)>* fn_ = nullptr;
  std::size_t items_ = 0, grain_ = 1, turn_ = 0;
  std::atomic<std::size_t> next_{0};
  int busy_ = 0;
  bool stop_ = false;
};

}  // namespace gq::matching
