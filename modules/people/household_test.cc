// What is counted of a household's people follows every write; what an officer keeps of it, by hand and from a file.
#include "modules/people/household.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "modules/imports/records.h"
#include "modules/people/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::people {
namespace {

class HouseholdTest : public SharingWorld {
 protected:
  Person Add(int number, const std::string& household, const std::string& more = {}) {
    auto made = Enter(huayuan_, R"({"name":"龙建设","id_number":")" + NumberOf(number) + R"(","home_unit":)" +
                                    std::to_string(IdOf(kVillage)) + R"(,"household_number":")" + household + "\"" +
                                    more + "}");
    EXPECT_TRUE(made) << made.error().ToString();
    return *std::move(made);
  }
  Household Of(const Person& person) {
    return store_
        ->Get<Household>(Scope::System("test"), store_->Get<Person>(Scope::System("test"), person.id)->household_id)
        .value();
  }
  Result<Household> Edit(const Scope& scope, const Household& household, const std::string& members) {
    const auto document = json::Parse("{\"version\":" + std::to_string(household.version) + members + "}");
    EXPECT_TRUE(document) << members;
    return EditHousehold(*store_, scope, household.id, document->root(), {});
  }
  Result<Person> EditPersonText(const Person& person, const std::string& members) {
    const auto now = store_->Get<Person>(Scope::System("test"), person.id);
    const auto document = json::Parse("{\"version\":" + std::to_string(now->version) + members + "}");
    return EditPerson(*store_, huayuan_, person.id, document->root(), {});
  }
};

constexpr std::string_view kAbleIdle = R"(,"employment":"not_working","ability":"able","willingness":"yes")";

TEST_P(HouseholdTest, CountsFollowEveryWriteOfAPerson) {
  const Person one = Add(1, "H1", std::string(kAbleIdle)), two = Add(2, "H1", R"(,"ability":"unable")");
  Household household = Of(one);
  EXPECT_EQ(household.members, 2);
  EXPECT_EQ(household.workers, 1);
  EXPECT_EQ(household.zero_employment, "yes");
  EXPECT_EQ(household.has_skilled_member, false);
  EXPECT_EQ(household.version, 0);  // counting is no edit: an officer's form stays good
  ASSERT_TRUE(EditPersonText(two, R"(,"skill_level":"4")"));
  EXPECT_EQ(Of(one).has_skilled_member, true);
  StateChange change;
  change.employment = "flexible";
  ASSERT_TRUE(ChangeState(*store_, huayuan_, one.id, change));
  EXPECT_EQ(Of(one).zero_employment, "resolved");
  change.employment = "returned";
  ASSERT_TRUE(ChangeState(*store_, huayuan_, one.id, change));
  EXPECT_EQ(Of(one).zero_employment, "yes");
  change = {};
  change.register_status = "deceased";
  ASSERT_TRUE(ChangeState(*store_, huayuan_, one.id, change));
  EXPECT_EQ(Of(one).workers, 0);
  EXPECT_EQ(Of(one).zero_employment, "no");
}

TEST_P(HouseholdTest, WhoChangesTheHouseholdIsCountedInTheNewOne) {
  const Person one = Add(1, "H1", std::string(kAbleIdle)), two = Add(2, "H1", std::string(kAbleIdle));
  const Household old = Of(one);
  ASSERT_TRUE(EditPersonText(two, R"(,"household_number":"H2")"));
  EXPECT_EQ(Of(two).number, "H2");
  EXPECT_NE(Of(two).id, old.id);
  EXPECT_EQ(Of(one).members, 1);
  EXPECT_EQ(Of(two).members, 1);
  ASSERT_TRUE(EditPersonText(two, R"(,"household_number":null)"));
  EXPECT_TRUE(store_->Get<Person>(Scope::System("test"), two.id)->household_id.IsNil());
  EXPECT_EQ(Count("SELECT members FROM household WHERE number = 'H2'"), 0);
  ASSERT_TRUE(EditPersonText(two, R"(,"household_number":"H1")"));
  EXPECT_EQ(Of(two).id, old.id);
  ASSERT_TRUE(Merge(*store_, huayuan_, two.id, one.id, "重复登记"));
  EXPECT_EQ(Of(one).members, 1);
  ASSERT_TRUE(UndoMerge(*store_, huayuan_, two.id, "是两个人"));
  EXPECT_EQ(Of(one).members, 2);
}

// A household made together with its people is counted in memory; then one of them is written again, which counts it in
// the database: both must say the same.
TEST_P(HouseholdTest, CountedInMemoryAsInTheDatabase) {
  const Person like = Add(1, "H1");
  std::mt19937 random(7);
  const auto pick = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  const std::string counts =
      "SELECT members * 1000 + workers * 100 + has_skilled_member * 10 + CASE zero_employment WHEN 'yes' THEN 2 WHEN "
      "'resolved' THEN 1 ELSE 0 END FROM household WHERE number = '";
  std::set<std::int64_t> seen;
  const std::map<std::string, std::string> alike = {
      {"", "unable"}, {"unable", ""}, {"able", "partly_able"}, {"partly_able", "able"}};
  for (int round = 0; round < 60; ++round) {
    Household household;
    household.id = store_->NewId();
    household.county_id = like.county_id;
    household.home_code = like.home_code;
    household.number = "R" + std::to_string(round);
    household.created_at = household.updated_at = store_->Now();
    std::vector<Person> people(random() % 4);
    {
      auto work = UnitOfWork::Begin(*store_, huayuan_);
      ASSERT_TRUE(work);
      ASSERT_TRUE(work->Insert(household));
      for (auto& person : people) {
        person = like;
        person.id = store_->NewId();
        person.version = 0;
        person.household_id = household.id;
        person.household_number = household.number;
        person.employment = pick({"not_working", "on_post", "flexible", "departed", "returned"});
        person.ability = pick({"", "able", "partly_able", "unable"});
        person.register_status = pick({"active", "active", "deceased"});
        person.skill_level = pick({"", "none", "none", "4"});
        if (random() % 8 == 0) person.certificates = "电工证";
        if (random() % 8 == 0) person.merged_into = like.id;
        ASSERT_TRUE(work->Insert(person));
      }
      if (!people.empty() && random() % 3 == 0) {
        Person after = people[0];
        after.ability = pick({"able", "unable"});
        ASSERT_TRUE(work->Update(people[0], after));
        people[0] = after;
      }
      ASSERT_TRUE(work->Commit());
    }
    const auto in_memory = Count(counts + household.number + "'");
    seen.insert(in_memory % 100);
    if (people.empty()) {
      EXPECT_EQ(in_memory, 0);
      continue;
    }
    Person after = people[0];
    after.ability = alike.at(after.ability);
    auto work = UnitOfWork::Begin(*store_, huayuan_);
    ASSERT_TRUE(work);
    ASSERT_TRUE(work->Update(people[0], after));
    ASSERT_TRUE(work->Commit());
    EXPECT_EQ(Count(counts + household.number + "'"), in_memory) << household.number;
  }
  EXPECT_GE(seen.size(), 4U);
}

TEST_P(HouseholdTest, AnOfficerKeepsTheFacts) {
  const Person one = Add(1, "H1");
  const Household before = Of(one);
  const auto saved =
      Edit(huayuan_, before,
           R"(,"income_fen":4000000,"residents":4,"left_behind_children":2,"land_rights":"水田 2 亩",)"
           R"("help_plan":"培训后外出","helper":"石某","helper_unit":"县林业局","fund_share_fen":500000)");
  ASSERT_TRUE(saved) << saved.error().ToString();
  const Household after = Of(one);
  EXPECT_EQ(after.income_per_head, Fen(1'000'000));
  EXPECT_EQ(after.left_behind_children, 2);
  EXPECT_EQ(after.help_plan, "培训后外出");
  EXPECT_EQ(after.version, 1);
  const auto given = Edit(huayuan_, after, R"(,"income_fen":8000000,"income_per_head_fen":1234500)");
  ASSERT_TRUE(given);
  EXPECT_EQ(given->income_per_head, Fen(1'234'500));
  EXPECT_EQ(Edit(huayuan_, before, R"(,"helper":"别人")").error().kind, &kConflict);
  EXPECT_FALSE(Edit(baojing_, *given, R"(,"helper":"别人")"));
  EXPECT_FALSE(Edit(cangshan_, *given, R"(,"helper":"别人")"));
  EXPECT_EQ(Edit(huayuan_, *given, R"(,"number":"H9")").error().kind, &kBadInput);
  EXPECT_EQ(Edit(huayuan_, *given, R"(,"members":9)").error().kind, &kBadInput);
  EXPECT_EQ(Edit(huayuan_, *given, R"(,"residents":0)").error().kind, &kBadInput);
  EXPECT_NE(Edit(huayuan_, *given, R"(,"left_behind_elders":5)").error().message.find("“家庭人口”（4 人）"),
            std::string::npos);
  EXPECT_FALSE(Edit(huayuan_, *given, R"(,"income_per_head_fen":8000001)")) << "a part above the whole";
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'household.edit'"), 2);
}

TEST_P(HouseholdTest, AFileBringsTheFactsOfHouseholdsThatAreKnown) {
  const Person one = Add(1, "H1");
  Add(2, "H2");
  const imports::Lookups lookups{
      .code_of = [](std::string_view, std::string_view label) { return std::optional<std::string>(label); }};
  const auto& columns = imports::ColumnsOf("households");
  const auto run = [&](const Scope& scope, const std::vector<std::pair<std::string, std::string>>& rows, bool write) {
    std::vector<imports::RecordRow> parsed;
    std::vector<imports::Problem> problems;
    for (const auto& [number, income] : rows) {
      imports::RawRow raw;
      raw.row = static_cast<std::int64_t>(parsed.size()) + 1;
      raw.cells.resize(columns.size());
      raw.is_number.resize(columns.size());
      for (std::size_t at = 0; at < columns.size(); ++at) {
        if (columns[at].key == "number") raw.cells[at] = number;
        if (columns[at].key == "income") raw.cells[at] = income;
        if (columns[at].key == "residents") raw.cells[at] = "2";
      }
      imports::CellReader cells("households", lookups);
      parsed.push_back(imports::ParseRecord(raw, cells, problems));
    }
    EXPECT_TRUE(problems.empty());
    auto work = UnitOfWork::Begin(*store_, scope, "import/test");
    EXPECT_TRUE(work);
    const auto planned = imports::RunRecords(*store_, scope, "households", parsed, *Date::FromYmd(2026, 8, 31),
                                             write ? &*work : nullptr);
    EXPECT_TRUE(planned) << planned.error().ToString();
    if (write) {
      EXPECT_TRUE(work->Commit());
    }
    return *planned;
  };
  auto planned = run(huayuan_, {{"H1", "30000"}, {"H9", "1"}, {"H1", "2"}}, true);
  EXPECT_EQ(planned[0].outcome, imports::Outcome::kUpdate);
  EXPECT_EQ(planned[0].cells.size(), 3U);  // income, residents, and what follows from them
  EXPECT_EQ(planned[1].conflict->code, "household.unknown");
  EXPECT_EQ(planned[2].conflict->code, "household.twice");
  EXPECT_EQ(Of(one).income, Fen(3'000'000));
  EXPECT_EQ(Of(one).income_per_head, Fen(1'500'000));
  EXPECT_EQ(run(huayuan_, {{"H1", "30000"}}, true)[0].outcome, imports::Outcome::kSame);
  // Four children left behind; the file says that the household has two residents.
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  const Household before = Of(one);
  Household after = before;
  after.residents = 5, after.left_behind_children = 4;
  ASSERT_TRUE(work->Update(before, after));
  ASSERT_TRUE(work->Commit());
  EXPECT_EQ(run(huayuan_, {{"H1", "30000"}}, true)[0].conflict->code, "residents.reversed");
  EXPECT_EQ(Of(one).residents, 5);
  EXPECT_EQ(run(baojing_, {{"H1", "1"}}, false)[0].conflict->code, "household.unknown");
  EXPECT_EQ(run(cangshan_, {{"H1", "1"}}, false)[0].conflict->code, "household.unknown");
}

INSTANTIATE_TEST_SUITE_P(Databases, HouseholdTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::people
