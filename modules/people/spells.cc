#include "modules/people/spells.h"

#include <algorithm>

#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/org/stale.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"

namespace gq::people {

namespace {

bool IsOrigins(const Spell& spell) { return !spell.steward_unit || *spell.steward_unit == spell.county_id; }

bool HasUnit(const Scope& scope, std::int64_t unit) {
  return std::find(scope.units.begin(), scope.units.end(), unit) != scope.units.end();
}

struct Opened {
  PersonFile file;
  Spell spell;
};

Result<Opened> Open(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id) {
  Opened opened{TRY(GetPersonFile(store, scope, person_id)), {}};
  const auto it = std::find_if(opened.file.spells.begin(), opened.file.spells.end(),
                               [&](const Spell& s) { return s.id == spell_id; });
  if (it == opened.file.spells.end() || !SeesSpell(scope, opened.file.stand, *it))
    return Fail(kNotFound, "没有这段就业经历");
  opened.spell = *it;
  return opened;
}

Status CheckSpellVersion(Store& store, const json::Node& fields, const Spell& spell) {
  return org::CheckVersion(store, fields, {kSpell, spell.county_id, spell.person_id, spell.id, spell.version});
}

Result<Date> DayOf(Store& store, const json::Node& fields) {
  const auto on = fields.Find("on");
  const Date today = store.Now().DateInShanghai();
  if (!on) return today;
  const auto date = Date::Parse(TRY(on->Text(20)));
  if (!date || *date > today) return on->Refuse("日期不对", "应如 2026-08-21，不晚于今天");
  return *date;
}

tl::unexpected<Error> NotSteward(Store& store, const Spell& spell) {
  const auto unit = org::GetUnit(store, spell.steward_unit.value_or(spell.county_id));
  Error error{&kNotSteward,
              "这段经历由" + (unit ? unit->name : std::string("另一方")) + "经办",
              "可以提出变更申请，由经办单位决定",
              {}};
  return Fail(std::move(error));
}

// The state of the person after a spell began, ended or came to its post; `day` is the first day of the new state.
Status MovePerson(Person& person, std::string_view employment, std::string_view side, Date day) {
  if (person.employment == employment) return Ok();
  TRY(CheckTransition(person.employment, employment, side));
  if (OpenFindingOf(person.finding, person.employment, person.list) != OpenFinding::kNone)
    person.finding.clear();  // decided by what has happened
  person.employment = std::string(employment);
  person.employment_since = day;
  return Ok();
}

// Writes the spell and what the person shows of it. The checks of who may are done: the person may be out of the
// scope's reach afterwards.
Result<Spell> Write(Store& store, const Scope& scope, const Opened& opened, Spell after, Person person,
                    std::string_view action) {
  const auto& file = opened.file;
  const bool was_current = CurrentSpell(file.spells) != nullptr && CurrentSpell(file.spells)->id == after.id;
  const Spell* current = after.state != "ended" ? &after : was_current ? nullptr : CurrentSpell(file.spells);
  Refresh(person, current, file.intention ? &*file.intention : nullptr);
  auto work = TRY(UnitOfWork::Begin(store, Acting(scope)));
  work.About(after.county_id, action, "person", file.person.id);
  TRY(work.Update(opened.spell, after));
  TRY(work.Update(file.person, person));
  TRY(work.Commit());
  return after;
}

void Close(Spell& spell, Date on) {
  spell.end = spell.start && on < *spell.start ? *spell.start : on;
  spell.state = "ended";
  spell.steward_unit = spell.county_id;
}

}  // namespace

bool IsOwnStaff(const Scope& scope, const Spell& spell) {
  return !spell.unit_code.empty() && std::find(scope.employer_codes.begin(), scope.employer_codes.end(),
                                               spell.unit_code) != scope.employer_codes.end();
}

Result<bool> IsSteward(Store& store, const Scope& scope, const Spell& spell) {
  if (scope.everything) return true;
  if (IsOrigins(spell)) return scope.May("people.write") && scope.SeesHome(spell.home_code);
  if (!scope.May("spells.write")) return false;
  if (HasUnit(scope, *spell.steward_unit)) return true;
  return scope.SeesWork(TRY(org::GetUnit(store, *spell.steward_unit)).code);
}

Result<bool> MayConfirm(Store& store, const Scope& scope, const Spell& spell) {
  if (!scope.May("spells.write") || spell.state == "ended" || !spell.work_code || !scope.SeesWork(*spell.work_code))
    return false;
  if (IsOrigins(spell)) return true;
  return !HasUnit(scope, *spell.steward_unit) && TRY(IsSteward(store, scope, spell)) && spell.state != "on_post";
}

namespace {

// A new spell: whose it is.
Status Start(Store& store, const Scope& scope, const PersonFile& file, Spell& spell) {
  spell.id = store.NewId();
  spell.county_id = file.person.county_id;
  spell.person_id = file.person.id;
  spell.home_code = file.person.home_code;
  spell.steward_unit = file.person.county_id;
  spell.state = "on_post";
  spell.source = "survey";
  spell.created_at = spell.updated_at = store.Now();
  if (scope.everything || (scope.SeesHome(file.person.home_code) && scope.May("people.write"))) return Ok();
  if (!scope.May("spells.write")) return Fail(kForbidden, "您的角色不能登记就业经历");
  spell.steward_unit = scope.unit_id;
  spell.source = "destination";
  return Ok();
}

// `today` bounds what was typed; a departure may be planned ahead.
Status CheckSpell(const Scope& scope, const Person& person, const Spell& before, Spell& spell, Date today) {
  TRY(CheckOrder(kSpell, &spell));
  constexpr int kPlannedDaysMax = 90;
  const Date latest = spell.state == "departed" ? today.AddDays(kPlannedDaysMax) : today;
  if (spell.start && spell.start != before.start) TRY(CheckWorkDay(person, *spell.start, latest, "start_on"));
  if (spell.end && spell.end != before.end) TRY(CheckWorkDay(person, *spell.end, today, "end_on"));
  if (spell.work_code) spell.tier = TierOf(person.home_code, *spell.work_code);
  const bool destinations = *spell.steward_unit != spell.county_id;
  if (destinations && !scope.everything && (!spell.work_code || !scope.SeesWork(*spell.work_code))) {
    Error error{
        &kBadInput, "就业地区不在您的范围内", "请填本地的就业地区；到别处就业的，请登记离开，由户籍地接着经办", {}};
    return Fail(error.With("field", "work_code"));
  }
  if (spell.end) {
    spell.state = "ended";
    spell.steward_unit = spell.county_id;
  }
  return Ok();
}

}  // namespace

Result<Spell> SaveSpell(Store& store, const Scope& scope, const Uuid& person_id, const std::optional<Uuid>& spell_id,
                        const json::Node& fields, const CodeCheck& codes) {
  Opened opened;
  if (spell_id)
    opened = TRY(Open(store, scope, person_id, *spell_id));
  else
    opened.file = TRY(GetPersonFile(store, scope, person_id));
  const PersonFile& file = opened.file;
  Spell after = opened.spell;
  if (spell_id) {
    if (!TRY(IsSteward(store, scope, opened.spell))) return NotSteward(store, opened.spell);
    TRY(CheckSpellVersion(store, fields, opened.spell));
  } else {
    TRY(Start(store, scope, file, after));
  }
  TRY(ReadFields(fields, kSpell, &after, codes, {"version"}));
  TRY(CheckSpell(scope, file.person, opened.spell, after, store.Now().DateInShanghai()));
  const std::string_view side = scope.SeesHome(file.person.home_code) ? "origin" : "destination";
  const Date today = store.Now().DateInShanghai();
  const Spell* open = CurrentSpell(file.spells);
  Person person = file.person;
  if (!after.end && after.state != "ended" && (!spell_id || (open != nullptr && open->id == after.id))) {
    TRY(MovePerson(person, after.state == "on_post" ? state::kOnPost : state::kDeparted, side,
                   after.start.value_or(today)));
  }
  if (spell_id) {
    if (after.end && open != nullptr && open->id == after.id && person.employment == state::kOnPost) {
      TRY(MovePerson(person, state::kNotWorking, side, *after.end));
    }
    return Write(store, scope, opened, std::move(after), std::move(person), "spell.edit");
  }
  auto work = TRY(UnitOfWork::Begin(store, Acting(scope)));
  work.About(after.county_id, "spell.add", "person", person_id);
  TRY(work.Insert(after));
  if (open != nullptr && !after.end) {
    if (!TRY(IsSteward(store, scope, *open)) && !TRY(MayConfirm(store, scope, *open)) && side != "destination")
      return NotSteward(store, *open);
    Spell closed = *open;
    Close(closed, after.start ? after.start->AddDays(-1) : today);
    TRY(work.Update(*open, closed));
  }
  Refresh(person, after.end ? open : &after, file.intention ? &*file.intention : nullptr);
  TRY(work.Update(file.person, person));
  TRY(work.Commit());
  return after;
}

Result<Spell> ConfirmArrival(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                             const json::Node& fields) {
  TRY(fields.OnlyMembers({"version", "on"}));
  const Opened opened = TRY(Open(store, scope, person_id, spell_id));
  if (!TRY(MayConfirm(store, scope, opened.spell))) {
    if (opened.spell.state == "ended") return Fail(kConflict, "这段经历已经结束");
    if (!opened.spell.work_code || !scope.SeesWork(*opened.spell.work_code))
      return Fail(kForbidden, "就业地区不在您的范围内", "到岗由就业地确认");
    return NotSteward(store, opened.spell);
  }
  TRY(CheckSpellVersion(store, fields, opened.spell));
  const Date on = TRY(DayOf(store, fields));
  Spell after = opened.spell;
  after.steward_unit = scope.unit_id;
  after.state = "on_post";
  if (!after.start) after.start = on;
  Person person = opened.file.person;
  TRY(MovePerson(person, state::kOnPost, "destination", on));
  return Write(store, scope, opened, std::move(after), std::move(person), "spell.arrival");
}

Result<Spell> EndSpell(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                       const json::Node& fields, const CodeCheck& codes) {
  TRY(fields.OnlyMembers({"version", "on", "reason", "returned"}));
  const Opened opened = TRY(Open(store, scope, person_id, spell_id));
  if (!TRY(IsSteward(store, scope, opened.spell))) return NotSteward(store, opened.spell);
  if (opened.spell.state == "ended") return Fail(kConflict, "这段经历已经结束");
  TRY(CheckSpellVersion(store, fields, opened.spell));
  const Date on = TRY(DayOf(store, fields));
  Spell after = opened.spell;
  after.end = on;
  TRY(CheckOrder(kSpell, &after, &opened.spell));
  if (const auto reason = fields.Find("reason")) {
    after.end_reason = TRY(reason->Text(40));
    if (codes && !codes("spell_end_reason", after.end_reason))
      return reason->Refuse("不在代码表里", "请从下拉表中选择");
  }
  const auto returned = fields.Find("returned");
  const std::string_view next = returned && TRY(returned->Bool()) ? state::kReturned : state::kNotWorking;
  const bool home = scope.SeesHome(opened.file.person.home_code);
  Close(after, on);
  Person person = opened.file.person;
  const Spell* current = CurrentSpell(opened.file.spells);
  if (current != nullptr && current->id == after.id) TRY(MovePerson(person, next, home ? "origin" : "destination", on));
  return Write(store, scope, opened, std::move(after), std::move(person), "spell.end");
}

Result<Spell> ReportByEmployer(Store& store, const Scope& scope, const Uuid& person_id, const Uuid& spell_id,
                               const json::Node& fields) {
  TRY(fields.OnlyMembers({"version", "what", "on"}));
  const Opened opened = TRY(Open(store, scope, person_id, spell_id));
  if (!IsOwnStaff(scope, opened.spell)) return Fail(kForbidden, "只能填报本单位的员工");
  if (opened.spell.state == "ended") return Fail(kConflict, "这段经历已经结束");
  const auto node = TRY(fields.Get("what"));
  const std::string what = TRY(node.Text(20));
  TRY(CheckSpellVersion(store, fields, opened.spell));
  const Date on = TRY(DayOf(store, fields));
  Spell after = opened.spell;
  Person person = opened.file.person;
  if (what == "on_post") {
    after.state = "on_post";
    if (!after.start) after.start = on;
    TRY(MovePerson(person, state::kOnPost, "employer", on));
  } else if (what == "left") {
    after.end = on;
    TRY(CheckOrder(kSpell, &after, &opened.spell));
    Close(after, on);
    TRY(MovePerson(person, state::kNotWorking, "employer", on));
  } else if (what == "wage_paid") {
    after.wage_paid = true;
  } else {
    return node.Refuse("没有这种填报", "可用 on_post left wage_paid");
  }
  return Write(store, scope, opened, std::move(after), std::move(person), "spell.employer");
}

}  // namespace gq::people
