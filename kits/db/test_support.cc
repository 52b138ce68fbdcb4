#include "kits/db/test_support.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace gq::db::testing {

namespace {

namespace fs = std::filesystem;

void Must(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

std::string BinFolder() {
  for (const char* folder : {"/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin"}) {
    if (fs::exists(std::string(folder) + "/initdb")) return folder;
  }
  throw std::runtime_error("initdb not found; install postgresql-15");
}

class Instance {
 public:
  Instance() {
    char text[] = "/tmp/gq-pg-XXXXXX";
    folder_ = mkdtemp(text);
    const bool root = geteuid() == 0;
    if (root) Must("chown postgres " + folder_.string());
    as_ = root ? "runuser -u postgres -- " : "";
    bin_ = BinFolder();
    const std::string data = (folder_ / "data").string();
    Must("cd / && " + as_ + bin_ + "/initdb -D " + data + " -A trust -E UTF8 --locale=C.UTF-8 -U gq --no-sync > /dev/null");
    std::ofstream conf(folder_ / "extra.conf");
    conf << "listen_addresses = ''\nunix_socket_directories = '" << folder_.string() << "'\nfsync = off\nmax_connections = 60\nshared_buffers = 256MB\n"
         << "log_min_messages = fatal\n";
    conf.close();
    Must("cat " + (folder_ / "extra.conf").string() + " >> " + data + "/postgresql.conf");
    Must("cd / && " + as_ + bin_ + "/pg_ctl -D " + data + " -w -l " + data + "/log start > /dev/null");
  }
  ~Instance() {
    const int ignored = std::system(("cd / && " + as_ + bin_ + "/pg_ctl -D " + (folder_ / "data").string() + " -m immediate stop > /dev/null 2>&1").c_str());
    static_cast<void>(ignored);
    std::error_code error;
    fs::remove_all(folder_, error);
  }
  std::string Url(const std::string& database) const { return "host=" + folder_.string() + " user=gq dbname=" + database; }

 private:
  fs::path folder_;
  std::string as_, bin_;
};

struct Folder {
  Folder() {
    char text[] = "/tmp/gq-test-XXXXXX";
    path = mkdtemp(text);
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(path, error);
  }
  fs::path path;
};

}  // namespace

fs::path TemporaryFolder() {
  static const Folder folder;
  return folder.path;
}

std::string FreshUrl(Dialect dialect) {
  static std::atomic<int> count{0};
  const int n = ++count;
  if (dialect == Dialect::kSqlite) {
    const auto folder = TemporaryFolder() / ("data" + std::to_string(n));
    fs::create_directories(folder);
    return (folder / "test.db").string();
  }
  static const Instance instance;
  auto admin = Database::Open({.url = instance.Url("postgres")});
  if (!admin) throw std::runtime_error(admin.error().ToString());
  const std::string name = "test" + std::to_string(n);
  const auto lease = (*admin)->Write();
  if (!lease || !(*lease)->Script("CREATE DATABASE " + name)) throw std::runtime_error("CREATE DATABASE failed");
  return instance.Url(name);
}

}  // namespace gq::db::testing
