#include "engines/policy/value.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace gq::policy {

namespace {

// Sums stay far below overflow: a value grown beyond this is refused long before it could be doubled often enough.
constexpr std::size_t kWeightMost = std::size_t{1} << 60;

}  // namespace

Value Value::OfList(List value) {
  auto list = std::make_shared<WeighedList>();
  for (const Value& element : value) list->weight = std::min(list->weight + element.Weight(), kWeightMost);
  list->items = std::move(value);
  return Value(std::shared_ptr<const WeighedList>(std::move(list)));
}

std::size_t Value::Weight() const {
  switch (kind()) {
    case Kind::kString:
      return 1 + text().size() / 64;
    case Kind::kList:
      return std::get<std::shared_ptr<const WeighedList>>(data_)->weight;
    case Kind::kContext:
      return context().weight();
    case Kind::kRange:
      return 1 + range().start.Weight() + range().end.Weight();
    default:
      return 1;
  }
}

Value Value::OfContext(Context value) { return Value(std::make_shared<const Context>(std::move(value))); }
Value Value::OfRange(Range value) { return Value(std::make_shared<const Range>(std::move(value))); }

const Value* Context::Find(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) return &value;
  }
  return nullptr;
}

void Context::Set(std::string name, Value value) {
  weight_ = std::min(weight_ + value.Weight(), kWeightMost);
  for (auto& entry : entries_) {
    if (entry.first == name) {
      weight_ -= std::min(weight_ - 1, entry.second.Weight());
      entry.second = std::move(value);
      return;
    }
  }
  entries_.emplace_back(std::move(name), std::move(value));
}

std::string_view KindName(Kind kind) {
  static constexpr std::array<std::string_view, 13> kNames = {"空值",   "是否",     "数字",     "文字",     "日期",
                                                              "时刻",   "日期时刻", "日时时长", "年月时长", "列表",
                                                              "上下文", "区间",     "函数"};
  return kNames[static_cast<std::size_t>(kind)];
}

namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

// Whether a context key can be written without quotes.
bool IsPlainKey(std::string_view key) {
  if (key.empty()) return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || c == '_' ||
           c == ' ' || c == '?' || c == '\'';
  });
}

std::string InnerText(const Value& value) { return value.IsString() ? Quoted(value.text()) : value.ToText(); }

std::string ListText(const List& list) {
  std::string text = "[";
  for (const Value& element : list) {
    if (text.size() > 1) text += ", ";
    text += InnerText(element);
  }
  return text + "]";
}

std::string ContextText(const Context& context) {
  std::string text = "{";
  for (const auto& [key, value] : context.entries()) {
    if (text.size() > 1) text += ", ";
    text += (IsPlainKey(key) ? key : Quoted(key)) + ": " + InnerText(value);
  }
  return text + "}";
}

std::string RangeText(const Range& range) {
  const auto end_text = [](const Value& value) {
    switch (value.kind()) {
      case Kind::kDate:
      case Kind::kTime:
      case Kind::kDateTime:
      case Kind::kDayTimeDuration:
      case Kind::kYearMonthDuration:
        return "@" + Quoted(value.ToText());
      default:
        return InnerText(value);
    }
  };
  if (range.start.IsNull() && !range.end.IsNull() && !range.start_included)
    return (range.end_included ? "<=" : "<") + end_text(range.end);
  if (range.end.IsNull() && !range.start.IsNull() && !range.end_included)
    return (range.start_included ? ">=" : ">") + end_text(range.start);
  return (range.start_included ? "[" : "(") + end_text(range.start) + ".." + end_text(range.end) +
         (range.end_included ? "]" : ")");
}

}  // namespace

std::string Value::ToText() const {
  switch (kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
      return boolean() ? "true" : "false";
    case Kind::kNumber:
      return number().ToString();
    case Kind::kString:
      return text();
    case Kind::kDate:
      return policy::ToText(date());
    case Kind::kTime:
      return policy::ToText(time());
    case Kind::kDateTime:
      return policy::ToText(date_time());
    case Kind::kDayTimeDuration:
      return policy::ToText(day_time());
    case Kind::kYearMonthDuration:
      return policy::ToText(year_month());
    case Kind::kList:
      return ListText(list());
    case Kind::kContext:
      return ContextText(context());
    case Kind::kRange:
      return RangeText(range());
    case Kind::kFunction:
      return "function";
  }
  return "";
}

namespace {

bool OneZoneMissing(const Zone& a, const Zone& b) { return (a.kind == ZoneKind::kNone) != (b.kind == ZoneKind::kNone); }

template <typename T>
int Sign(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// Lists and contexts are equal when every pair is (table 53): a pair of different kinds makes them unequal.
bool EqualLists(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Value& x, const Value& y) { return Equals(x, y).value_or(false); });
}

bool EqualContexts(const Context& a, const Context& b) {
  return a.size() == b.size() && std::all_of(a.entries().begin(), a.entries().end(), [&](const auto& entry) {
           const Value* other = b.Find(entry.first);
           return other != nullptr && Equals(entry.second, *other).value_or(false);
         });
}

std::optional<bool> EqualRanges(const Range& a, const Range& b) {
  if (a.start_included != b.start_included || a.end_included != b.end_included) return false;
  const auto start = Equals(a.start, b.start), end = Equals(a.end, b.end);
  if (!start || !end) return std::nullopt;
  return *start && *end;
}

}  // namespace

std::optional<bool> Equals(const Value& a, const Value& b) {
  if (a.IsNull() || b.IsNull()) return a.IsNull() && b.IsNull();
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::kBoolean:
      return a.boolean() == b.boolean();
    case Kind::kString:
      return a.text() == b.text();
    case Kind::kList:
      return EqualLists(a.list(), b.list());
    case Kind::kContext:
      return EqualContexts(a.context(), b.context());
    case Kind::kRange:
      return EqualRanges(a.range(), b.range());
    case Kind::kFunction:
      return SameFunction(a.function(), b.function());
    case Kind::kTime:
      if (OneZoneMissing(a.time().zone, b.time().zone)) return false;
      break;
    case Kind::kDateTime:
      if (OneZoneMissing(a.date_time().time.zone, b.date_time().time.zone)) return false;
      break;
    default:
      break;
  }
  const auto order = Compare(a, b);
  return order ? std::optional<bool>(*order == 0) : std::nullopt;
}

std::optional<int> Compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::kNumber:
      return Sign(a.number(), b.number());
    case Kind::kString:
      return Sign(a.text(), b.text());
    case Kind::kDate:
      return Sign(DaysOf(a.date()), DaysOf(b.date()));
    case Kind::kTime:
      if (OneZoneMissing(a.time().zone, b.time().zone)) return std::nullopt;
      return Sign(SecondsOf(a.time()), SecondsOf(b.time()));
    case Kind::kDateTime:
      if (OneZoneMissing(a.date_time().time.zone, b.date_time().time.zone)) return std::nullopt;
      return Sign(SecondsOf(a.date_time()), SecondsOf(b.date_time()));
    case Kind::kDayTimeDuration:
      return Sign(a.day_time().seconds, b.day_time().seconds);
    case Kind::kYearMonthDuration:
      return Sign(a.year_month().months, b.year_month().months);
    default:
      return std::nullopt;
  }
}

namespace {

bool SameTime(const ClockTime& a, const ClockTime& b) {
  return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds && a.zone.kind == b.zone.kind &&
         a.zone.name == b.zone.name &&
         (a.zone.kind == ZoneKind::kNamed || a.zone.offset_seconds == b.zone.offset_seconds);
}

}  // namespace

bool Identical(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kTime:
      return SameTime(a.time(), b.time());
    case Kind::kDateTime:
      return a.date_time().date == b.date_time().date && SameTime(a.date_time().time, b.date_time().time);
    case Kind::kList:
      return std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end(), Identical);
    case Kind::kContext: {
      if (a.context().size() != b.context().size()) return false;
      for (const auto& [key, value] : a.context().entries()) {
        const Value* other = b.context().Find(key);
        if (other == nullptr || !Identical(value, *other)) return false;
      }
      return true;
    }
    default:
      return Equals(a, b).value_or(false);
  }
}

std::optional<bool> Contains(const Range& range, const Value& point) {
  if (point.IsNull() || (range.start.IsNull() && range.end.IsNull())) return std::nullopt;
  // A bound written as null (and not merely left open) makes the comparison unknown.
  if ((range.start.IsNull() && range.start_included) || (range.end.IsNull() && range.end_included)) return std::nullopt;
  if (!range.start.IsNull()) {
    const auto order = Compare(range.start, point);
    if (!order) return std::nullopt;
    if (*order > 0 || (*order == 0 && !range.start_included)) return false;
  }
  if (!range.end.IsNull()) {
    const auto order = Compare(point, range.end);
    if (!order) return std::nullopt;
    if (*order > 0 || (*order == 0 && !range.end_included)) return false;
  }
  return true;
}

}  // namespace gq::policy
