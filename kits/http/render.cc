#include "kits/http/render.h"

#include <array>
#include <charconv>
#include <ctime>

namespace gq::http {
namespace {

std::string_view ReasonOf(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

// style-src 'unsafe-inline': the component library sets style attributes; scripts never run inline.
constexpr std::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), geolocation=(self), microphone=()\r\n";

void AppendNumber(std::uint64_t number, std::string* out, int base = 10) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
  out->append(digits.data(), end.ptr);
}

// Formatting a date costs more than the rest of a head: once a second is enough.
const std::string& DateLine() {
  thread_local std::time_t second = 0;
  thread_local std::string line;
  const std::time_t now = std::time(nullptr);
  if (now != second) {
    second = now;
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 64> text;
    // The C locale is in force: the program never calls setlocale for LC_TIME.
    const std::size_t size = std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
    line.assign(text.data(), size);
  }
  return line;
}

void AppendCookie(const Cookie& cookie, bool secure, std::string* out) {
  out->append("Set-Cookie: ").append(cookie.name).append("=").append(cookie.value);
  out->append("; Path=/; HttpOnly; SameSite=Strict");
  if (secure) out->append("; Secure");
  if (cookie.max_age_seconds != 0) {
    out->append("; Max-Age=");
    AppendNumber(cookie.max_age_seconds < 0 ? 0 : static_cast<std::uint64_t>(cookie.max_age_seconds), out);
  }
  out->append("\r\n");
}

void AppendField(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void AppendHead(const Head& head, std::string* out) {
  out->append(head.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
  AppendNumber(static_cast<std::uint64_t>(head.status), out);
  out->append(" ").append(ReasonOf(head.status)).append("\r\n");
  out->append(DateLine());
  if (!head.content_type.empty()) AppendField("Content-Type", head.content_type, out);
  if (head.content_length) {
    // 204 and 304 have no body by definition and must not announce one.
    if (head.status != 204 && head.status != 304) {
      out->append("Content-Length: ");
      AppendNumber(*head.content_length, out);
      out->append("\r\n");
    }
  } else if (head.version == 11) {
    out->append("Transfer-Encoding: chunked\r\n");
  }
  AppendField("Connection", head.keep_alive ? "keep-alive" : "close", out);
  AppendField("Cache-Control", head.cache_control, out);
  out->append(kSecurityHeaders);
  if (head.tls) out->append("Strict-Transport-Security: max-age=31536000\r\n");
  if (head.headers != nullptr) {
    for (const auto& [name, value] : *head.headers) AppendField(name, value, out);
  }
  if (head.cookies != nullptr) {
    for (const auto& cookie : *head.cookies) AppendCookie(cookie, head.secure_cookies || head.tls, out);
  }
  out->append("\r\n");
}

void AppendEvent(const Event& event, std::string* out) {
  if (!event.id.empty()) AppendField("id", event.id, out);
  if (!event.name.empty()) AppendField("event", event.name, out);
  std::string_view rest = event.data;
  while (true) {
    const auto end = rest.find('\n');
    out->append("data: ").append(rest.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    rest = rest.substr(end + 1);
  }
  out->append("\n");
}

void AppendChunk(std::string_view data, std::string* out) {
  AppendNumber(data.size(), out, 16);
  out->append("\r\n").append(data).append("\r\n");
}

std::string WithoutPersonalData(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end - at >= 5) {
      out += '#';
      at = end;
    } else if (end > at) {
      out.append(text.substr(at, end - at));
      at = end;
    } else {
      out += static_cast<unsigned char>(text[at]) < 0x80 ? text[at] : '#';
      ++at;
    }
  }
  return out;
}

}  // namespace gq::http
