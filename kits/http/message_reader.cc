#include "kits/http/message_reader.h"

#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>

namespace gq::http {
namespace {
namespace beast_http = boost::beast::http;
std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }
}  // namespace

struct MessageReader::Parser {
  beast_http::request_parser<beast_http::buffer_body> beast;
};

MessageReader::MessageReader(std::size_t header_bytes_max) : parser_(std::make_unique<Parser>()) {
  parser_->beast.header_limit(static_cast<std::uint32_t>(header_bytes_max));
  parser_->beast.body_limit(boost::none);  // the caller counts: limits depend on the route
  parser_->beast.eager(false);
}

MessageReader::~MessageReader() = default;

MessageReader::State MessageReader::ReadHead(std::string_view bytes, std::size_t* consumed) {
  boost::beast::error_code code;
  *consumed = parser_->beast.put(boost::asio::const_buffer(bytes.data(), bytes.size()), code);
  if (parser_->beast.is_header_done() && (!code || code == beast_http::error::need_more)) return State::kReady;
  if (!code || code == beast_http::error::need_more) return State::kNeedMore;
  return code == beast_http::error::header_limit ? State::kTooLarge : State::kBad;
}

std::string_view MessageReader::method() const { return View(parser_->beast.get().method_string()); }
std::string_view MessageReader::target() const { return View(parser_->beast.get().target()); }
int MessageReader::version() const { return static_cast<int>(parser_->beast.get().version()); }
bool MessageReader::keep_alive() const { return parser_->beast.get().keep_alive(); }
bool MessageReader::chunked() const { return parser_->beast.chunked(); }

std::optional<std::uint64_t> MessageReader::content_length() const {
  const auto length = parser_->beast.content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> MessageReader::headers() const {
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  for (const auto& field : parser_->beast.get()) headers.emplace_back(View(field.name_string()), View(field.value()));
  return headers;
}

MessageReader::State MessageReader::ReadBody(std::string_view bytes, std::size_t* consumed, char* out,
                                             std::size_t out_size, std::size_t* written) {
  auto& body = parser_->beast.get().body();
  body.data = out;
  body.size = out_size;
  body.more = true;
  boost::beast::error_code code;
  *consumed = parser_->beast.put(boost::asio::const_buffer(bytes.data(), bytes.size()), code);
  *written = out_size - body.size;
  if (code == beast_http::error::need_more && *consumed == 0 && *written == 0) return State::kNeedMore;
  if (code == beast_http::error::need_more || code == beast_http::error::need_buffer) code = {};
  return code ? State::kBad : State::kReady;
}

bool MessageReader::body_done() const { return parser_->beast.is_done(); }

}  // namespace gq::http
