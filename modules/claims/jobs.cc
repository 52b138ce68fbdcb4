#include "modules/claims/jobs.h"

#include <map>
#include <set>
#include <unordered_map>

#include "kits/json/writer.h"
#include "modules/claims/sides.h"
#include "modules/people/register.h"

namespace gq::claims {

namespace {

constexpr std::size_t kChunk = 500;

const Scope& Program() {
  static const Scope scope = Scope::System("system:claims");
  return scope;
}

Status CheckTime(const jobs::JobStep& step) {
  if (step.Cancelled()) return Fail(kCancelled, "已停止；办过的都已保存");
  return Ok();
}

}  // namespace

Result<std::string> DecideAllClaims(Store& store, const Scope& scope, Date as_of, jobs::JobStep& step) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  const auto all = TRY(months::ReadRegister(store, scope.HomeSide(), as_of));
  const FactIndex index(all);
  const auto claims = TRY(store.Select<SubsidyClaim>(
      ClaimScope(scope), HandledHereSql(scope) + " AND p.state IN ('submitted', 'village_reviewed', "
                                                 "'township_reviewed', 'county_reviewed') ORDER BY p.received_on, "
                                                 "p.id"));
  step.Total(static_cast<std::int64_t>(claims.size()));
  std::map<std::string, std::int64_t> outcomes;
  std::int64_t decided = 0;
  for (const auto& claim : claims) {  // one transaction each: the next one has to see what this one gave
    TRY(CheckTime(step));
    step.Advance();
    if (rules->count(claim.rule) == 0) continue;
    const Made made = TRY(MakeDecision(store, scope, claim, *rules, as_of, AtDestination(claim) ? nullptr : &index));
    SubsidyClaim after = claim;
    auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
    AboutClaim(work, "claim.decide", claim);
    TRY(Append(work, made, claim, after));
    TRY(work.Update(claim, after));
    const auto done = work.Commit();
    if (!done && done.error().kind != &kConflict) return Fail(done.error());
    if (!done) continue;  // somebody works on it at this moment
    ++decided;
    ++outcomes[made.entry.outcome];
  }
  json::Writer out;
  out.BeginObject();
  out.Member("claims", static_cast<std::int64_t>(claims.size()));
  out.Member("decided", decided);
  for (const char* outcome : {"pay", "refuse", "review"}) out.Member(outcome, outcomes[outcome]);
  out.EndObject();
  return std::move(out).Take();
}

Result<std::string> Propose(Store& store, const Scope& scope, std::string_view only, Date as_of, jobs::JobStep& step) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  const Scope home = scope.HomeSide();
  if (!home.everything && home.home.empty())
    return Fail(kForbidden, "免申即享由户籍地提出", "就业地出钱的，由户籍地提交或本地登记后办理");
  const auto all = TRY(months::ReadRegister(store, home, as_of));
  subsidies::Rules asked;
  for (const auto& [id, rule] : *rules) {
    // A broker has to say itself whom it placed.
    if ((only.empty() || id == only) && rule.payee != "broker") asked.emplace(id, rule);
  }
  if (asked.empty()) return Fail(kBadInput, "没有规则 " + std::string(only), "请从列表里选");
  subsidies::DecideOptions options;
  options.list_possible = true;
  const auto possible = TRY(subsidies::DecideAll(all.facts, {}, asked, as_of, options));
  step.Total(static_cast<std::int64_t>(possible.rows.size()));
  std::set<std::pair<std::string, std::string>> known;  // claimant and rule
  TRY(store.Query(Program(), "{shared}SELECT claimant_id, rule FROM claim WHERE claimant_id IS NOT NULL", {},
                  [&](const db::Row& row) {
                    known.emplace(row.String(0), row.String(1));
                    return Ok();
                  }));
  std::unordered_map<std::string, std::vector<const subsidies::Fact*>> spells_of;
  for (const auto& fact : all.facts) spells_of[fact.person].push_back(&fact);
  std::int64_t proposed = 0, passed = 0;
  for (std::size_t from = 0; from < possible.rows.size(); from += kChunk) {
    TRY(CheckTime(step));
    auto work = TRY(UnitOfWork::Begin(store, people::Acting(scope)));
    for (std::size_t i = from; i < std::min(from + kChunk, possible.rows.size()); ++i) {
      const auto& row = possible.rows[i];
      const auto person = all.people.find(row.person);
      if (person == all.people.end() || !known.emplace(person->second.person_id.ToBytes(), row.rule).second) {
        ++passed;
        continue;
      }
      SubsidyClaim claim;
      claim.id = store.NewId();
      claim.county_id = person->second.county_id;
      claim.claimant_id = person->second.person_id;
      claim.rule = row.rule;
      claim.by_register = true;
      claim.state = "draft";
      claim.source = "registry";
      claim.unit_id = scope.unit_id;
      claim.received_on = as_of;
      for (const auto* fact : spells_of[row.person]) {
        claim.home_code = fact->origin_region;
        if (!row.unit.empty() && fact->unit != row.unit) continue;
        claim.work_code = fact->work_region;
        claim.event = fact->spell_start;
      }
      claim.created_at = claim.updated_at = claim.state_at = work.now();
      ClaimStep made;
      made.id = store.NewId();
      made.county_id = claim.county_id;
      made.home_code = claim.home_code;
      made.claim_id = claim.id;
      made.action = "propose";
      made.to_state = "draft";
      made.note = row.missing;
      made.actor = work.scope().actor;
      made.unit_id = scope.unit_id;
      made.created_at = work.now();
      AboutClaim(work, "claim.propose", claim);
      TRY(work.Insert(claim));
      TRY(work.Insert(made));
      ++proposed;
    }
    if (work.changes() > 0) TRY(work.Commit());
    step.Advance(static_cast<std::int64_t>(std::min(kChunk, possible.rows.size() - from)));
  }
  return "{\"proposed\":" + std::to_string(proposed) + ",\"known\":" + std::to_string(passed) + "}";
}

void RegisterJobs(Store& store, jobs::Jobs& jobs) {
  const auto add = [&](const char* kind, const char* label, auto work) {
    jobs.Register(kind, [s = &store, work, label](jobs::JobRun& run) -> Status {
      const auto document = TRY(json::Parse(run.params()));
      const Date as_of = TRY(TRY(document.root().Get("as_of")).Day());
      const auto rule = document.root().Find("rule");
      const std::string asked = rule ? TRY(rule->Text(20)) : std::string();
      run.SetResult(TRY(run.Step("work", label, [&](jobs::JobStep& step) -> Result<std::string> {
        return work(*s, run.scope(), asked, as_of, step);
      })));
      return Ok();
    });
  };
  add("claims_decide", "核定补贴", [](Store& s, const Scope& scope, const std::string&, Date day, jobs::JobStep& step) {
    return DecideAllClaims(s, scope, day, step);
  });
  add("claims_propose", "从登记册找可享补贴的人",
      [](Store& s, const Scope& scope, const std::string& rule, Date day, jobs::JobStep& step) {
        return Propose(s, scope, rule, day, step);
      });
}

Result<Uuid> Submit(jobs::Jobs& jobs, const Scope& scope, std::string_view kind, std::string_view rule, Date as_of) {
  json::Writer params;
  params.BeginObject();
  params.Member("as_of", as_of.ToString());
  if (!rule.empty()) params.Member("rule", rule);
  params.EndObject();
  const std::string name = "claims_" + std::string(kind);
  return jobs.Submit(
      scope, {.kind = name,
              .key = name + "/" + std::to_string(scope.unit_id) + "/" + as_of.ToString() + "/" + std::string(rule),
              .params = std::move(params).Take(),
              .restart = true});
}

}  // namespace gq::claims
