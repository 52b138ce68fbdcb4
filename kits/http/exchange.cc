#include "kits/http/exchange.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "kits/crypto/bytes.h"
#include "kits/http/gzip.h"

namespace gq::http {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool IsSameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string FirstAddress(std::string_view forwarded_for) {
  return std::string(forwarded_for.substr(0, std::min(forwarded_for.find(','), forwarded_for.size())));
}

bool IsAcceptedHost(const std::vector<std::string>& hosts, std::string_view host_header) {
  if (hosts.empty()) return true;
  std::string_view name = host_header;
  const auto colon = name.rfind(':');
  if (colon != std::string_view::npos && name.find(']', colon) == std::string_view::npos) name = name.substr(0, colon);
  return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& host) { return IsSameName(host, name); });
}

tl::unexpected<Error> TooLarge(std::uint64_t bytes_max) {
  return Fail(kTooLarge, "内容超过 " + std::to_string(bytes_max >> 10) + " KB", "请分几次提交，或者压缩后再传");
}

Error Busy(bool late) {
  return late ? Error{&kBusy, "处理超时", "请缩小范围后再试；大批量的工作请用后台任务", {}}
              : Error{&kBusy, "现在使用的人太多", "请过几秒再试", {}};
}

std::string_view Exchange::LoggedMethod() const {
  static constexpr std::array<std::string_view, 7> kKnown = {"GET",   "HEAD",   "POST",   "PUT",
                                                             "PATCH", "DELETE", "OPTIONS"};
  if (!request) return "(none)";
  const auto known = std::find(kKnown.begin(), kKnown.end(), request->method());
  return known == kKnown.end() ? "(other)" : *known;
}

void FillFromFile(Exchange* exchange) {
  const StaticFile& file = *exchange->file;
  const Request& request = *exchange->request;
  exchange->cache_control = file.immutable ? "public, max-age=31536000, immutable" : "no-cache";
  const bool compressed = !file.gzip.empty() && TakesGzip(request.Header("accept-encoding"));
  // The same page compressed is another representation, hence another tag.
  const std::string etag = compressed ? file.etag.substr(0, file.etag.size() - 1) + "-z\"" : file.etag;
  if (request.Header("if-none-match").find(etag) != std::string_view::npos) {
    exchange->response = Response::Empty(304).AddHeader("ETag", etag);
    exchange->file_bytes = {};
    return;
  }
  exchange->response = Response::Bytes({}, file.content_type).AddHeader("ETag", etag);
  exchange->response.AddHeader("Vary", "Accept-Encoding");
  if (compressed) exchange->response.AddHeader("Content-Encoding", "gzip");
  exchange->file_bytes = compressed ? file.gzip : file.bytes;
}

UploadFile::UploadFile(const std::filesystem::path& folder) {
  std::error_code error;
  const auto place = folder.empty() ? std::filesystem::temp_directory_path(error) : folder;
  path_ = place / ("gangqiao-upload-" + crypto::ToHex(crypto::RandomBytes(12)));
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

UploadFile::~UploadFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool UploadFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

DownloadFile::DownloadFile(const std::filesystem::path& path, bool remove_after) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (descriptor_ >= 0 && ::fstat(descriptor_, &about) == 0) size_ = static_cast<std::uint64_t>(about.st_size);
  // The open descriptor keeps the content until it was sent.
  if (remove_after) ::unlink(path.c_str());
}

DownloadFile::~DownloadFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string DownloadFile::Read(std::size_t bytes_max) {
  std::string bytes(bytes_max, '\0');
  const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

}  // namespace gq::http
