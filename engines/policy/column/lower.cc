// Inputs, the table and its outputs.
#include "engines/policy/column/lower.h"

#include <algorithm>

namespace gq::policy {
namespace {

// The kind of a type that holds simple values; nothing for Any. *allowed: whether something narrows it.
std::optional<TypeKind> SimpleKindOf(const TypePtr& type, bool* allowed) {
  *allowed = false;
  TypePtr at = type;
  for (int i = 0; at && i < 64; ++i) {
    *allowed |= at->allowed != nullptr;
    if (at->kind != TypeKind::kReference) return at->kind;
    at = at->target.lock();
  }
  return std::nullopt;
}

}  // namespace

bool Lowering::Refuse(std::string reason) {
  plan_.notes.push_back(std::move(reason));
  return false;
}

// Whether every value of the operand is one of the type. A type with allowed values is left to row mode, except for
// inputs, whose values are checked.
bool Lowering::CheckType(const TypePtr& type, const Operand& operand, std::string_view what) {
  if (!type) return true;
  if (operand.kind == Operand::Kind::kConstant) {
    Machine machine(machine_options_);
    machine.Convert(operand.constant, type, what);
    const Evaluation done = std::move(machine).Finish({});
    return done.error.empty() && done.diagnostics.empty();
  }
  bool allowed = false;
  const auto kind = SimpleKindOf(type, &allowed);
  if (!kind || allowed) return false;
  switch (operand.kind) {
    case Operand::Kind::kNumber:
      return *kind == TypeKind::kNumber || *kind == TypeKind::kAny;
    case Operand::Kind::kFlag:
      return *kind == TypeKind::kBoolean || *kind == TypeKind::kAny;
    case Operand::Kind::kCode:
      return *kind == TypeKind::kString || *kind == TypeKind::kAny;
    case Operand::Kind::kDate:
      return *kind == TypeKind::kDate || *kind == TypeKind::kAny;
    default:
      return false;
  }
}

// Row mode converts every input of the model before it looks at the decision, so all of them must conform.
bool Lowering::CheckInputs() {
  if (!plan_.model->imports.empty()) return Refuse("模型有导入，按行计算");
  for (const auto& element : plan_.model->elements) {
    if (element->kind == ElementKind::kDecision && !element->expression &&
        plan_.batch.constants.Find(element->name) != nullptr)
      return Refuse("决定 " + element->name + " 的值由输入给出，按行计算");
    if (element->kind != ElementKind::kInput) continue;
    const auto column = std::find_if(plan_.batch.columns.begin(), plan_.batch.columns.end(),
                                     [&](const Column& candidate) { return candidate.name == element->name; });
    Operand operand;
    if (column != plan_.batch.columns.end()) {
      operand = OfColumn(static_cast<int>(column - plan_.batch.columns.begin()));
    } else if (const Value* constant = plan_.batch.constants.Find(element->name)) {
      operand = {Operand::Kind::kConstant, *constant, -1};
    } else {
      continue;
    }
    if (!CheckType(element->type, operand, element->name))
      return Refuse("输入 " + element->name + " 的类型或允许的取值须逐行判断");
  }
  return true;
}

bool Lowering::Run() {
  frames_.push_back({plan_.decision});
  if (!CheckInputs()) return false;
  const Expr* expr = plan_.decision->expression.get();
  TypePtr type = plan_.decision->type;
  while (expr != nullptr && expr->kind == ExprKind::kTyped) {
    bool allowed = false;
    if (type && (SimpleKindOf(type, &allowed) != TypeKind::kAny || allowed)) break;
    type = expr->type;
    expr = expr->children[0].get();
  }
  if (expr == nullptr || expr->kind != ExprKind::kTable) return Refuse("这个决定不是一张决策表");
  bool allowed = false;
  if (type && (SimpleKindOf(type, &allowed) != TypeKind::kAny || allowed))
    return Refuse("决定的结果有类型，须逐行判断");
  plan_.table = expr->table.get();
  return LowerTable();
}

bool Lowering::LowerTable() {
  const DecisionTable& table = *plan_.table;
  if (table.hit_policy != HitPolicy::kUnique && table.hit_policy != HitPolicy::kFirst &&
      table.hit_policy != HitPolicy::kAny)
    return Refuse("命中策略不是 U、F、A");
  if (table.rules.size() >= kOtherwise) return Refuse("规则过多");
  std::vector<Operand> subjects;
  for (const TableInput& input : table.inputs) {
    const Operand subject = LowerOperand(*input.expression);
    if (subject.kind == Operand::Kind::kNone) return Refuse("输入列“" + input.label + "”须逐行计算");
    if (!CheckType(input.type, subject, input.label)) return Refuse("输入列“" + input.label + "”的类型须逐行判断");
    if (input.allowed) {
      const int cell = LowerCell(*input.allowed, subject);
      if (cell < 0 || (subject.kind == Operand::Kind::kConstant && subject.constant.IsNull()))
        return Refuse("输入列“" + input.label + "”允许的取值须逐行判断");
      // In strict mode a missing value must be among the allowed ones, unless the rules foresee it.
      const bool null_passes = plan_.options.mode == Mode::kStandard || input.takes_null;
      plan_.checks.push_back({cell, null_passes ? ColumnsOf(subject) : std::vector<int>{}});
    }
    subjects.push_back(subject);
  }
  for (const TableRule& rule : table.rules) {
    plan_.rule_ids.push_back(rule.id);
    if (!LowerRule(rule, subjects)) return false;
  }
  plan_.has_otherwise = std::any_of(table.outputs.begin(), table.outputs.end(),
                                    [](const TableOutput& output) { return output.otherwise != nullptr; });
  if (plan_.has_otherwise) {
    LoweredRule last;
    for (const TableOutput& output : table.outputs) {
      last.outputs.push_back(output.otherwise ? LowerOutput(*output.otherwise, output, true)
                                              : OutputCell{OutputKind::kConstant});
      last.by_row |= last.outputs.back().kind == OutputKind::kByRow;
    }
    plan_.rules.push_back(std::move(last));
  }
  ChooseOutputs();
  return true;
}

bool Lowering::LowerRule(const TableRule& rule, const std::vector<Operand>& subjects) {
  LoweredRule lowered;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (rule.tests[i]->kind == ExprKind::kTests && rule.tests[i]->children.empty()) continue;
    const int cell = LowerCell(*rule.tests[i], subjects[i]);
    if (cell < 0) return Refuse("条件 " + rule.tests[i]->source + " 须逐行判断");
    lowered.cells.push_back(cell);
  }
  for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
    lowered.outputs.push_back(LowerOutput(*rule.outputs[i], plan_.table->outputs[i], false));
    if (lowered.outputs.back().kind == OutputKind::kByRow) {
      lowered.by_row = true;
      plan_.notes.push_back("规则 " + rule.id + " 的 " + plan_.table->outputs[i].name + " 须逐行计算");
    }
  }
  plan_.rules.push_back(std::move(lowered));
  return true;
}

// Text put together from constants, text columns and string(number): row mode builds it when it is asked for, but
// whether it can is known from the values that must be there.
bool Lowering::LowerText(const Expr& expr, std::vector<int>* columns) {
  if (const auto constant = Folded(expr)) return constant->IsString();
  if (expr.kind == ExprKind::kName) {
    const Operand operand = LowerName(expr.text);
    MergeColumns(ColumnsOf(operand), columns);
    return operand.kind == Operand::Kind::kCode;
  }
  if (expr.kind == ExprKind::kArithmetic && expr.op == Op::kAdd)
    return LowerText(*expr.children[0], columns) && LowerText(*expr.children[1], columns);
  const bool call = expr.kind == ExprKind::kCall && expr.children[0]->kind == ExprKind::kName &&
                    expr.children[0]->text == "string" && IsBuiltin("string") && expr.bindings.size() == 1 &&
                    expr.bindings[0].value;
  if (!call) return false;
  const int node = LowerNumber(*expr.bindings[0].value);
  if (node < 0) return false;
  MergeColumns(plan_.nodes[static_cast<std::size_t>(node)].columns, columns);
  return true;
}

OutputCell Lowering::LowerOutput(const Expr& expr, const TableOutput& output, bool is_default) {
  OutputCell cell;
  const bool checked = output.allowed && plan_.options.mode == Mode::kStrict && !is_default;
  if (auto constant = Folded(expr)) {
    Machine machine(machine_options_);
    Value value = output.type ? machine.Convert(*constant, output.type, output.name) : *constant;
    const bool inside =
        !checked || value.IsNull() || machine.Passes(*output.allowed, value, ConstantScope()).value_or(false);
    const Evaluation done = std::move(machine).Finish({});
    if (!done.error.empty() || !done.diagnostics.empty() || !inside) return cell;
    cell.kind = OutputKind::kConstant;
    cell.constant = std::move(value);
    return cell;
  }
  if (checked) return cell;
  const int node = LowerNumber(expr);
  if (node >= 0 && CheckType(output.type, {Operand::Kind::kNumber, {}, node}, output.name)) {
    cell.kind = OutputKind::kNumber;
    cell.node = node;
    cell.columns = plan_.nodes[static_cast<std::size_t>(node)].columns;
    return cell;
  }
  bool allowed = false;
  const auto kind = SimpleKindOf(output.type, &allowed);
  const bool takes_text = !output.type || (!allowed && (kind == TypeKind::kString || kind == TypeKind::kAny));
  if (takes_text && LowerText(expr, &cell.columns)) cell.kind = OutputKind::kDeferred;
  return cell;
}

// How each wanted output is kept: numbers of one scale, or an index in its distinct values.
void Lowering::ChooseOutputs() {
  for (const std::size_t wanted : plan_.wanted) {
    OutputColumn column;
    column.name = plan_.table->outputs[wanted].name;
    column.is_number = std::any_of(plan_.rules.begin(), plan_.rules.end(), [&](const LoweredRule& rule) {
      return rule.outputs[wanted].kind == OutputKind::kNumber;
    });
    for (LoweredRule& rule : plan_.rules) {
      OutputCell& cell = rule.outputs[wanted];
      if (cell.kind == OutputKind::kConstant && column.is_number) {
        cell.node = cell.constant.IsNumber() ? ConstantNode(cell.constant.number()) : -1;
        cell.kind = cell.node < 0 ? OutputKind::kByRow : OutputKind::kNumber;
      }
      if (cell.kind == OutputKind::kNumber)
        column.scale = std::max(column.scale, plan_.nodes[static_cast<std::size_t>(cell.node)].scale);
      if (cell.kind == OutputKind::kDeferred) column.deferred = true;
    }
    for (LoweredRule& rule : plan_.rules) {
      OutputCell& cell = rule.outputs[wanted];
      if (cell.kind == OutputKind::kNumber) {
        cell.node = Scaled(cell.node, column.scale);
        if (cell.node < 0) cell.kind = OutputKind::kByRow;
      }
      if (cell.kind == OutputKind::kConstant) {
        const auto known = std::find_if(column.distinct.begin(), column.distinct.end(),
                                        [&](const Value& value) { return Identical(value, cell.constant); });
        cell.index = static_cast<std::size_t>(known - column.distinct.begin());
        if (known == column.distinct.end()) column.distinct.push_back(cell.constant);
      }
      rule.by_row |= cell.kind == OutputKind::kByRow;
    }
    plan_.outputs.push_back(std::move(column));
  }
}

}  // namespace gq::policy
