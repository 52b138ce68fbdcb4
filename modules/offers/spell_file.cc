#include "modules/offers/spell_file.h"

#include <algorithm>
#include <map>
#include <vector>

#include "kits/codes/code_tables.h"
#include "kits/csv/writer.h"
#include "modules/matching/pair_factors.h"

namespace gq::offers {

namespace {

Result<std::map<std::int64_t, std::string>> CountyNames(Store& store) {
  std::map<std::int64_t, std::string> names;
  TRY(store.Query(Scope::System("system:offers"), "{shared}SELECT id, name FROM unit WHERE kind = 'county'", {},
                  [&](const db::Row& row) {
                    names[row.Int(0)] = row.String(1);
                    return Ok();
                  }));
  return names;
}

std::optional<Date> DayIn(const db::Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(column)));
}

constexpr const char* kOffers =
    "SELECT o.id, o.told_on, o.state, s.start_on, s.end_on, o.factors, o.county_id, p.sex, p.birth, p.health, "
    "p.target_group FROM match_offer o JOIN person p ON p.county_id = o.county_id AND p.id = o.person_id "
    "LEFT JOIN spell s ON s.county_id = o.county_id AND s.id = o.spell_id "
    "WHERE o.state IN ('told', 'accepted', 'refused', 'expired', 'departed') AND o.told_on <= ?1 AND "
    "{scope:o:match_offer} ORDER BY o.told_on, o.id";

}  // namespace

Result<SpellFile> WriteSpells(Store& store, const Scope& scope, Date as_of, const std::string& path) {
  std::vector<std::string_view> header = {"id", "offered", "arrived", "start", "end"};
  const auto factors = matching::FactorColumns();
  header.insert(header.end(), factors.begin(), factors.end());
  for (const char* column : {"county", "sex", "age", "disability"}) header.emplace_back(column);
  const auto counties = TRY(CountyNames(store));
  const CodeTable& sexes = GetCodeTable("sex");
  csv::Writer out = TRY(csv::Writer::Create(path, header));
  SpellFile file;
  const auto each = [&](const db::Row& row) {
    if (row.Text(5).empty()) return ++file.without_factors, Ok();
    const auto told = DayIn(row, 1);
    auto start = row.Text(2) == "departed" ? DayIn(row, 3) : std::nullopt;
    if (start && *start > as_of) start.reset();
    auto end = start ? DayIn(row, 4) : std::nullopt;
    if (end && *end > as_of) end.reset();
    ++file.rows;
    file.arrived += start.has_value();
    out.Field(row.Id(0).ToString());
    out.Field(told->ToString());
    out.Field(start ? "是" : "否");
    out.Field(start ? start->ToString() : "");
    out.Field(end ? end->ToString() : "");
    const auto known = matching::ReadFactors(row.Text(5));
    for (const std::string_view column : factors) {
      const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == column; });
      out.Field(found == known.end() ? std::string_view() : found->second);
    }
    const auto county = counties.find(row.Int(6));
    out.Field(county == counties.end() ? std::string_view() : std::string_view(county->second));
    out.Field(sexes.Label(row.Text(7)));
    const auto birth = DayIn(row, 8);
    out.Field(birth ? std::to_string(AgeOn(*birth, *told)) : "");
    out.Field(row.Text(9).empty() && row.Text(10).empty()         ? ""
              : row.Text(9) == "60" || row.Text(10) == "disabled" ? "是"
                                                                  : "否");
    out.EndRow();
    return Ok();
  };
  TRY(store.Query(scope.HomeSide(), kOffers, {std::int64_t{as_of.ToYmdInt()}}, each));
  TRY(out.Close());
  return file;
}

}  // namespace gq::offers
