// 匹配方案 and 岗位推荐: plans, offers with their steps, suggestions, job cards.
#include "kits/codes/code_tables.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/list_page.h"
#include "modules/api/context.h"
#include "modules/jobs/jobs.h"
#include "modules/offers/job_card.h"
#include "modules/offers/offers.h"
#include "modules/offers/plan.h"
#include "modules/offers/plan_view.h"
#include "modules/offers/shapes.h"
#include "modules/offers/view.h"

namespace gq::api {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kIdsMax = 1000;

Result<Response> StartPlan(Context& context, const Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"as_of", "objective", "scheme"}));
  offers::PlanOptions options;
  options.as_of = TRY(root.FindDay("as_of")).value_or(context.store.Now().DateInShanghai());
  for (const auto& [name, table, slot] :
       {std::tuple{"objective", "match_objective", &options.objective}, {"scheme", "match_scheme", &options.scheme}}) {
    const auto node = root.Find(name);
    if (!node) continue;
    *slot = TRY(node->Text(20));
    if (FindCodeTable(table)->Find(*slot) == nullptr) return node->Refuse("没有这一种", "请从下拉表中选择");
  }
  const auto plan = TRY(offers::StartPlan(context.store, context.jobs, ScopeOf(request), options));
  return Response::Json("{\"id\":\"" + plan.id.ToString() + "\",\"job_id\":\"" + plan.job_id.ToString() + "\"}", 202);
}

Result<Response> ListPlans(Context& context, const Request& request) {
  const auto query = TRY(ParseListQuery(kMatchPlan, request.query(), {}));
  const Scope& scope = ScopeOf(request);
  return Response::Json(TRY(WritePage(context.store, query, TRY(List<MatchPlan>(context.store, scope, query)),
                                      [&](json::Writer& out, const MatchPlan& plan) {
                                        return offers::WritePlan(out, context.store, context.jobs, scope, plan);
                                      })));
}

Result<Response> PlanFile(Context& context, const Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto plan = TRY(context.store.Get<MatchPlan>(scope, TRY(IdParam(request))));
  json::Writer out;
  TRY(offers::WritePlanFile(out, context.store, context.jobs, scope, plan));
  return Response::Json(std::move(out).Take());
}

struct Page {
  std::int64_t page = 1, size = 20;
};
Result<Page> PageOf(const Request& request) {
  return Page{TRY(request.QueryInteger("page", 1, 1, 1'000'000)), TRY(request.QueryInteger("size", 20, 1, 200))};
}

Result<Response> PlanPosts(Context& context, const Request& request) {
  const auto plan = TRY(context.store.Get<MatchPlan>(ScopeOf(request), TRY(IdParam(request))));
  const Page page = TRY(PageOf(request));
  json::Writer out;
  TRY(offers::WritePlanPosts(out, context.store, plan, request.FindQuery("trade"), page.page, page.size));
  return Response::Json(std::move(out).Take());
}

Result<Response> PlanUnplaced(Context& context, const Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto plan = TRY(context.store.Get<MatchPlan>(scope, TRY(IdParam(request))));
  const Page page = TRY(PageOf(request));
  json::Writer out;
  TRY(offers::WriteUnplaced(out, context.store, scope, plan, request.FindQuery("limit"),
                            request.FindQuery("none").has_value(), page.page, page.size));
  return Response::Json(std::move(out).Take());
}

Result<Response> ListOffers(Context& context, const Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto query = TRY(ParseListQuery(kMatchOffer, request.query(), {}));
  return Response::Json(TRY(WritePage(
      context.store, query, TRY(List<MatchOffer>(context.store, scope, query)),
      [&](json::Writer& out, const MatchOffer& offer) { offers::WriteOffer(out, context.store, scope, offer); })));
}

Result<Response> CountOffers(Context& context, const Request& request) {
  const auto query = TRY(ParseListQuery(kMatchOffer, request.query(), {}));
  return Response::Json("{\"count\":" + std::to_string(TRY(CountList(context.store, ScopeOf(request), query))) +
                        ",\"exact\":true}");
}

struct Selected {
  offers::Selection which;
  bool dry_run = false;
};
Result<Selected> ReadSelection(const json::Node& root) {
  Selected selected;
  if (const auto ids = root.Find("ids")) {
    const auto items = TRY(ids->Items());
    if (items.size() > kIdsMax) return ids->Refuse("一次最多办 1,000 条", "更多的请按方案整批办理");
    for (const auto& item : items) {
      const auto id = Uuid::Parse(TRY(item.Text(60)));
      if (!id) return item.Refuse("编号不对");
      selected.which.ids.push_back(*id);
    }
  }
  if (const auto plan = root.Find("plan")) {
    selected.which.plan = Uuid::Parse(TRY(plan->Text(60)));
    if (!selected.which.plan) return plan->Refuse("编号不对");
  }
  if (selected.which.plan.has_value() == !selected.which.ids.empty())
    return root.Refuse("请选要办的推荐", "给出 ids，或一份方案 plan");
  if (const auto dry = root.Find("dry_run")) selected.dry_run = TRY(dry->Bool());
  return selected;
}

Response BatchJson(const offers::BatchDone& done) {
  json::Writer out;
  out.BeginObject();
  out.Member("done", done.done);
  out.Key("skipped");
  out.BeginArray();
  for (const auto& skipped : done.skipped) {
    out.BeginObject();
    out.Member("id", skipped.id.ToString());
    out.Member("reason", skipped.reason);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return Response::Json(std::move(out).Take());
}

using Batch = Result<offers::BatchDone> (*)(Store&, const Scope&, const offers::Selection&, bool);

Result<Response> RunBatch(Context& context, const Request& request, Batch batch) {
  const auto document = TRY(json::Parse(request.body()));
  TRY(document.root().OnlyMembers({"ids", "plan", "dry_run"}));
  const auto selected = TRY(ReadSelection(document.root()));
  return BatchJson(TRY(batch(context.store, ScopeOf(request), selected.which, selected.dry_run)));
}

Result<Response> TellBatch(Context& context, const Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"ids", "plan", "dry_run", "on", "days"}));
  const auto selected = TRY(ReadSelection(root));
  const Date on = TRY(root.FindDay("on")).value_or(context.store.Now().DateInShanghai());
  int days = offers::kAnswerDays;
  if (const auto node = root.Find("days")) days = static_cast<int>(TRY(node->Integer(1, offers::kAnswerDaysMax)));
  return BatchJson(TRY(offers::Tell(context.store, ScopeOf(request), selected.which, on, days, selected.dry_run)));
}

Response VersionJson(const MatchOffer& offer) {
  return Response::Json("{\"id\":\"" + offer.id.ToString() + "\",\"version\":" + std::to_string(offer.version) +
                        ",\"state\":\"" + offer.state + "\"}");
}

Result<Response> TakeAnswer(Context& context, const Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"version", "accept", "reason", "note", "on", "alone"}));
  offers::Answer answer;
  answer.version = TRY(TRY(root.Get("version")).Integer(0));
  answer.accept = TRY(TRY(root.Get("accept")).Bool());
  if (const auto reason = root.Find("reason")) answer.reason = TRY(reason->Text(40));
  if (const auto note = root.Find("note")) answer.note = TRY(note->Text(500));
  answer.on = TRY(root.FindDay("on"));
  if (const auto alone = root.Find("alone")) answer.alone = TRY(alone->Bool());
  return VersionJson(
      TRY(offers::TakeAnswer(context.store, ScopeOf(request), TRY(IdParam(request)), answer, context.codes)));
}

Result<Response> Depart(Context& context, const Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"version", "on"}));
  const auto version = TRY(TRY(root.Get("version")).Integer(0));
  return VersionJson(TRY(offers::Depart(context.store, ScopeOf(request), TRY(IdParam(request)), version,
                                        TRY(root.FindDay("on")), context.codes)));
}

void AddPlanRoutes(http::Router& router, Context* c) {
  const std::vector<http::QueryParameter> paging = {{"page", "第几页", false, "integer"},
                                                    {"size", "每页多少", false, "integer"}};
  const auto with = [&](std::vector<http::QueryParameter> own) {
    own.insert(own.end(), paging.begin(), paging.end());
    return own;
  };
  router.Add({.method = "POST",
              .path = "/api/match-plans",
              .permission = "plans.run",
              .summary = "做一份匹配方案",
              .request_schema = "MatchPlanStart",
              .response_schema = "MatchPlanStarted",
              .success = 202,
              .handler = [c](const Request& r) { return StartPlan(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/match-plans",
              .permission = "plans.run",
              .summary = "匹配方案",
              .response_schema = "MatchPlanRowPage",
              .query = ListParameters(kMatchPlan),
              .handler = [c](const Request& r) { return ListPlans(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/match-plans/{id}",
              .permission = "plans.run",
              .summary = "一份方案的指标与结果",
              .response_schema = "MatchPlanFile",
              .handler = [c](const Request& r) { return PlanFile(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/match-plans/{id}/posts",
              .permission = "plans.run",
              .summary = "方案里的岗位，名额最紧的在前",
              .response_schema = "MatchPostPricePage",
              .query = with({{"trade", "只看一个工种"}}),
              .handler = [c](const Request& r) { return PlanPosts(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/match-plans/{id}/unplaced",
              .permission = "plans.run",
              .summary = "方案里没有推荐的人，和卡在哪里",
              .response_schema = "UnplacedPersonPage",
              .query = with({{"limit", "只看卡在一项条件的"}, {"none", "只看没有合适岗位的", false, "integer"}}),
              .handler = [c](const Request& r) { return PlanUnplaced(*c, r); }});
}

void AddOfferSteps(http::Router& router, Context* c) {
  const auto batch = [&](const char* name, const char* summary, Batch run) {
    router.Add({.method = "POST",
                .path = std::string("/api/offers/") + name,
                .permission = "offers.confirm",
                .summary = summary,
                .request_schema = "OfferSelection",
                .response_schema = "OfferBatch",
                .deadline = std::chrono::seconds(300),
                .handler = [c, run](const Request& r) { return RunBatch(*c, r, run); }});
  };
  batch("confirm", "确认推荐", offers::Confirm);
  batch("withdraw", "撤回推荐", offers::Withdraw);
  router.Add({.method = "POST",
              .path = "/api/offers/tell",
              .permission = "offers.answer",
              .summary = "登记已告知本人",
              .request_schema = "OfferTelling",
              .response_schema = "OfferBatch",
              .deadline = std::chrono::seconds(300),
              .handler = [c](const Request& r) { return TellBatch(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/offers/expire",
              .permission = "offers.confirm",
              .summary = "把逾期未答复的推荐收回",
              .response_schema = "OffersExpired",
              .deadline = std::chrono::seconds(300),
              .handler = [c](const Request& r) -> Result<Response> {
                return Response::Json("{\"expired\":" + std::to_string(TRY(offers::Expire(c->store, ScopeOf(r)))) +
                                      "}");
              }});
  router.Add({.method = "POST",
              .path = "/api/offers/{id}/answer",
              .permission = "offers.answer",
              .summary = "登记本人的答复",
              .request_schema = "OfferAnswer",
              .response_schema = "OfferVersion",
              .handler = [c](const Request& r) { return TakeAnswer(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/offers/{id}/depart",
              .permission = "offers.confirm",
              .summary = "登记出发",
              .request_schema = "OfferDeparture",
              .response_schema = "OfferVersion",
              .handler = [c](const Request& r) { return Depart(*c, r); }});
}

void AddOfferLists(http::Router& router, Context* c) {
  router.Add({.method = "GET",
              .path = "/api/offers",
              .permission = "offers.read",
              .summary = "岗位推荐名单",
              .response_schema = "OfferRowPage",
              .query = ListParameters(kMatchOffer),
              .handler = [c](const Request& r) { return ListOffers(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/offers/count",
              .permission = "offers.read",
              .summary = "岗位推荐数",
              .response_schema = "Count",
              .query = FilterParameters(kMatchOffer),
              .handler = [c](const Request& r) { return CountOffers(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/offers/{id}",
              .permission = "offers.read",
              .mask_level = 2,
              .summary = "一条岗位推荐",
              .response_schema = "OfferRow",
              .handler = [c](const Request& r) -> Result<Response> {
                json::Writer out;
                offers::WriteOffer(out, c->store, ScopeOf(r),
                                   TRY(c->store.Get<MatchOffer>(ScopeOf(r), TRY(IdParam(r)))));
                return Response::Json(std::move(out).Take());
              }});
}

void AddSuggestions(http::Router& router, Context* c) {
  router.Add({.method = "GET",
              .path = "/api/people/{id}/posts",
              .permission = "offers.read",
              .summary = "适合我的活：一个人的十个岗位",
              .response_schema = "PostsForPerson",
              .handler = [c](const Request& r) -> Result<Response> {
                json::Writer out;
                offers::WritePostsFor(out, c->store, ScopeOf(r),
                                      TRY(offers::PostsFor(c->store, ScopeOf(r), TRY(IdParam(r)))));
                return Response::Json(std::move(out).Take());
              }});
  router.Add({.method = "GET",
              .path = "/api/posts/{id}/people",
              .permission = "offers.read",
              .summary = "适合的人：一个岗位的十个人",
              .response_schema = "PeopleForPost",
              .handler = [c](const Request& r) -> Result<Response> {
                json::Writer out;
                offers::WritePeopleFor(out, c->store, TRY(offers::PeopleFor(c->store, ScopeOf(r), TRY(IdParam(r)))));
                return Response::Json(std::move(out).Take());
              }});
  router.Add({.method = "GET",
              .path = "/api/posts/{id}/card.pdf",
              .permission = "posts.read",
              .mask_level = 0,
              .summary = "打印招聘卡",
              .response_content = std::string(http::kPdfType),
              .handler = [c](const Request& r) -> Result<Response> {
                const auto post = TRY(c->store.Get<Post>(ScopeOf(r), TRY(IdParam(r))));
                return Response::Bytes(TRY(offers::CardPdf(offers::CardOf(c->store, post))), http::kPdfType);
              }});
  router.Add({.method = "GET",
              .path = "/api/posts/{id}/card.png",
              .permission = "posts.read",
              .mask_level = 0,
              .summary = "招聘卡图片，可发到群里",
              .response_content = "image/png",
              .handler = [c](const Request& r) -> Result<Response> {
                const auto post = TRY(c->store.Get<Post>(ScopeOf(r), TRY(IdParam(r))));
                return Response::Bytes(TRY(offers::CardPng(offers::CardOf(c->store, post))), "image/png");
              }});
}

}  // namespace

void AddOfferRoutes(http::Router& router, Context& context) {
  router.Describe(PlanShapes());
  router.Describe(OfferShapes());
  AddPlanRoutes(router, &context);
  AddOfferLists(router, &context);
  AddOfferSteps(router, &context);
  AddSuggestions(router, &context);
}

}  // namespace gq::api
