#include "modules/subsidies/settlement_text.h"

#include <algorithm>

namespace gq::subsidies {

namespace {

std::string Yuan(std::int64_t fen) { return Fen(fen).ToYuan() + " 元"; }

Scope ScopeOf(const Rule& rule) {
  return rule.subject == "placement"   ? Scope::kEmployment
         : rule.subject == "household" ? Scope::kHousehold
         : rule.subject == "course"    ? Scope::kCourse
                                       : Scope::kPerson;
}

Window WindowOf(const Rule& rule) {
  return rule.window == "year" ? Window::kYear : rule.window == "month" ? Window::kMonth : Window::kLifetime;
}

void Refuse(std::string missing, std::string reason, Decision* decision) {
  decision->outcome = Outcome::kRefuse;
  decision->amount_fen = 0;
  decision->missing = std::move(missing);
  decision->reason = std::move(reason);
}

// "一次性，同类补贴不得重复享受（2018-02 已按 R-XX24 享受 1000.00 元）"
void Taken(const Rule& rule, const Settled& settled, const ExclusionGroup* group, Decision* decision) {
  const bool named = settled.with_rule != rule.id || !settled.with_period.empty();
  const std::string with = !named ? ""
                                  : "（" + (settled.with_period.empty() ? "" : settled.with_period + " ") + "已按 " +
                                        settled.with_rule + " 享受 " + Yuan(settled.with_fen) + "）";
  const char* once = rule.window == "year" ? "每年一次" : rule.window == "month" ? "每月一次" : "一次性";
  const std::string law = group == nullptr || group->article.empty() ? "" : "（" + group->article + "）";
  Refuse(rule.payee == "broker" ? "同一人已有中介享受" : "已享受",
         rule.article + "：" + once + "，同类补贴不得重复享受" + law + with, decision);
}

std::string Sources(const Settled& settled) {
  return settled.stated_fen > 0 && settled.recorded_fen > 0 && settled.stated_fen != settled.recorded_fen
             ? "（申请写明已发 " + Yuan(settled.stated_fen) + "，系统记录已核定 " + Yuan(settled.recorded_fen) +
                   "，按较大的算）"
             : "";
}

void Pay(const Rule& rule, const Settled& settled, Decision* decision) {
  const std::int64_t due = decision->due_fen, whole = settled.full_fen > 0 ? settled.full_fen : settled.fen;
  if (rule.tranche && whole < due)
    decision->reason += "；应发 " + Yuan(due) + "，减去已发 " + Yuan(due - whole) + Sources(settled);
  if (settled.full_fen > 0)
    decision->reason += "；资金池不足，按比例发 " + Yuan(settled.fen) + "（应发 " + Yuan(settled.full_fen) + "）";
  for (const std::string& rule_id : settled.flags)
    decision->reason += "；同一就业关系另有 " + rule_id + "，用途不同，可以叠加，请留意";
  decision->amount_fen = settled.fen;
}

void Wait(const Settled& settled, Decision* decision) {
  decision->outcome = Outcome::kReview;
  decision->waiting = settled.place;
  const std::string year = std::to_string(settled.year_without_budget);
  const bool none = settled.year_without_budget != 0;
  decision->reason += (none ? "；资金池没有写 " + year + " 年的预算" : "；资金池余额 " + Yuan(settled.balance_fen)) +
                      "，应发 " + Yuan(settled.fen) + "，列入等候第 " + std::to_string(settled.place) + " 位";
  decision->missing = none ? "资金池没有 " + year + " 年的预算" : "资金池余额不足";
}

}  // namespace

std::vector<ExclusionGroup> GroupsOf(const Rules& rules) {
  std::vector<ExclusionGroup> groups = rules.groups;
  for (const auto& [id, rule] : rules) {
    if (!rule.once && !rule.tranche) continue;
    ExclusionGroup own{.name = id, .members = {id}, .scope = ScopeOf(rule), .window = WindowOf(rule)};
    own.resolve = rule.tranche ? Resolve::kOffset : Resolve::kFirst;
    const bool covered =
        std::any_of(rules.groups.begin(), rules.groups.end(), [&, member = id](const ExclusionGroup& group) {
          return std::find(group.members.begin(), group.members.end(), member) != group.members.end() &&
                 group.scope == own.scope && group.window == own.window && group.resolve == own.resolve;
        });
    if (!covered) groups.push_back(std::move(own));
  }
  return groups;
}

std::vector<Quota> QuotasOf(const Rules& rules) {
  std::vector<Quota> quotas;
  for (const auto& [id, rule] : rules) {
    if (rule.quota > 0) quotas.push_back({id, rule.quota, rule.quota_yearly});
  }
  return quotas;
}

void Explain(const Rule& rule, const Settled& settled, const ExclusionGroup* group, Decision* decision) {
  switch (settled.fate) {
    case Fate::kPaid:
      return Pay(rule, settled, decision);
    case Fate::kTaken:
      Taken(rule, settled, group, decision);
      break;
    case Fate::kStated:
      Refuse("已享受", rule.article + "：一次性，已发 " + Yuan(settled.before_fen), decision);
      break;
    case Fate::kNothingLeft:
      Refuse(settled.before_fen > 0 ? "已享受" : "",
             decision->reason + (settled.before_fen > 0
                                     ? "；此前已发 " + Yuan(settled.before_fen) + Sources(settled) + "，没有差额"
                                     : ""),
             decision);
      break;
    case Fate::kQuota:
      decision->outcome = Outcome::kReview;
      decision->reason +=
          "；名额 " + std::to_string(rule.quota) + (rule.quota_yearly ? " 个（每年）" : " 个") + "已满，列入等候";
      decision->missing = "名额已满";
      break;
    case Fate::kWaiting:
      Wait(settled, decision);
  }
  decision->due_fen = 0;
}

}  // namespace gq::subsidies
