// Operands and arithmetic of column mode.
#include <algorithm>
#include <limits>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/column/lower.h"

namespace gq::policy {
namespace {

constexpr int kScaleMax = 9;
constexpr std::size_t kFramesMax = 20;
constexpr __int128 kMost = static_cast<__int128>(1) << 61;

std::int64_t PowerOfTen(int exponent) {
  std::int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

// The number as an integer and the fewest decimals that hold it.
std::optional<std::pair<std::int64_t, int>> WholeOf(const Decimal& number) {
  Decimal scaled = number;
  for (int scale = 0; scale <= kScaleMax; ++scale) {
    const auto whole = scaled.ToInteger();
    if (whole && *whole < static_cast<std::int64_t>(kMost) && *whole > -static_cast<std::int64_t>(kMost))
      return std::pair{*whole, scale};
    const auto next = scaled.Multiply(Decimal(10));
    if (!next) return std::nullopt;
    scaled = *next;
  }
  return std::nullopt;
}

}  // namespace

void MergeColumns(const std::vector<int>& from, std::vector<int>* into) {
  for (const int column : from) {
    if (std::find(into->begin(), into->end(), column) == into->end()) into->push_back(column);
  }
  std::sort(into->begin(), into->end());
}

// --- names and constants ---

Lowering::Operand Lowering::OfColumn(int column) {
  const Column& view = plan_.batch.columns[static_cast<std::size_t>(column)];
  switch (view.kind) {
    case ColumnKind::kBoolean:
      return {Operand::Kind::kFlag, {}, column};
    case ColumnKind::kCode:
      return {Operand::Kind::kCode, {}, column};
    case ColumnKind::kDate:
      return {Operand::Kind::kDate, {}, column};
    case ColumnKind::kNumber:
      break;
  }
  NumberNode node;
  node.kind = NodeKind::kColumn;
  node.a = column;
  node.scale = view.scale;
  if (view.valid != nullptr) node.columns = {column};
  const auto known = bounds_.find(column);
  if (known != bounds_.end()) {
    std::tie(node.low, node.high) = known->second;
  } else if (plan_.batch.rows > 0) {
    node.low = node.high = view.numbers[0];
    Bounds(view.numbers, plan_.batch.rows, &node.low, &node.high);
    bounds_.emplace(column, std::pair{node.low, node.high});
  }
  if (node.low < -kMost || node.high > kMost) return {};
  return {Operand::Kind::kNumber, {}, AddNode(std::move(node))};
}

Lowering::Operand Lowering::LowerName(const std::string& name) {
  for (const Requirement& need : frames_.back().element->needs) {
    if (!need.import_name.empty() || need.element->name != name) continue;
    if (need.element->kind == ElementKind::kInput) {
      for (std::size_t i = 0; i < plan_.batch.columns.size(); ++i) {
        if (plan_.batch.columns[i].name == name) return OfColumn(static_cast<int>(i));
      }
      const Value* constant = plan_.batch.constants.Find(name);
      if (constant == nullptr) return {Operand::Kind::kConstant, {}, -1};
      Machine machine(machine_options_);
      Value converted = machine.Convert(*constant, need.element->type, name);
      const Evaluation done = std::move(machine).Finish(std::move(converted));
      // What does not fit its type stops every row; row mode says so.
      if (!done.error.empty() || !done.diagnostics.empty()) return {};
      return {Operand::Kind::kConstant, done.value, -1};
    }
    if (need.element->kind != ElementKind::kDecision || !need.element->expression || frames_.size() > kFramesMax)
      return {};
    frames_.push_back({need.element});
    Operand operand = LowerOperand(*need.element->expression);
    frames_.pop_back();
    return operand.kind != Operand::Kind::kNone && CheckType(need.element->type, operand, name) ? operand : Operand{};
  }
  return {};
}

// Whether the name means a built-in function here and nothing of the model.
bool Lowering::IsBuiltin(const std::string& name) const {
  const auto& needs = frames_.back().element->needs;
  const bool own = std::any_of(needs.begin(), needs.end(), [&](const Requirement& need) {
    return need.element->name == name || need.import_name == name;
  });
  return !own && !FindBuiltin(name).empty();
}

// Whether every name in it is a constant of the batch or a built-in function.
bool Lowering::IsConstant(const Expr& expr) {
  if (expr.kind == ExprKind::kName) {
    const Operand operand = LowerName(expr.text);
    return operand.kind == Operand::Kind::kConstant || IsBuiltin(expr.text);
  }
  if (expr.kind == ExprKind::kTable || expr.kind == ExprKind::kFunction || expr.kind == ExprKind::kBroken) return false;
  return std::all_of(expr.children.begin(), expr.children.end(), [&](const ExprPtr& e) { return IsConstant(*e); }) &&
         std::all_of(expr.bindings.begin(), expr.bindings.end(),
                     [&](const Binding& b) { return !b.value || IsConstant(*b.value); });
}

ScopePtr Lowering::ConstantScope() {
  ScopePtr scope;
  for (const Requirement& need : frames_.back().element->needs) {
    if (!need.import_name.empty()) continue;
    Operand operand = LowerName(need.element->name);
    if (operand.kind == Operand::Kind::kConstant)
      scope = std::make_shared<const Scope>(Scope{scope, need.element->name, std::move(operand.constant), nullptr});
  }
  return scope;
}

// The value that the expression has in every row; nothing when it depends on the row, or goes wrong.
std::optional<Value> Lowering::Folded(const Expr& expr) {
  if (expr.kind == ExprKind::kLiteral) return expr.literal;
  if (!IsConstant(expr)) return std::nullopt;
  Machine machine(machine_options_);
  Value value = machine.Evaluate(expr, ConstantScope());
  const Evaluation done = std::move(machine).Finish(std::move(value));
  if (!done.error.empty() || !done.diagnostics.empty()) return std::nullopt;
  return done.value;
}

Lowering::Operand Lowering::LowerOperand(const Expr& expr) {
  if (expr.kind == ExprKind::kName) return LowerName(expr.text);
  if (expr.kind == ExprKind::kTyped) {
    Operand operand = LowerOperand(*expr.children[0]);
    return operand.kind != Operand::Kind::kNone && CheckType(expr.type, operand, expr.text) ? operand : Operand{};
  }
  if (auto constant = Folded(expr)) return {Operand::Kind::kConstant, std::move(*constant), -1};
  const int node = LowerNumber(expr);
  return node < 0 ? Operand{} : Operand{Operand::Kind::kNumber, {}, node};
}

// --- arithmetic ---

int Lowering::AddNode(NumberNode node) {
  for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
    if (plan_.nodes[i] == node) return static_cast<int>(i);
  }
  plan_.nodes.push_back(std::move(node));
  return static_cast<int>(plan_.nodes.size()) - 1;
}

int Lowering::ConstantNode(const Decimal& number) {
  const auto whole = WholeOf(number);
  if (!whole) return -1;
  NumberNode node;
  node.constant = node.low = node.high = whole->first;
  node.scale = whole->second;
  return AddNode(std::move(node));
}

int Lowering::Scaled(int node, int scale) {
  const int from = plan_.nodes[static_cast<std::size_t>(node)].scale;
  if (from == scale) return node;
  if (from > scale || scale > kScaleMax) return -1;
  NumberNode factor;
  factor.constant = factor.low = factor.high = PowerOfTen(scale - from);
  const int multiplied = CombineNodes(NumberOp::kMultiply, node, AddNode(std::move(factor)));
  if (multiplied < 0) return -1;
  NumberNode scaled = plan_.nodes[static_cast<std::size_t>(multiplied)];
  scaled.scale = scale;
  return AddNode(std::move(scaled));
}

int Lowering::CombineNodes(NumberOp op, int a, int b) {
  if (a < 0 || b < 0) return -1;
  const auto node_at = [this](int index) -> const NumberNode& { return plan_.nodes[static_cast<std::size_t>(index)]; };
  if (op != NumberOp::kMultiply) {
    const int scale = std::max(node_at(a).scale, node_at(b).scale);
    a = Scaled(a, scale);
    b = Scaled(b, scale);
    if (a < 0 || b < 0) return -1;
  }
  const NumberNode &x = node_at(a), &y = node_at(b);
  const __int128 xl = x.low, xh = x.high, yl = y.low, yh = y.high;
  __int128 low = 0, high = 0;
  switch (op) {
    case NumberOp::kAdd:
      low = xl + yl, high = xh + yh;
      break;
    case NumberOp::kSubtract:
      low = xl - yh, high = xh - yl;
      break;
    case NumberOp::kMultiply:
      low = std::min({xl * yl, xl * yh, xh * yl, xh * yh}), high = std::max({xl * yl, xl * yh, xh * yl, xh * yh});
      break;
    case NumberOp::kMin:
      low = std::min(xl, yl), high = std::min(xh, yh);
      break;
    case NumberOp::kMax:
      low = std::max(xl, yl), high = std::max(xh, yh);
      break;
  }
  NumberNode node;
  node.kind = NodeKind::kCombine;
  node.op = op;
  node.a = a;
  node.b = b;
  node.scale = op == NumberOp::kMultiply ? x.scale + y.scale : x.scale;
  if (low < -kMost || high > kMost || node.scale > kScaleMax) return -1;
  node.low = static_cast<std::int64_t>(low);
  node.high = static_cast<std::int64_t>(high);
  node.columns = x.columns;
  MergeColumns(y.columns, &node.columns);
  return AddNode(std::move(node));
}

// A node with the number of every row; -1 when the kernels cannot.
int Lowering::LowerNumber(const Expr& expr) {
  if (const auto constant = Folded(expr)) return constant->IsNumber() ? ConstantNode(constant->number()) : -1;
  switch (expr.kind) {
    case ExprKind::kName:
    case ExprKind::kTyped: {
      const Operand operand = LowerOperand(expr);
      if (operand.kind == Operand::Kind::kConstant && operand.constant.IsNumber())
        return ConstantNode(operand.constant.number());
      return operand.kind == Operand::Kind::kNumber ? operand.index : -1;
    }
    case ExprKind::kNegate:
      return CombineNodes(NumberOp::kSubtract, ConstantNode(Decimal(0)), LowerNumber(*expr.children[0]));
    case ExprKind::kArithmetic:
      return LowerArithmetic(expr);
    case ExprKind::kCall:
      return LowerCall(expr);
    case ExprKind::kIf:
      return LowerChoose(expr);
    default:
      return -1;
  }
}

int Lowering::LowerArithmetic(const Expr& expr) {
  const auto combined = [&](NumberOp op) {
    const int a = LowerNumber(*expr.children[0]);
    return a < 0 ? -1 : CombineNodes(op, a, LowerNumber(*expr.children[1]));
  };
  switch (expr.op) {
    case Op::kAdd:
      return combined(NumberOp::kAdd);
    case Op::kSubtract:
      return combined(NumberOp::kSubtract);
    case Op::kMultiply:
      return combined(NumberOp::kMultiply);
    default:
      return -1;
  }
}

int Lowering::LowerCall(const Expr& expr) {
  const Expr& callee = *expr.children[0];
  if (callee.kind != ExprKind::kName || !IsBuiltin(callee.text)) return -1;
  for (const Binding& argument : expr.bindings) {
    if (!argument.name.empty() || !argument.value) return -1;
  }
  const std::string& name = callee.text;
  if (name == "floor" && expr.bindings.size() == 1) return LowerFloor(*expr.bindings[0].value);
  if (name == "abs" && expr.bindings.size() == 1) {
    const int node = LowerNumber(*expr.bindings[0].value);
    return CombineNodes(NumberOp::kMax, node, CombineNodes(NumberOp::kSubtract, ConstantNode(Decimal(0)), node));
  }
  if ((name != "min" && name != "max") || expr.bindings.size() < 2) return -1;
  int node = -1;
  for (const Binding& argument : expr.bindings) {
    const int next = LowerNumber(*argument.value);
    if (next < 0) return -1;
    node = node < 0 ? next : CombineNodes(name == "min" ? NumberOp::kMin : NumberOp::kMax, node, next);
    if (node < 0) return -1;
  }
  return node;
}

// floor(x) and floor(x / constant). Row mode floors a quotient rounded to 34 digits, and gets the same: x and the
// divisor d are integers, x below 2^61, so the quotient is a whole number or at least 1/d away from one, and its whole
// part and the digits of 1/d together are no longer than x.
int Lowering::LowerFloor(const Expr& argument) {
  const Expr* dividend = &argument;
  std::int64_t divisor = 1;
  int scale = 0;
  if (argument.kind == ExprKind::kArithmetic && argument.op == Op::kDivide) {
    const auto constant = Folded(*argument.children[1]);
    const auto whole = constant && constant->IsNumber() ? WholeOf(constant->number()) : std::nullopt;
    if (!whole || whole->first <= 0 || whole->first > 1'000'000'000) return -1;
    divisor = whole->first;
    scale = whole->second;
    dividend = argument.children[0].get();
  }
  int node = LowerNumber(*dividend);
  if (node < 0) return -1;
  // x·10^-s / (d·10^-t) = x·10^t / (d·10^s)
  const NumberNode& x = plan_.nodes[static_cast<std::size_t>(node)];
  const int own = x.scale;
  if (own > scale) {
    divisor *= PowerOfTen(own - scale);
  } else {
    node = Scaled(node, scale);
    if (node < 0) return -1;
  }
  const NumberNode& dividend_node = plan_.nodes[static_cast<std::size_t>(node)];
  NumberNode floor;
  floor.kind = NodeKind::kFloorDivide;
  floor.a = node;
  floor.constant = divisor;
  FloorDivide(&dividend_node.low, 1, divisor, &floor.low);
  FloorDivide(&dividend_node.high, 1, divisor, &floor.high);
  floor.columns = dividend_node.columns;
  return AddNode(std::move(floor));
}

int Lowering::LowerChoose(const Expr& expr) {
  const int condition = LowerTruth(*expr.children[0]);
  if (condition < 0) return -1;
  int a = LowerNumber(*expr.children[1]), b = a < 0 ? -1 : LowerNumber(*expr.children[2]);
  if (b < 0) return -1;
  const auto node_at = [this](int index) -> const NumberNode& { return plan_.nodes[static_cast<std::size_t>(index)]; };
  const int scale = std::max(node_at(a).scale, node_at(b).scale);
  a = Scaled(a, scale);
  b = Scaled(b, scale);
  if (a < 0 || b < 0) return -1;
  NumberNode node;
  node.kind = NodeKind::kChoose;
  node.a = a;
  node.b = b;
  node.condition = condition;
  node.scale = scale;
  node.low = std::min(node_at(a).low, node_at(b).low);
  node.high = std::max(node_at(a).high, node_at(b).high);
  node.columns = node_at(a).columns;
  MergeColumns(node_at(b).columns, &node.columns);
  std::vector<int> open = {condition};
  while (!open.empty()) {
    const TruthNode truth = plan_.truths[static_cast<std::size_t>(open.back())];
    open.pop_back();
    if (truth.kind == TruthNode::Kind::kAtom) {
      MergeColumns(plan_.atoms[static_cast<std::size_t>(truth.a)].columns, &node.columns);
    } else {
      open.push_back(truth.a);
      if (truth.b >= 0) open.push_back(truth.b);
    }
  }
  return AddNode(std::move(node));
}

// --- conditions ---

int Lowering::AddTruth(TruthNode::Kind kind, int a, int b) {
  plan_.truths.push_back({kind, a, b});
  return static_cast<int>(plan_.truths.size()) - 1;
}

int Lowering::LowerTruth(const Expr& expr) {
  if (expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr) {
    const int a = LowerTruth(*expr.children[0]), b = a < 0 ? -1 : LowerTruth(*expr.children[1]);
    return b < 0 ? -1 : AddTruth(expr.kind == ExprKind::kAnd ? TruthNode::Kind::kAnd : TruthNode::Kind::kOr, a, b);
  }
  if (expr.kind == ExprKind::kName) {
    const Operand operand = LowerName(expr.text);
    if (operand.kind != Operand::Kind::kFlag) return -1;
    const int atom = CompareAtom(Op::kEqual, operand, Value::Boolean(true));
    return atom < 0 ? -1 : AddTruth(TruthNode::Kind::kAtom, atom, -1);
  }
  if (expr.kind != ExprKind::kCompare) return -1;
  const Operand left = LowerOperand(*expr.children[0]), right = LowerOperand(*expr.children[1]);
  const bool negated = expr.op == Op::kNotEqual;
  const Op op = negated ? Op::kEqual : expr.op;
  int atom = -1;
  if (right.kind == Operand::Kind::kConstant && left.kind != Operand::Kind::kConstant) {
    atom = CompareAtom(op, left, right.constant);
  } else if (left.kind == Operand::Kind::kNumber && right.kind == Operand::Kind::kNumber) {
    std::vector<Alternative> pair;
    if (LowerPair(op, *expr.children[1], left, &pair)) atom = pair.front().atoms.front();
  }
  if (atom < 0) return -1;
  const int truth = AddTruth(TruthNode::Kind::kAtom, atom, -1);
  return negated ? AddTruth(TruthNode::Kind::kNot, truth, -1) : truth;
}

}  // namespace gq::policy
