#include "base/person_name.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace gq {

namespace {

constexpr char32_t kMiddleDot = 0x00B7;

// What keyboards and old systems give for the dot between the parts of a name.
bool IsDot(char32_t c) {
  switch (c) {
    case kMiddleDot:
    case 0x2022:  // •
    case 0x2027:  // ‧
    case 0x2219:  // ∙
    case 0x22C5:  // ⋅
    case 0x25CF:  // ●
    case 0x30FB:  // ・
    case 0xFF65:  // ･
    case 0xFF0E:  // ．
    case '.':
      return true;
    default:
      return false;
  }
}

bool IsLatinLetter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0x00C0 && c <= 0x024F);
}

// Letters and digits alone: brackets and marks stay as they were written.
char32_t HalfWidth(char32_t c) {
  const bool letter = (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) || (c >= 0xFF10 && c <= 0xFF19);
  return letter ? c - 0xFEE0 : c;
}

// The nearest characters that are no blanks: before and behind a position; 0 at an end.
struct Beside {
  char32_t before = 0, behind = 0;
};
Beside Around(const std::vector<char32_t>& points, std::size_t at) {
  Beside beside;
  for (std::size_t i = at; i > 0 && beside.before == 0; --i) beside.before = IsBlank(points[i - 1]) ? 0 : points[i - 1];
  for (std::size_t i = at + 1; i < points.size() && beside.behind == 0; ++i)
    beside.behind = IsBlank(points[i]) ? 0 : points[i];
  return beside;
}

}  // namespace

std::string TidyPersonName(std::string_view text) {
  const std::vector<char32_t> points = CodePoints(Trim(text));
  std::string tidy;
  for (std::size_t at = 0; at < points.size(); ++at) {
    const char32_t c = points[at];
    if (IsDot(c)) {
      const auto [before, behind] = Around(points, at);
      AppendUtf8(tidy, IsHan(before) && IsHan(behind) ? kMiddleDot : c);
      continue;
    }
    if (!IsBlank(c)) {
      AppendUtf8(tidy, HalfWidth(c));
      continue;
    }
    const bool first = !IsBlank(points[at - 1]);  // trimmed: something stands before every blank
    const auto [before, behind] = Around(points, at);
    const auto closes_up = [](char32_t side) { return IsHan(side) || (IsDot(side) && side != '.'); };
    if (first && !closes_up(before) && !closes_up(behind)) tidy += ' ';
  }
  return tidy;
}

std::string PersonNameKey(std::string_view text) {
  std::string key;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = HalfWidth(NextCodePoint(text, at));
    if (IsBlank(c) || IsDot(c)) continue;
    AppendUtf8(key, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return key;
}

std::string_view WhyNotPersonName(std::string_view text) {
  static constexpr std::string_view kUnknown[] = {"无", "空", "不详", "未知", "待补", "无名", "姓名"};
  const std::string_view name = Trim(text);
  if (std::find(std::begin(kUnknown), std::end(kUnknown), name) != std::end(kUnknown)) return "没有填";
  if (!name.empty() && std::string_view("=+@#").find(name.front()) != std::string_view::npos)
    return "像是公式或出错的单元格";
  bool letter = false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = NextCodePoint(name, at);
    if (c == '<' || c == '>' || c == '|' || c == '\\' || c < 0x20) return "里有不该有的符号";
    // Scripts of the national minorities stand above the Latin ones.
    letter = letter || IsHan(c) || IsLatinLetter(c) || (c >= 0x0370 && c < 0x2000) || (c >= 0xA000 && c < 0xD7FF);
  }
  return letter ? std::string_view() : "里没有文字";
}

}  // namespace gq
