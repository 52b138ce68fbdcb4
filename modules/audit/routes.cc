// Events and accesses, read-only (D8).
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/audit/shapes.h"

namespace gq::api {

namespace {

Result<http::Response> Events(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto chain = TRY(request.QueryInteger("chain", 0, 0, INT64_MAX));
  const auto before = TRY(request.QueryInteger("before", INT64_MAX, 1, INT64_MAX));
  // A chain belongs to a unit: whoever reads it must have that unit in the scope.
  const auto unit = chain == 0 ? Result<Unit>(Unit()) : org::GetUnit(context.store, chain);
  if (!scope.everything && (chain == 0 || !unit || !scope.SeesHome(org::RangeOf(*unit).low)))
    return Fail(kForbidden, "这条事件链不在您的范围内");
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  TRY(context.store.Query(scope,
                          "{shared}SELECT seq, at, actor, action, subject_type, subject_id, cause FROM event WHERE "
                          "chain = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 100",
                          {chain, before}, [&](const db::Row& row) {
                            out.BeginObject();
                            out.Member("seq", row.Int(0));
                            out.Member("at", Instant(row.Int(1)).ToIso());
                            out.Member("actor", row.Text(2));
                            out.Member("action", row.Text(3));
                            out.Member("subject_type", row.Text(4));
                            out.Member("subject_id", row.Id(5).ToString());
                            out.Member("cause", row.Text(6));
                            out.EndObject();
                            return Ok();
                          }));
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Accesses(Context& context, const http::Request& request) {
  const auto id = Uuid::Parse(request.FindQuery("person").value_or(""));
  if (!id) return Fail(kBadInput, "请指明人员", "从一人一档打开");
  const Scope& scope = ScopeOf(request);
  std::int64_t county = 0;
  const std::string bytes = id->ToBytes();
  TRY(context.store.Query(scope, "SELECT p.county_id FROM person p WHERE p.id = ?1 AND {scope:p}", {db::Blob{bytes}},
                          [&](const db::Row& row) {
                            county = row.Int(0);
                            return Ok();
                          }));
  if (county == 0) return Fail(kNotFound, "没有这个人，或不在您的范围内");
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  TRY(context.store.Query(scope,
                          "{shared}SELECT l.at, a.name, l.field, l.purpose FROM access_log l JOIN account a ON a.id = "
                          "l.account_id WHERE l.county_id = ?1 AND l.person_id = ?2 ORDER BY l.at DESC LIMIT 200",
                          {county, db::Blob{bytes}}, [&](const db::Row& row) {
                            out.BeginObject();
                            out.Member("at", Instant(row.Int(0)).ToIso());
                            out.Member("by", row.Text(1));
                            out.Member("field", row.Text(2));
                            out.Member("purpose", row.Text(3));
                            out.EndObject();
                            return Ok();
                          }));
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

}  // namespace

void AddAuditRoutes(http::Router& router, Context& context) {
  router.Describe(AuditShapes());
  Context* c = &context;
  router.Add({.method = "GET",
              .path = "/api/events",
              .permission = "audit.read",
              .summary = "事件链",
              .response_schema = "EventLineRows",
              .query = {{"chain", "单位的内部编号", true, "integer"}, {"before", "早于这个序号", false, "integer"}},
              .handler = [c](const http::Request& r) { return Events(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/audit/access",
              .permission = "audit.read",
              .summary = "谁看过这个人",
              .response_schema = "AccessRows",
              .query = {{"person", "人员编号", true, "uuid"}},
              .handler = [c](const http::Request& r) { return Accesses(*c, r); }});
}

}  // namespace gq::api
