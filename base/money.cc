#include "base/money.h"

namespace gq {

namespace {

bool Take(std::string_view& text, std::string_view word) {
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::optional<Fen> Fen::ParseYuan(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const bool negative = Take(text, "-");
  if (!Take(text, "￥")) Take(text, "¥");
  std::int64_t digits = 0;
  int decimals = -1, seen = 0;
  while (!text.empty()) {
    const char c = text.front();
    if (c >= '0' && c <= '9') {
      if (digits > 1'000'000'000'000'000) return std::nullopt;
      digits = digits * 10 + (c - '0');
      ++seen;
      if (decimals >= 0) ++decimals;
    } else if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c != ',' || decimals >= 0) {
      break;
    }
    text.remove_prefix(1);
  }
  if (seen == 0) return std::nullopt;
  int shift = 2 - (decimals < 0 ? 0 : decimals);
  if (Take(text, "万"))
    shift += 4;
  else if (Take(text, "千"))
    shift += 3;
  Take(text, "元");
  if (!text.empty()) return std::nullopt;
  for (; shift > 0; --shift) digits *= 10;
  for (; shift < 0; ++shift) {
    if (digits % 10 != 0) return std::nullopt;
    digits /= 10;
  }
  return Fen(negative ? -digits : digits);
}

std::string Fen::ToYuan() const {
  const std::int64_t n = value_ < 0 ? -value_ : value_;
  std::string text = value_ < 0 ? "-" : "";
  text += std::to_string(n / 100) + "." + static_cast<char>('0' + n / 10 % 10) + static_cast<char>('0' + n % 10);
  return text;
}

}  // namespace gq
