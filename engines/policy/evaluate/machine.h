// Evaluates expression trees. One Machine serves one evaluation in one thread; it counts steps and depth, gathers
// diagnostics and traces. Internal to the engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/policy/parse/ast.h"
#include "engines/policy/policy.h"

namespace gq::policy {

inline constexpr int kDepthMax = 1200;
inline constexpr std::size_t kListMax = 1'000'000;
inline constexpr std::size_t kWeightMax = 4'000'000;
inline constexpr std::size_t kTextMax = std::size_t{4} << 20;
inline constexpr std::size_t kDiagnosticsMax = 200;

struct BuiltinInfo;
struct Element;

// One name, and the names around it. With `element`, its entries are names as well (inside a filter).
struct Scope {
  std::shared_ptr<const Scope> parent;
  std::string name;
  Value value;
  std::shared_ptr<const Context> element;
};
using ScopePtr = std::shared_ptr<const Scope>;

struct Function {
  enum class Kind { kBuiltin, kLambda, kElement, kExternal };
  Kind kind = Kind::kLambda;
  std::string name;  // of a built-in or element; of the entry that a lambda names itself by, else empty
  std::shared_ptr<const Expr> definition;      // kLambda, kExternal: a kFunction or kExternal node
  ScopePtr scope;                              // kLambda: where it was defined
  const Element* element = nullptr;            // kElement: a function or service of a model
  std::shared_ptr<const CompiledModel> model;  // keeps `element` alive
};

// Arguments of a call, by position or by name.
struct CallArguments {
  std::vector<std::string> names;  // empty: by position
  std::vector<Value> values;
};

// Values of a model's inputs and decisions during one evaluation.
struct ElementValues {
  std::unordered_map<const Element*, Value> known;
};

class Machine {
 public:
  explicit Machine(const EvaluateOptions& options) : options_(options) {}

  Value Evaluate(const Expr& expr, const ScopePtr& scope);
  Value Call(const Value& callee, const CallArguments& arguments);
  // Whether the value passes the tests; nothing when that is unknown.
  std::optional<bool> Passes(const Expr& tests, const Value& value, const ScopePtr& scope);
  // The value as one of the type (10.3.2.9.4); null with a diagnostic when it is none, which names the component that
  // does not fit.
  Value Convert(const Value& value, const TypePtr& type, std::string_view what);
  bool Conforms(const Value& value, const Type* type, bool with_allowed);
  bool IsInstance(const Value& value, const Type* type);

  // Value of an input, decision, function or service (evaluate_model.cc).
  Value ElementValue(const Element& element, ElementValues& values);
  Value CallElement(const Function& function, const CallArguments& arguments);
  ScopePtr ElementScope(const Element& element, ElementValues& values);
  void Name(std::string element) { element_ = std::move(element); }
  const std::string& element_name() const { return element_; }

  // Records a diagnostic and gives null; in strict mode stops the evaluation.
  Value Error(std::string_view message);
  bool stopped() const { return stopped_; }
  // Stops in both modes: a limit was reached.
  Value Stop(std::string_view message);
  bool CountSteps(std::int64_t steps);
  // Steps for work on whole values: a fraction of their weight.
  bool CountWork(std::size_t weight) { return CountSteps(static_cast<std::int64_t>(weight / 8)); }

  const EvaluateOptions& options() const { return options_; }
  Evaluation Finish(Value value) &&;

 private:
  friend class TableRun;
  std::string Located(std::string_view message) const;
  Value Dispatch(const Expr& expr, const ScopePtr& scope);
  Value EvaluateName(const Expr& expr, const ScopePtr& scope);
  Value EvaluatePath(const Expr& expr, const ScopePtr& scope);
  Value Project(const List& list, const std::string& name);
  std::string Misfit(const Value& value, const Type* type, const std::string& path);
  Value EvaluateFilter(const Expr& expr, const ScopePtr& scope);
  Value EvaluateCall(const Expr& expr, const ScopePtr& scope);
  Value EvaluateLogic(const Expr& expr, const ScopePtr& scope);
  Value EvaluateCompare(const Expr& expr, const ScopePtr& scope);
  Value EvaluateBetween(const Expr& expr, const ScopePtr& scope);
  Value EvaluateFor(const Expr& expr, const ScopePtr& scope);
  Value EvaluateQuantified(const Expr& expr, const ScopePtr& scope);
  Value EvaluateList(const Expr& expr, const ScopePtr& scope);
  Value EvaluateContext(const Expr& expr, const ScopePtr& scope);
  Value EvaluateEntry(const Binding& entry, const ScopePtr& scope);
  Value EvaluateRange(const Expr& expr, const ScopePtr& scope);
  Value EvaluateUnaryTest(const Expr& expr, const ScopePtr& scope);
  Value EvaluateTable(const Expr& expr, const ScopePtr& scope);
  Value EvaluateAtLiteral(const std::string& text);
  std::optional<List> IterationDomain(const Expr& expr, const ScopePtr& scope);
  std::optional<bool> PassesOne(const Expr& test, const Value& value, const ScopePtr& scope);
  std::optional<bool> PassesIn(const Value& value, const Value& set);
  Value NotComparable(const Value& left, const Value& right);
  Value CallBuiltin(const Function& function, const CallArguments& arguments);
  Value CallLambda(const Value& self, const CallArguments& arguments);
  bool BindParameters(const std::vector<Binding>& parameters, const CallArguments& arguments,
                      std::vector<Value>* values);

  const EvaluateOptions& options_;
  Evaluation evaluation_;
  const Expr* current_ = nullptr;
  const Expr* text_ = nullptr;  // the node around it that carries the text as written
  std::string element_;
  std::int64_t steps_ = 0;
  int depth_ = 0;
  bool stopped_ = false;
};

// operators.cc
Value Arithmetic(Machine& machine, Op op, const Value& left, const Value& right);
Value Negate(Machine& machine, const Value& value);
// Property of a date, time, duration or range; nothing when the kind has no such property.
std::optional<Value> Property(const Value& value, std::string_view name);
// x in y for an evaluated y: equal, inside, or equal to or inside an element.
std::optional<bool> IsIn(const Value& point, const Value& set);
// Integers or dates of a range in order, descending when it is given so; nothing when it cannot be walked.
std::optional<List> WalkRange(Machine& machine, const Value& start, const Value& end);

}  // namespace gq::policy
