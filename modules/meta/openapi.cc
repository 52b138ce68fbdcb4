// OpenAPI 3.1, derived from the route table and the field tables.
#include <set>

#include "base/json_text.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"

namespace gq::api {

namespace {

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
  out.Raw(R"({"type":"object","required":["rows","page","size"],"properties":{"rows":{"type":"array","items":{"$ref":"#/components/schemas/)" +
          std::string(type.name) + R"("}},"page":{"type":"integer"},"size":{"type":"integer"},"as_of":{"type":"string","format":"date-time"}}})");
}

// Shapes that are not records. An object without listed properties is open on purpose (composed of records, see docs/reference/api.md).
constexpr std::pair<std::string_view, std::string_view> kShapes[] = {
    {"Error", R"({"type":"object","required":["error"],"properties":{"error":{"type":"object","required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"},"hint":{"type":"string"},"details":{"type":"array","items":{"type":"object","required":["key","value"],"properties":{"key":{"type":"string"},"value":{"type":"string"}}}}}}}})"},
    {"Count", R"({"type":"object","required":["count","exact"],"properties":{"count":{"type":"integer"},"exact":{"type":"boolean"},"as_of":{"type":"string"}}})"},
    {"Version", R"({"type":"object","required":["version"],"properties":{"id":{"type":"string"},"version":{"type":"integer"}}})"},
    {"SignIn", R"({"type":"object","required":["account","password"],"properties":{"account":{"type":"string"},"password":{"type":"string"}}})"},
    {"Reveal", R"({"type":"object","required":["field","purpose"],"properties":{"field":{"type":"string","enum":["id_number","phone","bank_account"]},"purpose":{"type":"string"}}})"},
    {"Revealed", R"({"type":"object","required":["value"],"properties":{"value":{"type":"string"}}})"},
    {"StateChange", R"({"type":"object","properties":{"employment":{"type":"string"},"ability":{"type":"string"},"willingness":{"type":"string"},"register_status":{"type":"string"},"on":{"type":"string","format":"date"},"evidence":{"type":"string"},"note":{"type":"string"}}})"},
    {"PersonPage", R"({"type":"object","required":["rows","page","size"],"properties":{"rows":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/person"},{"type":"object","properties":{"age":{"type":["integer","null"]},"id_number":{"type":"string"},"region_name":{"type":"string"},"work_region_name":{"type":["string","null"]}}}]}},"page":{"type":"integer"},"size":{"type":"integer"},"as_of":{"type":"string"}}})"},
    {"Job", R"({"type":"object","required":["id","state","steps"],"properties":{"id":{"type":"string"},"kind":{"type":"string"},"state":{"type":"string","enum":["queued","running","done","failed","cancelled"]},"step":{"type":"string"},"message":{"type":"string"},"created_at":{"type":["string","null"]},"started_at":{"type":["string","null"]},"finished_at":{"type":["string","null"]},"steps":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},"state":{"type":"string"},"done":{"type":"integer"},"total":{"type":"integer"},"seconds":{"type":"number"}}}},"result":{}}})"},
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
    }
  }
  out.EndObject();
}

void WriteParameters(json::Writer& out, const http::Route& route) {
  out.Key("parameters");
  out.BeginArray();
  for (std::size_t at = route.path.find('{'); at != std::string::npos; at = route.path.find('{', at + 1)) {
    out.BeginObject();
    out.Member("name", std::string_view(route.path).substr(at + 1, route.path.find('}', at) - at - 1));
    out.Member("in", "path");
    out.Member("required", true);
    out.Key("schema");
    out.Raw(R"({"type":"string"})");
    out.EndObject();
  }
  for (const auto& parameter : route.query) {
    out.BeginObject();
    out.Member("name", parameter.name);
    out.Member("in", "query");
    out.Member("required", parameter.required);
    out.Member("description", parameter.summary);
    out.Key("schema");
    out.Raw(R"({"type":"string"})");
    out.EndObject();
  }
  out.EndArray();
}

void WriteContent(json::Writer& out, std::string_view schema) {
  out.Key("content");
  out.BeginObject();
  out.Key("application/json");
  out.BeginObject();
  out.Key("schema");
  out.Raw("{\"$ref\":\"#/components/schemas/" + std::string(schema) + "\"}");
  out.EndObject();
  out.EndObject();
}

void WriteOperation(json::Writer& out, const http::Route& route) {
  std::string method = route.method;
  for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
  out.Key(method);
  out.BeginObject();
  out.Member("summary", route.summary);
  out.Member("x-permission", route.permission);
  out.Member("x-mask-level", std::int64_t{route.mask_level});
  WriteParameters(out, route);
  if (!route.request_schema.empty()) {
    out.Key("requestBody");
    out.BeginObject();
    out.Member("required", true);
    WriteContent(out, route.request_schema);
    out.EndObject();
  }
  out.Key("responses");
  out.BeginObject();
  out.Key("200");
  out.BeginObject();
  out.Member("description", "成功");
  if (!route.response_schema.empty()) WriteContent(out, route.response_schema);
  out.EndObject();
  out.Key("default");
  out.BeginObject();
  out.Member("description", "出错：代码、原因、办法");
  WriteContent(out, "Error");
  out.EndObject();
  out.EndObject();
  out.EndObject();
}

}  // namespace

std::string OpenApi(const http::Router& router) {
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
      if (same.path == route.path) WriteOperation(out, same);
    }
    out.EndObject();
  }
  out.EndObject();
  out.Key("components");
  out.BeginObject();
  WriteSchemas(out, router);
  out.EndObject();
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace gq::api
