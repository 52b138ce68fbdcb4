#include "kits/pinyin/pinyin.h"

#include <algorithm>

#include "base/text.h"
#include "kits/pinyin/table.h"

namespace gq {

namespace {

using namespace internal;

void Add(Pinyin& out, std::string_view syllable) {
  if (!out.pinyin.empty()) out.pinyin += ' ';
  out.pinyin += syllable;
  out.initials += syllable.front();
}

std::string_view SurnamePinyin(char32_t c) {
  const auto* const end = kSurnameReadings + kSurnameReadingCount;
  const auto* const found =
      std::lower_bound(kSurnameReadings, end, c, [](const SurnameReading& r, char32_t x) { return r.code_point < x; });
  return found != end && found->code_point == c ? kSyllables[found->syllable] : CharacterPinyin(c);
}

// Bytes of a compound surname at the beginning (its pinyin is added), or 0.
std::size_t TakeCompound(std::string_view name, Pinyin& out) {
  if (name.size() <= 6) return 0;
  const auto first = name.substr(0, 6);
  const auto* const end = kCompoundSurnames + kCompoundSurnameCount;
  const auto* const found = std::lower_bound(kCompoundSurnames, end, first,
                                             [](const CompoundSurname& s, std::string_view t) { return s.text < t; });
  if (found == end || found->text != first) return 0;
  for (const auto syllable : Split(found->pinyin, ' ')) Add(out, syllable);
  return 6;
}

Pinyin Read(std::string_view text, bool is_name) {
  Pinyin out;
  out.pinyin.reserve(24);
  std::size_t at = is_name ? TakeCompound(text, out) : 0;
  bool first = is_name && at == 0;
  bool in_word = false;  // letters and digits that follow each other are one word
  while (at < text.size()) {
    const char32_t c = NextCodePoint(text, at);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) {
      const char lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      if (in_word)
        out.pinyin += lower;
      else
        Add(out, {&lower, 1});
    } else if (IsHan(c)) {
      const auto syllable = first ? SurnamePinyin(c) : CharacterPinyin(c);
      first = false;
      if (syllable.empty()) {
        out.pinyin += out.pinyin.empty() ? "?" : " ?";
      } else {
        Add(out, syllable);
      }
    }
    in_word = letter;
  }
  return out;
}

}  // namespace

std::string_view CharacterPinyin(char32_t c) {
  if (c < 0x3400 || c > 0x9fff) return c == U'〇' ? "ling" : "";
  return kSyllables[kCommonReadings[c - 0x3400]];
}

Pinyin NamePinyin(std::string_view name) { return Read(name, true); }
Pinyin TextPinyin(std::string_view text) { return Read(text, false); }

}  // namespace gq
