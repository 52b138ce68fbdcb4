// One shared record of two cities: entering people, numbers, double registrations, who writes a spell, what an
// overtaken edit is told.
#include <gtest/gtest.h>

#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/people/service.h"
#include "modules/people/sharing_world.h"
#include "modules/people/spells.h"

namespace gq::people {
namespace {

class SharingTest : public SharingWorld {
 protected:
  void SetUp() override {
    SharingWorld::SetUp();
    ASSERT_FALSE(HasFatalFailure());
    fuan_ = ScopeFor("fuan", "destination_officer", IdOf(kFarCounty), "work");
    const auto station = org::AddUnit(*store_, Scope::System("test"), "station", IdOf(kDestination), "驻榕劳务工作站");
    station_ = ScopeFor("station", "station", station->id, "work");
  }
  std::string Form(int number, std::int64_t home, const std::string& more = {}) {
    return R"({"name":"龙建设","id_number":")" + NumberOf(number) + R"(","home_unit":)" + std::to_string(IdOf(home)) +
           more + "}";
  }
  Result<Spell> Save(const Scope& scope, const Person& person, const std::optional<Spell>& spell,
                     const std::string& text) {
    const auto document = json::Parse(text);
    EXPECT_TRUE(document) << text;
    return SaveSpell(*store_, scope, person.id, spell ? std::optional(spell->id) : std::nullopt, document->root(), {});
  }
  template <typename F>
  Result<Spell> Step(F step, const Scope& scope, const Spell& spell, const std::string& more = {}) {
    const auto document = json::Parse("{\"version\":" + std::to_string(spell.version) + more + "}");
    EXPECT_TRUE(document);
    return step(*store_, scope, spell.person_id, spell.id, document->root());
  }
  Result<Spell> End(const Scope& scope, const Spell& spell, const std::string& more = {}) {
    return Step([](Store& store, const Scope& s, const Uuid& p, const Uuid& id,
                   const json::Node& fields) { return EndSpell(store, s, p, id, fields, {}); },
                scope, spell, more);
  }
  Person Read(const Uuid& id) { return store_->Get<Person>(Scope::System("test"), id).value(); }
  static std::string DetailOf(const Error& error, std::string_view key) {
    for (const auto& [name, value] : error.details) {
      if (name == key) return value;
    }
    return {};
  }

  Scope fuan_ = Scope::Nobody(""), station_ = fuan_;
};

TEST_P(SharingTest, EntersAPersonWithNumberHouseholdAndState) {
  const auto made = Enter(
      huayuan_,
      Form(
          1, kVillage,
          R"(,"household_number":"H1","relation":"01","employment":"not_working","ability":"able","willingness":"yes")"));
  ASSERT_TRUE(made) << made.error().ToString();
  const PersonFile file = GetPersonFile(*store_, huayuan_, made->id).value();
  EXPECT_EQ(file.person.birth, Date::FromYmd(1990, 1, 1));
  EXPECT_EQ(file.person.sex, "1");
  EXPECT_EQ(file.person.list, "task");
  EXPECT_EQ(file.person.name_initials, "ljs");
  EXPECT_EQ(file.person.home_code, kVillage);
  ASSERT_TRUE(file.household);
  EXPECT_EQ(file.household->head_name, "龙建设");
  ASSERT_EQ(file.identifiers.size(), 1U);
  EXPECT_EQ(file.identifiers[0].value.Reveal(), NumberOf(1));
  // The next member joins the household.
  const auto second = Enter(huayuan_, Form(2, kVillage, R"(,"household_number":"H1")"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->household_id, made->household_id);
}

TEST_P(SharingTest, RefusesWhatCannotBe) {
  const struct {
    std::string text, field;
  } cases[] = {
      {R"({"name":"甲","home_unit":)" + std::to_string(IdOf(kVillage)) + "}", "id_number"},
      {R"({"name":"甲","id_number":"433124199001010011","home_unit":)" + std::to_string(IdOf(kVillage)) + "}",
       "id_number"},
      {R"({"name":"甲","id_number":")" + NumberOf(3) + "\"}", "home_unit"},
      {R"({"name":"甲","id_number":")" + NumberOf(3) + "\",\"home_unit\":" + std::to_string(IdOf(433100000000)) + "}",
       "home_unit"},
      {Form(3, kVillage, R"(,"sex":"2")"), "sex"},
      {Form(3, kVillage, R"(,"birth":"1991-01-01")"), "birth"},
      {Form(3, kVillage, R"(,"identifier_kind":"pending")"), "id_number"},
      {Form(3, kVillage, R"(,"identifier_kind":"residence_permit")"), "identifier_kind"},
      {R"({"name":"甲","identifier_kind":"pending","home_unit":)" + std::to_string(IdOf(kVillage)) + "}", "birth"},
      {Form(3, kVillage, R"(,"county_id":1)"), "county_id"},
  };
  for (const auto& one : cases) {
    const auto made = Enter(huayuan_, one.text);
    ASSERT_FALSE(made) << one.text;
    EXPECT_EQ(DetailOf(made.error(), "field"), one.field) << made.error().ToString();
  }
  EXPECT_EQ(Enter(huayuan_, Form(3, kOtherVillage)).error().kind, &kForbidden);
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 0);
  // Without papers twice: two people, never equal to each other (D3).
  const std::string pending = R"({"name":"甲","identifier_kind":"pending","birth":"1990-01-01","home_unit":)" +
                              std::to_string(IdOf(kVillage)) + "}";
  ASSERT_TRUE(Enter(huayuan_, pending));
  ASSERT_TRUE(Enter(huayuan_, pending));
  EXPECT_EQ(Count("SELECT count(*) FROM person"), 2);
}

TEST_P(SharingTest, ElsewhereIsOneAnswerAndCounted) {
  const auto made = Enter(huayuan_, Form(1, kVillage));
  ASSERT_TRUE(made);
  const auto here = Enter(huayuan_, Form(1, kVillage));
  EXPECT_EQ(here.error().kind, &kRegisteredHere);
  EXPECT_EQ(DetailOf(here.error(), "person"), made->id.ToString());
  {
    auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
    ASSERT_TRUE(work->connection().Execute("INSERT INTO setting (name, value) VALUES ('probes_per_day_max', '3')"));
    ASSERT_TRUE(work->Commit());
  }
  for (int i = 0; i < 3; ++i) {
    const auto there = Enter(baojing_, Form(1, kOtherVillage));
    ASSERT_EQ(there.error().kind, &kElsewhere);
    EXPECT_TRUE(there.error().details.empty());
    EXPECT_EQ(there.error().ToString().find("花垣"), std::string::npos);
    EXPECT_EQ(there.error().ToString().find("龙建设"), std::string::npos);
  }
  // Used up: a number that nobody bears gets the same answer, so that the refusal tells nothing.
  for (const int number : {1, 7, 7})
    EXPECT_EQ(Enter(baojing_, Form(number, kOtherVillage)).error().kind, &kProbesUsedUp) << number;
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'person.probes_used_up'"), 1);
  EXPECT_TRUE(Enter(huayuan_, Form(8, kVillage))) << "another account has its own count";
}

TEST_P(SharingTest, ACorrectedNumberKeepsTheOldOne) {
  const Person person = Enter(huayuan_, Form(1, kVillage)).value();
  const auto correct = [&](const Scope& scope, const std::string& text) {
    return CorrectIdentifier(*store_, scope, person.id, json::Parse(text)->root());
  };
  EXPECT_FALSE(correct(baojing_, R"({"id_number":")" + NumberOf(2) + R"(","reason":"户口簿"})"));
  EXPECT_FALSE(correct(huayuan_, R"({"id_number":")" + NumberOf(2) + R"(","reason":""})"));
  ASSERT_TRUE(correct(huayuan_, R"({"id_number":")" + NumberOf(2) + R"(","reason":"户口簿"})"));
  const PersonFile file = GetPersonFile(*store_, huayuan_, person.id).value();
  ASSERT_EQ(file.identifiers.size(), 2U);
  for (const auto& one : file.identifiers) {
    const bool old = one.value.Reveal() == NumberOf(1);
    EXPECT_EQ(one.status, old ? "corrected" : "active");
    EXPECT_EQ(one.valid_to.has_value(), old);
    EXPECT_TRUE(one.valid_from);
    EXPECT_EQ(FindBearer(*store_, one.value.Reveal()).value()->person_id, person.id);
  }
  // The old number was somebody else's: it is free for them.
  ASSERT_TRUE(
      correct(huayuan_, R"({"id_number":")" + NumberOf(3) + R"(","reason":"派出所证明","belongs_to_other":true})"));
  EXPECT_FALSE(FindBearer(*store_, NumberOf(2)).value());
  EXPECT_TRUE(Enter(huayuan_, Form(2, kVillage)));
}

TEST_P(SharingTest, DoubleRegistrationRedirectsAndCanBeUndone) {
  const std::string facts = R"(,"employment":"not_working","ability":"able","willingness":"yes")";
  const Person one = Enter(huayuan_, Form(1, kVillage, facts)).value(),
               two = Enter(huayuan_, Form(2, kVillage, facts)).value();
  EXPECT_FALSE(Merge(*store_, huayuan_, one.id, one.id, "重复"));
  EXPECT_FALSE(Merge(*store_, baojing_, one.id, two.id, "重复"));
  ASSERT_TRUE(Merge(*store_, huayuan_, one.id, two.id, "婚后重复登记"));
  EXPECT_EQ(Read(one.id).merged_into, two.id);
  EXPECT_EQ(Read(one.id).list, "none");
  EXPECT_EQ(Read(two.id).list, "task");
  EXPECT_EQ(FindBearer(*store_, NumberOf(1)).value()->person_id, two.id);
  EXPECT_FALSE(Merge(*store_, huayuan_, two.id, one.id, "反过来")) << "no circles";
  ASSERT_TRUE(UndoMerge(*store_, huayuan_, one.id, "是两个人"));
  EXPECT_TRUE(Read(one.id).merged_into.IsNil());
  EXPECT_EQ(Read(one.id).list, "task");
  EXPECT_EQ(FindBearer(*store_, NumberOf(1)).value()->person_id, one.id);
}

TEST_P(SharingTest, StewardshipPassesOnArrivalAndComesBack) {
  const Person person = Enter(huayuan_, Form(1, kVillage)).value();
  const auto spell = Save(huayuan_, person, {},
                          R"({"state":"departed","employer_name":"榕城电子","unit_code":"913501040000000198","work_code":)" +
                              std::to_string(kStreet) + "}");
  ASSERT_TRUE(spell) << spell.error().ToString();
  EXPECT_EQ(Read(person.id).employment, "departed");
  EXPECT_FALSE(Step(ConfirmArrival, huayuan_, *spell)) << "the origin confirms nothing";
  EXPECT_EQ(Step(ConfirmArrival, fuan_, *spell).error().kind, &kNotFound)
      << "another destination does not see the person";
  EXPECT_EQ(Save(cangshan_, person, *spell, R"({"version":0,"post_name":"普工"})").error().kind, &kNotSteward);
  const auto arrived = Step(ConfirmArrival, station_, *spell);
  ASSERT_TRUE(arrived) << arrived.error().ToString();
  EXPECT_EQ(*arrived->steward_unit, station_.unit_id);
  EXPECT_EQ(Read(person.id).employment, "on_post");
  // Now the destination writes and the origin does not; the station's district may write too.
  EXPECT_EQ(Save(huayuan_, person, *arrived, R"({"version":1,"post_name":"普工"})").error().kind, &kNotSteward);
  const auto edited =
      Save(cangshan_, person, *arrived, "{\"version\":" + std::to_string(arrived->version) + R"(,"wage_fen":520000})");
  ASSERT_TRUE(edited) << edited.error().ToString();
  EXPECT_EQ(Read(person.id).wage, Fen(520'000));
  EXPECT_FALSE(
      Save(cangshan_, person, *edited,
           "{\"version\":" + std::to_string(edited->version) + ",\"work_code\":" + std::to_string(kFarStreet) + "}"));
  const auto ended = End(station_, *edited, R"(,"returned":true)");
  ASSERT_TRUE(ended) << ended.error().ToString();
  EXPECT_EQ(*ended->steward_unit, person.county_id);
  EXPECT_EQ(Read(person.id).employment, "returned");
  EXPECT_FALSE(Read(person.id).work_code);
  EXPECT_EQ(Count("SELECT count(*) FROM event WHERE action = 'spell.arrival'"), 1);
}

TEST_P(SharingTest, TheEmployerWritesThreeThingsOfItsOwnStaff) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = "91350104MA0000015Y";
  employer.name = "榕城电子";
  employer.created_at = employer.updated_at = store_->Now();
  auto work = UnitOfWork::Begin(*store_, Scope::System("test"));
  ASSERT_TRUE(work->Insert(employer));
  ASSERT_TRUE(work->Commit());
  { const auto closed = std::move(*work); }
  const auto office = org::AddUnit(*store_, Scope::System("test"), "employer", IdOf(kDestination), "榕城电子");
  {
    auto link = UnitOfWork::Begin(*store_, Scope::System("test"));
    Unit linked = *office;
    linked.employer_id = employer.id;
    ASSERT_TRUE(link->Update(*office, linked));
    ASSERT_TRUE(link->Commit());
  }
  const Scope boss = ScopeFor("boss", "employer", office->id, "own");
  ASSERT_EQ(boss.employer_codes, std::vector<std::string>{"91350104MA0000015Y"});
  // Its own people alone, whatever side an older grant names; a new one with another side is refused (D7).
  Account old;
  old.account = "old";
  for (const std::string role : {"employer", "broker"}) {
    for (const std::string side : {"home", "work", "both"}) {
      Grant grant;
      grant.role = role, grant.side = side, grant.unit_id = office->id;
      const auto scope = org::ScopeOf(*store_, old, {grant});
      ASSERT_TRUE(scope) << scope.error().ToString();
      EXPECT_TRUE(scope->home.empty() && scope->work.empty() && scope->HasPeopleOfItsOwn()) << role << side;
      const auto wrong =
          org::CreateAccount(*store_, Scope::System("test"), hasher_,
                             {"wrong", "某人", "correct-horse-battery", office->id, {{role, office->id, side}}});
      ASSERT_FALSE(wrong);
      EXPECT_EQ(wrong.error().kind, &kBadInput) << wrong.error().ToString();
    }
  }
  const Person own = Enter(huayuan_, Form(1, kVillage)).value(), other = Enter(huayuan_, Form(2, kVillage)).value();
  const std::string place = ",\"work_code\":" + std::to_string(kStreet) + "}";
  const Spell mine = Save(huayuan_, own, {}, R"({"state":"departed","unit_code":"91350104MA0000015Y")" + place).value();
  const Spell theirs = Save(huayuan_, other, {}, R"({"state":"departed","unit_code":"91350104MA0000023R")" + place).value();
  EXPECT_EQ(Step(ReportByEmployer, boss, theirs, R"(,"what":"on_post")").error().kind, &kNotFound);
  EXPECT_FALSE(Step(ReportByEmployer, boss, mine, R"(,"what":"wage_doubled")"));
  EXPECT_FALSE(Save(boss, own, mine, R"({"version":0,"wage_fen":999900})"));
  const Spell on = Step(ReportByEmployer, boss, mine, R"(,"what":"on_post")").value();
  EXPECT_EQ(Read(own.id).employment, "on_post");
  EXPECT_EQ(*on.steward_unit, own.county_id) << "the employer takes no stewardship";
  const Spell paid = Step(ReportByEmployer, boss, on, R"(,"what":"wage_paid")").value();
  EXPECT_EQ(paid.wage_paid, true);
  const Spell left = Step(ReportByEmployer, boss, paid, R"(,"what":"left")").value();
  EXPECT_EQ(left.state, "ended");
  EXPECT_EQ(Read(own.id).employment, "not_working");
  EXPECT_FALSE(store_->Get<Person>(boss, own.id)) << "after the spell the employer sees nobody";
}

TEST_P(SharingTest, AnOvertakenEditIsToldWhoWhenAndWhat) {
  const Person person = Enter(huayuan_, Form(1, kVillage)).value();
  const auto edit = [&](const std::string& text) {
    return EditPerson(*store_, huayuan_, person.id, json::Parse(text)->root(), {});
  };
  ASSERT_TRUE(edit(R"({"version":0,"note":"甲"})"));
  ASSERT_TRUE(edit(R"({"version":1,"education":"20"})"));
  const auto late = edit(R"({"version":0,"note":"乙"})");
  ASSERT_EQ(late.error().kind, &kConflict);
  EXPECT_EQ(DetailOf(late.error(), "who"), "花垣县");
  EXPECT_EQ(DetailOf(late.error(), "fields"), "education;note");
  EXPECT_TRUE(DetailOf(late.error(), "when").find('T') != std::string::npos);
  EXPECT_EQ(DetailOf(edit(R"({"version":1,"note":"乙"})").error(), "fields"), "education") << "only what came after";
}

INSTANTIATE_TEST_SUITE_P(Databases, SharingTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::people
