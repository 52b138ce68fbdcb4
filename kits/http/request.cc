#include "kits/http/request.h"

#include <cassert>
#include <charconv>

namespace gq::http {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

bool ParseQuery(std::string_view text, Pairs* query) {
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view item = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (item.empty()) continue;
    const auto equals = item.find('=');
    auto name = DecodePercent(item.substr(0, equals), true);
    auto value = DecodePercent(equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1), true);
    if (!name || !value) return false;
    query->emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

// "/a/../b" never reaches a handler or the static files.
bool HasDotSegment(std::string_view path) {
  std::size_t at = 0;
  while (at < path.size()) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const std::string_view segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == "..") return true;
    at = end;
  }
  return false;
}

}  // namespace

std::optional<std::string> DecodePercent(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

std::string EncodePercent(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Request::~Request() {
  std::error_code ignored;
  if (upload_) std::filesystem::remove(upload_->path, ignored);
}

const std::string& Request::Param(std::string_view name) const {
  for (const auto& [key, value] : params_) {
    if (key == name) return value;
  }
  assert(!"the route's path has no such parameter");
  static const std::string kNone;
  return kNone;
}

std::string_view Request::Header(std::string_view lower_case_name) const {
  for (const auto& [key, value] : headers_) {
    if (key == lower_case_name) return value;
  }
  return {};
}

std::string_view Request::Cookie(std::string_view name) const {
  std::string_view rest = Header("cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

std::optional<std::string_view> Request::FindQuery(std::string_view name) const {
  for (const auto& [key, value] : query_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Result<std::int64_t> Request::QueryInteger(std::string_view name, std::int64_t fallback, std::int64_t min,
                                           std::int64_t max) const {
  const auto text = FindQuery(name);
  if (!text) return fallback;
  std::int64_t number = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
  if (text->empty() || read.ec != std::errc{} || read.ptr != text->data() + text->size() || number < min ||
      number > max) {
    Error error{&kBadInput, "参数应为 " + std::to_string(min) + " 到 " + std::to_string(max) + " 之间的整数", {}, {}};
    error.With("field", std::string(name));
    return Fail(std::move(error));
  }
  return number;
}

RequestBuilder::RequestBuilder(std::string_view method, std::string_view target)
    : request_(std::make_shared<Request>()) {
  request_->method_ = method;
  const auto question = target.find('?');
  auto path = DecodePercent(target.substr(0, question), false);
  ok_ = path && !path->empty() && path->front() == '/' && !HasDotSegment(*path);
  if (ok_) request_->path_ = std::move(*path);
  if (question != std::string_view::npos) ok_ = ParseQuery(target.substr(question + 1), &request_->query_) && ok_;
}

RequestBuilder& RequestBuilder::AddHeader(std::string_view name, std::string_view value) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  request_->headers_.emplace_back(std::move(lower), value);
  return *this;
}
RequestBuilder& RequestBuilder::set_route(const Route* route, Pairs params) {
  request_->route_ = route;
  request_->params_ = std::move(params);
  return *this;
}
RequestBuilder& RequestBuilder::set_body(std::string body) {
  request_->body_ = std::move(body);
  return *this;
}
RequestBuilder& RequestBuilder::set_upload(Upload upload) {
  request_->upload_ = std::move(upload);
  return *this;
}
RequestBuilder& RequestBuilder::set_principal(std::shared_ptr<const Principal> principal) {
  request_->principal_ = std::move(principal);
  return *this;
}
RequestBuilder& RequestBuilder::set_remote_address(std::string address) {
  request_->remote_address_ = std::move(address);
  return *this;
}
RequestBuilder& RequestBuilder::set_deadline(Request::Clock::time_point deadline) {
  request_->deadline_ = deadline;
  return *this;
}

}  // namespace gq::http
