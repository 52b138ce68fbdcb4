#include "modules/people/household.h"

#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/org/stale.h"
#include "modules/people/register.h"

namespace gq::people {

namespace {

bool CountsAlike(const Person& a, const Person& b) {
  return a.household_id == b.household_id && a.merged_into == b.merged_into && a.employment == b.employment &&
         a.ability == b.ability && a.register_status == b.register_status && a.skill_level == b.skill_level &&
         a.certificates == b.certificates;
}

void Touch(const void* before, const void* after, std::set<store::DerivedKey>& keys) {
  const auto* was = static_cast<const Person*>(before);
  const auto* is = static_cast<const Person*>(after);
  if (was != nullptr && is != nullptr && CountsAlike(*was, *is)) return;
  for (const Person* person : {was, is}) {
    if (person != nullptr && !person->household_id.IsNil())
      keys.emplace(person->county_id, person->household_id.ToBytes());
  }
}

constexpr std::size_t kStep = 100;

// The households ?2 to ?101 of county ?1. Joined in this order, people are found through their index.
std::string CountingStatement() {
  std::string values;
  for (std::size_t i = 0; i < kStep; ++i) values += (i == 0 ? "(?" : ", (?") + std::to_string(i + 2) + ")";
  return "WITH wanted (id) AS (VALUES " + values +
         "), counted AS (SELECT w.id AS id, count(p.id) AS members, "
         "sum(CASE WHEN p.ability IN ('able', 'partly_able') AND COALESCE(p.register_status, 'active') = 'active' "
         "THEN 1 ELSE 0 END) AS workers, "
         "sum(CASE WHEN p.employment IN ('on_post', 'flexible', 'departed') THEN 1 ELSE 0 END) AS working, "
         "max(CASE WHEN COALESCE(p.skill_level, 'none') <> 'none' OR p.certificates IS NOT NULL THEN 1 ELSE 0 END) "
         "AS skilled FROM wanted w LEFT JOIN person p ON p.county_id = ?1 AND p.household_id = w.id "
         "AND p.merged_into IS NULL GROUP BY w.id) "
         "UPDATE household SET members = counted.members, workers = counted.workers, "
         "has_skilled_member = counted.skilled, zero_employment = CASE "
         "WHEN counted.workers > 0 AND counted.working = 0 THEN 'yes' "
         "WHEN counted.working > 0 AND household.zero_employment IN ('yes', 'resolved') THEN 'resolved' ELSE 'no' END "
         "FROM counted WHERE household.county_id = ?1 AND household.id = counted.id";
}

std::string LockingStatement() {
  std::string marks;
  for (std::size_t i = 0; i < kStep; ++i) marks += (i == 0 ? "?" : ", ?") + std::to_string(i + 2);
  return "SELECT id FROM household WHERE county_id = ?1 AND id IN (" + marks + ") ORDER BY id FOR UPDATE";
}

Status Count(db::Connection& connection, const std::set<store::DerivedKey>& keys) {
  static const std::string counting = CountingStatement(), locking = LockingStatement();
  for (auto at = keys.begin(); at != keys.end();) {
    const std::int64_t county = at->first;
    std::vector<db::Param> params(kStep + 1, db::Param(db::Blob{"\x01"}));  // one statement text for every size
    params[0] = db::Param(county);
    for (std::size_t i = 1; i <= kStep && at != keys.end() && at->first == county; ++i, ++at)
      params[i] = db::Param(db::Blob{at->second});
    // Two transactions with people of one household: the second counts after the first has ended.
    if (connection.dialect() == db::Dialect::kPostgres)
      TRY(connection.ForEach(locking, db::Params(params), [](const db::Row&) { return Ok(); }));
    TRY(connection.Execute(counting, db::Params(params)));
  }
  return Ok();
}

}  // namespace

store::Derived HouseholdCounts() { return {&kPerson, Touch, Count}; }

void FillIncomePerHead(const Household& before, Household& after) {
  if (after.income_per_head != before.income_per_head || !after.income) return;
  if (after.income == before.income && after.residents == before.residents) return;
  const std::int64_t people = after.residents.value_or(after.members.value_or(0));
  if (people > 0) after.income_per_head = Fen(after.income->value() / people);
}

Result<Household> EditHousehold(Store& store, const Scope& scope, const Uuid& id, const json::Node& changes,
                                const CodeCheck& codes) {
  const Household before = TRY(store.Get<Household>(scope, id));
  if (!scope.SeesHome(before.home_code)) return Fail(kForbidden, "家庭情况由户籍地维护", "请告诉户籍地经办");
  TRY(org::CheckVersion(store, changes, {kHousehold, before.county_id, id, id, before.version}));
  Household after = before;
  TRY(ReadFields(changes, kHousehold, &after, codes, {"version"}));
  if (after.number != before.number) {
    Error error{&kBadInput, "户编号随人员走，不能在这里改", "请在各成员的档案里更正户编号", {}};
    return Fail(error.With("field", "number"));
  }
  TRY(CheckRecord(kHousehold, &after, codes));
  if (after.home_unit != before.home_unit && after.home_unit) {
    after.home_code = TRY(HomeCodeOf(store, scope, *after.home_unit));
    if (TRY(org::CountyOf(store, after.home_code)).id != after.county_id) {
      Error error{&kBadInput, "户籍地换了县，不能直接更正", "请由迁入的县为各成员提出转移请求", {}};
      return Fail(error.With("field", "home_unit"));
    }
  }
  FillIncomePerHead(before, after);
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "household.edit", "household", id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

}  // namespace gq::people
