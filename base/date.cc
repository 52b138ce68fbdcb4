#include "base/date.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace gq {

namespace {
// The last `count` decimal digits.
void Digits(char* to, int count, int value) {
  for (int i = count - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}
}  // namespace

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day Split(std::int32_t n) { return year_month_day(sys_days(days(n))); }

// Reads exactly `count` digits; -1 otherwise.
int Digits(std::string_view text, std::size_t from, std::size_t count) {
  int n = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    n = n * 10 + (text[i] - '0');
  }
  return n;
}

}  // namespace

std::optional<Date> Date::FromYmd(int y, int m, int d) {
  if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  const year_month_day ymd(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                           std::chrono::day(static_cast<unsigned>(d)));
  if (!ymd.ok()) return std::nullopt;
  return Date(static_cast<std::int32_t>(sys_days(ymd).time_since_epoch().count()));
}

std::optional<Date> Date::FromYmdInt(int n) {
  return n < 0 ? std::nullopt : FromYmd(n / 10000, n / 100 % 100, n % 100);
}

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = Digits(text, 0, 4), m = Digits(text, 5, 2), d = Digits(text, 8, 2);
  return y < 0 || m < 0 || d < 0 ? std::nullopt : FromYmd(y, m, d);
}

int Date::year() const { return static_cast<int>(Split(days_).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(Split(days_).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(Split(days_).day())); }

int Date::ToYmdInt() const {
  const auto ymd = Split(days_);
  return static_cast<int>(ymd.year()) * 10000 + static_cast<int>(static_cast<unsigned>(ymd.month())) * 100 +
         static_cast<int>(static_cast<unsigned>(ymd.day()));
}

std::string Date::ToString() const {
  const int n = ToYmdInt();
  char text[24];
  if (n < 0 || n > 99991231) {
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", n / 10000, n / 100 % 100, n % 100);
    return text;
  }
  Digits(text, 4, n / 10000);
  text[4] = text[7] = '-';
  Digits(text + 5, 2, n / 100 % 100);
  Digits(text + 8, 2, n % 100);
  text[10] = 0;
  return text;
}

Date Date::AddMonths(int n) const {
  const auto ymd = Split(days_);
  const auto moved = std::chrono::year_month(ymd.year(), ymd.month()) + std::chrono::months(n);
  const auto last = std::chrono::year_month_day_last(moved.year(), std::chrono::month_day_last(moved.month())).day();
  const year_month_day target(moved.year(), moved.month(), std::min(ymd.day(), last));
  return Date(static_cast<std::int32_t>(sys_days(target).time_since_epoch().count()));
}

Date Date::LastOfMonth() const { return Month::Of(*this).Last(); }

std::optional<Month> Month::FromInt(int n) {
  const int y = n / 100, m = n % 100;
  if (y < 1900 || y > 2200 || m < 1 || m > 12) return std::nullopt;
  return Month(n);
}

std::optional<Month> Month::Parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const int y = Digits(text, 0, 4), m = Digits(text, 5, 2);
  return y < 0 || m < 0 ? std::nullopt : FromInt(y * 100 + m);
}

Month Month::Of(Date date) { return Month(date.ToYmdInt() / 100); }
Date Month::First() const {
  const year_month_day first(std::chrono::year(year()), std::chrono::month(static_cast<unsigned>(month())),
                             std::chrono::day(1));
  return Date::FromDays(static_cast<std::int32_t>(sys_days(first).time_since_epoch().count()));
}
Date Month::Last() const { return AddMonths(1).First().AddDays(-1); }

Month Month::AddMonths(int n) const {
  const int index = year() * 12 + month() - 1 + n;
  return Month(index / 12 * 100 + index % 12 + 1);
}

std::string Month::ToString() const {
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02d", year(), month());
  return text;
}

int CompleteMonths(Date start, Date end) {
  if (end < start) return 0;
  const Date after = end.AddDays(1);
  int n = (after.year() - start.year()) * 12 + after.month() - start.month();
  while (n > 0 && start.AddMonths(n) > after) --n;
  return n;
}

int AgeOn(Date birth, Date on) {
  if (on < birth) return 0;
  const int b = birth.ToYmdInt(), o = on.ToYmdInt();
  return o / 10000 - b / 10000 - (o % 10000 < b % 10000 ? 1 : 0);
}

namespace {

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kShanghaiOffset = 8 * 3'600'000'000LL;

}  // namespace

std::optional<Instant> Instant::FromIso(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00.000000Z";
  if (text.size() != kShape.size()) return {};
  std::int64_t numbers[7] = {};
  int at = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '0') {
      if (text[i] < '0' || text[i] > '9') return {};
      numbers[at] = numbers[at] * 10 + (text[i] - '0');
    } else {
      if (text[i] != kShape[i]) return {};
      ++at;
    }
  }
  const auto date =
      Date::FromYmd(static_cast<int>(numbers[0]), static_cast<int>(numbers[1]), static_cast<int>(numbers[2]));
  if (!date || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 59) return {};
  const std::int64_t seconds = (numbers[3] * 60 + numbers[4]) * 60 + numbers[5];
  return Instant((std::int64_t{date->days()} * 86'400 + seconds) * 1'000'000 + numbers[6]);
}

std::string Instant::ToIso() const {
  const std::int64_t n = FloorDiv(microseconds_, kDay);
  const std::int64_t rest = microseconds_ - n * kDay;
  char text[48];
  std::snprintf(text, sizeof text, "%sT%02d:%02d:%02d.%06dZ",
                Date::FromDays(static_cast<std::int32_t>(n)).ToString().c_str(),
                static_cast<int>(rest / 3'600'000'000LL), static_cast<int>(rest / 60'000'000 % 60),
                static_cast<int>(rest / 1'000'000 % 60), static_cast<int>(rest % 1'000'000));
  return text;
}

Date Instant::DateInShanghai() const {
  return Date::FromDays(static_cast<std::int32_t>(FloorDiv(microseconds_ + kShanghaiOffset, kDay)));
}

std::string Instant::LocalText() const {
  return Instant(microseconds_ + kShanghaiOffset).ToIso().substr(0, 16).replace(10, 1, " ");
}

}  // namespace gq
