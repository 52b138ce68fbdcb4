#include "engines/policy/calendar.h"

#include <algorithm>
#include <cstdio>

namespace gq::policy {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
// Whole 400-year cycles keep the day arithmetic of very distant years positive.
constexpr std::int64_t kEraDays = 146'097;

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}

}  // namespace

bool IsLeapYear(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(std::int64_t year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Days of the proleptic Gregorian calendar after H. Hinnant, "chrono-compatible low-level date algorithms".
std::int64_t DaysOf(const CalendarDate& date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = FloorDivide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kEraDays + day_of_era - 719'468;
}

std::optional<CalendarDate> DateOfDays(std::int64_t days) {
  constexpr std::int64_t kDaysMax = 366ll * (kYearMax + 1ll);
  if (days > kDaysMax || days < -kDaysMax) return std::nullopt;
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = FloorDivide(shifted, kEraDays);
  const std::int64_t day_of_era = shifted - era * kEraDays;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_index + 2) / 5 + 1;
  const std::int64_t month = month_index + (month_index < 10 ? 3 : -9);
  return MakeDate(year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

std::optional<CalendarDate> MakeDate(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < -kYearMax || year > kYearMax || month < 1 || month > 12 || day < 1 ||
      day > DaysInMonth(year, static_cast<int>(month)))
    return std::nullopt;
  return CalendarDate{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month),
                      static_cast<std::uint8_t>(day)};
}

int WeekdayOf(const CalendarDate& date) {
  const std::int64_t days = DaysOf(date) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(days - FloorDivide(days, 7) * 7) + 1;
}

int DayOfYear(const CalendarDate& date) { return static_cast<int>(DaysOf(date) - DaysOf({date.year, 1, 1})) + 1; }

int WeekOfYear(const CalendarDate& date) {
  // The week belongs to the year of its Thursday (ISO 8601).
  const std::int64_t thursday = DaysOf(date) - WeekdayOf(date) + 4;
  const auto moved = DateOfDays(thursday);
  return moved ? (DayOfYear(*moved) - 1) / 7 + 1 : 1;
}

DateTime WithZone(DateTime value, const ZoneResolver& zones) {
  if (value.time.zone.kind != ZoneKind::kNamed || !zones) return value;
  const auto offset = zones(value.time.zone.name, DaysOf(value.date) * kDaySeconds + value.time.seconds);
  if (offset) value.time.zone.offset_seconds = *offset;
  return value;
}

std::optional<DayTimeDuration> MakeDayTimeDuration(const Decimal& seconds) {
  static const Decimal kMost = *Decimal(kDurationMax).Multiply(Decimal(86'400));
  return seconds.Absolute() < kMost ? std::optional(DayTimeDuration{seconds}) : std::nullopt;
}

std::optional<YearMonthDuration> MakeYearMonthDuration(std::int64_t months) {
  constexpr std::int64_t kMost = kDurationMax * 12;
  return months < kMost && months > -kMost ? std::optional(YearMonthDuration{months}) : std::nullopt;
}

std::optional<ClockTime> MakeTime(const Decimal& hour, const Decimal& minute, const Decimal& second) {
  const auto h = hour.ToInteger(), m = minute.ToInteger();
  if (!h || !m || *h < 0 || *h > 23 || *m < 0 || *m > 59 || second.IsNegative() || second >= Decimal(60))
    return std::nullopt;
  const Decimal whole = second.Truncate();
  const auto nanoseconds = second.Subtract(whole)->Multiply(Decimal(1'000'000'000))->Truncate().ToInteger();
  ClockTime time;
  time.seconds = static_cast<std::int32_t>(*h * 3600 + *m * 60 + *whole.ToInteger());
  time.nanoseconds = static_cast<std::int32_t>(nanoseconds.value_or(0));
  return time;
}

namespace {

Decimal WithFraction(std::int64_t seconds, std::int32_t nanoseconds) {
  static const Decimal kNano = *Decimal::Parse("1e-9");
  if (nanoseconds == 0) return Decimal(seconds);
  return *Decimal(seconds).Add(*Decimal(nanoseconds).Multiply(kNano));
}

}  // namespace

Decimal SecondsOf(const DateTime& value) {
  return WithFraction(DaysOf(value.date) * kDaySeconds + value.time.seconds - value.time.zone.offset_seconds,
                      value.time.nanoseconds);
}

Decimal SecondsOf(const ClockTime& value) {
  return WithFraction(value.seconds - value.zone.offset_seconds, value.nanoseconds);
}

std::optional<CalendarDate> AddMonths(const CalendarDate& date, std::int64_t months) {
  constexpr std::int64_t kMonthsMax = 12ll * (2ll * kYearMax + 2);
  if (months > kMonthsMax || months < -kMonthsMax) return std::nullopt;
  const std::int64_t total = std::int64_t{date.year} * 12 + date.month - 1 + months;
  const std::int64_t year = FloorDivide(total, 12);
  const int month = static_cast<int>(total - year * 12) + 1;
  if (year < -kYearMax || year > kYearMax) return std::nullopt;
  return MakeDate(year, month, std::min<int>(date.day, DaysInMonth(year, month)));
}

namespace {

// Splits decimal seconds into whole seconds (floor) and nanoseconds; nothing when out of range.
std::optional<std::pair<std::int64_t, std::int32_t>> SplitSeconds(const Decimal& seconds) {
  const Decimal whole = seconds.Floor();
  const auto integer = whole.ToInteger();
  if (!integer || *integer > std::int64_t{1} << 60 || *integer < -(std::int64_t{1} << 60)) return std::nullopt;
  const auto nanoseconds = seconds.Subtract(whole)->Multiply(Decimal(1'000'000'000))->Truncate().ToInteger();
  return std::pair{*integer, static_cast<std::int32_t>(nanoseconds.value_or(0))};
}

}  // namespace

namespace {

// Offset of a named zone at an instant. The resolver answers for local clocks, so the offsets a day before and a day
// after are tried; the later one holds as soon as it agrees with itself (also behind the gap of a clock put forward).
std::int32_t OffsetAt(const Zone& zone, std::int64_t utc_seconds, const ZoneResolver& zones) {
  const auto at = [&](std::int64_t local) { return zones(zone.name, local).value_or(zone.offset_seconds); };
  const std::int32_t before = at(utc_seconds + zone.offset_seconds - kDaySeconds),
                     after = at(utc_seconds + zone.offset_seconds + kDaySeconds);
  return before != after && at(utc_seconds + after) == after ? after : before;
}

}  // namespace

std::optional<DateTime> AddSeconds(const DateTime& value, const Decimal& seconds, const ZoneResolver& zones) {
  // The instant moves (10.3.2.3.5: seconds since the epoch); the clock of a named zone shows it with the offset it has
  // then.
  const auto sum = SecondsOf(value).Add(seconds);
  auto parts = sum ? SplitSeconds(*sum) : std::nullopt;
  if (!parts) return std::nullopt;
  DateTime moved = value;
  if (value.time.zone.kind == ZoneKind::kNamed && zones)
    moved.time.zone.offset_seconds = OffsetAt(value.time.zone, parts->first, zones);
  parts->first += moved.time.zone.offset_seconds;
  const std::int64_t days = FloorDivide(parts->first, kDaySeconds);
  const auto date = DateOfDays(days);
  if (!date) return std::nullopt;
  moved.date = *date;
  moved.time.seconds = static_cast<std::int32_t>(parts->first - days * kDaySeconds);
  moved.time.nanoseconds = parts->second;
  return moved;
}

ClockTime AddSeconds(const ClockTime& value, const Decimal& seconds) {
  ClockTime moved = value;
  const auto sum = WithFraction(value.seconds, value.nanoseconds).Add(seconds);
  const auto in_day = sum ? sum->Modulo(Decimal(kDaySeconds)) : std::nullopt;
  const auto parts = in_day ? SplitSeconds(*in_day) : std::nullopt;
  if (!parts) return moved;
  moved.seconds = static_cast<std::int32_t>(parts->first);
  moved.nanoseconds = parts->second;
  return moved;
}

std::int64_t MonthsBetween(const CalendarDate& from, const CalendarDate& to) {
  std::int64_t months = (std::int64_t{to.year} - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return months;
}

}  // namespace gq::policy
