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
  EXPECT_EQ(Count("SELECT count(*) FROM person WHERE length(phone_index) = 24"), 1);
}

TEST_P(StoreTest, IdsHaveTheOrderInWhichTheyAreMade) {
  std::string last;
  for (int n = 0; n < 20'000; ++n) {  // more than a millisecond's worth
    const std::string id = store_->NewId().ToBytes();
    EXPECT_LT(last, id);
    last = id;
  }
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
  // Cut cleanly: the record that the event made gives it away; without records only an exported head can tell.
  ASSERT_EQ(VerifyAudit(*store_, {})->problems.size(), 1U);
  EXPECT_NE(VerifyAudit(*store_, {})->problems[0].find("库里有，没有登记它的事件"), std::string::npos);
  EXPECT_FALSE(VerifyAudit(*store_, heads)->problems.empty());
}

TEST_P(StoreTest, SpansSayWhichEventsACauseHasWritten) {
  for (const char* cause : {"", "import/1", "import/1", "", "compare/2"}) {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"), cause);
    for (const char* name : {"甲", "乙"}) {
      const Person person = Make(7, 433124001001, name);
      work->About(7, "person.edit", "person", person.id);
      ASSERT_TRUE(work->Insert(person));
    }
    work->About(7, "person.edit", "person", Uuid());  // about something, without a change: no event
    ASSERT_TRUE(work->Commit());
  }
  EXPECT_EQ(Count("SELECT count(*) FROM event_span"), 3);
  EXPECT_EQ(Count("SELECT last_seq FROM event_span WHERE cause = 'import/1' AND first_seq = 3"), 4);
  EXPECT_EQ(Count("SELECT last_seq FROM event_span WHERE cause = 'import/1' AND first_seq = 5"), 6);
  EXPECT_EQ(Count("SELECT last_seq FROM event_span WHERE cause = 'compare/2' AND first_seq = 9"), 10);
  EXPECT_TRUE(VerifyAudit(*store_, {})->problems.empty());
  const auto expect_found = [&](const std::string& change, const std::string& problem, const std::string& back) {
    const auto run = [&](const std::string& sql) {
      const auto lease = *MaintenanceAccess(*store_).database().Write();
      ASSERT_TRUE(lease->Execute(sql)) << sql;
    };
    run(change);
    const auto report = VerifyAudit(*store_, {});
    ASSERT_EQ(report->problems.size(), 1U) << change;
    EXPECT_EQ(report->problems[0], problem) << change;
    run(back);
    EXPECT_TRUE(VerifyAudit(*store_, {})->problems.empty()) << back;
  };
  expect_found("DELETE FROM event_span WHERE first_seq = 5", "链 7 第 5 条：缘由与缘由登记不符",
               "INSERT INTO event_span (chain, cause, first_seq, last_seq) VALUES (7, 'import/1', 5, 6)");
  expect_found("UPDATE event_span SET last_seq = 7 WHERE first_seq = 5", "链 7 第 7 条：缘由与缘由登记不符",
               "UPDATE event_span SET last_seq = 6 WHERE first_seq = 5");
  expect_found("UPDATE event_span SET cause = 'import/2' WHERE first_seq = 3", "链 7 第 3 条：缘由与缘由登记不符",
               "UPDATE event_span SET cause = 'import/1' WHERE first_seq = 3");
  expect_found("UPDATE event_span SET last_seq = 11 WHERE first_seq = 9", "链 7：缘由登记里有不存在的事件",
               "UPDATE event_span SET last_seq = 10 WHERE first_seq = 9");
}

TEST_P(StoreTest, ErasedPayloadKeepsTheChainWhole) {
  Save(Make(7, 433124001001, "甲"));
  {
    const auto lease = *MaintenanceAccess(*store_).database().Write();
    ASSERT_TRUE(lease->Execute("UPDATE event SET payload = NULL"));
  }
  const auto report = VerifyAudit(*store_, {});
  EXPECT_EQ(report->erased, 1);
  ASSERT_FALSE(report->problems.empty());  // the hashes hold; that the contents are gone is said, with the number
  EXPECT_EQ(report->problems[0], "链 7 第 1 条：内容已被抹去");
}

// What somebody with the file and a database tool can do to a record, and what verification says of each.
TEST_P(StoreTest, RecordsThatAreNotWhatTheirEventsSayAreFound) {
  const Person one = Make(7, 433124001001, "甲"), two = Make(7, 433124001001, "乙");
  Save(one);
  Save(two);
  Person changed = one;
  changed.note = "更正";
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("a"));
    work->About(7, "person.edit", "person", one.id);
    ASSERT_TRUE(work->Update(one, changed));
    ASSERT_TRUE(work->Commit());
  }
  ASSERT_TRUE(VerifyAudit(*store_, {})->problems.empty());
  const auto after = [&](const std::string& sql, const std::string& back) {
    const auto run = [&](const std::string& text) {
      if (text.empty()) return;
      const auto lease = *MaintenanceAccess(*store_).database().Write();
      const auto done = lease->Execute(text);
      EXPECT_TRUE(done) << done.error().ToString();
    };
    run(sql);
    const auto problems = VerifyAudit(*store_, {})->problems;
    run(back);
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
  };
  const std::string id = "人员 " + one.id.ToString();
  EXPECT_EQ(after("UPDATE person SET note = '别的' WHERE note IS NOT NULL",
                  "UPDATE person SET note = '更正' WHERE note IS NOT NULL"),
            id + "：现在的内容与事件不符，被直接改过");
  EXPECT_EQ(after("UPDATE person SET wage_fen = 900000 WHERE note IS NOT NULL", "UPDATE person SET wage_fen = NULL"),
            id + "：现在的内容与事件不符，被直接改过");
  EXPECT_EQ(
      after("INSERT INTO access_log (county_id, id, at, account_id, person_id, field, purpose) SELECT 7, id, 1, 1, "
            "id, 'phone', 'visit' FROM person WHERE note IS NOT NULL",
            "DELETE FROM access_log"),
      "查看记录里有一条没有对应的事件（县 7）");
  EXPECT_TRUE(VerifyAudit(*store_, {})->problems.empty());
  EXPECT_EQ(after("DELETE FROM person WHERE note IS NOT NULL", ""), id + "：事件里有，库里没有，被直接删去");
}

TEST_P(StoreTest, AStoreWithoutEventsIsNoProof) {
  const auto report = VerifyAudit(*store_, {});
  ASSERT_EQ(report->problems.size(), 1U);
  EXPECT_NE(report->problems[0].find("一条事件、一个单位也没有"), std::string::npos);
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

// The places of every record type, word for word: a change of how they are declared must not change what is asked.
TEST(Predicate, SaysWhatEachRecordTypeDeclares) {
  RegisterAllRecordTypes();
  Scope scope = Scope::Nobody("test");
  scope.home = {{433122000000, 433122999999}};
  scope.work = {{350100000000, 350199999999}, {350200000000, 350200000000}};
  scope.ended_since = 20240101;
  const std::string home = "a.home_code BETWEEN 433122000000 AND 433122999999";
  const std::string work = "a.work_code BETWEEN 350100000000 AND 350199999999 OR a.work_code = 350200000000";
  const auto said = [&](std::string_view type) { return Store::Predicate(scope, *FindRecordType(type), "a"); };
  EXPECT_EQ(said("person"), "(" + home + " OR " + work + ")");
  EXPECT_EQ(said("household"), said("person"));
  EXPECT_EQ(said("spell"), "(" + home + " OR ((" + work + ") AND (a.end_on IS NULL OR a.end_on >= 20240101)))");
  EXPECT_EQ(said("match_offer"), "(" + home + " OR ((" + work + ") AND a.confirmed_on IS NOT NULL))");
  EXPECT_EQ(said("claim"), "(" + home + " OR ((" + work + ") AND a.handled_by = 'destination'))");
  EXPECT_EQ(said("person_identifier"),
            "EXISTS (SELECT 1 FROM person sp WHERE sp.county_id = a.county_id AND sp.id = a.person_id AND "
            "(sp.home_code BETWEEN 433122000000 AND 433122999999 OR sp.work_code BETWEEN 350100000000 AND "
            "350199999999 OR sp.work_code = 350200000000))");

  scope.home.clear();
  scope.work.clear();
  for (const auto* type : {"person", "spell", "match_offer", "claim"}) EXPECT_EQ(said(type), "1=0") << type;

  scope.employer_codes = {"91350100'A", "B"};
  const std::string codes = "IN ('91350100''A', 'B')";
  EXPECT_EQ(said("spell"), "((a.unit_code " + codes + " AND a.state <> 'ended'))");
  EXPECT_EQ(said("match_offer"), "((a.employer_code " + codes + " AND a.state IN ('accepted', 'departed')))");
  EXPECT_EQ(said("claim"), "1=0");
  EXPECT_EQ(said("person"),
            "((a.county_id, a.id) IN (SELECT own.county_id, own.person_id FROM spell own WHERE (own.unit_code " +
                codes + " AND own.state <> 'ended')))");

  scope.broker_units = {7, 8};
  scope.home = {{433122000000, 433122999999}};
  const std::string staff = "(a.unit_code " + codes + " AND a.state <> 'ended')";
  const std::string placed = "(a.broker_unit IN (7, 8) AND (a.end_on IS NULL OR a.end_on >= 20240101))";
  EXPECT_EQ(said("spell"), "(" + home + " OR " + staff + " OR " + placed + ")");
  scope.employer_codes.clear();
  EXPECT_EQ(said("spell"), "(" + home + " OR " + placed + ")");
  EXPECT_EQ(said("match_offer"), "(" + home + ")");
  EXPECT_EQ(said("person"), "(" + home +
                                " OR (a.county_id, a.id) IN (SELECT own.county_id, own.person_id FROM spell own WHERE "
                                "(own.broker_unit IN (7, 8) AND (own.end_on IS NULL OR own.end_on >= 20240101))))");
}

INSTANTIATE_TEST_SUITE_P(Databases, StoreTest, ::testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgres),
                         [](const auto& info) { return db::testing::Name(info.param); });

}  // namespace
}  // namespace gq
