// Reads DMN XML (1.2–1.5) into a CompiledModel. Internal to parse/.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engines/policy/evaluate/model.h"

namespace gq::policy {

inline constexpr std::size_t kModelBytesMax = std::size_t{8} << 20;
inline constexpr int kElementLevelsMax = 200;
inline constexpr int kImportLevelsMax = 20;

// The name of an element without its prefix.
std::string_view LocalName(const pugi::xml_node& node);
pugi::xml_node Child(const pugi::xml_node& node, std::string_view name);
std::vector<pugi::xml_node> Children(const pugi::xml_node& node, std::string_view name);
// All text inside <text> or the node itself.
std::string TextOf(const pugi::xml_node& node);

class ModelReader {
 public:
  ModelReader(const CompileOptions& options, int import_level) : options_(options), import_level_(import_level) {}

  Result<std::shared_ptr<const CompiledModel>> Read(std::string_view text);

 private:
  // model_reader.cc
  Status CheckDocument(const pugi::xml_document& document);
  Status ReadImports(const pugi::xml_node& definitions);
  void CollectNames(const pugi::xml_node& node);
  void DeclareElements(const pugi::xml_node& definitions);
  Status ResolveNeeds();
  void ResolveService(Element& element, const pugi::xml_node& node);
  Requirement FindReference(const std::string& href) const;
  void ParseLogic();
  void ParseElement(Element& element, const pugi::xml_node& node, ParseScope& scope);
  Status CheckCycles() const;
  Status FinishDiagnostics();
  void Complain(const std::string& element, std::string message, const std::string& expression = {},
                std::size_t offset = 0);

  // type_reader.cc
  void ReadTypes(const pugi::xml_node& definitions);
  std::shared_ptr<Type> ReadItem(const pugi::xml_node& node, ParseScope& scope);
  Status CheckTypeCycles() const;
  TypePtr TypeOf(const std::string& reference, ParseScope& scope);
  // The type that the node's attribute names; null when there is none, with a complaint when it is unknown.
  TypePtr DeclaredType(const pugi::xml_node& node, ParseScope& scope, const std::string& name,
                       const char* attribute = "typeRef");
  TypePtr FindType(std::string_view name) const;
  ParseScope NewScope();

  // boxed_reader.cc
  ExprPtr ReadExpressionIn(const pugi::xml_node& parent, ParseScope& scope, const std::string& name);
  ExprPtr ReadExpression(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadLogic(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadLiteral(const pugi::xml_node& node, ParseScope& scope);
  ExprPtr ReadContext(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadInvocation(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadFunction(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadRelation(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadIterator(ExprKind kind, std::string_view body, const pugi::xml_node& node, ParseScope& scope,
                       const std::string& name);
  ExprPtr ReadFilter(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  ExprPtr ReadTable(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  TableRule ReadRule(const pugi::xml_node& node, ParseScope& scope, const std::string& name);
  // The logic converted to a declared type; a function's result when the type is no function type.
  static ExprPtr Typed(ExprPtr logic, TypePtr type);
  ExprPtr Parsed(ExprPtr expression, const std::string& name);
  ExprPtr Broken(const std::string& name, std::string reason);

  const CompileOptions& options_;
  int import_level_;
  std::shared_ptr<CompiledModel> model_ = std::make_shared<CompiledModel>();
  std::vector<std::pair<Element*, pugi::xml_node>> nodes_;
  pugi::xml_document document_;
};

}  // namespace gq::policy
