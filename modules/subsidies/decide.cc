#include "modules/subsidies/decide.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/decimal.h"
#include "modules/subsidies/basis.h"
#include "modules/subsidies/bounds.h"
#include "modules/subsidies/column_judge.h"
#include "modules/subsidies/handling.h"
#include "modules/subsidies/inputs.h"
#include "modules/subsidies/settlement.h"
#include "modules/subsidies/settlement_text.h"

namespace gq::subsidies {

std::string_view NameOf(Outcome outcome) {
  return outcome == Outcome::kPay ? "pay" : outcome == Outcome::kRefuse ? "refuse" : "review";
}

const ParameterValue* Parameter::On(Date day, std::string_view county) const {
  const ParameterValue* chosen = ByRank(day, county);
  if (chosen == nullptr || chosen->county.empty() || !counties_only_raise) return chosen;
  const ParameterValue* own = ByRank(day, {});
  return CountyCounts(*this, *chosen, own, day) ? chosen : own;
}

const ParameterValue* Parameter::ByRank(Date day, std::string_view county) const {
  const ParameterValue* chosen = nullptr;
  const auto rank = [](const ParameterValue& value) {
    return (value.year != 0 ? 2 : 0) + (value.county.empty() ? 0 : 1);
  };
  for (const ParameterValue& value : values) {
    if (value.from > day || (value.to && *value.to < day) || (value.year != 0 && value.year != day.year())) continue;
    if (value.value.empty() || (!value.county.empty() && value.county != county)) continue;
    if (chosen == nullptr || rank(value) >= rank(*chosen)) chosen = &value;
  }
  return chosen;
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

// Whether any value of the rule, or of a county, is of this day; one that the law leaves open is.
bool HasParametersOn(const Rule& rule, Date day) {
  return std::any_of(rule.parameters.begin(), rule.parameters.end(), [&](const Parameter& parameter) {
    return std::any_of(parameter.values.begin(), parameter.values.end(), [&](const ParameterValue& value) {
      return value.from <= day && (!value.to || day <= *value.to) && (value.year == 0 || value.year == day.year());
    });
  });
}

class Decider {
 public:
  Decider(const std::vector<Fact>& facts, const Rules& rules, Date as_of, const DecideOptions& options)
      : rules_(rules),
        as_of_(as_of),
        own_basis_(options.own_basis),
        groups_(GroupsOf(rules)),
        settlement_(groups_, QuotasOf(rules), rules.budgets, as_of.year()) {
    for (const auto& fact : facts) {
      by_person_[fact.person].push_back(&fact);
      if (!fact.unit.empty()) by_unit_[fact.unit].push_back(&fact);
    }
    for (const Grant& grant : options.grants) AddGrant(grant);
  }

  Decision Decide(std::size_t index, const Claim& claim) {
    const Rule* rule = nullptr;
    Decision decision = Begin(index, claim, &rule);
    if (rule == nullptr) return decision;
    const Subject subject = SubjectOf(*rule, claim);
    std::int64_t fen = 0;
    Judge(*rule, claim, subject, &decision, &fen);
    if (decision.outcome == Outcome::kPay) Queue(*rule, claim, subject, fen, &decision);
    return decision;
  }

  // All claims by column mode: outcome and amount as Decide finds them, no texts of the tables.
  Result<std::vector<Decision>> DecideColumns(const std::vector<Claim>& claims) {
    std::vector<Decision> decisions;
    std::map<const Rule*, Block> blocks;
    decisions.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
      const Rule* rule = nullptr;
      decisions.push_back(Begin(i, claims[i], &rule));
      if (rule == nullptr) continue;
      Subject subject = SubjectOf(*rule, claims[i]);
      auto inputs = Prepare(*rule, claims[i], subject, &decisions.back());
      if (!inputs) continue;
      Block& block = blocks[rule];
      block.claims.push_back(i);
      block.inputs.push_back(*std::move(inputs));
      block.subjects.push_back(std::move(subject));
      if (block.claims.size() == kBlockRows) TRY(Judge(*rule, claims, &block, &decisions));
    }
    for (auto& [rule, block] : blocks) TRY(Judge(*rule, claims, &block, &decisions));
    return decisions;
  }

  // What looks across decisions, once all claims have been judged. `decisions`: by the claim's index.
  void SettleAll(std::vector<Decision>* decisions) {
    std::vector<Settled> settled = settlement_.Settle(entitlements_);
    for (std::size_t i = 0; i < settled.size(); ++i) {
      Decision& decision = (*decisions)[queued_[i].claim];
      const auto group = std::find_if(groups_.begin(), groups_.end(), [&](const ExclusionGroup& one) {
        return !settled[i].group.empty() && one.name == settled[i].group;
      });
      Explain(*queued_[i].rule, settled[i], group == groups_.end() ? nullptr : &*group, &decision);
    }
    for (Decision& decision : *decisions) {
      if (const Rule* rule = JudgedBy(decision)) decision.reason += BasisOf(*rule) + decision.own_basis;
    }
  }

  // Persons who have not claimed and to whom the rule would give something if every document were shown.
  std::vector<Decision> Possible(const Rule& rule, const std::set<std::string>& claimed, std::size_t claims) const {
    std::vector<Decision> possible;
    if (rule.subject == "employer" || rule.subject == "course" || rule.subject == "station") return possible;
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
      const auto county = rule.county_documents.find(CountyOf(rule, SubjectOf(rule, ideal)));
      if (county != rule.county_documents.end()) {
        for (const std::string& document : county->second) decision.missing += "、" + document;
      }
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
    const auto inputs = Prepare(rule, claim, subject, decision);
    if (!inputs) return;
    Apply(rule, Evaluate(rule, *inputs), decision, fen);
    if (own_basis_)
      decision->own_basis =
          OwnBasisOf(rule, decision->rule_ids, decision->anchor.value_or(as_of_), CountyOf(rule, subject));
  }

  struct Block {
    std::vector<std::size_t> claims;
    std::vector<policy::Context> inputs;
    std::vector<Subject> subjects;
  };
  static constexpr std::size_t kBlockRows = std::size_t{16} * 1024;

  // A decision about nothing yet, and the version of the rule to ask; null when there is no such rule.
  Decision Begin(std::size_t index, const Claim& claim, const Rule** rule) const {
    Decision decision;
    decision.claim = index;
    decision.person = claim.person;
    decision.rule = claim.rule;
    const auto found = rules_.find(claim.rule);
    if (found == rules_.end()) {
      decision.reason = "没有规则 " + claim.rule;
      decision.missing = "请核对规则编号";
    } else {
      *rule = &VersionOf(found->second, claim);
    }
    return decision;
  }

  Status Judge(const Rule& rule, const std::vector<Claim>& claims, Block* block, std::vector<Decision>* decisions) {
    const auto verdicts = TRY(JudgeColumns(*rule.model, block->inputs));
    for (std::size_t row = 0; row < verdicts.size(); ++row) {
      const std::size_t i = block->claims[row];
      Decision& decision = (*decisions)[i];
      std::int64_t fen = 0;
      Apply(rule, verdicts[row].done, &decision, &fen);
      decision.rule_ids = verdicts[row].rule_id;
      if (decision.outcome == Outcome::kPay) Queue(rule, claims[i], block->subjects[row], fen, &decision);
    }
    *block = {};
    return Ok();
  }

  // Everything that needs no table; the inputs of the table, or nothing when it need not be asked.
  std::optional<policy::Context> Prepare(const Rule& rule, const Claim& claim, const Subject& subject,
                                         Decision* decision) const {
    decision->version = rule.version;
    const Payer payer = PayerOf(rule, subject);
    decision->payer = payer.payer;
    decision->pool = PoolOf(payer, subject);
    decision->payee = PayeeOf(rule, claim, subject);
    if (subject.spell) {
      decision->unit = subject.spell->unit;
      decision->county = subject.spell->origin_region / 1'000'000;
    }
    decision->of_employer = rule.subject == "employer";
    decision->event_date = claim.event_date;
    if (claim.event_date && *claim.event_date > as_of_) {  // nothing has happened yet that could be paid
      decision->reason =
          rule.article + "：事项日期 " + claim.event_date->ToString() + " 晚于核定日 " + as_of_.ToString();
      decision->missing = "请核对事项日期";
      return std::nullopt;
    }
    const Date anchor = AnchorOf(rule, claim, subject, as_of_);
    decision->anchor = anchor;
    if (anchor < rule.valid_from || (rule.valid_to && anchor > *rule.valid_to)) {
      decision->outcome = Outcome::kRefuse;
      decision->reason = rule.article + "：" + anchor.ToString() + " 不在施行期内（自 " + rule.valid_from.ToString() +
                         (rule.valid_to ? " 至 " + rule.valid_to->ToString() : "") +
                         (rule.repealed_by.empty() ? "" : "，此后按" + rule.repealed_by) + "）";
      decision->missing = "不在施行期内";
      return std::nullopt;
    }
    if (!rule.as_before_bounds_held && !rule.parameters.empty() && !HasParametersOn(rule, anchor)) {
      decision->reason = rule.article + "：规则自 " + rule.valid_from.ToString() + " 起施行，但它的参数在 " +
                         anchor.ToString() + " 没有值";
      decision->missing = "参数在 " + anchor.ToString() + " 没有值";
      return std::nullopt;
    }
    return Asked(*rule.model, InputsOf(rule, claim, subject, anchor, as_of_));
  }

  static policy::Evaluation Evaluate(const Rule& rule, const policy::Context& inputs) {
    return rule.model->Evaluate("decision", inputs, {.mode = policy::Mode::kStrict, .trace = true});
  }

  // What the table found, into the decision.
  static void Apply(const Rule& rule, const policy::Evaluation& done, Decision* decision, std::int64_t* fen) {
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

  // Who pays, by home and place of work: the first row that fits, else what the rule says for every place.
  static Payer PayerOf(const Rule& rule, const Subject& subject) {
    return PayerAt(rule, subject.spell ? subject.spell->origin_region : 0,
                   subject.spell ? subject.spell->work_region : 0);
  }

  // The county that pays: of the home or of the work place.
  static std::string PoolOf(const Payer& payer, const Subject& subject) {
    const std::int64_t code = !subject.spell            ? 0
                              : payer.place == "origin" ? subject.spell->origin_region
                              : payer.place == "work"   ? subject.spell->work_region
                                                        : 0;
    return code == 0 ? payer.pool : payer.pool + "/" + std::to_string(code).substr(0, 6);
  }

  // The version in force on the day that it judges by (A6); when none is, the latest.
  const Rule& VersionOf(const Rule& latest, const Claim& claim) const {
    const auto holds = [&](const Rule& rule) {
      const Date day = AnchorOf(rule, claim, SubjectOf(rule, claim), as_of_);
      return rule.valid_from <= day && (!rule.valid_to || day <= *rule.valid_to);
    };
    if (latest.earlier.empty() || holds(latest)) return latest;
    for (const Rule& rule : latest.earlier) {
      if (holds(rule)) return rule;
    }
    return latest;
  }

  std::string HouseholdOf(const std::string& person) const {
    const auto spells = by_person_.find(person);
    return spells == by_person_.end() ? std::string() : spells->second.front()->household;
  }

  void AddGrant(const Grant& grant) {
    const auto month = gq::Month::Parse(grant.period);
    settlement_.AddGrant({.rule = grant.rule,
                          .person = grant.person,
                          .unit = grant.unit,
                          .household = HouseholdOf(grant.person),
                          .pool = grant.pool,
                          .period = grant.period,
                          .day = grant.event_date,
                          .decided = month ? month->Last() : as_of_,
                          .fen = grant.amount_fen,
                          .due_fen = grant.due_fen,
                          .later = grant.later});
  }

  // The decision waits for the others; until then it is what the rule alone gives.
  void Queue(const Rule& rule, const Claim& claim, const Subject& subject, std::int64_t fen, Decision* decision) {
    decision->due_fen = fen;
    entitlements_.push_back({.rule = rule.id,
                             .person = claim.person,
                             .unit = decision->unit,
                             .household = subject.spell ? subject.spell->household : std::string(),
                             .pool = decision->pool,
                             .target_groups = subject.spell
                                                  ? GroupsOn(rule, *subject.spell, decision->anchor.value_or(as_of_))
                                                  : std::vector<std::string>(),
                             .received = claim.received_on,
                             .sequence = static_cast<std::int64_t>(decision->claim),
                             .day = claim.event_date,
                             .decided = as_of_,
                             .from = claim.period_from,
                             .to = claim.period_to,
                             .fen = fen,
                             .stated_before_fen = claim.paid_before_fen,
                             .tranche = rule.tranche});
    queued_.push_back({decision->claim, &rule});
  }

  // The version that judged it; null when there is no such rule.
  const Rule* JudgedBy(const Decision& decision) const {
    const auto found = rules_.find(decision.rule);
    if (found == rules_.end()) return nullptr;
    for (const Rule& rule : found->second.earlier) {
      if (rule.version == decision.version) return &rule;
    }
    return &found->second;
  }

  Subject SubjectOf(const Rule& rule, const Claim& claim) const {
    Subject subject;
    if (rule.subject == "station") return subject;
    if (rule.subject != "employer") {
      const auto spells = by_person_.find(claim.person);
      if (spells == by_person_.end()) return subject;
      subject.known = true;
      subject.spell = FindSpell(spells->second, claim.event_date, rule.gap_days);
      return subject;
    }
    const auto staff = by_unit_.find(claim.person);
    if (staff == by_unit_.end()) return subject;
    return StaffOf(rule, staff->second, claim.event_date.value_or(as_of_));
  }

  struct Queued {
    std::size_t claim;
    const Rule* rule;
  };
  const Rules& rules_;
  Date as_of_;
  bool own_basis_;
  std::vector<ExclusionGroup> groups_;
  Settlement settlement_;
  std::vector<Entitlement> entitlements_;
  std::vector<Queued> queued_;  // beside them
  std::unordered_map<std::string, std::vector<const Fact*>> by_person_, by_unit_;
};

}  // namespace

Result<Decisions> DecideAll(const std::vector<Fact>& facts, const std::vector<Claim>& claims, const Rules& rules,
                            Date as_of, const DecideOptions& options) {
  Decider decider(facts, rules, as_of, options);
  Decisions decisions;
  std::map<std::string, std::set<std::string>> claimed;
  const auto keep = [&](Decision decision) {
    auto& total = decisions.totals[{decision.rule, std::string(NameOf(decision.outcome))}];
    ++total.first;
    total.second += decision.amount_fen;
    decisions.pay_fen += decision.amount_fen;
    decisions.rows.push_back(std::move(decision));
  };
  std::vector<Decision> decided;
  if (options.columns) {
    decided = TRY(decider.DecideColumns(claims));
  } else {
    decided.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) decided.push_back(decider.Decide(i, claims[i]));
  }
  for (const Claim& claim : claims) claimed[claim.rule].insert(claim.person);
  decider.SettleAll(&decided);
  for (Decision& decision : decided) keep(std::move(decision));
  for (const auto& [id, rule] : rules) {
    if (options.columns) break;  // a what-if asks about claims only
    std::vector<Decision> possible = decider.Possible(rule, claimed[id], claims.size());
    decisions.possible[id] = static_cast<std::int64_t>(possible.size());
    if (!options.list_possible) continue;
    for (Decision& decision : possible) keep(std::move(decision));
  }
  decisions.pool_reports = decider.settlement().pools();
  for (const auto& [pool, report] : decisions.pool_reports) {
    if (report.paid > 0) decisions.pools[pool] = report.paid_fen;
  }
  decisions.balances = decider.settlement().Balances();
  return decisions;
}

}  // namespace gq::subsidies
