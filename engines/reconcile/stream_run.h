// Implementation of RunSegments; included by stream.h.
#pragma once

#include <algorithm>

namespace gq::reconcile {
namespace internal {

template <typename Rows, typename Worker, typename Merge>
class SegmentRun {
 public:
  SegmentRun(ByteReader& reader, std::uint64_t body, const StreamOptions& options, Merge& merge)
      : options_(options), merge_(merge), body_(body), size_(reader.size()), expected_(body) {
    count_ = (size_ - body_ + options.segment_bytes - 1) / options.segment_bytes;
  }

  std::uint64_t count() const { return count_; }
  Status TakeStatus() { return std::move(status_); }

  void Work(Worker& worker) {
    for (;;) {
      const std::uint64_t index = Take();
      if (index >= count_) return;
      auto segment = std::make_unique<Segment<Rows>>();
      Status status = Guess(worker, index, *segment);
      std::unique_lock lock(mutex_);
      if (!status) return Stop(std::move(status));
      waiting_.emplace(index, std::move(segment));
      MergeWaiting(worker, lock);
    }
  }

 private:
  std::uint64_t Begin(std::uint64_t index) const { return body_ + index * options_.segment_bytes; }
  std::uint64_t Limit(std::uint64_t index) const { return std::min(size_, Begin(index + 1)); }

  // The next segment to read; waits when reading is far ahead of merging, so that memory stays bounded.
  std::uint64_t Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stopped_ || taken_ >= count_ || taken_ < merged_ + 4 * static_cast<unsigned>(options_.threads);
    });
    return stopped_ ? count_ : taken_++;
  }

  // Merges what is next in order, one thread at a time; the others go on reading meanwhile.
  void MergeWaiting(Worker& worker, std::unique_lock<std::mutex>& lock) {
    while (!merging_ && !stopped_ && !waiting_.empty() && waiting_.begin()->first == merged_) {
      auto node = waiting_.extract(waiting_.begin());
      merging_ = true;
      lock.unlock();
      auto merged = MergeOne(worker, node.key(), *node.mapped());
      if (merged && options_.progress) options_.progress(std::min(Limit(node.key()), size_));
      node.mapped().reset();
      lock.lock();
      merging_ = false;
      if (!merged) return Stop(std::move(merged));
      ++merged_;
      changed_.notify_all();
    }
  }

  Status Guess(Worker& worker, std::uint64_t index, Segment<Rows>& segment) {
    segment.first = Begin(index);
    if (index > 0) segment.first = TRY(SkipLine(worker.window(), Begin(index) - 1, Limit(index)));
    segment.none = segment.first >= Limit(index);
    return segment.none ? Ok() : worker.Parse(segment.first, Limit(index), segment);
  }

  Status MergeOne(Worker& here, std::uint64_t index, Segment<Rows>& segment) {
    if (expected_ >= Limit(index)) return Ok();  // a long record reaches beyond the whole segment
    if (segment.none || segment.first != expected_) {
      segment = Segment<Rows>();
      segment.first = expected_;
      TRY(here.Parse(expected_, Limit(index), segment));
    }
    expected_ = segment.next;
    return merge_(segment.rows);
  }

  void Stop(Status status) {
    if (!stopped_) status_ = std::move(status);
    stopped_ = true;
    changed_.notify_all();
  }

  const StreamOptions& options_;
  Merge& merge_;
  const std::uint64_t body_, size_;
  std::uint64_t count_ = 0, taken_ = 0, merged_ = 0, expected_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, std::unique_ptr<Segment<Rows>>> waiting_;
  bool stopped_ = false, merging_ = false;
  Status status_;
};

}  // namespace internal

template <typename Rows, typename MakeWorker, typename Merge>
Status RunSegments(ByteReader& reader, std::uint64_t body, const StreamOptions& options, MakeWorker make_worker,
                   Merge merge) {
  using Worker = typename decltype(make_worker())::element_type;
  internal::SegmentRun<Rows, Worker, Merge> run(reader, body, options, merge);
  const auto threads = std::min<std::uint64_t>(static_cast<unsigned>(std::max(1, options.threads)),
                                               std::max<std::uint64_t>(1, run.count()));
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::uint64_t i = 0; i < threads; ++i) workers.push_back(make_worker());
  std::vector<std::thread> others;
  for (std::uint64_t i = 1; i < threads; ++i)
    others.emplace_back([&run, worker = workers[i].get()] { run.Work(*worker); });
  run.Work(*workers[0]);
  for (std::thread& thread : others) thread.join();
  return run.TakeStatus();
}

}  // namespace gq::reconcile
