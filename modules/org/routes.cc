// Sign-in and regions.
#include "kits/crypto/password.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/org/roles.h"
#include "modules/org/shapes.h"

namespace gq::api {

namespace {

std::string SessionJson(Context& context, const org::Session& session) {
  json::Writer out;
  out.BeginObject();
  out.Member("account", session.account.account);
  out.Member("name", session.account.name);
  const auto unit = org::GetUnit(context.store, session.account.unit_id);
  out.Key("unit");
  out.BeginObject();
  out.Member("id", session.account.unit_id);
  out.Member("name", unit ? unit->name : std::string());
  out.Member("kind", unit ? unit->kind : std::string());
  out.Member("code", unit ? unit->code : std::int64_t{0});
  out.EndObject();
  out.Key("grants");
  out.BeginArray();
  for (const auto& grant : session.grants) {
    const auto granted = org::GetUnit(context.store, grant.unit_id);
    const org::Role* role = org::FindRole(grant.role);
    out.BeginObject();
    out.Member("role", grant.role);
    out.Member("role_label", role != nullptr ? role->zh : std::string_view());
    out.Member("unit_id", grant.unit_id);
    out.Member("unit_name", granted ? granted->name : std::string());
    out.Member("side", grant.side);
    out.EndObject();
  }
  out.EndArray();
  out.Key("permissions");
  out.BeginArray();
  for (const auto& permission : session.scope.permissions) out.Text(permission);
  out.EndArray();
  out.Member("password_due", session.account.password_due.value_or(false));
  out.Member("demo", context.demo);
  out.EndObject();
  return std::move(out).Take();
}

Result<http::Response> SignIn(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"account", "password"}));
  const auto account = TRY(TRY(root.Get("account")).Text(100));
  const auto password = TRY(TRY(root.Get("password")).Text(1024));
  const auto session = TRY(org::SignIn(context.store, context.hasher, account, password));
  return http::Response::Json(SessionJson(context, session))
      .SetCookie({.name = std::string(kSessionCookie), .value = session.token, .max_age_seconds = 43200});
}

struct RegionCounts {
  std::int64_t people = 0, on_post = 0, task = 0, retention = 0, visit = 0;
};

Result<RegionCounts> CountRange(Context& context, const Scope& scope, CodeRange range) {
  RegionCounts counts;
  const Scope narrowed = scope.Within(range);
  if (narrowed.home.empty() && narrowed.work.empty()) return counts;
  // Who is registered here is counted all along; who works here is looked up by the place of work.
  TRY(context.store.Query(narrowed,
                          narrowed.work.empty()
                              ? "SELECT p.employment, p.list, CAST(SUM(p.n) AS BIGINT) FROM person_count p WHERE "
                                "{scope:p} GROUP BY p.employment, p.list"
                              : "SELECT COALESCE(p.employment, ''), COALESCE(p.list, ''), count(*) FROM person p WHERE "
                                "{scope:p} GROUP BY p.employment, p.list",
                          {}, [&](const db::Row& row) {
                            counts.people += row.Int(2);
                            if (row.Text(0) == "on_post") counts.on_post += row.Int(2);
                            if (row.Text(1) == "task") counts.task += row.Int(2);
                            if (row.Text(1) == "retention") counts.retention += row.Int(2);
                            if (row.Text(1) == "visit") counts.visit += row.Int(2);
                            return Ok();
                          }));
  return counts;
}

Status WriteRegion(Context& context, const Scope& scope, const Unit& unit, json::Writer& out) {
  const auto counts = TRY(CountRange(context, scope, org::RangeOf(unit)));
  std::int64_t fresh = 0;
  if (unit.kind == "county" || unit.kind == "zone") {
    TRY(context.store.Query(scope,
                            "{shared}SELECT COALESCE(max(at), 0) FROM event WHERE chain = ?1 AND seq = (SELECT seq "
                            "FROM chain_head WHERE chain = ?1)",
                            {unit.id}, [&](const db::Row& row) {
                              fresh = row.Int(0);
                              return Ok();
                            }));
  }
  out.BeginObject();
  out.Member("id", unit.id);
  out.Member("code", unit.code);
  out.Member("name", unit.name);
  out.Member("kind", unit.kind);
  out.Member("people", counts.people);
  out.Member("on_post", counts.on_post);
  out.Member("task", counts.task);
  out.Member("retention", counts.retention);
  out.Member("visit", counts.visit);
  out.Key("fresh_at");
  if (fresh == 0)
    out.Null();
  else
    out.Text(Instant(fresh).ToIso());
  out.Member("has_children",
             unit.kind == "province" || unit.kind == "city" || unit.kind == "county" || unit.kind == "township");
  out.EndObject();
  return Ok();
}

bool Overlaps(const Scope& scope, CodeRange range) {
  if (scope.everything) return true;
  for (const auto* side : {&scope.home, &scope.work}) {
    for (const auto& own : *side) {
      if (own.low <= range.high && range.low <= own.high) return true;
    }
  }
  return false;
}

bool IsDivision(const std::string& kind) {
  return kind == "province" || kind == "city" || kind == "county" || kind == "township" || kind == "village";
}

Result<http::Response> Regions(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto parent = TRY(request.QueryInteger("parent", 0, 0, INT64_MAX));
  std::vector<Unit> units;
  if (parent != 0) {
    const auto of = TRY(org::GetUnit(context.store, parent));
    if (!Overlaps(scope, org::RangeOf(of))) return Fail(kForbidden, "这个地区不在您的范围内");
    units = TRY(org::ListChildren(context.store, parent));
  } else if (scope.everything) {
    units = TRY(org::ListChildren(context.store, 0));
  } else {
    for (const auto id : scope.units) units.push_back(TRY(org::GetUnit(context.store, id)));
  }
  json::Writer out;
  out.BeginObject();
  for (const bool inside : {true, false}) {
    out.Key(inside ? "rows" : "outside");
    out.BeginArray();
    for (const auto& unit : units) {
      if (IsDivision(unit.kind) == inside && Overlaps(scope, org::RangeOf(unit)))
        TRY(WriteRegion(context, scope, unit, out));
    }
    out.EndArray();
  }
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> RegionPath(Context& context, const http::Request& request) {
  std::int64_t id = 0;
  for (const char c : request.Param("id")) {
    if (c < '0' || c > '9' || id > 1'000'000'000'000) return Fail(kNotFound, "没有这个地区");
    id = id * 10 + (c - '0');
  }
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& unit : TRY(org::PathOf(context.store, id))) {
    out.BeginObject();
    out.Member("id", unit.id);
    out.Member("name", unit.name);
    out.Member("kind", unit.kind);
    out.Member("code", unit.code);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> FindRegions(Context& context, const http::Request& request) {
  const auto q = request.FindQuery("q");
  if (!q || q->empty()) return Fail(kBadInput, "请输入地名");
  std::string pattern = "%";
  for (const char c : *q) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += '%';
  const Scope& scope = ScopeOf(request);
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  int shown = 0;
  TRY(context.store.Query(
      scope, "{shared}SELECT id, code, kind, name FROM unit WHERE name LIKE ?1 ESCAPE '\\' ORDER BY code LIMIT 2000",
      {pattern}, [&](const db::Row& row) {
        const std::int64_t code = row.Int(1);
        if (shown >= 20 || !(scope.SeesHome(code) || scope.SeesWork(code) || request.FindQuery("all"))) return Ok();
        ++shown;
        out.BeginObject();
        out.Member("id", row.Int(0));
        out.Member("code", code);
        out.Member("name", row.Text(3));
        out.Member("kind", row.Text(2));
        out.Member("path", org::PlaceName(context.store, code));
        out.EndObject();
        return Ok();
      }));
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> DemoAccounts(Context& context) {
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  if (context.demo) {
    const auto lease = TRY(MaintenanceAccess(context.store).database().Read());
    TRY(
        lease->ForEach("SELECT a.account, a.name, u.name, (SELECT min(g.role) FROM account_grant g WHERE g.account_id "
                       "= a.id) FROM account a JOIN unit u ON u.id = a.unit_id ORDER BY a.id",
                       {}, [&](const db::Row& row) {
                         const org::Role* role = org::FindRole(row.Text(3));
                         out.BeginObject();
                         out.Member("account", row.Text(0));
                         out.Member("password", "gangqiao-demo");
                         out.Member("name", row.Text(1));
                         out.Member("role_label", role != nullptr ? role->zh : std::string_view());
                         out.Member("unit_name", row.Text(2));
                         out.EndObject();
                         return Ok();
                       }));
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

}  // namespace

void AddOrgRoutes(http::Router& router, Context& context) {
  router.Describe(OrgShapes());
  Context* c = &context;
  const std::string open(http::kPublic), signed_in(http::kSignedIn);
  router.Add({.method = "POST",
              .path = "/api/session",
              .permission = open,
              .summary = "登录",
              .request_schema = "SignIn",
              .response_schema = "Session",
              .body_bytes_max = 4096,
              .handler = [c](const http::Request& r) { return SignIn(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/session",
              .permission = signed_in,
              .summary = "我是谁",
              .response_schema = "Session",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return http::Response::Json(SessionJson(*c, static_cast<const SignedIn*>(r.principal())->session));
              }});
  router.Add({.method = "DELETE",
              .path = "/api/session",
              .permission = signed_in,
              .summary = "退出",
              .success = 204,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                TRY(org::SignOut(c->store, static_cast<const SignedIn*>(r.principal())->session.token));
                return http::Response::Empty().SetCookie(
                    {.name = std::string(kSessionCookie), .value = "x", .max_age_seconds = -1});
              }});
  router.Add({.method = "GET",
              .path = "/api/demo-accounts",
              .permission = open,
              .summary = "演示账号",
              .response_schema = "DemoAccountRows",
              .handler = [c](const http::Request&) { return DemoAccounts(*c); }});
  router.Add({.method = "GET",
              .path = "/api/regions",
              .permission = signed_in,
              .summary = "地区树与人数",
              .response_schema = "Regions",
              .query = {{"parent", "上级单位的内部编号", false, "integer"}},
              .handler = [c](const http::Request& r) { return Regions(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/regions/find",
              .permission = signed_in,
              .summary = "按名字找地区",
              .response_schema = "RegionHitRows",
              .query = {{"q", "地名的一部分", true}, {"all", "不限于自己的范围", false, "=1"}},
              .handler = [c](const http::Request& r) { return FindRegions(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/regions/{id}/path",
              .permission = signed_in,
              .summary = "从省到本级",
              .response_schema = "RegionStepRows",
              .handler = [c](const http::Request& r) { return RegionPath(*c, r); }});
}

}  // namespace gq::api
