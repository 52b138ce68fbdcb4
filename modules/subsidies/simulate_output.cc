#include <filesystem>

#include "kits/csv/writer.h"
#include "kits/json/writer.h"
#include "modules/subsidies/simulate.h"

namespace gq::subsidies {

namespace {

Status WriteCosts(const std::string& path, std::string_view key, const std::map<std::string, Cost>& costs) {
  auto writer =
      TRY(csv::Writer::Create(path, {key, "before_fen", "after_fen", "difference_fen", "before_count", "after_count"}));
  for (const auto& [name, cost] : costs) {
    writer.Field(name);
    for (const std::int64_t value :
         {cost.before_fen, cost.after_fen, cost.after_fen - cost.before_fen, cost.before, cost.after})
      writer.Integer(value);
    writer.EndRow();
  }
  return writer.Close();
}

void WritePool(const PoolReport& report, csv::Writer* writer) {
  writer->Integer(report.paid_fen);
  writer->Integer(report.waiting);
  writer->Integer(report.waiting_fen);
  writer->Field(report.exhausted_on ? report.exhausted_on->ToString() : "");
}

Status WritePools(const std::string& path, const std::map<std::string, PoolChange>& pools) {
  auto writer = TRY(csv::Writer::Create(
      path, {"pool", "budget_fen", "before_paid_fen", "before_waiting", "before_waiting_fen", "before_exhausted_on",
             "after_paid_fen", "after_waiting", "after_waiting_fen", "after_exhausted_on"}));
  for (const auto& [name, change] : pools) {
    const auto budget = change.after.budget_fen ? change.after.budget_fen : change.before.budget_fen;
    writer.Field(name);
    if (budget)
      writer.Integer(*budget);
    else
      writer.Field("");  // no budget is known
    WritePool(change.before, &writer);
    WritePool(change.after, &writer);
    writer.EndRow();
  }
  return writer.Close();
}

Status WritePeople(const std::string& path, const std::vector<Change>& changed) {
  auto writer = TRY(csv::Writer::Create(path, {"person", "name", "rule", "county", "month", "before", "after",
                                               "before_fen", "after_fen", "difference_fen", "reason", "missing"}));
  for (const Change& change : changed) {
    for (const auto* text :
         {&change.person, &change.name, &change.rule, &change.county, &change.month, &change.before, &change.after})
      writer.Field(*text);
    writer.Integer(change.before_fen);
    writer.Integer(change.after_fen);
    writer.Integer(change.after_fen - change.before_fen);
    writer.Field(change.reason_after);
    writer.Field(change.missing_after);
    writer.EndRow();
  }
  return writer.Close();
}

}  // namespace

Result<std::string> WriteSimulation(const Simulation& done, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  TRY(WriteCosts(folder + "/by_rule.csv", "rule", done.by_rule));
  TRY(WriteCosts(folder + "/by_county.csv", "county", done.by_county));
  TRY(WriteCosts(folder + "/by_month.csv", "month", done.by_month));
  TRY(WritePools(folder + "/by_pool.csv", done.pools));
  TRY(WritePeople(folder + "/people.csv", done.changed));
  json::Writer out;
  out.BeginObject();
  out.Member("before_fen", done.total.before_fen);
  out.Member("after_fen", done.total.after_fen);
  out.Member("difference_fen", done.total.after_fen - done.total.before_fen);
  out.Member("before_count", done.total.before);
  out.Member("after_count", done.total.after);
  out.Member("winners", done.winners);
  out.Member("losers", done.losers);
  out.Member("changed", static_cast<std::int64_t>(done.changed.size()));
  out.Key("rules");
  out.BeginObject();
  for (const auto& [rule, cost] : done.by_rule) {
    if (cost.before_fen == cost.after_fen && cost.before == cost.after) continue;
    out.Key(rule);
    out.BeginObject();
    out.Member("before_fen", cost.before_fen);
    out.Member("after_fen", cost.after_fen);
    out.EndObject();
  }
  out.EndObject();
  out.EndObject();
  const std::string summary = std::move(out).Take();
  auto file = TRY(file::AtomicFile::Create(folder + "/summary.json"));
  TRY(file.Write(summary + "\n"));
  TRY(file.Commit());
  return summary;
}

}  // namespace gq::subsidies
