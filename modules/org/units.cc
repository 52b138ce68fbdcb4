#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "kits/codes/code_tables.h"
#include "kits/codes/region_names.h"
#include "kits/codes/region_tree.h"
#include "modules/org/administration.h"

namespace gq::org {

namespace {

constexpr std::int64_t kLevelSpan[] = {0, 10'000'000'000, 100'000'000, 1'000'000, 1'000, 1};
constexpr std::string_view kLevelKind[] = {"", "province", "city", "county", "township", "village"};

int LevelOf(std::string_view kind) {
  for (int level = 1; level <= 5; ++level) {
    if (kLevelKind[level] == kind) return level;
  }
  return 0;
}

Scope Anyone() { return Scope::System("system:org"); }

Status ReadUnits(Store& store, const std::string& condition, std::initializer_list<db::Param> params,
                 std::vector<Unit>& units) {
  units = TRY(store.Select<Unit>(Anyone(), condition, params));
  return Ok();
}

}  // namespace

CodeRange RangeOf(const Unit& unit) {
  const int level = LevelOf(unit.kind);
  if (level == 0) return {unit.code, unit.code};
  const std::int64_t span = kLevelSpan[level];
  return {unit.code / span * span, unit.code / span * span + span - 1};
}

Result<std::int64_t> LoadDivisions(Store& store, const std::vector<Division>& divisions) {
  const auto lease = TRY(MaintenanceAccess(store).database().Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  std::unordered_map<std::int64_t, std::int64_t> known;  // code -> id
  std::int64_t last_id = 0;
  TRY(lease->ForEach(
      "SELECT id, code FROM unit", {},
      [&](const db::Row& row) {
        last_id = std::max(last_id, row.Int(0));
        if (!row.IsNull(1)) known[row.Int(1)] = row.Int(0);
        return Ok();
      },
      true));
  const auto bulk = lease->Bulk("unit", {{"id", db::CellKind::kInteger},
                                         {"code", db::CellKind::kInteger},
                                         {"kind", db::CellKind::kText},
                                         {"parent_id", db::CellKind::kInteger},
                                         {"name", db::CellKind::kText},
                                         {"version", db::CellKind::kInteger}});
  std::int64_t added = 0;
  for (const auto& division : divisions) {
    if (division.level < 1 || division.level > 5)
      return Fail(kBadInput, "区划级别不对：" + std::to_string(division.level));
    if (!known.try_emplace(division.code, last_id + 1).second) continue;
    std::int64_t parent = 0;
    for (int level = division.level - 1; level >= 1 && parent == 0; --level) {
      const auto it = known.find(division.code / kLevelSpan[level] * kLevelSpan[level]);
      if (it != known.end()) parent = it->second;
    }
    bulk->Int(++last_id);
    bulk->Int(division.code);
    bulk->Text(kLevelKind[division.level]);
    bulk->Int(parent);
    bulk->Text(division.name);
    bulk->Int(0);
    TRY(bulk->EndRow());
    ++added;
  }
  if (added > 0) TRY(bulk->Finish());
  TRY(tx.Commit());
  return added;
}

Result<Unit> AddUnit(Store& store, const Scope& scope, std::string_view kind, std::int64_t parent_id,
                     std::string_view name) {
  Unit unit;
  unit.kind = std::string(kind);
  unit.parent_id = parent_id;
  unit.name = std::string(name);
  return CreateUnit(store, scope, std::move(unit));
}

Result<Unit> GetUnit(Store& store, std::int64_t id) {
  std::vector<Unit> units;
  TRY(ReadUnits(store, "p.id = ?1", {id}, units));
  if (units.empty()) return Fail(kNotFound, "没有这个单位");
  return units.front();
}

Result<std::optional<Unit>> FindUnitByCode(Store& store, std::int64_t code) {
  std::vector<Unit> units;
  TRY(ReadUnits(store, "p.code = ?1", {code}, units));
  if (units.empty()) return std::optional<Unit>();
  return std::optional<Unit>(units.front());
}

Result<std::vector<Unit>> ListChildren(Store& store, std::int64_t parent_id) {
  std::vector<Unit> units;
  TRY(ReadUnits(store, "p.parent_id = ?1 ORDER BY p.code", {parent_id}, units));
  return units;
}

Result<std::vector<Unit>> PathOf(Store& store, std::int64_t id) {
  std::vector<Unit> path;
  while (id != 0 && path.size() < 10) {
    path.push_back(TRY(GetUnit(store, id)));
    id = path.back().parent_id;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<Unit> CountyOf(Store& store, std::int64_t code) {
  const auto county = TRY(FindUnitByCode(store, code / 1'000'000 * 1'000'000));
  if (!county) return Fail(kBadInput, "代码所在的县不在区划表里", "请核对户籍地代码");
  return *county;
}

CodeCheck KnownCodes(const RegionTree& tree, Store& store) {
  return [&tree, &store](std::string_view table, std::string_view code) {
    if (table != "region") return IsCodeOf(table, code);
    const auto place = UnitCode::Parse(code);
    if (!place || place->value() == 0) return false;
    if (tree.Contains(*place)) return true;
    const auto unit = FindUnitByCode(store, place->value());
    return unit && unit->has_value();
  };
}

namespace {
struct PlaceNames {
  std::shared_mutex mutex;
  std::map<std::tuple<const Store*, std::int64_t, int>, std::string> cache;
};
PlaceNames& Names() {
  static PlaceNames names;
  return names;
}
}  // namespace

void ForgetPlaceNames() {
  const std::unique_lock lock(Names().mutex);
  Names().cache.clear();
}

std::string PlaceName(Store& store, std::int64_t code, int from_level) {
  auto& [mutex, cache] = Names();
  if (code == 0) return {};
  {
    const std::shared_lock lock(mutex);
    const auto it = cache.find({&store, code, from_level});
    if (it != cache.end()) return it->second;
  }
  std::string name;
  std::int64_t last = -1;
  for (int level = from_level; level <= 5; ++level) {  // the province is left out: everybody knows it
    const std::int64_t part = code / kLevelSpan[level] * kLevelSpan[level];
    if (part == last || (level > from_level && part % kLevelSpan[level - 1] == 0)) continue;
    last = part;
    auto unit = FindUnitByCode(store, part);
    const auto nobodys = [&] { return unit && *unit && IsPseudoLevel((*unit)->name, static_cast<RegionLevel>(level)); };
    // 东城区 alone says no city: 北京市 stands for the group of the list that it is in.
    if (nobodys() && level == from_level && from_level == 2)
      unit = FindUnitByCode(store, code / kLevelSpan[1] * kLevelSpan[1]);
    if (unit && *unit && !nobodys()) name += (*unit)->name;
  }
  if (name.empty()) {
    const auto unit = FindUnitByCode(store, code);
    if (unit && *unit) name = (*unit)->name;
  }
  const std::unique_lock lock(mutex);
  if (cache.size() > 200'000) cache.clear();
  cache[{&store, code, from_level}] = name;
  return name;
}

}  // namespace gq::org
