// One connection: reads requests one after the other, has them answered, writes the answers. Lives on one network
// thread; only handlers run elsewhere. Deadlines are kept by a sweep over all connections of the thread, not by a timer
// each: a connection says until when it may take (Arm) and is closed when that time is past.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>
#include <string>

#include "kits/http/message_reader.h"
#include "kits/http/render.h"
#include "kits/http/server.h"
#include "kits/http/stream.h"
#include "kits/http/worker_pool.h"

namespace gq::http {

class Connection;
struct Exchange;

struct Counters {
  std::atomic<std::uint64_t> requests = 0, client_errors = 0, server_errors = 0;
  std::atomic<std::uint64_t> connections_open = 0, connections_refused = 0, timeouts = 0;
};

// What the connections of one network thread share.
struct Network {
  const ServerOptions& options;
  const Router& router;
  const StaticFiles* files;
  WorkerPool& workers;
  Counters& counters;
  asio::io_context io{1};
  std::set<Connection*> connections;
  bool draining = false;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Network* network, std::unique_ptr<Stream> stream, std::string remote_address, bool tls);
  ~Connection();

  asio::awaitable<void> Run();

  // For the sweep and for stopping; on the network thread.
  void CloseIfLate(Clock::time_point now);
  void Drain();  // idle: close now; busy: after the running request
  void Close();

 private:
  enum class Work { kDone, kLate, kRefused };

  asio::awaitable<bool> ServeOne();
  asio::awaitable<MessageReader::State> ReadHead(MessageReader* reader);
  asio::awaitable<void> Answer(Exchange* exchange);
  asio::awaitable<void> AnswerRoute(Exchange* exchange);
  Status CheckHead(Exchange* exchange);
  Status PrepareRoute(Exchange* exchange);
  asio::awaitable<Status> ReadBody(Exchange* exchange);
  asio::awaitable<Status> ReadUpload(Exchange* exchange);
  // One piece of the body into `out`; 0 at the end. Fails when the client goes, cheats or is too slow.
  asio::awaitable<Result<std::size_t>> ReadBodyPiece(Exchange* exchange, char* out, std::size_t out_size);

  // On a worker. The network may be gone for a handler that is late, the options stay.
  static Status AskGuard(const ServerOptions& options, Request* request);
  static Result<Response> RunHandler(const ServerOptions& options, Request* request);
  static void Compress(const Request& request, Response* response);
  asio::awaitable<Work> OnWorker(std::function<void()> work, Clock::time_point deadline, bool urgent);

  asio::awaitable<void> Send(Exchange* exchange);
  asio::awaitable<void> SendFile(Exchange* exchange, const Head& head);
  asio::awaitable<void> SendEvents(Exchange* exchange, Head head);
  asio::awaitable<bool> WriteAll(std::string_view first, std::string_view second);
  asio::awaitable<void> WatchPeer();
  asio::awaitable<void> Linger();
  void Record(const Exchange& exchange);

  void Arm(std::chrono::milliseconds allowance) { deadline_ = Clock::now() + allowance; }
  void Disarm() { deadline_ = Clock::time_point::max(); }
  std::string_view Unread() const { return std::string_view(in_).substr(in_begin_); }
  asio::awaitable<bool> ReadMore();

  Network* const network_;
  const std::unique_ptr<Stream> stream_;
  const std::string remote_address_;
  const bool tls_;
  std::string in_;  // bytes read, used up to in_begin_
  std::size_t in_begin_ = 0;
  std::string out_;  // head of the answer; kept for its memory
  Clock::time_point deadline_ = Clock::time_point::max();
  bool idle_ = false;
  bool closed_ = false;
  bool lingers_ = false;  // the client may still be sending what was refused
  bool peer_gone_ = false;
  asio::steady_timer event_timer_;
};

}  // namespace gq::http
