#include "modules/claims/entitlements.h"

#include <set>

#include "modules/claims/model.h"
#include "modules/claims/sides.h"
#include "modules/months/facts.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

// A decision's reason ends with the article it rests on, as it was when it was decided.
void SetReason(const std::string& text, Entitlement& one) {
  const std::string mark = "。依据：";
  const auto at = text.find(mark);
  one.reason = text.substr(0, at);
  if (at != std::string::npos) one.basis = text.substr(at + mark.size());
}

// Whether a claim was decided on its own, and what by; else a month may have decided it.
Result<bool> FromLedger(Store& store, const SubsidyClaim& claim, Entitlement& one) {
  if (claim.decision_id.IsNil()) return false;
  const auto entry = TRY(store.Get<LedgerEntry>(Program(), claim.decision_id));
  one.outcome = claim.state == "rejected" ? "refuse" : entry.outcome;
  one.amount_fen = entry.amount ? entry.amount->value() : 0;
  one.missing = entry.missing;
  one.payer = entry.payer;
  one.pool = entry.pool;
  one.period = gq::Month::Of(*entry.as_of);
  SetReason(entry.reason, one);
  return true;
}

// Decisions of months about the person, the latest of each claim, but those about `decided` ones.
Status AddMonths(Store& store, const Person& person, std::set<std::string> decided, std::vector<Entitlement>& all) {
  const std::string id = person.id.ToBytes();
  return store.Query(
      Program(),
      "{shared}SELECT rule, outcome, amount_fen, reason, missing, period, payer, pool, claim_id FROM decision WHERE "
      "county_id = ?1 AND person_id = ?2 ORDER BY period DESC, position LIMIT 200",
      {person.county_id, db::Blob{id}}, [&](const db::Row& row) {
        const std::string claim = row.IsNull(8) ? std::string() : row.String(8);
        if (decided.count(claim) > 0 || !decided.insert(row.String(0) + "/" + claim).second) return Ok();
        Entitlement& one = all.emplace_back();
        one.rule = row.String(0);
        one.outcome = row.String(1);
        one.amount_fen = row.Int(2);
        one.missing = row.String(4);
        one.period = gq::Month::FromInt(static_cast<int>(row.Int(5)));
        one.payer = row.String(6);
        one.pool = row.String(7);
        if (!row.IsNull(8)) one.claim_id = row.Id(8);
        SetReason(row.String(3), one);
        return Ok();
      });
}

}  // namespace

Result<std::vector<Entitlement>> EntitlementsOf(Store& store, const Scope& scope, const Uuid& person_id,
                                                const subsidies::Rules& rules, Date as_of) {
  const auto person = TRY(store.Get<Person>(ClaimScope(scope), person_id));
  if (!scope.SeesHome(person.home_code)) return Fail(kForbidden, "一户能领什么，只给户籍地看");
  std::vector<Entitlement> all;
  std::set<std::string> decided, asked;  // claims, rules
  const std::string id = person.id.ToBytes();
  for (const auto& claim :
       TRY(store.Select<SubsidyClaim>(Program(), "p.county_id = ?1 AND p.claimant_id = ?2 ORDER BY p.rule, p.id",
                                      {person.county_id, db::Blob{id}}))) {
    asked.insert(claim.rule);
    Entitlement one;
    one.rule = claim.rule;
    one.claim_id = claim.id;
    if (!TRY(FromLedger(store, claim, one))) continue;
    decided.insert(claim.id.ToBytes());
    all.push_back(std::move(one));
  }
  TRY(AddMonths(store, person, std::move(decided), all));
  for (const auto& one : all) asked.insert(one.rule);
  const auto facts = TRY(months::ReadRegister(store, Program(), as_of, &person));
  subsidies::DecideOptions options;
  options.list_possible = true;
  const auto possible = TRY(subsidies::DecideAll(facts.facts, {}, rules, as_of, options));
  for (const auto& decision : possible.rows) {
    const auto rule = rules.find(decision.rule);
    const bool own = rule != rules.end() && (rule->second.payee.empty() || rule->second.payee == "person");
    if (asked.count(decision.rule) > 0 || !own) continue;  // what a broker or an employer gets is not the person's
    Entitlement& one = all.emplace_back();
    one.rule = decision.rule;
    one.outcome = "possible";
    one.missing = decision.missing;
    one.payer = decision.payer;
    one.pool = decision.pool;
    SetReason(decision.reason, one);
  }
  for (auto& one : all) {
    const auto rule = rules.find(one.rule);
    one.title = rule == rules.end() ? one.rule : rule->second.title;
  }
  return all;
}

}  // namespace gq::claims
