#include "modules/claims/sides.h"

#include <algorithm>

#include "modules/claims/deciding.h"
#include "modules/org/roles.h"
#include "modules/org/service.h"
#include "modules/subsidies/handling.h"

namespace gq::claims {

namespace {

constexpr std::int64_t kCounty = 1'000'000;  // of a 12-digit code: what lies below a county

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

// Whether somebody there can review: an account in use with a grant on the side of the work place.
Result<bool> HasOffice(Store& store, std::int64_t code, Date day) {
  bool found = false;
  TRY(store.Query(
      Program(),
      "{shared}SELECT DISTINCT g.role, g.unit_id FROM account_grant g JOIN account a ON a.id = g.account_id "
      "WHERE a.state = 'active' AND g.side IN ('work', 'both') AND (g.valid_from IS NULL OR g.valid_from <= "
      "?1) AND (g.valid_to IS NULL OR g.valid_to >= ?1)",
      {static_cast<std::int64_t>(day.ToYmdInt())}, [&](const db::Row& row) -> Status {
        const auto* role = org::FindRole(row.Text(0));
        if (found || role == nullptr || !org::RoleMay(*role, "subsidies.review.county")) return Ok();
        const Unit unit = TRY(org::GetUnit(store, row.Int(1)));
        found = unit.code != 0 && org::RangeOf(unit).Contains(code);
        return Ok();
      }));
  return found;
}

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
  if (destination == 0 || !TRY(HasOffice(store, destination, as_of))) return Ok();
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
