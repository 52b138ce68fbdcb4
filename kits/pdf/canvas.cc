#include "kits/pdf/canvas.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>

namespace gq::pdf {
namespace {

cairo_status_t AppendBytes(void* closure, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

PangoAlignment ToPango(Align align) {
  switch (align) {
    case Align::kCenter:
      return PANGO_ALIGN_CENTER;
    case Align::kRight:
      return PANGO_ALIGN_RIGHT;
    default:
      return PANGO_ALIGN_LEFT;
  }
}

using Description = std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)>;

Description Describe(const std::string& fonts, double points, bool bold) {
  Description description(pango_font_description_new(), pango_font_description_free);
  pango_font_description_set_family(description.get(), fonts.c_str());
  pango_font_description_set_absolute_size(description.get(), points * PANGO_SCALE);
  pango_font_description_set_weight(description.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return description;
}

std::string ValidUtf8(const std::string& text) {
  if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr)) return text;
  char* const fixed = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
  std::string out = fixed;
  g_free(fixed);
  return out;
}

}  // namespace

TextBlock::TextBlock(PangoContext* context, const std::string& text, const TextStyle& style, double width)
    : layout_(pango_layout_new(context)), style_(style) {
  const std::string valid = ValidUtf8(text);
  PangoLayout* const layout = layout_.get();
  pango_layout_set_font_description(layout, Describe(style.fonts, style.points, style.bold).get());
  pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_indent(layout, static_cast<int>(style.indent * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, ToPango(style.align));
  if (style.lines_max > 0) {
    pango_layout_set_height(layout, -style.lines_max);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  }
  // Numbers and codes are often longer than a cell; a hyphen added at the break would read as part of them.
  const std::unique_ptr<PangoAttrList, void (*)(PangoAttrList*)> attributes(pango_attr_list_new(),
                                                                            pango_attr_list_unref);
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout, attributes.get());
  pango_layout_set_text(layout, valid.data(), static_cast<int>(valid.size()));
  lines_ = pango_layout_get_line_count(layout);
  // pango's limit counts lines of one paragraph; line feeds in the text can still exceed it.
  if (style.lines_max > 0) lines_ = std::min(lines_, style.lines_max);
}

int TextBlock::missing_glyphs() const { return pango_layout_get_unknown_glyphs_count(layout_.get()); }

Canvas::Canvas(double width, double height) {
  surface_ = cairo_pdf_surface_create_for_stream(AppendBytes, &bytes_, width, height);
  cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_5);
  MakeContext();
}

Canvas::Canvas(double width, double height, double scale) : is_picture_(true) {
  surface_ =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width * scale), static_cast<int>(height * scale));
  cairo_surface_set_device_scale(surface_, scale, scale);
  MakeContext();
}

void Canvas::MakeContext() {
  cairo_ = cairo_create(surface_);
  context_.reset(pango_cairo_create_context(cairo_));
  pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
}

Canvas::~Canvas() {
  context_.reset();
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

Status Canvas::RequireFont(const std::string& fonts) const {
  const Description wanted = Describe(fonts, 10, false);
  const std::unique_ptr<PangoFont, GObjectDeleter<PangoFont>> font(
      pango_font_map_load_font(pango_context_get_font_map(context_.get()), context_.get(), wanted.get()));
  if (font) {
    const Description got(pango_font_describe(font.get()), pango_font_description_free);
    const char* const family = pango_font_description_get_family(got.get());
    if (family != nullptr && ("," + fonts + ",").find("," + std::string(family) + ",") != std::string::npos)
      return Ok();
  }
  return Fail(kPdf, "这台机器上没有打印用的字体：" + fonts, "请安装软件包 fonts-noto-cjk");
}

void Canvas::SetProperties(const std::string& title, const std::string& created) {
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, ValidUtf8(title).c_str());
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATOR, "gangqiao");
  // cairo writes the present time unless told otherwise; the same sheet must give the same bytes.
  cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE,
                                 created.empty() ? "2000-01-01T00:00:00Z" : created.c_str());
}

void Canvas::Draw(const TextBlock& block, double x, double y, int first, int count) {
  const double grey = block.style_.grey;
  const Colour& colour = block.style_.colour;
  if (colour.IsSet())
    cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  else
    cairo_set_source_rgb(cairo_, grey, grey, grey);
  // Ideographs fill a square from 0.12 em below the baseline to 0.88 em above: this centres it in the line.
  const double baseline = block.style_.pitch / 2 + 0.38 * block.style_.points;
  const std::unique_ptr<PangoLayoutIter, void (*)(PangoLayoutIter*)> line(pango_layout_get_iter(block.layout_.get()),
                                                                          pango_layout_iter_free);
  for (int i = 0; i < first + count; ++i) {
    if (i >= first) {
      PangoRectangle logical;
      pango_layout_iter_get_line_extents(line.get(), nullptr, &logical);
      cairo_move_to(cairo_, x + static_cast<double>(logical.x) / PANGO_SCALE,
                    y + (i - first) * block.style_.pitch + baseline);
      pango_cairo_show_layout_line(cairo_, pango_layout_iter_get_line_readonly(line.get()));
    }
    if (!pango_layout_iter_next_line(line.get())) break;
  }
}

void Canvas::Line(double x1, double y1, double x2, double y2, double width) {
  cairo_set_source_rgb(cairo_, 0.25, 0.25, 0.25);
  cairo_set_line_width(cairo_, width);
  cairo_move_to(cairo_, x1, y1);
  cairo_line_to(cairo_, x2, y2);
  cairo_stroke(cairo_);
}

void Canvas::Fill(double x, double y, double width, double height, double grey) {
  cairo_set_source_rgb(cairo_, grey, grey, grey);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_fill(cairo_);
}

void Canvas::Fill(double x, double y, double width, double height, const Colour& colour) {
  cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_fill(cairo_);
}

void Canvas::DrawQr(const QrGrid& grid, double x, double y, double size) {
  constexpr int kQuiet = 4;  // light squares on every side, asked for by the standard
  const double square = size / (grid.side + 2 * kQuiet);
  Fill(x, y, size, size, 1);
  cairo_set_source_rgb(cairo_, 0, 0, 0);
  for (int row = 0; row < grid.side; ++row) {
    for (int column = 0; column < grid.side; ++column) {
      if (!grid.At(row, column)) continue;
      int end = column;
      while (end < grid.side && grid.At(row, end)) ++end;  // neighbours as one bar: no hairlines between them
      cairo_rectangle(cairo_, x + (column + kQuiet) * square, y + (row + kQuiet) * square, (end - column) * square,
                      square);
      column = end;
    }
  }
  cairo_fill(cairo_);
}

void Canvas::Watermark(const std::string& text, const std::string& fonts, double page_width, double page_height) {
  TextStyle style{.fonts = fonts, .points = 22, .pitch = 30, .align = Align::kCenter};
  style.grey = 0.9;
  const TextBlock block = Text(text, style, page_width);
  cairo_save(cairo_);
  for (const double part : {0.22, 0.52, 0.82}) {
    cairo_save(cairo_);
    cairo_translate(cairo_, page_width / 2, page_height * part);
    cairo_rotate(cairo_, -0.4);
    DrawAll(block, -page_width / 2, -block.height());
    cairo_restore(cairo_);
  }
  cairo_restore(cairo_);
}

void Canvas::EndPage() { cairo_show_page(cairo_); }

Result<std::string> Canvas::Finish() {
  if (is_picture_) cairo_surface_write_to_png_stream(surface_, AppendBytes, &bytes_);
  cairo_surface_finish(surface_);
  const cairo_status_t status = cairo_surface_status(surface_);
  if (status != CAIRO_STATUS_SUCCESS) {
    return Fail(kPdf, std::string("打印文件没有生成：") + cairo_status_to_string(status), "请重试；仍不行请联系管理员");
  }
  return std::move(bytes_);
}

}  // namespace gq::pdf
