// Forward-only schema steps under a lock (D11).
#include <chrono>
#include <map>

#include "kits/db/db.h"

namespace gq::db {

namespace {

std::string ForDialect(const Migration& step, Dialect dialect) {
  if (dialect == Dialect::kPostgres && !step.postgres_sql.empty()) return step.postgres_sql;
  struct Token {
    std::string_view token, sqlite, postgres;
  };
  static constexpr Token kTokens[] = {{"{without_rowid}", " WITHOUT ROWID", ""}, {"{bytes}", "BLOB", "BYTEA"}};
  std::string sql = step.sql;
  for (const auto& [token, sqlite, postgres] : kTokens) {
    for (auto at = sql.find(token); at != std::string::npos; at = sql.find(token))
      sql.replace(at, token.size(), dialect == Dialect::kSqlite ? sqlite : postgres);
  }
  return sql;
}

std::string Checksum(std::string_view text) {  // FNV-1a: tells a changed text from an unchanged one, no more
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return std::to_string(hash);
}

std::string Named(const std::string& module, std::int64_t version) { return module + " " + std::to_string(version); }

Status CheckOrder(std::span<const Migration> migrations) {
  std::map<std::string, int> last;
  for (const auto& step : migrations) {
    if (step.version != ++last[step.module]) {
      return Fail(kStatement, "结构版本 " + Named(step.module, step.version) + " 的次序不对",
                  "每个模块从 1 起逐一递增");
    }
  }
  return Ok();
}

// A database that has no steps of ours.
Status MayBeFilled(Connection& connection, WithoutSchema without) {
  if (connection.dialect() == Dialect::kSqlite) {
    const auto others = TRY(connection.QueryInt(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT IN ('schema_version', 'sqlite_stat1')"));
    if (others > 0)
      return Fail(kNoSchema, "这个数据文件是别的程序的数据库", "请换一个文件名，或核对 --data 写得对不对");
  }
  if (without == WithoutSchema::kMake) return Ok();
  return Fail(kNoSchema, "数据库是空的，里面没有任何表",
              "请核对 --data 写得对不对；原来有数据的，请从备份恢复这个文件；要新建，请用 gangqiao init");
}

Status MigrateUnderLock(Connection& connection, std::span<const Migration> migrations, WithoutSchema without) {
  std::map<std::pair<std::string, std::int64_t>, std::string> applied;
  TRY(connection.ForEach("SELECT module, version, checksum FROM schema_version", {}, [&](const Row& row) {
    applied[{row.String(0), row.Int(1)}] = row.String(2);
    return Ok();
  }));
  if (applied.empty()) TRY(MayBeFilled(connection, without));
  for (const auto& [key, checksum] : applied) {
    bool known = false;
    for (const auto& step : migrations) known = known || (step.module == key.first && step.version == key.second);
    if (!known) {
      return Fail(kNewer, "数据库里有本程序不认识的结构版本（" + Named(key.first, key.second) + "）",
                  "请使用更新的程序打开");
    }
  }
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
  for (const auto& step : migrations) {
    const std::string sql = ForDialect(step, connection.dialect());
    // The checksum is of the dialect's own source text, before the token is replaced.
    const bool own = connection.dialect() == Dialect::kPostgres && !step.postgres_sql.empty();
    const std::string checksum = Checksum(own ? step.postgres_sql : step.sql);
    const auto it = applied.find({step.module, step.version});
    if (it != applied.end()) {
      if (it->second == checksum) continue;
      return Fail(kSchemaChanged, "结构版本 " + Named(step.module, step.version) + " 的内容与建库时不同",
                  "请使用建库时的程序，或从备份恢复");
    }
    Status status = connection.Script(sql);
    if (!status) return Fail(std::move(status.error().With("migration", Named(step.module, step.version))));
    TRY(connection.Execute(
        "INSERT INTO schema_version (module, version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        {step.module, step.version, step.name, checksum, now.count()}));
    FaultPoint("migrated");
  }
  return Ok();
}

}  // namespace

Status Migrate(Database& database, std::span<const Migration> migrations, WithoutSchema without) {
  TRY(CheckOrder(migrations));
  const auto lease = TRY(database.Write());
  auto tx = TRY(Transaction::Begin(*lease));
  if (database.dialect() == Dialect::kPostgres) {
    // A process that starts beside an upgrade waits as long as the upgrade takes.
    TRY(lease->Execute("SET LOCAL lock_timeout = 0"));
    TRY(lease->Execute("SELECT pg_advisory_xact_lock(72616771)"));
  }
  TRY(lease->Execute(
      "CREATE TABLE IF NOT EXISTS schema_version (module TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, "
      "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (module, version))"));
  TRY(MigrateUnderLock(*lease, migrations, without));
  return tx.Commit();
}

}  // namespace gq::db
