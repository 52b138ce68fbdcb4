// Names of people as officers type them: padded with blanks to stand in a column (张  三), with any dot that the
// keyboard gives (买买提•依明), in full-width letters. One form is kept, so that one name is found by one search.
//
// Pure functions over UTF-8; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace gq {

// The form that is kept: no blanks beside Han characters or dots, one blank elsewhere (Li Lei); between Han characters
// every dot is · (U+00B7, as on identity cards); letters and digits half width. Characters are never exchanged.
//   "张　 三" -> "张三"   "买买提 • 依明" -> "买买提·依明"   "Ｌｉ  Lei" -> "Li Lei"   "J. Smith" -> "J. Smith"
std::string TidyPersonName(std::string_view text);

// What is compared in a search: the tidy form without blanks and dots, Latin letters small.
std::string PersonNameKey(std::string_view text);

// Why the text can be nobody's name (a formula, a number, 不详), to be read after the name of the field; empty if it can.
// The sentence does not repeat the text.
std::string_view WhyNotPersonName(std::string_view text);

}  // namespace gq
