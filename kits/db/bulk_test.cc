// Many rows: bulk insert, bulk update, batches; rates are printed, not judged.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <random>

#include "kits/db/test_support.h"

namespace gq::db {
namespace {

class Bulk : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    auto lease = database_->Write();
    ASSERT_TRUE(
        (*lease)->Script("CREATE TABLE t (a BIGINT NOT NULL, k BYTEA NOT NULL, b TEXT, c BYTEA, PRIMARY KEY (a, k))"));
  }
  static std::vector<BulkColumn> Columns() {
    return {{"a", CellKind::kInteger}, {"k", CellKind::kBlob}, {"b", CellKind::kText}, {"c", CellKind::kBlob}};
  }
  testing::TestDatabase database_{GetParam()};
};

using Key = std::pair<std::int64_t, std::string>;
using Cells = std::pair<std::optional<std::string>, std::optional<std::string>>;

std::map<Key, Cells> ReadAll(Connection& connection) {
  std::map<Key, Cells> out;
  EXPECT_TRUE(connection.ForEach(
      "SELECT a, k, b, c FROM t", {},
      [&](const Row& row) {
        out[{row.Int(0), row.String(1)}] = {row.Get<std::optional<std::string>>(2),
                                            row.Get<std::optional<std::string>>(3)};
        return Ok();
      },
      true));
  return out;
}

std::optional<Blob> AsBlob(const std::optional<std::string>& text) {
  return text ? std::optional(Blob{*text}) : std::nullopt;
}

// Random inserts (some of them twice), then random updates (some of them of rows that do not exist), beside a std::map.
TEST_P(Bulk, AgreesWithAMap) {
  std::mt19937 random(20180301);
  const auto text = [&]() -> std::optional<std::string> {
    const int n = static_cast<int>(random() % 12);
    if (n == 0) return std::nullopt;
    std::string out;
    for (int i = 1; i < n; ++i) out += random() % 2 == 0 ? "花" : "x";
    return out;
  };
  const auto octets = [&]() -> std::optional<std::string> {
    const int n = static_cast<int>(random() % 30);
    if (n == 0) return std::nullopt;
    std::string out;
    for (int i = 1; i < n; ++i) out += static_cast<char>(random());
    return out;
  };
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  std::map<Key, Cells> expected;
  auto bulk = lease->Bulk("t", Columns(), {.on_conflict_do_nothing = true});
  for (int round = 0; round < 3; ++round) {
    std::int64_t fresh = 0;
    for (int i = 0; i < 12'000; ++i) {  // more than one portion of arrays
      const Key key{static_cast<std::int64_t>(random() % 20'000) - 10'000,
                    std::string(1, static_cast<char>(random() % 2))};
      const Cells cells{text(), octets()};
      if (expected.emplace(key, cells).second) ++fresh;
      ASSERT_TRUE(bulk->Append(key.first, Blob{key.second}, cells.first, AsBlob(cells.second)));
    }
    const auto inserted = bulk->Flush();
    ASSERT_TRUE(inserted) << inserted.error().ToString();
    EXPECT_EQ(*inserted, fresh);
    EXPECT_EQ(ReadAll(*lease), expected);
  }
  auto update = lease->BulkUpdate("t", {{"a", CellKind::kInteger}, {"k", CellKind::kBlob}},
                                  {{"c", CellKind::kBlob}, {"b", CellKind::kText}});
  std::map<Key, Cells> changes;
  for (int i = 0; i < 12'000; ++i) {
    changes[{static_cast<std::int64_t>(random() % 30'000) - 10'000, std::string(1, static_cast<char>(random() % 2))}] =
        {text(), octets()};
  }
  std::int64_t found = 0;
  for (const auto& [key, cells] : changes) {
    ASSERT_TRUE(update->Append(key.first, Blob{key.second}, AsBlob(cells.second), cells.first));
    if (const auto it = expected.find(key); it != expected.end()) {
      it->second = cells;
      ++found;
    }
  }
  EXPECT_EQ(*update->Flush(), found);
  EXPECT_EQ(*update->Flush(), 0);
  EXPECT_EQ(ReadAll(*lease), expected);
  ASSERT_TRUE(tx.Commit());
}

// Cells that stay: many rows go at once, whatever their number; an error of one of them is still told.
TEST_P(Bulk, CellsThatStayMayGoManyAtOnce) {
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) texts.push_back(i % 7 == 0 ? "" : "行" + std::to_string(i));
  std::int64_t next = 0;
  std::map<Key, Cells> expected;
  for (const int rows : {0, 1, 31, 32, 33, 64, 100}) {
    for (const bool twice : {false, true}) {  // flushed in the middle
      auto lease = *database_->Write();
      auto tx = *Transaction::Begin(*lease);
      auto bulk = lease->Bulk("t", Columns(), {.cells_stay = true});
      std::int64_t written = 0;
      for (int i = 0; i < rows; ++i, ++next) {
        const std::string& text = texts[static_cast<std::size_t>(next) % texts.size()];
        const std::optional<std::string_view> cell = i % 5 == 0 ? std::nullopt : std::optional<std::string_view>(text);
        if (cell)
          ASSERT_TRUE(bulk->Append(next, Blob{text}, *cell, Blob{text}));
        else
          ASSERT_TRUE(bulk->Append(next, Blob{text}, std::optional<std::string>(), Blob{text}));
        expected[{next, text}] = {cell ? std::optional(text) : std::nullopt, text};
        if (twice && i == rows / 2) written += *bulk->Flush();
      }
      written += *bulk->Flush();
      EXPECT_EQ(written, rows);
      ASSERT_TRUE(tx.Commit());
      EXPECT_EQ(ReadAll(*lease), expected) << rows;
    }
  }
  for (const int bad : {0, 5, 31, 40, 70}) {
    auto lease = *database_->Write();
    {
      auto tx = *Transaction::Begin(*lease);
      auto bulk = lease->Bulk("t", Columns(), {.cells_stay = true});
      Status status = Ok();
      for (int i = 0; i < 72 && status; ++i)
        status = bulk->Append(i == bad ? 0 : next + i, Blob{texts[0]}, texts[1], Blob{texts[2]});
      if (status) status = bulk->Finish();
      ASSERT_FALSE(status) << bad;
      EXPECT_EQ(status.error().kind, &kUnique) << bad;
    }
    EXPECT_EQ(ReadAll(*lease), expected) << bad;  // rolled back as a whole
  }
}

TEST_P(Bulk, FlushesAgainAndLetsOthersWorkBetween) {
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  auto bulk = lease->Bulk("t", Columns());
  std::string long_text(100'000, 'x');  // several portions of COPY
  std::int64_t rows = 0;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100; ++i, ++rows) {
      ASSERT_TRUE(bulk->Append(rows, Blob{"k"}, long_text, nullptr));
      EXPECT_EQ(*lease->QueryInt("SELECT 1"), 1);
    }
    EXPECT_EQ(*bulk->Flush(), 100);
    EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), rows);
  }
  ASSERT_TRUE(bulk->Append(-1, Blob{"k"}, nullptr, nullptr));
  ASSERT_TRUE(tx.Commit());
}

TEST_P(Bulk, MistakesAreRefused) {
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  EXPECT_FALSE(lease->Bulk("t", Columns())->Append(1, Blob{"k"}, "b"));  // a cell too few
  EXPECT_FALSE(lease->Bulk("t", Columns())->Append(1, Blob{"k"}, "b", Blob{"c"}, 1));
  {
    auto bulk = lease->Bulk("t", Columns());
    bulk->Int(1);
    EXPECT_FALSE(bulk->Flush());  // a row without its end
  }
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 0);
  auto twice = lease->Bulk("t", Columns());
  Status status = twice->Append(1, Blob{"secret"}, "b", nullptr);
  if (status) status = twice->Append(1, Blob{"secret"}, "b", nullptr);
  const auto flushed = twice->Flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().kind, &kUnique);
  EXPECT_EQ(DetailOf(flushed.error(), "columns"), "a,k");
  EXPECT_EQ(flushed.error().ToString().find("secret"), std::string::npos);
  EXPECT_FALSE(twice->Append(2, Blob{"x"}, "b", nullptr));  // stays failed
}

TEST_P(Bulk, PipelineAnswersInOrder) {
  auto lease = *database_->Write();
  auto tx = *Transaction::Begin(*lease);
  {
    Pipeline batch(*lease, 7);
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE(batch.Add("INSERT INTO t (a, k, b) VALUES (?1, ?2, ?3)",
                            {i, Blob{"k"}, i % 2 == 0 ? Param("偶") : Param(nullptr)}));
    }
    EXPECT_EQ(*batch.Flush(), 50);
    std::string seen;
    for (int i = 49; i >= 0; --i) {
      ASSERT_TRUE(batch.Query("SELECT a, b FROM t WHERE a = ?1", {i}, [&](const Row& row) {
        seen += std::to_string(row.Int(0)) + (row.IsNull(1) ? "-" : "+");
        return Ok();
      }));
    }
    EXPECT_EQ(*batch.Flush(), 0);
    std::string expected;
    for (int i = 49; i >= 0; --i) expected += std::to_string(i) + (i % 2 == 0 ? "+" : "-");
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(*batch.Flush(), 0);  // nothing to do
  }
  {
    Pipeline batch(*lease);
    int called = 0;
    const RowFunction count = [&](const Row&) -> Status { return ++called, Fail(kCancelled, "停"); };
    ASSERT_TRUE(batch.Query("SELECT 1", {}, count));
    ASSERT_TRUE(batch.Query("SELECT 2", {}, count));
    EXPECT_EQ(batch.Flush().error().kind, &kCancelled);
    EXPECT_EQ(called, 1);
    EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM t"), 50);  // the connection is usable again
  }
  Pipeline batch(*lease);
  ASSERT_TRUE(batch.Add("INSERT INTO t (a, k) VALUES (?1, ?2)", {100, Blob{"k"}}));
  ASSERT_TRUE(batch.Add("INSERT INTO t (a, k) VALUES (?1, ?2)", {1, Blob{"k"}}));
  ASSERT_TRUE(batch.Query("SELECT 1", {}, [](const Row&) -> Status {
    ADD_FAILURE() << "skipped after an error";
    return Ok();
  }));
  EXPECT_EQ(batch.Flush().error().kind, &kUnique);
}

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

void Print(Dialect dialect, const char* what, int count, double seconds) {
  std::printf("rate %-8s %-34s %8.0f k/s\n", testing::Name(dialect), what, count / seconds / 1000);
}

// Figures for people, and a check that big results come whole.
TEST_P(Bulk, Rates) {
  constexpr int kRows = 200'000, kLookups = 10'000;
  auto lease = *database_->Write();
  ASSERT_TRUE(lease->Script("CREATE TABLE r (a BIGINT NOT NULL PRIMARY KEY, b TEXT, c BYTEA)"));
  const std::vector<BulkColumn> columns = {{"a", CellKind::kInteger}, {"b", CellKind::kText}, {"c", CellKind::kBlob}};
  const std::string octets(16, '\x81');
  const auto fill = [&](const char* what, BulkOptions options) {
    ASSERT_TRUE(lease->Execute("DELETE FROM r"));
    const auto start = std::chrono::steady_clock::now();
    auto tx = *Transaction::Begin(*lease);
    auto bulk = lease->Bulk("r", columns, options);
    for (int i = 0; i < kRows; ++i) ASSERT_TRUE(bulk->Append(i, "龙山县洗车河镇", Blob{octets}));
    EXPECT_EQ(*bulk->Flush(), kRows);
    ASSERT_TRUE(tx.Commit());
    Print(GetParam(), what, kRows, Seconds(start));
  };
  fill("bulk insert, do nothing", {.on_conflict_do_nothing = true});
  fill("bulk insert", {});
  {
    const auto start = std::chrono::steady_clock::now();
    auto tx = *Transaction::Begin(*lease);
    auto update = lease->BulkUpdate("r", {{"a", CellKind::kInteger}}, {{"b", CellKind::kText}});
    for (int i = 0; i < kRows; ++i) ASSERT_TRUE(update->Append(i, "花垣县"));
    EXPECT_EQ(*update->Flush(), kRows);
    ASSERT_TRUE(tx.Commit());
    Print(GetParam(), "bulk update", kRows, Seconds(start));
  }
  for (const bool streaming : {false, true}) {
    const auto start = std::chrono::steady_clock::now();
    std::int64_t sum = 0;
    ASSERT_TRUE(lease->ForEach(
        "SELECT a, b, c FROM r", {},
        [&](const Row& row) {
          sum += row.Int(0) + static_cast<std::int64_t>(row.Text(1).size() + row.Text(2).size());
          return Ok();
        },
        streaming));
    EXPECT_EQ(sum, std::int64_t{kRows} * (kRows - 1) / 2 + std::int64_t{kRows} * (9 + 16));
    Print(GetParam(), streaming ? "scan, streaming" : "scan", kRows, Seconds(start));
  }
  {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kLookups; ++i) ASSERT_EQ(*lease->QueryOne<int>("SELECT a FROM r WHERE a = ?1", i * 7), i * 7);
    Print(GetParam(), "look-up by key", kLookups, Seconds(start));
  }
  const auto start = std::chrono::steady_clock::now();
  auto tx = *Transaction::Begin(*lease);
  Pipeline batch(*lease);
  int found = 0;
  for (int i = 0; i < kLookups; ++i) {
    ASSERT_TRUE(batch.Query("SELECT a FROM r WHERE a = ?1", {i * 7}, [&](const Row&) { return ++found, Ok(); }));
  }
  ASSERT_TRUE(batch.Flush());
  EXPECT_EQ(found, kLookups);
  Print(GetParam(), "look-up by key, batches of 200", kLookups, Seconds(start));
}

INSTANTIATE_TEST_SUITE_P(Databases, Bulk, testing::BothDialects(), testing::DialectName);

}  // namespace
}  // namespace gq::db
