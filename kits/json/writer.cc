#include "kits/json/writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace gq::json {
namespace {

// Length of the well-formed UTF-8 sequence at `at` (Unicode table 3-7), or 0.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0), second = byte(1);
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// 0: copy as it is; 'u': \u00XX; 'x': look at UTF-8; else the letter after the backslash.
constexpr std::array<char, 256> MakeEscapes() {
  std::array<char, 256> escapes{};
  for (std::size_t i = 0; i < 32; ++i) escapes[i] = 'u';
  for (std::size_t i = 128; i < 256; ++i) escapes[i] = 'x';
  escapes[127] = 'u';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}
constexpr auto kEscapes = MakeEscapes();

}  // namespace

void AppendQuoted(std::string_view value, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::size_t at = 0;
  while (at < value.size() && kEscapes[static_cast<unsigned char>(value[at])] == 0) ++at;
  if (at == value.size()) {  // most texts: keys, numbers, dates
    const std::size_t start = out->size();
    out->resize(start + at + 2);
    char* to = out->data() + start;
    *to++ = '"';
    to = std::copy(value.begin(), value.end(), to);
    *to = '"';
    return;
  }
  out->push_back('"');
  std::size_t copied = 0;  // everything before stands in out
  while (at < value.size()) {
    const auto byte = static_cast<unsigned char>(value[at]);
    const char escape = kEscapes[byte];
    if (escape == 0) {
      ++at;
      continue;
    }
    if (escape == 'x') {
      const std::size_t length = SequenceLength(value, at);
      if (length > 0) {
        at += length;
        continue;
      }
    }
    out->append(value.substr(copied, at - copied));
    if (escape == 'x') {
      out->append("\xEF\xBF\xBD");
    } else if (escape == 'u') {
      out->append("\\u00");
      out->push_back(kDigits[byte >> 4]);
      out->push_back(kDigits[byte & 15]);
    } else {
      out->push_back('\\');
      out->push_back(escape);
    }
    copied = ++at;
  }
  out->append(value.substr(copied));
  out->push_back('"');
}

void Writer::Comma() {
  if (comma_) out_.push_back(',');
  comma_ = true;
}

void Writer::Open(char kind) {
  Comma();
  out_.push_back(kind);
  open_.push_back(kind);
  comma_ = false;
}

void Writer::Close(char kind, char end) {
  assert(!open_.empty() && open_.back() == kind);
  (void)kind;
  open_.pop_back();
  out_.push_back(end);
  comma_ = true;
}

void Writer::Key(std::string_view key) {
  assert(!open_.empty() && open_.back() == '{');
  Comma();
  AppendQuoted(key, &out_);
  out_.push_back(':');
  comma_ = false;
}

void Writer::Null() { Raw("null"); }
void Writer::Bool(bool value) { Raw(value ? "true" : "false"); }

void Writer::Integer(std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  Raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

void Writer::Unsigned(std::uint64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  Raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

void Writer::Double(double value) {
  if (!std::isfinite(value)) return Null();
  std::array<char, 1100> digits;  // the smallest double has 1,074 places after the point
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  Raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

void Writer::Text(std::string_view value) {
  Comma();
  AppendQuoted(value, &out_);
}

void Writer::Raw(std::string_view json) {
  Comma();
  out_.append(json);
}

std::string Writer::Take() && {
  assert(open_.empty());
  return std::move(out_);
}

}  // namespace gq::json
