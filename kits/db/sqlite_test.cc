// What only SQLite has: ownership between processes, damaged files, full disks, folders that cannot be written, kills.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "kits/db/sqlite_log_file.h"
#include "kits/db/sqlite_log_sync.h"
#include "kits/db/test_support.h"

namespace gq::db {
namespace {

namespace fs = std::filesystem;

std::string FreshFile() { return testing::FreshUrl(Dialect::kSqlite); }

// Runs `work` in a child process; its exit code. 100 + signal when it was killed.
int InChild(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

std::unique_ptr<Database> OpenOrThrow(OpenOptions options) {
  auto opened = Database::Open(options);
  if (!opened) throw std::runtime_error(opened.error().ToString());
  return std::move(*opened);
}

mode_t ModeOf(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

TEST(Sqlite, AnotherProcessIsToldWhoHoldsTheFile) {
  const std::string url = FreshFile();
  int ready[2], done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t holder = fork();
  if (holder == 0) {
    const auto database = Database::Open({.url = url});
    char byte = database ? 'y' : 'n';
    static_cast<void>(write(ready[1], &byte, 1) + read(done[0], &byte, 1));
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  const auto second = Database::Open({.url = "sqlite:" + url});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, &kLocked);
  EXPECT_EQ(DetailOf(second.error(), "pid"), std::to_string(holder));
  EXPECT_NE(second.error().message.find(std::to_string(holder)), std::string::npos);
  // Nor by another name of the same file.
  fs::create_symlink(url, url + ".link");
  EXPECT_EQ(Database::Open({.url = url + ".link"}).error().kind, &kLocked);
  // Looking on is allowed.
  EXPECT_TRUE(Database::Open({.url = url, .read_only = true}));
  // Whoever is killed holds nothing any more.
  kill(holder, SIGKILL);
  waitpid(holder, nullptr, 0);
  EXPECT_TRUE(Database::Open({.url = url}));
  for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
}

TEST(Sqlite, FilesAreForTheOwnerOnly) {
  const std::string url = FreshFile();
  const auto database = OpenOrThrow({.url = url});
  ASSERT_TRUE((*database->Write())->Script("CREATE TABLE t (a BIGINT)"));
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) EXPECT_EQ(ModeOf(url + suffix), 0600U) << suffix;
}

TEST(Sqlite, DamagedFilesAreRefused) {
  const std::string text = FreshFile();
  std::ofstream(text) << "this is not a database, it is only some text that is long enough";
  EXPECT_EQ(Database::Open({.url = text}).error().kind, &kCorrupt);
  EXPECT_EQ(Database::Open({.url = text, .read_only = true}).error().kind, &kCorrupt);

  const std::string url = FreshFile();
  {
    const auto database = OpenOrThrow({.url = url});
    auto lease = *database->Write();
    ASSERT_TRUE(lease->Script("CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY, b TEXT)"));
    auto tx = *Transaction::Begin(*lease);
    auto bulk = lease->Bulk("t", {{"a", CellKind::kInteger}, {"b", CellKind::kText}});
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(bulk->Append(i, "花垣县十八洞村"));
    ASSERT_TRUE(bulk->Flush());
    ASSERT_TRUE(tx.Commit());
  }
  {
    std::fstream file(url, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    for (int i = 0; i < 4096 * 10; ++i) file.put(static_cast<char>(0xa5));
  }
  const auto database = OpenOrThrow({.url = url});  // the first page is whole
  const auto count = (*database->Read())->QueryInt("SELECT count(b) FROM t WHERE b > ''");
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().kind, &kCorrupt);
  EXPECT_FALSE(count.error().hint.empty());
}

TEST(Sqlite, FoldersThatCannotBeWritten) {
  const fs::path folder = testing::TemporaryFolder() / "closed";
  fs::create_directory(folder);
  const std::string url = folder / "store.db";
  {
    const auto database = OpenOrThrow({.url = url});
    ASSERT_TRUE((*database->Write())->Script("CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (7)"));
  }
  fs::remove(url + ".lock");
  fs::permissions(url, fs::perms(0644));
  fs::permissions(folder, fs::perms(0555));
  fs::permissions(folder.parent_path(), fs::perms(0755));
  const int failed_at = InChild([&] {
    if (geteuid() == 0) {  // root may write everywhere
      const passwd* nobody = getpwnam("nobody");
      if (nobody == nullptr || setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0) return 1;
    }
    const auto writing = Database::Open({.url = url});
    if (writing || writing.error().kind != &kReadOnly) return 2;
    const auto reading = Database::Open({.url = url, .read_only = true});
    if (!reading) return 3;
    const auto seven = (*(*reading)->Read())->QueryInt("SELECT a FROM t");
    if (!seven || *seven != 7) return 4;
    if ((*(*reading)->Read())->Execute("DELETE FROM t").error().kind != &kReadOnly) return 5;
    const auto missing = Database::Open({.url = folder / "none.db", .read_only = true});
    if (missing) return 6;
    return 0;
  });
  fs::permissions(folder, fs::perms(0755));
  EXPECT_EQ(failed_at, 0);
}

TEST(Sqlite, MissingFolderIsSaid) {
  const auto opened = Database::Open({.url = "/nonexistent/folder/store.db"});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("/nonexistent/folder"), std::string::npos);
  EXPECT_FALSE(Database::Open({.url = ""}));
}

// Fills the disk with one-row transactions until it refuses; then makes room and goes on. 0 = as it should be.
int FillUp(const std::string& url, const std::function<void()>& set_limit, const std::function<void()>& make_room) {
  const auto database = OpenOrThrow({.url = url});
  auto lease = *database->Write();
  if (!lease->Script("CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY, b BYTEA)")) return 1;
  set_limit();
  std::int64_t saved = 0;
  Status status = Ok();
  while (status && saved < 4000) {
    auto tx = *Transaction::Begin(*lease);
    const auto inserted = lease->Execute("INSERT INTO t (a, b) VALUES (?1, ?2)", saved, Blob{std::string(2000, 'x')});
    status = inserted ? tx.Commit() : Status(Fail(inserted.error()));
    if (status) ++saved;
  }
  if (status) return 2;
  if (status.error().kind != &kFull) return std::fprintf(stderr, "%s\n", status.error().ToString().c_str()), 3;
  if (lease->InTransaction()) return 4;
  if (saved == 0 || *lease->QueryInt("SELECT count(*) FROM t") != saved) return 5;
  make_room();
  if (!lease->Execute("INSERT INTO t (a) VALUES (?1)", saved)) return 6;  // goes on without a restart
  if (*lease->QueryInt("SELECT count(*) FROM t") != saved + 1) return 7;
  return *lease->QueryText("PRAGMA integrity_check") == "ok" ? 0 : 8;
}

// A limit on the size of files: the kernel refuses in the same place as with a quota.
TEST(Sqlite, AQuotaLosesNothingThatWasSaved) {
  const std::string url = FreshFile();
  const auto limit = [](rlim_t bytes) {
    const rlimit limits{bytes, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &limits);
  };
  EXPECT_EQ(InChild([&] {
              signal(SIGXFSZ, SIG_IGN);
              return FillUp(
                  url, [&] { limit(1'000'000); }, [&] { limit(RLIM_INFINITY); });
            }),
            0);
}

TEST(Sqlite, AFullDiskLosesNothingThatWasSaved) {
  constexpr int kNoMount = 99;
  const std::string folder = testing::TemporaryFolder() / "small";
  fs::create_directory(folder);
  const int code = InChild([&] {
    // A small file system that ends with the child.
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return kNoMount;
    if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=3m") != 0) return kNoMount;
    std::ofstream(folder + "/ballast") << std::string(1'500'000, 'x');
    return FillUp(
        folder + "/store.db", [] {}, [&] { fs::remove(folder + "/ballast"); });
  });
  if (code == kNoMount) GTEST_SKIP() << "needs the right to mount";
  EXPECT_EQ(code, 0);
}

TEST(Sqlite, KilledBeforeCommitKeepsNothingAfterItAll) {
  const std::string url = FreshFile();
  {
    const auto database = OpenOrThrow({.url = url});
    ASSERT_TRUE((*database->Write())->Script("CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY)"));
  }
  const auto killed_at = [&](const std::string& where, int first) {
    return InChild([&] {
      SetFaultHook([&](const char* point) {
        if (where == point) kill(getpid(), SIGKILL);
      });
      const auto database = OpenOrThrow({.url = url});
      auto lease = *database->Write();
      auto tx = *Transaction::Begin(*lease);
      auto bulk = lease->Bulk("t", {{"a", CellKind::kInteger}});
      for (int i = 0; i < 1000; ++i) {
        if (!bulk->Append(first + i)) return 1;
      }
      return bulk->Finish() && tx.Commit() ? 0 : 2;
    });
  };
  const auto rows = [&] {
    const auto database = OpenOrThrow({.url = url});
    return *(*database->Read())->QueryInt("SELECT count(*) FROM t");
  };
  EXPECT_EQ(killed_at("bulk_flush", 0), 100 + SIGKILL);
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(killed_at("before_commit", 0), 100 + SIGKILL);
  EXPECT_EQ(rows(), 0);
  EXPECT_EQ(killed_at("after_commit", 0), 100 + SIGKILL);
  EXPECT_EQ(rows(), 1000);
}

TEST(Sqlite, AKilledUpgradeLeavesTheOldSchema) {
  const std::string url = FreshFile();
  const std::vector<Migration> steps = {{"m", 1, "one", "CREATE TABLE m1 (a BIGINT)", ""},
                                        {"m", 2, "two", "CREATE TABLE m2 (a BIGINT)", ""}};
  const int code = InChild([&] {
    SetFaultHook([n = 0](const char* point) mutable {
      if (std::string_view(point) == "migrated" && ++n == 2) kill(getpid(), SIGKILL);
    });
    const auto database = OpenOrThrow({.url = url});
    return Migrate(*database, steps) ? 0 : 1;
  });
  EXPECT_EQ(code, 100 + SIGKILL);
  const auto database = OpenOrThrow({.url = url});
  EXPECT_TRUE(ReadSchema(**database->Read())->empty());
  ASSERT_TRUE(Migrate(*database, steps));
  EXPECT_EQ(ReadSchema(**database->Read())->size(), 3U);
}

TEST(Sqlite, BackupIsAWholeCopyWhileOthersWrite) {
  const std::string url = FreshFile(), copy = FreshFile();
  const auto database = OpenOrThrow({.url = url});
  {
    auto lease = *database->Write();
    ASSERT_TRUE(lease->Script(
        "CREATE TABLE a (n BIGINT NOT NULL PRIMARY KEY, t BYTEA); CREATE TABLE b (n BIGINT NOT NULL PRIMARY KEY)"));
    auto tx = *Transaction::Begin(*lease);
    auto bulk = lease->Bulk("a", {{"n", CellKind::kInteger}, {"t", CellKind::kBlob}});
    for (int i = 0; i < 30'000; ++i)
      ASSERT_TRUE(bulk->Append(-1 - i, Blob{std::string(2000, 'x')}));  // several steps of the copy
    ASSERT_TRUE(bulk->Flush());
    ASSERT_TRUE(tx.Commit());
  }
  std::atomic<int> written{0};
  std::atomic<bool> stop{false};
  int steps = 0, written_at_first_step = 0;
  SetFaultHook([&](const char* point) {
    if (std::string_view(point) != "backup_step") return;
    if (++steps == 1) written_at_first_step = written;
    while (written < written_at_first_step + steps) std::this_thread::yield();  // somebody writes between the steps
  });
  std::thread writer([&] {
    while (!stop) {
      auto lease = *database->Write();
      auto tx = *Transaction::Begin(*lease);
      const int n = written;
      ASSERT_TRUE(lease->Execute("INSERT INTO a (n) VALUES (?1)", n));
      ASSERT_TRUE(lease->Execute("INSERT INTO b (n) VALUES (?1)", n));
      ASSERT_TRUE(tx.Commit());
      ++written;
    }
  });
  const Status status = database->BackupTo(copy);
  stop = true;
  writer.join();
  SetFaultHook(nullptr);
  ASSERT_TRUE(status) << status.error().ToString();
  EXPECT_GT(steps, 2);
  EXPECT_EQ(ModeOf(copy), 0600U);
  EXPECT_FALSE(fs::exists(copy + ".part"));
  EXPECT_FALSE(database->BackupTo(copy));  // never over an existing file
  EXPECT_FALSE(database->BackupTo("/nonexistent/folder/copy.db"));
  const auto restored = OpenOrThrow({.url = copy});
  auto lease = *restored->Read();
  EXPECT_EQ(*lease->QueryText("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM a WHERE n < 0"), 30'000);
  EXPECT_EQ(*lease->QueryInt("SELECT count(*) FROM a WHERE n >= 0"),
            *lease->QueryInt("SELECT count(*) FROM b"));  // one moment
}

TEST(Sqlite, WritersAreServedInOrderOfArrival) {
  const auto database = OpenOrThrow({.url = FreshFile()});
  std::vector<int> order;
  std::vector<std::thread> threads;
  {
    const auto first = *database->Write();
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&, i] {
        const auto lease = *database->Write();
        order.push_back(i);  // guarded by the lease
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that they arrive one after another
    }
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(Sqlite, AForeignLockIsBusy) {
  const std::string url = FreshFile();
  const auto database = OpenOrThrow({.url = url, .busy_timeout = std::chrono::milliseconds(30)});
  sqlite3* foreign = nullptr;
  ASSERT_EQ(sqlite3_open(url.c_str(), &foreign), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(foreign, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  auto lease = *database->Write();
  const auto tx = Transaction::Begin(*lease);
  ASSERT_FALSE(tx);
  EXPECT_EQ(tx.error().kind, &kBusy);
  EXPECT_TRUE(IsRetryable(tx.error()));
  sqlite3_close(foreign);
  EXPECT_TRUE(Transaction::Begin(*lease));
}

// An import commits without a pause; its log is folded in beside it and begins anew, and nothing is lost at that.
TEST(Sqlite, TheLogStaysShortWhileSomebodyWritesWithoutAPause) {
  const std::string path = FreshFile();
  const auto database = OpenOrThrow({.url = path});
  ASSERT_TRUE((*database->Write())->Script("CREATE TABLE page (n BIGINT NOT NULL PRIMARY KEY, data BYTEA)"));
  const std::string data(60'000, 'x');  // 15 pages a row
  std::uintmax_t longest = 0;
  for (int n = 0; n < 6'000; n += 30) {  // 360 MB, five times the length at which the log is folded in
    const auto lease = *database->Write();
    auto tx = *Transaction::Begin(*lease);
    for (int i = 0; i < 30; ++i)
      ASSERT_TRUE(lease->Execute("INSERT INTO page VALUES (?1, ?2)", {std::int64_t{n} + i, Blob{data}}));
    ASSERT_TRUE(tx.Commit());
    longest = std::max(longest, fs::file_size(path + "-wal"));
  }
  EXPECT_LT(longest, 200U << 20);  // the brake is at 128 MB
  EXPECT_EQ(*(*database->Read())->QueryInt("SELECT count(*) FROM page"), 6'000);
  EXPECT_EQ(*(*database->Read())->QueryText("PRAGMA integrity_check"), "ok");
}

// A step of an import: whole and visible at once, also to another process; safe with the next commit that must be.
TEST(Sqlite, ACommitMayBecomeDurableWithTheNext) {
  const std::string path = FreshFile();
  const auto database = OpenOrThrow({.url = path});
  ASSERT_TRUE((*database->Write())->Script("CREATE TABLE n (n BIGINT NOT NULL PRIMARY KEY)"));
  const auto add = [&](std::int64_t n, Durable durable) {
    const auto lease = *database->Write();
    auto tx = *Transaction::Begin(*lease);
    ASSERT_TRUE(lease->Execute("INSERT INTO n VALUES (?1)", {n}));
    ASSERT_TRUE(tx.Commit(durable));
  };
  const auto seen_by_another = [&] {
    sqlite3* other = nullptr;
    std::int64_t count = -1;
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &other, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    sqlite3_exec(
        other, "SELECT count(*) FROM n",
        [](void* to, int, char** cells, char**) {
          *static_cast<std::int64_t*>(to) = std::atoll(cells[0]);
          return 0;
        },
        &count, nullptr);
    sqlite3_close(other);
    return count;
  };
  add(1, Durable::kNow);
  const auto before = LogSyncs();
  for (int n = 2; n <= 20; ++n) add(n, Durable::kSoon);
  EXPECT_EQ(LogSyncs(), before);
  EXPECT_EQ(seen_by_another(), 20);
  EXPECT_EQ(*(*database->Read())->QueryInt("SELECT count(*) FROM n"), 20);
  add(21, Durable::kNow);
  EXPECT_EQ(LogSyncs(), before + 1);
  EXPECT_EQ(seen_by_another(), 21);
}

// The writer is given back before the log is synced; whoever commits is told afterwards.
TEST(Sqlite, FinishedCommitsAreSyncedAfterTheWriterIsFree) {
  const auto database = OpenOrThrow({.url = FreshFile()});
  ASSERT_TRUE((*database->Write())->Script("CREATE TABLE n (n BIGINT NOT NULL PRIMARY KEY)"));
  const auto add = [&](std::int64_t n, Durable durable) -> Status {
    auto lease = TRY(database->Write());
    auto tx = TRY(Transaction::Begin(*lease));
    TRY(lease->Execute("INSERT INTO n VALUES (?1)", {n}));
    return database->Finish(std::move(tx), std::move(lease), durable);
  };
  const auto before = LogSyncs();
  for (int n = 1; n <= 5; ++n) ASSERT_TRUE(add(n, Durable::kNow));
  EXPECT_EQ(LogSyncs(), before + 5);
  for (int n = 6; n <= 10; ++n) ASSERT_TRUE(add(n, Durable::kSoon));
  EXPECT_EQ(LogSyncs(), before + 5);
  EXPECT_EQ(add(1, Durable::kNow).error().kind, &kUnique);
  EXPECT_EQ(LogSyncs(), before + 5);
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int at = 0; at < 4; ++at) {
    threads.emplace_back([&, at] {
      for (int n = 0; n < 25; ++n) failed += add(100 + at * 25 + n, Durable::kNow) ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_LE(LogSyncs(), before + 105);
  EXPECT_EQ(*(*database->Read())->QueryInt("SELECT count(*) FROM n"), 110);
}

TEST(Sqlite, OneSyncServesAllCommitsBeforeIt) {
  const std::string path = testing::TemporaryFolder() / "log";
  std::ofstream(path) << "log";
  SqliteLogSync log;
  ASSERT_TRUE(log.Open(path));
  const auto first = log.Committed(), second = log.Committed();
  const auto before = LogSyncs();
  EXPECT_TRUE(log.Wait(second));
  EXPECT_TRUE(log.Wait(first));
  EXPECT_EQ(LogSyncs(), before + 1);
  EXPECT_TRUE(log.Wait(log.Committed()));
  EXPECT_EQ(LogSyncs(), before + 2);
}

// A disk that does not confirm: the commit is not acknowledged, and nobody goes on as if nothing had happened.
TEST(Sqlite, AFailedSyncIsSaidAndStopsTheWriter) {
  const std::string url = FreshFile();
  EXPECT_EQ(InChild([&] {
              const auto database = OpenOrThrow({.url = url});
              if (!(*database->Write())->Script("CREATE TABLE n (n BIGINT NOT NULL PRIMARY KEY)")) return 1;
              sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fdatasync, 0, 1),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
              const sock_fprog program{4, filter};
              if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 2;
              if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 2;
              const auto add = [&]() -> Status {
                auto lease = TRY(database->Write());
                auto tx = TRY(Transaction::Begin(*lease));
                TRY(lease->Execute("INSERT INTO n VALUES (7)"));
                return database->Finish(std::move(tx), std::move(lease));
              };
              const Status status = add();
              if (status || status.error().kind != &kOther) return 3;
              const auto next = database->Write();
              if (next || next.error().kind != &kOther) return 4;
              return database->Read() ? 0 : 5;
            }),
            0);
}

TEST(Sqlite, SettingsThatSafetyRestsOn) {
  const std::string url = testing::TemporaryFolder() / "a b?c=%41#.db";  // a name, not an address
  const auto database = OpenOrThrow({.url = url});
  EXPECT_TRUE(fs::exists(url));
  auto lease = *database->Write();
  EXPECT_EQ(*lease->QueryText("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(*lease->QueryInt("PRAGMA synchronous"), 2);  // FULL
  EXPECT_EQ(*lease->QueryInt("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(*(*database->Read())->QueryInt("PRAGMA foreign_keys"), 1);
}

}  // namespace
}  // namespace gq::db
