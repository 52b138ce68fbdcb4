// SQLite backend: one writer connection, a pool of read-only ones, a lock file that names the owner (D11).
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "kits/db/backends.h"

namespace gq::db {

namespace {

Error Explain(sqlite3* handle, int code) {
  const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : code;
  const std::string text = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return Error{&kUnique, "与已有记录重复", "", {{"constraint", text.substr(text.find(':') + 1)}}};
      }
      return Error{&kConstraint, "记录不合数据库的规则", "", {{"constraint", text}}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error{&kRetry, "数据库正忙", "请稍后重试", {}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return Error{&kReadOnly, "数据文件打不开或不可写", "请检查数据目录的权限与磁盘空间", {{"sqlite", text}}};
    case SQLITE_FULL:
      return Error{&kReadOnly, "磁盘已满", "请腾出空间后重试，已保存的内容没有丢失", {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error{&kCorrupt, "数据文件已损坏或不是岗桥的数据文件", "请从最近的备份恢复（gangqiao backup）", {}};
    default:
      return Error{&kDatabase, "数据库出错", "", {{"sqlite", text}}};
  }
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  int Columns() const override { return sqlite3_column_count(statement_); }
  bool IsNull(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t Int(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view Text(int column) const override {
    const bool blob = sqlite3_column_type(statement_, column) == SQLITE_BLOB;
    const void* data = blob ? sqlite3_column_blob(statement_, column) : static_cast<const void*>(sqlite3_column_text(statement_, column));
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

class SqliteConnection final : public Connection {
 public:
  ~SqliteConnection() override {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
  }

  static Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path, bool read_only) {
    auto connection = std::unique_ptr<SqliteConnection>(new SqliteConnection);
    const int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, flags, nullptr);
    if (code != SQLITE_OK) return Fail(Explain(connection->handle_, code));
    sqlite3_extended_result_codes(connection->handle_, 1);
    sqlite3_busy_timeout(connection->handle_, 10'000);
    if (!read_only) {
      TRY(connection->Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8000;"));
    }
    TRY(connection->Script("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824; PRAGMA cache_size=" +
                           std::string(read_only ? "-16000" : "-98304")));
    return connection;
  }

  Dialect dialect() const override { return Dialect::kSqlite; }
  bool InTransaction() const override { return sqlite3_get_autocommit(handle_) == 0; }
  sqlite3* handle() const { return handle_; }

  Result<sqlite3_stmt*> Prepare(std::string_view sql) {
    const auto it = statements_.find(std::string(sql));
    if (it != statements_.end()) return it->second;
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return Fail(Explain(handle_, code));
    if (statements_.size() > 500) {  // queries composed from filters: forget them all now and then
      for (auto& [text, old] : statements_) sqlite3_finalize(old);
      statements_.clear();
    }
    statements_.emplace(std::string(sql), statement);
    return statement;
  }

  Result<std::int64_t> Execute(std::string_view sql, Params params) override {
    sqlite3_stmt* statement = TRY(Prepare(sql));
    Bind(statement, params);
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    const auto error = code == SQLITE_DONE ? Error{} : Explain(handle_, code);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (code != SQLITE_DONE) return Fail(error);
    return sqlite3_changes64(handle_);
  }

  Status ForEach(std::string_view sql, Params params, const RowFunction& each, bool) override {
    sqlite3_stmt* statement = TRY(Prepare(sql));
    Bind(statement, params);
    const SqliteRow row(statement);
    Status status = Ok();
    for (;;) {
      const int code = sqlite3_step(statement);
      if (code == SQLITE_DONE) break;
      if (code != SQLITE_ROW) {
        status = Fail(Explain(handle_, code));
        break;
      }
      status = each(row);
      if (!status) break;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
  }

  Status Script(const std::string& sql) override {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return Fail(Explain(handle_, code));
    return Ok();
  }

  std::unique_ptr<BulkInsert> Bulk(std::string_view table, std::vector<BulkColumn> columns) override;

 private:
  SqliteConnection() = default;
  static void Bind(sqlite3_stmt* statement, Params params) {
    int at = 0;
    for (const auto& param : params) {
      ++at;
      switch (param.kind) {
        case Param::Kind::kNull:
          sqlite3_bind_null(statement, at);
          break;
        case Param::Kind::kInteger:
          sqlite3_bind_int64(statement, at, param.integer);
          break;
        case Param::Kind::kText:
          sqlite3_bind_text(statement, at, param.text.data() == nullptr ? "" : param.text.data(), static_cast<int>(param.text.size()), SQLITE_STATIC);
          break;
        case Param::Kind::kBlob:
          sqlite3_bind_blob(statement, at, param.text.data() == nullptr ? "" : param.text.data(), static_cast<int>(param.text.size()), SQLITE_STATIC);
          break;
      }
    }
  }

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

class SqliteBulk final : public BulkInsert {
 public:
  SqliteBulk(SqliteConnection& connection, std::string_view table, const std::vector<BulkColumn>& columns) : connection_(connection) {
    std::string names, marks;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      names += (i == 0 ? "" : ", ") + columns[i].name;
      marks += (i == 0 ? "?" : ", ?") + std::to_string(i + 1);
    }
    auto prepared = connection.Prepare("INSERT INTO " + std::string(table) + " (" + names + ") VALUES (" + marks + ")");
    if (prepared) statement_ = *prepared; else failed_ = prepared.error();
  }
  void Null() override { Next([&](int at) { sqlite3_bind_null(statement_, at); }); }
  void Int(std::int64_t n) override { Next([&](int at) { sqlite3_bind_int64(statement_, at, n); }); }
  void Text(std::string_view t) override {
    Next([&](int at) { sqlite3_bind_text(statement_, at, t.data() == nullptr ? "" : t.data(), static_cast<int>(t.size()), SQLITE_TRANSIENT); });
  }
  void Bytes(std::string_view b) override {
    Next([&](int at) { sqlite3_bind_blob(statement_, at, b.data() == nullptr ? "" : b.data(), static_cast<int>(b.size()), SQLITE_TRANSIENT); });
  }
  Status EndRow() override {
    at_ = 0;
    if (failed_.kind != nullptr) return Fail(failed_);
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_DONE) failed_ = Explain(connection_.handle(), code);
    sqlite3_reset(statement_);
    if (failed_.kind != nullptr) return Fail(failed_);
    return Ok();
  }
  Status Finish() override {
    FaultPoint("bulk_finish");
    if (failed_.kind != nullptr) return Fail(failed_);
    sqlite3_clear_bindings(statement_);
    return Ok();
  }

 private:
  template <typename F>
  void Next(F bind) {
    ++at_;
    if (statement_ != nullptr) bind(at_);
  }
  SqliteConnection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  Error failed_{};
  int at_ = 0;
};

std::unique_ptr<BulkInsert> SqliteConnection::Bulk(std::string_view table, std::vector<BulkColumn> columns) {
  return std::make_unique<SqliteBulk>(*this, table, columns);
}

class SqliteDatabase final : public Database {
 public:
  ~SqliteDatabase() override {
    readers_.clear();
    writer_.reset();
    if (lock_file_ >= 0) close(lock_file_);
  }
  Dialect dialect() const override { return Dialect::kSqlite; }

  Result<Lease> Write() override {
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] { return ticket == serving_ && !writing_; });
    writing_ = true;
    return Lease(writer_.get(), [this] {
      const std::lock_guard guard(mutex_);
      writing_ = false;
      ++serving_;
      changed_.notify_all();
    });
  }

  Result<Lease> Read() override {
    std::unique_ptr<SqliteConnection> connection;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !readers_.empty() || lent_ < readers_max_; });
      ++lent_;
      if (!readers_.empty()) {
        connection = std::move(readers_.back());
        readers_.pop_back();
      }
    }
    if (connection == nullptr) {
      auto opened = SqliteConnection::Open(path_, true);
      if (!opened) {
        const std::lock_guard guard(mutex_);
        --lent_;
        changed_.notify_all();
        return Fail(std::move(opened).error());
      }
      connection = std::move(*opened);
    }
    SqliteConnection* raw = connection.release();
    return Lease(raw, [this, raw] {
      const std::lock_guard guard(mutex_);
      readers_.emplace_back(raw);
      --lent_;
      changed_.notify_all();
    });
  }

  Status BackupTo(const std::string& path) override {
    const auto lease = TRY(Read());
    sqlite3* target = nullptr;
    int code = sqlite3_open(path.c_str(), &target);
    if (code == SQLITE_OK) {
      sqlite3_backup* backup = sqlite3_backup_init(target, "main", static_cast<SqliteConnection&>(*lease).handle(), "main");
      if (backup != nullptr) {
        sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
      }
      code = sqlite3_errcode(target);
    }
    const auto error = code == SQLITE_OK ? Error{} : Explain(target, code);
    sqlite3_close(target);
    if (code != SQLITE_OK) return Fail(error);
    return Ok();
  }

  Status TakeLock() {
    const std::string path = path_ + ".lock";
    lock_file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_file_ < 0) {
      return Fail(kReadOnly, "数据目录不可写：" + std::string(std::strerror(errno)), "请检查目录 " + path_ + " 的权限");
    }
    if (flock(lock_file_, LOCK_EX | LOCK_NB) != 0) {
      char text[32] = {};
      const auto size = pread(lock_file_, text, sizeof text - 1, 0);
      const std::string owner = size > 0 ? "（进程 " + std::string(text, static_cast<std::size_t>(size)) + "）" : "";
      return Fail(kLocked, "数据文件正被另一个岗桥程序使用" + owner, "请在那个程序的网页里办理，或先停下它再试");
    }
    const std::string pid = std::to_string(getpid());
    if (ftruncate(lock_file_, 0) != 0 || pwrite(lock_file_, pid.data(), pid.size(), 0) < 0) {
      return Fail(kReadOnly, "锁文件写不进去", "请检查磁盘空间");
    }
    return Ok();
  }

  std::string path_;
  int readers_max_ = 8;
  std::unique_ptr<SqliteConnection> writer_;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
  int lent_ = 0;
  bool writing_ = false;
  std::uint64_t next_ticket_ = 0, serving_ = 0;
  int lock_file_ = -1;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenSqlite(const OpenOptions& options) {
  auto database = std::make_unique<SqliteDatabase>();
  database->path_ = options.url;
  database->readers_max_ = options.connections_max;
  TRY(database->TakeLock());
  database->writer_ = TRY(SqliteConnection::Open(options.url, options.read_only));
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace gq::db
