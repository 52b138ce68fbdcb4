// What only PostgreSQL has: connections that break, conflicts between transactions, types of its own.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "kits/db/test_support.h"

namespace gq::db {
namespace {

class Postgres : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        (*database_->Write())
            ->Script(
                "CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y')"));
  }
  // Ends the server's side of a connection from another one, and waits until it is gone.
  void Kill(std::int64_t backend) {
    auto lease = *database_->Write();
    ASSERT_TRUE(lease->Execute("SELECT pg_terminate_backend(CAST(?1 AS INTEGER), 5000)", std::to_string(backend)));
  }
  static std::int64_t Backend(Connection& connection) { return *connection.QueryInt("SELECT pg_backend_pid()"); }
  testing::TestDatabase database_{Dialect::kPostgres};
};

TEST_F(Postgres, UnreachableIsSaid) {
  const auto opened = Database::Open({.url = "host=/nonexistent dbname=x password=secret"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, &kUnreachable);
  EXPECT_EQ(opened.error().ToString().find("secret"), std::string::npos);
  EXPECT_EQ(Database::Open({.url = "postgresql:///x?host=/nonexistent"}).error().kind, &kUnreachable);
}

TEST_F(Postgres, AnIdleConnectionThatWasKilledIsReplaced) {
  std::int64_t backend = 0;
  {
    auto lease = *database_->Read();
    backend = Backend(*lease);
  }
  Kill(backend);
  auto lease = *database_->Read();
  EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);
  EXPECT_NE(Backend(*lease), backend);
  EXPECT_EQ(lease->Execute("DELETE FROM t").error().kind, &kReadOnly);
}

TEST_F(Postgres, AConnectionThatWasKilledInUseComesBackOutsideATransaction) {
  auto lease = *database_->Read();
  Kill(Backend(*lease));
  EXPECT_EQ(lease->QueryInt("SELECT 1").error().kind, &kUnreachable);
  EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);                           // connected anew, prepared anew
  EXPECT_EQ(lease->Execute("DELETE FROM t").error().kind, &kReadOnly);  // still a read lease
  EXPECT_EQ(*lease->QueryText("SELECT current_setting('client_encoding')"), "UTF8");
  EXPECT_EQ(*lease->QueryText("SELECT current_setting('application_name')"), "gangqiao");
}

TEST_F(Postgres, ATransactionThatLostItsConnectionIsLost) {
  {
    auto lease = *database_->Write();
    auto tx = *Transaction::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (3)"));
    Kill(Backend(*lease));
    EXPECT_EQ(lease->Execute("INSERT INTO t (a) VALUES (4)").error().kind, &kUnreachable);
    // Not on a new connection, where only the second half would be kept.
    EXPECT_EQ(lease->Execute("INSERT INTO t (a) VALUES (5)").error().kind, &kUnreachable);
    const Status committed = tx.Commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().kind, &kUnreachable);
    EXPECT_EQ(DetailOf(committed.error(), "commit"), "");  // it is known: not saved
    EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 2);
  }
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (3)"));
  Kill(Backend(*lease));
  const Status committed = tx.Commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(DetailOf(committed.error(), "commit"), "unknown");
}

TEST_F(Postgres, KilledWhileStreamingWritingAndBatching) {
  {
    auto lease = *database_->Read();
    const auto backend = Backend(*lease);
    int rows = 0;
    const Status status = lease->ForEach(
        "SELECT generate_series(1, 3000000)", {},
        [&](const Row&) {
          if (++rows == 10) Kill(backend);
          return Ok();
        },
        true);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, &kUnreachable);
  }
  {
    auto lease = *database_->Write();
    auto tx = *Transaction::Begin(*lease);
    auto bulk = lease->Bulk("t", {{"a", CellKind::kInteger}});
    ASSERT_TRUE(bulk->Append(10));
    Kill(Backend(*lease));
    EXPECT_EQ(bulk->Flush().error().kind, &kUnreachable);
  }
  {
    auto lease = *database_->Write();
    auto tx = *Transaction::Begin(*lease);
    Pipeline batch(*lease);
    ASSERT_TRUE(batch.Add("INSERT INTO t (a) VALUES (?1)", {11}));
    ASSERT_TRUE(batch.Flush());
    ASSERT_TRUE(batch.Add("INSERT INTO t (a) VALUES (?1)", {12}));
    Kill(Backend(*lease));
    EXPECT_EQ(batch.Flush().error().kind, &kUnreachable);
  }
  EXPECT_EQ(*(*database_->Read())->QueryInt("SELECT count(*) FROM t"), 2);
}

TEST_F(Postgres, ConflictsHaveKindsOfTheirOwn) {
  auto one = *database_->Write();
  auto two = *database_->Write();
  {
    auto first = *Transaction::Begin(*one, Isolation::kSerializable);
    auto second = *Transaction::Begin(*two, Isolation::kSerializable);
    ASSERT_TRUE(one->QueryInt("SELECT count(*) FROM t"));
    ASSERT_TRUE(two->QueryInt("SELECT count(*) FROM t"));
    ASSERT_TRUE(one->Execute("INSERT INTO t (a) VALUES (3)"));
    ASSERT_TRUE(two->Execute("INSERT INTO t (a) VALUES (4)"));
    ASSERT_TRUE(first.Commit());
    const Status status = second.Commit();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, &kSerialization);
    EXPECT_TRUE(IsRetryable(status.error()));
    EXPECT_FALSE(two->InTransaction());
  }
  auto first = *Transaction::Begin(*one);
  auto second = *Transaction::Begin(*two);
  ASSERT_TRUE(one->Execute("UPDATE t SET b = 'one' WHERE a = 1"));
  ASSERT_TRUE(two->Execute("UPDATE t SET b = 'two' WHERE a = 2"));
  Result<std::int64_t> crossing = 0;
  std::thread other([&] { crossing = two->Execute("UPDATE t SET b = 'two' WHERE a = 1"); });
  const auto mine = one->Execute("UPDATE t SET b = 'one' WHERE a = 2");
  if (!mine) {
    EXPECT_EQ(mine.error().kind, &kDeadlock);
    { auto over = std::move(first); }
  }
  other.join();
  EXPECT_NE(mine.has_value(), crossing.has_value());  // one of the two gives way
  EXPECT_TRUE(crossing || crossing.error().kind == &kDeadlock);
}

TEST_F(Postgres, ARowLockIsWaitedForNotForEver) {
  database_.Open({.busy_timeout = std::chrono::milliseconds(50)});
  auto one = *database_->Write();
  auto two = *database_->Write();
  auto first = *Transaction::Begin(*one);
  ASSERT_TRUE(one->Execute("UPDATE t SET b = 'one' WHERE a = 1"));
  const auto waited = two->Execute("UPDATE t SET b = 'two' WHERE a = 1");
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().kind, &kBusy);
}

TEST_F(Postgres, CountersUnderSerializableRetriesAddUp) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) {
        const Status status = InTransaction(
            *database_,
            [](Connection& connection) -> Status {
              const std::int64_t sum = TRY(connection.QueryInt("SELECT a FROM t WHERE b = 'x'"));
              TRY(connection.Execute("UPDATE t SET a = ?1 WHERE b = 'x'", sum + 100));
              return Ok();
            },
            Isolation::kSerializable, 1000);
        ASSERT_TRUE(status) << status.error().ToString();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(*(*database_->Read())->QueryInt("SELECT a FROM t WHERE b = 'x'"), 1 + 40 * 100);
}

TEST_F(Postgres, AFailedTransactionCannotBeCommittedByMistake) {
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (3)"));
  EXPECT_FALSE(lease->Execute("INSERT INTO t (a) VALUES (1)"));
  EXPECT_FALSE(tx.Commit());
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 2);
}

TEST_F(Postgres, ATableThatChangesUnderAPreparedStatement) {
  auto lease = *database_->Write();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ((*lease->QueryOne<std::tuple<int, std::string>>("SELECT * FROM t WHERE a = ?1", 1)), std::tuple(1, "x"));
  ASSERT_TRUE(lease->Script("ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN c BIGINT NOT NULL DEFAULT 7"));
  EXPECT_EQ((*lease->QueryOne<std::tuple<int, int>>("SELECT * FROM t WHERE a = ?1", 1)), std::tuple(1, 7));
}

TEST_F(Postgres, MessagesHoldNoValues) {
  auto lease = *database_->Write();
  for (const char* sql : {"SELECT CAST(?1 AS BIGINT)", "SELECT CAST(?1 AS DATE)",
                          "SELECT CAST(CAST(?1 AS TEXT) AS BYTEA) FROM t WHERE b = CAST(?1 AS JSON)::text"}) {
    const auto result = lease->Execute(sql, "\\secret");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().ToString().find("secret"), std::string::npos) << result.error().ToString();
  }
}

TEST_F(Postgres, NumericIsReadAsTheServerWritesIt) {
  auto lease = *database_->Read();
  for (const char* number : {"0",
                             "1",
                             "-1",
                             "9999",
                             "10000",
                             "10001",
                             "-123456789012345678901234567890",
                             "0.1",
                             "-0.0001",
                             "0.00001",
                             "12345.67890",
                             "1e20",
                             "100000000",
                             "99999999.9999",
                             "1.00",
                             "NaN",
                             "Infinity",
                             "-Infinity",
                             "9223372036854775807",
                             "0.000000000000012300"}) {
    const auto [text, same] = *lease->QueryOne<std::tuple<std::string, std::string>>(
        "SELECT CAST(CAST(?1 AS TEXT) AS NUMERIC), CAST(CAST(CAST(?1 AS TEXT) AS NUMERIC) AS TEXT)", number);
    EXPECT_EQ(text, same);
  }
  EXPECT_EQ(*lease->QueryInt("SELECT CAST('9223372036854775807' AS NUMERIC)"), INT64_MAX);
  EXPECT_EQ(*lease->QueryOne<int>("SELECT CAST(-7 AS SMALLINT)"), -7);
  EXPECT_EQ(*lease->QueryOne<int>("SELECT CAST(-70000 AS INTEGER)"), -70000);
  EXPECT_EQ(*lease->QueryOne<double>("SELECT CAST(-0.5 AS REAL)"), -0.5);
}

TEST_F(Postgres, TypesThatAreNotReadAreRefused) {
  auto lease = *database_->Read();
  EXPECT_EQ(lease->QueryOne<std::string>("SELECT now()").error().kind, &kStatement);
  EXPECT_EQ(lease->ForEach("SELECT ARRAY[1]", {}, [](const Row&) { return Ok(); }).error().kind, &kStatement);
  EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);
  EXPECT_TRUE(lease->QueryOne<std::string>("SELECT CAST(now() AS TEXT)"));
}

std::int64_t PeakKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stoll(line.substr(6));
  }
  return 0;
}

TEST_F(Postgres, StreamsInBoundedMemoryAndStopsEarly) {
  auto lease = *database_->Read();
  const std::int64_t before = PeakKilobytes();
  std::int64_t sum = 0;
  ASSERT_TRUE(lease->ForEach(
      "SELECT generate_series(1, 400000), repeat('x', 500)", {},
      [&](const Row& row) {  // 200 MB
        sum += row.Int(0) - static_cast<std::int64_t>(row.Text(1).size());
        return Ok();
      },
      true));
  EXPECT_EQ(sum, 400'000LL * 400'001 / 2 - 400'000LL * 500);
  EXPECT_LT(PeakKilobytes() - before, 30'000);

  const auto stop = [&](std::int64_t rows) {
    int seen = 0;
    return lease->ForEach(
        "SELECT generate_series(1, CAST(?1 AS BIGINT))", {rows},
        [&](const Row&) -> Status { return ++seen == 3 ? Status(Fail(kCancelled, "停")) : Ok(); }, true);
  };
  EXPECT_EQ(stop(100'000'000).error().kind, &kCancelled);  // ended by a cancel request, not by reading on
  EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);
  auto write = *database_->Write();
  auto tx = *Transaction::Begin(*write);
  int seen = 0;
  EXPECT_FALSE(write->ForEach(
      "SELECT generate_series(1, 50000)", {},
      [&](const Row&) -> Status { return ++seen == 3 ? Status(Fail(kCancelled, "停")) : Ok(); }, true));
  EXPECT_EQ(*write->Execute("INSERT INTO t (a) VALUES (3)"), 1);  // the transaction lives on
  EXPECT_TRUE(tx.Commit());
}

TEST_F(Postgres, OtherEncodingsAreRefused) {
  ASSERT_TRUE((*database_->Write())
                  ->Script("CREATE DATABASE other_encoding ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"));
  std::string url = database_.url();
  url.replace(url.find("dbname="), std::string::npos, "dbname=other_encoding");
  const auto opened = Database::Open({.url = url});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("UTF8"), std::string::npos);
  database_.Open();
  EXPECT_TRUE((*database_->Write())->Script("DROP DATABASE other_encoding"));
}

TEST_F(Postgres, TwoProgramsMigrateAtOnce) {
  const std::vector<Migration> steps = {{"m", 1, "one", "CREATE TABLE m1 (a BIGINT); SELECT pg_sleep(0.1)", ""},
                                        {"m", 2, "two", "not for this database", "CREATE TABLE m2 (a BIGINT)"}};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      const auto database = Database::Open({.url = database_.url(), .busy_timeout = std::chrono::milliseconds(20)});
      ASSERT_TRUE(database);
      const Status status = Migrate(**database, steps);
      EXPECT_TRUE(status) << status.error().ToString();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(*(*database_->Read())->QueryInt("SELECT count(*) FROM schema_version WHERE applied_at > 0"), 2);
}

}  // namespace
}  // namespace gq::db
