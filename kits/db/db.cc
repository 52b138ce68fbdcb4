#include "kits/db/db.h"

#include <algorithm>
#include <thread>

#include "kits/db/backends.h"

namespace gq::db {

void (*fault_hook)(const char* point) = nullptr;

namespace {
std::function<void(const char*)>& FaultClosure() {
  static std::function<void(const char*)> closure;
  return closure;
}
}  // namespace

void SetFaultHook(std::function<void(const char* point)> hook) {
  FaultClosure() = std::move(hook);
  fault_hook = FaultClosure() ? +[](const char* point) { FaultClosure()(point); } : nullptr;
}

bool IsRetryable(const Error& error) {
  return error.kind == &kBusy || error.kind == &kSerialization || error.kind == &kDeadlock;
}

std::string_view DetailOf(const Error& error, std::string_view key) {
  const auto it =
      std::find_if(error.details.begin(), error.details.end(), [&](const auto& detail) { return detail.first == key; });
  return it == error.details.end() ? std::string_view() : std::string_view(it->second);
}

Result<std::unique_ptr<Database>> Database::Open(const OpenOptions& options) {
  const std::string& url = options.url;
  const auto starts = [&](std::string_view word) { return url.rfind(word, 0) == 0; };
  if (starts("postgresql://") || starts("postgres://") || starts("host=") || starts("dbname=") || starts("service=") ||
      url.find(" dbname=") != std::string::npos || url.find(" host=") != std::string::npos) {
    return OpenPostgres(options);
  }
  OpenOptions file = options;
  if (starts("sqlite:")) file.url = url.substr(7);
  if (file.url.empty()) return Fail(kOther, "没有给出数据文件的位置", "请写出数据文件的路径或 PostgreSQL 的地址");
  return OpenSqlite(file);
}

// ---- Connection ----

Result<std::int64_t> Connection::Execute(std::string_view sql, Params params) {
  std::int64_t changed = 0;
  TRY(Run(sql, params, nullptr, false, &changed));
  return changed;
}

Status Connection::ForEach(std::string_view sql, Params params, const RowFunction& each, bool streaming) {
  std::int64_t changed = 0;
  return Run(sql, params, each, streaming, &changed);
}

Result<std::int64_t> Connection::QueryInt(std::string_view sql, std::initializer_list<Param> params,
                                          std::int64_t fallback) {
  StatementPtr statement = TRY(Prepare(sql));
  TRY(statement->BindAll(Params(params.begin(), params.size())));
  if (!TRY(statement->Step()) || statement->row().IsNull(0)) return fallback;
  return statement->row().Int(0);
}

Result<std::string> Connection::QueryText(std::string_view sql, std::initializer_list<Param> params) {
  StatementPtr statement = TRY(Prepare(sql));
  TRY(statement->BindAll(Params(params.begin(), params.size())));
  if (!TRY(statement->Step())) return std::string();
  return statement->row().String(0);
}

Result<std::int64_t> Connection::RunBatch(std::span<const BatchItem> items) {
  std::int64_t changed = 0;
  for (const auto& item : items) {
    std::int64_t more = 0;
    TRY(Run(item.sql, ParamsOf(item.values), item.each, false, &more));
    changed += more;
  }
  return changed;
}

Status Database::Finish(Transaction transaction, WriteLease lease, Durable durable) {
  const WriteLease mine(std::move(lease));  // given back after the commit
  return transaction.Commit(durable);
}

// ---- Transaction, Savepoint ----

namespace {
struct OpenSnapshot {
  const Database* database = nullptr;
  Connection* connection = nullptr;
};
thread_local OpenSnapshot open_snapshot;
}  // namespace

Connection* SnapshotOf(const Database& database) {
  return open_snapshot.database == &database ? open_snapshot.connection : nullptr;
}

Snapshot::Snapshot(Database& database) {
  if (database.dialect() != Dialect::kSqlite || open_snapshot.database != nullptr) return;
  auto lease = database.Read();
  if (!lease || !(*lease)->BeginTransaction(Isolation::kReadCommitted)) return;  // the first read says what is wrong
  lease_.emplace(std::move(*lease));
  open_snapshot = {&database, &**lease_};
}

Snapshot::~Snapshot() {
  if (!lease_) return;
  open_snapshot = {};
  static_cast<void>((*lease_)->CommitTransaction(Durable::kNow));
}

Result<Transaction> Transaction::Begin(Connection& connection, Isolation isolation) {
  TRY(connection.BeginTransaction(isolation));
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_ != nullptr) connection_->RollbackTransaction();
}

Status Transaction::Commit(Durable durable) {
  if (connection_ == nullptr) return Fail(kStatement, "事务已经结束");
  FaultPoint("before_commit");
  Status status = connection_->CommitTransaction(durable);
  if (!status) connection_->RollbackTransaction();
  connection_ = nullptr;
  if (status) FaultPoint("after_commit");
  return status;
}

Result<Savepoint> Savepoint::Begin(Connection& connection) {
  if (!connection.InTransaction()) return Fail(kStatement, "保存点只能在事务之内");
  TRY(connection.Execute("SAVEPOINT gq"));
  return Savepoint(connection);
}

Savepoint::~Savepoint() {
  if (connection_ == nullptr || !connection_->InTransaction()) return;
  // Of two savepoints with one name the inner one answers, in both databases; a broken connection has rolled back
  // already.
  const auto undone = connection_->Execute("ROLLBACK TO SAVEPOINT gq");
  if (undone) static_cast<void>(connection_->Execute("RELEASE SAVEPOINT gq"));
}

Status Savepoint::Release() {
  if (connection_ == nullptr) return Fail(kStatement, "保存点已经结束");
  TRY(connection_->Execute("RELEASE SAVEPOINT gq"));
  connection_ = nullptr;
  return Ok();
}

Status InTransaction(Database& database, const std::function<Status(Connection&)>& work, Isolation isolation,
                     int attempts_max) {
  for (int attempt = 1;; ++attempt) {
    const auto once = [&]() -> Status {
      auto lease = TRY(database.Write());
      auto tx = TRY(Transaction::Begin(*lease, isolation));
      TRY(work(*lease));
      return database.Finish(std::move(tx), std::move(lease));
    };
    Status status = once();
    if (status || !IsRetryable(status.error()) || attempt >= attempts_max) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(5 << std::min(attempt, 6)));
  }
}

// ---- Pipeline ----

Status Pipeline::Query(std::string_view sql, Params params, RowFunction each) {
  BatchItem item{std::string(sql), {}, std::move(each)};
  item.values.reserve(params.size());
  for (const auto& param : params) {
    switch (param.kind) {
      case Param::Kind::kNull:
        item.values.emplace_back();
        break;
      case Param::Kind::kInteger:
        item.values.emplace_back(param.integer);
        break;
      case Param::Kind::kText:
        item.values.emplace_back(std::string(param.text));
        break;
      case Param::Kind::kBlob:
        item.values.emplace_back(Bytes{std::string(param.text)});
        break;
      case Param::Kind::kDouble:
        return Fail(kStatement, "批量语句不接受小数参数");
    }
  }
  items_.push_back(std::move(item));
  if (static_cast<int>(items_.size()) < batch_size_) return Ok();
  const std::vector<BatchItem> items = std::exchange(items_, {});
  changed_ += TRY(connection_.RunBatch(items));
  return Ok();
}

Result<std::int64_t> Pipeline::Flush() {
  const std::vector<BatchItem> items = std::exchange(items_, {});
  if (!items.empty()) changed_ += TRY(connection_.RunBatch(items));
  return std::exchange(changed_, 0);
}

}  // namespace gq::db
