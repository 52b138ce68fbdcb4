// Rows of cells from CSV or XLSX alike. What TableReader stands on; use that unless the raw rows are wanted.
//
// Thread-safety: a file and its sources belong to one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/csv/reader.h"
#include "kits/table/file_kind.h"
#include "kits/xlsx/workbook.h"

namespace gq::table {

using CellKind = xlsx::CellKind;

struct Cell {
  CellKind kind = CellKind::kEmpty;
  bool merged = false;    // filled from the merged cell above
  std::string_view text;  // trimmed of blanks of every kind; dates as YYYY-MM-DD[ HH:MM:SS]; numbers in plain form
  std::string_view raw;   // as in the file: number as stored, date serial, text with its blanks
};

struct SourceRow {
  std::uint64_t number = 0;        // from 1: XLSX: row of the sheet; CSV: the row that a spreadsheet shows it in
  bool hidden = false;             // filtered out or hidden by hand
  std::uint32_t widest_merge = 0;  // columns of the widest merged cell that begins in this row
  std::vector<Cell> cells;         // by position
  bool open_end = false;           // of CSV: the file ends behind it without a line break
  std::vector<csv::Issue> issues;  // CSV only
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  // The next row; false at the end. Views stay valid until the next call.
  virtual Result<bool> Next(SourceRow& row) = 0;
};

// `text` without blanks at both ends (also U+3000, U+00A0, zero-width ones), without the apostrophe or ="..." that
// spreadsheets and exports put around to keep a number text.
std::string_view CleanText(std::string_view text);

struct SourceOptions {
  csv::ReaderOptions csv;
  xlsx::Limits limits;
  bool fill_merged = true;  // give the value of a merged cell to all rows it covers (XLSX; costs one more unpacking)
};

// A file opened for reading; its sheets can be read one after the other and again. A CSV file has one sheet, named "".
class TableFile {
 public:
  static Result<TableFile> Open(const std::string& path, const SourceOptions& options = {});
  FileKind kind() const { return kind_; }
  const std::vector<xlsx::SheetInfo>& sheets() const { return sheets_; }
  Result<std::unique_ptr<RowSource>> OpenSheet(std::size_t index) const;

 private:
  std::string path_;
  SourceOptions options_;
  FileKind kind_ = FileKind::kCsv;
  std::vector<xlsx::SheetInfo> sheets_;
  std::shared_ptr<const xlsx::Workbook> book_;
  // By sheet; found when a sheet is opened for the first time.
  mutable std::map<std::size_t, std::vector<xlsx::MergedRange>> merged_;
};

}  // namespace gq::table
