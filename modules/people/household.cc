#include "modules/people/household.h"

#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/org/stale.h"
#include "modules/people/register.h"

namespace gq::people {

namespace {

// Where a person counts, and as what. The statement below says the same to the database.
store::DerivedKey KeyOf(const void* counted) {
  const auto* person = static_cast<const Person*>(counted);
  return {person->county_id, person->household_id.IsNil() ? std::string() : person->household_id.ToBytes()};
}

enum Sum : std::uint8_t { kMembers, kWorkers, kWorking, kSkilled };

void Add(const void* counted, std::int64_t sign, store::Tally& sums) {
  const auto* person = static_cast<const Person*>(counted);
  if (!person->merged_into.IsNil()) return;
  const bool active = person->register_status.empty() || person->register_status == "active";
  const bool able = person->ability == "able" || person->ability == "partly_able";
  const bool works =
      person->employment == "on_post" || person->employment == "flexible" || person->employment == "departed";
  const bool levelled = !person->skill_level.empty() && person->skill_level != "none";
  sums[kMembers] += sign;
  if (able && active) sums[kWorkers] += sign;
  if (works) sums[kWorking] += sign;
  if (levelled || !person->certificates.empty()) sums[kSkilled] += sign;
}

std::shared_ptr<void> WithCounts(const void* owner, const store::Tally& sums) {
  auto household = std::make_shared<Household>(*static_cast<const Household*>(owner));
  household->members = sums[kMembers];
  household->workers = sums[kWorkers];
  household->has_skilled_member = sums[kSkilled] > 0;
  household->zero_employment = sums[kWorkers] > 0 && sums[kWorking] == 0 ? "yes" : "no";
  return household;
}

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
    if (person != nullptr && !person->household_id.IsNil()) keys.insert(KeyOf(person));
  }
}

constexpr std::size_t kStep = 100;

std::string Marks() {
  std::string marks;
  for (std::size_t i = 0; i < kStep; ++i) marks += (i == 0 ? "?" : ", ?") + std::to_string(i + 2);
  return marks;
}

// The households ?2 to ?101 of county ?1. Counted one by one inside the update, so that each finds its people through
// their index whatever the database believes of the size of the tables: joined, PostgreSQL read the whole county for
// every hundred households of a first import, whose tables it still took for empty.
std::string CountingStatement() {
  return "UPDATE household SET (members, workers, has_skilled_member, zero_employment) = "
         "(SELECT c.members, c.workers, c.skilled, CASE WHEN c.workers > 0 AND c.working = 0 THEN 'yes' "
         "WHEN c.working > 0 AND household.zero_employment IN ('yes', 'resolved') THEN 'resolved' ELSE 'no' END "
         "FROM (SELECT count(*) AS members, "
         "COALESCE(sum(CASE WHEN p.ability IN ('able', 'partly_able') AND COALESCE(p.register_status, 'active') = "
         "'active' THEN 1 ELSE 0 END), 0) AS workers, "
         "COALESCE(sum(CASE WHEN p.employment IN ('on_post', 'flexible', 'departed') THEN 1 ELSE 0 END), 0) AS "
         "working, "
         "COALESCE(max(CASE WHEN COALESCE(p.skill_level, 'none') <> 'none' OR p.certificates IS NOT NULL THEN 1 ELSE 0 "
         "END), 0) AS skilled FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id "
         "AND p.merged_into IS NULL) c) WHERE county_id = ?1 AND id IN (" +
         Marks() + ")";
}

std::string LockingStatement() {
  return "SELECT id FROM household WHERE county_id = ?1 AND id IN (" + Marks() + ") ORDER BY id FOR UPDATE";
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

store::Derived HouseholdCounts() { return {&kPerson, &kHousehold, Touch, Count, KeyOf, Add, WithCounts}; }

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
  FillIncomePerHead(before, after);
  TRY(CheckRecord(kHousehold, &after, codes));
  if (after.home_unit != before.home_unit && after.home_unit) {
    after.home_code = TRY(HomeCodeOf(store, scope, *after.home_unit));
    if (TRY(org::CountyOf(store, after.home_code)).id != after.county_id) {
      Error error{&kBadInput, "户籍地换了县，不能直接更正", "请由迁入的县为各成员提出转移请求", {}};
      return Fail(error.With("field", "home_unit"));
    }
  }
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "household.edit", "household", id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

}  // namespace gq::people
