// Reading runs, problems and changes back.
#include <algorithm>

#include "kits/store/store.h"
#include "kits/table/table_reader.h"
#include "modules/imports/hold.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace {

constexpr std::string_view kColumns =
    "id, kind, file_name, file_hash, file_size, state, unit_id, actor, columns, totals, row_count, rows_done, "
    "good_rows_only, message, job_id, created_at, finished_at";

Result<Run> ReadRun(Store& store, const db::Row& row, bool with_columns) {
  Run run;
  run.id = row.Id(0);
  run.kind = row.String(1);
  run.file_name = row.String(2);
  run.file_hash = row.String(3);
  run.file_size = row.Int(4);
  run.state = row.String(5);
  run.unit_id = row.Int(6);
  run.actor = row.String(7);
  if (with_columns && !row.IsNull(8))
    run.columns = TRY(ColumnsFrom(TRY(store.vault().Open("import.columns", row.Text(0), row.Text(8)))));
  run.totals = TRY(TotalsFrom(row.Text(9)));
  run.row_count = row.Int(10);
  run.rows_done = row.Int(11);
  run.good_rows_only = row.Int(12) != 0;
  run.message = row.String(13);
  if (!row.IsNull(14)) run.job_id = row.Id(14);
  run.created_at = Instant(row.Int(15));
  run.finished_at = Instant(row.Int(16));
  return run;
}

// A run belongs to the unit of whoever uploaded the file.
bool MaySee(const Scope& scope, const Run& run) {
  if (scope.everything) return true;
  for (const auto unit : scope.units) {
    if (unit == run.unit_id) return true;
  }
  return scope.account_id != 0 && run.actor == scope.actor;
}

std::string Page(int page, int size) {
  return " LIMIT " + std::to_string(size) + " OFFSET " + std::to_string((page - 1) * size);
}

}  // namespace

Result<Run> GetRun(Store& store, const Scope& scope, const Uuid& id) {
  const std::string bytes = id.ToBytes();
  std::vector<Run> runs;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach("SELECT " + std::string(kColumns) + " FROM import_run WHERE id = ?1", {db::Blob{bytes}},
                     [&](const db::Row& row) -> Status {
                       runs.push_back(TRY(ReadRun(store, row, true)));
                       return Ok();
                     }));
  if (runs.empty() || !MaySee(scope, runs.front())) return Fail(kNotFound, "没有这次导入，或不是本单位的");
  return std::move(runs.front());
}

Result<std::optional<Run>> FindBrokenOff(Store& store, const Scope& scope, std::string_view kind,
                                         const std::string& path) {
  const std::string hash = TRY(table::FileSha256(path));
  std::vector<Uuid> unfinished;
  {
    const auto lease = TRY(MaintenanceAccess(store).database().Read());
    // Runs of the month carry its period and are taken up by its job.
    TRY(lease->ForEach(
        "SELECT id FROM import_run WHERE kind = ?1 AND file_hash = ?2 AND unit_id = ?3 AND actor = ?4 AND "
        "state IN ('checking', 'running') AND period IS NULL ORDER BY created_at DESC",
        {kind, hash, scope.unit_id, scope.actor}, [&](const db::Row& row) {
          unfinished.push_back(row.Id(0));
          return Ok();
        }));
  }
  for (const auto& id : unfinished) {
    const auto hold = TRY(Hold::TryTake(store, id));
    if (!hold) continue;  // somebody is at it
    Run run = TRY(GetRun(store, scope, id));
    if (run.state == "checking" || run.state == "running") return std::optional<Run>(std::move(run));
  }
  return std::optional<Run>();
}

Result<std::vector<Run>> ListRuns(Store& store, const Scope& scope, int limit) {
  std::vector<Run> runs;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach("SELECT " + std::string(kColumns) + " FROM import_run WHERE " +
                         scope.BegunHereSql("unit_id", "actor", "?1") + " ORDER BY created_at DESC LIMIT " +
                         std::to_string(limit),
                     {scope.actor}, [&](const db::Row& row) -> Status {
                       runs.push_back(TRY(ReadRun(store, row, false)));
                       return Ok();
                     }));
  return runs;
}

std::string HeaderIn(const Run& run, std::string_view column) {
  const auto& columns = ColumnsOf(run.kind);
  auto at = std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.label == column; });
  if (at == columns.end())
    at = std::find_if(columns.begin(), columns.end(), [&](const auto& one) {
      return std::find(one.headers.begin(), one.headers.end(), column) != one.headers.end();
    });
  if (at != columns.end()) {
    for (const auto& in_file : run.columns) {
      if (in_file.field == at->key) return in_file.header;
    }
  }
  return std::string(column);
}

Result<std::vector<Problem>> Problems(Store& store, const Scope& scope, const Uuid& id, int page, int size) {
  const Run run = TRY(GetRun(store, scope, id));
  const std::string bytes = id.ToBytes();
  std::vector<Problem> problems;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach(
      "SELECT row_number, data FROM import_problem WHERE run_id = ?1 ORDER BY row_number, position" + Page(page, size),
      {db::Blob{bytes}}, [&](const db::Row& row) -> Status {
        problems.push_back(TRY(
            ProblemFrom(TRY(store.vault().Open("import.problem", bytes + std::to_string(row.Int(0)), row.Text(1))))));
        problems.back().column = HeaderIn(run, problems.back().column);
        return Ok();
      }));
  return problems;
}

Result<std::int64_t> CountProblems(Store& store, const Scope& scope, const Uuid& id) {
  TRY(GetRun(store, scope, id));
  const std::string bytes = id.ToBytes();
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  return lease->QueryInt("SELECT count(*) FROM import_problem WHERE run_id = ?1", {db::Blob{bytes}});
}

Result<std::vector<std::string>> Changes(Store& store, const Scope& scope, const Uuid& id, std::string_view kind,
                                         int page, int size) {
  TRY(GetRun(store, scope, id));
  const std::string bytes = id.ToBytes();
  std::vector<std::string> changes;
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach(
      "SELECT row_number, data FROM import_change WHERE run_id = ?1 AND (kind = ?2 OR ?2 = '') ORDER BY row_number" +
          Page(page, size),
      {db::Blob{bytes}, kind}, [&](const db::Row& row) -> Status {
        changes.push_back(TRY(store.vault().Open("import.change", bytes + std::to_string(row.Int(0)), row.Text(1))));
        return Ok();
      }));
  return changes;
}

}  // namespace gq::imports
