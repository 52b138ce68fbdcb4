// 补贴经办: claims, their steps, evidence, decisions and why; the rules; work over many claims.
#include <filesystem>
#include <unordered_map>

#include "kits/crypto/bytes.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/list_page.h"
#include "modules/api/context.h"
#include "modules/claims/claim_json.h"
#include "modules/claims/entitlements.h"
#include "modules/claims/evidence.h"
#include "modules/claims/explain.h"
#include "modules/claims/jobs.h"
#include "modules/claims/notices.h"
#include "modules/claims/shapes.h"
#include "modules/claims/sides.h"
#include "modules/org/words.h"

namespace gq::api {

namespace fs = std::filesystem;

void WriteObjection(json::Writer& out, Store& store, const NoticeObjection& objection) {
  out.BeginObject();
  out.Member("id", objection.id.ToString());
  out.Member("claim_id", objection.claim_id.ToString());
  out.Member("said_by", objection.said_by.Reveal());
  out.Member("text", objection.text.Reveal());
  out.Member("received_on", objection.received_on->ToString());
  out.Member("state", objection.state);
  out.Member("answer", objection.answer);
  out.Member("answered_by", objection.answered_by.empty() ? "" : org::NameOfActor(store, objection.answered_by));
  out.Member("answered_on", objection.answered_on ? std::optional(objection.answered_on->ToString()) : std::nullopt);
  out.EndObject();
}

Result<std::vector<Uuid>> ReadIds(const json::Node& root, std::string_view key) {
  std::vector<Uuid> ids;
  const auto list = root.Find(key);
  if (!list) return ids;
  for (const auto& item : TRY(list->Items())) {
    const auto id = Uuid::Parse(TRY(item.Text(60)));
    if (!id) return item.Refuse("编号不对");
    ids.push_back(*id);
  }
  return ids;
}

std::string ClaimTemporaryPath(std::string_view ending) {
  return (fs::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)) + std::string(ending)))
      .string();
}

namespace {

Date Today(Context& context) { return context.store.Now().DateInShanghai(); }

// A village sees no account (D7), only who pays does.
void WriteRow(json::Writer& out, Context& context, const Scope& scope, const subsidies::Rules& rules,
              const SubsidyClaim& claim, int mask_level) {
  const bool pays = scope.everything || scope.May("subsidies.pay");
  WriteRecord(out, kSubsidyClaim, &claim, mask_level,
              [&](const Field& field) { return pays || field.name != "payee_account"; });
  out.Member("claimant_name", claims::NameOfClaimant(context.store, claim));
  const auto rule = rules.find(claim.rule);
  out.Member("rule_title", rule == rules.end() ? claim.rule : rule->second.title);
  out.Member("region_name", org::PlaceName(context.store, claim.home_code, 3));
  out.Member("handled_at", claims::AtDestination(claim)
                               ? std::optional(org::PlaceName(context.store, claims::PlaceOfHandling(claim)))
                               : std::nullopt);
}

// Filters of the record type, and handled_here=true: what this officer's side reviews, shows, approves and pays.
Result<ListQuery> ReadClaimQuery(const Scope& scope, const QueryParams& params) {
  ListQuery query = TRY(ParseListQuery(kSubsidyClaim, params, {"handled_here"}));
  for (const auto& [name, value] : params) {
    if (name != "handled_here" || value.empty()) continue;
    if (value != "true") return Fail(kBadInput, "这个条件的值不对：" + value, "只能是 true");
    query.extra = claims::HandledHereSql(scope);
  }
  return query;
}

Result<http::Response> ListClaims(Context& context, const http::Request& request) {
  const Scope scope = claims::ClaimScope(ScopeOf(request));
  const auto query = TRY(ReadClaimQuery(scope, request.query()));
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto write = [&](json::Writer& out, const SubsidyClaim& claim) {
    out.BeginObject();
    WriteRow(out, context, scope, *rules, claim, 1);
    out.EndObject();
  };
  return http::Response::Json(
      TRY(WritePage(context.store, query, TRY(List<SubsidyClaim>(context.store, scope, query)), write)));
}

Result<http::Response> CountClaims(Context& context, const http::Request& request) {
  const Scope scope = claims::ClaimScope(ScopeOf(request));
  const auto count = TRY(CountList(context.store, scope, TRY(ReadClaimQuery(scope, request.query()))));
  return http::Response::Json("{\"count\":" + std::to_string(count) + ",\"exact\":true}");
}

Result<http::Response> ListEntitlements(Context& context, const http::Request& request) {
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto all =
      TRY(claims::EntitlementsOf(context.store, ScopeOf(request), TRY(IdParam(request)), *rules, Today(context)));
  const auto text_or_null = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& one : all) {
    out.BeginObject();
    out.Member("rule", one.rule);
    out.Member("title", one.title);
    out.Member("outcome", one.outcome);
    out.Member("amount_fen", one.amount_fen);
    out.Member("reason", one.reason);
    out.Member("basis", text_or_null(one.basis));
    out.Member("missing", one.missing);
    out.Member("period", one.period ? std::optional(one.period->ToString()) : std::nullopt);
    out.Member("payer", one.payer);
    out.Member("pool", one.pool);
    out.Member("claim_id", one.claim_id.IsNil() ? std::nullopt : std::optional(one.claim_id.ToString()));
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

void WriteSteps(json::Writer& out, Context& context, const std::vector<ClaimStep>& steps) {
  out.Key("steps");
  out.BeginArray();
  for (const auto& step : steps) {
    out.BeginObject();
    out.Member("action", step.action);
    out.Member("from_state", step.from_state);
    out.Member("to_state", step.to_state);
    out.Member("note", step.note);
    out.Member("actor", org::NameOfActor(context.store, step.actor));
    const auto unit = step.unit_id == 0 ? Result<Unit>(Unit()) : org::GetUnit(context.store, step.unit_id);
    out.Member("unit_name", unit ? unit->name : std::string());
    out.Member("created_at", step.created_at.ToIso());
    out.EndObject();
  }
  out.EndArray();
}

Status WriteLedger(json::Writer& out, Context& context, const SubsidyClaim& claim) {
  const std::string id = claim.id.ToBytes();
  out.Key("ledger");
  out.BeginArray();
  for (const auto& entry : TRY(context.store.Select<LedgerEntry>(
           Scope::System("system:claims"), "p.county_id = ?1 AND p.claim_id = ?2 ORDER BY p.created_at, p.id",
           {claim.county_id, db::Blob{id}}))) {
    out.BeginObject();
    out.Member("id", entry.id.ToString());
    out.Member("entry", entry.entry);
    out.Member("as_of", entry.as_of->ToString());
    out.Member("rule_version", entry.rule_version);
    out.Member("outcome", entry.outcome);
    out.Member("amount_fen", entry.amount->value());
    out.Member("payer", entry.payer);
    out.Member("pool", entry.pool);
    out.Member("reason", entry.reason);
    out.Member("missing", entry.missing);
    out.Member("actor", org::NameOfActor(context.store, entry.actor));
    out.Member("created_at", entry.created_at.ToIso());
    out.Member("input_hash", entry.input_hash);
    out.Member("result_hash", entry.result_hash);
    out.EndObject();
  }
  out.EndArray();
  return Ok();
}

void WriteOverlaps(json::Writer& out, const std::vector<claims::Overlap>& overlaps) {
  out.Key("overlaps");
  out.BeginArray();
  for (const auto& one : overlaps) {
    out.BeginObject();
    out.Member("claim_id", one.claim_id.IsNil() ? std::nullopt : std::optional(one.claim_id.ToString()));
    out.Member("rule", one.rule);
    out.Member("title", one.title);
    out.Member("state", one.state);
    out.Member("period", one.period);
    out.Member("place", one.place);
    out.Member("amount_fen", one.amount_fen);
    out.Member("elsewhere", one.elsewhere);
    out.Member("same_kind", one.same_kind);
    out.Member("given", one.given);
    out.EndObject();
  }
  out.EndArray();
}

// Months are the home's.
Status WriteMonthDecision(json::Writer& out, Context& context, const Scope& scope, const SubsidyClaim& claim) {
  out.Key("month_decision");
  const bool home = scope.everything || scope.SeesHome(claim.home_code);
  const auto decided = home ? TRY(claims::DecidedInMonth(context.store, claim)) : std::nullopt;
  if (!decided) {
    out.Null();
    return Ok();
  }
  out.BeginObject();
  out.Member("period", decided->period.ToString());
  out.Member("outcome", decided->outcome);
  out.Member("amount_fen", decided->amount_fen);
  out.EndObject();
  return Ok();
}

void WriteTexts(json::Writer& out, std::string_view key, const std::vector<std::string>& texts) {
  out.Key(key);
  out.BeginArray();
  for (const auto& text : texts) out.Text(text);
  out.EndArray();
}

Result<http::Response> ShowClaim(Context& context, const Scope& whole, const Uuid& id, int status = 200) {
  const Scope scope = claims::ClaimScope(whole);
  const auto claim = TRY(context.store.Get<SubsidyClaim>(scope, id));
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto steps = claims::StepsOf(context.store, claim);
  json::Writer out;
  out.BeginObject();
  WriteRow(out, context, scope, *rules, claim, 2);
  WriteSteps(out, context, steps);
  out.Key("actions");
  out.BeginArray();
  for (const auto* row : claims::Open(scope, claim, claims::EarlierHands(claim, steps))) {
    out.BeginObject();
    out.Member("action", row->action);
    out.Member("needs_note", row->needs_note);
    out.EndObject();
  }
  out.EndArray();
  out.Key("evidence");
  out.BeginArray();
  for (const auto& evidence : TRY(claims::EvidenceOf(context.store, claim))) {
    out.BeginObject();
    WriteRecord(out, kClaimEvidence, &evidence, 2);
    org::WriteWords(out, context.store, kClaimEvidence, &evidence);
    out.EndObject();
  }
  out.EndArray();
  const auto rule = rules->find(claim.rule);
  WriteTexts(out, "documents",
             rule == rules->end() ? std::vector<std::string>() : claims::DocumentsOf(rule->second, claim));
  WriteTexts(out, "missing_documents", TRY(claims::MissingDocuments(context.store, claim, *rules, Today(context))));
  TRY(WriteLedger(out, context, claim));
  WriteOverlaps(out, TRY(claims::Overlaps(context.store, scope, claim, *rules)));
  TRY(WriteMonthDecision(out, context, scope, claim));
  out.Key("objections");
  out.BeginArray();
  for (const auto& objection : TRY(claims::ObjectionsOf(context.store, claim)))
    WriteObjection(out, context.store, objection);
  out.EndArray();
  out.Member("handled_here", claims::Handles(scope, claim));
  out.Member("editable", claims::IsEditable(claim.state) && scope.May("subsidies.apply"));
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), status);
}

Result<http::Response> TakeStep(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"action", "note", "version"}));
  const std::string action = TRY(TRY(root.Get("action")).Text(40));
  const auto note = root.Find("note");
  const std::string words = note ? TRY(note->Text(500)) : std::string();
  const Uuid id = TRY(IdParam(request));
  TRY(claims::Step(context.store, ScopeOf(request), id, action, words, TRY(TRY(root.Get("version")).Integer()),
                   Today(context)));
  return ShowClaim(context, ScopeOf(request), id);
}

Result<claims::NewEvidence> EvidenceFrom(std::string_view document, std::string_view name, std::string_view note,
                                         std::string_view valid_to) {
  claims::NewEvidence evidence{std::string(document), std::string(name), std::string(note), {}};
  if (!valid_to.empty()) {
    evidence.valid_to = Date::Parse(valid_to);
    if (!evidence.valid_to) return Fail(kBadInput, "有效期不对", "应如 2027-06-30");
  }
  return evidence;
}

Result<http::Response> UploadEvidence(Context& context, const http::Request& request) {
  if (!request.upload()) return Fail(kBadInput, "没有收到文件");
  const auto evidence =
      TRY(EvidenceFrom(request.FindQuery("document").value_or(""), request.FindQuery("name").value_or(""),
                       request.FindQuery("note").value_or(""), request.FindQuery("valid_to").value_or("")));
  const Uuid id = TRY(IdParam(request));
  TRY(claims::AddFile(context.store, ScopeOf(request), context.data_folder, id, evidence, request.upload()->path));
  return ShowClaim(context, ScopeOf(request), id, 201);
}

Result<http::Response> SeePaper(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"document", "note", "valid_to"}));
  const auto text = [&](std::string_view key) -> Result<std::string> {
    const auto node = root.Find(key);
    return node ? TRY(node->Text(500)) : std::string();
  };
  const auto evidence = TRY(EvidenceFrom(TRY(text("document")), "", TRY(text("note")), TRY(text("valid_to"))));
  const Uuid id = TRY(IdParam(request));
  TRY(claims::AddPaper(context.store, ScopeOf(request), id, evidence));
  return ShowClaim(context, ScopeOf(request), id, 201);
}

Result<http::Response> EvidenceFile(Context& context, const http::Request& request) {
  const std::string path = ClaimTemporaryPath(".evidence");
  const auto evidence = TRY(claims::OpenEvidence(context.store, ScopeOf(request), context.data_folder,
                                                 TRY(IdParam(request)), TRY(IdParam(request, "evidence")), path));
  return http::Response::File(path, evidence.media_type, evidence.name.empty() ? evidence.document : evidence.name,
                              true);
}

Result<http::Response> Explain(Context& context, const http::Request& request) {
  const Scope scope = claims::ClaimScope(ScopeOf(request));
  const auto claim = TRY(context.store.Get<SubsidyClaim>(scope, TRY(IdParam(request))));
  Uuid entry_id = claim.decision_id;
  if (const auto asked = request.FindQuery("entry")) {
    const auto id = Uuid::Parse(*asked);
    if (!id) return Fail(kNotFound, "没有这一笔核定");
    entry_id = *id;
  }
  if (entry_id.IsNil()) return Fail(kNotFound, "这件申请还没有核定", "请先按“核定”");
  const auto entry = TRY(context.store.Get<LedgerEntry>(Scope::System("system:claims"), entry_id));
  if (entry.claim_id != claim.id) return Fail(kNotFound, "没有这一笔核定");
  const auto replayed = TRY(claims::Replay(context.store, scope, entry_id));
  json::Writer out;
  out.BeginObject();
  out.Member("entry_id", entry.id.ToString());
  out.Member("claim_id", claim.id.ToString());
  out.Member("as_of", entry.as_of->ToString());
  out.Member("outcome", entry.outcome);
  out.Member("amount_fen", entry.amount->value());
  out.Member("reason", entry.reason.substr(0, entry.reason.find("。依据：")));
  out.Member("missing", entry.missing);
  out.Member("same_input", replayed.same_input);
  out.Member("same_result", replayed.same_result);
  out.Member("input_hash", entry.input_hash);
  out.Member("model_hash", entry.model_hash);
  out.Member("parameters_hash", entry.parameters_hash);
  out.Member("result_hash", entry.result_hash);
  // Names of an employer's staff are the home side's to know (D7).
  const auto name_of = [&](const std::string& person) -> std::string {
    const auto id = Uuid::Parse(person);
    const auto found = id ? context.store.Get<Person>(scope, *id) : Result<Person>(Fail(kNotFound, ""));
    return found ? found->name : std::string();
  };
  claims::WriteExplanation(
      out, replayed, [&](std::int64_t code) { return org::PlaceName(context.store, code); }, name_of);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

claims::PlaceName CountyNames(Context& context) {
  return [&context](std::int64_t code) { return org::PlaceName(context.store, code, 3); };
}

Result<http::Response> ListRules(Context& context) {
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& [id, rule] : *rules) {
    out.BeginObject();
    claims::WriteRule(out, rule, CountyNames(context));
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> ShowRule(Context& context, const http::Request& request) {
  const auto rules = TRY(subsidies::CurrentRules(context.store));
  const auto rule = rules->find(std::string(request.Param("rule")));
  if (rule == rules->end()) return Fail(kNotFound, "没有这条规则");
  json::Writer out;
  out.BeginObject();
  claims::WriteRule(out, rule->second, CountyNames(context));
  TRY(claims::WriteGrid(out, rule->second));
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> StartJob(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"kind", "rule", "as_of"}));
  const std::string kind = TRY(TRY(root.Get("kind")).Text(20));
  if (kind != "decide" && kind != "propose") return TRY(root.Get("kind")).Refuse("没有这种任务");
  const auto rule = root.Find("rule");
  const Date as_of = TRY(root.FindDay("as_of")).value_or(Today(context));
  const Uuid job = TRY(claims::Submit(context.jobs, scope, kind, rule ? TRY(rule->Text(20)) : std::string(), as_of));
  return http::Response::Json("{\"job_id\":\"" + job.ToString() + "\"}", 202);
}

void AddEvidenceRoutes(http::Router& router, Context* c) {
  router.Add({.method = "POST",
              .path = "/api/claims/{id}/evidence",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "上传申请材料",
              .response_schema = "ClaimFile",
              .success = 201,
              .query = {{"document", "材料名称", true},
                        {"name", "文件名", true},
                        {"note", "说明"},
                        {"valid_to", "有效期至", false, "date"}},
              .body_bytes_max = static_cast<std::uint64_t>(claims::kEvidenceBytesMax) + 1,
              .upload = true,
              .handler = [c](const http::Request& r) { return UploadEvidence(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/claims/{id}/papers",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "登记已核对的纸质原件",
              .request_schema = "PaperSeen",
              .response_schema = "ClaimFile",
              .success = 201,
              .handler = [c](const http::Request& r) { return SeePaper(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/claims/{id}/evidence/{evidence}",
              .permission = "subsidies.read",
              .mask_level = 2,
              .summary = "看申请材料",
              .response_content = "application/octet-stream",
              .handler = [c](const http::Request& r) { return EvidenceFile(*c, r); }});
  router.Add({.method = "DELETE",
              .path = "/api/claims/{id}/evidence/{evidence}",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "撤下申请材料",
              .response_schema = "ClaimFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Uuid id = TRY(IdParam(r));
                TRY(claims::RemoveEvidence(c->store, ScopeOf(r), id, TRY(IdParam(r, "evidence"))));
                return ShowClaim(*c, ScopeOf(r), id);
              }});
}

void AddRuleRoutes(http::Router& router, Context* c) {
  router.Add({.method = "GET",
              .path = "/api/people/{id}/entitlements",
              .permission = "subsidies.read",
              .mask_level = 2,
              .summary = "一个人能领什么：核定过的，和今天可能可领的",
              .response_schema = "EntitlementRows",
              .handler = [c](const http::Request& r) { return ListEntitlements(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/subsidy-rules",
              .permission = "subsidies.read",
              .summary = "补贴规则",
              .response_schema = "SubsidyRuleRows",
              .handler = [c](const http::Request&) { return ListRules(*c); }});
  router.Add({.method = "GET",
              .path = "/api/subsidy-rules/{rule}",
              .permission = "subsidies.read",
              .summary = "一项补贴规则和它的决策表",
              .response_schema = "SubsidyRuleGrid",
              .handler = [c](const http::Request& r) { return ShowRule(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/claims/jobs",
              .permission = "subsidies.review.county",
              .summary = "批量核定，或从登记册提议",
              .request_schema = "ClaimsJob",
              .response_schema = "JobStarted",
              .success = 202,
              .handler = [c](const http::Request& r) { return StartJob(*c, r); }});
}

}  // namespace

void AddClaimRoutes(http::Router& router, Context& context) {
  router.Describe(ClaimShapes());
  Context* c = &context;
  const std::vector<http::QueryParameter> own = {{"handled_here", "只要本方经办的", false, "=true"}};
  router.Add({.method = "GET",
              .path = "/api/claims",
              .permission = "subsidies.read",
              .summary = "补贴申请",
              .response_schema = "ClaimRowPage",
              .query = ListParameters(kSubsidyClaim, own),
              .handler = [c](const http::Request& r) { return ListClaims(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/claims/count",
              .permission = "subsidies.read",
              .summary = "补贴申请数",
              .response_schema = "Count",
              .query = FilterParameters(kSubsidyClaim, own),
              .handler = [c](const http::Request& r) { return CountClaims(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/claims",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "登记补贴申请",
              .request_schema = "ClaimCreate",
              .response_schema = "ClaimFile",
              .success = 201,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto claim = TRY(claims::Create(c->store, ScopeOf(r), document.root(), c->codes));
                return ShowClaim(*c, ScopeOf(r), claim.id, 201);
              }});
  router.Add({.method = "GET",
              .path = "/api/claims/{id}",
              .permission = "subsidies.read",
              .mask_level = 2,
              .summary = "一件补贴申请",
              .response_schema = "ClaimFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return ShowClaim(*c, ScopeOf(r), TRY(IdParam(r)));
              }});
  router.Add({.method = "PATCH",
              .path = "/api/claims/{id}",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "更正补贴申请",
              .request_schema = "ClaimEdit",
              .response_schema = "ClaimFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto claim = TRY(claims::Edit(c->store, ScopeOf(r), TRY(IdParam(r)), document.root(), c->codes));
                return ShowClaim(*c, ScopeOf(r), claim.id);
              }});
  router.Add({.method = "POST",
              .path = "/api/claims/{id}/steps",
              .permission = "subsidies.apply|subsidies.review.village|subsidies.review.county|subsidies.approve",
              .mask_level = 2,
              .summary = "提交、审核、退回、审批、追回",
              .request_schema = "ClaimStepTaken",
              .response_schema = "ClaimFile",
              .handler = [c](const http::Request& r) { return TakeStep(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/claims/{id}/decision",
              .permission = "subsidies.apply",
              .mask_level = 2,
              .summary = "按规则核定",
              .response_schema = "ClaimFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Uuid id = TRY(IdParam(r));
                TRY(claims::DecideNow(c->store, ScopeOf(r), id, Today(*c)));
                return ShowClaim(*c, ScopeOf(r), id);
              }});
  router.Add({.method = "GET",
              .path = "/api/claims/{id}/explanation",
              .permission = "subsidies.read",
              .mask_level = 2,
              .summary = "为什么这样核定",
              .response_schema = "Explanation",
              .query = {{"entry", "台账里的一笔核定；不写为最近一笔", false, "uuid"}},
              .handler = [c](const http::Request& r) { return Explain(*c, r); }});
  AddEvidenceRoutes(router, c);
  AddRuleRoutes(router, c);
}

}  // namespace gq::api
