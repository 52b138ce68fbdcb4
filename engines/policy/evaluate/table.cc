// Decision tables (DMN 1.5, chapter 8): which rules hold, what the hit policy makes of them, and the trace that
// explains it.
#include <algorithm>

#include "engines/policy/evaluate/machine.h"

namespace gq::policy {

class TableRun {
 public:
  TableRun(Machine& machine, const DecisionTable& table, const ScopePtr& scope)
      : machine_(machine), table_(table), scope_(scope) {}

  Value Run() {
    if (!ReadInputs()) return {};
    std::vector<std::size_t> hits;
    for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
      if (Holds(rule)) hits.push_back(rule);
      if (machine_.stopped()) return {};
      if (!hits.empty() && table_.hit_policy == HitPolicy::kFirst) break;
    }
    Trace(hits);
    return hits.empty() ? Otherwise() : Result(hits);
  }

 private:
  bool ReadInputs() {
    for (const TableInput& input : table_.inputs) {
      Value value = machine_.Evaluate(*input.expression, scope_);
      if (input.type) value = machine_.Convert(value, input.type, input.label);
      if (!Allowed(input, value)) {
        machine_.Error(NotAllowed(input, value));
        return false;
      }
      inputs_.push_back(std::move(value));
    }
    return !machine_.stopped();
  }

  // DMN lets a missing value pass, and then no rule holds or the one that asks nothing: a null or a sum that nobody
  // decided. Money rules must have foreseen it.
  bool Allowed(const TableInput& input, const Value& value) {
    if (!input.allowed) return true;
    if (value.IsNull() && (machine_.options().mode == Mode::kStandard || input.takes_null)) return true;
    return machine_.Passes(*input.allowed, value, scope_).value_or(false);
  }

  static std::string NotAllowed(const TableInput& input, const Value& value) {
    if (!value.IsNull()) return input.label + "的值 " + value.ToText() + " 不在允许的取值之内";
    return input.label + "是空值，不在允许的取值之内（" + input.allowed->source +
           "）；规则要管空值的，请写进 inputValues 或这一列的条件";
  }

  bool Holds(std::size_t rule) {
    const std::vector<ExprPtr>& tests = table_.rules[rule].tests;
    for (std::size_t i = 0; i < inputs_.size() && i < tests.size(); ++i) {
      if (!machine_.Passes(*tests[i], inputs_[i], scope_).value_or(false)) return false;
    }
    return true;
  }

  // What one output entry of a rule gives.
  Value Output(std::size_t rule, std::size_t column) {
    const TableOutput& output = table_.outputs[column];
    Value value = machine_.Evaluate(*table_.rules[rule].outputs[column], scope_);
    if (output.type) value = machine_.Convert(value, output.type, output.name);
    // The standard leaves a result outside the output values to the checks of the editor; money rules must not.
    if (machine_.options().mode == Mode::kStrict && output.allowed && !value.IsNull() &&
        !machine_.Passes(*output.allowed, value, scope_).value_or(false))
      return machine_.Error((output.name.empty() ? "决策表 " + table_.name : output.name) + " 的结果 " +
                            value.ToText() + " 不在 outputValues 之内");
    return value;
  }

  Value Row(std::size_t rule) {
    if (table_.outputs.size() == 1) return Output(rule, 0);
    Context row;
    for (std::size_t column = 0; column < table_.outputs.size(); ++column)
      row.Set(table_.outputs[column].name, Output(rule, column));
    return Value::OfContext(std::move(row));
  }

  Value Otherwise() {
    const bool has_default = std::any_of(table_.outputs.begin(), table_.outputs.end(),
                                         [](const TableOutput& output) { return output.otherwise != nullptr; });
    if (has_default) {
      Context row;
      for (const TableOutput& output : table_.outputs) {
        Value value = output.otherwise ? machine_.Evaluate(*output.otherwise, scope_) : Value();
        if (output.type) value = machine_.Convert(value, output.type, output.name);
        if (table_.outputs.size() == 1) return value;
        row.Set(output.name, std::move(value));
      }
      return Value::OfContext(std::move(row));
    }
    if (table_.hit_policy != HitPolicy::kCollect) return {};
    if (table_.aggregation == Aggregation::kCount) return Value::Integer(0);
    return table_.aggregation == Aggregation::kNone ? Value::OfList({}) : Value();
  }

  Value Result(const std::vector<std::size_t>& hits) {
    switch (table_.hit_policy) {
      case HitPolicy::kUnique:
        if (hits.size() > 1)
          return machine_.Error("决策表 " + table_.name + "：规则 " + RuleName(hits[0]) + " 与 " + RuleName(hits[1]) +
                                " 同时成立");
        return Row(hits[0]);
      case HitPolicy::kFirst:
        return Row(hits[0]);
      case HitPolicy::kAny:
        return Any(hits);
      case HitPolicy::kPriority:
        return Ranked() ? Row(ByPriority(hits).front()) : Unranked("PRIORITY");
      case HitPolicy::kRuleOrder:
        return Rows(hits);
      case HitPolicy::kOutputOrder:
        return Ranked() ? Rows(ByPriority(hits)) : Unranked("OUTPUT ORDER");
      case HitPolicy::kCollect:
        return table_.aggregation == Aggregation::kNone ? Rows(hits) : Aggregate(hits);
    }
    return {};
  }

  // Both policies rank by the order of output values (DMN 1.5, 8.2.10): without any there is no order to take.
  bool Ranked() const {
    return std::any_of(table_.outputs.begin(), table_.outputs.end(),
                       [](const TableOutput& output) { return !output.values.empty(); });
  }
  Value Unranked(const std::string& policy) {
    return machine_.Error("决策表 " + table_.name + " 的命中策略是 " + policy +
                          "，但没有一列输出写了 outputValues（或类型的 allowedValues），排不出先后：请写上");
  }

  Value Rows(const std::vector<std::size_t>& hits) {
    List rows;
    for (const std::size_t rule : hits) rows.push_back(Row(rule));
    return Value::OfList(std::move(rows));
  }

  Value Any(const std::vector<std::size_t>& hits) {
    const Value first = Row(hits[0]);
    for (std::size_t i = 1; i < hits.size(); ++i) {
      if (!Equals(Row(hits[i]), first).value_or(false)) {
        return machine_.Error("决策表 " + table_.name + "：规则 " + RuleName(hits[0]) + " 与 " + RuleName(hits[i]) +
                              " 结果不同");
      }
    }
    return first;
  }

  // Hits in the order of their outputs in the lists of output values, first column first.
  std::vector<std::size_t> ByPriority(const std::vector<std::size_t>& hits) {
    std::vector<std::pair<std::vector<std::size_t>, std::size_t>> ranked;
    for (const std::size_t rule : hits) {
      std::vector<std::size_t> rank;
      for (std::size_t column = 0; column < table_.outputs.size(); ++column) {
        const std::vector<ExprPtr>& values = table_.outputs[column].values;
        if (values.empty()) continue;
        const Value output = Output(rule, column);
        std::size_t at = 0;
        while (at < values.size() && !Equals(machine_.Evaluate(*values[at], scope_), output).value_or(false)) ++at;
        rank.push_back(at);
      }
      ranked.emplace_back(std::move(rank), rule);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::size_t> ordered;
    for (const auto& entry : ranked) ordered.push_back(entry.second);
    return ordered;
  }

  Value AggregateColumn(const std::vector<std::size_t>& hits, std::size_t column) {
    std::optional<Value> result;
    for (const std::size_t rule : hits) {
      const Value value = Output(rule, column);
      // `+` would join texts; the sum is that of the built-in: numbers, and durations with it.
      if (table_.aggregation == Aggregation::kSum && value.IsString())
        return machine_.Error("COLLECT 的 SUM 只能加数，规则给出的是文字");
      if (!result) {
        result = value;
      } else if (table_.aggregation == Aggregation::kSum) {
        result = Arithmetic(machine_, Op::kAdd, *result, value);
      } else {
        const auto order = Compare(value, *result);
        if (!order) return machine_.Error("结果不能比较大小");
        if (table_.aggregation == Aggregation::kMin ? *order < 0 : *order > 0) result = value;
      }
    }
    return result.value_or(Value());
  }

  Value Aggregate(const std::vector<std::size_t>& hits) {
    if (table_.aggregation == Aggregation::kCount) return Value::Integer(static_cast<std::int64_t>(hits.size()));
    if (table_.outputs.size() == 1) return AggregateColumn(hits, 0);
    Context row;
    for (std::size_t column = 0; column < table_.outputs.size(); ++column)
      row.Set(table_.outputs[column].name, AggregateColumn(hits, column));
    return Value::OfContext(std::move(row));
  }

  std::string RuleName(std::size_t rule) const {
    const std::string& id = table_.rules[rule].id;
    return id.empty() ? std::to_string(rule + 1) : id;
  }

  // The rule with the fewest failed cells says most clearly what is missing.
  void TraceNearest(TableTrace* trace) {
    std::size_t fewest = SIZE_MAX;
    for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
      std::vector<FailedCell> failed;
      const std::vector<ExprPtr>& tests = table_.rules[rule].tests;
      for (std::size_t i = 0; i < inputs_.size() && i < tests.size(); ++i) {
        if (!machine_.Passes(*tests[i], inputs_[i], scope_).value_or(false))
          failed.push_back({table_.inputs[i].label, tests[i]->source, inputs_[i]});
      }
      if (failed.size() >= fewest) continue;
      fewest = failed.size();
      trace->nearest_rule = rule;
      trace->nearest_annotations = table_.rules[rule].annotations;
      trace->failed = std::move(failed);
    }
  }

  void Trace(const std::vector<std::size_t>& hits) {
    if (!machine_.options().trace) return;
    TableTrace trace;
    trace.table = table_.name;
    for (std::size_t i = 0; i < inputs_.size(); ++i) trace.inputs.emplace_back(table_.inputs[i].label, inputs_[i]);
    for (const std::size_t rule : hits) trace.matched.push_back({rule, RuleName(rule), table_.rules[rule].annotations});
    if (hits.empty()) TraceNearest(&trace);
    machine_.evaluation_.tables.push_back(std::move(trace));
  }

  Machine& machine_;
  const DecisionTable& table_;
  const ScopePtr& scope_;
  std::vector<Value> inputs_;
};

Value Machine::EvaluateTable(const Expr& expr, const ScopePtr& scope) {
  return TableRun(*this, *expr.table, scope).Run();
}

}  // namespace gq::policy
