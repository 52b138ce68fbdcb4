// Values of FEEL, the expression language of DMN 1.5 (OMG formal/24-01-01, chapter 10.3.2.3): what rules take in and
// give out.
//
//   Value fare = Value::Number(*Decimal::Parse("386.50"));
//   Context person;
//   person.Set("name", Value::Text("…"));
//   Value input = Value::OfContext(std::move(person));
//   if (input.IsContext()) input.context().Find("name");
//
// A Value is a cheap copy: large parts are shared and never change once made. Thread-safety: values; copies may be read
// from several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "engines/policy/calendar.h"

namespace gq::policy {

class Value;
class Context;
struct Range;
struct Function;
using List = std::vector<Value>;

enum class Kind {
  kNull,
  kBoolean,
  kNumber,
  kString,
  kDate,
  kTime,
  kDateTime,
  kDayTimeDuration,    // days, hours, minutes, seconds
  kYearMonthDuration,  // years, months
  kList,
  kContext,
  kRange,
  kFunction,
};

// A list and its weight (see Value::Weight).
struct WeighedList {
  List items;
  std::size_t weight = 1;
};

class Value {
 public:
  Value() = default;  // null
  static Value Null() { return {}; }
  static Value Boolean(bool value) { return Value(value); }
  static Value Number(const Decimal& value) { return Value(value); }
  static Value Integer(std::int64_t value) { return Value(Decimal(value)); }
  static Value Text(std::string value) { return Value(std::make_shared<const std::string>(std::move(value))); }
  static Value OfDate(const CalendarDate& value) { return Value(value); }
  static Value OfTime(const ClockTime& value) { return Value(std::make_shared<const ClockTime>(value)); }
  static Value OfDateTime(const DateTime& value) { return Value(std::make_shared<const DateTime>(value)); }
  static Value OfDuration(const DayTimeDuration& value) { return Value(value); }
  static Value OfDuration(const YearMonthDuration& value) { return Value(value); }
  static Value OfList(List value);
  static Value OfContext(Context value);
  static Value OfRange(Range value);
  static Value OfFunction(std::shared_ptr<const Function> value) { return Value(std::move(value)); }

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool IsNull() const { return kind() == Kind::kNull; }
  bool IsBoolean() const { return kind() == Kind::kBoolean; }
  bool IsNumber() const { return kind() == Kind::kNumber; }
  bool IsString() const { return kind() == Kind::kString; }
  bool IsDate() const { return kind() == Kind::kDate; }
  bool IsList() const { return kind() == Kind::kList; }
  bool IsContext() const { return kind() == Kind::kContext; }
  bool IsRange() const { return kind() == Kind::kRange; }
  bool IsFunction() const { return kind() == Kind::kFunction; }
  bool IsTrue() const { return IsBoolean() && boolean(); }
  bool IsFalse() const { return IsBoolean() && !boolean(); }

  // Each needs its kind.
  bool boolean() const { return std::get<bool>(data_); }
  const Decimal& number() const { return std::get<Decimal>(data_); }
  const std::string& text() const { return *std::get<std::shared_ptr<const std::string>>(data_); }
  const CalendarDate& date() const { return std::get<CalendarDate>(data_); }
  const ClockTime& time() const { return *std::get<std::shared_ptr<const ClockTime>>(data_); }
  const DateTime& date_time() const { return *std::get<std::shared_ptr<const DateTime>>(data_); }
  const DayTimeDuration& day_time() const { return std::get<DayTimeDuration>(data_); }
  const YearMonthDuration& year_month() const { return std::get<YearMonthDuration>(data_); }
  const List& list() const { return std::get<std::shared_ptr<const WeighedList>>(data_)->items; }
  const Context& context() const { return *std::get<std::shared_ptr<const Context>>(data_); }
  const Range& range() const { return *std::get<std::shared_ptr<const Range>>(data_); }
  const Function& function() const { return *std::get<std::shared_ptr<const Function>>(data_); }
  std::shared_ptr<const Context> shared_context() const { return std::get<std::shared_ptr<const Context>>(data_); }
  std::shared_ptr<const Function> shared_function() const { return std::get<std::shared_ptr<const Function>>(data_); }

  // How many values this one holds, itself and what is shared counted every time: what comparing or writing it costs.
  std::size_t Weight() const;

  // As FEEL's string() writes it; text inside lists and contexts is quoted. "null" for null.
  std::string ToText() const;

 private:
  using Data = std::variant<std::monostate, bool, Decimal, std::shared_ptr<const std::string>, CalendarDate,
                            std::shared_ptr<const ClockTime>, std::shared_ptr<const DateTime>, DayTimeDuration,
                            YearMonthDuration, std::shared_ptr<const WeighedList>, std::shared_ptr<const Context>,
                            std::shared_ptr<const Range>, std::shared_ptr<const Function>>;
  template <typename T>
  explicit Value(T data) : data_(std::move(data)) {}
  Data data_;
};

// Named values in the order in which they were set; names are unique.
class Context {
 public:
  const Value* Find(std::string_view name) const;
  void Set(std::string name, Value value);
  const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }
  std::size_t size() const { return entries_.size(); }
  std::size_t weight() const { return weight_; }

 private:
  std::size_t weight_ = 1;
  std::vector<std::pair<std::string, Value>> entries_;
};

// An interval; a null end means that there is no bound on that side (then it is not included).
struct Range {
  Value start;
  Value end;
  bool start_included = false;
  bool end_included = false;
};

// "数字", "文字" ...: the kind's name in messages.
std::string_view KindName(Kind kind);

// Whether both are one function: the same built-in or element, or the same definition in the same scope (table 53).
bool SameFunction(const Function& a, const Function& b);
// FEEL equality (DMN 1.5, table 53): nothing when the kinds do not compare (then the result is null).
std::optional<bool> Equals(const Value& a, const Value& b);
// -1, 0, 1 of two values of one ordered kind; nothing otherwise (10.3.2.13).
std::optional<int> Compare(const Value& a, const Value& b);
// The stricter equality of is(): same kind, same local time and same zone (10.3.4.9).
bool Identical(const Value& a, const Value& b);
// Whether a point lies in the range; nothing when it cannot be compared.
std::optional<bool> Contains(const Range& range, const Value& point);

}  // namespace gq::policy
