// Types and names of a model without running it: cells against the type and the allowed values of their column, outputs
// against theirs, and names that nothing declares.
#include <algorithm>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/check/check_parts.h"
#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {
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

namespace {

class TypeCheck {
 public:
  TypeCheck(const Element& element, std::vector<Finding>* findings) : findings_(*findings) {
    name_ = element.name;
    for (const Requirement& need : element.needs) {
      const bool value = need.element->kind == ElementKind::kInput || need.element->kind == ElementKind::kDecision;
      const bool plain = need.import_name.empty();
      Declare(plain ? need.element->name : need.import_name, value && plain ? need.element->type : nullptr);
      if (!value && plain) names_.back().result = ResultTypeOf(*need.element);
    }
    Declare(element.name);
    if (!element.expression) return;
    Visit(*element.expression);
    if (element.kind == ElementKind::kDecision) CheckResult(*element.expression, element.type);
  }

 private:
  struct Name {
    std::string name;
    TypePtr type;    // null: not known
    TypePtr result;  // of a function: what a call gives; null: not known
  };

  static TypePtr ResultTypeOf(const Element& function) {
    if (function.expression && function.expression->type) return function.expression->type;
    return ResultType(function.type);
  }

  void Declare(const std::string& name, TypePtr type = nullptr) { names_.push_back({name, std::move(type), nullptr}); }

  const Name* Known(const std::string& name) const {
    for (auto at = names_.rbegin(); at != names_.rend(); ++at) {
      if (at->name == name) return &*at;
    }
    return nullptr;
  }

  void Add(const Expr& expr, std::string message) {
    Add(row_, column_, message + "（第 " + std::to_string(expr.offset + 1) + " 字节）");
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
        Declare("partial");
        break;
      case ExprKind::kTests:
        Declare("?");
        break;
      default:
        break;
    }
    const bool parameters = expr.kind == ExprKind::kFunction;
    const bool entries = expr.kind == ExprKind::kContext || expr.kind == ExprKind::kFor ||
                         expr.kind == ExprKind::kSome || expr.kind == ExprKind::kEvery;
    const bool walks = entries && expr.kind != ExprKind::kContext;
    for (const Binding& binding : expr.bindings) {
      // The function of an entry may call itself.
      if (expr.kind == ExprKind::kContext && IsFunction(*binding.value)) Declare(binding.name);
      if (binding.value) Visit(*binding.value);
      if (parameters || entries) Declare(binding.name, walks ? ElementType(*binding.value) : binding.type);
    }
    for (const ExprPtr& child : expr.children) Visit(*child);
    Judge(expr);
    names_.resize(outer);
  }

  static bool IsFunction(const Expr& expr) {
    return expr.kind == ExprKind::kFunction || (expr.kind == ExprKind::kTyped && IsFunction(*expr.children[0]));
  }

  // The declared type of a name or of a path along declared types; null when there is none.
  TypePtr Declared(const Expr& expr) const {
    if (expr.kind == ExprKind::kTyped) return expr.type;
    // Inside a filter a name may be an entry of the element.
    if (open_) return nullptr;
    if (expr.kind == ExprKind::kName) {
      const Name* known = Known(expr.text);
      return known != nullptr ? known->type : nullptr;
    }
    if (expr.kind != ExprKind::kPath) return nullptr;
    const TypePtr base = ResolveType(Declared(*expr.children[0]));
    if (!base || base->kind != TypeKind::kContext) return nullptr;
    const auto member = std::find_if(base->members.begin(), base->members.end(),
                                     [&](const auto& entry) { return entry.first == expr.text; });
    return member != base->members.end() ? member->second : nullptr;
  }

  // Of what a loop walks through.
  TypePtr ElementType(const Expr& domain) const {
    const TypePtr type = ResolveType(Declared(domain));
    return type && type->kind == TypeKind::kList ? type->element : nullptr;
  }

  // What can only be null whatever the values are.
  void Judge(const Expr& expr) {
    const auto kind = [&](std::size_t child) { return Infer(*expr.children[child]); };
    const auto names = [&](TypeKind left, TypeKind right) {
      return std::string(NameOf(left)) + "与" + std::string(NameOf(right));
    };
    switch (expr.kind) {
      case ExprKind::kArithmetic:
        if (!KindOfArithmetic(expr.op, kind(0), kind(1))) {
          const bool both = kind(0) != TypeKind::kAny && kind(1) != TypeKind::kAny;
          const std::string one(NameOf(kind(0) != TypeKind::kAny ? kind(0) : kind(1)));
          Add(expr, (both ? names(kind(0), kind(1)) : one) + "不能这样计算");
        }
        return;
      case ExprKind::kNegate:
        if (kind(0) != TypeKind::kAny && !KindOfArithmetic(Op::kMultiply, kind(0), TypeKind::kNumber))
          Add(expr, std::string(NameOf(kind(0))) + "不能取负");
        return;
      case ExprKind::kCompare:
        if (!CanCompare(expr.op, kind(0), kind(1))) {
          const bool same = kind(0) == kind(1) || kind(0) == TypeKind::kAny || kind(1) == TypeKind::kAny;
          Add(expr, same ? "是否没有大小之分" : names(kind(0), kind(1)) + "不能比较");
        }
        return;
      case ExprKind::kBetween:
        for (const std::size_t end : {1, 2}) {
          if (!CanCompare(Op::kLess, kind(0), kind(end))) Add(expr, "between 的三个值不能比较");
        }
        return;
      case ExprKind::kIn:
        for (const ExprPtr& test : expr.children[1]->children) JudgeMember(*test, kind(0));
        return;
      case ExprKind::kAnd:
      case ExprKind::kOr:
        for (const ExprPtr& side : expr.children) {
          if (const TypeKind found = Infer(*side); found != TypeKind::kAny && found != TypeKind::kBoolean)
            Add(*side, "“且”“或”的两边应为是否，这里是" + std::string(NameOf(found)));
        }
        return;
      case ExprKind::kIf:
        if (kind(0) != TypeKind::kAny && kind(0) != TypeKind::kBoolean)
          Add(*expr.children[0], "if 的条件应为是否，这里是" + std::string(NameOf(kind(0))));
        return;
      case ExprKind::kTyped:
        return CheckResult(*expr.children[0], expr.type);
      case ExprKind::kFunction:
        return CheckResult(*expr.children[0], expr.type);
      case ExprKind::kPath:
        return JudgePath(expr);
      case ExprKind::kCall:
        return JudgeCall(expr);
      default:
        return;
    }
  }

  // One alternative of x in (...).
  void JudgeMember(const Expr& test, TypeKind point) {
    if (test.kind == ExprKind::kList) {
      for (const ExprPtr& element : test.children) JudgeMember(*element, point);
      return;
    }
    const bool range = test.kind == ExprKind::kRange, unary = test.kind == ExprKind::kUnaryTest;
    const auto fits = [&](const Expr& other, Op op) {
      const TypeKind found = Infer(other);
      const bool can = CanCompare(op, point, found);
      if (!can) Add(other, std::string(NameOf(point)) + "不会在" + std::string(NameOf(found)) + "之中");
      return can;
    };
    if (unary) {
      fits(*test.children[0], test.op);
      return;
    }
    if (range) {
      if (fits(*test.children[0], Op::kLess)) fits(*test.children[1], Op::kLess);
      return;
    }
    // Any condition may stand there; it gives true or false, not a value to compare with.
    if (Infer(test) == TypeKind::kBoolean && test.kind != ExprKind::kLiteral) return;
    fits(test, Op::kEqual);
  }

  void JudgePath(const Expr& expr) {
    const TypeKind base = Infer(*expr.children[0]);
    if (base != TypeKind::kAny && !KindOfProperty(base, expr.text))
      return Add(expr, std::string(NameOf(base)) + "没有 " + expr.text + " 这一项");
    const TypePtr type = ResolveType(Declared(*expr.children[0]));
    if (!type || type->kind != TypeKind::kContext || type->members.empty()) return;
    if (std::none_of(type->members.begin(), type->members.end(),
                     [&](const auto& entry) { return entry.first == expr.text; }))
      Add(expr, "类型 " + type->name + " 没有 " + expr.text + " 这一项");
  }

  void JudgeCall(const Expr& expr) {
    const Expr& callee = *expr.children[0];
    if (callee.kind != ExprKind::kName || Known(callee.text) != nullptr || FindBuiltin(callee.text).empty()) return;
    std::vector<ArgumentKind> arguments;
    for (const Binding& binding : expr.bindings) {
      arguments.push_back({binding.name, binding.value ? Infer(*binding.value) : TypeKind::kAny, {}, false});
      if (binding.value) InferElements(*binding.value, &arguments.back());
    }
    const std::string wrong = WrongArguments(callee.text, arguments);
    if (!wrong.empty()) Add(expr, wrong);
  }

  void InferElements(const Expr& list, ArgumentKind* argument) const {
    if (list.kind == ExprKind::kList) {
      for (const ExprPtr& element : list.children) argument->elements.push_back(Infer(*element));
    } else if (const TypePtr type = ResolveType(Declared(list)); type && type->kind == TypeKind::kList) {
      argument->elements = {SimpleOf(type->element)};
      argument->may_be_empty = true;
    }
  }

  // A result against its declared type; a date becomes a date and time.
  void CheckResult(const Expr& expr, const TypePtr& type) {
    const TypeKind wanted = SimpleOf(type), found = Infer(expr);
    if (wanted == TypeKind::kAny || found == TypeKind::kAny || wanted == found) return;
    if (wanted == TypeKind::kDateTime && found == TypeKind::kDate) return;
    Add(expr, "写的类型是" + std::string(NameOf(wanted)) + "，算出来的是" + std::string(NameOf(found)));
  }

  // What the expression surely gives when it gives anything; kAny when that cannot be told.
  TypeKind Infer(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kLiteral:
        return KindOf(expr.literal);
      case ExprKind::kName:
        return SimpleOf(Declared(expr));
      case ExprKind::kTyped:
        return SimpleOf(expr.type);
      case ExprKind::kPath: {
        const TypeKind base = Infer(*expr.children[0]);
        return base != TypeKind::kAny ? KindOfProperty(base, expr.text).value_or(TypeKind::kAny)
                                      : SimpleOf(Declared(expr));
      }
      case ExprKind::kNegate:
        return Infer(*expr.children[0]);
      case ExprKind::kArithmetic:
        return KindOfArithmetic(expr.op, Infer(*expr.children[0]), Infer(*expr.children[1])).value_or(TypeKind::kAny);
      case ExprKind::kAnd:
      case ExprKind::kOr:
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
        if (callee.kind != ExprKind::kName) return TypeKind::kAny;
        const Name* known = Known(callee.text);
        return known != nullptr ? SimpleOf(known->result) : KindOfResult(callee.text);
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
    if (!CheckKind(expr, output.name.empty() ? "结果" : output.name, SimpleOf(output.type))) return;
    if (expr.kind != ExprKind::kLiteral || expr.literal.IsNull() || !output.allowed) return;
    if (!Passes(*output.allowed, expr.literal))
      Add(row_, column_,
          (output.name.empty() ? "结果" : "结果 " + output.name) + " 的 " + expr.literal.ToText() +
              " 不在 outputValues 之内");
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
  std::vector<Name> names_;
  std::size_t row_ = 0, column_ = 0;
  bool open_ = false;
};

}  // namespace

void CheckTypes(const Element& element, std::vector<Finding>* findings) { TypeCheck(element, findings); }

}  // namespace gq::policy
