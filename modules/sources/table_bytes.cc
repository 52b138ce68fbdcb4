#include "modules/sources/table_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "kits/table/file_kind.h"
#include "kits/table/row_source.h"

namespace gq::sources {
namespace {

class FileBytes : public reconcile::ByteReader {
 public:
  FileBytes(int descriptor, std::uint64_t size, std::string path) : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
  ~FileBytes() override { close(descriptor_); }
  std::uint64_t size() const override { return size_; }

  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer, std::size_t size) override {
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = pread(descriptor_, buffer + done, size - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Fail(kIo, "读文件出错：" + path_ + "（" + std::strerror(errno) + "）", "请检查磁盘后再试");
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  int descriptor_;
  std::uint64_t size_;
  std::string path_;
};

Result<std::unique_ptr<reconcile::ByteReader>> OpenFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (descriptor < 0 || fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
    const std::string reason = descriptor < 0 ? std::strerror(errno) : "不是普通文件";
    if (descriptor >= 0) close(descriptor);
    return Fail(kFile, "打不开文件：" + path + "（" + reason + "）", "请检查路径和权限");
  }
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::unique_ptr<reconcile::ByteReader>(std::make_unique<FileBytes>(descriptor, static_cast<std::uint64_t>(info.st_size), path));
}

bool IsLongNumber(const table::Cell& cell) {
  if (cell.kind != table::CellKind::kNumber || cell.text.size() < 16) return false;
  return std::all_of(cell.text.begin(), cell.text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "433127198001011000" -> "4.33127198001011E+17"
std::string Scientific(std::string_view digits) {
  return std::string(digits.substr(0, 1)) + "." + std::string(digits.substr(1, 14)) + "E+" + std::to_string(digits.size() - 1);
}

Result<std::unique_ptr<reconcile::ByteReader>> ReadWorkbook(const std::string& path) {
  const table::TableFile file = TRY(table::TableFile::Open(path));
  if (file.sheets().empty()) return Fail(kFile, "工作簿里没有工作表：" + path);
  auto bytes = std::make_unique<reconcile::RowBytes>();
  const auto source = TRY(file.OpenSheet(0));
  constexpr std::size_t kRowsForWidth = 20;  // the header stands among them, and every row gets its width
  std::vector<std::vector<std::string>> first;
  std::size_t width = 0;
  const auto flush = [&] {
    for (auto& row : first) {
      row.resize(width);
      bytes->Add(row);
    }
    first.clear();
  };
  table::SourceRow row;
  std::vector<std::string> cells;
  bool flushed = false;
  while (TRY(source->Next(row))) {
    cells.clear();
    bool any = false;
    for (const table::Cell& cell : row.cells) {
      cells.push_back(IsLongNumber(cell) ? Scientific(cell.text) : std::string(cell.text));
      any = any || !cell.text.empty();
    }
    if (!any) continue;
    if (flushed) {
      cells.resize(width);
      bytes->Add(cells);
      continue;
    }
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    width = std::max(width, cells.size());
    first.push_back(cells);
    if (first.size() == kRowsForWidth) flush(), flushed = true;
  }
  flush();
  return std::unique_ptr<reconcile::ByteReader>(std::move(bytes));
}

}  // namespace

Result<std::unique_ptr<reconcile::ByteReader>> OpenTable(const std::string& path) {
  const table::FileKind kind = TRY(table::FindFileKind(path));
  return kind == table::FileKind::kXlsx ? ReadWorkbook(path) : OpenFile(path);
}

}  // namespace gq::sources
