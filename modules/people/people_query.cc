#include "modules/people/people_query.h"

#include "base/person_name.h"
#include "modules/people/model.h"
#include "modules/people/month_figures.h"
#include "modules/people/rules.h"
#include "modules/people/visibility.h"

namespace gq::people {

namespace {

const std::string* FindParam(const QueryParams& params, std::string_view name) {
  for (const auto& [key, value] : params) {
    if (key == name && !value.empty()) return &value;
  }
  return nullptr;
}

// Since the present state began, neither a month's plan nor an offer (modules/offers) has proposed a post; an answered
// offer counts by the day on which it was answered or ran out.
constexpr std::string_view kUnoffered =
    "NOT EXISTS (SELECT 1 FROM match_proposal m WHERE m.county_id = p.county_id AND m.person_id = p.id AND m.period >= "
    "COALESCE(p.employment_since, 0) / 100) AND NOT EXISTS (SELECT 1 FROM match_offer o WHERE o.county_id = "
    "p.county_id AND o.person_id = p.id AND (o.state IN ('proposed', 'confirmed', 'told', 'accepted') OR (o.state IN "
    "('refused', 'expired') AND COALESCE(o.answered_on, o.expires_on, 99991231) >= COALESCE(p.employment_since, 0))))";

}  // namespace

Result<ListQuery> ReadPeopleQuery(const QueryParams& params) {
  ListQuery query = TRY(
      ParseListQuery(kPerson, params, {"view", "q", "columns", "after", "matched", "unoffered", "to_check", "figure"}));
  if (const auto* view = FindParam(params, "view"); view != nullptr && *view != "all") {
    if (*view != "task" && *view != "retention" && *view != "visit")
      return Fail(kBadInput, "没有这个清单：" + *view, "可用 task retention visit all");
    query.conditions.push_back({kPerson.FindField("list"), Condition::Op::kEqual, {Value(*view)}});
  }
  if (const auto* q = FindParam(params, "q"))
    query.conditions.push_back({kPerson.FindField("name"), Condition::Op::kLike, {Value(TidyPersonName(*q))}});
  if (const auto* matched = FindParam(params, "matched")) {
    const auto month = Month::Parse(*matched);
    if (!month) return Fail(kBadInput, "月份不对：" + *matched, "应如 2026-08");
    query.extra =
        "EXISTS (SELECT 1 FROM match_proposal m WHERE m.county_id = p.county_id AND m.person_id = p.id AND m.period "
        "= " +
        std::to_string(month->ToInt()) + ")";
  }
  if (const auto* unoffered = FindParam(params, "unoffered")) {
    if (*unoffered != "true") return Fail(kBadInput, "这个条件的值不对：" + *unoffered, "只能是 true");
    query.extra += (query.extra.empty() ? "" : " AND ") + std::string(kUnoffered);
  }
  if (const auto* to_check = FindParam(params, "to_check")) {
    if (*to_check != "lapsed" && *to_check != "employed")
      return Fail(kBadInput, "没有这种走访：" + *to_check, "可用 lapsed employed");
    query.extra += (query.extra.empty() ? "" : " AND ") +
                   OpenFindingSql("p", *to_check == "lapsed" ? OpenFinding::kLapsed : OpenFinding::kEmployed);
  }
  if (const auto* figure = FindParam(params, "figure"))
    query.extra += (query.extra.empty() ? "" : " AND ") + TRY(MonthFigureSql(*figure));
  return query;
}

Result<std::int64_t> CountPeople(Store& store, const Scope& scope, const QueryParams& params) {
  const ListQuery query = TRY(ReadPeopleQuery(params));
  return CountList(store, ScopeForFilters(scope, query), query);
}

}  // namespace gq::people
