#include "kits/db/postgres_connection.h"

#include <poll.h>

#include <array>
#include <cstring>

namespace gq::db {

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(const OpenOptions& options) {
  auto connection = std::unique_ptr<PostgresConnection>(new PostgresConnection(options));
  // What stands before dbname can be set otherwise in the address; what stands after cannot.
  const std::array keys = {"application_name", "connect_timeout", "tcp_user_timeout",
                           "dbname",           "client_encoding", static_cast<const char*>(nullptr)};
  const std::array values = {"gangqiao", "10", "30000", options.url.c_str(), "UTF8", static_cast<const char*>(nullptr)};
  connection->handle_ = PQconnectdbParams(keys.data(), values.data(), 1);
  if (PQstatus(connection->handle_) != CONNECTION_OK) {
    // libpq's own text names host, port and account; it is kept out of the sentence, for it is English and long.
    return Fail(kUnreachable, "连不上 PostgreSQL", "请检查地址、账号、口令与服务是否启动");
  }
  TRY(connection->Greet());
  return connection;
}

PostgresConnection::~PostgresConnection() {
  idle_.clear();
  PQfinish(handle_);
}

Status PostgresConnection::Greet() {
  if (PQserverVersion(handle_) < 150000) {
    return Fail(kServerTooOld, "PostgreSQL 版本过低（" + std::to_string(PQserverVersion(handle_) / 10000) + "）",
                "需要 15 或更新的版本");
  }
  const char* encoding = PQparameterStatus(handle_, "server_encoding");
  if (encoding == nullptr || std::strcmp(encoding, "UTF8") != 0) {
    return Fail(kOther, "PostgreSQL 数据库的编码不是 UTF8", "请用 CREATE DATABASE ... ENCODING 'UTF8' 新建");
  }
  PQsetNoticeProcessor(
      handle_, [](void*, const char*) {}, nullptr);  // notices may hold values, and go to stderr otherwise
  read_only_ = false;
  TRY(Command("SET client_min_messages = warning; SET standard_conforming_strings = on; SET lock_timeout = " +
              std::to_string(options_.busy_timeout.count())));
  return Ok();
}

Result<ResultPtr> PostgresConnection::Command(const std::string& sql) {
  ResultPtr result(PQexec(handle_, sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY &&
      status != PGRES_COPY_IN) {
    return Fail(ExplainPostgres(handle_, result.get()));
  }
  return result;
}

bool PostgresConnection::IsAlive() {
  if (PQstatus(handle_) != CONNECTION_OK) return false;
  // An idle server says nothing, except good-bye: a last message, then the end of the stream.
  pollfd socket{PQsocket(handle_), POLLIN, 0};
  while (poll(&socket, 1, 0) > 0 && PQconsumeInput(handle_) == 1) PQisBusy(handle_);
  return PQstatus(handle_) == CONNECTION_OK;
}

Status PostgresConnection::MakeReady() {
  if (in_batch_) return Fail(kStatement, "批量语句进行之中，这个连接不能作别的用");
  if (running != nullptr) running->BufferRest();
  if (PQstatus(handle_) == CONNECTION_OK) return Ok();
  if (in_transaction_) return Fail(kUnreachable, "与数据库的连接断了，这次没有保存", "请检查数据库服务后重试");
  const bool read_only = read_only_;
  ++generation_;
  doomed_.clear();
  PQreset(handle_);
  if (PQstatus(handle_) != CONNECTION_OK) return Fail(kUnreachable, "连不上 PostgreSQL", "请检查数据库服务后重试");
  TRY(Greet());
  return SetReadOnly(read_only);
}

Status PostgresConnection::SetReadOnly(bool read_only) {
  if (read_only_ == read_only) return Ok();
  TRY(Command(read_only ? "SET default_transaction_read_only = on" : "SET default_transaction_read_only = off"));
  read_only_ = read_only;
  return Ok();
}

Result<StatementPtr> PostgresConnection::Prepare(std::string_view sql) {
  if (const auto it = idle_.find(sql); it != idle_.end()) {
    StatementPtr statement(it->second.release());
    idle_.erase(it);
    return statement;
  }
  Translation translation = TRY(Translate(sql));
  return StatementPtr(new PostgresStatement(*this, std::string(sql), std::move(translation)));
}

void PostgresConnection::TakeBack(PostgresStatement* statement) {
  std::unique_ptr<PostgresStatement> owned(statement);
  owned->Clear();
  if (idle_.size() >= kStatementsKeptMax) idle_.clear();
  const std::string_view key = owned->sql();
  idle_.try_emplace(key, std::move(owned));
}

void PostgresConnection::ForgetNow() {
  if (doomed_.empty() || PQtransactionStatus(handle_) == PQTRANS_INERROR) return;
  std::string sql;
  for (const auto& name : doomed_) sql += "DEALLOCATE " + name + ";";
  doomed_.clear();
  static_cast<void>(Command(sql));  // at worst the server keeps them until the connection ends
}

Status PostgresConnection::Run(std::string_view sql, Params params, const RowFunction& each, bool streaming,
                               std::int64_t* changed) {
  StatementPtr statement = TRY(Prepare(sql));
  static_cast<PostgresStatement&>(*statement).set_streaming(streaming);
  TRY(statement->BindAll(params));
  while (TRY(statement->Step())) {
    if (each) TRY(each(statement->row()));
  }
  *changed = statement->Changed();
  return Ok();
}

Status PostgresConnection::Script(const std::string& sql) {
  TRY(MakeReady());
  TRY(Command(sql));
  return Ok();
}

Status PostgresConnection::BeginTransaction(Isolation isolation) {
  if (in_transaction_) return Fail(kStatement, "这个连接已经在事务之中", "内层请用 Savepoint");
  TRY(MakeReady());
  if (read_only_) {
    TRY(Command("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SELECT 1"));  // the first query takes the snapshot
  } else if (isolation == Isolation::kSerializable) {
    TRY(Command("BEGIN ISOLATION LEVEL SERIALIZABLE"));
  } else if (isolation == Isolation::kRepeatableRead) {
    TRY(Command("BEGIN ISOLATION LEVEL REPEATABLE READ"));
  } else {
    TRY(Command("BEGIN"));
  }
  in_transaction_ = true;
  return Ok();
}

Status PostgresConnection::CommitTransaction(Durable durable) {
  TRY(MakeReady());
  auto result = Command(durable == Durable::kNow ? "COMMIT" : "SET LOCAL synchronous_commit = off; COMMIT");
  if (!result) {
    Error error = std::move(result).error();
    if (PQstatus(handle_) != CONNECTION_OK) {
      error =
          MakeError(kUnreachable, "保存时与数据库的连接断了，不知道是否已保存", "请先查看是否已保存，再决定是否重办");
      error.With("commit", "unknown");
    }
    return Fail(std::move(error));
  }
  in_transaction_ = false;
  if (std::strcmp(PQcmdStatus(result->get()), "COMMIT") != 0)
    return Fail(kOther, "事务在出错时已被数据库撤销", "请重新办理");
  return Ok();
}

void PostgresConnection::RollbackTransaction() {
  if (running != nullptr) running->BufferRest();
  // Also one that a script has begun behind our back.
  if (!in_transaction_ && PQtransactionStatus(handle_) == PQTRANS_IDLE) return;
  in_transaction_ = false;
  if (PQstatus(handle_) == CONNECTION_OK) static_cast<void>(Command("ROLLBACK"));
}

// ---- batches ----

Result<std::int64_t> PostgresConnection::RunBatch(std::span<const BatchItem> items) {
  TRY(MakeReady());
  // Everything is prepared first, because preparing waits for its answer.
  std::unordered_map<std::string_view, StatementPtr> statements;
  std::vector<std::vector<Param>> params(items.size());
  std::vector<WireParams> wires(items.size());
  std::vector<std::string> names(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto it = statements.find(items[i].sql);
    if (it == statements.end()) it = statements.emplace(items[i].sql, TRY(Prepare(items[i].sql))).first;
    auto& statement = static_cast<PostgresStatement&>(*it->second);
    params[i] = ParamsOf(items[i].values);
    TRY(CheckCount(params[i].size(), statement.parameters()));
    names[i] = TRY(statement.FormFor(params[i], &wires[i]))->name;
  }
  if (PQenterPipelineMode(handle_) != 1) return Fail(ExplainPostgres(handle_, nullptr));
  in_batch_ = true;
  bool sent = true;
  for (std::size_t i = 0; i < items.size() && sent; ++i) {
    sent = PQsendQueryPrepared(handle_, names[i].c_str(), wires[i].count(), wires[i].values.data(),
                               wires[i].lengths.data(), wires[i].formats.data(), 1) == 1;
  }
  sent = sent && PQpipelineSync(handle_) == 1;
  Result<std::int64_t> changed = sent ? ReadBatch(items) : Fail(ExplainPostgres(handle_, nullptr));
  PQexitPipelineMode(handle_);
  in_batch_ = false;
  return changed;
}

// Reads all answers, whatever happens, so that the connection can be used again.
Result<std::int64_t> PostgresConnection::ReadBatch(std::span<const BatchItem> items) {
  Status first = Ok();
  std::int64_t changed = 0;
  PostgresRow row;
  for (const auto& item : items) {
    while (PGresult* raw = PQgetResult(handle_)) {
      const ResultPtr result(raw);
      const auto status = PQresultStatus(raw);
      if (!first) continue;
      if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        first = Fail(ExplainPostgres(handle_, raw));
        continue;
      }
      changed += ChangedBy(raw);
      if (!item.each) continue;
      first = CheckColumnTypes(raw);
      for (int i = 0; i < PQntuples(raw) && first; ++i) {
        row.MoveTo(raw, i);
        first = item.each(row);
      }
    }
    if (PQstatus(handle_) != CONNECTION_OK) break;
  }
  while (PQstatus(handle_) == CONNECTION_OK) {  // the answer to the sync ends the batch
    const ResultPtr result(PQgetResult(handle_));
    if (result == nullptr || PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
  }
  if (PQstatus(handle_) != CONNECTION_OK && first) first = Fail(ExplainPostgres(handle_, nullptr));
  if (!first) return Fail(std::move(first).error());
  return changed;
}

}  // namespace gq::db
