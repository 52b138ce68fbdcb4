#include "kits/table/row_source.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "kits/file/file.h"

namespace gq::table {
namespace {

class CsvRows : public RowSource {
 public:
  explicit CsvRows(csv::Reader reader) : reader_(std::move(reader)) {}
  Result<bool> Next(SourceRow& row) override {
    if (!TRY(reader_.Next(record_))) return false;
    row.number = ++count_;  // empty lines are rows too; lines within quotes are none
    row.hidden = false;
    row.widest_merge = 0;
    row.issues = record_.issues;
    row.open_end = record_.open_end;
    row.cells.resize(record_.fields.size());
    for (std::size_t at = 0; at < record_.fields.size(); ++at) {
      Cell& cell = row.cells[at];
      cell.raw = record_.fields[at];
      cell.text = CleanText(cell.raw);
      cell.kind = cell.text.empty() ? CellKind::kEmpty : CellKind::kText;
      cell.merged = false;
    }
    return true;
  }

 private:
  csv::Reader reader_;
  csv::Record record_;
  std::uint64_t count_ = 0;
};

class XlsxRows : public RowSource {
 public:
  XlsxRows(std::shared_ptr<const xlsx::Workbook> book, xlsx::SheetReader reader, std::vector<xlsx::MergedRange> merged)
      : book_(std::move(book)), reader_(std::move(reader)), merged_(std::move(merged)) {}

  Result<bool> Next(SourceRow& row) override {
    if (!TRY(reader_.Next(row_))) return false;
    row.number = row_.number;
    row.hidden = row_.hidden;
    row.widest_merge = 0;
    row.issues.clear();
    row.cells.assign(row_.cells.empty() ? 0 : row_.cells.back().column + 1, Cell{});
    for (const xlsx::Cell& from : row_.cells) {
      Cell& cell = row.cells[from.column];
      cell.raw = from.raw;
      cell.text = from.kind == CellKind::kText ? CleanText(from.text) : from.text;
      cell.kind = cell.text.empty() ? CellKind::kEmpty : from.kind;
    }
    if (!merged_.empty() || !reaching_.empty()) FillMerged(row);
    return true;
  }

 private:
  struct Reaching {  // a merged cell that reaches over the rows below it
    std::uint32_t last_row;
    CellKind kind;
    std::string text, raw;
  };

  // Only downwards, in the first column of the range: a household number over its members. To the right it would
  // put notes and titles into every column.
  void FillMerged(SourceRow& row) {
    const std::uint32_t number = row_.number - 1;
    for (auto at = reaching_.begin(); at != reaching_.end();) {
      if (at->second.last_row < number) {
        at = reaching_.erase(at);
        continue;
      }
      if (at->first >= row.cells.size()) row.cells.resize(at->first + 1);
      Cell& cell = row.cells[at->first];
      if (cell.kind == CellKind::kEmpty) cell = {at->second.kind, true, at->second.text, at->second.raw};
      ++at;
    }
    for (; next_ < merged_.size() && merged_[next_].first_row <= number; ++next_) {
      const xlsx::MergedRange& range = merged_[next_];
      if (range.first_row != number) continue;
      row.widest_merge = std::max(row.widest_merge, range.last_column - range.first_column + 1);
      if (range.last_row == range.first_row || range.first_column >= row.cells.size()) continue;
      const Cell& cell = row.cells[range.first_column];
      if (cell.kind == CellKind::kEmpty) continue;
      reaching_.insert_or_assign(range.first_column,
                                 Reaching{range.last_row, cell.kind, std::string(cell.text), std::string(cell.raw)});
    }
  }

  std::shared_ptr<const xlsx::Workbook> book_;
  xlsx::SheetReader reader_;
  std::vector<xlsx::MergedRange> merged_;
  std::size_t next_ = 0;
  std::map<std::uint32_t, Reaching> reaching_;
  xlsx::Row row_;
};

// Most cells have a plain letter or digit at both ends.
bool IsTrimmed(std::string_view text) {
  const auto plain = [](char letter) { return letter > 0x20 && letter < 0x7F; };
  return text.empty() || (plain(text.front()) && plain(text.back()));
}

}  // namespace

std::string_view CleanText(std::string_view text) {
  if (!IsTrimmed(text)) text = Trim(text);
  if (text.size() >= 3 && text[0] == '=' && text[1] == '"' && text.back() == '"')
    return Trim(text.substr(2, text.size() - 3));
  if (text.size() >= 2 && text[0] == '\'' &&
      std::string_view("0123456789=+-@").find(text[1]) != std::string_view::npos) {
    return Trim(text.substr(1));
  }
  return text;
}

Result<TableFile> TableFile::Open(const std::string& path, const SourceOptions& options) {
  TableFile file;
  file.path_ = path;
  file.options_ = options;
  file.kind_ = TRY(FindFileKind(path));
  if (file.kind_ == FileKind::kXlsx) {
    file.book_ = std::make_shared<xlsx::Workbook>(TRY(xlsx::Workbook::Open(path, options.limits)));
    file.sheets_ = file.book_->sheets();
  } else {
    file.sheets_.push_back({});
  }
  return file;
}

Result<std::unique_ptr<RowSource>> TableFile::OpenSheet(std::size_t index) const {
  if (kind_ == FileKind::kCsv) {
    return std::make_unique<CsvRows>(TRY(csv::Reader::Open(TRY(file::OpenSource(path_)), options_.csv)));
  }
  auto merged = merged_.find(index);
  if (merged == merged_.end()) {
    std::vector<xlsx::MergedRange> ranges;
    if (options_.fill_merged) ranges = TRY(book_->MergedRanges(index));
    merged = merged_.emplace(index, std::move(ranges)).first;
  }
  return std::make_unique<XlsxRows>(book_, TRY(book_->OpenSheet(index)), merged->second);
}

}  // namespace gq::table
