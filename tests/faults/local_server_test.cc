// A command and the server that owns the file (D11): it runs there with the same output, codes and rights; the server
// may die in the middle, two commands may come at once, a socket may be left over, somebody else may knock.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <regex>

#include "tests/faults/launch.h"

namespace gq {
namespace {

namespace fs = std::filesystem;

class LocalServer : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    files_ = (db::testing::TemporaryFolder() / "files").string();
    ASSERT_EQ(Launch({"demo", files_, "--workers", "2000", "--seed", "7"}).code, 0) << ChildLog();
    blank_ = (db::testing::TemporaryFolder() / "blank").string();
    ASSERT_EQ(Launch({"init", "--provinces", "43", "--data", blank_ + "/a.db", "--key", blank_ + "-key/k.key"}).code, 0)
        << ChildLog();
  }
  void SetUp() override {
    folder_ = (db::testing::TemporaryFolder() / ("store" + std::to_string(count_++))).string();
    fs::create_directories(folder_);
    fs::copy_file(blank_ + "/a.db", folder_ + "/a.db");
    data_ = folder_ + "/a.db";
  }

  Words With(Words words) const {
    for (const auto& word : {std::string("--data"), data_, std::string("--key"), blank_ + "-key/k.key"})
      words.push_back(word);
    return words;
  }
  Words Import() const { return With({"import", files_ + "/roster.xlsx", "--as-of", "2026-08-31", "--good-rows"}); }
  std::unique_ptr<Child> Serve(const Variables& environment = {}) const {
    auto server = std::make_unique<Child>("server", With({"serve", "--port", "0"}), environment);
    EXPECT_TRUE(server->WaitForText("岗桥已启动")) << server->Errors();
    return server;
  }
  std::int64_t People() const {
    const auto database = db::Database::Open({.url = data_, .read_only = true});
    if (!database) return -1;
    const auto lease = (*database)->Read();
    return (*lease)->QueryInt("SELECT count(*) FROM person").value_or(-1);
  }

  static std::string files_, blank_;
  static int count_;
  std::string folder_, data_;
};
std::string LocalServer::files_, LocalServer::blank_;
int LocalServer::count_ = 0;

TEST_F(LocalServer, CommandsRunInTheServerAsTheyRunAlone) {
  ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();  // alone
  const std::string alone = std::regex_replace(ChildLog(), std::regex("[0-9.]+ 秒"), "");
  const auto people = People();
  SetUp();
  const auto server = Serve();
  struct stat about = {};
  ASSERT_EQ(stat((data_ + ".socket").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();
  EXPECT_EQ(std::regex_replace(ChildLog(), std::regex("[0-9.]+ 秒"), ""), alone);
  const std::string run = ChildOutput().substr(0, 36);
  EXPECT_EQ(People(), people);
  EXPECT_EQ(Launch(With({"audit", "verify", "--json"})).code, 0) << ChildLog();
  EXPECT_NE(ChildOutput().find("\"problems\":[]"), std::string::npos);
  EXPECT_EQ(Launch(With({"withdraw", "--run", run})).code, 0) << ChildLog();
  EXPECT_EQ(People(), 0);
  EXPECT_EQ(Launch(With({"withdraw", "--run", "none"})).code, 2) << ChildLog();  // wrong use stays wrong use
  EXPECT_NE(ChildLog().find("--run"), std::string::npos);
}

TEST_F(LocalServer, PathsAreSeenFromTheClientAndTheAccountRulesHold) {
  const auto server = Serve();
  const std::string folder = folder_ + "/elsewhere";
  fs::create_directories(folder);
  EXPECT_EQ(
      Launch({"backup", "--data", "../a.db", "--to", "copy.db"}, {}, [&] { EXPECT_EQ(chdir(folder.c_str()), 0); }).code,
      0)
      << ChildLog();
  EXPECT_TRUE(fs::exists(folder + "/copy.db"));
  const Words add = With({"account", "add", "--account", "wu", "--name", "吴", "--unit", "433100000000"});
  EXPECT_EQ(Launch(add).code, 2);  // no password
  EXPECT_EQ(Launch(add, {{"GANGQIAO_PASSWORD", "mianyang-8-kilometer"}}).code, 0) << ChildLog();
  Words as_nobody = Import();
  as_nobody.insert(as_nobody.end(), {"--as", "nobody"});
  EXPECT_EQ(Launch(as_nobody).code, 1);
  Words as_wu = Import();
  as_wu.insert(as_wu.end(), {"--as", "wu"});
  EXPECT_EQ(Launch(as_wu).code, 3) << ChildLog();
  EXPECT_GT(People(), 0);
}

// A wrong key is refused whether a server holds the file or not.
TEST_F(LocalServer, AWrongKeyIsRefusedWithAServerToo) {
  ASSERT_EQ(
      Launch({"init", "--provinces", "43", "--data", folder_ + "-other/b.db", "--key", folder_ + "-other-key/k.key"})
          .code,
      0)
      << ChildLog();
  const Words verify = {"audit", "verify", "--data", data_, "--key"};
  const auto with = [&](const std::string& key) {
    Words words = verify;
    words.push_back(key);
    return Launch(words).code;
  };
  const int alone = with(folder_ + "-other-key/k.key");
  EXPECT_NE(alone, 0);
  const std::string said = ChildLog();
  const auto server = Serve();
  EXPECT_EQ(with(folder_ + "-other-key/k.key"), alone);
  EXPECT_EQ(ChildLog(), said);
  EXPECT_NE(with(folder_ + "/none.key"), 0);
  EXPECT_EQ(ChildLog().find("全部相符"), std::string::npos) << ChildLog();
}

TEST_F(LocalServer, TwoCommandsAtOnceBothEndWell) {
  const auto server = Serve();
  Child first("first", Import()), second("second", Import());
  Child third("third", With({"backup", "--to", folder_ + "/copy.db"}));
  EXPECT_EQ(first.Wait().code, 3) << first.Errors();
  EXPECT_EQ(second.Wait().code, 3) << second.Errors();
  EXPECT_EQ(third.Wait().code, 0) << third.Errors();
  const auto people = People();
  EXPECT_GT(people, 1500);
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
  server->Signal(SIGTERM);
  EXPECT_EQ(const_cast<Child&>(*server).Wait().code, 0);
  EXPECT_FALSE(fs::exists(data_ + ".socket"));
  ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();  // nobody came twice
  EXPECT_EQ(People(), people);
}

TEST_F(LocalServer, TheServerDiesInTheMiddleAndTheSameCommandGoesOn) {
  const Words month = With({"month", "--period", "2026-08", "--as-of", "2026-08-31", "--out", folder_ + "/out",
                            "--roster", files_ + "/roster.xlsx"});
  for (const auto& [words, point] : {std::pair<Words, const char*>{Import(), "12"}, {Import(), "9"}, {month, "14"}}) {
    const auto server = Serve({{"GANGQIAO_KILL_AT", point}});
    EXPECT_EQ(Launch(words).code, 1);
    EXPECT_NE(ChildLog().find("cli.server_gone"), std::string::npos) << point << ChildLog();
    server->Signal(SIGTERM);  // where the point was not reached this fails instead of waiting for ever
    EXPECT_TRUE(server->Wait().killed);
    EXPECT_TRUE(fs::exists(data_ + ".socket"));  // left over
  }
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();  // by itself, beside the stale socket
  const auto server = Serve();                                         // a new server takes the place of the old one
  EXPECT_EQ(Launch(month).code, 3) << ChildLog();  // 3: done with rejected rows
  EXPECT_TRUE(fs::exists(folder_ + "/out/summary.json"));
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
}

TEST_F(LocalServer, HeadsAreKeptMonthlyAndShowARewrittenHistory) {
  ASSERT_EQ(Launch(Import()).code, 3) << ChildLog();
  std::string file;
  {
    const auto server = Serve();
    for (int i = 0; i < 250 && file.empty(); ++i) {
      usleep(20000);
      std::error_code error;
      for (const auto& entry : fs::directory_iterator(folder_ + "/heads", error)) {
        if (entry.path().extension() == ".json") file = entry.path().string();
      }
    }
    ASSERT_FALSE(file.empty());
    struct stat about = {};
    ASSERT_EQ(stat(file.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    EXPECT_EQ(Launch(With({"audit", "verify", "--heads", file})).code, 0) << ChildLog();
  }
  EXPECT_EQ(Launch(With({"audit", "verify", "--heads", folder_ + "/heads"})).code, 0) << ChildLog();
  // A later file that does not follow the one before, and a head that is not the chain's.
  const std::string text = ReadText(file);
  std::ofstream(folder_ + "/heads/9999-01.json") << text;
  EXPECT_EQ(Launch(With({"audit", "verify", "--heads", folder_ + "/heads"})).code, 1);
  EXPECT_NE(ChildLog().find("不相接"), std::string::npos) << ChildLog();
  std::string forged = text;
  const auto at = forged.find("\"hash\":\"") + 8;
  forged[at] = forged[at] == '0' ? '1' : '0';
  std::ofstream(folder_ + "/forged.json") << forged;
  EXPECT_EQ(Launch(With({"audit", "verify", "--heads", folder_ + "/forged.json"})).code, 1);
  EXPECT_NE(ChildLog().find("改写"), std::string::npos) << ChildLog();
}

TEST_F(LocalServer, AHeldFileWithoutASocketSaysWhoHoldsIt) {
  const auto holder = db::Database::Open({.url = data_});
  ASSERT_TRUE(holder);
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 1);
  EXPECT_NE(ChildLog().find("db.locked"), std::string::npos) << ChildLog();
  EXPECT_NE(ChildLog().find(std::to_string(getpid())), std::string::npos);
  EXPECT_EQ(Launch(With({"serve", "--port", "0"})).code, 1);  // nor does a second server start
}

TEST_F(LocalServer, InterruptStopsTheCommandAndNotTheServer) {
  const std::string large = (db::testing::TemporaryFolder() / "large").string();
  ASSERT_EQ(Launch({"demo", large, "--workers", "40000", "--seed", "9"}).code, 0) << ChildLog();
  const auto server = Serve();
  const Words words = With({"import", large + "/roster.xlsx", "--as-of", "2026-08-31", "--good-rows"});
  Child command("command", words);
  ASSERT_TRUE(command.WaitForText("读入"));
  command.Signal(SIGINT);
  EXPECT_EQ(command.Wait().code, 1);
  EXPECT_NE(command.Errors().find("cancelled"), std::string::npos) << command.Errors();
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
  Child closed("closed", words);  // a terminal that goes away ends its command as well
  ASSERT_TRUE(closed.WaitForText("读入"));
  closed.Signal(SIGKILL);
  closed.Wait();
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
}

TEST_F(LocalServer, StrangersAndNonsenseAreRefused) {
  const auto server = Serve();
  const auto connect_raw = [&] {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s", (data_ + ".socket").c_str());
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  };
  for (const std::string& text :
       {std::string("hello"), std::string("R\xff\xff\xff\xff", 5), std::string("R\0\0\0\2{]", 7), std::string()}) {
    const int fd = connect_raw();
    EXPECT_EQ(send(fd, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    shutdown(fd, SHUT_WR);
    std::string answer;
    char buffer[512];
    for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
    close(fd);
    EXPECT_EQ(answer.substr(answer.size() < 6 ? 0 : answer.size() - 6), std::string("X\0\0\0\0011", 6)) << text;
  }
  if (geteuid() == 0) {
    // Another user is stopped by the mode of the socket; with the mode opened, by who he is.
    const auto as_other = [] {
      if (setgid(65534) != 0 || setuid(65534) != 0) _exit(97);
    };
    for (const std::string& path : {folder_, db::testing::TemporaryFolder().string()}) chmod(path.c_str(), 0755);
    chmod((data_ + ".socket").c_str(), 0666);
    chmod(data_.c_str(), 0666);
    chmod((data_ + ".lock").c_str(), 0666);
    EXPECT_EQ(Launch(With({"audit", "verify"}), {}, as_other).code, 1);
    EXPECT_NE(ChildLog().find("cli.refused_peer"), std::string::npos) << ChildLog();
  }
  EXPECT_EQ(Launch(With({"audit", "verify"})).code, 0) << ChildLog();
}

}  // namespace
}  // namespace gq
