// What a handler gives.
//
//   return Response::Json(std::move(json).Take());
//   return Response::Json(..., 201).SetCookie({.name = "session", .value = token, .max_age_seconds = 43200});
//   return Response::Bytes(pdf, "application/pdf", "一人一卡.pdf");
//   return Response::File(path, kXlsxType, "名单.xlsx", /*remove_after=*/true);
//   return Response::Events([job, seen = 0]() mutable { ... });
//
// Errors are returned as Fail(...) and rendered by the server (RenderError).
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace gq::http {

inline constexpr std::string_view kJsonType = "application/json; charset=utf-8";
inline constexpr std::string_view kXlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
inline constexpr std::string_view kPdfType = "application/pdf";

// Always HttpOnly, SameSite=Strict, Path=/; Secure when the server speaks TLS or says so in its options.
struct Cookie {
  std::string name;
  std::string value;         // letters, digits and -_.~ only
  long max_age_seconds = 0;  // 0: until the browser closes; negative: remove
};

struct Event {
  std::string name;  // empty: "message"
  std::string id;    // comes back as Last-Event-ID after a reconnect
  std::string data;  // usually JSON; may have several lines
};

// Asked again and again on a worker thread, every `poll` at the latest, while the client listens. It must not block:
// it says what is new since the last call. `last` ends the stream after these events.
struct EventBatch {
  std::vector<Event> events;
  bool last = false;
};
using EventSource = std::function<EventBatch()>;

class Response {
 public:
  static Response Json(std::string body, int status = 200);
  static Response Empty(int status = 204);
  // With a download name the browser saves the body instead of showing it.
  static Response Bytes(std::string body, std::string_view content_type, std::string_view download_name = {});
  static Response File(std::filesystem::path path, std::string_view content_type, std::string_view download_name = {},
                       bool remove_after = false);
  static Response Events(EventSource source, std::chrono::milliseconds poll = std::chrono::milliseconds(500));
  static Response Redirect(std::string_view location);  // 303

  // Carriage returns and line feeds in a value are a bug (assertion); names as they shall be sent.
  Response& AddHeader(std::string_view name, std::string_view value) &;
  Response&& AddHeader(std::string_view name, std::string_view value) &&;
  Response& SetCookie(Cookie cookie) &;
  Response&& SetCookie(Cookie cookie) &&;

  int status() const { return status_; }
  const std::string& body() const { return body_; }
  const std::string& content_type() const { return content_type_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }
  const std::vector<Cookie>& cookies() const { return cookies_; }

 private:
  friend class Connection;
  struct FileBody {
    std::filesystem::path path;
    bool remove_after = false;
  };

  int status_ = 200;
  std::string content_type_, body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::vector<Cookie> cookies_;
  std::shared_ptr<const FileBody> file_;
  EventSource events_;
  std::chrono::milliseconds poll_{500};
};

// {"error":{"code","title_en","message","hint","details":[{"key","value"}]}} with the status of the error's kind.
Response RenderError(const Error& error);

}  // namespace gq::http
