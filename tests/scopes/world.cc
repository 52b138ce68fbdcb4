#include "tests/scopes/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "base/credit_code.h"
#include "base/id_number.h"
#include "kits/codes/code_tables.h"
#include "kits/db/test_support.h"
#include "kits/store/unit_of_work.h"
#include "modules/claims/jobs.h"
#include "modules/imports/jobs.h"
#include "modules/imports/service.h"
#include "modules/months/month.h"
#include "modules/offers/plan.h"
#include "modules/org/administration.h"
#include "modules/rule_drafts/drafts.h"
#include "modules/rule_drafts/publishing.h"
#include "modules/schema/schema.h"
#include "modules/sources/reviews.h"
#include "modules/sources/run_jobs.h"
#include "modules/what_if/what_if.h"

namespace gq::scopes {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kVillage = 433124112201, kOtherVillage = 433124112202, kOtherTownshipVillage = 433124100201,
                       kOtherCountyVillage = 433125100201, kOtherProvinceVillage = 520628100201, kCity = 433100000000,
                       kCounty = 433124000000, kOtherCounty = 433125000000, kOtherProvinceCounty = 520628000000,
                       kDestination = 350104000000, kDestinationStreet = 350104001000, kOtherDestination = 350981000000;

// Where the account of each role sits, and what lies outside of it.
struct Seat {
  std::string role, side;
  std::int64_t unit;            // code of the unit; 0: a unit of its own below `parent`
  std::int64_t parent;          // for stations, employers, brokers
  std::string own_kind;         // their kind
  std::string inside, outside;  // keys of people
  std::int64_t outside_unit;
};
// Key of the claims that the destination handles.
constexpr const char* kPaidThere = "away, paid there";

const std::vector<Seat> kSeats = {
    {"village_collector", "home", kVillage, 0, "", "away", "next_village", kOtherVillage},
    {"township_clerk", "home", 433124112000, 0, "", "away", "next_township", 433124100000},
    {"county_officer", "home", kCounty, 0, "", "away", "next_county", kOtherCounty},
    {"city_supervisor", "home", kCity, 0, "", "away", "other_province", kOtherProvinceCounty},
    {"province_supervisor", "home", 430000000000, 0, "", "away", "other_province", kOtherProvinceCounty},
    {"destination_officer", "work", kDestination, 0, "", "away", "at_home", kOtherDestination},
    {"station", "work", 0, kDestination, "station", "away", "at_home", kOtherDestination},
    {"employer", "own", 0, kDestination, "employer", "away", "at_home", kOtherDestination},
    {"broker", "own", 0, kCounty, "broker", "away", "next_county", kOtherCounty},
    {"auditor", "home", kCounty, 0, "", "away", "next_county", kOtherCounty},
    {"administrator", "own", kCounty, 0, "", "away", "next_county", kOtherCounty},
};

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().ToString());
  if (!result) throw std::runtime_error(result.error().ToString());
  return std::move(*result);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().ToString());
}

std::string IdNumberFor(int n) {
  std::string digits = "43312419900101" + std::string(n < 10 ? "00" : n < 100 ? "0" : "") + std::to_string(n);
  return digits + IdCheckCharacter(digits);
}

}  // namespace

World::World(db::Dialect dialect) {
  RegisterAllRecordTypes();
  static int n = 0;
  folder_ = (db::testing::TemporaryFolder() / ("scopes" + std::to_string(n++))).string();
  fs::create_directories(folder_ + "/tmp");
  setenv("TMPDIR", (folder_ + "/tmp").c_str(), 1);  // downloads appear there
  regions_ = std::make_unique<RegionTree>(Must(RegionTree::LoadInstalled()));
  lookups_ = Must(imports::MakeLookups(*regions_));
  store_ = Must(Store::Open({.url = db::testing::FreshUrl(dialect), .key_path = folder_ + "/k.key", .create = true},
                            AllMigrations()));
  AddDivisions();
  AddAccounts();
  jobs_ = std::make_unique<jobs::Jobs>(
      *store_, [this](const std::string& actor) -> Result<Scope> { return TRY(org::ActAs(*store_, actor)).scope; });
  imports::RegisterJobs(*store_, *jobs_, lookups_);
  months::RegisterMonth(*store_, *jobs_, lookups_);
  sources::RegisterCompareJobs(*store_, *jobs_);
  offers::RegisterPlans(*store_, *jobs_);
  claims::RegisterJobs(*store_, *jobs_);
  what_if::RegisterJobs(*store_, *jobs_);
  rule_drafts::RegisterJobs(*store_, *jobs_);
  names_ = std::make_unique<people::NameIndex>(*store_);
  context_.reset(new api::Context{*store_, hasher_, *jobs_, *names_, org::KnownCodes(*regions_, *store_), true, folder_,
                                  folder_ + "/registries"});
  api::AddAllRoutes(router_, *context_);

  // Who sees whom, by hand: the oracle of the lists.
  AddPerson("away", "阿外出", kVillage, kDestinationStreet,
            {"village_collector", "township_clerk", "county_officer", "auditor", "city_supervisor",
             "province_supervisor", "destination_officer", "station", "employer", "broker"});
  AddPerson(
      "at_home", "包在家", kVillage, 0,
      {"village_collector", "township_clerk", "county_officer", "auditor", "city_supervisor", "province_supervisor"});
  AddPerson("next_village", "陈邻村", kOtherVillage, 0,
            {"township_clerk", "county_officer", "auditor", "city_supervisor", "province_supervisor"});
  AddPerson("next_township", "丁邻镇", kOtherTownshipVillage, 0,
            {"county_officer", "auditor", "city_supervisor", "province_supervisor"});
  AddPerson("next_county", "俄邻县", kOtherCountyVillage, 0, {"city_supervisor", "province_supervisor"});
  AddPerson("next_county_away", "冯外县", kOtherCountyVillage, kDestinationStreet,
            {"city_supervisor", "province_supervisor", "destination_officer", "station"});
  AddPerson("other_province", "甘外省", kOtherProvinceVillage, 0, {});
  AddPerson(
      "elsewhere", "何别处", kVillage, kOtherDestination,
      {"village_collector", "township_clerk", "county_officer", "auditor", "city_supervisor", "province_supervisor"});
  for (const char* key : {"seeker", "second_seeker"}) {
    AddPerson(
        key, key == std::string("seeker") ? "李求职" : "秦求职", kVillage, 0,
        {"village_collector", "township_clerk", "county_officer", "auditor", "city_supervisor", "province_supervisor"});
  }
  Must(names_->Load());
  const Scope stranger = [&] {
    Scope scope = Scope::Nobody("stranger");
    scope.account_id = 99;
    scope.unit_id = UnitAt(kOtherProvinceCounty);
    scope.units = {scope.unit_id};
    return scope;
  }();
  AddRequests();
  claims_ = std::make_unique<ClaimsWorld>(*store_, folder_);
  for (const auto& seat : kSeats) {
    for (const auto& key : {seat.inside, seat.outside}) {
      if (claims_of_.count(key) == 0) claims_of_[key] = claims_->Add(people_.at(key).person);
    }
  }
  // Of somebody who works there the destination sees what it pays, and nothing of what the home pays.
  claims_of_[kPaidThere] = claims_->Add(people_.at("away").person, true);
  const std::string foreign_run = AddRun(stranger, "外"), foreign_job = AddJob(stranger, "2026-07");
  for (const auto& seat : kSeats) {
    for (const bool inside : {true, false}) {
      const auto& somebody = people_.at(inside ? seat.inside : seat.outside);
      const Scope scope = ScopeOfRole(seat.role);
      const std::int64_t unit = inside ? unit_of_role_.at(seat.role) : UnitAt(seat.outside_unit);
      targets_[{seat.role, inside}] = {
          {"person", somebody.person.id.ToString()},
          {"person_name", http::EncodePercent(somebody.person.name)},
          {"region", std::to_string(somebody.person.home_code)},
          {"spell", somebody.spell.ToString()},
          {"household", somebody.household.ToString()},
          {"employer", AddEmployer(unit)},
          {"post", AddPost(unit)},
          {"job", inside ? AddJob(scope, "2026-08") : foreign_job},
          {"run", inside ? AddRun(scope, seat.role) : foreign_run},
          {"unit", std::to_string(unit)},
          {"division", std::to_string(DivisionOf(unit))},
          {"office", std::to_string(AddOffice(DivisionOf(unit)))},
          {"member", std::to_string(AddMember(AddOffice(DivisionOf(unit))))},
          {"period", inside ? "2026-08" : "2026-07"},
      };
      for (const auto& [name, value] :
           claims_of_.at(!inside ? (seat.role == "destination_officer" ? seat.inside : seat.outside)
                         : seat.role == "destination_officer" ? kPaidThere
                                                              : seat.inside))
        targets_[{seat.role, inside}][name] = value;
    }
  }
  // Of one's own unit, or of another one's: seen by who may compare.
  for (const auto& seat : kSeats) {
    const bool compares = ScopeOfRole(seat.role).May("month.run");
    const auto own = AddComparison(ScopeOfRole(compares ? seat.role : "county_officer"));
    targets_[{seat.role, true}]["comparison"] = own.first;
    targets_[{seat.role, true}]["review"] = own.second;
    const Uuid foreign = store_->NewId();
    Must(sources::OpenRun(*store_, stranger, foreign, "upload", *gq::Month::Parse("2026-08"),
                          *Date::Parse("2026-08-31"), {}));
    targets_[{seat.role, false}]["comparison"] = foreign.ToString();
    targets_[{seat.role, false}]["review"] = own.second;
  }
  AddWhatIfs(stranger);
  AddMonthResults(people_.at("away"), *Uuid::Parse(targets_.at({"county_officer", true}).at("post")));
  // A month that has been worked, so that its result is there to be looked at.
  const Scope county = ScopeOfRole("county_officer");
  Must(jobs_->RunHere(*Uuid::Parse(AddJob(county, "2026-06")), county));
  AddOffers();  // after the month, whose own plan would replace the proposals
}

World::~World() = default;

// Two of every unit that may ask, answered; one is there to be removed.
void World::AddWhatIfs(const Scope& stranger) {
  const auto question = [&](const json::Document& text) {
    return Must(what_if::QuestionFrom(*store_, Scope::System("test"), text.root(), *Date::FromYmd(2026, 6, 1)));
  };
  const auto text =
      Must(json::Parse(R"({"changes":[{"rule":"R-XX20","parameter":"cap_outside","value":"350"}],"title":"车费"})"));
  // Nobody of this small country has a contract, so nobody is paid: one row and one pool by hand.
  const auto ask = [&](const Scope& scope, const Person& person) {
    const WhatIf asked = Must(what_if::Ask(*store_, *jobs_, scope, question(text)));
    Must(jobs_->RunHere(asked.job_id, scope));
    WhatIfRow row;
    row.id = store_->NewId();
    row.county_id = person.county_id;
    row.what_if_id = asked.id;
    row.home_code = person.home_code;
    row.claimant_id = person.id;
    row.rule = "R-XX20";
    row.county = std::to_string(person.home_code / 1'000'000);
    row.month = "2026-02";
    row.pool = "财政扶贫专项资金/" + row.county;
    row.before_fen = 40000;
    row.after_fen = 35000;
    row.difference_fen = -5000;
    row.outcome_before = row.outcome_after = "pay";
    const WhatIf before = Must(store_->Get<WhatIf>(scope, asked.id));
    WhatIf after = before;
    after.drafts = R"([{"id":")" + store_->NewId().ToString() + R"(","rule":"R-XX20"}])";
    after.result =
        R"({"before":1,"after":1,"by_rule":[{"key":"R-XX20","before_fen":40000,"after_fen":35000,"before":1,"after":1}],"by_county":[],"by_month":[],"by_pool":[{"key":")" +
        row.pool +
        R"(","budget_fen":null,"before_fen":40000,"after_fen":35000,"before":1,"after":1,"waiting":0,)"
        R"("waiting_fen":0,"exhausted_on":null}]})";
    auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
    work.About(asked.unit_id, "what_if.answer", "what_if", asked.id);
    Must(work.Insert(row));
    Must(work.Update(before, after));
    Must(work.Commit());
    return asked.id.ToString();
  };
  const std::string foreign = Must(what_if::Ask(*store_, *jobs_, stranger, question(text))).id.ToString();
  const std::string foreign_draft = Must(rule_drafts::Create(*store_, stranger, "R-XX20")).id.ToString();
  // Of one's own unit, or of another one's: seen by who may draft.
  for (const auto& seat : kSeats) {
    const bool drafts = ScopeOfRole(seat.role).May("rules.draft");
    const Scope scope = ScopeOfRole(drafts ? seat.role : "county_officer");
    for (const char* name : {"what_if", "spare_what_if"}) {
      targets_[{seat.role, true}][name] = ask(scope, people_.at(drafts ? seat.inside : "away").person);
      targets_[{seat.role, false}][name] = foreign;
    }
    for (const char* name : {"draft", "spare_draft"}) {
      const RuleDraft draft = Must(rule_drafts::Create(*store_, scope, "R-XX20"));
      targets_[{seat.role, true}][name] = draft.id.ToString();
      targets_[{seat.role, false}][name] = foreign_draft;
    }
    // By somebody else of the same unit: nobody approves his own.
    Scope colleague = scope;
    colleague.actor = "colleague";
    for (const char* name : {"ready_draft", "returned_draft", "proposed_draft"}) {
      RuleDraft draft = AddDraft(colleague);
      if (name != std::string_view("ready_draft"))
        draft = Must(rule_drafts::Propose(*store_, colleague, draft.id, draft.version));
      for (const bool inside : {true, false}) {
        auto& targets = targets_[{seat.role, inside}];
        targets[name] = inside ? draft.id.ToString() : foreign_draft;
        targets[std::string(name) + "_version"] = std::to_string(draft.version);
      }
    }
  }
}

// A value that changes nothing, from a day that no other draft has.
RuleDraft World::AddDraft(const Scope& scope) {
  const RuleDraft made = Must(rule_drafts::Create(*store_, scope, "R-XX20"));
  rule_drafts::Edit edit;
  edit.parameters = {
      {"cap_outside", "400", Date::FromYmd(2027, 1, 1)->AddDays(++drafts_), "第三条", "某政发〔2026〕1号"}};
  edit.county = Must(rule_drafts::CountyOfUnit(*store_, scope.unit_id));
  return Must(rule_drafts::Save(*store_, scope, made.id, made.version, edit));
}

std::int64_t World::UnitAt(std::int64_t code) {
  const auto unit = Must(org::FindUnitByCode(*store_, code));
  if (!unit) throw std::runtime_error("no unit " + std::to_string(code));
  return unit->id;
}

void World::AddDivisions() {
  Must(org::LoadDivisions(*store_, {{350000000000, "福建省", 1},
                                    {350100000000, "福州市", 2},
                                    {kDestination, "仓山区", 3},
                                    {kDestinationStreet, "仓前街道", 4},
                                    {350900000000, "宁德市", 2},
                                    {kOtherDestination, "福安市", 3},
                                    {430000000000, "湖南省", 1},
                                    {kCity, "湘西土家族苗族自治州", 2},
                                    {kCounty, "花垣县", 3},
                                    {433124100000, "花垣镇", 4},
                                    {kOtherTownshipVillage, "建设村", 5},
                                    {433124112000, "双龙镇", 4},
                                    {kVillage, "十八洞村", 5},
                                    {kOtherVillage, "排料村", 5},
                                    {kOtherCounty, "保靖县", 3},
                                    {433125100000, "迁陵镇", 4},
                                    {kOtherCountyVillage, "和平村", 5},
                                    {520000000000, "贵州省", 1},
                                    {520600000000, "铜仁市", 2},
                                    {kOtherProvinceCounty, "松桃苗族自治县", 3},
                                    {520628100000, "蓼皋镇", 4},
                                    {kOtherProvinceVillage, "文山村", 5}}));
}

void World::AddAccounts() {
  const Scope system = Scope::System("test");
  password_hash_ = Must(hasher_.Hash("a long password"));
  for (const auto& seat : kSeats) {
    std::int64_t unit = 0;
    if (seat.unit != 0)
      unit = UnitAt(seat.unit);
    else
      unit = Must(org::AddUnit(*store_, system, seat.own_kind, UnitAt(seat.parent), seat.role)).id;
    unit_of_role_[seat.role] = unit;
    if (seat.role == "employer") AddOwnEmployer(unit);
    Must(org::CreateAccount(*store_, system, hasher_,
                            {seat.role, "某某", "a long password", unit, {{seat.role, unit, seat.side}}}));
    roles_.push_back(seat.role);
  }
}

void World::AddPerson(const std::string& key, const std::string& name, std::int64_t home, std::int64_t work,
                      std::vector<std::string> seen_by) {
  const int n = ++next_;
  const std::int64_t county = UnitAt(home / 1'000'000 * 1'000'000);
  Somebody somebody;
  somebody.id_number = IdNumberFor(n);
  somebody.phone = "1380000" + std::to_string(1000 + n);
  somebody.bank_account = "621700000000000" + std::to_string(1000 + n);
  somebody.seen_by = std::move(seen_by);
  Household household;
  household.id = store_->NewId();
  household.county_id = county;
  household.number = "H" + std::to_string(n);
  household.home_code = home;
  household.head_name = name;
  household.income = Fen(1'234'567);
  household.created_at = household.updated_at = store_->Now();
  Person& person = somebody.person;
  person.id = store_->NewId();
  person.county_id = county;
  person.name = name;
  person.birth = Date::FromYmd(1990, 1, 1);
  person.sex = "1";
  person.health = "30";
  person.phone = Secret(somebody.phone);
  person.bank_account = Secret(somebody.bank_account);
  person.home_code = home;
  person.household_id = household.id;
  person.household_number = household.number;
  person.target_group = "lifted";
  person.ability = "able";
  person.willingness = "yes";
  person.register_status = "active";
  person.employment = work == 0 ? "not_working" : "on_post";
  person.list = work == 0 ? "task" : "retention";
  person.note = "备注" + name;
  if (work != 0) person.work_code = work;
  person.created_at = person.updated_at = store_->Now();
  Identifier identifier;
  identifier.id = store_->NewId();
  identifier.county_id = county;
  identifier.person_id = person.id;
  identifier.kind = "resident18";
  identifier.value = Secret(somebody.id_number);
  identifier.status = "active";
  Spell spell;
  spell.id = store_->NewId();
  spell.county_id = county;
  spell.person_id = person.id;
  spell.home_code = home;
  spell.steward_unit = county;
  spell.state = work == 0 ? "ended" : "on_post";
  spell.employer_name = "某厂";
  if (key == "away") {  // the employer's own, placed by the broker; the contract is not there yet
    spell.unit_code = "9135010000FACT01XU";
    spell.broker_unit = unit_of_role_.at("broker");
  }
  spell.start = Date::FromYmd(2026, 1, 5);
  if (work == 0)
    spell.end = Date::FromYmd(2026, 3, 5);
  else
    spell.work_code = work;
  spell.created_at = spell.updated_at = store_->Now();
  somebody.spell = spell.id;
  somebody.household = household.id;
  auto unit_of_work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(unit_of_work.Insert(household));
  Must(unit_of_work.Insert(person));
  Must(unit_of_work.Insert(identifier));
  Must(unit_of_work.Insert(spell));
  const std::string index = store_->vault().Index("person_identifier.value", somebody.id_number),
                    id = person.id.ToBytes();
  Must(unit_of_work.connection().Execute(
      "INSERT INTO identity_index (value_index, county_id, person_id) VALUES (?1, ?2, ?3)",
      {db::Blob{index}, county, db::Blob{id}}));
  Must(unit_of_work.Commit());
  people_[key] = std::move(somebody);
}

std::int64_t World::DivisionOf(std::int64_t unit_id) {
  const Unit unit = Must(org::GetUnit(*store_, unit_id));
  return org::IsDivision(unit.kind) && unit.kind != "village" ? unit.id : unit.parent_id;
}

std::int64_t World::AddOffice(std::int64_t parent_id) {
  return Must(org::AddUnit(*store_, Scope::System("test"), "office", parent_id, "某部门")).id;
}

// Somebody of an office below with the least of roles, so that whoever administers it may write the account.
std::int64_t World::AddMember(std::int64_t unit_id) {
  return Must(org::CreateAccount(*store_, Scope::System("test"), hasher_,
                                 {"member" + std::to_string(++next_),
                                  "某某",
                                  "a long password",
                                  unit_id,
                                  {{"broker", unit_id, "own"}}}))
      .id;
}

std::string World::AddEmployer(std::int64_t unit_id) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = "CODE" + std::to_string(++next_);
  employer.name = "某单位" + std::to_string(next_);
  employer.unit_id = unit_id;
  employer.created_at = employer.updated_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(employer));
  Must(work.Commit());
  return employer.id.ToString();
}

// The record of the employer whose office the unit is.
void World::AddOwnEmployer(std::int64_t unit_id) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = "9135010000FACT01XU";
  employer.name = "本单位";
  employer.unit_id = unit_id;
  employer.created_at = employer.updated_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(employer));
  const std::string id = employer.id.ToBytes();
  Must(work.connection().Execute("UPDATE unit SET employer_id = ?2 WHERE id = ?1", {unit_id, db::Blob{id}}));
  Must(work.Commit());
}

// A change that the destination asks of the county, a transfer that the next county asks of it; and one of each between
// others.
void World::AddRequests() {
  const auto change = [&](const std::string& key, std::int64_t owner, std::int64_t asker) {
    const auto& somebody = people_.at(key);
    ChangeRequest request;
    request.id = store_->NewId();
    request.county_id = somebody.person.county_id;
    request.person_id = request.record_id = somebody.person.id;
    request.record_type = "person";
    request.field = "note";
    request.old_commitment = "00:00";
    request.value = Secret("\"x\"");
    request.unit_id = owner;
    request.asked_by_unit = asker;
    request.asked_by = "somebody";
    request.state = "open";
    request.created_at = request.updated_at = store_->Now();
    auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
    Must(work.Insert(request));
    Must(work.Commit());
    return request.id.ToString();
  };
  const auto transfer = [&](const std::string& key, std::int64_t owner, std::int64_t asker) {
    TransferRequest request;
    request.id = store_->NewId();
    request.county_id = request.unit_id = owner;
    request.person_id = people_.at(key).person.id;
    request.name = "某某";
    request.asked_by_unit = request.to_county = request.home_unit = asker;
    request.asked_by = "somebody";
    request.reason = "迁入";
    request.state = "open";
    request.expires_on = Date::FromYmd(2099, 1, 1);
    request.created_at = request.updated_at = store_->Now();
    auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
    Must(work.Insert(request));
    Must(work.Commit());
    return request.id.ToString();
  };
  change_ = change("away", UnitAt(kCounty), unit_of_role_.at("destination_officer"));
  foreign_change_ = change("next_county", UnitAt(kOtherCounty), UnitAt(kOtherDestination));
  transfer_ = transfer("away", UnitAt(kCounty), UnitAt(kOtherCounty));
  foreign_transfer_ = transfer("next_county", UnitAt(kOtherCounty), UnitAt(kOtherProvinceCounty));
}

std::string World::AddPost(std::int64_t unit_id) {
  Post post;
  post.id = store_->NewId();
  post.external_id = "P" + std::to_string(++next_);
  post.name = "缝纫工";
  post.openings = 5;
  post.state = "draft";
  post.collected_by = unit_id;
  post.created_at = post.updated_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(post));
  Must(work.Commit());
  return post.id.ToString();
}

// What a month leaves with a person: an intention, a finding, a proposed post and a decision.
void World::AddMonthResults(const Somebody& somebody, const Uuid& post) {
  const Person& person = somebody.person;
  Intention intention;
  intention.id = store_->NewId();
  intention.county_id = person.county_id;
  intention.person_id = person.id;
  intention.want_wage = Fen(500'000);
  intention.asked_on = Date::FromYmd(2026, 5, 6);
  intention.updated_at = store_->Now();
  Observation observation;
  observation.id = store_->NewId();
  observation.county_id = person.county_id;
  observation.person_id = person.id;
  observation.period = gq::Month::Parse("2026-06").value();
  observation.registry = "social_insurance";
  observation.match = "exact";
  observation.state = "正常参保";
  observation.row = 7;
  observation.created_at = store_->Now();
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  Must(work.Insert(intention));
  Must(work.Insert(observation));
  const std::string id = person.id.ToBytes(), post_id = post.ToBytes();
  Must(work.connection().Execute(
      "INSERT INTO match_proposal (county_id, person_id, period, post_id, p_arrive, p_stay1, p_stay3, p_stay6, "
      "reasons_for, reasons_against, "
      "created_at) VALUES (?1, ?2, 202606, ?3, 900, 800, 700, 600, '工种相符；同乡多', '离家远', 1)",
      {person.county_id, db::Blob{id}, db::Blob{post_id}}));
  Must(
      work.connection().Execute("INSERT INTO decision (county_id, person_id, period, rule, unit_id, position, outcome, "
                                "amount_fen, due_fen, payer, pool, reason, created_at) "
                                "VALUES (?1, ?2, 202606, 'transport', 1, 0, 'pay', 40000, 40000, '县', '衔接资金', "
                                "'跨省务工。依据：某办法第二十条“按照省外”', 1)",
                                {person.county_id, db::Blob{id}}));
  Must(work.Commit());
}

// A roster of one good row and one with a place that does not exist, checked, so that problems and changes are there.
std::string World::AddRun(const Scope& scope, const std::string& name) {
  const std::string path = folder_ + "/roster-" + name + ".csv";
  std::ofstream(path) << "姓名,身份证号,户籍地,手机号\n阿新," << IdNumberFor(71)
                      << ",湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村,13900009971\n阿坏," << IdNumberFor(72)
                      << ",火星,13900009972\n阿错," << IdNumberFor(73).substr(0, 17) << "Y,火星,139\n阿外出,"
                      << people_.at("away").id_number
                      << ",湖南省湘西土家族苗族自治州花垣县双龙镇十八洞村,13900009974\n";
  const auto run = Must(imports::Upload(*store_, scope, "roster", name + ".csv", path));
  static_cast<void>(imports::Check(*store_, scope, run.id, lookups_, *Date::FromYmd(2026, 8, 21), {}));
  return run.id.ToString();
}

std::string World::AddJob(const Scope& scope, const std::string& month) {
  months::MonthOptions options;
  options.period = *gq::Month::Parse(month);
  options.as_of = *Date::Parse(month + "-28");
  options.out = folder_ + "/months/" + std::to_string(scope.unit_id) + "/" + month;
  fs::create_directories(options.out);
  std::ofstream(options.out + "/summary.json") << "{}";
  return Must(months::SubmitMonth(*jobs_, scope, options, false)).ToString();
}

std::pair<std::string, std::string> World::AddComparison(const Scope& scope) {
  // One person insured for certain, one with a number and a name that are a slip away; a column twice, which is warned
  // of.
  const std::string text =
      "身份证号,姓名,单位代码,单位名称,险种,参保状态,起始年月,姓名\n" + people_.at("next_village").id_number +
      ",陈邻村,914300001234567882,新厂,职工,1,202607,\n" + people_.at("at_home").id_number.substr(0, 16) +
      (people_.at("at_home").id_number[16] == '9' ? "0" : "9") + people_.at("at_home").id_number.substr(17) +
      ",包再家,914300001234567882,新厂,职工,1,202607,\n";
  const std::string folder = folder_ + "/registries/" + std::to_string(Must(org::GetUnit(*store_, scope.unit_id)).code);
  fs::create_directories(folder);
  const std::string path = folder + "/社会保险.csv";
  std::ofstream(path) << text;
  const auto run = Must(sources::OpenRun(*store_, scope, store_->NewId(), "folder", *gq::Month::Parse("2026-08"),
                                         *Date::Parse("2026-08-31"), {{"social_insurance", "社会保险.csv", "0"}}));
  Must(sources::Compare(*store_, scope, run.id, {{"social_insurance", path}}, {}, {}));
  const auto reviews = Must(sources::ListReviews(*store_, scope, run.id, "", 1, 1));
  if (reviews.empty()) throw std::runtime_error("a comparison without anything to decide");
  return {run.id.ToString(), reviews.front().id.ToString()};
}

Scope World::ScopeOfRole(const std::string& role) { return Must(org::ActAs(*store_, role)).scope; }

std::vector<std::string> World::Secrets() const {
  std::vector<std::string> secrets = {IdNumberFor(71), IdNumberFor(72), IdNumberFor(73),
                                      "13900009971",   "13900009972",   "13900009974"};
  for (const auto& [key, somebody] : people_) {
    for (const auto& secret : {somebody.id_number, somebody.phone, somebody.bank_account}) secrets.push_back(secret);
  }
  return secrets;
}

Targets World::TargetsOf(const std::string& role, bool inside) {
  Targets targets = targets_.at({role, inside});
  const Scope system = Scope::System("test");
  targets["person_version"] =
      std::to_string(Must(store_->Get<Person>(system, *Uuid::Parse(targets["person"]))).version);
  targets["spell_version"] = std::to_string(Must(store_->Get<Spell>(system, *Uuid::Parse(targets["spell"]))).version);
  targets["post_version"] = std::to_string(Must(store_->Get<Post>(system, *Uuid::Parse(targets["post"]))).version);
  const std::string people_bytes = Uuid::Parse(targets["person"])->ToBytes();
  const auto intention = Must(store_->Select<Intention>(system, "p.person_id = ?1", {db::Blob{people_bytes}}));
  targets["intention_version"] =
      intention.empty() ? "" : "\"version\":" + std::to_string(intention.front().version) + ",";
  targets["household_version"] =
      std::to_string(Must(store_->Get<Household>(Scope::System("test"), *Uuid::Parse(targets["household"]))).version);
  targets["employer_version"] =
      std::to_string(Must(store_->Get<Employer>(system, *Uuid::Parse(targets["employer"]))).version);
  for (const char* name : {"claim", "submitted_claim", "shown_claim"}) {
    targets[std::string(name) + "_version"] =
        std::to_string(Must(store_->Get<SubsidyClaim>(system, *Uuid::Parse(targets[name]))).version);
  }
  targets["change"] = inside ? change_ : foreign_change_;
  targets["match_post"] = match_post_;
  targets["offer"] = offers_.at(targets["person"]);
  targets["offer_version"] =
      std::to_string(Must(store_->Get<MatchOffer>(system, *Uuid::Parse(targets["offer"]))).version);
  targets["plan"] = inside && plans_.count(role) > 0 ? plans_.at(role) : foreign_plan_;
  targets["transfer"] = inside ? transfer_ : foreign_transfer_;
  targets["new4"] = std::to_string(1000 + next_ % 9000);
  targets["account"] = role;
  targets["office_version"] = std::to_string(Must(org::GetUnit(*store_, std::stoll(targets["office"]))).version);
  const std::int64_t member = std::stoll(targets["member"]);
  targets["member_version"] = std::to_string(Must(org::internal::AccountById(*store_, member)).version);
  for (const auto& grant : Must(org::GrantsOfAccount(*store_, member))) {
    if (grant.role != "broker") continue;
    targets["grant"] = std::to_string(grant.id);
    targets["grant_version"] = std::to_string(grant.version);
  }
  targets["new"] = std::to_string(++next_);
  targets["new_number"] = IdNumberFor(100 + next_ % 900);
  std::string serial = std::to_string(next_);
  serial = "MB" + std::string(6 - std::min<std::size_t>(6, serial.size()), '0') + serial;
  std::string code = "91350100" + serial + OrganisationCheckCharacter(serial);
  targets["new_credit_code"] = code + CreditCheckCharacter(code);
  targets["home_unit"] = std::to_string(UnitAt(kVillage));
  targets["twin"] = people_.at("at_home").person.id.ToString();
  return targets;
}

void World::PutBack(const std::string& role) {
  const auto lease = Must(MaintenanceAccess(*store_).database().Write());
  auto once = Must(db::Transaction::Begin(*lease));  // one write to the disk instead of dozens
  Must(lease->Execute("UPDATE post SET state = 'draft' WHERE external_id IS NULL OR external_id NOT LIKE 'MATCH%'"));
  Must(
      lease->Execute("UPDATE match_offer SET state = 'accepted', spell_id = NULL, answer_reason = NULL WHERE plan_id "
                     "NOT IN (SELECT id FROM match_plan) AND state IN ('departed', 'refused') AND version > 0"));
  claims_->PutBack(*lease);
  Must(lease->Execute("UPDATE unit SET valid_to = NULL"));
  Must(lease->Execute("UPDATE account SET state = 'active'"));
  Must(lease->Execute("UPDATE account_grant SET valid_to = NULL"));
  Must(lease->Execute("UPDATE account SET password_hash = ?2 WHERE account = ?1", {role, password_hash_}));
  Must(lease->Execute("DELETE FROM change_request WHERE field <> 'note'"));
  Must(lease->Execute("UPDATE change_request SET state = 'open'"));
  Must(lease->Execute("UPDATE transfer_request SET state = 'open'"));
  for (const auto& [key, somebody] : people_) {
    const Person& person = somebody.person;
    const std::string id = person.id.ToBytes();
    Must(lease->Execute(
        "UPDATE person SET work_code = ?2, employment = ?3 WHERE id = ?1",
        {db::Blob{id}, person.work_code ? db::Param(*person.work_code) : db::Param(), person.employment}));
    const std::string spell = somebody.spell.ToBytes();
    Must(lease->Execute("UPDATE person SET merged_into = NULL, identity_status = NULL WHERE id = ?1", {db::Blob{id}}));
    Must(lease->Execute("DELETE FROM spell WHERE person_id = ?1 AND id <> ?2", {db::Blob{id}, db::Blob{spell}}));
    Must(lease->Execute(
        "UPDATE spell SET steward_unit = county_id, contract_start = NULL, state = ?2, end_on = ?3 WHERE id = ?1",
        {db::Blob{spell}, person.work_code ? "on_post" : "ended",
         person.work_code ? db::Param() : db::Param(std::int64_t{20260305})}));
  }
  Must(once.Commit());
  tokens_.erase(role);
}

void World::PutStage(const std::string& key, const std::string& stage) {
  const auto& somebody = people_.at(key);
  const std::string id = somebody.person.id.ToBytes(), spell = somebody.spell.ToBytes();
  const bool ended = stage == "ended" || stage == "long_ago";
  const Date end = store_->Now().DateInShanghai().AddDays(stage == "long_ago" ? -1100 : -30);
  const auto lease = Must(MaintenanceAccess(*store_).database().Write());
  Must(lease->Execute("UPDATE spell SET state = ?2, end_on = ?3, contract_start = ?4 WHERE id = ?1",
                      {db::Blob{spell},
                       ended                ? "ended"
                       : stage == "planned" ? "planned"
                                            : "on_post",
                       ended ? db::Param(std::int64_t{end.ToYmdInt()}) : db::Param(),
                       stage == "planned" ? db::Param() : db::Param(std::int64_t{20200101})}));
  Must(lease->Execute("UPDATE person SET employment = ?2, work_code = ?3 WHERE id = ?1",
                      {db::Blob{id}, ended ? "returned" : "on_post",
                       ended || stage == "planned" ? db::Param() : db::Param(*somebody.person.work_code)}));
}

Answer World::Call(const std::string& role, const std::string& method, const std::string& target,
                   const std::string& body) {
  if (!role.empty() && tokens_.count(role) == 0)
    tokens_[role] = Must(org::SignIn(*store_, hasher_, role, "a long password")).token;
  http::RequestBuilder builder(method, target);
  EXPECT_TRUE(builder.ok()) << target;
  const auto match = router_.Find(method, builder.path());
  if (match.route == nullptr) return {404, "", "no route", ""};
  builder.set_route(match.route, match.params);
  if (!role.empty()) builder.AddHeader("cookie", std::string(api::kSessionCookie) + "=" + tokens_[role]);
  if (match.route->upload) {
    const std::string path = folder_ + "/tmp/upload-" + std::to_string(++next_);
    std::ofstream(path) << body;
    builder.set_upload({path, body.size()});
  } else {
    builder.set_body(body);
  }
  std::shared_ptr<http::Request> request = builder.Build(), guarded;
  const auto refused = [](const Error& error) {
    return Answer{error.kind->http_status, http::RenderError(error).body(), std::string(error.kind->code), ""};
  };
  if (match.route->permission != http::kPublic) {
    auto principal = api::Guard(*context_, *match.route, *request);
    if (!principal) return refused(principal.error());
    http::RequestBuilder again(method, target);
    again.set_route(match.route, match.params).set_principal(std::move(*principal));
    if (match.route->upload)
      again.set_upload(*request->upload());
    else
      again.set_body(body);
    guarded = std::exchange(request, again.Build());  // a request removes its upload when it ends
  }
  if (const Status known = http::CheckQuery(*match.route, request->query()); !known) return refused(known.error());
  std::map<std::string, bool> before;
  for (const auto& entry : fs::directory_iterator(folder_ + "/tmp")) before[entry.path().string()] = true;
  const auto response = match.route->handler(*request);
  if (!response) return refused(response.error());
  Answer answer{response->status(), response->body(), "", "", response->content_type()};
  for (const auto& entry : fs::directory_iterator(folder_ + "/tmp")) {
    if (before.count(entry.path().string()) == 0 && entry.path().extension() == ".xlsx") {
      answer.file = folder_ + "/download.xlsx";
      fs::copy_file(entry.path(), answer.file, fs::copy_options::overwrite_existing);
      fs::remove(entry.path());
    }
  }
  return answer;
}

}  // namespace gq::scopes
