// serve, openapi.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "apps/gangqiao/heads.h"
#include "apps/gangqiao/local_server.h"
#include "apps/gangqiao/program.h"
#include "kits/http/server.h"
#include "modules/api/context.h"
#include "modules/imports/uploads.h"
#include "modules/people/name_index.h"
#include "modules/schema/schema.h"

namespace gq {

namespace {

namespace fs = std::filesystem;

// The built console: beside the sources while developing, else installed.
std::string WebFolder(const std::string& given) {
  if (!given.empty()) return given;
  const fs::path share = FindShareFolder();
  for (const fs::path& folder : {share / "web", share.parent_path().parent_path().parent_path() / "web" / "dist"}) {
    if (fs::exists(folder / "index.html")) return folder.string();
  }
  return {};
}

void WaitForSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  int received = 0;
  sigwait(&signals, &received);
}

void BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

// Uploads, months and heads of chains. Beside a SQLite file; with PostgreSQL a folder of the database's own (named as
// its default key) below /var/lib/gangqiao for root, else below XDG_DATA_HOME.
Result<std::string> DataFolderOf(Program& program, const cli::Invocation& given) {
  fs::path folder = given.Path("data-folder");
  if (folder.empty() && program.store->dialect() == db::Dialect::kSqlite)
    folder = fs::path(given.Path("data")).parent_path();
  if (folder.empty()) {
    const std::string xdg = given.Environment("XDG_DATA_HOME"), home = given.Environment("HOME");
    const fs::path base = geteuid() == 0 || home.empty() ? fs::path("/var/lib")
                          : xdg.empty()                  ? fs::path(home) / ".local/share"
                                                         : fs::path(xdg);
    folder = base / "gangqiao" / fs::path(DefaultKeyPath(given.Get("data"))).stem();
  }
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (error || access(folder.c_str(), W_OK) != 0)
    return Fail(kIo, "写不了数据文件夹 " + folder.string(), "请检查权限，或用 --data-folder 指定别处");
  return folder.string();
}

Result<http::ServerOptions> OptionsOf(const cli::Invocation& given) {
  http::ServerOptions options;
  const auto port = TRY(given.GetInteger("port", 8080));
  if (port < 0 || port > 65535) return Fail(kUsage, "--port 须在 0 与 65535 之间");
  options.address = given.Get("listen");
  options.port = static_cast<std::uint16_t>(port);
  options.hosts = given.GetAll("host-name");
  if (given.Has("tls-cert") != given.Has("tls-key")) return Fail(kUsage, "--tls-cert 与 --tls-key 须一起给");
  options.tls = {given.Path("tls-cert"), given.Path("tls-key")};
  options.secure_cookies = given.Has("tls-cert") || given.Has("behind-proxy");
  options.trust_forwarded_for = given.Has("behind-proxy");
  options.access_log = given.Has("log");
  return options;
}

// Loads the index of names and keeps it fresh after commits.
class Indexer {
 public:
  Indexer(Store& store, people::NameIndex& names, log::Logger& log) {
    store.OnCommit([this] { stale_ = true; });
    thread_ = std::thread([this, &names, &log] {
      if (const auto loaded = names.Load(); !loaded)
        log.Error("name_index.load", {{"code", std::string(loaded.error().kind->code)}});
      while (!stopping_) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        if (stale_.exchange(false)) static_cast<void>(names.Refresh());
      }
    });
  }
  ~Indexer() {
    stopping_ = true;
    thread_.join();
  }
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

 private:
  std::atomic<bool> stopping_{false}, stale_{false};
  std::thread thread_;
};

// Heads of the chains once a month: at the first start of the month, or while the server runs into it.
class HeadsKeeper {
 public:
  HeadsKeeper(Store& store, fs::path folder, log::Logger& log) {
    thread_ = std::thread([this, &store, folder = std::move(folder), &log] {
      for (int tick = 0; !stopping_; ++tick) {
        if (tick % 6000 == 0) {  // every ten minutes
          const auto written = WriteMonthlyHeads(store, folder, store.Now().DateInShanghai());
          if (!written) log.Error("heads.write", {{"code", std::string(written.error().kind->code)}});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
  }
  ~HeadsKeeper() {
    stopping_ = true;
    thread_.join();
  }
  HeadsKeeper(const HeadsKeeper&) = delete;
  HeadsKeeper& operator=(const HeadsKeeper&) = delete;

 private:
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

Result<std::unique_ptr<local::LocalServer>> StartLocalServer(Program& program, const cli::Invocation& given) {
  if (program.store->dialect() != db::Dialect::kSqlite)
    return std::unique_ptr<local::LocalServer>();  // PostgreSQL has room for everybody
  const std::string key = given.Has("key") ? given.Path("key") : DefaultKeyPath(given.Get("data"));
  return local::LocalServer::Start(program, AllStoreCommands(), given.Path("data"), key);
}

Result<int> Serve(const cli::Invocation& given) {
  BlockSignals();  // before any thread starts: only this one waits for them
  auto options = TRY(OptionsOf(given));
  const auto program = TRY(OpenProgram(given, false));
  const std::string data_folder = TRY(DataFolderOf(*program, given));
  const fs::path uploads = fs::path(data_folder) / "uploads";
  imports::CleanUploads(uploads);  // before a job or a request opens any
  const fs::path incoming = TRY(imports::IncomingFolder(uploads));
  log::Logger log({.file = given.Get("log")});
  people::NameIndex names(*program->store);
  api::Context context{*program->store, program->hasher, *program->jobs, names,
                       program->codes,  false,           data_folder,    given.Path("registry-folder")};
  {
    const auto lease = TRY(MaintenanceAccess(*program->store).database().Read());
    context.demo = TRY(lease->QueryText("SELECT value FROM setting WHERE name = 'demo'")) == "1";
  }
  http::Router router;
  api::AddAllRoutes(router, context);
  http::StaticFiles files;
  const std::string web = WebFolder(given.Get("web"));
  if (!web.empty()) TRY(files.Mount("/", web));
  const Indexer indexer(*program->store, names, log);
  const HeadsKeeper heads(*program->store, fs::path(context.data_folder) / "heads", log);
  program->jobs->Start(1);
  options.upload_folder = incoming;
  options.log = &log;
  options.guard = [&](const http::Route& route, const http::Request& request) {
    return api::Guard(context, route, request);
  };
  const auto server = TRY(http::Server::Start(options, &router, web.empty() ? nullptr : &files));
  auto socket = TRY(StartLocalServer(*program, given));
  const char* scheme = options.tls.private_key.empty() ? "http" : "https";
  std::fprintf(given.err, "岗桥已启动：%s://%s:%u/\n", scheme,
               options.address == "0.0.0.0" ? "本机地址" : options.address.c_str(), server->port());
  std::fflush(given.err);
  WaitForSignal();
  std::fprintf(given.err, "正在停下：等正在办的事做完 …\n");
  server->Stop();
  socket.reset();
  program->jobs->Stop();
  return cli::kDone;
}

Result<int> PrintOpenApi(const cli::Invocation&) {
  // The document is a function of the tables alone: no store is opened, handlers are never called.
  alignas(api::Context) static unsigned char unused[sizeof(api::Context)];
  http::Router router;
  RegisterAllRecordTypes();
  api::AddAllRoutes(router, reinterpret_cast<api::Context&>(unused));
  std::printf("%s\n", api::OpenApi(router).c_str());
  return cli::kDone;
}

}  // namespace

std::vector<cli::Command> ServerCommands() {
  auto options = StoreOptions();
  options.push_back({.name = "port", .value = "N", .help = "端口；0 为任意空闲端口", .default_value = "8080"});
  options.push_back(
      {.name = "listen", .value = "ADDRESS", .help = "监听地址；对外服务写 0.0.0.0", .default_value = "127.0.0.1"});
  options.push_back(
      {.name = "host-name", .value = "NAME", .help = "接受的主机名，可给多个；默认都接受", .repeated = true});
  options.push_back(
      {.name = "tls-cert", .value = "FILE", .help = "TLS 证书链（PEM）；与 --tls-key 一起给，即用 https"});
  options.push_back({.name = "tls-key", .value = "FILE", .help = "TLS 私钥（PEM）"});
  options.push_back(
      {.name = "behind-proxy", .value = "", .help = "前面有办 TLS 的代理：Cookie 带 Secure，相信 X-Forwarded-For"});
  options.push_back({.name = "data-folder", .value = "DIR", .help = "上传、月度结果、链头放在哪里；默认在数据文件旁"});
  options.push_back({.name = "registry-folder",
                     .value = "DIR",
                     .help = "登记库文件放在哪里；其中每个单位一个文件夹，以 12 位代码命名"});
  options.push_back({.name = "web", .value = "DIR", .help = "网页文件夹；默认随程序安装的"});
  options.push_back({.name = "log", .value = "FILE", .help = "日志文件；默认只在出错时写到终端"});
  return {
      {.path = {"serve"}, .summary = "启动网页服务", .options = options, .positionals = {}, .run = Serve},
      {.path = {"openapi"}, .summary = "输出 OpenAPI 3.1 文档", .options = {}, .positionals = {}, .run = PrintOpenApi}};
}

}  // namespace gq
