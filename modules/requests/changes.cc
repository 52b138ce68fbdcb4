#include "modules/requests/changes.h"

#include <algorithm>

#include "base/json_text.h"
#include "base/mask.h"
#include "kits/crypto/bytes.h"
#include "kits/json/reader.h"
#include "kits/store/event_chain.h"
#include "modules/people/register.h"
#include "modules/people/service.h"
#include "modules/people/spells.h"

namespace gq::requests {

namespace {

std::string JsonOf(const Field& field, const Value& value) {
  std::string json;
  AppendJsonValue(json, field, value);
  return json;
}

std::string CommitTo(std::string_view salt, std::string_view json) {
  return crypto::ToHex(salt) + ":" + crypto::ToHex(store::Commit(salt, json));
}

// Whether `json` is what was committed to. The salt is the text before the colon, in hex.
bool Agrees(const std::string& commitment, std::string_view json) {
  const auto colon = commitment.find(':');
  return CommitTo(crypto::FromHex(commitment.substr(0, colon)), json) == commitment;
}

Result<const Field*> FieldOf(const ChangeRequest& request) {
  const RecordType* type = request.record_type == "spell" ? &kSpell : &kPerson;
  const Field* field = type->FindField(request.field);
  if (field == nullptr) return Fail(kInternal, "变更申请里的字段不在字段表里");
  return field;
}

Result<std::string> NowOf(const people::PersonFile& file, const ChangeRequest& request, const Field& field) {
  Value value;
  if (request.record_type != "spell") {
    field.get(&file.person, value);
    return JsonOf(field, value);
  }
  const auto it =
      std::find_if(file.spells.begin(), file.spells.end(), [&](const Spell& s) { return s.id == request.record_id; });
  if (it == file.spells.end()) return Fail(kNotFound, "没有这段就业经历");
  field.get(&*it, value);
  return JsonOf(field, value);
}

Result<ChangeRequest> Close(Store& store, const Scope& scope, const ChangeRequest& before, std::string_view state,
                            std::string_view answer) {
  ChangeRequest after = before;
  after.state = std::string(state);
  after.answer = std::string(answer);
  after.decided_by = scope.actor;
  after.decided_at = store.Now();
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  work.About(after.county_id, state == "accepted" ? "change_request.accept" : "change_request.refuse", "person",
             after.person_id);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Status Apply(Store& store, const Scope& scope, const people::PersonFile& file, const ChangeRequest& request,
             const CodeCheck& codes) {
  const bool is_spell = request.record_type == "spell";
  std::int64_t version = file.person.version;
  for (const auto& spell : file.spells) {
    if (is_spell && spell.id == request.record_id) version = spell.version;
  }
  std::string text = "{\"version\":" + std::to_string(version) + ",";
  AppendJsonString(text, request.field);
  const auto document = TRY(json::Parse(text + ":" + request.value.Reveal() + "}"));
  if (is_spell) {
    TRY(people::SaveSpell(store, scope, request.person_id, request.record_id, document.root(), codes));
  } else {
    TRY(people::EditPerson(store, scope, request.person_id, document.root(), codes));
  }
  return Ok();
}

}  // namespace

bool IsOwner(const Scope& scope, std::int64_t unit_id) {
  return scope.everything || std::find(scope.units.begin(), scope.units.end(), unit_id) != scope.units.end();
}

Result<int> Add(Store& store, UnitOfWork& work, const Person& person, const Spell* spell,
                const std::vector<Proposal>& proposals, std::string_view cause, std::string_view reason) {
  const Uuid record = spell != nullptr ? spell->id : person.id;
  const std::string bytes = record.ToBytes();
  const Scope inner = Scope::System("system:requests");
  std::vector<std::string> asked;
  for (const auto& open : TRY(store.Select<ChangeRequest>(
           inner, "p.county_id = ?1 AND p.record_id = ?2 AND p.state = 'open' AND p.asked_by_unit = ?3",
           {person.county_id, db::Blob{bytes}, work.scope().unit_id}))) {
    asked.push_back(open.field);
  }
  int added = 0;
  for (const auto& proposal : proposals) {
    if (std::find(asked.begin(), asked.end(), proposal.field->name) != asked.end()) continue;
    ChangeRequest request;
    request.id = store.NewId();
    request.county_id = person.county_id;
    request.person_id = person.id;
    request.record_type = std::string(proposal.type->name);
    request.record_id = record;
    request.field = std::string(proposal.field->name);
    request.old_commitment = CommitTo(crypto::RandomBytes(store::kSaltBytes), JsonOf(*proposal.field, proposal.before));
    request.value = Secret(JsonOf(*proposal.field, proposal.after));
    request.unit_id = spell != nullptr ? spell->steward_unit.value_or(person.county_id) : person.county_id;
    request.asked_by_unit = work.scope().unit_id;
    request.asked_by = work.scope().actor;
    request.cause = std::string(cause);
    request.reason = std::string(reason);
    request.state = "open";
    request.created_at = request.updated_at = work.now();
    if (added == 0) work.About(person.county_id, "change_request.add", "person", person.id);
    TRY(work.Insert(request));
    ++added;
  }
  return added;
}

Result<int> Propose(Store& store, const Scope& scope, const Uuid& person_id, const Uuid* spell_id,
                    const json::Node& fields, const CodeCheck& codes, std::string_view reason) {
  const people::PersonFile file = TRY(people::GetPersonFile(store, scope, person_id));
  const Spell* spell = nullptr;
  for (const auto& one : file.spells) {
    if (spell_id != nullptr && one.id == *spell_id && people::SeesSpell(scope, file.stand, one)) spell = &one;
  }
  if (spell_id != nullptr && spell == nullptr) return Fail(kNotFound, "没有这段就业经历");
  const RecordType& type = spell != nullptr ? kSpell : kPerson;
  Person person = file.person;
  Spell changed = spell != nullptr ? *spell : Spell();
  const void* before = spell != nullptr ? static_cast<const void*>(spell) : &file.person;
  void* after = spell != nullptr ? static_cast<void*>(&changed) : &person;
  // Before any value is looked at: "nothing to change" would tell what stands in a field that is not shown.
  for (const auto& [name, value] : TRY(fields.Members())) {
    const Field* field = type.FindField(name);
    if (field != nullptr && !people::Sees(file.stand, *field))
      return Fail(kForbidden, "“" + std::string(field->zh) + "”不对您这一侧开放");
  }
  TRY(ReadFields(fields, type, after, codes, {"version", "reason"}));
  TRY(CheckOrder(type, after, before));
  std::vector<Proposal> proposals;
  for (const auto& field : type.fields) {
    Proposal proposal{&type, &field, {}, {}};
    field.get(before, proposal.before);
    field.get(after, proposal.after);
    if (proposal.before == proposal.after) continue;
    proposals.push_back(std::move(proposal));
  }
  if (proposals.empty()) return Fail(kBadInput, "没有要改的内容");
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  const int added = TRY(Add(store, work, file.person, spell, proposals, {}, reason));
  if (added == 0) return Fail(kConflict, "同样的变更申请还在等答复", "请在“变更申请”里查看");
  TRY(work.Commit());
  return added;
}

Result<ChangeRequest> Decide(Store& store, const Scope& scope, const Uuid& id, bool accept, std::string_view answer,
                             const CodeCheck& codes) {
  const ChangeRequest request = TRY(store.Get<ChangeRequest>(scope, id));
  if (!IsOwner(scope, request.unit_id)) return Fail(kForbidden, "由经办单位决定");
  if (request.state != "open") return Fail(kConflict, "这个申请已经有了决定");
  if (!accept) {
    if (answer.empty()) {
      Error error{&kBadInput, "请写明不接受的理由", "申请的一方看得到", {}};
      return Fail(error.With("field", "reason"));
    }
    return Close(store, scope, request, "refused", answer);
  }
  const people::PersonFile file = TRY(people::GetPersonFile(store, scope, request.person_id));
  const Field* field = TRY(FieldOf(request));
  const std::string now = TRY(NowOf(file, request, *field));
  if (now !=
      request.value.Reveal()) {  // equal: written before, and the program stopped before it could close the request
    if (!Agrees(request.old_commitment, now))
      return Fail(kConflict, "申请之后这一项已被改过", "请看清现在的值：仍要采纳的，请直接更正并拒绝这个申请");
    TRY(Apply(store, scope, file, request, codes));
  }
  return Close(store, scope, request, "accepted", answer);
}

Result<Shown> Show(Store& store, const Scope& scope, const ChangeRequest& request) {
  Shown shown{"null", "null", {}, false};
  const Field* field = TRY(FieldOf(request));
  const auto masked = [&](const std::string& json) {
    if (field->mask == MaskKind::kNone || json == "null") return json;
    const auto document = json::Parse(json);
    const auto text = document ? document->root().Text() : Result<std::string>(std::string());
    std::string out;
    AppendJsonString(out, MaskValue(field->mask, text ? *text : std::string(), 2));
    return out;
  };
  shown.proposed = masked(request.value.Reveal());
  const auto file = people::GetPersonFile(store, scope, request.person_id);
  if (!file) return shown;  // out of reach since
  if (people::Sees(file->stand, "name")) shown.person_name = file->person.name;
  const auto now = NowOf(*file, request, *field);
  if (!now || !people::Sees(file->stand, *field)) return shown;
  shown.changed_since = request.state == "open" && !Agrees(request.old_commitment, *now);
  shown.now = masked(*now);
  return shown;
}

}  // namespace gq::requests
