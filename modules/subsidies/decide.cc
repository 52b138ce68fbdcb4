#include "modules/subsidies/decide.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/decimal.h"
#include "base/text.h"

namespace gq::subsidies {

std::string_view NameOf(Outcome outcome) { return outcome == Outcome::kPay ? "pay" : outcome == Outcome::kRefuse ? "refuse" : "review"; }

namespace {

using policy::Value;

bool Starts(std::int64_t code, std::string_view prefix) { return code != 0 && std::to_string(code).rfind(prefix, 0) == 0; }

bool InGroups(std::string_view groups, std::string_view group) {
  if (groups.empty()) return true;
  for (const auto one : Split(groups, ';')) {
    if (one == group) return true;
  }
  return false;
}

// The spell that a claim is about: the last that had begun on the day of the event; without a day, the last.
const Fact* FindSpell(const std::vector<const Fact*>& spells, const Claim& claim) {
  const Fact* best = nullptr;
  for (const Fact* fact : spells) {
    if (!fact->spell_start) continue;
    if (claim.event_date && *fact->spell_start > claim.event_date->AddDays(31)) continue;
    if (best == nullptr || *best->spell_start < *fact->spell_start) best = fact;
  }
  return best;
}

// Whether insurance covers every month of [start, end]: throughout, partly or none.
std::string_view InsuredOver(const Fact& fact, Date start, Date end) {
  if (!fact.insured_from) return "none";
  const gq::Month first = gq::Month::Of(start), last = gq::Month::Of(end);
  const gq::Month to = fact.insured_to.value_or(last);
  return *fact.insured_from <= first && to >= last ? "throughout" : "partly";
}

std::int64_t DaysShort(Date start, Date end, int months) {
  const Date needed = start.AddMonths(months).AddDays(-1);
  return needed > end ? needed.days() - end.days() : 0;
}

struct Subject {
  const Fact* spell = nullptr;
  std::int64_t headcount = 0;
};

policy::Context InputsOf(const Rule& rule, const Claim& claim, const Subject& subject, Date as_of) {
  policy::Context inputs;
  const Fact* fact = subject.spell;
  const auto flag = [&](const char* name, bool value) { inputs.Set(name, Value::Boolean(value)); };
  const auto number = [&](const char* name, std::int64_t value) { inputs.Set(name, Value::Integer(value)); };
  flag("has_spell", fact != nullptr);
  flag("eligible_group", fact == nullptr || InGroups(rule.groups, fact->target_group));
  inputs.Set("tier", Value::Text(fact == nullptr || fact->tier.empty() ? "unknown" : fact->tier));
  const auto fare = Decimal::Parse(claim.amount.empty() ? "0" : claim.amount);
  inputs.Set("fare", Value::Number(fare ? *fare : Decimal(0)));
  number("receipts", claim.receipts);
  flag("fee_taken", claim.fee_taken.value_or(false));
  number("headcount", subject.headcount);
  flag("has_contract", fact != nullptr && fact->contract_start.has_value());
  flag("first_time_in", fact != nullptr && fact->first_time_in.value_or(true));
  flag("employer_in_prefecture", fact != nullptr && Starts(fact->work_region, std::string_view(rule.region).substr(0, 4)));
  std::int64_t months = 0, short_days = 0, contract = 0, contract_short = 0;
  std::string_view insured = "none";
  bool tracked = false;
  if (fact != nullptr && fact->spell_start) {
    const Date start = *fact->spell_start, end = std::min(fact->spell_end.value_or(as_of), as_of);
    months = CompleteMonths(start, end);
    short_days = DaysShort(start, end, rule.needs_months);
    insured = InsuredOver(*fact, start, rule.needs_months > 0 ? std::min(end, start.AddMonths(rule.needs_months).AddDays(-1)) : end);
    tracked = claim.tracking_to && gq::Month::Of(*claim.tracking_to) >= gq::Month::Of(start.AddMonths(rule.needs_months).AddDays(-1));
    if (fact->contract_start && fact->contract_end) {
      contract = CompleteMonths(*fact->contract_start, *fact->contract_end);
      contract_short = DaysShort(*fact->contract_start, *fact->contract_end, 12);
    }
  }
  number("months_on_post", months);
  number("days_short", short_days);
  number("contract_months", contract);
  number("contract_days_short", contract_short);
  inputs.Set("insured", Value::Text(std::string(insured)));
  flag("tracked", tracked);
  for (const auto& parameter : rule.parameters) inputs.Set(parameter.name, Value::Number(*Decimal::Parse(parameter.value)));
  return inputs;
}

// Only what the model asks for: an unknown name would be an error of the strict mode.
policy::Context Asked(const policy::Model& model, const policy::Context& offered) {
  policy::Context asked;
  for (const auto& element : model.Elements()) {
    if (element.kind != policy::ElementKind::kInput) continue;
    if (const Value* value = offered.Find(element.name)) asked.Set(element.name, *value);
  }
  return asked;
}

std::string TextOf(const policy::Context& result, std::string_view name) {
  const Value* value = result.Find(name);
  return value != nullptr && value->IsString() ? value->text() : std::string();
}

Result<std::int64_t> FenOf(const policy::Context& result) {
  const Value* value = result.Find("amount");
  if (value == nullptr || !value->IsNumber()) return Fail(kBadRule, "规则没有给出金额");
  const auto fen = value->number().Multiply(Decimal(100));
  const auto rounded = fen ? fen->RoundTo(0, Rounding::kHalfUp) : std::nullopt;
  const auto whole = rounded ? rounded->ToInteger() : std::nullopt;
  if (!whole) return Fail(kBadRule, "金额超出范围");
  return *whole;
}

class Decider {
 public:
  Decider(const std::vector<Fact>& facts, const Rules& rules, Date as_of) : rules_(rules), as_of_(as_of) {
    for (const auto& fact : facts) {
      by_person_[fact.person].push_back(&fact);
      by_unit_[fact.unit].push_back(&fact);
    }
  }

  Result<Decision> Decide(std::size_t index, const Claim& claim) {
    Decision decision;
    decision.claim = index;
    decision.person = claim.person;
    decision.rule = claim.rule;
    const auto it = rules_.find(claim.rule);
    if (it == rules_.end()) {
      decision.reason = "没有规则 " + claim.rule;
      decision.missing = "请核对规则编号";
      return decision;
    }
    const Rule& rule = it->second;
    decision.version = rule.version;
    decision.payer = rule.payer;
    decision.pool = rule.pool;
    const Subject subject = SubjectOf(rule, claim);
    decision.payee = rule.payee == "person" ? claim.person : rule.payee == "broker" ? claim.broker : subject.spell == nullptr ? claim.person : subject.spell->unit;
    if (rule.subject == "employer") decision.payee = claim.person;
    const auto done = rule.model->Evaluate("decision", Asked(*rule.model, InputsOf(rule, claim, subject, as_of_)), {.mode = policy::Mode::kStrict, .trace = true});
    if (!done.error.empty() || !done.value.IsContext()) {
      decision.reason = rule.article + "：规则无法判断";
      decision.missing = done.error;
      return decision;
    }
    const auto& result = done.value.context();
    const std::string outcome = TextOf(result, "outcome");
    decision.outcome = outcome == "pay" ? Outcome::kPay : outcome == "refuse" ? Outcome::kRefuse : Outcome::kReview;
    decision.reason = TextOf(result, "reason");
    decision.missing = TextOf(result, "missing");
    for (const auto& table : done.tables) {
      for (const auto& matched : table.matched) decision.rule_ids += (decision.rule_ids.empty() ? "" : ";") + matched.rule_id;
    }
    if (decision.outcome == Outcome::kPay) TRY(Settle(rule, claim, subject, TRY(FenOf(result)), decision));
    return decision;
  }

  // People of a rule's region and groups with a spell long enough, who have not claimed.
  std::int64_t CountPossible(const Rule& rule, const std::set<std::string>& claimed) const {
    if (rule.subject == "employer") return 0;
    std::int64_t n = 0;
    for (const auto& [person, spells] : by_person_) {
      if (claimed.count(person) > 0) continue;
      n += std::any_of(spells.begin(), spells.end(), [&](const Fact* f) {
        return f->spell_start && Starts(f->origin_region, rule.region) && InGroups(rule.groups, f->target_group) &&
               CompleteMonths(*f->spell_start, std::min(f->spell_end.value_or(as_of_), as_of_)) >= rule.needs_months;
      });
    }
    return n;
  }

 private:
  Subject SubjectOf(const Rule& rule, const Claim& claim) const {
    Subject subject;
    if (rule.subject == "employer") {
      const auto staff = by_unit_.find(claim.person);
      std::set<std::string> people;
      if (staff != by_unit_.end()) {
        for (const Fact* fact : staff->second) {
          const bool stable = fact->spell_start && !fact->spell_end && CompleteMonths(*fact->spell_start, as_of_) >= rule.needs_months;
          if (stable && Starts(fact->origin_region, rule.region)) people.insert(fact->person);
        }
      }
      subject.headcount = static_cast<std::int64_t>(people.size());
      return subject;
    }
    const auto spells = by_person_.find(claim.person);
    if (spells != by_person_.end()) subject.spell = FindSpell(spells->second, claim);
    return subject;
  }

  // What looks across rows: once-only with its scope, what was paid before.
  Status Settle(const Rule& rule, const Claim& claim, const Subject& subject, std::int64_t fen, Decision& decision) {
    const std::string key = rule.id + "/" + (rule.subject == "placement" && subject.spell != nullptr ? claim.person + "/" + subject.spell->unit : claim.person);
    const std::int64_t before = claim.paid_before_fen;
    if (rule.once && !granted_.insert(key).second) {
      decision.outcome = Outcome::kRefuse;
      decision.missing = rule.payee == "broker" ? "同一人已有中介享受" : "已享受";
      decision.reason = rule.article + "：一次性，同类补贴不得重复享受";
      return Ok();
    }
    if (before > 0 && !rule.tranche) {
      decision.outcome = Outcome::kRefuse;
      decision.missing = "已享受";
      decision.reason = rule.article + "：一次性，已发 " + Fen(before).ToYuan() + " 元";
      return Ok();
    }
    decision.amount_fen = fen - before;
    if (decision.amount_fen <= 0) {
      decision.outcome = Outcome::kRefuse;
      decision.amount_fen = 0;
      decision.missing = "已享受";
      decision.reason += "；此前已发足";
    } else if (before > 0) {
      decision.reason += "；减去已发 " + Fen(before).ToYuan() + " 元";
    }
    return Ok();
  }

  const Rules& rules_;
  Date as_of_;
  std::unordered_map<std::string, std::vector<const Fact*>> by_person_, by_unit_;
  std::set<std::string> granted_;
};

}  // namespace

Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules, Date as_of) {
  Decider decider(facts, rules, as_of);
  Decisions decisions;
  std::map<std::string, std::set<std::string>> claimed;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    Decision decision = TRY(decider.Decide(i, claims[i]));
    auto& total = decisions.totals[{decision.rule, std::string(NameOf(decision.outcome))}];
    ++total.first;
    total.second += decision.amount_fen;
    if (decision.outcome == Outcome::kPay) {
      decisions.pools[decision.pool] += decision.amount_fen;
      decisions.pay_fen += decision.amount_fen;
    }
    claimed[decision.rule].insert(decision.person);
    decisions.rows.push_back(std::move(decision));
  }
  for (const auto& [id, rule] : rules) decisions.possible[id] = decider.CountPossible(rule, claimed[id]);
  return decisions;
}

}  // namespace gq::subsidies
