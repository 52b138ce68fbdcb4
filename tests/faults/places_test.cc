// Places and files that are broken: a wrong key, a folder that may not be written, a full disk, damaged and hostile
// files, a database connection that goes away in the middle. Each ends with a sentence and a code, and leaves the store
// whole.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/faults/launch.h"

namespace gq {
namespace {

namespace fs = std::filesystem;

class Places : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = (db::testing::TemporaryFolder() / ("place" + std::to_string(count_++))).string();
    fs::create_directories(folder_ + "/data");
    ASSERT_EQ(Launch(With({"init", "--provinces", "43"})).code, 0) << ChildLog();
  }
  Words With(Words words, const std::string& key = "a.key") const {
    for (const auto& word : {std::string("--data"), folder_ + "/data/a.db", std::string("--key"), folder_ + "/" + key})
      words.push_back(word);
    return words;
  }
  Words Import(const std::string& file) const { return With({"import", file, "--as-of", "2026-08-31", "--good-rows"}); }
  void ExpectWhole() { EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog(); }

  static int count_;
  std::string folder_;
};
int Places::count_ = 0;

TEST_F(Places, AWrongKeyIsOneSentence) {
  ASSERT_EQ(Launch({"init", "--provinces", "43", "--data", folder_ + "/other/b.db", "--key", folder_ + "/b.key"}).code,
            0);
  EXPECT_EQ(Launch(With({"audit", "verify"}, "b.key")).code, 1);
  EXPECT_NE(ChildLog().find("crypto.wrong_key"), std::string::npos) << ChildLog();
  chmod((folder_ + "/a.key").c_str(), 0644);
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 1);
  EXPECT_NE(ChildLog().find("chmod 600"), std::string::npos) << ChildLog();
}

TEST_F(Places, AFolderThatMayNotBeWritten) {
  const auto as_other = [] {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(97);
  };
  if (geteuid() == 0) {
    for (const char* name : {"/data/a.db", "/data/a.db.lock", "/a.key"})
      EXPECT_EQ(chown((folder_ + name).c_str(), 65534, 65534), 0);
  }
  for (const std::string& path : {db::testing::TemporaryFolder().string(), folder_}) chmod(path.c_str(), 0755);
  chmod((folder_ + "/data").c_str(), 0555);
  EXPECT_EQ(Launch(With({"audit", "verify"}), {}, as_other).code, 1);
  EXPECT_EQ(ChildLog().find("terminate"), std::string::npos) << ChildLog();
  EXPECT_NE(ChildLog().find("办法"), std::string::npos) << ChildLog();
  chmod((folder_ + "/data").c_str(), 0755);
}

TEST_F(Places, AFullDiskStopsAnImportAndLosesNothing) {
  const std::string files = folder_ + "/files";
  ASSERT_EQ(Launch({"demo", files, "--workers", "5000", "--seed", "3"}).code, 0);
  const auto limited = [] {
    signal(SIGXFSZ, SIG_IGN);  // write() then says EFBIG, as a full disk says ENOSPC
    const rlimit limit{4 << 20, 4 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  EXPECT_EQ(Launch(Import(files + "/roster.xlsx"), {}, limited).code, 1);
  EXPECT_EQ(ChildLog().find("terminate"), std::string::npos) << ChildLog();
  EXPECT_FALSE(ChildLog().empty());
  ExpectWhole();
  EXPECT_EQ(Launch(Import(files + "/roster.xlsx")).code, 3) << ChildLog();  // with room again the same command ends
  ExpectWhole();
}

TEST_F(Places, DamagedAndHostileFilesAreRefused) {
  const std::string files = folder_ + "/files";
  ASSERT_EQ(Launch({"demo", files, "--workers", "300", "--seed", "3"}).code, 0);
  const std::string good = ReadText(files + "/roster.xlsx");
  std::string flipped = good;
  for (std::size_t i = good.size() / 3; i < good.size() / 3 + 400 && i < flipped.size(); ++i)
    flipped[i] = static_cast<char>(flipped[i] ^ 0x5a);
  const std::vector<std::pair<std::string, std::string>> bad = {{"cut.xlsx", good.substr(0, good.size() / 2)},
                                                                {"flipped.xlsx", flipped},
                                                                {"empty.xlsx", ""},
                                                                {"text.xlsx", "not a workbook"},
                                                                {"binary.csv", std::string("\0\1\2\xff\xfe\n", 6)},
                                                                {"empty.csv", ""},
                                                                {"headless.csv", "1,2,3\n4,5,6\n"},
                                                                {"quote.csv", "姓名,公民身份号码\n\"张三,1\n"}};
  for (const auto& [name, bytes] : bad) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
    const Ended ended = Launch(Import(folder_ + "/" + name));
    EXPECT_TRUE(ended.code == 1 || ended.code == 3) << name << " " << ended.code << ChildLog();
    EXPECT_FALSE(ChildLog().empty()) << name;
    EXPECT_EQ(ChildLog().find("terminate"), std::string::npos) << name << ChildLog();
  }
  EXPECT_EQ(Launch(Import(folder_ + "/absent.xlsx")).code, 1);
  std::ofstream(folder_ + "/heads.json") << "{\"heads\": [";
  EXPECT_EQ(Launch(With({"audit", "verify", "--heads", folder_ + "/heads.json"})).code, 1);
  ExpectWhole();
}

TEST(Connection, APostgresThatGoesAwayInTheMiddleLeavesWholeChunks) {
  const std::string folder = (db::testing::TemporaryFolder() / "lost").string();
  fs::create_directories(folder);
  const std::string url = db::testing::FreshUrl(db::Dialect::kPostgres);
  const auto with = [&](Words words) {
    for (const auto& word : {std::string("--data"), url, std::string("--key"), folder + "/k.key"})
      words.push_back(word);
    return words;
  };
  ASSERT_EQ(Launch({"demo", folder + "/files", "--workers", "20000", "--seed", "3"}).code, 0);
  ASSERT_EQ(Launch(with({"init", "--provinces", "43"})).code, 0) << ChildLog();
  const Words import = with({"import", folder + "/files/roster.xlsx", "--as-of", "2026-08-31", "--good-rows"});
  const auto database = db::Database::Open({.url = url, .connections_max = 2});
  ASSERT_TRUE(database);
  const auto lease = (*database)->Write();
  Child child("lost", import);
  std::int64_t people = 0;
  for (int i = 0; i < 1500 && people == 0; ++i) {  // the first chunks are there: now every other connection is cut
    people = (*lease)->QueryInt("SELECT count(*) FROM person").value_or(0);
    usleep(10000);
  }
  ASSERT_GT(people, 0);
  EXPECT_TRUE(
      (*lease)->ForEach("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
                        "pid <> pg_backend_pid()",
                        {}, [](const db::Row&) { return Ok(); }));
  const Ended ended = child.Wait();
  EXPECT_TRUE(ended.code == 1 || ended.code == 3) << child.Errors();  // 3: it had ended, or connected again
  EXPECT_FALSE(ended.killed);
  EXPECT_EQ((*lease)->QueryInt("SELECT count(*) FROM person").value_or(-1),
            (*lease)->QueryInt("SELECT count(*) FROM person_identifier").value_or(-2));
  EXPECT_EQ(Launch(import).code, 3) << ChildLog();
  EXPECT_EQ(Launch(with({"audit", "verify"})).code, 0) << ChildLog();
}

}  // namespace
}  // namespace gq
