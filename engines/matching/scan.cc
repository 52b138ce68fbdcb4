#include "engines/matching/scan.h"

#include <algorithm>
#include <functional>

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

Kernel GetKernel(Isa isa) {
  Isa best = Isa::kScalar;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = Isa::kAvx2;
  if (best == Isa::kAvx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    best = Isa::kAvx512;
#endif
  const Isa chosen = isa < best ? isa : best;  // kBest is the greatest value
  if (chosen == Isa::kAvx512) return {ScanAvx512, chosen};
  if (chosen == Isa::kAvx2) return {ScanAvx2, chosen};
  return {ScanScalar, chosen};
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
  if (keep == kKeep) floor_ = static_cast<std::int32_t>(keys[keep - 1] >> 32);
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

}  // namespace gq::matching
