// Text of cells: UTF-8 and GB18030 by cell, and the folding under which two names or two employers are the same.
//
// Engines hold no code tables: the caller hands over one function that turns GB18030 into UTF-8, and Gb18030 builds its
// own 48 KB table of the two-byte codes from it, so that a cell costs nanoseconds.
// Thread-safety: constant after construction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gq::reconcile {

// Appends GB18030 text as UTF-8; false when it is not valid GB18030. Must be callable from several threads.
using Transcoder = std::function<bool(std::string_view gb18030, std::string& utf8)>;

// The code point at text[i], i moved behind it; 0xFFFD for a broken sequence (i moves one byte).
char32_t NextCodePoint(std::string_view text, std::size_t& i);
void AppendCodePoint(char32_t c, std::string& out);
bool IsBlank(char32_t c);  // blanks, tabs, ideographic and no-break blanks, zero-width and direction marks
bool IsAscii(std::string_view text);
bool IsPlainAscii(std::string_view text);  // without zero bytes
bool IsUtf8(std::string_view text);

class Gb18030 {
 public:
  Gb18030() = default;  // knows ASCII only
  explicit Gb18030(Transcoder transcoder);
  // False: not valid GB18030; then `utf8` holds U+FFFD in its place.
  bool Append(std::string_view text, std::string& utf8) const;
  // UTF-8 as GB18030, two-byte codes only; false when a character has none. Slow at the first call: for a few texts,
  // from one thread.
  bool Encode(std::string_view utf8, std::string& out) const;

 private:
  Transcoder transcoder_;
  mutable std::unordered_map<char32_t, std::uint16_t> codes_;  // of two_byte_, turned round
  std::vector<std::uint16_t> two_byte_;                        // (lead - 0x81) * 191 + (trail - 0x40); 0 = not assigned
};

// UTF-8 in a file of GB18030: text that is right UTF-8 with ideographs and punctuation only, and would read as anything
// but everyday Chinese (GB 2312) otherwise. ASCII alone is not.
bool IsUtf8AmongGb18030(std::string_view text);
// GB18030 in a file of UTF-8 that happens to be right UTF-8 (石远强 = ʯԶǿ): nothing but letters of two bytes, two or
// more beside each other, that are everyday ideographs otherwise.
bool IsGb18030AmongUtf8(std::string_view text);

enum class Encoding : std::uint8_t { kUtf8, kGb18030 };
std::string_view NameOf(Encoding encoding);
// By lines: which encoding more of the lines outside ASCII can be.
Encoding DetectEncoding(std::string_view sample);

// Character variants that mean the same in names (峯 = 峰, 羣 = 群): code point -> the one that stands for it.
class Variants {
 public:
  // Lines "variant,standard"; a header line and lines beginning with # are skipped.
  static Variants Parse(std::string_view csv);
  char32_t Fold(char32_t c) const {
    if (c < 0x80) return c;
    const auto it = map_.find(c);
    return it == map_.end() ? c : it->second;
  }
  bool empty() const { return map_.empty(); }

 private:
  std::unordered_map<char32_t, char32_t> map_;
};

// Under this folding names are compared: blanks and dots between name parts dropped, full width narrowed, ASCII in
// capitals, variants replaced. Never shown to anybody.
void FoldName(std::string_view utf8, const Variants& variants, std::string& out);
std::string FoldName(std::string_view utf8, const Variants& variants);
// Employers' names: as names, and brackets dropped as well: 某某（集团）有限公司 = 某某(集团)有限公司.
std::string FoldUnitName(std::string_view utf8);
// Credit and organisation codes: letters in capitals, everything else than letters and digits dropped.
std::string FoldUnitCode(std::string_view utf8);
// Without blanks at both ends, ideographic ones included.
inline std::string_view Trim(std::string_view utf8);

std::string_view TrimBlanks(std::string_view utf8);  // Trim where there may be something to cut
inline std::string_view Trim(std::string_view utf8) {
  const auto may_be_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\xE3' || c == '\x80'; };
  return utf8.empty() || !(may_be_blank(utf8.front()) || may_be_blank(utf8.back())) ? utf8 : TrimBlanks(utf8);
}

}  // namespace gq::reconcile
