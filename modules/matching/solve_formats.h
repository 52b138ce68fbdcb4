// `gangqiao match solve`: known problem files read, solved to the exact optimum, and answered
// (docs/reference/formats.md).
//
//   bmatch         maximise: `p bmatch W P E`, `c POST CAPACITY`, `e WORKER POST PROFIT`; a post without a `c` line has
//   one place orlib-assign   minimise, perfect: n, then n² costs by rows over any line breaks (OR-Library assign100 …
//   800) orlib-assignp  minimise, perfect: n, then `i j cost` triples (OR-Library assignp*); pairs that are missing are
//   impossible dimacs-min     minimise: DIMACS minimum-cost flow residents      resident-optimal stable; objective =
//   number matched
//
// Errors: kBadInstance with the line; kInfeasible when no perfect assignment or no flow exists.
// Pure functions of the text; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/matching/min_cost_flow.h"
#include "engines/matching/residents.h"

namespace gq::matching {

enum class SolveFormat : std::uint8_t { kBmatch, kOrlibAssign, kOrlibAssignp, kDimacsMin, kResidents };
std::optional<SolveFormat> FindSolveFormat(std::string_view name);

struct Solved {
  std::int64_t objective = 0;
  bool maximise = false;
  std::uint64_t matched = 0, unmatched = 0;  // workers, rows, residents; dimacs-min: arcs with flow, arcs without
  std::vector<std::pair<std::string, std::string>>
      assignment;  // ids from 1 as in the file; dimacs-min: arc number and flow
};

// `programmes`: the second file of `residents`; empty otherwise.
Result<Solved> SolveText(SolveFormat format, std::string_view text, std::string_view programmes);

}  // namespace gq::matching
