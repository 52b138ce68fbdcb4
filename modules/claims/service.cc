#include "modules/claims/service.h"

#include <algorithm>

#include "base/credit_code.h"
#include "modules/claims/sides.h"
#include "modules/employers/model.h"
#include "modules/org/offices.h"
#include "modules/people/register.h"
#include "modules/subsidies/inputs.h"

namespace gq::claims {

namespace {

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

tl::unexpected<Error> BadField(std::string field, std::string message, std::string hint = {}) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  return Fail(error.With("field", std::move(field)));
}

// Stations are units of the register; which side may take the claim in follows from the rule's payer (TakeIn).
// `station`: its name in the register, or the number of its unit.
Status SetStation(Store& store, const std::string& station, SubsidyClaim& claim) {
  const auto stations = TRY(org::StationsCalled(store, station, store.Now().DateInShanghai()));
  if (stations.empty())
    return BadField("station", "没有劳务工作站“" + station + "”", "请写登记册里的全名；还没有登记的，先在单位里新建");
  if (stations.size() > 1)
    return BadField("station", "有 " + std::to_string(stations.size()) + " 个工作站叫“" + station + "”",
                    "请写单位编号");
  const Unit& unit = stations.front();
  claim.station_id = unit.id;
  claim.home_code = unit.code;
  return Ok();
}

// The column of claims that names whose they are, and its value. `id` holds the bytes of a person's.
struct ClaimantKey {
  std::string column;
  db::Param value;
};
ClaimantKey KeyOf(const SubsidyClaim& claim, const std::string& id) {
  if (claim.station_id != 0) return {"station_id", claim.station_id};
  if (!claim.credit_code.empty()) return {"credit_code", claim.credit_code};
  return {"claimant_id", db::Blob{id}};
}

Status SetClaimant(Store& store, const Scope& scope, const json::Node& fields, SubsidyClaim& claim) {
  const auto code = fields.Find("credit_code");
  if (code) {
    const auto parsed = CreditCode::Parse(TRY(code->Text(60)));
    if (!parsed) return BadField("credit_code", "统一社会信用代码不对", "应为 18 位");
    claim.credit_code = std::string(parsed->text());
    claim.home_code = TRY(org::GetUnit(store, scope.unit_id)).code;
    return Ok();
  }
  if (const auto station = fields.Find("station")) return SetStation(store, TRY(station->Text(100)), claim);
  const auto id = Uuid::Parse(TRY(TRY(fields.Get("person")).Text(60)));
  if (!id) return Fail(kNotFound, "没有这个人");
  const auto person = TRY(store.Get<Person>(ClaimScope(scope), *id));
  if (!person.merged_into.IsNil()) return Fail(kConflict, "这份档案已并入另一份", "请在并入的那份档案上申请");
  claim.claimant_id = person.id;
  claim.county_id = person.county_id;
  claim.home_code = person.home_code;
  claim.work_code = person.work_code.value_or(0);
  return Ok();
}

Status CheckUnique(Store& store, const SubsidyClaim& claim) {
  const std::string who = claim.claimant_id.ToBytes(), own = claim.id.ToBytes();
  const ClaimantKey key = KeyOf(claim, who);
  const auto twins = TRY(store.Select<SubsidyClaim>(
      Program(), "p." + key.column + " = ?1 AND p.rule = ?2 AND p.id <> ?3 AND p.state <> 'rejected'",
      {key.value, claim.rule, db::Blob{own}}));
  for (const auto& twin : twins) {
    if (twin.event == claim.event && twin.broker == claim.broker)
      return Fail(kConflict, "同一事项已经有一件申请", "请打开原来那件继续办");
  }
  return Ok();
}

ClaimStep StepOf(UnitOfWork& work, const SubsidyClaim& claim, std::string_view action, std::string_view from,
                 std::string_view note) {
  ClaimStep step;
  step.id = work.store().NewId();
  step.county_id = claim.county_id;
  step.home_code = claim.home_code;
  step.work_code = SharedWith(claim);
  step.claim_id = claim.id;
  step.action = std::string(action);
  step.from_state = std::string(from);
  step.to_state = claim.state;
  step.note = std::string(note);
  step.actor = work.scope().actor;
  step.unit_id = work.scope().unit_id;
  step.created_at = work.now();
  return step;
}

Status CheckNoticeOver(Store& store, const SubsidyClaim& claim, Date as_of) {
  const std::string id = claim.id.ToBytes();
  bool shown = false;
  // Lines belong to the county that shows them: an employer has no other, a destination is not the claimant's.
  const std::int64_t shown_by = TRY(org::CountyOf(store, PlaceOfHandling(claim))).id;
  const auto lines = TRY(store.Select<NoticeLine>(Program(), "p.county_id IN (?1, ?3) AND p.claim_id = ?2",
                                                  {claim.county_id, db::Blob{id}, shown_by}));
  for (const auto& line : lines) {
    const auto notice = TRY(store.Get<PublicNotice>(Program(), line.notice_id));
    if (notice.taken_down_on) continue;
    if (as_of <= *notice.closes_on)
      return Fail(kNotYet, "公示的异议期到 " + notice.closes_on->ToString() + " 才满", "期满后再审批");
    shown = true;
  }
  if (!shown) return Fail(kNotYet, "公示已撤下，没有一次满了异议期", "请退回后重新公示");
  const auto open = TRY(store.Select<NoticeObjection>(
      Program(), "p.county_id = ?1 AND p.claim_id = ?2 AND p.state = 'open'", {claim.county_id, db::Blob{id}}));
  if (!open.empty()) return Fail(kNotYet, "还有异议没有答复", "请先在公示里答复异议");
  return Ok();
}

// The decision that a review or an approval rests on, made now.
Result<Made> CheckDecision(Store& store, const Scope& scope, const SubsidyClaim& claim, bool shown, Date as_of) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  const auto missing = TRY(MissingDocuments(store, claim, *rules, as_of));
  if (!missing.empty()) {
    std::string list;
    for (const auto& one : missing) list += (list.empty() ? "" : "、") + one;
    return Fail(kNotYet, "还缺材料：" + list, "请上传，或登记已核对纸质原件；过了有效期的要换新的");
  }
  Made made = TRY(MakeDecision(store, scope, claim, *rules, as_of));
  if (made.entry.outcome != "pay")
    return Fail(kNotYet, "核定结论不是可发：" + made.entry.missing, "理由在“为什么”里；情况不实的请退回或不予");
  if (shown && made.entry.amount != claim.decided)
    return Fail(kNotYet, "现在核定的金额与公示的不同", "请退回，按新的金额重新公示");
  return made;
}

Status KeepRecovery(Store& store, UnitOfWork& work, const SubsidyClaim& claim, Date as_of) {
  const auto decision = TRY(store.Get<LedgerEntry>(Program(), claim.decision_id));
  const LedgerEntry entry =
      EntryOf(claim, decision, "recovery", Fen(-claim.decided.value_or(Fen(0)).value()), work, as_of);
  return work.Insert(entry);
}

}  // namespace

void AboutClaim(UnitOfWork& work, std::string_view action, const SubsidyClaim& claim) {
  const bool person = !claim.claimant_id.IsNil();
  work.About(person ? claim.county_id : work.scope().unit_id, action, person ? "person" : "claim",
             person ? claim.claimant_id : claim.id);
}

std::string NameOfClaimant(Store& store, const SubsidyClaim& claim) {
  if (!claim.claimant_id.IsNil()) {
    const std::string id = claim.claimant_id.ToBytes();
    const auto person = store.Find<Person>(Program(), "p.id = ?1", {db::Blob{id}});
    return person && *person ? (*person)->name : std::string();
  }
  if (claim.station_id != 0) {
    const auto unit = org::GetUnit(store, claim.station_id);
    return unit ? unit->name : std::string();
  }
  const auto employer = store.Find<Employer>(Program(), "p.credit_code = ?1", {claim.credit_code});
  return employer && *employer ? (*employer)->name : claim.credit_code;
}

Result<SubsidyClaim> Create(Store& store, const Scope& scope, const json::Node& fields, const CodeCheck& codes) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  SubsidyClaim claim;
  claim.id = store.NewId();
  TRY(SetClaimant(store, scope, fields, claim));
  TRY(ReadFields(fields, kSubsidyClaim, &claim, codes, {"person", "credit_code", "station"}));
  TRY(CheckRecord(kSubsidyClaim, &claim, codes));
  TRY(subsidies::CheckClaimant(*rules, claim));
  const std::int64_t here = TRY(org::GetUnit(store, scope.unit_id)).code;
  TRY(subsidies::TakeIn(store, scope, *rules, here, claim, store.Now().DateInShanghai()));
  TRY(CheckUnique(store, claim));
  claim.state = "draft";
  claim.source = "survey";
  claim.unit_id = scope.unit_id;
  claim.created_at = claim.updated_at = claim.state_at = store.Now();
  if (!claim.received_on) claim.received_on = store.Now().DateInShanghai();
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "claim.create", claim);
  TRY(work.Insert(claim));
  TRY(work.Insert(StepOf(work, claim, "create", "", "")));
  TRY(work.Commit());
  return claim;
}

Result<SubsidyClaim> Edit(Store& store, const Scope& scope, const Uuid& id, const json::Node& fields,
                          const CodeCheck& codes) {
  const auto before = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), id));
  if (!IsEditable(before.state)) return Fail(kWrongState, "提交以后不能改", "要改的请先退回补正");
  if (before.version != TRY(TRY(fields.Get("version")).Integer()))
    return Fail(kConflict, "这件申请刚被别人改过", "请刷新后再改");
  SubsidyClaim after = before;
  TRY(ReadFields(fields, kSubsidyClaim, &after, codes, {"version"}));
  TRY(CheckRecord(kSubsidyClaim, &after, codes));
  if (after.rule != before.rule) return BadField("rule", "申请的项目不能改", "请另外登记一件");
  TRY(CheckUnique(store, after));
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "claim.edit", before);
  TRY(work.Update(before, after));
  TRY(work.Commit());
  return after;
}

Status Move(UnitOfWork& work, const Transition& row, std::string_view note, const SubsidyClaim& before,
            SubsidyClaim& after) {
  after.state = std::string(row.to);
  after.state_at = work.now();
  if (row.action == "submit") after.submitted_by = work.scope().actor;
  if (row.to == "returned" || row.to == "rejected") after.notice_id = Uuid();
  if (row.action == "drop" || row.action == "fail") after.batch_id = Uuid();
  AboutClaim(work, "claim.step", before);
  TRY(work.Update(before, after));
  return work.Insert(StepOf(work, after, row.action, before.state, note));
}

std::vector<ClaimStep> StepsOf(Store& store, const SubsidyClaim& claim) {
  const std::string id = claim.id.ToBytes();
  auto steps = store.Select<ClaimStep>(Program(), "p.county_id = ?1 AND p.claim_id = ?2 ORDER BY p.created_at, p.id",
                                       {claim.county_id, db::Blob{id}});
  return steps ? *std::move(steps) : std::vector<ClaimStep>();
}

std::vector<std::string> EarlierHands(const SubsidyClaim& claim, const std::vector<ClaimStep>& steps) {
  std::vector<std::string> hands;
  if (!claim.submitted_by.empty()) hands.push_back(claim.submitted_by);
  for (const auto& step : steps) {
    if (step.action == "submit") hands.clear();
    if (IsOnesOwn(step.action)) hands.push_back(step.actor);
  }
  return hands;
}

std::vector<std::string> DocumentsOf(const subsidies::Rule& rule, const SubsidyClaim& claim) {
  std::vector<std::string> documents = rule.documents;
  const std::int64_t code = rule.pool_place == "work" ? claim.work_code : claim.home_code;
  const auto own = rule.county_documents.find(std::to_string(code / 1'000'000));
  if (own == rule.county_documents.end()) return documents;
  for (const auto& document : own->second) {
    if (std::find(documents.begin(), documents.end(), document) == documents.end()) documents.push_back(document);
  }
  return documents;
}

Result<std::vector<std::string>> MissingDocuments(Store& store, const SubsidyClaim& claim,
                                                  const subsidies::Rules& rules, Date as_of) {
  std::vector<std::string> missing;
  const auto rule = rules.find(claim.rule);
  if (rule == rules.end() || claim.by_register.value_or(false)) return missing;
  const std::string id = claim.id.ToBytes();
  const auto shown = TRY(store.Select<ClaimEvidence>(
      Program(), "p.county_id = ?1 AND p.claim_id = ?2 AND p.removed_on IS NULL", {claim.county_id, db::Blob{id}}));
  for (const auto& document : DocumentsOf(rule->second, claim)) {
    const bool there = std::any_of(shown.begin(), shown.end(), [&](const ClaimEvidence& one) {
      return one.document == document && (!one.valid_to || *one.valid_to >= as_of);
    });
    if (!there) missing.push_back(document);
  }
  return missing;
}

Result<SubsidyClaim> Step(Store& store, const Scope& scope, const Uuid& id, std::string_view action,
                          std::string_view note, std::int64_t version, Date as_of) {
  const auto claim = TRY(store.Get<SubsidyClaim>(ClaimScope(scope), id));
  const auto steps = StepsOf(store, claim);
  const Transition* row = TRY(Check(scope, action, claim, EarlierHands(claim, steps), note));
  if (!row->by_hand) return Fail(kWrongState, "这一步随公示、批次或回盘办理", "请到公示或发放批次里办");
  if (claim.version != version) return Fail(kConflict, "这件申请刚被别人办过", "请刷新后看清办到了哪一步");
  std::optional<Made> made;
  const bool hands_in = action == "submit";
  const auto rules = TRY(subsidies::CurrentRules(store));
  if (hands_in) TRY(subsidies::CheckClaimant(*rules, claim));
  if (action == "review_county") made = TRY(CheckDecision(store, scope, claim, false, as_of));
  if (action == "approve") {
    TRY(CheckNoticeOver(store, claim, as_of));
    made = TRY(CheckDecision(store, scope, claim, true, as_of));
  }
  SubsidyClaim after = claim;
  if (hands_in) TRY(subsidies::HandIn(store, *rules, after, as_of));
  auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
  AboutClaim(work, "claim.decide", claim);
  if (made) TRY(Append(work, *made, claim, after));
  TRY(Move(work, *row, note, claim, after));
  if (action == "recovered") TRY(KeepRecovery(store, work, claim, as_of));
  TRY(work.Commit());
  return after;
}

Result<std::optional<MonthDecision>> DecidedInMonth(Store& store, const SubsidyClaim& claim) {
  std::optional<MonthDecision> decided;
  if (claim.station_id != 0) return decided;  // months decide about people and employers
  const std::string who = claim.claimant_id.ToBytes(), own = claim.id.ToBytes();
  const bool person = !claim.claimant_id.IsNil();
  const std::string of = person
                             ? "decision d WHERE d.county_id = " + std::to_string(claim.county_id) + " AND d.person_id"
                             : "employer_decision d WHERE d.credit_code";
  TRY(store.Query(Program(),
                  "{shared}SELECT d.period, d.outcome, d.amount_fen FROM " + of +
                      " = ?1 AND d.claim_id = ?2 ORDER BY d.period DESC, d.created_at DESC LIMIT 1",
                  {KeyOf(claim, who).value, db::Blob{own}}, [&](const db::Row& row) {
                    const auto period = gq::Month::FromInt(static_cast<int>(row.Int(0)));
                    if (period) decided = MonthDecision{*period, row.String(1), row.Int(2)};
                    return Ok();
                  }));
  return decided;
}

namespace {

bool SameKind(const subsidies::Rules& rules, const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto one = rules.find(a), other = rules.find(b);
  return one != rules.end() && other != rules.end() && !one->second.exclusion.empty() &&
         one->second.exclusion == other->second.exclusion;
}

}  // namespace

Result<std::vector<Overlap>> Overlaps(Store& store, const Scope& scope, const SubsidyClaim& claim,
                                      const subsidies::Rules& rules) {
  std::vector<Overlap> overlaps;
  const bool person = !claim.claimant_id.IsNil();
  const std::string who = claim.claimant_id.ToBytes(), own = claim.id.ToBytes();
  const ClaimantKey key = KeyOf(claim, who);
  const auto add = [&](Overlap one, std::int64_t home, bool ours = false) {
    const auto rule = rules.find(one.rule);
    one.title = rule == rules.end() ? one.rule : rule->second.title;
    one.same_kind = SameKind(rules, claim.rule, one.rule);
    one.elsewhere = !ours && !scope.everything && !scope.SeesHome(home);
    if (one.elsewhere) {
      one.claim_id = Uuid();
      one.period.clear();
      one.amount_fen.reset();
      one.state = one.state == "paid" ? "paid" : "submitted";
    } else {
      one.place = org::PlaceName(store, home, 3);
    }
    overlaps.push_back(std::move(one));
  };
  for (const auto& other : TRY(store.Select<SubsidyClaim>(
           Program(),
           "p." + key.column + " = ?1 AND p.id <> ?2 AND p.state NOT IN ('rejected', 'recovered') ORDER BY p.id",
           {key.value, db::Blob{own}}))) {
    Overlap one;
    one.claim_id = other.id;
    one.rule = other.rule;
    one.state = other.state;
    if (other.decided && other.outcome == "pay") one.amount_fen = other.decided->value();
    if (other.event) one.period = gq::Month::Of(*other.event).ToString();
    one.given = one.amount_fen.value_or(0) > 0 && CountsAsGiven(other.state);
    add(std::move(one), other.home_code, AtDestination(other) && scope.SeesWork(other.work_code));
  }
  if (claim.station_id != 0) return overlaps;  // months decide about people and employers
  // Decisions of months without a claim that is listed already.
  TRY(store.Query(
      Program(),
      "{shared}SELECT d.rule, d.period, d.amount_fen, d.unit_id FROM " +
          std::string(person ? "decision d WHERE d.person_id" : "employer_decision d WHERE d.credit_code") +
          " = ?1 AND d.outcome = 'pay' AND (d.claim_id IS NULL OR NOT EXISTS (SELECT 1 FROM claim c WHERE c.id = "
          "d.claim_id)) ORDER BY d.period, d.rule",
      {key.value}, [&](const db::Row& row) {
        Overlap one;
        one.rule = row.String(0);
        one.state = "approved";
        const auto period = gq::Month::FromInt(static_cast<int>(row.Int(1)));
        one.period = period ? period->ToString() : std::string();
        one.amount_fen = row.Int(2);
        one.given = true;
        const auto unit = org::GetUnit(store, row.Int(3));
        add(std::move(one), unit ? unit->code : 0);
        return Ok();
      }));
  return overlaps;
}

}  // namespace gq::claims
