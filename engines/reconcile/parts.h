// Work shared out to threads so that what comes of it does not depend on their number. Thread-safety: functions without
// state.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace gq::reconcile {

inline std::size_t Parts(int threads) { return static_cast<std::size_t>(std::max(1, threads)); }

// take(part, i) for i in 0..size-1, each part in a thread of its own, its rows in order and behind those of the parts
// before.
template <typename Take>
void InParts(std::size_t size, int threads, Take take) {
  constexpr std::size_t kWorthAThread = 256;
  const std::size_t parts = size < kWorthAThread ? 1 : Parts(threads), step = (size + parts - 1) / parts;
  const auto work = [&](std::size_t part) {
    for (std::size_t i = part * step; i < std::min(size, (part + 1) * step); ++i) take(part, i);
  };
  std::vector<std::thread> others;
  for (std::size_t part = 1; part < parts; ++part) others.emplace_back(work, part);
  work(0);
  for (std::thread& thread : others) thread.join();
}

// task(i) for i in 0..count-1, in any order: what takes long begins as soon as a thread is free.
template <typename Task>
void InTasks(std::size_t count, int threads, Task task) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  std::vector<std::thread> others;
  for (std::size_t n = 1; n < std::min(count, Parts(threads)); ++n) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

}  // namespace gq::reconcile
