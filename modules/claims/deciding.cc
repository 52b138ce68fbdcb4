#include "modules/claims/deciding.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "kits/crypto/bytes.h"
#include "modules/claims/sides.h"
#include "modules/claims/transitions.h"
#include "modules/months/decisions.h"
#include "modules/people/register.h"
#include "modules/subsidies/inputs.h"

namespace gq::claims {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

Result<std::vector<subsidies::Fact>> FactsOf(Store& store, const Scope& scope, const SubsidyClaim& claim, Date as_of,
                                             const FactIndex* index) {
  if (claim.station_id != 0) return std::vector<subsidies::Fact>();  // it employs nobody
  months::Register own;
  if (index == nullptr && claim.credit_code.empty()) {
    const std::string id = claim.claimant_id.ToBytes();
    const auto person = TRY(store.Find<Person>(Program(), "p.id = ?1", {db::Blob{id}}));
    const bool ours = person && (scope.SeesHome(person->home_code) || (AtDestination(claim) && Handles(scope, claim)));
    if (!ours) return Fail(kConflict, "此人已不在本地登记，这里不能核定", "请由现登记地受理");
    own = TRY(months::ReadRegister(store, Program(), as_of, &*person));
  } else if (index == nullptr) {
    own = TRY(months::ReadRegister(store, AtDestination(claim) ? ClaimScope(scope) : scope.HomeSide(), as_of));
  }
  const FactIndex of_own(own);
  const FactIndex& found = index != nullptr ? *index : of_own;
  const months::Register& known = found.all();
  std::string wanted = claim.credit_code;  // of a person: the number under which the facts of this person stand
  if (claim.credit_code.empty()) {
    const auto number = known.number_of.find(claim.claimant_id.ToBytes());
    if (number == known.number_of.end()) return std::vector<subsidies::Fact>();  // identity pending
    wanted = number->second;
  }
  std::vector<subsidies::Fact> facts;
  for (const subsidies::Fact* fact : found.Of(wanted)) {
    facts.push_back(*fact);
    facts.back().person = known.people.at(fact->person).person_id.ToString();
    facts.back().name.clear();
  }
  std::sort(facts.begin(), facts.end(), [](const auto& a, const auto& b) {
    return std::tie(a.person, a.spell_start, a.spell_end, a.unit, a.post, a.work_region) <
           std::tie(b.person, b.spell_start, b.spell_end, b.unit, b.post, b.work_region);
  });
  return facts;
}

// Whom facts, grants and the decision name.
std::string ClaimantOf(const SubsidyClaim& claim) {
  if (claim.station_id != 0) return "station:" + std::to_string(claim.station_id);
  return claim.credit_code.empty() ? claim.claimant_id.ToString() : claim.credit_code;
}

std::string MonthOfDay(std::int64_t day) {
  const auto date = Date::FromYmdInt(static_cast<int>(day));
  return date ? gq::Month::Of(*date).ToString() : std::string();
}

// rule, unit, pool, period, event, amount, due
subsidies::Grant GrantFrom(const db::Row& row, const std::string& person, std::string period) {
  subsidies::Grant grant;
  grant.person = person;
  grant.rule = row.String(0);
  grant.unit = row.String(1);
  grant.pool = row.String(2);
  grant.period = std::move(period);
  if (!row.IsNull(4)) grant.event_date = Date::FromYmdInt(static_cast<int>(row.Int(4)));
  grant.amount_fen = row.Int(5);
  grant.due_fen = row.IsNull(6) ? 0 : row.Int(6);
  return grant;
}

const std::string& Given() {
  static const std::string sql =
      "c.outcome = 'pay' AND c.decided_fen > 0 AND c.state NOT IN (" + std::string(kNotGivenStates) + ")";
  return sql;
}
// A month's decision counts unless its claim has one of its own in the ledger, or came to nothing.
const std::string& GivenByMonth() {
  static const std::string sql =
      "d.outcome = 'pay' AND (d.claim_id IS NULL OR NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = d.claim_id AND "
      "(c.decision_id IS NOT NULL OR c.state IN (" +
      std::string(kNotGivenStates) + "))))";
  return sql;
}

// Whose grants count, of a table `of` with a column of people: the claimant's own; of a subsidy that a household gets
// once, also what others of the household were given of it. ?1: the claimant, ?3: the rule.
std::string WhoseGrants(const std::string& of, const std::string& column, bool household) {
  const std::string own = of + "." + column + " = ?1";
  if (!household) return own;
  return "(" + own + " OR (" + of + ".rule = ?3 AND " + of + "." + column +
         " IN (SELECT m.id FROM person m JOIN person p ON p.household_id = m.household_id WHERE p.id = ?1)))";
}

// What the same claimant was given by other claims, and by months.
Result<std::vector<subsidies::Grant>> GrantsOf(Store& store, const SubsidyClaim& claim, const subsidies::Rule& rule) {
  std::vector<subsidies::Grant> grants;
  const bool of_person = !claim.claimant_id.IsNil(), of_station = claim.station_id != 0;
  const bool household = rule.subject == "household" && of_person;
  const std::string who = claim.claimant_id.ToBytes(), own = claim.id.ToBytes(), person = ClaimantOf(claim);
  std::vector<db::Param> parameters = {of_station  ? db::Param(claim.station_id)
                                       : of_person ? db::Param(db::Blob{who})
                                                   : db::Param(claim.credit_code),
                                       db::Blob{own}};
  if (household) parameters.emplace_back(claim.rule);
  TRY(store.Query(Program(),
                  "{shared}SELECT c.rule, l.employer_code, l.pool, l.as_of, c.event_on, c.decided_fen, l.due_fen FROM "
                  "claim c JOIN subsidy_ledger l ON l.county_id = c.county_id AND l.id = c.decision_id WHERE " +
                      WhoseGrants("c",
                                  of_station  ? "station_id"
                                  : of_person ? "claimant_id"
                                              : "credit_code",
                                  household) +
                      " AND c.id <> ?2 AND " + Given() + " ORDER BY l.as_of, c.id",
                  parameters, [&](const db::Row& row) {
                    grants.push_back(GrantFrom(row, person, MonthOfDay(row.Int(3))));
                    return Ok();
                  }));
  if (of_station) return grants;  // months decide about people and employers
  TRY(store.Query(Program(),
                  "{shared}SELECT d.rule, " + std::string(of_person ? "d.employer_code" : "NULL") +
                      ", d.pool, d.period, d.event_on, d.amount_fen, d.due_fen FROM " +
                      (of_person ? "decision d WHERE " : "employer_decision d WHERE ") +
                      WhoseGrants("d", of_person ? "person_id" : "credit_code", household) +
                      " AND (d.claim_id IS NULL OR d.claim_id <> ?2) AND " + GivenByMonth() +
                      " ORDER BY d.period, d.rule, d.position",
                  parameters, [&](const db::Row& row) {
                    const auto month = gq::Month::FromInt(static_cast<int>(row.Int(3)));
                    grants.push_back(GrantFrom(row, person, month ? month->ToString() : std::string()));
                    return Ok();
                  }));
  return grants;
}

// What other claimants have left of each pool with a budget, as Settlement counts it: a year's money knows nothing of
// other years, unless what they leave is carried over; a pool with budgets of other years only has none.
Result<std::vector<subsidies::Budget>> BudgetsFor(Store& store, const SubsidyClaim& claim,
                                                  const subsidies::Rules& rules, Date as_of) {
  std::vector<subsidies::Budget> budgets;
  for (const auto& budget : rules.budgets) {
    if (IsInForce(budget, as_of.year())) budgets.push_back(budget);
  }
  std::stable_sort(budgets.begin(), budgets.end(), [](const auto& a, const auto& b) { return a.year > b.year; });
  const auto of = [&](const std::string& pool) {
    return std::find_if(budgets.begin(), budgets.end(), [&](const auto& one) { return one.pool == pool; });
  };
  const auto with_others = [&] {
    for (const auto& budget : rules.budgets) {
      if (of(budget.pool) == budgets.end()) budgets.push_back(budget);
    }
    return budgets;
  };
  if (budgets.empty()) return with_others();
  const auto spend = [&](const std::string& pool, std::int64_t year, std::int64_t fen) {
    auto found = of(pool);
    if (found == budgets.end()) found = of(pool.substr(0, pool.find('/')));
    if (found != budgets.end() && (found->year == 0 || found->carry_over || found->year == year)) found->fen -= fen;
  };
  const std::string who = claim.claimant_id.ToBytes();
  const auto each = [&](const db::Row& row) {
    spend(row.String(0), row.Int(1), row.Int(2));
    return Ok();
  };
  TRY(store.Query(Program(),
                  "{shared}SELECT l.pool, COALESCE(c.event_on, l.as_of) / 10000, CAST(SUM(c.decided_fen) AS BIGINT) "
                  "FROM claim c JOIN subsidy_ledger l ON "
                  "l.county_id = c.county_id AND l.id = c.decision_id WHERE (c.claimant_id IS NULL OR c.claimant_id <> "
                  "?1) AND COALESCE(c.credit_code, '') <> ?2 AND COALESCE(c.station_id, 0) <> ?3 AND " +
                      Given() + " GROUP BY 1, 2",
                  {db::Blob{who}, claim.credit_code.empty() ? "-" : claim.credit_code,
                   claim.station_id == 0 ? std::int64_t{-1} : claim.station_id},
                  each));
  TRY(store.Query(Program(),
                  "{shared}SELECT d.pool, COALESCE(d.event_on / 10000, d.period / 100), CAST(SUM(d.amount_fen) AS "
                  "BIGINT) FROM decision d WHERE d.person_id <> ?1 AND " +
                      GivenByMonth() + " GROUP BY 1, 2",
                  {db::Blob{who}}, each));
  TRY(store.Query(Program(),
                  "{shared}SELECT d.pool, COALESCE(d.event_on / 10000, d.period / 100), CAST(SUM(d.amount_fen) AS "
                  "BIGINT) FROM employer_decision d WHERE d.credit_code "
                  "<> ?1 AND " +
                      GivenByMonth() + " GROUP BY 1, 2",
                  {claim.credit_code.empty() ? "-" : claim.credit_code}, each));
  return with_others();
}

}  // namespace

FactIndex::FactIndex(const months::Register& all) : all_(all) {
  for (const auto& fact : all.facts) {
    of_[fact.person].push_back(&fact);
    if (!fact.unit.empty()) of_[fact.unit].push_back(&fact);
  }
}

std::span<const subsidies::Fact* const> FactIndex::Of(const std::string& claimant) const {
  const auto found = of_.find(claimant);
  return found == of_.end() ? std::span<const subsidies::Fact* const>() : std::span(found->second);
}

Result<Made> MakeDecision(Store& store, const Scope& scope, const SubsidyClaim& claim, const subsidies::Rules& rules,
                          Date as_of, const FactIndex* index) {
  const auto rule = rules.find(claim.rule);
  if (rule == rules.end()) return Fail(kBadInput, "没有规则 " + claim.rule, "请核对规则编号");
  Snapshot snapshot;
  snapshot.as_of = as_of;
  snapshot.claim = months::ClaimFrom(claim, ClaimantOf(claim));
  snapshot.facts = TRY(FactsOf(store, scope, claim, as_of, index));
  snapshot.grants = TRY(GrantsOf(store, claim, rule->second));
  snapshot.budgets = TRY(BudgetsFor(store, claim, rules, as_of));
  std::vector<std::string> used = {claim.rule};
  for (const auto& grant : snapshot.grants) {
    if (rules.count(grant.rule) > 0 && std::find(used.begin(), used.end(), grant.rule) == used.end())
      used.push_back(grant.rule);
  }
  Made made;
  for (const auto& id : used) {
    std::vector<const subsidies::Rule*> versions = {&rules.at(id)};
    for (const auto& earlier : rules.at(id).earlier) versions.push_back(&earlier);
    for (const auto* version : versions) {
      made.texts.push_back(TRY(ReadRuleText(*version)));
      snapshot.rules.push_back({id, made.texts.back().model_hash, made.texts.back().parameters_hash});
    }
  }
  snapshot.groups = rules.groups_text;
  const std::string text = ToText(snapshot);
  const auto decision = TRY(Decide(snapshot, rules));
  LedgerEntry& entry = made.entry;
  entry.id = store.NewId();
  entry.county_id = claim.county_id;
  entry.home_code = claim.home_code;
  entry.work_code = SharedWith(claim);
  entry.claim_id = claim.id;
  entry.claimant_id = claim.claimant_id;
  entry.credit_code = claim.credit_code;
  entry.entry = "decision";
  entry.as_of = as_of;
  entry.rule = claim.rule;
  entry.rule_version = decision.version;
  const auto of_version = std::find_if(made.texts.begin(), made.texts.end(), [&](const RuleText& one) {
    return one.rule == claim.rule && one.version == decision.version;
  });
  const RuleText& decided_by = of_version == made.texts.end() ? made.texts.front() : *of_version;
  entry.model_hash = decided_by.model_hash;
  entry.parameters_hash = decided_by.parameters_hash;
  entry.input_hash = crypto::Sha256Hex(text);
  entry.result_hash = crypto::Sha256Hex(ToText(decision));
  entry.rule_ids = decision.rule_ids;
  entry.outcome = std::string(subsidies::NameOf(decision.outcome));
  entry.amount = Fen(decision.amount_fen);
  entry.due = Fen(decision.due_fen);
  entry.event = decision.event_date;
  entry.employer_code = decision.unit;
  entry.payee = decision.payee;
  entry.payer = decision.payer;
  entry.pool = decision.pool;
  entry.reason = decision.reason;
  entry.missing = decision.missing;
  entry.input = Secret(text);
  entry.actor = scope.actor;
  entry.created_at = store.Now();
  return made;
}

Status Append(UnitOfWork& work, const Made& made, const SubsidyClaim& before, SubsidyClaim& after) {
  const std::string last = before.decision_id.ToBytes(), input = made.entry.input_hash;
  const std::int64_t same =
      before.decision_id.IsNil()
          ? 0
          : TRY(work.connection().QueryInt("SELECT count(*) FROM subsidy_ledger WHERE county_id = ?1 AND id = ?2 AND "
                                           "input_hash = ?3 AND result_hash = ?4",
                                           {before.county_id, db::Blob{last}, input, made.entry.result_hash}));
  if (same == 0) {
    for (const auto& text : made.texts) {
      for (const auto& [hash, content] :
           {std::pair(&text.model_hash, &text.model), {&text.parameters_hash, &text.parameters}}) {
        TRY(
            work.connection().Execute("INSERT INTO rule_text (hash, rule, text, created_at) VALUES (?1, ?2, ?3, ?4) ON "
                                      "CONFLICT (hash) DO NOTHING",
                                      {*hash, text.rule, *content, work.now().microseconds()}));
      }
    }
    TRY(work.Insert(made.entry));
    after.decision_id = made.entry.id;
  }
  after.outcome = made.entry.outcome;
  after.decided = made.entry.amount;
  return Ok();
}

LedgerEntry EntryOf(const SubsidyClaim& claim, const LedgerEntry& decision, std::string_view kind, Fen amount,
                    UnitOfWork& work, Date as_of) {
  LedgerEntry entry = decision;
  entry.id = work.store().NewId();
  entry.entry = std::string(kind);
  entry.as_of = as_of;
  entry.amount = amount;
  entry.work_code = SharedWith(claim);
  entry.batch_id = claim.batch_id;
  entry.input = Secret();
  entry.input_hash.clear();
  entry.result_hash.clear();
  entry.reason.clear();
  entry.missing.clear();
  entry.outcome.clear();
  entry.actor = work.scope().actor;
  entry.created_at = work.now();
  return entry;
}

Result<SubsidyClaim> DecideNow(Store& store, const Scope& scope, const Uuid& id, Date as_of) {
  const auto claim = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), id));
  if (claim.state == "in_notice" || claim.state == "approved" || claim.state == "in_batch" || claim.state == "paid" ||
      claim.state == "rejected" || claim.state == "recovering" || claim.state == "recovered")
    return Fail(kWrongState, "公示以后不再重新核定", "情况有变的，请先退回");
  if (!IsEditable(claim.state) && !Handles(scope, claim))
    return Fail(kForbidden, "这项补贴由就业地出钱，提交以后由就业地核定");
  const auto rules = TRY(subsidies::CurrentRules(store));
  const Made made = TRY(MakeDecision(store, scope, claim, *rules, as_of));
  SubsidyClaim after = claim;
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  const bool person = !claim.claimant_id.IsNil();
  work.About(person ? claim.county_id : scope.unit_id, "claim.decide", person ? "person" : "claim",
             person ? claim.claimant_id : claim.id);
  TRY(Append(work, made, claim, after));
  TRY(work.Update(claim, after));
  TRY(work.Commit());
  return after;
}

Result<Replayed> Replay(Store& store, const Scope& scope, const Uuid& entry_id) {
  const auto entry = TRY(store.Get<LedgerEntry>(Program(), entry_id));
  TRY(store.Get<SubsidyClaim>(ClaimScope(scope), entry.claim_id));  // seen by whoever sees the claim
  if (entry.entry != "decision") return Fail(kNotFound, "这一笔不是核定");
  Replayed again;
  const std::string& text = entry.input.Reveal();
  again.snapshot = TRY(SnapshotFrom(text));
  again.rules = TRY(RulesFrom(again.snapshot, [&](const std::string& hash) -> Result<std::string> {
    std::string found;
    TRY(store.Query(Program(), "{shared}SELECT text FROM rule_text WHERE hash = ?1", {hash}, [&](const db::Row& row) {
      found = row.String(0);
      return Ok();
    }));
    if (hash == entry.model_hash) again.model = found;
    return found;
  }));
  again.decision = TRY(Decide(again.snapshot, again.rules));
  again.same_input = crypto::Sha256Hex(text) == entry.input_hash && ToText(again.snapshot) == text;
  again.same_result = crypto::Sha256Hex(ToText(again.decision)) == entry.result_hash;
  return again;
}

}  // namespace gq::claims
