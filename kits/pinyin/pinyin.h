// Pinyin of people's names: for search by initials and for homophones. Tables made at build from ICU (Han-Latin/Names)
// and codes/pinyin_override.csv; no ICU at run time, several million names a second.
//
//   NamePinyin("马金莲")           → {"ma jin lian", "mjl"}
//   NamePinyin("曾吕氏").pinyin    → "zeng lyu shi"      surname reading first; ü is yu after l and n, as in passports
//   NamePinyin("欧阳小三")         → {"ou yang xiao san", "oyxs"}
//   NamePinyin("阿依古丽·买买提")   → {"a yi gu li mai mai ti", "ayglmmt"}
//
// Letters and digits stay (lower case); other marks are dropped; a character without a reading becomes "?" in the
// pinyin and is left out of the initials. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace gq {

struct Pinyin {
  std::string pinyin;    // syllables with single blanks
  std::string initials;  // first letters
};

Pinyin NamePinyin(std::string_view name);
// Without surname readings: titles, places, words.
Pinyin TextPinyin(std::string_view text);
// The common reading of one character: "" when it has none.
std::string_view CharacterPinyin(char32_t character);

}  // namespace gq
