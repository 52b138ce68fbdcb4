// 公示 and 发放: public notices with objections, payment batches with the file for the bank and its receipt.
#include <filesystem>

#include "base/unit_code.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/list_page.h"
#include "modules/api/context.h"
#include "modules/claims/claim_json.h"
#include "modules/claims/notices.h"
#include "modules/claims/payments.h"
#include "modules/claims/shapes.h"
#include "modules/claims/sides.h"
#include "modules/org/words.h"

namespace gq::api {

namespace {

Date Today(Context& context) { return context.store.Now().DateInShanghai(); }

void WriteNotice(json::Writer& out, Context& context, const PublicNotice& notice) {
  WriteRecord(out, kPublicNotice, &notice, 1);
  out.Member("place", org::PlaceName(context.store, notice.home_code, 3));
  const Date today = Today(context);
  out.Member("state", notice.taken_down_on           ? "taken_down"
                      : today > *notice.retain_until ? "expired"
                      : today > *notice.closes_on    ? "over"
                                                     : "open");
}

// "岗位补贴（花垣县）" for "岗位补贴/433124".
std::string PoolName(Context& context, const std::string& pool) {
  const std::size_t slash = pool.find('/');
  const auto code = slash == std::string::npos ? std::nullopt : UnitCode::Parse(pool.substr(slash + 1));
  return code ? pool.substr(0, slash) + "（" + org::PlaceName(context.store, code->value(), 3) + "）" : pool;
}

void WriteBatch(json::Writer& out, Context& context, const PaymentBatch& batch) {
  WriteRecord(out, kPaymentBatch, &batch, 1);
  org::WriteWords(out, context.store, kPaymentBatch, &batch);
  out.Member("place", org::PlaceName(context.store, batch.home_code, 3));
  out.Member("pool_name", PoolName(context, batch.pool));
  const bool counts = batch.state != "cancelled";
  out.Member("waiting_fen",
             counts ? batch.total->value() - batch.paid->value() - batch.failed->value() : std::int64_t{0});
}

template <typename T, typename Write>
Result<http::Response> ListOf(Context& context, const http::Request& request, Write write) {
  const Scope scope = claims::ClaimScope(ScopeOf(request));
  const auto query = TRY(ParseListQuery(*kTypeOf<T>, request.query(), {}));
  const auto object = [&](json::Writer& out, const T& record) {
    out.BeginObject();
    write(out, context, record);
    out.EndObject();
  };
  return http::Response::Json(TRY(WritePage(context.store, query, TRY(List<T>(context.store, scope, query)), object)));
}

Result<http::Response> ShowNotice(Context& context, const Scope& scope, const Uuid& id) {
  const auto notice = TRY(context.store.Get<PublicNotice>(claims::ClaimScope(scope), id));
  json::Writer out;
  out.BeginObject();
  WriteNotice(out, context, notice);
  const auto lines = TRY(claims::LinesOf(context.store, notice));
  out.Key("line_rows");
  out.BeginArray();
  for (const auto& line : lines) {
    out.BeginObject();
    WriteRecord(out, kNoticeLine, &line, 1);
    out.EndObject();
  }
  out.EndArray();
  out.Key("objections");
  out.BeginArray();
  for (const auto& line : lines) {
    const auto claim = context.store.Get<SubsidyClaim>(claims::ClaimScope(scope), line.claim_id);
    if (!claim) continue;
    for (const auto& objection : TRY(claims::ObjectionsOf(context.store, *claim)))
      WriteObjection(out, context.store, objection);
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> OpenNotices(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"claims", "profiles", "days", "counted_in", "retain_days", "posted_on", "reviewed_on"}));
  claims::NoticePlan plan;
  plan.claims = TRY(ReadIds(root, "claims"));
  for (const auto& item : TRY(TRY(root.Get("profiles")).Items())) plan.profiles.push_back(TRY(item.Text(40)));
  if (const auto days = root.Find("days")) plan.days = static_cast<int>(TRY(days->Integer(0, 1000)));
  if (const auto counted = root.Find("counted_in")) {
    const std::string kind = TRY(counted->Text(20));
    if (kind != "calendar_days" && kind != "working_days")
      return counted->Refuse("没有这种算法", "calendar_days 或 working_days");
    plan.working_days = kind == "working_days";
  }
  if (const auto days = root.Find("retain_days")) plan.retain_days = static_cast<int>(TRY(days->Integer(0, 1000)));
  plan.posted_on = TRY(root.FindDay("posted_on"));
  plan.reviewed_on = TRY(root.FindDay("reviewed_on"));
  const auto opened = TRY(claims::OpenNotices(context.store, ScopeOf(request), plan, Today(context)));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& notice : opened) {
    out.BeginObject();
    WriteNotice(out, context, notice);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), 201);
}

// What the public may see: internet notices in their time, with masked names (D7, D16).
Result<http::Response> PublicNotices(Context& context) {
  const Scope program = Scope::System("system:public");
  const std::int64_t today = Today(context).ToYmdInt();
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& notice : TRY(context.store.Select<PublicNotice>(
           program,
           "p.profile = 'internet' AND p.taken_down_on IS NULL AND p.opened_on <= ?1 AND p.retain_until >= ?1 ORDER BY "
           "p.opened_on DESC, p.id LIMIT 50",
           {today}))) {
    out.BeginObject();
    out.Member("id", notice.id.ToString());
    out.Member("title", notice.title);
    out.Member("place", org::PlaceName(context.store, notice.home_code, 3));
    out.Member("opened_on", notice.opened_on->ToString());
    out.Member("closes_on", notice.closes_on->ToString());
    out.Member("period", notice.period);
    out.Key("lines");
    out.BeginArray();
    for (const auto& line : TRY(claims::LinesOf(context.store, notice))) {
      out.BeginObject();
      out.Member("position", line.position);
      out.Member("name", line.name);
      out.Member("place", line.place);
      out.Member("title", line.title);
      out.Member("amount_fen", line.amount->value());
      out.EndObject();
    }
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

http::Response ObjectionResponse(Store& store, const NoticeObjection& objection, int status) {
  json::Writer out;
  WriteObjection(out, store, objection);
  return http::Response::Json(std::move(out).Take(), status);
}

Result<http::Response> RecordObjection(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"claim", "said_by", "text"}));
  const auto claim = Uuid::Parse(TRY(TRY(root.Get("claim")).Text(60)));
  if (!claim) return Fail(kNotFound, "没有这件申请");
  const auto by = root.Find("said_by");
  const auto objection =
      TRY(claims::Object(context.store, ScopeOf(request), *claim, by ? TRY(by->Text(100)) : std::string(),
                         TRY(TRY(root.Get("text")).Text(1000)), Today(context)));
  return ObjectionResponse(context.store, objection, 201);
}

Result<http::Response> AnswerObjection(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"upheld", "answer"}));
  const auto objection =
      TRY(claims::Answer(context.store, ScopeOf(request), TRY(IdParam(request)), TRY(TRY(root.Get("upheld")).Bool()),
                         TRY(TRY(root.Get("answer")).Text(1000)), Today(context)));
  return ObjectionResponse(context.store, objection, 200);
}

Result<http::Response> ShowBatch(Context& context, const Scope& scope, const Uuid& id) {
  const auto batch = TRY(context.store.Get<PaymentBatch>(claims::ClaimScope(scope), id));
  json::Writer out;
  out.BeginObject();
  WriteBatch(out, context, batch);
  out.Key("payments");
  out.BeginArray();
  for (const auto& line : TRY(claims::PaymentsOf(context.store, batch))) {
    out.BeginObject();
    WriteRecord(out, kPayment, &line, 2);
    out.EndObject();
  }
  out.EndArray();
  out.Member("may_release",
             batch.state == "composed" && scope.May("subsidies.pay") && batch.composed_by != scope.actor);
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> ComposeBatches(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"claims"}));
  const auto composed =
      TRY(claims::Compose(context.store, ScopeOf(request), context.data_folder, TRY(ReadIds(root, "claims"))));
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& batch : composed.batches) {
    out.BeginObject();
    WriteBatch(out, context, batch);
    out.EndObject();
  }
  out.EndArray();
  out.Key("left_out");
  out.BeginArray();
  for (const auto& one : composed.left_out) {
    out.BeginObject();
    out.Member("claim_id", one.claim_id.ToString());
    out.Member("name", one.name);
    out.Member("reason", one.reason);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), 201);
}

Result<http::Response> BankFile(Context& context, const http::Request& request) {
  const Uuid id = TRY(IdParam(request));
  const auto batch = TRY(context.store.Get<PaymentBatch>(claims::ClaimScope(ScopeOf(request)), id));
  const std::string path = ClaimTemporaryPath(".bank");
  TRY(claims::OpenBankFile(context.store, ScopeOf(request), context.data_folder, id, path));
  return http::Response::File(path, "text/csv; charset=utf-8", "发放-" + batch.number + ".csv", true);
}

Result<http::Response> TakeReceipt(Context& context, const http::Request& request) {
  if (!request.upload()) return Fail(kBadInput, "没有收到文件");
  const auto receipt = TRY(claims::TakeReceipt(context.store, ScopeOf(request), TRY(IdParam(request)),
                                               request.upload()->path.string(), Today(context)));
  json::Writer out;
  out.BeginObject();
  out.Member("rows", receipt.rows);
  out.Member("paid", receipt.paid);
  out.Member("failed", receipt.failed);
  out.Member("waiting", receipt.waiting);
  out.Key("problems");
  out.BeginArray();
  for (const auto& problem : receipt.problems) {
    out.BeginObject();
    out.Member("row", problem.row);
    out.Member("column", problem.column);
    out.Member("value", problem.value);
    out.Member("reason", problem.reason);
    out.Member("cure", problem.cure);
    out.EndObject();
  }
  out.EndArray();
  out.Key("batch");
  out.BeginObject();
  WriteBatch(out, context, receipt.batch);
  out.EndObject();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

void AddNoticeRoutes(http::Router& router, Context* c) {
  router.Add({.method = "GET",
              .path = "/api/public/notices",
              .permission = std::string(http::kPublic),
              .mask_level = 0,
              .summary = "网上公示",
              .response_schema = "ShownNoticeRows",
              .handler = [c](const http::Request&) { return PublicNotices(*c); }});
  router.Add({.method = "GET",
              .path = "/api/notices",
              .permission = "subsidies.read",
              .summary = "公示",
              .response_schema = "NoticeRowPage",
              .query = ListParameters(kPublicNotice),
              .handler = [c](const http::Request& r) { return ListOf<PublicNotice>(*c, r, WriteNotice); }});
  router.Add({.method = "POST",
              .path = "/api/notices",
              .permission = "subsidies.notice",
              .summary = "发布公示",
              .request_schema = "NoticePlan",
              .response_schema = "NoticesOpened",
              .success = 201,
              .handler = [c](const http::Request& r) { return OpenNotices(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/notices/{id}",
              .permission = "subsidies.read",
              .summary = "一次公示的名单",
              .response_schema = "NoticeFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return ShowNotice(*c, ScopeOf(r), TRY(IdParam(r)));
              }});
  router.Add(
      {.method = "POST",
       .path = "/api/notices/{id}/takedown",
       .permission = "subsidies.notice",
       .summary = "撤下公示",
       .request_schema = "TakeDown",
       .response_schema = "NoticeFile",
       .handler = [c](const http::Request& r) -> Result<http::Response> {
         const auto document = TRY(json::Parse(r.body()));
         TRY(document.root().OnlyMembers({"why"}));
         const Uuid id = TRY(IdParam(r));
         TRY(claims::TakeDown(c->store, ScopeOf(r), id, TRY(TRY(document.root().Get("why")).Text(500)), Today(*c)));
         return ShowNotice(*c, ScopeOf(r), id);
       }});
  router.Add({.method = "POST",
              .path = "/api/objections",
              .permission = "subsidies.apply",
              .summary = "记录对公示的异议",
              .request_schema = "ObjectionNew",
              .response_schema = "ObjectionRow",
              .success = 201,
              .handler = [c](const http::Request& r) { return RecordObjection(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/objections/{id}/answer",
              .permission = "subsidies.review.county",
              .summary = "答复异议",
              .request_schema = "ObjectionAnswer",
              .response_schema = "ObjectionRow",
              .handler = [c](const http::Request& r) { return AnswerObjection(*c, r); }});
}

}  // namespace

void AddPaymentRoutes(http::Router& router, Context& context) {
  router.Describe(NoticeShapes());
  Context* c = &context;
  AddNoticeRoutes(router, c);
  router.Add({.method = "GET",
              .path = "/api/payment-batches",
              .permission = "subsidies.read",
              .summary = "发放批次",
              .response_schema = "BatchRowPage",
              .query = ListParameters(kPaymentBatch),
              .handler = [c](const http::Request& r) { return ListOf<PaymentBatch>(*c, r, WriteBatch); }});
  router.Add({.method = "POST",
              .path = "/api/payment-batches",
              .permission = "subsidies.pay",
              .summary = "编制发放批次",
              .request_schema = "BatchPlan",
              .response_schema = "BatchesComposed",
              .success = 201,
              .handler = [c](const http::Request& r) { return ComposeBatches(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/payment-batches/{id}",
              .permission = "subsidies.read",
              .mask_level = 2,
              .summary = "一个发放批次的明细",
              .response_schema = "BatchFile",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                return ShowBatch(*c, ScopeOf(r), TRY(IdParam(r)));
              }});
  for (const auto& [verb, summary, work] :
       {std::tuple("release", "核放", &claims::Release), std::tuple("cancel", "撤销", &claims::Cancel)}) {
    router.Add({.method = "POST",
                .path = std::string("/api/payment-batches/{id}/") + verb,
                .permission = "subsidies.pay",
                .summary = std::string(summary) + "发放批次",
                .response_schema = "BatchFile",
                .handler = [c, work = work](const http::Request& r) -> Result<http::Response> {
                  const Uuid id = TRY(IdParam(r));
                  TRY(work(c->store, ScopeOf(r), id));
                  return ShowBatch(*c, ScopeOf(r), id);
                }});
  }
  router.Add({.method = "GET",
              .path = "/api/payment-batches/{id}/file",
              .permission = "subsidies.pay",
              .mask_level = 2,
              .summary = "下载给银行的文件",
              .response_content = "text/csv",
              .handler = [c](const http::Request& r) { return BankFile(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/payment-batches/{id}/receipt",
              .permission = "subsidies.pay",
              .summary = "导入银行回盘",
              .response_schema = "Receipt",
              .query = {{"name", "文件名", true}},
              .body_bytes_max = std::uint64_t{32} << 20,
              .upload = true,
              .handler = [c](const http::Request& r) { return TakeReceipt(*c, r); }});
}

}  // namespace gq::api
