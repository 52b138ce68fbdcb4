#include "tests/scopes/schema_checker.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/date.h"
#include "base/uuid.h"

namespace gq::scopes {
namespace {

using Type = json::Node::Type;

json::Document MustParse(const std::string& text) {
  auto document = json::Parse(text, {.bytes_max = std::size_t{8} << 20, .depth_max = 64});
  if (!document) throw std::runtime_error("the document is not JSON: " + document.error().ToString());
  return *std::move(document);
}

bool HasType(const json::Node& value, std::string_view type) {
  switch (value.type()) {
    case Type::kNull:
      return type == "null";
    case Type::kBool:
      return type == "boolean";
    case Type::kInteger:
      return type == "integer" || type == "number";
    case Type::kDouble:
      return type == "number";
    case Type::kText:
      return type == "string";
    case Type::kArray:
      return type == "array";
    case Type::kObject:
      return type == "object";
  }
  return false;
}

bool IsMonth(const std::string& text) { return text.size() == 7 && Month::Parse(text); }

bool HasFormat(const std::string& text, const std::string& format) {
  if (format == "date") return text.size() == 10 && Date::Parse(text);
  if (format == "date-time")
    return text.size() >= 20 && text[10] == 'T' && text.back() == 'Z' && Date::Parse(text.substr(0, 10));
  if (format == "uuid") return static_cast<bool>(Uuid::Parse(text));
  return false;
}

std::string At(const json::Node& value) { return value.path().empty() ? std::string("the body") : value.path(); }

}  // namespace

SchemaChecker::SchemaChecker(const std::string& openapi) : document_(MustParse(openapi)) {}

std::optional<json::Node> SchemaChecker::Operation(const std::string& method, const std::string& path) const {
  std::string lower = method;
  for (char& c : lower) c = static_cast<char>(c - 'A' + 'a');
  const auto at_path = document_.root().Find("paths")->Find(path);
  return at_path ? at_path->Find(lower) : std::nullopt;
}

std::vector<std::string> SchemaChecker::CheckAnswer(const std::string& method, const std::string& path, int status,
                                                    const std::string& content_type, const std::string& body) const {
  const auto operation = Operation(method, path);
  if (!operation) return {"not in the document"};
  const auto responses = operation->Find("responses");
  const auto response = responses->Find(status < 400 ? std::to_string(status) : "default");
  if (!response) return {"status " + std::to_string(status) + " is not in the document: .success of the route"};
  const auto content = response->Find("content");
  if (!content)
    return body.empty() ? std::vector<std::string>()
                        : std::vector<std::string>{"a body that the document does not name"};
  const auto kinds = content->Members();
  if (!kinds || kinds->size() != 1) return {"one content type is expected"};
  const auto& [name, kind] = kinds->front();
  const bool json = name == "application/json";
  const std::string_view sent = std::string_view(content_type).substr(0, content_type.find(';'));
  if (name != "application/octet-stream" && sent != name)
    return {"is " + std::string(sent) + ", the document says " + name};
  std::vector<std::string> faults;
  if (json) CheckBody(kind, body, faults);
  return faults;
}

std::vector<std::string> SchemaChecker::CheckRequest(const std::string& method, const std::string& path,
                                                     const std::string& body) const {
  const auto operation = Operation(method, path);
  if (!operation) return {"not in the document"};
  const auto request = operation->Find("requestBody");
  if (!request)
    return body.empty() ? std::vector<std::string>()
                        : std::vector<std::string>{"a request body that the document does not name"};
  const auto json = request->Find("content")->Find("application/json");
  const auto required = request->Find("required")->Bool();
  std::vector<std::string> faults;
  if (body.empty() && json && *required) faults.emplace_back("the document wants a request body");
  if (!body.empty() && json) CheckBody(*json, body, faults);
  return faults;
}

std::vector<std::string> SchemaChecker::Unseen() const {
  std::vector<std::string> unseen;
  const auto schemas = *document_.root().Find("components")->Find("schemas")->Members();
  for (const auto& [name, schema] : schemas) {
    if (seen_.count(name) == 0) unseen.push_back(name);
  }
  return unseen;
}

void SchemaChecker::CheckBody(const json::Node& content, const std::string& body,
                              std::vector<std::string>& faults) const {
  const auto schema = content.Find("schema");
  if (!schema) return faults.push_back("the document has no schema");
  const auto parsed = json::Parse(body, {.bytes_max = std::size_t{8} << 20, .depth_max = 64});
  if (!parsed) return faults.push_back("is not JSON");
  Check(*schema, parsed->root(), faults);
}

void SchemaChecker::Check(const json::Node& schema, const json::Node& value, std::vector<std::string>& faults) const {
  static const std::set<std::string> known = {
      "$ref",   "type",  "enum",    "anyOf",   "properties", "required",  "additionalProperties", "items",
      "format", "title", "pattern", "minimum", "maximum",    "maxLength", "x-code-table",         "x-masked"};
  const auto keywords = schema.Members();
  for (const auto& [keyword, node] : *keywords) {
    if (known.count(keyword) == 0) faults.push_back("the checker does not know the keyword " + keyword);
  }
  if (const auto reference = schema.Find("$ref")) {
    const std::string name = reference->Text()->substr(std::string("#/components/schemas/").size());
    const auto target = document_.root().Find("components")->Find("schemas")->Find(name);
    if (!target) return faults.push_back("no schema " + name);
    if (value.type() == Type::kObject) seen_.insert(name);
    return Check(*target, value, faults);
  }
  if (const auto any = schema.Find("anyOf")) {
    const auto items = *any->Items();
    std::vector<std::string> first;
    for (const auto& item : items) {
      std::vector<std::string> inner;
      Check(item, value, inner);
      if (inner.empty()) return;
      if (first.empty()) first = inner;
    }
    faults.insert(faults.end(), first.begin(), first.end());
    return;
  }
  if (const auto type = schema.Find("type")) {
    std::vector<std::string> types;
    if (type->type() == Type::kText) types.push_back(*type->Text());
    if (type->type() == Type::kArray) {
      const auto items = *type->Items();
      for (const auto& item : items) types.push_back(*item.Text());
    }
    if (std::none_of(types.begin(), types.end(), [&](const std::string& t) { return HasType(value, t); })) {
      return faults.push_back(At(value) + " should be " + types.front());
    }
  }
  if (value.type() == Type::kText) {
    const std::string text = *value.Text(std::size_t{8} << 20);
    if (const auto format = schema.Find("format"); format && !HasFormat(text, *format->Text()))
      faults.push_back(At(value) + " is no " + *format->Text());
    if (schema.Has("pattern") && !IsMonth(text)) faults.push_back(At(value) + " is no month");
    if (const auto words = schema.Find("enum")) {
      const auto items = *words->Items();
      if (std::none_of(items.begin(), items.end(), [&](const json::Node& word) { return *word.Text() == text; })) {
        faults.push_back(At(value) + " is a word that the document does not list: " + text);
      }
    }
  }
  if (value.type() == Type::kInteger) {
    if (const auto low = schema.Find("minimum"); low && *value.Integer() < *low->Integer())
      faults.push_back(At(value) + " is too small");
    if (const auto high = schema.Find("maximum"); high && *value.Integer() > *high->Integer())
      faults.push_back(At(value) + " is too large");
  }
  if (value.type() == Type::kArray) {
    const auto inner = schema.Find("items");
    if (inner) {
      const auto items = *value.Items();
      for (const auto& item : items) Check(*inner, item, faults);
    }
  }
  if (value.type() == Type::kObject) CheckObject(schema, value, faults);
}

void SchemaChecker::CheckObject(const json::Node& schema, const json::Node& value,
                                std::vector<std::string>& faults) const {
  const auto properties = schema.Find("properties"), free = schema.Find("additionalProperties");
  const bool any_names = free && free->type() == Type::kObject;
  const auto members = *value.Members();
  for (const auto& [name, node] : members) {
    // Read with Members, because Find answers nothing for null.
    if (properties && properties->Find(name)) {
      Check(*properties->Find(name), node, faults);
    } else if (any_names) {
      Check(*free, node, faults);
    } else if (properties || !schema.Members()->empty()) {
      faults.push_back(At(node) + " is not in the document");
    }
  }
  if (const auto required = schema.Find("required")) {
    const auto names = *required->Items();
    for (const auto& name : names) {
      if (!value.Has(*name.Text())) faults.push_back(At(value) + " lacks " + *name.Text());
    }
  }
}

}  // namespace gq::scopes
