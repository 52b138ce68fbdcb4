#include "engines/matching/ranking_scan.h"

namespace gq::matching {

bool ScanRankedScalar(const ScanTask& task, const Ranking& ranking, BestPosts& best) {
  return ScanRanked(task, ranking, best);
}

void FindLevelsScalar(const ScanTask& task, const Effect* effects, std::int16_t* out) {
  for (std::size_t i = 0; i < task.blocks * 64; ++i) {
    const std::int32_t value = ValueOf(task.arrive->At(effects[i].arrive + task.worker.arrive),
                                       task.stay->At(effects[i].stay + task.worker.stay));
    out[i] = static_cast<std::int16_t>((value >> kCoarseBits) - task.price_coarse[i]);
  }
}

}  // namespace gq::matching
