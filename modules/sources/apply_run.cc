// Findings applied to people, and undone: proposals to the steward (D6), certain ones only, with their events (D8).
#include <algorithm>
#include <map>

#include "base/unit_code.h"
#include "kits/store/layout.h"
#include "kits/store/unit_of_work.h"
#include "modules/employers/model.h"
#include "modules/people/rules.h"
#include "modules/people/service.h"
#include "modules/requests/changes.h"
#include "modules/sources/runs.h"

namespace gq::sources {

namespace {

using namespace people::state;

constexpr int kChunk = 1000;

// What a run has found of a person who has something to be written.
struct Pending {
  Person person;
  std::string finding, proposal, unit_code, employer_name;
  std::int64_t since = 0, work_code = 0;
};

Scope Writer(const Scope& scope) {
  Scope writer = Scope::System(scope.actor);
  writer.unit_id = scope.unit_id;
  return writer;
}

std::string CauseOf(const Uuid& run) { return "compare/" + run.ToString(); }

reconcile::Finding FindingOf(std::string_view name) {
  for (std::size_t f = 0; f < reconcile::kFindings; ++f) {
    if (reconcile::NameOf(static_cast<reconcile::Finding>(f)) == name) return static_cast<reconcile::Finding>(f);
  }
  return reconcile::Finding::kNotEmployed;
}

Result<std::vector<std::int64_t>> CountiesOf(Store& store, const std::string& run) {
  std::vector<std::int64_t> counties;
  TRY(store.Query(Scope::System("system:compare"),
                  "{shared}SELECT DISTINCT county_id FROM comparison_finding WHERE run_id = ?1 ORDER BY county_id",
                  {db::Blob{run}}, [&](const db::Row& row) {
                    counties.push_back(row.Int(0));
                    return Ok();
                  }));
  return counties;
}

// The next people of a county behind `last` with a proposal (of `only`, if given) or another finding than they show. A
// finding that somebody has decided since the day of the run is not opened again.
Result<std::vector<Pending>> Next(Store& store, const Scope& scope, const std::string& run, std::int64_t county,
                                  const std::string& last, std::string_view only, Date as_of,
                                  std::string_view person = {}) {
  std::vector<Pending> pending;
  const auto& layout = store::LayoutOf(kPerson);
  // The columns of a person bear no alias in the select list: those of the finding are named apart.
  const std::string sql =
      "SELECT f_finding, f_proposal, f_unit, f_employer, f_since, f_state, f_work, " + layout.select_list +
      " FROM (SELECT county_id AS f_county, person_id AS f_person, finding AS f_finding, proposal AS f_proposal, "
      "unit_code AS f_unit, employer_name AS f_employer, since AS f_since, state AS f_state, work_code AS f_work FROM "
      "comparison_finding "
      "WHERE county_id = ?1 AND run_id = ?2 AND person_id > ?3 AND finding <> 'left') f JOIN person p ON p.county_id = "
      "f.f_county AND p.id = f.f_person WHERE ((f_state = 'open' AND (f_proposal = ?4 OR ?4 = '')) OR "
      "(COALESCE(p.finding, '') <> f_finding AND NOT (COALESCE(p.finding, '') = '' AND COALESCE(p.last_contact_on, 0) "
      ">= "
      "?5)))" +
      std::string(person.empty() ? "" : " AND f_person = ?6") + " AND {scope:p} ORDER BY f_person LIMIT " +
      std::to_string(kChunk);
  std::vector<db::Param> params = {county, db::Blob{run}, db::Blob{last}, only, std::int64_t{as_of.ToYmdInt()}};
  if (!person.empty()) params.push_back(db::Blob{person});
  // The steward of a state is the origin: whoever reaches people only where they work applies nothing.
  TRY(store.Query(scope.HomeSide(), sql, db::Params(params.data(), params.size()), [&](const db::Row& row) -> Status {
    Pending one;
    one.finding = row.String(0);
    if (row.Text(5) == "open" && (only.empty() || row.Text(1) == only)) one.proposal = row.String(1);
    one.unit_code = row.String(2);
    one.employer_name = row.String(3);
    one.since = row.Int(4);
    one.work_code = row.Int(6);
    TRY(store.ReadRecord(kPerson, row, &one.person, 7));
    pending.push_back(std::move(one));
    return Ok();
  }));
  return pending;
}

struct Facts {
  std::optional<Spell> spell;  // the current one
  std::optional<Intention> intention;
};
Result<Facts> FactsOf(Store& store, const Person& person) {
  const Scope inner = Scope::System("system:compare");
  const std::string id = person.id.ToBytes();
  Facts facts;
  facts.spell = TRY(store.Find<Spell>(inner,
                                      "p.county_id = ?1 AND p.person_id = ?2 AND p.state <> 'ended' AND p.end_on IS "
                                      "NULL ORDER BY COALESCE(p.start_on, 0) DESC, p.id DESC",
                                      {person.county_id, db::Blob{id}}));
  facts.intention = TRY(store.Find<Intention>(inner, "p.county_id = ?1 AND p.person_id = ?2 ORDER BY p.updated_at DESC",
                                              {person.county_id, db::Blob{id}}));
  return facts;
}

// Whether the proposal still follows from what the person's record says today.
bool Holds(const Pending& one, const Facts& facts) {
  const bool insured = !one.unit_code.empty() || !one.employer_name.empty();
  if (ProposalOf(FindingOf(one.finding), one.person.employment, facts.spell.has_value(), insured, !insured) !=
      one.proposal)
    return false;
  return one.proposal != proposal::kChangeEmployer || one.unit_code.empty() || facts.spell->unit_code != one.unit_code;
}

bool IsOrigins(const Spell& spell) { return !spell.steward_unit || *spell.steward_unit == spell.county_id; }

// Where the registry's row says, and more exactly where the employer on file lies inside of that; the employer's place
// where the row says nothing.
std::int64_t PlaceOfWork(std::int64_t row, std::int64_t employer) {
  if (row == 0 || employer == 0) return row != 0 ? row : employer;
  return UnitCode::FromInt(row).Contains(UnitCode::FromInt(employer)) ? employer : row;
}

Spell SpellOf(Store& store, const Pending& one, const std::optional<Employer>& employer) {
  Spell spell;
  spell.id = store.NewId();
  spell.county_id = one.person.county_id;
  spell.person_id = one.person.id;
  spell.home_code = one.person.home_code;
  spell.steward_unit = one.person.county_id;
  spell.state = "on_post";
  spell.source = "registry";
  spell.unit_code = one.unit_code;
  spell.employer_name = one.employer_name;
  const std::int64_t employer_place = employer && employer->region_code ? *employer->region_code : 0;
  if (const auto place = PlaceOfWork(one.work_code, employer_place); place != 0) {
    spell.work_code = place;  // for the destination and the tiers
    spell.tier = people::TierOf(spell.home_code, place);
  }
  if (one.since > 0) {
    const int since = static_cast<int>(one.since);
    spell.start = Date::FromYmdInt(since % 100 == 0 ? since + 1 : since);
    spell.insured_from = gq::Month::FromInt(since / 100);
  }
  spell.created_at = spell.updated_at = store.Now();
  return spell;
}

// The employment that a proposal leads to.
std::string_view EmploymentAfter(std::string_view proposed) {
  return proposed == proposal::kFlexible ? kFlexible : kOnPost;
}

class Writing {
 public:
  Writing(Store& store, const Scope& scope, const ComparisonRun& run)
      : store_(store), scope_(scope), run_(run), bytes_(run.id.ToBytes()) {}

  Result<std::int64_t> Write(const std::vector<Pending>& people) {
    auto work = TRY(UnitOfWork::Begin(store_, Writer(scope_), CauseOf(run_.id)));
    std::int64_t moved = 0;
    for (const auto& one : people) {
      Person after = one.person;
      after.finding = one.finding;
      std::string state = "applied", note;
      if (!one.proposal.empty()) {
        const Facts facts = TRY(FactsOf(store_, one.person));
        if (!Holds(one, facts)) {
          state = "skipped", note = "比对之后档案已变，没有改动";
        } else if (one.proposal == proposal::kChangeEmployer && !IsOrigins(*facts.spell)) {
          TRY(Ask(work, one, *facts.spell));
          state = "requested", note = "这段经历由就业地经办，已提出变更申请";
        } else {
          work.About(one.person.county_id, "person.compare", "person", one.person.id);
          TRY(Change(work, one, facts, after));
          ++moved;
        }
        TRY(SetState(work, one, state, note));
      }
      if (after.finding == one.person.finding && after.employment == one.person.employment &&
          (one.proposal.empty() || state != "applied"))
        continue;
      // Another action than that of a change: what was found is no edit of the person (modules/imports/undo.h).
      if (one.proposal.empty() || state != "applied")
        work.About(one.person.county_id, "person.finding", "person", one.person.id);
      TRY(work.Update(one.person, after));
    }
    TRY(work.Commit());
    return moved;
  }

 private:
  Status Change(UnitOfWork& work, const Pending& one, const Facts& facts, Person& after) {
    std::optional<Spell> spell;
    if (one.proposal != proposal::kFlexible) spell = SpellOf(store_, one, TRY(EmployerOf(one.unit_code)));
    const Date day = spell && spell->start ? *spell->start : run_.as_of;
    if (one.proposal == proposal::kChangeEmployer) {
      Spell closed = *facts.spell;
      const Date last = day.AddDays(-1);
      closed.end = closed.start && last < *closed.start ? *closed.start : last;
      closed.state = "ended";
      closed.change_reason = "三库比对：参保单位已换";
      TRY(work.Update(*facts.spell, closed));
    } else {
      after.employment = std::string(EmploymentAfter(one.proposal));
      after.employment_since = day;
    }
    people::Refresh(after,
                    spell         ? &*spell
                    : facts.spell ? &*facts.spell
                                  : nullptr,
                    facts.intention ? &*facts.intention : nullptr);
    if (spell) TRY(work.Insert(*spell));
    return Ok();
  }

  // By credit code; a chunk has many people of few employers.
  Result<std::optional<Employer>> EmployerOf(const std::string& code) {
    if (code.empty()) return std::optional<Employer>();
    const auto known = employers_.find(code);
    if (known != employers_.end()) return known->second;
    const auto found =
        TRY(store_.Find<Employer>(Scope::System("system:compare"), "p.credit_code = ?1", {std::string_view(code)}));
    return employers_.emplace(code, found).first->second;
  }

  Status Ask(UnitOfWork& work, const Pending& one, const Spell& spell) {
    Spell proposed = spell;
    proposed.unit_code = one.unit_code;
    proposed.employer_name = one.employer_name;
    const auto employer = TRY(EmployerOf(one.unit_code));
    const std::int64_t employer_place = employer && employer->region_code ? *employer->region_code : 0;
    if (const auto place = PlaceOfWork(one.work_code, employer_place); place != 0) proposed.work_code = place;
    std::vector<requests::Proposal> fields;
    for (const char* name : {"unit_code", "employer_name", "work_code"}) {
      requests::Proposal field{&kSpell, kSpell.FindField(name), {}, {}};
      field.field->get(&spell, field.before);
      field.field->get(&proposed, field.after);
      if (field.before != field.after) fields.push_back(std::move(field));
    }
    TRY(requests::Add(store_, work, one.person, &spell, fields, CauseOf(run_.id), "三库比对：参保单位与登记的不同"));
    return Ok();
  }

  Status SetState(UnitOfWork& work, const Pending& one, const std::string& state, const std::string& note) {
    const std::string person = one.person.id.ToBytes();
    TRY(work.connection().Execute(
        "UPDATE comparison_finding SET state = ?4, note = ?5 WHERE county_id = ?1 AND run_id = ?2 AND person_id = ?3",
        {one.person.county_id, db::Blob{bytes_}, db::Blob{person}, state, note}));
    return Ok();
  }

  Store& store_;
  const Scope& scope_;
  const ComparisonRun& run_;
  const std::string bytes_;
  std::map<std::string, std::optional<Employer>> employers_;
};

Status SetRunState(Store& store, const Scope& scope, const std::string& run, std::string_view state,
                   std::string_view message, bool applied) {
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  TRY(work.connection().Execute(
      "UPDATE comparison_run SET state = ?2, message = ?3, applied_at = COALESCE(?4, applied_at) WHERE id = ?1",
      {db::Blob{run}, state, message, applied ? db::Param(work.now().microseconds()) : db::Param()}));
  return work.Commit();
}

// What a withdrawn run has kept beside the facts: observations, values of the registries in reviews.
Status ForgetWhatWasSeen(Store& store, const Scope& scope, const ComparisonRun& run, std::size_t later_edits) {
  const std::string bytes = run.id.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor), "withdraw/" + run.id.ToString()));
  auto& connection = work.connection();
  for (const auto& file : run.files) {
    TRY(connection.Execute(
        "DELETE FROM observation WHERE period = ?2 AND file_hash = ?3 AND EXISTS (SELECT 1 FROM comparison_finding f "
        "WHERE f.county_id = observation.county_id AND f.run_id = ?1 AND f.person_id = observation.person_id)",
        {db::Blob{bytes}, std::int64_t{run.period.ToInt()}, file.hash}));
  }
  TRY(
      connection.Execute("UPDATE comparison_finding SET state = 'open', note = NULL WHERE run_id = ?1 AND state <> "
                         "'none'",
                         {db::Blob{bytes}}));
  TRY(connection.Execute("UPDATE comparison_review SET data = NULL WHERE run_id = ?1", {db::Blob{bytes}}));
  work.About(0, "compare.withdraw", "comparison_run", run.id);
  work.Note("later_edits", std::to_string(later_edits));
  return work.Commit();
}

}  // namespace

Result<ApplyPlan> PlanApply(Store& store, const Scope& scope, const Uuid& id) {
  const Date as_of = TRY(GetComparison(store, scope, id)).as_of;
  const std::string run = id.ToBytes();
  ApplyPlan plan;
  std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> moves;
  for (const auto county : TRY(CountiesOf(store, run))) {
    for (std::string last;;) {
      const auto people = TRY(Next(store, scope, run, county, last, {}, as_of));
      if (people.empty()) break;
      last = people.back().person.id.ToBytes();
      for (const auto& one : people) {
        if (one.proposal.empty()) {
          ++plan.findings;
          continue;
        }
        const Facts facts = TRY(FactsOf(store, one.person));
        const Person& p = one.person;
        if (!Holds(one, facts)) {
          ++plan.changed_since;
        } else if (one.proposal == proposal::kChangeEmployer && !IsOrigins(*facts.spell)) {
          ++plan.requests;
        } else {
          const auto to =
              one.proposal == proposal::kChangeEmployer
                  ? std::string_view(p.list)
                  : people::ListOf(EmploymentAfter(one.proposal), p.ability, p.willingness, p.register_status);
          ++moves[{one.proposal, p.list, std::string(to)}];
        }
      }
    }
  }
  TRY(store.Query(scope.HomeSide(),
                  "SELECT count(*) FROM comparison_review v JOIN person p ON p.county_id = v.county_id AND p.id = "
                  "v.person_id WHERE v.run_id = ?1 AND v.purpose = 'correction' AND v.state IN ('open', 'second', "
                  "'unsure') AND {scope:p}",
                  {db::Blob{run}}, [&](const db::Row& row) {
                    plan.corrections = row.Int(0);
                    return Ok();
                  }));
  for (const auto& [key, n] : moves) plan.moves.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), n});
  return plan;
}

Result<std::int64_t> Apply(Store& store, const Scope& scope, const Uuid& id, std::string_view only,
                           const Watch& watch) {
  const ComparisonRun run = TRY(GetComparison(store, scope, id));
  if (run.state != "compared" && run.state != "applying" && run.state != "applied")
    return Fail(kRunStep, run.state == "comparing" ? "比对还没有做完" : "这次比对已经撤回");
  const std::string bytes = id.ToBytes();
  const bool owner = IsOwner(scope, run);  // others apply what is theirs; the run as a whole stays as it is
  if (owner) TRY(SetRunState(store, scope, bytes, "applying", run.message, false));
  Writing writing(store, scope, run);
  std::int64_t moved = 0, done = 0;
  for (const auto county : TRY(CountiesOf(store, bytes))) {
    for (std::string last;;) {
      if (watch.cancelled && watch.cancelled()) return Fail(kCancelled, "已停止");
      const auto people = TRY(Next(store, scope, bytes, county, last, only, run.as_of));
      if (people.empty()) break;
      last = people.back().person.id.ToBytes();
      moved += TRY(writing.Write(people));
      done += static_cast<std::int64_t>(people.size());
      if (watch.done) watch.done(done);
    }
  }
  if (owner) TRY(SetRunState(store, scope, bytes, only.empty() ? "applied" : "compared", run.message, true));
  return moved;
}

Status ApplyPerson(Store& store, const Scope& scope, const Uuid& id, const Uuid& person) {
  const ComparisonRun run = TRY(GetComparison(store, scope, id));
  const std::string bytes = id.ToBytes(), person_bytes = person.ToBytes();
  Writing writing(store, scope, run);
  for (const auto county : TRY(CountiesOf(store, bytes))) {
    const auto people = TRY(Next(store, scope, bytes, county, {}, {}, run.as_of, person_bytes));
    if (!people.empty()) TRY(writing.Write(people));
  }
  return Ok();
}

Result<std::vector<imports::LaterEdit>> WithdrawRun(Store& store, const Scope& scope, const Uuid& id,
                                                    const Watch& watch) {
  const ComparisonRun run = TRY(GetComparison(store, scope, id));
  if (!IsOwner(scope, run)) return Fail(kForbidden, "由做这次比对的单位撤回", "单个人的更正请在档案里登记");
  if (run.state == "withdrawn") return std::vector<imports::LaterEdit>();
  if (run.state == "comparing") return Fail(kRunStep, "比对还没有做完", "不需要撤回");
  const std::string bytes = id.ToBytes();
  TRY(SetRunState(store, scope, bytes, "withdrawing", run.message, false));
  auto edits = TRY(imports::UndoEvents(store, scope.actor, CauseOf(id), "withdraw/" + id.ToString(), watch));
  TRY(ForgetWhatWasSeen(store, scope, run, edits.size()));
  TRY(SetRunState(
      store, scope, bytes, "withdrawn",
      edits.empty() ? std::string("已全部撤回") : "已撤回；" + std::to_string(edits.size()) + " 处后来被改过，保留现值",
      false));
  return edits;
}

}  // namespace gq::sources
