// The user's own file comes back: the rows with errors, as they were, wrong cells coloured and commented, and a last
// column 错误说明 with the reasons. Corrected, it can be uploaded again as it is: TableReader passes over that column.
//
//   auto reader = TRY(table::ReadTable("名册.csv", spec));
//   ... problems.push_back({.sheet = reader.SheetName(), .row = reader.SheetRow(), .position = reader.PositionOf(0),
//                           .reason = "身份证号校验码不对", .suggestion = "…"});
//   TRY(table::WriteReturnedFile("名册.csv", reader.layouts(), std::move(problems), {}, "名册-错误.xlsx"));
//
// Works for CSV and XLSX; the file is streamed once more. Text stays text and numbers stay numbers; a long number that
// lost digits is written as text. Memory: the problems, and the comments (at most 5,000 a sheet).
// Thread-safety: a function without shared state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/table/table_reader.h"

namespace gq::table {

struct Problem {
  std::string sheet;                    // as TableReader::SheetName
  std::uint64_t row = 0;                // as TableReader::SheetRow
  std::optional<std::size_t> position;  // column of the file from 0 (TableReader::PositionOf); none: the whole row
  std::string reason;                   // Chinese sentence
  std::string suggestion;               // value to put in its place; may be empty
  bool doubtful = false;                // to be looked at: yellow instead of red
};

struct ReturnedOptions {
  bool only_bad_rows = true;  // false: all rows, also totals and notes
  SourceOptions source;       // the same as for reading
};

struct ReturnedCounts {
  std::uint64_t rows = 0;  // written below the header
  std::uint64_t bad_rows = 0;
  std::uint64_t bad_cells = 0;
};

// `layouts` are those of the reader that found the problems. Problems may come in any order.
Result<ReturnedCounts> WriteReturnedFile(const std::string& source_path, const std::vector<SheetLayout>& layouts,
                                         std::vector<Problem> problems, const ReturnedOptions& options,
                                         const std::string& out_path);

}  // namespace gq::table
