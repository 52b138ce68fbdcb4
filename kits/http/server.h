// The HTTP server: one or more network threads, a bounded pool of workers for handlers.
//
//   Router router; ...                                      // the table
//   ServerOptions options{.port = 8080, .guard = ..., .log = &log};
//   auto server = TRY(Server::Start(options, &router, &files));
//   ... server->port() ...
//   server->Stop();                                         // finishes what runs, up to drain_ms_max
//
// Limits, each with its answer: head over header_bytes_max 431, body over the route's 413, too slow 408 or closed, no
// free worker and queue full 503, deadline passed 503, unknown host 421, state-changing request without the header
// X-Gangqiao: 1 or from another site 403 (a form of another site cannot send that header).
// The access log has method, route pattern, status, microseconds and bytes; never path values, query or address.
// HTTP/1.1 and 1.0; HTTP/2 is the proxy's matter. Thread-safety: Start, Stop and stats from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/http/router.h"
#include "kits/http/static_files.h"
#include "kits/log/logger.h"

namespace gq::http {

inline constexpr ErrorKind kListen{"http.listen", 500, "无法监听端口", "Cannot listen"};

// Asked on a worker thread before the handler of every route that is not public: who is it, and may they?
using Guard = std::function<Result<std::shared_ptr<const Principal>>(const Route&, const Request&)>;

struct TlsFiles {
  std::filesystem::path certificate_chain, private_key;  // PEM
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;            // 0: any free one
  std::vector<std::string> hosts;    // accepted Host names; empty: all
  TlsFiles tls;                      // both empty: plain TCP
  bool secure_cookies = false;       // set behind a proxy that speaks TLS
  bool trust_forwarded_for = false;  // set behind a proxy that overwrites X-Forwarded-For
  int network_threads = 1;
  int workers = 0;  // 0: twice the cores, at least 4
  int queue_max = 256;
  int connections_max = 2000;
  std::size_t header_bytes_max = 16 << 10;
  std::filesystem::path upload_folder;                                   // empty: the system's temporary folder
  std::chrono::milliseconds header_ms_max = std::chrono::seconds(10);    // from the first byte to the end of the head
  std::chrono::milliseconds idle_ms_max = std::chrono::seconds(75);      // between requests
  std::chrono::milliseconds transfer_ms_max = std::chrono::seconds(20);  // without any progress in a body or answer
  std::uint64_t body_bytes_per_second_min = 4 << 10;  // slower bodies are closed after their allowance is used up
  std::chrono::milliseconds drain_ms_max = std::chrono::seconds(10);
  std::chrono::milliseconds sweep_ms = std::chrono::milliseconds(500);  // how exactly the limits above are kept
  Guard guard;                                                          // null: only public routes answer
  bool compresses = true;  // JSON of 2 KB and more, for clients that take gzip
  log::Logger* log = nullptr;
  bool access_log = true;
};

struct ServerStats {
  std::uint64_t requests = 0, client_errors = 0, server_errors = 0;  // 4xx, 5xx
  std::uint64_t connections_open = 0, connections_refused = 0, timeouts = 0;
  std::uint64_t queued = 0;  // handlers waiting now
};

class Server {
 public:
  // `router` and `files` (may be null) must outlive the server.
  static Result<std::unique_ptr<Server>> Start(const ServerOptions& options, const Router* router,
                                               const StaticFiles* files);
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;
  // Stops accepting, lets running requests finish, ends event streams, closes. Returns when all threads are done.
  // Handlers that never return keep it waiting: they must look at Request::Cancelled().
  virtual void Stop() = 0;
  virtual ServerStats stats() const = 0;
};

}  // namespace gq::http
