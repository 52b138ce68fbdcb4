#include "kits/db/db.h"

#include <array>
#include <map>

#include "kits/db/backends.h"

namespace gq::db {

void (*fault_hook)(const char* point) = nullptr;

Result<std::unique_ptr<Database>> Database::Open(const OpenOptions& options) {
  const std::string& url = options.url;
  const auto starts = [&](std::string_view word) { return url.rfind(word, 0) == 0; };
  if (starts("postgresql://") || starts("postgres://") || url.find("host=") != std::string::npos ||
      url.find("dbname=") != std::string::npos) {
    return OpenPostgres(options);
  }
  OpenOptions file = options;
  if (starts("sqlite:")) file.url = url.substr(7);
  return OpenSqlite(file);
}

Result<std::int64_t> Connection::QueryInt(std::string_view sql, std::initializer_list<Param> params, std::int64_t fallback) {
  std::int64_t answer = fallback;
  bool first = true;
  TRY(ForEach(sql, params, [&](const Row& row) {
    if (first && !row.IsNull(0)) answer = row.Int(0);
    first = false;
    return Ok();
  }));
  return answer;
}

Result<std::string> Connection::QueryText(std::string_view sql, std::initializer_list<Param> params) {
  std::string answer;
  bool first = true;
  TRY(ForEach(sql, params, [&](const Row& row) {
    if (first) answer = row.String(0);
    first = false;
    return Ok();
  }));
  return answer;
}

Result<Transaction> Transaction::Begin(Connection& connection) {
  TRY(connection.Execute(connection.dialect() == Dialect::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_ == nullptr || !connection_->InTransaction()) return;
  const auto ignored = connection_->Execute("ROLLBACK");  // a broken connection has rolled back already
  static_cast<void>(ignored);
}

Status Transaction::Commit() {
  FaultPoint("before_commit");
  TRY(connection_->Execute("COMMIT"));
  connection_ = nullptr;
  FaultPoint("after_commit");
  return Ok();
}

namespace {

std::string ForDialect(std::string sql, Dialect dialect) {
  const std::string_view token = "{without_rowid}";
  for (auto at = sql.find(token); at != std::string::npos; at = sql.find(token)) {
    sql.replace(at, token.size(), dialect == Dialect::kSqlite ? " WITHOUT ROWID" : "");
  }
  return sql;
}

std::string Checksum(std::string_view text) {  // FNV-1a: tells a changed text from an unchanged one, no more
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return std::to_string(hash);
}

Status MigrateUnderLock(Connection& connection, std::span<const Migration> migrations) {
  std::map<std::pair<std::string, std::int64_t>, std::string> applied;
  TRY(connection.ForEach("SELECT module, version, checksum FROM schema_version", {}, [&](const Row& row) {
    applied[{row.String(0), row.Int(1)}] = row.String(2);
    return Ok();
  }));
  for (const auto& [key, checksum] : applied) {
    bool known = false;
    for (const auto& step : migrations) known = known || (step.module == key.first && step.version == key.second);
    if (!known) {
      return Fail(kNewer, "数据库里有本程序不认识的结构版本（" + key.first + " " + std::to_string(key.second) + "）", "请使用更新的程序打开");
    }
  }
  for (const auto& step : migrations) {
    const auto it = applied.find({step.module, step.version});
    if (it != applied.end()) {
      if (it->second == Checksum(step.sql)) continue;
      return Fail(kNewer, "结构版本 " + step.module + " " + std::to_string(step.version) + " 的内容与建库时不同", "请使用建库时的程序，或从备份恢复");
    }
    TRY(connection.Script(ForDialect(step.sql, connection.dialect())));
    TRY(connection.Execute("INSERT INTO schema_version (module, version, name, checksum) VALUES (?1, ?2, ?3, ?4)",
                           {step.module, step.version, step.name, Checksum(step.sql)}));
  }
  return Ok();
}

}  // namespace

Status Migrate(Database& database, std::span<const Migration> migrations) {
  const auto lease = TRY(database.Write());
  auto tx = TRY(Transaction::Begin(*lease));
  if (database.dialect() == Dialect::kPostgres) TRY(lease->Execute("SELECT pg_advisory_xact_lock(72616771)"));
  TRY(lease->Execute("CREATE TABLE IF NOT EXISTS schema_version (module TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, "
                     "checksum TEXT NOT NULL, PRIMARY KEY (module, version))"));
  TRY(MigrateUnderLock(*lease, migrations));
  return tx.Commit();
}

}  // namespace gq::db
