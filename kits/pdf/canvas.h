// The pen: a PDF surface in memory, text blocks, lines, squares. All lengths in points (1/72 inch), from the top left.
// Line breaking and glyph choice are pango's; the distance of lines is ours, because CJK fonts claim 1.45 em a line.
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kits/pdf/document.h"
#include "kits/pdf/qr.h"

namespace gq::pdf {

inline constexpr double kPointsPerMm = 72.0 / 25.4;

struct Colour {
  double red = -1, green = -1, blue = -1;  // 0 … 1; below 0: not set
  bool IsSet() const { return red >= 0; }
};

struct TextStyle {
  std::string fonts;
  double points = 10.5;
  double pitch = 17;  // from line to line
  Align align = Align::kLeft;
  bool bold = false;
  double indent = 0;  // of the first line
  int lines_max = 0;  // 0: all
  double grey = 0;    // 0 black … 1 white
  Colour colour;      // when set, instead of grey
};

template <typename T>
struct GObjectDeleter {
  void operator()(T* object) const { g_object_unref(object); }
};

// A text broken into lines of a width.
class TextBlock {
 public:
  TextBlock(PangoContext* context, const std::string& text, const TextStyle& style, double width);
  int lines() const { return lines_; }
  double pitch() const { return style_.pitch; }
  double height() const { return lines_ * style_.pitch; }
  int missing_glyphs() const;

 private:
  friend class Canvas;
  std::unique_ptr<PangoLayout, GObjectDeleter<PangoLayout>> layout_;
  TextStyle style_;
  int lines_ = 0;
};

class Canvas {
 public:
  Canvas(double width, double height);                // a PDF in memory
  Canvas(double width, double height, double scale);  // a picture: PNG of width x scale by height x scale pixels
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // The first family of `fonts` that is installed; an error names the package when there is none.
  Status RequireFont(const std::string& fonts) const;
  void SetProperties(const std::string& title, const std::string& created);

  TextBlock Text(const std::string& text, const TextStyle& style, double width) const {
    return TextBlock(context_.get(), text, style, width);
  }
  // Lines [first, first + count) with the top of the first at (x, y).
  void Draw(const TextBlock& block, double x, double y, int first, int count);
  void DrawAll(const TextBlock& block, double x, double y) { Draw(block, x, y, 0, block.lines()); }
  void Line(double x1, double y1, double x2, double y2, double width = 0.5);
  void Fill(double x, double y, double width, double height, double grey);
  void Fill(double x, double y, double width, double height, const Colour& colour);
  void DrawQr(const QrGrid& grid, double x, double y, double size);
  void Watermark(const std::string& text, const std::string& fonts, double page_width, double page_height);
  void EndPage();

  Result<std::string> Finish();

 private:
  void MakeContext();
  std::string bytes_;
  bool is_picture_ = false;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
  std::unique_ptr<PangoContext, GObjectDeleter<PangoContext>> context_;
};

}  // namespace gq::pdf
