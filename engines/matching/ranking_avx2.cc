#include "engines/matching/ranking_scan.h"

namespace gq::matching {

bool ScanRankedAvx2(const ScanTask& task, const Ranking& ranking, BestPosts& best) {
  return ScanRanked(task, ranking, best);
}

}  // namespace gq::matching
