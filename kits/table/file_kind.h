// What a file really is, by its content and not by its name; everything but CSV and XLSX is refused with a sentence
// that says what the file is and how to make it readable. Thread-safety: functions from any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace gq::table {

enum class FileKind : std::uint8_t { kCsv, kXlsx };

// kCsv or kXlsx; kFile error for an old .xls, an encrypted workbook, an HTML or XML table under the name .xls, ODS,
// Word, PDF, a picture, an archive, an empty file or something that is no text.
Result<FileKind> FindFileKind(const std::string& path);

// SHA-256 of the whole file, 64 hexadecimal digits.
Result<std::string> FileSha256(const std::string& path);

}  // namespace gq::table
