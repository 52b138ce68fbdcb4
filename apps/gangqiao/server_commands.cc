// serve, openapi.
#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "apps/gangqiao/program.h"
#include "kits/http/server.h"
#include "modules/api/context.h"
#include "modules/months/uploads.h"
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

Result<int> Serve(const cli::Invocation& given) {
  BlockSignals();  // before any thread starts: only this one waits for them
  const auto port = TRY(given.GetInteger("port", 8080));
  if (port < 0 || port > 65535) return Fail(kUsage, "--port 须在 0 与 65535 之间");
  const auto program = TRY(OpenProgram(given, false));
  const std::string data_folder = fs::path(given.Get("data")).parent_path().string();
  const fs::path uploads = fs::path(data_folder) / "uploads";
  months::CleanUploads(uploads);  // before a job or a request opens any
  const fs::path incoming = TRY(months::IncomingFolder(uploads));
  log::Logger log({.file = given.Get("log")});
  people::NameIndex names(*program->store);
  api::Context context{*program->store, program->hasher, *program->jobs, names, program->codes, false, data_folder};
  {
    const auto lease = TRY(MaintenanceAccess(*program->store).database().Read());
    context.demo = TRY(lease->QueryText("SELECT value FROM setting WHERE name = 'demo'")) == "1";
  }
  http::Router router;
  api::AddAllRoutes(router, context);
  http::StaticFiles files;
  const std::string web = WebFolder(given.Get("web"));
  if (!web.empty()) TRY(files.Mount("/", web));
  std::atomic<bool> stopping{false}, stale{false};
  program->store->OnCommit([&] { stale = true; });
  std::thread indexer([&] {
    if (const auto loaded = names.Load(); !loaded) log.Error("name_index.load", {{"code", std::string(loaded.error().kind->code)}});
    while (!stopping) {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      if (stale.exchange(false)) static_cast<void>(names.Refresh());
    }
  });
  program->jobs->Start(1);
  http::ServerOptions options;
  options.address = given.Get("listen");
  options.port = static_cast<std::uint16_t>(port);
  options.upload_folder = incoming;
  options.log = &log;
  options.access_log = given.Has("log");
  options.guard = [&](const http::Route& route, const http::Request& request) { return api::Guard(context, route, request); };
  auto server = http::Server::Start(options, &router, web.empty() ? nullptr : &files);
  if (server) {
    std::fprintf(stderr, "岗桥已启动：http://%s:%u/\n", options.address == "0.0.0.0" ? "本机地址" : options.address.c_str(), (*server)->port());
    std::fflush(stderr);
    WaitForSignal();
    std::fprintf(stderr, "正在停下：等正在办的事做完 …\n");
    (*server)->Stop();
  }
  program->jobs->Stop();
  stopping = true;
  indexer.join();
  if (!server) return Fail(std::move(server).error());
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
  options.push_back({.name = "listen", .value = "ADDRESS", .help = "监听地址；对外服务写 0.0.0.0", .default_value = "127.0.0.1"});
  options.push_back({.name = "web", .value = "DIR", .help = "网页文件夹；默认随程序安装的"});
  options.push_back({.name = "log", .value = "FILE", .help = "日志文件；默认只在出错时写到终端"});
  return {{.path = {"serve"}, .summary = "启动网页服务", .options = options, .positionals = {}, .run = Serve},
          {.path = {"openapi"}, .summary = "输出 OpenAPI 3.1 文档", .options = {}, .positionals = {}, .run = PrintOpenApi}};
}

}  // namespace gq
