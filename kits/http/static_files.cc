#include "kits/http/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "kits/http/gzip.h"

namespace gq::http {
namespace {

struct ContentType {
  std::string_view extension, type;
  bool compressible;
};
constexpr std::array<ContentType, 18> kContentTypes = {{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json; charset=utf-8", true},
    {".map", "application/json; charset=utf-8", true},
    {".webmanifest", "application/manifest+json; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".gif", "image/gif", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
    {".wasm", "application/wasm", true},
    {".pdf", "application/pdf", false},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false},
}};

// "index-B3x9aZ_k.js": at least eight characters of hash, with a digit or capital among them, after the last dash.
bool HasContentHash(const std::string& stem) {
  if (stem.size() < 10) return false;
  const std::string hash = stem.substr(stem.size() - 8);
  const char before = stem[stem.size() - 9];
  const auto is_hash = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  const auto is_telling = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return (before == '-' || before == '.') && std::all_of(hash.begin(), hash.end(), is_hash) &&
         std::any_of(hash.begin(), hash.end(), is_telling);
}

Result<StaticFile> Load(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) return Fail(kIo, "读不了网页文件 " + path.string(), "请检查文件和权限");
  StaticFile file;
  file.bytes = std::move(bytes).str();
  file.content_type = "application/octet-stream";
  file.etag = "\"" + crypto::ToHex(crypto::AsText(crypto::Sha256(file.bytes))).substr(0, 16) + "\"";
  file.immutable = HasContentHash(path.stem().string());
  for (const auto& known : kContentTypes) {
    if (path.extension() != known.extension) continue;
    file.content_type = known.type;
    if (known.compressible && file.bytes.size() > 256) file.gzip = Gzip(file.bytes, 9);
  }
  return file;
}

}  // namespace

Status StaticFiles::Mount(std::string prefix, const std::filesystem::path& folder) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(folder / "index.html", code)) {
    return Fail(kIo, "文件夹 " + folder.string() + " 里没有 index.html", "请先构建网页");
  }
  for (std::filesystem::recursive_directory_iterator at(folder, code), end; at != end; at.increment(code)) {
    const std::string name = at->path().filename().string();
    if (name.rfind('.', 0) == 0) {
      if (at->is_directory()) at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file()) continue;
    files_[prefix + at->path().lexically_relative(folder).generic_string()] = TRY(Load(at->path()));
  }
  if (code) return Fail(kIo, "读不了文件夹 " + folder.string() + "：" + code.message(), "请检查权限");
  prefixes_.push_back(std::move(prefix));
  std::sort(prefixes_.begin(), prefixes_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return Ok();
}

const StaticFile* StaticFiles::Find(std::string_view path) const {
  if (const auto found = files_.find(path); found != files_.end()) return &found->second;
  if (path == "/api" || path.rfind("/api/", 0) == 0) return nullptr;
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || path.find('.', slash) != std::string_view::npos) return nullptr;
  for (const auto& prefix : prefixes_) {
    const std::string_view bare(prefix.data(), prefix.size() - 1);  // "/m" means "/m/"
    if (path.rfind(prefix, 0) != 0 && path != bare) continue;
    const auto found = files_.find(prefix + "index.html");
    return found == files_.end() ? nullptr : &found->second;
  }
  return nullptr;
}

}  // namespace gq::http
