#include <filesystem>

#include "kits/csv/writer.h"
#include "kits/file/file.h"
#include "kits/json/writer.h"
#include "modules/subsidies/decide.h"

namespace gq::subsidies {

namespace {

Status WriteOne(const Decisions& decisions, Outcome outcome, const std::string& path) {
  auto writer = TRY(csv::Writer::Create(
      path, {"person", "rule", "version", "payee", "amount_fen", "payer", "pool", "rule_ids", "reason", "missing"}));
  for (const auto& row : decisions.rows) {
    if (row.outcome != outcome) continue;
    for (const auto* text : {&row.person, &row.rule, &row.version, &row.payee}) writer.Field(*text);
    writer.Integer(row.amount_fen);
    for (const auto* text : {&row.payer, &row.pool, &row.rule_ids, &row.reason, &row.missing}) writer.Field(*text);
    writer.EndRow();
  }
  return writer.Close();
}

}  // namespace

Result<std::string> WriteDecisions(const Decisions& decisions, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const Outcome outcome : {Outcome::kPay, Outcome::kRefuse, Outcome::kReview})
    TRY(WriteOne(decisions, outcome, folder + "/" + std::string(NameOf(outcome)) + ".csv"));
  json::Writer out;
  out.BeginObject();
  out.Member("pay_fen", decisions.pay_fen);
  out.Key("rules");
  out.BeginArray();
  for (const auto& [key, total] : decisions.totals) {
    out.BeginObject();
    out.Member("rule", key.first);
    out.Member("outcome", key.second);
    out.Member("count", total.first);
    out.Member("sum_fen", total.second);
    out.EndObject();
  }
  out.EndArray();
  out.Key("pools");
  out.BeginObject();
  std::map<std::string, std::optional<std::int64_t>> pools;
  for (const auto& [pool, fen] : decisions.pools) pools[pool];
  for (const auto& [pool, fen] : decisions.balances) pools[pool] = fen;
  for (const auto& [pool, balance] : pools) {
    const auto paid = decisions.pools.find(pool);
    out.Key(pool);
    out.BeginObject();
    out.Member("paid_fen", paid == decisions.pools.end() ? std::int64_t{0} : paid->second);
    out.Member("balance_fen", balance);  // null: no budget is known
    if (const auto report = decisions.pool_reports.find(pool); report != decisions.pool_reports.end()) {
      out.Member("waiting", report->second.waiting);
      out.Member("waiting_fen", report->second.waiting_fen);
      out.Key("exhausted_on");
      if (report->second.exhausted_on)
        out.Text(report->second.exhausted_on->ToString());
      else
        out.Null();
    }
    out.EndObject();
  }
  out.EndObject();
  out.Key("possible");
  out.BeginObject();
  for (const auto& [rule, n] : decisions.possible) out.Member(rule, n);
  out.EndObject();
  out.EndObject();
  const std::string summary = std::move(out).Take();
  auto file = TRY(file::AtomicFile::Create(folder + "/summary.json"));
  TRY(file.Write(summary + "\n"));
  TRY(file.Commit());
  return summary;
}

}  // namespace gq::subsidies
