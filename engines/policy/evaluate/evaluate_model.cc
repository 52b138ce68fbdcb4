// Elements of a model: inputs, decisions, functions and decision services (DMN 1.5, 10.4).
#include <algorithm>
#include <set>

#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"
#include "engines/policy/parse/token.h"

namespace gq::policy {

ScopePtr Machine::ElementScope(const Element& element, ElementValues& values) {
  ScopePtr scope;
  std::vector<std::pair<std::string, Context>> imported;
  for (const Requirement& need : element.needs) {
    Value value = ElementValue(*need.element, values);
    if (need.import_name.empty()) {
      scope = std::make_shared<const Scope>(Scope{scope, need.element->name, std::move(value), nullptr});
      continue;
    }
    auto found = std::find_if(imported.begin(), imported.end(),
                              [&](const auto& entry) { return entry.first == need.import_name; });
    if (found == imported.end()) found = imported.insert(imported.end(), {need.import_name, Context()});
    found->second.Set(need.element->name, std::move(value));
  }
  for (auto& [name, context] : imported)
    scope = std::make_shared<const Scope>(Scope{scope, name, Value::OfContext(std::move(context)), nullptr});
  return scope;
}

Value Machine::ElementValue(const Element& element, ElementValues& values) {
  if (const auto known = values.known.find(&element); known != values.known.end()) return known->second;
  if (stopped_) return {};
  if (element.kind == ElementKind::kFunction || element.kind == ElementKind::kService) {
    auto function = std::make_shared<Function>();
    function->kind = Function::Kind::kElement;
    function->name = element.name;
    function->element = &element;
    function->model = element.model->shared_from_this();
    return Value::OfFunction(std::move(function));
  }
  Value value;
  if (element.kind == ElementKind::kDecision && element.expression) {
    if (depth_ >= kDepthMax) return Stop("计算嵌套过深，已停止");
    ++depth_;
    const ScopePtr scope = ElementScope(element, values);
    const std::string outer = std::exchange(element_, element.name);
    value = Convert(Evaluate(*element.expression, scope), element.type, element.name);
    element_ = outer;
    --depth_;
  }
  values.known[&element] = value;
  return value;
}

Value Machine::CallElement(const Function& function, const CallArguments& arguments) {
  const Element& element = *function.element;
  ElementValues values;
  std::vector<Value> bound;
  if (element.kind == ElementKind::kService) {
    if (!BindParameters(element.parameters, arguments, &bound)) return Error("调用 " + element.name + " 的参数不对");
    for (std::size_t i = 0; i < bound.size(); ++i) values.known[element.parameter_elements[i]] = std::move(bound[i]);
    Context outputs;
    Value only;
    for (const Element* output : element.outputs) {
      only = ElementValue(*output, values);
      outputs.Set(output->name, only);
    }
    return Convert(element.outputs.size() == 1 ? only : Value::OfContext(std::move(outputs)), element.type,
                   element.name);
  }
  if (!element.expression) return Error("函数 " + element.name + " 没有内容");
  if (element.expression->kind == ExprKind::kExternal)
    return Error("不支持其他语言（Java、PMML）的函数：" + element.name);
  const Expr& definition = *element.expression;
  if (definition.kind != ExprKind::kFunction) return Error("函数 " + element.name + " 无法读懂");
  if (!BindParameters(definition.bindings, arguments, &bound)) return Error("调用 " + element.name + " 的参数不对");
  ScopePtr scope = ElementScope(element, values);
  for (std::size_t i = 0; i < bound.size(); ++i) {
    scope = std::make_shared<const Scope>(Scope{scope, definition.bindings[i].name, std::move(bound[i]), nullptr});
  }
  const std::string outer = std::exchange(element_, element.name);
  const TypePtr result = definition.type ? definition.type : ResultType(element.type);
  Value value = Convert(Evaluate(*definition.children[0], scope), result, element.name);
  element_ = outer;
  return value;
}

namespace {

// The entry of that name; blanks in the key count like those in names ("Loan  Amount").
const Value* FindNamed(const Context& inputs, const std::string& name) {
  if (const Value* value = inputs.Find(name)) return value;
  for (const auto& [key, value] : inputs.entries()) {
    if (NormalizeName(key) == name) return &value;
  }
  return nullptr;
}

// The inputs of an imported model: the context under the import's name, else what is given to the importing model; and
// before these, entries whose name begins with the import's ("model B.person").
Context Below(const Context& inputs, const std::string& import_name) {
  if (import_name.empty()) return inputs;
  const Value* own = FindNamed(inputs, import_name);
  Context below = own != nullptr && own->IsContext() ? own->context() : inputs;
  const std::string prefix = import_name + ".";
  for (const auto& [key, value] : inputs.entries()) {
    const std::string name = NormalizeName(key);
    if (name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0)
      below.Set(name.substr(prefix.size()), value);
  }
  return below;
}

// Gives the model's inputs, and its decisions without logic, the values that stand under their names; a name with the
// model's namespace in front ("{urn:a}person") goes before the plain one.
void BindInputs(Machine& machine, const CompiledModel& model, const Context& inputs, const Context& all,
                ElementValues* values) {
  for (const auto& element : model.elements) {
    const bool open =
        element->kind == ElementKind::kInput || (element->kind == ElementKind::kDecision && !element->expression);
    if (!open) continue;
    const Value* given = all.Find("{" + model.name_space + "}" + element->name);
    if (given == nullptr) given = FindNamed(inputs, element->name);
    if (given != nullptr) values->known[element.get()] = machine.Convert(*given, element->type, element->name);
  }
  for (const ModelImport& import : model.imports)
    BindInputs(machine, *import.model, Below(inputs, import.name), all, values);
}

Value EvaluateService(Machine& machine, const Element& service, const Context& inputs, ElementValues values) {
  for (std::size_t i = 0; i < service.parameters.size(); ++i) {
    const Binding& parameter = service.parameters[i];
    const Value* given = FindNamed(inputs, parameter.name);
    // What is not given is null and never computed; inputs of imported models are bound already.
    if (given == nullptr) values.known.try_emplace(service.parameter_elements[i]);
    if (given != nullptr)
      values.known[service.parameter_elements[i]] = machine.Convert(*given, parameter.type, parameter.name);
  }
  Context outputs;
  Value only;
  for (const Element* output : service.outputs) {
    only = machine.ElementValue(*output, values);
    outputs.Set(output->name, only);
  }
  return machine.Convert(service.outputs.size() == 1 ? only : Value::OfContext(std::move(outputs)), service.type,
                         service.name);
}

Value CallByInputs(Machine& machine, const Element& element, const Context& inputs, ElementValues& values) {
  CallArguments arguments;
  if (element.expression) {
    for (const Binding& parameter : element.expression->bindings) {
      const Value* given = FindNamed(inputs, parameter.name);
      arguments.names.push_back(parameter.name);
      arguments.values.push_back(given != nullptr ? *given : Value());
    }
  }
  return machine.Call(machine.ElementValue(element, values), arguments);
}

// Inputs below an element that nobody gave, as they are to be written; decisions without logic are inputs too.
void FindMissing(const Element& element, const std::string& front, const ElementValues& values,
                 std::set<const Element*>& seen, std::vector<std::string>& missing) {
  if (!seen.insert(&element).second || values.known.count(&element) != 0) return;
  const bool open =
      element.kind == ElementKind::kInput || (element.kind == ElementKind::kDecision && !element.expression);
  if (open) missing.push_back(front + element.name);
  if (element.kind != ElementKind::kDecision) return;  // what functions and services need comes with their calls
  for (const Requirement& need : element.needs) {
    const std::string below = need.import_name.empty() ? front : front + need.import_name + ".";
    FindMissing(*need.element, below, values, seen, missing);
  }
}

std::vector<std::string> MissingInputs(const Element& element, const Context& inputs, const ElementValues& values) {
  std::vector<std::string> missing;
  const auto parameters = [&](const std::vector<Binding>& bindings) {
    for (const Binding& one : bindings) {
      if (FindNamed(inputs, one.name) == nullptr) missing.push_back(one.name);
    }
  };
  if (element.kind == ElementKind::kService) {
    parameters(element.parameters);
  } else if (element.kind == ElementKind::kFunction) {
    if (element.expression) parameters(element.expression->bindings);
  } else {
    std::set<const Element*> seen;
    FindMissing(element, "", values, seen, missing);
  }
  return missing;
}

Evaluation EvaluateElement(const CompiledModel& top, const Element* element, std::string_view name,
                           const Context& inputs, const EvaluateOptions& options) {
  Machine machine(options);
  if (element == nullptr) {
    machine.Stop("模型中没有名为 " + std::string(name) + " 的决定");
    return std::move(machine).Finish({});
  }
  machine.Name(element->name);
  ElementValues values;
  BindInputs(machine, top, inputs, inputs, &values);
  if (options.inputs_required && !machine.stopped()) {
    std::string names;
    for (const auto& one : MissingInputs(*element, inputs, values)) names += (names.empty() ? "" : "、") + one;
    if (!names.empty()) {
      machine.Stop("缺少输入 " + names + "；不知道的请写 null");
      return std::move(machine).Finish({});
    }
  }
  Value value;
  switch (element->kind) {
    case ElementKind::kService:
      value = EvaluateService(machine, *element, inputs, std::move(values));
      break;
    case ElementKind::kFunction:
      value = CallByInputs(machine, *element, inputs, values);
      break;
    default:
      value = machine.ElementValue(*element, values);
      break;
  }
  return std::move(machine).Finish(std::move(value));
}

const CompiledModel* FindModel(const CompiledModel& model, std::string_view name_space) {
  if (name_space.empty() || model.name_space == name_space) return &model;
  for (const ModelImport& import : model.imports) {
    if (const CompiledModel* found = FindModel(*import.model, name_space)) return found;
  }
  return nullptr;
}

// An element of the model; of an imported one with the import's name in front, or plain when the import has none.
const Element* FindElement(const CompiledModel& model, const std::string& name) {
  if (const Element* own = model.Find(name)) return own;
  for (const ModelImport& import : model.imports) {
    const std::string prefix = import.name.empty() ? "" : import.name + ".";
    if (name.compare(0, prefix.size(), prefix) != 0) continue;
    if (const Element* found = FindElement(*import.model, name.substr(prefix.size()))) return found;
  }
  return nullptr;
}

}  // namespace

const std::string& Model::name() const { return compiled_->name; }
const std::string& Model::name_space() const { return compiled_->name_space; }
const std::vector<Diagnostic>& Model::diagnostics() const { return compiled_->diagnostics; }

std::vector<ElementInfo> Model::Elements() const {
  std::vector<ElementInfo> infos;
  for (const auto& element : compiled_->elements)
    infos.push_back({element->kind, element->name, element->id, element->type_text});
  return infos;
}

Evaluation Model::Evaluate(std::string_view name, const Context& inputs, const EvaluateOptions& options) const {
  return EvaluateElement(*compiled_, FindElement(*compiled_, NormalizeName(name)), name, inputs, options);
}

Evaluation Model::Evaluate(std::string_view name_space, std::string_view name, const Context& inputs,
                           const EvaluateOptions& options) const {
  const CompiledModel* model = FindModel(*compiled_, name_space);
  const Element* element = model != nullptr ? FindElement(*model, NormalizeName(name)) : nullptr;
  return EvaluateElement(*compiled_, element, name, inputs, options);
}

}  // namespace gq::policy
