// 变更申请 and 转移申请: what one side asks of another, and the answer.
#include "base/mask.h"
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "kits/store/list_page.h"
#include "modules/api/context.h"
#include "modules/meta/schemas.h"
#include "modules/org/words.h"
#include "modules/requests/changes.h"
#include "modules/requests/shapes.h"
#include "modules/requests/transfers.h"

namespace gq::api {

namespace {

void WriteUnit(json::Writer& out, Context& context, std::string_view key, std::int64_t id) {
  const auto unit = org::GetUnit(context.store, id);
  if (unit) out.Member(key, unit->name);
}

void WriteCommon(json::Writer& out, Context& context, const Scope& scope, std::int64_t owner, std::int64_t asker,
                 std::string_view state) {
  WriteUnit(out, context, "asked_by_unit_name", asker);
  const bool mine = requests::IsOwner(scope, owner);
  out.Member("mine", mine);
  out.Member("may_decide", mine && state == "open" && scope.May("requests.decide"));
}

// What the value of a place or a unit is called.
void WriteWords(json::Writer& out, Context& context, std::string_view key, const Field* field,
                const std::string& json) {
  const auto document = json::Parse(json);
  const auto value = field != nullptr && document ? ReadJsonValue(document->root(), *field) : Result<Value>(Value());
  const auto words = value ? org::WordsOf(context.store, *field, *value) : std::nullopt;
  if (field != nullptr && words) out.Member(key, *words);
}

void WriteOne(json::Writer& out, Context& context, const Scope& scope, const ChangeRequest& request) {
  out.BeginObject();
  WriteRecord(out, kChangeRequest, &request, scope.mask_level,
              [](const Field& field) { return field.name != "value" && field.name != "old_commitment"; });
  const RecordType& type = request.record_type == "spell" ? kSpell : kPerson;
  const Field* field = type.FindField(request.field);
  out.Member("record_label", type.zh);
  out.Member("field_label", field == nullptr ? std::string_view(request.field) : field->zh);
  WriteUnit(out, context, "unit_name", request.unit_id);
  WriteCommon(out, context, scope, request.unit_id, request.asked_by_unit, request.state);
  const auto shown = requests::Show(context.store, scope, request);
  out.Key("now");
  out.Raw(shown ? shown->now : "null");
  out.Key("proposed");
  out.Raw(shown ? shown->proposed : "null");
  WriteWords(out, context, "now_name", field, shown ? shown->now : "null");
  WriteWords(out, context, "proposed_name", field, shown ? shown->proposed : "null");
  out.Member("person_name", shown ? MaskValue(MaskKind::kName, shown->person_name, scope.mask_level) : std::string());
  out.Member("changed_since", shown && shown->changed_since);
  out.EndObject();
}

void WriteOne(json::Writer& out, Context& context, const Scope& scope, const TransferRequest& request) {
  const bool mine = requests::IsOwner(scope, request.unit_id);
  const bool told =
      mine || request.state == "accepted";  // where somebody is registered is not told to who has asked (D3)
  out.BeginObject();
  WriteRecord(out, kTransferRequest, &request, scope.mask_level, [&](const Field& field) {
    return told || (field.name != "county_id" && field.name != "unit_id" && field.name != "person_id" &&
                    field.name != "decided_by");
  });
  if (told) WriteUnit(out, context, "unit_name", request.unit_id);
  WriteUnit(out, context, "to_county_name", request.to_county);
  const auto home = org::GetUnit(context.store, request.home_unit);
  if (home) out.Member("home_unit_name", org::PlaceName(context.store, home->code, 3));
  const bool expired = requests::IsExpired(request, context.store.Now().DateInShanghai());
  out.Member("expired", expired);
  WriteCommon(out, context, scope, request.unit_id, request.asked_by_unit, expired ? "expired" : request.state);
  out.EndObject();
}

template <typename T>
Result<http::Response> ListOf(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  auto query = TRY(ParseListQuery(*kTypeOf<T>, request.query(), {}));
  return http::Response::Json(
      TRY(WritePage(context.store, query, TRY(List<T>(context.store, scope, query)),
                    [&](json::Writer& out, const T& record) { WriteOne(out, context, scope, record); })));
}

template <typename T>
Result<http::Response> CountOf(Context& context, const http::Request& request) {
  const auto query = TRY(ParseListQuery(*kTypeOf<T>, request.query(), {}));
  return http::Response::Json("{\"count\":" + std::to_string(TRY(CountList(context.store, ScopeOf(request), query))) +
                              ",\"exact\":true}");
}

template <typename T>
Result<http::Response> GetOne(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  json::Writer out;
  WriteOne(out, context, scope, TRY(context.store.Get<T>(scope, TRY(IdParam(request)))));
  return http::Response::Json(std::move(out).Take());
}

struct Decision {
  bool accept = false;
  std::string reason;
};
Result<Decision> ReadDecision(const json::Node& root) {
  TRY(root.OnlyMembers({"accept", "reason"}));
  Decision decision;
  decision.accept = TRY(TRY(root.Get("accept")).Bool());
  if (const auto reason = root.Find("reason")) decision.reason = TRY(reason->Text(500));
  return decision;
}

http::Response VersionOf(const Uuid& id, std::int64_t version, int status = 200) {
  return http::Response::Json("{\"id\":\"" + id.ToString() + "\",\"version\":" + std::to_string(version) + "}", status);
}

// {"person", "spell"?, "fields": {...}, "reason"?}
Result<http::Response> AskForChange(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"person", "spell", "fields", "reason"}));
  const auto person = Uuid::Parse(TRY(TRY(root.Get("person")).Text(60)));
  std::optional<Uuid> spell;
  if (const auto node = root.Find("spell")) {
    spell = Uuid::Parse(TRY(node->Text(60)));
    if (!spell) return node->Refuse("编号不对");
  }
  if (!person) return Fail(kNotFound, "没有这个人");
  std::string reason;
  if (const auto node = root.Find("reason")) reason = TRY(node->Text(500));
  const int added = TRY(requests::Propose(context.store, ScopeOf(request), *person, spell ? &*spell : nullptr,
                                          TRY(root.Get("fields")), context.codes, reason));
  return http::Response::Json("{\"requests\":" + std::to_string(added) + "}", 201);
}

template <typename T>
void AddLists(http::Router& router, Context* c, const std::string& path, const std::string& title) {
  const std::string name = CamelCase(kTypeOf<T>->name);
  router.Add({.method = "GET",
              .path = path,
              .permission = "requests.read",
              .summary = title,
              .response_schema = name + "RowPage",
              .query = ListParameters(*kTypeOf<T>),
              .handler = [c](const http::Request& r) { return ListOf<T>(*c, r); }});
  router.Add({.method = "GET",
              .path = path + "/count",
              .permission = "requests.read",
              .summary = title + "数",
              .response_schema = "Count",
              .handler = [c](const http::Request& r) { return CountOf<T>(*c, r); }});
  router.Add({.method = "GET",
              .path = path + "/{id}",
              .permission = "requests.read",
              .mask_level = 2,
              .summary = title,
              .response_schema = name + "Row",
              .handler = [c](const http::Request& r) { return GetOne<T>(*c, r); }});
}

}  // namespace

void AddRequestRoutes(http::Router& router, Context& context) {
  router.Describe(RequestShapes());
  Context* c = &context;
  AddLists<ChangeRequest>(router, c, "/api/change-requests", "变更申请");
  router.Add({.method = "POST",
              .path = "/api/change-requests",
              .permission = "people.write|spells.write",
              .summary = "提出变更申请",
              .request_schema = "ChangeProposal",
              .response_schema = "Requested",
              .success = 201,
              .handler = [c](const http::Request& r) { return AskForChange(*c, r); }});
  router.Add({.method = "POST",
              .path = "/api/change-requests/{id}/decision",
              .permission = "requests.decide",
              .summary = "接受或拒绝变更申请",
              .request_schema = "RequestDecision",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto decision = TRY(ReadDecision(document.root()));
                const auto done = TRY(requests::Decide(c->store, ScopeOf(r), TRY(IdParam(r)), decision.accept,
                                                       decision.reason, c->codes));
                return VersionOf(done.id, done.version);
              }});
  AddLists<TransferRequest>(router, c, "/api/transfers", "转移申请");
  router.Add({.method = "POST",
              .path = "/api/transfers",
              .permission = "people.write",
              .summary = "提出转移申请（人已在别处登记）",
              .request_schema = "TransferNew",
              .response_schema = "Version",
              .success = 201,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto opened = TRY(requests::OpenTransfer(c->store, ScopeOf(r), document.root()));
                return VersionOf(opened.id, opened.version, 201);
              }});
  router.Add({.method = "POST",
              .path = "/api/transfers/{id}/decision",
              .permission = "requests.decide",
              .summary = "接受或拒绝转移申请",
              .request_schema = "RequestDecision",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto decision = TRY(ReadDecision(document.root()));
                const auto done = TRY(
                    requests::DecideTransfer(c->store, ScopeOf(r), TRY(IdParam(r)), decision.accept, decision.reason));
                return VersionOf(done.id, done.version);
              }});
}

}  // namespace gq::api
