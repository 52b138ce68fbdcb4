// Conversion functions (DMN 1.5, 10.3.4.1) and not().
#include "base/text.h"
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"
#include "engines/policy/parse/names.h"

namespace gq::policy {
namespace {

const ZoneResolver& Zones(const Arguments& arguments) { return arguments.machine.options().zones; }

// A parameter of several kinds unwraps a list of one element as the typed ones do (10.3.2.9.4).
const Value& One(const Value& value) {
  return value.IsList() && value.list().size() == 1 ? value.list().front() : value;
}

Value DateFrom(const Arguments& a) {
  const Value& from = One(a[0]);
  if (from.IsDate()) return from;
  if (from.kind() == Kind::kDateTime) return Value::OfDate(from.date_time().date);
  if (from.IsString()) {
    if (const auto date = ParseDate(from.text())) return Value::OfDate(*date);
  }
  return a.Error("不是日期：" + from.ToText());
}

std::optional<CalendarDate> DateOfParts(const Value& year, const Value& month, const Value& day) {
  const auto y = year.number().ToInteger(), m = month.number().ToInteger(), d = day.number().ToInteger();
  return y && m && d ? MakeDate(*y, *m, *d) : std::nullopt;
}

Value DateParts(const Arguments& a) {
  const auto date = DateOfParts(a[0], a[1], a[2]);
  return date ? Value::OfDate(*date) : a.Error("没有这一天");
}

Value DateTimeFrom(const Arguments& a) {
  const Value& from = One(a[0]);
  if (from.kind() == Kind::kDateTime) return from;
  if (from.IsDate()) {
    DateTime midnight{from.date(), {}};
    midnight.time.zone.kind = ZoneKind::kOffset;
    return Value::OfDateTime(midnight);
  }
  if (from.IsString()) {
    if (const auto date_time = ParseDateTime(from.text(), Zones(a))) return Value::OfDateTime(*date_time);
  }
  return a.Error("不是日期时刻：" + from.ToText());
}

Value DateTimeOf(const Arguments& a) {
  const CalendarDate date = a[0].IsDate() ? a[0].date() : a[0].date_time().date;
  return Value::OfDateTime(WithZone({date, a[1].time()}, Zones(a)));
}

// Puts an offset (a duration) into a time; false when it is too large or of the wrong kind.
bool SetOffset(const Value& offset, ClockTime* time) {
  if (offset.IsNull()) return true;
  const auto seconds = offset.kind() == Kind::kDayTimeDuration ? offset.day_time().seconds.ToInteger() : std::nullopt;
  if (!seconds || *seconds > 18 * 3600 || *seconds < -18 * 3600) return false;
  time->zone.kind = ZoneKind::kOffset;
  time->zone.offset_seconds = static_cast<std::int32_t>(*seconds);
  return true;
}

Value DateTimeParts(const Arguments& a) {
  const auto date = DateOfParts(a[0], a[1], a[2]);
  auto time = MakeTime(a[3].number(), a[4].number(), a[5].number());
  if (!date || !time) return a.Error("没有这个日期时刻");
  if (a.Has(6) && a[6].IsString()) {
    const auto zoned = ParseDateTime(ToText(DateTime{*date, *time}) + "@" + a[6].text(), Zones(a));
    return zoned ? Value::OfDateTime(*zoned) : a.Error("没有这个时区");
  }
  if (a.Has(6) && !SetOffset(a[6], &*time)) return a.Error("时区偏移不对");
  return Value::OfDateTime({*date, *time});
}

Value TimeFrom(const Arguments& a) {
  const Value& from = One(a[0]);
  if (from.kind() == Kind::kTime) return from;
  if (from.kind() == Kind::kDateTime) return Value::OfTime(from.date_time().time);
  if (from.IsDate()) {
    ClockTime midnight;
    midnight.zone.kind = ZoneKind::kOffset;
    return Value::OfTime(midnight);
  }
  if (from.IsString()) {
    if (const auto time = ParseTime(from.text(), Zones(a))) return Value::OfTime(*time);
  }
  return a.Error("不是时刻：" + from.ToText());
}

Value TimeParts(const Arguments& a) {
  auto time = MakeTime(a[0].number(), a[1].number(), a[2].number());
  if (!time || (a.Has(3) && !SetOffset(a[3], &*time))) return a.Error("没有这个时刻");
  return Value::OfTime(*time);
}

// number("1.000,50", ".", ","): one kind of grouping mark, one decimal mark, never the same.
Value Number(const Arguments& a) {
  std::string grouping, point = ".";
  const Value& from = One(a[0]);
  if (from.IsNumber() && !a.Has(1) && !a.Has(2)) return from;
  if (!from.IsString()) return a.Error("number 的参数应为文字");
  if (!a[1].IsNull()) {
    if (!a[1].IsString() || (a[1].text() != " " && a[1].text() != "," && a[1].text() != "."))
      return a.Error("分组符应为空格、逗号或点");
    grouping = a[1].text();
  }
  if (!a[2].IsNull()) {
    if (!a[2].IsString() || (a[2].text() != "," && a[2].text() != ".")) return a.Error("小数点应为点或逗号");
    point = a[2].text();
  }
  if (grouping == point) return a.Error("分组符与小数点相同");
  std::string plain;
  for (const char c : from.text()) {
    if (!grouping.empty() && c == grouping[0]) continue;
    if (c == point[0]) {
      plain.push_back('.');
    } else if (c == '.') {
      return a.Error("不是数字：" + from.text());
    } else {
      plain.push_back(c);
    }
  }
  const auto number = Decimal::Parse(plain);
  return number ? Value::Number(*number) : a.Error("不是数字：" + from.text());
}

Value NumberWithMarks(const Arguments& a) {
  return a.Has(1) == a.Has(2) ? Number(a) : a.Error("分组符与小数点应同时给出");
}

Value String(const Arguments& a) { return a[0].IsNull() ? Value() : Value::Text(a[0].ToText()); }

Value Duration(const Arguments& a) {
  const Value& from = One(a[0]);
  if (from.kind() == Kind::kDayTimeDuration || from.kind() == Kind::kYearMonthDuration) return from;
  if (from.IsString()) {
    if (const auto months = ParseYearMonthDuration(from.text())) return Value::OfDuration(*months);
    if (const auto seconds = ParseDayTimeDuration(from.text())) return Value::OfDuration(*seconds);
  }
  return a.Error("不是时长：" + from.ToText());
}

Value YearsAndMonths(const Arguments& a) {
  const auto date = [](const Value& value) { return value.IsDate() ? value.date() : value.date_time().date; };
  return Value::OfDuration(YearMonthDuration{MonthsBetween(date(a[0]), date(a[1]))});
}

// A range without a bound on one side ("(..3]", "[1..)", grammar rules 66b and 66c) as the comparison that it is; the
// side that is left out must be open. Other texts as they are.
std::string WithoutOpenSide(std::string_view text) {
  const std::string_view range = Trim(text);
  const std::size_t dots = range.find("..");
  if (range.size() < 4 || dots == std::string_view::npos) return std::string(text);
  const std::string_view start = Trim(range.substr(1, dots - 1)),
                         end = Trim(range.substr(dots + 2, range.size() - dots - 3));
  const char first = range.front(), last = range.back();
  if (start.empty() && !end.empty() && (first == '(' || first == ']') && (last == ']' || last == ')' || last == '['))
    return (last == ']' ? "<= " : "< ") + std::string(end);
  if (end.empty() && !start.empty() && (last == ')' || last == '[') && (first == '[' || first == '(' || first == ']'))
    return (first == '[' ? ">= " : "> ") + std::string(start);
  return std::string(text);
}

// Text of a range with literal ends only: "[1..3]", "(@\"2020-01-01\"..@\"2020-12-31\"]".
Value RangeFrom(const Arguments& a) {
  ParseScope scope;
  const std::string text = WithoutOpenSide(a[0].text());
  const ExprPtr parsed = ParseExpression(text, scope);
  const auto literal = [](const Expr& expr) {
    if (expr.kind == ExprKind::kLiteral) return !expr.literal.IsNull();
    if (expr.kind == ExprKind::kAtLiteral) return true;
    const bool conversion = expr.kind == ExprKind::kCall && expr.children[0]->kind == ExprKind::kName &&
                            expr.bindings.size() == 1 && expr.bindings[0].value->kind == ExprKind::kLiteral;
    if (!conversion) return false;
    const std::string& name = expr.children[0]->text;
    return name == "date" || name == "time" || name == "date and time" || name == "duration";
  };
  const bool one_sided = parsed->kind == ExprKind::kUnaryTest && text != a[0].text();
  if (one_sided && literal(*parsed->children[0])) return a.machine.Evaluate(*parsed, nullptr);
  if (parsed->kind != ExprKind::kRange || !literal(*parsed->children[0]) || !literal(*parsed->children[1]))
    return a.Error("不是区间：" + a[0].text());
  Value range = a.machine.Evaluate(*parsed, nullptr);
  if (!range.IsRange()) return range;
  const auto order = Compare(range.range().start, range.range().end);
  return order && *order <= 0 ? range : a.Error("区间的起点大于终点");
}

Value Not(const Arguments& a) {
  const Value& negand = One(a[0]);
  if (negand.IsBoolean()) return Value::Boolean(!negand.boolean());
  return negand.IsNull() ? Value() : a.Error("not 的参数应为是否");
}

constexpr BuiltinRow kRows[] = {
    {"date", "from:a", DateFrom},
    {"date", "year:n, month:n, day:n", DateParts},
    {"date and time", "from:a", DateTimeFrom},
    {"date and time", "date:d, time:t", DateTimeOf},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, offset:a?", DateTimeParts},
    {"date and time", "year:n, month:n, day:n, hour:n, minute:n, second:n, timezone:s?", DateTimeParts},
    {"time", "from:a", TimeFrom},
    {"time", "hour:n, minute:n, second:n, offset:a?", TimeParts},
    {"number", "from:a", Number},
    {"number", "from:a, grouping separator:a, decimal separator:a", NumberWithMarks},
    {"string", "from:a", String},
    {"duration", "from:a", Duration},
    {"years and months duration", "from:d, to:d", YearsAndMonths},
    {"range", "from:s", RangeFrom},
    {"not", "negand:a", Not},
};

}  // namespace

std::span<const BuiltinRow> ConversionBuiltins() { return kRows; }

}  // namespace gq::policy
