#include "modules/offers/plan_view.h"

#include "kits/codes/code_tables.h"
#include "kits/json/reader.h"
#include "kits/store/list_page.h"
#include "modules/matching/report.h"
#include "modules/offers/current_weights.h"
#include "modules/offers/observed.h"
#include "modules/offers/store_input.h"
#include "modules/offers/view.h"
#include "modules/org/service.h"

namespace gq::offers {

namespace {

std::string UnitName(Store& store, std::int64_t id) {
  const auto unit = org::GetUnit(store, id);
  return unit ? unit->name : std::string();
}

std::string LabelOf(std::string_view table, std::string_view code) {
  const CodeTable* found = FindCodeTable(table);
  if (code.empty()) return "未填";
  return found == nullptr ? std::string(code) : std::string(found->Label(code));
}

std::string ShareLabel(Store& store, const std::string& by, const std::string& code) {
  if (by == "sex") return LabelOf("sex", code);
  if (by == "disability") return code == "yes" ? "残疾" : "其他";
  if (by == "county") return UnitName(store, std::atoll(code.c_str()));
  if (code.empty()) return "未填";
  const auto dash = code.find('-');
  if (dash == code.npos || dash + 1 == code.size()) return code.substr(0, 2) + " 岁以上";
  return code.substr(0, dash) + "～" + code.substr(dash + 1) + " 岁";
}

// Members of an object as they are stored, with labels added.
Status WriteMembers(json::Writer& out, const json::Node& node) {
  for (const auto& [key, value] : TRY(node.Members())) {
    out.Key(key);
    out.Raw(value.ToJson());
  }
  return Ok();
}

Status WriteIndicators(json::Writer& out, Store& store, const std::string& text) {
  const auto document = TRY(json::Parse(text, {.bytes_max = std::size_t{16} << 20}));
  out.BeginObject();
  for (const auto& [key, node] : TRY(document.root().Members())) {
    out.Key(key);
    if (key != "limits" && key != "shares" && key != "rule_prices") {
      out.Raw(node.ToJson());
      continue;
    }
    out.BeginArray();
    for (const auto& item : TRY(node.Items())) {
      out.BeginObject();
      TRY(WriteMembers(out, item));
      const std::string code = TRY(TRY(item.Get("code")).Text());
      out.Member("label", key == "shares"   ? ShareLabel(store, TRY(TRY(item.Get("by")).Text()), code)
                          : key == "limits" ? std::string(LimitLabel(code))
                                            : std::string(matching::RuleLabel(code)));
      out.EndObject();
    }
    out.EndArray();
  }
  out.EndObject();
  return Ok();
}

Status WriteTrades(json::Writer& out, Store& store, const MatchPlan& plan) {
  const std::string id = plan.id.ToBytes();
  out.Key("trades");
  out.BeginArray();
  TRY(store.Query(
      Scope::System("system:offers"),
      "{shared}SELECT COALESCE(t.trade, ''), count(*), CAST(SUM(m.openings) AS BIGINT), CAST(SUM(m.placed) AS BIGINT), "
      "CAST(SUM(m.price * m.openings) AS BIGINT) FROM match_plan_post m JOIN post t ON t.id = m.post_id WHERE "
      "m.plan_id "
      "= ?1 GROUP BY COALESCE(t.trade, '') ORDER BY 5 DESC, 1",
      {db::Blob{id}}, [&](const db::Row& row) {
        out.BeginObject();
        out.Member("trade", row.Text(0));
        out.Member("label", LabelOf("trade", row.Text(0)));
        out.Member("posts", row.Int(1));
        out.Member("openings", row.Int(2));
        out.Member("placed", row.Int(3));
        out.Member("price", row.Int(2) == 0 ? 0 : row.Int(4) / row.Int(2));
        out.EndObject();
        return Ok();
      }));
  out.EndArray();
  return Ok();
}

// The same by the county of work.
Status WritePlaces(json::Writer& out, Store& store, const MatchPlan& plan) {
  constexpr std::int64_t kCounty = 1'000'000;
  const std::string id = plan.id.ToBytes();
  out.Key("places");
  out.BeginArray();
  TRY(store.Query(
      Scope::System("system:offers"),
      "{shared}SELECT t.region_code / 1000000, count(*), CAST(SUM(m.openings) AS BIGINT), CAST(SUM(m.placed) AS "
      "BIGINT), CAST(SUM(m.price * m.openings) AS BIGINT) FROM match_plan_post m JOIN post t ON t.id = m.post_id WHERE "
      "m.plan_id = ?1 AND t.region_code IS NOT NULL GROUP BY t.region_code / 1000000 ORDER BY 5 DESC, 1",
      {db::Blob{id}}, [&](const db::Row& row) {
        const std::int64_t code = row.Int(0) * kCounty;
        out.BeginObject();
        out.Member("code", code);
        out.Member("label", org::PlaceName(store, code, 2));
        out.Member("posts", row.Int(1));
        out.Member("openings", row.Int(2));
        out.Member("placed", row.Int(3));
        out.Member("price", row.Int(2) == 0 ? 0 : row.Int(4) / row.Int(2));
        out.EndObject();
        return Ok();
      }));
  out.EndArray();
  return Ok();
}

Status WriteWeights(json::Writer& out, Store& store, const MatchPlan& plan) {
  const auto weights = TRY(FindWeights(store, plan.weights_hash));
  if (!weights) return Ok();
  out.Member("weights_from", weights->starts_on->ToString());
  out.Member("weights_note", weights->note);
  return Ok();
}

}  // namespace

Status WritePlan(json::Writer& out, Store& store, jobs::Jobs& jobs, const Scope& scope, const MatchPlan& plan) {
  std::string state = plan.state;
  if (state == "running" && !plan.job_id.IsNil()) {
    const auto job = jobs.Get(scope, plan.job_id);
    if (job && (job->state == "failed" || job->state == "cancelled")) state = "failed";
  }
  out.BeginObject();
  out.Member("id", plan.id.ToString());
  out.Member("unit_id", plan.unit_id);
  const auto unit = org::GetUnit(store, plan.unit_id);
  if (unit) out.Member("unit_name", unit->name);
  out.Member("objective", plan.objective);
  out.Member("scheme", plan.scheme);
  out.Member("as_of", plan.as_of ? std::optional(plan.as_of->ToString()) : std::nullopt);
  out.Member("job_id", plan.job_id.IsNil() ? std::nullopt : std::optional(plan.job_id.ToString()));
  out.Member("state", state);
  for (const auto& [key, n] : {std::pair{"workers", plan.workers},
                               {"posts", plan.posts},
                               {"openings", plan.openings},
                               {"placed", plan.placed},
                               {"kept", plan.kept},
                               {"value", plan.value}})
    out.Member(key, n);
  // Without a bound nothing is known of what a better plan could reach: that is no gap of nought.
  const bool known = plan.bound > 0;
  out.Member("bound", known ? std::optional(plan.bound) : std::nullopt);
  out.Member("gap_ppb", known ? std::optional(plan.gap_ppb) : std::nullopt);
  out.Member("created_by", org::NameOfActor(store, plan.created_by));
  out.Member("created_at", plan.created_at.ToIso());
  out.EndObject();
  return Ok();
}

Status WritePlanFile(json::Writer& out, Store& store, jobs::Jobs& jobs, const Scope& scope, const MatchPlan& plan) {
  const Date today = store.Now().DateInShanghai();
  out.BeginObject();
  out.Key("plan");
  TRY(WritePlan(out, store, jobs, scope, plan));
  TRY(WriteWeights(out, store, plan));
  out.Key("indicators");
  if (plan.indicators.empty())
    out.Null();
  else
    TRY(WriteIndicators(out, store, plan.indicators));
  TRY(WriteTrades(out, store, plan));
  TRY(WritePlaces(out, store, plan));
  out.Key("observed");
  WriteObserved(out, TRY(Observe(store, scope, plan.id, today)));
  out.Key("overall");
  WriteObserved(out, TRY(Observe(store, scope, std::nullopt, today)));
  out.EndObject();
  return Ok();
}

Status WritePlanPosts(json::Writer& out, Store& store, const MatchPlan& plan, std::optional<std::string_view> trade,
                      std::int64_t page, std::int64_t size) {
  const std::string id = plan.id.ToBytes();
  BeginPage(out);
  TRY(store.Query(
      Scope::System("system:offers"),
      "{shared}SELECT t.id, t.name, t.employer_name, COALESCE(t.trade, ''), t.region_code, m.openings, "
      "m.placed, m.price, m.next_best FROM match_plan_post m JOIN post t ON t.id = m.post_id WHERE m.plan_id "
      "= ?1 AND (?2 = 0 OR COALESCE(t.trade, '') = ?3) ORDER BY m.price DESC, m.placed DESC, t.id LIMIT ?4 "
      "OFFSET ?5",
      {db::Blob{id}, std::int64_t{trade ? 1 : 0}, trade.value_or(""), size, (page - 1) * size},
      [&](const db::Row& row) {
        out.BeginObject();
        out.Member("post_id", row.Id(0).ToString());
        out.Member("post_name", row.Text(1));
        out.Member("employer_name", row.Text(2));
        out.Member("trade", row.Text(3));
        out.Member("place", row.IsNull(4) ? std::string() : org::PlaceName(store, row.Int(4), 2));
        out.Member("openings", row.Int(5));
        out.Member("placed", row.Int(6));
        out.Member("price", row.Int(7));
        out.Member("next_best", row.Int(8));
        out.EndObject();
        return Ok();
      }));
  EndPage(out, store, page, size);
  return Ok();
}

Status WriteUnplaced(json::Writer& out, Store& store, const Scope& scope, const MatchPlan& plan,
                     std::optional<std::string_view> limit, bool none_only, std::int64_t page, std::int64_t size) {
  const std::string id = plan.id.ToBytes();
  BeginPage(out);
  TRY(store.Query(
      scope.HomeSide(),
      "SELECT p.id, p.name, p.home_code, u.feasible_posts, u.better_posts, u.nearest_post, t.name, u.missing_value, "
      "u.limit_code, u.limits FROM match_unplaced u JOIN person p ON p.county_id = u.county_id AND p.id = u.person_id "
      "LEFT JOIN post t ON t.id = u.nearest_post WHERE u.plan_id = ?1 AND (?2 = 0 OR u.limit_code = ?3) AND (?4 = 0 OR "
      "u.feasible_posts = 0) AND {scope:p} ORDER BY p.home_code, p.id LIMIT ?5 OFFSET ?6",
      {db::Blob{id}, std::int64_t{limit ? 1 : 0}, limit.value_or(""), std::int64_t{none_only ? 1 : 0}, size,
       (page - 1) * size},
      [&](const db::Row& row) {
        out.BeginObject();
        out.Member("person_id", row.Id(0).ToString());
        out.Member("name", row.Text(1));
        out.Member("place", org::PlaceName(store, row.Int(2), 3));
        out.Member("feasible_posts", row.Int(3));
        out.Member("better_posts", row.Int(4));
        out.Member("nearest_post_id", row.IsNull(5) ? std::nullopt : std::optional(row.Id(5).ToString()));
        out.Member("nearest_post", row.Text(6));
        out.Member("missing_value", row.Int(7));
        out.Member("limit", row.Text(8));
        WriteLimits(out, ParseLimits(row.Text(9)));
        out.EndObject();
        return Ok();
      }));
  EndPage(out, store, page, size);
  return Ok();
}

}  // namespace gq::offers
