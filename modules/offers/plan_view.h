// Plans as JSON: a row, the whole with its indicators and what became of it, its posts by price, who got nothing and
// why. Shapes in shapes.h. Thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "kits/json/writer.h"
#include "kits/store/store.h"
#include "modules/jobs/jobs.h"
#include "modules/offers/model.h"

namespace gq::offers {

// A plan whose job has failed or was stopped is shown so.
Status WritePlan(json::Writer& out, Store& store, jobs::Jobs& jobs, const Scope& scope, const MatchPlan& plan);
Status WritePlanFile(json::Writer& out, Store& store, jobs::Jobs& jobs, const Scope& scope, const MatchPlan& plan);
// The dearest places first.
Status WritePlanPosts(json::Writer& out, Store& store, const MatchPlan& plan, std::optional<std::string_view> trade,
                      std::int64_t page, std::int64_t size);
// limit: one code of match_unplaced.limit_code; none_only: people for whom no post is possible.
Status WriteUnplaced(json::Writer& out, Store& store, const Scope& scope, const MatchPlan& plan,
                     std::optional<std::string_view> limit, bool none_only, std::int64_t page, std::int64_t size);

}  // namespace gq::offers
