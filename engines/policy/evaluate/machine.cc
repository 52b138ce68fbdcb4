#include "engines/policy/evaluate/machine.h"

#include <algorithm>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/parse/names.h"

namespace gq::policy {

Value Machine::Error(std::string_view message) {
  if (stopped_) return {};
  if (evaluation_.diagnostics.size() < kDiagnosticsMax) {
    Diagnostic diagnostic{element_, "", 0, std::string(message)};
    if (current_ != nullptr) diagnostic.offset = current_->offset;
    if (text_ != nullptr) diagnostic.expression = text_->source;
    evaluation_.diagnostics.push_back(std::move(diagnostic));
  }
  if (options_.mode == Mode::kStrict) Stop(message);
  return {};
}

std::string Machine::Located(std::string_view message) const {
  std::string text = element_.empty() ? std::string(message) : element_ + "：" + std::string(message);
  if (text_ != nullptr && current_ != nullptr) {
    text += "（" + text_->source + "，第 " + std::to_string(current_->offset + 1) + " 字节）";
  }
  return text;
}

Value Machine::Stop(std::string_view message) {
  if (!stopped_) evaluation_.error = Located(message);
  stopped_ = true;
  return {};
}

bool Machine::CountSteps(std::int64_t steps) {
  steps_ += steps;
  if (steps_ <= options_.steps_max) return !stopped_;
  Stop("计算步骤过多，已停止");
  return false;
}

Evaluation Machine::Finish(Value value) && {
  if (!stopped_) evaluation_.value = std::move(value);
  return std::move(evaluation_);
}

Value Machine::Evaluate(const Expr& expr, const ScopePtr& scope) {
  if (stopped_ || !CountSteps(1)) return {};
  if (depth_ >= kDepthMax) return Stop("计算嵌套过深，已停止");
  ++depth_;
  const Expr* outer = std::exchange(current_, &expr);
  const Expr* outer_text = text_;
  if (!expr.source.empty()) text_ = &expr;
  Value value = Dispatch(expr, scope);
  if ((value.IsList() || value.IsContext()) && value.Weight() > kWeightMax) value = Stop("值过大，已停止");
  current_ = outer;
  text_ = outer_text;
  --depth_;
  return value;
}

Value Machine::Dispatch(const Expr& expr, const ScopePtr& scope) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return expr.literal;
    case ExprKind::kAtLiteral:
      return EvaluateAtLiteral(expr.text);
    case ExprKind::kName:
      return EvaluateName(expr, scope);
    case ExprKind::kPath:
      return EvaluatePath(expr, scope);
    case ExprKind::kFilter:
      return EvaluateFilter(expr, scope);
    case ExprKind::kCall:
      return EvaluateCall(expr, scope);
    case ExprKind::kNegate:
      return Negate(*this, Evaluate(*expr.children[0], scope));
    case ExprKind::kArithmetic: {
      const Value left = Evaluate(*expr.children[0], scope);
      return Arithmetic(*this, expr.op, left, Evaluate(*expr.children[1], scope));
    }
    case ExprKind::kCompare:
      return EvaluateCompare(expr, scope);
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return EvaluateLogic(expr, scope);
    case ExprKind::kBetween:
      return EvaluateBetween(expr, scope);
    case ExprKind::kIn: {
      const auto passes = Passes(*expr.children[1], Evaluate(*expr.children[0], scope), scope);
      return passes ? Value::Boolean(*passes) : Value();
    }
    case ExprKind::kInstanceOf:
      return Value::Boolean(IsInstance(Evaluate(*expr.children[0], scope), expr.type.get()));
    case ExprKind::kIf: {
      const Value condition = Evaluate(*expr.children[0], scope);
      if (!condition.IsBoolean() && !condition.IsNull()) Error("if 的条件应为是否");  // in standard mode it is not true
      return Evaluate(condition.IsTrue() ? *expr.children[1] : *expr.children[2], scope);
    }
    case ExprKind::kFor:
      return EvaluateFor(expr, scope);
    case ExprKind::kSome:
    case ExprKind::kEvery:
      return EvaluateQuantified(expr, scope);
    case ExprKind::kFunction:
    case ExprKind::kExternal: {
      auto function = std::make_shared<Function>();
      function->kind = expr.kind == ExprKind::kExternal ? Function::Kind::kExternal : Function::Kind::kLambda;
      function->definition = std::make_shared<const Expr>(expr);
      function->scope = scope;
      return Value::OfFunction(std::move(function));
    }
    case ExprKind::kList:
      return EvaluateList(expr, scope);
    case ExprKind::kContext:
      return EvaluateContext(expr, scope);
    case ExprKind::kRange:
      return EvaluateRange(expr, scope);
    case ExprKind::kIterationRange:
      return Error("此处不能用区间");
    case ExprKind::kUnaryTest:
      return EvaluateUnaryTest(expr, scope);
    case ExprKind::kTests:
      return Error("此处不能用条件");
    case ExprKind::kTable:
      return EvaluateTable(expr, scope);
    case ExprKind::kTyped:
      return Convert(Evaluate(*expr.children[0], scope), expr.type, expr.text);
    case ExprKind::kBroken:
      return Error("表达式无法读懂：" + expr.text);
  }
  return {};
}

Value Machine::EvaluateAtLiteral(const std::string& text) {
  if (const auto date_time = ParseDateTime(text, options_.zones)) return Value::OfDateTime(*date_time);
  if (const auto time = ParseTime(text, options_.zones)) return Value::OfTime(*time);
  return Error("不是日期、时刻或时长：" + text);
}

Value Machine::EvaluateName(const Expr& expr, const ScopePtr& scope) {
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    if (at->element != nullptr) {
      if (const Value* entry = at->element->Find(expr.text)) return *entry;
    }
    if (at->name == expr.text) return at->value;
  }
  if (!FindBuiltin(expr.text).empty()) {
    auto function = std::make_shared<Function>();
    function->kind = Function::Kind::kBuiltin;
    function->name = expr.text;
    return Value::OfFunction(std::move(function));
  }
  return Error("没有名为 " + expr.text + " 的变量或函数");
}

Value Machine::EvaluatePath(const Expr& expr, const ScopePtr& scope) {
  const Value left = Evaluate(*expr.children[0], scope);
  if (left.IsContext()) {
    const Value* entry = left.context().Find(expr.text);
    return entry != nullptr ? *entry : Error("没有名为 " + expr.text + " 的条目");
  }
  if (left.IsList()) return Project(left.list(), expr.text);
  if (const auto property = Property(left, expr.text)) return *property;
  return Error(std::string(KindName(left.kind())) + "没有 " + expr.text + " 这一项");
}

// The entry of every element, lists inside the list included (table 54: for i in e1 return i.name).
Value Machine::Project(const List& list, const std::string& name) {
  if (!CountSteps(static_cast<std::int64_t>(list.size()))) return {};
  if (depth_ >= kDepthMax) return Stop("计算嵌套过深，已停止");
  ++depth_;
  List projected;
  for (const Value& element : list) {
    if (element.IsList()) {
      projected.push_back(Project(element.list(), name));
      continue;
    }
    const Value* entry = element.IsContext() ? element.context().Find(name) : nullptr;
    const auto property = entry != nullptr ? std::optional<Value>(*entry) : Property(element, name);
    projected.push_back(property ? *property
                                 : Error("列表的第 " + std::to_string(projected.size() + 1) + " 个（" +
                                         std::string(KindName(element.kind())) + "）没有 " + name + " 这一项"));
    if (stopped_) break;
  }
  --depth_;
  return Value::OfList(std::move(projected));
}

Value Machine::EvaluateFilter(const Expr& expr, const ScopePtr& scope) {
  const Value left = Evaluate(*expr.children[0], scope);
  if (left.IsNull()) return Error("对空值取元素");
  const List list = left.IsList() ? left.list() : List{left};
  const auto scope_of = [&](const Value& element) {
    return std::make_shared<const Scope>(
        Scope{scope, "item", element, element.IsContext() ? element.shared_context() : nullptr});
  };
  const Expr& condition = *expr.children[1];
  List kept;
  for (std::size_t i = 0; i < std::max<std::size_t>(list.size(), 1); ++i) {
    const Value verdict = Evaluate(condition, scope_of(i < list.size() ? list[i] : Value()));
    if (stopped_) return {};
    if (i == 0 && verdict.IsNumber()) {
      // A number is a position: from the front, or from the back when negative.
      const auto position = verdict.number().ToInteger();
      const auto size = static_cast<std::int64_t>(list.size());
      if (!position || *position == 0 || *position > size || *position < -size)
        return Error("没有第 " + verdict.ToText() + " 个元素");
      return list[static_cast<std::size_t>(*position > 0 ? *position - 1 : size + *position)];
    }
    if (!verdict.IsBoolean() && !verdict.IsNull()) return Error("筛选的条件应为是否或序号");
    if (i < list.size() && verdict.IsTrue()) kept.push_back(list[i]);
  }
  return Value::OfList(std::move(kept));
}

Value Machine::EvaluateCall(const Expr& expr, const ScopePtr& scope) {
  const Value callee = Evaluate(*expr.children[0], scope);
  CallArguments arguments;
  for (const Binding& binding : expr.bindings) {
    if (!binding.name.empty()) arguments.names.push_back(binding.name);
    arguments.values.push_back(binding.value ? Evaluate(*binding.value, scope) : Value());
  }
  return stopped_ ? Value() : Call(callee, arguments);
}

// Three-valued logic (table 49): false and true decide whatever the other side is.
Value Machine::EvaluateLogic(const Expr& expr, const ScopePtr& scope) {
  const bool deciding = expr.kind == ExprKind::kOr;
  const Value left = Evaluate(*expr.children[0], scope);
  if (left.IsBoolean() && left.boolean() == deciding) return left;
  const Value right = Evaluate(*expr.children[1], scope);
  if (right.IsBoolean() && right.boolean() == deciding) return right;
  if (left.IsBoolean() && right.IsBoolean()) return right;
  if ((!left.IsNull() && !left.IsBoolean()) || (!right.IsNull() && !right.IsBoolean()))
    return Error("“且”“或”的两边应为是否");
  return {};
}

namespace {

std::optional<bool> Ordered(Op op, const Value& left, const Value& right) {
  if (op == Op::kEqual || op == Op::kNotEqual) {
    const auto equal = Equals(left, right);
    return equal ? std::optional<bool>(*equal == (op == Op::kEqual)) : std::nullopt;
  }
  const auto order = Compare(left, right);
  if (!order) return std::nullopt;
  switch (op) {
    case Op::kLess:
      return *order < 0;
    case Op::kLessEqual:
      return *order <= 0;
    case Op::kGreater:
      return *order > 0;
    case Op::kGreaterEqual:
      return *order >= 0;
    default:
      return std::nullopt;
  }
}

}  // namespace

Value Machine::EvaluateCompare(const Expr& expr, const ScopePtr& scope) {
  const Value left = Evaluate(*expr.children[0], scope), right = Evaluate(*expr.children[1], scope);
  if (!CountWork(std::min(left.Weight(), right.Weight()))) return {};
  const auto result = Ordered(expr.op, left, right);
  return result ? Value::Boolean(*result) : NotComparable(left, right);
}

// What is missing makes a comparison unknown; two kinds that cannot be compared are an error.
Value Machine::NotComparable(const Value& left, const Value& right) {
  if (left.IsNull() || right.IsNull()) return {};
  return Error(std::string(KindName(left.kind())) + "与" + std::string(KindName(right.kind())) + "不能比较");
}

Value Machine::EvaluateBetween(const Expr& expr, const ScopePtr& scope) {
  const Value value = Evaluate(*expr.children[0], scope), low = Evaluate(*expr.children[1], scope),
              high = Evaluate(*expr.children[2], scope);
  const auto above = Compare(value, low), below = Compare(value, high);
  if (above && *above < 0) return Value::Boolean(false);
  if (below && *below > 0) return Value::Boolean(false);
  if (above && below) return Value::Boolean(true);
  return value.IsNull() || low.IsNull() || high.IsNull() ? Value() : Error("between 的三个值不能比较");
}

Value Machine::EvaluateList(const Expr& expr, const ScopePtr& scope) {
  List list;
  list.reserve(expr.children.size());
  for (const ExprPtr& child : expr.children) list.push_back(Evaluate(*child, scope));
  return Value::OfList(std::move(list));
}

// The value of a context entry. A function there may call itself by the entry's name, unless that name means something
// else around the context.
Value Machine::EvaluateEntry(const Binding& entry, const ScopePtr& scope) {
  Value value = Evaluate(*entry.value, scope);
  const Expr& logic = entry.value->kind == ExprKind::kTyped ? *entry.value->children[0] : *entry.value;
  if (logic.kind != ExprKind::kFunction || !value.IsFunction() || !UsesName(*logic.children[0], entry.name))
    return value;
  for (const Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
    if (at->name == entry.name || (at->element != nullptr && at->element->Find(entry.name) != nullptr)) return value;
  }
  if (!FindBuiltin(entry.name).empty()) return value;
  auto named = std::make_shared<Function>(value.function());
  named->name = entry.name;
  return Value::OfFunction(std::move(named));
}

Value Machine::EvaluateContext(const Expr& expr, const ScopePtr& scope) {
  Context context;
  ScopePtr inner = scope;
  for (const Binding& entry : expr.bindings) {
    Value value = EvaluateEntry(entry, inner);
    if (entry.type) value = Convert(value, entry.type, entry.name);
    if (context.Find(entry.name) != nullptr) return Error("条目 " + entry.name + " 重复");
    context.Set(entry.name, value);
    inner = std::make_shared<const Scope>(Scope{inner, entry.name, std::move(value), nullptr});
  }
  return expr.flag ? Evaluate(*expr.children[0], inner) : Value::OfContext(std::move(context));
}

Value Machine::EvaluateRange(const Expr& expr, const ScopePtr& scope) {
  Range range;
  range.start = Evaluate(*expr.children[0], scope);
  range.end = Evaluate(*expr.children[1], scope);
  range.start_included = expr.text[0] == '[';
  range.end_included = expr.text[1] == ']';
  if (range.start.IsNull() || range.end.IsNull()) return Error("区间的端点是空值");
  if (!Compare(range.start, range.end)) return Error("区间的两端不能比较");
  return Value::OfRange(std::move(range));
}

// "<10" as a value is the range of everything below ten (DMN 1.5, grammar rule 7).
Value Machine::EvaluateUnaryTest(const Expr& expr, const ScopePtr& scope) {
  const Value end = Evaluate(*expr.children[0], scope);
  if (end.IsNull()) return Error("区间的端点是空值");
  // An end is a point; ranges of ranges would also double in size with every level of "=(=(1))".
  if (end.IsRange() || end.IsList() || end.IsContext() || end.IsFunction()) return Error("区间的端点应为可比较的值");
  Range range;
  switch (expr.op) {
    case Op::kEqual:
      range = {end, end, true, true};
      break;
    case Op::kLess:
      range = {Value(), end, false, false};
      break;
    case Op::kLessEqual:
      range = {Value(), end, false, true};
      break;
    case Op::kGreater:
      range = {end, Value(), false, false};
      break;
    case Op::kGreaterEqual:
      range = {end, Value(), true, false};
      break;
    default:
      return Error("!= 不能作为值");
  }
  return Value::OfRange(std::move(range));
}

// --- tests ---

namespace {

// An end that says what a range is of.
const Value& RangeEnd(const Range& range) { return range.start.IsNull() ? range.end : range.start; }

}  // namespace

std::optional<bool> Machine::PassesOne(const Expr& test, const Value& value, const ScopePtr& scope) {
  if (test.kind == ExprKind::kUnaryTest) {
    const Value end = Evaluate(*test.children[0], scope);
    const auto verdict = Ordered(test.op, value, end);
    if (!verdict) NotComparable(value, end);
    return verdict;
  }
  const Value result = Evaluate(test, scope);
  if (test.kind == ExprKind::kRange && result.IsNull()) return std::nullopt;  // a bound was null
  if (UsesName(test, "?") && (result.IsBoolean() || result.IsNull()))
    return result.IsBoolean() ? std::optional<bool>(result.boolean()) : std::nullopt;
  // A boolean expression about other things is a condition of its own, unless the input is a boolean to compare with.
  if (result.IsBoolean() && !value.IsBoolean() && test.kind != ExprKind::kLiteral) return result.boolean();
  return PassesIn(value, result);
}

// Whether the value is in the set. The standard takes an element of another kind, or none at all, for one that is not
// equal; strict mode does not let the one be hidden by the others, nor say "no" while an element is missing.
std::optional<bool> Machine::PassesIn(const Value& value, const Value& set) {
  const auto verdict = IsIn(value, set);
  if (!verdict) NotComparable(value, set.IsRange() && !value.IsRange() ? RangeEnd(set.range()) : set);
  if (options_.mode != Mode::kStrict || stopped_ || value.IsNull() || !set.IsList()) return verdict;
  if (value.IsList() && Equals(value, set).value_or(false)) return verdict;
  for (std::size_t i = 0; i < set.list().size(); ++i) {
    const Value& element = set.list()[i];
    const std::string which = "列表的第 " + std::to_string(i + 1) + " 个";
    if (element.IsNull()) {
      if (!verdict.value_or(false)) Error(which + "是空值，不能断定不在其中");
    } else if (!IsIn(value, element)) {
      const Value& other = element.IsRange() && !value.IsRange() ? RangeEnd(element.range()) : element;
      Error(which + "是" + std::string(KindName(other.kind())) + (element.IsRange() ? "的区间" : "") + "，不能与" +
            std::string(KindName(value.kind())) + "比较");
    }
    if (stopped_) return std::nullopt;
  }
  return verdict;
}

std::optional<bool> Machine::Passes(const Expr& tests, const Value& value, const ScopePtr& scope) {
  if (tests.kind == ExprKind::kBroken) {
    Error("条件无法读懂：" + tests.text);
    return std::nullopt;
  }
  if (tests.children.empty()) return true;
  const ScopePtr inner = std::make_shared<const Scope>(Scope{scope, "?", value, nullptr});
  if (!CountWork(value.Weight())) return std::nullopt;
  const Expr* outer_text = text_;
  if (!tests.source.empty()) text_ = &tests;
  bool unknown = false, passed = false;
  for (const ExprPtr& test : tests.children) {
    const auto verdict = PassesOne(*test, value, inner);
    if (stopped_) return std::nullopt;
    passed |= verdict.value_or(false);
    unknown |= !verdict;
    if (passed) break;
  }
  text_ = outer_text;
  if (!passed && unknown) return std::nullopt;
  return passed != tests.flag;
}

// --- loops ---

std::optional<List> Machine::IterationDomain(const Expr& expr, const ScopePtr& scope) {
  if (expr.kind == ExprKind::kIterationRange) {
    const Value start = Evaluate(*expr.children[0], scope);
    return WalkRange(*this, start, Evaluate(*expr.children[1], scope));
  }
  const Value domain = Evaluate(expr, scope);
  if (domain.IsList()) return domain.list();
  if (domain.IsNull()) return std::nullopt;
  if (!domain.IsRange()) return List{domain};
  const Range& range = domain.range();
  const auto order = Compare(range.start, range.end);
  if (!order || *order > 0) return std::nullopt;
  auto walked = WalkRange(*this, range.start, range.end);
  if (!walked) return std::nullopt;
  if (!range.end_included && !walked->empty() && Equals(walked->back(), range.end).value_or(false)) walked->pop_back();
  if (!range.start_included && !walked->empty()) walked->erase(walked->begin());
  return walked;
}

namespace {

// Walks the iterators of a loop like nested loops, the last one fastest.
class Nest {
 public:
  Nest(const Expr& expr, const ScopePtr& scope)
      : expr_(expr), scopes_(expr.bindings.size() + 1), domains_(expr.bindings.size()), at_(expr.bindings.size()) {
    scopes_[0] = scope;
  }

  // Calls body(scope) for every combination; false when a domain is no list or the body ends the walk.
  template <typename Domain, typename Body>
  bool Run(const Domain& domain, const Body& body) {
    std::size_t level = 0;
    if (!Open(level, domain)) return false;
    while (true) {
      if (at_[level] == domains_[level].size()) {
        if (level == 0) return true;
        ++at_[--level];
        continue;
      }
      scopes_[level + 1] = std::make_shared<const Scope>(
          Scope{scopes_[level], expr_.bindings[level].name, domains_[level][at_[level]], nullptr});
      if (level + 1 < domains_.size()) {
        if (!Open(++level, domain)) return false;
        continue;
      }
      if (!body(scopes_.back())) return false;
      ++at_[level];
    }
  }

 private:
  template <typename Domain>
  bool Open(std::size_t level, const Domain& domain) {
    auto list = domain(*expr_.bindings[level].value, scopes_[level]);
    if (!list) return false;
    domains_[level] = std::move(*list);
    at_[level] = 0;
    return true;
  }

  const Expr& expr_;
  std::vector<ScopePtr> scopes_;
  std::vector<List> domains_;
  std::vector<std::size_t> at_;
};

}  // namespace

Value Machine::EvaluateFor(const Expr& expr, const ScopePtr& scope) {
  List results;
  Nest nest(expr, scope);
  const bool done = nest.Run(
      [this](const Expr& domain, const ScopePtr& inner) { return IterationDomain(domain, inner); },
      [&](const ScopePtr& inner) {
        // "partial" is copied only for bodies that name it.
        ScopePtr with_partial = inner;
        if (expr.flag)
          with_partial = std::make_shared<const Scope>(Scope{inner, "partial", Value::OfList(results), nullptr});
        if (expr.flag && !CountSteps(static_cast<std::int64_t>(results.size()))) return false;
        results.push_back(Evaluate(*expr.children[0], with_partial));
        if (results.size() > kListMax) Stop("列表过长，已停止");
        return !stopped_;
      });
  if (!done) return Error("for 的范围不是列表或可数的区间");
  return Value::OfList(std::move(results));
}

Value Machine::EvaluateQuantified(const Expr& expr, const ScopePtr& scope) {
  const bool deciding = expr.kind == ExprKind::kSome;
  bool unknown = false, decided = false, wrong = false;
  Nest nest(expr, scope);
  const bool done =
      nest.Run([this](const Expr& domain, const ScopePtr& inner) { return IterationDomain(domain, inner); },
               [&](const ScopePtr& inner) {
                 const Value verdict = Evaluate(*expr.children[0], inner);
                 wrong = !verdict.IsBoolean() && !verdict.IsNull();
                 unknown |= verdict.IsNull();
                 decided = verdict.IsBoolean() && verdict.boolean() == deciding;
                 return !wrong && !decided && !stopped_;
               });
  if (decided) return Value::Boolean(deciding);
  if (wrong) return Error("satisfies 的结果应为是否");
  if (!done) return Error("范围不是列表或可数的区间");
  return unknown ? Value() : Value::Boolean(!deciding);
}

// --- a text on its own ---

Evaluation EvaluateExpression(std::string_view text, const Context& variables, const EvaluateOptions& options) {
  ParseScope names;
  names.Push();
  NameTable members;
  ScopePtr scope;
  const auto collect = [&](const auto& self, const Value& value) -> void {
    if (value.IsList()) {
      for (const Value& element : value.list()) self(self, element);
    } else if (value.IsContext()) {
      for (const auto& [key, entry] : value.context().entries()) {
        members.Add(key);
        self(self, entry);
      }
    }
  };
  for (const auto& [name, value] : variables.entries()) {
    names.Declare(name);
    collect(collect, value);
    scope = std::make_shared<const Scope>(Scope{scope, name, value, nullptr});
  }
  names.members = &members;
  const ExprPtr expression = ParseExpression(text, names);
  Machine machine(options);
  Value value = machine.Evaluate(*expression, scope);
  return std::move(machine).Finish(std::move(value));
}

}  // namespace gq::policy
