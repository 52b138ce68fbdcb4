#include "kits/db/db.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "kits/db/test_support.h"

namespace gq::db {
namespace {

class Both : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    auto lease = database_->Write();
    ASSERT_TRUE((*lease)->Script(
        "CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY, b TEXT, c BYTEA); CREATE UNIQUE INDEX t_b ON t (b)"));
  }
  testing::TestDatabase database_{GetParam()};
};

TEST_P(Both, RoundTripOfEveryKind) {
  auto lease = *database_->Write();
  const std::string octets("\0\xff'x", 4);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)",
                             {INT64_MIN, "阿依古丽·买买提𬭎", Blob{octets}}));
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

TEST_P(Both, WritesAreCountedWhereOneProcessWrites) {
  const auto before = database_->WritesSoFar();
  EXPECT_EQ(before.has_value(), GetParam() == Dialect::kSqlite);
  { EXPECT_TRUE(database_->Write()); }
  EXPECT_EQ(database_->WritesSoFar(), before ? std::optional(*before + 1) : before);
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
      if (i % 7 == 0)
        bulk->Null();
      else
        bulk->Text("名" + std::to_string(i));
      bulk->Bytes(std::string(3, static_cast<char>(i)));
      ASSERT_TRUE(bulk->EndRow());
    }
    ASSERT_TRUE(bulk->Finish());
    ASSERT_TRUE(tx->Commit());
  }
  auto lease = *database_->Read();
  std::int64_t sum = 0, nulls = 0;
  ASSERT_TRUE(lease->ForEach(
      "SELECT a, b FROM t", {},
      [&](const Row& row) {
        sum += row.Int(0);
        nulls += row.IsNull(1) ? 1 : 0;
        return Ok();
      },
      true));
  EXPECT_EQ(sum, 4999LL * 5000 / 2);
  EXPECT_EQ(nulls, 715);
  // An error from the callback ends a streamed query and leaves the connection usable.
  EXPECT_FALSE(lease->ForEach(
      "SELECT a FROM t", {}, [](const Row&) -> Status { return Fail(kCancelled, "停"); }, true));
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
  testing::TestDatabase database{GetParam()};
  EXPECT_EQ(Migrate(*database, steps, WithoutSchema::kRefuse).error().kind, &kNoSchema);
  ASSERT_TRUE(Migrate(*database, steps));
  ASSERT_TRUE(Migrate(*database, steps, WithoutSchema::kRefuse));
  auto changed = steps;
  changed[0].sql += " ";
  EXPECT_EQ(Migrate(*database, changed).error().kind, &kSchemaChanged);
  auto two = steps;
  two.push_back({"m", 2, "two", "CREATE TABLE m2 (a BIGINT); nonsense;"});
  EXPECT_FALSE(Migrate(*database, two));  // atomic: m2 is not there
  two[1].sql = "CREATE TABLE m2 (a BIGINT);";
  ASSERT_TRUE(Migrate(*database, two));
  EXPECT_EQ(Migrate(*database, steps).error().kind, &kNewer);
  if (GetParam() == Dialect::kSqlite) {
    EXPECT_EQ(Migrate(*database_, steps).error().kind, &kNoSchema) << "has t";
  }
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

TEST_P(Both, StatementsBindStepAndStartAgain) {
  auto lease = *database_->Write();
  {
    StatementPtr insert = *lease->Prepare("INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)");
    const std::uint8_t octets[] = {0, 255, 7};
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(insert->Bind(1, i));
      ASSERT_TRUE(insert->Bind(2, std::to_string(i) + "名"));  // copied: the text is gone before Step
      ASSERT_TRUE(insert->Bind(3, std::span<const std::uint8_t>(octets)));
      ASSERT_FALSE(*insert->Step());
      EXPECT_EQ(insert->Changed(), 1);
      insert->Reset();
    }
    EXPECT_EQ(insert->Bind(4, 1).error().kind, &kStatement);
    EXPECT_EQ(insert->Bind(0, 1).error().kind, &kStatement);
  }
  StatementPtr select = *lease->Prepare("SELECT a, b, c, a + 1 AS next FROM t WHERE a >= ?1 ORDER BY a");
  for (const int from : {0, 2, 5}) {
    ASSERT_TRUE(select->Bind(1, from));
    int rows = 0;
    while (*select->Step()) {
      const Row& row = select->row();
      ASSERT_EQ(row.Columns(), 4);
      EXPECT_EQ(row.Name(0), "a");
      EXPECT_EQ(row.Name(3), "next");
      EXPECT_EQ(row.Int(0), from + rows);
      EXPECT_EQ(row.Get<std::string>(1), std::to_string(from + rows) + "名");
      EXPECT_EQ(row.Octets(2).size(), 3U);
      EXPECT_EQ(row.Octets(2)[1], 255);
      EXPECT_EQ(row.Get<int>(3), from + rows + 1);
      ++rows;
    }
    EXPECT_EQ(rows, std::max(0, 3 - from));
    EXPECT_EQ(select->Changed(), 0);
    select->Reset();
  }
  // Left in the middle: begins again from the first row.
  ASSERT_TRUE(select->Bind(1, 0));
  ASSERT_TRUE(*select->Step());
  select->Reset();
  ASSERT_TRUE(*select->Step());
  EXPECT_EQ(select->row().Int(0), 0);
}

TEST_P(Both, GettersConvertAndNullsAreTold) {
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)", 41, "12", nullptr));
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (?1)", INT64_C(1)));
  using Tuple = std::tuple<std::string, int, double, bool, std::optional<Bytes>, Value, Value>;
  const auto row = lease->QueryOne<Tuple>("SELECT a, b, b, a > 3, c, b, a FROM t WHERE a = ?1", 41);
  ASSERT_TRUE(row) << row.error().ToString();
  EXPECT_EQ(*row, Tuple("41", 12, 12.0, true, std::nullopt, Value("12"), Value(INT64_C(41))));
  // SUM of BIGINT is numeric in PostgreSQL.
  EXPECT_EQ(*lease->QueryInt("SELECT SUM(a) FROM t"), 42);
  EXPECT_EQ(*lease->QueryOne<Value>("SELECT SUM(a) FROM t"), Value(INT64_C(42)));
  EXPECT_EQ(*lease->QueryOne<std::optional<std::int64_t>>("SELECT SUM(a) FROM t WHERE a > 100"), std::nullopt);
  EXPECT_EQ(*lease->QueryInt("SELECT a FROM t WHERE a > 100", {}, -7), -7);
  EXPECT_EQ(lease->QueryOne<int>("SELECT a FROM t WHERE a > ?1", 100).error().kind, &kNotFound);
  EXPECT_EQ(*lease->QueryOptional<int>("SELECT a FROM t WHERE a > ?1", 100), std::nullopt);
  EXPECT_DOUBLE_EQ(*lease->QueryOne<double>("SELECT CAST(?1 AS DOUBLE PRECISION) * 2", 1.25), 2.5);
  EXPECT_EQ(*lease->QueryOne<Bytes>("SELECT CAST('x' AS TEXT)"), Bytes{"x"});
}

TEST_P(Both, NullsAndValuesShareOneStatement) {
  auto lease = *database_->Write();
  const char* sql = "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)";
  // Every pattern of nulls, in an order in which the first one knows no type of b and c.
  for (int i = 0; i < 64; ++i) {
    const auto b = (i & 1) != 0 ? std::optional(std::to_string(i)) : std::nullopt;
    const auto c = (i & 2) != 0 ? std::optional(Bytes{std::string(1, static_cast<char>(i))}) : std::nullopt;
    const auto changed = lease->Execute(sql, i, b, c);
    ASSERT_TRUE(changed) << changed.error().ToString();
    EXPECT_EQ(*changed, 1);
  }
  for (int i = 0; i < 64; ++i) {
    using Tuple = std::tuple<std::optional<std::string>, std::optional<Bytes>>;
    const auto [b, c] = *lease->QueryOne<Tuple>("SELECT b, c FROM t WHERE a = ?1", i);
    EXPECT_EQ(b, (i & 1) != 0 ? std::optional(std::to_string(i)) : std::nullopt);
    EXPECT_EQ(c, (i & 2) != 0 ? std::optional(Bytes{std::string(1, static_cast<char>(i))}) : std::nullopt);
  }
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t WHERE CAST(?1 AS BIGINT) IS NULL OR a = ?1", {nullptr}), 64);
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t WHERE CAST(?1 AS BIGINT) IS NULL OR a = ?1", {5}), 1);
  // Values from a list made at run time.
  const std::vector<Value> values = {INT64_C(100), std::string("百"), Value()};
  EXPECT_EQ(*lease->Execute(sql, Params(ParamsOf(values))), 1);
}

TEST_P(Both, ExecuteCountsChangedRowsOnly) {
  auto lease = *database_->Write();
  EXPECT_EQ(*lease->Execute("INSERT INTO t (a) VALUES (1), (2), (3)"), 3);
  EXPECT_EQ(*lease->Execute("SELECT a FROM t"), 0);
  EXPECT_EQ(*lease->Execute("UPDATE t SET b = NULL WHERE a > 100"), 0);
  EXPECT_EQ(*lease->Execute("UPDATE t SET b = NULL WHERE a > 1"), 2);
  EXPECT_EQ(*lease->Execute("CREATE TABLE u (a BIGINT)"), 0);
  EXPECT_EQ(*lease->Execute("DELETE FROM t"), 3);
  EXPECT_EQ(*lease->QueryOne<int>("INSERT INTO t (a) VALUES (?1) RETURNING a", 9), 9);
  EXPECT_EQ(*lease->Execute("INSERT INTO t (a) VALUES (9) ON CONFLICT DO NOTHING"), 0);
}

TEST_P(Both, BadTextIsRefusedAlike) {
  auto lease = *database_->Write();
  for (const std::string_view bad :
       {std::string_view("a\0b", 3), std::string_view("\xff"), std::string_view("\xc0\x80"),
        std::string_view("\xed\xa0\x80"), std::string_view("\xf4\x90\x80\x80"), std::string_view("12345678\xe4\xb8"),
        std::string_view("1234567\0", 8)}) {
    EXPECT_EQ(lease->Execute("INSERT INTO t (a, b) VALUES (1, ?1)", bad).error().kind, &kBadText);
    auto bulk = lease->Bulk("t", {{"b", CellKind::kText}});
    EXPECT_EQ(bulk->Append(bad).error().kind, &kBadText);
  }
  for (const std::string_view good :
       {"", "12345678", "\xf4\x8f\xbf\xbf", "\xee\x80\x80", "𬭎阿依古丽·买买提", "\x7f\xc2\x80"}) {
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a, b) VALUES (1, ?1)", good));
    EXPECT_EQ(*lease->QueryText("SELECT b FROM t"), good);
    ASSERT_TRUE(lease->Execute("DELETE FROM t"));
  }
}

TEST_P(Both, QueriesNestEvenWithTheSameText) {
  auto lease = *database_->Write();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (?1)", i));
  for (const bool streaming : {false, true}) {
    std::string seen;
    const char* sql = "SELECT a FROM t WHERE a < ?1 ORDER BY a";
    const Status status = lease->ForEach(
        sql, {3},
        [&](const Row& outer) -> Status {
          const std::int64_t n = outer.Int(0);
          TRY(lease->ForEach(
              sql, {n},
              [&](const Row& inner) {
                seen += std::to_string(n) + std::to_string(inner.Int(0)) + ' ';
                return Ok();
              },
              streaming));
          EXPECT_EQ(outer.Int(0), n);  // the outer row is still there
          return Ok();
        },
        streaming);
    ASSERT_TRUE(status) << status.error().ToString();
    EXPECT_EQ(seen, "10 20 21 ");
  }
}

TEST_P(Both, MoreTextsThanTheCacheKeeps) {
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (1), (2)"));
  // The cache is emptied while a statement runs.
  int rows = 0;
  ASSERT_TRUE(lease->ForEach("SELECT a FROM t", {}, [&](const Row&) {
    ++rows;
    for (int i = 0; i < 600; ++i) EXPECT_EQ(*lease->QueryInt("SELECT " + std::to_string(i)), i);
    return Ok();
  }));
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 2);
}

TEST_P(Both, SavepointsNest) {
  auto lease = *database_->Write();
  EXPECT_EQ(Savepoint::Begin(*lease).error().kind, &kStatement);  // not outside a transaction
  auto tx = *Transaction::Begin(*lease);
  EXPECT_EQ(Transaction::Begin(*lease).error().kind, &kStatement);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (1)"));
  {
    auto outer = *Savepoint::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (2)"));
    {
      auto inner = *Savepoint::Begin(*lease);
      ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (3)"));
      EXPECT_EQ(lease->Execute("INSERT INTO t (a) VALUES (1)").error().kind, &kUnique);
    }
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (4)"));
    ASSERT_TRUE(outer.Release());
  }
  {
    auto undone = *Savepoint::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (5)"));
  }
  ASSERT_TRUE(tx.Commit());
  std::string seen;
  ASSERT_TRUE(lease->ForEach("SELECT a FROM t ORDER BY a", {}, [&](const Row& row) {
    seen += row.Text(0);
    return Ok();
  }));
  EXPECT_EQ(seen, "124");
}

TEST_P(Both, ConstraintsSayWhichAndNoValue) {
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Script(
      "CREATE TABLE parent (x BIGINT NOT NULL, y TEXT NOT NULL, PRIMARY KEY (x, y));"
      "CREATE TABLE child (id BIGINT PRIMARY KEY, x BIGINT, y TEXT, n BIGINT NOT NULL CONSTRAINT small CHECK (n < 10),"
      "FOREIGN KEY (x, y) REFERENCES parent (x, y));"
      "CREATE UNIQUE INDEX child_lower ON child (lower(y))"));
  ASSERT_TRUE(lease->Execute("INSERT INTO parent (x, y) VALUES (1, 'secret')"));
  ASSERT_TRUE(lease->Execute("INSERT INTO child (id, x, y, n) VALUES (1, 1, 'secret', 1)"));
  const auto error_of = [&](const char* sql, const char* text) {
    auto result = lease->Execute(sql, text);
    EXPECT_FALSE(result);
    EXPECT_EQ(result.error().ToString().find("secret"), std::string::npos) << result.error().ToString();
    return std::move(result).error();
  };
  Error error = error_of("INSERT INTO parent (x, y) VALUES (1, ?1)", "secret");
  EXPECT_EQ(error.kind, &kUnique);
  EXPECT_EQ(DetailOf(error, "table"), "parent");
  EXPECT_EQ(DetailOf(error, "columns"), "x,y");
  error = error_of("INSERT INTO child (id, x, y, n) VALUES (2, 1, ?1, 1)", "secret");
  EXPECT_EQ(error.kind, &kUnique);
  EXPECT_EQ(DetailOf(error, "constraint"), "child_lower");
  error = error_of("INSERT INTO child (id, x, y, n) VALUES (3, 1, ?1, 11)", "secret2");
  EXPECT_EQ(error.kind, &kCheck);
  EXPECT_EQ(DetailOf(error, "constraint"), "small");
  error = error_of("INSERT INTO child (id, x, y) VALUES (4, 1, ?1)", "secret3");
  EXPECT_EQ(error.kind, &kNotNull);
  EXPECT_EQ(DetailOf(error, "table"), "child");
  EXPECT_EQ(DetailOf(error, "columns"), "n");
  EXPECT_EQ(error_of("INSERT INTO child (id, x, y, n) VALUES (5, 77, ?1, 1)", "secret4").kind, &kForeignKey);
  EXPECT_EQ(error_of("DELETE FROM parent WHERE y = ?1", "secret").kind, &kForeignKey);
}

TEST_P(Both, WrongStatementsAreTheProgramsFault) {
  auto lease = *database_->Write();
  const auto kind_of = [&](std::string_view sql, std::initializer_list<Param> params) {
    return lease->Execute(sql, params).error().kind;
  };
  EXPECT_EQ(kind_of("SELEKT 1", {}), &kStatement);
  EXPECT_EQ(kind_of("SELECT nothing FROM t", {}), &kStatement);
  EXPECT_EQ(kind_of("SELECT \"nothing\" FROM t", {}), &kStatement);  // not a text in disguise
  EXPECT_EQ(kind_of("SELECT 1 FROM nowhere", {}), &kStatement);
  EXPECT_EQ(kind_of("SELECT a FROM t WHERE a = ?", {1}), &kStatement);
  EXPECT_EQ(kind_of("SELECT a FROM t WHERE a = ?1", {}), &kStatement);
  EXPECT_EQ(kind_of("SELECT a FROM t WHERE a = ?1", {1, 2}), &kStatement);
  EXPECT_EQ(kind_of("SELECT 1; SELECT 2", {}), &kStatement);
  EXPECT_EQ(kind_of("", {}), &kStatement);
  EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);
}

TEST_P(Both, PlaceholdersInTextsAndCommentsAreLeft) {
  auto lease = *database_->Write();
  const char* sql = "SELECT '?1 it''s ?2' || ?1 /* ?3 '*/ || \"b?\" -- what? '\n FROM (SELECT '!' AS \"b?\") AS x";
  EXPECT_EQ(*lease->QueryText(sql, {"+"}), "?1 it's ?2+!");
}

TEST(Placeholders, Translate) {
  EXPECT_EQ(*TranslatePlaceholders("a = ?1 AND b = ?12 OR ?1"), "a = $1 AND b = $12 OR $1");
  EXPECT_EQ(*TranslatePlaceholders("'?1' \"?2\" --?3\n?4 /*?5*/?6"), "'?1' \"?2\" --?3\n$4 /*?5*/$6");
  EXPECT_EQ(*TranslatePlaceholders("'open ?1"), "'open ?1");
  EXPECT_EQ(*TranslatePlaceholders("-- ?"), "-- ?");
  EXPECT_FALSE(TranslatePlaceholders("?"));
  EXPECT_FALSE(TranslatePlaceholders("?0"));
  EXPECT_FALSE(TranslatePlaceholders("a ?| b"));
  EXPECT_FALSE(TranslatePlaceholders("?99999999999999999999"));
}

TEST_P(Both, ReadLeasesRefuseWritesAndKeepTheirSnapshot) {
  ASSERT_TRUE((*database_->Write())->Execute("INSERT INTO t (a) VALUES (1)"));
  auto read = *database_->Read();
  EXPECT_EQ(read->Execute("INSERT INTO t (a) VALUES (2)").error().kind, &kReadOnly);
  auto tx = *Transaction::Begin(*read);
  ASSERT_TRUE((*database_->Write())->Execute("INSERT INTO t (a) VALUES (3)"));
  EXPECT_EQ(*read->QueryInt("SELECT count(*) FROM t"), 1);  // as it was at Begin
  ASSERT_TRUE(tx.Commit());
  EXPECT_EQ(*read->QueryInt("SELECT count(*) FROM t"), 2);
}

TEST_P(Both, AForgottenTransactionIsRolledBackWithItsLease) {
  std::optional<Transaction> forgotten;
  {
    auto lease = *database_->Write();
    forgotten.emplace(*Transaction::Begin(*lease));
    ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (1)"));
  }
  {
    auto lease = *database_->Write();
    EXPECT_FALSE(lease->InTransaction());
    EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 0);
  }
  forgotten.reset();  // too late and harmless
}

TEST_P(Both, ATransactionBegunByAScriptEndsWithItsLease) {
  ASSERT_TRUE((*database_->Write())->Script("BEGIN; INSERT INTO t (a) VALUES (1)"));
  auto lease = *database_->Write();
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 0);
  auto tx = *Transaction::Begin(*lease);
  ASSERT_TRUE(lease->Execute("INSERT INTO t (a) VALUES (2)"));
  ASSERT_TRUE(tx.Commit());
  EXPECT_EQ(*(*database_->Read())->QueryInt("SELECT a FROM t"), 2);
}

TEST_P(Both, WaitingForALeaseEnds) {
  database_.Close();
  database_.Open({.connections_max = 1, .lease_timeout = std::chrono::milliseconds(50)});
  const auto first = database_->Write();
  ASSERT_TRUE(first);
  const auto second = database_->Write();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, &kBusy);
  EXPECT_TRUE(IsRetryable(second.error()));
}

TEST_P(Both, OpenedForReadingOnly) {
  ASSERT_TRUE((*database_->Write())->Execute("INSERT INTO t (a) VALUES (1)"));
  const auto reader = Database::Open({.url = database_.url(), .read_only = true});  // beside the owner
  ASSERT_TRUE(reader) << reader.error().ToString();
  EXPECT_EQ(*(*(*reader)->Read())->QueryInt("SELECT count(*) FROM t"), 1);
  EXPECT_EQ((*(*reader)->Read())->Execute("DELETE FROM t").error().kind, &kReadOnly);
  EXPECT_EQ((*reader)->Write().error().kind, &kReadOnly);
}

TEST_P(Both, InTransactionRetriesWhatCanBeRetried) {
  int runs = 0;
  const auto busy = [&](Connection& connection) -> Status {
    TRY(connection.Execute("INSERT INTO t (a) VALUES (?1)", ++runs));
    if (runs < 3) return Fail(kSerialization, "再试");
    return Ok();
  };
  ASSERT_TRUE(InTransaction(*database_, busy));
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(*(*database_->Read())->QueryText("SELECT a FROM t"), "3");  // the first two left nothing
  EXPECT_EQ(InTransaction(
                *database_, [&](Connection&) -> Status { return ++runs, Fail(kDeadlock, "再试"); },
                Isolation::kReadCommitted, 2)
                .error()
                .kind,
            &kDeadlock);
  EXPECT_EQ(runs, 5);
  EXPECT_FALSE(InTransaction(*database_, [&](Connection&) -> Status { return ++runs, Fail(kUnique, "不再试"); }));
  EXPECT_EQ(runs, 6);
}

TEST_P(Both, FaultPointsAreCalled) {
  std::string points;
  SetFaultHook([&](const char* point) { points += std::string(point) + ' '; });
  {
    auto lease = *database_->Write();
    auto tx = *Transaction::Begin(*lease);
    ASSERT_TRUE(lease->Bulk("t", {{"a", CellKind::kInteger}})->Finish());
    ASSERT_TRUE(tx.Commit());
  }
  SetFaultHook(nullptr);
  EXPECT_EQ(points, "bulk_flush before_commit after_commit ");
  EXPECT_EQ(fault_hook, nullptr);
}

TEST_P(Both, SchemaIsReadAlike) {
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Script(
      "CREATE TABLE sqlitelike (x BIGINT NOT NULL, y TEXT NOT NULL, z BYTEA, PRIMARY KEY (y, x), UNIQUE (z, x));"
      "CREATE INDEX partial ON sqlitelike (z) WHERE z IS NOT NULL;"
      "CREATE UNIQUE INDEX mixed ON sqlitelike (lower(y), x)"));
  const auto tables = ReadSchema(*lease).value();
  ASSERT_EQ(tables.size(), 2U);
  const auto& table = tables[0];
  EXPECT_EQ(table.name, "sqlitelike");
  ASSERT_EQ(table.columns.size(), 3U);
  EXPECT_EQ(table.columns[0].type, "BIGINT");
  EXPECT_EQ(table.columns[1].type, "TEXT");
  EXPECT_EQ(table.columns[2].type, "BYTEA");
  EXPECT_EQ(table.columns[0].key_position, 2);
  EXPECT_EQ(table.columns[1].key_position, 1);
  EXPECT_EQ(table.columns[2].key_position, 0);
  EXPECT_TRUE(table.columns[0].not_null);
  EXPECT_FALSE(table.columns[2].not_null);
  ASSERT_EQ(table.indexes.size(), 3U);  // the name of the constraint's index is each database's own
  for (const auto& index : table.indexes) {
    EXPECT_EQ(index.partial, index.name == "partial");
    EXPECT_EQ(index.unique, index.name != "partial");
    EXPECT_EQ(index.constraint, index.name != "partial" && index.name != "mixed");
    const std::string first = index.constraint || index.partial ? "z" : "";
    EXPECT_EQ(index.columns, index.partial ? std::vector<std::string>{"z"} : (std::vector<std::string>{first, "x"}));
  }
  EXPECT_EQ(tables[1].name, "t");
  EXPECT_EQ(tables[1].columns[0].key_position, 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, Both, testing::BothDialects(), testing::DialectName);

}  // namespace
}  // namespace gq::db
