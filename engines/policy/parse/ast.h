// The compiled form of FEEL text and of DMN's boxed expressions: one kind of tree for both. Nodes are immutable once
// built and shared by the functions that close over them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engines/policy/value.h"

namespace gq::policy {

struct Expr;
struct Type;
struct DecisionTable;
using ExprPtr = std::shared_ptr<const Expr>;
using TypePtr = std::shared_ptr<const Type>;

enum class ExprKind {
  kLiteral,     // literal
  kAtLiteral,   // @"text" that names a time zone, read when evaluated
  kName,        // text
  kPath,        // children[0] . text
  kFilter,      // children[0] [ children[1] ]
  kCall,        // children[0] ( bindings ); bindings have names when the call names its parameters
  kNegate,      // - children[0]
  kArithmetic,  // children[0] op children[1]
  kCompare,     // children[0] op children[1]
  kAnd,
  kOr,          // children
  kBetween,     // children[0] between children[1] and children[2]
  kIn,          // children[0] in children[1], a kTests node
  kInstanceOf,  // children[0] instance of type
  kIf,          // children: condition, then, else
  kFor,
  kSome,
  kEvery,           // bindings: iterators; children[0]: body
  kFunction,        // bindings: parameters (name, type); children[0]: body; type: of the result
  kExternal,        // function of another language; bindings: parameters
  kList,            // children
  kContext,         // bindings; with flag, children[0] is the result of a boxed context
  kRange,           // children: start, end; text is "[]", "(]", ...
  kIterationRange,  // children: start, end, of a for without brackets
  kUnaryTest,       // op children[0], a test against the input value or an open range
  kTests,           // children are alternatives; flag: not(...); empty: "-" (anything)
  kTable,           // table
  kTyped,           // children[0] converted to type (a typeRef)
  kBroken,          // text: why the expression could not be read
};

enum class Op {
  kNone,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual
};

struct Binding {
  std::string name;
  ExprPtr value;
  TypePtr type;
};

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Op op = Op::kNone;
  bool flag = false;
  int depth = 1;           // levels of the tree below and including this node
  std::size_t offset = 0;  // byte in the source text
  std::string text;
  std::string source;  // of tests and table cells: the text as written, for traces
  Value literal;
  std::vector<ExprPtr> children;
  std::vector<Binding> bindings;
  TypePtr type;
  std::shared_ptr<const DecisionTable> table;
};

enum class TypeKind {
  kAny,
  kNull,
  kBoolean,
  kNumber,
  kString,
  kDate,
  kTime,
  kDateTime,
  kDayTimeDuration,
  kYearMonthDuration,
  kList,
  kContext,
  kRange,
  kFunction,
  kReference,  // to an item definition, possibly the one being defined
};

struct Type {
  TypeKind kind = TypeKind::kAny;
  std::string name;
  TypePtr element;                                       // of a list or range
  std::vector<std::pair<std::string, TypePtr>> members;  // of a context, parameters of a function
  TypePtr result;                                        // of a function
  ExprPtr allowed;  // kTests on the value (on each element when this is the element type of a collection)
  std::weak_ptr<const Type> target;
};

// Item definitions that only name another one, in a row; a model with more, or with a circle of them, is refused.
inline constexpr std::size_t kTypeReferencesMax = 64;

// Follows references through item definitions to the type that says what a value looks like; null when one dangles.
TypePtr ResolveType(const TypePtr& type);
// What a call of a function of this type gives: the result of a function item, any other type itself.
TypePtr ResultType(const TypePtr& type);

enum class HitPolicy { kUnique, kFirst, kPriority, kAny, kCollect, kRuleOrder, kOutputOrder };
enum class Aggregation { kNone, kSum, kCount, kMin, kMax };

struct TableInput {
  std::string label;
  ExprPtr expression;
  ExprPtr allowed;  // kTests or null
  // Whether the column foresees a missing value: a cell speaks of null, or every cell is "-".
  bool takes_null = false;
  TypePtr type;
};

struct TableOutput {
  std::string name;
  TypePtr type;
  std::vector<ExprPtr> values;  // in the order of priority
  ExprPtr allowed;              // the same values as kTests, or null
  ExprPtr otherwise;            // default output, or null
};

struct TableRule {
  std::string id;
  std::vector<ExprPtr> tests;    // one kTests an input
  std::vector<ExprPtr> outputs;  // one an output
  std::vector<std::string> annotations;
};

struct DecisionTable {
  std::string name;
  HitPolicy hit_policy = HitPolicy::kUnique;
  Aggregation aggregation = Aggregation::kNone;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<std::string> annotation_names;
  std::vector<TableRule> rules;
};

}  // namespace gq::policy
