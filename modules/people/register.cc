#include "modules/people/register.h"

#include "base/json_text.h"
#include "kits/db/errors.h"
#include "kits/pinyin/pinyin.h"
#include "modules/org/service.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"

namespace gq::people {

namespace {

constexpr std::string_view kNumber = "person_identifier.value";
constexpr std::int64_t kProbesPerDay = 50, kImportProbesPerDay = 2'000;

std::function<bool(int)>& PrefixFunction() {
  static std::function<bool(int)> function;
  return function;
}

tl::unexpected<Error> BadField(std::string field, std::string message, std::string hint) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  error.With("field", std::move(field));
  return Fail(std::move(error));
}

Status WriteIndex(UnitOfWork& work, std::string_view number, const Person& person) {
  const std::string index = work.store().vault().Index(kNumber, number), id = person.id.ToBytes();
  TRY(work.connection().Execute("INSERT INTO identity_index (value_index, county_id, person_id) VALUES (?1, ?2, ?3)",
                                {db::Blob{index}, person.county_id, db::Blob{id}}));
  return Ok();
}

void NoteReason(UnitOfWork& work, std::string_view reason) {
  std::string json;
  AppendJsonString(json, reason);
  work.Note("reason", json);
}

Result<Person> HomePerson(Store& store, const Scope& scope, const Uuid& id) {
  const Person person = TRY(store.Get<Person>(scope, id));
  if (!scope.SeesHome(person.home_code)) return Fail(kForbidden, "证件与登记由户籍地维护", "请告诉户籍地经办");
  return person;
}

}  // namespace

void SetIdPrefixFunction(std::function<bool(int)> is_prefix) { PrefixFunction() = std::move(is_prefix); }

Scope Acting(const Scope& scope) {
  Scope acting = scope;
  acting.everything = true;
  return acting;
}

void FillPinyin(Person& person) {
  const Pinyin pinyin = NamePinyin(person.name);
  person.name_pinyin = pinyin.pinyin;
  person.name_initials = pinyin.initials;
}

Result<std::int64_t> HomeCodeOf(Store& store, const Scope& scope, std::int64_t unit_id) {
  const auto unit = org::GetUnit(store, unit_id);
  if (!unit || (unit->kind != "county" && unit->kind != "township" && unit->kind != "village")) {
    return BadField("home_unit", "户籍地须是县、乡镇或村", "请从下拉表中选择，最好到村");
  }
  if (!scope.SeesHome(unit->code)) return Fail(kForbidden, "这个户籍地不在您的范围内", "请由当地登记");
  return unit->code;
}

namespace {

Result<IdNumberReading> ReadNumberText(Store& store, std::string_view text) {
  IdNumberRules rules;
  rules.is_region = PrefixFunction();
  rules.born_until = store.Now().DateInShanghai();
  auto reading = ReadIdNumber(text, &rules);
  if (!reading.number) return BadField("id_number", std::string(reading.reason), std::string(reading.cure));
  return reading;
}

}  // namespace

Result<IdNumberReading> ReadTypedNumber(Store& store, const json::Node& node) {
  return ReadNumberText(store, TRY(node.Text(40)));
}

Result<std::optional<Bearer>> FindBearer(Store& store, std::string_view id_number) {
  const std::string index = store.vault().Index(kNumber, id_number);
  std::optional<Bearer> bearer;
  TRY(store.Query(Scope::System("system:identity"),
                  "{shared}SELECT county_id, person_id FROM identity_index WHERE value_index = ?1", {db::Blob{index}},
                  [&](const db::Row& row) {
                    bearer = Bearer{row.Int(0), row.Id(1)};
                    return Ok();
                  }));
  return bearer;
}

namespace {

Result<std::int64_t> LimitOf(db::Connection& connection, std::string_view setting, std::int64_t usual) {
  const std::string text =
      TRY(connection.QueryText("SELECT value FROM setting WHERE name = ?1", {std::string(setting)}));
  std::int64_t max = 0;
  for (const char c : text) max = c >= '0' && c <= '9' && max < 1'000'000 ? max * 10 + (c - '0') : max;
  return text.empty() ? usual : max;
}

}  // namespace

Status CheckProbes(Store& store, const Scope& scope) {
  if (scope.everything) return Ok();
  auto work = TRY(UnitOfWork::Begin(store, Acting(scope)));
  const std::int64_t day = store.Now().DateInShanghai().ToYmdInt();
  const auto count = TRY(work.connection().QueryInt(
      "SELECT count FROM identity_probe WHERE account_id = ?1 AND day = ?2", {scope.account_id, day}));
  const auto max = TRY(LimitOf(work.connection(), "probes_per_day_max", kProbesPerDay));
  if (count < max) return Ok();
  if (count == max) {  // the first refusal of the day is told; one more marks that it was
    TRY(
        work.connection().Execute("INSERT INTO identity_probe (account_id, day, count) VALUES (?1, ?2, 1) "
                                  "ON CONFLICT (account_id, day) DO UPDATE SET count = identity_probe.count + 1",
                                  {scope.account_id, day}));
    work.About(scope.unit_id, "person.probes_used_up", "account", Uuid());
    work.Note("probes", std::to_string(count));
    TRY(work.Commit());
  }
  return Fail(kProbesUsedUp, "今天登记或查找的号码里不在您范围内的太多，今天不能再逐个试",
              "请明天再办；确有需要的，请用表格导入，或请管理员调整上限（probes_per_day_max）");
}

Status AddProbe(Store& store, const Scope& scope) {
  if (scope.everything) return Ok();
  auto work = TRY(UnitOfWork::Begin(store, Acting(scope)));
  TRY(
      work.connection().Execute("INSERT INTO identity_probe (account_id, day, count) VALUES (?1, ?2, 1) "
                                "ON CONFLICT (account_id, day) DO UPDATE SET count = identity_probe.count + 1",
                                {scope.account_id, store.Now().DateInShanghai().ToYmdInt()}));
  return work.Commit();
}

Status CountProbe(Store& store, const Scope& scope) {
  TRY(AddProbe(store, scope));
  return Fail(kElsewhere, "此人已在别处登记", "可以提出转移请求，由现登记地决定");
}

Status CountImportProbes(Store& store, const Scope& scope, std::int64_t rows) {
  if (scope.everything || rows == 0) return Ok();
  auto work = TRY(UnitOfWork::Begin(store, Acting(scope)));
  const std::int64_t day = store.Now().DateInShanghai().ToYmdInt();
  TRY(
      work.connection().Execute("INSERT INTO identity_probe (account_id, day, count, imported) VALUES (?1, ?2, 0, ?3) "
                                "ON CONFLICT (account_id, day) DO UPDATE SET imported = identity_probe.imported + ?3",
                                {scope.account_id, day, rows}));
  const auto count = TRY(work.connection().QueryInt(
      "SELECT imported FROM identity_probe WHERE account_id = ?1 AND day = ?2", {scope.account_id, day}));
  const auto max = TRY(LimitOf(work.connection(), "import_probes_per_day_max", kImportProbesPerDay));
  if (count <= max) return work.Commit();
  if (count - rows <= max) {  // told once a day
    work.About(scope.unit_id, "person.probes_used_up", "account", Uuid());
    work.Note("imported", std::to_string(count));
  }
  TRY(work.Commit());
  return Fail(kProbesUsedUp, "今天导入的名册里，已在别处登记的人太多，不能再查",
              "请核对名册是不是本地的；确实是的，请明天再办，或请管理员调整上限（import_probes_per_day_max）");
}

Status AttachHousehold(Store& store, UnitOfWork& work, Person& person) {
  if (person.household_number.empty()) return Ok();
  const auto known = TRY(store.Find<Household>(Acting(work.scope()), "p.county_id = ?1 AND p.number = ?2",
                                               {person.county_id, person.household_number}));
  if (known) {
    person.household_id = known->id;
    return Ok();
  }
  Household household;
  household.id = person.household_id = store.NewId();
  household.county_id = person.county_id;
  household.number = person.household_number;
  household.home_unit = person.home_unit;
  household.home_code = person.home_code;
  household.target_group = person.target_group;
  if (IsHead(person.relation)) household.head_name = person.name;
  household.created_at = household.updated_at = store.Now();
  return work.Insert(household);
}

namespace {

struct Typed {
  Person person;
  std::string number, kind = "resident18";
};

Status ReadNumber(Store& store, const json::Node& fields, Typed& typed) {
  if (const auto kind = fields.Find("identifier_kind")) {
    typed.kind = TRY(kind->Text(40));
    if (typed.kind != "resident18" && typed.kind != "resident15" && typed.kind != "residence_permit" &&
        typed.kind != "pending") {
      return kind->Refuse("没有这种证件", "可用 resident18 resident15 residence_permit pending");
    }
  }
  const auto node = fields.Find("id_number");
  const bool given = node && !TRY(node->Text(40)).empty();
  Person& person = typed.person;
  if (typed.kind == "pending") {
    if (given) return BadField("id_number", "选了“证件待补”，又填了号码", "有号码的请选对应的证件种类");
    TRY(CheckBirth(person, store.Now().DateInShanghai()));
    if (!person.birth) return BadField("birth", "证件待补的，须填出生日期", "不知道准确日期的，请填户口簿上的日期");
    person.identity_status = "pending";
    return Ok();
  }
  if (!given) return BadField("id_number", "没有身份证号", "请补填；确无证件的，请选“证件待补”");
  const auto reading = TRY(ReadTypedNumber(store, *node));
  if ((typed.kind == "residence_permit") != (reading.kind == IdNumberKind::kResidencePermit)) {
    return BadField("identifier_kind", "证件种类与号码不符", "港澳台居民居住证的号码以 81、82 或 83 开头");
  }
  typed.number = std::string(reading.number->Reveal());
  if (typed.kind == "resident15") typed.kind = "resident18";  // kept in its present form
  if (person.birth && *person.birth != reading.number->birth())
    return BadField("birth", "出生日期与身份证号不符", "请核对身份证号第 7 至 14 位");
  if (!person.sex.empty() && person.sex != reading.number->SexCode())
    return BadField("sex", "性别与身份证号不符", "请核对身份证号第 17 位");
  person.birth = reading.number->birth();
  person.sex = std::string(reading.number->SexCode());
  person.identity_status = "confirmed";
  return Ok();
}

Result<Typed> ReadPerson(Store& store, const Scope& scope, const json::Node& fields, const CodeCheck& codes) {
  Typed typed;
  Person& person = typed.person;
  TRY(ReadFields(fields, kPerson, &person, codes, {"id_number", "identifier_kind"}));
  if (!person.home_unit) return BadField("home_unit", "没有户籍地", "请从下拉表中选择，最好到村");
  person.home_code = TRY(HomeCodeOf(store, scope, *person.home_unit));
  person.county_id = TRY(org::CountyOf(store, person.home_code)).id;
  TRY(ReadNumber(store, fields, typed));
  TRY(CheckRecord(kPerson, &person, codes));
  if (person.register_status.empty()) person.register_status = std::string(state::kActive);
  const Date today = store.Now().DateInShanghai();
  if (const auto why = person.birth ? WhyNotOfAge(*person.birth, today, person.register_status) : std::string_view();
      !why.empty())
    return BadField(typed.kind == "pending" ? "birth" : "id_number", std::string(why),
                    "请核对；在校的，在册状态选“在校”");
  if (person.employment.empty())
    person.employment_since.reset();
  else if (!person.employment_since)
    person.employment_since = today;
  if (person.employment_since && *person.employment_since > today)
    return BadField("employment_since", "状态起始日在今天之后", "请核对日期");
  if (person.employment == state::kOnPost) {
    return BadField("employment", "在岗要有就业经历：在哪个单位、什么地方",
                    "请先不填就业状态，登记后在“就业经历”里登记一段，状态随着变为在岗");
  }
  FillPinyin(person);
  Refresh(person, nullptr, nullptr);
  return typed;
}

}  // namespace

Result<Person> RegisterPerson(Store& store, const Scope& scope, const json::Node& fields, const CodeCheck& codes) {
  Typed typed = TRY(ReadPerson(store, scope, fields, codes));
  Person& person = typed.person;
  if (!typed.number.empty()) {
    TRY(CheckProbes(store, scope));
    if (const auto bearer = TRY(FindBearer(store, typed.number))) {
      const auto known = store.Get<Person>(scope, bearer->person_id);
      if (!known || !scope.SeesHome(known->home_code)) {
        TRY(CountProbe(store, scope));
      }
      Error error{&kRegisteredHere, "这个号码已经登记在您的范围内", "请打开那份档案更正，不要再登记一次", {}};
      return Fail(error.With("person", bearer->person_id.ToString()));
    }
  }
  auto work = TRY(UnitOfWork::Begin(store, scope));
  person.id = store.NewId();
  person.created_at = person.updated_at = work.now();
  work.About(person.county_id, "person.add", "person", person.id);
  TRY(AttachHousehold(store, work, person));
  TRY(work.Insert(person));
  Identifier identifier;
  identifier.id = store.NewId();
  identifier.county_id = person.county_id;
  identifier.person_id = person.id;
  identifier.kind = typed.kind;
  identifier.value = Secret(typed.number);
  identifier.status = "active";
  identifier.valid_from = store.Now().DateInShanghai();
  TRY(work.Insert(identifier));
  if (!typed.number.empty()) {
    auto written = WriteIndex(work, typed.number, person);
    if (!written && written.error().kind == &db::kUnique)
      return Fail(kConflict, "这个号码刚刚被别人登记", "请再保存一次，看现在登记在哪里");
    if (!written) return Fail(std::move(written).error());
  }
  TRY(work.Commit());
  return person;
}

Result<IdentifierCorrection> CheckCorrection(Store& store, const Scope& scope, const Uuid& id,
                                             std::string_view id_number, Date on, bool release) {
  IdentifierCorrection correction;
  correction.file = TRY(GetPersonFile(store, scope, id));
  TRY(HomePerson(store, scope, id));
  const auto reading = TRY(ReadNumberText(store, id_number));
  correction.number = *reading.number;
  correction.kind = reading.kind == IdNumberKind::kResidencePermit ? "residence_permit" : "resident18";
  correction.on = on;
  correction.release = release;
  for (const auto& old : correction.file.identifiers) {
    if (old.status == "active" && old.value.Reveal() == correction.number.Reveal())
      return Fail(kConflict, "这个号码就是现在的号码");
  }
  TRY(CheckProbes(store, scope));
  const auto bearer = TRY(FindBearer(store, correction.number.Reveal()));
  correction.known = bearer.has_value();
  if (bearer && bearer->person_id != id) {
    const auto known = store.Get<Person>(scope, bearer->person_id);
    if (!known || !scope.SeesHome(known->home_code)) TRY(CountProbe(store, scope));
    Error error{&kRegisteredHere, "这个号码登记在另一份档案里", "同一个人登记了两次的，请合并两份档案", {}};
    return Fail(error.With("person", bearer->person_id.ToString()));
  }
  return correction;
}

Result<Person> WriteCorrection(UnitOfWork& work, const IdentifierCorrection& correction, std::string_view reason) {
  const Person& person = correction.file.person;
  Store& store = work.store();
  work.About(person.county_id, "person.identifier", "person", person.id);
  for (const auto& old : correction.file.identifiers) {
    if (old.status != "active") continue;
    Identifier ended = old;
    ended.status = "corrected";
    ended.valid_to = correction.on.AddDays(-1);
    TRY(work.Update(old, ended));
    if (correction.release && !old.value.empty()) {
      const std::string index = store.vault().Index(kNumber, old.value.Reveal());
      TRY(work.connection().Execute("DELETE FROM identity_index WHERE value_index = ?1", {db::Blob{index}}));
    }
  }
  Identifier identifier;
  identifier.id = store.NewId();
  identifier.county_id = person.county_id;
  identifier.person_id = person.id;
  identifier.kind = correction.kind;
  identifier.value = Secret(std::string(correction.number.Reveal()));
  identifier.status = "active";
  identifier.valid_from = correction.on;
  TRY(work.Insert(identifier));
  if (!correction.known) {
    auto written = WriteIndex(work, correction.number.Reveal(), person);
    if (!written && written.error().kind == &db::kUnique)
      return Fail(kConflict, "这个号码刚刚被别人登记", "请再保存一次，看现在登记在哪里");
    if (!written) return Fail(std::move(written).error());
  }
  Person after = person;
  after.birth = correction.number.birth();
  after.sex = std::string(correction.number.SexCode());
  after.identity_status = "confirmed";
  TRY(work.Update(person, after));
  NoteReason(work, reason);
  return after;
}

Result<Person> CorrectIdentifier(Store& store, const Scope& scope, const Uuid& id, const json::Node& fields) {
  TRY(fields.OnlyMembers({"id_number", "on", "reason", "belongs_to_other"}));
  TRY(HomePerson(store, scope, id));
  const std::string number = TRY(TRY(fields.Get("id_number")).Text(40));
  TRY(ReadNumberText(store, number));
  Date on = store.Now().DateInShanghai();
  if (const auto given = fields.Find("on")) {
    const auto date = Date::Parse(TRY(given->Text(20)));
    if (!date || *date > on) return given->Refuse("日期不对", "应如 2026-08-21，不晚于今天");
    on = *date;
  }
  const std::string reason = TRY(TRY(fields.Get("reason")).Text(200));
  if (reason.empty()) return BadField("reason", "请写明更正的依据", "如：户口簿、派出所证明");
  const auto others = fields.Find("belongs_to_other");
  const bool release = others && TRY(others->Bool());
  const auto correction = TRY(CheckCorrection(store, scope, id, number, on, release));
  auto work = TRY(UnitOfWork::Begin(store, scope));
  const Person after = TRY(WriteCorrection(work, correction, reason));
  TRY(work.Commit());
  return after;
}

namespace {

// The numbers of `person` lead to `bearer`.
Status PointNumbers(Store& store, UnitOfWork& work, const PersonFile& file, const Person& bearer, std::string_view from,
                    std::string_view to) {
  const std::string bearer_id = bearer.id.ToBytes();
  for (const auto& old : file.identifiers) {
    if (old.value.empty()) continue;
    const std::string index = store.vault().Index(kNumber, old.value.Reveal());
    TRY(work.connection().Execute("UPDATE identity_index SET county_id = ?2, person_id = ?3 WHERE value_index = ?1",
                                  {db::Blob{index}, bearer.county_id, db::Blob{bearer_id}}));
    if (old.status != from) continue;
    Identifier changed = old;
    changed.status = std::string(to);
    TRY(work.Update(old, changed));
  }
  return Ok();
}

}  // namespace

Result<Person> Merge(Store& store, const Scope& scope, const Uuid& id, const Uuid& into, std::string_view reason) {
  if (id == into) return Fail(kBadInput, "不能并入自己");
  if (reason.empty()) return BadField("reason", "请写明合并的依据", "如：两地重复登记，户口已迁");
  TRY(HomePerson(store, scope, id));
  const Person survivor = TRY(HomePerson(store, scope, into));
  const PersonFile file = TRY(GetPersonFile(store, scope, id));
  if (!file.person.merged_into.IsNil()) return Fail(kConflict, "这份档案已经合并过", "请先撤销上一次合并");
  if (!survivor.merged_into.IsNil()) return Fail(kConflict, "要并入的档案自己已被合并", "请并入留下的那一份");
  Person after = file.person;
  after.merged_into = into;
  after.identity_status = "merged";
  Refresh(after, CurrentSpell(file.spells), file.intention ? &*file.intention : nullptr);
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "person.merge", "person", id);
  TRY(work.Update(file.person, after));
  TRY(PointNumbers(store, work, file, survivor, "active", "redirected"));
  NoteReason(work, reason);
  work.About(survivor.county_id, "person.merge", "person", into);
  std::string other;
  AppendJsonString(other, id.ToString());
  work.Note("merged_from", other);
  TRY(work.Commit());
  return after;
}

Result<Person> UndoMerge(Store& store, const Scope& scope, const Uuid& id, std::string_view reason) {
  if (reason.empty()) return BadField("reason", "请写明撤销的理由", "如：核实是两个人");
  TRY(HomePerson(store, scope, id));
  const PersonFile file = TRY(GetPersonFile(store, scope, id));
  if (file.person.merged_into.IsNil()) return Fail(kConflict, "这份档案没有合并过");
  Person after = file.person;
  after.merged_into = Uuid();
  after.identity_status = "doubtful";
  for (const auto& identifier : file.identifiers) {
    if (identifier.status == "redirected" && !identifier.value.empty()) after.identity_status = "confirmed";
  }
  Refresh(after, CurrentSpell(file.spells), file.intention ? &*file.intention : nullptr);
  auto work = TRY(UnitOfWork::Begin(store, scope));
  work.About(after.county_id, "person.unmerge", "person", id);
  TRY(work.Update(file.person, after));
  TRY(PointNumbers(store, work, file, after, "redirected", "active"));
  NoteReason(work, reason);
  TRY(work.Commit());
  return after;
}

}  // namespace gq::people
