#include "engines/matching/ranking_scan.h"

namespace gq::matching {

bool ScanRankedAvx2(const ScanTask& task, const Ranking& ranking, const OrderedRows* rows, BestPosts& best) {
  return ScanRanked(task, ranking, rows, best);
}

Quick ScanQuickAvx2(const ScanTask& task, Ranking& ranking, const OrderedRows& rows, BestPosts& best) {
  return ScanQuick(task, ranking, rows, best);
}

}  // namespace gq::matching
