// 规则草案: edit a decision table, check it, count whom each row is about, take the files out.
#include "base/text.h"
#include "kits/json/writer.h"
#include "kits/store/list_page.h"
#include "modules/api/context.h"
#include "modules/claims/deciding.h"
#include "modules/claims/explain.h"
#include "modules/org/service.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/rule_drafts/population.h"
#include "modules/rule_drafts/publishing.h"
#include "modules/rule_drafts/shapes.h"
#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/overlay.h"

namespace gq::api {

namespace {

constexpr const char* kPermission = "rules.draft";

std::string TitleOf(const subsidies::Rules& rules, const std::string& id) {
  const auto rule = rules.find(id);
  return rule == rules.end() ? id : rule->second.title;
}

// Six digits as a name; empty for none.
std::string CountyName(Context& context, const std::string& county) {
  return county.empty() ? std::string() : org::PlaceName(context.store, std::stoll(county) * 1'000'000, 3);
}

void WriteLine(json::Writer& out, Context& context, const subsidies::Rules& rules, const RuleDraft& draft) {
  out.Member("id", draft.id.ToString());
  out.Member("rule", draft.rule);
  out.Member("rule_title", TitleOf(rules, draft.rule));
  out.Member("base_version", draft.base_version);
  out.Member("new_version", draft.new_version);
  out.Member("starts_on", draft.starts_on ? std::optional(draft.starts_on->ToString()) : std::nullopt);
  out.Member("note", draft.note);
  out.Member("state", draft.state);
  out.Member("county", draft.county);
  out.Member("county_name", CountyName(context, draft.county));
  out.Member("table_changed", rule_drafts::TableChanged(draft));
  out.Member("version", draft.version);
  const auto unit = org::GetUnit(context.store, draft.unit_id);
  out.Member("unit_name", unit ? unit->name : std::string());
  out.Member("created_by", org::NameOfActor(context.store, draft.created_by));
  out.Member("updated_at", draft.updated_at.ToIso());
}

void WriteCheck(json::Writer& out, const subsidies::RuleCheck& check) {
  std::int64_t errors = 0;
  for (const auto& finding : check.findings) errors += finding.error ? 1 : 0;
  out.BeginObject();
  out.Member("errors", errors);
  out.Member("cases", static_cast<std::int64_t>(check.cases));
  out.Key("findings");
  out.BeginArray();
  for (const auto& finding : check.findings) {
    out.BeginObject();
    out.Member("file", finding.file);
    out.Member("kind", finding.kind);
    out.Member("message", finding.message);
    out.Member("error", finding.error);
    out.Member("row", static_cast<std::int64_t>(finding.row));
    out.Member("column", static_cast<std::int64_t>(finding.column));
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
}

void WriteHeads(json::Writer& out, const char* key, const std::vector<subsidies::GridHead>& heads) {
  out.Key(key);
  out.BeginArray();
  for (const auto& head : heads) {
    out.BeginObject();
    out.Member("name", head.name);
    out.Member("label", head.label);
    out.Member("type", head.type);
    out.Member("allowed", head.allowed);
    out.EndObject();
  }
  out.EndArray();
}

void WriteCells(json::Writer& out, const char* key, const std::vector<std::string>& cells) {
  out.Key(key);
  out.BeginArray();
  for (const auto& cell : cells) out.Text(cell);
  out.EndArray();
}

void WriteAdded(json::Writer& out, const RuleDraft& draft) {
  out.Key("added");
  out.BeginArray();
  for (const auto& value : rule_drafts::AddedOf(draft)) {
    out.BeginObject();
    out.Member("parameter", value.parameter);
    out.Member("value", value.value);
    out.Member("from", value.from ? std::optional(value.from->ToString()) : std::nullopt);
    out.Member("article", value.article);
    out.Member("document", value.document);
    out.EndObject();
  }
  out.EndArray();
}

// Whose own the values may be, and whether the reader may publish the draft.
void WritePublishing(json::Writer& out, Context& context, const Scope& scope, const subsidies::Rules& rules,
                     const RuleDraft& draft) {
  const std::string own = rule_drafts::CountyOfUnit(context.store, draft.unit_id).value_or(std::string());
  out.Member("own_county", own);
  out.Member("own_county_name", CountyName(context, own));
  const Status may = rule_drafts::MayPublish(scope, rules, draft);
  out.Member("may_publish", may.has_value());
  out.Member("may_not_publish", may ? std::string() : may.error().message + "。" + may.error().hint);
  const auto write = [&](const char* key, const auto& word) {
    out.Key(key);
    out.BeginArray();
    for (const auto name : Split(draft.authors, ';'))
      if (!name.empty()) out.Text(word(std::string(name)));
    out.EndArray();
  };
  write("authors", [](const std::string& name) { return name; });
  write("author_names", [&](const std::string& name) { return org::NameOfActor(context.store, name); });
}

Result<http::Response> FileOf(Context& context, const Scope& scope, const RuleDraft& draft, int status = 200) {
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto rule = rules->find(draft.rule);
  if (rule == rules->end()) return Fail(kNotFound, "规则 " + draft.rule + " 已不在", "请删去这份草案");
  const auto grid = TRY(subsidies::ReadGrid(draft.model));
  json::Writer out;
  out.BeginObject();
  WriteLine(out, context, *rules, draft);
  out.Member("article", rule->second.article);
  out.Member("document", rule->second.document);
  out.Member("article_text", rule->second.article_text);
  out.Member("hit_policy", grid.hit_policy);
  WriteHeads(out, "inputs", grid.inputs);
  WriteHeads(out, "outputs", grid.outputs);
  WriteHeads(out, "annotations", grid.annotations);
  out.Key("rows");
  out.BeginArray();
  for (const auto& row : grid.rows) {
    out.BeginObject();
    out.Member("id", row.id);
    WriteCells(out, "when", row.when);
    WriteCells(out, "then", row.then);
    WriteCells(out, "notes", row.notes);
    out.EndObject();
  }
  out.EndArray();
  claims::WriteParameters(out, rule->second, [&](std::int64_t code) { return org::PlaceName(context.store, code, 3); });
  WriteAdded(out, draft);
  out.Key("check");
  // What is published already was checked then.
  WriteCheck(out, draft.state == "published"
                      ? subsidies::RuleCheck()
                      : TRY(rule_drafts::CheckAs(scope, *rules, draft, context.store.Now().DateInShanghai())));
  out.Member("cases", TRY(rule_drafts::CasesOf(*rules, draft)));
  WritePublishing(out, context, scope, *rules, draft);
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), status);
}

Result<RuleDraft> DraftOf(Context& context, const http::Request& request) {
  return context.store.Get<RuleDraft>(ScopeOf(request), TRY(IdParam(request)));
}

Result<http::Response> ListDrafts(Context& context, const http::Request& request) {
  const auto query = TRY(ParseListQuery(kRuleDraft, request.query(), {}));
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto write = [&](json::Writer& out, const RuleDraft& draft) {
    out.BeginObject();
    WriteLine(out, context, *rules, draft);
    out.EndObject();
  };
  return http::Response::Json(
      TRY(WritePage(context.store, query, TRY(List<RuleDraft>(context.store, ScopeOf(request), query)), write)));
}

Result<http::Response> Create(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"rule"}));
  const std::string rule = TRY(TRY(root.Get("rule")).Text(20));
  return FileOf(context, ScopeOf(request), TRY(rule_drafts::Create(context.store, ScopeOf(request), rule)), 201);
}

Result<http::Response> Save(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  const auto edit = TRY(rule_drafts::EditFrom(root));
  const Uuid id = TRY(IdParam(request));
  const auto version = TRY(TRY(root.Get("version")).Integer(0));
  return FileOf(context, ScopeOf(request), TRY(rule_drafts::Save(context.store, ScopeOf(request), id, version, edit)));
}

// The draft as it would be, not kept.
Result<http::Response> CheckEdit(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto edit = TRY(rule_drafts::EditFrom(document.root()));
  const auto draft = TRY(DraftOf(context, request));
  json::Writer out;
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  WriteCheck(out, TRY(rule_drafts::CheckAs(ScopeOf(request), *rules, TRY(rule_drafts::Edited(draft, edit)),
                                           context.store.Now().DateInShanghai())));
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> AskHits(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"basis", "as_of"}));
  const std::string basis = TRY(rule_drafts::BasisFrom(root));
  const Date as_of = TRY(root.FindDay("as_of")).value_or(context.store.Now().DateInShanghai());
  const auto draft = TRY(DraftOf(context, request));
  const Uuid job = TRY(rule_drafts::SubmitHits(context.jobs, ScopeOf(request), draft, basis, as_of));
  return http::Response::Json("{\"job_id\":\"" + job.ToString() + "\"}", 202);
}

Result<std::int64_t> VersionFrom(const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"version"}));
  return TRY(root.Get("version")).Integer(0);
}

void WritePublication(json::Writer& out, Context& context, const RulePublication& one) {
  out.BeginObject();
  out.Member("id", one.id.ToString());
  out.Member("seq", one.seq);
  out.Member("rule", one.rule);
  out.Member("rule_version", one.rule_version);
  out.Member("kind", one.kind);
  out.Member("county_name", CountyName(context, one.county));
  out.Member("starts_on", one.starts_on ? std::optional(one.starts_on->ToString()) : std::nullopt);
  out.Member("terms", one.kind == subsidies::kNewVersion ? std::string() : one.terms);
  out.Member("article", one.article);
  out.Member("document", one.document);
  out.Member("note", one.note);
  std::string names;
  for (const auto name : Split(one.drafted_by, ';'))
    names += (names.empty() ? "" : "、") + org::NameOfActor(context.store, std::string(name));
  out.Member("drafted_by", names);
  out.Member("approved_by", org::NameOfActor(context.store, one.approved_by));
  out.Member("hash", one.hash);
  out.Member("published_at", one.published_at.ToIso());
  out.EndObject();
}

Result<http::Response> ListPublications(Context& context, const http::Request& request) {
  const auto query = TRY(ParseListQuery(kRulePublication, request.query(), {}));
  const auto write = [&](json::Writer& out, const RulePublication& one) { WritePublication(out, context, one); };
  return http::Response::Json(
      TRY(WritePage(context.store, query, TRY(List<RulePublication>(context.store, ScopeOf(request), query)), write)));
}

void AddPublishingRoutes(http::Router& router, Context* c) {
  router.Add({.method = "POST",
              .path = "/api/rule-drafts/{id}/propose",
              .permission = kPermission,
              .summary = "送审：检查无误的草案，请另一人复核发布",
              .request_schema = "DraftStep",
              .response_schema = "RuleDraftFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto id = TRY(IdParam(r));
                return FileOf(*c, ScopeOf(r), TRY(rule_drafts::Propose(c->store, ScopeOf(r), id, TRY(VersionFrom(r)))));
              }});
  router.Add({.method = "POST",
              .path = "/api/rule-drafts/{id}/return",
              .permission = kPermission,
              .summary = "退回起草",
              .request_schema = "DraftStep",
              .response_schema = "RuleDraftFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto id = TRY(IdParam(r));
                return FileOf(*c, ScopeOf(r), TRY(rule_drafts::Return(c->store, ScopeOf(r), id, TRY(VersionFrom(r)))));
              }});
  router.Add({.method = "POST",
              .path = "/api/rule-drafts/{id}/publish",
              .permission = "rules.publish",
              .summary = "复核并发布送审的草案；起草、送审的人不能办",
              .request_schema = "DraftStep",
              .response_schema = "RulePublicationLine",
              .success = 201,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto id = TRY(IdParam(r));
                json::Writer out;
                WritePublication(out, *c, TRY(rule_drafts::Publish(c->store, ScopeOf(r), id, TRY(VersionFrom(r)))));
                return http::Response::Json(std::move(out).Take(), 201);
              }});
  router.Add({.method = "GET",
              .path = "/api/rule-publications",
              .permission = "subsidies.read",
              .summary = "在系统里发布过的规则",
              .response_schema = "RulePublicationLinePage",
              .query = ListParameters(kRulePublication),
              .handler = [c](const http::Request& r) { return ListPublications(*c, r); }});
}

void AddFileRoutes(http::Router& router, Context* c) {
  router.Add({.method = "GET",
              .path = "/api/rule-drafts/{id}/rule.dmn",
              .permission = kPermission,
              .summary = "草案的决策表，交给 policy check、policy publish",
              .response_content = "application/xml",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto rules = TRY(subsidies::CurrentRules(c->store));
                auto files = TRY(rule_drafts::FilesOf(*rules, TRY(DraftOf(*c, r))));
                return http::Response::Bytes(std::move(files.model), "application/xml", "rule.dmn");
              }});
  router.Add({.method = "GET",
              .path = "/api/rule-drafts/{id}/rule.toml",
              .permission = kPermission,
              .summary = "草案的条款与参数，交给 policy check、policy publish",
              .response_content = "application/toml",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto rules = TRY(subsidies::CurrentRules(c->store));
                const auto draft = TRY(DraftOf(*c, r));
                auto files = TRY(rule_drafts::FilesOf(*rules, draft));
                if (!draft.county.empty())
                  return http::Response::Bytes(std::move(files.county), "application/toml", draft.county + ".toml");
                return http::Response::Bytes(std::move(files.terms), "application/toml", "rule.toml");
              }});
}

}  // namespace

void AddRuleDraftRoutes(http::Router& router, Context& context) {
  router.Describe(RuleDraftShapes());
  Context* c = &context;
  router.Add({.method = "POST",
              .path = "/api/rule-drafts",
              .permission = kPermission,
              .summary = "从施行的版本起草",
              .request_schema = "RuleDraftNew",
              .response_schema = "RuleDraftFile",
              .success = 201,
              .handler = [c](const http::Request& r) { return Create(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/rule-drafts",
              .permission = kPermission,
              .summary = "规则草案",
              .response_schema = "RuleDraftLinePage",
              .query = ListParameters(kRuleDraft),
              .handler = [c](const http::Request& r) { return ListDrafts(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/rule-drafts/{id}",
              .permission = kPermission,
              .summary = "一份规则草案",
              .response_schema = "RuleDraftFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return FileOf(*c, ScopeOf(r), TRY(DraftOf(*c, r)));
              }});
  router.Add({.method = "PATCH",
              .path = "/api/rule-drafts/{id}",
              .permission = kPermission,
              .summary = "保存草案",
              .request_schema = "RuleDraftEdit",
              .response_schema = "RuleDraftFile",
              .handler = [c](const http::Request& r) { return Save(*c, r); }});
  router.Add({.method = "DELETE",
              .path = "/api/rule-drafts/{id}",
              .permission = kPermission,
              .summary = "删去草案",
              .success = 204,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                TRY(rule_drafts::Remove(c->store, ScopeOf(r), TRY(IdParam(r))));
                return http::Response::Empty();
              }});
  router.Add({.method = "POST",
              .path = "/api/rule-drafts/{id}/check",
              .permission = kPermission,
              .summary = "检查改动，不保存：类型、空档、重叠、永不成立的行、法定界限、算例",
              .request_schema = "RuleDraftEdit",
              .response_schema = "DraftCheck",
              .handler = [c](const http::Request& r) { return CheckEdit(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/rule-drafts/{id}/hits",
              .permission = kPermission,
              .summary = "保存的草案各行命中多少件",
              .request_schema = "HitsAsked",
              .response_schema = "JobStarted",
              .success = 202,
              .handler = [c](const http::Request& r) { return AskHits(*c, r); }});
  AddFileRoutes(router, c);
  AddPublishingRoutes(router, c);
}

}  // namespace gq::api
