// The month's decisions over several months, on both databases: facts from the store, once-only, months run again,
// stored claims.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/credit_code.h"
#include "kits/db/test_support.h"
#include "modules/claims/deciding.h"
#include "tests/month/world.h"

namespace gq::month_test {
namespace {

std::string CreditCodeOf(const std::string& serial) {
  const std::string organisation = "MA" + serial;
  const std::string code = "91350181" + organisation + OrganisationCheckCharacter(organisation);
  return code + CreditCheckCharacter(code);
}
const std::string kBase = CreditCodeOf("000001"), kOther = CreditCodeOf("000002");

class MonthDecisions : public ::testing::TestWithParam<db::Dialect> {
 protected:
  World world{GetParam()};
  std::string Number(const Person& person) { return world.NumberOf(person); }
};

void Expect(const DecisionRow& row, const std::string& outcome, std::int64_t fen, const std::string& missing) {
  EXPECT_EQ(row.outcome, outcome) << row.rule << " " << row.period << " " << row.reason << " " << row.missing;
  EXPECT_EQ(row.amount_fen, fen) << row.rule << " " << row.period << " " << row.reason;
  EXPECT_EQ(row.missing, missing) << row.rule << " " << row.period << " " << row.reason;
}

// R-FZ3 in tranches and R-XX20 once, over three consecutive months and each of them again.
TEST_P(MonthDecisions, ThreeMonthsPayOnce) {
  const Person far = world.AddPerson(kAnding), near = world.AddPerson(kHuayuan);
  world.AddSpell(far, kFuqing, "2019-04-01", nullptr, kBase);
  world.AddSpell(near, kDongguan, "2019-06-01", nullptr, kOther);
  const std::string claims =
      world.Claims({Number(far) + ",R-FZ3,2019-04-01,,,,,,", Number(near) + ",R-XX20,2019-06-01,386.50,1,,,,"});
  world.Month("2019-06", claims);
  EXPECT_EQ(world.PaidTo(far), 300'000);
  EXPECT_EQ(world.PaidTo(near), 38'650);
  world.Month("2019-07");          // stored claims: the tranche has no difference yet, the fare is settled
  world.Month("2019-08", claims);  // the same file again
  EXPECT_EQ(world.Count("SELECT count(*) FROM claim"), 2);
  EXPECT_EQ(world.PaidTo(far), 300'000);
  EXPECT_EQ(world.PaidTo(near), 38'650);
  ASSERT_EQ(world.DecisionsOf(far).size(), 3U);
  Expect(world.DecisionsOf(far)[1], "refuse", 0, "已享受");
  ASSERT_EQ(world.DecisionsOf(near).size(), 1U);
  world.Month("2019-09");
  Expect(world.DecisionsOf(far)[3], "pay", 900'000, "");
  EXPECT_EQ(world.DecisionsOf(far)[3].due_fen, 1'200'000);
  for (const char* again : {"2019-06", "2019-07", "2019-08", "2019-09", "2019-06"}) world.Month(again);
  EXPECT_EQ(world.PaidTo(far), 1'200'000);
  EXPECT_EQ(world.PaidTo(near), 38'650);
  ASSERT_EQ(world.DecisionsOf(far).size(), 4U);
  Expect(world.DecisionsOf(far)[0], "pay", 300'000, "");
}

// A claim that is in public notice or further is the ledger's: the month leaves it alone and counts what it was given;
// what came back after all counts no more.
TEST_P(MonthDecisions, WhatTheLedgerGaveCountsUntilItComesBack) {
  const Person person = world.AddPerson(kHuayuan);
  world.AddSpell(person, kDongguan, "2019-06-01", nullptr, kOther);
  world.Month("2019-06", world.Claims({Number(person) + ",R-XX20,2019-06-01,386.50,1,,,,"}));
  const Scope system = Scope::System("test");
  const auto imported = world.store().Find<SubsidyClaim>(system, "p.rule = 'R-XX20'").value().value();
  EXPECT_EQ(imported.state, "submitted");
  const auto decided = claims::DecideNow(world.store(), system, imported.id, *Date::FromYmd(2019, 6, 30));
  ASSERT_TRUE(decided) << decided.error().ToString();
  EXPECT_EQ(decided->outcome, "pay") << "the month's decision on the same claim is not another payment";
  SubsidyClaim paid = *decided;
  paid.state = "paid";
  world.Update(*decided, paid);
  world.Month("2019-07", world.Claims({Number(person) + ",R-XX20,2019-07-05,200,1,,,,"}));
  auto rows = world.DecisionsOf(person);
  ASSERT_EQ(rows.size(), 2U) << "the paid claim is not decided again";
  Expect(rows[1], "refuse", 0, "已享受");
  EXPECT_NE(rows[1].reason.find("386.50"), std::string::npos) << rows[1].reason;
  const auto now = world.store().Get<SubsidyClaim>(system, imported.id).value();
  SubsidyClaim back = now;
  back.state = "recovered";
  world.Update(now, back);
  world.Month("2019-08");
  rows = world.DecisionsOf(person);
  ASSERT_EQ(rows.size(), 3U);
  Expect(rows[2], "pay", 20'000, "");
}

TEST_P(MonthDecisions, ASecondClaimAndAnotherUnitSeeWhatWasPaid) {
  const Person person = world.AddPerson(kHuayuan);
  world.AddSpell(person, kDongguan, "2019-06-01", nullptr, kOther);
  world.Month("2019-06", world.Claims({Number(person) + ",R-XX20,2019-06-01,386.50,1,,,,"}));
  world.Month("2019-07", world.Claims({Number(person) + ",R-XX20,2019-07-05,200,1,,,,"}));
  const auto rows = world.DecisionsOf(person);
  ASSERT_EQ(rows.size(), 2U);
  Expect(rows[1], "refuse", 0, "已享受");
  EXPECT_NE(rows[1].reason.find("2019-06 已按 R-XX20 享受 386.50 元"), std::string::npos) << rows[1].reason;
  EXPECT_NE(rows[1].reason.find("转移就业的建档立卡贫困劳动力凭企业招用劳动合同"), std::string::npos) << rows[1].reason;
  // Another unit runs the same month: its decisions stand beside the first one's, which count as paid.
  world.scope.unit_id = 77;
  world.Month("2019-06");
  EXPECT_EQ(world.PaidTo(person), 38'650);
  EXPECT_EQ(world.Count("SELECT count(*) FROM decision WHERE unit_id = 77 AND outcome = 'pay'"), 0);
  EXPECT_EQ(world.Count("SELECT count(*) FROM decision WHERE unit_id = 0 AND period = 201906 AND outcome = 'pay'"), 1);
}

TEST_P(MonthDecisions, FirstTimeIsOfTheWholeRecord) {
  const Person newcomer = world.AddPerson(kAnding), returner = world.AddPerson(kAnding),
               unclear = world.AddPerson(kAnding);
  for (const Person& person : {newcomer, returner, unclear})
    world.AddSpell(person, kFuqing, "2019-01-01", nullptr, kBase);
  world.AddSpell(newcomer, kDongguan, "2018-01-01", "2018-06-30", kOther);
  world.AddSpell(returner, 350102000000, "2017-01-01", "2017-02-01", kOther);  // another district of the same city
  Spell somewhere = world.AddSpell(unclear, kDongguan, "2018-01-01", "2018-06-30", kOther);
  const Spell before = somewhere;
  somewhere.work_code.reset();
  world.Update(before, somewhere);
  world.Month("2019-06", world.Claims({Number(newcomer) + ",R-FZ3,,,,,,,", Number(returner) + ",R-FZ3,,,,,,,",
                                       Number(unclear) + ",R-FZ3,,,,,,,"}));
  Expect(world.DecisionsOf(newcomer)[0], "pay", 1'200'000, "");
  Expect(world.DecisionsOf(returner)[0], "refuse", 0, "不是首次来榕");
  Expect(world.DecisionsOf(unclear)[0], "review", 0, "缺是否首次来榕的确认");
}

TEST_P(MonthDecisions, ReservedPostsAndBasesComeFromTheirRecords) {
  world.AddEmployer(kBase, "province");
  world.AddEmployer(kOther, "none");
  world.AddPost("P1", kBase, 621100000000);
  world.AddPost("P2", kBase, 0);
  world.AddPost("P3", kOther, 621100000000);
  std::vector<Person> people;
  std::vector<std::string> lines;
  for (const auto& [unit, number] :
       {std::pair{kBase, "P1"}, {kBase, "P2"}, {kOther, "P3"}, {kBase, ""}, {kOther, ""}}) {
    people.push_back(world.AddPerson(kAnding));
    Spell spell = world.AddSpell(people.back(), kFuqing, "2018-01-01", nullptr, unit);
    const Spell before = spell;
    spell.post_number = number;
    world.Update(before, spell);
    lines.push_back(Number(people.back()) + ",R-FZ2,,,,,,,");
  }
  world.Month("2018-09", world.Claims(lines));
  Expect(world.DecisionsOf(people[0])[0], "pay", 360'000, "");
  Expect(world.DecisionsOf(people[1])[0], "refuse", 0, "不是定向岗位");
  Expect(world.DecisionsOf(people[2])[0], "refuse", 0, "不是基地企业");
  Expect(world.DecisionsOf(people[3])[0], "review", 0, "缺定向岗位的确认");  // two posts of that name differ
  Expect(world.DecisionsOf(people[4])[0], "refuse", 0, "不是基地企业");
}

TEST_P(MonthDecisions, InsuranceFromComparisonsOfTheMonths) {
  const Person full = world.AddPerson(kHuayuan), gap = world.AddPerson(kHuayuan), conflict = world.AddPerson(kHuayuan),
               none = world.AddPerson(kHuayuan);
  std::vector<std::string> lines;
  for (const Person& person : {full, gap, conflict, none}) {
    Spell spell = world.AddSpell(person, kJishou, "2018-03-01", nullptr, kOther);
    lines.push_back(Number(person) + ",R-XX24,,,,,,,");
    if (person.id != conflict.id) continue;
    const Spell before = spell;
    spell.insured_from = gq::Month::Parse("2018-03");
    world.Update(before, spell);
  }
  for (gq::Month month = *gq::Month::Parse("2018-03"); month <= *gq::Month::Parse("2019-02");
       month = month.AddMonths(1)) {
    world.AddSighting(full, month.ToString().c_str(), true, kOther);
    if (month.month() != 7) world.AddSighting(gap, month.ToString().c_str(), true, kOther);
  }
  world.AddSighting(conflict, "2018-07", false, kOther);
  world.Month("2019-02", world.Claims(lines));
  Expect(world.DecisionsOf(full)[0], "pay", 100'000, "");
  Expect(world.DecisionsOf(gap)[0], "review", 0, "缺全程参保记录");
  Expect(world.DecisionsOf(conflict)[0], "review", 0, "请核对参保记录");
  EXPECT_NE(world.DecisionsOf(conflict)[0].reason.find("2018-07 比对为停保，就业经历记为参保"), std::string::npos)
      << world.DecisionsOf(conflict)[0].reason;
  Expect(world.DecisionsOf(none)[0], "review", 0, "缺参保记录");
}

TEST_P(MonthDecisions, TheGroupOfTheDayOfHiring) {
  const Person person = world.AddPerson(kAnding);
  world.AddSpell(person, kFuqing, "2019-01-01", nullptr, kBase);
  Person after = person;
  after.target_group = "ordinary";
  after.target_group_from = Date::Parse("2019-05-01");
  after.former_groups = "lifted::20190430";
  world.Update(person, after);
  world.Month("2019-06", world.Claims({Number(person) + ",R-FZ3,,,,,,,"}));
  Expect(world.DecisionsOf(person)[0], "pay", 1'200'000, "");
}

// Somebody ordinary by the first group who is lifted by another held at the same time (FD-12).
TEST_P(MonthDecisions, AGroupHeldBesideTheFirstCounts) {
  const Person both = world.AddPerson(kAnding), one = world.AddPerson(kAnding);
  for (const Person& person : {both, one}) {
    world.AddSpell(person, kFuqing, "2019-01-01", nullptr, kBase);
    Person after = person;
    after.target_group = "ordinary";
    if (person.id == both.id) after.other_groups = "lifted";
    world.Update(person, after);
  }
  world.Month("2019-06", world.Claims({Number(both) + ",R-FZ3,,,,,,,", Number(one) + ",R-FZ3,,,,,,,"}));
  Expect(world.DecisionsOf(both)[0], "pay", 1'200'000, "");
  EXPECT_NE(world.DecisionsOf(one)[0].outcome, "pay");
}

TEST_P(MonthDecisions, ClaimsOfEmployersGrowByTheDifference) {
  for (int i = 0; i < 51; ++i) world.AddSpell(world.AddPerson(kAnding), kFuqing, "2019-01-01", nullptr, kBase);
  const std::string claim = kBase + ",R-FZ1,,,,,,,";
  const auto paid = [&] {
    return world.Count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM employer_decision");
  };
  world.Month("2019-06", world.Claims({claim}));
  EXPECT_EQ(paid(), 10'000'000);
  world.Month("2019-07");
  EXPECT_EQ(paid(), 10'000'000);
  for (int i = 0; i < 49; ++i) world.AddSpell(world.AddPerson(kAnding), kFuqing, "2019-02-01", nullptr, kBase);
  world.Month("2019-08");
  world.Month("2019-06");
  EXPECT_EQ(paid(), 20'000'000);
}

// Five steps like a roster: upload, check without writing, changes, run, withdrawal; refusals in words.
TEST_P(MonthDecisions, ClaimsAreImportedAndWithdrawn) {
  const Person person = world.AddPerson(kHuayuan);
  const auto upload = [&](const std::vector<std::string>& lines) {
    auto run = imports::Upload(world.store(), world.scope, "claims", "claims.csv", world.Claims(lines));
    EXPECT_TRUE(run) << run.error().ToString();
    return run->id;
  };
  const Date day = *Date::Parse("2019-06-30");
  const std::string good = Number(person) + ",R-XX20,2019-06-01,386.50,有,,,,",
                    stranger = "110101199003070134,R-XX20,2019-06-01,1,1,,,,";
  Uuid id = upload({good, stranger, Number(person) + ",,2019-06-01,,,,,,", "没有这个号,R-XX20,,,,,,,",
                    kBase + ",R-FZ1,2019-13-45,,,,,,"});
  auto run = imports::Check(world.store(), world.scope, id, world.lookups(), day, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 1);
  EXPECT_EQ(run->totals.conflict, 2);
  EXPECT_EQ(run->totals.error, 2);
  EXPECT_EQ(world.Count("SELECT count(*) FROM claim"), 0);
  std::string reasons;
  const auto problems = imports::Problems(world.store(), world.scope, id, 1, 100);
  ASSERT_TRUE(problems);
  for (const auto& problem : *problems) reasons += problem.reason + "；";
  for (const char* words : {"在您的名册里找不到这个人", "“规则”没有填", "不是身份证号，登记册里也没有"})
    EXPECT_NE(reasons.find(words), std::string::npos) << reasons;
  const auto refused = imports::Apply(world.store(), world.scope, id, world.lookups(), day, false, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, &imports::kBadRows);
  EXPECT_NE(refused.error().message.find("5 行里有 4 行不能导入"), std::string::npos) << refused.error().message;
  ASSERT_TRUE(imports::Apply(world.store(), world.scope, id, world.lookups(), day, true, {}));
  EXPECT_EQ(world.Count("SELECT count(*) FROM claim WHERE receipts = 1 AND amount_fen = 38650"), 1);
  EXPECT_EQ(world.Count("SELECT count(*) FROM event WHERE action = 'claim.import'"), 1);
  // The same claim again changes nothing; another fare changes it.
  id = upload({good});
  EXPECT_EQ(imports::Check(world.store(), world.scope, id, world.lookups(), day, {})->totals.same, 1);
  id = upload({Number(person) + ",R-XX20,2019-06-01,200,1,,,,"});
  EXPECT_EQ(imports::Check(world.store(), world.scope, id, world.lookups(), day, {})->totals.updated, 1);
  ASSERT_TRUE(imports::Apply(world.store(), world.scope, id, world.lookups(), day, true, {}));
  EXPECT_EQ(world.Count("SELECT amount_fen FROM claim"), 20'000);
  const auto left = imports::Withdraw(world.store(), world.scope, id, {});
  ASSERT_TRUE(left) << left.error().ToString();
  EXPECT_TRUE(left->empty());
  EXPECT_EQ(world.Count("SELECT amount_fen FROM claim"), 38'650);
  // An employer's claim; withdrawal takes it away.
  id = upload({kBase + ",R-FZ1,2019-06-30,,,,,,"});
  ASSERT_TRUE(imports::Check(world.store(), world.scope, id, world.lookups(), day, {}));
  ASSERT_TRUE(imports::Apply(world.store(), world.scope, id, world.lookups(), day, false, {}));
  EXPECT_EQ(world.Count("SELECT count(*) FROM claim WHERE credit_code IS NOT NULL"), 1);
  ASSERT_TRUE(imports::Withdraw(world.store(), world.scope, id, {}));
  EXPECT_EQ(world.Count("SELECT count(*) FROM claim WHERE credit_code IS NOT NULL"), 0);
}

TEST_P(MonthDecisions, ClaimsOfPeopleOutsideOfTheScopeAreNotTaken) {
  const Person here = world.AddPerson(kHuayuan), there = world.AddPerson(kAnding);
  Scope narrow = Scope::Nobody("county");
  narrow.home = {{433124000000, 433124999999}};
  narrow.units = {0};  // whose the run is
  const auto run = imports::Upload(
      world.store(), narrow, "claims", "claims.csv",
      world.Claims({Number(here) + ",R-XX20,2019-06-01,1,1,,,,", Number(there) + ",R-FZ3,2019-06-01,,,,,,"}));
  ASSERT_TRUE(run);
  const auto checked = imports::Check(world.store(), narrow, run->id, world.lookups(), *Date::Parse("2019-06-30"), {});
  ASSERT_TRUE(checked) << checked.error().ToString();
  EXPECT_EQ(checked->totals.added, 1);
  EXPECT_EQ(checked->totals.conflict, 1);
}

// D9: an ID number is in the database sealed or as an index, never as it is.
TEST_P(MonthDecisions, NoIdNumberLiesInClearInTheDatabase) {
  const Person person = world.AddPerson(kHuayuan);
  world.AddSpell(person, kDongguan, "2019-06-01", nullptr, kOther);
  world.Month("2019-06", world.Claims({Number(person) + ",R-XX20,2019-06-01,386.50,1,,,,"}));
  ASSERT_EQ(world.PaidTo(person), 38'650);
  const auto lease = MaintenanceAccess(world.store()).database().Read();
  int columns = 0;
  const auto tables = db::ReadSchema(**lease).value();
  for (const auto& table : tables) {
    for (const auto& column : table.columns) {
      if (column.type != "TEXT") continue;
      ++columns;
      ASSERT_TRUE((*lease)->ForEach("SELECT " + column.name + " FROM " + table.name, {}, [&](const db::Row& row) {
        EXPECT_EQ(row.String(0).find(Number(person)), std::string::npos) << table.name << "." << column.name;
        return Ok();
      }));
    }
  }
  EXPECT_GT(columns, 100);
}

INSTANTIATE_TEST_SUITE_P(Databases, MonthDecisions, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::month_test
