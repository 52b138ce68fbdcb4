#include <bit>

#include "engines/matching/scan.h"

namespace gq::matching {

void ScanScalar(const ScanTask& task, BestPosts& best) {
  ScanOwn(task, best);
  for (std::size_t block = 0; block < task.blocks; ++block) {
    for (std::uint64_t bits = task.feasible[block]; bits != 0; bits &= bits - 1) {
      ScanOne(task, block * 64 + static_cast<std::size_t>(std::countr_zero(bits)), {}, best);
    }
  }
}

void MeetScalar(const std::uint64_t* const* rows, std::size_t count, std::size_t words, std::uint64_t* out) {
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t all = rows[0][i];
    for (std::size_t r = 1; r < count; ++r) all &= rows[r][i];
    out[i] = all;
  }
}

}  // namespace gq::matching
