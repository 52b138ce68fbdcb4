// The assignment problem with a full table of costs: every row one column, the sum of costs least. Shortest augmenting
// paths after a cheap start (Jonker, Volgenant 1987): far less memory than a flow, one number a pair.
//
//   std::vector<std::uint32_t> column = TRY(SolveAssignment(n, cost));   // cost[row * n + column], any sign
//
// Exact on integers. kBadInstance: the table is not n x n, or numbers so large that prices may not fit 64 bits.
// Memory: the table (kept by the caller) and 40 bytes a row. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/matching/min_cost_flow.h"

namespace gq::matching {

Result<std::vector<std::uint32_t>> SolveAssignment(std::size_t n, std::span<const std::int64_t> cost);

}  // namespace gq::matching
