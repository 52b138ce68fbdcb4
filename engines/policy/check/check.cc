#include "engines/policy/check/check.h"

#include <algorithm>

#include "engines/policy/check/check_parts.h"
#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {
namespace {

constexpr std::size_t kCombinationsMax = 200'000;
constexpr int kExamplesMax = 5;

enum class Truth : std::uint8_t { kNo, kYes, kMaybe };

// One column: values to try, and what every rule's cell says to each.
struct Column {
  std::string label;
  std::vector<Value> samples;
  std::vector<std::vector<Truth>> verdicts;  // by rule, by sample
};

bool IsPlain(const Expr& expr) {
  if (expr.kind == ExprKind::kName || expr.kind == ExprKind::kCall || expr.kind == ExprKind::kBroken) return false;
  return std::all_of(expr.children.begin(), expr.children.end(), [](const ExprPtr& child) { return IsPlain(*child); });
}

void CollectLiterals(const Expr& expr, std::vector<Value>* literals) {
  if (expr.kind == ExprKind::kLiteral && !expr.literal.IsNull()) literals->push_back(expr.literal);
  for (const ExprPtr& child : expr.children) CollectLiterals(*child, literals);
}

// A step to either side of a literal; null when its kind has no order to step in.
Value Step(Machine& machine, const Value& value, int sign) {
  switch (value.kind()) {
    case Kind::kNumber:
      return Arithmetic(machine, Op::kAdd, value, Value::Integer(sign));
    case Kind::kDate:
    case Kind::kDateTime:
      return Arithmetic(machine, Op::kAdd, value, Value::OfDuration(DayTimeDuration{Decimal(sign * 86'400)}));
    case Kind::kTime:
      return Arithmetic(machine, Op::kAdd, value, Value::OfDuration(DayTimeDuration{Decimal(sign)}));
    case Kind::kDayTimeDuration:
      return Arithmetic(machine, Op::kAdd, value, Value::OfDuration(DayTimeDuration{Decimal(sign)}));
    case Kind::kYearMonthDuration:
      return Value::OfDuration(YearMonthDuration{value.year_month().months + sign});
    default:
      return {};
  }
}

Value Between(Machine& machine, const Value& a, const Value& b) {
  if (!a.IsNumber()) return Step(machine, a, 1);
  return Arithmetic(machine, Op::kDivide, Arithmetic(machine, Op::kAdd, a, b), Value::Integer(2));
}

void AddSample(std::vector<Value>* samples, Value value) {
  if (value.IsNull()) return;
  const bool known = std::any_of(samples->begin(), samples->end(),
                                 [&](const Value& other) { return Equals(other, value).value_or(false); });
  if (!known) samples->push_back(std::move(value));
}

// Points named in the cells, and one value in every stretch between, before and after them.
std::vector<Value> SamplesOf(Machine& machine, std::vector<Value> literals, const TableInput& input) {
  std::vector<Value> samples;
  const bool is_boolean =
      (input.type && input.type->kind == TypeKind::kBoolean) || (!literals.empty() && literals.front().IsBoolean());
  if (is_boolean) return {Value::Boolean(true), Value::Boolean(false)};
  std::stable_sort(literals.begin(), literals.end(),
                   [](const Value& a, const Value& b) { return Compare(a, b).value_or(0) < 0; });
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (i == 0) AddSample(&samples, Step(machine, literals[i], -1));
    AddSample(&samples, literals[i]);
    AddSample(&samples,
              i + 1 < literals.size() ? Between(machine, literals[i], literals[i + 1]) : Step(machine, literals[i], 1));
  }
  const bool texts = !literals.empty() && literals.front().IsString();
  if (texts && !input.allowed) AddSample(&samples, Value::Text("（其他）"));
  if (input.allowed) {
    samples.erase(std::remove_if(samples.begin(), samples.end(),
                                 [&](const Value& sample) {
                                   return !machine.Passes(*input.allowed, sample, nullptr).value_or(false);
                                 }),
                  samples.end());
  }
  return samples;
}

Column CutColumn(Machine& machine, const DecisionTable& table, std::size_t index) {
  const TableInput& input = table.inputs[index];
  Column column{input.label, {}, {}};
  std::vector<Value> literals;
  if (input.allowed) CollectLiterals(*input.allowed, &literals);
  bool tested = false;
  for (const TableRule& rule : table.rules) {
    CollectLiterals(*rule.tests[index], &literals);
    tested |= !rule.tests[index]->children.empty();
  }
  if (tested) column.samples = SamplesOf(machine, std::move(literals), input);
  if (column.samples.empty()) column.samples.emplace_back();
  for (const TableRule& rule : table.rules) {
    const Expr& test = *rule.tests[index];
    std::vector<Truth> verdicts;
    for (const Value& sample : column.samples) {
      if (!IsPlain(test) || (sample.IsNull() && !test.children.empty())) {
        verdicts.push_back(Truth::kMaybe);
      } else {
        verdicts.push_back(machine.Passes(test, sample, nullptr).value_or(false) ? Truth::kYes : Truth::kNo);
      }
    }
    column.verdicts.push_back(std::move(verdicts));
  }
  return column;
}

class TableCheck {
 public:
  TableCheck(const DecisionTable& table, std::vector<Finding>* findings) : table_(table), findings_(*findings) {}

  void Run() {
    if (table_.rules.empty()) return;
    EvaluateOptions options;
    Machine machine(options);
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) {
      columns_.push_back(CutColumn(machine, table_, i));
      combinations = combinations > kCombinationsMax ? combinations : combinations * columns_.back().samples.size();
    }
    if (combinations > kCombinationsMax) {
      Add(FindingKind::kNotChecked, {}, "输入的组合过多，没有检查空档与重叠");
      return;
    }
    reached_.assign(table_.rules.size(), false);
    at_.assign(columns_.size(), 0);
    do {
      JudgeCombination();
    } while (Advance());
    for (std::size_t rule = 0; rule < reached_.size(); ++rule) {
      if (!reached_[rule])
        Add(FindingKind::kUnreachable, {RuleName(rule)},
            "规则 " + RuleName(rule) + " 永远轮不到：任何输入都不满足，或都先由前面的规则决定", rule + 1);
    }
  }

 private:
  bool Advance() {
    for (std::size_t i = 0; i < at_.size(); ++i) {
      if (++at_[i] < columns_[i].samples.size()) return true;
      at_[i] = 0;
    }
    return false;
  }

  Truth Verdict(std::size_t rule) const {
    Truth verdict = Truth::kYes;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Truth cell = columns_[i].verdicts[rule][at_[i]];
      if (cell == Truth::kNo) return Truth::kNo;
      if (cell == Truth::kMaybe) verdict = Truth::kMaybe;
    }
    return verdict;
  }

  void JudgeCombination() {
    bool closed = false;
    std::vector<std::size_t> sure;
    for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
      const Truth verdict = Verdict(rule);
      if (verdict == Truth::kNo) continue;
      // With FIRST, a rule that surely holds leaves nothing to the rules below it.
      if (table_.hit_policy != HitPolicy::kFirst || sure.empty()) reached_[rule] = true;
      closed = true;
      if (verdict == Truth::kYes) sure.push_back(rule);
    }
    const bool has_default = std::any_of(table_.outputs.begin(), table_.outputs.end(),
                                         [](const TableOutput& output) { return output.otherwise != nullptr; });
    const bool collects = table_.hit_policy == HitPolicy::kCollect || table_.hit_policy == HitPolicy::kRuleOrder ||
                          table_.hit_policy == HitPolicy::kOutputOrder;
    if (!closed && !has_default && !collects && gaps_++ < kExamplesMax)
      Add(FindingKind::kGap, {}, "没有规则管到：" + Example());
    if (table_.hit_policy == HitPolicy::kUnique && sure.size() > 1 && overlaps_++ < kExamplesMax) {
      Add(FindingKind::kOverlap, {RuleName(sure[0]), RuleName(sure[1])},
          "规则 " + RuleName(sure[0]) + " 与 " + RuleName(sure[1]) + " 同时成立：" + Example(), sure[1] + 1);
    }
  }

  std::string Example() const {
    std::string example;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Value& sample = columns_[i].samples[at_[i]];
      if (sample.IsNull()) continue;
      if (!example.empty()) example += "，";
      example += columns_[i].label + " = " + sample.ToText();
    }
    return example.empty() ? "任何输入" : example;
  }

  std::string RuleName(std::size_t rule) const {
    const std::string& id = table_.rules[rule].id;
    return id.empty() ? std::to_string(rule + 1) : id;
  }

  void Add(FindingKind kind, std::vector<std::string> rules, std::string message, std::size_t row = 0) {
    findings_.push_back({kind, table_.name, std::move(rules), std::move(message), row, 0});
  }

  const DecisionTable& table_;
  std::vector<Finding>& findings_;
  std::vector<Column> columns_;
  std::vector<std::size_t> at_;
  std::vector<bool> reached_;
  int gaps_ = 0, overlaps_ = 0;
};

void CheckIn(const Expr& expr, std::vector<Finding>* findings) {
  if (expr.table) TableCheck(*expr.table, findings).Run();
  for (const ExprPtr& child : expr.children) CheckIn(*child, findings);
  for (const Binding& binding : expr.bindings) {
    if (binding.value) CheckIn(*binding.value, findings);
  }
}

}  // namespace

std::string_view NameOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kGap:
      return "gap";
    case FindingKind::kOverlap:
      return "overlap";
    case FindingKind::kUnreachable:
      return "unreachable";
    case FindingKind::kNotChecked:
      return "not_checked";
    case FindingKind::kType:
      return "type";
  }
  return "";
}

std::vector<Finding> CheckTables(const Model& model) {
  std::vector<Finding> findings;
  for (const auto& element : model.compiled().elements) {
    CheckTypes(*element, &findings);
    if (element->expression) CheckIn(*element->expression, &findings);
  }
  return findings;
}

}  // namespace gq::policy
