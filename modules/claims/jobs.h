// Work over many claims, as persisted jobs (D11): deciding all claims under review, and proposing claims for everybody
// whom the register shows to be entitled (免申即享, A12). Both are idempotent: what is there already is passed over.
#pragma once

#include "modules/claims/service.h"
#include "modules/jobs/jobs.h"

namespace gq::claims {

// Once at start: kinds "claims_decide" and "claims_propose".
void RegisterJobs(Store& store, jobs::Jobs& jobs);
// `kind`: decide or propose; `rule`: of propose, empty for all rules.
Result<Uuid> Submit(jobs::Jobs& jobs, const Scope& scope, std::string_view kind, std::string_view rule, Date as_of);

// The jobs' work. {"claims", "decided", "pay", "refuse", "review"} and {"proposed", "known"} as JSON.
Result<std::string> DecideAllClaims(Store& store, const Scope& scope, Date as_of, jobs::JobStep& step);
Result<std::string> Propose(Store& store, const Scope& scope, std::string_view rule, Date as_of, jobs::JobStep& step);

}  // namespace gq::claims
