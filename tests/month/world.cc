#include "tests/month/world.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/id_number.h"
#include "kits/db/test_support.h"
#include "kits/store/unit_of_work.h"
#include "modules/imports/jobs.h"
#include "modules/org/service.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/schema/schema.h"

namespace gq::month_test {

namespace fs = std::filesystem;

namespace {

template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  return std::move(*result);
}
void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().ToString());
}

}  // namespace

World::World(db::Dialect dialect) : scope(Scope::System("test")) {
  RegisterAllRecordTypes();
  static int n = 0;
  folder_ = (db::testing::TemporaryFolder() / ("month" + std::to_string(n++))).string();
  fs::create_directories(folder_);
  regions_ = std::make_unique<RegionTree>(Must(RegionTree::LoadInstalled()));
  lookups_ = Must(imports::MakeLookups(*regions_));
  store_ = Must(Store::Open({.url = db::testing::FreshUrl(dialect), .key_path = folder_ + "/k.key", .create = true},
                            AllMigrations()));
  Must(org::LoadDivisions(*store_, {{350000000000, "福建省", 1},
                                    {350100000000, "福州市", 2},
                                    {kFuqing, "福清市", 3},
                                    {430000000000, "湖南省", 1},
                                    {433100000000, "湘西土家族苗族自治州", 2},
                                    {kJishou, "吉首市", 3},
                                    {433124000000, "花垣县", 3},
                                    {433124110000, "龙潭镇", 4},
                                    {kHuayuan, "某村", 5},
                                    {620000000000, "甘肃省", 1},
                                    {621100000000, "定西市", 2},
                                    {621102000000, "安定区", 3},
                                    {621102100000, "凤翔镇", 4},
                                    {kAnding, "某村", 5}}));
  jobs_ = std::make_unique<jobs::Jobs>(*store_, [this](const std::string&) -> Result<Scope> { return scope; });
  imports::RegisterJobs(*store_, *jobs_, lookups_);
  months::RegisterMonth(*store_, *jobs_, lookups_);
}

World::~World() = default;

void World::Write(const std::function<Status(UnitOfWork&)>& change) {
  auto work = Must(UnitOfWork::Begin(*store_, Scope::System("test")));
  work.About(0, "test.write", "test", store_->NewId());
  Must(change(work));
  Must(work.Commit());
}

Person World::AddPerson(std::int64_t home, const std::string& name) {
  Person person;
  person.id = store_->NewId();
  person.county_id = Must(org::CountyOf(*store_, home)).id;
  person.name = name;
  person.sex = "1";
  person.birth = Date::FromYmd(1990, 1, 1);
  person.home_code = home;
  person.target_group = "lifted";
  person.employment = "on_post";
  person.ability = "able";
  person.willingness = "yes";
  person.register_status = "active";
  person.identity_status = "confirmed";
  person.created_at = person.updated_at = store_->Now();
  people::Refresh(person, nullptr, nullptr);
  std::string digits = std::to_string(home / 1'000'000) + "19900101" + std::to_string(101 + 2 * next_++);
  Identifier identifier;
  identifier.id = store_->NewId();
  identifier.county_id = person.county_id;
  identifier.person_id = person.id;
  identifier.kind = "resident18";
  identifier.value = Secret(digits + IdCheckCharacter(digits));
  identifier.status = "active";
  Write([&](UnitOfWork& work) -> Status {
    TRY(work.Insert(person));
    TRY(work.Insert(identifier));
    const std::string index = store_->vault().Index("person_identifier.value", identifier.value.Reveal()),
                      id = person.id.ToBytes();
    TRY(work.Flush());
    TRY(work.connection().Execute("INSERT INTO identity_index (value_index, county_id, person_id) VALUES (?1, ?2, ?3)",
                                  {db::Blob{index}, person.county_id, db::Blob{id}}));
    return Ok();
  });
  numbers_[person.id.ToBytes()] = std::string(identifier.value.Reveal());
  return person;
}

Spell World::AddSpell(const Person& person, std::int64_t work, const char* start, const char* end,
                      const std::string& unit) {
  Spell spell;
  spell.id = store_->NewId();
  spell.county_id = person.county_id;
  spell.person_id = person.id;
  spell.home_code = person.home_code;
  spell.unit_code = unit;
  spell.employer_name = "某公司";
  spell.post_name = "普工";
  spell.work_code = work;
  spell.tier = people::TierOf(person.home_code, work);
  spell.start = spell.contract_start = Date::Parse(start);
  if (end != nullptr) spell.end = Date::Parse(end);
  spell.state = end == nullptr ? "on_post" : "ended";
  spell.created_at = spell.updated_at = store_->Now();
  Insert(spell);
  return spell;
}

void World::AddEmployer(const std::string& code, const std::string& base_level) {
  Employer employer;
  employer.id = store_->NewId();
  employer.credit_code = code;
  employer.name = "单位" + code;
  employer.base_level = base_level;
  employer.created_at = employer.updated_at = store_->Now();
  Insert(employer);
}

void World::AddPost(const std::string& number, const std::string& unit, std::int64_t reserved_region) {
  Post post;
  post.id = store_->NewId();
  post.external_id = number;
  post.name = "普工";
  post.employer_code = unit;
  post.openings = 10;
  if (reserved_region != 0) post.reserved_region = reserved_region;
  post.state = "open";
  post.created_at = post.updated_at = store_->Now();
  Insert(post);
}

void World::Offer(const std::string& number, std::int64_t unit) {
  const Post before =
      *Must(store_->Find<Post>(Scope::System("test"), "p.external_id = ?1", {std::string_view(number)}));
  Post after = before;
  after.collected_by = unit;
  after.published_by = unit;
  Update(before, after);
}

std::int64_t World::UnitAt(std::int64_t code) { return Must(org::FindUnitByCode(*store_, code))->id; }

void World::AddSighting(const Person& person, const char* month, bool insured, const std::string& unit) {
  Observation seen;
  seen.id = store_->NewId();
  seen.county_id = person.county_id;
  seen.person_id = person.id;
  seen.period = gq::Month::Parse(month);
  seen.registry = "social_insurance";
  seen.match = "exact";
  seen.state = insured ? "1" : "2";
  seen.insured = insured;
  seen.employer_code = unit;
  seen.created_at = store_->Now();
  Insert(seen);
}

std::string World::File(const std::string& name, const std::string& text) {
  const std::string path = folder_ + "/" + name;
  std::ofstream(path) << text;
  return path;
}

std::string World::Claims(const std::vector<std::string>& lines) {
  std::string text = "person,rule,event_date,amount,receipts,tracking_to,broker,fee_taken,paid_before_fen\n";
  for (const auto& line : lines) text += line + "\n";
  static int n = 0;
  return File("claims" + std::to_string(n++) + ".csv", text);
}

std::string World::Month(const char* period, const std::string& claims) {
  months::MonthOptions options;
  options.period = *gq::Month::Parse(period);
  options.as_of = options.period.Last();
  options.out = Out(period);
  if (!claims.empty()) options.files["claims"] = claims;
  const Uuid id = Must(months::SubmitMonth(*jobs_, scope, options, true));
  Must(jobs_->RunHere(id, scope));
  const auto job = Must(jobs_->Get(scope, id));
  EXPECT_EQ(job.state, "done") << job.message;
  return job.result;
}

std::vector<DecisionRow> World::DecisionsOf(const Person& person) {
  std::vector<DecisionRow> rows;
  const std::string id = person.id.ToBytes();
  Must(store_->Query(Scope::System("test"),
                     "{shared}SELECT period, rule, outcome, reason, missing, amount_fen, due_fen FROM decision WHERE "
                     "person_id = ?1 ORDER BY period, rule, position",
                     {db::Blob{id}}, [&](const db::Row& row) {
                       rows.push_back({gq::Month::FromInt(static_cast<int>(row.Int(0)))->ToString(), row.String(1),
                                       row.String(2), row.String(3), row.String(4), row.Int(5), row.Int(6)});
                       return Ok();
                     }));
  return rows;
}

std::int64_t World::PaidTo(const Person& person) {
  std::int64_t sum = 0;
  for (const auto& row : DecisionsOf(person)) sum += row.amount_fen;
  return sum;
}

std::int64_t World::Count(const std::string& sql) {
  std::int64_t n = 0;
  Must(store_->Query(Scope::System("test"), "{shared}" + sql, {}, [&](const db::Row& row) {
    n = row.Int(0);
    return Ok();
  }));
  return n;
}

}  // namespace gq::month_test
