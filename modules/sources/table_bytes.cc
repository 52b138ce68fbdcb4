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
  FileBytes(int descriptor, std::uint64_t size, std::string path)
      : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
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
  return std::unique_ptr<reconcile::ByteReader>(
      std::make_unique<FileBytes>(descriptor, static_cast<std::uint64_t>(info.st_size), path));
}

bool IsLongNumber(const table::Cell& cell) {
  if (cell.kind != table::CellKind::kNumber || cell.text.size() < 16) return false;
  return std::all_of(cell.text.begin(), cell.text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "433127198001011000" -> "4.33127198001011E+17"
std::string Scientific(std::string_view digits) {
  return std::string(digits.substr(0, 1)) + "." + std::string(digits.substr(1, 14)) + "E+" +
         std::to_string(digits.size() - 1);
}

using Cells = std::vector<std::string>;

Cells TextsOf(const table::SourceRow& row) {
  Cells cells;
  for (const table::Cell& cell : row.cells)
    cells.push_back(IsLongNumber(cell) ? Scientific(cell.text) : std::string(cell.text));
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
  return cells;
}

// The sheets of a workbook as one table: all that have a header, their columns brought into the order of the first one.
class WorkbookReader {
 public:
  WorkbookReader(reconcile::TableKind kind, const reconcile::HeaderMap& map) : kind_(kind), map_(map) {}

  Result<std::unique_ptr<reconcile::ByteReader>> Read(const table::TableFile& file) {
    for (std::size_t i = 0; i < file.sheets().size(); ++i) {
      if (!file.sheets()[i].hidden) TRY(ReadSheet(*TRY(file.OpenSheet(i))));
    }
    if (header_.empty()) {  // the engine says what is missing, by what stands there
      for (const Cells& row : first_rows_) bytes_->Add(row);
    }
    return std::unique_ptr<reconcile::ByteReader>(std::move(bytes_));
  }

 private:
  static constexpr int kHeaderRowsMax = 20;

  Status ReadSheet(table::RowSource& source) {
    table::SourceRow row;
    Cells cells;
    for (int n = 0; n < kHeaderRowsMax && TRY(source.Next(row)); ++n) {
      cells = TextsOf(row);
      reconcile::Header header;
      if (reconcile::ReadHeader(cells, kind_, map_, header)) return ReadRows(source, cells);
      if (header_.empty() && !cells.empty()) first_rows_.push_back(cells);
    }
    return Ok();
  }

  Status ReadRows(table::RowSource& source, const Cells& header) {
    if (header_.empty()) header_ = header, bytes_->Add(header);
    std::vector<std::size_t> place;  // in the table, of each column of the sheet
    std::vector<bool> taken(header_.size());
    for (const std::string& name : header) {
      std::size_t to = 0;
      while (to < header_.size() && (taken[to] || header_[to] != name)) ++to;
      if (to < header_.size()) taken[to] = true;
      place.push_back(to);
    }
    table::SourceRow row;
    while (TRY(source.Next(row))) {
      const Cells cells = TextsOf(row);
      if (cells.empty()) continue;
      Cells out(header_.size());
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::size_t to = c < place.size() ? place[c] : c;
        if (to < out.size()) out[to] = cells[c];
      }
      bytes_->Add(out);
    }
    return Ok();
  }

  const reconcile::TableKind kind_;
  const reconcile::HeaderMap& map_;
  std::unique_ptr<reconcile::RowBytes> bytes_ = std::make_unique<reconcile::RowBytes>();
  Cells header_;
  std::vector<Cells> first_rows_;
};

}  // namespace

Result<std::unique_ptr<reconcile::ByteReader>> OpenTable(const std::string& path, reconcile::TableKind kind,
                                                         const reconcile::HeaderMap& map) {
  if (TRY(table::FindFileKind(path)) != table::FileKind::kXlsx) return OpenFile(path);
  const table::TableFile file = TRY(table::TableFile::Open(path));
  if (file.sheets().empty()) return Fail(kFile, "工作簿里没有工作表：" + path);
  return WorkbookReader(kind, map).Read(file);
}

}  // namespace gq::sources
