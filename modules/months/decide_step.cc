// Subsidies of the month: facts from the store's spells, claims from the file; decisions kept beside the people.
#include <filesystem>
#include <unordered_map>

#include "kits/store/unit_of_work.h"
#include "modules/months/month.h"
#include "modules/subsidies/claims.h"
#include "modules/subsidies/decide.h"

namespace gq::months {

namespace {

struct Register {
  std::vector<subsidies::Fact> facts;
  std::unordered_map<std::string, std::pair<std::int64_t, Uuid>> people;  // ID number -> county, person
};

std::optional<Date> DayAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(column)));
}
std::optional<gq::Month> MonthAt(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : gq::Month::FromInt(static_cast<int>(row.Int(column)));
}

// Insurance of a spell: its own months, else since when the registry has seen the person insured there.
Result<Register> ReadRegister(const StepContext& context) {
  Register all;
  const auto& vault = context.store.vault();
  TRY(context.store.Query(context.scope,
                          "SELECT p.id, p.county_id, i.id, i.value, p.target_group, p.home_code, s.unit_code, s.employer_name, s.post_name, s.tier, s.work_code, s.start_on, s.end_on, "
                          "s.contract_start, s.contract_end, s.insured_from, s.insured_to, s.first_time_in "
                          "FROM person p JOIN person_identifier i ON i.county_id = p.county_id AND i.person_id = p.id AND i.status = 'active' "
                          "LEFT JOIN spell s ON s.county_id = p.county_id AND s.person_id = p.id WHERE {scope:p} ORDER BY p.home_code, p.id",
                          {}, [&](const db::Row& row) -> Status {
                            subsidies::Fact fact;
                            fact.person = TRY(vault.Open("person_identifier.value", row.Text(2), row.Text(3)));
                            all.people[fact.person] = {row.Int(1), row.Id(0)};
                            if (row.IsNull(11)) return Ok();
                            fact.target_group = row.String(4);
                            fact.origin_region = row.Int(5);
                            fact.unit = row.String(6);
                            fact.unit_name = row.String(7);
                            fact.post = row.String(8);
                            fact.tier = row.String(9);
                            fact.work_region = row.Int(10);
                            fact.spell_start = DayAt(row, 11);
                            fact.spell_end = DayAt(row, 12);
                            fact.contract_start = DayAt(row, 13);
                            fact.contract_end = DayAt(row, 14);
                            fact.insured_from = MonthAt(row, 15);
                            fact.insured_to = MonthAt(row, 16);
                            if (!row.IsNull(17)) fact.first_time_in = row.Int(17) != 0;
                            all.facts.push_back(std::move(fact));
                            return Ok();
                          },
                          true));
  return all;
}

Status SaveDecisions(const StepContext& context, const Register& all, const subsidies::Decisions& decisions) {
  const std::int64_t period = context.options.period.ToInt();
  auto work = TRY(UnitOfWork::Begin(context.store, Scope::System(context.scope.actor), "month/" + context.job_id));
  auto& connection = work.connection();
  db::Pipeline old(connection);
  for (const auto& row : decisions.rows) {
    const auto it = all.people.find(row.person);
    if (it == all.people.end()) continue;
    const std::string person = it->second.second.ToBytes();
    TRY(old.Add("DELETE FROM decision WHERE county_id = ?1 AND person_id = ?2 AND period = ?3", {it->second.first, db::Blob{person}, period}));
  }
  TRY(old.Flush());
  const auto bulk = connection.Bulk("decision", {{"county_id", db::CellKind::kInteger}, {"person_id", db::CellKind::kBlob}, {"period", db::CellKind::kInteger}, {"rule", db::CellKind::kText},
                                                 {"position", db::CellKind::kInteger}, {"version", db::CellKind::kText}, {"outcome", db::CellKind::kText}, {"amount_fen", db::CellKind::kInteger},
                                                 {"payer", db::CellKind::kText}, {"pool", db::CellKind::kText}, {"rule_ids", db::CellKind::kText}, {"reason", db::CellKind::kText},
                                                 {"missing", db::CellKind::kText}, {"created_at", db::CellKind::kInteger}});
  std::int64_t position = 0;
  for (const auto& row : decisions.rows) {
    const auto it = all.people.find(row.person);
    if (it == all.people.end()) continue;  // an employer's claim, or somebody outside of the register: in the files only
    bulk->Int(it->second.first);
    bulk->Bytes(it->second.second.ToBytes());
    bulk->Int(period);
    bulk->Text(row.rule);
    bulk->Int(position++);
    bulk->Text(row.version);
    bulk->Text(subsidies::NameOf(row.outcome));
    bulk->Int(row.amount_fen);
    for (const auto* text : {&row.payer, &row.pool, &row.rule_ids, &row.reason, &row.missing}) bulk->Text(*text);
    bulk->Int(work.now().microseconds());
    TRY(bulk->EndRow());
  }
  if (position > 0) TRY(bulk->Finish());
  work.About(0, "subsidies.decide", "job", *Uuid::Parse(context.job_id));
  work.Note("pay_fen", std::to_string(decisions.pay_fen));
  return work.Commit();
}

}  // namespace

Result<std::string> DecideStep(const StepContext& context, jobs::JobStep& step) {
  const auto rules = TRY(subsidies::LoadRules(subsidies::FindRulesFolder()));
  std::vector<subsidies::FileReject> rejects;
  std::vector<subsidies::Claim> claims;
  const auto file = context.options.files.find("claims");
  if (file != context.options.files.end()) claims = TRY(subsidies::ReadClaims(file->second, rejects));
  step.Total(static_cast<std::int64_t>(claims.size()));
  const Register all = TRY(ReadRegister(context));
  const auto decisions = TRY(subsidies::DecideAll(all.facts, claims, rules, context.options.as_of));
  if (step.Cancelled()) return Fail(kCancelled, "核定已停止");
  const std::string summary = TRY(subsidies::WriteDecisions(decisions, context.options.out + "/decide"));
  TRY(SaveDecisions(context, all, decisions));
  step.Set(static_cast<std::int64_t>(claims.size()));
  return summary;
}

}  // namespace gq::months
