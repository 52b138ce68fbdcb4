// kill -9 at seeded points of an import and of a month, on each database: what was acknowledged is there, there is no
// half import, the event chains verify, and the same command resumes to the same end as an undisturbed run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "kits/db/test_support.h"
#include "tests/faults/launch.h"

namespace gq {
namespace {

namespace fs = std::filesystem;

struct Facts {
  std::int64_t people = 0, identifiers = 0, index = 0, spells = 0, counted = 0, open_chunks = 0,
               unfinished = 0,            // imports that nobody would take up
      newly = 0, still = 0, on_post = 0;  // findings of the comparison: of people as they were before it moved any
  bool operator==(const Facts&) const = default;
  Facts OfPeople() const {
    Facts facts = *this;
    facts.newly = facts.still = 0;
    return facts;
  }
};

class Faults : public ::testing::TestWithParam<db::Dialect> {
 protected:
  static void SetUpTestSuite() {
    files_ = (db::testing::TemporaryFolder() / "files").string();
    ASSERT_EQ(Launch({"demo", files_, "--workers", "2000", "--seed", "7"}).code, 0) << ChildLog();
  }
  void SetUp() override { NewStore(); }

  void NewStore() {
    url_ = db::testing::FreshUrl(GetParam());
    key_ = (db::testing::TemporaryFolder() / ("fault-key" + std::to_string(stores_++)) / "k.key").string();
    out_ = key_ + ".out";
    ASSERT_EQ(Launch(With({"init", "--provinces", "43"})).code, 0) << ChildLog();
  }
  std::vector<std::string> With(std::vector<std::string> words) const {
    for (const auto& word : {std::string("--data"), url_, std::string("--key"), key_}) words.push_back(word);
    return words;
  }
  std::vector<std::string> Month() const {
    return With({"month",
                 "--period",
                 "2026-08",
                 "--as-of",
                 "2026-08-31",
                 "--out",
                 out_,
                 "--roster",
                 files_ + "/roster.xlsx",
                 "--registry",
                 "social_insurance=" + files_ + "/social_insurance.csv",
                 "--registry",
                 "labour_resource=" + files_ + "/labour_resource.csv",
                 "--registry",
                 "social_card=" + files_ + "/social_card.csv",
                 "--posts",
                 files_ + "/posts.xlsx",
                 "--employers",
                 files_ + "/employers.csv",
                 "--claims",
                 files_ + "/claims.csv"});
  }
  std::vector<std::string> Import() const {
    return With({"import", files_ + "/roster.xlsx", "--as-of", "2026-08-31", "--good-rows"});
  }

  Facts Read() {
    const auto database = db::Database::Open({.url = url_});
    EXPECT_TRUE(database) << database.error().ToString();
    const auto lease = (*database)->Read();
    const auto n = [&](const char* sql) { return (*lease)->QueryInt(sql).value_or(-1); };
    return {n("SELECT count(*) FROM person"),
            n("SELECT count(*) FROM person_identifier"),
            n("SELECT count(*) FROM identity_index"),
            n("SELECT count(*) FROM spell"),
            n("SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM person_count"),
            n("SELECT count(*) FROM import_chunk c JOIN import_run r ON r.id = c.run_id WHERE c.applied = 0 AND "
              "r.state = 'done'"),
            n("SELECT count(*) FROM import_run WHERE state IN ('checking', 'running')"),
            n("SELECT count(*) FROM comparison_finding WHERE finding = 'newly_employed'"),
            n("SELECT count(*) FROM comparison_finding WHERE finding = 'still_employed'"),
            n("SELECT count(*) FROM person WHERE employment = 'on_post'")};
  }
  void CheckWhole(const Facts& facts) {
    EXPECT_EQ(facts.people, facts.identifiers);
    EXPECT_EQ(facts.people, facts.index);
    EXPECT_EQ(facts.people, facts.counted);
    EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
  }
  long CountPoints(const std::vector<std::string>& words) {
    const std::string file = (db::testing::TemporaryFolder() / "points").string();
    Launch(words, {{"GANGQIAO_COUNT_POINTS", file}});
    long points = 0;
    std::ifstream(file) >> points;
    return points;
  }
  static int Points() {
    const char* lane = std::getenv("GQ_LANE");
    return lane != nullptr && std::string(lane) == "long" ? 500 : 50;
  }

  static std::string files_;
  static int stores_;
  std::string url_, key_, out_;
};
std::string Faults::files_;
int Faults::stores_ = 0;

TEST_P(Faults, KilledMonthResumesToTheSameEnd) {
  const long points = CountPoints(Month());
  ASSERT_GT(points, 20);
  const Facts whole = Read();
  ASSERT_GT(whole.people, 1500);
  ASSERT_GT(whole.newly, 50);
  CheckWhole(whole);
  std::mt19937 random(20260831);
  NewStore();
  int kills = 0, finished = 0;
  while (kills < Points() / 2) {
    const long at = std::uniform_int_distribution<long>(1, points / 3)(random);
    const Ended ended = Launch(Month(), {{"GANGQIAO_KILL_AT", std::to_string(at)}});
    if (ended.killed) {
      ++kills;
      const Facts now = Read();
      EXPECT_EQ(now.people, now.identifiers) << "after kill " << kills << " at point " << at;
      EXPECT_EQ(now.people, now.index);
      EXPECT_EQ(now.people, now.counted);
      if (kills % 5 == 0) {
        EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
      }
      continue;
    }
    ASSERT_EQ(ended.code, 3) << ChildLog();  // 3: done with rejected rows
    EXPECT_EQ(Read(), whole);
    ++finished;
    EXPECT_TRUE(fs::exists(out_ + "/summary.json"));
    NewStore();
  }
  ASSERT_EQ(Launch(Month()).code, 3) << ChildLog();
  const Facts end = Read();
  EXPECT_EQ(end, whole);
  CheckWhole(end);
  for (const char* name : {"task-list.xlsx", "retention-list.xlsx", "report.xlsx", "report.pdf", "rejects.csv",
                           "rejects.xlsx", "summary.json", "compare/people.csv"}) {
    EXPECT_TRUE(fs::exists(out_ + "/" + name)) << name;
  }
}

TEST_P(Faults, KilledImportLeavesWholeChunksAndCanBeRepeated) {
  const long points = CountPoints(Import());
  const Facts whole = Read();
  std::mt19937 random(7);
  NewStore();
  std::int64_t last = 0;
  for (int kill = 0; kill < Points() / 2; ++kill) {
    if (kill % 10 == 0) {
      NewStore();
      last = 0;
    }
    const Ended ended = Launch(
        Import(), {{"GANGQIAO_KILL_AT", std::to_string(std::uniform_int_distribution<long>(1, points)(random))}});
    const Facts now = Read();
    EXPECT_EQ(now.people, now.identifiers);
    EXPECT_EQ(now.people, now.index);
    EXPECT_EQ(now.people, now.counted);
    EXPECT_GE(now.people, last);  // acknowledged rows stay
    EXPECT_TRUE(ended.killed || ended.code == 3 || ended.code == 0) << ChildLog();
    last = now.people;
  }
  EXPECT_EQ(Launch(Import()).code, 3) << ChildLog();  // 3: done with rejected rows
  const Facts end = Read();
  EXPECT_EQ(end, whole);
  CheckWhole(end);
}

// Applying and withdrawing a comparison, killed at seeded points: every chunk once, and everything comes back.
TEST_P(Faults, KilledComparisonGoesOnAndComesBackWhole) {
  ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();
  const auto facts = [&](const char* sql) {
    const auto database = db::Database::Open({.url = url_});
    const auto lease = (*database)->Read();
    return (*lease)->QueryText(sql).value_or("");
  };
  const char* moved = "SELECT count(*) FROM person WHERE finding IS NOT NULL AND finding <> ''";
  const char* spells = "SELECT count(*) FROM spell WHERE source = 'registry'";
  const Facts before = Read().OfPeople();
  const auto run = With({"comparison", "run", "--as-of", "2026-08-31", "--registry",
                         "social_insurance=" + files_ + "/social_insurance.csv", "--registry",
                         "labour_resource=" + files_ + "/labour_resource.csv"});
  ASSERT_EQ(Launch(run).code, 0) << ChildLog();
  EXPECT_EQ(Read().OfPeople(), before) << "comparing changes nobody";
  std::string id;
  {
    const auto database = db::Database::Open({.url = url_});
    const auto lease = (*database)->Read();
    ASSERT_TRUE((*lease)->ForEach("SELECT id FROM comparison_run", {}, [&](const db::Row& row) {
      id = row.Id(0).ToString();
      return Ok();
    }));
  }
  const auto open = std::stol("0" + facts("SELECT count(*) FROM comparison_finding WHERE proposal = 'on_post'"));
  ASSERT_GT(open, 20);
  std::mt19937 random(20260901);
  for (const char* verb : {"apply", "withdraw"}) {
    int kills = 0;
    Ended ended;
    for (int attempt = 0; attempt < 6; ++attempt) {
      const auto at = std::to_string(std::uniform_int_distribution<long>(1, 8)(random));
      ended = Launch(With({"comparison", verb, "--run", id}), {{"GANGQIAO_KILL_AT", at}});
      const Facts now = Read().OfPeople();
      EXPECT_EQ(now.people, now.counted);
      if (!ended.killed) break;
      ++kills;
    }
    if (ended.killed) ended = Launch(With({"comparison", verb, "--run", id}));
    ASSERT_EQ(ended.code, 0) << ChildLog();
    EXPECT_GT(kills, 0) << verb;
    const bool applied = std::string(verb) == "apply";
    EXPECT_EQ(
        facts(spells),
        applied
            ? std::to_string(
                  open +
                  std::stol("0" + facts("SELECT count(*) FROM comparison_finding WHERE proposal = 'change_employer'")))
            : "0");
    EXPECT_EQ(facts(moved) == "0", !applied);
    CheckWhole(Read().OfPeople());
  }
  EXPECT_EQ(Read().OfPeople(), before);
  EXPECT_EQ(facts("SELECT count(*) FROM spell WHERE state = 'ended' AND change_reason IS NOT NULL"), "0");
}

INSTANTIATE_TEST_SUITE_P(Databases, Faults, db::testing::BothDialects(), db::testing::DialectName);

TEST(Clear, WrongUseAndBrokenPlacesAreSaidPlainly) {
  const std::string folder = (db::testing::TemporaryFolder() / "clear").string();
  fs::create_directories(folder);
  EXPECT_EQ(Launch({"import"}).code, 2);
  EXPECT_EQ(
      Launch({"month", "--data", folder + "/none.db", "--period", "2026-13", "--as-of", "2026-08-31", "--out", folder})
          .code,
      2);
  EXPECT_EQ(Launch({"audit", "verify", "--data", folder + "/none.db"}).code, 1);
  EXPECT_NE(ChildLog().find("gangqiao init"), std::string::npos);
  // An emptied file is no store without people: nothing is put into it.
  std::ofstream(folder + "/empty.db");
  EXPECT_EQ(Launch({"audit", "verify", "--data", folder + "/empty.db", "--key", folder + "/k/k.key"}).code, 1);
  EXPECT_NE(ChildLog().find("从备份恢复"), std::string::npos) << ChildLog();
  EXPECT_FALSE(fs::exists(folder + "/k/k.key"));
  std::ofstream(folder + "/bad.db") << "this is not a database at all, only a text of some length";
  EXPECT_EQ(Launch({"audit", "verify", "--data", folder + "/bad.db", "--key", folder + "/k/k.key"}).code, 1);
  EXPECT_NE(ChildLog().find("损坏"), std::string::npos) << ChildLog();
}

}  // namespace
}  // namespace gq
