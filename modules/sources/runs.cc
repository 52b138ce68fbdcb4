// Reading runs, figures and names back.
#include "modules/sources/runs.h"

#include <algorithm>
#include <map>

#include "kits/codes/code_tables.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"

namespace gq::sources {

namespace {

constexpr std::string_view kColumns =
    "id, unit_id, actor, source, state, message, period, as_of, files, summary, previous_run, job_id, created_at, "
    "compared_at, applied_at";

std::string FilesJson(const std::vector<RunFile>& files) {
  json::Writer out;
  out.BeginArray();
  for (const auto& file : files) {
    out.BeginObject();
    out.Member("kind", file.kind);
    out.Member("name", file.name);
    out.Member("hash", file.hash);
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

Result<std::vector<RunFile>> FilesFrom(std::string_view text) {
  std::vector<RunFile> files;
  const auto document = TRY(json::Parse(text));
  for (const auto& node : TRY(document.root().Items())) {
    files.push_back(
        {TRY(TRY(node.Get("kind")).Text()), TRY(TRY(node.Get("name")).Text()), TRY(TRY(node.Get("hash")).Text())});
  }
  return files;
}

Result<ComparisonRun> ReadRun(const db::Row& row) {
  ComparisonRun run;
  run.id = row.Id(0);
  run.unit_id = row.Int(1);
  run.actor = row.String(2);
  run.source = row.String(3);
  run.state = row.String(4);
  run.message = row.String(5);
  run.period = gq::Month::FromInt(static_cast<int>(row.Int(6))).value_or(gq::Month());
  run.as_of = Date::FromYmdInt(static_cast<int>(row.Int(7))).value_or(Date());
  run.files = TRY(FilesFrom(row.Text(8)));
  run.summary = row.String(9);
  if (!row.IsNull(10)) run.previous_run = row.Id(10);
  if (!row.IsNull(11)) run.job_id = row.Id(11);
  run.created_at = Instant(row.Int(12));
  run.compared_at = Instant(row.Int(13));
  run.applied_at = Instant(row.Int(14));
  return run;
}

// Units whose runs hold the scope's people: its own, and those above it in the tree.
Result<std::vector<std::int64_t>> UnitsOf(Store& store, const Scope& scope) {
  std::vector<std::int64_t> units = scope.units;
  if (scope.everything || scope.unit_id == 0) return units;
  const auto path = org::PathOf(store, scope.unit_id);
  if (!path) return units;  // a unit outside of the tree
  for (const auto& unit : *path) units.push_back(unit.id);
  return units;
}

bool MaySee(const Scope& scope, const std::vector<std::int64_t>& units, const ComparisonRun& run) {
  if (scope.everything || std::find(units.begin(), units.end(), run.unit_id) != units.end()) return true;
  return scope.account_id != 0 && run.actor == scope.actor;
}

// The condition of a figure on the alias f, with the parameters ?2 and ?3.
struct Condition {
  std::string sql, second, third;
};
Result<Condition> ConditionOf(std::string_view figure) {
  const auto colon = figure.find(':');
  const std::string kind(figure.substr(0, colon));
  const std::string rest(colon == std::string_view::npos ? "" : figure.substr(colon + 1));
  if (kind == "finding") return Condition{"f.finding = ?2 AND ?3 = ''", rest, ""};
  if (kind == "change") return Condition{"f.change = ?2 AND ?3 = ''", rest, ""};
  if (kind == "flag") return Condition{"';' || f.flags || ';' LIKE ?2 AND ?3 = ''", "%;" + rest + ";%", ""};
  if (kind == "match") return Condition{"f.matches LIKE ?2 AND ?3 = ''", "%;" + rest + ";%", ""};
  if (kind == "registry") return Condition{"f.registry_changes LIKE ?2 AND ?3 = ''", "%;" + rest + ";%", ""};
  if (kind == "proposal") {
    const auto second = rest.find(':');
    return Condition{"f.proposal = ?2 AND (f.state = ?3 OR ?3 = '')", rest.substr(0, second),
                     second == std::string::npos ? "" : rest.substr(second + 1)};
  }
  if (kind == "correction") {
    return Condition{
        "EXISTS (SELECT 1 FROM comparison_review v WHERE v.county_id = f.county_id AND v.run_id = f.run_id AND "
        "v.person_id = f.person_id AND v.purpose = 'correction' AND CASE WHEN v.state IN ('second', 'unsure') THEN "
        "'open' ELSE v.state END = ?2) AND ?3 = ''",
        rest, ""};
  }
  if (kind == "people") return Condition{"f.finding <> 'left' AND ?2 = '' AND ?3 = ''", "", ""};
  return Fail(kNotFound, "没有这个数字");
}

void ForEachWord(std::string_view list, const std::function<void(std::string_view)>& each) {
  while (!list.empty()) {
    const auto end = std::min(list.find(';'), list.size());
    if (end > 0) each(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace

bool IsOwner(const Scope& scope, const ComparisonRun& run) {
  return scope.everything || std::find(scope.units.begin(), scope.units.end(), run.unit_id) != scope.units.end() ||
         (scope.account_id != 0 && run.actor == scope.actor);
}

Result<ComparisonRun> OpenRun(Store& store, const Scope& scope, const Uuid& id, std::string_view source,
                              gq::Month period, Date as_of, const std::vector<RunFile>& files, const Uuid& job) {
  const std::string bytes = id.ToBytes(), job_bytes = job.ToBytes();
  std::string previous;
  TRY(store.Query(scope,
                  "{shared}SELECT id FROM comparison_run WHERE unit_id = ?1 AND id <> ?2 AND compared_at IS NOT NULL "
                  "AND state <> 'withdrawn' AND period < ?3 ORDER BY period DESC, compared_at DESC LIMIT 1",
                  {scope.unit_id, db::Blob{bytes}, std::int64_t{period.ToInt()}}, [&](const db::Row& row) {
                    previous = row.String(0);
                    return Ok();
                  }));
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor), "compare/" + id.ToString()));
  auto& connection = work.connection();
  TRY(connection.Execute("DELETE FROM comparison_run WHERE id = ?1", {db::Blob{bytes}}));
  TRY(connection.Execute(
      "INSERT INTO comparison_run (id, unit_id, actor, source, period, as_of, state, files, previous_run, created_at, "
      "job_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'comparing', ?7, ?8, ?9, ?10)",
      {db::Blob{bytes}, scope.unit_id, scope.actor, source, std::int64_t{period.ToInt()},
       std::int64_t{as_of.ToYmdInt()}, FilesJson(files), previous.empty() ? db::Param() : db::Param(db::Blob{previous}),
       work.now().microseconds(), job.IsNil() ? db::Param() : db::Param(db::Blob{job_bytes})}));
  TRY(work.Commit());
  return GetComparison(store, scope, id);
}

Status CloseUnfinished(Store& store, const Scope& scope, const Uuid& run, std::string_view message) {
  const std::string bytes = run.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor), "compare/" + run.ToString()));
  TRY(work.connection().Execute(
      "UPDATE comparison_run SET state = 'withdrawn', message = ?2 WHERE id = ?1 AND state = 'comparing'",
      {db::Blob{bytes}, message}));
  return work.Commit();
}

Result<std::vector<RunWarning>> WarningsOf(const ComparisonRun& run) {
  std::vector<RunWarning> warnings;
  if (run.summary.empty()) return warnings;
  const auto document = TRY(json::Parse(run.summary));
  const auto list = document.root().Find("warnings");
  if (!list) return warnings;  // of a run before there were any
  const CodeTable& registries = GetCodeTable("registry");
  for (const auto& node : TRY(list->Items())) {
    const std::string file = TRY(TRY(node.Get("file")).Text());
    warnings.push_back({file == "roster" ? "名册" : std::string(registries.Label(file)),
                        TRY(TRY(node.Get("reason")).Text()), TRY(TRY(node.Get("cure")).Text())});
  }
  return warnings;
}

Status SetRunJob(Store& store, const Uuid& run, const Uuid& job) {
  const std::string bytes = run.ToBytes(), job_bytes = job.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System("system:compare")));
  TRY(work.connection().Execute("UPDATE comparison_run SET job_id = ?2 WHERE id = ?1",
                                {db::Blob{bytes}, db::Blob{job_bytes}}));
  return work.Commit();
}

Result<ComparisonRun> GetComparison(Store& store, const Scope& scope, const Uuid& id) {
  const std::string bytes = id.ToBytes();
  std::optional<ComparisonRun> run;
  TRY(store.Query(scope, "{shared}SELECT " + std::string(kColumns) + " FROM comparison_run WHERE id = ?1",
                  {db::Blob{bytes}}, [&](const db::Row& row) -> Status {
                    run = TRY(ReadRun(row));
                    return Ok();
                  }));
  if (!run || !MaySee(scope, TRY(UnitsOf(store, scope)), *run)) return Fail(kNotFound, "没有这次比对，或不是本单位的");
  return std::move(*run);
}

Result<std::vector<ComparisonRun>> ListComparisons(Store& store, const Scope& scope, int limit) {
  std::vector<ComparisonRun> runs;
  Scope theirs = scope;
  theirs.units = TRY(UnitsOf(store, scope));
  TRY(store.Query(scope,
                  "{shared}SELECT " + std::string(kColumns) + " FROM comparison_run WHERE " +
                      theirs.BegunHereSql("unit_id", "actor", "?1") + " ORDER BY created_at DESC LIMIT " +
                      std::to_string(limit),
                  {scope.actor}, [&](const db::Row& row) -> Status {
                    runs.push_back(TRY(ReadRun(row)));
                    return Ok();
                  }));
  return runs;
}

Result<std::vector<Figure>> CountFigures(Store& store, const Scope& scope, const Uuid& run) {
  const std::string bytes = run.ToBytes();
  std::map<std::string, std::int64_t> sums;
  TRY(store.Query(
      scope,
      "SELECT f.finding, f.flags, f.change, f.proposal, f.state, f.matches, f.registry_changes, count(*) FROM "
      "comparison_finding f JOIN "
      "person p ON p.county_id = f.county_id AND p.id = f.person_id WHERE f.run_id = ?1 AND {scope:p} GROUP BY "
      "f.finding, f.flags, f.change, f.proposal, f.state, f.matches, f.registry_changes",
      {db::Blob{bytes}}, [&](const db::Row& row) {
        const std::int64_t n = row.Int(7);
        if (row.Text(0) != "left") {
          sums["finding:" + row.String(0)] += n;
          sums["people"] += n;
        }
        ForEachWord(row.Text(1), [&](std::string_view flag) { sums["flag:" + std::string(flag)] += n; });
        if (!row.IsNull(2)) sums["change:" + row.String(2)] += n;
        if (!row.IsNull(3)) sums["proposal:" + row.String(3) + ":" + row.String(4)] += n;
        ForEachWord(row.Text(5), [&](std::string_view match) { sums["match:" + std::string(match)] += n; });
        ForEachWord(row.Text(6), [&](std::string_view change) { sums["registry:" + std::string(change)] += n; });
        return Ok();
      }));
  TRY(store.Query(
      scope,
      "SELECT CASE WHEN v.state IN ('second', 'unsure') THEN 'open' ELSE v.state END, count(*) FROM comparison_review "
      "v "
      "JOIN person p ON p.county_id = v.county_id AND p.id = v.person_id WHERE v.run_id = ?1 AND v.purpose = "
      "'correction' AND {scope:p} GROUP BY 1",
      {db::Blob{bytes}}, [&](const db::Row& row) {
        sums["correction:" + row.String(0)] += row.Int(1);
        return Ok();
      }));
  std::vector<Figure> figures;
  for (const auto& [key, value] : sums) figures.push_back({key, value});
  return figures;
}

Result<std::vector<NameRow>> ListNames(Store& store, const Scope& scope, const Uuid& run, std::string_view figure,
                                       int page, int size) {
  const std::string bytes = run.ToBytes();
  const Condition condition = TRY(ConditionOf(figure));
  std::vector<NameRow> names;
  TRY(store.Query(
      scope,
      "SELECT p.id, p.name, f.finding, f.flags, f.change, f.proposal, f.state, f.note, p.employment, p.list, "
      "p.employer_name, f.employer_name, p.home_code FROM comparison_finding f JOIN person p ON p.county_id = "
      "f.county_id AND p.id = f.person_id WHERE f.run_id = ?1 AND " +
          condition.sql + " AND {scope:p} ORDER BY p.home_code, p.id LIMIT " + std::to_string(size) + " OFFSET " +
          std::to_string((page - 1) * size),
      {db::Blob{bytes}, condition.second, condition.third}, [&](const db::Row& row) {
        names.push_back({row.Id(0), row.String(1), row.String(2), row.String(3), row.String(4), row.String(5),
                         row.String(6), row.String(7), row.String(8), row.String(9), row.String(10), row.String(11),
                         row.Int(12)});
        return Ok();
      }));
  return names;
}

}  // namespace gq::sources
