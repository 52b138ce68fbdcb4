#include "modules/imports/roster.h"

#include <algorithm>

#include "base/id_number.h"
#include "base/json_text.h"
#include "base/mask.h"
#include "base/text.h"
#include "kits/store/record_json.h"
#include "kits/store/row_buffer.h"
#include "modules/imports/preview.h"
#include "modules/imports/reversed.h"
#include "modules/imports/wanted.h"
#include "modules/org/service.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/requests/changes.h"

namespace gq::imports {

namespace {

constexpr int kYoungestWorker = 14;  // years; nobody's record goes further back, a date before it is a slip

Problem MakeProblem(const RawRow& raw, const ImportColumn& column, std::string_view value, std::string_view code,
                    std::string_view reason, std::string_view cure) {
  return {raw.row,           raw.sheet_row,       column.label,      std::string(value),
          std::string(code), std::string(reason), std::string(cure), {}};
}

void ReadId(const RawRow& raw, std::size_t at, const ImportColumn& column, const Lookups& lookups, RosterRow& row,
            std::vector<Problem>& problems) {
  IdNumberRules rules;
  rules.is_region = lookups.is_id_prefix;
  const auto reading = ReadIdNumber(raw.cells[at], &rules);
  if (reading.number && !(raw.is_number[at] && reading.kind == IdNumberKind::kCanonical)) {
    row.id_number = std::string(reading.number->Reveal());
    row.person.emplace_back(kPerson.FindField("birth"), Value(std::int64_t{reading.number->birth().ToYmdInt()}));
    row.person.emplace_back(kPerson.FindField("sex"), Value(std::string(reading.number->SexCode())));
    return;
  }
  if (reading.number) {  // eighteen digits in a number cell: the last three are not what was typed
    problems.push_back(MakeProblem(raw, column, raw.cells[at], "id_number.number_cell",
                                   "身份证号存成了数字，末三位已经丢失", "请把这一列设为文本格式后重新填写"));
    return;
  }
  const std::string reason = reading.kind == IdNumberKind::kEmpty ? "没有身份证号" : std::string(reading.reason);
  const std::string cure = reading.kind == IdNumberKind::kEmpty ? "请补填；确无证件的，请在网页上按“证件待补”单个登记"
                                                                : std::string(reading.cure);
  problems.push_back(MakeProblem(raw, column, raw.cells[at],
                                 "id_number." + std::to_string(static_cast<int>(reading.kind)), reason, cure));
}

void Place(std::vector<FieldValue>& values, const Field* field, Value value) {
  for (auto& [known, old] : values) {
    if (known == field) {
      old = std::move(value);
      return;
    }
  }
  values.emplace_back(field, std::move(value));
}

const Value* FindValue(const std::vector<FieldValue>& values, std::string_view name) {
  for (const auto& [field, value] : values) {
    if (field->name == name) return &value;
  }
  return nullptr;
}

// 2025.1: a spreadsheet shows 2025.10 like this when it takes it for a number.
void RemarkLostZero(const RawRow& raw, std::size_t at, const ImportColumn& column, std::vector<Problem>& problems) {
  const FieldType type = column.field->type;
  const std::string_view text = Trim(raw.cells[at]);
  if ((type != FieldType::kDate && type != FieldType::kMonth) || text.size() != 6 || text.substr(4) != ".1") return;
  const std::string year(text.substr(0, 4));
  problems.push_back(MakeProblem(raw, column, text, "date.lost_zero", "已按 " + year + " 年 1 月登记，也可能是 10 月",
                                 "原来写的是 " + year + ".10 的，请改成 " + year + "-10"));
  problems.back().suggestion = year + "-10";
  problems.back().remark = true;
}

void ReadHome(const RawRow& raw, const std::vector<std::string>& parts, const ImportColumn& column,
              const Lookups& lookups, RosterRow& row, std::vector<Problem>& problems) {
  std::vector<std::string> given;
  std::string shown;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    given.push_back(part);
    shown += part;
  }
  if (given.empty()) {
    problems.push_back(
        MakeProblem(raw, column, "", "region.missing", "没有户籍地", "请填 12 位代码，或从省到村的名称"));
    return;
  }
  const auto code = lookups.place_of(given);
  if (!code) {
    problems.push_back(MakeProblem(raw, column, shown, "region.unknown", code.error().message, code.error().hint));
    return;
  }
  if (*code % 1'000'000 == 0 && *code % 100'000'000 == 0) {
    problems.push_back(
        MakeProblem(raw, column, shown, "region.too_wide", "户籍地只到省或市州", "请至少写到县，最好到村"));
    return;
  }
  row.home_code = *code;
  // Taken as its township, or its county: the words are not kept, so somebody should know.
  if (*code % 1000 != 0 || !lookups.rest_of_place) return;
  const std::string rest = lookups.rest_of_place(given);
  if (rest.empty()) return;
  problems.push_back(
      MakeProblem(raw, column, rest, "region.rest",
                  *code % 1'000'000 == 0 ? "区划表里没有这个乡镇，按县登记" : "区划表里没有这个村，按乡镇登记",
                  "请核对地名；村已并入别村的，请写现在的名称"));
  problems.back().remark = true;
}

}  // namespace

std::string TextOf(const std::vector<FieldValue>& values, std::string_view name) {
  const Value* value = FindValue(values, name);
  const std::string* text = value == nullptr ? nullptr : AsText(*value);
  return text == nullptr ? std::string() : *text;
}

RosterRow ParseRoster(const RawRow& raw, CellReader& cells, std::vector<Problem>& problems) {
  const std::vector<ImportColumn>& columns = cells.columns();
  const Lookups& lookups = cells.lookups();
  RosterRow row;
  row.row = raw.row;
  row.sheet_row = raw.sheet_row;
  row.person.reserve(24);
  row.spell.reserve(12);
  row.intention.reserve(12);
  std::vector<std::string> place(6);
  const ImportColumn* region = nullptr;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const ImportColumn& column = columns[at];
    if (column.field == nullptr) {
      static constexpr std::string_view kParts[] = {"province", "city", "county", "township", "village", "region"};
      for (std::size_t part = 0; part < 6; ++part) {
        if (column.key == kParts[part]) place[part] = std::string(Trim(raw.cells[at]));
      }
      if (column.key == "region") region = &column;
      continue;
    }
    if (column.type == &kIdentifier) {
      ReadId(raw, at, column, lookups, row, problems);
      continue;
    }
    auto value = cells.Read(at, raw.cells[at], raw.is_number[at]);
    if (!value) {
      problems.push_back(MakeProblem(raw, column, raw.cells[at],
                                     std::string(column.field->name) + "." + std::string(value.error().kind->code),
                                     value.error().message, value.error().hint));
      continue;
    }
    if (IsNull(*value)) continue;
    RemarkLostZero(raw, at, column, problems);
    auto& target = column.type == &kPerson ? row.person : column.type == &kSpell ? row.spell : row.intention;
    if (column.field->name == "sex" && FindValue(row.person, "sex") != nullptr &&
        *FindValue(row.person, "sex") != *value) {
      problems.push_back(
          MakeProblem(raw, column, raw.cells[at], "sex.differs", "性别与身份证号不符", "请核对身份证号第 17 位与性别"));
      continue;
    }
    if (column.field->name == "birth" && FindValue(row.person, "birth") != nullptr)
      continue;  // the number says it exactly
    Place(target, column.field, *std::move(value));
  }
  ReadHome(raw, place, *region, lookups, row, problems);
  const Value* start = FindValue(row.spell, "start_on");
  const Value* birth = FindValue(row.person, "birth");
  if (start != nullptr && birth != nullptr && *AsInteger(*start) < *AsInteger(*birth) + kYoungestWorker * 10'000) {
    problems.push_back({raw.row,
                        raw.sheet_row,
                        "开始务工时间",
                        Date::FromYmdInt(static_cast<int>(*AsInteger(*start)))->ToString(),
                        "spell.too_young",
                        "开始务工时还不满 " + std::to_string(kYoungestWorker) + " 岁",
                        "请核对开始时间与身份证号",
                        {}});
  }
  RefuseReversed(raw, columns, kPerson, row.person, problems);
  RefuseReversed(raw, columns, kSpell, row.spell, problems);
  RefuseReversed(raw, columns, kIntention, row.intention, problems);
  return row;
}

RosterBatch::RosterBatch(Store& store, const Scope& scope, const Lookups& lookups, Date as_of)
    : store_(store), scope_(scope), lookups_(lookups), as_of_(as_of) {}

namespace {

Scope Inner() { return Scope::System("system:import"); }

}  // namespace

void IndexNumbers(const store::Vault& vault, std::vector<RosterRow>& rows) {
  for (auto& row : rows) {
    if (row.number_index.empty()) row.number_index = vault.Index("person_identifier.value", row.id_number);
  }
}

Status RosterBatch::LookUp(std::vector<RosterRow>& rows) {
  known_.clear();
  loaded_.clear();
  IndexNumbers(store_.vault(), rows);
  constexpr std::size_t kStep = 500;
  const std::string sql = SelectNumbers(kStep, store_.dialect());
  for (std::size_t from = 0; from < rows.size(); from += kStep) {
    std::vector<db::Param> params(kStep, db::Param(db::Blob{"\x01"}));  // one statement text for every size
    for (std::size_t i = from; i < std::min(from + kStep, rows.size()); ++i)
      params[i - from] = db::Param(db::Blob{rows[i].number_index});
    TRY(store_.Query(Inner(), sql, db::Params(params), [&](const db::Row& row) {
      known_[row.String(0)] = {row.Int(1), row.Id(2)};
      return Ok();
    }));
  }
  return LoadPeople();
}

Status RosterBatch::LoadPeople() {
  std::map<std::int64_t, std::vector<std::string>> by_county;
  for (const auto& [index, known] : known_) by_county[known.county_id].push_back(known.person_id.ToBytes());
  constexpr std::size_t kStep = 250;
  for (const auto& [county, ids] : by_county) {
    for (std::size_t from = 0; from < ids.size(); from += kStep) {
      std::vector<db::Param> params(kStep + 1, db::Param(db::Blob{"\x01"}));
      params[0] = db::Param(county);
      for (std::size_t i = from; i < std::min(from + kStep, ids.size()); ++i)
        params[i - from + 1] = db::Param(db::Blob{ids[i]});
      const auto read = [&](const RecordType& type, std::string_view column, const db::RowFunction& each) {
        return store_.Query(Inner(), SelectWanted(kStep, store::LayoutOf(type).select_list, type.name, column),
                            db::Params(params), each);
      };
      TRY(read(kPerson, "id", [&](const db::Row& row) -> Status {
        Loaded loaded;
        TRY(store_.ReadRecord(kPerson, row, &loaded.person));
        loaded_[loaded.person.id.ToBytes()] = std::move(loaded);
        return Ok();
      }));
      TRY(read(kSpell, "person_id", [&](const db::Row& row) -> Status {
        Spell spell;
        TRY(store_.ReadRecord(kSpell, row, &spell));
        Loaded& loaded = loaded_[spell.person_id.ToBytes()];
        if (spell.state == "ended") {
          loaded.past.push_back(std::move(spell));
          return Ok();
        }
        auto& slot = loaded.spell;
        if (!slot || (spell.start && (!slot->start || *slot->start < *spell.start))) slot = std::move(spell);
        return Ok();
      }));
      TRY(read(kIntention, "person_id", [&](const db::Row& row) -> Status {
        Intention intention;
        TRY(store_.ReadRecord(kIntention, row, &intention));
        loaded_[intention.person_id.ToBytes()].intention = std::move(intention);
        return Ok();
      }));
    }
  }
  return Ok();
}

Result<std::int64_t> RosterBatch::CountyOf(std::int64_t code) {
  const std::int64_t county = code / 1'000'000 * 1'000'000;
  const auto it = counties_.find(county);
  if (it != counties_.end()) return it->second;
  return counties_[county] = TRY(org::CountyOf(store_, code)).id;
}

Status RosterBatch::LoadHouseholds(const std::vector<RosterRow>& rows) {
  std::map<std::int64_t, std::set<std::string>> wanted;
  for (const auto& row : rows) {
    const std::string number = TextOf(row.person, "household_number");
    const auto county = CountyOf(row.home_code);
    if (!number.empty() && county && households_.count({*county, number}) == 0) wanted[*county].insert(number);
  }
  constexpr std::size_t kStep = 250;
  for (const auto& [county_id, numbers] : wanted) {
    const std::int64_t county = county_id;  // lambdas of clang 14 cannot take a structured binding
    const std::vector<std::string> list(numbers.begin(), numbers.end());
    for (std::size_t from = 0; from < list.size(); from += kStep) {
      std::vector<db::Param> params(kStep + 1, db::Param(""));
      params[0] = db::Param(county);
      for (std::size_t i = from; i < std::min(from + kStep, list.size()); ++i)
        params[i - from + 1] = db::Param(list[i]);
      static const std::string sql = SelectWanted(kStep, "p.number, p.id", "household", "number");
      TRY(store_.Query(Inner(), sql, db::Params(params), [&](const db::Row& row) {
        households_[{county, row.String(0)}] = row.Id(1);
        return Ok();
      }));
    }
  }
  return Ok();
}

// Makes the household when it is not there yet.
Status RosterBatch::Attach(Person& person, const std::string& head_name, UnitOfWork* work) {
  if (person.household_number.empty()) return Ok();
  const auto key = std::pair(person.county_id, person.household_number);
  const auto it = households_.find(key);
  if (it != households_.end()) {
    person.household_id = it->second;
    return Ok();
  }
  Household household;
  household.id = person.household_id = store_.NewId();
  household.county_id = person.county_id;
  household.number = person.household_number;
  household.home_code = person.home_code;
  household.target_group = person.target_group;
  household.head_name = head_name;
  household.created_at = household.updated_at = store_.Now();
  if (work == nullptr) return Ok();
  households_[key] = household.id;
  return work->Insert(household);
}

namespace {

bool IsAway(const Person& person) {
  return person.employment == people::state::kOnPost || person.employment == people::state::kDeparted ||
         person.employment == people::state::kFlexible;
}

// Whether the row speaks of the employment of `spell`.
bool SpeaksOf(const RosterRow& row, const Spell& spell) {
  const std::string unit = TextOf(row.spell, "unit_code"), name = TextOf(row.spell, "employer_name");
  if (!unit.empty() && !spell.unit_code.empty()) return spell.unit_code == unit;
  return name.empty() || spell.employer_name == name;
}

}  // namespace

namespace {

// "Not working" of a roster without any date, of somebody whom a registry has at work: the roster was written without
// knowing. When the registry has him no longer, the comparison says so; who is back says so (已返乡), or with a date.
bool StatesNothingNew(const RosterRow& row, const std::optional<Spell>& spell) {
  return spell && spell->source == "registry" && spell->state != "ended" &&
         TextOf(row.person, "employment") == people::state::kNotWorking && row.spell.empty();
}

}  // namespace

void RosterBatch::WriteSpell(const RosterRow& row, const Person& person, Spell& spell) const {
  for (const auto& [field, value] : row.spell) field->set(&spell, value);
  if (spell.work_code) spell.tier = people::TierOf(person.home_code, *spell.work_code);
}

Spell RosterBatch::NewSpell(const Person& person) const {
  Spell spell;
  spell.id = store_.NewId();
  spell.county_id = person.county_id;
  spell.person_id = person.id;
  spell.home_code = person.home_code;
  spell.steward_unit = person.county_id;
  spell.source = "import";
  spell.created_at = spell.updated_at = store_.Now();
  return spell;
}

void RosterBatch::FillSpell(const RosterRow& row, const Person& person, std::optional<Spell>& spell) const {
  if (row.spell.empty() || !IsAway(person)) return;
  if (!spell || !SpeaksOf(row, *spell)) spell = NewSpell(person);
  WriteSpell(row, person, *spell);
  spell->state = person.employment == people::state::kDeparted ? "departed" : "on_post";
}

std::optional<Spell> RosterBatch::PastSpell(const RosterRow& row, const Person& person,
                                            const std::vector<Spell>& known) const {
  const Value* start = FindValue(row.spell, "start_on");
  const bool names_employer = !TextOf(row.spell, "unit_code").empty() || !TextOf(row.spell, "employer_name").empty();
  const Value* end = FindValue(row.spell, "end_on");
  const bool dated = start != nullptr || end != nullptr;
  // Somebody who never left may well have the name of a place in the row; a dated employment is one.
  if (IsAway(person) || !(dated || (names_employer && person.employment == people::state::kReturned))) return {};
  for (const auto& spell : known) {
    const bool same_start =
        start == nullptr || (spell.start && spell.start->ToYmdInt() == static_cast<int>(*AsInteger(*start)));
    if (same_start && SpeaksOf(row, spell)) return {};
  }
  Spell spell = NewSpell(person);
  WriteSpell(row, person, spell);
  spell.state = "ended";
  if (!spell.end)
    spell.end = spell.start && as_of_ < *spell.start ? *spell.start : as_of_;  // over by now, nobody says since when
  return spell;
}

// Back since the day after the last one; without a day in the row it was over by now at the latest.
Date RosterBatch::SinceAfter(const RosterRow& row, const Spell& past) const {
  return FindValue(row.spell, "end_on") != nullptr ? past.end->AddDays(1) : as_of_;
}

Result<Planned> RosterBatch::AddNew(const RosterRow& row, UnitOfWork* work) {
  const auto county = CountyOf(row.home_code);
  if (!county) {
    Planned planned{Outcome::kConflict, row.row, row.sheet_row, Uuid(), TextOf(row.person, "name"), {}, {}};
    planned.conflict = Problem{row.row,
                               row.sheet_row,
                               "户籍地",
                               "",
                               "region.not_loaded",
                               "户籍地所在的县没有装进这个库",
                               "请核对户籍地；确在外省的，由当地办理",
                               {}};
    return planned;
  }
  Planned planned{Outcome::kNew, row.row, row.sheet_row, store_.NewId(), TextOf(row.person, "name"), {}, {}};
  if (!scope_.SeesHome(row.home_code)) {
    planned.outcome = Outcome::kConflict;
    planned.conflict =
        Problem{row.row, row.sheet_row, "户籍地", "", "scope.outside", "户籍地不在您的范围内", "请由当地导入", {}};
    return planned;
  }
  if (work == nullptr) {
    if (++new_shown_ <= kNewRowsShown)
      for (const auto* given : {&row.person, &row.spell, &row.intention}) GivenCells(*given, planned.cells);
    return planned;
  }
  Person person;
  person.id = planned.person_id;
  person.county_id = *county;
  person.home_code = row.home_code;
  for (const auto& [field, value] : row.person) field->set(&person, value);
  person.identity_status = "confirmed";
  if (person.register_status.empty()) person.register_status = std::string(people::state::kActive);
  if (!person.employment.empty()) person.employment_since = as_of_;
  person.created_at = person.updated_at = store_.Now();
  const auto pinyin = lookups_.pinyin_of(person.name);
  person.name_pinyin = pinyin.first;
  person.name_initials = pinyin.second;
  work->About(person.county_id, "person.import", "person", person.id);
  TRY(Attach(person, people::IsHead(person.relation) ? person.name : std::string(), work));
  std::optional<Spell> spell;
  FillSpell(row, person, spell);
  if (spell && spell->start) person.employment_since = spell->start;
  if (!spell) {
    spell = PastSpell(row, person, {});
    if (spell) person.employment_since = SinceAfter(row, *spell);
  }
  std::optional<Intention> intention;
  if (!row.intention.empty()) {
    intention = Intention();
    intention->id = store_.NewId();
    intention->county_id = person.county_id;
    intention->person_id = person.id;
    intention->asked_on = as_of_;
    intention->updated_at = store_.Now();
    for (const auto& [field, value] : row.intention) field->set(&*intention, value);
  }
  people::Refresh(person, spell && spell->state != "ended" ? &*spell : nullptr, intention ? &*intention : nullptr);
  Identifier identifier;
  identifier.id = store_.NewId();
  identifier.county_id = person.county_id;
  identifier.person_id = person.id;
  identifier.kind = "resident18";
  identifier.value = Secret(row.id_number);
  identifier.status = "active";
  TRY(work->Insert(person));
  TRY(work->Insert(identifier));
  if (spell) TRY(work->Insert(*spell));
  if (intention) TRY(work->Insert(*intention));
  new_identities_.push_back({row.number_index, {person.county_id, person.id}});
  return planned;
}

// What the row says of a spell in another unit's hands is asked of that unit (D6).
Status RosterBatch::AskSteward(const Loaded& loaded, const RosterRow& row, UnitOfWork& work) {
  std::vector<requests::Proposal> proposals;
  for (const auto& [field, value] : row.spell) {
    Value now;
    field->get(&*loaded.spell, now);
    if (now != value) proposals.push_back({&kSpell, field, now, value});
  }
  TRY(requests::Add(store_, work, loaded.person, &*loaded.spell, proposals, "import", {}));
  return Ok();
}

Result<Planned> RosterBatch::ChangeKnown(const RosterRow& row, Loaded& loaded, UnitOfWork* work) {
  Planned planned{Outcome::kUpdate, row.row, row.sheet_row, loaded.person.id, loaded.person.name, {}, {}};
  const auto conflict = [&](std::string column, std::string code, std::string reason, std::string cure) {
    planned.outcome = Outcome::kConflict;
    planned.conflict =
        Problem{row.row, row.sheet_row, std::move(column), "", std::move(code), std::move(reason), std::move(cure), {}};
    return planned;
  };
  if (!scope_.SeesHome(loaded.person.home_code)) {
    planned.name.clear();
    planned.person_id = Uuid();
    return conflict("身份证号", std::string(people::kElsewhere.code), "此人已在别处登记",
                    "可提出转移请求，由现登记地决定");
  }
  if (!touched_.insert(loaded.person.id.ToBytes()).second) {
    return conflict("身份证号", "people.twice", "此人在文件里已经出现过（用另一个证件号码）", "请留下一行，删去另一行");
  }
  if (row.home_code / 1'000'000 != loaded.person.home_code / 1'000'000) {
    return conflict("户籍地", "people.other_county", "户籍地换了县，导入不能转移人员",
                    "请用“转移”办理，历史会一起带走");
  }
  Person person = loaded.person;
  const bool known_better = StatesNothingNew(row, loaded.spell);
  for (const auto& [field, value] : row.person) {
    if (!known_better || field->name != "employment") field->set(&person, value);
  }
  if (row.home_code % 1000 != 0 || row.home_code > person.home_code) person.home_code = row.home_code;
  if (person.name != loaded.person.name) {
    const auto pinyin = lookups_.pinyin_of(person.name);
    person.name_pinyin = pinyin.first;
    person.name_initials = pinyin.second;
  }
  people::KeepFormerGroup(loaded.person, person, as_of_);
  if (person.employment != loaded.person.employment) person.employment_since = as_of_;
  std::optional<Spell> spell = loaded.spell;
  const bool others = spell && spell->steward_unit && *spell->steward_unit != loaded.person.county_id;
  if (!others) FillSpell(row, person, spell);
  const bool same_spell = spell && loaded.spell && spell->id == loaded.spell->id;
  std::optional<Intention> intention = loaded.intention;
  if (!row.intention.empty()) {
    if (!intention) {
      intention = Intention();
      intention->id = store_.NewId();
      intention->county_id = person.county_id;
      intention->person_id = person.id;
      intention->updated_at = store_.Now();
    }
    for (const auto& [field, value] : row.intention) field->set(&*intention, value);
  }
  const bool home_again =
      person.employment == people::state::kNotWorking || person.employment == people::state::kReturned;
  const bool ends = home_again && loaded.spell && loaded.spell->state != "ended" && !others;
  std::optional<Spell> past;
  if (!others && !(ends && SpeaksOf(row, *loaded.spell))) past = PastSpell(row, person, loaded.past);
  if (person.employment != loaded.person.employment) {  // the days of the employment, if the row gives them
    if (IsAway(person) && spell && spell->start) person.employment_since = spell->start;
    if (past) person.employment_since = SinceAfter(row, *past);
  }
  const Value* end = FindValue(row.spell, "end_on");
  const Date ended_on = ends && end != nullptr && SpeaksOf(row, *loaded.spell)
                            ? *Date::FromYmdInt(static_cast<int>(*AsInteger(*end)))
                            : as_of_;
  std::optional<Spell> closed;
  if (ends) {
    closed = loaded.spell;
    closed->state = "ended";
    closed->end = ended_on;
    if (person.employment != loaded.person.employment && !past)
      person.employment_since = end != nullptr ? ended_on.AddDays(1) : as_of_;
  }
  auto reversed = ReversedBeside(row.row, row.sheet_row, kPerson, &person, &loaded.person);
  if (!reversed && ends) reversed = ReversedBeside(row.row, row.sheet_row, kSpell, &*closed, &*loaded.spell);
  if (!reversed && !ends && same_spell)
    reversed = ReversedBeside(row.row, row.sheet_row, kSpell, &*spell, &*loaded.spell);
  if (reversed) {
    planned.outcome = Outcome::kConflict;
    planned.conflict = std::move(reversed);
    return planned;
  }
  people::Refresh(person, ends || !spell || spell->state == "ended" ? nullptr : &*spell,
                  intention ? &*intention : nullptr);
  CompareCells(kPerson, &loaded.person, &person, planned.cells);
  const Spell no_spell;
  const Intention no_intention;
  if (spell) CompareCells(kSpell, loaded.spell ? &*loaded.spell : &no_spell, &*spell, planned.cells);
  if (intention)
    CompareCells(kIntention, loaded.intention ? &*loaded.intention : &no_intention, &*intention, planned.cells);
  if (others && !row.spell.empty()) {
    Spell wished = *loaded.spell;
    for (const auto& [field, value] : row.spell) field->set(&wished, value);
    std::vector<CellChange> foreign;
    CompareCells(kSpell, &*loaded.spell, &wished, foreign);
    for (auto& cell : foreign) {
      cell.owned = false;
      planned.cells.push_back(std::move(cell));
    }
    if (!foreign.empty()) {
      if (work != nullptr) TRY(AskSteward(loaded, row, *work));
      return conflict("就业单位", "spell.steward", "这段经历已由就业地经办，导入不能改",
                      "导入后成为变更申请，由就业地决定；见“变更申请”");
    }
  }
  if (past) CompareCells(kSpell, &no_spell, &*past, planned.cells);
  if (planned.cells.empty()) planned.outcome = Outcome::kSame;
  if (work == nullptr || planned.outcome == Outcome::kSame) return planned;
  work->About(person.county_id, "person.import", "person", person.id);
  TRY(Attach(person, {}, work));
  if (ends) {
    TRY(work->Update(*loaded.spell, *closed));
  } else if (spell && same_spell) {
    TRY(work->Update(*loaded.spell, *spell));
  } else if (spell) {
    if (loaded.spell && loaded.spell->state != "ended") {
      Spell closed = *loaded.spell;
      closed.state = "ended";
      const Date last = spell->start ? spell->start->AddDays(-1) : as_of_;
      closed.end = closed.start ? std::max(last, *closed.start) : last;
      TRY(work->Update(*loaded.spell, closed));
    }
    TRY(work->Insert(*spell));
  }
  if (past) TRY(work->Insert(*past));
  if (intention && loaded.intention) TRY(work->Update(*loaded.intention, *intention));
  if (intention && !loaded.intention) TRY(work->Insert(*intention));
  TRY(work->Update(loaded.person, person));
  return planned;
}

Result<Planned> RosterBatch::One(const RosterRow& row, UnitOfWork* work) {
  const auto conflict = [&](const char* column, std::string value, const char* code, const char* reason,
                            const char* cure) {
    Planned planned{Outcome::kConflict, row.row, row.sheet_row, Uuid(), TextOf(row.person, "name"), {}, {}};
    planned.conflict = Problem{row.row, row.sheet_row, column, std::move(value), code, reason, cure, {}};
    return planned;
  };
  if (const Value* start = FindValue(row.spell, "start_on")) {
    const auto day = Date::FromYmdInt(static_cast<int>(*AsInteger(*start)));
    if (day && as_of_ < *day && TextOf(row.person, "employment") == people::state::kOnPost)
      return conflict("开始务工时间", day->ToString(), "spell.future", "就业状态说在岗，开始时间却在业务日期以后",
                      "请核对日期；还没有出发的，请把就业状态改为“未就业”");
  }
  if (const Value* end = FindValue(row.spell, "end_on")) {
    const std::string employment = TextOf(row.person, "employment");
    const bool away = employment == people::state::kOnPost || employment == people::state::kDeparted ||
                      employment == people::state::kFlexible;
    const auto day = Date::FromYmdInt(static_cast<int>(*AsInteger(*end)));
    if (away && day && *day < as_of_)
      return conflict("结束务工时间", day->ToString(), "spell.over", "就业状态说在外就业，结束时间却已经过去",
                      "已经返乡的，请把就业状态改为“已返乡”；还在岗的，请删去结束时间");
  }
  const auto it = known_.find(row.number_index);
  if (it == known_.end()) {
    const Value* birth = FindValue(row.person, "birth");
    const auto born = birth == nullptr ? std::nullopt : Date::FromYmdInt(static_cast<int>(*AsInteger(*birth)));
    if (const auto why = people::WhyNotOfAge(born.value_or(as_of_), as_of_, TextOf(row.person, "register_status"));
        born && !why.empty())
      return conflict("身份证号", "", "person.age", why.data(), "请核对身份证号；在校的，在册状态填“在校”");
    Planned planned = TRY(AddNew(row, work));
    return planned;
  }
  const auto loaded = loaded_.find(it->second.person_id.ToBytes());
  if (loaded == loaded_.end()) return Fail(kInternal, "证件索引指向不存在的人");
  return ChangeKnown(row, loaded->second, work);
}

Result<std::vector<Planned>> RosterBatch::Run(std::vector<RosterRow>& rows, UnitOfWork* work) {
  TRY(LookUp(rows));
  TRY(LoadHouseholds(rows));
  new_identities_.clear();
  std::vector<Planned> planned;
  planned.reserve(rows.size());
  for (const auto& row : rows) planned.push_back(TRY(One(row, work)));
  if (work == nullptr || new_identities_.empty()) return planned;
  std::sort(new_identities_.begin(), new_identities_.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });  // in the order of the key
  store::RowBuffer identities;
  for (const auto& [index, known] : new_identities_) {
    identities.Bytes(index);
    identities.Int(known.county_id);
    identities.Bytes(known.person_id.ToBytes());
    identities.EndRow();
  }
  work->Later([rows = std::move(identities)](db::Connection& connection) -> Status {
    const auto bulk = connection.Bulk("identity_index",
                                      {{"value_index", db::CellKind::kBlob},
                                       {"county_id", db::CellKind::kInteger},
                                       {"person_id", db::CellKind::kBlob}},
                                      {.cells_stay = true});
    TRY(rows.WriteTo(*bulk));
    return bulk->Finish();
  });
  new_identities_.clear();
  return planned;
}

}  // namespace gq::imports
