// Any text is a date, time, date and time or duration to the engine, or it is refused: what is read can be written,
// read again as the same value, and moved by durations without leaving the calendar. libs: engines_policy
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/policy/value.h"

namespace {

using gq::policy::Value;

std::optional<std::int32_t> Zones(std::string_view zone, std::int64_t local_seconds) {
  if (zone == "Etc/UTC") return 0;
  if (zone == "Europe/Paris") return local_seconds < 1585450800 ? 3600 : 7200;
  return std::nullopt;
}

void Same(const Value& value, const std::optional<Value>& again) {
  if (!again || !gq::policy::Identical(value, *again)) std::abort();
}

template <typename Parsed>
std::optional<Value> Wrapped(const std::optional<Parsed>& parsed, Value (*wrap)(const Parsed&)) {
  return parsed ? std::optional<Value>(wrap(*parsed)) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 256) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read_date = [](std::string_view from) { return Wrapped(gq::policy::ParseDate(from), Value::OfDate); };
  const auto read_time = [](std::string_view from) {
    return Wrapped(gq::policy::ParseTime(from, Zones), Value::OfTime);
  };
  const auto read_date_time = [](std::string_view from) {
    return Wrapped(gq::policy::ParseDateTime(from, Zones), Value::OfDateTime);
  };
  const auto read_months = [](std::string_view from) -> std::optional<Value> {
    const auto months = gq::policy::ParseYearMonthDuration(from);
    return months ? std::optional<Value>(Value::OfDuration(*months)) : std::nullopt;
  };
  const auto read_seconds = [](std::string_view from) -> std::optional<Value> {
    const auto seconds = gq::policy::ParseDayTimeDuration(from);
    return seconds ? std::optional<Value>(Value::OfDuration(*seconds)) : std::nullopt;
  };
  if (const auto value = read_date(text)) Same(*value, read_date(value->ToText()));
  if (const auto value = read_time(text)) Same(*value, read_time(value->ToText()));
  if (const auto value = read_months(text)) Same(*value, read_months(value->ToText()));
  if (const auto value = read_seconds(text)) Same(*value, read_seconds(value->ToText()));
  if (const auto value = read_date_time(text)) {
    Same(*value, read_date_time(value->ToText()));
    const auto moved = gq::policy::AddSeconds(value->date_time(), gq::Decimal(86'400), Zones);
    if (moved && (moved->time.seconds < 0 || moved->time.seconds >= 86'400)) std::abort();
    gq::policy::AddMonths(value->date_time().date, 13);
    gq::policy::WeekOfYear(value->date_time().date);
  }
  return 0;
}
