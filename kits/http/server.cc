#include "kits/http/server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "kits/http/connection.h"

namespace gq::http {
namespace {

using Tcp = asio::ip::tcp;

int WorkersOf(const ServerOptions& options) {
  if (options.workers > 0) return options.workers;
  return std::max(4, 2 * static_cast<int>(std::thread::hardware_concurrency()));
}

class RunningServer final : public Server {
 public:
  RunningServer(const ServerOptions& options, const Router* router, const StaticFiles* files)
      : options_(options), workers_(WorkersOf(options), options.queue_max), router_(*router), files_(files) {}

  ~RunningServer() override { Stop(); }

  Status Open();
  std::uint16_t port() const override { return port_; }
  void Stop() override;
  ServerStats stats() const override;

 private:
  struct Thread {
    Thread(const ServerOptions& options, const Router& router, const StaticFiles* files, WorkerPool& workers,
           Counters& counters)
        : network{options, router, files, workers, counters}, guard(network.io.get_executor()), sweep(network.io) {}
    Network network;
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    asio::steady_timer sweep;
    bool closing = false;  // of its own thread
    std::thread thread;
  };

  asio::awaitable<void> Accept();
  asio::awaitable<void> Sweep(Thread* thread);
  void Take(Thread* thread, Tcp::socket socket);
  // Runs `work` on every network thread and waits for it.
  template <typename Work>
  void OnEveryThread(Work work);

  const ServerOptions options_;
  Counters counters_;
  WorkerPool workers_;
  const Router& router_;
  const StaticFiles* const files_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::vector<std::unique_ptr<Thread>> threads_;
  std::unique_ptr<Tcp::acceptor> acceptor_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_ = false;
};

Status RunningServer::Open() {
  if (!options_.tls.certificate_chain.empty()) {
    tls_ = TRY(MakeTlsContext(options_.tls.certificate_chain.string(), options_.tls.private_key.string()));
  }
  for (int i = 0; i < std::max(1, options_.network_threads); ++i) {
    threads_.push_back(std::make_unique<Thread>(options_, router_, files_, workers_, counters_));
  }
  const std::string place = options_.address + ":" + std::to_string(options_.port);
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (error) return Fail(kListen, "监听地址不正确：" + options_.address, "应为 IP 地址，例如 127.0.0.1 或 0.0.0.0");
  const Tcp::endpoint endpoint(address, options_.port);
  acceptor_ = std::make_unique<Tcp::acceptor>(threads_[0]->network.io);
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (error) return Fail(kListen, "无法监听 " + place + "：" + error.message(), "端口可能已被占用，请换一个端口");
  port_ = acceptor_->local_endpoint().port();
  asio::co_spawn(threads_[0]->network.io, Accept(), asio::detached);
  for (const auto& thread : threads_) {
    asio::co_spawn(thread->network.io, Sweep(thread.get()), asio::detached);
    thread->thread = std::thread([&network = thread->network] {
      YieldToNobody();
      network.io.run();
    });
  }
  return Ok();
}

asio::awaitable<void> RunningServer::Accept() {
  std::size_t next = 0;
  while (!stopped_) {
    Thread* const thread = threads_[next++ % threads_.size()].get();
    boost::system::error_code error;
    Tcp::socket socket =
        co_await acceptor_->async_accept(thread->network.io, asio::redirect_error(asio::use_awaitable, error));
    if (stopped_) break;
    if (error) {  // most likely out of file descriptors: wait for some to be closed
      asio::steady_timer pause(threads_[0]->network.io, std::chrono::milliseconds(100));
      co_await pause.async_wait(asio::use_awaitable);
      continue;
    }
    if (counters_.connections_open >= static_cast<std::uint64_t>(options_.connections_max)) {
      counters_.connections_refused++;
      continue;  // the socket closes
    }
    asio::post(thread->network.io, [this, thread, socket = std::make_shared<Tcp::socket>(std::move(socket))] {
      Take(thread, std::move(*socket));
    });
  }
}

void RunningServer::Take(Thread* thread, Tcp::socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error || thread->network.draining) return;
  auto stream = tls_ ? MakeTlsStream(std::move(socket), tls_) : MakePlainStream(std::move(socket));
  const auto connection =
      std::make_shared<Connection>(&thread->network, std::move(stream), peer.address().to_string(), tls_ != nullptr);
  asio::co_spawn(
      thread->network.io, [connection] { return connection->Run(); }, asio::detached);
}

asio::awaitable<void> RunningServer::Sweep(Thread* thread) {
  boost::system::error_code ignored;
  while (!thread->closing) {  // a cancelled wait would not do: it may be over, or not begun, when Stop cancels
    thread->sweep.expires_after(options_.sweep_ms);
    co_await thread->sweep.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const auto now = Connection::Clock::now();
    for (Connection* connection : thread->network.connections) connection->CloseIfLate(now);
  }
}

template <typename Work>
void RunningServer::OnEveryThread(Work work) {
  std::vector<std::future<void>> done;
  for (const auto& thread : threads_) {
    auto task = std::make_shared<std::packaged_task<void()>>([work, thread = thread.get()] { work(thread); });
    done.push_back(task->get_future());
    asio::post(thread->network.io, [task] { (*task)(); });
  }
  for (auto& future : done) future.wait();
}

void RunningServer::Stop() {
  if (stopped_.exchange(true)) return;
  const bool ran = !threads_.empty() && threads_[0]->thread.joinable();
  if (ran) {
    OnEveryThread([this](Thread* thread) {
      if (thread == threads_[0].get()) acceptor_->close();
      thread->network.draining = true;
      for (Connection* connection : thread->network.connections) connection->Drain();
    });
    const auto until = Connection::Clock::now() + options_.drain_ms_max;
    while (counters_.connections_open > 0 && Connection::Clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    OnEveryThread([](Thread* thread) {
      for (Connection* connection : thread->network.connections) connection->Close();
      thread->closing = true;
      thread->sweep.cancel();
    });
  }
  workers_.Stop();  // before the networks: late handlers still send them messages
  for (const auto& thread : threads_) {
    thread->guard.reset();
    if (thread->thread.joinable()) thread->thread.join();
  }
}

ServerStats RunningServer::stats() const {
  ServerStats stats;
  stats.requests = counters_.requests;
  stats.client_errors = counters_.client_errors;
  stats.server_errors = counters_.server_errors;
  stats.connections_open = counters_.connections_open;
  stats.connections_refused = counters_.connections_refused;
  stats.timeouts = counters_.timeouts;
  stats.queued = workers_.queued();
  return stats;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, const Router* router,
                                              const StaticFiles* files) {
  auto server = std::make_unique<RunningServer>(options, router, files);
  TRY(server->Open());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace gq::http
