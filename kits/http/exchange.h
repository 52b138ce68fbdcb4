// One request and what becomes of it, and the small decisions around it that need no I/O on the network.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/http/message_reader.h"
#include "kits/http/request.h"
#include "kits/http/response.h"
#include "kits/http/static_files.h"

namespace gq::http {

inline constexpr ErrorKind kMethod{"http.method", 405, "不支持该操作", "Method not allowed"};
inline constexpr ErrorKind kHeadTooLarge{"http.head_too_large", 431, "请求头太大", "Request head too large"};
inline constexpr ErrorKind kMisdirected{"http.host", 421, "网址不属于本服务", "Misdirected request"};
inline constexpr ErrorKind kTooSlow{"http.too_slow", 408, "传输太慢", "Request timeout"};

struct Exchange {
  explicit Exchange(std::size_t header_bytes_max) : reader(header_bytes_max) {}

  MessageReader reader;
  std::chrono::steady_clock::time_point started;
  std::shared_ptr<Request> request;  // shared with the worker, which may be late
  const Route* route = nullptr;
  const StaticFile* file = nullptr;
  std::string allowed;  // for 405
  int version = 11;
  bool keep_alive = false;
  bool head_only = false;
  bool has_body = false;
  bool abandoned = false;  // the client went away: no answer
  bool unread = false;     // the client may still be sending
  std::uint64_t body_bytes = 0;
  Response response;
  std::string_view file_bytes;  // of `file`, plain or compressed
  std::string_view cache_control = "no-store";
  std::uint64_t sent_bytes = 0;

  // An unread body makes the rest of the connection unreadable, so it ends then.
  void Refuse(const Error& error) {
    if (has_body) return RefuseAndClose(error);
    response = RenderError(error);
  }
  void RefuseAndClose(const Error& error) {
    response = RenderError(error);
    keep_alive = false;
    unread = true;
  }
  // Methods are free text of the client: only known ones are logged.
  std::string_view LoggedMethod() const;
};

// Answers a static file: 304, compressed or plain.
void FillFromFile(Exchange* exchange);

bool IsSameName(std::string_view a, std::string_view b);  // ASCII without case
std::string FirstAddress(std::string_view forwarded_for);
bool IsAcceptedHost(const std::vector<std::string>& hosts, std::string_view host_header);
tl::unexpected<Error> TooLarge(std::uint64_t bytes_max);
Error Busy(bool late);

// The file of an upload: mode 0600, a name nobody can guess. Append runs on a worker.
class UploadFile {
 public:
  explicit UploadFile(const std::filesystem::path& folder);
  ~UploadFile();
  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;
  bool ok() const { return descriptor_ >= 0; }
  const std::filesystem::path& path() const { return path_; }
  bool Append(std::string_view bytes);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

class DownloadFile {
 public:
  DownloadFile(const std::filesystem::path& path, bool remove_after);
  ~DownloadFile();
  DownloadFile(const DownloadFile&) = delete;
  DownloadFile& operator=(const DownloadFile&) = delete;
  bool ok() const { return descriptor_ >= 0; }
  std::uint64_t size() const { return size_; }
  std::string Read(std::size_t bytes_max);  // empty: the end or an error

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace gq::http
