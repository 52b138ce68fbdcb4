// Comparisons as background jobs: compare.run, compare.apply, compare.withdraw (D11).
// Thread-safety: from any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modules/sources/runs.h"

namespace gq::jobs {
class Jobs;
}

namespace gq::sources {

// The 12-digit code of a place in words or digits, 0 when it is none: the longest part of a code that is known (a
// village of an older list lies in its county), the deepest place that words name. `find`: imports::Lookups::place_of.
using FindPlace = std::function<Result<std::int64_t>(const std::vector<std::string>& parts)>;
std::function<std::int64_t(std::string_view)> PlaceReader(FindPlace find);

// Once at start, before jobs run. Without `place_of` work lies where the employer on file is.
void RegisterCompareJobs(Store& store, jobs::Jobs& jobs, std::function<std::int64_t(std::string_view)> place_of = {});

struct CompareRequest {
  std::string source;  // upload, folder, command
  gq::Month period;
  Date as_of;
  bool near = true;
  int threads = 1;
  std::map<std::string, std::string> files;  // kind -> path, sealed or not
  std::map<std::string, std::string> names;  // kind -> what the officer calls the file; else the last part of the path
};
// Opens a run and submits its comparison. `here`: the caller runs the job (Jobs::RunHere).
Result<ComparisonRun> StartComparison(Store& store, jobs::Jobs& jobs, const Scope& scope, const CompareRequest& request,
                                      bool here = false);
struct SubmitOptions {
  bool here = false;              // the caller runs the job (Jobs::RunHere)
  bool despite_warnings = false;  // somebody has looked at what the comparison warns of
};
// kind: compare.apply, compare.withdraw. Answers the run with its job; kWarned when it is to be applied and warns.
Result<ComparisonRun> SubmitCompareJob(Store& store, jobs::Jobs& jobs, const Scope& scope, const std::string& kind,
                                       const Uuid& run, const SubmitOptions& options = {});

// The registries that lie in a folder, by their names; of a kind the newest. `folder` may be missing.
struct DroppedFile {
  std::string kind, name, path;
  std::int64_t size = 0, modified = 0;  // microseconds since 1970
};
std::vector<DroppedFile> ListDropped(const std::string& folder);

}  // namespace gq::sources
