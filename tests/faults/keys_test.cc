// Keys: restore from paper, and a change of the key that is killed in the middle on each database. Afterwards no value
// of any table names the old key, chains verify, numbers are found by their new indexes, and the old key opens the
// backup made before.
#include <gtest/gtest.h>

#include <set>

#include "tests/faults/launch.h"

namespace gq {
namespace {

namespace fs = std::filesystem;

class Keys : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    folder_ = (db::testing::TemporaryFolder() / ("keys" + std::to_string(count_++))).string();
    fs::create_directories(folder_ + "/k");
    url_ = db::testing::FreshUrl(GetParam());
    key_ = folder_ + "/k/a.key";
    ASSERT_EQ(Launch({"demo", folder_ + "/files", "--workers", "1500", "--seed", "11"}).code, 0) << ChildLog();
    ASSERT_EQ(Launch(With({"init", "--provinces", "43"})).code, 0) << ChildLog();
    ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();
    ASSERT_EQ(
        Launch(With({"month", "--period", "2026-08", "--as-of", "2026-08-31", "--out", folder_ + "/out", "--roster",
                     folder_ + "/files/roster.xlsx", "--employers", folder_ + "/files/employers.csv"}))
            .code,
        3)  // done with rejected rows
        << ChildLog();
  }
  Words With(Words words) const {
    for (const auto& word : {std::string("--data"), url_, std::string("--key"), key_}) words.push_back(word);
    return words;
  }
  Words Import() const {
    return With({"import", folder_ + "/files/roster.xlsx", "--as-of", "2026-08-31", "--good-rows"});
  }

  // The first five bytes of sealed values (algorithm, check of the key) wherever they stand -> how many.
  std::map<std::string, int> Heads(const std::set<std::string>& wanted) const {
    std::map<std::string, int> heads;
    const auto database = db::Database::Open({.url = url_, .read_only = true});
    EXPECT_TRUE(database);
    const auto lease = (*database)->Read();
    const auto schema = db::ReadSchema(**lease);
    for (const auto& table : *schema) {
      for (const auto& column : table.columns) {
        if (column.type != "BYTEA" && column.type != "BLOB") continue;
        EXPECT_TRUE((*lease)->ForEach("SELECT " + column.name + " FROM " + table.name, {}, [&](const db::Row& row) {
          const std::string head(row.IsNull(0) ? std::string_view() : row.Text(0).substr(0, 5));
          if (wanted.empty() && (table.name == "person_identifier" && column.name == "value")) ++heads[head];
          if (wanted.count(head) != 0) {
            ++heads[head];
            ++places_[table.name + "." + column.name];
          }
          return Ok();
        }));
      }
    }
    return heads;
  }

  static int count_;
  std::string folder_, url_, key_;
  mutable std::map<std::string, int> places_;
};
int Keys::count_ = 0;

TEST_P(Keys, AKilledChangeGoesOnAndLeavesNothingBehind) {
  const auto before = Heads({});
  ASSERT_EQ(before.size(), 1U);
  const std::string old_head = before.begin()->first;
  const int sealed = Heads({old_head})[old_head];
  ASSERT_GT(sealed, 5000);
  for (const char* place :
       {"person.phone", "person_identifier.value", "event.payload", "job.params", "job_step.note", "import_chunk.data",
        "import_file.data", "import_problem.data", "import_change.data", "import_run.columns"}) {
    EXPECT_GT(places_[place], 0) << place;  // the store of this test has values everywhere
  }
  if (GetParam() == db::Dialect::kSqlite) {
    ASSERT_EQ(Launch(With({"backup", "--to", folder_ + "/before.db"})).code, 0);
  }
  int kills = 0;
  for (const char* point : {"3", "10", "7", "16"}) {
    kills += Launch(With({"key", "rotate"}), {{"GANGQIAO_KILL_AT", point}}).killed ? 1 : 0;
    EXPECT_EQ(Launch(With({"audit", "verify"})).code, 1);  // half changed: refused, and said
    EXPECT_NE(ChildLog().find("key rotate"), std::string::npos) << ChildLog();
  }
  EXPECT_EQ(kills, 4);
  ASSERT_EQ(Launch(With({"key", "rotate"})).code, 0) << ChildLog();
  EXPECT_EQ(Heads({old_head})[old_head], 0) << places_.rbegin()->first;
  const auto after = Heads({});
  ASSERT_EQ(after.size(), 1U);
  EXPECT_NE(after.begin()->first, old_head);
  EXPECT_EQ(Heads({after.begin()->first})[after.begin()->first], sealed);
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
  EXPECT_EQ(Launch(Import()).code, 3) << ChildLog();  // everybody is found again by the new index
  EXPECT_NE(ChildLog().find("新增 0，更新 0"), std::string::npos) << ChildLog();
  const auto database = db::Database::Open({.url = url_, .read_only = true});
  const auto lease = (*database)->Read();
  EXPECT_EQ((*lease)
                ->QueryInt("SELECT count(*) FROM person_identifier p WHERE NOT EXISTS (SELECT 1 FROM identity_index i "
                           "WHERE i.value_index = p.value_index)")
                .value_or(-1),
            0);
  EXPECT_FALSE(fs::exists(key_ + ".next"));
  if (GetParam() == db::Dialect::kSqlite) {
    std::string retired;
    for (const auto& entry : fs::directory_iterator(folder_ + "/k")) {
      if (entry.path() != key_) retired = entry.path().string();
    }
    EXPECT_EQ(Launch({"audit", "verify", "--data", folder_ + "/before.db", "--key", retired}).code, 0) << ChildLog();
    EXPECT_EQ(Launch({"audit", "verify", "--data", folder_ + "/before.db", "--key", key_}).code, 1);
    EXPECT_NE(ChildLog().find("crypto.wrong_key"), std::string::npos) << ChildLog();
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, Keys, db::testing::BothDialects(), db::testing::DialectName);

TEST(KeyFiles, AreRestoredFromPaperAndTheWrongLineIsNamed) {
  const std::string folder = (db::testing::TemporaryFolder() / "paper").string();
  fs::create_directories(folder + "/data");
  const Words store = {"--data", folder + "/data/a.db", "--key", folder + "/a.key"};
  const auto with = [&](Words words) {
    words.insert(words.end(), store.begin(), store.end());
    return words;
  };
  ASSERT_EQ(Launch(with({"init", "--provinces", "43"})).code, 0) << ChildLog();
  ASSERT_EQ(Launch(with({"key", "show"})).code, 0);
  std::string paper = ChildOutput();
  std::ofstream(folder + "/paper.txt") << "# 岗桥\n" << paper;
  EXPECT_EQ(Launch(with({"key", "restore", "--from", folder + "/paper.txt"})).code, 1);  // never replaces a key
  const std::string key = ReadText(folder + "/a.key");
  fs::remove(folder + "/a.key");
  EXPECT_EQ(Launch(with({"audit", "verify"})).code, 1);
  EXPECT_NE(ChildLog().find("key restore"), std::string::npos);
  const auto second = paper.find("\n2  ");
  ASSERT_NE(second, std::string::npos);
  std::swap(paper[second + 4], paper[second + 5]);
  if (paper[second + 4] == paper[second + 5]) paper[second + 4] = paper[second + 4] == 'A' ? 'B' : 'A';
  std::ofstream(folder + "/slip.txt") << paper;
  EXPECT_EQ(Launch(with({"key", "restore", "--from", folder + "/slip.txt"})).code, 1);
  EXPECT_NE(ChildLog().find("第 2 行"), std::string::npos) << ChildLog();
  EXPECT_EQ(Launch({"key", "restore", "--from", folder + "/paper.txt", "--data", folder + "/data/a.db", "--key",
                    folder + "/data/a.key"})
                .code,
            1);  // in the data folder
  ASSERT_EQ(Launch(with({"key", "restore", "--from", folder + "/paper.txt"})).code, 0) << ChildLog();
  EXPECT_EQ(ReadText(folder + "/a.key"), key);
  EXPECT_EQ(Launch(with({"audit", "verify"})).code, 0) << ChildLog();
}

}  // namespace
}  // namespace gq
