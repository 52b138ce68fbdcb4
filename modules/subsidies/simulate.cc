#include "modules/subsidies/simulate.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "base/decimal.h"
#include "kits/codes/code_tables.h"
#include "modules/subsidies/inputs.h"

namespace gq::subsidies {

namespace {

// Larger than every cap, so that caps decide.
constexpr const char* kAnyAmount = "10000000";
constexpr std::size_t kReportEvery = 1000;  // claims

tl::unexpected<Error> Bad(std::string reason) {
  return Fail(kBadRule, std::move(reason), "写法如 R-XX20.cap_outside=350 或 R-XX20.cap_outside=350@2019-01-01");
}

Status CheckBounds(const std::string& name, const Decimal& value, const ParameterValue& law, const Rule& rule) {
  const auto floor = Decimal::Parse(law.floor), cap = Decimal::Parse(law.cap);
  const std::string article = "（" + (law.document.empty() ? rule.document : law.document) +
                              (law.article.empty() ? rule.article : law.article) + "）";
  if (value < *Decimal::Parse("0")) return Fail(kBadRule, name + " 为 " + value.ToString() + "，小于 0" + article);
  const char* cure = "条文的界限写在 rule.toml 的 floor、cap；要模拟改条文，用 --draft 给出草案";
  if (floor && value < *floor)
    return Fail(kBadRule, name + " 为 " + value.ToString() + "，低于法定下限 " + law.floor + article, cure);
  if (cap && value > *cap)
    return Fail(kBadRule, name + " 为 " + value.ToString() + "，高于法定上限 " + law.cap + article, cure);
  return Ok();
}

// The county that bears it: of the pool, else of the home.
std::string CountyOf(const Decision& decision) {
  const std::size_t slash = decision.pool.find('/');
  if (slash != std::string::npos) return decision.pool.substr(slash + 1);
  return decision.county == 0 ? std::string() : std::to_string(decision.county);
}

std::string MonthOf(const Decision& decision) {
  return decision.anchor ? decision.anchor->ToString().substr(0, 7) : std::string();
}

void Count(const Decision& decision, bool after, Cost* cost) {
  if (decision.outcome != Outcome::kPay) return;
  (after ? cost->after_fen : cost->before_fen) += decision.amount_fen;
  ++(after ? cost->after : cost->before);
}

void Tally(const Decision& decision, bool after, Simulation* done) {
  Count(decision, after, &done->total);
  Count(decision, after, &done->by_rule[decision.rule]);
  Count(decision, after, &done->by_county[CountyOf(decision)]);
  Count(decision, after, &done->by_month[MonthOf(decision)]);
}

// Facts by whom a claim names: a person or a unit.
class Population {
 public:
  explicit Population(const std::vector<Fact>& facts) {
    for (const Fact& fact : facts) {
      of_[fact.person].push_back(&fact);
      if (!fact.unit.empty()) of_[fact.unit].push_back(&fact);
    }
  }
  std::vector<Fact> Of(const std::string& claimant) const {
    std::vector<Fact> facts;
    const auto found = of_.find(claimant);
    if (found == of_.end()) return facts;
    for (const Fact* fact : found->second) facts.push_back(*fact);
    return facts;
  }
  std::string NameOf(const std::string& claimant) const {
    const auto found = of_.find(claimant);
    if (found == of_.end()) return {};
    const Fact& fact = *found->second.front();
    return fact.person == claimant ? fact.name : fact.unit_name;
  }

 private:
  std::unordered_map<std::string, std::vector<const Fact*>> of_;
};

// Column mode has no texts: the table's own words come from row mode, settlement's stand behind them.
Status AddReason(const Population& people, const Claim& claim, const Rules& draft, Date as_of, const Decision& decision,
                 Change* change) {
  const Decisions alone = TRY(DecideAll(people.Of(claim.person), {claim}, draft, as_of));
  const Decision& own = alone.rows.front();
  const bool settled = own.outcome == Outcome::kPay && decision.outcome != Outcome::kPay;
  change->reason_after = settled ? decision.reason : own.reason;
  change->missing_after = settled ? decision.missing : own.missing;
  return Ok();
}

}  // namespace

void UseBounds(Rules* rules) {
  const auto fill = [](Rule* rule) {
    for (Parameter& parameter : rule->parameters) {
      for (ParameterValue& value : parameter.values) {
        if (value.value.empty()) value.value = value.floor.empty() ? value.cap : value.floor;
      }
    }
  };
  for (auto& [id, rule] : *rules) {
    fill(&rule);
    for (Rule& earlier : rule.earlier) fill(&earlier);
  }
}

Status SetParameter(const std::string& assignment, Rules* rules) {
  const std::size_t dot = assignment.find('.'), equals = assignment.find('=');
  if (dot == std::string::npos || equals == std::string::npos || dot > equals) return Bad("写法不对：" + assignment);
  const std::string id = assignment.substr(0, dot), name = assignment.substr(dot + 1, equals - dot - 1);
  const std::size_t at = assignment.find('@', equals);
  const std::string text = assignment.substr(equals + 1, at == std::string::npos ? at : at - equals - 1);
  const auto rule = rules->find(id);
  if (rule == rules->end()) return Bad("没有规则 " + id);
  const auto value = Decimal::Parse(text);
  if (!value) return Bad(id + "." + name + "：" + text + " 不是数");
  std::optional<Date> from;
  if (at != std::string::npos) {
    from = Date::Parse(assignment.substr(at + 1));
    if (!from) return Bad("日期写法不对：" + assignment.substr(at + 1));
  }
  bool found = false;
  std::vector<Rule*> versions = {&rule->second};
  for (Rule& earlier : rule->second.earlier) versions.push_back(&earlier);
  for (Rule* version : versions) {
    for (Parameter& parameter : version->parameters) {
      if (parameter.name != name) continue;
      found = true;
      ParameterValue set = parameter.values.front();
      for (const ParameterValue& law : parameter.values) {
        if (law.county.empty() && (!from || law.from <= *from)) set = law;
      }
      TRY(CheckBounds(id + "." + name, *value, set, *version));
      const Date start = from.value_or(parameter.values.front().from);
      parameter.values.erase(std::remove_if(parameter.values.begin(), parameter.values.end(),
                                            [&](const ParameterValue& old) { return old.from >= start; }),
                             parameter.values.end());
      for (ParameterValue& old : parameter.values) {
        if (!old.to || *old.to >= start) old.to = start.AddDays(-1);
      }
      set.from = start;
      set.to.reset();
      set.value = text;
      set.county.clear();
      set.year = 0;
      parameter.values.push_back(std::move(set));
    }
  }
  return found ? Ok() : Status(Bad("规则 " + id + " 没有参数 " + name));
}

Status UseDraft(const std::string& folder, Rules* rules) {
  Rules draft = TRY(LoadRules(folder));
  for (auto& [id, rule] : draft) (*rules)[id] = std::move(rule);
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::path(folder) / "exclusions.toml", error))
    rules->groups = std::move(draft.groups);
  if (std::filesystem::exists(std::filesystem::path(folder) / "pools.toml", error))
    rules->budgets = std::move(draft.budgets);
  return Ok();
}

namespace {

bool AsksForASpell(const Rule& rule) {
  if (!rule.model) return false;
  const auto inputs = rule.model->Elements();
  return std::any_of(inputs.begin(), inputs.end(), [](const policy::ElementInfo& one) {
    return one.kind == policy::ElementKind::kInput && one.name == "has_spell";
  });
}

}  // namespace

std::vector<Claim> AssumeClaims(const std::vector<Fact>& facts, const Rules& rules, Date as_of) {
  std::string everything;
  for (const Code& code : GetCodeTable("recognition").All()) {
    if (code.code != "advanced") everything += (everything.empty() ? "" : ";") + code.code;
  }
  std::vector<Claim> claims;
  for (const auto& [id, rule] : rules) {
    if (rule.subject == "course" || rule.subject == "station") continue;
    std::set<std::string> asked;
    const bool of_workers = AsksForASpell(rule);
    for (const Fact& fact : facts) {
      if (of_workers && !fact.spell_start) continue;
      if (!Under(fact.origin_region, rule.region)) continue;
      if (!rule.work_region.empty() && !Under(fact.work_region, rule.work_region)) continue;
      const std::string& who = rule.subject == "employer" ? fact.unit : fact.person;
      if (who.empty() || !asked.insert(who).second) continue;
      Claim claim{.person = who, .rule = id, .amount = kAnyAmount, .receipts = 1, .broker = "中介", .fee_taken = false};
      claim.tracking_to = as_of;
      claim.course_days = 1;
      claim.certificate = everything;
      if (fact.spell_start) {
        claim.period_from = fact.spell_start;
        claim.period_to = std::max(*fact.spell_start, as_of);
      }
      claims.push_back(std::move(claim));
    }
  }
  return claims;
}

Rules RulesConcerned(const Rules& rules, const std::set<std::string>& changed) {
  const auto pools_of = [&](const Rule& rule) {
    std::set<std::string> pools = {rule.pool};
    for (const Payer& payer : rule.payers) pools.insert(payer.pool);
    std::set<std::string> limited;
    for (const Budget& budget : rules.budgets) {
      const std::string name = budget.pool.substr(0, budget.pool.find('/'));
      if (pools.count(name) > 0) limited.insert(name);
    }
    return limited;
  };
  std::set<std::string> reached, open = changed;
  while (!open.empty()) {
    const std::string id = *open.begin();
    open.erase(open.begin());
    const auto found = rules.find(id);
    if (found == rules.end() || !reached.insert(id).second) continue;
    for (const ExclusionGroup& group : rules.groups) {
      const bool member = std::find(group.members.begin(), group.members.end(), id) != group.members.end();
      if (member && group.resolve != Resolve::kFlag) open.insert(group.members.begin(), group.members.end());
    }
    const auto pools = pools_of(found->second);
    for (const auto& [other, rule] : rules) {
      const auto theirs = pools.empty() ? std::set<std::string>() : pools_of(rule);
      if (std::any_of(theirs.begin(), theirs.end(), [&](const auto& pool) { return pools.count(pool) > 0; }))
        open.insert(other);
    }
    for (const auto& known : reached) open.erase(known);
  }
  Rules some = rules;
  for (auto rule = some.begin(); rule != some.end();) {
    if (reached.count(rule->first) == 0)
      rule = some.erase(rule);
    else
      ++rule;
  }
  for (ExclusionGroup& group : some.groups) {
    group.members.erase(std::remove_if(group.members.begin(), group.members.end(),
                                       [&](const std::string& member) { return reached.count(member) == 0; }),
                        group.members.end());
  }
  some.groups.erase(std::remove_if(some.groups.begin(), some.groups.end(),
                                   [](const ExclusionGroup& group) { return group.members.empty(); }),
                    some.groups.end());
  return some;
}

Result<Simulation> Simulate(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& current,
                            const Rules& draft, Date as_of, const SimulateOptions& options) {
  const std::size_t total = 3 * claims.size();
  const auto report = [&](std::size_t done) { return options.progress ? options.progress(done, total) : Ok(); };
  Rules now = current, then = draft;
  UseBounds(&now);
  UseBounds(&then);
  const DecideOptions columns{.columns = true};
  TRY(report(0));
  const Decisions before = TRY(DecideAll(facts, claims, now, as_of, columns));
  TRY(report(claims.size()));
  const Decisions after = TRY(DecideAll(facts, claims, then, as_of, columns));
  const Population people(facts);
  Simulation done;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (i % kReportEvery == 0) TRY(report(2 * claims.size() + i));
    const Decision &old = before.rows[i], &fresh = after.rows[i];
    Tally(old, false, &done);
    Tally(fresh, true, &done);
    const bool same = old.outcome == fresh.outcome && old.amount_fen == fresh.amount_fen;
    if (same && !(options.unchanged && fresh.outcome == Outcome::kPay)) continue;
    Change change{.person = fresh.person, .name = people.NameOf(fresh.person), .rule = fresh.rule};
    change.county = CountyOf(fresh);
    change.month = MonthOf(fresh);
    change.pool = fresh.pool;
    change.before_fen = old.amount_fen;
    change.after_fen = fresh.amount_fen;
    change.before = NameOf(old.outcome);
    change.after = NameOf(fresh.outcome);
    if (same) {
      done.unchanged.push_back(std::move(change));
      continue;
    }
    TRY(AddReason(people, claims[i], then, as_of, fresh, &change));
    done.winners += change.after_fen > change.before_fen ? 1 : 0;
    done.losers += change.after_fen < change.before_fen ? 1 : 0;
    done.changed.push_back(std::move(change));
  }
  for (const auto& [pool, pool_report] : before.pool_reports) done.pools[pool].before = pool_report;
  for (const auto& [pool, pool_report] : after.pool_reports) done.pools[pool].after = pool_report;
  std::stable_sort(done.changed.begin(), done.changed.end(), [](const Change& a, const Change& b) {
    return std::abs(a.after_fen - a.before_fen) > std::abs(b.after_fen - b.before_fen);
  });
  return done;
}

}  // namespace gq::subsidies
