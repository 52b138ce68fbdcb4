#include "base/mask.h"

#include <algorithm>
#include <vector>

#include "base/parse_value.h"
#include "base/text.h"

namespace gq {

namespace {

// Characters of UTF-8 text.
std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    characters.push_back(text.substr(at, size));
    at += size;
  }
  return characters;
}

std::string Keep(std::string_view text, std::size_t front, std::size_t back) {
  if (text.size() <= front + back) return std::string(text.size(), '*');
  return std::string(text.substr(0, front)) + std::string(text.size() - front - back, '*') +
         std::string(text.substr(text.size() - back));
}

std::string MaskName(std::string_view text) {
  const auto characters = Characters(text);
  if (characters.size() <= 1) return std::string(text);
  std::string masked(characters.front());
  if (characters.size() == 2) return masked + "*";
  for (std::size_t i = 1; i + 1 < characters.size(); ++i) masked += '*';
  return masked + std::string(characters.back());
}

// The position behind the first of the words in `text` after `from`; npos when there is none.
std::size_t Behind(std::string_view text, std::size_t from, std::initializer_list<std::string_view> words) {
  std::size_t best = std::string_view::npos;
  for (const auto word : words) {
    const auto at = text.find(word, from);
    if (at != std::string_view::npos && (best == std::string_view::npos || at + word.size() < best))
      best = at + word.size();
  }
  return best;
}

std::string CutAddress(std::string_view address, bool to_township) {
  // 城镇 and 乡村 inside a name are no end of a township; the first 镇, 乡 or 街道 behind the county is.
  std::size_t from = Behind(address, 0, {"县", "区", "旗", "市"});
  for (std::size_t next = from; next != std::string_view::npos;) {
    next = Behind(address, from, {"县", "自治旗"});
    if (next != std::string_view::npos) from = next;
  }
  if (from == std::string_view::npos) from = 0;
  const std::size_t township = Behind(address, from, {"镇", "乡", "街道", "苏木", "农场", "林场"});
  if (township == std::string_view::npos) return std::string(address.substr(0, from));
  if (to_township) return std::string(address.substr(0, township));
  const std::size_t village = Behind(address, township, {"村委会", "居委会", "村民委员会", "社区", "村", "嘎查"});
  return std::string(address.substr(0, village == std::string_view::npos ? township : village));
}

}  // namespace

std::string MaskValue(MaskKind kind, std::string_view text, int level) {
  if (text.empty() || level >= 3 || kind == MaskKind::kNone) return std::string(text);
  switch (kind) {
    case MaskKind::kName:
      return level == 0 ? MaskName(text) : std::string(text);
    case MaskKind::kIdNumber:
      return level == 0 ? Keep(text, 2, 0) : Keep(text, 3, 0);
    case MaskKind::kPhone:
      return level == 0 ? std::string() : Keep(text, 3, 4);
    case MaskKind::kBank:
      return level == 0 ? std::string() : Keep(text, 0, 4);
    case MaskKind::kAddress:
      return level == 2 ? std::string(text) : CutAddress(text, level == 0);
    case MaskKind::kNone:
      break;
  }
  return std::string(text);
}

namespace {

int DigitOf(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  return c >= 0xFF10 && c <= 0xFF19 ? static_cast<int>(c - 0xFF10) : -1;
}

// The digits from `at` on, with one blank or hyphen between any two of them; `end`: behind the last.
std::string DigitsFrom(std::string_view text, std::size_t at, std::size_t& end) {
  std::string digits;
  bool gap = false;
  while (at < text.size()) {
    const char32_t c = NextCodePoint(text, at);
    if (const int digit = DigitOf(c); digit >= 0) {
      digits += static_cast<char>('0' + digit);
      end = at;
      gap = false;
    } else if (digits.empty() || gap || !(IsBlank(c) || c == '-')) {
      break;
    } else {
      gap = true;
    }
  }
  return digits;
}

}  // namespace

std::string MaskCell(std::string_view text) {
  constexpr std::size_t kShown = 3, kLong = 7;
  std::string masked;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    const std::string digits = DigitsFrom(text, at, end);
    if (digits.size() >= kLong && !ParseDate(text.substr(at, end - at))) {
      masked += digits.substr(0, kShown) + "***";
      if (end < text.size() && (text[end] == 'X' || text[end] == 'x')) ++end;  // the last place of an ID number
    } else if (end > at) {
      masked += text.substr(at, end - at);
    } else {
      NextCodePoint(text, end);
      masked += text.substr(at, end - at);
    }
    at = end;
  }
  return masked;
}

}  // namespace gq
