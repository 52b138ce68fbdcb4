// What an import makes of a person who is back, and what its withdrawal leaves of people whom somebody touched since.
#include <fstream>

#include "kits/codes/region_tree.h"
#include "modules/imports/lookups.h"
#include "modules/imports/service.h"
#include "modules/imports/undo.h"
#include "modules/people/service.h"
#include "modules/people/sharing_world.h"

namespace gq::imports {
namespace {

class Imports : public people::SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    static const RegionTree* const tree = new RegionTree(RegionTree::LoadInstalled().value());
    lookups_ = MakeLookups(*tree).value();
  }

  // Rows of "name,number of the n-th person,cells" under the header.
  imports::Run Import(const std::string& header, const std::vector<std::pair<int, std::string>>& rows) {
    const std::string path = testing::TempDir() + "withdraw_" + std::to_string(files_++) + ".csv";
    std::ofstream file(path);
    file << "姓名,身份证号,户籍地," << header << '\n';
    for (const auto& [n, cells] : rows)
      file << "石某" << ',' << people::NumberOf(n) << ",433124000000," << cells << '\n';
    file.close();
    auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
    EXPECT_TRUE(run) << run.error().ToString();
    run = Check(*store_, huayuan_, run->id, lookups_, kDay, {});
    EXPECT_TRUE(run) << run.error().ToString();
    const auto problems = Problems(*store_, huayuan_, run->id, 1, 10).value();
    for (const auto& problem : problems) problems_ += problem.code + ' ';
    run = Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {});
    EXPECT_TRUE(run) << run.error().ToString();
    return *run;
  }
  people::PersonFile FileOf(int n) {
    const std::string index = store_->vault().Index("person_identifier.value", people::NumberOf(n));
    const auto found = store_->Select<Identifier>(huayuan_, "p.value_index = ?1", {db::Blob{index}});
    EXPECT_TRUE(found && found->size() == 1) << n;
    return people::GetPersonFile(*store_, huayuan_, found->front().person_id).value();
  }
  void Edit(int n, const std::string& json) {
    const auto file = FileOf(n);
    const auto document = json::Parse("{\"version\":" + std::to_string(file.person.version) + "," + json + "}");
    const auto edited = people::EditPerson(*store_, huayuan_, file.person.id, document->root(), {});
    ASSERT_TRUE(edited) << edited.error().ToString();
  }

  const Date kDay = *Date::FromYmd(2026, 8, 31);
  Lookups lookups_;
  int files_ = 0;
  std::string problems_;  // of every import so far
};

TEST_P(Imports, APersonWhoIsBackKeepsTheEmploymentOfTheRow) {
  const std::string header = "就业状态,就业单位,月工资,开始务工时间,结束务工时间";
  const imports::Run run = Import(header, {{1, "已返乡,某某电子厂,4500,2025-03-01,2026-05-31"}});
  EXPECT_EQ(run.totals.added, 1) << problems_;
  auto file = FileOf(1);
  ASSERT_EQ(file.spells.size(), 1U);
  EXPECT_EQ(file.spells[0].state, "ended");
  EXPECT_EQ(file.spells[0].end, *Date::FromYmd(2026, 5, 31));
  EXPECT_EQ(file.person.employment_since, *Date::FromYmd(2026, 6, 1));
  EXPECT_TRUE(file.person.employer_name.empty());
  // The same file again adds nothing.
  EXPECT_EQ(Import(header, {{1, "已返乡,某某电子厂,4500,2025-03-01,2026-05-31"}}).totals.same, 1);
  EXPECT_EQ(FileOf(1).spells.size(), 1U);

  // Somebody known who comes back: the day of the row ends the spell, not the day of the import.
  Import(header, {{2, "已就业,某某服装厂,4000,2026-01-10,"}});
  Import(header, {{2, "已返乡,某某服装厂,4000,2026-01-10,2026-07-15"}});
  file = FileOf(2);
  ASSERT_EQ(file.spells.size(), 1U);
  EXPECT_EQ(file.spells[0].end, *Date::FromYmd(2026, 7, 15));
  EXPECT_EQ(file.person.employment_since, *Date::FromYmd(2026, 7, 16));
}

// 状态起始日 is a day of the employment, not of the import, wherever the row gives one.
TEST_P(Imports, TheStateBeginsOnTheDayOfTheEmployment) {
  const std::string header = "就业状态,就业单位,开始务工时间,结束务工时间";
  Import(header, {{1, "未就业,,,"}, {2, "未就业,,,"}, {3, "未就业,,,"}, {4, "已就业,某厂,2026-02-01,"}});
  EXPECT_EQ(FileOf(1).person.employment_since, kDay);
  Import(header, {{1, "已就业,某厂,2026-05-04,"},
                  {2, "已返乡,某厂,2026-03-01,2026-06-30"},
                  {3, "已返乡,某厂,2026-03-01,"},
                  {4, "已返乡,某厂,2026-02-01,"}});
  EXPECT_EQ(FileOf(1).person.employment_since, *Date::FromYmd(2026, 5, 4));
  EXPECT_EQ(FileOf(2).person.employment_since, *Date::FromYmd(2026, 7, 1));
  EXPECT_EQ(FileOf(3).person.employment_since, kDay);  // nobody says when; never in the future
  EXPECT_EQ(FileOf(4).person.employment_since, kDay);
}

TEST_P(Imports, AtWorkButEndedIsSaidToBeAContradiction) {
  const imports::Run run =
      Import("就业状态,就业单位,开始务工时间,结束务工时间", {{1, "已就业,某厂,2025-01-01,2025-12-31"}});
  EXPECT_EQ(run.totals.added, 0);
  EXPECT_EQ(run.totals.conflict, 1);
  const auto problems = Problems(*store_, huayuan_, run.id, 1, 10);
  ASSERT_EQ(problems->size(), 1U);
  EXPECT_EQ(problems->front().code, "spell.over");
}

TEST_P(Imports, WithdrawalTakesPeopleWholeOrLeavesThemWhole) {
  const imports::Run run = Import("户编号,就业状态,就业单位,联系电话", {{1, "H1,已就业,某厂,13900000001"},
                                                                        {2, "H1,已就业,某厂,13900000002"},
                                                                        {3, "H2,已就业,某厂,13900000003"},
                                                                        {4, "H3,已就业,某厂,13900000004"}});
  ASSERT_EQ(run.totals.added, 4);
  Edit(1, "\"phone\":\"13811112222\"");
  Edit(3, "\"note\":\"后来记的\"");  // a field that was empty when it came
  const auto edits = Withdraw(*store_, huayuan_, run.id, {});
  ASSERT_TRUE(edits) << edits.error().ToString();
  EXPECT_EQ(edits->size(), 2U);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM person_identifier"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM identity_index"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM spell"), 2);
  EXPECT_EQ(Count("SELECT count(*) FROM household"), 2);  // H1 has one of its two people left, H2 its own
  const auto file = FileOf(1);
  EXPECT_EQ(file.spells.size(), 1U);
  ASSERT_TRUE(file.household);
  EXPECT_EQ(file.household->number, "H1");
  // Those who went can come again.
  EXPECT_EQ(Import("就业状态", {{2, "未就业"}}).totals.added, 1);
}

// A household that a second file made for people of before: what is counted of it is nobody's edit.
// What was taken back itself, and what a comparison merely found, keep nothing.
TEST_P(Imports, LastInFirstOutLeavesNothing) {
  const std::string header = "就业状态,就业单位,联系电话";
  const imports::Run first = Import(header, {{1, "未就业,,13900000001"}, {2, "已就业,某厂,13900000002"}});
  const imports::Run second = Import(header, {{1, "已就业,新厂,13900000009"}, {2, "已就业,某厂,13900000008"}});
  ASSERT_EQ(second.totals.updated, 2) << problems_;
  const Person one = FileOf(1).person;
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"), "compare/7");
  Person found = one;
  found.finding = "employment_lapsed";
  work->About(one.county_id, "person.finding", "person", one.id);
  ASSERT_TRUE(work->Update(one, found));
  const std::string bytes = one.id.ToBytes(), seen = store_->NewId().ToBytes();
  ASSERT_TRUE(
      work->connection().Execute("INSERT INTO observation (county_id, id, person_id, period, registry, match_kind, "
                                 "created_at) VALUES (?1, ?2, ?3, "
                                 "202608, 'social_insurance', 'exact', 0)",
                                 {one.county_id, db::Blob{seen}, db::Blob{bytes}}));
  ASSERT_TRUE(work->Commit());
  { const auto ended = std::move(*work); }
  // In the wrong order the second import keeps both; once it has gone the first can be taken back again.
  EXPECT_EQ(Withdraw(*store_, huayuan_, first.id, {})->size(), 2U);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 2);
  EXPECT_TRUE(Withdraw(*store_, huayuan_, second.id, {})->empty());
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 2);
  Edit(2, "\"note\":\"后来记的\"");
  EXPECT_EQ(Withdraw(*store_, huayuan_, first.id, {})->size(), 1U);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM spell"), 1);
  EXPECT_EQ(Count("SELECT count(*) FROM observation"), 0);
  EXPECT_EQ(FileOf(2).person.note, "后来记的");
}

TEST_P(Imports, AHouseholdMadeForPeopleOfBeforeGoesAgain) {
  Import("户编号", {{1, ""}, {2, ""}});
  const auto households = [&] { return Count("SELECT count(*) FROM household"); };
  const auto before = households();
  const auto run = Import("户编号,人员类别", {{1, "H777,脱贫人口"}, {2, "H777,脱贫人口"}});
  ASSERT_EQ(run.totals.updated, 2) << problems_;
  ASSERT_EQ(households(), before + 1);
  const auto edits = Withdraw(*store_, huayuan_, run.id, {});
  ASSERT_TRUE(edits) << edits.error().ToString();
  for (const auto& edit : *edits) ADD_FAILURE() << edit.type << " " << edit.name << " " << edit.field;
  EXPECT_EQ(households(), before);
  EXPECT_TRUE(FileOf(1).person.household_id.IsNil());
}

TEST_P(Imports, WithdrawalLooksAtTheListsAnew) {
  Import("就业状态,有无劳动能力,外出意愿", {{1, "未就业,有,是"}});
  ASSERT_EQ(FileOf(1).person.list, "task");
  const imports::Run run = Import("就业状态,就业单位", {{1, "已就业,某厂"}});
  ASSERT_EQ(FileOf(1).person.list, "retention");
  const auto changed = people::ChangeState(*store_, huayuan_, FileOf(1).person.id, {.willingness = "no"});
  ASSERT_TRUE(changed) << changed.error().ToString();
  ASSERT_TRUE(Withdraw(*store_, huayuan_, run.id, {}));
  const auto file = FileOf(1);
  EXPECT_EQ(file.person.employment, "not_working");
  EXPECT_EQ(file.person.willingness, "no");
  EXPECT_EQ(file.person.list, "none");  // nobody who does not want to go is on the task list
}

// The check of an ID number and that of a credit code agree by chance once in thirty.
TEST_P(Imports, AClaimantsIdNumberIsNoCreditCode) {
  std::vector<std::pair<int, std::string>> people;
  for (int n = 1; n <= 120; ++n) people.emplace_back(n, "未就业");
  ASSERT_EQ(Import("就业状态", people).totals.added, 120);
  const std::string path = testing::TempDir() + "claims_" + std::to_string(files_++) + ".csv";
  std::ofstream file(path);
  file << "申请人,规则,事项日期,金额,票据张数\n";
  for (int n = 1; n <= 120; ++n) file << people::NumberOf(n) << ",R-XX20,2026-08-01,400,1\n";
  file.close();
  auto run = Upload(*store_, huayuan_, "claims", "申请.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  ASSERT_TRUE(Check(*store_, huayuan_, run->id, lookups_, kDay, {}));
  run = Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {});
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(run->totals.added, 120);
  EXPECT_EQ(Count("SELECT count(*) FROM claim WHERE credit_code IS NOT NULL AND credit_code <> ''"), 0);
}

TEST_P(Imports, WhatSomebodyIsAtWorkOnIsNotTakenUpByAnother) {
  const std::string path = testing::TempDir() + "at_work_" + std::to_string(files_++) + ".csv";
  std::ofstream(path) << "姓名,身份证号,户籍地\n石某," << people::NumberOf(1) << ",433124000000\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run);
  ASSERT_TRUE(Check(*store_, huayuan_, run->id, lookups_, kDay, {}));
  int asked = 0;
  const Watch meanwhile{{}, {}, [&] {
                          ++asked;
                          EXPECT_FALSE(FindBrokenOff(*store_, huayuan_, "roster", path).value());
                          EXPECT_EQ(Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {}).error().kind,
                                    &kConflict);
                          EXPECT_EQ(Check(*store_, huayuan_, run->id, lookups_, kDay, {}).error().kind, &kConflict);
                          EXPECT_EQ(Withdraw(*store_, huayuan_, run->id, {}).error().kind, &kConflict);
                          return true;
                        }};
  EXPECT_EQ(Apply(*store_, huayuan_, run->id, lookups_, kDay, true, meanwhile).error().kind, &kCancelled);
  EXPECT_GE(asked, 1);
  EXPECT_TRUE(FindBrokenOff(*store_, huayuan_, "roster", path).value());  // stopped: free again
}

TEST_P(Imports, WhatACrashBrokeOffIsFoundByTheSameFile) {
  const std::string path = testing::TempDir() + "broken_" + std::to_string(files_++) + ".csv";
  std::ofstream(path) << "姓名,身份证号,户籍地\n石某," << people::NumberOf(1) << ",433124000000\n";
  EXPECT_FALSE(FindBrokenOff(*store_, huayuan_, "roster", path).value());
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(Check(*store_, huayuan_, run->id, lookups_, kDay, {}));
  EXPECT_FALSE(FindBrokenOff(*store_, huayuan_, "roster", path).value());  // waits for somebody's word
  const Watch broken{{}, {}, [] { return true; }};
  EXPECT_FALSE(Apply(*store_, huayuan_, run->id, lookups_, kDay, true, broken));
  const auto found = FindBrokenOff(*store_, huayuan_, "roster", path).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, run->id);
  EXPECT_FALSE(FindBrokenOff(*store_, baojing_, "roster", path).value());
  ASSERT_TRUE(Apply(*store_, huayuan_, found->id, lookups_, kDay, true, {}));
  EXPECT_FALSE(FindBrokenOff(*store_, huayuan_, "roster", path).value());
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 1);
}

TEST_P(Imports, OfTwoColumnsWithOneHeaderTheFirstIsRead) {
  const std::string path = testing::TempDir() + "twice_" + std::to_string(files_++) + ".csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,文化程度,文化程度\n石某," << people::NumberOf(1)
                      << ",433124000000,高中,\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  ASSERT_TRUE(Check(*store_, huayuan_, run->id, lookups_, kDay, {}));
  ASSERT_TRUE(Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {}));
  EXPECT_FALSE(FileOf(1).person.education.empty());
}

// The same roster again, after a comparison has found him at work: its silence is older than what the registry says.
TEST_P(Imports, ARosterWithoutADateDoesNotOverruleARegistry) {
  Import("就业状态,开始务工时间,就业单位", {{1, "已就业,2026-07-01,新厂"}});
  const auto before = FileOf(1);
  ASSERT_EQ(before.spells.size(), 1U);
  Spell from_registry = before.spells.front();
  from_registry.source = "registry";
  auto work = UnitOfWork::Begin(*store_, huayuan_);
  ASSERT_TRUE(work->Update(before.spells.front(), from_registry));
  ASSERT_TRUE(work->Commit());
  const auto again = Import("就业状态", {{1, "未就业"}});
  EXPECT_EQ(again.totals.same, 1);
  EXPECT_EQ(FileOf(1).person.employment, "on_post");
  EXPECT_EQ(FileOf(1).spells.front().state, "on_post");
  Import("就业状态", {{1, "已返乡"}});
  EXPECT_EQ(FileOf(1).person.employment, "returned") << "who is back says so";
  EXPECT_EQ(FileOf(1).spells.front().state, "ended");
}

TEST_P(Imports, ADateThatCannotBeIsSaid) {
  Import("就业状态,开始务工时间", {{1, "已就业,2030-01-01"}, {2, "已就业,1995-06-01"}, {3, "已就业,2026-08-31"}});
  EXPECT_EQ(problems_, "spell.future spell.too_young ") << "number 2 was born in 1990";
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 1);
}

// Asked once for every event of the import: through the subject, not by reading the rest of the chain.
// A roster of workers: a child comes in as somebody in school, or not at all.
TEST_P(Imports, ChildrenAreNotWorkers) {
  const auto of = [](const char* birth) {
    const std::string digits = std::string("433124") + birth + "002";
    return digits + IdCheckCharacter(digits);
  };
  const std::string path = testing::TempDir() + "children.csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,在册状态\n石小," << of("20180505") << ",433124000000,\n石学,"
                      << of("20120505") << ",433124000000,在校\n石未," << of("20990101") << ",433124000000,\n石青,"
                      << of("20100831") << ",433124000000,\n";
  auto run = Upload(*store_, huayuan_, "roster", "花名册.csv", path);
  ASSERT_TRUE(run) << run.error().ToString();
  ASSERT_TRUE(Check(*store_, huayuan_, run->id, lookups_, kDay, {}));
  std::string problems;
  const auto found = Problems(*store_, huayuan_, run->id, 1, 10).value();
  for (const auto& problem : found) problems += std::to_string(problem.row) + problem.code + " ";
  EXPECT_EQ(problems, "1person.age 3person.age ");
  run = Apply(*store_, huayuan_, run->id, lookups_, kDay, true, {});
  EXPECT_EQ(run->totals.added, 2);
}

TEST_P(Imports, WhoActedSinceIsFoundThroughTheSubject) {
  if (GetParam() != db::Dialect::kSqlite) return;  // PostgreSQL knows how many events there are
  std::string plan;
  const auto lease = *MaintenanceAccess(*store_).database().Read();
  ASSERT_TRUE(
      lease->ForEach("EXPLAIN QUERY PLAN " + std::string(kLaterSql),
                     {std::int64_t{1}, db::Blob{"x"}, std::int64_t{1}, std::string_view("a"), std::string_view("b")},
                     [&](const db::Row& row) {
                       plan += row.String(3);
                       return Ok();
                     }));
  EXPECT_NE(plan.find("event_subject"), std::string::npos) << plan;
}

INSTANTIATE_TEST_SUITE_P(Databases, Imports, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::imports
