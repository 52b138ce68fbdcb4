// Cuts a document into pages: where each piece of each element stands. Only heights are kept between the passes, so
// that a list of ten thousand rows does not hold ten thousand texts set in type.
#pragma once

#include <string>
#include <vector>

#include "kits/pdf/canvas.h"
#include "kits/pdf/document.h"

namespace gq::pdf {

struct Cell {
  std::string text;
  double x = 0, width = 0;  // from the left edge of the text area
  Align align = Align::kLeft;
  bool bold = false;
  bool shaded = false;
  int lines_max = 3;
};
using Row = std::vector<Cell>;

struct Element {
  enum class Kind { kText, kGrid, kQr, kSpace, kBreak };
  Kind kind = Kind::kText;
  std::string text;  // also: content of a QR
  std::string caption;
  TextStyle style;
  double space_before = 0, space_after = 0;
  bool keeps_with_next = false;
  double size = 0;              // of a QR or a space
  std::vector<Column> columns;  // of a table
  std::vector<std::vector<std::string>> rows;
  std::vector<Pair> pairs;  // of a card
  int pairs_per_row = 2;
};

struct Geometry {
  double page_width, page_height, left, top, width, bottom;  // the text area ends at y = bottom
};

// One piece on one page. For text: lines [first, first + count); for grids: one row, -1 the repeated head.
struct Piece {
  std::size_t element = 0;
  int first = 0, count = 0;
  double y = 0, height = 0;
};
using Page = std::vector<Piece>;

TextStyle GridStyle(const Look& look);
// All rows of a card, or of a table without its head.
int RowCount(const Element& element);
Row RowOf(const Element& element, int index, double width);
double RowHeight(const Canvas& canvas, const Row& row, const TextStyle& style);

std::vector<Page> CutIntoPages(const Canvas& canvas, const std::vector<Element>& elements, const Geometry& geometry,
                               const Look& look);

inline constexpr double kCellPadding = 3.5;

}  // namespace gq::pdf
