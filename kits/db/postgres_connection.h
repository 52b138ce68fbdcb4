// One PostgreSQL connection: statements, transactions, batches, bulk rows. Private to this folder.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kits/db/backends.h"
#include "kits/db/postgres_row.h"

namespace gq::db {

// What the server reports, as an Error without values. `result` may be null.
Error ExplainPostgres(PGconn* handle, const PGresult* result);

class PostgresConnection;

// Parameters in the form in which they travel; points into the Params it was made from.
struct WireParams {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  std::deque<std::string> storage;
  int count() const { return static_cast<int>(values.size()); }
};

// A text prepared for certain parameter types. Types follow from what is bound: integer BIGINT, text TEXT, blob BYTEA;
// the server chooses for a null.
struct PreparedForm {
  std::string name;
  std::vector<Oid> types;
};

class PostgresStatement final : public Statement {
 public:
  PostgresStatement(PostgresConnection& connection, std::string sql, Translation translation)
      : connection_(connection),
        sql_(std::move(sql)),
        translated_(std::move(translation.sql)),
        params_(static_cast<std::size_t>(translation.parameters)),
        owned_(params_.size()) {}
  ~PostgresStatement() override;
  PostgresStatement(const PostgresStatement&) = delete;
  PostgresStatement& operator=(const PostgresStatement&) = delete;

  const std::string& sql() const { return sql_; }
  Status Bind(int parameter, const Param& value) override;
  Status BindAll(Params values) override;
  Result<bool> Step() override;
  const Row& row() const override { return row_; }
  std::int64_t Changed() const override { return changed_; }
  void Reset() override;
  void Release() override;
  void Clear();
  int parameters() const { return static_cast<int>(params_.size()); }
  void set_streaming(bool streaming) { streaming_ = streaming; }

  // Prepares for these parameters if that was not done before, and encodes them. Needs an idle connection.
  Result<const PreparedForm*> FormFor(Params params, WireParams* wire);
  // Reads what is left of a running result into memory, because the connection is wanted for something else.
  void BufferRest();

 private:
  Status Start();
  Status Send();
  Status TakeResult(ResultPtr result);
  void Discard();

  PostgresConnection& connection_;
  std::string sql_, translated_;
  std::vector<PreparedForm> forms_;
  std::uint64_t generation_ = 0;  // of the connection for which forms_ holds
  std::vector<Param> params_;
  std::vector<std::string> owned_;  // values of Bind
  bool streaming_ = true;
  bool started_ = false;
  std::deque<ResultPtr> results_;  // waiting to be walked through
  ResultPtr current_;
  int at_ = -1;
  PostgresRow row_;
  std::int64_t changed_ = 0;
};

class PostgresConnection final : public Connection {
 public:
  static Result<std::unique_ptr<PostgresConnection>> Open(const OpenOptions& options);
  ~PostgresConnection() override;

  Dialect dialect() const override { return Dialect::kPostgres; }
  bool InTransaction() const override { return in_transaction_; }
  Result<StatementPtr> Prepare(std::string_view sql) override;
  Status Script(const std::string& sql) override;
  std::unique_ptr<BulkWriter> Bulk(std::string_view table, std::vector<BulkColumn> columns,
                                   BulkOptions options) override;
  std::unique_ptr<BulkWriter> BulkUpdate(std::string_view table, std::vector<BulkColumn> keys,
                                         std::vector<BulkColumn> values) override;
  Status BeginTransaction(Isolation isolation) override;
  Status CommitTransaction(Durable durable) override;
  void RollbackTransaction() override;
  Result<std::int64_t> RunBatch(std::span<const BatchItem> items) override;

  PGconn* handle() const { return handle_; }
  void TakeBack(PostgresStatement* statement);
  // Makes the connection free for a new command: buffers a running result, connects anew when the server went away
  // outside a transaction.
  Status MakeReady();
  // Runs a text without parameters and checks the result.
  Result<ResultPtr> Command(const std::string& sql);
  // Notices that the server has closed an idle connection. False: broken.
  bool IsAlive();
  // The session refuses writes from now on, or no longer.
  Status SetReadOnly(bool read_only);
  bool read_only() const { return read_only_; }

  std::uint64_t generation() const { return generation_; }
  std::string NextName() { return "s" + std::to_string(++last_name_); }
  void Forget(std::string name) { doomed_.push_back(std::move(name)); }
  void ForgetNow();
  PostgresStatement* running = nullptr;  // whose result is being streamed

 protected:
  Status Run(std::string_view sql, Params params, const RowFunction& each, bool streaming,
             std::int64_t* changed) override;

 private:
  explicit PostgresConnection(const OpenOptions& options) : options_(options) {}
  Status Greet();
  Result<std::int64_t> ReadBatch(std::span<const BatchItem> items);

  OpenOptions options_;
  PGconn* handle_ = nullptr;
  std::uint64_t generation_ = 1;
  bool in_transaction_ = false;
  bool in_batch_ = false;
  bool read_only_ = false;
  std::uint64_t last_name_ = 0;
  std::vector<std::string> doomed_;
  std::unordered_map<std::string_view, std::unique_ptr<PostgresStatement>> idle_;
};

// Rows changed by the command of a result; 0 for a SELECT.
std::int64_t ChangedBy(PGresult* result);

}  // namespace gq::db
