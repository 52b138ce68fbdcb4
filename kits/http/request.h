// What a handler gets. Immutable for the handler; belongs to one request; views are valid until the handler returns.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace gq::http {

struct Route;

// Who asks. The guard of the server makes it; the application derives its own class and casts back in handlers.
class Principal {
 public:
  virtual ~Principal() = default;
};

// A body that was streamed to a file of mode 0600, removed when the request ends unless it is moved away.
struct Upload {
  std::filesystem::path path;
  std::uint64_t size = 0;
};

class Request {
 public:
  using Clock = std::chrono::steady_clock;

  Request() = default;
  ~Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  std::string_view method() const { return method_; }
  // Decoded, without the query: "/api/people/7". May hold personal data of a careless client: never log it.
  const std::string& path() const { return path_; }
  const Route& route() const { return *route_; }

  // The value of {name} in the route's path; a name that the path has not is a bug (assertion).
  const std::string& Param(std::string_view name) const;
  // Names are lower-case in `headers`; empty when absent.
  std::string_view Header(std::string_view lower_case_name) const;
  std::string_view Cookie(std::string_view name) const;

  // Decoded query, in order. Find: the first of that name.
  const std::vector<std::pair<std::string, std::string>>& query() const { return query_; }
  std::optional<std::string_view> FindQuery(std::string_view name) const;
  // Absent gives the fallback; not a number or out of range gives input.invalid with the field's name.
  Result<std::int64_t> QueryInteger(std::string_view name, std::int64_t fallback, std::int64_t min,
                                    std::int64_t max) const;

  const std::string& body() const { return body_; }
  const std::optional<Upload>& upload() const { return upload_; }  // always there in routes with `upload`

  // Set by the guard; null on public routes.
  const Principal* principal() const { return principal_.get(); }

  // Numeric address of the peer (from X-Forwarded-For behind a trusted proxy). For limits on sign-in, not for logs.
  const std::string& remote_address() const { return remote_address_; }
  // Long handlers should look: past the deadline, the client gone, or the server stopping.
  bool Cancelled() const { return cancelled_.load(std::memory_order_relaxed) || Clock::now() >= deadline_; }
  Clock::time_point deadline() const { return deadline_; }

 private:
  friend class Connection;
  friend class RequestBuilder;

  std::string method_, path_, body_, remote_address_;
  const Route* route_ = nullptr;
  std::vector<std::pair<std::string, std::string>> params_, query_, headers_;
  std::optional<Upload> upload_;
  std::shared_ptr<const Principal> principal_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::atomic<bool> cancelled_ = false;
};

// Builds requests by hand: for the server itself and for tests of handlers without a socket.
//
//   RequestBuilder builder("GET", "/api/people?view=task");
//   builder.set_route(&route, {{"id", "7"}});
//   auto response = route.handler(*builder.Build());
class RequestBuilder {
 public:
  RequestBuilder(std::string_view method, std::string_view target);
  // False when the target is not a valid origin-form path.
  bool ok() const { return ok_; }
  const std::string& path() const { return request_->path_; }
  RequestBuilder& AddHeader(std::string_view name, std::string_view value);
  RequestBuilder& set_route(const Route* route, std::vector<std::pair<std::string, std::string>> params);
  RequestBuilder& set_body(std::string body);
  RequestBuilder& set_upload(Upload upload);
  RequestBuilder& set_principal(std::shared_ptr<const Principal> principal);
  RequestBuilder& set_remote_address(std::string address);
  RequestBuilder& set_deadline(Request::Clock::time_point deadline);
  std::shared_ptr<Request> Build() { return std::move(request_); }

 private:
  std::shared_ptr<Request> request_;
  bool ok_ = true;
};

// "%E5%B2%97" → "岗"; `plus_is_space` for queries. Nothing for a broken escape or a NUL.
std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_space);
std::string EncodePercent(std::string_view text);  // everything but letters, digits, -._~

}  // namespace gq::http
