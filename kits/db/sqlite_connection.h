// One SQLite connection: statements, transactions, bulk rows. Private to this folder.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kits/db/backends.h"

namespace gq::db {

// What SQLite reports, as an Error without values.
Error ExplainSqlite(sqlite3* handle, int code);

class SqliteConnection;

class SqliteStatement final : public Statement, private Row {
 public:
  SqliteStatement(SqliteConnection& connection, std::string sql, sqlite3_stmt* statement)
      : connection_(connection), sql_(std::move(sql)), statement_(statement) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  const std::string& sql() const { return sql_; }
  Status Bind(int parameter, const Param& value) override { return BindOne(parameter, value, SQLITE_TRANSIENT); }
  Status BindAll(Params values) override;
  Result<bool> Step() override;
  const Row& row() const override { return *this; }
  std::int64_t Changed() const override { return changed_; }
  void Reset() override;
  void Release() override;
  void Clear();  // Reset, and forget what was bound

 private:
  friend class SqliteBulk;
  Status BindOne(int parameter, const Param& value, sqlite3_destructor_type copy);

  int Columns() const override { return sqlite3_column_count(statement_); }
  std::string_view Name(int column) const override { return sqlite3_column_name(statement_, column); }
  bool IsNull(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  double Double(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view Text(int column) const override;
  Value At(int column) const override;

  SqliteConnection& connection_;
  std::string sql_;
  sqlite3_stmt* statement_;
  std::int64_t changed_ = 0;
  std::int64_t total_before_ = 0;
  bool running_ = false;
};

class SqliteConnection final : public Connection {
 public:
  enum class Mode : std::uint8_t { kWriter, kReader, kImmutable };
  static Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path, Mode mode, const OpenOptions& options);
  ~SqliteConnection() override;

  Dialect dialect() const override { return Dialect::kSqlite; }
  bool InTransaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
  Result<StatementPtr> Prepare(std::string_view sql) override;
  Status Script(const std::string& sql) override;
  std::unique_ptr<BulkWriter> Bulk(std::string_view table, std::vector<BulkColumn> columns,
                                   BulkOptions options) override;
  std::unique_ptr<BulkWriter> BulkUpdate(std::string_view table, std::vector<BulkColumn> keys,
                                         std::vector<BulkColumn> values) override;
  Status BeginTransaction(Isolation isolation) override;
  Status CommitTransaction(Durable durable) override;
  void RollbackTransaction() override;

  sqlite3* handle() const { return handle_; }
  void TakeBack(SqliteStatement* statement);

 protected:
  Status Run(std::string_view sql, Params params, const RowFunction& each, bool streaming,
             std::int64_t* changed) override;

 private:
  SqliteConnection() = default;
  sqlite3* handle_ = nullptr;
  bool read_only_ = false;
  // Statements at rest, keyed by their own text; one that is lent is not in here, so a text used twice at a time is
  // prepared twice.
  std::unordered_map<std::string_view, std::unique_ptr<SqliteStatement>> idle_;
};

}  // namespace gq::db
