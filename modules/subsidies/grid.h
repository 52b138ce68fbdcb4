// The decision table of a rule as a grid, and back into its XML: the XML stays the one truth (D15). Only what was
// edited is written; every other byte of the file, comments and layout included, stays as it was.
//
//   Grid grid = TRY(ReadGrid(xml));
//   grid.rows[3].then[1] = "min(fare, 350)";
//   std::string edited = TRY(WriteGrid(xml, grid));   // differs from xml in that one cell
//
// Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gq::subsidies {

struct GridHead {
  std::string name, label;
  std::string type;     // boolean, number, string ...; empty: not written
  std::string allowed;  // unary tests; empty: any
};
// One rule of the table; cells beside the heads. `id` names the row within the table.
struct GridRow {
  std::string id;
  std::vector<std::string> when, then, notes;
  friend bool operator==(const GridRow&, const GridRow&) = default;
};
struct Grid {
  std::string hit_policy;
  std::vector<GridHead> inputs, outputs, annotations;
  std::vector<GridRow> rows;
};

inline constexpr std::size_t kGridRowsMax = 500;
inline constexpr std::size_t kGridCellBytesMax = 2000;

// kBadRule: no XML, or no decision named "decision" that is a table.
Result<Grid> ReadGrid(std::string_view xml);
// The file with these rows in this order: rows of known ids keep their bytes but for cells that differ, new ids are
// written like their neighbours, ids that are missing are removed. Heads and hit policy are not written. kBadRule names
// the row (detail "row", from 1): a wrong number of cells, an id twice or not a name, a cell that is too long or holds
// characters that XML has not.
Result<std::string> WriteGrid(std::string_view xml, const std::vector<GridRow>& rows);

}  // namespace gq::subsidies
