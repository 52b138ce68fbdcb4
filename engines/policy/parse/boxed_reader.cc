// Boxed expressions (DMN 1.5, chapter 7.3 and 10.2) into expression trees.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "engines/policy/parse/model_reader.h"

namespace gq::policy {
namespace {

constexpr std::array<std::string_view, 12> kExpressions = {"literalExpression",
                                                           "decisionTable",
                                                           "invocation",
                                                           "context",
                                                           "functionDefinition",
                                                           "relation",
                                                           "list",
                                                           "conditional",
                                                           "filter",
                                                           "for",
                                                           "some",
                                                           "every"};

std::shared_ptr<Expr> NewNode(ExprKind kind, std::vector<ExprPtr> children = {}) {
  auto node = std::make_shared<Expr>();
  node->kind = kind;
  node->children = std::move(children);
  return node;
}

// A function where a type that is no function type is declared: editors write the type of its result there, as the
// variable of a business knowledge model does.
bool DeclaresResult(const Expr& logic, const TypePtr& type) {
  if (logic.kind != ExprKind::kFunction && logic.kind != ExprKind::kExternal) return false;
  const TypePtr shape = ResolveType(type);
  return shape && shape->kind != TypeKind::kFunction && shape->kind != TypeKind::kAny;
}

}  // namespace

ExprPtr ModelReader::Typed(ExprPtr logic, TypePtr type) {
  if (logic->kind == ExprKind::kTyped && DeclaresResult(*logic->children[0], type)) logic = logic->children[0];
  if (DeclaresResult(*logic, type)) {
    auto function = std::make_shared<Expr>(*logic);
    if (!function->type) function->type = std::move(type);
    return function;
  }
  auto typed = NewNode(ExprKind::kTyped, {std::move(logic)});
  typed->type = std::move(type);
  return typed;
}

ExprPtr ModelReader::Parsed(ExprPtr expression, const std::string& name) {
  if (expression->kind == ExprKind::kBroken) Complain(name, expression->text, expression->source, expression->offset);
  return expression;
}

ExprPtr ModelReader::Broken(const std::string& name, std::string reason) {
  auto node = NewNode(ExprKind::kBroken);
  node->text = std::move(reason);
  return Parsed(node, name);
}

// The one expression among the children of a decision, entry, binding ...; null when there is none.
ExprPtr ModelReader::ReadExpressionIn(const pugi::xml_node& parent, ParseScope& scope, const std::string& name) {
  for (const pugi::xml_node& child : parent.children()) {
    if (std::find(kExpressions.begin(), kExpressions.end(), LocalName(child)) != kExpressions.end())
      return ReadExpression(child, scope, name);
  }
  return nullptr;
}

ExprPtr ModelReader::ReadExpression(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  ExprPtr logic = ReadLogic(node, scope, name);
  TypePtr type = DeclaredType(node, scope, name);
  return type ? Typed(std::move(logic), std::move(type)) : logic;
}

ExprPtr ModelReader::ReadLogic(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  const std::string_view kind = LocalName(node);
  const auto part = [&](std::string_view child) {
    ExprPtr expression = ReadExpressionIn(Child(node, child), scope, name);
    return expression ? expression : Broken(name, "缺少 " + std::string(child));
  };
  if (kind == "literalExpression") return Parsed(ReadLiteral(node, scope), name);
  if (kind == "decisionTable") return ReadTable(node, scope, name);
  if (kind == "invocation") return ReadInvocation(node, scope, name);
  if (kind == "context") return ReadContext(node, scope, name);
  if (kind == "functionDefinition") return ReadFunction(node, scope, name);
  if (kind == "relation") return ReadRelation(node, scope, name);
  if (kind == "filter") return ReadFilter(node, scope, name);
  if (kind == "for") return ReadIterator(ExprKind::kFor, "return", node, scope, name);
  if (kind == "some") return ReadIterator(ExprKind::kSome, "satisfies", node, scope, name);
  if (kind == "every") return ReadIterator(ExprKind::kEvery, "satisfies", node, scope, name);
  if (kind == "conditional") {
    ExprPtr condition = part("if"), then = part("then");
    return NewNode(ExprKind::kIf, {std::move(condition), std::move(then), part("else")});
  }
  auto list = NewNode(ExprKind::kList);
  for (const pugi::xml_node& child : node.children()) {
    if (std::find(kExpressions.begin(), kExpressions.end(), LocalName(child)) != kExpressions.end())
      list->children.push_back(ReadExpression(child, scope, name));
  }
  return list;
}

ExprPtr ModelReader::ReadLiteral(const pugi::xml_node& node, ParseScope& scope) {
  const std::string_view language = node.attribute("expressionLanguage").value();
  const bool feel = language.empty() || language == "feel" || language.find("FEEL") != std::string_view::npos ||
                    language.find("feel") != std::string_view::npos;
  if (!feel || Child(node, "importedValues")) {
    auto broken = NewNode(ExprKind::kBroken);
    broken->text = feel ? "不支持导入的值" : "只支持 FEEL 表达式";
    return broken;
  }
  return ParseExpression(TextOf(node), scope);
}

ExprPtr ModelReader::ReadContext(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  auto context = NewNode(ExprKind::kContext);
  scope.Push();
  for (const pugi::xml_node& entry : Children(node, "contextEntry")) {
    const pugi::xml_node variable = Child(entry, "variable");
    const std::string entry_name = NormalizeName(variable.attribute("name").value());
    if (Child(entry, "functionDefinition")) scope.Declare(entry_name);
    std::string place = name;
    if (!entry_name.empty()) place.append(".").append(entry_name);
    ExprPtr value = ReadExpressionIn(entry, scope, place);
    if (!value) value = Broken(name, "条目 " + entry_name + " 没有内容");
    if (!variable) {
      context->flag = true;
      context->children = {std::move(value)};
      break;
    }
    Binding binding{entry_name, std::move(value), nullptr};
    const TypePtr type = DeclaredType(variable, scope, place);
    if (type && DeclaresResult(*binding.value, type)) {
      binding.value = Typed(binding.value, type);
    } else {
      binding.type = type;
    }
    scope.Declare(entry_name);
    context->bindings.push_back(std::move(binding));
  }
  scope.Pop();
  return context;
}

ExprPtr ModelReader::ReadInvocation(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  ExprPtr callee = ReadExpressionIn(node, scope, name);
  auto call = NewNode(ExprKind::kCall, {callee ? callee : Broken(name, "没有写明调用的函数")});
  for (const pugi::xml_node& binding : Children(node, "binding")) {
    const pugi::xml_node parameter = Child(binding, "parameter");
    ExprPtr value = ReadExpressionIn(binding, scope, name);
    TypePtr type = DeclaredType(parameter, scope, name);
    if (value && type) {
      auto typed = NewNode(ExprKind::kTyped, {std::move(value)});
      typed->type = std::move(type);
      value = std::move(typed);
    }
    call->bindings.push_back({NormalizeName(parameter.attribute("name").value()), std::move(value), nullptr});
  }
  return call;
}

ExprPtr ModelReader::ReadFunction(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  const std::string_view language = node.attribute("kind").value();
  auto function = NewNode(language.empty() || language == "FEEL" ? ExprKind::kFunction : ExprKind::kExternal);
  scope.Push();
  for (const pugi::xml_node& parameter : Children(node, "formalParameter")) {
    Binding binding{NormalizeName(parameter.attribute("name").value()), nullptr, nullptr};
    binding.type = DeclaredType(parameter, scope, name);
    scope.Declare(binding.name);
    function->bindings.push_back(std::move(binding));
  }
  if (function->kind == ExprKind::kFunction) {
    ExprPtr body = ReadExpressionIn(node, scope, name);
    function->children = {body ? body : Broken(name, "函数没有内容")};
    if (LocalName(node) == "encapsulatedLogic") function->type = ResultType(DeclaredType(node, scope, name));
  }
  scope.Pop();
  return function;
}

ExprPtr ModelReader::ReadRelation(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  std::vector<Binding> columns;
  for (const pugi::xml_node& column : Children(node, "column")) {
    columns.push_back({NormalizeName(column.attribute("name").value()), nullptr, DeclaredType(column, scope, name)});
  }
  auto list = NewNode(ExprKind::kList);
  for (const pugi::xml_node& row : Children(node, "row")) {
    auto context = NewNode(ExprKind::kContext);
    std::size_t column = 0;
    for (const pugi::xml_node& cell : row.children()) {
      if (std::find(kExpressions.begin(), kExpressions.end(), LocalName(cell)) == kExpressions.end()) continue;
      if (column == columns.size()) break;
      context->bindings.push_back({columns[column].name, ReadExpression(cell, scope, name), columns[column].type});
      ++column;
    }
    list->children.push_back(std::move(context));
  }
  return list;
}

ExprPtr ModelReader::ReadIterator(ExprKind kind, std::string_view body, const pugi::xml_node& node, ParseScope& scope,
                                  const std::string& name) {
  auto loop = NewNode(kind);
  const pugi::xml_node in = Child(node, "in");
  ExprPtr domain = ReadExpressionIn(in, scope, name);
  if (!domain) domain = Broken(name, "缺少 in");
  if (TypePtr type = DeclaredType(in, scope, name)) {
    auto typed = NewNode(ExprKind::kTyped, {std::move(domain)});
    typed->type = std::move(type);
    domain = std::move(typed);
  }
  const std::string variable = NormalizeName(node.attribute("iteratorVariable").value());
  loop->bindings.push_back({variable, std::move(domain), nullptr});
  scope.Push();
  scope.Declare(variable);
  if (kind == ExprKind::kFor) scope.Declare("partial");
  ExprPtr inner = ReadExpressionIn(Child(node, body), scope, name);
  scope.Pop();
  if (!inner) inner = Broken(name, "缺少 " + std::string(body));
  loop->flag = kind == ExprKind::kFor && UsesName(*inner, "partial");
  loop->children = {std::move(inner)};
  return loop;
}

ExprPtr ModelReader::ReadFilter(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  ExprPtr in = ReadExpressionIn(Child(node, "in"), scope, name);
  scope.Push();
  scope.Declare("item");
  scope.frames.push_back(model_->members);
  ExprPtr match = ReadExpressionIn(Child(node, "match"), scope, name);
  scope.Pop();
  scope.Pop();
  if (!in || !match) return Broken(name, "筛选缺少 in 或 match");
  return NewNode(ExprKind::kFilter, {std::move(in), std::move(match)});
}

namespace {

// Nothing for a word that the standard does not know: taken for UNIQUE, a misspelt FIRST would change what is paid.
std::optional<HitPolicy> HitPolicyOf(std::string_view text) {
  if (text.empty() || text == "UNIQUE") return HitPolicy::kUnique;
  if (text == "FIRST") return HitPolicy::kFirst;
  if (text == "PRIORITY") return HitPolicy::kPriority;
  if (text == "ANY") return HitPolicy::kAny;
  if (text == "COLLECT") return HitPolicy::kCollect;
  if (text == "RULE ORDER") return HitPolicy::kRuleOrder;
  if (text == "OUTPUT ORDER") return HitPolicy::kOutputOrder;
  return std::nullopt;
}

std::optional<Aggregation> AggregationOf(std::string_view text) {
  if (text.empty()) return Aggregation::kNone;
  if (text == "SUM") return Aggregation::kSum;
  if (text == "COUNT") return Aggregation::kCount;
  if (text == "MIN") return Aggregation::kMin;
  if (text == "MAX") return Aggregation::kMax;
  return std::nullopt;
}

bool SpeaksOfNull(const Expr& expr) {
  if (expr.kind == ExprKind::kLiteral && expr.literal.IsNull()) return true;
  const auto below = [](const ExprPtr& child) { return child && SpeaksOfNull(*child); };
  return std::any_of(expr.children.begin(), expr.children.end(), below) ||
         std::any_of(expr.bindings.begin(), expr.bindings.end(), [&](const Binding& one) { return below(one.value); });
}

// Whether the rules of a table foresee that a column has no value: one of them says so, or none asks for it.
bool TakesNull(const std::vector<TableRule>& rules, std::size_t column) {
  const auto speaks = [&](const TableRule& rule) { return SpeaksOfNull(*rule.tests[column]); };
  const auto asks = [&](const TableRule& rule) { return !rule.tests[column]->children.empty(); };
  return std::any_of(rules.begin(), rules.end(), speaks) || std::none_of(rules.begin(), rules.end(), asks);
}

// Several outputs make a context of the columns' names: each needs one, and its own (DMN 1.5, 8.2.5). Empty when
// they have.
std::string WrongOutputNames(const DecisionTable& table) {
  if (table.outputs.size() < 2) return {};
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const std::string& name = table.outputs[i].name;
    std::string column = "输出列第 ";
    column.append(std::to_string(i + 1)).append(" 列");
    if (name.empty()) return "决策表有多列输出，" + column + "没有名称：请在 output 上写 name";
    for (std::size_t before = 0; before < i; ++before) {
      if (table.outputs[before].name != name) continue;
      column.append("与第 ").append(std::to_string(before + 1)).append(" 列都叫 ").append(name);
      return "决策表的" + column + "：请各取不同的名称";
    }
  }
  return {};
}

}  // namespace

ExprPtr ModelReader::ReadTable(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  auto table = std::make_shared<DecisionTable>();
  table->name = name;
  const auto hit_policy = HitPolicyOf(node.attribute("hitPolicy").value());
  const auto aggregation = AggregationOf(node.attribute("aggregation").value());
  if (!hit_policy)
    return Broken(name, "决策表的 hitPolicy 写法不对：" + std::string(node.attribute("hitPolicy").value()));
  if (!aggregation)
    return Broken(name, "决策表的 aggregation 写法不对：" + std::string(node.attribute("aggregation").value()));
  table->hit_policy = *hit_policy;
  table->aggregation = *aggregation;
  for (const pugi::xml_node& clause : Children(node, "input")) {
    TableInput input;
    const pugi::xml_node expression = Child(clause, "inputExpression");
    const std::string text = TextOf(expression);
    input.label = *clause.attribute("label").value() != '\0' ? clause.attribute("label").value() : NormalizeName(text);
    input.expression = Parsed(ParseExpression(text, scope), name);
    input.type = DeclaredType(expression, scope, name);
    if (const pugi::xml_node values = Child(clause, "inputValues"))
      input.allowed = Parsed(ParseUnaryTests(TextOf(values), scope), name);
    table->inputs.push_back(std::move(input));
  }
  for (const pugi::xml_node& clause : Children(node, "output")) {
    TableOutput output;
    output.name = NormalizeName(clause.attribute("name").value());
    output.type = DeclaredType(clause, scope, name);
    if (const pugi::xml_node values = Child(clause, "outputValues")) {
      output.allowed = Parsed(ParseUnaryTests(TextOf(values), scope), name);
      output.values = output.allowed->children;
    } else {
      // Without output values, the allowed values of the type give the order of priority (8.2.10).
      TypePtr type = output.type;
      while (type && !type->allowed && type->kind == TypeKind::kReference) type = type->target.lock();
      if (type && type->allowed) output.values = type->allowed->children;
    }
    if (const pugi::xml_node otherwise = Child(clause, "defaultOutputEntry"))
      output.otherwise = Parsed(ParseExpression(TextOf(otherwise), scope), name);
    table->outputs.push_back(std::move(output));
  }
  if (std::string wrong = WrongOutputNames(*table); !wrong.empty()) return Broken(name, std::move(wrong));
  for (const pugi::xml_node& clause : Children(node, "annotation"))
    table->annotation_names.emplace_back(clause.attribute("name").value());
  for (const pugi::xml_node& rule : Children(node, "rule")) {
    TableRule read = ReadRule(rule, scope, name);
    if (read.tests.size() != table->inputs.size() || read.outputs.size() != table->outputs.size())
      return Broken(name, "决策表的一行与列数不符");
    table->rules.push_back(std::move(read));
  }
  for (std::size_t i = 0; i < table->inputs.size(); ++i) table->inputs[i].takes_null = TakesNull(table->rules, i);
  auto expression = NewNode(ExprKind::kTable);
  expression->table = std::move(table);
  return expression;
}

TableRule ModelReader::ReadRule(const pugi::xml_node& node, ParseScope& scope, const std::string& name) {
  TableRule rule;
  rule.id = node.attribute("label") ? node.attribute("label").value() : node.attribute("id").value();
  scope.Push();
  scope.Declare("?");
  for (const pugi::xml_node& entry : Children(node, "inputEntry"))
    rule.tests.push_back(Parsed(ParseUnaryTests(TextOf(entry), scope), name));
  scope.Pop();
  for (const pugi::xml_node& entry : Children(node, "outputEntry")) {
    const std::string text = TextOf(entry);
    // An empty or dashed output cell says nothing: null.
    const bool empty = Trim(text).empty() || Trim(text) == "-";
    rule.outputs.push_back(empty ? NewNode(ExprKind::kLiteral) : Parsed(ParseExpression(text, scope), name));
  }
  for (const pugi::xml_node& entry : Children(node, "annotationEntry")) rule.annotations.push_back(TextOf(entry));
  return rule;
}

}  // namespace gq::policy
