// The built-in functions of FEEL (DMN 1.5, 10.3.4), one row each: name, parameters, code. An overload is a row of its
// own.
//
// Parameters are written "name:type" with commas between; a type is one letter and an optional mark:
//   n number, s string, b boolean, l list (a single value becomes a list), c context, d date or date and time, t time,
//   f function, a anything, null included; L all arguments as one list, or the one list given; v all arguments, at
//   least one ? optional, ~ may be null
// The caller checks arity, names and types, unwraps one-element lists for single values, and answers null with a
// diagnostic when something does not fit; the code sees values of the right kind.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engines/policy/value.h"

namespace gq::policy {

class Machine;

struct Arguments {
  Machine& machine;
  std::vector<Value> values;  // one a parameter; null when not given
  std::vector<bool> given;

  // Null when the overload has no such parameter.
  const Value& operator[](std::size_t index) const {
    static const Value kNone;
    return index < values.size() ? values[index] : kNone;
  }
  bool Has(std::size_t index) const { return index < given.size() && given[index]; }
  // Null with a diagnostic.
  Value Error(std::string_view message) const;
};

struct Parameter {
  std::string_view name;
  char type = 'a';
  bool optional = false;
  bool nullable = false;
};

struct BuiltinInfo {
  std::string_view name;
  std::string_view signature;
  Value (*call)(const Arguments&);
  std::vector<Parameter> parameters;  // read from the signature
};

// All rows; overloads stand together.
const std::vector<BuiltinInfo>& Builtins();
// Rows of one name; empty when there is none.
std::span<const BuiltinInfo> FindBuiltin(std::string_view name);

struct BuiltinRow {
  std::string_view name;
  std::string_view signature;
  Value (*call)(const Arguments&);
};
// One table a family, in the file of that name.
std::span<const BuiltinRow> ConversionBuiltins();
std::span<const BuiltinRow> StringBuiltins();
std::span<const BuiltinRow> ListBuiltins();
std::span<const BuiltinRow> StatisticsBuiltins();
std::span<const BuiltinRow> NumberBuiltins();
std::span<const BuiltinRow> DateTimeBuiltins();
std::span<const BuiltinRow> RangeBuiltins();
std::span<const BuiltinRow> ContextBuiltins();

}  // namespace gq::policy
