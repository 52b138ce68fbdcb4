// OpenAPI 3.1, derived from the route table, the shapes beside it and the field tables.
#include <algorithm>
#include <set>

#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/meta/schemas.h"

namespace gq::api {

namespace {

<<<<<<< HEAD
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
=======
void WriteFieldSchema(json::Writer& out, const Field& field) {
  out.BeginObject();
  const bool number = field.type == FieldType::kInteger || field.type == FieldType::kMoney;
  out.Key("type");
  out.BeginArray();
  out.Text(number ? "integer" : field.type == FieldType::kBool ? "boolean" : "string");
  out.Text("null");
  out.EndArray();
  if (field.type == FieldType::kDate) out.Member("format", "date");
  if (field.type == FieldType::kInstant) out.Member("format", "date-time");
  if (field.type == FieldType::kUuid) out.Member("format", "uuid");
  out.Member("title", field.zh);
  if (number && field.min != INT64_MIN) out.Member("minimum", field.min);
  if (number && field.max != INT64_MAX) out.Member("maximum", field.max);
  if (field.type == FieldType::kText && field.max != INT64_MAX) out.Member("maxLength", field.max);
  if (!field.codes.empty()) out.Member("x-code-table", field.codes);
  if (field.read_only) out.Member("readOnly", true);
  out.EndObject();
}

void WriteRecordSchema(json::Writer& out, const RecordType& type) {
  out.Key(type.name);
  out.BeginObject();
  out.Member("type", "object");
  out.Member("title", type.zh);
  out.Key("properties");
  out.BeginObject();
  for (const auto& field : type.fields) {
    if (field.name == "password_hash") continue;
    out.Key(field.name);
    WriteFieldSchema(out, field);
  }
  out.EndObject();
  out.EndObject();
}

void WritePageSchema(json::Writer& out, const RecordType& type) {
  out.Key(std::string(type.name) + "_page");
  out.Raw(
      R"({"type":"object","required":["rows","page","size"],"properties":{"rows":{"type":"array","items":{"$ref":"#/components/schemas/)" +
      std::string(type.name) +
      R"("}},"page":{"type":"integer"},"size":{"type":"integer"},"as_of":{"type":"string","format":"date-time"}}})");
}

// Shapes that are not records. An object without listed properties is open on purpose (composed of records, see
// docs/reference/api.md).
constexpr std::pair<std::string_view, std::string_view> kShapes[] = {
    {"Error",
     R"({"type":"object","required":["error"],"properties":{"error":{"type":"object","required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"},"hint":{"type":"string"},"details":{"type":"array","items":{"type":"object","required":["key","value"],"properties":{"key":{"type":"string"},"value":{"type":"string"}}}}}}}})"},
    {"Count",
     R"({"type":"object","required":["count","exact"],"properties":{"count":{"type":"integer"},"exact":{"type":"boolean"},"as_of":{"type":"string"}}})"},
    {"Version",
     R"({"type":"object","required":["version"],"properties":{"id":{"type":"string"},"version":{"type":"integer"}}})"},
    {"SignIn",
     R"({"type":"object","required":["account","password"],"properties":{"account":{"type":"string"},"password":{"type":"string"}}})"},
    {"Reveal",
     R"({"type":"object","required":["field","purpose"],"properties":{"field":{"type":"string","enum":["id_number","phone","bank_account"]},"purpose":{"type":"string"}}})"},
    {"Revealed", R"({"type":"object","required":["value"],"properties":{"value":{"type":"string"}}})"},
    {"StateChange",
     R"({"type":"object","properties":{"employment":{"type":"string"},"ability":{"type":"string"},"willingness":{"type":"string"},"register_status":{"type":"string"},"on":{"type":"string","format":"date"},"evidence":{"type":"string"},"note":{"type":"string"}}})"},
    {"PersonPage",
     R"({"type":"object","required":["rows","page","size"],"properties":{"rows":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/person"},{"type":"object","properties":{"age":{"type":["integer","null"]},"id_number":{"type":"string"},"region_name":{"type":"string"},"work_region_name":{"type":["string","null"]}}}]}},"page":{"type":"integer"},"size":{"type":"integer"},"as_of":{"type":"string"}}})"},
    {"Job",
     R"({"type":"object","required":["id","state","steps"],"properties":{"id":{"type":"string"},"kind":{"type":"string"},"state":{"type":"string","enum":["queued","running","done","failed","cancelled"]},"step":{"type":"string"},"message":{"type":"string"},"created_at":{"type":["string","null"]},"started_at":{"type":["string","null"]},"finished_at":{"type":["string","null"]},"steps":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},"state":{"type":"string"},"done":{"type":"integer"},"total":{"type":"integer"},"seconds":{"type":"number"}}}},"result":{}}})"},
};

void WriteSchemas(json::Writer& out, const http::Router& router) {
  std::set<std::string, std::less<>> written;
  out.Key("schemas");
  out.BeginObject();
  for (const RecordType* type : AllRecordTypes()) {
    WriteRecordSchema(out, *type);
    WritePageSchema(out, *type);
    written.insert(std::string(type->name));
    written.insert(std::string(type->name) + "_page");
  }
  for (const auto& [name, shape] : kShapes) {
    out.Key(name);
    out.Raw(shape);
    written.insert(std::string(name));
  }
  for (const auto& route : router.routes()) {
    for (const auto* name : {&route.request_schema, &route.response_schema}) {
      if (name->empty() || !written.insert(*name).second) continue;
      out.Key(*name);
      out.Raw(R"({"type":"object","additionalProperties":true})");
>>>>>>> 787ae0b (Restore a key from paper by lines; change the key of a store, resumable, with its indexes)
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
