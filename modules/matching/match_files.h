// Files of `gangqiao match` (docs/reference/formats.md): workers and posts in, plan out.
//
// Input is CSV or XLSX with columns by any of their names (kits/table). A cell that cannot be read rejects its row when
// the pair's possibility hangs on it, and is reported in rejects.csv; the rest goes on. A row of a CSV file with more
// or fewer cells than the header, or with quotes that are not paired, is rejected whole. Thread-safety: functions
// without state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modules/matching/match.h"

namespace gq::matching {

struct Reject {
  std::string file;       // "workers", "posts"
  std::uint64_t row = 0;  // record, from 1
  std::string column, reason, cure;
};

struct FileCounts {
  std::uint64_t rows = 0;
  std::vector<std::string> unknown_columns;   // not used
  std::vector<std::string> repeated_columns;  // another column of the same meaning is read instead
};

Result<FileCounts> ReadPosts(const std::string& path, const RegionTree& regions, MatchInput& input,
                             std::vector<Reject>& rejects);
Result<FileCounts> ReadWorkers(const std::string& path, const RegionTree& regions, MatchInput& input,
                               std::vector<Reject>& rejects);

// plan.csv, unplaced.csv, posts.csv and, when there are any, rejects.csv; else that of an earlier run is removed.
Status WritePlan(const std::string& folder, const Match& match, const std::vector<Reject>& rejects);

// Fixed-point numbers as decimals: value with 6 digits, probability with 4.
std::string ValueText(std::int64_t value);
std::string ProbabilityText(std::uint16_t probability);

}  // namespace gq::matching
