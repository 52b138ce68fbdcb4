// Build tool: writes the pinyin tables as C++ from ICU's transliterators and codes/pinyin_override.csv.
// Usage: make_pinyin_table OVERRIDES OUT. The program itself never calls ICU for names (20 µs a name; the table takes
// 0.1 µs).
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"

namespace {

// Plain letters: tones dropped; ü is written yu after l and n (as in passports), u elsewhere.
std::string Plain(const icu::UnicodeString& text) {
  static const std::map<char32_t, char> kVowels = {{U'ā', 'a'}, {U'á', 'a'}, {U'ǎ', 'a'}, {U'à', 'a'}, {U'ē', 'e'},
                                                   {U'é', 'e'}, {U'ě', 'e'}, {U'è', 'e'}, {U'ê', 'e'}, {U'ī', 'i'},
                                                   {U'í', 'i'}, {U'ǐ', 'i'}, {U'ì', 'i'}, {U'ō', 'o'}, {U'ó', 'o'},
                                                   {U'ǒ', 'o'}, {U'ò', 'o'}, {U'ū', 'u'}, {U'ú', 'u'}, {U'ǔ', 'u'},
                                                   {U'ù', 'u'}, {U'ń', 'n'}, {U'ň', 'n'}, {U'ǹ', 'n'}, {U'ḿ', 'm'}};
  std::string plain;
  for (int32_t i = 0; i < text.length();) {
    const auto c = static_cast<char32_t>(text.char32At(i));
    i += c > 0xffff ? 2 : 1;
    if (c >= 'a' && c <= 'z') {
      plain += static_cast<char>(c);
    } else if (const auto vowel = kVowels.find(c); vowel != kVowels.end()) {
      plain += vowel->second;
    } else if (c == U'ü' || c == U'ǖ' || c == U'ǘ' || c == U'ǚ' || c == U'ǜ') {
      plain += !plain.empty() && (plain.back() == 'l' || plain.back() == 'n') ? "yu" : "u";
    } else if (c == U'\u0304' || c == U'\u030c') {
      continue;  // combining tone
    } else {
      return {};  // no Mandarin reading
    }
  }
  return plain;
}

struct Tables {
  std::vector<std::string> syllables{""};
  std::map<std::string, int> index{{"", 0}};
  std::map<char32_t, int> common, surname;  // surname: only where it differs
  std::map<std::string, std::string> compound;

  int Add(const std::string& syllable) {
    const auto added = index.emplace(syllable, static_cast<int>(syllables.size()));
    if (added.second) syllables.push_back(syllable);
    return added.first->second;
  }
};

bool ReadOverrides(const char* path, Tables& tables) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) return false;
  while (std::getline(in, line)) {
    const auto fields = gq::Split(line, ',');
    if (fields.size() < 3) return false;
    const std::string pinyin(fields[2]);
    if (fields[1] == "compound") {
      tables.compound[std::string(fields[0])] = pinyin;
      continue;
    }
    const auto points = gq::CodePoints(fields[0]);
    if (points.size() != 1) return false;
    (fields[1] == "surname" ? tables.surname : tables.common)[points[0]] = tables.Add(pinyin);
  }
  return true;
}

void Write(const Tables& tables, std::ostream& out) {
  out << "#include \"kits/pinyin/table.h\"\n\nnamespace gq::internal {\n\nconst char* const kSyllables[] = {";
  for (const auto& syllable : tables.syllables) out << '"' << syllable << "\", ";
  out << "};\n\nconst unsigned short kCommonReadings[] = {";
  for (char32_t c = 0x3400; c <= 0x9fff; ++c) {
    const auto found = tables.common.find(c);
    out << (found == tables.common.end() ? 0 : found->second) << ((c & 31) == 31 ? ",\n" : ",");
  }
  out << "};\n\nconst SurnameReading kSurnameReadings[] = {";
  for (const auto& [c, reading] : tables.surname) out << "{" << static_cast<unsigned>(c) << "," << reading << "}, ";
  out << "};\nconst unsigned kSurnameReadingCount = " << tables.surname.size()
      << ";\n\nconst CompoundSurname kCompoundSurnames[] = {";
  for (const auto& [text, pinyin] : tables.compound) out << "{\"" << text << "\", \"" << pinyin << "\"}, ";
  out << "};\nconst unsigned kCompoundSurnameCount = " << tables.compound.size()
      << ";\n\n}  // namespace gq::internal\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> names(
      icu::Transliterator::createInstance("Han-Latin/Names", UTRANS_FORWARD, status));
  const std::unique_ptr<icu::Transliterator> plain(
      icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
  if (U_FAILURE(status)) {
    std::cerr << "ICU has no Han-Latin/Names: " << u_errorName(status) << "\n";
    return 1;
  }
  Tables tables;
  for (char32_t c = 0x3400; c <= 0x9fff; ++c) {
    icu::UnicodeString common(static_cast<UChar32>(c)), surname(static_cast<UChar32>(c));
    plain->transliterate(common);
    names->transliterate(surname);
    const std::string a = Plain(common), b = Plain(surname);
    if (!a.empty()) tables.common[c] = tables.Add(a);
    if (!b.empty() && b != a) tables.surname[c] = tables.Add(b);
  }
  if (!ReadOverrides(argv[1], tables)) {
    std::cerr << argv[1] << " is not a table of overrides\n";
    return 1;
  }
  std::ofstream out(argv[2]);
  Write(tables, out);
  return out ? 0 : 1;
}
