// Runs a tree of the DMN Technology Compatibility Kit (github.com/dmn-tck/tck): the folder that holds TestCases/.
//
// Every case of every suite is run in standard mode and judged by its expected values; numbers may differ by 1e-8, as
// the kit's own runners allow. Cases whose every expected value is null say little about an engine (one that always
// answers null passes them), so the others, "value-bearing", are counted apart. Not thread-safe with itself only in
// that it reads files.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace gq::subsidies {

struct KitCase {
  std::string level;  // "compliance-level-3", "non-compliant"
  std::string suite;  // folder: "0001-filter"
  std::string file;   // "0001-filter-test-01"
  std::string id;
  bool passed = false;
  bool value_bearing = false;
  std::string comment;  // what was expected and what came, or why the model could not be used
  int milliseconds = 0;
};

struct KitCounts {
  int passed = 0, failed = 0;
  int value_passed = 0, value_failed = 0;
};

// Cases in the order of levels, suites, files. A test file that cannot be read is one failed case without an id; other
// files and folders are passed over. kFile when there is no TestCases folder.
Result<std::vector<KitCase>> RunTestKit(const std::string& folder);
// Counts of one level ("" for all compliance levels together).
KitCounts CountCases(const std::vector<KitCase>& cases, const std::string& level);

}  // namespace gq::subsidies
