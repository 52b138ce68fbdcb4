// Events and accesses, read-only (D8).
#include <map>

#include "base/mask.h"
#include "kits/json/writer.h"
#include "modules/api/context.h"
#include "modules/audit/shapes.h"
#include "modules/employers/model.h"
#include "modules/people/visibility.h"
#include "modules/posts/model.h"

namespace gq::api {

namespace {

// The conditions beside chain and number: person, by, kind, from, to.
struct EventFilter {
  std::string where;
  std::vector<std::string> texts;  // what parameters point to
  std::vector<db::Param> params;

  std::string Bind(db::Param param) {
    params.push_back(param);
    return "?" + std::to_string(params.size());
  }
};

std::int64_t FirstMoment(Date day) {  // of the day in China
  constexpr std::int64_t kHour = 3'600'000'000;
  return std::int64_t{day.days()} * 24 * kHour - 8 * kHour;
}

Result<std::optional<Date>> DayOf(const http::Request& request, std::string_view name) {
  const auto text = request.FindQuery(name);
  if (!text || text->empty()) return std::optional<Date>();
  const auto day = Date::Parse(*text);
  if (!day) return Fail(kBadInput, "日期不对：" + std::string(*text), "应如 2026-08-21");
  return day;
}

Status ReadFilter(const http::Request& request, EventFilter& filter) {
  filter.texts.reserve(4);
  if (const auto person = request.FindQuery("person"); person && !person->empty()) {
    const auto id = Uuid::Parse(*person);
    if (!id) return Fail(kBadInput, "人员编号不对", "请从一人一档打开");
    filter.texts.push_back(id->ToBytes());
    filter.where += " AND subject_id = " + filter.Bind(db::Param(db::Blob{filter.texts.back()}));
  }
  if (const auto by = request.FindQuery("by"); by && !by->empty()) {
    filter.texts.emplace_back(*by);
    const std::string mark = filter.Bind(db::Param(filter.texts.back()));
    filter.where += " AND (actor = " + mark + " OR actor IN (SELECT account FROM account WHERE name = " + mark + "))";
  }
  if (const auto kind = request.FindQuery("kind"); kind && !kind->empty()) {
    filter.texts.emplace_back(*kind);
    filter.where += " AND action = " + filter.Bind(db::Param(filter.texts.back()));
  }
  const auto from = TRY(DayOf(request, "from")), to = TRY(DayOf(request, "to"));
  if (from) filter.where += " AND at >= " + filter.Bind(db::Param(FirstMoment(*from)));
  if (to) filter.where += " AND at < " + filter.Bind(db::Param(FirstMoment(to->AddDays(1))));
  return Ok();
}

struct EventRow {
  std::int64_t seq, at;
  std::string actor, action, subject_type, cause;
  Uuid subject;
};

// Whom or what the event is about, in words; empty when the reader does not reach it, or it is gone.
std::string NameOfSubject(Context& context, const Scope& scope, const EventRow& event) {
  if (event.subject_type == "person") {
    const auto person = context.store.Get<Person>(scope, event.subject);
    return person && people::Sees(people::StandOf(scope, *person), "name")
               ? MaskValue(MaskKind::kName, person->name, scope.mask_level)
               : std::string();
  }
  if (event.subject_type == "household") {
    const auto household = context.store.Get<Household>(scope, event.subject);
    return household ? household->number : std::string();
  }
  if (event.subject_type == "employer") {
    const auto employer = context.store.Get<Employer>(scope, event.subject);
    return employer ? employer->name : std::string();
  }
  if (event.subject_type == "post") {
    const auto post = context.store.Get<Post>(scope, event.subject);
    return post ? post->name : std::string();
  }
  return {};
}

Result<http::Response> Events(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto chain = TRY(request.QueryInteger("chain", 0, 0, INT64_MAX));
  const auto before = TRY(request.QueryInteger("before", INT64_MAX, 1, INT64_MAX));
  // A chain belongs to a unit: whoever reads it must have that unit in the scope.
  const auto unit = chain == 0 ? Result<Unit>(Unit()) : org::GetUnit(context.store, chain);
  if (!scope.everything && (chain == 0 || !unit || !scope.SeesHome(org::RangeOf(*unit).low)))
    return Fail(kForbidden, "这条事件链不在您的范围内");
  EventFilter filter;
  const std::string bounds =
      "chain = " + filter.Bind(db::Param(chain)) + " AND seq < " + filter.Bind(db::Param(before));
  TRY(ReadFilter(request, filter));
  std::vector<EventRow> events;
  TRY(context.store.Query(scope,
                          "{shared}SELECT seq, at, actor, action, subject_type, subject_id, cause FROM event WHERE " +
                              bounds + filter.where + " ORDER BY seq DESC LIMIT 100",
                          db::Params(filter.params), [&](const db::Row& row) {
                            events.push_back({row.Int(0), row.Int(1), row.String(2), row.String(3), row.String(4),
                                              row.String(6), row.Id(5)});
                            return Ok();
                          }));
  std::map<std::string, std::string> names;
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& event : events) {
    if (names.count(event.actor) == 0) names[event.actor] = org::NameOfActor(context.store, event.actor);
    out.BeginObject();
    out.Member("seq", event.seq);
    out.Member("at", Instant(event.at).ToIso());
    out.Member("actor", event.actor);
    out.Member("actor_name", names[event.actor]);
    out.Member("action", event.action);
    out.Member("subject_type", event.subject_type);
    out.Member("subject_id", event.subject.ToString());
    out.Member("subject_name", NameOfSubject(context, scope, event));
    out.Member("cause", event.cause);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> Accesses(Context& context, const http::Request& request) {
  const auto id = Uuid::Parse(request.FindQuery("person").value_or(""));
  if (!id) return Fail(kBadInput, "请指明人员", "从一人一档打开");
  const Scope& scope = ScopeOf(request);
  std::int64_t county = 0;
  const std::string bytes = id->ToBytes();
  TRY(context.store.Query(scope, "SELECT p.county_id FROM person p WHERE p.id = ?1 AND {scope:p}", {db::Blob{bytes}},
                          [&](const db::Row& row) {
                            county = row.Int(0);
                            return Ok();
                          }));
  if (county == 0) return Fail(kNotFound, "没有这个人，或不在您的范围内");
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  TRY(context.store.Query(scope,
                          "{shared}SELECT l.at, a.name, l.field, l.purpose FROM access_log l JOIN account a ON a.id = "
                          "l.account_id WHERE l.county_id = ?1 AND l.person_id = ?2 ORDER BY l.at DESC LIMIT 200",
                          {county, db::Blob{bytes}}, [&](const db::Row& row) {
                            out.BeginObject();
                            out.Member("at", Instant(row.Int(0)).ToIso());
                            out.Member("by", row.Text(1));
                            out.Member("field", row.Text(2));
                            out.Member("purpose", row.Text(3));
                            out.EndObject();
                            return Ok();
                          }));
  out.EndArray();
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

}  // namespace

void AddAuditRoutes(http::Router& router, Context& context) {
  router.Describe(AuditShapes());
  Context* c = &context;
  router.Add({.method = "GET",
              .path = "/api/events",
              .permission = "audit.read",
              .summary = "事件链",
              .response_schema = "EventLineRows",
              .query = {{"chain", "单位的内部编号", true, "integer"},
                        {"before", "早于这个序号", false, "integer"},
                        {"person", "关于这个人", false, "uuid"},
                        {"by", "经办人的姓名或账号"},
                        {"kind", "事项，如 person.edit"},
                        {"from", "起", false, "date"},
                        {"to", "止，当天在内", false, "date"}},
              .handler = [c](const http::Request& r) { return Events(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/audit/access",
              .permission = "audit.read",
              .summary = "谁看过这个人",
              .response_schema = "AccessRows",
              .query = {{"person", "人员编号", true, "uuid"}},
              .handler = [c](const http::Request& r) { return Accesses(*c, r); }});
}

}  // namespace gq::api
