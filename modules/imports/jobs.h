// Imports as background jobs: import.check, import.run, import.withdraw.
#pragma once

#include <string>

#include "modules/imports/service.h"

namespace gq::jobs {
class Jobs;
}

namespace gq::imports {

// Once at start, before jobs run.
void RegisterJobs(Store& store, jobs::Jobs& jobs, const Lookups& lookups);
Status SubmitJob(Store& store, jobs::Jobs& jobs, const Scope& scope, const std::string& kind, const Uuid& run,
                 bool good_rows_only);

}  // namespace gq::imports
