#include "modules/imports/service.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "kits/crypto/bytes.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/table/file_kind.h"
#include "kits/table/table_reader.h"
#include "modules/imports/pass.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunkRows = 2000;
constexpr std::size_t kPartBytes = 1 << 20;
constexpr std::int64_t kNewRowsShown = 2000;

db::Database& Raw(Store& store) { return MaintenanceAccess(store).database(); }

// A file of mode 0600 that goes away.
class TemporaryFile {
 public:
  TemporaryFile()
      : path_((fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)))).string()) {}
  ~TemporaryFile() {
    std::error_code error;
    fs::remove(path_, error);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

table::HeaderSpec SpecOf(std::string_view kind, const std::map<std::string, std::string>& chosen) {
  table::HeaderSpec spec;
  std::unordered_set<std::string> taken;
  for (const auto& [header, key] : chosen) taken.insert(key);
  for (const auto& column : ColumnsOf(kind)) {
    table::HeaderColumn wanted{column.key, column.headers, column.required};
    spec.columns.push_back(std::move(wanted));
  }
  return spec;
}

Result<std::map<std::string, std::string>> Remembered(Store& store, std::int64_t unit, std::string_view kind) {
  std::map<std::string, std::string> mapping;
  const auto lease = TRY(Raw(store).Read());
  TRY(lease->ForEach("SELECT header, field FROM import_mapping WHERE unit_id = ?1 AND kind = ?2", {unit, kind},
                     [&](const db::Row& row) {
                       mapping[row.String(0)] = row.String(1);
                       return Ok();
                     }));
  return mapping;
}

table::ReadOptions OptionsOf(const std::map<std::string, std::string>& mapping) {
  table::ReadOptions options;
  for (const auto& [header, key] : mapping) {
    if (!key.empty()) options.chosen.emplace_back(key, header);
  }
  return options;
}

std::string MaskSample(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits < 8) return std::string(text);
  return std::string(text.substr(0, 3)) + "***" + std::string(text.substr(text.size() - 2));
}

Result<std::vector<FileColumn>> LookAtColumns(const std::string& path, std::string_view kind,
                                              const std::map<std::string, std::string>& mapping) {
  const auto spec = SpecOf(kind, mapping);
  auto reader = table::ReadTable(path, spec, OptionsOf(mapping));
  if (!reader && reader.error().kind == &table::kHeaderMissing) {  // a person will say which column is which
    table::HeaderSpec lenient = spec;
    for (auto& column : lenient.columns) column.required = false;
    reader = table::ReadTable(path, lenient, OptionsOf(mapping));
  }
  if (!reader) return Fail(std::move(reader).error());
  std::vector<FileColumn> columns;
  std::vector<std::size_t> positions;
  for (const auto& column : reader->layout().header.columns) {
    columns.push_back({column.header, column.column ? spec.columns[*column.column].name : std::string(), {}});
    const auto left_out = mapping.find(column.header);
    if (left_out != mapping.end() && left_out->second.empty()) columns.back().field.clear();
    positions.push_back(column.position);
  }
  for (int i = 0; i < 3 && TRY(reader->Next()); ++i) {
    for (std::size_t at = 0; at < positions.size(); ++at)
      columns[at].samples.push_back(MaskSample(reader->CellAt(positions[at]).text));
  }
  return columns;
}

Status StoreFile(Store& store, db::Connection& connection, const Uuid& id, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes = id.ToBytes();
  std::string part(kPartBytes, '\0');
  const auto bulk = connection.Bulk(
      "import_file",
      {{"run_id", db::CellKind::kBlob}, {"part", db::CellKind::kInteger}, {"data", db::CellKind::kBlob}});
  std::int64_t n = 0;
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())) || file.gcount() > 0) {
    bulk->Bytes(bytes);
    bulk->Int(n);
    bulk->Bytes(store.vault().Seal("import.file", bytes + std::to_string(n),
                                   std::string_view(part.data(), static_cast<std::size_t>(file.gcount()))));
    TRY(bulk->EndRow());
    ++n;
  }
  if (n == 0) return Fail(kFile, "文件是空的", "请换一个文件");
  return bulk->Finish();
}

Status SetState(Store& store, const Uuid& id, std::string_view state, const Totals* totals, std::int64_t done,
                std::int64_t rows) {
  const auto lease = TRY(Raw(store).Write());
  const std::string bytes = id.ToBytes();
  TRY(lease->Execute("UPDATE import_run SET state = ?2, rows_done = ?3, row_count = ?4 WHERE id = ?1",
                     {db::Blob{bytes}, state, done, rows}));
  if (totals != nullptr)
    TRY(lease->Execute("UPDATE import_run SET totals = ?2 WHERE id = ?1", {db::Blob{bytes}, TotalsJson(*totals)}));
  return Ok();
}

}  // namespace

Result<Run> Upload(Store& store, const Scope& scope, std::string_view kind, std::string_view file_name,
                   const std::string& path) {
  if (!IsImportKind(kind))
    return Fail(kBadRequest, "不能导入这种文件：" + std::string(kind), "可导入 roster posts employers claims");
  TRY(table::FindFileKind(path));
  const auto mapping = TRY(Remembered(store, scope.unit_id, kind));
  const auto columns = TRY(LookAtColumns(path, kind, mapping));
  const std::string hash = TRY(table::FileSha256(path));
  const Uuid id = store.NewId();
  const std::string bytes = id.ToBytes();
  const std::string sealed = store.vault().Seal("import.columns", bytes, ColumnsJson(columns));
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  TRY(
      lease->Execute("INSERT INTO import_run (id, kind, file_name, file_hash, file_size, state, unit_id, actor, "
                     "columns, row_count, rows_done, good_rows_only, created_at) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, 'uploaded', ?6, ?7, ?8, 0, 0, 0, ?9)",
                     {db::Blob{bytes}, kind, file_name, hash, static_cast<std::int64_t>(fs::file_size(path)),
                      scope.unit_id, scope.actor, db::Blob{sealed}, store.Now().microseconds()}));
  TRY(StoreFile(store, *lease, id, path));
  TRY(tx.Commit());
  return GetRun(store, scope, id);
}

Status RestoreFile(Store& store, const Scope& scope, const Uuid& id, const std::string& path) {
  TRY(GetRun(store, scope, id));
  const std::string bytes = id.ToBytes();
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  chmod(path.c_str(), 0600);
  const auto lease = TRY(Raw(store).Read());
  TRY(lease->ForEach(
      "SELECT part, data FROM import_file WHERE run_id = ?1 ORDER BY part", {db::Blob{bytes}},
      [&](const db::Row& row) -> Status {
        const auto part = TRY(store.vault().Open("import.file", bytes + std::to_string(row.Int(0)), row.Text(1)));
        file.write(part.data(), static_cast<std::streamsize>(part.size()));
        return Ok();
      },
      true));
  file.close();
  if (!file) return Fail(kIo, "临时文件写不进去", "请检查磁盘空间");
  return Ok();
}

Result<Run> SetMapping(Store& store, const Scope& scope, const Uuid& id,
                       const std::vector<std::pair<std::string, std::string>>& chosen) {
  const Run run = TRY(GetRun(store, scope, id));
  if (run.state != "uploaded" && run.state != "mapped" && run.state != "checked")
    return Fail(kWrongStep, "这次导入已经开始，不能再改列", "请撤回后重新上传");
  const auto& known = ColumnsOf(run.kind);
  for (const auto& [header, key] : chosen) {
    const bool exists = key.empty() || std::any_of(known.begin(), known.end(),
                                                   [&k = key](const ImportColumn& c) { return c.key == k; });
    if (!exists) return Fail(kBadInput, "没有这个字段：" + key, "请从下拉表中选择");
  }
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  for (const auto& [header, key] : chosen) {
    TRY(
        lease->Execute("INSERT INTO import_mapping (unit_id, kind, header, field) VALUES (?1, ?2, ?3, ?4) ON CONFLICT "
                       "(unit_id, kind, header) DO UPDATE SET field = excluded.field",
                       {scope.unit_id, run.kind, header, key}));
  }
  std::vector<FileColumn> columns = run.columns;
  for (auto& column : columns) {
    for (const auto& [header, key] : chosen) {
      if (column.header == header) column.field = key;
    }
  }
  const std::string bytes = id.ToBytes();
  const std::string sealed = store.vault().Seal("import.columns", bytes, ColumnsJson(columns));
  TRY(lease->Execute("UPDATE import_run SET columns = ?2, state = 'mapped' WHERE id = ?1",
                     {db::Blob{bytes}, db::Blob{sealed}}));
  TRY(tx.Commit());
  return GetRun(store, scope, id);
}

namespace {

void Count(const Pass::Done& done, Totals& totals) {
  totals.error += done.bad_rows;
  for (const auto& planned : done.planned) {
    totals.added += planned.outcome == Outcome::kNew ? 1 : 0;
    totals.updated += planned.outcome == Outcome::kUpdate ? 1 : 0;
    totals.same += planned.outcome == Outcome::kSame ? 1 : 0;
    totals.conflict += planned.outcome == Outcome::kConflict ? 1 : 0;
  }
}

// Chunk, problems and changes of a checked chunk, in one transaction.
Status SaveChecked(Store& store, const Uuid& id, std::int64_t chunk, std::int64_t rows, const std::string& data,
                   const Pass::Done& done, std::int64_t& new_shown) {
  const std::string bytes = id.ToBytes();
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  const std::string sealed = store.vault().Seal("import.chunk", bytes + std::to_string(chunk), data);
  TRY(lease->Execute("INSERT INTO import_chunk (run_id, chunk, applied, row_count, data) VALUES (?1, ?2, 0, ?3, ?4)",
                     {db::Blob{bytes}, chunk, rows, db::Blob{sealed}}));
  const auto problems = lease->Bulk("import_problem", {{"run_id", db::CellKind::kBlob},
                                                       {"row_number", db::CellKind::kInteger},
                                                       {"position", db::CellKind::kInteger},
                                                       {"data", db::CellKind::kBlob}});
  std::int64_t position = 0, last_row = -1, written = 0;
  const auto put = [&](const Problem& problem) -> Status {
    position = problem.row == last_row ? position + 1 : 0;
    last_row = problem.row;
    problems->Bytes(bytes);
    problems->Int(problem.row);
    problems->Int(position);
    problems->Bytes(store.vault().Seal("import.problem", bytes + std::to_string(problem.row), ProblemJson(problem)));
    ++written;
    return problems->EndRow();
  };
  for (const auto& problem : done.problems) TRY(put(problem));
  for (const auto& planned : done.planned) {
    if (planned.conflict) TRY(put(*planned.conflict));
  }
  if (written > 0) TRY(problems->Finish());
  const auto changes = lease->Bulk("import_change", {{"run_id", db::CellKind::kBlob},
                                                     {"row_number", db::CellKind::kInteger},
                                                     {"kind", db::CellKind::kText},
                                                     {"data", db::CellKind::kBlob}});
  std::int64_t shown = 0;
  for (const auto& planned : done.planned) {
    if (planned.outcome == Outcome::kSame || (planned.outcome == Outcome::kNew && ++new_shown > kNewRowsShown))
      continue;
    changes->Bytes(bytes);
    changes->Int(planned.row);
    changes->Text(planned.outcome == Outcome::kNew      ? "new"
                  : planned.outcome == Outcome::kUpdate ? "update"
                                                        : "conflict");
    changes->Bytes(store.vault().Seal("import.change", bytes + std::to_string(planned.row), PlannedJson(planned)));
    TRY(changes->EndRow());
    ++shown;
  }
  if (shown > 0) TRY(changes->Finish());
  return tx.Commit();
}

Status ForgetCheck(Store& store, const Uuid& id) {
  const std::string bytes = id.ToBytes();
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  for (const char* name : {"import_chunk", "import_problem", "import_change"}) {
    TRY(lease->Execute("DELETE FROM " + std::string(name) + " WHERE run_id = ?1", {db::Blob{bytes}}));
  }
  return tx.Commit();
}

}  // namespace

Result<Run> Check(Store& store, const Scope& scope, const Uuid& id, const Lookups& lookups, Date as_of,
                  const Watch& watch) {
  const Run run = TRY(GetRun(store, scope, id));
  if (run.state == "running" || run.state == "done" || run.state == "withdrawn")
    return Fail(kWrongStep, "这次导入已经执行过", "请重新上传文件");
  TRY(ForgetCheck(store, id));
  TRY(SetState(store, id, "checking", nullptr, 0, 0));
  const TemporaryFile file;
  TRY(RestoreFile(store, scope, id, file.path()));
  std::map<std::string, std::string> mapping;
  for (const auto& column : run.columns) mapping[column.header] = column.field;
  const auto& columns = ColumnsOf(run.kind);
  std::vector<bool> left_out(columns.size(), false);
  auto reader = TRY(table::ReadTable(file.path(), SpecOf(run.kind, mapping), OptionsOf(mapping)));
  for (const auto& column : reader.layout().header.columns) {
    const auto it = mapping.find(column.header);
    if (column.column && it != mapping.end() && it->second.empty()) left_out[*column.column] = true;
  }
  Totals totals;
  Pass pass(store, scope, run.kind, lookups, as_of);
  ChunkWriter writer;
  std::vector<RawRow> rows;
  std::int64_t chunk = 0, new_shown = 0;
  const auto flush = [&]() -> Status {
    if (rows.empty()) return Ok();
    if (watch.cancelled && watch.cancelled()) return Fail(kCancelled, "检查已停止");
    const auto done = TRY(pass.Run(rows, nullptr));
    Count(done, totals);
    const auto count = static_cast<std::int64_t>(rows.size());
    TRY(SaveChecked(store, id, chunk++, count, writer.Take(), done, new_shown));
    rows.clear();
    if (watch.done) watch.done(totals.rows);
    return Ok();
  };
  while (TRY(reader.Next())) {
    RawRow row;
    row.row = static_cast<std::int64_t>(reader.RecordNumber());
    row.sheet_row = static_cast<std::int64_t>(reader.SheetRow());
    row.cells.resize(columns.size());
    row.is_number.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto& cell = reader.Cell(i);
      if (left_out[i]) continue;
      row.cells[i] = std::string(cell.text);
      row.is_number[i] = cell.kind == table::CellKind::kNumber;
    }
    writer.Add(row);
    rows.push_back(std::move(row));
    ++totals.rows;
    if (rows.size() >= kChunkRows) TRY(flush());
  }
  TRY(flush());
  TRY(SetState(store, id, "checked", &totals, 0, totals.rows));
  return GetRun(store, scope, id);
}

}  // namespace gq::imports
