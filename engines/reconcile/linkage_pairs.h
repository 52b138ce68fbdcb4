// Which pairs of records are worth comparing (linkage.h).
// Thread-safety: functions without state.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/reconcile/linkage.h"
#include "engines/reconcile/ready_columns.h"

namespace gq::reconcile {

// Pairs (left << 32 | right), ascending, each once; `dedupe`: within left, left < right. Adds the plan's blocks that
// are too large to `blocks_skipped`.
std::vector<std::uint64_t> FindPairs(const ReadyColumns& columns, bool dedupe,
                                     const std::vector<FieldComparer>& comparers, const LinkPlan& plan,
                                     std::uint64_t& blocks_skipped);

}  // namespace gq::reconcile
