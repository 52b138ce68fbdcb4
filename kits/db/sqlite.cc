// SQLite: one writer connection, a pool of read-only ones, a lock file that names the owner (D11).
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>

#include "kits/db/sqlite_checkpoint.h"
#include "kits/db/sqlite_log_sync.h"

namespace gq::db {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Files that root makes in somebody's data folder stay usable for that somebody (SQLite does so with its -wal and
// -shm).
void GiveToFolderOwner(int file, const std::string& path) {
  struct stat folder {};
  if (geteuid() != 0 || stat(FolderOf(path).c_str(), &folder) != 0 || folder.st_uid == 0) return;
  if (fchown(file, folder.st_uid, folder.st_gid) != 0) return;  // as it was: only the owner cannot open it
}

// Makes the file before SQLite does, so that personal data never lie in a file that others may read.
Status MakePrivateFile(const std::string& path, int extra_flags) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | extra_flags, 0600);
  if (file < 0) {
    if (errno == EEXIST) return Fail(kOther, "文件已存在：" + path, "请换一个文件名");
    if (errno == ENOSPC) return Fail(kFull, "磁盘已满", "请腾出空间后重试");
    if (errno == ENOENT) return Fail(kOther, "目录不存在：" + FolderOf(path), "请先建立目录");
    return Fail(kReadOnly, "数据目录不可写：" + std::string(std::strerror(errno)),
                "请检查目录 " + FolderOf(path) + " 的权限");
  }
  GiveToFolderOwner(file, path);
  close(file);
  return Ok();
}

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const OpenOptions& options) : options_(options) {}
  ~SqliteDatabase() override {
    checkpointer_.reset();
    readers_.clear();
    writer_.reset();  // the last connection to close folds the log into the file
    if (lock_file_ >= 0) close(lock_file_);
  }
  Dialect dialect() const override { return Dialect::kSqlite; }

  Status Start() {
    path_ = options_.url;
    std::error_code ignored;
    // One lock whatever link the path goes through.
    if (const auto real = fs::weakly_canonical(path_, ignored); !ignored && !real.empty()) path_ = real.string();
    if (options_.read_only) return StartReadOnly();
    TRY(TakeLock());
    TRY(MakePrivateFile(path_, 0));
    writer_ = TRY(SqliteConnection::Open(path_, SqliteConnection::Mode::kWriter, options_));
    TRY(writer_->QueryInt("SELECT count(*) FROM sqlite_master"));  // a damaged file shows now
    auto folding = TRY(SqliteConnection::Open(path_, SqliteConnection::Mode::kWriter, options_));
    checkpointer_ = std::make_unique<SqliteCheckpointer>(*writer_, std::move(folding), [this] { return TakeTurn(); });
    log_sync_.Open(path_ + "-wal");  // it is there as long as the writer is
    return Ok();
  }

  Result<WriteLease> Write() override {
    if (writer_ == nullptr) return Fail(kReadOnly, "数据库以只读方式打开", "要修改数据，请不要以只读方式打开");
    TRY(log_sync_.Health());
    checkpointer_->Brake();
    return TakeTurn();
  }

  Status Finish(Transaction transaction, WriteLease lease, Durable durable) override {
    if (!log_sync_.IsOpen()) return Database::Finish(std::move(transaction), std::move(lease), durable);
    std::uint64_t commit = 0;
    {
      const WriteLease mine(std::move(lease));
      TRY(transaction.Commit(Durable::kSoon));
      commit = log_sync_.Committed();
    }
    return durable == Durable::kNow ? log_sync_.Wait(commit) : Ok();
  }

  Result<WriteLease> TakeTurn() {
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    waiting_.push_back(ticket);
    if (!writer_free_.wait_until(lock, Clock::now() + options_.lease_timeout,
                                 [&] { return waiting_.front() == ticket && !writing_; })) {
      std::erase(waiting_, ticket);
      writer_free_.notify_all();
      return Fail(kBusy, "等候写入的时间太长", "请稍后重试");
    }
    waiting_.pop_front();
    writing_ = true;
    return Lease(writer_.get(), [this] {
      writer_->RollbackTransaction();  // a lease that ends inside a transaction has not committed it
      const std::lock_guard guard(mutex_);
      writing_ = false;
      ++writes_;
      writer_free_.notify_all();
    });
  }

  std::optional<std::uint64_t> WritesSoFar() const override {
    return writer_ == nullptr ? std::nullopt : std::optional<std::uint64_t>(writes_.load());
  }

  Result<ReadLease> Read() override {
    if (Connection* const snapshot = SnapshotOf(*this)) return Lease(snapshot, {});
    std::unique_ptr<SqliteConnection> connection;
    {
      std::unique_lock lock(mutex_);
      const bool free = reader_free_.wait_until(lock, Clock::now() + options_.lease_timeout,
                                                [&] { return lent_ < options_.connections_max; });
      if (!free) return Fail(kBusy, "等候查询的时间太长", "请稍后重试");
      ++lent_;
      if (!readers_.empty()) {
        connection = std::move(readers_.back());
        readers_.pop_back();
      }
    }
    if (connection == nullptr) {
      auto opened = SqliteConnection::Open(path_, reader_mode_, options_);
      if (!opened) {
        GiveBack(nullptr);
        return Fail(std::move(opened).error());
      }
      connection = std::move(*opened);
    }
    SqliteConnection* raw = connection.release();
    return Lease(raw, [this, raw] {
      raw->RollbackTransaction();
      GiveBack(std::unique_ptr<SqliteConnection>(raw));
    });
  }

  Status BackupTo(const std::string& path) override {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return Fail(kOther, "文件已存在：" + path, "请换一个文件名");
    const std::string part = path + ".part";
    fs::remove(part, ignored);
    TRY(MakePrivateFile(part, O_EXCL));
    Status status = CopyTo(part);
    if (status && rename(part.c_str(), path.c_str()) != 0) status = Fail(kOther, "备份文件改名失败：" + path);
    if (!status) fs::remove(part, ignored);
    if (!status) return status;
    const int folder = open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      fsync(folder);  // the name, too, has to outlive a power cut
      close(folder);
    }
    return Ok();
  }

 private:
  void GiveBack(std::unique_ptr<SqliteConnection> connection) {
    const std::lock_guard guard(mutex_);
    if (connection != nullptr) readers_.push_back(std::move(connection));
    --lent_;
    reader_free_.notify_one();
  }

  Status StartReadOnly() {
    auto reader = SqliteConnection::Open(path_, SqliteConnection::Mode::kReader, options_);
    if (!reader) {
      // Where the folder cannot be written, SQLite cannot make the shared-memory file of the log. Without a log nobody
      // writes and the file alone is the whole store.
      std::error_code ignored;
      const auto log_size = fs::file_size(path_ + "-wal", ignored);
      const bool no_log = ignored || log_size == 0;
      if (reader.error().kind == &kCorrupt || access(FolderOf(path_).c_str(), W_OK) == 0 || !no_log)
        return Fail(std::move(reader).error());
      reader_mode_ = SqliteConnection::Mode::kImmutable;
      reader = SqliteConnection::Open(path_, reader_mode_, options_);
      if (!reader) return Fail(std::move(reader).error());
    }
    readers_.push_back(std::move(*reader));
    return Ok();
  }

  Status TakeLock() {
    const std::string path = path_ + ".lock";
    TRY(MakePrivateFile(path, 0));
    lock_file_ = open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (lock_file_ < 0) {
      return Fail(kReadOnly, "锁文件打不开：" + std::string(std::strerror(errno)),
                  "请检查目录 " + FolderOf(path_) + " 的权限");
    }
    if (flock(lock_file_, LOCK_EX | LOCK_NB) != 0) {
      char text[32] = {};
      const auto size = pread(lock_file_, text, sizeof text - 1, 0);
      const std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
      Error error = MakeError(kLocked, "数据文件正被另一个岗桥程序使用" + (pid.empty() ? "" : "（进程 " + pid + "）"),
                              "请在那个程序的网页里办理，或先停下它再试");
      return Fail(std::move(error.With("pid", pid)));
    }
    const std::string pid = std::to_string(getpid());
    if (ftruncate(lock_file_, 0) != 0 ||
        pwrite(lock_file_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
      if (errno == ENOSPC || errno == EDQUOT) return Fail(kFull, "磁盘已满，锁文件写不进去", "请腾出空间后重试");
      return Fail(kReadOnly, "锁文件写不进去", "请检查数据目录");
    }
    return Ok();
  }

  Status CopyTo(const std::string& path) {
    const auto lease = TRY(Read());
    auto snapshot = TRY(Transaction::Begin(*lease));  // the copy never starts anew because somebody writes
    sqlite3* target = nullptr;
    int code = sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(target, sqlite3_close);
    if (code != SQLITE_OK) return Fail(ExplainSqlite(target, code));
    sqlite3_backup* backup =
        sqlite3_backup_init(target, "main", static_cast<SqliteConnection&>(*lease).handle(), "main");
    if (backup == nullptr) return Fail(ExplainSqlite(target, sqlite3_errcode(target)));
    do {
      code = sqlite3_backup_step(backup, 4096);
      FaultPoint("backup_step");
    } while (code == SQLITE_OK);
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE || finished != SQLITE_OK)
      return Fail(ExplainSqlite(target, code != SQLITE_DONE ? code : finished));
    return Ok();
  }

  OpenOptions options_;
  std::string path_;
  SqliteConnection::Mode reader_mode_ = SqliteConnection::Mode::kReader;
  std::unique_ptr<SqliteConnection> writer_;
  std::unique_ptr<SqliteCheckpointer> checkpointer_;
  SqliteLogSync log_sync_;
  std::mutex mutex_;
  std::condition_variable writer_free_, reader_free_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
  int lent_ = 0;
  bool writing_ = false;
  std::atomic<std::uint64_t> writes_{0};
  std::uint64_t next_ticket_ = 0;
  std::deque<std::uint64_t> waiting_;  // in order of arrival
  int lock_file_ = -1;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenSqlite(const OpenOptions& options) {
  // SQLite counts its memory under one lock for all threads, at every allocation; nobody reads the count.
  static const int quiet = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // refused, without harm, once SQLite is in use
  static_cast<void>(quiet);
  auto database = std::make_unique<SqliteDatabase>(options);
  TRY(database->Start());
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace gq::db
