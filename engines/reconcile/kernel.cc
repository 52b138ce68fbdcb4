#include "engines/reconcile/kernel.h"

namespace gq::reconcile {

std::string_view NameOf(Isa isa) {
  static constexpr std::string_view kNames[] = {"scalar", "avx2", "avx512", "best"};
  return kNames[static_cast<std::size_t>(isa)];
}

ScanFunction GetKernel(Isa isa, Isa* used) {
  Isa best = Isa::kScalar;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = Isa::kAvx2;
  if (best == Isa::kAvx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    best = Isa::kAvx512;
#endif
  const Isa chosen = isa < best ? isa : best;  // kBest is the greatest value
  if (used != nullptr) *used = chosen;
  if (chosen == Isa::kAvx512) return ScanAvx512;
  return chosen == Isa::kAvx2 ? ScanAvx2 : ScanScalar;
}

}  // namespace gq::reconcile
