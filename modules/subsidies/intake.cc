#include "modules/subsidies/intake.h"

#include <string>
#include <vector>

#include "modules/org/offices.h"
#include "modules/subsidies/handling.h"
#include "modules/subsidies/inputs.h"

namespace gq::subsidies {

namespace {

constexpr std::int64_t kCounty = 1'000'000;  // of a 12-digit code: what lies below a county

const gq::Scope& Program() {
  static const gq::Scope scope = gq::Scope::System("system:subsidies");
  return scope;
}

tl::unexpected<Error> BadField(std::string field, std::string message, std::string hint) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  return Fail(error.With("field", std::move(field)));
}

std::optional<Date> DayAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(column)));
}

// Where the spell works that a person's claim is about; 0: not known.
Result<std::int64_t> WorkPlaceOf(Store& store, const SubsidyClaim& claim, const Rule& rule) {
  const std::string id = claim.claimant_id.ToBytes();
  std::vector<Fact> spells;
  TRY(store.Query(Program(),
                  "SELECT s.unit_code, s.work_code, s.start_on, s.end_on FROM spell s JOIN person p ON p.county_id = "
                  "s.county_id AND p.id = s.person_id WHERE p.county_id = ?1 AND p.id = ?2 AND {scope:p} "
                  "ORDER BY s.start_on, s.end_on, s.id",
                  {claim.county_id, db::Blob{id}}, [&](const db::Row& row) {
                    Fact& spell = spells.emplace_back();
                    spell.unit = row.String(0);
                    spell.work_region = row.IsNull(1) ? 0 : row.Int(1);
                    spell.spell_start = DayAt(row, 2);
                    spell.spell_end = DayAt(row, 3);
                    return Ok();
                  }));
  std::vector<const Fact*> pointers;
  for (const Fact& spell : spells) pointers.push_back(&spell);
  const auto spell = FindSpell(pointers, claim.event, rule.gap_days);
  return spell ? spell->work_region : 0;
}

// Of an employer or a station of elsewhere: only what the own finance pays.
Status TakeInHere(const gq::Scope& scope, const Rules& rules, std::int64_t unit_code, SubsidyClaim& claim) {
  const auto rule = rules.find(claim.rule);
  if (rule == rules.end() || !scope.SeesWork(unit_code) || !PaysAt(rules, rule->second, unit_code))
    return Fail(kForbidden, "这项补贴不由本地出钱，由户籍地一侧受理", "请联系户籍地的经办机构");
  claim.work_code = unit_code;
  claim.handled_by = kDestinationSide;
  return Ok();
}

}  // namespace

bool Handles(const gq::Scope& scope, const SubsidyClaim& claim) {
  return AtDestination(claim) ? scope.SeesWork(claim.work_code) : scope.SeesHome(claim.home_code);
}

Status CheckClaimant(const Rules& rules, const SubsidyClaim& claim) {
  const auto found = rules.find(claim.rule);
  if (found == rules.end()) return BadField("rule", "没有规则 " + claim.rule, "请从列表里选");
  const Rule& rule = found->second;
  if (rule.subject == "employer" && claim.credit_code.empty())
    return BadField("credit_code", "“" + rule.title + "”由企业申请", "请填统一社会信用代码");
  if (rule.subject == "station" && claim.station_id == 0)
    return BadField("station", "“" + rule.title + "”由劳务工作站申请", "请填工作站的名称");
  if (rule.subject == "station" && !rule.region.empty() && !Under(claim.home_code, rule.region))
    return BadField("station", "“" + rule.title + "”不给这个地方的工作站", "请核对是哪里派驻的工作站，适用地区见规则");
  if (rule.subject != "employer" && rule.subject != "station" && claim.claimant_id.IsNil())
    return BadField("person", "“" + rule.title + "”按人申请", "请选人；表格里填身份证号");
  return Ok();
}

Status TakeIn(Store& store, const gq::Scope& scope, const Rules& rules, std::int64_t unit_code, SubsidyClaim& claim,
              Date as_of) {
  if (claim.claimant_id.IsNil()) {
    // A station's home is its own, an employer's that of whoever takes the claim in.
    const std::int64_t home = claim.station_id != 0 ? claim.home_code : unit_code;
    if (!scope.everything && !scope.SeesHome(home)) TRY(TakeInHere(scope, rules, unit_code, claim));
    claim.home_code = home;
    return Ok();
  }
  if (scope.SeesHome(claim.home_code)) return Ok();
  TRY(HandIn(store, rules, claim, as_of));  // somebody who works here: only what is paid here
  if (AtDestination(claim) && Handles(scope, claim)) return Ok();
  return Fail(kForbidden, "这项补贴不由本地出钱，由户籍地一侧受理", "请联系户籍地的经办机构");
}

Status HandIn(Store& store, const Rules& rules, SubsidyClaim& claim, Date as_of) {
  const auto rule = rules.find(claim.rule);
  const bool taken_in_there = claim.claimant_id.IsNil() && AtDestination(claim);
  if (!claim.credit_code.empty() || taken_in_there || rule == rules.end()) return Ok();
  if (!claim.claimant_id.IsNil()) {
    const auto work = TRY(WorkPlaceOf(store, claim, rule->second));
    if (work != 0) claim.work_code = work;
  }
  claim.handled_by.clear();
  // Somebody for whom the rule is not at all is the home's to refuse: nobody elsewhere need know of it (D7).
  const std::string& region = rule->second.region;
  if (!region.empty() && !Under(claim.home_code, region)) return Ok();
  const std::int64_t destination = DestinationOf(rules, rule->second, claim.home_code, claim.work_code);
  if (destination == 0 || !TRY(org::HasOffice(store, destination, "subsidies.review.county", as_of))) return Ok();
  claim.handled_by = kDestinationSide;
  if (claim.work_code / kCounty * kCounty != destination) claim.work_code = destination;
  return Ok();
}

}  // namespace gq::subsidies
