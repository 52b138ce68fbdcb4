#include "modules/subsidies/settlement.h"

#include <algorithm>

namespace gq::subsidies {

namespace {

std::string Yuan(std::int64_t fen) { return Fen(fen).ToYuan() + " 元"; }

void Refuse(std::string missing, std::string reason, Decision* decision) {
  decision->outcome = Outcome::kRefuse;
  decision->amount_fen = 0;
  decision->missing = std::move(missing);
  decision->reason = std::move(reason);
}

}  // namespace

Settlement::Settlement(const Rules& rules) {
  for (const Budget& budget : rules.budgets) balances_[budget.pool] += budget.fen;
}

std::string Settlement::KeyOf(const Rule& rule, const std::string& scope) {
  return (rule.exclusion.empty() ? rule.id : rule.exclusion) + "/" + scope;
}

// A pool of a county ("岗位补贴/433124") draws on its own budget, else on the pool's.
std::map<std::string, std::int64_t>::iterator Settlement::BalanceOf(const std::string& pool) {
  const auto own = balances_.find(pool);
  return own != balances_.end() ? own : balances_.find(pool.substr(0, pool.find('/')));
}

void Settlement::AddGrant(const Rule& rule, const std::string& scope, const Grant& grant) {
  Tally& tally = tallies_[KeyOf(rule, scope)];
  if (tally.rule.empty() || grant.period < tally.period) {
    tally.rule = grant.rule;
    tally.period = grant.period;
  }
  if (!grant.later) tally.before_fen += grant.amount_fen;
  tally.all_fen += grant.amount_fen;
  tally.due_fen_max = std::max(tally.due_fen_max, grant.due_fen);
  if (const auto balance = BalanceOf(grant.pool); balance != balances_.end()) balance->second -= grant.amount_fen;
}

std::int64_t Settlement::Rest(const Rule& rule, const Claim& claim, const Tally& tally, std::int64_t fen,
                              Decision* decision) const {
  const std::int64_t stated = claim.paid_before_fen;
  if (!rule.tranche && rule.once && !tally.rule.empty()) {
    const bool named = tally.rule != rule.id || !tally.period.empty();
    const std::string with = !named ? ""
                                    : "（" + (tally.period.empty() ? "" : tally.period + " ") + "已按 " + tally.rule +
                                          " 享受 " + Yuan(tally.all_fen) + "）";
    Refuse(rule.payee == "broker" ? "同一人已有中介享受" : "已享受",
           rule.article + "：一次性，同类补贴不得重复享受" + with, decision);
    return 0;
  }
  if (!rule.tranche && stated > 0) {
    Refuse("已享受", rule.article + "：一次性，已发 " + Yuan(stated), decision);
    return 0;
  }
  // Tranches: the difference to what was paid up to this month; and never so much that, with what later months have
  // already paid, it would be more than the most that anybody was found to be entitled to.
  const std::int64_t before = std::max(stated, tally.before_fen), all = std::max(stated, tally.all_fen);
  const std::int64_t rest = std::min(fen - before, std::max(fen, tally.due_fen_max) - all);
  const std::string which =
      stated > 0 && tally.before_fen > 0 && stated != tally.before_fen
          ? "（申请写明已发 " + Yuan(stated) + "，系统记录已核定 " + Yuan(tally.before_fen) + "，按较大的算）"
          : "";
  if (rest <= 0) {
    const std::string paid = all > 0 ? "；此前已发 " + Yuan(all) + which + "，没有差额" : "";
    Refuse(all > 0 ? "已享受" : "", decision->reason + paid, decision);
    return 0;
  }
  if (rest < fen) decision->reason += "；应发 " + Yuan(fen) + "，减去已发 " + Yuan(fen - rest) + which;
  return rest;
}

bool Settlement::Draw(std::int64_t fen, Decision* decision) {
  const auto balance = BalanceOf(decision->pool);
  if (balance == balances_.end()) return true;
  if (balance->second >= fen) {
    balance->second -= fen;
    return true;
  }
  decision->outcome = Outcome::kReview;
  decision->reason += "；资金池余额 " + Yuan(balance->second) + "，应发 " + Yuan(fen) + "，列入等候";
  decision->missing = "资金池余额不足";
  return false;
}

void Settlement::Settle(const Rule& rule, const Claim& claim, const std::string& scope, std::int64_t fen,
                        Decision* decision) {
  Tally& tally = tallies_[KeyOf(rule, scope)];
  const std::int64_t rest = Rest(rule, claim, tally, fen, decision);
  if (rest <= 0 || !Draw(rest, decision)) return;
  decision->amount_fen = rest;
  decision->due_fen = fen;
  if (tally.rule.empty()) tally.rule = rule.id;
  tally.before_fen = std::max(tally.before_fen, claim.paid_before_fen) + rest;
  tally.all_fen = std::max(tally.all_fen, claim.paid_before_fen) + rest;
  tally.due_fen_max = std::max(tally.due_fen_max, fen);
  paid_[decision->pool] += rest;
}

}  // namespace gq::subsidies
