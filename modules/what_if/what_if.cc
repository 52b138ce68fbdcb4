#include "modules/what_if/what_if.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "kits/store/unit_of_work.h"
#include "modules/claims/deciding.h"
#include "modules/org/service.h"
#include "modules/rule_drafts/population.h"

namespace gq::what_if {

namespace {

using db::CellKind;
using rule_drafts::Population, rule_drafts::ReadPopulation;
constexpr std::size_t kDraftBytesMax = std::size_t{16} << 20;
constexpr std::size_t kDraftsMax = 10;

using subsidies::Change, subsidies::Cost, subsidies::Rules, subsidies::Simulation;

Result<std::string> TextOf(const json::Node& node, std::string_view key, std::size_t length) {
  const auto member = node.Find(key);
  return member ? TRY(member->Text(length)) : std::string();
}

Result<std::vector<NumberChange>> ChangesFrom(const json::Node& list) {
  std::vector<NumberChange> changes;
  for (const auto& item : TRY(list.Items())) {
    TRY(item.OnlyMembers({"rule", "parameter", "value", "from"}));
    changes.push_back({TRY(TRY(item.Get("rule")).Text(20)), TRY(TRY(item.Get("parameter")).Text(60)),
                       TRY(TRY(item.Get("value")).Text(40)), TRY(item.FindDay("from"))});
  }
  return changes;
}

std::string ToJson(const std::vector<NumberChange>& changes) {
  json::Writer out;
  out.BeginArray();
  for (const auto& change : changes) {
    out.BeginObject();
    out.Member("rule", change.rule);
    out.Member("parameter", change.parameter);
    out.Member("value", change.value);
    out.Member("from", change.from ? std::optional(change.from->ToString()) : std::nullopt);
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}

std::vector<std::string> RulesOf(const std::vector<RuleDraft>& drafts, const std::vector<NumberChange>& changes) {
  std::vector<std::string> named;
  const auto add = [&](const std::string& rule) {
    if (std::find(named.begin(), named.end(), rule) == named.end()) named.push_back(rule);
  };
  for (const auto& draft : drafts) add(draft.rule);
  for (const auto& change : changes) add(change.rule);
  return named;
}

std::string TitleOf(const Rules& rules, const std::vector<std::string>& named) {
  std::string title;
  for (const auto& rule : named) title += (title.empty() ? "" : "、") + rules.at(rule).title;
  constexpr std::size_t kBytesMax = 90;
  if (title.size() <= kBytesMax) return title;
  return rules.at(named.front()).title + "等 " + std::to_string(named.size()) + " 项";
}

// What decides of a draft, and its name.
std::string ToJson(const std::vector<RuleDraft>& drafts) {
  json::Writer out;
  out.BeginArray();
  for (const auto& draft : drafts) {
    out.BeginObject();
    out.Member("id", draft.id.ToString());
    for (const auto& [key, text] : {std::pair{"rule", &draft.rule},
                                    {"base_version", &draft.base_version},
                                    {"base_hash", &draft.base_hash},
                                    {"model", &draft.model},
                                    {"parameters", &draft.parameters},
                                    {"new_version", &draft.new_version},
                                    {"county", &draft.county}})
      out.Member(key, *text);
    out.Member("starts_on", draft.starts_on ? std::optional(draft.starts_on->ToString()) : std::nullopt);
    out.EndObject();
  }
  out.EndArray();
  return std::move(out).Take();
}
Result<std::vector<RuleDraft>> DraftsFrom(const std::string& text) {
  std::vector<RuleDraft> drafts;
  if (text.empty()) return drafts;
  const auto document = TRY(json::Parse(text, {.bytes_max = kDraftBytesMax}));
  for (const auto& item : TRY(document.root().Items())) {
    RuleDraft& draft = drafts.emplace_back();
    for (const auto& [key, slot] : {std::pair{"rule", &draft.rule},
                                    {"base_version", &draft.base_version},
                                    {"base_hash", &draft.base_hash},
                                    {"model", &draft.model},
                                    {"parameters", &draft.parameters},
                                    {"new_version", &draft.new_version}})
      *slot = TRY(TRY(item.Get(key)).Text(kDraftBytesMax));
    if (const auto county = item.Find("county")) draft.county = TRY(county->Text(6));
    draft.starts_on = TRY(item.FindDay("starts_on"));
  }
  return drafts;
}

void WriteCost(json::Writer& out, std::string_view key, const std::map<std::string, Cost>& costs) {
  out.Key(key);
  out.BeginArray();
  for (const auto& [name, cost] : costs) {
    out.BeginObject();
    out.Member("key", name);
    out.Member("before_fen", cost.before_fen);
    out.Member("after_fen", cost.after_fen);
    out.Member("before", cost.before);
    out.Member("after", cost.after);
    out.EndObject();
  }
  out.EndArray();
}

std::string ResultOf(const Simulation& done) {
  json::Writer out;
  out.BeginObject();
  out.Member("before", done.total.before);
  out.Member("after", done.total.after);
  WriteCost(out, "by_rule", done.by_rule);
  WriteCost(out, "by_county", done.by_county);
  WriteCost(out, "by_month", done.by_month);
  out.Key("by_pool");
  out.BeginArray();
  for (const auto& [pool, change] : done.pools) {
    out.BeginObject();
    out.Member("key", pool);
    out.Member("budget_fen", change.after.budget_fen);
    out.Member("before_fen", change.before.paid_fen);
    out.Member("after_fen", change.after.paid_fen);
    out.Member("before", change.before.paid);
    out.Member("after", change.after.paid);
    out.Member("waiting", change.after.waiting);
    out.Member("waiting_fen", change.after.waiting_fen);
    const auto& day = change.after.exhausted_on;
    out.Member("exhausted_on", day ? std::optional(day->ToString()) : std::nullopt);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return std::move(out).Take();
}

// The name under which the figures count the pool: its own, or the one that has the budget.
std::string PoolKey(const Simulation& done, const std::string& pool) {
  if (done.pools.count(pool) > 0) return pool;
  const std::string whole = pool.substr(0, pool.find('/'));
  return done.pools.count(whole) > 0 ? whole : pool;
}

struct RowWriter {
  const Store& store;
  const Population& population;
  const Simulation& done;
  const WhatIf& asked;
  std::int64_t asker_code;  // where an employer's row belongs
  db::BulkWriter& bulk;

  Status Write(const Change& change) {
    const auto person = population.all.people.find(change.person);
    const bool known = person != population.all.people.end();
    const auto place = population.places.find(change.person);
    bulk.Int(known ? person->second.county_id : 0);
    bulk.Bytes(store.NewId().ToBytes());
    bulk.Bytes(asked.id.ToBytes());
    bulk.Int(known && place != population.places.end() ? place->second.home : asker_code);
    if (known && place != population.places.end() && place->second.work != 0)
      bulk.Int(place->second.work);
    else
      bulk.Null();
    if (known) {
      bulk.Bytes(person->second.person_id.ToBytes());
      bulk.Null();
    } else {
      bulk.Null();
      bulk.Text(change.person);
    }
    bulk.Text(change.rule);
    bulk.Text(change.county);
    bulk.Text(change.month);
    bulk.Text(PoolKey(done, change.pool));
    bulk.Int(change.before_fen);
    bulk.Int(change.after_fen);
    bulk.Int(change.after_fen - change.before_fen);
    for (const auto* text : {&change.before, &change.after, &change.reason_after, &change.missing_after})
      bulk.Text(*text);
    return bulk.EndRow();
  }
};

Result<WhatIf> KeepQuestion(Store& store, const Scope& scope, const Question& question, const Rules& rules) {
  WhatIf asked;
  asked.id = store.NewId();
  asked.unit_id = scope.unit_id;
  asked.title = question.title.empty() ? TitleOf(rules, RulesOf(question.drafts, question.changes)) : question.title;
  asked.as_of = question.as_of;
  asked.basis = question.basis;
  asked.changes = ToJson(question.changes);
  if (!question.drafts.empty()) asked.drafts = ToJson(question.drafts);
  asked.state = "running";
  asked.created_by = scope.actor;
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  asked.created_at = asked.updated_at = work.now();
  work.About(asked.unit_id, "what_if.ask", "what_if", asked.id);
  TRY(work.Insert(asked));
  TRY(work.Commit());
  return asked;
}

// Rows and figures in one transaction, with one event: an answer is whole or not there.
Status Keep(Store& store, const Scope& scope, const WhatIf& asked, const Population& population,
            const Simulation& done) {
  const std::string id = asked.id.ToBytes();
  const std::int64_t code = scope.unit_id == 0 ? 0 : TRY(org::GetUnit(store, scope.unit_id)).code;
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  auto& connection = work.connection();
  TRY(connection.Execute("DELETE FROM what_if_row WHERE what_if_id = ?1", {db::Blob{id}}));
  if (!done.changed.empty() || !done.unchanged.empty()) {
    const auto bulk = connection.Bulk("what_if_row", {{"county_id", CellKind::kInteger},
                                                      {"id", CellKind::kBlob},
                                                      {"what_if_id", CellKind::kBlob},
                                                      {"home_code", CellKind::kInteger},
                                                      {"work_code", CellKind::kInteger},
                                                      {"claimant_id", CellKind::kBlob},
                                                      {"credit_code", CellKind::kText},
                                                      {"rule", CellKind::kText},
                                                      {"county", CellKind::kText},
                                                      {"month", CellKind::kText},
                                                      {"pool", CellKind::kText},
                                                      {"before_fen", CellKind::kInteger},
                                                      {"after_fen", CellKind::kInteger},
                                                      {"difference_fen", CellKind::kInteger},
                                                      {"outcome_before", CellKind::kText},
                                                      {"outcome_after", CellKind::kText},
                                                      {"reason", CellKind::kText},
                                                      {"missing", CellKind::kText}});
    RowWriter writer{store, population, done, asked, code, *bulk};
    for (const auto* part : {&done.changed, &done.unchanged}) {
      for (const auto& change : *part) TRY(writer.Write(change));
    }
    TRY(bulk->Finish());
  }
  WhatIf after = asked;
  after.state = "done";
  after.claims = static_cast<std::int64_t>(population.claims.size());
  after.before = Fen(done.total.before_fen);
  after.after = Fen(done.total.after_fen);
  after.winners = done.winners;
  after.losers = done.losers;
  after.result = ResultOf(done);
  work.About(asked.unit_id, "what_if.answer", "what_if", asked.id);
  TRY(work.Update(asked, after));
  return work.Commit();
}

}  // namespace

Result<Question> QuestionFrom(Store& store, const Scope& scope, const json::Node& root, Date today) {
  TRY(root.OnlyMembers({"title", "changes", "drafts", "basis", "as_of"}));
  Question question;
  question.title = TRY(TextOf(root, "title", 100));
  if (const auto changes = root.Find("changes")) {
    question.changes = TRY(ChangesFrom(*changes));
    if (question.changes.size() > kChangesMax)
      return changes->Refuse("一次最多改 " + std::to_string(kChangesMax) + " 个数", "请分几次测算");
  }
  if (const auto drafts = root.Find("drafts")) {
    for (const auto& item : TRY(drafts->Items())) {
      const auto id = Uuid::Parse(TRY(item.Text(60)));
      if (!id) return item.Refuse("编号不对");
      question.drafts.push_back(TRY(store.Get<RuleDraft>(scope, *id)));
      if (question.drafts.size() > kDraftsMax) return drafts->Refuse("一次测算的草案太多", "请分几次测算");
    }
  }
  if (question.changes.empty() && question.drafts.empty())
    return Fail(kBadInput, "没有写要改什么", "请至少改一个数，或选一份草案");
  question.basis = TRY(rule_drafts::BasisFrom(root));
  question.as_of = TRY(root.FindDay("as_of")).value_or(today);
  return question;
}

Result<Rules> Changed(const Rules& current, const std::vector<RuleDraft>& drafts,
                      const std::vector<NumberChange>& changes) {
  Rules draft = current;
  for (const auto& one : drafts) {
    Rules with = TRY(rule_drafts::WithDraft(current, one));
    draft[one.rule] = std::move(with.at(one.rule));
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& change = changes[i];
    std::string assignment = change.rule + "." + change.parameter + "=" + change.value;
    if (change.from) assignment += "@" + change.from->ToString();
    auto set = subsidies::SetParameter(assignment, &draft);
    if (set) continue;
    Error error = std::move(set).error();
    error.hint = "法定的上下限写在参数旁；条文本身要改的，先改规则再测算";
    return Fail(error.With("field", "changes." + std::to_string(i) + ".value"));
  }
  return draft;
}

Result<WhatIf> Ask(Store& store, jobs::Jobs& jobs, const Scope& scope, const Question& question) {
  const auto rules = TRY(subsidies::CurrentRules(store));
  TRY(Changed(*rules, question.drafts, question.changes));
  WhatIf asked = TRY(KeepQuestion(store, scope, question, *rules));
  asked.job_id = TRY(jobs.Submit(scope, {.kind = "what_if",
                                         .key = "what_if/" + asked.id.ToString(),
                                         .params = "{\"what_if_id\":\"" + asked.id.ToString() + "\"}"}));
  const std::string id = asked.id.ToBytes(), job = asked.job_id.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  // No new version: the job may be writing its answer already.
  TRY(work.connection().Execute("UPDATE what_if SET job_id = ?2 WHERE id = ?1", {db::Blob{id}, db::Blob{job}}));
  TRY(work.Commit());
  return asked;
}

Result<std::string> Answer(Store& store, const Scope& scope, const Uuid& id, jobs::JobStep& step) {
  const auto asked = TRY(store.Get<WhatIf>(Scope::System(scope.actor), id));
  const auto document = TRY(json::Parse(asked.changes));
  const auto changes = TRY(ChangesFrom(document.root()));
  const auto drafts = TRY(DraftsFrom(asked.drafts));
  const auto current = TRY(subsidies::CurrentRules(store));
  const Rules draft = TRY(Changed(*current, drafts, changes));
  const auto named = RulesOf(drafts, changes);
  const std::set<std::string> touched(named.begin(), named.end());
  const Rules now = subsidies::RulesConcerned(*current, touched), then = subsidies::RulesConcerned(draft, touched);
  const Population population = TRY(ReadPopulation(store, scope, asked.basis, then, *asked.as_of));
  subsidies::SimulateOptions options;
  options.unchanged = true;
  options.progress = [&step](std::size_t done, std::size_t total) -> Status {
    step.Total(static_cast<std::int64_t>(total));
    step.Set(static_cast<std::int64_t>(done));
    if (step.Cancelled()) return Fail(kCancelled, "测算已停止");
    return Ok();
  };
  const Simulation done =
      TRY(subsidies::Simulate(population.all.facts, population.claims, now, then, *asked.as_of, options));
  TRY(Keep(store, scope, asked, population, done));
  step.Set(step.total());
  return "{\"what_if_id\":\"" + id.ToString() + "\",\"claims\":" + std::to_string(population.claims.size()) + "}";
}

void RegisterJobs(Store& store, jobs::Jobs& jobs) {
  jobs.Register("what_if", [s = &store](jobs::JobRun& run) -> Status {
    const auto document = TRY(json::Parse(run.params()));
    const auto id = Uuid::Parse(TRY(TRY(document.root().Get("what_if_id")).Text(60)));
    if (!id) return Fail(kInternal, "任务里没有测算编号");
    run.SetResult(
        TRY(run.Step("answer", "测算", [&](jobs::JobStep& step) { return Answer(*s, run.scope(), *id, step); })));
    return Ok();
  });
}

Status Remove(Store& store, const Scope& scope, const Uuid& id) {
  const auto asked = TRY(store.Get<WhatIf>(scope, id));
  const std::string bytes = id.ToBytes();
  auto work = TRY(UnitOfWork::Begin(store, Scope::System(scope.actor)));
  work.About(asked.unit_id, "what_if.remove", "what_if", asked.id);
  TRY(work.connection().Execute("DELETE FROM what_if_row WHERE what_if_id = ?1", {db::Blob{bytes}}));
  TRY(work.Remove(asked));
  return work.Commit();
}

}  // namespace gq::what_if
