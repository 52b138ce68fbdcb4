// PostgreSQL backend: a pool of libpq connections; binary parameters and results; COPY BINARY for many rows.
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>

#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>

#include "kits/db/backends.h"

namespace gq::db {

namespace {

constexpr Oid kInt8 = 20, kTextOid = 25, kBytea = 17;

Error Explain(PGconn* handle, const PGresult* result) {
  const char* state_text = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string state = state_text != nullptr ? state_text : "";
  const char* constraint = result != nullptr ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : nullptr;
  const std::vector<std::pair<std::string, std::string>> where = {{"constraint", constraint != nullptr ? constraint : ""}, {"sqlstate", state}};
  if (PQstatus(handle) != CONNECTION_OK) return Error{&kUnreachable, "与数据库的连接断了", "请检查数据库服务后重试", {}};
  if (state == "23505") return Error{&kUnique, "与已有记录重复", "", where};
  if (state.substr(0, 2) == "23") return Error{&kConstraint, "记录不合数据库的规则", "", where};
  if (state == "40001" || state == "40P01" || state == "55P03") return Error{&kRetry, "有人同时在改同一内容", "请重试", where};
  if (state == "25006" || state == "53100") return Error{&kReadOnly, "数据库不可写", "请检查数据库的空间与权限", where};
  // Primary messages name tables and columns; DETAIL (which holds values) is left out on purpose.
  const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  return Error{&kDatabase, "数据库出错", "", {{"postgresql", primary != nullptr ? primary : ""}, {"sqlstate", state}}};
}

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using OwnedResult = std::unique_ptr<PGresult, ResultDeleter>;

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  void MoveTo(int row) { row_ = row; }
  int Columns() const override { return PQnfields(result_); }
  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) == 1; }
  std::int64_t Int(int column) const override {
    if (IsNull(column)) return 0;
    const char* data = PQgetvalue(result_, row_, column);
    switch (PQgetlength(result_, row_, column)) {
      case 8: {
        std::uint64_t n;
        std::memcpy(&n, data, 8);
        return static_cast<std::int64_t>(be64toh(n));
      }
      case 4: {
        std::uint32_t n;
        std::memcpy(&n, data, 4);
        return static_cast<std::int32_t>(be32toh(n));
      }
      case 2: {
        std::uint16_t n;
        std::memcpy(&n, data, 2);
        return static_cast<std::int16_t>(be16toh(n));
      }
      case 1:
        return data[0] != 0 ? 1 : 0;
      default:
        return 0;
    }
  }
  std::string_view Text(int column) const override {
    if (IsNull(column)) return {};
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_;
};

class PostgresConnection final : public Connection {
 public:
  ~PostgresConnection() override { PQfinish(handle_); }

  static Result<std::unique_ptr<PostgresConnection>> Open(const std::string& url) {
    auto connection = std::unique_ptr<PostgresConnection>(new PostgresConnection);
    connection->handle_ = PQconnectdb(url.c_str());
    if (PQstatus(connection->handle_) != CONNECTION_OK) {
      return Fail(kUnreachable, "连不上 PostgreSQL", "请检查地址、账号与服务是否启动");
    }
    return connection;
  }

  Dialect dialect() const override { return Dialect::kPostgres; }
  bool InTransaction() const override { return PQtransactionStatus(handle_) != PQTRANS_IDLE; }
  bool Broken() const { return PQstatus(handle_) != CONNECTION_OK; }
  PGconn* handle() const { return handle_; }

  Result<std::int64_t> Execute(std::string_view sql, Params params) override {
    const OwnedResult result = TRY(Run(sql, params));
    const char* changed = PQcmdTuples(result.get());
    return changed != nullptr && *changed != '\0' ? std::atoll(changed) : 0;
  }

  Status ForEach(std::string_view sql, Params params, const RowFunction& each, bool streaming) override {
    if (streaming) return Stream(sql, params, each);
    const OwnedResult result = TRY(Run(sql, params));
    PostgresRow row(result.get(), 0);
    const int rows = PQntuples(result.get());
    for (int i = 0; i < rows; ++i) {
      row.MoveTo(i);
      TRY(each(row));
    }
    return Ok();
  }

  Status Script(const std::string& sql) override {
    const OwnedResult result(PQexec(handle_, sql.c_str()));
    return Check(result.get());
  }

  std::unique_ptr<BulkInsert> Bulk(std::string_view table, std::vector<BulkColumn> columns) override;

  Status Check(const PGresult* result) {
    const auto status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE || status == PGRES_COPY_IN) return Ok();
    return Fail(Explain(handle_, result));
  }

 private:
  PostgresConnection() = default;

  struct Bound {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    std::vector<std::uint64_t> integers;
  };
  static Bound BindAll(Params params) {
    Bound bound;
    const std::size_t n = params.size();
    bound.types.resize(n);
    bound.values.resize(n);
    bound.lengths.resize(n);
    bound.formats.assign(n, 1);
    bound.integers.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const Param& param = params[i];
      switch (param.kind) {
        case Param::Kind::kNull:
          break;
        case Param::Kind::kInteger:
          bound.types[i] = kInt8;
          bound.integers[i] = htobe64(static_cast<std::uint64_t>(param.integer));
          bound.values[i] = reinterpret_cast<const char*>(&bound.integers[i]);
          bound.lengths[i] = 8;
          break;
        case Param::Kind::kText:
        case Param::Kind::kBlob:
          bound.types[i] = param.kind == Param::Kind::kText ? kTextOid : kBytea;
          bound.values[i] = param.text.data() == nullptr ? "" : param.text.data();
          bound.lengths[i] = static_cast<int>(param.text.size());
          break;
      }
    }
    return bound;
  }

  // ?1 -> $1, outside of quotes.
  static std::string Translate(std::string_view sql) {
    std::string text;
    bool quoted = false;
    for (std::size_t i = 0; i < sql.size(); ++i) {
      if (sql[i] == '\'') quoted = !quoted;
      text += !quoted && sql[i] == '?' && i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9' ? '$' : sql[i];
    }
    return text;
  }

  // The prepared statement of a text and the types bound to it.
  Result<std::string> Prepare(std::string_view sql, const Bound& bound) {
    std::string key;
    for (const Oid type : bound.types) key += type == 0 ? 'n' : type == kInt8 ? 'i' : type == kTextOid ? 't' : 'b';
    key += ':';
    key += sql;
    const auto it = statements_.find(key);
    if (it != statements_.end()) return it->second;
    if (statements_.size() > 500) {
      TRY(Script("DEALLOCATE ALL"));
      statements_.clear();
    }
    const std::string name = "s" + std::to_string(++last_statement_);
    const OwnedResult result(PQprepare(handle_, name.c_str(), Translate(sql).c_str(), static_cast<int>(bound.types.size()), bound.types.data()));
    TRY(Check(result.get()));
    statements_.emplace(std::move(key), name);
    return name;
  }

  static bool IsControl(std::string_view sql) { return sql == "BEGIN" || sql == "COMMIT" || sql == "ROLLBACK"; }

  Result<OwnedResult> Run(std::string_view sql, Params params) {
    if (IsControl(sql)) {
      OwnedResult result(PQexec(handle_, std::string(sql).c_str()));
      TRY(Check(result.get()));
      if (sql == "COMMIT" && std::strcmp(PQcmdStatus(result.get()), "COMMIT") != 0) {
        return Fail(kRetry, "事务没有提交", "请重试");  // the server rolled back a failed transaction
      }
      return result;
    }
    const Bound bound = BindAll(params);
    const std::string name = TRY(Prepare(sql, bound));
    OwnedResult result(PQexecPrepared(handle_, name.c_str(), static_cast<int>(params.size()), bound.values.data(), bound.lengths.data(),
                                      bound.formats.data(), 1));
    TRY(Check(result.get()));
    return result;
  }

  Status Stream(std::string_view sql, Params params, const RowFunction& each) {
    const Bound bound = BindAll(params);
    const std::string name = TRY(Prepare(sql, bound));
    if (PQsendQueryPrepared(handle_, name.c_str(), static_cast<int>(params.size()), bound.values.data(), bound.lengths.data(),
                            bound.formats.data(), 1) != 1 ||
        PQsetSingleRowMode(handle_) != 1) {
      return Fail(Explain(handle_, nullptr));
    }
    Status status = Ok();
    for (;;) {
      const OwnedResult result(PQgetResult(handle_));
      if (result == nullptr) break;
      if (!status) continue;  // drain
      status = Check(result.get());
      if (status && PQntuples(result.get()) == 1) status = each(PostgresRow(result.get(), 0));
      if (!status) {
        if (PGcancel* cancel = PQgetCancel(handle_)) {
          char text[256];
          PQcancel(cancel, text, sizeof text);
          PQfreeCancel(cancel);
        }
      }
    }
    return status;
  }

  PGconn* handle_ = nullptr;
  std::map<std::string, std::string, std::less<>> statements_;
  std::uint64_t last_statement_ = 0;
};

class PostgresBulk final : public BulkInsert {
 public:
  PostgresBulk(PostgresConnection& connection, std::string_view table, const std::vector<BulkColumn>& columns)
      : connection_(connection), columns_(columns.size()) {
    sql_ = "COPY " + std::string(table) + " (";
    for (std::size_t i = 0; i < columns.size(); ++i) sql_ += (i == 0 ? "" : ", ") + columns[i].name;
    sql_ += ") FROM STDIN (FORMAT binary)";
    data_.append("PGCOPY\n\377\r\n\0", 11);
    data_.append(8, '\0');
  }
  void Null() override { Length(0xffffffffU); }
  void Int(std::int64_t n) override {
    Length(8);
    const std::uint64_t big = htobe64(static_cast<std::uint64_t>(n));
    data_.append(reinterpret_cast<const char*>(&big), 8);
  }
  void Text(std::string_view text) override { Bytes(text); }
  void Bytes(std::string_view bytes) override {
    Length(static_cast<std::uint32_t>(bytes.size()));
    data_ += bytes;
  }
  Status EndRow() override {
    row_open_ = false;
    ++rows_;
    return Ok();
  }
  Status Finish() override {
    FaultPoint("bulk_finish");
    if (rows_ == 0) return Ok();
    data_.append("\xff\xff", 2);
    const OwnedResult begun(PQexec(connection_.handle(), sql_.c_str()));
    TRY(connection_.Check(begun.get()));
    const bool sent = PQputCopyData(connection_.handle(), data_.data(), static_cast<int>(data_.size())) == 1 &&
                      PQputCopyEnd(connection_.handle(), nullptr) == 1;
    Status status = sent ? Ok() : Fail(Explain(connection_.handle(), nullptr));
    for (;;) {
      const OwnedResult result(PQgetResult(connection_.handle()));
      if (result == nullptr) break;
      if (status) status = connection_.Check(result.get());
    }
    return status;
  }

 private:
  void Length(std::uint32_t size) {
    if (!row_open_) {
      const std::uint16_t count = htobe16(static_cast<std::uint16_t>(columns_));
      data_.append(reinterpret_cast<const char*>(&count), 2);
      row_open_ = true;
    }
    const std::uint32_t big = htobe32(size);
    data_.append(reinterpret_cast<const char*>(&big), 4);
  }
  PostgresConnection& connection_;
  std::size_t columns_;
  std::string sql_, data_;
  std::size_t rows_ = 0;
  bool row_open_ = false;
};

std::unique_ptr<BulkInsert> PostgresConnection::Bulk(std::string_view table, std::vector<BulkColumn> columns) {
  return std::make_unique<PostgresBulk>(*this, table, columns);
}

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const OpenOptions& options) : options_(options) {}
  Dialect dialect() const override { return Dialect::kPostgres; }

  Result<Lease> Take() {
    std::unique_ptr<PostgresConnection> connection;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !idle_.empty() || lent_ < options_.connections_max; });
      ++lent_;
      if (!idle_.empty()) {
        connection = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (connection == nullptr || connection->Broken()) {
      auto opened = PostgresConnection::Open(options_.url);
      if (!opened) {
        const std::lock_guard guard(mutex_);
        --lent_;
        changed_.notify_one();
        return Fail(std::move(opened).error());
      }
      connection = std::move(*opened);
    }
    PostgresConnection* raw = connection.release();
    return Lease(raw, [this, raw] {
      std::unique_ptr<PostgresConnection> back(raw);
      if (back->InTransaction() && !back->Broken()) {
        const auto ignored = back->Execute("ROLLBACK", Params());
        static_cast<void>(ignored);
      }
      const std::lock_guard guard(mutex_);
      if (!back->Broken()) idle_.push_back(std::move(back));
      --lent_;
      changed_.notify_one();
    });
  }
  Result<Lease> Read() override { return Take(); }
  Result<Lease> Write() override { return Take(); }
  Status BackupTo(const std::string&) override {
    return Fail(kUsage, "PostgreSQL 由数据库自己备份", "请使用 pg_dump 或 pg_basebackup，并另存密钥文件");
  }

 private:
  OpenOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
  int lent_ = 0;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenPostgres(const OpenOptions& options) {
  auto database = std::make_unique<PostgresDatabase>(options);
  const auto lease = TRY(database->Read());
  const auto version = PQserverVersion(static_cast<PostgresConnection&>(*lease).handle());
  if (version < 150000) return Fail(kUnreachable, "PostgreSQL 版本过低", "需要 15 或更新的版本");
  TRY(lease->Execute("SET client_min_messages = warning", Params()));
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace gq::db
