#include "kits/http/openapi.h"

#include <set>

#include "kits/json/writer.h"

namespace gq::http {
namespace {

std::vector<std::string> ParameterNames(const std::string& path) {
  std::vector<std::string> names;
  for (auto at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
    names.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
  }
  return names;
}

class Builder {
 public:
  explicit Builder(const std::map<std::string, std::string, std::less<>>& schemas) : schemas_(schemas) {}

  void WriteOperation(const Route& route) {
    json.Key(LowerCase(route.method));
    json.BeginObject();
    json.Member("summary", route.summary);
    json.Member("x-permission", route.permission);
    json.Member("x-mask-level", route.mask_level);
    WriteParameters(route);
    WriteRequestBody(route);
    json.Key("responses");
    json.BeginObject();
    WriteAnswer("default", "成功，或 error 对象", route.response_schema);
    json.EndObject();
    json.EndObject();
  }

  json::Writer json;
  std::set<std::string> missing;

 private:
  static std::string LowerCase(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
  }

  void WriteParameters(const Route& route) {
    json.Key("parameters");
    json.BeginArray();
    for (const auto& name : ParameterNames(route.path)) WriteParameter(name, "path", "", true);
    for (const auto& query : route.query) WriteParameter(query.name, "query", query.summary, query.required);
    if (route.method != "GET") WriteParameter("X-Gangqiao", "header", "固定为 1", true);
    json.EndArray();
  }

  void WriteParameter(const std::string& name, const char* place, const std::string& summary, bool required) {
    json.BeginObject();
    json.Member("name", name);
    json.Member("in", place);
    if (!summary.empty()) json.Member("description", summary);
    json.Member("required", required);
    json.Key("schema");
    json.Raw(R"({"type":"string"})");
    json.EndObject();
  }

  void WriteRequestBody(const Route& route) {
    if (route.request_schema.empty() && !route.upload) return;
    json.Key("requestBody");
    json.BeginObject();
    json.Member("required", true);
    if (route.upload) {
      json.Key("content");
      json.Raw(R"({"application/octet-stream":{"schema":{"type":"string","format":"binary"}}})");
    } else {
      WriteContent(route.request_schema);
    }
    json.EndObject();
  }

  void WriteAnswer(const char* status, const char* words, const std::string& schema) {
    json.Key(status);
    json.BeginObject();
    json.Member("description", words);
    if (!schema.empty()) WriteContent(schema);
    json.EndObject();
  }

  void WriteContent(const std::string& schema) {
    if (schemas_.find(schema) == schemas_.end()) missing.insert(schema);
    json.Key("content");
    json.BeginObject();
    json.Key("application/json");
    json.BeginObject();
    json.Key("schema");
    json.BeginObject();
    json.Member("$ref", "#/components/schemas/" + schema);
    json.EndObject();
    json.EndObject();
    json.EndObject();
  }

  const std::map<std::string, std::string, std::less<>>& schemas_;
};

}  // namespace

OpenApi MakeOpenApi(const Router& router, const std::string& title, const std::string& version,
                    const std::map<std::string, std::string, std::less<>>& schemas) {
  std::map<std::string, std::vector<const Route*>> by_path;  // sorted: the document is compared in review
  for (const Route& route : router.routes()) by_path[route.path].push_back(&route);
  Builder builder(schemas);
  json::Writer& json = builder.json;
  json.BeginObject();
  json.Member("openapi", "3.0.3");
  json.Key("info");
  json.BeginObject();
  json.Member("title", title);
  json.Member("version", version);
  json.EndObject();
  json.Key("paths");
  json.BeginObject();
  for (const auto& [path, routes] : by_path) {
    json.Key(path);
    json.BeginObject();
    for (const Route* route : routes) builder.WriteOperation(*route);
    json.EndObject();
  }
  json.EndObject();
  json.Key("components");
  json.BeginObject();
  json.Key("schemas");
  json.BeginObject();
  for (const auto& [name, schema] : schemas) {
    json.Key(name);
    json.Raw(schema);
  }
  json.EndObject();
  json.EndObject();
  json.EndObject();
  return {std::move(json).Take(), {builder.missing.begin(), builder.missing.end()}};
}

}  // namespace gq::http
