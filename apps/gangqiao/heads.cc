#include "apps/gangqiao/heads.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "kits/crypto/bytes.h"
#include "kits/crypto/hash.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"

namespace gq {

namespace {

namespace fs = std::filesystem;

Result<std::string> ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(kIo, "读不了链头文件 " + path.string(), "请核对路径和权限");
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

std::string HashOf(const std::string& text) {
  const auto digest = crypto::Sha256(text);
  return crypto::ToHex(crypto::AsText(digest));
}

// By name, that is by month.
std::vector<fs::path> FilesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Status WritePrivately(const fs::path& path, const std::string& text) {
  const fs::path half = path.string() + ".half";
  const int fd = open(half.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  std::error_code error;
  if (written) fs::rename(half, path, error);
  if (!written || error) return Fail(kIo, "写不了链头文件 " + path.string(), "请检查磁盘空间和权限");
  return Ok();
}

}  // namespace

Result<std::string> WriteMonthlyHeads(Store& store, const fs::path& folder, Date today) {
  const std::string month = today.ToString().substr(0, 7);
  const fs::path path = folder / (month + ".json");
  std::error_code error;
  if (fs::exists(path, error)) return std::string();
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  const auto files = FilesOf(folder);
  json::Writer out;
  out.BeginObject();
  out.Member("month", month);
  out.Member("written_at", store.Now().ToIso());
  out.Member("previous", files.empty() ? std::string() : HashOf(TRY(ReadAll(files.back()))));
  out.Key("heads");
  out.BeginArray();
  const auto lease = TRY(MaintenanceAccess(store).database().Read());
  TRY(lease->ForEach("SELECT chain, seq, hash FROM chain_head WHERE seq > 0 ORDER BY chain", {},
                     [&](const db::Row& row) {
                       out.BeginObject();
                       out.Member("chain", row.Int(0));
                       out.Member("seq", row.Int(1));
                       out.Member("hash", crypto::ToHex(row.Text(2)));
                       out.EndObject();
                       return Ok();
                     }));
  out.EndArray();
  out.EndObject();
  TRY(WritePrivately(path, std::move(out).Take() + "\n"));
  return path.string();
}

Result<ChainHeads> ReadHeads(const fs::path& path) {
  ChainHeads heads;
  if (path.empty()) return heads;
  std::error_code error;
  std::vector<fs::path> files = {path};
  if (fs::is_directory(path, error)) files = FilesOf(path);
  std::string text;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string before = i == 0 ? std::string() : HashOf(text);
    text = TRY(ReadAll(files[i]));
    const auto document = TRY(json::Parse(text, {.bytes_max = std::size_t{64} << 20}));
    if (i > 0 && TRY(TRY(document.root().Get("previous")).Text()) != before) {
      return Fail(
          kConflict,
          "链头文件 " + files[i].string() + " 与前一个月的文件不相接：" + files[i - 1].string() + " 被改过或换过",
          "请用另存的副本核对");
    }
    if (i + 1 < files.size()) continue;
    for (const auto& row : TRY(TRY(document.root().Get("heads")).Items())) {
      heads[TRY(TRY(row.Get("chain")).Integer())] = {TRY(TRY(row.Get("seq")).Integer()),
                                                     TRY(TRY(row.Get("hash")).Text())};
    }
  }
  return heads;
}

}  // namespace gq
