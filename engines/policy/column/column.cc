// The public side of column mode, and row mode for the rows that need it.
#include "engines/policy/column/column.h"

#include <algorithm>
#include <set>

#include "engines/policy/column/lower.h"

namespace gq::policy {

Column Column::OfFlags(std::string name, const std::uint8_t* flags) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::kBoolean;
  column.flags = flags;
  return column;
}

Column Column::OfNumbers(std::string name, const std::int64_t* numbers, int scale) {
  Column column;
  column.name = std::move(name);
  column.numbers = numbers;
  column.scale = scale;
  return column;
}

Column Column::OfCodes(std::string name, const std::int32_t* codes, const std::vector<std::string>* words) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::kCode;
  column.codes = codes;
  column.words = words;
  return column;
}

Column Column::OfCodes(std::string name, const std::uint8_t* codes, const std::vector<std::string>* words) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::kCode;
  column.small_codes = codes;
  column.words = words;
  return column;
}

Column Column::OfDates(std::string name, const std::int32_t* days) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::kDate;
  column.codes = days;
  return column;
}

namespace {

Status CheckColumn(const Column& column, std::size_t rows) {
  const bool has_values = column.kind == ColumnKind::kBoolean ? column.flags != nullptr
                          : column.kind == ColumnKind::kNumber
                              ? column.numbers != nullptr
                              : column.codes != nullptr || column.small_codes != nullptr;
  if (!has_values && rows > 0) return Fail(kBadDecision, "列 " + column.name + " 没有数据");
  if (column.scale < 0 || column.scale > 9) return Fail(kBadDecision, "列 " + column.name + " 的小数位数应为 0 至 9");
  if (column.kind != ColumnKind::kCode) return Ok();
  if (column.words == nullptr) return Fail(kBadDecision, "列 " + column.name + " 没有词表");
  if (std::set<std::string>(column.words->begin(), column.words->end()).size() != column.words->size())
    return Fail(kBadDecision, "列 " + column.name + " 的词表有重复");
  return Ok();
}

Value CellOf(const Column& column, std::size_t row) {
  if (column.valid != nullptr && column.valid[row] == 0) return {};
  switch (column.kind) {
    case ColumnKind::kBoolean:
      return Value::Boolean(column.flags[row] != 0);
    case ColumnKind::kNumber: {
      Decimal number(column.numbers[row]);
      for (int i = 0; i < column.scale; ++i) number = *number.Divide(Decimal(10));
      return Value::Number(number);
    }
    case ColumnKind::kDate: {
      const auto date = DateOfDays(column.codes[row]);
      return date ? Value::OfDate(*date) : Value();
    }
    case ColumnKind::kCode: {
      const auto code = column.small_codes != nullptr ? std::size_t{column.small_codes[row]}
                                                      : static_cast<std::size_t>(column.codes[row]);
      return code < column.words->size() ? Value::Text((*column.words)[code]) : Value();
    }
  }
  return {};
}

const DecisionTable* TableOf(const Element& decision) {
  const Expr* expr = decision.expression.get();
  while (expr != nullptr && expr->kind == ExprKind::kTyped) expr = expr->children[0].get();
  return expr != nullptr && expr->kind == ExprKind::kTable ? expr->table.get() : nullptr;
}

}  // namespace

Context ColumnPlan::Impl::InputsOf(std::size_t row) const {
  Context inputs = batch.constants;
  for (const Column& column : batch.columns) inputs.Set(column.name, CellOf(column, row));
  return inputs;
}

Result<ColumnPlan> ColumnPlan::Make(const Model& model, std::string_view decision, const Batch& batch,
                                    const std::vector<std::string>& outputs, const EvaluateOptions& options) {
  auto impl = std::make_shared<Impl>();
  impl->model = model.compiled().shared_from_this();
  impl->decision = impl->model->Find(decision);
  if (impl->decision == nullptr || impl->decision->kind != ElementKind::kDecision)
    return Fail(kBadDecision, "模型中没有名为 " + std::string(decision) + " 的决定");
  for (const Column& column : batch.columns) TRY(CheckColumn(column, batch.rows));
  impl->batch = batch;
  impl->options = options;
  const DecisionTable* table = TableOf(*impl->decision);
  for (std::size_t i = 0; table != nullptr && i < table->outputs.size(); ++i) {
    if (outputs.empty()) impl->wanted.push_back(i);
  }
  for (const std::string& name : outputs) {
    std::size_t i = 0;
    while (table != nullptr && i < table->outputs.size() && table->outputs[i].name != name) ++i;
    if (table == nullptr || i == table->outputs.size()) return Fail(kBadDecision, "决策表没有名为 " + name + " 的结果");
    impl->wanted.push_back(i);
  }
  impl->columnar = Lowering(impl.get()).Run();
  if (!impl->columnar) {
    impl->outputs.clear();
    for (const std::size_t wanted : impl->wanted) {
      impl->outputs.emplace_back();
      impl->outputs.back().name = table->outputs[wanted].name;
    }
  }
  return ColumnPlan(std::move(impl));
}

bool ColumnPlan::columnar() const { return impl_->columnar; }
const std::vector<std::string>& ColumnPlan::notes() const { return impl_->notes; }
const std::vector<std::string>& ColumnPlan::rule_ids() const { return impl_->rule_ids; }

ColumnResult ColumnPlan::NewResult() const {
  ColumnResult result;
  result.rule.assign(impl_->batch.rows, impl_->columnar ? kNoRule : kByRow);
  result.outputs = impl_->outputs;
  for (OutputColumn& output : result.outputs) {
    if (output.is_number) {
      output.numbers.assign(impl_->batch.rows, 0);
    } else {
      output.values.assign(impl_->batch.rows, 0);
    }
  }
  return result;
}

Evaluation ColumnPlan::ByRow(std::size_t row) const {
  return Model(impl_->model).Evaluate(impl_->decision->name, impl_->InputsOf(row), impl_->options);
}

Evaluation ColumnPlan::At(const ColumnResult& result, std::size_t row) const {
  if (result.rule[row] == kByRow) {
    const auto found = result.by_row.find(row);
    return found == result.by_row.end() ? ByRow(row) : found->second;
  }
  Evaluation done;
  if (result.rule[row] == kNoRule) return done;
  const bool whole = impl_->wanted.size() == impl_->table->outputs.size();
  const bool deferred = std::any_of(result.outputs.begin(), result.outputs.end(),
                                    [](const OutputColumn& output) { return output.deferred; });
  if (!whole || deferred || impl_->options.trace) return ByRow(row);
  Context context;
  for (const OutputColumn& output : result.outputs) {
    Value value;
    if (output.is_number) {
      Decimal number(output.numbers[row]);
      for (int i = 0; i < output.scale; ++i) number = *number.Divide(Decimal(10));
      value = Value::Number(number);
    } else {
      value = output.distinct[output.values[row]];
    }
    if (result.outputs.size() == 1) {
      done.value = std::move(value);
      return done;
    }
    context.Set(output.name, std::move(value));
  }
  done.value = Value::OfContext(std::move(context));
  return done;
}

std::string_view ColumnInstructions() { return KernelTargetName(); }

}  // namespace gq::policy
