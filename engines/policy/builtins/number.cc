// Number functions (DMN 1.5, 10.3.4.5).
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

Value Answer(const Arguments& a, const std::optional<Decimal>& number) {
  return number ? Value::Number(*number) : a.Error("没有结果，或数字超出范围");
}

// Rounds argument 0 to the scale of argument 1, 0 when it is not given.
Value Round(const Arguments& a, Rounding rounding) {
  int scale = 0;
  if (a.Has(1)) {
    const auto whole = a[1].number().Truncate().ToInteger();
    if (!whole || *whole < -100'000 || *whole > 100'000) return a.Error("小数位数超出范围");
    scale = static_cast<int>(*whole);
  }
  return Answer(a, a[0].number().RoundTo(scale, rounding));
}

Value DecimalOf(const Arguments& a) { return Round(a, Rounding::kHalfEven); }
Value Floor(const Arguments& a) { return Round(a, Rounding::kFloor); }
Value Ceiling(const Arguments& a) { return Round(a, Rounding::kCeiling); }
Value RoundUp(const Arguments& a) { return Round(a, Rounding::kUp); }
Value RoundDown(const Arguments& a) { return Round(a, Rounding::kDown); }
Value RoundHalfUp(const Arguments& a) { return Round(a, Rounding::kHalfUp); }
Value RoundHalfDown(const Arguments& a) { return Round(a, Rounding::kHalfDown); }

Value Abs(const Arguments& a) {
  const Value& n = a[0].IsList() && a[0].list().size() == 1 ? a[0].list().front() : a[0];
  switch (n.kind()) {
    case Kind::kNumber:
      return Value::Number(n.number().Absolute());
    case Kind::kDayTimeDuration:
      return Value::OfDuration(DayTimeDuration{n.day_time().seconds.Absolute()});
    case Kind::kYearMonthDuration:
      return Value::OfDuration(
          YearMonthDuration{n.year_month().months < 0 ? -n.year_month().months : n.year_month().months});
    default:
      return a.Error("abs 的参数应为数字或时长");
  }
}

Value Modulo(const Arguments& a) { return Answer(a, a[0].number().Modulo(a[1].number())); }
Value Sqrt(const Arguments& a) { return Answer(a, a[0].number().SquareRoot()); }
Value Log(const Arguments& a) { return Answer(a, a[0].number().Logarithm()); }
Value Exp(const Arguments& a) { return Answer(a, a[0].number().Exponential()); }

Value Parity(const Arguments& a, bool odd) {
  const auto rest = a[0].number().Absolute().Modulo(Decimal(2));
  return Value::Boolean(rest && *rest == Decimal(odd ? 1 : 0));
}

Value Odd(const Arguments& a) { return Parity(a, true); }
Value Even(const Arguments& a) { return Parity(a, false); }

constexpr BuiltinRow kRows[] = {
    {"decimal", "n:n, scale:n", DecimalOf},
    {"floor", "n:n, scale:n?", Floor},
    {"ceiling", "n:n, scale:n?", Ceiling},
    {"round up", "n:n, scale:n", RoundUp},
    {"round down", "n:n, scale:n", RoundDown},
    {"round half up", "n:n, scale:n", RoundHalfUp},
    {"round half down", "n:n, scale:n", RoundHalfDown},
    {"abs", "n:a", Abs},
    {"modulo", "dividend:n, divisor:n", Modulo},
    {"sqrt", "number:n", Sqrt},
    {"log", "number:n", Log},
    {"exp", "number:n", Exp},
    {"odd", "number:n", Odd},
    {"even", "number:n", Even},
};

}  // namespace

std::span<const BuiltinRow> NumberBuiltins() { return kRows; }

}  // namespace gq::policy
