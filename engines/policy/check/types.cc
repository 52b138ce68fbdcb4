// Types and names of a model without running it: cells against the type and the allowed values of their column, outputs
// against theirs, and names that nothing declares.
#include <algorithm>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/check/check_parts.h"
#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {
namespace {

std::string_view NameOf(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBoolean:
      return KindName(Kind::kBoolean);
    case TypeKind::kNumber:
      return KindName(Kind::kNumber);
    case TypeKind::kString:
      return KindName(Kind::kString);
    case TypeKind::kDate:
      return KindName(Kind::kDate);
    case TypeKind::kTime:
      return KindName(Kind::kTime);
    case TypeKind::kDateTime:
      return KindName(Kind::kDateTime);
    case TypeKind::kDayTimeDuration:
      return KindName(Kind::kDayTimeDuration);
    case TypeKind::kYearMonthDuration:
      return KindName(Kind::kYearMonthDuration);
    default:
      return "";
  }
}

// Kinds that are worth comparing: simple ones. Everything else is kAny, which fits everything.
TypeKind SimpleOf(const TypePtr& type) {
  const TypePtr shape = ResolveType(type);
  return shape && !NameOf(shape->kind).empty() ? shape->kind : TypeKind::kAny;
}

TypeKind KindOf(const Value& value) {
  switch (value.kind()) {
    case Kind::kBoolean:
      return TypeKind::kBoolean;
    case Kind::kNumber:
      return TypeKind::kNumber;
    case Kind::kString:
      return TypeKind::kString;
    case Kind::kDate:
      return TypeKind::kDate;
    case Kind::kTime:
      return TypeKind::kTime;
    case Kind::kDateTime:
      return TypeKind::kDateTime;
    case Kind::kDayTimeDuration:
      return TypeKind::kDayTimeDuration;
    case Kind::kYearMonthDuration:
      return TypeKind::kYearMonthDuration;
    default:
      return TypeKind::kAny;
  }
}

// Functions of one result kind, whatever they are given.
TypeKind ResultOf(const std::string& name) {
  static constexpr std::string_view kNumbers[] = {
      "floor",  "ceiling", "decimal", "round up",    "round down",  "round half up", "round half down",
      "modulo", "sqrt",    "log",     "exp",         "number",      "string length", "count",
      "mean",   "median",  "product", "day of year", "week of year"};
  static constexpr std::string_view kTexts[] = {"string",      "substring",    "upper case",       "lower case",
                                                "replace",     "string join",  "substring before", "substring after",
                                                "day of week", "month of year"};
  static constexpr std::string_view kFlags[] = {
      "not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "odd", "even", "is"};
  const auto has = [&](const auto& names) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  };
  if (has(kNumbers)) return TypeKind::kNumber;
  if (has(kTexts)) return TypeKind::kString;
  if (has(kFlags)) return TypeKind::kBoolean;
  return name == "date" || name == "today" ? TypeKind::kDate : TypeKind::kAny;
}

class TypeCheck {
 public:
  TypeCheck(const Element& element, std::vector<Finding>* findings) : findings_(*findings) {
    for (const Requirement& need : element.needs) {
      const bool value = need.element->kind == ElementKind::kInput || need.element->kind == ElementKind::kDecision;
      Declare(need.import_name.empty() ? need.element->name : need.import_name,
              value && need.import_name.empty() ? SimpleOf(need.element->type) : TypeKind::kAny);
    }
    Declare(element.name, TypeKind::kAny);
    name_ = element.name;
    if (element.expression) Visit(*element.expression);
  }

 private:
  void Declare(const std::string& name, TypeKind kind) { names_.emplace_back(name, kind); }

  std::optional<TypeKind> Known(const std::string& name) const {
    for (auto at = names_.rbegin(); at != names_.rend(); ++at) {
      if (at->first == name) return at->second;
    }
    return std::nullopt;
  }

  void Add(std::size_t row, std::size_t column, std::string message) {
    Finding finding{FindingKind::kType, name_, {}, std::move(message)};
    finding.row = row;
    finding.column = column;
    findings_.push_back(std::move(finding));
  }

  // Names of the tree; what cannot be known without running is passed over.
  void Visit(const Expr& expr) {
    const std::size_t outer = names_.size();
    switch (expr.kind) {
      case ExprKind::kName:
        if (!open_ && !Known(expr.text) && FindBuiltin(expr.text).empty())
          Add(row_, column_, "没有名为 " + expr.text + " 的变量或函数");
        return;
      case ExprKind::kTable:
        return VisitTable(*expr.table);
      case ExprKind::kExternal:
        return;
      case ExprKind::kFilter: {
        // The entries of the elements are names here, and which ones they have is known only when it runs.
        Visit(*expr.children[0]);
        const bool was_open = std::exchange(open_, true);
        Visit(*expr.children[1]);
        open_ = was_open;
        return;
      }
      case ExprKind::kFor:
        Declare("partial", TypeKind::kAny);
        break;
      case ExprKind::kTests:
        Declare("?", TypeKind::kAny);
        break;
      default:
        break;
    }
    const bool parameters = expr.kind == ExprKind::kFunction;
    const bool entries = expr.kind == ExprKind::kContext || expr.kind == ExprKind::kFor ||
                         expr.kind == ExprKind::kSome || expr.kind == ExprKind::kEvery;
    for (const Binding& binding : expr.bindings) {
      if (binding.value) Visit(*binding.value);
      if (parameters || entries) Declare(binding.name, SimpleOf(binding.type));
    }
    for (const ExprPtr& child : expr.children) Visit(*child);
    names_.resize(outer);
  }

  // What the expression surely gives when it gives anything; kAny when that cannot be told.
  TypeKind Infer(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return KindOf(expr.literal);
      case ExprKind::kName:
        return Known(expr.text).value_or(TypeKind::kAny);
      case ExprKind::kNegate:
        return Infer(*expr.children[0]);
      case ExprKind::kArithmetic: {
        const TypeKind left = Infer(*expr.children[0]), right = Infer(*expr.children[1]);
        const bool plain = left == TypeKind::kNumber || (left == TypeKind::kString && expr.op == Op::kAdd);
        return left == right && plain ? left : TypeKind::kAny;
      }
      case ExprKind::kCompare:
      case ExprKind::kBetween:
      case ExprKind::kIn:
      case ExprKind::kInstanceOf:
      case ExprKind::kSome:
      case ExprKind::kEvery:
        return TypeKind::kBoolean;
      case ExprKind::kIf: {
        const TypeKind then = Infer(*expr.children[1]);
        return then == Infer(*expr.children[2]) ? then : TypeKind::kAny;
      }
      case ExprKind::kCall: {
        const Expr& callee = *expr.children[0];
        return callee.kind == ExprKind::kName && !Known(callee.text) ? ResultOf(callee.text) : TypeKind::kAny;
      }
      default:
        return TypeKind::kAny;
    }
  }

  void VisitTable(const DecisionTable& table) {
    std::vector<TypeKind> kinds;
    for (std::size_t i = 0; i < table.inputs.size(); ++i) {
      const TableInput& input = table.inputs[i];
      row_ = 0;
      column_ = i + 1;
      Visit(*input.expression);
      const TypeKind declared = SimpleOf(input.type), found = Infer(*input.expression);
      if (declared != TypeKind::kAny && found != TypeKind::kAny && declared != found)
        Add(0, i + 1,
            "列“" + input.label + "”写的类型是" + std::string(NameOf(declared)) + "，算出来的是" +
                std::string(NameOf(found)));
      kinds.push_back(declared != TypeKind::kAny ? declared : found);
    }
    for (std::size_t row = 0; row < table.rules.size(); ++row) {
      row_ = row + 1;
      const TableRule& rule = table.rules[row];
      for (std::size_t i = 0; i < rule.tests.size(); ++i) {
        column_ = i + 1;
        Visit(*rule.tests[i]);
        for (const ExprPtr& test : rule.tests[i]->children) CheckTest(*test, table.inputs[i], kinds[i]);
      }
      for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
        column_ = table.inputs.size() + i + 1;
        Visit(*rule.outputs[i]);
        CheckOutput(*rule.outputs[i], table.outputs[i]);
      }
    }
    row_ = column_ = 0;
  }

  void CheckTest(const Expr& test, const TableInput& input, TypeKind kind) {
    if (test.kind == ExprKind::kRange || test.kind == ExprKind::kUnaryTest) {
      for (const ExprPtr& end : test.children) CheckKind(*end, input.label, kind);
      return;
    }
    if (test.kind == ExprKind::kList) {
      for (const ExprPtr& element : test.children) CheckTest(*element, input, kind);
      return;
    }
    // Any condition may stand in a cell; it gives true or false, not a value to compare with.
    if (Infer(test) == TypeKind::kBoolean && test.kind != ExprKind::kLiteral) return;
    if (!CheckKind(test, input.label, kind) || test.kind != ExprKind::kLiteral || !input.allowed) return;
    if (test.literal.IsNull() || Passes(*input.allowed, test.literal)) return;
    Add(row_, column_, "列“" + input.label + "”的条件 " + test.literal.ToText() + " 不在允许的取值之内，永远不成立");
  }

  bool CheckKind(const Expr& expr, const std::string& label, TypeKind wanted) {
    const TypeKind found = Infer(expr);
    if (found == wanted || found == TypeKind::kAny || wanted == TypeKind::kAny) return true;
    Add(row_, column_,
        "列“" + label + "”是" + std::string(NameOf(wanted)) + "，这一格却是" + std::string(NameOf(found)));
    return false;
  }

  void CheckOutput(const Expr& expr, const TableOutput& output) {
    if (!CheckKind(expr, output.name, SimpleOf(output.type))) return;
    if (expr.kind != ExprKind::kLiteral || expr.literal.IsNull() || !output.allowed) return;
    if (!Passes(*output.allowed, expr.literal))
      Add(row_, column_, "结果 " + output.name + " 的 " + expr.literal.ToText() + " 不在 outputValues 之内");
  }

  // Allowed values that name other values cannot be judged here: they pass.
  static bool Passes(const Expr& allowed, const Value& value) {
    const EvaluateOptions options;
    Machine machine(options);
    const auto passes = machine.Passes(allowed, value, nullptr);
    const Evaluation done = std::move(machine).Finish({});
    return !passes || *passes || !done.diagnostics.empty();
  }

  std::vector<Finding>& findings_;
  std::string name_;
  std::vector<std::pair<std::string, TypeKind>> names_;
  std::size_t row_ = 0, column_ = 0;
  bool open_ = false;
};

}  // namespace

void CheckTypes(const Element& element, std::vector<Finding>* findings) { TypeCheck(element, findings); }

}  // namespace gq::policy
