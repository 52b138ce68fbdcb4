// What operators, properties and built-in functions make of simple kinds, without values.
#include <algorithm>
#include <array>

#include "base/text.h"
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
  std::string wrong_number = std::string(form.name) + " 的参数个数或名称不对";
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
    const bool range = StartsWith(parameters[at].name, "range");  // of letter a; no simple kind is one
    if (wrong_kind.empty() &&
        (!FitsLetter(arguments[i].kind, parameters[at].type) || (range && arguments[i].kind != kAny))) {
      wrong_kind = std::string(form.name) + " 的参数 " + std::string(parameters[at].name) + " 应为" +
                   std::string(range ? "区间" : NameOfLetter(parameters[at].type)) + "，写的是" +
                   std::string(NameOf(arguments[i].kind));
    }
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!given[i] && !parameters[i].optional) return wrong_number;
  }
  return wrong_kind;
}

// What a built-in that takes anything, or a list of anything, needs to give a value.
struct Demand {
  std::string_view builtin;
  bool (*fits)(TypeKind);
  std::string_view wanted;
  bool same = false;             // all of one kind
  bool empty_has_value = false;  // also of an empty list
  bool first_only = false;       // speaks of the parameter "list" only
  bool single = false;           // speaks of the form with one parameter only
};

bool IsOrdered(TypeKind kind) { return kind != kBoolean; }
bool IsSummable(TypeKind kind) { return kind == kNumber || IsDuration(kind); }
bool IsNumber(TypeKind kind) { return kind == kNumber; }
bool IsText(TypeKind kind) { return kind == kString; }
bool IsFlag(TypeKind kind) { return kind == kBoolean; }
bool IsNone(TypeKind) { return false; }
bool GivesDay(TypeKind kind) { return kind == kString || IsDay(kind); }
bool GivesTime(TypeKind kind) { return kind == kTime || GivesDay(kind); }
bool GivesDuration(TypeKind kind) { return kind == kString || IsDuration(kind); }
bool GivesNumber(TypeKind kind) { return kind == kString || kind == kNumber; }

constexpr Demand kDemands[] = {
    {.builtin = "min", .fits = IsOrdered, .wanted = "同一类、有大小之分的值", .same = true},
    {.builtin = "max", .fits = IsOrdered, .wanted = "同一类、有大小之分的值", .same = true},
    {.builtin = "before", .fits = IsOrdered, .wanted = "同一类、有先后的值", .same = true},
    {.builtin = "after", .fits = IsOrdered, .wanted = "同一类、有先后的值", .same = true},
    {.builtin = "coincides", .fits = IsOrdered, .wanted = "同一类、有先后的值", .same = true},
    {.builtin = "sum", .fits = IsSummable, .wanted = "数字，或同一类时长", .same = true},
    {.builtin = "mean", .fits = IsSummable, .wanted = "数字，或同一类时长", .same = true},
    {.builtin = "abs", .fits = IsSummable, .wanted = "数字或时长"},
    {.builtin = "product", .fits = IsNumber, .wanted = "数字"},
    {.builtin = "median", .fits = IsNumber, .wanted = "数字"},
    {.builtin = "stddev", .fits = IsNumber, .wanted = "数字"},
    {.builtin = "mode", .fits = IsNumber, .wanted = "数字", .empty_has_value = true},
    {.builtin = "all", .fits = IsFlag, .wanted = "是否", .empty_has_value = true},
    {.builtin = "any", .fits = IsFlag, .wanted = "是否", .empty_has_value = true},
    {.builtin = "not", .fits = IsFlag, .wanted = "是否"},
    {.builtin = "string join", .fits = IsText, .wanted = "文字", .empty_has_value = true, .first_only = true},
    {.builtin = "context", .fits = IsNone, .wanted = "上下文", .empty_has_value = true},
    {.builtin = "context merge", .fits = IsNone, .wanted = "上下文", .empty_has_value = true},
    {.builtin = "number", .fits = GivesNumber, .wanted = "文字或数字"},
    {.builtin = "duration", .fits = GivesDuration, .wanted = "文字或时长"},
    {.builtin = "date", .fits = GivesDay, .wanted = "文字或日期", .single = true},
    {.builtin = "date and time", .fits = GivesDay, .wanted = "文字或日期", .single = true},
    {.builtin = "time", .fits = GivesTime, .wanted = "文字、时刻或日期", .single = true},
};

// The kinds a demand speaks of: those of the arguments, or of the elements of a list.
std::vector<TypeKind> Demanded(const Demand& demand, const std::vector<ArgumentKind>& arguments) {
  std::vector<TypeKind> kinds;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ArgumentKind& argument = arguments[i];
    if (demand.first_only && (argument.name.empty() ? i > 0 : argument.name != "list")) continue;
    if (argument.elements.empty()) kinds.push_back(argument.kind);
    if (argument.may_be_empty && demand.empty_has_value) continue;
    kinds.insert(kinds.end(), argument.elements.begin(), argument.elements.end());
  }
  return kinds;
}

// Empty when the built-in demands nothing that the arguments lack.
std::string WrongForDemand(std::string_view builtin, const std::vector<ArgumentKind>& arguments) {
  const auto demand =
      std::find_if(std::begin(kDemands), std::end(kDemands), [&](const Demand& one) { return one.builtin == builtin; });
  if (demand == std::end(kDemands) || (demand->single && arguments.size() != 1)) return {};
  const std::string wanted = std::string(builtin) + " 的参数应为" + std::string(demand->wanted) + "，写的是";
  TypeKind first = kAny;
  for (const TypeKind kind : Demanded(*demand, arguments)) {
    if (kind == kAny) continue;
    if (!demand->fits(kind)) return wanted + std::string(NameOf(kind));
    if (demand->same && first != kAny && first != kind)
      return wanted + std::string(NameOf(first)) + "与" + std::string(NameOf(kind));
    first = kind;
  }
  return {};
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
    if (wrong.empty()) return WrongForDemand(builtin, arguments);
    // A wrong kind says more than a wrong number.
    if (reason.empty() || wrong.find("应为") != std::string::npos) reason = wrong;
  }
  return reason;
}

}  // namespace gq::policy
