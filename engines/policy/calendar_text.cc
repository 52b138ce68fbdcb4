// Lexical forms of dates, times and durations: reading and writing.
#include <cstdio>

#include "engines/policy/calendar.h"

namespace gq::policy {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from left to right; every Take* answers false without moving when the form does not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ == text_.size(); }
  bool Take(char c) {
    if (AtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  // Between `least` and `most` digits, all that stand there.
  bool TakeDigits(std::size_t least, std::size_t most, std::string* digits) {
    std::size_t end = at_;
    while (end < text_.size() && IsDigit(text_[end])) ++end;
    if (end - at_ < least || end - at_ > most) return false;
    *digits = std::string(text_.substr(at_, end - at_));
    at_ = end;
    return true;
  }
  bool TakeTwo(int* value) {
    std::string digits;
    if (!TakeDigits(2, 2, &digits)) return false;
    *value = (digits[0] - '0') * 10 + digits[1] - '0';
    return true;
  }
  std::string_view Rest() const { return text_.substr(at_); }
  void Skip(std::size_t count) { at_ += count; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<CalendarDate> TakeDate(Reader& reader) {
  const bool negative = reader.Take('-');
  std::string year;
  int month = 0, day = 0;
  if (!reader.TakeDigits(4, 9, &year) || (year.size() > 4 && year[0] == '0')) return std::nullopt;
  if (!reader.Take('-') || !reader.TakeTwo(&month) || !reader.Take('-') || !reader.TakeTwo(&day)) return std::nullopt;
  const std::int64_t value = std::stoll(year);
  return MakeDate(negative ? -value : value, month, day);
}

// "Z", "+08:00", "-05:00:01", "@Asia/Shanghai" or nothing; false when what stands there is no zone.
bool TakeZone(Reader& reader, std::int64_t local_seconds, const ZoneResolver& zones, Zone* zone) {
  if (reader.AtEnd()) return true;
  if (reader.Take('Z') || reader.Take('z')) {
    zone->kind = ZoneKind::kOffset;
    return true;
  }
  if (reader.Take('@')) {
    zone->kind = ZoneKind::kNamed;
    zone->name = std::string(reader.Rest());
    reader.Skip(zone->name.size());
    const auto offset = zones && !zone->name.empty() ? zones(zone->name, local_seconds) : std::nullopt;
    if (!offset) return false;
    zone->offset_seconds = *offset;
    return true;
  }
  const bool negative = reader.Take('-');
  if (!negative && !reader.Take('+')) return false;
  int hour = 0, minute = 0, second = 0;
  if (!reader.TakeTwo(&hour) || !reader.Take(':') || !reader.TakeTwo(&minute)) return false;
  if (reader.Take(':') && !reader.TakeTwo(&second)) return false;
  if (minute > 59 || second > 59 || hour * 3600 + minute * 60 + second > 18 * 3600) return false;
  zone->kind = ZoneKind::kOffset;
  zone->offset_seconds = (hour * 3600 + minute * 60 + second) * (negative ? -1 : 1);
  return true;
}

// Sets *next_day for 24:00:00, which is midnight of the following day.
std::optional<ClockTime> TakeTime(Reader& reader, std::int64_t day_seconds, const ZoneResolver& zones, bool* next_day) {
  int hour = 0, minute = 0, second = 0;
  if (!reader.TakeTwo(&hour) || !reader.Take(':') || !reader.TakeTwo(&minute) || !reader.Take(':') ||
      !reader.TakeTwo(&second))
    return std::nullopt;
  std::string fraction;
  if (reader.Take('.') && !reader.TakeDigits(1, 30, &fraction)) return std::nullopt;
  fraction.resize(9, '0');
  ClockTime time;
  time.nanoseconds = std::stoi(fraction);
  *next_day = hour == 24 && minute == 0 && second == 0 && time.nanoseconds == 0;
  if ((hour > 23 && !*next_day) || minute > 59 || second > 59) return std::nullopt;
  time.seconds = *next_day ? 0 : hour * 3600 + minute * 60 + second;
  if (!TakeZone(reader, day_seconds + time.seconds, zones, &time.zone) || !reader.AtEnd()) return std::nullopt;
  return time;
}

// One "12D" of a duration: digits and its letter.
bool TakePart(Reader& reader, char letter, Decimal* value) {
  Reader ahead = reader;
  std::string digits;
  if (!ahead.TakeDigits(1, 15, &digits) || !ahead.Take(letter)) return false;
  *value = *Decimal::Parse(digits);
  reader = ahead;
  return true;
}

bool TakeSeconds(Reader& reader, Decimal* value) {
  Reader ahead = reader;
  std::string digits, fraction;
  if (!ahead.TakeDigits(1, 15, &digits)) return false;
  if (ahead.Take('.')) {
    if (!ahead.TakeDigits(0, 30, &fraction)) return false;
    fraction.resize(9, '0');
  }
  if (!ahead.Take('S')) return false;
  *value = *Decimal::Parse(fraction.empty() ? digits : digits + "." + fraction);
  reader = ahead;
  return true;
}

std::string Padded(std::int64_t value, int width) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", width, static_cast<long long>(value));
  return text;
}

std::string OffsetText(std::int32_t offset) {
  if (offset == 0) return "Z";
  const std::int32_t size = offset < 0 ? -offset : offset;
  std::string text = (offset < 0 ? "-" : "+") + Padded(size / 3600, 2) + ":" + Padded(size / 60 % 60, 2);
  if (size % 60 != 0) text += ":" + Padded(size % 60, 2);
  return text;
}

}  // namespace

std::optional<CalendarDate> ParseDate(std::string_view text) {
  Reader reader(text);
  const auto date = TakeDate(reader);
  return date && reader.AtEnd() ? date : std::nullopt;
}

std::optional<ClockTime> ParseTime(std::string_view text, const ZoneResolver& zones) {
  Reader reader(text);
  bool next_day = false;
  return TakeTime(reader, 0, zones, &next_day);
}

std::optional<DateTime> ParseDateTime(std::string_view text, const ZoneResolver& zones) {
  Reader reader(text);
  const auto date = TakeDate(reader);
  if (!date) return std::nullopt;
  if (reader.AtEnd()) return DateTime{*date, {}};
  if (!reader.Take('T')) return std::nullopt;
  bool next_day = false;
  const auto time = TakeTime(reader, DaysOf(*date) * 86'400, zones, &next_day);
  if (!time) return std::nullopt;
  DateTime value{*date, *time};
  return next_day ? AddSeconds(value, Decimal(86'400), zones) : value;
}

std::optional<DayTimeDuration> ParseDayTimeDuration(std::string_view text) {
  Reader reader(text);
  const bool negative = reader.Take('-');
  if (!reader.Take('P')) return std::nullopt;
  Decimal days, hours, minutes, seconds;
  bool any = TakePart(reader, 'D', &days);
  if (reader.Take('T')) {
    const bool hour = TakePart(reader, 'H', &hours), minute = TakePart(reader, 'M', &minutes),
               second = TakeSeconds(reader, &seconds);
    if (!hour && !minute && !second) return std::nullopt;
    any = true;
  }
  if (!any || !reader.AtEnd()) return std::nullopt;
  const Decimal total = *days.Multiply(Decimal(86'400))
                             ->Add(*hours.Multiply(Decimal(3600)))
                             ->Add(*minutes.Multiply(Decimal(60)))
                             ->Add(seconds);
  return MakeDayTimeDuration(negative ? total.Negate() : total);
}

std::optional<YearMonthDuration> ParseYearMonthDuration(std::string_view text) {
  Reader reader(text);
  const bool negative = reader.Take('-');
  if (!reader.Take('P')) return std::nullopt;
  Decimal years, months;
  const bool year = TakePart(reader, 'Y', &years), month = TakePart(reader, 'M', &months);
  if ((!year && !month) || !reader.AtEnd()) return std::nullopt;
  const auto total = years.Multiply(Decimal(12))->Add(months)->ToInteger();
  return total ? MakeYearMonthDuration(negative ? -*total : *total) : std::nullopt;
}

std::string ToText(const CalendarDate& date) {
  return (date.year < 0 ? "-" : "") + Padded(date.year < 0 ? -std::int64_t{date.year} : date.year, 4) + "-" +
         Padded(date.month, 2) + "-" + Padded(date.day, 2);
}

std::string ToText(const Zone& zone) {
  if (zone.kind == ZoneKind::kNone) return "";
  return zone.kind == ZoneKind::kNamed ? "@" + zone.name : OffsetText(zone.offset_seconds);
}

std::string ToText(const ClockTime& time) {
  std::string text = Padded(time.hour(), 2) + ":" + Padded(time.minute(), 2) + ":" + Padded(time.second(), 2);
  if (time.nanoseconds != 0) {
    std::string fraction = Padded(time.nanoseconds, 9);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text + ToText(time.zone);
}

std::string ToText(const DateTime& date_time) { return ToText(date_time.date) + "T" + ToText(date_time.time); }

std::string ToText(const DayTimeDuration& duration) {
  if (duration.seconds.IsZero()) return "PT0S";
  const Decimal total = duration.seconds.Absolute();
  const auto part = [&](std::int64_t divisor, std::int64_t modulus) {
    const Decimal whole = total.Divide(Decimal(divisor))->RoundTo(0, Rounding::kFloor).value_or(Decimal());
    return modulus == 0 ? whole : whole.Modulo(Decimal(modulus)).value_or(Decimal());
  };
  const Decimal days = part(86'400, 0), hours = part(3600, 24), minutes = part(60, 60);
  const Decimal seconds = total.Modulo(Decimal(60)).value_or(Decimal());
  std::string text = duration.seconds.IsNegative() ? "-P" : "P";
  if (!days.IsZero()) text += days.ToString() + "D";
  if (hours.IsZero() && minutes.IsZero() && seconds.IsZero()) return text;
  text += "T";
  if (!hours.IsZero()) text += hours.ToString() + "H";
  if (!minutes.IsZero()) text += minutes.ToString() + "M";
  if (!seconds.IsZero()) text += seconds.ToString() + "S";
  return text;
}

std::string ToText(const YearMonthDuration& duration) {
  if (duration.months == 0) return "P0M";
  const std::int64_t size = duration.months < 0 ? -duration.months : duration.months;
  std::string text = duration.months < 0 ? "-P" : "P";
  if (size / 12 != 0) text += std::to_string(size / 12) + "Y";
  if (size % 12 != 0) text += std::to_string(size % 12) + "M";
  return text;
}

}  // namespace gq::policy
