#include "engines/policy/parse/model_reader.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "engines/policy/parse/encoding.h"

namespace gq::policy {

std::string_view LocalName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node Child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (LocalName(child) == name) return child;
  }
  return {};
}

std::vector<pugi::xml_node> Children(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& child : node.children()) {
    if (LocalName(child) == name) found.push_back(child);
  }
  return found;
}

std::string TextOf(const pugi::xml_node& node) {
  const pugi::xml_node inner = Child(node, "text");
  std::string text;
  for (const pugi::xml_node& child : (inner ? inner : node).children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

namespace {

constexpr std::string_view kNamespaces[] = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/",   // 1.2
    "https://www.omg.org/spec/DMN/20191111/MODEL/",  // 1.3
    "https://www.omg.org/spec/DMN/20211108/MODEL/",  // 1.4
    "https://www.omg.org/spec/DMN/20230324/MODEL/",  // 1.5
};

std::string RootNamespace(const pugi::xml_node& root) {
  const std::string_view name = root.name();
  const std::size_t colon = name.find(':');
  const std::string attribute =
      colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  return root.attribute(attribute.c_str()).value();
}

std::string_view WhatIsWrong(pugi::xml_parse_status status) {
  switch (status) {
    case pugi::status_no_document_element:
      return "没有 XML 元素";
    case pugi::status_end_element_mismatch:
      return "结束标签与开始标签不符，或缺结束标签";
    case pugi::status_bad_start_element:
      return "开始标签没有写完";
    case pugi::status_bad_end_element:
      return "结束标签没有写完";
    case pugi::status_bad_attribute:
      return "属性写法不对";
    case pugi::status_bad_comment:
      return "注释没有结束";
    case pugi::status_bad_cdata:
      return "CDATA 没有结束";
    case pugi::status_bad_doctype:
      return "DOCTYPE 写法不对";
    case pugi::status_bad_pi:
      return "处理指令没有结束";
    case pugi::status_unrecognized_tag:
      return "无法识别的标签";
    case pugi::status_out_of_memory:
      return "内存不足";
    default:
      return "写法不对";
  }
}

// Lines and columns count from 1; a column is a character.
Error XmlError(std::string_view text, const pugi::xml_parse_result& parsed) {
  const std::string_view before =
      text.substr(0, std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') + 1;  // 0 behind npos
  const std::size_t column = CountCodePoints(before.substr(start)) + 1;
  return {&kBadModel,
          "XML 有误：第 " + std::to_string(line) + " 行第 " + std::to_string(column) + " 列，" +
              std::string(WhatIsWrong(parsed.status)),
          "请用 DMN 编辑器重新保存，或按行号改正",
          {{"line", std::to_string(line)}, {"column", std::to_string(column)}}};
}

// Depth without recursion: a hostile file may be deeper than the stack.
bool TooDeep(const pugi::xml_node& root) {
  int depth = 0;
  pugi::xml_node at = root;
  while (at) {
    if (at.first_child()) {
      at = at.first_child();
      if (++depth > kElementLevelsMax) return true;
      continue;
    }
    while (at && at != root && !at.next_sibling()) {
      at = at.parent();
      --depth;
    }
    at = at == root ? pugi::xml_node() : at.next_sibling();
  }
  return false;
}

}  // namespace

Status ModelReader::CheckDocument(const pugi::xml_document& document) {
  for (const pugi::xml_node& node : document.children()) {
    if (node.type() == pugi::node_doctype)
      return Fail(kBadModel, "文件含有 DOCTYPE，不予读取", "请删去 DOCTYPE 与实体声明");
  }
  const pugi::xml_node root = document.document_element();
  if (LocalName(root) != "definitions") return Fail(kBadModel, "不是 DMN 文件：最外层应为 definitions");
  const std::string name_space = RootNamespace(root);
  if (std::find(std::begin(kNamespaces), std::end(kNamespaces), name_space) == std::end(kNamespaces)) {
    return Fail(kBadModel, "不支持的 DMN 版本：" + name_space, "请另存为 DMN 1.2 至 1.5");
  }
  if (TooDeep(root)) return Fail(kBadModel, "文件嵌套过深");
  return Ok();
}

Result<std::shared_ptr<const CompiledModel>> ModelReader::Read(std::string_view bytes) {
  if (bytes.size() > kModelBytesMax) return Fail(kTooLarge, "规则文件超过 8 MiB");
  const std::string text = TRY(Decoded(bytes));
  const pugi::xml_parse_result parsed =
      document_.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype);
  if (!parsed) return Fail(XmlError(text, parsed));
  TRY(CheckDocument(document_));
  const pugi::xml_node root = document_.document_element();
  model_->name = root.attribute("name").value();
  model_->name_space = root.attribute("namespace").value();
  TRY(ReadImports(root));
  CollectNames(root);
  DeclareElements(root);
  TRY(ResolveNeeds());
  TRY(CheckCycles());
  // The first pass finds the entry names of context literals anywhere in the model; the second reads every text with
  // them. It complains anew about the texts; what is wrong with imports and references stands.
  const std::size_t before_texts = model_->diagnostics.size();
  ReadTypes(root);
  TRY(CheckTypeCycles());
  ParseLogic();
  model_->diagnostics.resize(before_texts);
  ReadTypes(root);
  ParseLogic();
  TRY(FinishDiagnostics());
  return std::shared_ptr<const CompiledModel>(model_);
}

Status ModelReader::FinishDiagnostics() {
  if (options_.mode != Mode::kStrict || model_->diagnostics.empty()) return Ok();
  const Diagnostic& first = model_->diagnostics.front();
  return Fail(Error{&kBadModel,
                    first.element + "：" + first.message,
                    "",
                    {{"expression", first.expression}, {"offset", std::to_string(first.offset)}}});
}

void ModelReader::Complain(const std::string& element, std::string message, const std::string& expression,
                           std::size_t offset) {
  model_->diagnostics.push_back({element, expression, offset, std::move(message)});
}

Status ModelReader::ReadImports(const pugi::xml_node& definitions) {
  for (const pugi::xml_node& node : Children(definitions, "import")) {
    const std::string type = node.attribute("importType").value();
    if (type.find("/DMN/") == std::string::npos) {
      Complain(node.attribute("name").value(), "只能导入 DMN 模型");
      continue;
    }
    const std::string name_space = node.attribute("namespace").value();
    if (import_level_ >= kImportLevelsMax) return Fail(kBadModel, "导入的层次过多，或互相导入");
    const auto text =
        options_.imports ? options_.imports(name_space, node.attribute("locationURI").value()) : std::nullopt;
    if (!text && options_.mode == Mode::kStandard) {
      Complain(node.attribute("name").value(), "找不到导入的模型 " + name_space);
      continue;
    }
    if (!text) return Fail(Error{&kBadModel, "找不到导入的模型", "请把它放在同一文件夹", {{"namespace", name_space}}});
    auto imported = TRY(ModelReader(options_, import_level_ + 1).Read(*text));
    model_->imports.push_back({NormalizeName(node.attribute("name").value()), std::move(imported)});
  }
  return Ok();
}

// Names that may follow a point or stand in a filter: components of types, entries of boxed contexts, columns, outputs.
void ModelReader::CollectNames(const pugi::xml_node& node) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view kind = LocalName(child);
    if (kind == "itemComponent" || kind == "column" || kind == "output" || kind == "decision")
      model_->members.Add(child.attribute("name").value());
    if (kind == "contextEntry") model_->members.Add(Child(child, "variable").attribute("name").value());
    if (kind != "DMNDI" && kind != "extensionElements") CollectNames(child);
  }
}

void ModelReader::DeclareElements(const pugi::xml_node& definitions) {
  for (const pugi::xml_node& node : definitions.children()) {
    const std::string_view kind = LocalName(node);
    auto element = std::make_unique<Element>();
    if (kind == "inputData") {
      element->kind = ElementKind::kInput;
    } else if (kind == "decision") {
      element->kind = ElementKind::kDecision;
    } else if (kind == "businessKnowledgeModel") {
      element->kind = ElementKind::kFunction;
    } else if (kind == "decisionService") {
      element->kind = ElementKind::kService;
    } else {
      continue;
    }
    const pugi::xml_node variable = Child(node, "variable");
    element->id = node.attribute("id").value();
    element->name = NormalizeName(node.attribute("name").value());
    element->type_text = variable.attribute("typeRef").value();
    element->model = model_.get();
    if (element->name.empty()) Complain(element->id, std::string(kind) + " 没有名称：请写上 name");
    const bool own_name = element->name.empty() || std::none_of(nodes_.begin(), nodes_.end(), [&](const auto& known) {
                            return known.first->name == element->name;
                          });
    if (!own_name) Complain(element->name, "名称重复：输入、决策、知识模型、决策服务的名称在一个模型里不能相同");
    const bool own_id = model_->by_id.emplace(element->id, element.get()).second;
    if (!own_id && !element->id.empty()) Complain(element->name, "id 重复：" + element->id);
    nodes_.emplace_back(element.get(), node);
    model_->elements.push_back(std::move(element));
  }
  for (const ModelImport& import : model_->imports) {
    for (const auto& element : import.model->elements) model_->members.Add(element->name);
    model_->members.AddAll(import.model->members);
  }
}

Requirement ModelReader::FindReference(const std::string& href) const {
  const std::size_t hash = href.rfind('#');
  const std::string id = hash == std::string::npos ? href : href.substr(hash + 1);
  const std::string name_space = hash == std::string::npos ? "" : href.substr(0, hash);
  // A model may carry the namespace of the model it imports, so the import is asked when the own elements do not know
  // the id.
  if (name_space.empty() || name_space == model_->name_space) {
    if (const auto own = model_->by_id.find(id); own != model_->by_id.end()) return {own->second, ""};
  }
  for (const ModelImport& import : model_->imports) {
    if (!name_space.empty() && import.model->name_space != name_space) continue;
    if (const auto found = import.model->by_id.find(id); found != import.model->by_id.end())
      return {found->second, import.name};
  }
  return {};
}

Status ModelReader::ResolveNeeds() {
  for (const auto& [element, node] : nodes_) {
    for (const pugi::xml_node& need : node.children()) {
      const std::string_view kind = LocalName(need);
      if (kind != "informationRequirement" && kind != "knowledgeRequirement") continue;
      for (const pugi::xml_node& reference : need.children()) {
        const std::string href = reference.attribute("href").value();
        const Requirement found = FindReference(href);
        if (found.element != nullptr) {
          element->needs.push_back(found);
        } else {
          Complain(element->name, "找不到所引用的 " + href);
        }
      }
    }
    if (element->kind == ElementKind::kService) ResolveService(*element, node);
  }
  return Ok();
}

void ModelReader::ResolveService(Element& element, const pugi::xml_node& node) {
  const auto resolved = [&](std::string_view kind) {
    std::vector<Requirement> found;
    for (const pugi::xml_node& child : Children(node, kind)) {
      const Requirement reference = FindReference(child.attribute("href").value());
      if (reference.element != nullptr) found.push_back(reference);
    }
    return found;
  };
  for (const Requirement& output : resolved("outputDecision")) element.outputs.push_back(output.element);
  for (const std::string_view kind : {"inputData", "inputDecision"}) {
    for (const Requirement& parameter : resolved(kind)) {
      element.parameters.push_back({parameter.element->name, nullptr, nullptr});
      element.parameter_elements.push_back(parameter.element);
    }
  }
}

Status ModelReader::CheckCycles() const {
  // Colours of a depth-first search over decisions; functions may call each other and themselves.
  std::unordered_map<const Element*, int> colour;
  for (const auto& start : model_->elements) {
    if (start->kind != ElementKind::kDecision || colour[start.get()] != 0) continue;
    std::vector<std::pair<const Element*, std::size_t>> path = {{start.get(), 0}};
    colour[start.get()] = 1;
    while (!path.empty()) {
      auto& [element, next] = path.back();
      if (next == element->needs.size()) {
        colour[element] = 2;
        path.pop_back();
        continue;
      }
      const Element* needed = element->needs[next++].element;
      if (needed->kind != ElementKind::kDecision || colour[needed] == 2) continue;
      if (colour[needed] == 1)
        return Fail(kBadModel, "决定互相依赖，成了一个圈：" + needed->name, "请检查信息需求的箭头");
      colour[needed] = 1;
      path.emplace_back(needed, 0);
    }
  }
  return Ok();
}

void ModelReader::ParseLogic() {
  for (const auto& [element, node] : nodes_) {
    ParseScope scope = NewScope();
    scope.Push();
    for (const Requirement& need : element->needs)
      scope.Declare(need.import_name.empty() ? need.element->name : need.import_name);
    ParseElement(*element, node, scope);
  }
  for (const auto& [element, node] : nodes_) {
    for (std::size_t i = 0; i < element->parameters.size(); ++i)
      element->parameters[i].type = element->parameter_elements[i]->type;
  }
}

void ModelReader::ParseElement(Element& element, const pugi::xml_node& node, ParseScope& scope) {
  if (!element.type_text.empty()) {
    element.type = TypeOf(element.type_text, scope);
    if (!element.type) Complain(element.name, "未知的类型 " + element.type_text);
  }
  if (element.kind == ElementKind::kDecision) {
    element.expression = ReadExpressionIn(node, scope, element.name);
    if (element.expression && element.type) {
      ExprPtr typed = Typed(element.expression, element.type);
      if (typed->kind != ExprKind::kTyped) {
        element.expression = std::move(typed);
        element.type = nullptr;
      }
    }
  }
  if (element.kind != ElementKind::kFunction) return;
  scope.Declare(element.name);
  const pugi::xml_node logic = Child(node, "encapsulatedLogic");
  element.expression = logic ? ReadFunction(logic, scope, element.name) : nullptr;
  // A function may call itself without requiring itself.
  const bool known = std::any_of(element.needs.begin(), element.needs.end(),
                                 [&](const Requirement& need) { return need.element == &element; });
  if (!known) element.needs.push_back({&element, ""});
}

Result<Model> Compile(std::string_view text, const CompileOptions& options) {
  auto compiled = TRY(ModelReader(options, 0).Read(text));
  return Model(std::move(compiled));
}

}  // namespace gq::policy
