#include "engines/matching/scan.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "engines/matching/ranking.h"

namespace gq::matching {
namespace {

// Better pairs have greater keys: more net, then a lower position.
std::uint64_t KeyOf(std::int32_t net, std::uint32_t position) {
  return static_cast<std::uint64_t>(net) << 32 | ~position;
}

}  // namespace

std::string_view NameOf(Isa isa) {
  static constexpr std::string_view kNames[] = {"scalar", "avx2", "avx512", "best"};
  return kNames[static_cast<std::size_t>(isa)];
}

Isa BestIsa() {
  Isa best = Isa::kScalar;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = Isa::kAvx2;
  if (best == Isa::kAvx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    best = Isa::kAvx512;
#endif
  return best;
}

Kernel GetKernel(Isa isa) {
  const Isa chosen = std::min(isa, BestIsa());  // kBest is the greatest value
  if (chosen == Isa::kAvx512)
    return {ScanAvx512,     ScanRankedAvx512, ScanQuickAvx512, FindLevelsAvx512,  FindBoundAvx512, PickFromAvx512,
            PickBitsAvx512, PickKindAvx512,   MeetAvx512,      FindBestTwoAvx512, chosen};
  if (chosen == Isa::kAvx2)
    return {ScanAvx2,       ScanRankedAvx2, ScanQuickAvx2, FindLevelsScalar,           FindBoundScalar, PickFromScalar,
            PickBitsScalar, PickKindScalar, MeetAvx2,      FindBestTwo<std::uint16_t>, chosen};
  return {ScanScalar,     ScanRankedScalar, ScanQuickScalar, FindLevelsScalar, FindBoundScalar,
          PickFromScalar, PickBitsScalar,   PickKindScalar,  MeetScalar,       FindBestTwo<std::uint16_t>,
          chosen};
}

void BestPosts::Prune(std::uint32_t keep) {
  if (count_ <= keep) return;
  std::uint64_t keys[kPruneAt];
  for (std::uint32_t i = 0; i < count_; ++i) keys[i] = KeyOf(net_[i], position_[i]);
  std::nth_element(keys, keys + keep - 1, keys + count_, std::greater<>());
  for (std::uint32_t i = 0; i < keep; ++i) {
    net_[i] = static_cast<std::int32_t>(keys[i] >> 32);
    position_[i] = ~static_cast<std::uint32_t>(keys[i]);
  }
  count_ = keep;
  // Equal net gets in: its position may be lower.
  if (keep == keep_) floor_ = static_cast<std::int32_t>(keys[keep - 1] >> 32);
}

std::int32_t BestPosts::Divide() {
  if (count_ < keep_) return 0;
  std::uint64_t keys[kPruneAt];
  for (std::uint32_t i = 0; i < count_; ++i) keys[i] = KeyOf(net_[i], position_[i]);
  std::nth_element(keys, keys + keep_ - 1, keys + count_, std::greater<>());
  count_ = keep_ - 1;
  for (std::uint32_t i = 0; i < count_; ++i) {
    net_[i] = static_cast<std::int32_t>(keys[i] >> 32);
    position_[i] = ~static_cast<std::uint32_t>(keys[i]);
  }
  return static_cast<std::int32_t>(keys[keep_ - 1] >> 32);
}

void BestPosts::Finish(std::uint32_t keep) {
  Prune(keep);
  std::uint64_t keys[kPruneAt];
  for (std::uint32_t i = 0; i < count_; ++i) keys[i] = KeyOf(net_[i], position_[i]);
  std::sort(keys, keys + count_, std::greater<>());
  for (std::uint32_t i = 0; i < count_; ++i) {
    net_[i] = static_cast<std::int32_t>(keys[i] >> 32);
    position_[i] = ~static_cast<std::uint32_t>(keys[i]);
  }
}

void ScanOwn(const ScanTask& task, BestPosts& best) {
  for (std::size_t k = 0; k < task.own.count; ++k) {
    const ScoreModel::TradePosts& own = task.own.items[k];
    for (std::size_t block = 0; block < task.blocks; ++block) {
      std::uint64_t bits = task.feasible[block] & own.posts[block];
      task.feasible[block] ^= bits;
      for (; bits != 0; bits &= bits - 1)
        ScanOne(task, block * 64 + static_cast<std::size_t>(std::countr_zero(bits)), own.delta, best);
    }
  }
}

}  // namespace gq::matching
