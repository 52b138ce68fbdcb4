#include "modules/people/service.h"

#include <algorithm>

#include "base/id_number.h"
#include "base/json_text.h"
#include "kits/store/event_chain.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/org/stale.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"

namespace gq::people {

namespace {

std::string PlainTier(std::int64_t home, std::int64_t work) {
  if (home == 0 || work == 0) return {};
  if (home / 1'000'000 == work / 1'000'000) return "county";
  if (home / 100'000'000 == work / 100'000'000) return "prefecture";
  return home / 10'000'000'000 == work / 10'000'000'000 ? "province" : "outside";
}

TierFunction tier_function = PlainTier;

}  // namespace

void SetTierFunction(TierFunction function) { tier_function = function; }
std::string TierOf(std::int64_t home_code, std::int64_t work_code) { return tier_function(home_code, work_code); }

const Spell* CurrentSpell(const std::vector<Spell>& spells) {
  const auto it =
      std::find_if(spells.begin(), spells.end(), [](const Spell& s) { return !s.end && s.state != "ended"; });
  return it == spells.end() ? nullptr : &*it;
}

Result<PersonFile> GetPersonFile(Store& store, const Scope& scope, const Uuid& id) {
  PersonFile file;
  const auto look = store.LookOnce();
  file.person = TRY(store.Get<Person>(scope, id));
  const std::string bytes = id.ToBytes();
  const db::Param county(file.person.county_id), person(db::Blob{bytes});
  // What hangs on a person is read with the program's scope: the person itself was reached, groups are cut by
  // visibility.
  const Scope inner = Scope::System(scope.actor);
  file.identifiers = TRY(store.Select<Identifier>(inner, "p.county_id = ?1 AND p.person_id = ?2", {county, person}));
  file.spells = TRY(store.Select<Spell>(
      inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY COALESCE(p.start_on, 0) DESC, p.id DESC",
      {county, person}));
  file.stand = StandOf(scope, file.person, &file.spells);
  file.intention = TRY(store.Find<Intention>(inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY p.updated_at DESC",
                                             {county, person}));
  file.observations = TRY(store.Select<Observation>(
      inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY p.period DESC, p.registry LIMIT 36", {county, person}));
  if (!file.person.household_id.IsNil() && (file.stand == Stand::kHome || file.stand == Stand::kVillage)) {
    const std::string household = file.person.household_id.ToBytes();
    file.household = TRY(store.Find<Household>(scope, "p.county_id = ?1 AND p.id = ?2", {county, db::Blob{household}}));
    file.household_members = TRY(
        store.Select<Person>(scope, "p.county_id = ?1 AND p.household_id = ?2 AND p.id <> ?3 ORDER BY p.birth LIMIT 50",
                             {county, db::Blob{household}, person}));
  }
  return file;
}

namespace {

Status NeedHome(const Scope& scope, const Person& person) {
  if (scope.SeesHome(person.home_code)) return Ok();
  return Fail(kForbidden, "基本信息由户籍地维护", "请把需要更正的内容告诉户籍地经办");
}

std::string_view SideOf(const Scope& scope, const Person& person) {
  return scope.SeesHome(person.home_code) ? "origin" : "destination";
}

Result<Person> SavePerson(Store& store, const Scope& scope, const PersonFile& file, Person after,
                          std::string_view action, std::string_view evidence) {
  Refresh(after, CurrentSpell(file.spells), file.intention ? &*file.intention : nullptr);
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, action, "person", after.id);
  if (after.household_number != file.person.household_number) {
    after.household_id = Uuid();
    TRY(AttachHousehold(store, work, after));
  }
  TRY(work.Update(file.person, after));
  if (!evidence.empty()) {
    std::string json;
    AppendJsonString(json, evidence);
    work.Note("evidence", json);
  }
  TRY(work.Commit());
  return after;
}

}  // namespace

namespace {

// The birth of somebody whose number says it is the number's.
Status CheckBirthOf(const PersonFile& file, const Person& after, Date today) {
  if (after.birth == file.person.birth) return Ok();
  for (const auto& identifier : file.identifiers) {
    if (identifier.status != "active" || identifier.value.empty()) continue;
    const auto reading = ReadIdNumber(identifier.value.Reveal(), nullptr);
    if (!reading.number || after.birth == reading.number->birth()) continue;
    Error error{&kBadInput, "出生日期与身份证号不符", "号码不对的，请更正证件号码，出生日期会随着改", {}};
    return Fail(error.With("field", "birth"));
  }
  return CheckBirth(after, today);
}

}  // namespace

Result<Person> EditPerson(Store& store, const Scope& scope, const Uuid& id, const json::Node& changes,
                          const CodeCheck& codes) {
  const PersonFile file = TRY(GetPersonFile(store, scope, id));
  TRY(NeedHome(scope, file.person));
  TRY(org::CheckVersion(store, changes, {kPerson, file.person.county_id, id, id, file.person.version}));
  Person after = file.person;
  for (const std::string_view name : {"employment", "employment_since", "ability", "willingness", "register_status"}) {
    if (changes.Has(name)) return Fail(kBadInput, "状态要走“登记状态变化”", "请写明日期与依据");
  }
  TRY(ReadFields(changes, kPerson, &after, codes, {"version"}));
  const Date today = store.Now().DateInShanghai();
  KeepFormerGroup(file.person, after, today);  // before the check: the days of a new group are not those of the last
  TRY(CheckRecord(kPerson, &after, codes));
  TRY(CheckBirthOf(file, after, today));
  if (after.name != file.person.name) FillPinyin(after);
  if (after.home_unit != file.person.home_unit && after.home_unit) {
    after.home_code = TRY(HomeCodeOf(store, scope, *after.home_unit));
    if (TRY(org::CountyOf(store, after.home_code)).id != after.county_id) {
      Error error{&kBadInput, "户籍地换了县，不能直接更正", "请由迁入的县提出转移请求，历史会一起带走", {}};
      return Fail(error.With("field", "home_unit"));
    }
  }
  return SavePerson(store, scope, file, std::move(after), "person.edit", {});
}

Result<Person> ChangeState(Store& store, const Scope& scope, const Uuid& id, const StateChange& change) {
  PersonFile file = TRY(GetPersonFile(store, scope, id));
  const auto side = SideOf(scope, file.person);
  Person after = file.person;
  const Date today = store.Now().DateInShanghai(), day = change.on.value_or(today);
  if (day > today) TRY(CheckWorkDay(file.person, day, today, "on"));
  if (side == "destination" &&
      !(change.ability.empty() && change.willingness.empty() && change.register_status.empty())) {
    return Fail(kForbidden, "劳动能力、意愿与在册状态由户籍地登记", "请告诉户籍地经办");
  }
  if (!change.ability.empty()) after.ability = change.ability;
  if (!change.willingness.empty()) after.willingness = change.willingness;
  if (!change.register_status.empty()) after.register_status = change.register_status;
  if (!change.employment.empty() &&
      OpenFindingOf(after.finding, after.employment, after.list) != OpenFinding::kNone) {  // decided, either way
    after.finding.clear();
    if (!after.last_contact_on || *after.last_contact_on < day) after.last_contact_on = day;
  }
  if (change.employment.empty() || change.employment == after.employment) {
    return SavePerson(store, scope, file, std::move(after), "person.state", change.evidence);
  }
  TRY(CheckTransition(after.employment, change.employment, side));
  if (change.on) TRY(CheckWorkDay(file.person, day, today, "on"));
  const Spell* current = CurrentSpell(file.spells);
  if (change.employment == state::kOnPost && current == nullptr) {
    Error error{&kBadInput, "在岗要有就业经历：在哪个单位、什么地方", "请在“就业经历”里登记一段，状态随着变为在岗", {}};
    return Fail(error.With("field", "employment"));
  }
  const bool back = change.employment == state::kNotWorking || change.employment == state::kReturned;
  if (back && current != nullptr && current->start && day < *current->start) {
    Error error{&kBadInput,
                "日期早于这段就业开始的日子（" + current->start->ToString() + "）",
                "请核对日期；开始日期不对的，请先更正就业经历",
                {}};
    return Fail(error.With("field", "on"));
  }
  after.employment = change.employment;
  after.employment_since = day;
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "person.state", "person", after.id);
  std::optional<Spell> closed;
  if (back && current != nullptr) {
    closed = *current;
    closed->end = after.employment_since;
    closed->state = "ended";
    closed->steward_unit = closed->county_id;  // the stewardship goes back (D6)
    TRY(work.Update(*current, *closed));
  }
  Refresh(after, closed ? nullptr : current, file.intention ? &*file.intention : nullptr);
  TRY(work.Update(file.person, after));
  if (!change.evidence.empty()) {
    std::string json;
    AppendJsonString(json, change.evidence);
    work.Note("evidence", json);
  }
  TRY(work.Commit());
  return after;
}

Result<Intention> SaveIntention(Store& store, const Scope& scope, const Uuid& person_id, const json::Node& fields,
                                const CodeCheck& codes) {
  const PersonFile file = TRY(GetPersonFile(store, scope, person_id));
  TRY(NeedHome(scope, file.person));
  Intention after = file.intention.value_or(Intention());
  if (file.intention)
    TRY(org::CheckVersion(store, fields, {kIntention, after.county_id, person_id, after.id, file.intention->version}));
  if (!file.intention) {
    after.id = store.NewId();
    after.county_id = file.person.county_id;
    after.person_id = person_id;
    after.updated_at = store.Now();
  }
  TRY(ReadFields(fields, kIntention, &after, codes, {"version"}));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "intention.save", "person", person_id);
  if (file.intention) {
    TRY(work.Update(*file.intention, after));
  } else {
    TRY(work.Insert(after));
  }
  Person person = file.person;
  Refresh(person, CurrentSpell(file.spells), &after);
  TRY(work.Update(file.person, person));
  TRY(work.Commit());
  return after;
}

Result<std::string> Reveal(Store& store, const Scope& scope, const Uuid& id, std::string_view field,
                           std::string_view purpose, const CodeCheck& codes) {
  if (field != "id_number" && field != "phone" && field != "bank_account")
    return Fail(kBadInput, "没有可查看的字段：" + std::string(field));
  if (!scope.May("reveal." + std::string(field)))
    return Fail(kForbidden, "您的角色不能查看完整号码", "需要时请本单位有权的人查看");
  if (purpose.empty()) return Fail(kBadInput, "请选择查看用途", "用途会被记录，本人看得到");
  if (codes && !codes("reveal_purpose", purpose)) {
    Error error{&kBadInput, "没有这种用途", "请从下拉表中选择；用途会被记录，本人看得到", {}};
    return Fail(error.With("field", "purpose"));
  }
  const PersonFile file = TRY(GetPersonFile(store, scope, id));
  if (!Sees(file.stand, field == "phone" ? group::kContact : field)) {
    return Fail(kForbidden, "这一项不对您这一侧开放");
  }
  std::string value;
  if (field == "phone") value = file.person.phone.Reveal();
  if (field == "bank_account") value = file.person.bank_account.Reveal();
  if (field == "id_number") {
    for (const auto& identifier : file.identifiers) {
      if (identifier.status == "active") value = identifier.value.Reveal();
    }
  }
  auto work = TRY(UnitOfWork::Begin(store, scope));
  const std::string entry = store.NewId().ToBytes(), person = id.ToBytes();
  TRY(
      work.connection().Execute("INSERT INTO access_log (county_id, id, at, account_id, person_id, field, purpose) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                {file.person.county_id, db::Blob{entry}, work.now().microseconds(), scope.account_id,
                                 db::Blob{person}, field, purpose}));
  work.About(file.person.county_id, "person.reveal", "person", id);
  std::string json;
  AppendJsonString(json, std::string(field) + "/" + std::string(purpose));
  work.Note("reveal", json);
  TRY(work.Commit());
  return value;
}

Result<std::vector<TimelineRow>> Timeline(Store& store, const Scope& scope, const Uuid& id, int limit) {
  const Person person = TRY(store.Get<Person>(scope, id));
  const std::string bytes = id.ToBytes();
  std::vector<TimelineRow> rows;
  TRY(store.Query(scope,
                  "{shared}SELECT at, action, actor, cause, chain, seq, payload, commitment FROM event WHERE (chain = "
                  "?1 OR chain IN (SELECT county_id FROM person_moved WHERE person_id = ?2)) AND subject_id = ?2 ORDER "
                  "BY at DESC, seq DESC LIMIT " +
                      std::to_string(std::clamp(limit, 1, 500)),
                  {person.county_id, db::Blob{bytes}}, [&](const db::Row& row) -> Status {
                    TimelineRow line{Instant(row.Int(0)), row.String(1), row.String(2), {},
                                     row.String(3),       row.Int(4),    row.Int(5),    {}};
                    if (!row.IsNull(6)) {
                      line.payload = TRY(store::OpenEvent(store.vault(), line.chain, row.Text(7), row.Text(6)));
                    }
                    rows.push_back(std::move(line));
                    return Ok();
                  }));
  for (auto& row : rows) row.actor_name = org::NameOfActor(store, row.actor);
  return rows;
}

}  // namespace gq::people
