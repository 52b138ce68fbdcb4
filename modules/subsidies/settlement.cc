#include "modules/subsidies/settlement.h"

namespace gq::subsidies {

Settlement::Settlement(const Rules& rules) {
  for (const Budget& budget : rules.budgets) balances_[budget.pool] += budget.fen;
}

void Settlement::Settle(const Rule& rule, const Claim& claim, const std::string& scope, std::int64_t fen,
                        Decision* decision) {
  const std::int64_t before = claim.paid_before_fen;
  const auto refuse = [&](std::string missing, std::string reason) {
    decision->outcome = Outcome::kRefuse;
    decision->amount_fen = 0;
    decision->missing = std::move(missing);
    decision->reason = std::move(reason);
  };
  const std::string key = (rule.exclusion.empty() ? rule.id : rule.exclusion) + "/" + scope;
  if (const auto earlier = granted_.find(key); rule.once && earlier != granted_.end()) {
    const std::string with = earlier->second == rule.id ? "" : "（已按 " + earlier->second + " 享受）";
    return refuse(rule.payee == "broker" ? "同一人已有中介享受" : "已享受",
                  rule.article + "：一次性，同类补贴不得重复享受" + with);
  }
  if (before > 0 && !rule.tranche)
    return refuse("已享受", rule.article + "：一次性，已发 " + Fen(before).ToYuan() + " 元");
  if (fen <= before)
    return refuse(before > 0 ? "已享受" : "",
                  decision->reason + (before > 0 ? "；此前已发 " + Fen(before).ToYuan() + " 元，没有差额" : ""));
  decision->amount_fen = fen - before;
  if (before > 0) decision->reason += "；应发 " + Fen(fen).ToYuan() + " 元，减去已发 " + Fen(before).ToYuan() + " 元";
  // A pool of a county ("岗位补贴/433124") draws on its own budget, else on the pool's.
  auto balance = balances_.find(decision->pool);
  if (balance == balances_.end()) balance = balances_.find(decision->pool.substr(0, decision->pool.find('/')));
  if (balance != balances_.end()) {
    if (balance->second < decision->amount_fen) {
      decision->outcome = Outcome::kReview;
      decision->reason += "；资金池余额 " + Fen(balance->second).ToYuan() + " 元，应发 " +
                          Fen(decision->amount_fen).ToYuan() + " 元，列入等候";
      decision->missing = "资金池余额不足";
      decision->amount_fen = 0;
      return;
    }
    balance->second -= decision->amount_fen;
  }
  if (rule.once) granted_[key] = rule.id;
  paid_[decision->pool] += decision->amount_fen;
}

}  // namespace gq::subsidies
