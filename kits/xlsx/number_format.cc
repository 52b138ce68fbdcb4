#include "kits/xlsx/number_format.h"

#include <chrono>
#include <cmath>

namespace gq::xlsx {
namespace {

std::string Digits(std::int64_t value, std::size_t width) {
  std::string digits(width, '0');
  for (std::size_t at = width; at > 0 && value > 0; value /= 10) digits[--at] = static_cast<char>('0' + value % 10);
  return digits;
}

}  // namespace

NumberKind KindOfBuiltin(int format_id) {
  if ((format_id >= 14 && format_id <= 17) || (format_id >= 27 && format_id <= 31) || format_id == 36 ||
      (format_id >= 50 && format_id <= 54) || format_id == 57 || format_id == 58) {
    return NumberKind::kDate;
  }
  if (format_id == 22) return NumberKind::kDateTime;
  if ((format_id >= 18 && format_id <= 21) || (format_id >= 32 && format_id <= 35) || format_id == 55 ||
      format_id == 56 || (format_id >= 45 && format_id <= 47)) {
    return NumberKind::kTime;
  }
  return NumberKind::kNumber;
}

NumberKind KindOfCode(std::string_view code) {
  bool day = false, time = false, digits = false, month_or_minute = false;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char letter = code[at];
    if (letter == ';') break;  // the section for positive numbers decides
    if (letter == '"') {
      at = code.find('"', at + 1);
      if (at == std::string_view::npos) break;
    } else if (letter == '\\' || letter == '_' || letter == '*') {
      ++at;
    } else if (letter == '[') {
      // [h] [mm] [s] are elapsed times; [Red], [$-804], [>=100], [DBNum1] say nothing.
      const std::size_t end = code.find(']', at);
      if (end == std::string_view::npos) break;
      const std::string_view inside = code.substr(at + 1, end - at - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) time = true;
      at = end;
    } else if (letter == 'G' || letter == 'g') {
      if (code.substr(at, 7) == "General" || code.substr(at, 7) == "GENERAL" || code.substr(at, 7) == "general")
        at += 6;
    } else if (letter == 'y' || letter == 'Y' || letter == 'd' || letter == 'D' || letter == 'e' || letter == 'E') {
      if ((letter == 'E' || letter == 'e') && at + 1 < code.size() && (code[at + 1] == '+' || code[at + 1] == '-'))
        digits = true;
      else
        day = true;
    } else if (letter == 'h' || letter == 'H' || letter == 's' || letter == 'S') {
      time = true;
    } else if (letter == 'm' || letter == 'M') {
      month_or_minute = true;
    } else if (letter == '#' || letter == '?' || letter == '0') {
      digits = true;
    }
  }
  if (day && time) return NumberKind::kDateTime;
  if (day || (month_or_minute && !time && !digits)) return NumberKind::kDate;
  return time ? NumberKind::kTime : NumberKind::kNumber;
}

std::string TextOfSerial(double serial, bool date1904, NumberKind kind) {
  if (!std::isfinite(serial) || serial < 0 || serial >= 2958466) return {};
  auto days = static_cast<std::int64_t>(std::floor(serial));
  auto seconds = static_cast<std::int64_t>(std::llround((serial - std::floor(serial)) * 86400));
  if (seconds == 86400) {
    seconds = 0;
    ++days;
  }
  const std::string clock =
      Digits(seconds / 3600, 2) + ":" + Digits(seconds / 60 % 60, 2) + ":" + Digits(seconds % 60, 2);
  if (kind == NumberKind::kTime && days == 0) return clock;
  // Day 0 of the 1904 system is 1904-01-01. Day 60 of the other one is a 29 February 1900 that never was.
  if (!date1904 && (days == 0 || days == 60)) return {};
  const std::chrono::sys_days origin = date1904 ? std::chrono::sys_days(std::chrono::year{1904} / 1 / 1)
                                                : std::chrono::sys_days(std::chrono::year{1899} / 12 / 30);
  const std::int64_t shift = !date1904 && days < 60 ? 1 : 0;
  const std::chrono::year_month_day date(origin + std::chrono::days(static_cast<int>(days + shift)));
  std::string text = Digits(static_cast<int>(date.year()), 4) + "-" + Digits(static_cast<unsigned>(date.month()), 2) +
                     "-" + Digits(static_cast<unsigned>(date.day()), 2);
  if (seconds != 0) text += " " + clock;
  return text;
}

}  // namespace gq::xlsx
