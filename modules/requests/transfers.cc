#include "modules/requests/transfers.h"

#include "base/json_text.h"
#include "kits/store/unit_of_work.h"
#include "modules/org/service.h"
#include "modules/people/register.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/requests/changes.h"

namespace gq::requests {

namespace {

tl::unexpected<Error> BadField(std::string field, std::string message, std::string hint) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  return Fail(error.With("field", std::move(field)));
}

// Everything that moves with a person.
struct Belongings {
  Person person;
  std::vector<Identifier> identifiers;
  std::vector<Spell> spells;
  std::vector<Intention> intentions;
  std::vector<Observation> observations;
  std::vector<ChangeRequest> open_requests;
};

Result<Belongings> Collect(Store& store, const TransferRequest& request) {
  const Scope inner = Scope::System("system:transfer");
  const std::string bytes = request.person_id.ToBytes();
  const db::Param county(request.county_id), person(db::Blob{bytes});
  Belongings all;
  const auto found = TRY(store.Find<Person>(inner, "p.county_id = ?1 AND p.id = ?2", {county, person}));
  if (!found) return Fail(kConflict, "此人已不在本县登记");
  all.person = *found;
  all.identifiers = TRY(store.Select<Identifier>(inner, "p.county_id = ?1 AND p.person_id = ?2", {county, person}));
  all.spells = TRY(store.Select<Spell>(
      inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY COALESCE(p.start_on, 0) DESC, p.id DESC",
      {county, person}));
  all.intentions = TRY(store.Select<Intention>(
      inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY p.updated_at DESC", {county, person}));
  all.observations = TRY(store.Select<Observation>(inner, "p.county_id = ?1 AND p.person_id = ?2", {county, person}));
  all.open_requests = TRY(store.Select<ChangeRequest>(
      inner, "p.county_id = ?1 AND p.person_id = ?2 AND p.state = 'open'", {county, person}));
  return all;
}

// Nobody changes the person or a spell between reading and moving.
Status Hold(UnitOfWork& work, const Belongings& all) {
  const auto hold = [&](std::string_view table, const Uuid& id, std::int64_t version) -> Status {
    const std::string bytes = id.ToBytes();
    const auto held = TRY(work.connection().Execute(
        "UPDATE " + std::string(table) + " SET version = version WHERE county_id = ?1 AND id = ?2 AND version = ?3",
        {all.person.county_id, db::Blob{bytes}, version}));
    if (held != 1) return Fail(kConflict, "这份档案刚被别人改过", "请再按一次");
    return Ok();
  };
  TRY(hold("person", all.person.id, all.person.version));
  for (const auto& spell : all.spells) TRY(hold("spell", spell.id, spell.version));
  return Ok();
}

Status TakeOut(UnitOfWork& work, const Belongings& all) {
  for (const auto& request : all.open_requests) {
    ChangeRequest closed = request;
    closed.state = "withdrawn";
    TRY(work.Update(request, closed));
  }
  for (const auto& one : all.identifiers) TRY(work.Remove(one));
  for (const auto& one : all.spells) TRY(work.Remove(one));
  for (const auto& one : all.intentions) TRY(work.Remove(one));
  for (const auto& one : all.observations) TRY(work.Remove(one));
  return work.Remove(all.person);
}

Status PutIn(Store& store, UnitOfWork& work, Belongings all, const TransferRequest& request, std::int64_t home_code) {
  const std::int64_t old_county = all.person.county_id;
  Person& person = all.person;
  person.county_id = request.to_county;
  person.home_unit = request.home_unit;
  person.home_code = home_code;
  person.household_id = Uuid();
  person.household_number.clear();
  person.relation.clear();
  ++person.version;
  person.updated_at = work.now();
  for (auto& spell : all.spells) {
    if (!spell.steward_unit || *spell.steward_unit == old_county) spell.steward_unit = request.to_county;
    spell.county_id = request.to_county;
    spell.home_code = home_code;
    if (spell.work_code) spell.tier = people::TierOf(home_code, *spell.work_code);
    ++spell.version;
    TRY(work.Insert(spell));
  }
  people::Refresh(person, people::CurrentSpell(all.spells), all.intentions.empty() ? nullptr : &all.intentions.front());
  TRY(work.Insert(person));
  const std::string bytes = person.id.ToBytes();
  for (auto& one : all.identifiers) {
    one.county_id = request.to_county;
    TRY(work.Insert(one));
    if (one.value.empty()) continue;
    const std::string index = store.vault().Index("person_identifier.value", one.value.Reveal());
    TRY(work.connection().Execute("UPDATE identity_index SET county_id = ?3 WHERE value_index = ?1 AND person_id = ?2",
                                  {db::Blob{index}, db::Blob{bytes}, request.to_county}));
  }
  for (auto& one : all.intentions) {
    one.county_id = request.to_county;
    TRY(work.Insert(one));
  }
  for (auto& one : all.observations) {
    one.county_id = request.to_county;
    TRY(work.Insert(one));
  }
  const std::string transfer = request.id.ToBytes();
  TRY(work.connection().Execute(
      "INSERT INTO person_moved (county_id, person_id, to_county, moved_at, transfer_id) VALUES (?1, ?2, ?3, ?4, ?5)",
      {old_county, db::Blob{bytes}, request.to_county, work.now().microseconds(), db::Blob{transfer}}));
  return Ok();
}

TransferRequest Closed(const Store& store, const Scope& scope, const TransferRequest& request, std::string_view state,
                       std::string_view answer) {
  TransferRequest after = request;
  after.state = std::string(state);
  after.answer = std::string(answer);
  after.decided_by = scope.actor;
  after.decided_at = store.Now();
  return after;
}

}  // namespace

bool IsExpired(const TransferRequest& request, Date today) {
  return request.state == "open" && request.expires_on && *request.expires_on < today;
}

Result<TransferRequest> OpenTransfer(Store& store, const Scope& scope, const json::Node& fields) {
  TRY(fields.OnlyMembers({"id_number", "name", "home_unit", "reason"}));
  const auto reading = TRY(people::ReadTypedNumber(store, TRY(fields.Get("id_number"))));
  TransferRequest request;
  request.name = TRY(TRY(fields.Get("name")).Text(150));
  request.home_unit = TRY(TRY(fields.Get("home_unit")).Integer(1));
  request.reason = TRY(TRY(fields.Get("reason")).Text(500));
  if (request.name.empty()) return BadField("name", "请填姓名", "现登记地要据此核对");
  if (request.reason.empty()) return BadField("reason", "请写明理由", "如：户口已迁入，附迁移证日期");
  const std::int64_t home_code = TRY(people::HomeCodeOf(store, scope, request.home_unit));
  request.to_county = TRY(org::CountyOf(store, home_code)).id;
  TRY(people::CheckProbes(store, scope));
  const auto bearer = TRY(people::FindBearer(store, reading.number->Reveal()));
  if (!bearer) return BadField("id_number", "这个号码没有登记过", "请直接登记人员");
  if (bearer->county_id == request.to_county)
    return Fail(people::kRegisteredHere, "此人就登记在本县", "换了乡镇或村的，请直接更正户籍地");
  static_cast<void>(people::CountProbe(store, scope));
  const std::string bytes = bearer->person_id.ToBytes();
  const auto open = TRY(
      store.Find<TransferRequest>(Scope::System("system:transfer"),
                                  "p.county_id = ?1 AND p.person_id = ?2 AND p.asked_by_unit = ?3 AND p.state = 'open'",
                                  {bearer->county_id, db::Blob{bytes}, scope.unit_id}));
  if (open && !IsExpired(*open, store.Now().DateInShanghai()))
    return Fail(kConflict, "已经提出过，还在等答复", "请在“转移申请”里查看");
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  request.id = store.NewId();
  request.county_id = request.unit_id = bearer->county_id;
  request.person_id = bearer->person_id;
  request.asked_by_unit = scope.unit_id;
  request.asked_by = scope.actor;
  request.state = "open";
  request.expires_on = store.Now().DateInShanghai().AddDays(kTransferDays);
  request.created_at = request.updated_at = work.now();
  work.About(request.county_id, "transfer.ask", "person", request.person_id);
  TRY(work.Insert(request));
  work.About(request.to_county, "transfer.ask", "transfer_request", request.id);
  work.Note("to_county", std::to_string(request.to_county));
  TRY(work.Commit());
  return request;
}

Result<TransferRequest> DecideTransfer(Store& store, const Scope& scope, const Uuid& id, bool accept,
                                       std::string_view answer) {
  const TransferRequest request = TRY(store.Get<TransferRequest>(scope, id));
  if (!IsOwner(scope, request.unit_id)) return Fail(kForbidden, "由现登记地决定");
  if (request.state != "open") return Fail(kConflict, "这个申请已经有了决定");
  if (!accept && answer.empty()) return BadField("reason", "请写明不接受的理由", "申请的一方看得到");
  if (IsExpired(request, store.Now().DateInShanghai()))
    return Fail(kConflict, "已过答复期限", "仍需转移的，请对方重新提出");
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope), "transfer/" + request.id.ToString()));
  TransferRequest after = Closed(store, scope, request, accept ? "accepted" : "refused", answer);
  work.About(request.county_id, accept ? "transfer.out" : "transfer.refuse", "person", request.person_id);
  TRY(work.Update(request, after));
  if (accept) {
    const Belongings all = TRY(Collect(store, request));
    TRY(Hold(work, all));
    const Unit home = TRY(org::GetUnit(store, request.home_unit));
    TRY(TakeOut(work, all));
    work.About(request.to_county, "transfer.in", "person", request.person_id);
    TRY(PutIn(store, work, all, request, home.code));
  } else {
    work.About(request.to_county, "transfer.refuse", "transfer_request", request.id);
    std::string json;
    AppendJsonString(json, answer);
    work.Note("reason", json);
  }
  TRY(work.Commit());
  return after;
}

}  // namespace gq::requests
