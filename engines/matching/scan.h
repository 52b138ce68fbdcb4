// The scan: of all posts that are possible for one worker, the best by value minus price. The only code that touches every pair.
//
// Compiled for AVX-512, AVX2 and plain C++ (portable to aarch64) from scan_*.cc; all give the same answers bit by bit, because the best are
// told apart by (net, lower position) and every number is an integer. Nothing is stored of pairs that do not get into the list.
//
// Thread-safety: functions without state; a BestPosts belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engines/matching/matching.h"
#include "engines/matching/score.h"

namespace gq::matching {

// The kKeep best so far. net > 0 only: what is worth nothing at today's price never will be, prices only rise.
class BestPosts {
 public:
  static constexpr std::uint32_t kKeep = 33, kPruneAt = 128, kSlack = 64;

  [[gnu::always_inline]] void Clear() { count_ = 0, floor_ = 0; }
  [[gnu::always_inline]] std::int32_t floor() const { return floor_; }  // only net above it gets in
  std::uint32_t count() const { return count_; }
  // Behind the last entry, for kernels that store several at once; Grow tells how many.
  [[gnu::always_inline]] std::int32_t* net_end() { return net_ + count_; }
  [[gnu::always_inline]] std::uint32_t* position_end() { return position_ + count_; }
  [[gnu::always_inline]] void Grow(std::uint32_t n) {
    count_ += n;
    if (count_ >= kPruneAt) Prune(kKeep);
  }
  [[gnu::always_inline]] void Add(std::int32_t net, std::uint32_t position) {
    net_[count_] = net;
    position_[count_] = position;
    Grow(1);
  }
  // Leaves at most `keep` (<= kKeep), best first.
  void Finish(std::uint32_t keep);
  std::int32_t net(std::uint32_t i) const { return net_[i]; }
  std::uint32_t position(std::uint32_t i) const { return position_[i]; }

 private:
  void Prune(std::uint32_t keep);
  std::uint32_t count_ = 0;
  std::int32_t floor_ = 0;
  std::int32_t net_[kPruneAt + kSlack];
  std::uint32_t position_[kPruneAt + kSlack];
};

struct ScanTask {
  const std::uint64_t* feasible = nullptr;  // a word a block
  std::size_t blocks = 0;
  const std::uint32_t* base = nullptr;      // by position; only blocks with a feasible bit are read
  std::uint32_t worker = 0;                 // ScoreModel::worker
  const std::int32_t* arrive = nullptr;     // table of probability.h, at index 0
  const std::int32_t* stay = nullptr;
  const std::int32_t* price = nullptr;      // by position
  // Deferred acceptance instead of the auction: net is arrive alone, and stay must be above this; nullptr otherwise.
  const std::int32_t* stay_floor = nullptr;
};

struct Kernel {
  void (*scan)(const ScanTask&, BestPosts&);
  // base of one block without the townspeople's part.
  void (*build_block)(const ScoreModel::PostCodes&, const ScoreModel::Rows&, std::size_t block, std::uint32_t* base);
  Isa isa;
};
// The kernel of `isa`, or the best one that this machine has.
Kernel GetKernel(Isa isa);

void ScanScalar(const ScanTask& task, BestPosts& best);
void ScanAvx2(const ScanTask& task, BestPosts& best);
void ScanAvx512(const ScanTask& task, BestPosts& best);
void BuildBlockScalar(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base);
void BuildBlockAvx2(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base);
void BuildBlockAvx512(const ScoreModel::PostCodes& codes, const ScoreModel::Rows& rows, std::size_t block, std::uint32_t* base);

}  // namespace gq::matching
