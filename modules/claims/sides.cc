#include "modules/claims/sides.h"

#include <algorithm>

#include "modules/claims/deciding.h"
#include "modules/org/offices.h"
#include "modules/subsidies/handling.h"

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

bool Handles(const Scope& scope, const SubsidyClaim& claim) {
  return AtDestination(claim) ? scope.SeesWork(claim.work_code) : scope.SeesHome(claim.home_code);
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

Status Place(Store& store, const subsidies::Rules& rules, SubsidyClaim& claim, Date as_of) {
  const auto rule = rules.find(claim.rule);
  const bool taken_in_there = claim.claimant_id.IsNil() && AtDestination(claim);
  if (!claim.credit_code.empty() || taken_in_there || rule == rules.end()) return Ok();
  if (!claim.claimant_id.IsNil()) {
    const auto work = TRY(WorkPlaceOf(store, claim, rule->second, as_of));
    if (work != 0) claim.work_code = work;
  }
  claim.handled_by.clear();
  const std::int64_t destination = subsidies::DestinationOf(rules, rule->second, claim.home_code, claim.work_code);
  if (destination == 0 || !TRY(org::HasOffice(store, destination, "subsidies.review.county", as_of))) return Ok();
  claim.handled_by = kDestinationSide;
  if (claim.work_code / kCounty * kCounty != destination) claim.work_code = destination;
  return Ok();
}

Status PlaceAtUnit(const Scope& scope, const subsidies::Rules& rules, std::int64_t unit_code, SubsidyClaim& claim) {
  const bool of_employer = claim.station_id == 0;  // a station's home is its own, not that of whoever takes it in
  if (scope.everything || (of_employer && scope.SeesHome(unit_code))) return Ok();
  const auto rule = rules.find(claim.rule);
  if (rule == rules.end() || !scope.SeesWork(unit_code) || !subsidies::PaysAt(rules, rule->second, unit_code))
    return Fail(kForbidden, "这项补贴不由本地出钱，由户籍地一侧受理", "请联系户籍地的经办机构");
  claim.work_code = unit_code;
  claim.handled_by = kDestinationSide;
  return Ok();
}

}  // namespace gq::claims
