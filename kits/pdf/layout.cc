#include "kits/pdf/layout.h"

#include <algorithm>

namespace gq::pdf {
namespace {

constexpr int kHead = -1;

bool HasHead(const Element& element) { return !element.columns.empty(); }

std::vector<double> ColumnWidths(const std::vector<Column>& columns, double width) {
  double fixed = 0, shares = 0;
  for (const Column& column : columns) {
    fixed += column.width_mm * kPointsPerMm;
    if (column.width_mm <= 0) shares += column.share;
  }
  // Too wide for the sheet: everything shrinks alike instead of running off the paper.
  const double shrink = fixed > width && fixed > 0 ? width / fixed : 1;
  const double rest = std::max(0.0, width - fixed);
  std::vector<double> widths;
  for (const Column& column : columns) {
    widths.push_back(column.width_mm > 0 ? column.width_mm * kPointsPerMm * shrink : rest * column.share / shares);
  }
  return widths;
}

// The pairs of each row: a wide one stands alone.
std::vector<std::vector<std::size_t>> CardRows(const Element& element) {
  std::vector<std::vector<std::size_t>> rows;
  bool open = false;
  for (std::size_t i = 0; i < element.pairs.size(); ++i) {
    const bool wide = element.pairs[i].wide;
    if (!open || wide || rows.back().size() >= static_cast<std::size_t>(element.pairs_per_row)) rows.emplace_back();
    rows.back().push_back(i);
    open = !wide;
  }
  return rows;
}

Row CardRow(const Element& element, const std::vector<std::size_t>& pairs, double width) {
  const double pair_width = width / element.pairs_per_row;
  const double label_width = std::min(72.0, pair_width * 0.36);
  Row row;
  double x = 0;
  for (const std::size_t index : pairs) {
    const Pair& pair = element.pairs[index];
    // The last pair of a row that is not full takes the rest.
    const double whole = pair.wide || index == pairs.back() ? width - x : pair_width;
    row.push_back({.text = pair.label, .x = x, .width = label_width, .shaded = true});
    row.push_back({.text = pair.value, .x = x + label_width, .width = whole - label_width, .lines_max = 12});
    x += whole;
  }
  return row;
}

Row TableRow(const Element& element, int index, double width) {
  const auto widths = ColumnWidths(element.columns, width);
  Row row;
  double x = 0;
  for (std::size_t i = 0; i < element.columns.size(); ++i) {
    const Column& column = element.columns[i];
    Cell cell{.x = x, .width = widths[i], .align = column.align, .lines_max = column.lines_max};
    if (index == kHead) {
      cell.text = column.header;
      cell.bold = cell.shaded = true;
      cell.align = column.align == Align::kRight ? Align::kRight : Align::kCenter;
    } else if (const auto& cells = element.rows[static_cast<std::size_t>(index)]; i < cells.size()) {
      cell.text = cells[i];
    }
    row.push_back(std::move(cell));
    x += widths[i];
  }
  return row;
}

// The pen that goes down the pages.
class Cutter {
 public:
  Cutter(const Canvas& canvas, const std::vector<Element>& elements, const Geometry& geometry, const Look& look)
      : canvas_(canvas),
        elements_(elements),
        geometry_(geometry),
        grid_style_(GridStyle(look)),
        pages_(1),
        y_(geometry.top) {}

  std::vector<Page> Run() {
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      const Element& element = elements_[i];
      if (y_ > geometry_.top) y_ += element.space_before;
      switch (element.kind) {
        case Element::Kind::kText:
          PlaceText(i);
          break;
        case Element::Kind::kGrid:
          PlaceGrid(i);
          break;
        case Element::Kind::kQr:
          PlaceWhole(i, element.size + (element.caption.empty() ? 0 : grid_style_.pitch));
          break;
        case Element::Kind::kSpace:
          y_ += element.size;
          break;
        case Element::Kind::kBreak:
          NewPage();
          break;
      }
      y_ += element.space_after;
    }
    return std::move(pages_);
  }

 private:
  void NewPage() {
    pages_.emplace_back();
    y_ = geometry_.top;
  }
  bool Fits(double height) const { return y_ + height <= geometry_.bottom + 0.01; }
  bool AtTop() const { return pages_.back().empty(); }
  void Put(std::size_t element, int first, int count, double height) {
    pages_.back().push_back({element, first, count, y_, height});
    y_ += height;
  }

  void PlaceWhole(std::size_t index, double height) {
    if (!Fits(height) && !AtTop()) NewPage();
    Put(index, 0, 1, height);
  }

  void PlaceText(std::size_t index) {
    const Element& element = elements_[index];
    const TextBlock block = canvas_.Text(element.text, element.style, geometry_.width);
    // A heading at the foot of a sheet would stand alone: it needs room for three more lines.
    const double wanted = block.height() + (element.keeps_with_next ? 3 * grid_style_.pitch + 4 * kCellPadding : 0);
    if (element.keeps_with_next && !Fits(wanted) && !AtTop()) NewPage();
    int first = 0;
    while (first < block.lines()) {
      int count = static_cast<int>((geometry_.bottom - y_ + 0.01) / block.pitch());
      if (count <= 0 && !AtTop()) {
        NewPage();
        continue;
      }
      count = std::clamp(count, 1, block.lines() - first);
      Put(index, first, count, count * block.pitch());
      first += count;
    }
  }

  void PlaceGrid(std::size_t index) {
    const Element& element = elements_[index];
    const int rows = RowCount(element);
    const double head = HasHead(element) ? RowHeight(canvas_, RowOf(element, kHead, geometry_.width), grid_style_) : 0;
    bool head_here = false;
    for (int row = 0; row < std::max(rows, HasHead(element) ? 1 : 0); ++row) {
      const bool exists = row < rows;  // a table without rows still shows its head
      const double height = exists ? RowHeight(canvas_, RowOf(element, row, geometry_.width), grid_style_) : 0;
      if (!Fits(height + (head_here ? 0 : head)) && !AtTop()) {
        NewPage();
        head_here = false;
      }
      if (!head_here && HasHead(element)) Put(index, kHead, 1, head);
      head_here = true;
      if (exists) Put(index, row, 1, height);
    }
  }

  const Canvas& canvas_;
  const std::vector<Element>& elements_;
  const Geometry& geometry_;
  const TextStyle grid_style_;
  std::vector<Page> pages_;
  double y_;
};

}  // namespace

TextStyle GridStyle(const Look& look) {
  const double points = std::min(look.text_points, 9.5);
  return {.fonts = look.fonts, .points = points, .pitch = points * 1.35};
}

int RowCount(const Element& element) {
  return static_cast<int>(HasHead(element) ? element.rows.size() : CardRows(element).size());
}

Row RowOf(const Element& element, int index, double width) {
  if (HasHead(element)) return TableRow(element, index, width);
  return CardRow(element, CardRows(element)[static_cast<std::size_t>(index)], width);
}

double RowHeight(const Canvas& canvas, const Row& row, const TextStyle& style) {
  double height = style.pitch;
  for (const Cell& cell : row) {
    if (cell.text.empty()) continue;
    TextStyle cell_style = style;
    cell_style.bold = cell.bold;
    cell_style.lines_max = cell.lines_max;
    height = std::max(height, canvas.Text(cell.text, cell_style, cell.width - 2 * kCellPadding).height());
  }
  return height + 2 * kCellPadding;
}

std::vector<Page> CutIntoPages(const Canvas& canvas, const std::vector<Element>& elements, const Geometry& geometry,
                               const Look& look) {
  return Cutter(canvas, elements, geometry, look).Run();
}

}  // namespace gq::pdf
