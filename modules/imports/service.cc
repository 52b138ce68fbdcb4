#include "modules/imports/service.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/mask.h"
#include "kits/crypto/bytes.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/pack.h"
#include "kits/table/file_kind.h"
#include "kits/table/table_reader.h"
#include "modules/imports/reading.h"
#include "modules/imports/run_json.h"

namespace gq::imports {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPartBytes = 1 << 20;

db::Database& Raw(Store& store) { return MaintenanceAccess(store).database(); }

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

Result<std::vector<FileColumn>> LookAtColumns(const std::string& path, std::string_view kind,
                                              const std::map<std::string, std::string>& mapping) {
  const auto spec = SpecOf(kind);
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
  int rows = 0;
  for (; rows < 3 && TRY(reader->Next()); ++rows) {
    for (std::size_t at = 0; at < positions.size(); ++at)
      columns[at].samples.push_back(MaskCell(reader->CellAt(positions[at]).text));
  }
  // A month without claims is one; a roster or a list of posts without rows is the wrong file.
  if (rows == 0 && kind != "claims")
    return Fail(kFile, "文件里只有表头，没有一行数据", "请检查是否选对了文件，或重新导出");
  return columns;
}

Status StoreFile(Store& store, db::Connection& connection, const Uuid& id, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes = id.ToBytes();
  std::string part(kPartBytes, '\0');
  const auto bulk = connection.Bulk("import_file", {{"run_id", db::CellKind::kBlob},
                                                    {"part", db::CellKind::kInteger},
                                                    {"packed", db::CellKind::kInteger},
                                                    {"data", db::CellKind::kBlob}});
  std::int64_t n = 0;
  while (file.read(part.data(), static_cast<std::streamsize>(part.size())) || file.gcount() > 0) {
    bulk->Bytes(bytes);
    bulk->Int(n);
    bulk->Int(1);
    const std::string packed = store::PackLarge(std::string_view(part.data(), static_cast<std::size_t>(file.gcount())));
    bulk->Bytes(store.vault().Seal("import.file", bytes + std::to_string(n), packed));
    TRY(bulk->EndRow());
    ++n;
  }
  if (n == 0) return Fail(kFile, "文件是空的", "请换一个文件");
  return bulk->Finish();
}

}  // namespace

Result<Run> Upload(Store& store, const Scope& scope, std::string_view kind, std::string_view file_name,
                   const std::string& path) {
  if (!IsImportKind(kind))
    return Fail(kBadRequest, "不能导入这种文件：" + std::string(kind),
                "可导入 roster posts employers claims households");
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

Result<file::UnnamedFile> RestoreFile(Store& store, const Scope& scope, const Uuid& id) {
  TRY(GetRun(store, scope, id));
  auto copy = TRY(file::UnnamedFile::Create());
  const std::string bytes = id.ToBytes();
  std::ofstream file(copy.path(), std::ios::binary);
  const auto lease = TRY(Raw(store).Read());
  TRY(lease->ForEach(
      "SELECT part, packed, data FROM import_file WHERE run_id = ?1 ORDER BY part", {db::Blob{bytes}},
      [&](const db::Row& row) -> Status {
        auto part = TRY(store.vault().Open("import.file", bytes + std::to_string(row.Int(0)), row.Text(2)));
        if (row.Int(1) != 0) part = TRY(store::UnpackLarge(part));
        file.write(part.data(), static_cast<std::streamsize>(part.size()));
        return Ok();
      },
      true));
  file.close();
  if (!file) return Fail(kIo, "临时文件写不进去", "请检查磁盘空间");
  return copy;
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

}  // namespace gq::imports
