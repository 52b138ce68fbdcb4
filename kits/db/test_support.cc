#include "kits/db/test_support.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace gq::db::testing {

namespace {

namespace fs = std::filesystem;

void Must(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

std::string BinFolder() {
  std::string folders = "/usr/lib/postgresql/15/bin /usr/lib/postgresql/16/bin /usr/lib/postgresql/17/bin ";
  if (FILE* pipe = popen("pg_config --bindir 2>/dev/null", "r")) {
    char text[512] = {};
    if (fgets(text, sizeof text, pipe) != nullptr) folders += text;
    pclose(pipe);
  }
  std::istringstream words(folders + " /usr/local/bin /usr/bin");
  for (std::string folder; words >> folder;) {
    if (fs::exists(folder + "/initdb") && fs::exists(folder + "/postgres")) return folder;
  }
  throw std::runtime_error("initdb not found; install postgresql-15");
}

// Runs a shell script when this process ends, however it ends: a child of its own session waits for the end of a pipe.
class AtEnd {
 public:
  explicit AtEnd(const std::string& script) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
    const std::string waiting = "cd /; read nothing; " + script;
    child_ = fork();
    if (child_ == 0) {
      setsid();
      const int nowhere = open("/dev/null", O_RDWR);
      dup2(ends[0], 0);
      dup2(nowhere, 1);
      dup2(nowhere, 2);
      execl("/bin/sh", "sh", "-c", waiting.c_str(), nullptr);
      _exit(127);
    }
    close(ends[0]);
    pipe_ = ends[1];
    owner_ = getpid();
  }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;
  ~AtEnd() {
    close(pipe_);
    if (getpid() == owner_)
      waitpid(child_, nullptr, 0);  // a forked child that exits must not wait for its parent's end
  }

 private:
  pid_t child_ = 0, owner_ = 0;
  int pipe_ = -1;
};

std::string MakeFolder(const char* pattern) {
  std::string path = pattern;
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return path;
}

class Instance {
 public:
  Instance() {
    bin_ = BinFolder();
    as_ = geteuid() == 0 ? "runuser -u postgres -- " : "";
    RemoveLeftovers();
    folder_ = MakeFolder("/tmp/gq-pg-XXXXXX");
    at_end_ = std::make_unique<AtEnd>(StopAndRemove(folder_));
    std::ofstream(folder_ + "/owner") << getpid();
    if (geteuid() == 0) Must("chown -R postgres " + folder_);
    const std::string data = folder_ + "/data";
    Must("cd / && " + as_ + bin_ + "/initdb -D " + data +
         " -A trust -E UTF8 --locale=C.UTF-8 -U gq --no-sync > /dev/null");
    std::ofstream(data + "/postgresql.conf", std::ios::app)
        << "listen_addresses = ''\nunix_socket_directories = '" << folder_
        << "'\nfsync = off\nmax_connections = 60\nshared_buffers = 256MB\nlog_min_messages = fatal\n";
    if (const char* settings = std::getenv("GQ_POSTGRES_CONF")) {  // benchmarks: sized like a server, not like a test
      std::ofstream(data + "/postgresql.conf", std::ios::app) << std::ifstream(settings).rdbuf();
    }
    Must("cd / && " + as_ + bin_ + "/pg_ctl -D " + data + " -w -l " + data + "/log start > /dev/null");
  }
  std::string Url(const std::string& database) const { return "host=" + folder_ + " user=gq dbname=" + database; }

 private:
  std::string StopAndRemove(const std::string& folder) const {
    return as_ + bin_ + "/pg_ctl -D " + folder + "/data -m immediate stop > /dev/null 2>&1; rm -rf " + folder +
           " 2> /dev/null";
  }
  // Of test programs that are gone: ours by the folder's owner, dead by the process id in it.
  void RemoveLeftovers() const {
    const passwd* user = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/tmp", ignored)) {
      struct stat info {};
      const std::string path = entry.path().string();
      if (entry.path().filename().string().rfind("gq-pg-", 0) != 0 || lstat(path.c_str(), &info) != 0 ||
          !S_ISDIR(info.st_mode))
        continue;
      if (user == nullptr || info.st_uid != user->pw_uid) continue;
      pid_t owner = 0;
      if (!(std::ifstream(path + "/owner") >> owner) || owner <= 0 || kill(owner, 0) == 0 || errno != ESRCH) continue;
      const int unimportant = std::system(("cd /; " + StopAndRemove(path)).c_str());
      static_cast<void>(unimportant);
    }
  }

  std::string folder_, as_, bin_;
  std::unique_ptr<AtEnd> at_end_;
};

struct Folder {
  Folder() : path(MakeFolder("/tmp/gq-test-XXXXXX")), at_end("rm -rf " + path.string()) {}
  fs::path path;
  AtEnd at_end;
};

}  // namespace

fs::path TemporaryFolder() {
  static const Folder folder;
  return folder.path;
}

std::string FreshUrl(Dialect dialect) {
  static std::atomic<int> count{0};
  const int n = ++count;
  if (dialect == Dialect::kSqlite) {  // a folder of its own: keys must not lie in the data folder
    const auto folder = TemporaryFolder() / ("data" + std::to_string(n));
    std::filesystem::create_directories(folder);
    return (folder / "test.db").string();
  }
  static const Instance instance;
  auto admin = Database::Open({.url = instance.Url("postgres")});
  if (!admin) throw std::runtime_error(admin.error().ToString());
  const std::string name = "test" + std::to_string(n);
  const auto lease = (*admin)->Write();
  // As docs/how-to/postgresql.md has it.
  const std::string sql =
      "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'";
  if (!lease || !(*lease)->Script(sql)) throw std::runtime_error("CREATE DATABASE failed");
  return instance.Url(name);
}

TestDatabase::TestDatabase(Dialect dialect, OpenOptions options) : url_(FreshUrl(dialect)) { Open(std::move(options)); }

void TestDatabase::Open(OpenOptions options) {
  options.url = url_;
  auto opened = Database::Open(options);
  if (!opened) throw std::runtime_error(opened.error().ToString());
  database_ = std::move(*opened);
}

}  // namespace gq::db::testing
