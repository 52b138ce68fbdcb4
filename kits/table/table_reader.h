// One way to read the tables that officers send: CSV or XLSX by content, header wherever it stands, titles above and
// totals, signatures and notes below left out, columns found by synonyms, several sheets, damaged numbers recognised.
//
//   table::HeaderSpec spec{{{"id_number", {"身份证号", "公民身份号码"}, true}, {"name", {"姓名"}, true}, {"phone",
//   {"联系电话"}}}}; auto reader = TRY(table::ReadTable("名册.xlsx", spec)); while (TRY(reader.Next())) {
//     const table::Cell& id = reader.Cell(0);              // index in spec.columns; kEmpty if the file has no such
//     column if (table::LostDigits(id)) Reject(reader.RecordNumber(), table::kLostDigitsSentence);
//   }
//
// Record numbers count every record after the header from 1, on through all sheets; empty rows, rows that hold nothing
// in a wanted column but a running number, repeated headers, totals, signatures and notes are not records (see
// notes()). Memory: bounded, see kits/csv/reader.h and kits/xlsx/workbook.h. Reading again: call ReadTable again.
//
// Errors: kFile / kTooLarge with a cure (see file_kind.h), kHeaderMissing with the columns that were not found.
// Thread-safety: a reader belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kits/table/header.h"
#include "kits/table/row_source.h"

namespace gq::table {

inline constexpr ErrorKind kHeaderMissing{"table.header_missing", 422, "没有找到表头", "Header not found"};

// The sheet of a template that explains how to fill it in (template.h); never read as data.
inline constexpr std::string_view kInstructionSheet = "填写说明";

struct ReadOptions {
  SourceOptions source;
  std::string sheet;  // only this sheet; empty: every visible sheet whose header has the required columns
  std::vector<std::pair<std::string, std::string>> chosen;  // (column name, header in the file) decided by a person
  std::size_t header_rows_scanned = 20;
  std::size_t notes_max = 1000;  // kept; note_count() counts all
};

// A row that is no record.
struct Note {
  enum class Kind : std::uint8_t { kTotal, kSignatureOrNote, kRepeatedHeader };
  Kind kind;
  std::string sheet;
  std::uint64_t row;  // of the sheet
  std::string text;   // of its first cell
};

// How a sheet is laid out.
struct SheetLayout {
  std::string name;                                    // empty for CSV
  std::size_t index = 0;                               // in the file
  std::uint64_t first_header_row = 0, header_row = 0;  // of the sheet, from 1; the last row of the header
  HeaderMatch header;
  std::size_t width = 0;  // cells of the header's widest row, empty ones at its end included
};

// Why a record's cells cannot be trusted, and what to do about it.
struct Misfit {
  std::string_view reason, cure;
};

class TableReader {
 public:
  TableReader(TableReader&&) noexcept;
  TableReader& operator=(TableReader&&) noexcept;
  ~TableReader();

  // The next record; false at the end.
  Result<bool> Next();

  // Of the current record; views stay valid until the next call of Next.
  const table::Cell& Cell(std::size_t column) const;  // index in HeaderSpec::columns
  std::string_view Text(std::size_t column) const { return Cell(column).text; }
  const table::Cell& CellAt(std::size_t position) const;  // position in the file's row
  // Where a wanted column stands in the file's rows; nothing if the file has it not.
  std::optional<std::size_t> PositionOf(std::size_t column) const;
  std::uint64_t RecordNumber() const;
  std::uint64_t SheetRow() const;  // row of the sheet; CSV: as a spreadsheet numbers it
  const std::string& SheetName() const;
  bool Hidden() const;  // the row is filtered out or hidden in the file
  // What the CSV reader found wrong in the record (csv::Describe says it in Chinese); usually empty.
  const std::vector<csv::Issue>& Issues() const;
  // Of CSV: bytes that are no text, unpaired quotes, or more filled cells than the header has columns (a comma without
  // quotes moves everything behind it by a column). Nothing of such a record should be taken.
  std::optional<table::Misfit> Misfit() const;

  // Of the sheet that is being read. Before the first Next: of the first sheet.
  const SheetLayout& layout() const;
  // All sheets that are or will be read, in order.
  const std::vector<SheetLayout>& layouts() const;
  // Sheets left out: hidden, empty, or without the required columns.
  const std::vector<std::string>& skipped_sheets() const;
  const std::vector<Note>& notes() const;
  std::uint64_t note_count() const;
  FileKind kind() const;

 private:
  friend Result<TableReader> ReadTable(const std::string&, const HeaderSpec&, const ReadOptions&);
  struct State;
  explicit TableReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

Result<TableReader> ReadTable(const std::string& path, const HeaderSpec& spec, const ReadOptions& options = {});

// True when a long number went through a spreadsheet's 15 digits: a number cell of more digits than it can keep, or
// text like 4.30521E+17. The digits cannot be told any more.
bool LostDigits(const Cell& cell);
inline constexpr std::string_view kLostDigitsSentence =
    "长号码被 Excel 当成数字，后几位已丢失（如 4.30E+17 或末尾变成 "
    "000），无法还原；请把该列设为“文本”格式，从原系统重新导出";

}  // namespace gq::table
