// The parts of the static checks. Internal to the engine.
//
// A kind here is a simple one (number, text, truth value, date, time, date and time, the two durations); kAny stands
// for everything that is not known without running, and fits everything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/policy/check/check.h"
#include "engines/policy/parse/ast.h"

namespace gq::policy {

struct Element;

// Adds what is wrong with the types and names of one element.
void CheckTypes(const Element& element, std::vector<Finding>* findings);

// The kind's name in messages; empty when it is not a simple one.
std::string_view NameOf(TypeKind kind);
// The simple kind of a type or value; kAny for everything else.
TypeKind SimpleOf(const TypePtr& type);
TypeKind KindOf(const Value& value);

// operations.cc: what operators, properties and built-ins make of kinds.
// The kind of a sum, difference, product, quotient or power (tables 57-62); nothing when it is null whatever the
// values.
std::optional<TypeKind> KindOfArithmetic(Op op, TypeKind left, TypeKind right);
// Whether values of these kinds can be compared so.
bool CanCompare(Op op, TypeKind left, TypeKind right);
// The kind of a property of a date, time or duration (tables 63-65); nothing when the kind has no such property.
std::optional<TypeKind> KindOfProperty(TypeKind kind, std::string_view name);
// The kind of a built-in's result, whatever it is given.
TypeKind KindOfResult(std::string_view builtin);
// Why a built-in cannot take these arguments; empty when one of its forms can.
struct ArgumentKind {
  std::string name;  // empty: by position
  TypeKind kind = TypeKind::kAny;
  std::vector<TypeKind> elements;  // of a list that is written out, or declared
  bool may_be_empty = false;       // the list
};
std::string WrongArguments(std::string_view builtin, const std::vector<ArgumentKind>& arguments);

}  // namespace gq::policy
