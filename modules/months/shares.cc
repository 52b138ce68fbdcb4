// Placed and expected to stay, by sex, age band, disability and county: looked at in every report, steered nowhere
// (D14).
#include <array>
#include <map>

#include "kits/codes/code_tables.h"
#include "modules/matching/report.h"
#include "modules/months/report.h"
#include "modules/org/service.h"

namespace gq::months {

namespace {

struct Group {
  std::int64_t people = 0, placed = 0;
  std::int64_t stays = 0;  // millionths of a person
};
// In the order of the report.
constexpr std::array<const char*, 4> kKinds = {"性别", "年龄", "残疾", "县市区"};

std::string BandOf(const db::Row& row, int column, Date as_of) {
  const auto birth = row.IsNull(column) ? std::nullopt : Date::FromYmdInt(static_cast<int>(row.Int(column)));
  if (!birth) return "未填";
  const std::string band = matching::AgeBand(AgeOn(*birth, as_of));
  return band == "under_16" ? "16 岁以下" : band + " 岁";
}

}  // namespace

Result<std::vector<ShareRow>> Shares(const StepContext& context, const Reach& reach) {
  std::array<std::map<std::string, Group>, kKinds.size()> groups;
  std::map<std::int64_t, Group> counties;
  const CodeTable& sexes = GetCodeTable("sex");
  const auto each = [&](const db::Row& row) {
    const bool placed = !row.IsNull(5);
    const bool disabled = row.Text(2) == "60" || row.Text(3) == "disabled";
    const auto count = [&](Group& group) {
      ++group.people;
      group.placed += placed;
      if (placed) group.stays += row.Int(5) * row.Int(6);
    };
    count(groups[0][row.Text(0).empty() ? "未填" : std::string(sexes.Label(row.Text(0)))]);
    count(groups[1][BandOf(row, 1, context.options.as_of)]);
    count(groups[2][disabled ? "残疾" : "其他"]);
    count(counties[row.Int(4)]);
    return Ok();
  };
  TRY(context.store.Query(
      reach.scope,
      "SELECT p.sex, p.birth, p.health, p.target_group, p.county_id, o.p_arrive, o.p_stay3 FROM person p LEFT JOIN "
      "match_offer o ON o.county_id = p.county_id AND o.person_id = p.id AND o.state IN ('proposed', 'confirmed', "
      "'told', 'accepted') WHERE p.list = 'task' AND {scope:p}",
      {}, each));
  std::vector<ShareRow> rows;
  const auto add = [&](const char* kind, std::string name, const Group& group) {
    rows.push_back({kind, std::move(name), group.people, group.placed, (group.stays + 50'000) / 100'000});
  };
  for (std::size_t k = 0; k < groups.size(); ++k) {
    for (const auto& [name, group] : groups[k]) add(kKinds[k], name, group);
  }
  for (const auto& [id, group] : counties) {
    const auto unit = org::GetUnit(context.store, id);
    add(kKinds[3], unit ? unit->name : std::to_string(id), group);
  }
  return rows;
}

}  // namespace gq::months
