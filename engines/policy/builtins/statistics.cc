// min, max, sum and the statistics of lists (DMN 1.5, 10.3.4.4).
#include <algorithm>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

Value Extreme(const Arguments& a, int sign) {
  const List& list = a[0].list();
  if (list.empty()) return {};
  const Value* best = &list.front();
  if (list.size() == 1 && !Compare(*best, *best)) return a.Error("元素不能比较大小");
  for (const Value& element : list) {
    const auto order = Compare(element, *best);
    if (!order) return a.Error("元素不能比较大小");
    if (*order * sign > 0) best = &element;
  }
  return *best;
}

Value MinOf(const Arguments& a) { return Extreme(a, -1); }
Value MaxOf(const Arguments& a) { return Extreme(a, 1); }

// The numbers of the list; nothing when it holds anything else.
std::optional<std::vector<Decimal>> Numbers(const Arguments& a) {
  std::vector<Decimal> numbers;
  for (const Value& element : a[0].list()) {
    if (!element.IsNumber()) return std::nullopt;
    numbers.push_back(element.number());
  }
  return numbers;
}

Value Answer(const Arguments& a, const std::optional<Decimal>& number) {
  return number ? Value::Number(*number) : a.Error("数字超出范围");
}

std::optional<Decimal> Total(const std::vector<Decimal>& numbers) {
  std::optional<Decimal> total = Decimal(0);
  for (const Decimal& number : numbers) {
    if (total) total = total->Add(number);
  }
  return total;
}

// Sums numbers, or durations of one kind.
Value Sum(const Arguments& a) {
  const List& list = a[0].list();
  if (list.empty()) return {};
  if (list.front().IsString() || list.front().IsDate() || list.front().kind() == Kind::kTime ||
      list.front().kind() == Kind::kDateTime)
    return a.Error("只有数字和时长能求和");
  if (list.size() == 1 && !list.front().IsNumber() && list.front().kind() != Kind::kDayTimeDuration &&
      list.front().kind() != Kind::kYearMonthDuration)
    return a.Error("只有数字和时长能求和");
  Value total = list.front();
  for (std::size_t i = 1; i < list.size(); ++i) {
    // `+` would move a date by a duration.
    if (!list[i].IsNull() && list[i].kind() != list.front().kind()) return a.Error("只有数字，或同一类时长，能求和");
    total = Arithmetic(a.machine, Op::kAdd, total, list[i]);
    if (total.IsNull()) return {};
  }
  return total;
}

Value Mean(const Arguments& a) {
  const List& list = a[0].list();
  const Value total = Sum(a);
  return total.IsNull()
             ? total
             : Arithmetic(a.machine, Op::kDivide, total, Value::Integer(static_cast<std::int64_t>(list.size())));
}

Value Product(const Arguments& a) {
  const auto numbers = Numbers(a);
  if (!numbers || numbers->empty()) return a.Error("product 需要数字");
  std::optional<Decimal> product = Decimal(1);
  for (const Decimal& number : *numbers) {
    if (product) product = product->Multiply(number);
  }
  return Answer(a, product);
}

Value Median(const Arguments& a) {
  auto numbers = Numbers(a);
  if (!numbers) return a.Error("median 需要数字");
  if (numbers->empty()) return {};
  std::sort(numbers->begin(), numbers->end());
  const std::size_t middle = numbers->size() / 2;
  if (numbers->size() % 2 == 1) return Value::Number((*numbers)[middle]);
  const auto sum = (*numbers)[middle - 1].Add((*numbers)[middle]);
  return Answer(a, sum ? sum->Divide(Decimal(2)) : std::nullopt);
}

// Of a sample: divided by n - 1.
Value StandardDeviation(const Arguments& a) {
  const auto numbers = Numbers(a);
  if (!numbers || numbers->size() < 2) return a.Error("stddev 需要至少两个数字");
  const auto total = Total(*numbers);
  const auto mean = total ? total->Divide(Decimal(static_cast<std::int64_t>(numbers->size()))) : std::nullopt;
  std::optional<Decimal> squares = Decimal(0);
  for (const Decimal& number : *numbers) {
    const auto distance = mean ? number.Subtract(*mean) : std::nullopt;
    const auto square = distance ? distance->Multiply(*distance) : std::nullopt;
    squares = square && squares ? squares->Add(*square) : std::nullopt;
  }
  const auto variance =
      squares ? squares->Divide(Decimal(static_cast<std::int64_t>(numbers->size()) - 1)) : std::nullopt;
  return Answer(a, variance ? variance->SquareRoot() : std::nullopt);
}

Value ModeOf(const Arguments& a) {
  auto numbers = Numbers(a);
  if (!numbers) return a.Error("mode 需要数字");
  std::sort(numbers->begin(), numbers->end());
  std::size_t most = 0;
  List modes;
  for (std::size_t i = 0; i < numbers->size();) {
    std::size_t end = i;
    while (end < numbers->size() && (*numbers)[end] == (*numbers)[i]) ++end;
    if (end - i > most) modes.clear();
    if (end - i >= most) modes.push_back(Value::Number((*numbers)[i]));
    most = std::max(most, end - i);
    i = end;
  }
  return Value::OfList(std::move(modes));
}

constexpr BuiltinRow kRows[] = {
    {"min", "list:L", MinOf},
    {"max", "list:L", MaxOf},
    {"sum", "list:L", Sum},
    {"mean", "list:L", Mean},
    {"product", "list:L", Product},
    {"median", "list:L", Median},
    {"stddev", "list:L", StandardDeviation},
    {"mode", "list:L", ModeOf},
};

}  // namespace

std::span<const BuiltinRow> StatisticsBuiltins() { return kRows; }

}  // namespace gq::policy
