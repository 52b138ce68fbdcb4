// Streaming reader for .xlsx (and .xlsm) workbooks: ECMA-376, also the strict form and files with namespace prefixes.
//
//   auto book = TRY(xlsx::Workbook::Open("名册.xlsx"));
//   for (const xlsx::SheetInfo& sheet : book.sheets()) ...
//   auto sheet = TRY(book.OpenSheet(0));
//   xlsx::Row row;
//   while (TRY(sheet.Next(row))) for (const xlsx::Cell& cell : row.cells) Use(cell.column, cell.kind, cell.text);
//
// Cells keep the type they have in the file. A number comes with its raw text, so that a reader can tell a long number
// that lost digits; dates are recognised by their number format. Formulas are never evaluated: the value that was saved
// with them counts. Memory: shared strings (all of them, limited), one row, some buffers; never the sheet.
// Limits of hostile files: see Limits in package.h. A document type declaration is refused.
//
// Errors: kFile (damaged, not a workbook), kTooLarge; the hint says how to cure it.
// Thread-safety: a Workbook may be shared by threads after Open; a SheetReader belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kits/xlsx/number_format.h"
#include "kits/xlsx/package.h"

namespace gq::xlsx {

enum class CellKind : std::uint8_t { kEmpty, kText, kNumber, kDate, kBool, kError };

struct Cell {
  std::uint32_t column = 0;  // from 0
  CellKind kind = CellKind::kEmpty;
  bool formula = false;  // the text is the value saved with a formula; kEmpty: it was never calculated
  // kText: the text. kNumber: plain decimal form with 15 significant digits ("430521198801011000", "0.3"); integers
  // below 2^53 in full.
  // kDate: see TextOfSerial. kBool: "TRUE", "FALSE". kError: "#N/A" and the like.
  std::string_view text;
  std::string_view raw;  // kNumber, kDate: as written in the file ("4.30521198801011E+17", "45658"); else as text
};

struct Row {
  std::uint32_t number = 0;  // from 1, as shown at the side of the sheet
  bool hidden = false;       // by a filter or by hand
  std::vector<Cell> cells;   // ascending columns; without cells that have neither value nor formula
};

struct SheetInfo {
  std::string name;
  bool hidden = false;
  std::string part;  // internal
};

// Rows and columns from 0, both ends included.
struct MergedRange {
  std::uint32_t first_row, first_column, last_row, last_column;
};

// "AB12" -> row 11, column 27; false if it is none.
bool ParseReference(std::string_view reference, std::uint32_t& row, std::uint32_t& column);
// 27 -> "AB".
std::string ColumnName(std::uint32_t column);

struct WorkbookData;

class SheetReader {
 public:
  SheetReader(SheetReader&&) noexcept;
  SheetReader& operator=(SheetReader&&) noexcept;
  ~SheetReader();
  // The next row that the file has (rows may be missing); false at the end. Views stay valid until the next call.
  Result<bool> Next(Row& row);

 private:
  friend class Workbook;
  struct State;
  explicit SheetReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Workbook {
 public:
  static Result<Workbook> Open(const std::string& path, const Limits& limits = {});

  const std::vector<SheetInfo>& sheets() const;  // worksheets only, in the order of the tabs
  bool date1904() const;
  Result<SheetReader> OpenSheet(std::size_t index) const;
  // The merged ranges of a sheet, by rows. They stand behind the cells in the file: this unpacks the sheet once.
  Result<std::vector<MergedRange>> MergedRanges(std::size_t index) const;

 private:
  std::shared_ptr<const WorkbookData> data_;
};

}  // namespace gq::xlsx
