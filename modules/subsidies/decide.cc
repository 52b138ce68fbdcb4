#include "modules/subsidies/decide.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/decimal.h"
#include "modules/subsidies/inputs.h"
#include "modules/subsidies/settlement.h"

namespace gq::subsidies {

std::string_view NameOf(Outcome outcome) {
  return outcome == Outcome::kPay ? "pay" : outcome == Outcome::kRefuse ? "refuse" : "review";
}

const ParameterValue& Parameter::On(Date day) const {
  const ParameterValue* chosen = &values.front();
  for (const ParameterValue& value : values) {
    if (value.from <= day) chosen = &value;
  }
  return *chosen;
}

namespace {

using policy::Value;

// Only what the model asks for.
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

// The one rounding of an amount: yuan to fen, half up. Nothing when there is no amount, or one that cannot be paid.
std::optional<std::int64_t> FenOf(const policy::Context& result) {
  const Value* value = result.Find("amount");
  if (value == nullptr || !value->IsNumber() || value->number().IsNegative()) return std::nullopt;
  const auto fen = value->number().Multiply(Decimal(100));
  const auto rounded = fen ? fen->RoundTo(0, Rounding::kHalfUp) : std::nullopt;
  return rounded ? rounded->ToInteger() : std::nullopt;
}

// Why no rule of the table stood: the cells in which the nearest one failed.
std::string Nearest(const policy::Evaluation& done) {
  std::string text = "没有一条规则成立";
  for (const auto& table : done.tables) {
    for (const auto& cell : table.failed)
      text += "；" + cell.input + " 应为 " + cell.test + "，现为 " + cell.value.ToText();
  }
  return text;
}

class Decider {
 public:
  Decider(const std::vector<Fact>& facts, const Rules& rules, Date as_of, const std::vector<Grant>& grants)
      : rules_(rules), as_of_(as_of), settlement_(rules) {
    for (const Grant& grant : grants) AddGrant(grant);
    for (const auto& fact : facts) {
      by_person_[fact.person].push_back(&fact);
      if (!fact.unit.empty()) by_unit_[fact.unit].push_back(&fact);
    }
  }

  Decision Decide(std::size_t index, const Claim& claim) {
    Decision decision;
    decision.claim = index;
    decision.person = claim.person;
    decision.rule = claim.rule;
    const auto found = rules_.find(claim.rule);
    if (found == rules_.end()) {
      decision.reason = "没有规则 " + claim.rule;
      decision.missing = "请核对规则编号";
      return decision;
    }
    const Rule& rule = found->second;
    const Subject subject = SubjectOf(rule, claim);
    std::int64_t fen = 0;
    Judge(rule, claim, subject, &decision, &fen);
    if (decision.outcome == Outcome::kPay)
      settlement_.Settle(rule, claim, ScopeOf(rule, claim.person, decision), fen, &decision);
    decision.reason += BasisOf(rule);
    return decision;
  }

  // Persons who have not claimed and to whom the rule would give something if every document were shown.
  std::vector<Decision> Possible(const Rule& rule, const std::set<std::string>& claimed, std::size_t claims) const {
    std::vector<Decision> possible;
    if (rule.subject == "employer" || rule.subject == "course") return possible;
    for (const auto& [person, spells] : by_person_) {
      if (claimed.count(person) > 0 || !MayConcern(rule, spells)) continue;
      Claim ideal{.person = person, .rule = rule.id, .amount = "1", .receipts = 1, .broker = "?", .fee_taken = false};
      ideal.tracking_to = as_of_;
      Decision decision;
      decision.claim = claims;
      decision.person = person;
      decision.rule = rule.id;
      std::int64_t fen = 0;
      Judge(rule, ideal, SubjectOf(rule, ideal), &decision, &fen);
      if (decision.outcome != Outcome::kPay || fen <= 0) continue;
      decision.outcome = Outcome::kReview;
      if (rule.payee == "broker") decision.payee.clear();
      decision.rule_ids.clear();
      decision.missing = "申请";
      for (const std::string& document : rule.documents) decision.missing += "、" + document;
      decision.reason = rule.article + "：可能符合，缺：" + decision.missing + BasisOf(rule);
      possible.push_back(std::move(decision));
    }
    std::sort(possible.begin(), possible.end(),
              [](const Decision& a, const Decision& b) { return a.person < b.person; });
    return possible;
  }

  const Settlement& settlement() const { return settlement_; }

 private:
  // Cheap conditions that any entitlement needs, so that the rule itself is asked about few people.
  bool MayConcern(const Rule& rule, const std::vector<const Fact*>& spells) const {
    return std::any_of(spells.begin(), spells.end(), [&](const Fact* fact) {
      return fact->spell_start && *fact->spell_start <= as_of_ && Under(fact->origin_region, rule.region) &&
             (rule.work_region.empty() || Under(fact->work_region, rule.work_region)) &&
             (InGroups(rule.groups, fact->target_group) ||
              std::any_of(fact->former_groups.begin(), fact->former_groups.end(),
                          [&](const GroupPeriod& period) { return InGroups(rule.groups, period.group); }));
    });
  }

  // What the rule says about one claim on its own.
  void Judge(const Rule& rule, const Claim& claim, const Subject& subject, Decision* decision,
             std::int64_t* fen) const {
    decision->version = rule.version;
    decision->payer = rule.payer;
    decision->pool = PoolOf(rule, subject);
    decision->payee = PayeeOf(rule, claim, subject);
    if (subject.spell) decision->unit = subject.spell->unit;
    decision->of_employer = rule.subject == "employer";
    decision->event_date = claim.event_date;
    if (claim.event_date && *claim.event_date > as_of_) {  // nothing has happened yet that could be paid
      decision->reason =
          rule.article + "：事项日期 " + claim.event_date->ToString() + " 晚于核定日 " + as_of_.ToString();
      decision->missing = "请核对事项日期";
      return;
    }
    const Date anchor = AnchorOf(rule, claim, subject, as_of_);
    if (anchor < rule.valid_from || (rule.valid_to && anchor > *rule.valid_to)) {
      decision->outcome = Outcome::kRefuse;
      decision->reason = rule.article + "：" + anchor.ToString() + " 不在施行期内（自 " + rule.valid_from.ToString() +
                         (rule.valid_to ? " 至 " + rule.valid_to->ToString() : "") + "）";
      decision->missing = "不在施行期内";
      return;
    }
    const auto done =
        rule.model->Evaluate("decision", Asked(*rule.model, InputsOf(rule, claim, subject, anchor, as_of_)),
                             {.mode = policy::Mode::kStrict, .trace = true});
    if (!done.error.empty() || !done.value.IsContext()) {
      decision->reason = rule.article + "：规则无法判断";
      decision->missing = done.error.empty() ? Nearest(done) : done.error;
      return;
    }
    const auto& result = done.value.context();
    const std::string outcome = TextOf(result, "outcome");
    decision->outcome = outcome == "pay" ? Outcome::kPay : outcome == "refuse" ? Outcome::kRefuse : Outcome::kReview;
    decision->reason = TextOf(result, "reason");
    decision->missing = TextOf(result, "missing");
    for (const auto& table : done.tables) {
      for (const auto& matched : table.matched)
        decision->rule_ids += (decision->rule_ids.empty() ? "" : ";") + matched.rule_id;
    }
    if (decision->outcome != Outcome::kPay) return;
    if (const auto amount = FenOf(result)) {
      *fen = *amount;
    } else {
      decision->outcome = Outcome::kReview;
      decision->missing = "规则没有给出可发的金额";
    }
  }

  static std::string PayeeOf(const Rule& rule, const Claim& claim, const Subject& subject) {
    if (rule.payee == "broker") return claim.broker;
    if (rule.payee == "employer" && rule.subject != "employer") return subject.spell ? subject.spell->unit : "";
    return claim.person;
  }

  // The county that pays: of the home or of the work place.
  static std::string PoolOf(const Rule& rule, const Subject& subject) {
    const std::int64_t code = !subject.spell                ? 0
                              : rule.pool_place == "origin" ? subject.spell->origin_region
                              : rule.pool_place == "work"   ? subject.spell->work_region
                                                            : 0;
    return code == 0 ? rule.pool : rule.pool + "/" + std::to_string(code).substr(0, 6);
  }

  // To whom or what the rule gives once. `given`: a decision or a grant.
  template <typename T>
  static std::string ScopeOf(const Rule& rule, const std::string& person, const T& given) {
    if (rule.subject == "placement") return person + "/" + given.unit;
    if (rule.subject == "course" && given.event_date) return person + "/" + given.event_date->ToString();
    return person;
  }

  void AddGrant(const Grant& grant) {
    const auto found = rules_.find(grant.rule);
    if (found != rules_.end()) settlement_.AddGrant(found->second, ScopeOf(found->second, grant.person, grant), grant);
  }

  // The article in its own words, so that whoever reads the decision need not look it up.
  static std::string BasisOf(const Rule& rule) {
    return "。依据：" + rule.document + rule.article + "“" + rule.article_text + "”";
  }

  Subject SubjectOf(const Rule& rule, const Claim& claim) const {
    Subject subject;
    if (rule.subject != "employer") {
      const auto spells = by_person_.find(claim.person);
      if (spells == by_person_.end()) return subject;
      subject.known = true;
      subject.spell = FindSpell(spells->second, claim.event_date);
      return subject;
    }
    const auto staff = by_unit_.find(claim.person);
    if (staff == by_unit_.end()) return subject;
    subject.known = true;
    const Date day = claim.event_date.value_or(as_of_);
    std::set<std::string> stable, hired;
    for (const Fact* fact : staff->second) {
      if (!fact->spell_start || !Under(fact->origin_region, rule.region) ||
          !GroupHolds(rule, *fact, day).value_or(false))
        continue;
      const bool on_post = *fact->spell_start <= day && (!fact->spell_end || *fact->spell_end >= day);
      if (on_post && CompleteMonths(*fact->spell_start, day) >= rule.needs_months) stable.insert(fact->person);
      if (fact->spell_start->year() == day.year() && *fact->spell_start <= day) hired.insert(fact->person);
    }
    subject.headcount = static_cast<std::int64_t>(stable.size());
    subject.newly_hired = static_cast<std::int64_t>(hired.size());
    return subject;
  }

  const Rules& rules_;
  Date as_of_;
  Settlement settlement_;
  std::unordered_map<std::string, std::vector<const Fact*>> by_person_, by_unit_;
};

}  // namespace

Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules,
                            Date as_of, const DecideOptions& options) {
  Decider decider(facts, rules, as_of, options.grants);
  Decisions decisions;
  std::map<std::string, std::set<std::string>> claimed;
  const auto keep = [&](Decision decision) {
    auto& total = decisions.totals[{decision.rule, std::string(NameOf(decision.outcome))}];
    ++total.first;
    total.second += decision.amount_fen;
    decisions.pay_fen += decision.amount_fen;
    decisions.rows.push_back(std::move(decision));
  };
  for (std::size_t i = 0; i < claims.size(); ++i) {
    claimed[claims[i].rule].insert(claims[i].person);
    keep(decider.Decide(i, claims[i]));
  }
  for (const auto& [id, rule] : rules) {
    std::vector<Decision> possible = decider.Possible(rule, claimed[id], claims.size());
    decisions.possible[id] = static_cast<std::int64_t>(possible.size());
    if (!options.list_possible) continue;
    for (Decision& decision : possible) keep(std::move(decision));
  }
  decisions.pools = decider.settlement().paid();
  decisions.balances = decider.settlement().balances();
  return decisions;
}

}  // namespace gq::subsidies
