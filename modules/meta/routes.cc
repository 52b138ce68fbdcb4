// What lists, filters and forms of the console are drawn from: field tables and code tables.
#include "kits/codes/code_tables.h"
#include "kits/json/writer.h"
#include "kits/store/record_json.h"
#include "modules/api/context.h"
#include "modules/meta/shapes.h"
#include "modules/people/model.h"

namespace gq::api {

namespace {

struct Group {
  std::string_view name, zh, en;
};
constexpr Group kGroups[] = {{group::kIdentity, "身份", "Identity"},
                             {group::kContact, "联系", "Contact"},
                             {group::kHousehold, "家庭", "Household"},
                             {group::kSkill, "文化与技能", "Education and skills"},
                             {group::kHealth, "健康", "Health"},
                             {group::kState, "状态", "State"},
                             {group::kPlacement, "就业", "Employment"},
                             {group::kIntention, "意向", "Wishes"},
                             {group::kFamily, "家属与需求", "Family and needs"},
                             {group::kMoney, "收入与账户", "Income and account"},
                             {group::kRecord, "登记", "Record"}};

std::string RecordsJson() {
  json::Writer out;
  out.BeginObject();
  out.Key("records");
  out.BeginArray();
  for (const RecordType* type : AllRecordTypes()) {
    out.BeginObject();
    out.Member("name", type->name);
    out.Member("label", type->zh);
    out.Member("label_en", type->en);
    out.Key("fields");
    out.BeginArray();
    for (const auto& field : type->fields) {
      if (field.name != "password_hash") WriteFieldMeta(out, field);
    }
    out.EndArray();
    out.Key("groups");
    out.BeginArray();
    for (const auto& [name, zh, en] : kGroups) {
      out.BeginObject();
      out.Member("name", name);
      out.Member("label", zh);
      out.Member("label_en", en);
      out.EndObject();
    }
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

std::string CodesJson() {
  json::Writer out;
  out.BeginObject();
  out.Key("tables");
  out.BeginObject();
  for (const CodeTable* table : AllCodeTables()) {
    out.Key(table->name());
    out.BeginArray();
    for (const auto& code : table->All()) {
      out.BeginObject();
      out.Member("code", code.code);
      out.Member("label", code.zh);
      out.Member("label_en", code.en);
      if (code.valid_to) out.Member("valid_to", code.valid_to->ToString());
      out.EndObject();
    }
    out.EndArray();
  }
  out.EndObject();
  out.EndObject();
  return std::move(out).Take();
}

}  // namespace

void AddMetaRoutes(http::Router& router, Context&) {
  router.Describe(MetaShapes());
  const std::string permission(http::kSignedIn);
  const auto records = std::make_shared<const std::string>(RecordsJson());
  const auto codes = std::make_shared<const std::string>(CodesJson());
  router.Add({.method = "GET",
              .path = "/api/meta/records",
              .permission = permission,
              .summary = "字段表",
              .response_schema = "RecordsMeta",
              .handler = [records](const http::Request&) -> Result<http::Response> {
                return http::Response::Json(*records);
              }});
  router.Add(
      {.method = "GET",
       .path = "/api/meta/codes",
       .permission = permission,
       .summary = "代码表",
       .response_schema = "CodesMeta",
       .handler = [codes](const http::Request&) -> Result<http::Response> { return http::Response::Json(*codes); }});
  http::Router* all = &router;
  router.Add({.method = "GET",
              .path = "/api/openapi.json",
              .permission = std::string(http::kPublic),
              .summary = "OpenAPI 3.1",
              .response_schema = "OpenApi",
              .handler = [all](const http::Request&) -> Result<http::Response> {
                return http::Response::Json(OpenApi(*all));
              }});
}

}  // namespace gq::api
