// The compiled model: elements with their requirements resolved and their logic parsed. Immutable; internal to the
// engine.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engines/policy/parse/ast.h"
#include "engines/policy/parse/names.h"
#include "engines/policy/policy.h"

namespace gq::policy {

struct Element;

struct Requirement {
  const Element* element = nullptr;
  std::string import_name;  // empty: of the same model
};

struct Element {
  ElementKind kind = ElementKind::kInput;
  std::string id;
  std::string name;
  std::string type_text;
  TypePtr type;
  ExprPtr expression;  // kDecision: its logic or null; kFunction: a kFunction or kExternal node
  std::vector<Requirement> needs;
  // kService
  std::vector<const Element*> outputs;
  std::vector<Binding> parameters;  // input data, then input decisions
  std::vector<const Element*> parameter_elements;
  const CompiledModel* model = nullptr;
};

struct ModelImport {
  std::string name;
  std::shared_ptr<const CompiledModel> model;
};

struct CompiledModel : std::enable_shared_from_this<CompiledModel> {
  std::string name;
  std::string name_space;
  std::vector<std::unique_ptr<Element>> elements;
  std::unordered_map<std::string, Element*> by_id;
  std::vector<ModelImport> imports;
  std::unordered_map<std::string, TypePtr> types;
  std::vector<std::pair<std::string, TypePtr>> type_list;  // keeps every type, and their order
  NameTable members;
  NameTable type_names;
  std::vector<Diagnostic> diagnostics;

  const Element* Find(std::string_view element_name) const {
    for (const auto& element : elements) {
      if (element->name == element_name) return element.get();
    }
    return nullptr;
  }
};

}  // namespace gq::policy
