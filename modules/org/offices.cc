#include "modules/org/offices.h"

#include "modules/org/roles.h"

namespace gq::org {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:org");
  return scope;
}

}  // namespace

Result<std::vector<Unit>> StationsCalled(Store& store, const std::string& name_or_id, Date day) {
  std::vector<std::int64_t> ids;
  TRY(store.Query(Program(),
                  "{shared}SELECT u.id FROM unit u WHERE u.kind = 'station' AND (u.name = ?1 OR CAST(u.id AS TEXT) = "
                  "?1) AND (u.valid_to IS NULL OR u.valid_to >= ?2) ORDER BY u.id",
                  {name_or_id, static_cast<std::int64_t>(day.ToYmdInt())}, [&](const db::Row& row) {
                    ids.push_back(row.Int(0));
                    return Ok();
                  }));
  std::vector<Unit> stations;
  for (const auto id : ids) stations.push_back(TRY(GetUnit(store, id)));
  return stations;
}

Result<bool> HasOffice(Store& store, std::int64_t code, std::string_view permission, Date day) {
  bool found = false;
  TRY(store.Query(
      Program(),
      "{shared}SELECT DISTINCT g.role, g.unit_id FROM account_grant g JOIN account a ON a.id = g.account_id "
      "WHERE a.state = 'active' AND g.side IN ('work', 'both') AND (g.valid_from IS NULL OR g.valid_from <= "
      "?1) AND (g.valid_to IS NULL OR g.valid_to >= ?1)",
      {static_cast<std::int64_t>(day.ToYmdInt())}, [&](const db::Row& row) -> Status {
        const auto* role = FindRole(row.Text(0));
        if (found || role == nullptr || !RoleMay(*role, permission)) return Ok();
        const Unit unit = TRY(GetUnit(store, row.Int(1)));
        found = unit.code != 0 && RangeOf(unit).Contains(code);
        return Ok();
      }));
  return found;
}

}  // namespace gq::org
