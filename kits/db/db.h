// The database: one thin layer over SQLite (embedded) and PostgreSQL 15+ (production), one text of each query.
//
//   auto database = TRY(db::Database::Open({.url = "/var/lib/gangqiao/county.db"}));
//   auto write = TRY(database->Write());
//   db::Transaction tx = TRY(db::Transaction::Begin(*write));
//   TRY(write->Execute("INSERT INTO t (a, b) VALUES (?1, ?2)", {7, "text"}));
//   TRY(tx.Commit());
//   auto read = TRY(database->Read());
//   TRY(read->ForEach("SELECT a, b FROM t WHERE a > ?1", {3}, [&](const db::Row& row) { ...; return Ok(); }));
//   auto [a, b] = TRY((read->QueryOne<std::tuple<int64_t, std::optional<std::string>>>("SELECT a, b FROM t WHERE a =
//   ?1", 7)));
//
// Placeholders are ?1, ?2 ... (a bare ? is refused), translated once for PostgreSQL; each connection keeps the prepared
// statements of the texts it has seen, so texts should be few. Columns are BIGINT, TEXT or BYTEA. Messages never hold
// values. Traps of one text for both:
//   * A bound integer is a BIGINT, text TEXT, blob BYTEA; for a null PostgreSQL must find the type itself: CAST(?1 AS
//   BIGINT) IS NULL.
//   * A comparison in the select list is boolean in PostgreSQL, SUM(bigint) numeric: Int() reads both.
//   * LIKE tells upper from lower case in both (SQLite through a pragma). Text sorts by bytes in SQLite and where
//   PostgreSQL's collation is C.
//   * After an error PostgreSQL refuses everything until the rollback: use a Savepoint where one row may fail.
//
// Thread-safety: Database from any thread; a lease and its connection belong to one thread at a time. SQLite has one
// writer connection (first come, first served) and a pool of read-only connections; PostgreSQL has one pool for both.
// Leases must end before their Database.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kits/db/errors.h"
#include "kits/db/param.h"
#include "kits/db/rows.h"

namespace gq::db {

enum class Dialect : std::uint8_t { kSqlite, kPostgres };
// SQLite is always serializable. On a read lease every transaction is one unchanging, read-only snapshot.
enum class Isolation : std::uint8_t { kReadCommitted, kRepeatableRead, kSerializable };

// When a commit is safe against a power failure: before Commit() returns, or with the next commit that is kNow, whoever
// makes it. kSoon is for a step of long work that is taken up again where it stood; the last step says kNow. Whole and
// visible to others it is at once in both cases, and a process that is killed loses nothing.
enum class Durable : std::uint8_t { kNow, kSoon };

// A prepared statement on loan from its connection's cache (see StatementPtr). Parameters count from 1.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual Status Bind(int parameter, const Param& value) = 0;  // copies; what is not bound is null
  virtual Status BindAll(Params values) = 0;                   // does not copy: they must live until the last Step
  // True: there is a row. False: the end, then Changed() counts rows inserted, updated or deleted.
  virtual Result<bool> Step() = 0;
  virtual const Row& row() const = 0;
  virtual std::int64_t Changed() const = 0;
  virtual void Reset() = 0;    // back to before the first Step; bindings stay
  virtual void Release() = 0;  // back to the cache; StatementPtr does it
};
struct StatementRelease {
  void operator()(Statement* statement) const { statement->Release(); }
};
using StatementPtr = std::unique_ptr<Statement, StatementRelease>;

// One statement of a batch (Pipeline).
struct BatchItem {
  std::string sql;
  std::vector<Value> values;
  RowFunction each;  // may be empty
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Dialect dialect() const = 0;
  virtual bool InTransaction() const = 0;

  // Steps stream: PostgreSQL hands out row by row. Another statement may run meanwhile (PostgreSQL then reads the rest
  // into memory first).
  virtual Result<StatementPtr> Prepare(std::string_view sql) = 0;

  // Number of rows changed (0 for a SELECT).
  Result<std::int64_t> Execute(std::string_view sql, Params params);
  Result<std::int64_t> Execute(std::string_view sql, std::initializer_list<Param> params = {}) {
    return Execute(sql, Params(params.begin(), params.size()));
  }
  template <typename... Args>
  requires(sizeof...(Args) > 0 && (std::convertible_to<const Args&, Param> &&
                                   ...)) Result<std::int64_t> Execute(std::string_view sql, const Args&... args) {
    return Execute(sql, {Param(args)...});
  }

  // Calls `each` for every row; an error from it ends the query. Results of any size in bounded memory when `streaming`
  // (PostgreSQL then is somewhat slower; SQLite always streams). `each` may use the connection.
  Status ForEach(std::string_view sql, Params params, const RowFunction& each, bool streaming = false);
  Status ForEach(std::string_view sql, std::initializer_list<Param> params, const RowFunction& each,
                 bool streaming = false) {
    return ForEach(sql, Params(params.begin(), params.size()), each, streaming);
  }

  // The first row as T (its first column) or as std::tuple. Without a row: nothing, or gq::kNotFound.
  template <typename T, typename... Args>
  Result<std::optional<T>> QueryOptional(std::string_view sql, const Args&... args);
  template <typename T, typename... Args>
  Result<T> QueryOne(std::string_view sql, const Args&... args);
  // First column of the first row; `fallback` ("") without rows or for null.
  Result<std::int64_t> QueryInt(std::string_view sql, std::initializer_list<Param> params = {},
                                std::int64_t fallback = 0);
  Result<std::string> QueryText(std::string_view sql, std::initializer_list<Param> params = {});

  // Several statements without parameters: migrations.
  virtual Status Script(const std::string& sql) = 0;

  // Bulk: a prepared statement for SQLite, COPY BINARY for PostgreSQL. Update: each row holds the keys first, then the
  // new values; a key must not come twice between two Flushes.
  virtual std::unique_ptr<BulkWriter> Bulk(std::string_view table, std::vector<BulkColumn> columns,
                                           BulkOptions options = {}) = 0;
  virtual std::unique_ptr<BulkWriter> BulkUpdate(std::string_view table, std::vector<BulkColumn> keys,
                                                 std::vector<BulkColumn> values) = 0;

  // Used by Transaction, Savepoint and Pipeline.
  virtual Status BeginTransaction(Isolation isolation) = 0;
  virtual Status CommitTransaction(Durable durable) = 0;
  virtual void RollbackTransaction() = 0;
  virtual Result<std::int64_t> RunBatch(std::span<const BatchItem> items);

 protected:
  // Runs to the end of the result or until `each` fails.
  virtual Status Run(std::string_view sql, Params params, const RowFunction& each, bool streaming,
                     std::int64_t* changed) = 0;
};

class Transaction {
 public:
  // SQLite: BEGIN IMMEDIATE (on a read lease: BEGIN). PostgreSQL: as asked (on a read lease: REPEATABLE READ, READ
  // ONLY).
  static Result<Transaction> Begin(Connection& connection, Isolation isolation = Isolation::kReadCommitted);
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) { other.connection_ = nullptr; }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back unless committed
  // After an error nothing is kept, except: kUnreachable with the detail {"commit", "unknown"}, when the server went
  // away meanwhile.
  Status Commit(Durable durable = Durable::kNow);

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

// A part of a transaction that may fail alone: undone at its end unless released. Nests.
class Savepoint {
 public:
  static Result<Savepoint> Begin(Connection& connection);
  Savepoint(Savepoint&& other) noexcept : connection_(other.connection_) { other.connection_ = nullptr; }
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint();
  Status Release();

 private:
  explicit Savepoint(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

// Many small statements without a round trip for each (PostgreSQL pipeline mode; SQLite runs them one by one). Use
// inside a Transaction: after an error the rest of the batch is skipped and Flush reports it. Values are copied.
//
//   Pipeline batch(*lease);
//   for (...) TRY(batch.Query("SELECT name FROM person WHERE id = ?1", {Blob{id}}, [&](const Row& row) { ...; return
//   Ok(); })); TRY(batch.Flush());
class Pipeline {
 public:
  explicit Pipeline(Connection& connection, int batch_size = 200) : connection_(connection), batch_size_(batch_size) {}
  Status Add(std::string_view sql, std::initializer_list<Param> params) {
    return Query(sql, Params(params.begin(), params.size()), nullptr);
  }
  // `each` gets the rows in the order of the batch, at the latest in Flush; it must not use the connection.
  Status Query(std::string_view sql, std::initializer_list<Param> params, RowFunction each) {
    return Query(sql, Params(params.begin(), params.size()), std::move(each));
  }
  Status Query(std::string_view sql, Params params, RowFunction each);
  // Rows changed since the start or the last Flush.
  Result<std::int64_t> Flush();

 private:
  Connection& connection_;
  int batch_size_;
  std::vector<BatchItem> items_;
  std::int64_t changed_ = 0;
};

class Lease {
 public:
  Lease(Connection* connection, std::function<void()> give_back)
      : connection_(connection), give_back_(std::move(give_back)) {}
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
using ReadLease = Lease;
using WriteLease = Lease;

struct OpenOptions {
  std::string url;  // a path ("sqlite:" may stand before it), or "postgresql://..." / "host=... dbname=..."
  // Refuses every write. SQLite: takes no ownership lock, so it works beside the owner and in a folder that is not
  // writable.
  bool read_only = false;
  int connections_max = 8;  // SQLite: read-only connections, besides the one writer
  // How long a statement waits for a lock held by another connection before kBusy.
  std::chrono::milliseconds busy_timeout{10'000};
  // How long Read() and Write() wait for a free connection before kBusy.
  std::chrono::milliseconds lease_timeout{60'000};
};

class Database {
 public:
  // SQLite: WAL, synchronous=FULL, file mode 0600; takes the lock "<file>.lock" (kLocked names the process that holds
  // it). PostgreSQL: connects once; refuses servers below 15 and databases that are not UTF-8.
  static Result<std::unique_ptr<Database>> Open(const OpenOptions& options);
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;
  // A connection that refuses to write and sees the last commit.
  virtual Result<ReadLease> Read() = 0;
  // SQLite: the writer. Do not ask twice in one thread: the second waits for the first until kBusy.
  virtual Result<WriteLease> Write() = 0;
  // Commits the transaction of a write lease and gives the lease back. As Commit() does, but on SQLite the writer is
  // free for others while the log is synced, and commits that come together share a sync. Preferred wherever nothing
  // follows in the same lease.
  virtual Status Finish(Transaction transaction, WriteLease lease, Durable durable = Durable::kNow);
  // Write leases given back so far: whoever reads the same number twice has missed no write between. nullopt where
  // other processes may write too (PostgreSQL).
  virtual std::optional<std::uint64_t> WritesSoFar() const { return {}; }
  // A consistent copy of an open SQLite database into a new file (0600; an existing one is refused) while others read
  // and write; PostgreSQL answers with the command to use (pg_dump).
  virtual Status BackupTo(const std::string& path) = 0;
};

// While it lives, everything that this thread reads from `database` is one look at it: the same connection, the same
// moment. On SQLite a request of ten statements then locks and unlocks the file once instead of ten times. On
// PostgreSQL it does nothing (BEGIN and COMMIT would be two more round trips). Inside, this thread must not look for
// what it writes, nor begin a transaction on a read lease. Keep it short: the log cannot be folded in meanwhile. A
// snapshot inside a snapshot does nothing.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  std::optional<ReadLease> lease_;
};

// Runs `work` in a transaction of its own on a write lease and commits; runs it again, up to `attempts_max` times, when
// the error is retryable.
Status InTransaction(Database& database, const std::function<Status(Connection&)>& work,
                     Isolation isolation = Isolation::kReadCommitted, int attempts_max = 5);

// One step of a schema, forward only (D11). One text serves both databases; "{without_rowid}" becomes " WITHOUT ROWID"
// on SQLite, "{bytes}" the type of bytes (for CAST).
struct Migration {
  std::string module;  // "people"
  int version;         // from 1, without gaps in a module
  std::string name;
  std::string sql;           // must not contain BEGIN or COMMIT
  std::string postgres_sql;  // only where one text does not serve: used instead of `sql` on PostgreSQL
};
// Applies what is missing under a lock, all in one transaction: an upgrade that fails leaves the schema as it was.
// Recorded in schema_version (module, version, name, checksum, applied_at in UTC microseconds). A database that knows
// more than the program is refused (kNewer), as is a step whose text has changed since it was applied (kSchemaChanged).
// A database without a schema gets one only with kMake: an emptied file or a mistyped name must not pass for a store
// without people (kNoSchema). A SQLite file with the tables of another program never gets one.
enum class WithoutSchema { kMake, kRefuse };
Status Migrate(Database& database, std::span<const Migration> migrations, WithoutSchema without = WithoutSchema::kMake);

// Schema as the database reports it: for the tests that compare it with the field tables and with the rules Citus
// enforces.
struct SchemaColumn {
  std::string name, type;  // type: BIGINT, TEXT, BYTEA; others as the database calls them, in upper case
  bool not_null = false;
  int key_position = 0;  // 1.. in the primary key, else 0
};
struct SchemaIndex {
  std::string name;
  bool unique = false;
  std::vector<std::string> columns;  // "" stands for an expression
  bool partial = false;              // has a WHERE
  bool constraint = false;           // made by UNIQUE in the table, not by CREATE INDEX
};
struct SchemaTable {
  std::string name;
  std::vector<SchemaColumn> columns;
  std::vector<SchemaIndex> indexes;  // primary keys apart
};
Result<std::vector<SchemaTable>> ReadSchema(Connection& connection);

// "?1" → "$1" outside of literals, quoted names and comments; kStatement on a bare "?". Both databases check every text
// with it.
Result<std::string> TranslatePlaceholders(std::string_view sql);

// Called at named points ("before_commit", "after_commit", "bulk_flush", "migrated", "backup_step"): fault tests kill
// the process there. Null by default; set it before threads start.
extern void (*fault_hook)(const char* point);
inline void FaultPoint(const char* point) {
  if (fault_hook != nullptr) fault_hook(point);
}
// The same with a closure; an empty one switches it off.
void SetFaultHook(std::function<void(const char* point)> hook);

// ---- templates ----

template <typename T, typename... Args>
Result<std::optional<T>> Connection::QueryOptional(std::string_view sql, const Args&... args) {
  const std::initializer_list<Param> params = {Param(args)...};
  StatementPtr statement = TRY(Prepare(sql));
  TRY(statement->BindAll(Params(params.begin(), params.size())));
  std::optional<T> out;
  if (TRY(statement->Step())) out.emplace(internal::ReadRow<T>(statement->row()));
  return out;
}

template <typename T, typename... Args>
Result<T> Connection::QueryOne(std::string_view sql, const Args&... args) {
  std::optional<T> out = TRY(QueryOptional<T>(sql, args...));
  if (!out) return Fail(kNotFound, "没有查到记录");
  return std::move(*out);
}

}  // namespace gq::db
