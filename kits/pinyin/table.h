// The generated tables (make_table.cc).
#pragma once

namespace gq::internal {

struct SurnameReading {
  unsigned code_point;
  unsigned short syllable;
};
struct CompoundSurname {
  const char* text;    // two characters
  const char* pinyin;  // "ou yang"
};
extern const char* const kSyllables[];           // [0] is empty: no reading
extern const unsigned short kCommonReadings[];   // U+3400 … U+9FFF
extern const SurnameReading kSurnameReadings[];  // ordered by code point; only those that differ
extern const unsigned kSurnameReadingCount;
extern const CompoundSurname kCompoundSurnames[];  // ordered by text
extern const unsigned kCompoundSurnameCount;

}  // namespace gq::internal
