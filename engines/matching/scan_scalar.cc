#include <bit>

#include "engines/matching/scan.h"

namespace gq::matching {

void ScanScalar(const ScanTask& task, BestPosts& best) {
  for (std::size_t block = 0; block < task.blocks; ++block) {
    for (std::uint64_t bits = task.feasible[block]; bits != 0; bits &= bits - 1) {
      ScanOne(task, block * 64 + static_cast<std::size_t>(std::countr_zero(bits)), {}, best);
    }
  }
}

}  // namespace gq::matching
