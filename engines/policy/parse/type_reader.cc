// Item definitions and typeRefs.
#include <algorithm>

#include "engines/policy/parse/model_reader.h"

namespace gq::policy {
namespace {

Error TypeCycle(const std::vector<TypePtr>& way, const TypePtr& again) {
  std::string names;
  for (auto at = std::find(way.begin(), way.end(), again); at != way.end(); ++at) names += (*at)->name + " → ";
  return {&kBadModel,
          "类型 " + again->name + " 引用自己，成了一个圈：" + names + again->name,
          "请把其中一个 itemDefinition 的 typeRef 改为数字、文字等类型",
          {{"type", again->name}}};
}

// Says where it stands, when that has a name: "输入列“年龄”：未知的类型 foo".
std::string UnknownType(const pugi::xml_node& node, const std::string& reference) {
  const std::string_view kind = LocalName(node);
  std::string where;
  if (kind == "inputExpression") {
    const std::string label = node.parent().attribute("label").value();
    where = "输入列“" + (label.empty() ? NormalizeName(TextOf(node)) : label) + "”：";
  } else if (kind == "output") {
    where = "输出列“" + NormalizeName(node.attribute("name").value()) + "”：";
  } else if (kind == "formalParameter" || kind == "parameter" || kind == "parameters") {
    where = "参数“" + NormalizeName(node.attribute("name").value()) + "”：";
  } else if (kind == "column") {
    where = "列“" + NormalizeName(node.attribute("name").value()) + "”：";
  }
  return where + "未知的类型 " + reference;
}

}  // namespace

ParseScope ModelReader::NewScope() {
  ParseScope scope;
  scope.members = &model_->members;
  scope.types = &model_->type_names;
  scope.found_keys = &model_->members;
  scope.find_type = [this](std::string_view name) { return FindType(name); };
  return scope;
}

TypePtr ModelReader::FindType(std::string_view name) const {
  const auto found = model_->types.find(std::string(name));
  if (found == model_->types.end()) return nullptr;
  // References are weak, so that types that contain themselves do not keep each other alive; the model owns them.
  auto reference = std::make_shared<Type>();
  reference->kind = TypeKind::kReference;
  reference->name = std::string(name);
  reference->target = found->second;
  return reference;
}

void ModelReader::ReadTypes(const pugi::xml_node& definitions) {
  model_->types.clear();
  const auto declare = [&](const std::string& name, std::shared_ptr<const Type> type) {
    model_->type_names.Add(name);
    model_->types[name] = std::move(type);
  };
  for (const ModelImport& import : model_->imports) {
    for (const auto& [name, type] : import.model->types)
      declare(import.name.empty() ? name : import.name + "." + name, type);
  }
  std::vector<std::pair<std::shared_ptr<Type>, pugi::xml_node>> open;
  for (const pugi::xml_node& node : Children(definitions, "itemDefinition")) {
    auto type = std::make_shared<Type>();
    type->name = NormalizeName(node.attribute("name").value());
    open.emplace_back(type, node);
    declare(type->name, type);
  }
  for (const auto& [type, node] : open) {
    ParseScope scope = NewScope();
    scope.Push();
    const std::string name = type->name;
    *type = *ReadItem(node, scope);
    type->name = name;
    model_->type_list.emplace_back(name, type);
  }
}

// A type that is nothing but another name must lead to one that says what a value looks like. (Components and elements
// may hold the type itself: their values end somewhere.)
Status ModelReader::CheckTypeCycles() const {
  for (const auto& [name, type] : model_->type_list) {
    std::vector<TypePtr> way;
    for (TypePtr at = type; at && at->kind == TypeKind::kReference; at = at->target.lock()) {
      if (std::find(way.begin(), way.end(), at) != way.end()) return Fail(TypeCycle(way, at));
      way.push_back(at);
      if (way.size() > kTypeReferencesMax)
        return Fail(Error{&kBadModel,
                          "类型 " + name + " 一个引用一个，超过 " + std::to_string(kTypeReferencesMax) + " 层",
                          "请直接引用最后的类型",
                          {{"type", name}}});
    }
  }
  return Ok();
}

TypePtr ModelReader::TypeOf(const std::string& reference, ParseScope& scope) {
  std::string name = NormalizeName(reference);
  // "feel:string" and "ns0:tPerson" as older editors write them.
  const std::size_t colon = name.find(':');
  if (colon != std::string::npos && name.find('<') == std::string::npos) name = name.substr(colon + 1);
  if (TypePtr own = FindType(name)) return own;
  return ParseType(name, scope);
}

TypePtr ModelReader::DeclaredType(const pugi::xml_node& node, ParseScope& scope, const std::string& name,
                                  const char* attribute) {
  const std::string reference = node.attribute(attribute).value();
  if (reference.empty()) return nullptr;
  TypePtr type = TypeOf(reference, scope);
  if (!type) Complain(name, UnknownType(node, reference));
  return type;
}

std::shared_ptr<Type> ModelReader::ReadItem(const pugi::xml_node& node, ParseScope& scope) {
  auto type = std::make_shared<Type>();
  const std::string name = NormalizeName(node.attribute("name").value());
  const auto components = Children(node, "itemComponent");
  const pugi::xml_node reference = Child(node, "typeRef"), function = Child(node, "functionItem");
  if (!components.empty()) {
    type->kind = TypeKind::kContext;
    for (const pugi::xml_node& component : components) {
      type->members.emplace_back(NormalizeName(component.attribute("name").value()), ReadItem(component, scope));
    }
  } else if (function) {
    type->kind = TypeKind::kFunction;
    for (const pugi::xml_node& parameter : Children(function, "parameters")) {
      type->members.emplace_back(parameter.attribute("name").value(), DeclaredType(parameter, scope, name));
    }
    type->result = DeclaredType(function, scope, name, "outputTypeRef");
  } else if (reference) {
    const std::string text = TextOf(reference);
    const TypePtr base = TypeOf(text, scope);
    if (base) {
      *type = *base;
    } else {
      Complain(name, "未知的类型 " + text);
    }
  }
  type->name = name;
  // Allowed values speak of the elements of a collection, a type constraint of the collection itself (DMN 1.5, 7.3.3).
  if (const pugi::xml_node allowed = Child(node, "allowedValues")) {
    type->allowed = Parsed(ParseUnaryTests(TextOf(allowed), scope), name);
  }
  const bool collection = node.attribute("isCollection").as_bool();
  if (collection) {
    auto list = std::make_shared<Type>();
    list->kind = TypeKind::kList;
    list->name = name;
    list->element = type;
    type = list;
  }
  if (const pugi::xml_node constraint = Child(node, "typeConstraint")) {
    type->allowed = Parsed(ParseUnaryTests(TextOf(constraint), scope), name);
  }
  return type;
}

}  // namespace gq::policy
