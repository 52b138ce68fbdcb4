// Streaming writer for .xlsx over libxlsxwriter in its constant-memory mode; the file appears whole or not at all, mode
// 0600.
//
//   auto book = TRY(xlsx::Writer::Create("名册.xlsx"));
//   xlsx::SheetWriter& sheet = book->AddSheet("名册", {.widths = {20, 10}, .header_rows = 2, .frozen_columns = 1});
//   sheet.Title("外出务工人员花名册", 2);
//   for (...) sheet.Text("身份证号", xlsx::Look::kHeader); sheet.EndRow();
//   sheet.Text(id); sheet.Text(name); sheet.EndRow();         // text cells: no lost digits, no formulas
//   TRY(book->Close());
//
// Text is always a text cell in the text format, whatever it begins with; there is no way to write a formula. Control
// characters are dropped; text beyond a cell's 32,767 characters is cut and counted (cut_cells). Rows go downwards
// only. The bytes depend on the content alone: the creation date in the properties is fixed. Memory: a few hundred KB a
// sheet, plus comments. Scratch files are unnamed ones in $TMPDIR or /tmp.
//
// Errors are kept and come out of Close. Thread-safety: a writer and its sheets belong to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gq::xlsx {

enum class Look : std::uint8_t {
  kPlain,     // text format, left, thin border
  kWrapped,   // as kPlain, in as many lines as it needs
  kHeader,    // bold, centred, wrapped, grey ground
  kRequired,  // as kHeader, in red: a column that must be filled in
  kTitle,     // large, bold, centred, no border
  kNote,      // small, wrapped, no border
  kNumber,    // as it is: 3500, 0.25
  kInteger,
  kMoney,     // 1,234.50
  kPercent,   // 0.00%
  kDate,      // 2025-01-31
  kMonth,     // 2025-01
  kBad,       // text on red ground: an error in this cell
  kDoubtful,  // text on yellow ground: to be looked at
  kReason,    // dark red text, wrapped
  kCount      // number of looks
};

struct SheetOptions {
  std::vector<double> widths;      // of columns, in characters; missing or 0: 12
  std::vector<bool> text_columns;  // columns whose empty cells are in the text format too (for typing ID numbers in)
  std::uint32_t header_rows = 1;   // frozen, and repeated on every printed page
  std::uint32_t frozen_columns = 0;
  bool hidden = false;
  bool autofilter = false;    // on the last header row; needs `columns`
  std::uint32_t columns = 0;  // for autofilter and the print area; 0: as many as widths
  std::string print_footer;   // beside 第 x 页 共 y 页, e.g. 填报单位：…  填报人：…
};

class SheetWriter {
 public:
  ~SheetWriter();
  // A row of one cell merged over `columns` columns. Only between EndRow and the first cell of a row.
  void Title(std::string_view text, std::uint32_t columns, Look look = Look::kTitle);

  // The next cell of the row.
  void Text(std::string_view text, Look look = Look::kPlain);
  void Number(double value, Look look = Look::kNumber);
  void Integer(std::int64_t value, Look look = Look::kInteger);
  void Money(Fen amount);
  void Date(gq::Date date);
  void Month(gq::Month month);
  void Skip(std::uint32_t cells = 1);
  void EndRow();

  // A comment at the cell written last, shown when the mouse is over it.
  void Comment(std::string_view text);
  // Hides the row under way (the row of keys in a template).
  void HideRow();
  // A drop-down in a column, rows from 0, both included. `choices` may be many: they are taken from `list_range` such
  // as 选项!$A$1:$A$30 if that is given, otherwise written into the rule (255 characters at most altogether).
  void DropDown(std::uint32_t column, std::uint32_t first_row, std::uint32_t last_row,
                const std::vector<std::string>& choices, const std::string& list_range = {});

  std::uint32_t row() const;        // the row under way, from 0
  std::uint64_t cut_cells() const;  // texts that were too long

 private:
  friend class Writer;
  struct State;
  explicit SheetWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Writer {
 public:
  static Result<std::unique_ptr<Writer>> Create(const std::string& path);
  ~Writer();  // not closed: no file appears
  // `name` is made acceptable: at most 31 characters, without []:*?/\, different from the others. The reference stays
  // valid until Close. Sheets may be filled in turns.
  SheetWriter& AddSheet(std::string_view name, const SheetOptions& options = {});
  Status Close();

 private:
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gq::xlsx
