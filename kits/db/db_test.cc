#include "kits/db/db.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "kits/db/test_support.h"

namespace gq::db {
namespace {

class Both : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    url_ = testing::FreshUrl(GetParam());
    auto opened = Database::Open({.url = url_});
    ASSERT_TRUE(opened) << opened.error().ToString();
    database_ = std::move(*opened);
    auto lease = database_->Write();
    ASSERT_TRUE((*lease)->Script("CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY, b TEXT, c BYTEA); CREATE UNIQUE INDEX t_b ON t (b)"));
  }
  std::string url_;
  std::unique_ptr<Database> database_;
};

TEST_P(Both, RoundTripOfEveryKind) {
  auto lease = *database_->Write();
  const std::string octets("\0\xff'x", 4);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)", {INT64_MIN, "阿依古丽·买买提𬭎", Blob{octets}}));
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)", {INT64_MAX, nullptr, nullptr}));
  int rows = 0;
  ASSERT_TRUE(lease->ForEach("SELECT a, b, c FROM t ORDER BY a", {}, [&](const Row& row) {
    if (rows++ == 0) {
      EXPECT_EQ(row.Int(0), INT64_MIN);
      EXPECT_EQ(row.Text(1), "阿依古丽·买买提𬭎");
      EXPECT_EQ(row.Text(2), octets);
    } else {
      EXPECT_EQ(row.Int(0), INT64_MAX);
      EXPECT_TRUE(row.IsNull(1));
      EXPECT_TRUE(row.IsNull(2));
    }
    return Ok();
  }));
  EXPECT_EQ(rows, 2);
}

TEST_P(Both, UniqueViolationNamesNoValue) {
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b) VALUES (1, ?1)", {"secret"}));
  const auto again = lease->Execute("INSERT INTO t (a, b) VALUES (2, ?1)", {"secret"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, &kUnique);
  EXPECT_EQ(again.error().ToString().find("secret"), std::string::npos);
}

TEST_P(Both, TransactionRollsBackUnlessCommitted) {
  {
    auto lease = *database_->Write();
    auto tx = Transaction::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (1)"));
  }
  {
    auto lease = *database_->Write();
    EXPECT_EQ(lease->QueryInt("SELECT count(*) FROM t").value(), 0);
    auto tx = Transaction::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (1)"));
    ASSERT_TRUE(tx->Commit());
  }
  auto lease = *database_->Read();
  EXPECT_EQ(lease->QueryInt("SELECT count(*) FROM t").value(), 1);
}

TEST_P(Both, BulkInsertThenStream) {
  {
    auto lease = *database_->Write();
    auto tx = Transaction::Begin(*lease);
    auto bulk = lease->Bulk("t", {{"a", CellKind::kInteger}, {"b", CellKind::kText}, {"c", CellKind::kBlob}});
    for (int i = 0; i < 5000; ++i) {
      bulk->Int(i);
      if (i % 7 == 0) bulk->Null(); else bulk->Text("名" + std::to_string(i));
      bulk->Bytes(std::string(3, static_cast<char>(i)));
      ASSERT_TRUE(bulk->EndRow());
    }
    ASSERT_TRUE(bulk->Finish());
    ASSERT_TRUE(tx->Commit());
  }
  auto lease = *database_->Read();
  std::int64_t sum = 0, nulls = 0;
  ASSERT_TRUE(lease->ForEach("SELECT a, b FROM t", {}, [&](const Row& row) {
    sum += row.Int(0);
    nulls += row.IsNull(1) ? 1 : 0;
    return Ok();
  }, true));
  EXPECT_EQ(sum, 4999LL * 5000 / 2);
  EXPECT_EQ(nulls, 715);
  // An error from the callback ends a streamed query and leaves the connection usable.
  EXPECT_FALSE(lease->ForEach("SELECT a FROM t", {}, [](const Row&) -> Status { return Fail(kCancelled, "停"); }, true));
  EXPECT_EQ(lease->QueryInt("SELECT count(*) FROM t").value(), 5000);
}

TEST_P(Both, BulkDuplicateFailsWhole) {
  auto lease = *database_->Write();
  auto tx = Transaction::Begin(*lease);
  auto bulk = lease->Bulk("t", {{"a", CellKind::kInteger}});
  Status status = Ok();
  for (const int a : {1, 2, 1}) {
    bulk->Int(a);
    const Status row = bulk->EndRow();
    if (status && !row) status = row;
  }
  if (const Status end = bulk->Finish(); status && !end) status = end;
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, &kUnique);
}

TEST_P(Both, MigrationsAreForwardOnly) {
  std::vector<Migration> steps = {{"m", 1, "one", "CREATE TABLE m1 (a BIGINT NOT NULL PRIMARY KEY){without_rowid};"}};
  ASSERT_TRUE(Migrate(*database_, steps));
  ASSERT_TRUE(Migrate(*database_, steps));
  auto changed = steps;
  changed[0].sql += " ";
  EXPECT_EQ(Migrate(*database_, changed).error().kind, &kSchemaChanged);
  auto two = steps;
  two.push_back({"m", 2, "two", "CREATE TABLE m2 (a BIGINT); nonsense;"});
  EXPECT_FALSE(Migrate(*database_, two));  // atomic: m2 is not there
  two[1].sql = "CREATE TABLE m2 (a BIGINT);";
  ASSERT_TRUE(Migrate(*database_, two));
  EXPECT_EQ(Migrate(*database_, steps).error().kind, &kNewer);
}

TEST_P(Both, SchemaIsReadAlike) {
  auto lease = *database_->Read();
  const auto tables = ReadSchema(*lease).value();
  ASSERT_EQ(tables.size(), 1U);
  ASSERT_EQ(tables[0].columns.size(), 3U);
  EXPECT_EQ(tables[0].columns[0].name, "a");
  EXPECT_EQ(tables[0].columns[0].type, "BIGINT");
  EXPECT_EQ(tables[0].columns[0].key_position, 1);
  EXPECT_EQ(tables[0].columns[2].type, "BYTEA");
  ASSERT_EQ(tables[0].indexes.size(), 1U);
  EXPECT_TRUE(tables[0].indexes[0].unique);
}

TEST_P(Both, ReadersBesideAWriter) {
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      auto lease = *database_->Write();
      ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (?1)", {i}));
    }
  });
  std::int64_t last = 0;
  while (last < 200) {
    auto lease = *database_->Read();
    const auto n = lease->QueryInt("SELECT count(*) FROM t");
    ASSERT_TRUE(n);
    ASSERT_GE(*n, last);
    last = *n;
  }
  writer.join();
}

INSTANTIATE_TEST_SUITE_P(Databases, Both, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) { return testing::Name(info.param); });

TEST(Sqlite, SecondOwnerIsToldWhoHoldsTheFile) {
  const std::string url = testing::FreshUrl(Dialect::kSqlite);
  const auto first = Database::Open({.url = url});
  ASSERT_TRUE(first);
  const auto second = Database::Open({.url = url});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, &kLocked);
  EXPECT_NE(second.error().message.find(std::to_string(getpid())), std::string::npos);
}

TEST(Sqlite, DamagedFileIsRefused) {
  const std::string url = testing::FreshUrl(Dialect::kSqlite);
  std::ofstream(url) << "this is not a database, it is only some text that is long enough";
  const auto opened = Database::Open({.url = url});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, &kCorrupt);
}

TEST(Sqlite, BackupIsAWholeCopy) {
  const std::string url = testing::FreshUrl(Dialect::kSqlite), copy = testing::FreshUrl(Dialect::kSqlite);
  {
    const auto database = std::move(*Database::Open({.url = url}));
    ASSERT_TRUE((*database->Write())->Script("CREATE TABLE x (a BIGINT); INSERT INTO x VALUES (7)"));
    ASSERT_TRUE(database->BackupTo(copy));
  }
  const auto database = std::move(*Database::Open({.url = copy}));
  EXPECT_EQ((*database->Read())->QueryInt("SELECT a FROM x").value(), 7);
}

TEST(Postgres, UnreachableIsSaid) {
  const auto opened = Database::Open({.url = "host=/nonexistent dbname=x"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, &kUnreachable);
}

TEST(Postgres, KilledBackendIsReplaced) {
  const auto database = std::move(*Database::Open({.url = testing::FreshUrl(Dialect::kPostgres)}));
  {
    auto a = *database->Read();
    auto b = *database->Read();
    const auto pid = b->QueryInt("SELECT pg_backend_pid()");
    ASSERT_TRUE(a->Execute("SELECT pg_terminate_backend(" + std::to_string(*pid) + ")"));
    EXPECT_EQ(b->QueryInt("SELECT 1").error().kind, &kUnreachable);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*database->Read())->QueryInt("SELECT 1").value(), 1);
}

}  // namespace
}  // namespace gq::db
