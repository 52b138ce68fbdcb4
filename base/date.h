// Civil dates (Asia/Shanghai), months and instants (D2). Engines have no clock: a date comes in as an argument.
//
// Periods are inclusive [start, end]; n months are complete on the day before the corresponding day: 2018-03-01 …
// 2019-02-28 is twelve months. Where the corresponding day does not exist, it is the month's last day. Range:
// 1900-01-01 … 2200-12-31. Values; thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gq {

class Date {
 public:
  constexpr Date() = default;
  static std::optional<Date> FromYmd(int year, int month, int day);  // nullopt: no such day, or out of range
  static std::optional<Date> FromYmdInt(int yyyymmdd);
  static std::optional<Date> Parse(std::string_view text);  // "YYYY-MM-DD" only; every habit: base/parse_value.h
  static constexpr Date FromDays(std::int32_t days) { return Date(days); }

  constexpr std::int32_t days() const { return days_; }  // since 1970-01-01
  int year() const;
  int month() const;
  int day() const;
  int ToYmdInt() const;          // 20260821: what the database stores
  std::string ToString() const;  // "2026-08-21"
  Date AddDays(int n) const { return Date(days_ + n); }
  Date AddMonths(int n) const;
  Date LastOfMonth() const;

  friend constexpr auto operator<=>(const Date&, const Date&) = default;

 private:
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

class Month {
 public:
  constexpr Month() = default;
  static std::optional<Month> FromInt(int yyyymm);
  static std::optional<Month> Parse(std::string_view text);  // "YYYY-MM"
  static Month Of(Date date);

  constexpr int ToInt() const { return value_; }  // 202608
  int year() const { return value_ / 100; }
  int month() const { return value_ % 100; }
  Date First() const;
  Date Last() const;
  Month AddMonths(int n) const;
  std::string ToString() const;  // "2026-08"

  friend constexpr auto operator<=>(const Month&, const Month&) = default;

 private:
  constexpr explicit Month(int value) : value_(value) {}
  int value_ = 197001;
};

// Complete months in [start, end]; 0 when end < start.
int CompleteMonths(Date start, Date end);
// Full years of age on a day.
int AgeOn(Date birth, Date on);

// UTC microseconds since 1970.
class Instant {
 public:
  constexpr Instant() = default;
  constexpr explicit Instant(std::int64_t microseconds) : microseconds_(microseconds) {}
  constexpr std::int64_t microseconds() const { return microseconds_; }
  std::string ToIso() const;                                     // "2026-08-21T01:12:00.000000Z"
  static std::optional<Instant> FromIso(std::string_view text);  // what ToIso writes, and nothing else
  Date DateInShanghai() const;                                   // UTC+8; China has no daylight saving
  std::string LocalText() const;                                 // "2026-08-21 09:12" in Shanghai
  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;

 private:
  std::int64_t microseconds_ = 0;
};

}  // namespace gq
