#include "kits/db/sqlite_connection.h"

#include <cerrno>

#include "kits/db/sqlite_log_file.h"

namespace gq::db {

namespace {

// "person.county_id, person.id" → table and columns.
void AddColumns(Error& error, std::string_view list) {
  std::string table, columns;
  while (!list.empty()) {
    const auto comma = list.find(", ");
    const std::string_view one = list.substr(0, comma);
    const auto dot = one.find('.');
    if (dot != std::string_view::npos) table = std::string(one.substr(0, dot));
    if (!columns.empty()) columns += ',';
    columns += one.substr(dot == std::string_view::npos ? 0 : dot + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 2);
  }
  if (!table.empty()) error.With("table", table);
  error.With("columns", columns);
}

// The texts of SQLite's constraint errors name columns, indexes and checks, never values.
Error ExplainConstraint(int extended, std::string_view text) {
  const auto colon = text.find(": ");
  std::string_view what = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 2);
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: {
      Error error = MakeError(kUnique, "与已有记录重复");
      if (what.rfind("index '", 0) == 0) {
        what.remove_prefix(7);
        error.With("constraint", std::string(what.substr(0, what.find('\''))));
      } else if (!what.empty()) {
        AddColumns(error, what);
      }
      return error;
    }
    case SQLITE_CONSTRAINT_NOTNULL: {
      Error error = MakeError(kNotNull, "缺少必填内容");
      AddColumns(error, what);
      return error;
    }
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return MakeError(kForeignKey, "所引用的记录不存在，或仍被引用");
    case SQLITE_CONSTRAINT_CHECK:
      return MakeError(kCheck, "内容不合数据库的规则").With("constraint", std::string(what));
    default:
      return MakeError(kCheck, "内容不合数据库的规则");
  }
}

// Input and output failures: the operating system's reason decides.
Error ExplainFile(sqlite3* handle, const char* what) {
  const int last = errno;
  int reason = handle != nullptr ? sqlite3_system_errno(handle) : 0;
  // SQLite forgets the reason when it was the log that could not grow (a quota, a limit on file sizes).
  if (reason == 0 && handle != nullptr && sqlite3_extended_errcode(handle) == SQLITE_IOERR_WRITE) reason = last;
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
    return MakeError(kFull, "磁盘已满，这次没有保存", "请腾出空间后重试，已保存的内容没有丢失");
  }
  if (reason == EACCES || reason == EROFS || reason == EPERM) {
    return MakeError(kReadOnly, "数据文件没有权限打开或写入", "请检查数据目录的权限");
  }
  if (reason == ENOENT) return MakeError(kOther, "数据文件不存在", "请检查路径是否写对");
  return MakeError(kOther, what, "请检查数据目录与磁盘");
}

}  // namespace

Error ExplainSqlite(sqlite3* handle, int code) {
  const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : code;
  const auto native = [&](Error error) {
    return std::move(error.With("native", "sqlite " + std::to_string(extended)));
  };
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      return native(ExplainConstraint(extended, sqlite3_errmsg(handle)));
    case SQLITE_BUSY:
      if (extended == SQLITE_BUSY_SNAPSHOT) return native(MakeError(kSerialization, "有人同时在改同一内容", "请重试"));
      return native(MakeError(kBusy, "数据库正忙", "请稍后重试"));
    case SQLITE_LOCKED:
      return native(MakeError(kBusy, "数据库正忙", "请稍后重试"));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return native(MakeError(kReadOnly, "数据库以只读方式打开，或数据文件不可写", "请检查数据目录的权限"));
    case SQLITE_FULL:
      return native(MakeError(kFull, "磁盘已满，这次没有保存", "请腾出空间后重试，已保存的内容没有丢失"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return native(MakeError(kCorrupt, "数据文件已损坏或不是岗桥的数据文件", "请从最近的备份恢复（gangqiao backup）"));
    case SQLITE_CANTOPEN:
      return native(ExplainFile(handle, "数据文件打不开"));
    case SQLITE_IOERR:
      return native(ExplainFile(handle, "数据文件读写失败"));
    case SQLITE_TOOBIG:
      return native(MakeError(kOther, "内容过大，数据库存不下"));
    case SQLITE_ERROR:
      // Errors of the statement itself quote the statement, which holds no values.
      return native(
          MakeError(kStatement, "查询语句有误").With("reason", handle != nullptr ? sqlite3_errmsg(handle) : ""));
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return native(MakeError(kStatement, "查询语句用法有误"));
    default:
      return native(MakeError(kOther, "数据库出错").With("reason", sqlite3_errstr(extended)));
  }
}

// ---- SqliteStatement ----

Status SqliteStatement::BindOne(int parameter, const Param& value, sqlite3_destructor_type copy) {
  int code = SQLITE_OK;
  const char* data = value.text.data() == nullptr ? "" : value.text.data();
  switch (value.kind) {
    case Param::Kind::kNull:
      code = sqlite3_bind_null(statement_, parameter);
      break;
    case Param::Kind::kInteger:
      code = sqlite3_bind_int64(statement_, parameter, value.integer);
      break;
    case Param::Kind::kDouble:
      code = sqlite3_bind_double(statement_, parameter, value.real);
      break;
    case Param::Kind::kText:
      TRY(CheckText(value.text));
      code = sqlite3_bind_text64(statement_, parameter, data, value.text.size(), copy, SQLITE_UTF8);
      break;
    case Param::Kind::kBlob:
      code = sqlite3_bind_blob64(statement_, parameter, data, value.text.size(), copy);
      break;
  }
  if (code == SQLITE_OK) return Ok();
  return Fail(std::move(ExplainSqlite(nullptr, code).With("parameter", std::to_string(parameter))));
}

Status SqliteStatement::BindAll(Params values) {
  TRY(CheckCount(values.size(), sqlite3_bind_parameter_count(statement_)));
  for (std::size_t i = 0; i < values.size(); ++i) TRY(BindOne(static_cast<int>(i) + 1, values[i], SQLITE_STATIC));
  return Ok();
}

Result<bool> SqliteStatement::Step() {
  if (!running_) total_before_ = sqlite3_total_changes64(connection_.handle());
  running_ = true;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    // changes64 keeps the count of the last INSERT, UPDATE or DELETE until the next one, so ask first whether this one
    // changed anything.
    const bool any = sqlite3_total_changes64(connection_.handle()) != total_before_;
    const std::int64_t changed = any ? sqlite3_changes64(connection_.handle()) : 0;
    Reset();
    changed_ = changed;
    return false;
  }
  Error error = ExplainSqlite(connection_.handle(), code);
  Reset();
  return Fail(std::move(error));
}

void SqliteStatement::Reset() {
  sqlite3_reset(statement_);
  changed_ = 0;
  running_ = false;
}

void SqliteStatement::Clear() {
  Reset();
  sqlite3_clear_bindings(statement_);
}

void SqliteStatement::Release() { connection_.TakeBack(this); }

std::string_view SqliteStatement::Text(int column) const {
  const bool blob = sqlite3_column_type(statement_, column) == SQLITE_BLOB;
  const void* data = blob ? sqlite3_column_blob(statement_, column)
                          : static_cast<const void*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Value SqliteStatement::At(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement_, column);
    case SQLITE_BLOB:
      return Bytes{std::string(Text(column))};
    default:
      return std::string(Text(column));
  }
}

// ---- SqliteConnection ----

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path, Mode mode,
                                                                 const OpenOptions& options) {
  auto connection = std::unique_ptr<SqliteConnection>(new SqliteConnection);
  connection->read_only_ = mode != Mode::kWriter;
  // A URI only where it is needed, so that a '?' or '%' in a path means itself.
  std::string name = path;
  int flags =
      SQLITE_OPEN_NOMUTEX | (mode == Mode::kWriter ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  if (mode == Mode::kImmutable) {
    std::string escaped;
    for (const char c : path) {
      if (c == '?' || c == '#' || c == '%') {
        const char* hex = "0123456789ABCDEF";
        escaped += {'%', hex[static_cast<unsigned char>(c) >> 4], hex[c & 15]};
      } else {
        escaped += c;
      }
    }
    name = "file:" + escaped + "?immutable=1";
    flags |= SQLITE_OPEN_URI;
  } else if (path.rfind("file:", 0) == 0) {
    name = "./" + path;  // a distribution may build SQLite with URIs always on
  }
  const int code =
      sqlite3_open_v2(name.c_str(), &connection->handle_, flags, mode == Mode::kWriter ? GatheringLogVfs() : nullptr);
  if (code != SQLITE_OK) return Fail(ExplainSqlite(connection->handle_, code));
  sqlite3* handle = connection->handle_;
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // "x" is a name, as in PostgreSQL
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  if (mode == Mode::kWriter) {
    TRY(
        connection->Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; "
                           "PRAGMA journal_size_limit=268435456"));
  }
  // The cache of the writer is what makes imports of a county fast; readers share the pages through mmap.
  TRY(connection->Script(
      "PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824; "
      "PRAGMA cache_size=" +
      std::string(mode == Mode::kWriter ? "-81920" : "-16000")));
  if (mode != Mode::kWriter)
    TRY(connection->Script("SELECT count(*) FROM sqlite_master"));  // a file that cannot be read shows now
  return connection;
}

SqliteConnection::~SqliteConnection() {
  idle_.clear();
  sqlite3_close_v2(handle_);
}

Result<StatementPtr> SqliteConnection::Prepare(std::string_view sql) {
  if (const auto it = idle_.find(sql); it != idle_.end()) {
    StatementPtr statement(it->second.release());
    idle_.erase(it);
    return statement;
  }
  TRY(Translate(sql));  // the same texts are refused by both databases
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  if (code != SQLITE_OK) return Fail(ExplainSqlite(handle_, code));
  auto statement = std::make_unique<SqliteStatement>(*this, std::string(sql), raw);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (raw == nullptr || rest.find_first_not_of(" \n\t;") != std::string_view::npos) {
    return Fail(kStatement, raw == nullptr ? "语句是空的" : "一次只能有一条语句", "多条语句请用 Script");
  }
  return StatementPtr(statement.release());
}

void SqliteConnection::TakeBack(SqliteStatement* statement) {
  std::unique_ptr<SqliteStatement> owned(statement);
  owned->Clear();
  if (idle_.size() >= kStatementsKeptMax) idle_.clear();  // texts composed from filters: forget them all now and then
  const std::string_view key = owned->sql();
  idle_.try_emplace(key, std::move(owned));  // when the text is here already, the second copy ends
}

Status SqliteConnection::Run(std::string_view sql, Params params, const RowFunction& each, bool,
                             std::int64_t* changed) {
  StatementPtr statement = TRY(Prepare(sql));
  TRY(statement->BindAll(params));
  while (TRY(statement->Step())) {
    if (each) TRY(each(statement->row()));
  }
  *changed = statement->Changed();
  return Ok();
}

Status SqliteConnection::Script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Fail(ExplainSqlite(handle_, code));
  return Ok();
}

Status SqliteConnection::BeginTransaction(Isolation) {
  if (InTransaction()) return Fail(kStatement, "这个连接已经在事务之中", "内层请用 Savepoint");
  TRY(Execute(read_only_ ? "BEGIN" : "BEGIN IMMEDIATE"));
  // A deferred transaction takes its snapshot at the first read; take it now, as the interface says.
  if (read_only_) TRY(Execute("SELECT count(*) FROM sqlite_master"));
  return Ok();
}

Status SqliteConnection::CommitTransaction(Durable durable) {
  if (!InTransaction()) return Fail(kOther, "事务在出错时已被数据库撤销", "请重新办理");
  const LogSyncLater later(durable == Durable::kSoon);
  TRY(Execute("COMMIT"));
  return Ok();
}

void SqliteConnection::RollbackTransaction() {
  if (InTransaction()) static_cast<void>(Execute("ROLLBACK"));
}

// ---- many rows ----

namespace {

// Rows of one INSERT: its cursors stay open from row to row, and what is added at the end of an index finds its place
// without a way down from the root.
constexpr std::size_t kRowsAtOnce = 32;

std::string InsertOf(std::string_view table, const std::vector<BulkColumn>& columns, std::size_t rows,
                     std::string_view end) {
  // FAIL, not ABORT: what has been written of a statement need not be kept for taking back, the transaction ends
  // anyway.
  std::string sql = "INSERT OR FAIL INTO " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ", ") + columns[i].name;
  sql += ") VALUES ";
  for (std::size_t row = 0, number = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      sql += (i > 0 ? ", ?" : row > 0 ? ", (?" : "(?") + std::to_string(++number);
    sql += ')';
  }
  sql += end;
  return sql;
}

}  // namespace

// A prepared statement, run once a row, or once for many rows where their cells stay. Values are bound as they come.
class SqliteBulk final : public BulkWriter {
 public:
  // `sql` of `rows` rows; `sql_of_one` for what is left over at the end (the same where rows is 1).
  SqliteBulk(SqliteConnection& connection, const std::string& sql, std::size_t columns, std::size_t rows,
             std::string sql_of_one, bool cells_stay)
      : connection_(connection),
        columns_(columns),
        rows_(rows),
        sql_of_one_(std::move(sql_of_one)),
        copy_(cells_stay ? SQLITE_STATIC : SQLITE_TRANSIENT) {
    failed_ = Take(sql);
  }
  void Null() override { Next(Param()); }
  void Int(std::int64_t n) override { Next(Param(n)); }
  void Text(std::string_view text) override { Next(Param(text)); }
  void Bytes(std::string_view bytes) override { Next(Param(Blob{bytes})); }

  Status EndRow() override {
    if (failed_ && at_ != columns_) failed_ = Fail(kStatement, "一行的格数与列数不同");
    at_ = 0;
    if (failed_ && ++bound_ == rows_) {
      Run();
      bound_ = 0;
      cells_.clear();
    }
    return failed_;
  }
  Result<std::int64_t> Flush() override {
    FaultPoint("bulk_flush");
    if (failed_ && at_ != 0) return Fail(kStatement, "最后一行没有写完");
    if (failed_ && bound_ > 0) failed_ = RunLeftOver();
    if (!failed_) return Fail(failed_.error());
    return std::exchange(changed_, 0);
  }

 private:
  Status Take(const std::string& sql) {
    keep_ = TRY(connection_.Prepare(sql));
    statement_ = static_cast<SqliteStatement*>(keep_.get());
    return Ok();
  }
  void Next(const Param& value) {
    const std::size_t at = at_++;
    if (!failed_) return;
    if (at >= columns_) {
      failed_ = Fail(kStatement, "一行的格数与列数不同");
      return;
    }
    failed_ = statement_->BindOne(static_cast<int>(bound_ * columns_ + at) + 1, value, copy_);
    if (rows_ > 1) cells_.push_back(value);
  }
  void Run() {
    const int code = sqlite3_step(statement_->statement_);
    if (code == SQLITE_DONE)
      changed_ += sqlite3_changes64(connection_.handle());
    else
      failed_ = Fail(ExplainSqlite(connection_.handle(), code));
    sqlite3_reset(statement_->statement_);
  }
  // The last rows one by one; the bulk is then one of single rows.
  Status RunLeftOver() {
    TRY(Take(sql_of_one_));
    rows_ = 1;
    bound_ = 0;
    const std::vector<Param> cells = std::exchange(cells_, {});
    for (std::size_t i = 0; i < cells.size() && failed_; ++i) {
      Next(cells[i]);
      if (at_ == columns_) TRY(EndRow());
    }
    return failed_;
  }

  SqliteConnection& connection_;
  std::size_t columns_, rows_;
  std::string sql_of_one_;
  sqlite3_destructor_type copy_;
  StatementPtr keep_;
  SqliteStatement* statement_ = nullptr;
  Status failed_ = Ok();
  std::size_t at_ = 0, bound_ = 0;  // cells of this row; rows that wait
  std::vector<Param> cells_;        // of the rows that wait
  std::int64_t changed_ = 0;
};

std::unique_ptr<BulkWriter> SqliteConnection::Bulk(std::string_view table, std::vector<BulkColumn> columns,
                                                   BulkOptions options) {
  const std::string_view end = options.on_conflict_do_nothing ? " ON CONFLICT DO NOTHING" : "";
  const std::size_t rows = options.cells_stay ? kRowsAtOnce : 1, width = columns.size();
  return std::make_unique<SqliteBulk>(*this, InsertOf(table, columns, rows, end), width, rows,
                                      InsertOf(table, columns, 1, end), options.cells_stay);
}

std::unique_ptr<BulkWriter> SqliteConnection::BulkUpdate(std::string_view table, std::vector<BulkColumn> keys,
                                                         std::vector<BulkColumn> values) {
  std::string sets, wheres;
  std::size_t number = 0;
  for (const auto& key : keys)
    wheres += (number == 0 ? "" : " AND ") + key.name + " = ?" + std::to_string(number + 1), ++number;
  for (const auto& value : values) {
    sets += (sets.empty() ? "" : ", ") + value.name + " = ?" + std::to_string(number + 1);
    ++number;
  }
  const std::string sql = "UPDATE " + std::string(table) + " SET " + sets + " WHERE " + wheres;
  return std::make_unique<SqliteBulk>(*this, sql, number, 1, sql, false);
}

}  // namespace gq::db
