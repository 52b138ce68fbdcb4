#include <algorithm>

#include "base/json_text.h"
#include "kits/store/record_json.h"
#include "modules/org/administration.h"

namespace gq::org {

namespace {

Scope Anyone() { return Scope::System("system:org"); }

// "(p.code BETWEEN a AND b OR ...)": integers only.
std::string Within(const Authority& authority) {
  if (authority.everything()) return "1=1";
  std::string sql;
  for (const auto& range : authority.Ranges()) {
    sql += (sql.empty() ? "" : " OR ") + std::string("p.code BETWEEN ") + std::to_string(range.low) + " AND " +
           std::to_string(range.high);
  }
  return sql.empty() ? "1=0" : "(" + sql + ")";
}

std::string Pattern(std::string_view part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

// Local codes take the highest free slot of the parent's range: of the size of a county below provinces and prefectures
// (4331 99 ...), so that scans of a range find what lies below.
Result<std::int64_t> FreeCode(UnitOfWork& work, const Unit& parent) {
  const CodeRange range = RangeOf(parent);
  const std::int64_t span = parent.kind == "province" || parent.kind == "city" ? 1'000'000 : 1;
  for (std::int64_t code = range.high / span * span; code > parent.code; code -= span) {
    if (TRY(work.connection().QueryInt("SELECT count(*) FROM unit WHERE code = ?1", {code})) == 0) return code;
  }
  return Fail(kBadInput, "上级单位下没有空余的本地代码", "请另选上级单位");
}

Status CheckEmployer(Store& store, const Uuid& id) {
  if (id.IsNil()) return Ok();
  bool found = false;
  const std::string bytes = id.ToBytes();
  TRY(store.Query(Anyone(), "{shared}SELECT 1 FROM employer WHERE id = ?1", {db::Blob{bytes}}, [&](const db::Row&) {
    found = true;
    return Ok();
  }));
  if (found) return Ok();
  return Fail(Error{&kBadInput, "没有这个用人单位档案", "请先登记用人单位", {{"field", "employer_id"}}});
}

Result<Unit> OutsideUnit(Store& store, const Scope& scope, std::int64_t id) {
  const Unit unit = TRY(GetAdministered(store, scope, id));
  if (IsDivision(unit.kind)) return Fail(kForbidden, "行政区划不能在这里改", "区划随全国代码更新");
  return unit;
}

Status CheckNotInUse(UnitOfWork& work, const Unit& unit, Date last_day) {
  const auto accounts = TRY(
      work.connection().QueryInt("SELECT count(*) FROM account WHERE unit_id = ?1 AND state <> 'closed'", {unit.id}));
  if (accounts > 0)
    return Fail(kUnitInUse, "单位里还有 " + std::to_string(accounts) + " 个账号", "请先停用或移走这些账号");
  const auto grants = TRY(work.connection().QueryInt(
      "SELECT count(*) FROM account_grant g JOIN account a ON a.id = g.account_id "
      "WHERE g.unit_id = ?1 AND a.state <> 'closed' AND (g.valid_to IS NULL OR g.valid_to > ?2)",
      {unit.id, last_day.ToYmdInt()}));
  if (grants > 0) return Fail(kUnitInUse, "还有 " + std::to_string(grants) + " 项授权以它为范围", "请先结束这些授权");
  return Ok();
}

}  // namespace

Result<std::vector<Unit>> ListUnits(Store& store, const Scope& scope, const UnitFilter& filter) {
  std::string where = Within(TRY(AuthorityOf(store, scope)));
  if (!filter.divisions) where += " AND p.kind NOT IN ('province', 'city', 'county', 'township', 'village')";
  if (!filter.closed)
    where += " AND (p.valid_to IS NULL OR p.valid_to >= ?1)";
  else
    where += " AND ?1 IS NOT NULL";  // the parameter must appear: PostgreSQL counts them
  where += " AND (?2 = '' OR p.kind = ?2) AND p.name LIKE ?3 ESCAPE '\\' ORDER BY p.code LIMIT " +
           std::to_string(filter.rows_max);
  return store.Select<Unit>(Anyone(), where,
                            {store.Now().DateInShanghai().ToYmdInt(), filter.kind, Pattern(filter.name)});
}

Result<Unit> GetAdministered(Store& store, const Scope& scope, std::int64_t id) {
  const auto unit = store.Find<Unit>(Anyone(), "p.id = ?1", {id});
  if (!unit) return Fail(unit.error());
  if (!*unit || !TRY(AuthorityOf(store, scope)).Administers((*unit)->code))
    return Fail(kNotFound, "没有这个单位，或不归您管理");
  return **unit;
}

Result<Unit> CreateUnit(Store& store, const Scope& scope, Unit wanted) {
  const Unit parent = TRY(GetUnit(store, wanted.parent_id));
  TRY(CheckOutsideUnit(wanted, parent));
  TRY(CheckEmployer(store, wanted.employer_id));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  if (!TRY(AuthorityOf(store, scope)).Administers(parent.code)) {
    return Fail(kForbidden, "上级单位不归您管理", "请选您管理范围内的上级单位");
  }
  if (wanted.code == 0) {
    wanted.code = TRY(FreeCode(work, parent));
  } else if (TRY(work.connection().QueryInt("SELECT count(*) FROM unit WHERE code = ?1", {wanted.code})) > 0) {
    return Fail(Error{&kConflict, "这个代码已有单位在用", "请换一个代码，或不填由程序取", {{"field", "code"}}});
  }
  wanted.id = TRY(work.connection().QueryInt("SELECT max(id) FROM unit")) + 1;
  wanted.version = 0;
  work.About(parent.id, "unit.add", "unit", internal::SubjectOf(wanted.id));
  TRY(work.Insert(wanted));
  TRY(work.Commit());
  return wanted;
}

Result<Unit> EditUnit(Store& store, const Scope& scope, const Unit& wanted) {
  TRY(CheckEmployer(store, wanted.employer_id));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Unit before = TRY(OutsideUnit(store, scope, wanted.id));
  TRY(internal::CheckVersion(store, wanted.version, before.version, before.parent_id, before.id, "单位"));
  if (wanted.kind != before.kind || wanted.parent_id != before.parent_id || wanted.code != before.code) {
    return Fail(kBadInput, "单位的类别、上级和代码不能改", "权限随它们而定；需要时停用后新建");
  }
  TRY(CheckOutsideUnit(wanted, TRY(GetUnit(store, before.parent_id))));
  if (wanted.valid_to && wanted.valid_to != before.valid_to) TRY(CheckNotInUse(work, before, *wanted.valid_to));
  Unit after = wanted;
  work.About(before.parent_id, "unit.edit", "unit", internal::SubjectOf(before.id));
  TRY(work.Update(before, after));
  TRY(work.Commit());
  ForgetPlaceNames();
  return after;
}

Result<Unit> CloseUnit(Store& store, const Scope& scope, std::int64_t id, std::int64_t version, Date last_day) {
  auto work = TRY(UnitOfWork::Begin(store, scope));
  TRY(internal::TakeTurn(work));
  const Unit before = TRY(OutsideUnit(store, scope, id));
  TRY(internal::CheckVersion(store, version, before.version, before.parent_id, id, "单位"));
  TRY(CheckNotInUse(work, before, last_day));
  Unit after = before;
  after.valid_to = last_day;
  TRY(CheckOrder(kUnit, &after));
  work.About(before.parent_id, "unit.close", "unit", internal::SubjectOf(id));
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

}  // namespace gq::org
