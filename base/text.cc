#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace gq {

namespace {

// Length of the valid sequence at `at`, or 0.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0; };
  const auto is_trail = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned a = byte(0), b = byte(1);
  if (a < 0x80) return 1;
  if (a >= 0xc2 && a <= 0xdf) return is_trail(1) ? 2 : 0;
  if (a >= 0xe0 && a <= 0xef) {
    if ((a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f)) return 0;
    return is_trail(1) && is_trail(2) ? 3 : 0;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    if ((a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f)) return 0;
    return is_trail(1) && is_trail(2) && is_trail(3) ? 4 : 0;
  }
  return 0;
}

// The first bytes of what IsBlank() takes for a blank. Most cells hold none of them and need no decoding.
constexpr std::array<bool, 256> MakeBlankStarts() {
  std::array<bool, 256> starts{};
  for (const int byte : {0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xc2, 0xe2, 0xe3, 0xef}) starts[byte] = true;
  return starts;
}
constexpr std::array<bool, 256> kBlankStarts = MakeBlankStarts();

bool MayHoldBlank(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return kBlankStarts[static_cast<unsigned char>(c)]; });
}

template <typename Keep>
std::string Filter(std::string_view text, Keep keep) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    if (keep(NextCodePoint(text, at))) out.append(text.substr(from, at - from));
  }
  return out;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (at + 8 <= text.size()) {  // runs of ASCII, eight letters at a time
      std::uint64_t letters;
      std::memcpy(&letters, text.data() + at, 8);
      if ((letters & 0x8080808080808080u) == 0) {
        at += 8;
        continue;
      }
    }
    const std::size_t length = SequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

char32_t NextCodePoint(std::string_view text, std::size_t& at) {
  const std::size_t length = SequenceLength(text, at);
  if (length == 0) return ++at, U'\uFFFD';
  const auto first = static_cast<unsigned char>(text[at]);
  char32_t code_point = length == 1 ? first : first & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i)
    code_point = code_point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
  at += length;
  return code_point;
}

void AppendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

std::vector<char32_t> CodePoints(std::string_view text) {
  std::vector<char32_t> all;
  for (std::size_t at = 0; at < text.size();) all.push_back(NextCodePoint(text, at));
  return all;
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) NextCodePoint(text, at);
  return count;
}

bool IsHan(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af) ||
         (c >= 0xf900 && c <= 0xfaff) || c == 0x3007;
}

bool IsBlank(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200f) ||
         c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x2060 || c == 0xfeff;
}

std::string_view Trim(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t next = begin;
    if (!kBlankStarts[static_cast<unsigned char>(text[begin])] || !IsBlank(NextCodePoint(text, next))) break;
    begin = next;
  }
  std::size_t end = text.size();
  while (end > begin) {
    std::size_t start = end - 1;
    while (start > begin && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
    std::size_t next = start;
    if (!kBlankStarts[static_cast<unsigned char>(text[start])] || !IsBlank(NextCodePoint(text, next)) || next != end)
      break;
    end = start;
  }
  return text.substr(begin, end - begin);
}

std::string ToHalfWidth(std::string_view text) {
  if (text.find('\xef') == text.npos && text.find('\xe3') == text.npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = NextCodePoint(text, at);
    if (c >= 0xff01 && c <= 0xff5e) {
      out += static_cast<char>(c - 0xfee0);
    } else if (c == 0x3000) {
      out += ' ';
    } else {
      out.append(text.substr(from, at - from));
    }
  }
  return out;
}

std::string CollapseBlanks(std::string_view text) {
  text = Trim(text);
  if (!MayHoldBlank(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    if (IsBlank(NextCodePoint(text, at))) {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out.append(text.substr(from, at - from));
  }
  return out;
}

std::string RemoveBlanks(std::string_view text) {
  if (!MayHoldBlank(text)) return std::string(text);
  return Filter(text, [](char32_t c) { return !IsBlank(c); });
}

std::string ToLowerAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string ToUpperAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::string LabelKey(std::string_view text) { return ToLowerAscii(RemoveBlanks(ToHalfWidth(text))); }

std::string_view CutText(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

bool StartsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }
bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  if (text.empty()) return parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(Trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  const auto flush = [&] {
    const auto trimmed = Trim(part);
    if (!trimmed.empty()) parts.emplace_back(trimmed);
    part.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = NextCodePoint(text, at);
    if (c == ';' || c == U'；' || c == U'、' || c == ',' || c == U'，' || c == '|' || c == '/' || c == '\n' ||
        c == '\r') {
      flush();
    } else {
      part.append(text.substr(from, at - from));
    }
  }
  flush();
  return parts;
}

}  // namespace gq
