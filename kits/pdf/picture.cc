#include "kits/pdf/picture.h"

#include <algorithm>

#include "kits/pdf/canvas.h"

namespace gq::pdf {

namespace {

constexpr double kWidth = 540, kMargin = 32, kLabel = 76, kScale = 2;
constexpr Colour kGreen = {0x0B / 255.0, 0x6E / 255.0, 0x5F / 255.0};
constexpr Colour kSoft = {0xE3 / 255.0, 0xF1 / 255.0, 0xEE / 255.0};
constexpr Colour kPaper = {1, 1, 1}, kInk = {0x1D / 255.0, 0x23 / 255.0, 0x21 / 255.0};
constexpr Colour kGrey = {0x5B / 255.0, 0x66 / 255.0, 0x61 / 255.0};

TextStyle Style(double points, const Colour& colour, bool bold = false) {
  TextStyle style{.fonts = PlainLook().fonts, .points = points, .pitch = points * 1.5, .bold = bold};
  style.colour = colour;
  return style;
}

// Draws, or only measures when `canvas` draws nothing yet: the height of what stands below y.
double Draw(Canvas& canvas, const PictureCard& card) {
  const double inner = kWidth - 2 * kMargin;
  const auto band = canvas.Text(card.band, Style(15, kSoft), inner);
  const auto title = canvas.Text(card.title, Style(30, kPaper, true), inner);
  const double band_height = 22 + band.height() + title.height() + 18;
  canvas.Fill(0, 0, kWidth, band_height, kGreen);
  canvas.DrawAll(band, kMargin, 20);
  canvas.DrawAll(title, kMargin, 20 + band.height());
  double y = band_height + 18;
  if (!card.figure.empty()) {
    const auto figure = canvas.Text(card.figure, Style(28, kGreen, true), inner);
    canvas.DrawAll(figure, kMargin, y);
    y += figure.height() + 10;
  }
  for (const auto& line : card.lines) {
    const auto label = canvas.Text(line.label, Style(16, kGrey), kLabel);
    const auto value = canvas.Text(line.value, Style(18, kInk), inner - kLabel);
    canvas.DrawAll(label, kMargin, y + 1.5);
    canvas.DrawAll(value, kMargin + kLabel, y);
    y += std::max(label.height(), value.height()) + 6;
  }
  if (!card.tags.empty()) {
    y += 8;
    double x = kMargin;
    for (const auto& tag : card.tags) {
      const double width = 20 + 16 * static_cast<double>(std::count_if(tag.begin(), tag.end(), [](char c) {
                                  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                                }));
      if (x > kMargin && x + width > kWidth - kMargin) {
        x = kMargin;
        y += 40;
      }
      canvas.Fill(x, y, width, 32, kSoft);
      TextStyle style = Style(16, kGreen);
      style.align = Align::kCenter;
      canvas.DrawAll(canvas.Text(tag, style, width), x, y + 4);
      x += width + 10;
    }
    y += 40;
  }
  if (!card.foot.empty()) {
    y += 8;
    canvas.Line(kMargin, y, kWidth - kMargin, y);
    const auto foot = canvas.Text(card.foot, Style(15, kGrey), inner);
    canvas.DrawAll(foot, kMargin, y + 10);
    y += foot.height() + 12;
  }
  return y + 22;
}

}  // namespace

Result<std::string> RenderPicture(const PictureCard& card) {
  double height = 1;
  {
    Canvas measure(1, 1, 1);
    TRY(measure.RequireFont(PlainLook().fonts));
    height = Draw(measure, card);
  }
  Canvas canvas(kWidth, height, kScale);
  canvas.Fill(0, 0, kWidth, height, kPaper);
  Draw(canvas, card);
  return canvas.Finish();
}

}  // namespace gq::pdf
