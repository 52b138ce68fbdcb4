// PostgreSQL: one pool of connections for reading and writing.
#include "kits/db/postgres_connection.h"

namespace gq::db {

namespace {

using Clock = std::chrono::steady_clock;

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const OpenOptions& options) : options_(options) {}
  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<ReadLease> Read() override { return Take(true); }
  Result<WriteLease> Write() override {
    if (options_.read_only) return Fail(kReadOnly, "数据库以只读方式打开", "要修改数据，请不要以只读方式打开");
    return Take(false);
  }
  Status BackupTo(const std::string&) override {
    return Fail(kUsage, "PostgreSQL 由数据库自己备份", "请使用 pg_dump 或 pg_basebackup，并另存密钥文件");
  }

 private:
  Result<Lease> Take(bool read_only) {
    std::unique_ptr<PostgresConnection> connection;
    {
      std::unique_lock lock(mutex_);
      const bool free = freed_.wait_until(lock, Clock::now() + options_.lease_timeout,
                                          [&] { return lent_ < options_.connections_max; });
      if (!free) return Fail(kBusy, "等候数据库连接的时间太长", "请稍后重试");
      ++lent_;
      connection = PickIdle(read_only);
    }
    if (connection == nullptr || !connection->IsAlive()) {
      auto opened = PostgresConnection::Open(options_);
      if (!opened) {
        GiveBack(nullptr);
        return Fail(std::move(opened).error());
      }
      connection = std::move(*opened);
    }
    if (Status status = connection->SetReadOnly(read_only); !status) {
      GiveBack(nullptr);
      return Fail(std::move(status).error());
    }
    PostgresConnection* raw = connection.release();
    return Lease(raw, [this, raw] {
      raw->RollbackTransaction();  // a lease that ends inside a transaction has not committed it
      GiveBack(std::unique_ptr<PostgresConnection>(raw));
    });
  }

  // Best one that need not be switched between reading and writing.
  std::unique_ptr<PostgresConnection> PickIdle(bool read_only) {
    for (auto it = idle_.rbegin(); it != idle_.rend(); ++it) {
      if ((*it)->read_only() != read_only) continue;
      auto connection = std::move(*it);
      idle_.erase(std::next(it).base());
      return connection;
    }
    // A new one is opened while there is room; otherwise any.
    if (idle_.empty() || static_cast<int>(idle_.size()) + lent_ <= options_.connections_max) return nullptr;
    auto connection = std::move(idle_.front());
    idle_.erase(idle_.begin());
    return connection;
  }

  void GiveBack(std::unique_ptr<PostgresConnection> connection) {
    if (connection != nullptr && !connection->IsAlive()) connection.reset();
    const std::lock_guard guard(mutex_);
    if (connection != nullptr) idle_.push_back(std::move(connection));
    --lent_;
    freed_.notify_one();
  }

  OpenOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
  int lent_ = 0;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenPostgres(const OpenOptions& options) {
  auto database = std::make_unique<PostgresDatabase>(options);
  TRY(database->Read());  // an unreachable or unsuitable server shows now
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace gq::db
