#include "engines/reconcile/text.h"

#include <cstring>

namespace gq::reconcile {
namespace {

constexpr char32_t kBroken = 0xFFFD;

unsigned Byte(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool IsLead(unsigned b) { return b >= 0x81 && b <= 0xFE; }
bool IsTrail(unsigned b) { return (b >= 0x40 && b <= 0x7E) || (b >= 0x80 && b <= 0xFE); }
std::size_t Slot(unsigned lead, unsigned trail) { return (lead - 0x81) * 191 + (trail - 0x40); }

char32_t Narrow(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  return c >= 'a' && c <= 'z' ? c - 32 : c;
}

bool IsNameDot(char32_t c) {
  return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65 || c == '.' || c == 0x2E31 ||
         c == 0x22C5;
}

bool IsBracket(char32_t c) { return c == '(' || c == ')' || c == '[' || c == ']' || c == 0x3010 || c == 0x3011; }

}  // namespace

char32_t NextCodePoint(std::string_view text, std::size_t& i) {
  const unsigned b = Byte(text, i);
  if (b < 0x80) return ++i, b;
  const int more = b >= 0xF0 && b <= 0xF4 ? 3 : b >= 0xE0 && b < 0xF0 ? 2 : b >= 0xC2 && b < 0xE0 ? 1 : 0;
  if (more == 0 || i + static_cast<std::size_t>(more) >= text.size()) return ++i, kBroken;
  char32_t c = b & (0x3FU >> more);
  for (int k = 1; k <= more; ++k) {
    const unsigned t = Byte(text, i + static_cast<std::size_t>(k));
    if ((t & 0xC0) != 0x80) return ++i, kBroken;
    c = c << 6 | (t & 0x3F);
  }
  static constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  if (c < kLeast[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return ++i, kBroken;
  i += static_cast<std::size_t>(more) + 1;
  return c;
}

void AppendCodePoint(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool IsBlank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202F) || c == 0x2060 || c == 0xFEFF;
}

namespace {

// The first byte from 0x80 on, or the end.
std::size_t SkipAscii(std::string_view text, std::size_t i) {
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
  }
  while (i < text.size() && Byte(text, i) < 0x80) ++i;
  return i;
}

}  // namespace

bool IsAscii(std::string_view text) { return SkipAscii(text, 0) == text.size(); }

bool IsPlainAscii(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101010101010101ULL;
  std::size_t i = 0;
  std::uint64_t bad = 0;  // bit 7 of bytes from 0x80 on, and of zero bytes or bytes above such
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    bad |= word | (word - kEach);
  }
  for (; i < text.size(); ++i) bad |= Byte(text, i) | ((Byte(text, i) - 1U) & 0x80);
  return (bad & 0x80 * kEach) == 0;
}

bool IsUtf8(std::string_view text) {
  for (std::size_t i = SkipAscii(text, 0); i < text.size(); i = SkipAscii(text, i)) {
    // Ideographs first: E1..EC and EE never begin anything overlong, a surrogate or U+FFFD.
    while (i + 2 < text.size() && Byte(text, i) >= 0xE1 && Byte(text, i) <= 0xEC &&
           (Byte(text, i + 1) & 0xC0) == 0x80 && (Byte(text, i + 2) & 0xC0) == 0x80) {
      i += 3;
    }
    if (i >= text.size() || Byte(text, i) < 0x80) continue;
    const std::size_t from = i;
    if (NextCodePoint(text, i) == kBroken && (i != from + 3 || text.substr(from, 3) != "\xEF\xBF\xBD")) return false;
  }
  return true;
}

Gb18030::Gb18030(Transcoder transcoder) : transcoder_(std::move(transcoder)) {
  if (!transcoder_) return;
  two_byte_.assign(std::size_t{126} * 191, 0);
  std::string utf8;
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
      if (!IsTrail(trail)) continue;
      const char code[] = {static_cast<char>(lead), static_cast<char>(trail)};
      utf8.clear();
      std::size_t i = 0;
      if (!transcoder_(std::string_view(code, 2), utf8) || utf8.empty()) continue;
      const char32_t c = NextCodePoint(utf8, i);
      if (i == utf8.size() && c < 0x10000 && c != kBroken) two_byte_[Slot(lead, trail)] = static_cast<std::uint16_t>(c);
    }
  }
}

bool Gb18030::Append(std::string_view text, std::string& utf8) const {
  bool valid = true;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = Byte(text, i);
    const unsigned trail = i + 1 < text.size() ? Byte(text, i + 1) : 0;
    if (lead < 0x80) {
      utf8 += text[i++];
    } else if (!two_byte_.empty() && IsLead(lead) && IsTrail(trail) && two_byte_[Slot(lead, trail)] != 0) {
      AppendCodePoint(two_byte_[Slot(lead, trail)], utf8);
      i += 2;
    } else if (transcoder_ && i + 3 < text.size() && IsLead(lead) && trail >= '0' && trail <= '9' &&
               transcoder_(text.substr(i, 4), utf8)) {
      i += 4;
    } else {
      AppendCodePoint(kBroken, utf8);
      valid = false;
      i += IsLead(lead) && IsTrail(trail) ? 2 : 1;
    }
  }
  return valid;
}

bool Gb18030::Encode(std::string_view utf8, std::string& out) const {
  if (codes_.empty()) {
    for (std::size_t slot = 0; slot < two_byte_.size(); ++slot) {
      if (two_byte_[slot] != 0)
        codes_.emplace(two_byte_[slot], static_cast<std::uint16_t>(((slot / 191 + 0x81) << 8) + slot % 191 + 0x40));
    }
  }
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t c = NextCodePoint(utf8, i);
    const auto it = codes_.find(c);
    if (c >= 0x80 && it == codes_.end()) return false;
    if (c >= 0x80) out += static_cast<char>(it->second >> 8);
    out += static_cast<char>(c >= 0x80 ? it->second & 0xFF : c);
  }
  return true;
}

namespace {

// Ideographs, kana and punctuation of GB 2312.
bool IsGb2312(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned lead = Byte(text, i);
    if (lead < 0x80) continue;
    const unsigned trail = ++i < text.size() ? Byte(text, i) : 0;
    const bool row = lead == 0xA1 || lead == 0xA3 || (lead >= 0xB0 && lead <= 0xF7);
    if (!row || trail < 0xA1 || trail > 0xFE) return false;
  }
  return true;
}

}  // namespace

bool IsUtf8AmongGb18030(std::string_view text) {
  bool ideographs = false;
  for (std::size_t i = SkipAscii(text, 0); i < text.size(); i = SkipAscii(text, i)) {
    const char32_t c = NextCodePoint(text, i);
    if (c == kBroken) return false;
    if (c >= 0x2E80) {
      ideographs = true;
    } else if (c != 0xB7 && (c < 0x2010 || c > 0x206F)) {
      return false;
    }
  }
  return ideographs && !IsGb2312(text);
}

bool IsGb18030AmongUtf8(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t i = SkipAscii(text, 0); i < text.size(); i = SkipAscii(text, i)) {
    std::size_t in_run = 0;
    for (; i < text.size() && Byte(text, i) >= 0x80; ++in_run) {
      const unsigned lead = Byte(text, i), follow = i + 1 < text.size() ? Byte(text, i + 1) : 0;
      const bool two_bytes = lead >= 0xC2 && lead <= 0xDF && follow >= 0x80 && follow <= 0xBF;
      if (!two_bytes || follow < 0xA1) return false;  // every lead from 0xC2 to 0xDF is one of ideographs
      i += 2;
    }
    if (in_run < 2) return false;
    letters += in_run;
  }
  return letters > 0;
}

std::string_view NameOf(Encoding encoding) { return encoding == Encoding::kUtf8 ? "UTF-8" : "GB18030"; }

Encoding DetectEncoding(std::string_view sample) {
  std::size_t utf8 = 0, other = 0;
  while (!sample.empty()) {
    const std::size_t end = sample.find('\n');
    if (end == std::string_view::npos && utf8 + other > 0) break;  // the sample may end inside a character
    const std::string_view line = sample.substr(0, end);
    if (!IsAscii(line)) ++(IsUtf8(line) ? utf8 : other);
    sample.remove_prefix(end == std::string_view::npos ? sample.size() : end + 1);
  }
  return other > utf8 ? Encoding::kGb18030 : Encoding::kUtf8;
}

Variants Variants::Parse(std::string_view csv) {
  Variants out;
  while (!csv.empty()) {
    const std::size_t end = csv.find('\n');
    const std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    const std::size_t comma = line.find(',');
    if (line.empty() || line[0] == '#' || comma == 0 || comma == std::string_view::npos || comma + 1 >= line.size())
      continue;
    std::size_t i = 0, k = comma + 1;
    const char32_t from = NextCodePoint(line, i), to = NextCodePoint(line, k);
    if (from >= 0x80 && to >= 0x80 && i == comma) out.map_[from] = to;
  }
  return out;
}

void FoldName(std::string_view utf8, const Variants& variants, std::string& out) {
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t c = Narrow(NextCodePoint(utf8, i));
    if (!IsBlank(c) && !IsNameDot(c)) AppendCodePoint(variants.Fold(c), out);
  }
}

std::string FoldName(std::string_view utf8, const Variants& variants) {
  std::string out;
  FoldName(utf8, variants, out);
  return out;
}

std::string FoldUnitName(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t c = Narrow(NextCodePoint(utf8, i));
    if (!IsBlank(c) && !IsNameDot(c) && !IsBracket(c)) AppendCodePoint(c, out);
  }
  return out;
}

std::string FoldUnitCode(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t c = Narrow(NextCodePoint(utf8, i));
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) out += static_cast<char>(c);
  }
  return out;
}

std::string_view TrimBlanks(std::string_view text) {
  const auto ideographic = [](std::string_view t) { return t == "\xE3\x80\x80"; };
  for (;;) {
    if (!text.empty() && (text[0] == ' ' || text[0] == '\t'))
      text.remove_prefix(1);
    else if (text.size() >= 3 && ideographic(text.substr(0, 3)))
      text.remove_prefix(3);
    else
      break;
  }
  for (;;) {
    if (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
      text.remove_suffix(1);
    else if (text.size() >= 3 && ideographic(text.substr(text.size() - 3)))
      text.remove_suffix(3);
    else
      break;
  }
  return text;
}

}  // namespace gq::reconcile
