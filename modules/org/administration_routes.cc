// System administration: units outside the tree, accounts, grants, passwords. All rules are in administration.h.
#include <charconv>

#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/org/administration.h"
#include "modules/org/shapes.h"

namespace gq::api {

namespace {

// An internal id in the path; what is no number names nothing.
Result<std::int64_t> Number(const http::Request& request, std::string_view name) {
  const auto text = request.Param(name);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) {
    return Fail(kNotFound, "链接里的编号不对", "请从列表里重新打开");
  }
  return id;
}

Result<std::optional<Date>> DayOf(const json::Node& object, std::string_view name, std::optional<Date> fallback = {}) {
  if (!object.Has(name)) return fallback;
  const auto node = object.Find(name);
  if (!node) return std::optional<Date>();  // null: no limit
  return std::optional<Date>(TRY(node->Day()));
}

// At once when nothing is said: yesterday was the last day.
Result<Date> LastDay(Context& context, const json::Node& object) {
  const auto day = TRY(DayOf(object, "last_day"));
  return day.value_or(context.store.Now().DateInShanghai().AddDays(-1));
}

void WriteDays(json::Writer& out, const std::optional<Date>& from, const std::optional<Date>& to) {
  out.Member("valid_from", from ? std::optional(from->ToString()) : std::nullopt);
  out.Member("valid_to", to ? std::optional(to->ToString()) : std::nullopt);
}

Result<std::string> EmployerName(Context& context, const Uuid& id) {
  std::string name;
  const std::string bytes = id.ToBytes();
  TRY(context.store.Query(Scope::System("system:org"), "{shared}SELECT name FROM employer WHERE id = ?1",
                          {db::Blob{bytes}}, [&](const db::Row& row) {
                            name = row.String(0);
                            return Ok();
                          }));
  return name;
}

Status WriteUnit(Context& context, const Unit& unit, json::Writer& out) {
  const auto today = context.store.Now().DateInShanghai();
  std::int64_t accounts = 0;
  TRY(context.store.Query(Scope::System("system:org"),
                          "{shared}SELECT count(*) FROM account WHERE unit_id = ?1 AND state <> 'closed'", {unit.id},
                          [&](const db::Row& row) {
                            accounts = row.Int(0);
                            return Ok();
                          }));
  const auto parent = org::GetUnit(context.store, unit.parent_id);
  out.BeginObject();
  out.Member("id", unit.id);
  out.Member("code", unit.code);
  out.Member("kind", unit.kind);
  out.Member("name", unit.name);
  out.Member("parent_id", unit.parent_id);
  out.Member("parent_name", parent ? org::PlaceName(context.store, parent->code) : std::string());
  WriteDays(out, unit.valid_from, unit.valid_to);
  out.Member("open", org::IsInForce({}, unit.valid_to, today));
  out.Key("employer_id");
  if (unit.employer_id.IsNil())
    out.Null();
  else
    out.Text(unit.employer_id.ToString());
  out.Member("employer_name", unit.employer_id.IsNil() ? std::string() : TRY(EmployerName(context, unit.employer_id)));
  out.Member("accounts", accounts);
  out.Member("version", unit.version);
  out.EndObject();
  return Ok();
}

Result<http::Response> UnitAnswer(Context& context, const Unit& unit, int status = 200) {
  json::Writer out;
  TRY(WriteUnit(context, unit, out));
  return http::Response::Json(std::move(out).Take(), status);
}

Result<http::Response> Units(Context& context, const http::Request& request) {
  org::UnitFilter filter;
  filter.name = request.FindQuery("q").value_or("");
  filter.kind = request.FindQuery("kind").value_or("");
  filter.closed = request.FindQuery("closed").has_value();
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& unit : TRY(org::ListUnits(context.store, ScopeOf(request), filter)))
    TRY(WriteUnit(context, unit, out));
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

// For choosing: units of the tree too, a few of them, with their path.
Result<http::Response> FindUnits(Context& context, const http::Request& request) {
  org::UnitFilter filter;
  filter.name = request.FindQuery("q").value_or("");
  filter.divisions = true;
  filter.rows_max = 30;
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& unit : TRY(org::ListUnits(context.store, ScopeOf(request), filter))) {
    out.BeginObject();
    out.Member("id", unit.id);
    out.Member("code", unit.code);
    out.Member("kind", unit.kind);
    out.Member("name", unit.name);
    out.Member("path", org::PlaceName(context.store, unit.code));
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> AddUnit(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"kind", "parent_id", "name", "code", "valid_from", "valid_to", "employer_id"}));
  Unit unit;
  unit.kind = TRY(TRY(root.Get("kind")).Text(40));
  unit.parent_id = TRY(TRY(root.Get("parent_id")).Integer(1));
  unit.name = TRY(TRY(root.Get("name")).Text(300));
  if (const auto code = root.Find("code")) unit.code = TRY(code->Integer(110'000'000'000, 999'999'999'999));
  unit.valid_from = TRY(DayOf(root, "valid_from"));
  unit.valid_to = TRY(DayOf(root, "valid_to"));
  if (const auto id = root.Find("employer_id")) {
    const auto employer = Uuid::Parse(TRY(id->Text(36)));
    if (!employer) return id->Refuse("编号不对");
    unit.employer_id = *employer;
  }
  TRY(org::GetAdministered(context.store, ScopeOf(request), unit.parent_id));
  return UnitAnswer(context, TRY(org::CreateUnit(context.store, ScopeOf(request), std::move(unit))), 201);
}

Result<http::Response> EditUnit(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"version", "name", "valid_from", "valid_to", "employer_id"}));
  Unit unit = TRY(org::GetAdministered(context.store, ScopeOf(request), TRY(Number(request, "unit"))));
  unit.version = TRY(TRY(root.Get("version")).Integer(0));
  if (const auto name = root.Find("name")) unit.name = TRY(name->Text(300));
  unit.valid_from = TRY(DayOf(root, "valid_from", unit.valid_from));
  unit.valid_to = TRY(DayOf(root, "valid_to", unit.valid_to));
  if (root.Has("employer_id")) {
    unit.employer_id = Uuid();
    if (const auto id = root.Find("employer_id")) {
      const auto employer = Uuid::Parse(TRY(id->Text(36)));
      if (!employer) return id->Refuse("编号不对");
      unit.employer_id = *employer;
    }
  }
  return UnitAnswer(context, TRY(org::EditUnit(context.store, ScopeOf(request), unit)));
}

Result<http::Response> CloseUnit(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"version", "last_day"}));
  const auto version = TRY(TRY(document.root().Get("version")).Integer(0));
  const Date last_day = TRY(LastDay(context, document.root()));
  return UnitAnswer(
      context, TRY(org::CloseUnit(context.store, ScopeOf(request), TRY(Number(request, "unit")), version, last_day)));
}

// What may be handed out at a unit, so that a form offers nothing that would be refused.
Result<http::Response> RolesAt(Context& context, const http::Request& request) {
  const Unit unit = TRY(org::GetAdministered(context.store, ScopeOf(request), TRY(Number(request, "unit"))));
  const auto authority = TRY(org::AuthorityOf(context.store, ScopeOf(request)));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& role : org::Roles()) {
    std::vector<std::string_view> sides;
    for (const std::string_view side : {"home", "work", "both", "own"}) {
      if (org::FitsSide(role, side) && authority.MayGrant(role, unit, side)) sides.push_back(side);
    }
    if (sides.empty()) continue;
    out.BeginObject();
    out.Member("role", role.code);
    out.Key("sides");
    out.BeginArray();
    for (const auto side : sides) out.Text(side);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Status WriteGrant(Context& context, const org::Authority& authority, const Scope& scope, const Grant& grant,
                  json::Writer& out) {
  const auto unit = TRY(org::GetUnit(context.store, grant.unit_id));
  const org::Role* role = org::FindRole(grant.role);
  const Date today = context.store.Now().DateInShanghai();
  const bool over = grant.valid_to && *grant.valid_to < today;
  out.BeginObject();
  out.Member("id", grant.id);
  out.Member("role", grant.role);
  out.Member("role_label", role != nullptr ? role->zh : std::string_view());
  out.Member("unit_id", grant.unit_id);
  out.Member("unit_name", org::PlaceName(context.store, unit.code));
  out.Member("side", grant.side);
  WriteDays(out, grant.valid_from, grant.valid_to);
  out.Member("in_force", org::IsInForce(grant.valid_from, grant.valid_to, today));
  out.Member("over", over);
  const bool mine = scope.account_id != 0 && scope.account_id == grant.account_id;
  out.Member("may_end", !over && !mine && role != nullptr && authority.MayGrant(*role, unit, grant.side).has_value());
  out.Member("version", grant.version);
  out.EndObject();
  return Ok();
}

Status WriteAccount(Context& context, const org::Authority& authority, const Scope& scope, const Account& account,
                    json::Writer& out) {
  const auto unit = TRY(org::GetUnit(context.store, account.unit_id));
  const bool oneself = scope.account_id == account.id;
  out.BeginObject();
  out.Member("id", account.id);
  out.Member("account", account.account);
  out.Member("name", account.name);
  out.Member("unit_id", account.unit_id);
  out.Member("unit_name", org::PlaceName(context.store, unit.code));
  out.Member("state", account.state);
  out.Member("password_due", account.password_due.value_or(false));
  out.Member("created_at", account.created_at.ToIso());
  out.Member("version", account.version);
  out.Member("oneself", oneself);
  out.Member("may_manage", org::MayManage(context.store, authority, account).has_value());
  out.Key("grants");
  out.BeginArray();
  for (const auto& grant : TRY(org::GrantsOfAccount(context.store, account.id)))
    TRY(WriteGrant(context, authority, scope, grant, out));
  out.EndArray();
  out.EndObject();
  return Ok();
}

Result<http::Response> AccountAnswer(Context& context, const Scope& scope, std::int64_t id) {
  json::Writer out;
  TRY(WriteAccount(context, TRY(org::AuthorityOf(context.store, scope)), scope,
                   TRY(org::GetAccount(context.store, scope, id)), out));
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Accounts(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  org::AccountFilter filter;
  filter.name = request.FindQuery("q").value_or("");
  filter.state = request.FindQuery("state").value_or("");
  filter.unit_id = TRY(request.QueryInteger("unit", 0, 0, INT64_MAX));
  filter.page = TRY(request.QueryInteger("page", 1, 1, 100'000));
  filter.size = TRY(request.QueryInteger("size", 50, 1, 200));
  const auto page = TRY(org::ListAccounts(context.store, scope, filter));
  const auto authority = TRY(org::AuthorityOf(context.store, scope));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& account : page.rows) TRY(WriteAccount(context, authority, scope, account, out));
  out.EndArray();
  out.Member("total", page.total);
  out.Member("page", filter.page);
  out.Member("size", filter.size);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> AddAccount(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"account", "name", "unit_id", "grants"}));
  org::NewAccount wanted;
  wanted.account = TRY(TRY(root.Get("account")).Text(100));
  wanted.name = TRY(TRY(root.Get("name")).Text(150));
  wanted.unit_id = TRY(TRY(root.Get("unit_id")).Integer(1));
  if (const auto grants = root.Find("grants")) {
    for (const auto& node : TRY(grants->Items())) {
      TRY(node.OnlyMembers({"role", "unit_id", "side", "valid_from", "valid_to"}));
      org::NewAccount::Granted granted;
      granted.role = TRY(TRY(node.Get("role")).Text(40));
      granted.unit_id = TRY(TRY(node.Get("unit_id")).Integer(1));
      granted.side = TRY(TRY(node.Get("side")).Text(10));
      granted.valid_from = TRY(DayOf(node, "valid_from"));
      granted.valid_to = TRY(DayOf(node, "valid_to"));
      wanted.grants.push_back(std::move(granted));
    }
  }
  wanted.password = org::NewOneTimePassword();
  wanted.password_due = true;
  TRY(org::GetAdministered(context.store, ScopeOf(request), wanted.unit_id));
  const auto account = TRY(org::CreateAccount(context.store, ScopeOf(request), context.hasher, wanted));
  json::Writer out;
  out.BeginObject();
  out.Member("id", account.id);
  out.Member("version", account.version);
  out.Member("password", wanted.password);  // shown once, kept nowhere
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), 201);
}

Result<http::Response> EditAccount(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"version", "name", "unit_id"}));
  Account account = TRY(org::GetAccount(context.store, ScopeOf(request), TRY(Number(request, "account"))));
  account.version = TRY(TRY(root.Get("version")).Integer(0));
  if (const auto name = root.Find("name")) account.name = TRY(name->Text(150));
  if (const auto unit = root.Find("unit_id")) account.unit_id = TRY(unit->Integer(1));
  TRY(org::EditAccount(context.store, ScopeOf(request), account));
  return AccountAnswer(context, ScopeOf(request), account.id);
}

Result<http::Response> SetState(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"version", "state"}));
  const auto id = TRY(Number(request, "account"));
  TRY(org::GetAccount(context.store, ScopeOf(request), id));
  const auto version = TRY(TRY(document.root().Get("version")).Integer(0));
  const auto state = TRY(TRY(document.root().Get("state")).Text(20));
  TRY(org::SetAccountState(context.store, ScopeOf(request), id, version, state));
  return AccountAnswer(context, ScopeOf(request), id);
}

Result<http::Response> ResetPassword(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"version"}));
  const auto version = TRY(TRY(document.root().Get("version")).Integer(0));
  const auto made = TRY(
      org::ResetPassword(context.store, ScopeOf(request), context.hasher, TRY(Number(request, "account")), version));
  json::Writer out;
  out.BeginObject();
  out.Member("id", made.account.id);
  out.Member("version", made.account.version);
  out.Member("password", made.password);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> AddGrant(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"role", "unit_id", "side", "valid_from", "valid_to"}));
  Grant grant;
  grant.account_id = TRY(Number(request, "account"));
  grant.role = TRY(TRY(root.Get("role")).Text(40));
  grant.unit_id = TRY(TRY(root.Get("unit_id")).Integer(1));
  grant.side = TRY(TRY(root.Get("side")).Text(10));
  grant.valid_from = TRY(DayOf(root, "valid_from"));
  grant.valid_to = TRY(DayOf(root, "valid_to"));
  TRY(org::GetAccount(context.store, ScopeOf(request), grant.account_id));
  TRY(org::AddGrant(context.store, ScopeOf(request), grant));
  return AccountAnswer(context, ScopeOf(request), grant.account_id);
}

Result<http::Response> EndGrant(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"version", "last_day"}));
  const auto id = TRY(Number(request, "account")), grant = TRY(Number(request, "grant"));
  const auto version = TRY(TRY(document.root().Get("version")).Integer(0));
  TRY(org::EndGrant(context.store, ScopeOf(request), id, grant, version, TRY(LastDay(context, document.root()))));
  return AccountAnswer(context, ScopeOf(request), id);
}

Result<http::Response> ChangePassword(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"old_password", "new_password"}));
  const auto old_password = TRY(TRY(document.root().Get("old_password")).Text(1024));
  const auto new_password = TRY(TRY(document.root().Get("new_password")).Text(1024));
  const auto& session = static_cast<const SignedIn*>(request.principal())->session;
  TRY(org::ChangeOwnPassword(context.store, session, context.hasher, old_password, new_password));
  return http::Response::Empty();
}

}  // namespace

void AddAdministrationRoutes(http::Router& router, Context& context) {
  router.Describe(AdministrationShapes());
  Context* c = &context;
  using Answer = Result<http::Response>;
  const auto add = [&](http::Route route, Answer (*handler)(Context&, const http::Request&)) {
    route.permission = org::kAdministers;
    route.handler = [c, handler](const http::Request& r) { return handler(*c, r); };
    router.Add(std::move(route));
  };
  router.Add({.method = "POST",
              .path = "/api/session/password",
              .permission = std::string(http::kSignedIn),
              .summary = "修改自己的密码",
              .request_schema = "PasswordChange",
              .success = 204,
              .body_bytes_max = 4096,
              .handler = [c](const http::Request& r) { return ChangePassword(*c, r); }});
  add({.method = "GET",
       .path = "/api/units",
       .summary = "区划之外的单位",
       .response_schema = "OutsideUnitRows",
       .query = {{"q", "名称的一部分"}, {"kind", "类别"}, {"closed", "连同已停用的", false, "=1"}}},
      Units);
  add({.method = "GET",
       .path = "/api/units/find",
       .summary = "选单位：管理范围内的区划和单位",
       .response_schema = "UnitHitRows",
       .query = {{"q", "名称的一部分"}}},
      FindUnits);
  add({.method = "POST",
       .path = "/api/units",
       .summary = "新建单位",
       .request_schema = "OutsideUnitNew",
       .response_schema = "OutsideUnit",
       .success = 201},
      AddUnit);
  add({.method = "PATCH",
       .path = "/api/units/{unit}",
       .summary = "改单位",
       .request_schema = "OutsideUnitEdit",
       .response_schema = "OutsideUnit"},
      EditUnit);
  add({.method = "POST",
       .path = "/api/units/{unit}/close",
       .summary = "停用单位",
       .request_schema = "Ending",
       .response_schema = "OutsideUnit"},
      CloseUnit);
  add({.method = "GET",
       .path = "/api/units/{unit}/roles",
       .summary = "在这个单位可以授予的角色",
       .response_schema = "GrantableRoleRows"},
      RolesAt);
  add({.method = "GET",
       .path = "/api/accounts",
       .summary = "账号",
       .response_schema = "AccountPage",
       .query = {{"q", "账号或姓名的一部分"},
                 {"state", "状态"},
                 {"unit", "单位及其下级", false, "integer"},
                 {"page", "从 1 起", false, "integer"},
                 {"size", "1–200", false, "integer"}}},
      Accounts);
  add({.method = "POST",
       .path = "/api/accounts",
       .summary = "新建账号，答复里有一次性密码",
       .request_schema = "AccountNew",
       .response_schema = "OneTimePassword",
       .success = 201},
      AddAccount);
  add({.method = "GET", .path = "/api/accounts/{account}", .summary = "账号与授权", .response_schema = "AccountFile"},
      [](Context& context, const http::Request& r) -> Answer {
        return AccountAnswer(context, ScopeOf(r), TRY(Number(r, "account")));
      });
  add({.method = "PATCH",
       .path = "/api/accounts/{account}",
       .summary = "改姓名或单位",
       .request_schema = "AccountEdit",
       .response_schema = "AccountFile"},
      EditAccount);
  add({.method = "POST",
       .path = "/api/accounts/{account}/state",
       .summary = "锁定、恢复、停用",
       .request_schema = "AccountState",
       .response_schema = "AccountFile"},
      SetState);
  add({.method = "POST",
       .path = "/api/accounts/{account}/password",
       .summary = "重置密码，答复里有一次性密码",
       .request_schema = "VersionSeen",
       .response_schema = "OneTimePassword"},
      ResetPassword);
  add({.method = "POST",
       .path = "/api/accounts/{account}/grants",
       .summary = "授权",
       .request_schema = "GrantNew",
       .response_schema = "AccountFile"},
      AddGrant);
  add({.method = "POST",
       .path = "/api/accounts/{account}/grants/{grant}/end",
       .summary = "结束授权",
       .request_schema = "Ending",
       .response_schema = "AccountFile"},
      EndGrant);
}

}  // namespace gq::api
