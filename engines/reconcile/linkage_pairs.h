// Which pairs of records are worth comparing (linkage.h).
// Thread-safety: functions without state.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/reconcile/compare_values.h"
#include "engines/reconcile/linkage.h"

namespace gq::reconcile {

using ReadyColumns = std::vector<std::vector<ReadyValue>>;  // by field, by row

// Pairs (left << 32 | right), ascending, each once. `right` null: pairs within left, left < right. Adds the plan's
// blocks that are too large to `blocks_skipped`.
std::vector<std::uint64_t> FindPairs(const ReadyColumns& left, const ReadyColumns* right,
                                     const std::vector<FieldComparer>& comparers, const LinkPlan& plan,
                                     std::uint64_t& blocks_skipped);

}  // namespace gq::reconcile
