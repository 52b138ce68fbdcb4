// OpenAPI 3.1, derived from the route table, the shapes beside it and the field tables.
#include <algorithm>
#include <set>

#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/meta/schemas.h"

namespace gq::api {

namespace {

// "GET /api/people/{id}/card.pdf" -> "getPeopleByIdCardPdf": the name of the client's function.
std::string OperationId(const http::Route& route) {
  std::string words(route.method);
  for (char& c : words) c = static_cast<char>(c - 'A' + 'a');
  std::string name = words;
  const std::string_view path = std::string_view(route.path).substr(route.path.starts_with("/api/") ? 4 : 0);
  bool upper = true;
  for (const char c : path) {
    if (c == '{') name += "By";
    if (c == '/' || c == '.' || c == '-' || c == '_' || c == '{') {
      upper = true;
    } else if (c != '}') {
      name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return name;
}

void WriteParameter(json::Writer& out, Schemas& schemas, std::string_view where,
                    const http::QueryParameter& parameter) {
  out.BeginObject();
  out.Member("name", parameter.name);
  out.Member("in", where);
  out.Member("required", parameter.required);
  if (!parameter.summary.empty()) out.Member("description", parameter.summary);
  out.Key("schema");
  schemas.WriteType(out, parameter.type);
  out.EndObject();
}

void WriteParameters(json::Writer& out, Schemas& schemas, const http::Route& route) {
  out.Key("parameters");
  out.BeginArray();
  for (std::size_t at = route.path.find('{'); at != std::string::npos; at = route.path.find('{', at + 1)) {
    WriteParameter(out, schemas, "path", {route.path.substr(at + 1, route.path.find('}', at) - at - 1), "", true});
  }
  for (const auto& parameter : route.query) WriteParameter(out, schemas, "query", parameter);
  out.EndArray();
}

void WriteContent(json::Writer& out, Schemas& schemas, std::string_view content, std::string_view type) {
  out.Key("content");
  out.BeginObject();
  out.Key(content);
  out.BeginObject();
  if (!type.empty()) {
    out.Key("schema");
    schemas.WriteType(out, type);
  }
  out.EndObject();
  out.EndObject();
}

void WriteRequest(json::Writer& out, Schemas& schemas, const http::Route& route) {
  if (route.request_schema.empty() && !route.upload) return;
  out.Key("requestBody");
  out.BeginObject();
  out.Member("required", !route.request_schema.ends_with('?'));
  if (route.upload) {
    WriteContent(out, schemas, "application/octet-stream", {});
  } else {
    const std::string_view type = route.request_schema;
    WriteContent(out, schemas, "application/json", type.substr(0, type.size() - (type.ends_with('?') ? 1 : 0)));
  }
  out.EndObject();
}

void WriteOperation(json::Writer& out, Schemas& schemas, const http::Route& route) {
  std::string method = route.method;
  for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
  out.Key(method);
  out.BeginObject();
  out.Member("operationId", OperationId(route));
  out.Member("summary", route.summary);
  out.Member("x-permission", route.permission);
  out.Member("x-mask-level", std::int64_t{route.mask_level});
  WriteParameters(out, schemas, route);
  WriteRequest(out, schemas, route);
  out.Key("responses");
  out.BeginObject();
  out.Key(std::to_string(route.success));
  out.BeginObject();
  out.Member("description", "成功");
  const std::string_view content =
      route.response_content.empty() ? std::string_view("application/json") : std::string_view(route.response_content);
  if (!route.response_schema.empty() || !route.response_content.empty()) {
    WriteContent(out, schemas, content.substr(0, content.find(';')), route.response_schema);
  }
  out.EndObject();
  if (route.may_wait) {
    out.Key("202");
    out.BeginObject();
    out.Member("description", "已提出，等对方决定");
    WriteContent(out, schemas, "application/json", route.response_schema);
    out.EndObject();
  }
  out.Key("default");
  out.BeginObject();
  out.Member("description", "出错：代码、原因、办法");
  WriteContent(out, schemas, "application/json", "Failure");
  out.EndObject();
  out.EndObject();
  out.EndObject();
}

}  // namespace

std::string OpenApi(const http::Router& router, std::vector<std::string>* missing) {
  Schemas schemas(router);
  json::Writer out;
  out.BeginObject();
  out.Member("openapi", "3.1.0");
  out.Key("info");
  out.Raw(R"({"title":"岗桥 Gangqiao","version":"0.1.0","license":{"name":"Apache-2.0"}})");
  out.Key("paths");
  out.BeginObject();
  std::set<std::string> paths;
  for (const auto& route : router.routes()) {
    if (!paths.insert(route.path).second) continue;
    out.Key(route.path);
    out.BeginObject();
    for (const auto& same : router.routes()) {
      if (same.path == route.path) WriteOperation(out, schemas, same);
    }
    out.EndObject();
  }
  out.EndObject();
  out.Key("components");
  out.BeginObject();
  out.Key("schemas");
  out.BeginObject();
  schemas.WriteComponents(out);
  out.EndObject();
  out.EndObject();
  out.EndObject();
  if (missing != nullptr) *missing = schemas.missing();
  return std::move(out).Take();
}

}  // namespace gq::api
