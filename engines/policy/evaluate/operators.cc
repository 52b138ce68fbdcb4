// Arithmetic (tables 57–62 of DMN 1.5), membership, properties of values.
#include <algorithm>

#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

Value NumberOr(Machine& machine, const std::optional<Decimal>& number, std::string_view message) {
  return number ? Value::Number(*number) : machine.Error(message);
}

Value Numbers(Machine& machine, Op op, const Decimal& a, const Decimal& b) {
  switch (op) {
    case Op::kAdd:
      return NumberOr(machine, a.Add(b), "数字超出范围");
    case Op::kSubtract:
      return NumberOr(machine, a.Subtract(b), "数字超出范围");
    case Op::kMultiply:
      return NumberOr(machine, a.Multiply(b), "数字超出范围");
    case Op::kDivide:
      return NumberOr(machine, a.Divide(b), b.IsZero() ? "除数为零" : "数字超出范围");
    case Op::kPower:
      return NumberOr(machine, a.Power(b), "乘方没有结果");
    default:
      return {};
  }
}

// Seconds cut to nanoseconds, the finest a duration holds.
Value Seconds(Machine& machine, const std::optional<Decimal>& seconds) {
  const auto cut = seconds ? seconds->RoundTo(9, Rounding::kDown) : std::nullopt;
  const auto duration = cut ? MakeDayTimeDuration(*cut) : std::nullopt;
  return duration ? Value::OfDuration(*duration) : machine.Error("时长超出范围");
}

Value Months(Machine& machine, const std::optional<Decimal>& months) {
  const auto whole = months ? months->Truncate().ToInteger() : std::nullopt;
  const auto duration = whole ? MakeYearMonthDuration(*whole) : std::nullopt;
  return duration ? Value::OfDuration(*duration) : machine.Error("时长超出范围");
}

DateTime Midnight(const CalendarDate& date) {
  DateTime value{date, {}};
  value.time.zone.kind = ZoneKind::kOffset;  // a date among date times is midnight UTC (10.3.2.9.4)
  return value;
}

Value PlusMonths(Machine& machine, const Value& value, std::int64_t months) {
  if (value.IsDate()) {
    const auto date = AddMonths(value.date(), months);
    return date ? Value::OfDate(*date) : machine.Error("日期超出范围");
  }
  const auto date = AddMonths(value.date_time().date, months);
  if (!date) return machine.Error("日期超出范围");
  DateTime moved = value.date_time();
  moved.date = *date;
  return Value::OfDateTime(WithZone(std::move(moved), machine.options().zones));
}

Value PlusSeconds(Machine& machine, const Value& value, const Decimal& seconds) {
  if (value.kind() == Kind::kTime) return Value::OfTime(AddSeconds(value.time(), seconds));
  const DateTime from = value.IsDate() ? Midnight(value.date()) : value.date_time();
  const auto moved = AddSeconds(from, seconds, machine.options().zones);
  if (!moved) return machine.Error("日期超出范围");
  return value.IsDate() ? Value::OfDate(moved->date) : Value::OfDateTime(*moved);
}

bool IsMoment(Kind kind) { return kind == Kind::kDate || kind == Kind::kDateTime || kind == Kind::kTime; }

// Difference of two dates or date times, or of two times; null when only one of them has a zone.
Value Difference(Machine& machine, const Value& a, const Value& b) {
  if (a.kind() == Kind::kTime && b.kind() == Kind::kTime) {
    if ((a.time().zone.kind == ZoneKind::kNone) != (b.time().zone.kind == ZoneKind::kNone))
      return machine.Error("只有一个时刻带时区");
    return Seconds(machine, SecondsOf(a.time()).Subtract(SecondsOf(b.time())));
  }
  if (a.kind() == Kind::kTime || b.kind() == Kind::kTime) return machine.Error("时刻与日期不能相减");
  const DateTime left = a.IsDate() ? Midnight(a.date()) : a.date_time(),
                 right = b.IsDate() ? Midnight(b.date()) : b.date_time();
  if ((left.time.zone.kind == ZoneKind::kNone) != (right.time.zone.kind == ZoneKind::kNone))
    return machine.Error("只有一个日期时刻带时区");
  return Seconds(machine, SecondsOf(left).Subtract(SecondsOf(right)));
}

Value Moments(Machine& machine, Op op, const Value& a, const Value& b) {
  if (op == Op::kSubtract && IsMoment(a.kind()) && IsMoment(b.kind())) return Difference(machine, a, b);
  const bool swapped = op == Op::kAdd && !IsMoment(a.kind());
  const Value& moment = swapped ? b : a;
  const Value& step = swapped ? a : b;
  if (IsMoment(moment.kind()) && (op == Op::kAdd || op == Op::kSubtract)) {
    if (step.kind() == Kind::kYearMonthDuration && moment.kind() != Kind::kTime) {
      return PlusMonths(machine, moment, op == Op::kAdd ? step.year_month().months : -step.year_month().months);
    }
    if (step.kind() == Kind::kDayTimeDuration)
      return PlusSeconds(machine, moment, op == Op::kAdd ? step.day_time().seconds : step.day_time().seconds.Negate());
  }
  return machine.Error(std::string(KindName(a.kind())) + "与" + std::string(KindName(b.kind())) + "不能这样计算");
}

std::optional<Decimal> DurationSize(const Value& value) {
  if (value.kind() == Kind::kDayTimeDuration) return value.day_time().seconds;
  if (value.kind() == Kind::kYearMonthDuration) return Decimal(value.year_month().months);
  return std::nullopt;
}

Value Durations(Machine& machine, Op op, const Value& a, const Value& b) {
  const auto made = [&](Kind kind, const std::optional<Decimal>& size) {
    return kind == Kind::kDayTimeDuration ? Seconds(machine, size) : Months(machine, size);
  };
  const auto left = DurationSize(a), right = DurationSize(b);
  if (left && right && a.kind() == b.kind()) {
    if (op == Op::kAdd) return made(a.kind(), left->Add(*right));
    if (op == Op::kSubtract) return made(a.kind(), left->Subtract(*right));
    if (op == Op::kDivide) return NumberOr(machine, left->Divide(*right), "除数为零");
  }
  if (left && b.IsNumber() && op == Op::kMultiply) return made(a.kind(), left->Multiply(b.number()));
  if (left && b.IsNumber() && op == Op::kDivide) return made(a.kind(), left->Divide(b.number()));
  if (right && a.IsNumber() && op == Op::kMultiply) return made(b.kind(), right->Multiply(a.number()));
  return machine.Error(std::string(KindName(a.kind())) + "与" + std::string(KindName(b.kind())) + "不能这样计算");
}

}  // namespace

Value Arithmetic(Machine& machine, Op op, const Value& a, const Value& b) {
  if (a.IsNumber() && b.IsNumber()) return Numbers(machine, op, a.number(), b.number());
  if (a.IsString() && b.IsString() && op == Op::kAdd) {
    if (a.text().size() + b.text().size() > kTextMax) return machine.Stop("文字过长，已停止");
    if (!machine.CountWork(a.Weight() + b.Weight())) return {};
    return Value::Text(a.text() + b.text());
  }
  if (a.IsNull() || b.IsNull()) return machine.Error("空值不能参与计算");
  if (IsMoment(a.kind()) || IsMoment(b.kind())) return Moments(machine, op, a, b);
  return Durations(machine, op, a, b);
}

Value Negate(Machine& machine, const Value& value) {
  switch (value.kind()) {
    case Kind::kNumber:
      return Value::Number(value.number().Negate());
    case Kind::kDayTimeDuration:
      return Value::OfDuration(DayTimeDuration{value.day_time().seconds.Negate()});
    case Kind::kYearMonthDuration:
      return Value::OfDuration(YearMonthDuration{-value.year_month().months});
    default:
      return machine.Error(std::string(KindName(value.kind())) + "不能取负");
  }
}

// --- properties (tables 63–65) ---

namespace {

std::optional<Value> DateProperty(const CalendarDate& date, std::string_view name) {
  if (name == "year") return Value::Integer(date.year);
  if (name == "month") return Value::Integer(date.month);
  if (name == "day") return Value::Integer(date.day);
  if (name == "weekday") return Value::Integer(WeekdayOf(date));
  return std::nullopt;
}

std::optional<Value> TimeProperty(const ClockTime& time, std::string_view name) {
  if (name == "hour") return Value::Integer(time.hour());
  if (name == "minute") return Value::Integer(time.minute());
  if (name == "second") {
    const Decimal fraction = *Decimal(time.nanoseconds).Divide(Decimal(1'000'000'000));
    return Value::Number(*Decimal(time.second()).Add(fraction));
  }
  if (name == "time offset")
    return time.zone.kind == ZoneKind::kNone ? Value()
                                             : Value::OfDuration(DayTimeDuration{Decimal(time.zone.offset_seconds)});
  if (name == "timezone") return time.zone.kind == ZoneKind::kNamed ? Value::Text(time.zone.name) : Value();
  return std::nullopt;
}

std::optional<Value> DayTimeProperty(const DayTimeDuration& duration, std::string_view name) {
  const auto part = [&](std::int64_t divisor, std::int64_t modulus) {
    const Decimal whole =
        duration.seconds.Absolute().Divide(Decimal(divisor))->RoundTo(0, Rounding::kFloor).value_or(Decimal());
    const Decimal rest = modulus == 0 ? whole : whole.Modulo(Decimal(modulus)).value_or(Decimal());
    return Value::Number(duration.seconds.IsNegative() ? rest.Negate() : rest);
  };
  if (name == "days") return part(86'400, 0);
  if (name == "hours") return part(3600, 24);
  if (name == "minutes") return part(60, 60);
  if (name == "seconds") {
    const Decimal rest = duration.seconds.Absolute().Modulo(Decimal(60)).value_or(Decimal());
    return Value::Number(duration.seconds.IsNegative() ? rest.Negate() : rest);
  }
  return std::nullopt;
}

std::optional<Value> RangeProperty(const Range& range, std::string_view name) {
  if (name == "start") return range.start;
  if (name == "end") return range.end;
  if (name == "start included") return Value::Boolean(range.start_included);
  if (name == "end included") return Value::Boolean(range.end_included);
  return std::nullopt;
}

}  // namespace

std::optional<Value> Property(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::kDate:
      return DateProperty(value.date(), name);
    case Kind::kTime:
      return TimeProperty(value.time(), name);
    case Kind::kDateTime: {
      const auto date = DateProperty(value.date_time().date, name);
      return date ? date : TimeProperty(value.date_time().time, name);
    }
    case Kind::kDayTimeDuration:
      return DayTimeProperty(value.day_time(), name);
    case Kind::kYearMonthDuration:
      if (name == "years") return Value::Integer(value.year_month().months / 12);
      if (name == "months") return Value::Integer(value.year_month().months % 12);
      return std::nullopt;
    case Kind::kRange:
      return RangeProperty(value.range(), name);
    default:
      return std::nullopt;
  }
}

std::optional<bool> IsIn(const Value& point, const Value& set) {
  if (set.IsRange()) return point.IsRange() ? Equals(point, set) : Contains(set.range(), point);
  if (!set.IsList()) return Equals(point, set);
  if (point.IsList() && Equals(point, set).value_or(false)) return true;
  // An element of another kind is merely not equal: `true in [false, 2]` is false.
  return std::any_of(set.list().begin(), set.list().end(), [&](const Value& element) {
    const auto inside =
        element.IsRange() && !point.IsRange() ? Contains(element.range(), point) : Equals(point, element);
    return inside.value_or(false);
  });
}

std::optional<List> WalkRange(Machine& machine, const Value& start, const Value& end) {
  const bool dates = start.IsDate() && end.IsDate();
  std::optional<std::int64_t> from, to;
  if (dates) {
    from = DaysOf(start.date());
    to = DaysOf(end.date());
  } else if (start.IsNumber() && end.IsNumber()) {
    from = start.number().ToInteger();
    to = end.number().ToInteger();
  }
  if (!from || !to) return std::nullopt;
  const std::uint64_t count = *from <= *to ? static_cast<std::uint64_t>(*to) - static_cast<std::uint64_t>(*from)
                                           : static_cast<std::uint64_t>(*from) - static_cast<std::uint64_t>(*to);
  if (count >= kListMax || !machine.CountSteps(static_cast<std::int64_t>(count) + 1)) {
    machine.Stop("区间过长，已停止");
    return std::nullopt;
  }
  List walked;
  walked.reserve(count + 1);
  for (std::int64_t at = *from;; at += *from <= *to ? 1 : -1) {
    const auto date = dates ? DateOfDays(at) : std::nullopt;
    walked.push_back(dates ? (date ? Value::OfDate(*date) : Value()) : Value::Integer(at));
    if (at == *to) return walked;
  }
}

}  // namespace gq::policy
