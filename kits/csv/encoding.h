// Character encodings of CSV files: recognising them and turning them into UTF-8.
//
// Officers send UTF-8 (with and without byte order mark), UTF-16 (Excel's "Unicode text") and GB18030 (Excel's plain
// CSV on a Chinese Windows; GB2312 and GBK are parts of it). GB 18030-2005 mapping tables come from ICU once per
// process (about 10 ms, 200 KB); byte 0x80, which GB 18030 leaves unassigned, is read as € like code page 936 does.
//
// Thread-safety: functions from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "kits/file/file.h"

namespace gq::csv {

enum class Encoding : std::uint8_t { kAuto, kUtf8, kUtf16Le, kUtf16Be, kGb18030 };

// "UTF-8", "GB18030" ... for messages.
std::string_view NameOf(Encoding encoding);

bool IsAscii(std::string_view text);
// Valid UTF-8 in which every character outside ASCII takes three bytes or more, and there are at least two of them:
// Chinese text in GB18030 practically never looks like that.
bool LooksLikeChineseUtf8(std::string_view text);

// Appends `text` as UTF-8 to `out`; undecodable bytes become U+FFFD. True if there were none of those.
bool AppendGb18030AsUtf8(std::string_view text, std::string& out);
// Appends UTF-8 `text` with undecodable bytes replaced by U+FFFD.
void AppendUtf8Repaired(std::string_view text, std::string& out);

// The encoding a file begins with, from its first bytes: by byte order mark, or by the zero bytes of UTF-16.
// kAuto if nothing can be said yet. `mark_size` is the size of the mark.
Encoding DetectByHead(std::string_view head, std::size_t& mark_size);
// UTF-8 or GB18030 by the lines of a sample, whichever more lines can be; kAuto when the sample is ASCII.
Encoding DetectByLines(std::string_view sample);

// UTF-16 `inner` as UTF-8. A lone surrogate or an odd byte at the end becomes byte 0xFF, which is valid in no
// encoding, so that the reader reports the row.
std::unique_ptr<file::ByteSource> Utf16Source(std::unique_ptr<file::ByteSource> inner, bool big_endian);
// Gives `head` first and then what `inner` has.
std::unique_ptr<file::ByteSource> Prefixed(std::string head, std::unique_ptr<file::ByteSource> inner);

}  // namespace gq::csv
