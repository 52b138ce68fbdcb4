// unit add, list, close; account list, password, state, grant. The rules are those of the console:
// modules/org/administration.h.
#include <cstdio>

#include "apps/gangqiao/program.h"
#include "kits/json/writer.h"
#include "modules/org/administration.h"

namespace gq {

namespace {

Result<Unit> UnitByCode(Program& program, const cli::Invocation& given, std::string_view option) {
  const auto code = UnitCode::Parse(given.Get(option));
  if (!code) return Fail(kUsage, "--" + std::string(option) + " 须是 12 位单位代码");
  const auto unit = TRY(org::FindUnitByCode(*program.store, code->value()));
  if (!unit) return Fail(kNotFound, "没有代码是 " + given.Get(option) + " 的单位", "请核对代码");
  return *unit;
}

Result<std::optional<Date>> DayOf(const cli::Invocation& given, std::string_view option) {
  const std::string text = given.Get(option);
  if (text.empty()) return std::optional<Date>();
  const auto day = Date::Parse(text);
  if (!day) return Fail(kUsage, "--" + std::string(option) + " 须是 YYYY-MM-DD");
  return std::optional<Date>(*day);
}

// At once when nothing is said: yesterday was the last day.
Result<Date> LastDay(const Program& program, const cli::Invocation& given) {
  return TRY(DayOf(given, "to")).value_or(program.store->Now().DateInShanghai().AddDays(-1));
}

std::string Text(const std::optional<Date>& day) { return day ? day->ToString() : std::string("-"); }

Result<int> AddUnit(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  Unit unit;
  unit.kind = given.Get("kind");
  unit.name = given.Get("name");
  unit.parent_id = TRY(UnitByCode(program, given, "parent")).id;
  if (given.Has("code")) {
    const auto code = UnitCode::Parse(given.Get("code"));
    if (!code) return Fail(kUsage, "--code 须是 12 位代码");
    unit.code = code->value();
  }
  unit.valid_from = TRY(DayOf(given, "from"));
  unit.valid_to = TRY(DayOf(given, "to"));
  if (given.Has("employer")) {
    const std::string credit_code = given.Get("employer");
    TRY(program.store->Query(scope, "{shared}SELECT id FROM employer WHERE credit_code = ?1", {credit_code},
                             [&](const db::Row& row) {
                               unit.employer_id = row.Id(0);
                               return Ok();
                             }));
    if (unit.employer_id.IsNil())
      return Fail(kNotFound, "没有这个统一社会信用代码的用人单位", "请先导入或登记用人单位");
  }
  const Unit made = TRY(org::CreateUnit(*program.store, scope, std::move(unit)));
  std::fprintf(given.out, "%lld\n", static_cast<long long>(made.code));
  return cli::kDone;
}

Result<int> ListUnits(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto units = TRY(org::ListUnits(
      *program.store, scope,
      {.name = given.Get("name"), .kind = given.Get("kind"), .closed = given.Has("closed"), .rows_max = 100'000}));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& unit : units) {
    const Unit parent = TRY(org::GetUnit(*program.store, unit.parent_id));
    if (!given.Json()) {
      std::fprintf(given.out, "%lld\t%s\t%s\t%lld\t%s\t%s\n", static_cast<long long>(unit.code), unit.kind.c_str(),
                   unit.name.c_str(), static_cast<long long>(parent.code), Text(unit.valid_from).c_str(),
                   Text(unit.valid_to).c_str());
      continue;
    }
    out.BeginObject();
    out.Member("code", unit.code);
    out.Member("kind", unit.kind);
    out.Member("name", unit.name);
    out.Member("parent", parent.code);
    out.Member("valid_from", unit.valid_from ? std::optional(unit.valid_from->ToString()) : std::nullopt);
    out.Member("valid_to", unit.valid_to ? std::optional(unit.valid_to->ToString()) : std::nullopt);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  if (given.Json()) std::fprintf(given.out, "%s\n", std::move(out).Take().c_str());
  return cli::kDone;
}

Result<int> CloseUnit(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const Unit unit = TRY(UnitByCode(program, given, "unit"));
  const auto closed = TRY(org::CloseUnit(*program.store, scope, unit.id, unit.version, TRY(LastDay(program, given))));
  std::fprintf(given.err, "已停用，最后一天 %s\n", Text(closed.valid_to).c_str());
  return cli::kDone;
}

Status WriteAccount(Program& program, const cli::Invocation& given, const Account& account, json::Writer& out) {
  const Date today = program.store->Now().DateInShanghai();
  const Unit unit = TRY(org::GetUnit(*program.store, account.unit_id));
  std::string grants;
  out.BeginObject();
  out.Member("account", account.account);
  out.Member("name", account.name);
  out.Member("unit", unit.code);
  out.Member("state", account.state);
  out.Key("grants");
  out.BeginArray();
  for (const auto& grant : TRY(org::GrantsOfAccount(*program.store, account.id))) {
    if (grant.valid_to && *grant.valid_to < today) continue;
    const Unit range = TRY(org::GetUnit(*program.store, grant.unit_id));
    grants += (grants.empty() ? "" : " ") + grant.role + "@" + std::to_string(range.code) + "/" + grant.side;
    out.BeginObject();
    out.Member("role", grant.role);
    out.Member("unit", range.code);
    out.Member("side", grant.side);
    out.Member("valid_from", grant.valid_from ? std::optional(grant.valid_from->ToString()) : std::nullopt);
    out.Member("valid_to", grant.valid_to ? std::optional(grant.valid_to->ToString()) : std::nullopt);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  if (!given.Json()) {
    std::fprintf(given.out, "%s\t%s\t%lld\t%s\t%s\n", account.account.c_str(), account.name.c_str(),
                 static_cast<long long>(unit.code), account.state.c_str(), grants.empty() ? "-" : grants.c_str());
  }
  return Ok();
}

Result<int> ListAccounts(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  org::AccountFilter filter{.name = given.Get("name"), .state = given.Get("state"), .size = 200};
  if (given.Has("unit")) filter.unit_id = TRY(UnitByCode(program, given, "unit")).id;
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (std::int64_t seen = 0;; ++filter.page) {
    const auto page = TRY(org::ListAccounts(*program.store, scope, filter));
    for (const auto& account : page.rows) TRY(WriteAccount(program, given, account, out));
    seen += static_cast<std::int64_t>(page.rows.size());
    if (page.rows.empty() || seen >= page.total) break;
  }
  out.EndArray();
  out.EndObject();
  if (given.Json()) std::fprintf(given.out, "%s\n", std::move(out).Take().c_str());
  return cli::kDone;
}

Result<int> ResetPassword(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto account = TRY(org::GetAccount(*program.store, scope, given.Get("account")));
  const auto made = TRY(org::ResetPassword(*program.store, scope, program.hasher, account.id, account.version));
  std::fprintf(given.err, "一次性密码如下，只显示这一次；登录后须立即修改：\n");
  std::fprintf(given.out, "%s\n", made.password.c_str());
  return cli::kDone;
}

Result<int> SetState(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto account = TRY(org::GetAccount(*program.store, scope, given.Get("account")));
  TRY(org::SetAccountState(*program.store, scope, account.id, account.version, given.Get("state")));
  std::fprintf(given.err, "%s 现在是 %s\n", account.account.c_str(), given.Get("state").c_str());
  return cli::kDone;
}

Result<int> EndGrant(Program& program, const cli::Invocation& given, const Scope& scope, const Account& account,
                     const Grant& wanted, Date last_day) {
  const Date today = program.store->Now().DateInShanghai();
  for (const auto& grant : TRY(org::GrantsOfAccount(*program.store, account.id))) {
    const bool same = grant.role == wanted.role && grant.unit_id == wanted.unit_id && grant.side == wanted.side;
    if (!same || (grant.valid_to && *grant.valid_to < today)) continue;
    TRY(org::EndGrant(*program.store, scope, account.id, grant.id, grant.version, last_day));
    std::fprintf(given.err, "已结束，最后一天 %s\n", last_day.ToString().c_str());
    return cli::kDone;
  }
  return Fail(kNotFound, "没有这样的授权", "现有的授权见 gangqiao account list");
}

Result<int> ChangeGrant(Program& program, const cli::Invocation& given) {
  const Scope scope = TRY(ActingScope(program, given));
  const auto account = TRY(org::GetAccount(*program.store, scope, given.Get("account")));
  Grant grant;
  grant.account_id = account.id;
  grant.role = given.Get("role");
  grant.unit_id = TRY(UnitByCode(program, given, "unit")).id;
  grant.side = SideOf(given);
  if (given.Has("end")) return EndGrant(program, given, scope, account, grant, TRY(LastDay(program, given)));
  grant.valid_from = TRY(DayOf(given, "from"));
  grant.valid_to = TRY(DayOf(given, "to"));
  TRY(org::AddGrant(*program.store, scope, grant));
  std::fprintf(given.err, "已授权\n");
  return cli::kDone;
}

std::vector<cli::Option> With(std::vector<cli::Option> more) {
  auto options = StoreOptions();
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace

std::vector<StoreCommand> OrgCommands() {
  const cli::Option account{.name = "account", .value = "NAME", .help = "账号", .required = true};
  return {
      {{.path = {"unit", "add"},
        .summary = "新建区划之外的单位，打印它的代码",
        .options = With(
            {{.name = "kind", .value = "KIND", .help = "zone station office employer broker school", .required = true},
             {.name = "parent", .value = "CODE", .help = "上级区划的 12 位代码", .required = true},
             {.name = "name", .value = "NAME", .help = "名称", .required = true},
             {.name = "code", .value = "CODE", .help = "本地代码；默认取上级代码段里最高的空号"},
             {.name = "from", .value = "DATE", .help = "启用日"},
             {.name = "to", .value = "DATE", .help = "停用日"},
             {.name = "employer", .value = "CODE", .help = "kind 为 employer 时：用人单位的统一社会信用代码"}}),
        .positionals = {},
        .run = {}},
       nullptr,
       AddUnit},
      {{.path = {"unit", "list"},
        .summary = "列出管理范围内区划之外的单位",
        .options = With({{.name = "name", .value = "TEXT", .help = "名称的一部分"},
                         {.name = "kind", .value = "KIND", .help = "类别"},
                         {.name = "closed", .value = "", .help = "连同已停用的"}}),
        .positionals = {},
        .run = {}},
       nullptr,
       ListUnits},
      {{.path = {"unit", "close"},
        .summary = "停用区划之外的单位",
        .options = With({{.name = "unit", .value = "CODE", .help = "12 位代码", .required = true},
                         {.name = "to", .value = "DATE", .help = "最后一天；默认昨天，即立即停用"}}),
        .positionals = {},
        .run = {}},
       nullptr,
       CloseUnit},
      {{.path = {"account", "list"},
        .summary = "列出管理范围内的账号与授权",
        .options = With({{.name = "name", .value = "TEXT", .help = "账号或姓名的一部分"},
                         {.name = "unit", .value = "CODE", .help = "单位及其下级"},
                         {.name = "state", .value = "STATE", .help = "active locked closed"}}),
        .positionals = {},
        .run = {}},
       nullptr,
       ListAccounts},
      {{.path = {"account", "password"},
        .summary = "重置密码，打印一次性密码",
        .options = With({account}),
        .positionals = {},
        .run = {}},
       nullptr,
       ResetPassword},
      {{.path = {"account", "state"},
        .summary = "锁定、恢复或停用账号，结束它的全部会话",
        .options =
            With({account, {.name = "state", .value = "STATE", .help = "active locked closed", .required = true}}),
        .positionals = {},
        .run = {}},
       nullptr,
       SetState},
      {{.path = {"account", "grant"},
        .summary = "授权；--end 结束授权",
        .options =
            With({account,
                  {.name = "role", .value = "ROLE", .help = "角色", .required = true},
                  {.name = "unit", .value = "CODE", .help = "范围：12 位单位代码", .required = true},
                  {.name = "side", .value = "SIDE", .help = "home work both own；不写即 home，用人单位和经纪人 own"},
                  {.name = "from", .value = "DATE", .help = "自"},
                  {.name = "to", .value = "DATE", .help = "至；与 --end 同用时是最后一天，默认昨天"},
                  {.name = "end", .value = "", .help = "结束这项授权"}}),
        .positionals = {},
        .run = {}},
       nullptr,
       ChangeGrant},
  };
}

}  // namespace gq
