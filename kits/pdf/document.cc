#include "kits/pdf/document.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "kits/pdf/canvas.h"
#include "kits/pdf/layout.h"
#include "kits/pdf/qr.h"

namespace gq::pdf {
namespace {

constexpr double kA4Short = 210 * kPointsPerMm;
constexpr double kA4Long = 297 * kPointsPerMm;
constexpr double kFooterPoints = 8;
constexpr double kFooterQr = 13 * kPointsPerMm;

Geometry GeometryOf(const DocumentOptions& options) {
  const Margins& margins = options.look.margins;
  Geometry geometry{};
  geometry.page_width = options.landscape ? kA4Long : kA4Short;
  geometry.page_height = options.landscape ? kA4Short : kA4Long;
  geometry.left = margins.left_mm * kPointsPerMm;
  geometry.top = margins.top_mm * kPointsPerMm;
  geometry.width = geometry.page_width - (margins.left_mm + margins.right_mm) * kPointsPerMm;
  geometry.bottom = geometry.page_height - margins.bottom_mm * kPointsPerMm;
  return geometry;
}

// Draws what the layout has placed.
class Painter {
 public:
  Painter(Canvas* canvas, const DocumentOptions& options, const std::vector<Element>& elements,
          const Geometry& geometry)
      : canvas_(*canvas),
        options_(options),
        elements_(elements),
        geometry_(geometry),
        grid_style_(GridStyle(options.look)) {}

  Status Paint(const std::vector<Page>& pages) {
    std::optional<QrGrid> code;
    if (!options_.code_address.empty()) code = TRY(EncodeQr(options_.code_address));
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (!options_.watermark.empty()) {
        canvas_.Watermark(options_.watermark, options_.look.fonts, geometry_.page_width, geometry_.page_height);
      }
      for (const Piece& piece : pages[i]) TRY(PaintPiece(piece));
      PaintFooter(i + 1, pages.size(), code);
      canvas_.EndPage();
    }
    return Ok();
  }

  int missing_glyphs() const { return missing_glyphs_; }

 private:
  Status PaintPiece(const Piece& piece) {
    const Element& element = elements_[piece.element];
    switch (element.kind) {
      case Element::Kind::kText: {
        const TextBlock block = canvas_.Text(element.text, element.style, geometry_.width);
        if (piece.first == 0) missing_glyphs_ += block.missing_glyphs();
        canvas_.Draw(block, geometry_.left, piece.y, piece.first, piece.count);
        break;
      }
      case Element::Kind::kGrid:
        PaintRow(RowOf(element, piece.first, geometry_.width), piece.y, piece.height);
        break;
      case Element::Kind::kQr: {
        const QrGrid grid = TRY(EncodeQr(element.text));
        const double x = geometry_.left + geometry_.width - element.size;
        canvas_.DrawQr(grid, x, piece.y, element.size);
        TextStyle style = grid_style_;
        style.align = Align::kRight;
        canvas_.DrawAll(canvas_.Text(element.caption, style, geometry_.width), geometry_.left, piece.y + element.size);
        break;
      }
      default:
        break;
    }
    return Ok();
  }

  void PaintRow(const Row& row, double y, double height) {
    const double left = geometry_.left;
    for (const Cell& cell : row) {
      if (cell.shaded) canvas_.Fill(left + cell.x, y, cell.width, height, 0.93);
    }
    for (const Cell& cell : row) {
      const double x = left + cell.x;
      if (!cell.text.empty()) {
        TextStyle style = grid_style_;
        style.align = cell.align;
        style.bold = cell.bold;
        style.lines_max = cell.lines_max;
        const TextBlock block = canvas_.Text(cell.text, style, cell.width - 2 * kCellPadding);
        missing_glyphs_ += block.missing_glyphs();
        canvas_.DrawAll(block, x + kCellPadding, y + (height - block.height()) / 2);
      }
      canvas_.Line(x, y, x, y + height);
    }
    const double right = left + row.back().x + row.back().width;
    canvas_.Line(right, y, right, y + height);
    canvas_.Line(left, y, right, y);
    canvas_.Line(left, y + height, right, y + height);
  }

  void PaintFooter(std::size_t page, std::size_t pages, const std::optional<QrGrid>& code) {
    TextStyle style{.fonts = options_.look.fonts, .points = kFooterPoints, .pitch = kFooterPoints * 1.45, .grey = 0.25};
    const double y = geometry_.bottom + 6;
    std::string left = options_.as_of.empty() ? "" : "数据截至 " + options_.as_of;
    if (!options_.code.empty()) left += (left.empty() ? "编号 " : "　编号 ") + options_.code;
    if (!options_.note.empty()) left += (left.empty() ? "" : "\n") + options_.note;
    style.lines_max = 3;
    const double code_room = code ? kFooterQr + 6 : 0;
    const double page_room = 80;
    canvas_.DrawAll(canvas_.Text(left, style, geometry_.width - code_room - page_room), geometry_.left, y);
    style.align = Align::kRight;
    const std::string count = "第 " + std::to_string(page) + " 页 共 " + std::to_string(pages) + " 页";
    canvas_.DrawAll(canvas_.Text(count, style, page_room), geometry_.left + geometry_.width - code_room - page_room, y);
    if (code) canvas_.DrawQr(*code, geometry_.left + geometry_.width - kFooterQr, y, kFooterQr);
  }

  Canvas& canvas_;
  const DocumentOptions& options_;
  const std::vector<Element>& elements_;
  const Geometry& geometry_;
  const TextStyle grid_style_;
  int missing_glyphs_ = 0;
};

}  // namespace

Look PlainLook() {
  Look look;
  look.fonts = look.title_fonts = "Noto Sans CJK SC";
  return look;
}

Look OfficialLook() {
  Look look;
  look.fonts = "FangSong,FangSong_GB2312,Noto Serif CJK SC";
  look.title_fonts = "FZXiaoBiaoSong-B05S,Noto Serif CJK SC";
  look.text_points = 15.75;                          // size 3: 28 characters on 156 mm
  look.title_points = 22;                            // size 2
  look.line_pitch_points = 225 * kPointsPerMm / 22;  // 22 lines on 225 mm
  look.indents_paragraphs = true;
  look.margins = {37, 35, 28, 26};
  return look;
}

struct Document::State {
  DocumentOptions options;
  std::vector<Element> elements;

  Element& Add(Element::Kind kind) {
    elements.emplace_back();
    elements.back().kind = kind;
    return elements.back();
  }
};

Document::Document(DocumentOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

void Document::Title(std::string text) {
  const Look& look = state_->options.look;
  Element& element = state_->Add(Element::Kind::kText);
  element.text = std::move(text);
  element.style = {.fonts = look.title_fonts,
                   .points = look.title_points,
                   .pitch = look.title_points * 1.5,
                   .align = Align::kCenter,
                   .bold = true};
  element.space_after = 6;
  element.keeps_with_next = true;
}

void Document::Subtitle(std::string text) {
  const Look& look = state_->options.look;
  Element& element = state_->Add(Element::Kind::kText);
  element.text = std::move(text);
  element.style = {.fonts = look.fonts,
                   .points = look.text_points,
                   .pitch = look.line_pitch_points,
                   .align = Align::kCenter,
                   .grey = 0.2};
  element.space_after = 6;
  element.keeps_with_next = true;
}

void Document::Heading(std::string text) {
  const Look& look = state_->options.look;
  Element& element = state_->Add(Element::Kind::kText);
  element.text = std::move(text);
  const double points = look.indents_paragraphs ? look.text_points : look.text_points * 1.15;
  element.style = {
      .fonts = look.fonts, .points = points, .pitch = std::max(points * 1.5, look.line_pitch_points), .bold = true};
  if (look.indents_paragraphs) element.style.indent = 2 * points;
  element.space_before = look.indents_paragraphs ? 0 : 8;
  element.space_after = look.indents_paragraphs ? 0 : 3;
  element.keeps_with_next = true;
}

void Document::Paragraph(std::string text, Align align, bool indents) {
  const Look& look = state_->options.look;
  Element& element = state_->Add(Element::Kind::kText);
  element.text = std::move(text);
  element.style = {.fonts = look.fonts, .points = look.text_points, .pitch = look.line_pitch_points, .align = align};
  if (indents && look.indents_paragraphs && align == Align::kLeft) element.style.indent = 2 * look.text_points;
  element.space_after = look.indents_paragraphs ? 0 : 3;
}

void Document::Card(std::vector<Pair> pairs, int columns) {
  assert(columns >= 1 && columns <= 4);
  Element& element = state_->Add(Element::Kind::kGrid);
  element.pairs = std::move(pairs);
  element.pairs_per_row = columns;
  element.space_after = 6;
}

void Document::Table(std::vector<Column> columns, std::vector<std::vector<std::string>> rows) {
  assert(!columns.empty());
  for ([[maybe_unused]] const auto& row : rows) assert(row.size() <= columns.size());
  Element& element = state_->Add(Element::Kind::kGrid);
  element.columns = std::move(columns);
  element.rows = std::move(rows);
  element.space_after = 6;
}

void Document::Qr(std::string content, std::string caption, double size_mm) {
  Element& element = state_->Add(Element::Kind::kQr);
  element.text = std::move(content);
  element.caption = std::move(caption);
  element.size = size_mm * kPointsPerMm;
  element.space_before = element.space_after = 4;
}

void Document::Space(double mm) { state_->Add(Element::Kind::kSpace).size = mm * kPointsPerMm; }
void Document::PageBreak() { state_->Add(Element::Kind::kBreak); }

Result<Rendered> Document::Render() const {
  const DocumentOptions& options = state_->options;
  const Geometry geometry = GeometryOf(options);
  Canvas canvas(geometry.page_width, geometry.page_height);
  TRY(canvas.RequireFont(options.look.fonts));
  TRY(canvas.RequireFont(options.look.title_fonts));
  canvas.SetProperties(options.title, options.created);
  const std::vector<Page> pages = CutIntoPages(canvas, state_->elements, geometry, options.look);
  Painter painter(&canvas, options, state_->elements, geometry);
  TRY(painter.Paint(pages));
  Rendered rendered;
  rendered.pages = static_cast<int>(pages.size());
  rendered.missing_glyphs = painter.missing_glyphs();
  rendered.bytes = TRY(canvas.Finish());
  return rendered;
}

}  // namespace gq::pdf
