// Lists and single records of the types that need nothing of their own: households, spells, employers, posts.
#include <algorithm>
#include <map>

#include "base/mask.h"
#include "kits/store/list_page.h"
#include "kits/store/unit_of_work.h"
#include "modules/api/context.h"
#include "modules/api/list_sheet.h"
#include "modules/employers/model.h"
#include "modules/meta/schemas.h"
#include "modules/org/stale.h"
#include "modules/org/words.h"
#include "modules/people/household.h"
#include "modules/people/model.h"
#include "modules/people/visibility.h"
#include "modules/posts/open.h"
#include "modules/records/shapes.h"

namespace gq::api {

namespace {

// A record that hangs on a person is cut by where the person's home is (D7).
template <typename T>
std::function<bool(const Field&)> SeesOf(const Scope& scope, const T& record) {
  if constexpr (std::is_same_v<T, Spell>) {
    const auto stand = people::StandOf(scope, record);
    // A spell that the reader reaches is the reader's: what stands beside its fields is shown as a placement is.
    return [stand](const Field& field) {
      return people::Sees(stand, field.group.empty() ? group::kPlacement : field.group);
    };
  }
  if constexpr (std::is_same_v<T, Household>) {
    const auto stand = scope.SeesHome(record.home_code) ? people::Stand::kHome : people::Stand::kWorkAway;
    return [stand](const Field& field) { return people::Sees(stand, field); };
  }
  return {};
}

// The name goes with every spell that the reader reaches (D7), also when the person has left the range since.
std::optional<std::string> PersonNameOf(Context& context, const Scope& scope, const Spell& spell) {
  const auto person = context.store.Get<Person>(Scope::System("system:spells"), spell.person_id);
  if (!person || !people::Sees(people::StandOf(scope, spell), "name")) return std::nullopt;
  return MaskValue(MaskKind::kName, person->name, scope.mask_level);
}

template <typename T>
void WriteOne(json::Writer& out, Context& context, const Scope& scope, const T& record) {
  out.BeginObject();
  WriteRecord(out, *kTypeOf<T>, &record, scope.mask_level, SeesOf(scope, record));
  org::WriteWords(out, context.store, *kTypeOf<T>, &record, SeesOf(scope, record));
  const auto place = [&](std::string_view key, std::int64_t code) {
    if (code != 0) out.Member(key, org::PlaceName(context.store, code));
  };
  if constexpr (std::is_same_v<T, Household>) place("region_name", record.home_code);
  if constexpr (std::is_same_v<T, Spell>) {
    place("work_region_name", record.work_code.value_or(0));
    if (const auto name = PersonNameOf(context, scope, record)) out.Member("person_name", *name);
  }
  if constexpr (std::is_same_v<T, Employer>) place("region_name", record.region_code.value_or(0));
  if constexpr (std::is_same_v<T, Post>) place("work_region_name", record.region_code.value_or(0));
  out.EndObject();
}

// 吸纳人数: people on post there now, of those whom the reader reaches. Counted when it is read: employers are shared
// by all counties, which would wait for each other if each import wrote them.
Status FillSupported(Context& context, const Scope& scope, std::vector<Employer>& employers) {
  if (employers.empty()) return Ok();
  std::vector<db::Param> params;
  std::string marks;
  for (const auto& employer : employers) {
    params.emplace_back(employer.credit_code);
    marks += (marks.empty() ? "?" : ", ?") + std::to_string(params.size());
  }
  std::map<std::string, std::int64_t> counts;
  TRY(context.store.Query(scope,
                          "SELECT p.unit_code, count(DISTINCT p.person_id) FROM spell p WHERE p.unit_code IN (" +
                              marks + ") AND p.state = 'on_post' AND {scope:p} GROUP BY p.unit_code",
                          db::Params(params), [&](const db::Row& row) {
                            counts[row.String(0)] = row.Int(1);
                            return Ok();
                          }));
  for (auto& employer : employers) employer.supported_workers = counts[employer.credit_code];
  return Ok();
}

void ShowStateOfToday(Context& context, Post& post) {
  post.state = std::string(posts::StateOn(post, context.store.Now().DateInShanghai()));
}

// The list as it was asked for. Posts are filtered by the state that they have today (modules/posts/open.h).
template <typename T>
Result<ListQuery> QueryOf(Context& context, const http::Request& request) {
  const RecordType& type = *kTypeOf<T>;
  auto query = TRY(ParseListQuery(type, request.query(), {"q", "columns"}));
  if (const auto q = request.FindQuery("q"); q && !q->empty() && type.FindField(type.label_field)->searchable) {
    query.conditions.push_back({type.FindField(type.label_field), Condition::Op::kLike, {Value(std::string(*q))}});
  }
  if constexpr (std::is_same_v<T, Post>) {
    const std::string state = posts::StateSql("p", context.store.Now().DateInShanghai());
    std::erase_if(query.conditions, [&](const Condition& condition) {
      if (condition.field->name != "state" || condition.values.empty()) return false;
      std::string in;
      for (const Value& code : condition.values)
        in += (in.empty() ? "'" : ", '") + *AsText(code) + "'";  // of the table
      query.extra += (query.extra.empty() ? "" : " AND ") + state + " IN (" + in + ")";
      return true;
    });
  }
  return query;
}

template <typename T>
Result<http::Response> ListOf(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto query = TRY(QueryOf<T>(context, request));
  auto records = TRY(List<T>(context.store, people::ScopeForFilters(scope, query), query));
  if constexpr (std::is_same_v<T, Employer>) TRY(FillSupported(context, scope, records));
  if constexpr (std::is_same_v<T, Post>) {
    for (Post& post : records) ShowStateOfToday(context, post);
  }
  return http::Response::Json(TRY(WritePage(context.store, query, records, [&](json::Writer& out, const T& record) {
    WriteOne(out, context, scope, record);
  })));
}

template <typename T>
Result<http::Response> CountOf(Context& context, const http::Request& request) {
  const auto query = TRY(QueryOf<T>(context, request));
  const auto count = TRY(CountList(context.store, people::ScopeForFilters(ScopeOf(request), query), query));
  return http::Response::Json("{\"count\":" + std::to_string(count) + ",\"exact\":true}");
}

// The whole list as XLSX, whatever page is on the screen.
template <typename T>
Result<http::Response> ExportOf(Context& context, const http::Request& request, const std::string& read,
                                const std::string& title) {
  const Scope& scope = ScopeOf(request);
  if (!scope.May(read)) return Fail(kForbidden, "您的角色不能看" + title + "名单");
  const auto query = TRY(QueryOf<T>(context, request));
  const Scope asked = people::ScopeForFilters(scope, query);
  std::vector<ListSheet::Computed> computed;
  if constexpr (std::is_same_v<T, Spell>) {
    computed.push_back({"person_name", "姓名", [&](const void* record) {
                          return PersonNameOf(context, scope, *static_cast<const Spell*>(record)).value_or("");
                        }});
  }
  const std::string path = ExportPath();
  auto sheet = TRY(ListSheet::Create(context.store, scope, *kTypeOf<T>, request.FindQuery("columns").value_or(""),
                                     std::move(computed), TRY(CountList(context.store, asked, query)), path));
  std::vector<T> batch;
  const auto flush = [&]() -> Status {
    if constexpr (std::is_same_v<T, Employer>) TRY(FillSupported(context, scope, batch));
    for (T& record : batch) {
      if constexpr (std::is_same_v<T, Post>) ShowStateOfToday(context, record);
      sheet.Add(&record, SeesOf(scope, record));
    }
    batch.clear();
    return Ok();
  };
  TRY(RunWhole(context.store, asked, query, [&](const db::Row& row) -> Status {
    batch.emplace_back();
    TRY(context.store.ReadRecord(*kTypeOf<T>, row, &batch.back()));
    return batch.size() >= 200 ? flush() : Ok();
  }));
  TRY(flush());
  TRY(sheet.Close());
  return ExportFile(path, context.store, scope, title + "名单");
}

template <typename T>
Result<http::Response> GetOne(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  T record = TRY(context.store.Get<T>(scope, TRY(IdParam(request))));
  if constexpr (std::is_same_v<T, Household>) {
    const auto unit = org::FindUnitByCode(context.store, record.home_code);
    if (!record.home_unit && unit && *unit) record.home_unit = (*unit)->id;
  }
  if constexpr (std::is_same_v<T, Employer>) {
    std::vector<Employer> one{record};
    TRY(FillSupported(context, scope, one));
    record = one.front();
  }
  if constexpr (std::is_same_v<T, Post>) ShowStateOfToday(context, record);
  json::Writer out;
  WriteOne(out, context, scope, record);
  return http::Response::Json(std::move(out).Take());
}

template <typename T>
Result<http::Response> Create(Context& context, const http::Request& request) {
  const Scope& scope = ScopeOf(request);
  const auto document = TRY(json::Parse(request.body()));
  T record;
  record.id = context.store.NewId();
  record.created_at = record.updated_at = context.store.Now();
  if constexpr (std::is_same_v<T, Post>) {
    record.collected_by = scope.unit_id;
    record.state = std::string(posts::kDraft);
  } else {
    record.unit_id = scope.unit_id;
  }
  TRY(ReadFields(document.root(), *kTypeOf<T>, &record, context.codes));
  TRY(CheckRecord(*kTypeOf<T>, &record, context.codes));
  auto work = TRY(UnitOfWork::Begin(context.store, scope));
  work.About(scope.unit_id, std::string(kTypeOf<T>->name) + ".add", kTypeOf<T>->name, record.id);
  TRY(work.Insert(record));
  TRY(work.Commit());
  return http::Response::Json("{\"id\":\"" + record.id.ToString() + "\",\"version\":0}", 201);
}

// The unit in whose chain the record's events stand.
template <typename T>
std::int64_t OwnerOf(const T& record) {
  if constexpr (std::is_same_v<T, Post>)
    return record.collected_by;
  else
    return record.unit_id;
}

// Reference data is read by everybody and written by the unit that collected it, or by whoever has that unit in reach.
template <typename T>
Status NeedOwner(Context& context, const Scope& scope, const T& record) {
  const std::int64_t owner = OwnerOf(record);
  if (owner == 0 || scope.everything || std::find(scope.units.begin(), scope.units.end(), owner) != scope.units.end())
    return Ok();
  const auto unit = org::GetUnit(context.store, owner);
  if (unit && (scope.SeesHome(unit->code) || scope.SeesWork(unit->code))) return Ok();
  return Fail(kForbidden, "这条记录由别的单位登记", "请告诉登记单位更正");
}

template <typename T>
Result<http::Response> Edit(Context& context, const http::Request& request,
                            const std::function<Status(T&, const Scope&)>& change) {
  const Scope& scope = ScopeOf(request);
  const T before = TRY(context.store.Get<T>(scope, TRY(IdParam(request))));
  T after = before;
  if (change) {
    TRY(change(after, scope));
  } else {
    TRY(NeedOwner(context, scope, before));
    const auto document = TRY(json::Parse(request.body()));
    TRY(org::CheckVersion(context.store, document.root(),
                          {*kTypeOf<T>, OwnerOf(before), before.id, before.id, before.version}));
    TRY(ReadFields(document.root(), *kTypeOf<T>, &after, context.codes, {"version"}));
  }
  TRY(CheckRecord(*kTypeOf<T>, &after, context.codes));
  auto work = TRY(UnitOfWork::Begin(context.store, scope));
  work.About(OwnerOf(before), std::string(kTypeOf<T>->name) + ".edit", kTypeOf<T>->name, after.id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return http::Response::Json("{\"version\":" + std::to_string(after.version) + "}");
}

Status Publish(Post& post, const Scope& scope, const Store& store) {
  const Date today = store.Now().DateInShanghai();
  if (posts::IsOver(post, today)) {
    Error error{&kBadInput,
                "有效期止（" + post.valid_to->ToString() + "）已经过去，不能发布",
                "还在招聘的，请先把有效期止改到今天或以后",
                {}};
    return Fail(error.With("field", "valid_to"));
  }
  if (post.state == posts::kOpen) return Fail(kConflict, "这个岗位已经发布");
  post.state = std::string(posts::kOpen);
  post.published_by = scope.unit_id;
  post.published_on = today;
  return Ok();
}

template <typename T>
void AddLists(http::Router& router, Context& context, const std::string& path, const std::string& permission,
              const std::string& title) {
  Context* c = &context;
  const std::string name = CamelCase(kTypeOf<T>->name);
  router.Add({.method = "GET",
              .path = path,
              .permission = permission + ".read",
              .summary = title + "名单",
              .response_schema = name + "RowPage",
              .query = ListParameters(*kTypeOf<T>, {{"q", "名称的一部分"}}),
              .handler = [c](const http::Request& r) { return ListOf<T>(*c, r); }});
  router.Add({.method = "GET",
              .path = path + "/count",
              .permission = permission + ".read",
              .summary = title + "数",
              .response_schema = "Count",
              .query = FilterParameters(*kTypeOf<T>, {{"q", "名称的一部分"}}),
              .handler = [c](const http::Request& r) { return CountOf<T>(*c, r); }});
  auto exported = ListParameters(*kTypeOf<T>, {{"q", "名称的一部分"}});
  exported.push_back({"columns", "字段，用逗号隔开"});
  router.Add({.method = "GET",
              .path = path + "/export",
              .permission = "export",
              .mask_level = 1,
              .summary = "导出" + title + "名单",
              .response_content = std::string(http::kXlsxType),
              .query = std::move(exported),
              .deadline = std::chrono::seconds(300),
              .handler = [c, read = permission + ".read", title](const http::Request& r) {
                return ExportOf<T>(*c, r, read, title);
              }});
  router.Add({.method = "GET",
              .path = path + "/{id}",
              .permission = permission + ".read",
              .mask_level = 2,
              .summary = title,
              .response_schema = name + "Row",
              .handler = [c](const http::Request& r) { return GetOne<T>(*c, r); }});
}

template <typename T>
void AddWrites(http::Router& router, Context& context, const std::string& path, const std::string& permission,
               const std::string& title) {
  Context* c = &context;
  const std::string name = CamelCase(kTypeOf<T>->name);
  router.Add({.method = "POST",
              .path = path,
              .permission = permission + ".write",
              .summary = "登记" + title,
              .request_schema = name + "New",
              .response_schema = "Version",
              .success = 201,
              .handler = [c](const http::Request& r) { return Create<T>(*c, r); }});
  router.Add({.method = "PATCH",
              .path = path + "/{id}",
              .permission = permission + ".write",
              .summary = "更正" + title,
              .request_schema = name + "Edit",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) { return Edit<T>(*c, r, {}); }});
}

}  // namespace

void AddRecordRoutes(http::Router& router, Context& context) {
  router.Describe(RecordShapes());
  Context* c = &context;
  AddLists<Household>(router, context, "/api/households", "people", "家庭");
  router.Add({.method = "PATCH",
              .path = "/api/households/{id}",
              .permission = "people.write",
              .mask_level = 2,
              .summary = "更正家庭情况",
              .request_schema = "HouseholdEdit",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) -> Result<http::Response> {
                const auto document = TRY(json::Parse(r.body()));
                const auto saved =
                    TRY(people::EditHousehold(c->store, ScopeOf(r), TRY(IdParam(r)), document.root(), c->codes));
                return http::Response::Json("{\"version\":" + std::to_string(saved.version) + "}");
              }});
  AddLists<Spell>(router, context, "/api/spells", "people", "就业经历");
  AddLists<Employer>(router, context, "/api/employers", "employers", "用人单位");
  AddWrites<Employer>(router, context, "/api/employers", "employers", "用人单位");
  AddLists<Post>(router, context, "/api/posts", "posts", "岗位");
  AddWrites<Post>(router, context, "/api/posts", "posts", "岗位");
  router.Add({.method = "POST",
              .path = "/api/posts/{id}/publish",
              .permission = "posts.publish",
              .summary = "发布岗位",
              .response_schema = "Version",
              .handler = [c](const http::Request& r) {
                return Edit<Post>(*c, r,
                                  [c](Post& post, const Scope& scope) { return Publish(post, scope, c->store); });
              }});
}

}  // namespace gq::api
