// A server on a free port with a few routes, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "kits/http/server.h"
#include "kits/http/test_client.h"

namespace gq::http {

// Holds handlers until the test lets them go.
class Gate {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(5), [&] { return waiting_ >= count; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("gq_server_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_ / "web");
    std::filesystem::create_directories(folder_ / "uploads");
    std::ofstream(folder_ / "web" / "index.html") << "<html>" << std::string(1000, 'x') << "</html>";
    options_.upload_folder = folder_ / "uploads";
    options_.sweep_ms = std::chrono::milliseconds(20);
    options_.drain_ms_max = std::chrono::seconds(2);
    Add("GET", "/hello", [](const Request&) -> Result<Response> { return Response::Json("{\"hello\":1}"); });
    Add("POST", "/echo",
        [](const Request& request) -> Result<Response> { return Response::Bytes(request.body(), "text/plain"); });
  }
  void TearDown() override {
    gate_.Open();
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  Route& Add(std::string method, std::string path, Handler handler, std::string permission = std::string(kPublic)) {
    Route route;
    route.method = std::move(method);
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.handler = std::move(handler);
    pending_.push_back(std::move(route));
    return pending_.back();
  }

  void Start() {
    for (auto& route : pending_) router_.Add(route);
    ASSERT_TRUE(files_.Mount("/", folder_ / "web"));
    auto server = Server::Start(options_, &router_, &files_);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
  }
  std::uint16_t port() const { return server_->port(); }
  std::size_t UploadsLeft() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "uploads")) count += entry.is_regular_file();
    return count;
  }
  // Things that end soon after an answer (counters, removal of files).
  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  std::filesystem::path folder_;
  ServerOptions options_;
  std::vector<Route> pending_;
  Router router_;
  StaticFiles files_;
  Gate gate_;
  std::unique_ptr<Server> server_;
};

}  // namespace gq::http
