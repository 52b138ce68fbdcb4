#include "kits/xlsx/package.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <vector>

namespace gq::xlsx {
namespace {

std::string KeyOf(std::string_view name) {
  while (!name.empty() && (name.front() == '/' || name.front() == '\\')) name.remove_prefix(1);
  std::string key(name);
  for (char& letter : key) {
    if (letter == '\\') letter = '/';
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return key;
}

constexpr std::string_view kResave = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试；打不开时请向对方重新索取文件";

}  // namespace

struct Package::Entry {
  unz64_file_pos position;
  std::uint64_t packed;
};
struct Package::Handle {
  unzFile file = nullptr;
  ~Handle() {
    if (file != nullptr) unzClose(file);
  }
};

Package::Package(Package&&) noexcept = default;
Package& Package::operator=(Package&&) noexcept = default;
Package::~Package() = default;

Result<Package> Package::Open(const std::string& path, const Limits& limits) {
  Package package;
  package.path_ = path;
  package.limits_ = limits;
  package.handle_ = std::make_unique<Handle>();
  unzFile file = package.handle_->file = unzOpen64(path.c_str());
  if (file == nullptr) return Fail(kFile, "表格文件损坏或没有下载完整：打不开压缩目录", std::string(kResave));
  unz_global_info64 global{};
  unzGetGlobalInfo64(file, &global);
  if (global.number_entry > limits.entries_max) {
    return Fail(kTooLarge,
                "表格文件里有 " + std::to_string(global.number_entry) + " 个部件，多得不像正常的表格，没有读取",
                std::string(kResave));
  }
  std::uint64_t total = 0;
  for (int status = unzGoToFirstFile(file); status != UNZ_END_OF_LIST_OF_FILE; status = unzGoToNextFile(file)) {
    unz_file_info64 info{};
    char name[512];
    if (status != UNZ_OK || unzGetCurrentFileInfo64(file, &info, name, sizeof name, nullptr, 0, nullptr, 0) != UNZ_OK) {
      return Fail(kFile, "表格文件损坏：压缩目录读不通", std::string(kResave));
    }
    Entry entry{{}, info.compressed_size};
    unzGetFilePos64(file, &entry.position);
    name[sizeof name - 1] = '\0';
    package.entries_.emplace(KeyOf(name), entry);  // of two equal names the first one counts
    total += std::min<std::uint64_t>(info.uncompressed_size, limits.unpacked_bytes_max);
    if (package.entries_.size() > limits.entries_max) break;
  }
  if (total >= limits.unpacked_bytes_max) {
    return Fail(kTooLarge, "表格展开后超过 " + std::to_string(limits.unpacked_bytes_max >> 20) + " MB，没有读取",
                "请拆成几个文件，或另存为 CSV");
  }
  return package;
}

bool Package::Has(std::string_view part) const { return entries_.contains(KeyOf(part)); }

Status Package::OpenPart(std::string_view part) {
  if (part_open_) unzCloseCurrentFile(handle_->file);
  part_open_ = false;
  const auto found = entries_.find(KeyOf(part));
  if (found == entries_.end()) {
    return Fail(kFile, "表格文件不完整：缺少部件 " + std::string(part), std::string(kResave));
  }
  part_ = std::string(part);
  unpacked_ = 0;
  packed_ = found->second.packed;
  if (unzGoToFilePos64(handle_->file, &found->second.position) != UNZ_OK ||
      unzOpenCurrentFile(handle_->file) != UNZ_OK) {
    return Fail(kFile, "表格文件损坏：部件 " + part_ + " 打不开", std::string(kResave));
  }
  part_open_ = true;
  return Ok();
}

Status Package::CheckSize() {
  const bool bomb =
      unpacked_ > limits_.ratio_free_bytes && unpacked_ / std::max<std::uint64_t>(packed_, 1) > limits_.ratio_max;
  if (unpacked_ <= limits_.unpacked_bytes_max && !bomb) return Ok();
  return Fail(kTooLarge,
              "表格的部件 " + part_ + " 展开后异常地大（已超过 " + std::to_string(unpacked_ >> 20) + " MB），没有读完",
              "可能是格式刷到了整张表：请删去数据下方的空行、右侧的空列后另存；来历不明的文件请不要使用");
}

Result<std::size_t> Package::ReadPart(char* buffer, std::size_t capacity) {
  const int size =
      unzReadCurrentFile(handle_->file, buffer, static_cast<unsigned>(std::min<std::size_t>(capacity, 1 << 20)));
  if (size > 0) {
    unpacked_ += static_cast<std::uint64_t>(size);
    TRY(CheckSize());
    return static_cast<std::size_t>(size);
  }
  part_open_ = false;
  const int closed = unzCloseCurrentFile(handle_->file);
  if (size < 0 || closed != UNZ_OK) {
    return Fail(kFile, "表格文件损坏：部件 " + part_ + (closed == UNZ_CRCERROR ? " 校验不符" : " 解不开"),
                std::string(kResave));
  }
  return std::size_t{0};
}

std::string ResolvePart(std::string_view folder, std::string_view target) {
  std::string path =
      !target.empty() && target.front() == '/' ? std::string(target) : std::string(folder) + "/" + std::string(target);
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    std::string part = path.substr(at, slash - at);
    at = slash + 1;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(std::move(part));
    }
  }
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : "/") + part;
  return joined;
}

}  // namespace gq::xlsx
