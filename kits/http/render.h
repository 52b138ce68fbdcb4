// Heads of answers as text: status line, security headers, cookies, dates. No I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kits/http/response.h"

namespace gq::http {

struct Head {
  int status = 200;
  int version = 11;
  bool keep_alive = true;
  bool tls = false;             // adds Strict-Transport-Security
  bool secure_cookies = false;  // adds Secure to cookies
  std::string_view content_type;
  std::optional<std::uint64_t> content_length;  // nothing: chunked, or until the end of the connection for 1.0
  std::string_view cache_control = "no-store";
  const std::vector<std::pair<std::string, std::string>>* headers = nullptr;
  const std::vector<Cookie>* cookies = nullptr;
};

void AppendHead(const Head& head, std::string* out);

// "id: 7\nevent: progress\ndata: …\n\n"; line breaks in data become several data lines.
void AppendEvent(const Event& event, std::string* out);

// One chunk of a chunked body: size in hex, data, line ends.
void AppendChunk(std::string_view data, std::string* out);

// A reason of an exception that may be logged: everything but ASCII, and runs of five or more digits, become '#'.
std::string WithoutPersonalData(std::string_view text);

}  // namespace gq::http
