// The database: one thin layer over SQLite (embedded) and PostgreSQL (production), one text of each query.
//
//   auto database = TRY(db::Database::Open({.url = "/var/lib/gangqiao/county.db"}));
//   auto write = TRY(database->Write());
//   db::Transaction tx = TRY(db::Transaction::Begin(*write));
//   TRY(write->Execute("INSERT INTO t (a, b) VALUES (?1, ?2)", {7, "text"}));
//   TRY(tx.Commit());
//   auto read = TRY(database->Read());
//   TRY(read->ForEach("SELECT a, b FROM t WHERE a > ?1", {3}, [&](const db::Row& row) { ...; return Ok(); }));
//
// Placeholders are ?1, ?2 ...; for PostgreSQL they are translated once and the statement is prepared once a connection. Integers are
// BIGINT, texts TEXT, octets BYTEA on both. Messages never hold values.
//
// Thread-safety: Database from any thread; a lease and its connection belong to one thread. SQLite has one writer connection (first come,
// first served) and a pool of read-only connections; PostgreSQL has one pool for both.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"

namespace gq::db {

inline constexpr ErrorKind kUnique{"db.unique", 409, "已有相同的记录", "Duplicate"};
inline constexpr ErrorKind kConstraint{"db.constraint", 422, "记录不合规则", "Constraint violated"};
inline constexpr ErrorKind kRetry{"db.retry", 503, "有人同时在改，请重试", "Serialization conflict, retry"};
inline constexpr ErrorKind kLocked{"db.locked", 503, "数据库正被另一个程序使用", "Database owned by another process"};
inline constexpr ErrorKind kReadOnly{"db.read_only", 500, "数据目录不可写", "Data folder not writable"};
inline constexpr ErrorKind kCorrupt{"db.corrupt", 500, "数据文件已损坏", "Database corrupt"};
inline constexpr ErrorKind kUnreachable{"db.unreachable", 503, "连不上数据库", "Database unreachable"};
inline constexpr ErrorKind kNewer{"db.newer_schema", 500, "数据来自更新的版本", "Schema newer than the program"};

enum class Dialect : std::uint8_t { kSqlite, kPostgres };

struct Blob {
  std::string_view data;
};

// A value to bind. Views must live until the call returns.
struct Param {
  enum class Kind : std::uint8_t { kNull, kInteger, kText, kBlob };
  Kind kind = Kind::kNull;
  std::int64_t integer = 0;
  std::string_view text;

  Param() = default;
  Param(std::nullptr_t) {}                                                          // NOLINT: implicit on purpose
  Param(std::int64_t n) : kind(Kind::kInteger), integer(n) {}                       // NOLINT
  Param(int n) : kind(Kind::kInteger), integer(n) {}                                // NOLINT
  Param(std::string_view t) : kind(Kind::kText), text(t) {}                         // NOLINT
  Param(const std::string& t) : kind(Kind::kText), text(t) {}                       // NOLINT
  Param(const char* t) : kind(Kind::kText), text(t) {}                              // NOLINT
  Param(Blob b) : kind(Kind::kBlob), text(b.data) {}                                // NOLINT
};
using Params = std::span<const Param>;

// The current row of a result; views are valid until the callback returns. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual int Columns() const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual std::int64_t Int(int column) const = 0;           // 0 for null
  virtual std::string_view Text(int column) const = 0;      // "" for null; also raw octets
  std::string String(int column) const { return std::string(Text(column)); }
  Uuid Id(int column) const { return Uuid::FromBytes(Text(column)); }
};
using RowFunction = std::function<Status(const Row&)>;

enum class CellKind : std::uint8_t { kInteger, kText, kBlob };
struct BulkColumn {
  std::string name;
  CellKind kind;
};

// Many rows into one table: a prepared statement for SQLite, COPY BINARY for PostgreSQL. Inside the caller's transaction.
// Cells come in the order of the columns; EndRow after each row; nothing is sure before Finish.
class BulkInsert {
 public:
  virtual ~BulkInsert() = default;
  virtual void Null() = 0;
  virtual void Int(std::int64_t n) = 0;
  virtual void Text(std::string_view text) = 0;
  virtual void Bytes(std::string_view bytes) = 0;
  virtual Status EndRow() = 0;
  virtual Status Finish() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Dialect dialect() const = 0;
  // Number of rows changed.
  virtual Result<std::int64_t> Execute(std::string_view sql, Params params) = 0;
  Result<std::int64_t> Execute(std::string_view sql, std::initializer_list<Param> params = {}) {
    return Execute(sql, Params(params.begin(), params.size()));
  }
  // Calls `each` for every row; an error from it ends the query. Results of any size in bounded memory when `streaming`.
  virtual Status ForEach(std::string_view sql, Params params, const RowFunction& each, bool streaming = false) = 0;
  Status ForEach(std::string_view sql, std::initializer_list<Param> params, const RowFunction& each, bool streaming = false) {
    return ForEach(sql, Params(params.begin(), params.size()), each, streaming);
  }
  // First column of the first row; `fallback` without rows or for null.
  Result<std::int64_t> QueryInt(std::string_view sql, std::initializer_list<Param> params = {}, std::int64_t fallback = 0);
  Result<std::string> QueryText(std::string_view sql, std::initializer_list<Param> params = {});
  // Several statements without parameters: migrations.
  virtual Status Script(const std::string& sql) = 0;
  virtual std::unique_ptr<BulkInsert> Bulk(std::string_view table, std::vector<BulkColumn> columns) = 0;
  virtual bool InTransaction() const = 0;
};

class Transaction {
 public:
  // SQLite: BEGIN IMMEDIATE; PostgreSQL: READ COMMITTED.
  static Result<Transaction> Begin(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) { other.connection_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back unless committed
  Status Commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

class Lease {
 public:
  Lease(Connection* connection, std::function<void()> give_back) : connection_(connection), give_back_(std::move(give_back)) {}
  Lease(Lease&& other) noexcept : connection_(other.connection_), give_back_(std::move(other.give_back_)) {
    other.connection_ = nullptr;
    other.give_back_ = nullptr;
  }
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (give_back_) give_back_();
  }
  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_; }

 private:
  Connection* connection_;
  std::function<void()> give_back_;
};

struct OpenOptions {
  std::string url;  // a path ("sqlite:" may stand before it), or "postgresql://..." / "host=... dbname=..."
  bool read_only = false;
  int connections_max = 8;
};

class Database {
 public:
  // SQLite: WAL, synchronous=FULL; takes the lock of the file (kLocked names the process that holds it).
  static Result<std::unique_ptr<Database>> Open(const OpenOptions& options);
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;
  virtual Result<Lease> Read() = 0;
  virtual Result<Lease> Write() = 0;
  // A consistent copy of an open SQLite database; PostgreSQL answers with the command to use (pg_dump).
  virtual Status BackupTo(const std::string& path) = 0;
};

// One step of a schema, forward only (D11). One text serves both databases; "{without_rowid}" becomes " WITHOUT ROWID" on SQLite.
struct Migration {
  std::string module;  // "people"
  int version;         // from 1, without gaps in a module
  std::string name;
  std::string sql;
};
// Applies what is missing, each step atomic, under a lock. A database that knows more than the program is refused (kNewer), as is a step
// whose text has changed since it was applied.
Status Migrate(Database& database, std::span<const Migration> migrations);

// Schema as the database reports it: for the tests that compare it with the field tables and with the rules Citus enforces.
struct SchemaColumn {
  std::string name, type;  // type: BIGINT, TEXT, BYTEA
  bool not_null = false;
  int key_position = 0;  // 1.. in the primary key, else 0
};
struct SchemaIndex {
  std::string name;
  bool unique = false;
  std::vector<std::string> columns;
};
struct SchemaTable {
  std::string name;
  std::vector<SchemaColumn> columns;
  std::vector<SchemaIndex> indexes;  // primary keys apart
};
Result<std::vector<SchemaTable>> ReadSchema(Connection& connection);

// Called at named points ("before_commit", "after_commit", "bulk_finish"): fault tests kill the process there. Null by default.
extern void (*fault_hook)(const char* point);
inline void FaultPoint(const char* point) {
  if (fault_hook != nullptr) fault_hook(point);
}

}  // namespace gq::db
