// 测算: what a changed number of a rule would cost, and who would get more or less.
#include "kits/store/list_page.h"
#include "kits/store/record_json.h"
#include "modules/api/context.h"
#include "modules/claims/deciding.h"
#include "modules/employers/model.h"
#include "modules/people/model.h"
#include "modules/what_if/shapes.h"
#include "modules/what_if/what_if.h"

namespace gq::api {

namespace {

constexpr const char* kPermission = "rules.draft";

std::string PlaceOf(Context& context, std::string_view county) {
  const std::string code(county);
  if (code.empty()) return "县不明";
  const std::string name = org::PlaceName(context.store, std::atoll((code + "000000").c_str()), 3);
  return name.empty() ? code : name;
}

// "县级…资金/433124" -> "县级…资金（花垣县）"
std::string PoolName(Context& context, const std::string& pool) {
  const auto slash = pool.find('/');
  if (slash == std::string::npos) return pool.empty() ? "未写资金池" : pool;
  return pool.substr(0, slash) + "（" + PlaceOf(context, std::string_view(pool).substr(slash + 1)) + "）";
}

// Of the drafts only which they were: [{"id", "rule"}].
Status WriteDrafts(json::Writer& out, const WhatIf& asked) {
  out.Key("drafts");
  out.BeginArray();
  if (!asked.drafts.empty()) {
    const auto document = TRY(json::Parse(asked.drafts, {.bytes_max = std::size_t{16} << 20}));
    for (const auto& item : TRY(document.root().Items())) {
      out.BeginObject();
      for (const char* key : {"id", "rule"}) out.Member(key, TRY(TRY(item.Get(key)).Text(60)));
      out.EndObject();
    }
  }
  out.EndArray();
  return Ok();
}

Status WriteLine(json::Writer& out, Context& context, const Scope& scope, const WhatIf& asked) {
  std::string state = asked.state;
  if (state == "running" && !asked.job_id.IsNil()) {
    const auto job = context.jobs.Get(scope, asked.job_id);
    if (job && (job->state == "failed" || job->state == "cancelled")) state = "failed";
  }
  out.Member("id", asked.id.ToString());
  out.Member("title", asked.title);
  out.Member("as_of", asked.as_of ? std::optional(asked.as_of->ToString()) : std::nullopt);
  out.Member("basis", asked.basis);
  out.Key("changes");
  out.Raw(asked.changes);
  TRY(WriteDrafts(out, asked));
  out.Member("state", state);
  out.Member("job_id", asked.job_id.IsNil() ? std::nullopt : std::optional(asked.job_id.ToString()));
  out.Member("claims", asked.claims);
  out.Member("before_fen", asked.before ? std::optional(asked.before->value()) : std::nullopt);
  out.Member("after_fen", asked.after ? std::optional(asked.after->value()) : std::nullopt);
  out.Member("winners", asked.winners);
  out.Member("losers", asked.losers);
  const auto unit = org::GetUnit(context.store, asked.unit_id);
  out.Member("unit_name", unit ? unit->name : std::string());
  out.Member("created_by", org::NameOfActor(context.store, asked.created_by));
  out.Member("created_at", asked.created_at.ToIso());
  return Ok();
}

// The kept figures, each line with its label.
Status WriteFigures(json::Writer& out, Context& context, const std::string& result) {
  const auto document = TRY(json::Parse(result, {.bytes_max = std::size_t{16} << 20}));
  const auto root = document.root();
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto label = [&](std::string_view list, const std::string& key) -> std::string {
    if (list == "by_rule") {
      const auto rule = rules->find(key);
      return rule == rules->end() ? key : rule->second.title;
    }
    if (list == "by_county") return PlaceOf(context, key);
    if (list == "by_pool") return PoolName(context, key);
    return key.empty() ? "日期不明" : key;
  };
  out.BeginObject();
  for (const char* key : {"before", "after"}) out.Member(key, TRY(TRY(root.Get(key)).Integer()));
  for (const char* list : {"by_rule", "by_county", "by_month", "by_pool"}) {
    out.Key(list);
    out.BeginArray();
    for (const auto& item : TRY(TRY(root.Get(list)).Items())) {
      const std::string key = TRY(TRY(item.Get("key")).Text(200));
      out.BeginObject();
      out.Member("key", key);
      out.Member("label", label(list, key));
      for (const char* figure : {"before_fen", "after_fen", "before", "after"})
        out.Member(figure, TRY(TRY(item.Get(figure)).Integer()));
      if (std::string_view(list) == "by_pool") {
        for (const char* figure : {"waiting", "waiting_fen"}) out.Member(figure, TRY(TRY(item.Get(figure)).Integer()));
        const auto budget = item.Find("budget_fen"), day = item.Find("exhausted_on");
        out.Member("budget_fen", budget ? std::optional(TRY(budget->Integer())) : std::nullopt);
        out.Member("exhausted_on", day ? std::optional(TRY(day->Text(20))) : std::nullopt);
      }
      out.EndObject();
    }
    out.EndArray();
  }
  out.EndObject();
  return Ok();
}

Result<http::Response> Start(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto question = TRY(
      what_if::QuestionFrom(context.store, ScopeOf(request), document.root(), context.store.Now().DateInShanghai()));
  const auto asked = TRY(what_if::Ask(context.store, context.jobs, ScopeOf(request), question));
  return http::Response::Json("{\"id\":\"" + asked.id.ToString() + "\",\"job_id\":\"" + asked.job_id.ToString() + "\"}",
                              202);
}

Result<http::Response> ListQuestions(Context& context, const http::Request& request) {
  const auto query = TRY(ParseListQuery(kWhatIf, request.query(), {}));
  const Scope& scope = ScopeOf(request);
  return http::Response::Json(TRY(WritePage(context.store, query, TRY(List<WhatIf>(context.store, scope, query)),
                                            [&](json::Writer& out, const WhatIf& asked) -> Status {
                                              out.BeginObject();
                                              TRY(WriteLine(out, context, scope, asked));
                                              out.EndObject();
                                              return Ok();
                                            })));
}

Result<http::Response> Show(Context& context, const http::Request& request) {
  const auto asked = TRY(context.store.Get<WhatIf>(ScopeOf(request), TRY(IdParam(request))));
  json::Writer out;
  out.BeginObject();
  TRY(WriteLine(out, context, ScopeOf(request), asked));
  out.Key("figures");
  if (asked.result.empty())
    out.Null();
  else
    TRY(WriteFigures(out, context, asked.result));
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

// Of one question that the reader's units asked; about people whom the reader sees.
Result<ListQuery> NamesQuery(Context& context, const http::Request& request) {
  const Uuid id = TRY(IdParam(request));
  TRY(context.store.Get<WhatIf>(ScopeOf(request), id));
  QueryParams params = request.query();
  params.emplace_back("what_if_id", id.ToString());
  return ParseListQuery(kWhatIfRow, params, {});
}

std::string NameOf(Context& context, const Scope& home, const WhatIfRow& row) {
  if (row.claimant_id.IsNil()) {
    const auto employer =
        context.store.Find<Employer>(Scope::System("system:what_if"), "p.credit_code = ?1", {row.credit_code});
    return employer && *employer ? (*employer)->name : row.credit_code;
  }
  const auto person = context.store.Get<Person>(home, row.claimant_id);
  return person ? person->name : std::string();
}

Result<http::Response> ListNames(Context& context, const http::Request& request) {
  const Scope home = ScopeOf(request).HomeSide();
  const auto query = TRY(NamesQuery(context, request));
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto write = [&](json::Writer& out, const WhatIfRow& row) {
    out.BeginObject();
    WriteRecord(out, kWhatIfRow, &row, 1);
    out.Member("name", NameOf(context, home, row));
    const auto rule = rules->find(row.rule);
    out.Member("rule_title", rule == rules->end() ? row.rule : rule->second.title);
    out.Member("region_name", org::PlaceName(context.store, row.home_code, 3));
    out.EndObject();
  };
  return http::Response::Json(
      TRY(WritePage(context.store, query, TRY(List<WhatIfRow>(context.store, home, query)), write)));
}

Result<http::Response> CountNames(Context& context, const http::Request& request) {
  const auto query = TRY(NamesQuery(context, request));
  const auto count = TRY(CountList(context.store, ScopeOf(request).HomeSide(), query));
  return http::Response::Json("{\"count\":" + std::to_string(count) + ",\"exact\":true}");
}

}  // namespace

void AddWhatIfRoutes(http::Router& router, Context& context) {
  router.Describe(WhatIfShapes());
  Context* c = &context;
  router.Add({.method = "POST",
              .path = "/api/what-ifs",
              .permission = kPermission,
              .summary = "测算：改几个数会怎样",
              .request_schema = "WhatIfAsked",
              .response_schema = "WhatIfStarted",
              .success = 202,
              .handler = [c](const http::Request& r) { return Start(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/what-ifs",
              .permission = kPermission,
              .summary = "做过的测算",
              .response_schema = "WhatIfLinePage",
              .query = ListParameters(kWhatIf),
              .handler = [c](const http::Request& r) { return ListQuestions(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/what-ifs/{id}",
              .permission = kPermission,
              .summary = "一次测算和它的结果",
              .response_schema = "WhatIfFile",
              .handler = [c](const http::Request& r) { return Show(*c, r); }});
  router.Add({.method = "DELETE",
              .path = "/api/what-ifs/{id}",
              .permission = kPermission,
              .summary = "删去一次测算和它的名单",
              .success = 204,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                TRY(what_if::Remove(c->store, ScopeOf(r), TRY(IdParam(r))));
                return http::Response::Empty();
              }});
  router.Add({.method = "GET",
              .path = "/api/what-ifs/{id}/people",
              .permission = kPermission,
              .summary = "测算的名单：现在或改后可发的、结论不同的",
              .response_schema = "WhatIfNamePage",
              .query = ListParameters(kWhatIfRow),
              .handler = [c](const http::Request& r) { return ListNames(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/what-ifs/{id}/people/count",
              .permission = kPermission,
              .summary = "测算名单的件数",
              .response_schema = "Count",
              .query = FilterParameters(kWhatIfRow),
              .handler = [c](const http::Request& r) { return CountNames(*c, r); }});
}

}  // namespace gq::api
