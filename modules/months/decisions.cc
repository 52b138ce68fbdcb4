#include "modules/months/decisions.h"

#include <set>

#include "kits/store/unit_of_work.h"
#include "modules/subsidies/model.h"

namespace gq::months {

namespace {

using db::CellKind;

// Claims that the way of modules/claims has taken out of the month's hands: in notice or further; and those that came
// to nothing. What the first were given stands in the ledger, and their decisions of months count no more.
constexpr std::string_view kBeyondReview = "'in_notice', 'approved', 'in_batch', 'paid', 'recovering'";
constexpr std::string_view kNothing = "'draft', 'returned', 'rejected', 'recovered'";

std::string StillOfTheMonth() {
  return "(d.claim_id IS NULL OR NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = d.claim_id AND c.state IN (" +
         std::string(kBeyondReview) + ", " + std::string(kNothing) + ")))";
}

// person or credit code, rule, pool, amount, due, event, employer of the spell, decided on.
std::string FromTheLedger(std::string_view who) {
  return "SELECT c." + std::string(who) +
         ", c.rule, l.pool, c.decided_fen, l.due_fen, l.event_on, l.employer_code, l.as_of FROM claim c JOIN "
         "subsidy_ledger l ON l.county_id = c.county_id AND l.id = c.decision_id";
}
std::string GivenByLedger() {
  return "c.outcome = 'pay' AND c.decided_fen > 0 AND c.state IN (" + std::string(kBeyondReview) + ")";
}

subsidies::Grant LedgerGrantFrom(const db::Row& row, std::int64_t this_period) {
  subsidies::Grant grant;
  const auto decided = Date::FromYmdInt(static_cast<int>(row.Int(7)));
  const gq::Month month = decided ? gq::Month::Of(*decided) : gq::Month();
  grant.period = month.ToString();
  grant.later = month.ToInt() > this_period;
  grant.rule = row.String(1);
  grant.pool = row.String(2);
  grant.amount_fen = row.Int(3);
  grant.due_fen = row.IsNull(4) ? 0 : row.Int(4);
  if (!row.IsNull(5)) grant.event_date = Date::FromYmdInt(static_cast<int>(row.Int(5)));
  grant.unit = row.String(6);
  return grant;
}

subsidies::Grant GrantFrom(const db::Row& row, int from, std::int64_t this_period) {
  subsidies::Grant grant;
  const std::int64_t period = row.Int(from);
  const auto month = gq::Month::FromInt(static_cast<int>(period));
  grant.period = month ? month->ToString() : std::string();
  grant.later = period > this_period;
  grant.rule = row.String(from + 1);
  grant.pool = row.String(from + 2);
  grant.amount_fen = row.Int(from + 3);
  grant.due_fen = row.Int(from + 4);
  if (!row.IsNull(from + 5)) grant.event_date = Date::FromYmdInt(static_cast<int>(row.Int(from + 5)));
  return grant;
}

// The columns that both tables have, after their own first ones.
std::vector<db::BulkColumn> Columns(std::initializer_list<db::BulkColumn> first) {
  std::vector<db::BulkColumn> columns(first);
  for (const db::BulkColumn& column : std::initializer_list<db::BulkColumn>{{"period", CellKind::kInteger},
                                                                            {"rule", CellKind::kText},
                                                                            {"unit_id", CellKind::kInteger},
                                                                            {"position", CellKind::kInteger},
                                                                            {"claim_id", CellKind::kBlob},
                                                                            {"version", CellKind::kText},
                                                                            {"outcome", CellKind::kText},
                                                                            {"event_on", CellKind::kInteger},
                                                                            {"amount_fen", CellKind::kInteger},
                                                                            {"due_fen", CellKind::kInteger},
                                                                            {"payer", CellKind::kText},
                                                                            {"pool", CellKind::kText},
                                                                            {"rule_ids", CellKind::kText},
                                                                            {"reason", CellKind::kText},
                                                                            {"missing", CellKind::kText},
                                                                            {"created_at", CellKind::kInteger}}) {
    columns.push_back(column);
  }
  return columns;
}

struct Writing {
  const StepContext& context;
  const std::vector<Uuid>& ids;
  std::int64_t created_at;
  std::int64_t position = 0;

  Status Row(db::BulkWriter& bulk, const subsidies::Decision& row) {
    bulk.Int(context.options.period.ToInt());
    bulk.Text(row.rule);
    bulk.Int(context.scope.unit_id);
    bulk.Int(position++);
    if (row.claim < ids.size())
      bulk.Bytes(ids[row.claim].ToBytes());
    else
      bulk.Null();
    bulk.Text(row.version);
    bulk.Text(subsidies::NameOf(row.outcome));
    if (row.event_date)
      bulk.Int(row.event_date->ToYmdInt());
    else
      bulk.Null();
    bulk.Int(row.amount_fen);
    bulk.Int(row.due_fen);
    for (const auto* text : {&row.payer, &row.pool, &row.rule_ids, &row.reason, &row.missing}) bulk.Text(*text);
    bulk.Int(created_at);
    return bulk.EndRow();
  }
};

// Claims of rules that give something once and in one sum, which an earlier month decided to pay.
Result<std::set<std::string>> SettledClaims(const StepContext& context, const subsidies::Rules& rules) {
  std::set<std::string> settled;
  for (const char* table : {"decision", "employer_decision"}) {
    TRY(context.store.Query(
        context.scope,
        "{shared}SELECT claim_id, rule FROM " + std::string(table) +
            " WHERE outcome = 'pay' AND claim_id IS NOT NULL AND period < ?1",
        {std::int64_t{context.options.period.ToInt()}},
        [&](const db::Row& row) {
          const auto rule = rules.find(row.String(1));
          if (rule != rules.end() && !rule->second.tranche) settled.insert(row.String(0));
          return Ok();
        },
        true));
  }
  return settled;
}

}  // namespace

subsidies::Claim ClaimFrom(const SubsidyClaim& stored, std::string claimant) {
  subsidies::Claim claim;
  claim.person = std::move(claimant);
  claim.rule = stored.rule;
  claim.event_date = stored.event;
  if (stored.amount) claim.amount = stored.amount->ToYuan();
  claim.receipts = stored.receipts.value_or(0);
  claim.tracking_to = stored.tracking_to;
  claim.broker = stored.broker;
  claim.fee_taken = stored.fee_taken;
  claim.paid_before_fen = stored.paid_before_fen.value_or(0);
  claim.course_days = stored.course_days.value_or(0);
  if (stored.standard) claim.standard = stored.standard->ToYuan();
  claim.certificate = stored.certificate;
  claim.period_from = stored.period_from;
  claim.period_to = stored.period_to;
  claim.received_on = stored.received_on;
  return claim;
}

Result<StoredClaims> ReadStoredClaims(const StepContext& context, const Register& all, const subsidies::Rules& rules) {
  StoredClaims read;
  const auto settled = TRY(SettledClaims(context, rules));
  const std::int64_t day = context.options.as_of.ToYmdInt();
  auto stored = TRY(context.store.Select<SubsidyClaim>(
      context.scope,
      "COALESCE(p.handled_by, '') = '' AND (p.received_on IS NULL OR p.received_on <= ?1) AND (p.closed_on IS NULL "
      "OR p.closed_on > ?1) AND p.state NOT IN (" +
          std::string(kBeyondReview) + ", " + std::string(kNothing) + ") ORDER BY p.received_on, p.id",
      {day}));
  for (const auto& claim : stored) {
    if (settled.count(claim.id.ToBytes()) > 0) continue;
    std::string claimant = claim.credit_code;
    if (claimant.empty()) {
      const auto number = all.number_of.find(claim.claimant_id.ToBytes());
      if (number == all.number_of.end()) continue;
      claimant = number->second;
    }
    read.claims.push_back(ClaimFrom(claim, std::move(claimant)));
    read.ids.push_back(claim.id);
  }
  return read;
}

Result<std::vector<subsidies::Grant>> ReadGrants(const StepContext& context, const Register& all) {
  std::vector<subsidies::Grant> grants;
  const std::int64_t period = context.options.period.ToInt();
  TRY(context.store.Query(
      context.scope,
      "SELECT d.person_id, d.employer_code, d.period, d.rule, d.pool, d.amount_fen, d.due_fen, d.event_on FROM "
      "decision d "
      "JOIN person p ON p.county_id = d.county_id AND p.id = d.person_id WHERE d.outcome = 'pay' AND NOT (d.period = "
      "?1 AND d.unit_id = ?2) AND {scope:p} AND " +
          StillOfTheMonth(),
      {period, context.scope.unit_id},
      [&](const db::Row& row) {
        const auto number = all.number_of.find(row.String(0));
        if (number == all.number_of.end()) return Ok();
        grants.push_back(GrantFrom(row, 2, period));
        grants.back().person = number->second;
        grants.back().unit = row.String(1);
        return Ok();
      },
      true));
  TRY(context.store.Query(
      context.scope,
      "{shared}SELECT d.credit_code, d.period, d.rule, d.pool, d.amount_fen, d.due_fen, d.event_on FROM "
      "employer_decision d WHERE d.outcome = 'pay' AND NOT (d.period = ?1 AND d.unit_id = ?2) AND " +
          StillOfTheMonth(),
      {period, context.scope.unit_id},
      [&](const db::Row& row) {
        grants.push_back(GrantFrom(row, 1, period));
        grants.back().person = row.String(0);
        return Ok();
      },
      true));
  TRY(context.store.Query(context.scope,
                          FromTheLedger("claimant_id") +
                              " JOIN person p ON p.county_id = c.county_id AND p.id = c.claimant_id WHERE " +
                              GivenByLedger() + " AND {scope:p} ORDER BY l.as_of, c.id",
                          {}, [&](const db::Row& row) {
                            const auto number = all.number_of.find(row.String(0));
                            if (number == all.number_of.end()) return Ok();
                            grants.push_back(LedgerGrantFrom(row, period));
                            grants.back().person = number->second;
                            return Ok();
                          }));
  TRY(context.store.Query(context.scope,
                          "{shared}" + FromTheLedger("credit_code") + " WHERE c.credit_code IS NOT NULL AND " +
                              GivenByLedger() + " ORDER BY l.as_of, c.id",
                          {}, [&](const db::Row& row) {
                            grants.push_back(LedgerGrantFrom(row, period));
                            grants.back().person = row.String(0);
                            return Ok();
                          }));
  return grants;
}

Status SaveDecisions(const StepContext& context, const Register& all, const subsidies::Decisions& decisions,
                     const std::vector<Uuid>& ids) {
  const std::int64_t period = context.options.period.ToInt();
  auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
  auto& connection = work.connection();
  for (const char* table : {"decision", "employer_decision"}) {
    TRY(connection.Execute("DELETE FROM " + std::string(table) + " WHERE period = ?1 AND unit_id = ?2",
                           {period, context.scope.unit_id}));
  }
  Writing writing{context, ids, work.now().microseconds()};
  const auto people = connection.Bulk("decision", Columns({{"county_id", CellKind::kInteger},
                                                           {"person_id", CellKind::kBlob},
                                                           {"employer_code", CellKind::kText},
                                                           {"payee", CellKind::kText}}));
  std::vector<const subsidies::Decision*> others;
  for (const auto& row : decisions.rows) {
    const auto it = all.people.find(row.person);
    if (it == all.people.end()) {
      if (row.of_employer) others.push_back(&row);
      continue;  // somebody outside of the register: in the files only, and never paid
    }
    people->Int(it->second.county_id);
    people->Bytes(it->second.person_id.ToBytes());
    people->Text(row.unit);
    people->Text(row.payee == row.person ? std::string_view() : row.payee);  // no ID number in clear (D9)
    TRY(writing.Row(*people, row));
  }
  if (writing.position > 0) TRY(people->Finish());
  if (!others.empty()) {
    const auto employers = connection.Bulk("employer_decision", Columns({{"credit_code", CellKind::kText}}));
    for (const auto* row : others) {
      employers->Text(row->person);
      TRY(writing.Row(*employers, *row));
    }
    TRY(employers->Finish());
  }
  work.About(0, "subsidies.decide", "job", *Uuid::Parse(context.job_id));
  work.Note("pay_fen", std::to_string(decisions.pay_fen));
  return work.Commit();
}

}  // namespace gq::months
