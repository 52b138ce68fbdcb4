// Whose figures a report gives, and which posts and bases are theirs.
#include <set>

#include "base/unit_code.h"
#include "modules/months/report.h"
#include "modules/offers/store_input.h"
#include "modules/org/service.h"
#include "modules/posts/open.h"

namespace gq::months {

namespace {

Result<std::int64_t> CountPeople(Store& store, const Scope& scope) {
  std::int64_t n = 0;
  TRY(store.Query(scope, "SELECT CAST(COALESCE(SUM(p.n), 0) AS BIGINT) FROM person_count p WHERE {scope:p}", {},
                  [&](const db::Row& row) {
                    n = row.Int(0);
                    return Ok();
                  }));
  return n;
}

Result<Reach> Cut(const Scope& scope, const Unit& unit) {
  Reach reach;
  reach.unit = unit.id;
  reach.name = unit.name;
  reach.range = org::RangeOf(unit);
  reach.scope = scope.Within(*reach.range).HomeSide();
  return reach;
}

bool Overlap(UnitCode a, const CodeRange& b) { return a.low() <= b.high && b.low <= a.high(); }

// Who collects for a reach, who publishes to it, and which posts its people have been offered.
struct Offering {
  std::set<std::int64_t> own, above;
  std::set<std::string> posts;
};

Result<Offering> OfferingOf(const StepContext& context, const Reach& reach) {
  Offering offering;
  TRY(context.store.Query(reach.scope, "{shared}SELECT id FROM unit WHERE code BETWEEN ?1 AND ?2",
                          {reach.range->low, reach.range->high}, [&](const db::Row& row) {
                            offering.own.insert(row.Int(0));
                            return Ok();
                          }));
  for (const auto& unit : TRY(org::PathOf(context.store, reach.unit))) offering.above.insert(unit.id);
  const auto add = [&](const db::Row& row) {
    offering.posts.insert(row.String(0));
    return Ok();
  };
  TRY(context.store.Query(reach.scope,
                          "SELECT DISTINCT m.post_id FROM match_proposal m JOIN person p ON p.county_id = m.county_id "
                          "AND p.id = m.person_id WHERE m.period = ?1 AND {scope:p}",
                          {std::int64_t{context.options.period.ToInt()}}, add));
  TRY(context.store.Query(reach.scope,
                          "SELECT DISTINCT o.post_id FROM match_offer o WHERE {scope:o:match_offer} AND o.state NOT "
                          "IN ('replaced', 'withdrawn')",
                          {}, add));
  return offering;
}

}  // namespace

Result<Reach> ReachOf(const StepContext& context) {
  Reach all;
  all.scope = context.scope;
  if (context.scope.unit_id == 0) return all;
  all.unit = context.scope.unit_id;
  const auto found = org::GetUnit(context.store, context.scope.unit_id);
  if (!found) return all;
  const Unit& unit = *found;
  all.name = unit.name;
  if (org::RangeOf(unit).low == org::RangeOf(unit).high && unit.kind != "village") return all;
  Reach reach = TRY(Cut(context.scope, unit));
  if (reach.scope.home.empty()) return all;
  const Scope handled = context.scope.HomeSide();
  reach.elsewhere = TRY(CountPeople(context.store, handled)) - TRY(CountPeople(context.store, reach.scope));
  return reach;
}

Result<std::vector<Reach>> CountiesOf(const StepContext& context, const Reach& reach) {
  std::vector<Reach> parts;
  if (!reach.range) return parts;
  std::vector<std::int64_t> counties;
  TRY(context.store.Query(reach.scope,
                          "SELECT DISTINCT p.county_id FROM person_count p WHERE {scope:p} AND p.n > 0 ORDER BY "
                          "p.county_id",
                          {}, [&](const db::Row& row) {
                            if (row.Int(0) != reach.unit) counties.push_back(row.Int(0));
                            return Ok();
                          }));
  for (const auto id : counties) parts.push_back(TRY(Cut(reach.scope, TRY(org::GetUnit(context.store, id)))));
  return parts;
}

std::string ReachInWords(const Reach& reach) {
  if (!reach.range) return reach.unit == 0 ? "范围：全库" : "范围：账号能看到的人员";
  std::string words = "范围：户籍在" + reach.name + "的人员，以及提供给他们的岗位";
  if (reach.elsewhere > 0) words += "；本次办理另有 " + WithThousands(reach.elsewhere) + " 人户籍在外地，不计入";
  return words;
}

Result<PostFigures> CountPosts(const StepContext& context, const Reach& reach) {
  PostFigures figures;
  const Offering offering = reach.range ? TRY(OfferingOf(context, reach)) : Offering();
  const std::int64_t day = context.options.as_of.ToYmdInt();
  std::map<std::string, std::int64_t> offered;  // credit code -> openings
  TRY(context.store.Query(
      reach.scope,
      "{shared}SELECT id, employer_code, openings, collected_by, published_by, reserved_region FROM post p WHERE "
      "(valid_from IS NULL OR valid_from <= ?1) AND " +
          posts::OpenSql("p", context.options.as_of),
      {day}, [&](const db::Row& row) {
        if (reach.range) {
          const bool reserved = !row.IsNull(5),
                     for_here = reserved && Overlap(UnitCode::FromInt(row.Int(5)), *reach.range);
          const bool published =
              !row.IsNull(4) && (offering.own.count(row.Int(4)) > 0 || offering.above.count(row.Int(4)) > 0);
          const bool collected = !row.IsNull(3) && offering.own.count(row.Int(3)) > 0;
          const bool ours =
              for_here || ((published || collected) && !reserved) || offering.posts.count(row.String(0)) > 0;
          if (!ours) return Ok();
        }
        const std::int64_t openings = row.IsNull(2) ? 0 : row.Int(2);
        ++figures.posts;
        figures.openings += openings;
        offered[row.String(1)] += openings;
        return Ok();
      }));
  TRY(context.store.Query(
      reach.scope,
      "{shared}SELECT credit_code, base_level, region_code, unit_id FROM employer WHERE base_level IS NOT NULL AND "
      "base_level NOT IN ('', 'none') AND (base_certified_on IS NULL OR base_certified_on <= ?1)",
      {day}, [&](const db::Row& row) {
        const std::string code = row.String(0), level = row.String(1);
        figures.base_of_code[code] = level;
        BaseLevel& counted = figures.levels[level];
        const auto posts = offered.find(code);
        const bool here = !reach.range || (!row.IsNull(2) && reach.range->Contains(row.Int(2))) ||
                          (!row.IsNull(3) && offering.own.count(row.Int(3)) > 0) || posts != offered.end();
        if (!here) return Ok();
        ++counted.bases;
        if (posts != offered.end()) counted.openings += posts->second;
        return Ok();
      }));
  return figures;
}

}  // namespace gq::months
