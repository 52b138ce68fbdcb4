// What operators, properties and built-in functions make of simple kinds, without values.
#include <algorithm>
#include <array>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/check/check_parts.h"

namespace gq::policy {
namespace {

using enum TypeKind;

constexpr std::array<TypeKind, 8> kSimple = {kBoolean, kNumber,   kString,          kDate,
                                             kTime,    kDateTime, kDayTimeDuration, kYearMonthDuration};

bool IsDuration(TypeKind kind) { return kind == kDayTimeDuration || kind == kYearMonthDuration; }
bool IsDay(TypeKind kind) { return kind == kDate || kind == kDateTime; }

// Moment ± duration; a time moves by days and time only.
bool Moves(TypeKind moment, TypeKind step) {
  return (IsDay(moment) && IsDuration(step)) || (moment == kTime && step == kDayTimeDuration);
}

std::optional<TypeKind> KnownArithmetic(Op op, TypeKind left, TypeKind right) {
  if (left == kNumber && right == kNumber) return kNumber;
  switch (op) {
    case Op::kAdd:
      if (left == right && (left == kString || IsDuration(left))) return left;
      if (Moves(left, right)) return left;
      return Moves(right, left) ? std::optional(right) : std::nullopt;
    case Op::kSubtract:
      if (left == right && IsDuration(left)) return left;
      if ((IsDay(left) && IsDay(right)) || (left == kTime && right == kTime)) return kDayTimeDuration;
      return Moves(left, right) ? std::optional(left) : std::nullopt;
    case Op::kMultiply:
      if (IsDuration(left) && right == kNumber) return left;
      return left == kNumber && IsDuration(right) ? std::optional(right) : std::nullopt;
    case Op::kDivide:
      if (!IsDuration(left)) return std::nullopt;
      return right == kNumber ? std::optional(left) : (left == right ? std::optional(kNumber) : std::nullopt);
    default:
      return std::nullopt;
  }
}

std::string_view NameOfLetter(char letter) {
  switch (letter) {
    case 'n':
      return "数字";
    case 's':
      return "文字";
    case 'b':
      return "是否";
    case 'c':
      return "上下文";
    case 'd':
      return "日期";
    case 't':
      return "时刻";
    default:
      return "函数";
  }
}

bool FitsLetter(TypeKind kind, char letter) {
  if (kind == kAny) return true;
  switch (letter) {
    case 'n':
      return kind == kNumber;
    case 's':
      return kind == kString;
    case 'b':
      return kind == kBoolean;
    case 'd':
      return IsDay(kind);
    case 't':
      return kind == kTime;
    case 'c':
    case 'f':
      return false;
    default:
      return true;  // lists take single values
  }
}

// Empty when the form takes the arguments.
std::string WrongFor(const BuiltinInfo& form, const std::vector<ArgumentKind>& arguments) {
  const std::vector<Parameter>& parameters = form.parameters;
  const bool gathers = !parameters.empty() && (parameters.back().type == 'L' || parameters.back().type == 'v');
  const std::string wrong_number = std::string(form.name) + " 的参数个数或名称不对";
  std::vector<bool> given(parameters.size(), false);
  std::string wrong_kind;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::size_t at = std::min(i, parameters.size());
    if (!arguments[i].name.empty()) {
      at = static_cast<std::size_t>(std::find_if(parameters.begin(), parameters.end(),
                                                 [&](const Parameter& p) { return p.name == arguments[i].name; }) -
                                    parameters.begin());
    }
    if (at == parameters.size() && gathers && arguments[i].name.empty()) continue;
    if (at == parameters.size() || given[at]) return wrong_number;
    given[at] = true;
    if (wrong_kind.empty() && !FitsLetter(arguments[i].kind, parameters[at].type)) {
      wrong_kind = std::string(form.name) + " 的参数 " + std::string(parameters[at].name) + " 应为" +
                   std::string(NameOfLetter(parameters[at].type)) + "，写的是" + std::string(NameOf(arguments[i].kind));
    }
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!given[i] && !parameters[i].optional) return wrong_number;
  }
  return wrong_kind;
}

}  // namespace

std::optional<TypeKind> KindOfArithmetic(Op op, TypeKind left, TypeKind right) {
  if (left != kAny && right != kAny) return KnownArithmetic(op, left, right);
  if (left == kAny && right == kAny) return kAny;
  // One side is known: what fits beside it, and whether the result is the same for all of that.
  std::optional<TypeKind> result;
  for (const TypeKind kind : kSimple) {
    const auto found = KnownArithmetic(op, left == kAny ? kind : left, right == kAny ? kind : right);
    if (found) result = result && *result != *found ? kAny : *found;
  }
  return result;
}

bool CanCompare(Op op, TypeKind left, TypeKind right) {
  const bool ordered = op != Op::kEqual && op != Op::kNotEqual;
  if (ordered && (left == kBoolean || right == kBoolean)) return false;
  return left == kAny || right == kAny || left == right;
}

std::optional<TypeKind> KindOfProperty(TypeKind kind, std::string_view name) {
  if (kind == kAny) return kAny;
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (IsDay(kind) && is({"year", "month", "day", "weekday"})) return kNumber;
  if ((kind == kTime || kind == kDateTime) && is({"hour", "minute", "second"})) return kNumber;
  if ((kind == kTime || kind == kDateTime) && name == "time offset") return kDayTimeDuration;
  if ((kind == kTime || kind == kDateTime) && name == "timezone") return kString;
  if (kind == kDayTimeDuration && is({"days", "hours", "minutes", "seconds"})) return kNumber;
  if (kind == kYearMonthDuration && is({"years", "months"})) return kNumber;
  return std::nullopt;
}

TypeKind KindOfResult(std::string_view builtin) {
  static constexpr std::string_view kNumbers[] = {
      "floor",  "ceiling", "decimal", "round up",    "round down",  "round half up", "round half down",
      "modulo", "sqrt",    "log",     "exp",         "number",      "string length", "count",
      "median", "product", "stddev",  "day of year", "week of year"};
  static constexpr std::string_view kTexts[] = {"string",      "substring",    "upper case",       "lower case",
                                                "replace",     "string join",  "substring before", "substring after",
                                                "day of week", "month of year"};
  static constexpr std::string_view kFlags[] = {"not",
                                                "contains",
                                                "starts with",
                                                "ends with",
                                                "matches",
                                                "list contains",
                                                "all",
                                                "any",
                                                "odd",
                                                "even",
                                                "is",
                                                "before",
                                                "after",
                                                "meets",
                                                "met by",
                                                "overlaps",
                                                "overlaps before",
                                                "overlaps after",
                                                "finishes",
                                                "finished by",
                                                "includes",
                                                "during",
                                                "starts",
                                                "started by",
                                                "coincides"};
  const auto has = [&](const auto& names) {
    return std::find(std::begin(names), std::end(names), builtin) != std::end(names);
  };
  if (has(kNumbers)) return kNumber;
  if (has(kTexts)) return kString;
  if (has(kFlags)) return kBoolean;
  if (builtin == "date" || builtin == "today") return kDate;
  if (builtin == "date and time" || builtin == "now") return kDateTime;
  if (builtin == "time") return kTime;
  return builtin == "years and months duration" ? kYearMonthDuration : kAny;
}

std::string WrongArguments(std::string_view builtin, const std::vector<ArgumentKind>& arguments) {
  std::string reason;
  for (const BuiltinInfo& form : FindBuiltin(builtin)) {
    const std::string wrong = WrongFor(form, arguments);
    if (wrong.empty()) return {};
    // A wrong kind says more than a wrong number.
    if (reason.empty() || wrong.find("应为") != std::string::npos) reason = wrong;
  }
  return reason;
}

}  // namespace gq::policy
