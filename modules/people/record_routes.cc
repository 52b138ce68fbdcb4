// Writing one person's record: entering somebody, numbers, double registrations, employment spells.
#include "kits/json/reader.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/people/register.h"
#include "modules/people/spells.h"
#include "modules/requests/changes.h"

namespace gq::api {

namespace {

template <typename T>
http::Response Saved(const T& record, int status = 200) {
  json::Writer out;
  out.BeginObject();
  out.Member("id", record.id.ToString());
  out.Member("version", record.version);
  out.EndObject();
  return http::Response::Json(std::move(out).Take(), status);
}

Result<http::Response> SaveSpell(Context& context, const http::Request& request, bool is_new) {
  const auto document = TRY(json::Parse(request.body()));
  std::optional<Uuid> spell;
  if (!is_new) spell = TRY(IdParam(request, "spell"));
  const Uuid person = TRY(IdParam(request));
  const Scope& scope = ScopeOf(request);
  auto saved = people::SaveSpell(context.store, scope, person, spell, document.root(), context.codes);
  if (!saved && saved.error().kind == &people::kNotSteward && spell) {  // asked of the steward instead (D6)
    const int asked = TRY(requests::Propose(context.store, scope, person, &*spell, document.root(), context.codes, {}));
    return http::Response::Json("{\"requests\":" + std::to_string(asked) + "}", 202);
  }
  if (!saved) return Fail(std::move(saved).error());
  return Saved(*saved, is_new ? 201 : 200);
}

using SpellStep = Result<Spell> (*)(Store&, const Scope&, const Uuid&, const Uuid&, const json::Node&);
http::Handler StepOf(Context* c, SpellStep step) {
  return [c, step](const http::Request& r) -> Result<http::Response> {
    const auto document = TRY(json::Parse(r.body()));
    return Saved(TRY(step(c->store, ScopeOf(r), TRY(IdParam(r)), TRY(IdParam(r, "spell")), document.root())));
  };
}

Result<http::Response> MergeOrUndo(Context& context, const http::Request& request, bool merges) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  const auto reason = TRY(TRY(root.Get("reason")).Text(200));
  const Uuid id = TRY(IdParam(request));
  if (!merges) {
    TRY(root.OnlyMembers({"reason"}));
    return Saved(TRY(people::UndoMerge(context.store, ScopeOf(request), id, reason)));
  }
  TRY(root.OnlyMembers({"into", "reason"}));
  const auto node = TRY(root.Get("into"));
  const auto into = Uuid::Parse(TRY(node.Text(60)));
  if (!into) return node.Refuse("编号不对", "请从列表里选择要留下的档案");
  return Saved(TRY(people::Merge(context.store, ScopeOf(request), id, *into, reason)));
}

}  // namespace

void AddPersonWriteRoutes(http::Router& router, Context& context) {
  Context* c = &context;
  const std::string person = "people.write", spell = "people.write|spells.write";
  router.Add({.method = "POST",
              .path = "/api/people",
              .permission = person,
              .summary = "登记人员",
              .request_schema = "PersonRegistration",
              .response_schema = "Version",
              .success = 201,
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                return Saved(TRY(people::RegisterPerson(c->store, ScopeOf(r), document.root(), c->codes)), 201);
              }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/identifiers",
              .permission = person,
              .summary = "更正证件号码",
              .request_schema = "IdentifierCorrection",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                return Saved(TRY(people::CorrectIdentifier(c->store, ScopeOf(r), TRY(IdParam(r)), document.root())));
              }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/merge",
              .permission = person,
              .summary = "并入另一份档案（重复登记）",
              .request_schema = "Merge",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) { return MergeOrUndo(*c, r, true); }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/unmerge",
              .permission = person,
              .summary = "撤销合并",
              .request_schema = "Reason",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) { return MergeOrUndo(*c, r, false); }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/spells",
              .permission = spell,
              .summary = "登记就业经历",
              .request_schema = "SpellNew",
              .response_schema = "Version",
              .success = 201,
              .handler = [c](const http::Request& r) { return SaveSpell(*c, r, true); }});
  router.Add({.method = "PATCH",
              .path = "/api/people/{id}/spells/{spell}",
              .permission = spell,
              .summary = "更正就业经历",
              .request_schema = "SpellEdit",
              .response_schema = "SpellSaved",
              .may_wait = true,
              .handler = [c](const http::Request& r) { return SaveSpell(*c, r, false); }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/spells/{spell}/arrival",
              .permission = "spells.write",
              .summary = "确认到岗（由就业地经办）",
              .request_schema = "SpellArrival",
              .response_schema = "Version",
              .handler = StepOf(c, people::ConfirmArrival)});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/spells/{spell}/end",
              .permission = spell,
              .summary = "登记离开",
              .request_schema = "SpellEnd",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                return Saved(TRY(people::EndSpell(c->store, ScopeOf(r), TRY(IdParam(r)), TRY(IdParam(r, "spell")),
                                                  document.root(), c->codes)));
              }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/spells/{spell}/report",
              .permission = "spells.confirm",
              .summary = "用人单位填报：在岗、离岗、工资已发",
              .request_schema = "EmployerReport",
              .response_schema = "Version",
              .handler = StepOf(c, people::ReportByEmployer)});
}

}  // namespace gq::api
