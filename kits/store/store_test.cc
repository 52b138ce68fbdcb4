// The store on both databases: scope, events, conflicts, counters. Lives in kits/store but uses the people module's
// records, so it is built by modules/schema.
#include <gtest/gtest.h>

#include "kits/db/test_support.h"
#include "kits/store/unit_of_work.h"
#include "kits/store/verify.h"
#include "modules/people/model.h"
#include "modules/schema/schema.h"

namespace gq {
namespace {

class StoreTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    url_ = db::testing::FreshUrl(GetParam());
    static int n = 0;
    const auto folder = db::testing::TemporaryFolder() / ("keys" + std::to_string(n++));
    auto opened = Store::Open({.url = url_, .key_path = (folder / "k.key").string(), .create = true}, AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
  }

  Person Make(std::int64_t county, std::int64_t code, const std::string& name) {
    Person person;
    person.id = store_->NewId();
    person.county_id = county;
    person.home_code = code;
    person.name = name;
    person.phone = Secret("13800001234");
    person.employment = "not_working";
    person.list = "task";
    person.created_at = person.updated_at = store_->Now();
    return person;
  }
  void Save(const Person& person) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work->Insert(person));
    const auto done = work->Commit();
    ASSERT_TRUE(done) << done.error().ToString();
  }
  std::int64_t Count(const std::string& sql) {
    std::int64_t n = 0;
    EXPECT_TRUE(store_->Query(Scope::System("test"), "{shared}" + sql, {}, [&](const db::Row& row) {
      n = row.Int(0);
      return Ok();
    }));
    return n;
  }

  std::string url_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreTest, RecordComesBackAsItWas) {
  Person person = Make(7, 433124001001, "麻金莲");
  person.birth = Date::FromYmd(1992, 3, 5);
  person.wage = Fen(350000);
  Save(person);
  const auto back = store_->Get<Person>(Scope::System("test"), person.id);
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(back->name, "麻金莲");
  EXPECT_EQ(back->birth, person.birth);
  EXPECT_EQ(back->wage, person.wage);
  EXPECT_EQ(back->phone.Reveal(), "13800001234");
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE phone_tail IS NOT NULL"), 1);
}

TEST_P(StoreTest, ScopeBoundsReadingAndWriting) {
  const Person here = Make(7, 433124001001, "甲"), there = Make(8, 433125001001, "乙");
  Save(here);
  Save(there);
  Scope county = Scope::Nobody("officer");
  county.home = {{433124000000, 433124999999}};
  EXPECT_TRUE(store_->Get<Person>(county, here.id));
  EXPECT_EQ(store_->Get<Person>(county, there.id).error().kind, &kNotFound);
  EXPECT_EQ(store_->Select<Person>(county, "1=1")->size(), 1U);
  auto work = UnitOfWork::Begin(*store_, county);
  Person changed = there;
  changed.name = "丙";
  EXPECT_EQ(work->Update(there, changed).error().kind, &kForbidden);
  EXPECT_EQ(store_->Select<Person>(Scope::Nobody("x"), "1=1")->size(), 0U);
}

TEST_P(StoreTest, QueryWithoutScopeIsRefused) {
  const auto status =
      store_->Query(Scope::System("test"), "SELECT count(*) FROM person", {}, [](const db::Row&) { return Ok(); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, &kInternal);
}

TEST_P(StoreTest, SecondWriterOfTheSameVersionIsToldSo) {
  const Person person = Make(7, 433124001001, "甲");
  Save(person);
  Person first = person, second = person;
  first.name = "一";
  second.name = "二";
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("a"));
    ASSERT_TRUE(work->Update(person, first));
    ASSERT_TRUE(work->Commit());
  }
  auto work = UnitOfWork::Begin(*store_, Scope::System("b"));
  ASSERT_TRUE(work->Update(person, second));
  EXPECT_EQ(work->Commit().error().kind, &kConflict);
}

TEST_P(StoreTest, EventsChainAndCountersFollow) {
  const Person person = Make(7, 433124001001, "甲");
  Save(person);
  Person changed = person;
  changed.employment = "on_post";
  changed.list = "retention";
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("a"), "run-1");
    work->About(7, "person.state", "person", person.id);
    ASSERT_TRUE(work->Update(person, changed));
    ASSERT_TRUE(work->Commit());
  }
  EXPECT_EQ(Count("SELECT n FROM person_count WHERE list = 'retention'"), 1);
  EXPECT_EQ(Count("SELECT n FROM person_count WHERE list = 'task'"), 0);
  const auto report = VerifyAudit(*store_, {});
  ASSERT_TRUE(report) << report.error().ToString();
  EXPECT_EQ(report->events, 2);
  EXPECT_TRUE(report->problems.empty());
}

TEST_P(StoreTest, TamperingIsFound) {
  const Person person = Make(7, 433124001001, "甲");
  Save(person);
  Save(Make(7, 433124001001, "乙"));
  const auto heads = VerifyAudit(*store_, {})->heads;
  {
    const auto lease = *MaintenanceAccess(*store_).database().Write();
    ASSERT_TRUE(lease->Execute("UPDATE event SET actor = 'somebody' WHERE seq = 1"));
  }
  EXPECT_FALSE(VerifyAudit(*store_, {})->problems.empty());
  {
    const auto lease = *MaintenanceAccess(*store_).database().Write();
    ASSERT_TRUE(lease->Execute("UPDATE event SET actor = 'test' WHERE seq = 1"));
    ASSERT_TRUE(lease->Execute("DELETE FROM event WHERE seq = 2"));
    ASSERT_TRUE(lease->Execute("UPDATE chain_head SET seq = 1, hash = (SELECT hash FROM event WHERE seq = 1)"));
  }
  EXPECT_TRUE(VerifyAudit(*store_, {})->problems.empty());  // cut cleanly: only an exported head can tell
  EXPECT_FALSE(VerifyAudit(*store_, heads)->problems.empty());
}

TEST_P(StoreTest, ErasedPayloadKeepsTheChainWhole) {
  Save(Make(7, 433124001001, "甲"));
  {
    const auto lease = *MaintenanceAccess(*store_).database().Write();
    ASSERT_TRUE(lease->Execute("UPDATE event SET payload = NULL"));
  }
  const auto report = VerifyAudit(*store_, {});
  EXPECT_TRUE(report->problems.empty());
  EXPECT_EQ(report->erased, 1);
}

TEST_P(StoreTest, WrongKeyIsRefused) {
  store_.reset();
  const auto other =
      db::testing::TemporaryFolder() / "other-keys" / (std::string(db::testing::Name(GetParam())) + ".key");
  std::filesystem::create_directories(other.parent_path());
  ASSERT_TRUE(crypto::CreateKeyFile(other, ""));
  const auto opened = Store::Open({.url = url_, .key_path = other.string()}, AllMigrations());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, &crypto::kWrongKey);
}

INSTANTIATE_TEST_SUITE_P(Databases, StoreTest, ::testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgres),
                         [](const auto& info) { return db::testing::Name(info.param); });

}  // namespace
}  // namespace gq
