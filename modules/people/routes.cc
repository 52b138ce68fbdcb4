// People: lists, file, changes, reveal, search.
#include <filesystem>
#include <unordered_map>

#include "kits/codes/name_variants.h"
#include "kits/crypto/bytes.h"
#include "kits/store/list_page.h"
#include "modules/api/list_sheet.h"
#include "modules/people/name_index.h"
#include "modules/people/people_query.h"
#include "modules/people/print.h"
#include "modules/people/register.h"
#include "modules/people/shapes.h"
#include "modules/people/view.h"

namespace gq::api {

namespace {

using people::PersonFile;

// view=task|retention|visit|all and region=CODE or a unit's id are read here; everything else by the field table.
Result<ListQuery> PeopleQuery(const http::Request& request) { return people::ReadPeopleQuery(request.query()); }

// Masked ID numbers of a page of people: one query.
Result<std::unordered_map<std::string, std::string>> IdNumbers(Context& context, const std::vector<Person>& rows) {
  std::unordered_map<std::string, std::string> numbers;
  if (rows.empty()) return numbers;
  std::vector<std::string> ids;
  std::string in;
  for (const auto& person : rows) ids.push_back(person.id.ToBytes());
  std::vector<db::Param> params;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    params.emplace_back(rows[i].county_id);
    params.emplace_back(db::Blob{ids[i]});
    in +=
        (i == 0 ? "" : ", ") + std::string("(?") + std::to_string(2 * i + 1) + ", ?" + std::to_string(2 * i + 2) + ")";
  }
  TRY(context.store.Query(
      Scope::System("system:list"),
      // From the page to the identifiers: SQLite reads the whole table for "(county_id, person_id) IN (VALUES ...)".
      "{shared}WITH wanted (county_id, person_id) AS (VALUES " + in +
          ") SELECT i.id, i.person_id, i.value FROM wanted w CROSS JOIN person_identifier i "
          "WHERE i.county_id = w.county_id AND i.person_id = w.person_id AND i.status = 'active'",
      db::Params(params), [&](const db::Row& row) -> Status {
        if (row.IsNull(2)) return Ok();
        numbers[row.String(1)] = TRY(context.store.vault().Open("person_identifier.value", row.Text(0), row.Text(2)));
        return Ok();
      }));
  return numbers;
}

Result<http::Response> ListPeople(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto query = TRY(PeopleQuery(request));
  const auto rows = TRY(List<Person>(context.store, people::ScopeForFilters(scope, query), query));
  const auto numbers = TRY(IdNumbers(context, rows));
  return http::Response::Json(TRY(WritePage(context.store, query, rows, [&](json::Writer& out, const Person& person) {
    const auto it = numbers.find(person.id.ToBytes());
    people::WriteRow(out, context, scope, person,
                     it == numbers.end() ? std::string_view() : std::string_view(it->second));
  })));
}

Result<http::Response> CountPeople(Context& context, const http::Request& request) {
  const auto query = TRY(PeopleQuery(request));
  const auto count = TRY(CountList(context.store, people::ScopeForFilters(ScopeOf(request), query), query));
  json::Writer out;
  out.BeginObject();
  out.Member("count", count);
  out.Member("exact", true);
  out.Member("as_of", context.store.Now().ToIso());
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

Result<http::Response> FileOf(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto look = context.store.LookOnce();  // the file and the names in it
  return http::Response::Json(
      people::FileJson(context, scope, TRY(people::GetPersonFile(context.store, scope, TRY(IdParam(request))))));
}

std::string VersionJson(std::int64_t version) { return "{\"version\":" + std::to_string(version) + "}"; }

Result<http::Response> ChangeState(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"employment", "ability", "willingness", "register_status", "on", "evidence", "note"}));
  people::StateChange change;
  for (const auto& [name, slot] : {std::pair{"employment", &change.employment},
                                   {"ability", &change.ability},
                                   {"willingness", &change.willingness},
                                   {"register_status", &change.register_status},
                                   {"evidence", &change.evidence}}) {
    const auto node = root.Find(name);
    if (!node) continue;
    *slot = TRY(node->Text(200));
    const Field* field = kPerson.FindField(name);
    if (field != nullptr && context.codes && !context.codes(field->codes, *slot))
      return node->Refuse("不在代码表里", "请从下拉表中选择");
  }
  change.on = TRY(root.FindDay("on"));
  const auto person = TRY(people::ChangeState(context.store, ScopeOf(request), TRY(IdParam(request)), change));
  return http::Response::Json(VersionJson(person.version));
}

Result<http::Response> RevealField(Context& context, const http::Request& request) {
  const auto document = TRY(json::Parse(request.body()));
  const auto root = document.root();
  TRY(root.OnlyMembers({"field", "purpose"}));
  const auto field = TRY(TRY(root.Get("field")).Text(40));
  const auto purpose = TRY(TRY(root.Get("purpose")).Text(200));
  json::Writer out;
  out.BeginObject();
  out.Member("value", TRY(people::Reveal(context.store, ScopeOf(request), TRY(IdParam(request)), field, purpose,
                                         context.codes)));
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

struct Hit {
  Uuid id;
  std::string_view how;
};

// Last four of an ID number or phone, or a whole one: digits (and a final X).
Status FindByDigits(Context& context, const Scope& scope, const std::string& digits, std::vector<Hit>& hits) {
  const auto& vault = context.store.vault();
  Scope places =
      scope;  // employers and brokers do not find people by number: it would confirm what they are not shown (D7)
  places.employer_codes.clear();
  places.broker_units.clear();
  const auto add = [&](std::string_view how) {
    return [&hits, how](const db::Row& row) {
      hits.push_back({row.Id(0), how});
      return Ok();
    };
  };
  if (digits.size() == 4) {
    const auto ids = vault.TailRange("person_identifier.value", digits),
               phones = vault.TailRange("person.phone", digits);
    // Next to a birth date the last four make a whole number: who may not ask for that cannot try them out either.
    if (scope.May("reveal.id_number")) {
      TRY(context.store.Query(places,
                              "SELECT p.id FROM identity_index i JOIN person p ON p.county_id = i.county_id AND p.id "
                              "= i.person_id WHERE i.value_index >= ?1 AND i.value_index < ?2 AND {scope:p} LIMIT 20",
                              {db::Blob{ids.first}, db::Blob{ids.end}}, add("身份证后四位")));
    }
    return context.store.Query(
        scope, "SELECT p.id FROM person p WHERE p.phone_index >= ?1 AND p.phone_index < ?2 AND {scope:p} LIMIT 20",
        {db::Blob{phones.first}, db::Blob{phones.end}}, add("电话后四位"));
  }
  if (digits.size() == 11) {
    const std::string index = vault.Index("person.phone", digits);
    return context.store.Query(scope, "SELECT p.id FROM person p WHERE p.phone_index = ?1 AND {scope:p} LIMIT 20",
                               {db::Blob{index}}, add("电话"));
  }
  if (digits.size() == 15 || digits.size() == 18) {
    const std::string index = vault.Index("person_identifier.value", digits);
    const bool counted = !scope.May("reveal.id_number");  // a number in hand is looked up; series of them are not
    if (counted) TRY(people::CheckProbes(context.store, scope));
    TRY(context.store.Query(places,
                            "SELECT p.id FROM identity_index i JOIN person p ON p.county_id = i.county_id AND p.id "
                            "= i.person_id WHERE i.value_index = ?1 AND {scope:p}",
                            {db::Blob{index}}, add("身份证号")));
    if (counted && hits.empty()) TRY(people::AddProbe(context.store, scope));
  }
  return Ok();
}

// An employer's staff, a broker's placements: few, and not in a range of places.
Status FindOwnPeople(Context& context, const Scope& scope, const std::string& name, std::vector<Hit>& hits) {
  Scope own = scope;
  own.home.clear();
  own.work.clear();
  std::vector<db::Param> params;
  std::string in;
  const auto spellings = SpellingsOf(name);
  for (const std::string& spelling : spellings) {
    params.emplace_back(spelling);
    in += (in.empty() ? "?" : ", ?") + std::to_string(params.size());
  }
  return context.store.Query(own, "SELECT p.id FROM person p WHERE p.name IN (" + in + ") AND {scope:p} LIMIT 20",
                             db::Params(params), [&](const db::Row& row) {
                               hits.push_back({row.Id(0), "姓名"});
                               return Ok();
                             });
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789xX") == std::string_view::npos;
}

void WriteHit(json::Writer& out, std::string_view kind, std::string_view id, std::string_view title,
              std::string_view subtitle, std::string_view how) {
  out.BeginObject();
  out.Member("kind", kind);
  out.Member("id", id);
  out.Member("title", title);
  out.Member("subtitle", subtitle);
  out.Member("hit", how);
  out.EndObject();
}

Result<http::Response> Search(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const std::string q(request.FindQuery("q").value_or(""));
  if (q.empty()) return Fail(kBadInput, "请输入要找的内容");
  std::vector<Hit> hits;
  if (!scope.May("people.read")) {
    // an administrator of accounts finds nobody
  } else if (IsDigits(q)) {
    TRY(FindByDigits(context, scope, q, hits));
  } else {
    for (const auto& hit : TRY(context.names.Find(scope, q, 12))) hits.push_back({hit.id, hit.how});
    if (scope.HasPeopleOfItsOwn()) TRY(FindOwnPeople(context, scope, q, hits));
  }
  json::Writer out;
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
  for (const auto& hit : hits) {
    const auto person = context.store.Get<Person>(scope, hit.id);
    if (!person) continue;
    const bool place = people::Sees(people::StandOf(scope, *person), "system");
    WriteHit(out, "person", person->id.ToString(), person->name,
             place ? org::PlaceName(context.store, person->home_code, 3) : std::string(), hit.how);
  }
  if (!IsDigits(q)) {
    std::vector<std::string> patterns;
    const std::string named = ContainsSql("name", q, 1, patterns);
    const std::vector<db::Param> params(patterns.begin(), patterns.end());
    if (scope.May("employers.read"))
      TRY(context.store.Query(
          scope, "{shared}SELECT id, name, credit_code FROM employer WHERE " + named + " ORDER BY name LIMIT 5",
          db::Params(params), [&](const db::Row& row) {
            WriteHit(out, "employer", row.Id(0).ToString(), row.Text(1), row.Text(2), "单位名称");
            return Ok();
          }));
    if (scope.May("posts.read"))
      TRY(context.store.Query(
          scope, "{shared}SELECT id, name, employer_name FROM post WHERE " + named + " ORDER BY name LIMIT 5",
          db::Params(params), [&](const db::Row& row) {
            WriteHit(out, "post", row.Id(0).ToString(), row.Text(1), row.Text(2), "岗位名称");
            return Ok();
          }));
  }
  out.EndArray();
  out.Member("complete", context.names.ready());
  out.EndObject();
  return http::Response::Json(std::move(out).Take());
}

}  // namespace

void AddPeopleRoutes(http::Router& router, Context& context) {
  router.Describe(PeopleShapes());
  Context* c = &context;
  const std::vector<http::QueryParameter> own = {
      {"view", "清单", false, "=task|retention|visit|all"},
      {"q", "姓名的一部分"},
      {"matched", "该月的匹配里有岗位", false, "month"},
      {"unoffered", "目前的状态开始以来没有推荐过岗位", false, "=true"},
      {"to_check", "比对之后要走访核实：就业中断、已就业", false, "=lapsed|employed"},
      {"figure", "某单位某月月报的指标所算的人：单位:月份:指标（codes/month_figure.csv）"}};
  const auto list = ListParameters(kPerson, own);
  auto exported = list;
  exported.push_back({"columns", "字段，用逗号隔开"});
  router.Add({.method = "GET",
              .path = "/api/people",
              .permission = "people.read",
              .mask_level = 1,
              .summary = "人员名单",
              .response_schema = "PersonRowPage",
              .query = list,
              .handler = [c](const http::Request& r) { return ListPeople(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/people/count",
              .permission = "people.read",
              .summary = "人数",
              .response_schema = "Count",
              .query = FilterParameters(kPerson, own),
              .handler = [c](const http::Request& r) { return CountPeople(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/people/export",
              .permission = "export",
              .mask_level = 1,
              .summary = "导出名单",
              .response_content = std::string(http::kXlsxType),
              .query = exported,
              .deadline = std::chrono::seconds(300),
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Scope& scope = ScopeOf(r);
                const std::string path = api::ExportPath();
                const auto query = TRY(PeopleQuery(r));
                TRY(people::ExportList(*c, people::ScopeForFilters(scope, query), query,
                                       std::string(r.FindQuery("columns").value_or("")), path));
                return api::ExportFile(path, c->store, scope, "人员名单");
              }});
  router.Add({.method = "GET",
              .path = "/api/people/{id}/card.pdf",
              .permission = "people.read",
              .mask_level = 1,
              .summary = "打印一人一卡",
              .response_content = std::string(http::kPdfType),
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Scope& scope = ScopeOf(r);
                return http::Response::Bytes(
                    TRY(people::PersonCard(*c, scope, TRY(people::GetPersonFile(c->store, scope, TRY(IdParam(r)))))),
                    http::kPdfType);
              }});
  router.Add({.method = "GET",
              .path = "/api/people/{id}",
              .permission = "people.read",
              .mask_level = 2,
              .summary = "一人一档",
              .response_schema = "PersonFile",
              .handler = [c](const http::Request& r) { return FileOf(*c, r); }});
  router.Add({.method = "PATCH",
              .path = "/api/people/{id}",
              .permission = "people.write",
              .mask_level = 2,
              .summary = "更正基本信息",
              .request_schema = "PersonEdit",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                return http::Response::Json(VersionJson(
                    TRY(people::EditPerson(c->store, ScopeOf(r), TRY(IdParam(r)), document.root(), c->codes)).version));
              }});
  router.Add({.method = "GET",
              .path = "/api/people/{id}/timeline",
              .permission = "people.read",
              .mask_level = 2,
              .summary = "经历与变更",
              .response_schema = "Timeline",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const Scope& scope = ScopeOf(r);
                const Uuid id = TRY(IdParam(r));
                const auto person = TRY(c->store.Get<Person>(scope, id));
                if (!people::Sees(people::StandOf(scope, person), group::kRecord))
                  return Fail(kForbidden, "变更记录只对户籍地开放");
                return http::Response::Json(
                    people::TimelineJson(c->store, TRY(people::Timeline(c->store, scope, id, 200))));
              }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/state",
              .permission = "people.write",
              .summary = "登记状态变化",
              .request_schema = "StateChange",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) { return ChangeState(*c, r); }});
  router.Add(
      {.method = "PUT",
       .path = "/api/people/{id}/intention",
       .permission = "people.write",
       .summary = "登记就业意向",
       .request_schema = "IntentionSave",
       .response_schema = "Version",
       .handler = [c](const http::Request& r) -> Result<http::Response> {
         const auto document = TRY(json::Parse(r.body()));
         return http::Response::Json(VersionJson(
             TRY(people::SaveIntention(c->store, ScopeOf(r), TRY(IdParam(r)), document.root(), c->codes)).version));
       }});
  router.Add({.method = "POST",
              .path = "/api/people/{id}/reveal",
              .permission = "people.read",
              .mask_level = 3,
              .summary = "查看完整号码（记录用途）",
              .request_schema = "Reveal",
              .response_schema = "Revealed",
              .handler = [c](const http::Request& r) { return RevealField(*c, r); }});
  router.Add({.method = "GET",
              .path = "/api/search",
              .permission = std::string(http::kSignedIn),
              .summary = "找人、单位、岗位",
              .response_schema = "SearchResult",
              .query = {{"q", "姓名、拼音首字母、身份证或电话后四位", true}},
              .handler = [c](const http::Request& r) { return Search(*c, r); }});
}

}  // namespace gq::api
