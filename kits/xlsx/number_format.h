// What a number format says about a number: date, time of day, or just a number (ECMA-376 part 1, 18.8.30).
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gq::xlsx {

enum class NumberKind : std::uint8_t { kNumber, kDate, kDateTime, kTime };

// Of a built-in format id (0..163), including the East Asian ones 27-36 and 50-58.
NumberKind KindOfBuiltin(int format_id);
// Of a format code such as yyyy"年"m"月"d"日";@ or #,##0.00.
NumberKind KindOfCode(std::string_view code);

// A date serial as "2025-01-31", "2025-01-31 08:30:00" or "08:30:00"; empty when the serial lies outside
// 1900-01-01 .. 9999-12-31. Serials below 61 follow the spreadsheet's belief that 1900 was a leap year.
std::string TextOfSerial(double serial, bool date1904, NumberKind kind);

}  // namespace gq::xlsx
