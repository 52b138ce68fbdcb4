#include "modules/claims/sides.h"

namespace gq::claims {

namespace {

constexpr std::int64_t kCounty = 1'000'000;  // of a 12-digit code: what lies below a county

}  // namespace

Scope ClaimScope(const Scope& scope) {
  Scope seen = scope;
  seen.employer_codes.clear();
  seen.broker_units.clear();
  return seen;
}

std::string HandledHereSql(const Scope& scope) {
  if (scope.everything) return "1=1";
  std::string sql = "(COALESCE(p.handled_by, '') = ''";
  for (const auto& range : scope.work)
    sql += " OR p.work_code BETWEEN " + std::to_string(range.low) + " AND " + std::to_string(range.high);
  return sql + ")";
}

std::int64_t PlaceOfHandling(const SubsidyClaim& claim) {
  return AtDestination(claim) ? claim.work_code / kCounty * kCounty : claim.home_code;
}

}  // namespace gq::claims
