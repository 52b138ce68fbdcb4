// Calls of functions: built-in, defined in FEEL, elements of a model.
#include <algorithm>

#include "base/text.h"
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {

bool SameFunction(const Function& a, const Function& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Function::Kind::kBuiltin:
      return a.name == b.name;
    case Function::Kind::kElement:
      return a.element == b.element;
    case Function::Kind::kLambda:
      return a.scope == b.scope && a.definition->children == b.definition->children;
    case Function::Kind::kExternal:
      return &a == &b;
  }
  return false;
}

Value Machine::Call(const Value& callee, const CallArguments& arguments) {
  if (!callee.IsFunction()) return Error("这不是函数，不能调用");
  const Function& function = callee.function();
  switch (function.kind) {
    case Function::Kind::kBuiltin:
      return CallBuiltin(function, arguments);
    case Function::Kind::kLambda:
      return CallLambda(callee, arguments);
    case Function::Kind::kElement:
      return CallElement(function, arguments);
    case Function::Kind::kExternal:
      return Error("不支持其他语言（Java、PMML）的函数");
  }
  return {};
}

bool Machine::BindParameters(const std::vector<Binding>& parameters, const CallArguments& arguments,
                             std::vector<Value>* values) {
  values->assign(parameters.size(), Value());
  if (arguments.values.size() != parameters.size()) return false;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::size_t target = i;
    if (!arguments.names.empty()) {
      target = 0;
      while (target < parameters.size() && parameters[target].name != arguments.names[i]) ++target;
      if (target == parameters.size()) return false;
    }
    const Value& given = arguments.values[i];
    Value converted =
        parameters[target].type ? Convert(given, parameters[target].type, parameters[target].name) : given;
    // An argument that does not fit its parameter makes the whole call null (10.3.2.13.3).
    if (converted.IsNull() && !given.IsNull()) return false;
    (*values)[target] = std::move(converted);
  }
  return true;
}

Value Machine::CallLambda(const Value& self, const CallArguments& arguments) {
  const Function& function = self.function();
  const Expr& definition = *function.definition;
  std::vector<Value> values;
  if (!BindParameters(definition.bindings, arguments, &values)) return Error("调用函数的参数不对");
  ScopePtr scope = function.scope;
  // An entry's function may call itself by the entry's name; bound here, because a scope that holds the function that
  // holds the scope would never be freed.
  if (!function.name.empty()) scope = std::make_shared<const Scope>(Scope{scope, function.name, self, nullptr});
  for (std::size_t i = 0; i < values.size(); ++i) {
    scope = std::make_shared<const Scope>(Scope{scope, definition.bindings[i].name, std::move(values[i]), nullptr});
  }
  Value result = Evaluate(*definition.children[0], scope);
  return definition.type ? Convert(result, definition.type, function.name) : result;
}

namespace {

std::string_view TypeLetterName(char letter) {
  switch (letter) {
    case 'n':
      return "数字";
    case 's':
      return "文字";
    case 'b':
      return "是否";
    case 'c':
      return "上下文";
    case 'd':
      return "日期";
    case 't':
      return "时刻";
    case 'f':
      return "函数";
    default:
      return "列表";
  }
}

bool FitsLetter(const Value& value, char letter) {
  switch (letter) {
    case 'n':
      return value.IsNumber();
    case 's':
      return value.IsString();
    case 'b':
      return value.IsBoolean();
    case 'c':
      return value.IsContext();
    case 'd':
      return value.IsDate() || value.kind() == Kind::kDateTime;
    case 't':
      return value.kind() == Kind::kTime;
    case 'f':
      return value.IsFunction();
    case 'l':
      return value.IsList();
    default:
      return true;
  }
}

// Puts arguments in the order of an overload's parameters; false when the overload does not take them.
bool Arrange(const BuiltinInfo& builtin, const CallArguments& call, Arguments* arguments) {
  const std::vector<Parameter>& parameters = builtin.parameters;
  arguments->values.assign(parameters.size(), Value());
  arguments->given.assign(parameters.size(), false);
  const char last = parameters.empty() ? ' ' : parameters.back().type;
  const bool gathers = last == 'L' || last == 'v';
  if (!call.names.empty()) {
    for (std::size_t i = 0; i < call.names.size(); ++i) {
      const auto found = std::find_if(parameters.begin(), parameters.end(),
                                      [&](const Parameter& p) { return p.name == call.names[i]; });
      if (found == parameters.end()) return false;
      const auto index = static_cast<std::size_t>(found - parameters.begin());
      if (arguments->given[index]) return false;
      arguments->values[index] = call.values[i];
      arguments->given[index] = true;
    }
  } else {
    if (call.values.size() > parameters.size() && !gathers) return false;
    for (std::size_t i = 0; i < std::min(call.values.size(), parameters.size()); ++i) {
      arguments->values[i] = call.values[i];
      arguments->given[i] = true;
    }
    if (gathers && call.values.size() >= parameters.size()) {
      const std::size_t from = parameters.size() - 1;
      const bool one = call.values.size() == parameters.size();
      if (last == 'v' || !one)
        arguments->values[from] =
            Value::OfList(List(call.values.begin() + static_cast<std::ptrdiff_t>(from), call.values.end()));
    }
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!arguments->given[i] && !parameters[i].optional) return false;
  }
  return true;
}

// Checks kinds; implicit conversions of a one-element list and to a list (10.3.2.9.4). Empty when everything fits.
std::string CheckKinds(const BuiltinInfo& builtin, Arguments* arguments) {
  for (std::size_t i = 0; i < builtin.parameters.size(); ++i) {
    const Parameter& parameter = builtin.parameters[i];
    Value& value = arguments->values[i];
    if (!arguments->given[i] || parameter.type == 'a' || (value.IsNull() && parameter.nullable)) continue;
    const char letter = parameter.type == 'L' || parameter.type == 'v' ? 'l' : parameter.type;
    if (letter == 'l' && !value.IsList() && !value.IsNull()) value = Value::OfList({value});
    if (letter != 'l' && value.IsList() && value.list().size() == 1) value = Value(value.list().front());
    if (!FitsLetter(value, letter))
      return std::string(builtin.name) + " 的参数 " + std::string(parameter.name) + " 应为" +
             std::string(TypeLetterName(letter));
  }
  return {};
}

}  // namespace

Value Machine::CallBuiltin(const Function& function, const CallArguments& call) {
  std::string reason;
  for (const BuiltinInfo& builtin : FindBuiltin(function.name)) {
    Arguments arguments{*this, {}, {}};
    if (!Arrange(builtin, call, &arguments)) continue;
    reason = CheckKinds(builtin, &arguments);
    if (!reason.empty()) continue;
    std::size_t weight = 0;
    for (const Value& value : arguments.values) weight += value.Weight();
    if (!CountWork(weight)) return {};
    Value result = builtin.call(arguments);
    if (result.IsString() && result.text().size() > kTextMax) return Stop("文字过长，已停止");
    return CountWork(result.Weight()) ? result : Value();
  }
  return Error(reason.empty() ? function.name + " 的参数个数或名称不对" : reason);
}

}  // namespace gq::policy
