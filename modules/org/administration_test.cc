// Administration on both databases: who may, what is written into which chain, what happens to sessions, and versions.
#include "modules/org/administration.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "kits/crypto/password.h"
#include "kits/db/test_support.h"
#include "kits/store/verify.h"
#include "modules/employers/model.h"
#include "modules/schema/schema.h"

namespace gq::org {
namespace {

class AdministrationTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    static int n = 0;
    const auto key = db::testing::TemporaryFolder() / ("administration-keys" + std::to_string(n++)) / "k.key";
    auto opened = Store::Open({.url = db::testing::FreshUrl(GetParam()), .key_path = key.string(), .create = true},
                              AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
    ASSERT_TRUE(LoadDivisions(*store_, {{430000000000, "湖南省", 1},
                                        {433100000000, "湘西土家族苗族自治州", 2},
                                        {433124000000, "花垣县", 3},
                                        {433124112000, "双龙镇", 4},
                                        {433124112201, "十八洞村", 5},
                                        {433125000000, "保靖县", 3}}));
  }
  std::int64_t IdOf(std::int64_t code) { return FindUnitByCode(*store_, code).value().value().id; }
  Account Create(const std::string& name, const std::string& role, std::int64_t code, const std::string& side) {
    const auto made = CreateAccount(*store_, system_, hasher_,
                                    {name, "某某", "correct horse", IdOf(code), {{role, IdOf(code), side}}});
    EXPECT_TRUE(made) << made.error().ToString();
    return *made;
  }
  Scope As(const std::string& name) { return ActAs(*store_, name).value().scope; }
  Session In(const std::string& name, const std::string& password = "correct horse") {
    auto session = SignIn(*store_, hasher_, name, password);
    EXPECT_TRUE(session) << session.error().ToString();
    return session ? *session : Session();
  }
  const ErrorKind* KindOf(const Error& error) { return error.kind; }
  std::vector<std::string> Actions(std::int64_t chain) {
    std::vector<std::string> actions;
    EXPECT_TRUE(store_->Query(system_, "{shared}SELECT action, actor FROM event WHERE chain = ?1 ORDER BY seq", {chain},
                              [&](const db::Row& row) {
                                actions.push_back(row.String(0) + " " + row.String(1));
                                return Ok();
                              }));
    return actions;
  }
  Unit Wish(const char* kind, std::int64_t parent, const char* name) {
    Unit unit;
    unit.kind = kind;
    unit.parent_id = IdOf(parent);
    unit.name = name;
    return unit;
  }
  Date Today() { return store_->Now().DateInShanghai(); }

  const Scope system_ = Scope::System("test");
  crypto::PasswordHasher hasher_{{.passes = 1, .memory_bytes = 8U << 20}};
  std::unique_ptr<Store> store_;
};

TEST_P(AdministrationTest, UnitsOutsideTheTree) {
  Create("city", "administrator", 433100000000, "own");
  Create("county", "county_officer", 433124000000, "home");
  const auto zone = CreateUnit(*store_, As("city"), Wish("zone", 433100000000, "湘西经济开发区"));
  ASSERT_TRUE(zone) << zone.error().ToString();
  EXPECT_EQ(zone->code, 433199000000);
  EXPECT_EQ(Actions(IdOf(433100000000)).back(), "unit.add city");
  EXPECT_EQ(PlaceName(*store_, zone->code), "湘西土家族苗族自治州湘西经济开发区");
  EXPECT_EQ(KindOf(CreateUnit(*store_, As("county"), Wish("zone", 433100000000, "x")).error()), &kForbidden);
  EXPECT_EQ(KindOf(CreateUnit(*store_, As("county"), Wish("zone", 433125000000, "x")).error()), &kForbidden);
  auto wish = Wish("station", 433124000000, "工作站");
  wish.code = 433124999001;
  const auto station = CreateUnit(*store_, As("county"), wish);
  ASSERT_TRUE(station) << station.error().ToString();
  EXPECT_EQ(station->code, 433124999001);
  EXPECT_EQ(KindOf(CreateUnit(*store_, As("county"), wish).error()), &kConflict) << "the code is taken";
  const auto office = CreateUnit(*store_, As("county"), Wish("office", 433124112000, "镇社保所"));
  ASSERT_TRUE(office);
  EXPECT_EQ(office->code, 433124112999);

  EXPECT_EQ(ListUnits(*store_, As("city"), {})->size(), 3U);
  EXPECT_EQ(ListUnits(*store_, As("county"), {})->size(), 2U);
  EXPECT_EQ(ListUnits(*store_, As("county"), {.name = "社保"})->size(), 1U);
  EXPECT_EQ(ListUnits(*store_, As("county"), {.name = "%"})->size(), 0U);
  EXPECT_EQ(ListUnits(*store_, As("county"), {.kind = "station"})->size(), 1U);
  EXPECT_EQ(ListUnits(*store_, As("county"), {.divisions = true})->size(), 5U);
  EXPECT_EQ(ListUnits(*store_, Scope::Nobody("nobody"), {})->size(), 0U);

  Unit renamed = *zone;
  renamed.name = "湘西高新区";
  EXPECT_EQ(KindOf(EditUnit(*store_, As("county"), renamed).error()), &kNotFound);
  const auto edited = EditUnit(*store_, As("city"), renamed);
  ASSERT_TRUE(edited) << edited.error().ToString();
  EXPECT_EQ(PlaceName(*store_, zone->code), "湘西土家族苗族自治州湘西高新区");
  const auto late = EditUnit(*store_, system_, renamed);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, &kConflict);
  ASSERT_EQ(late.error().details.size(), 2U);
  EXPECT_EQ(late.error().details[0], (std::pair<std::string, std::string>("who", "city")));
  EXPECT_EQ(late.error().details[1].first, "when");
  renamed = *edited;
  renamed.code = 433198000000;
  EXPECT_EQ(KindOf(EditUnit(*store_, As("city"), renamed).error()), &kBadInput);
  auto county = GetUnit(*store_, IdOf(433124000000)).value();
  county.name = "别的县";
  EXPECT_EQ(KindOf(EditUnit(*store_, As("city"), county).error()), &kForbidden) << "divisions are not edited here";
}

TEST_P(AdministrationTest, OfficesOfEmployers) {
  auto wish = Wish("employer", 433124000000, "某厂驻地");
  wish.employer_id = store_->NewId();
  EXPECT_EQ(KindOf(CreateUnit(*store_, system_, wish).error()), &kBadInput);
  Employer employer;
  employer.id = wish.employer_id;
  employer.credit_code = "X";
  employer.name = "某厂";
  employer.created_at = employer.updated_at = store_->Now();
  {
    auto work = UnitOfWork::Begin(*store_, system_);
    ASSERT_TRUE(work->Insert(employer));
    ASSERT_TRUE(work->Commit());
  }
  const auto office = CreateUnit(*store_, system_, wish);
  ASSERT_TRUE(office) << office.error().ToString();
  EXPECT_EQ(GetUnit(*store_, office->id)->employer_id, employer.id);
}

TEST_P(AdministrationTest, AUnitInUseStaysOpen) {
  const auto station = CreateUnit(*store_, system_, Wish("station", 433124000000, "工作站")).value();
  const auto account =
      CreateAccount(*store_, system_, hasher_,
                    {"station", "某某", "correct horse", station.id, {{"station", station.id, "work"}}})
          .value();
  const Date yesterday = Today().AddDays(-1);
  EXPECT_EQ(KindOf(CloseUnit(*store_, system_, station.id, 0, yesterday).error()), &kUnitInUse);
  ASSERT_TRUE(EditAccount(*store_, system_, [&] {
    Account moved = account;
    moved.unit_id = IdOf(433124000000);
    return moved;
  }()));
  EXPECT_EQ(KindOf(CloseUnit(*store_, system_, station.id, 0, yesterday).error()), &kUnitInUse)
      << "a grant still reaches it";
  const auto grant = GrantsOfAccount(*store_, account.id)->front();
  ASSERT_TRUE(EndGrant(*store_, system_, account.id, grant.id, grant.version, yesterday));
  const auto closed = CloseUnit(*store_, system_, station.id, 0, yesterday);
  ASSERT_TRUE(closed) << closed.error().ToString();
  EXPECT_EQ(ListUnits(*store_, system_, {})->size(), 0U);
  EXPECT_EQ(ListUnits(*store_, system_, {.closed = true})->size(), 1U);
  Grant again = grant;
  EXPECT_EQ(KindOf(AddGrant(*store_, system_, again).error()), &kBadInput) << "a closed unit is no scope";
}

TEST_P(AdministrationTest, AccountsAreListedInside) {
  Create("city", "administrator", 433100000000, "own");
  Create("county", "county_officer", 433124000000, "home");
  Create("village", "village_collector", 433124112201, "home");
  Create("other", "county_officer", 433125000000, "home");
  const auto names = [&](const std::string& as, AccountFilter filter = {}) {
    std::set<std::string> found;
    const auto page = ListAccounts(*store_, As(as), filter);
    EXPECT_TRUE(page) << page.error().ToString();
    for (const auto& account : page->rows) found.insert(account.account);
    return found;
  };
  EXPECT_EQ(names("city"), (std::set<std::string>{"city", "county", "village", "other"}));
  EXPECT_EQ(names("county"), (std::set<std::string>{"county", "village"}));
  EXPECT_EQ(names("village"), std::set<std::string>{});
  EXPECT_EQ(names("city", {.unit_id = IdOf(433124000000)}), (std::set<std::string>{"county", "village"}));
  EXPECT_EQ(names("city", {.name = "VILL"}).size() + names("city", {.name = "vill"}).size() > 0, true);
  EXPECT_EQ(names("city", {.state = "locked"}), std::set<std::string>{});
  const auto page = ListAccounts(*store_, As("city"), {.page = 2, .size = 3}).value();
  EXPECT_EQ(page.total, 4);
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].account, "village");
  EXPECT_EQ(KindOf(ListAccounts(*store_, As("county"), {.unit_id = IdOf(433125000000)}).error()), &kNotFound);
  EXPECT_EQ(KindOf(GetAccount(*store_, As("county"), "other").error()), &kNotFound);
}

// Whoever could reset the password of a stronger account would have its rights.
TEST_P(AdministrationTest, StrongerAccountsAreOutOfReach) {
  Create("city", "administrator", 433100000000, "own");
  Create("local", "administrator", 433124000000, "own");
  const auto officer = Create("county", "county_officer", 433124000000, "home");
  const auto village = Create("village", "village_collector", 433124112201, "home");
  EXPECT_EQ(KindOf(ResetPassword(*store_, As("local"), hasher_, officer.id, officer.version).error()), &kForbidden);
  EXPECT_EQ(KindOf(SetAccountState(*store_, As("local"), officer.id, officer.version, "locked").error()), &kForbidden);
  EXPECT_TRUE(ResetPassword(*store_, As("local"), hasher_, village.id, village.version));
  EXPECT_TRUE(ResetPassword(*store_, As("city"), hasher_, officer.id, officer.version));
  EXPECT_EQ(KindOf(ResetPassword(*store_, As("village"), hasher_, officer.id, 0).error()), &kNotFound);
  // A supervisor who sits in the county for whatever reason is not the county's to touch.
  const auto guest =
      CreateAccount(
          *store_, system_, hasher_,
          {"guest", "某某", "correct horse", IdOf(433124000000), {{"city_supervisor", IdOf(433100000000), "home"}}})
          .value();
  EXPECT_EQ(KindOf(ResetPassword(*store_, As("county"), hasher_, guest.id, guest.version).error()), &kForbidden);
  EXPECT_EQ(
      KindOf(
          CreateAccount(
              *store_, As("county"), hasher_,
              {"wide", "某某", "correct horse", IdOf(433124000000), {{"county_officer", IdOf(433100000000), "home"}}})
              .error()),
      &kForbidden);
  EXPECT_EQ(
      KindOf(CreateAccount(*store_, As("county"), hasher_, {"wide", "某某", "correct horse", IdOf(433125000000), {}})
                 .error()),
      &kForbidden);
  EXPECT_FALSE(store_->Find<Account>(system_, "p.account = 'wide'").value()) << "nothing of a refused account stays";
  EXPECT_TRUE(CreateAccount(
      *store_, As("county"), hasher_,
      {"second", "某某", "correct horse", IdOf(433124112000), {{"township_clerk", IdOf(433124112000), "home"}}}));
  EXPECT_EQ(
      KindOf(CreateAccount(*store_, As("county"), hasher_, {"second", "某某", "correct horse", IdOf(433124112000), {}})
                 .error()),
      &kConflict);
}

TEST_P(AdministrationTest, LockingEndsSessions) {
  Create("city", "administrator", 433100000000, "own");
  const auto account = Create("county", "county_officer", 433124000000, "home");
  const auto session = In("county");
  ASSERT_TRUE(Resume(*store_, session.token));
  const auto locked = SetAccountState(*store_, As("city"), account.id, account.version, "locked");
  ASSERT_TRUE(locked) << locked.error().ToString();
  EXPECT_FALSE(Resume(*store_, session.token));
  EXPECT_FALSE(SignIn(*store_, hasher_, "county", "correct horse"));
  ASSERT_TRUE(SetAccountState(*store_, As("city"), account.id, locked->version, "active"));
  EXPECT_FALSE(Resume(*store_, session.token)) << "an ended session stays ended";
  In("county");
  ASSERT_TRUE(SetAccountState(*store_, As("city"), account.id, locked->version + 1, "closed"));
  EXPECT_EQ(KindOf(SetAccountState(*store_, As("city"), account.id, locked->version + 2, "active").error()),
            &kConflict);
  EXPECT_EQ(Actions(IdOf(433124000000)), (std::vector<std::string>{"account.create test", "account.state city",
                                                                   "account.state city", "account.state city"}));
}

TEST_P(AdministrationTest, ResetGivesOneTimePassword) {
  Create("city", "administrator", 433100000000, "own");
  const auto account = Create("county", "county_officer", 433124000000, "home");
  const auto session = In("county");
  for (int i = 0; i < 8; ++i) EXPECT_FALSE(SignIn(*store_, hasher_, "county", "wrong"));
  EXPECT_EQ(SignIn(*store_, hasher_, "county", "correct horse").error().kind, &kBlocked);
  const auto reset = ResetPassword(*store_, As("city"), hasher_, account.id, account.version);
  ASSERT_TRUE(reset) << reset.error().ToString();
  EXPECT_FALSE(Resume(*store_, session.token));
  EXPECT_FALSE(SignIn(*store_, hasher_, "county", "correct horse"));
  const auto once = In("county", reset->password);
  EXPECT_TRUE(once.account.password_due.value_or(false));
  EXPECT_EQ(KindOf(ResetPassword(*store_, As("city"), hasher_, account.id, account.version).error()), &kConflict)
      << "stale version";

  const auto second = In("county", reset->password);
  EXPECT_EQ(KindOf(ChangeOwnPassword(*store_, second, hasher_, "wrong", "another horse").error()), &kBadInput);
  EXPECT_EQ(KindOf(ChangeOwnPassword(*store_, second, hasher_, reset->password, "short").error()), &kBadInput);
  EXPECT_EQ(KindOf(ChangeOwnPassword(*store_, second, hasher_, reset->password, reset->password).error()), &kBadInput);
  ASSERT_TRUE(ChangeOwnPassword(*store_, second, hasher_, reset->password, "another horse"));
  EXPECT_TRUE(Resume(*store_, second.token));
  EXPECT_FALSE(Resume(*store_, once.token)) << "other sessions end";
  EXPECT_FALSE(SignIn(*store_, hasher_, "county", reset->password));
  EXPECT_FALSE(In("county", "another horse").account.password_due.value_or(false));
  EXPECT_EQ(KindOf(ChangeOwnPassword(*store_, second, hasher_, reset->password, "third horse").error()), &kConflict)
      << "the session's copy is old";
  EXPECT_TRUE(
      ChangeOwnPassword(*store_, Resume(*store_, second.token).value(), hasher_, "another horse", "third horse"));
}

// The chain says that a password was set, never its hash.
TEST_P(AdministrationTest, HashesStayOutOfEvents) {
  const auto account = Create("county", "county_officer", 433124000000, "home");
  ASSERT_TRUE(ResetPassword(*store_, system_, hasher_, account.id, account.version));
  const auto stored = internal::AccountById(*store_, account.id).value();
  EXPECT_EQ(stored.version, account.version + 1);
  int opened = 0;
  ASSERT_TRUE(store_->Query(
      system_, "{shared}SELECT chain, commitment, payload FROM event", {}, [&](const db::Row& row) -> Status {
        const auto payload = TRY(store::OpenEvent(store_->vault(), row.Int(0), row.String(1), row.String(2)));
        EXPECT_EQ(payload.find("argon"), std::string::npos) << payload;
        ++opened;
        return Ok();
      }));
  EXPECT_EQ(opened, 2);
  const auto report = VerifyAudit(*store_, {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->problems.empty());
}

TEST_P(AdministrationTest, OneTimePasswordsAreReadableAndDiffer) {
  std::set<std::string> made;
  for (int i = 0; i < 200; ++i) {
    const auto password = NewOneTimePassword();
    ASSERT_EQ(password.size(), 14U);
    for (std::size_t k = 0; k < password.size(); ++k) EXPECT_EQ(password[k] == '-', k == 4 || k == 9) << password;
    EXPECT_EQ(password.find_first_of("ilo01"), std::string::npos);
    made.insert(password);
  }
  EXPECT_EQ(made.size(), 200U);
}

TEST_P(AdministrationTest, GrantsComeAndGo) {
  Create("city", "administrator", 433100000000, "own");
  Create("county", "county_officer", 433124000000, "home");
  const auto clerk = Create("clerk", "township_clerk", 433124112000, "home");
  Grant wish;
  wish.account_id = clerk.id;
  wish.role = "village_collector";
  wish.unit_id = IdOf(433124112201);
  wish.side = "home";
  const auto granted = AddGrant(*store_, As("county"), wish);
  ASSERT_TRUE(granted) << granted.error().ToString();
  EXPECT_EQ(KindOf(AddGrant(*store_, As("county"), wish).error()), &kConflict);
  wish.role = "destination_officer";
  EXPECT_EQ(KindOf(AddGrant(*store_, As("county"), wish).error()), &kForbidden);
  wish.role = "king";
  EXPECT_EQ(KindOf(AddGrant(*store_, As("county"), wish).error()), &kBadInput);
  wish.role = "township_clerk";
  wish.side = "work";
  EXPECT_EQ(KindOf(AddGrant(*store_, As("county"), wish).error()), &kForbidden)
      << "a side that the county does not hold";
  EXPECT_TRUE(AddGrant(*store_, As("city"), wish)) << "an administrator above may";
  wish.account_id = store_->Find<Account>(system_, "p.account = 'county'").value()->id;
  wish.side = "home";
  EXPECT_EQ(KindOf(AddGrant(*store_, As("county"), wish).error()), &kForbidden) << "not to oneself";

  const auto session = In("clerk");
  EXPECT_EQ(Resume(*store_, session.token)->grants.size(), 3U);
  const auto ended = EndGrant(*store_, As("county"), clerk.id, granted->id, granted->version, Today().AddDays(-1));
  ASSERT_TRUE(ended) << ended.error().ToString();
  EXPECT_EQ(Resume(*store_, session.token)->grants.size(), 2U) << "at once, in the open session too";
  EXPECT_EQ(KindOf(EndGrant(*store_, As("county"), clerk.id, granted->id, granted->version, Today()).error()),
            &kConflict);
  EXPECT_EQ(KindOf(EndGrant(*store_, As("county"), clerk.id, granted->id, ended->version, Today()).error()), &kConflict)
      << "already over";
  EXPECT_EQ(KindOf(EndGrant(*store_, As("county"), clerk.id + 1, granted->id, 1, Today()).error()), &kNotFound);
  EXPECT_EQ(Actions(IdOf(433124112000)), (std::vector<std::string>{"account.create test", "account.grant county",
                                                                   "account.grant city", "account.grant_end county"}));
}

TEST_P(AdministrationTest, TheLastAdministratorStays) {
  const auto a = Create("first", "administrator", 433100000000, "own");
  const auto b = Create("second", "administrator", 433100000000, "own");
  EXPECT_EQ(KindOf(SetAccountState(*store_, As("first"), a.id, a.version, "locked").error()), &kForbidden)
      << "not oneself";
  ASSERT_TRUE(SetAccountState(*store_, As("first"), b.id, b.version, "locked"));
  // A third one whose own grant ends today still counts; when nobody else is there, nothing may be taken away.
  const auto county = Create("county", "county_officer", 433124000000, "home");
  const auto peer = Create("peer", "county_officer", 433124000000, "home");
  ASSERT_TRUE(SetAccountState(*store_, As("peer"), county.id, county.version, "locked"))
      << "the city still administers";
  const auto grant = GrantsOfAccount(*store_, a.id)->front();
  EXPECT_EQ(KindOf(EndGrant(*store_, As("first"), a.id, grant.id, grant.version, Today()).error()), &kForbidden);
  ASSERT_TRUE(SetAccountState(*store_, system_, b.id, b.version + 1, "active"));
  EXPECT_TRUE(EndGrant(*store_, As("second"), a.id, grant.id, grant.version, Today().AddDays(-1)));
  EXPECT_EQ(peer.state, "active");
}

// Two administrators who lock each other at the same moment: one of them wins.
TEST_P(AdministrationTest, AdministratorsTakeTurns) {
  const auto a = Create("first", "administrator", 433100000000, "own");
  const auto b = Create("second", "administrator", 433100000000, "own");
  const Scope as_a = As("first"), as_b = As("second");
  bool done_a = false, done_b = false;
  std::thread one([&] { done_a = SetAccountState(*store_, as_a, b.id, b.version, "locked").has_value(); });
  std::thread two([&] { done_b = SetAccountState(*store_, as_b, a.id, a.version, "locked").has_value(); });
  one.join();
  two.join();
  EXPECT_TRUE(done_a || done_b);
  EXPECT_FALSE(done_a && done_b) << "nobody is left";
}

TEST_P(AdministrationTest, MovingWritesIntoBothChains) {
  const auto account = Create("clerk", "township_clerk", 433124112000, "home");
  Account moved = account;
  moved.unit_id = IdOf(433125000000);
  moved.name = "改名";
  ASSERT_TRUE(EditAccount(*store_, system_, moved));
  EXPECT_EQ(Actions(IdOf(433124112000)).back(), "account.move test");
  EXPECT_EQ(Actions(IdOf(433125000000)).back(), "account.move test");
  const auto late = EditAccount(*store_, system_, moved);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().details.at(0).second, "test");
}

INSTANTIATE_TEST_SUITE_P(Databases, AdministrationTest, ::testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgres),
                         [](const auto& info) { return db::testing::Name(info.param); });

}  // namespace
}  // namespace gq::org
