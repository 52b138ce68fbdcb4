#include "kits/http/response.h"

#include <cassert>

#include "kits/http/request.h"
#include "kits/json/writer.h"

namespace gq::http {
namespace {

// RFC 6266: a plain ASCII name for old clients, the real one in UTF-8.
std::string Disposition(std::string_view name) {
  std::string ascii;
  for (const char c : name) {
    const bool plain =
        static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F && c != '"' && c != '\\';
    ascii += plain ? c : '_';
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + EncodePercent(name);
}

}  // namespace

Response Response::Json(std::string body, int status) {
  Response response;
  response.status_ = status;
  response.content_type_ = kJsonType;
  response.body_ = std::move(body);
  return response;
}

Response Response::Empty(int status) {
  Response response;
  response.status_ = status;
  return response;
}

Response Response::Bytes(std::string body, std::string_view content_type, std::string_view download_name) {
  Response response;
  response.content_type_ = content_type;
  response.body_ = std::move(body);
  if (!download_name.empty()) response.AddHeader("Content-Disposition", Disposition(download_name));
  return response;
}

Response Response::File(std::filesystem::path path, std::string_view content_type, std::string_view download_name,
                        bool remove_after) {
  Response response = Bytes({}, content_type, download_name);
  response.file_ = std::make_shared<const FileBody>(FileBody{std::move(path), remove_after});
  return response;
}

Response Response::Events(EventSource source, std::chrono::milliseconds poll) {
  Response response;
  response.content_type_ = "text/event-stream";
  response.events_ = std::move(source);
  response.poll_ = poll;
  return response;
}

Response Response::Redirect(std::string_view location) { return Empty(303).AddHeader("Location", location); }

Response& Response::AddHeader(std::string_view name, std::string_view value) & {
  assert(name.find_first_of("\r\n:") == std::string_view::npos);
  assert(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  headers_.emplace_back(name, value);
  return *this;
}
Response&& Response::AddHeader(std::string_view name, std::string_view value) && {
  return std::move(AddHeader(name, value));
}

Response& Response::SetCookie(Cookie cookie) & {
  assert(cookie.value.find_first_of(" ;,\"\\\r\n") == std::string::npos);
  cookies_.push_back(std::move(cookie));
  return *this;
}
Response&& Response::SetCookie(Cookie cookie) && { return std::move(SetCookie(std::move(cookie))); }

Response RenderError(const Error& error) {
  json::Writer json;
  json.BeginObject();
  json.Key("error");
  json.BeginObject();
  json.Member("code", error.kind->code);
  json.Member("title_en", error.kind->en);
  json.Member("message", error.message);
  json.Member("hint", error.hint);
  json.Key("details");
  json.BeginArray();
  for (const auto& [key, value] : error.details) {
    json.BeginObject();
    json.Member("key", key);
    json.Member("value", value);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  json.EndObject();
  return Response::Json(std::move(json).Take(), error.kind->http_status);
}

}  // namespace gq::http
