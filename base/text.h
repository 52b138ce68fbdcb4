// Text as officers type it: UTF-8 validation and iteration, full-width forms, blanks.
//
// All functions take and give UTF-8; an invalid sequence decodes as U+FFFD, one byte at a time, and never reads past
// the end. GB18030 is decoded at the door (kits/csv). Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gq {

// Shortest form only; no surrogates, nothing above U+10FFFF (Unicode 15, table 3-7).
bool IsUtf8(std::string_view text);

// Decodes the code point at `at` (at < text.size()) and moves `at` behind it.
char32_t NextCodePoint(std::string_view text, std::size_t& at);
void AppendUtf8(std::string& out, char32_t code_point);
std::vector<char32_t> CodePoints(std::string_view text);
std::size_t CountCodePoints(std::string_view text);

// CJK ideographs of the Unified, compatibility and extension blocks.
bool IsHan(char32_t code_point);
// Blanks that spreadsheets and web pages leave behind: space, tab, line ends, U+00A0, U+3000, zero-width ones, the byte
// order mark.
bool IsBlank(char32_t code_point);

// Drops blanks at both ends.
std::string_view Trim(std::string_view text);
// Full-width ASCII (U+FF01..FF5E) and the ideographic space become plain; everything else stays.
std::string ToHalfWidth(std::string_view text);
// Trims, and turns every run of blanks into one space.
std::string CollapseBlanks(std::string_view text);
// Drops all blanks.
std::string RemoveBlanks(std::string_view text);
// ASCII letters only.
std::string ToLowerAscii(std::string_view text);
std::string ToUpperAscii(std::string_view text);
// The key under which labels and headers are compared: half width, without blanks, lower case, brackets （） as ().
std::string LabelKey(std::string_view text);

// The longest start of at most so many bytes that ends between two characters: half a character is no UTF-8, and
// PostgreSQL refuses it.
std::string_view CutText(std::string_view text, std::size_t bytes_max);

bool StartsWith(std::string_view text, std::string_view start);
bool EndsWith(std::string_view text, std::string_view end);
// Cuts at every separator character; "a;;b" gives three parts. Parts are trimmed; an empty text gives no part.
std::vector<std::string_view> Split(std::string_view text, char separator);
// Cuts a list as officers write it: ; ； 、 , ， | / and line ends; empty parts are dropped.
std::vector<std::string> SplitList(std::string_view text);

}  // namespace gq
