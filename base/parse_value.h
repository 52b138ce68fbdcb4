// Values as officers type them into spreadsheets. Each function answers the value, or a sentence that says what is
// wrong and how to write it; the sentence never repeats the cell. An empty cell is an error here: whoever may leave a
// field empty asks first (Trim).
//
//   dates     2025-1-3  2025/1/3  2025.1.3  2025、1、3  2025 1 3  20250103  2025年1月3日 星期五  2025-01-03 08:30:00
//             二〇二五年一月三日  3-Jan-2025  January 3, 2025  45660 and 45660.35 (spreadsheet serials)
//             with a missing day where `day_if_missing` is given: 2025年1月  2025年元月  2025年1月份  2025-01  202501
//             refused: years of two digits, days before months (2/1/2020), lunar dates
//   months    2025-1  2025/01  2025年1月  202501  and every date
//   integers  1,234  １２３４  12人  1.0
//   booleans  是 有 能 愿意 √ Y yes true 1 ✓ / 否 无 不 × N no false 0
//   sex       男 1 M 男性 / 女 2 F 女性   (codes of GB/T 2261.1)
//
// Range of dates: 1900 … 2200. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gq {

inline constexpr ErrorKind kBadValue{"value.invalid", 422, "内容看不懂", "Unreadable value"};

Result<Date> ParseDate(std::string_view text, std::optional<int> day_if_missing = std::nullopt);
Result<Month> ParseMonth(std::string_view text);
Result<std::int64_t> ParseInteger(std::string_view text);
Result<Fen> ParseMoney(std::string_view text);  // yuan; see Fen::ParseYuan; full width accepted
Result<bool> ParseBool(std::string_view text);
Result<std::string_view> ParseSex(std::string_view text);  // "1" or "2"

}  // namespace gq
