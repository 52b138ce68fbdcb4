// Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4–9): proleptic Gregorian years −999,999,999 … 999,999,999,
// seconds with up to nine decimals, and zones as an offset, as an IANA name or absent. (base/date.h is the narrower
// civil date of records.)
//
// What a zone name means at an instant is asked of a ZoneResolver, because the engine reads no files. Pure;
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"

namespace gq::policy {

struct CalendarDate {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  friend bool operator==(const CalendarDate&, const CalendarDate&) = default;
};

enum class ZoneKind : std::uint8_t { kNone, kOffset, kNamed };

// Offset of a zone at a local time, in seconds east of UTC; nothing when there is no such zone.
// `local_seconds`: seconds since 1970-01-01T00:00:00 of the local clock.
using ZoneResolver = std::function<std::optional<std::int32_t>(std::string_view zone, std::int64_t local_seconds)>;

struct Zone {
  ZoneKind kind = ZoneKind::kNone;
  std::int32_t offset_seconds = 0;  // of kOffset, and of kNamed at the value's own time
  std::string name;                 // of kNamed: "Europe/Paris"
  friend bool operator==(const Zone&, const Zone&) = default;
};

struct ClockTime {
  std::int32_t seconds = 0;  // since midnight, 0 … 86,399
  std::int32_t nanoseconds = 0;
  Zone zone;
  int hour() const { return seconds / 3600; }
  int minute() const { return seconds / 60 % 60; }
  int second() const { return seconds % 60; }
};

struct DateTime {
  CalendarDate date;
  ClockTime time;
};

struct DayTimeDuration {
  Decimal seconds;  // with at most nine decimals
};

struct YearMonthDuration {
  std::int64_t months = 0;
};

inline constexpr std::int32_t kYearMax = 999'999'999;
// Durations are shorter than so many days or years, whether read or computed: what is written can be read again.
inline constexpr std::int64_t kDurationMax = 1'000'000'000'000'000;

bool IsLeapYear(std::int64_t year);
int DaysInMonth(std::int64_t year, int month);
// Days since 1970-01-01.
std::int64_t DaysOf(const CalendarDate& date);
std::optional<CalendarDate> DateOfDays(std::int64_t days);
std::optional<CalendarDate> MakeDate(std::int64_t year, std::int64_t month, std::int64_t day);
int WeekdayOf(const CalendarDate& date);  // 1 Monday … 7 Sunday
int DayOfYear(const CalendarDate& date);
int WeekOfYear(const CalendarDate& date);  // ISO 8601

// Lexical forms of XML Schema 1.1 with FEEL's "@Zone/Name". Nothing when the text is not one.
std::optional<CalendarDate> ParseDate(std::string_view text);
std::optional<ClockTime> ParseTime(std::string_view text, const ZoneResolver& zones);
std::optional<DateTime> ParseDateTime(std::string_view text, const ZoneResolver& zones);  // a bare date is midnight
std::optional<DayTimeDuration> ParseDayTimeDuration(std::string_view text);
std::optional<YearMonthDuration> ParseYearMonthDuration(std::string_view text);

// Nothing when the duration would be too long.
std::optional<DayTimeDuration> MakeDayTimeDuration(const Decimal& seconds);
std::optional<YearMonthDuration> MakeYearMonthDuration(std::int64_t months);

std::string ToText(const CalendarDate& date);
std::string ToText(const ClockTime& time);
std::string ToText(const DateTime& date_time);
std::string ToText(const DayTimeDuration& duration);
std::string ToText(const YearMonthDuration& duration);
std::string ToText(const Zone& zone);

// The same local time with a resolved zone offset (after arithmetic moved a named zone's time).
DateTime WithZone(DateTime value, const ZoneResolver& zones);
// A time made of numbers; nothing when a part is out of range.
std::optional<ClockTime> MakeTime(const Decimal& hour, const Decimal& minute, const Decimal& second);

// Seconds since 1970-01-01T00:00:00 UTC; of the local clock when there is no zone.
Decimal SecondsOf(const DateTime& value);
Decimal SecondsOf(const ClockTime& value);  // since midnight UTC, or local midnight
// Adding; nothing when the result leaves the year range.
std::optional<CalendarDate> AddMonths(const CalendarDate& date, std::int64_t months);
std::optional<DateTime> AddSeconds(const DateTime& value, const Decimal& seconds, const ZoneResolver& zones);
ClockTime AddSeconds(const ClockTime& value, const Decimal& seconds);
// Whole months from one day to another, towards zero.
std::int64_t MonthsBetween(const CalendarDate& from, const CalendarDate& to);

}  // namespace gq::policy
