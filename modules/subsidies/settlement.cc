#include "modules/subsidies/settlement.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace gq::subsidies {

namespace {

template <typename T>
Date DayOf(const T& given) {
  return given.day.value_or(given.decided);
}

std::size_t RankOf(const ExclusionGroup& group, const std::string& rule) {
  return static_cast<std::size_t>(std::find(group.members.begin(), group.members.end(), rule) - group.members.begin());
}

bool IsMember(const ExclusionGroup& group, const std::string& rule) {
  return RankOf(group, rule) < group.members.size();
}

}  // namespace

std::int32_t Settlement::NumberOf(const std::string& text) {
  return text.empty() ? 0 : numbers_.emplace(text, static_cast<std::int32_t>(numbers_.size()) + 1).first->second;
}

template <typename T>
Settlement::Keys Settlement::KeysOf(const T& given) {
  // A household's number is no person's.
  return {NumberOf("person/" + given.person), given.unit.empty() ? 0 : NumberOf("person/" + given.unit),
          given.household.empty() ? 0 : NumberOf("household/" + given.household)};
}

// `given`: an entitlement or a grant.
template <typename T>
Settlement::Key Settlement::KeyOf(const ExclusionGroup& group, const T& given, const Keys& keys) {
  Key key{.who = keys.person};
  switch (group.scope) {
    case Scope::kHousehold:
      if (keys.household != 0) key.who = keys.household;
      break;
    case Scope::kEmployment:
      key.where = keys.unit;
      break;
    case Scope::kEmployer:
      if (keys.unit != 0) key.who = keys.unit;
      break;
    case Scope::kCourse:
    case Scope::kJourney:
      if (given.day) key.when = given.day->ToYmdInt();
      return key;
    case Scope::kPerson:
      break;
  }
  if (group.window == Window::kYear) key.when = DayOf(given).year();
  if (group.window == Window::kMonth) key.when = DayOf(given).ToYmdInt() / 100;
  return key;
}

Settlement::Settlement(std::vector<ExclusionGroup> groups, std::vector<Quota> quotas, std::vector<Budget> budgets,
                       int year)
    : groups_(std::move(groups)), quotas_(std::move(quotas)), budgets_(std::move(budgets)), year_(year) {
  // A rule's own once-only comes before what it shares with others: a second claim of one rule blocks nobody else.
  std::stable_sort(groups_.begin(), groups_.end(), [](const ExclusionGroup& a, const ExclusionGroup& b) {
    return (a.members.size() > 1) < (b.members.size() > 1);
  });
  for (const Budget& budget : budgets_) {
    if (!IsInForce(budget, year)) continue;
    Pool& pool = balances_[budget.pool];
    pool.balance += budget.fen;
    if (pool.budget == nullptr || budget.year == year) pool.budget = &budget;
  }
  for (const Budget& budget : budgets_)
    balances_.try_emplace(budget.pool, Pool{.budget = &budget, .balance = 0, .in_force = false});
}

bool IsInForce(const Budget& budget, int year) {
  return budget.year == 0 || budget.year == year || (budget.carry_over && budget.year < year);
}

// A pool of a county ("岗位补贴/433124") draws on its own budget of the year, else on the pool's.
Settlement::Pool* Settlement::PoolOf(const std::string& name) {
  Pool* without = nullptr;
  for (const std::string& one : {name, name.substr(0, name.find('/'))}) {
    const auto found = balances_.find(one);
    if (found == balances_.end()) continue;
    if (found->second.in_force) return &found->second;
    if (without == nullptr) without = &found->second;
  }
  return without;
}

void Settlement::AddGrant(const PaidBefore& grant) {
  grants_.push_back(grant);
  Pool* pool = PoolOf(grant.pool);
  // A year's money knows nothing of other years, unless what they leave is carried over.
  if (pool != nullptr && pool->in_force &&
      (pool->budget->year == 0 || pool->budget->carry_over || pool->budget->year == DayOf(grant).year()))
    pool->balance -= grant.fen;
}

std::map<std::string, std::int64_t> Settlement::Balances() const {
  std::map<std::string, std::int64_t> left;
  for (const auto& [name, pool] : balances_) left[name] = pool.balance;
  return left;
}

// Numbers for texts, and everybody's place in time.
void Settlement::Prepare() {
  constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();
  const std::size_t count = entitlements_->size();
  keys_.reserve(count);
  std::vector<std::tuple<std::int32_t, std::int64_t, std::size_t>> order;
  order.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Entitlement& one = (*entitlements_)[i];
    keys_.push_back(KeysOf(one));
    order.emplace_back(one.received ? one.received->days() : kNever, one.sequence, i);
    settled_[i].fen = one.fen;
    of_rule_[one.rule].push_back(i);
  }
  for (const PaidBefore& grant : grants_) grant_keys_.push_back(KeysOf(grant));
  std::sort(order.begin(), order.end());
  rank_.resize(count);
  for (std::size_t place = 0; place < count; ++place) rank_[std::get<2>(order[place])] = place;
}

// Those of the group that nothing has refused so far, by key and then by who goes first.
std::vector<std::pair<Settlement::Key, std::size_t>> Settlement::Members(const ExclusionGroup& group) const {
  std::vector<std::pair<Key, std::size_t>> members;
  for (const std::string& rule : group.members) {
    const auto found = of_rule_.find(rule);
    if (found == of_rule_.end()) continue;
    for (const std::size_t i : found->second) {
      if (settled_[i].fate == Fate::kPaid) members.emplace_back(KeyOf(group, (*entitlements_)[i], keys_[i]), i);
    }
  }
  std::sort(members.begin(), members.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const Entitlement &left = (*entitlements_)[a.second], &right = (*entitlements_)[b.second];
    if (group.resolve == Resolve::kHighest && left.fen != right.fen) return left.fen > right.fen;
    if (group.resolve == Resolve::kPriority && left.rule != right.rule)
      return RankOf(group, left.rule) < RankOf(group, right.rule);
    return rank_[a.second] < rank_[b.second];
  });
  return members;
}

std::vector<Settled> Settlement::Settle(const std::vector<Entitlement>& entitlements) {
  entitlements_ = &entitlements;
  settled_.assign(entitlements.size(), {});
  Prepare();
  for (const ExclusionGroup& group : groups_) {
    grants_of_.clear();
    for (std::size_t g = 0; g < grants_.size(); ++g) {
      if (IsMember(group, grants_[g].rule)) grants_of_[KeyOf(group, grants_[g], grant_keys_[g])].push_back(g);
    }
    if (group.resolve == Resolve::kOffset)
      Offset(group);
    else if (group.resolve == Resolve::kFlag)
      Flag(group);
    else
      Exclude(group);
  }
  for (const Quota& quota : quotas_) Fill(quota);
  DrawAll();
  return std::move(settled_);
}

namespace {

struct Span {
  Date from, to;
};
template <typename T>
Span SpanOf(const T& one) {
  return {one.from.value_or(DayOf(one)), one.to.value_or(one.from.value_or(DayOf(one)))};
}
bool Overlap(Span a, Span b) { return a.from <= b.to && b.from <= a.to; }

}  // namespace

// What other runs paid stands, whatever the group prefers: it is never taken back.
bool Settlement::LosesToGrant(const ExclusionGroup& group, const Key& key, std::size_t i) {
  const auto found = grants_of_.find(key);
  if (found == grants_of_.end()) return false;
  const PaidBefore* first = nullptr;
  std::int64_t sum = 0;
  for (const std::size_t g : found->second) {
    const PaidBefore& grant = grants_[g];
    if (group.window == Window::kOverlap && !Overlap(SpanOf((*entitlements_)[i]), SpanOf(grant))) continue;
    sum += grant.fen;
    if (first == nullptr || grant.period < first->period) first = &grant;
  }
  if (first == nullptr) return false;
  settled_[i] = {.fate = Fate::kTaken, .with_rule = first->rule, .with_period = first->period, .with_fen = sum};
  return true;
}

void Settlement::Exclude(const ExclusionGroup& group) {
  const auto members = Members(group);
  std::vector<std::size_t> winners;                    // of the key at hand
  std::map<Date, std::pair<Date, std::size_t>> taken;  // their spans, which do not overlap (kOverlap)
  for (std::size_t at = 0; at < members.size(); ++at) {
    const auto& [key, i] = members[at];
    if (at == 0 || members[at - 1].first != key) {
      winners.clear();
      taken.clear();
    }
    const Entitlement& one = (*entitlements_)[i];
    if (LosesToGrant(group, key, i)) {
      settled_[i].group = group.members.size() > 1 ? group.name : "";
      continue;
    }
    if (one.stated_before_fen > 0 && !one.tranche) {
      settled_[i] = {.fate = Fate::kStated, .before_fen = one.stated_before_fen};
      continue;
    }
    std::optional<std::size_t> winner;
    const Span span = SpanOf(one);
    if (group.window == Window::kOverlap) {
      auto next = taken.upper_bound(span.to);
      if (next != taken.begin() && std::prev(next)->second.first >= span.from) winner = std::prev(next)->second.second;
    } else if (!winners.empty()) {
      winner = winners.front();
    }
    if (!winner) {
      winners.push_back(i);
      taken[span.from] = {span.to, i};
      continue;
    }
    const Entitlement& other = (*entitlements_)[*winner];
    settled_[i] = {.fate = Fate::kTaken, .with_rule = other.rule, .with_fen = other.fen};
    if (group.members.size() > 1) settled_[i].group = group.name;
  }
}

// Tranches: the difference to what was paid up to this month; and never so much that, with what later months have
// already paid, it would be more than the most that anybody was found to be entitled to.
void Settlement::OffsetOne(const ExclusionGroup& group, std::size_t i, Tally* tally) {
  const Entitlement& one = (*entitlements_)[i];
  Settled& settled = settled_[i];
  const std::int64_t stated = one.stated_before_fen;
  const std::int64_t before = std::max({stated, tally->before_fen, tally->met_fen}),
                     all = std::max(before, tally->all_fen);
  const std::int64_t rest = std::min(one.fen - before, std::max(one.fen, tally->due_fen_max) - all);
  settled.recorded_fen = tally->before_fen;
  settled.stated_fen = stated;
  settled.before_fen = rest <= 0 ? all : one.fen - rest;
  settled.fen = std::max<std::int64_t>(rest, 0);
  if (group.members.size() > 1) settled.group = group.name;
  if (rest <= 0) {
    settled.fate = Fate::kNothingLeft;
    settled.with_rule = tally->rule;
    settled.with_period = tally->period;
    return;
  }
  if (tally->rule.empty()) tally->rule = one.rule;
  tally->before_fen = before + rest;
  tally->all_fen = all + rest;
  tally->due_fen_max = std::max(tally->due_fen_max, one.fen);
}

void Settlement::Offset(const ExclusionGroup& group) {
  const auto members = Members(group);
  Tally tally;
  for (std::size_t at = 0; at < members.size(); ++at) {
    const auto& [key, i] = members[at];
    if (at == 0 || members[at - 1].first != key) {
      tally = {};
      const auto found = grants_of_.find(key);
      for (const std::size_t g : found == grants_of_.end() ? std::vector<std::size_t>() : found->second) {
        const PaidBefore& grant = grants_[g];
        if (tally.rule.empty() || grant.period < tally.period) {
          tally.rule = grant.rule;
          tally.period = grant.period;
        }
        if (!grant.later) {
          tally.before_fen += grant.fen;
          tally.met_fen = std::max(tally.met_fen, grant.due_fen);
        }
        tally.all_fen += grant.fen;
        tally.due_fen_max = std::max(tally.due_fen_max, grant.due_fen);
      }
    }
    OffsetOne(group, i, &tally);
  }
}

// Everybody keeps theirs; the note names the other rules.
void Settlement::Flag(const ExclusionGroup& group) {
  const auto members = Members(group);
  for (std::size_t first = 0; first < members.size();) {
    std::size_t last = first;
    std::set<std::string> rules;
    const auto found = grants_of_.find(members[first].first);
    for (const std::size_t g : found == grants_of_.end() ? std::vector<std::size_t>() : found->second)
      rules.insert(grants_[g].rule);
    for (; last < members.size() && members[last].first == members[first].first; ++last)
      rules.insert((*entitlements_)[members[last].second].rule);
    for (; first < last; ++first) {
      const std::size_t i = members[first].second;
      for (const std::string& rule : rules) {
        if (rule != (*entitlements_)[i].rule) settled_[i].flags.push_back(rule);
      }
    }
  }
}

void Settlement::Fill(const Quota& quota) {
  ExclusionGroup group{.name = quota.rule, .members = {quota.rule}};
  std::map<std::string, std::set<std::string>> places;  // by year, or altogether
  const auto year_of = [&](Date day) { return quota.yearly ? std::to_string(day.year()) : std::string(); };
  for (const PaidBefore& grant : grants_) {
    if (grant.rule == quota.rule) places[year_of(DayOf(grant))].insert(grant.person);
  }
  auto members = Members(group);
  std::sort(members.begin(), members.end(),
            [&](const auto& a, const auto& b) { return rank_[a.second] < rank_[b.second]; });
  for (const auto& [key, i] : members) {
    std::set<std::string>& taken = places[year_of(DayOf((*entitlements_)[i]))];
    if (taken.count((*entitlements_)[i].person) > 0) continue;
    if (static_cast<std::int64_t>(taken.size()) >= quota.count) {
      settled_[i] = {.fate = Fate::kQuota, .with_rule = quota.rule};
      continue;
    }
    taken.insert((*entitlements_)[i].person);
  }
}

// Nobody overtakes: who comes after the first that could not be served waits too.
void Settlement::DrawInOrder(std::vector<std::size_t> order, Pool* pool) {
  bool exhausted = false;
  std::size_t place = 0;
  for (const std::size_t i : order) {
    const Entitlement& one = (*entitlements_)[i];
    Settled& settled = settled_[i];
    PoolReport& report = pools_[one.pool];
    if (!exhausted && settled.fen <= pool->balance) {
      pool->balance -= settled.fen;
      report.paid_fen += settled.fen;
      ++report.paid;
      continue;
    }
    exhausted = true;
    settled.fate = Fate::kWaiting;
    settled.place = ++place;
    settled.balance_fen = pool->balance;
    if (!pool->in_force) settled.year_without_budget = year_;
    report.waiting_fen += settled.fen;
    ++report.waiting;
    if (!report.exhausted_on) report.exhausted_on = one.received.value_or(DayOf(one));
  }
}

// Each the same share; the fen that rounding leaves go to the largest remainders, so that the budget is spent exactly.
void Settlement::DrawShares(std::vector<std::size_t> order, Pool* pool) {
  __int128 sum = 0;
  for (const std::size_t i : order) sum += settled_[i].fen;
  if (sum <= pool->balance) return DrawInOrder(std::move(order), pool);
  const std::int64_t budget = std::max<std::int64_t>(pool->balance, 0);
  std::int64_t left = budget;
  std::vector<std::pair<std::int64_t, std::size_t>> remainders;
  for (std::size_t at = 0; at < order.size(); ++at) {
    Settled& settled = settled_[order[at]];
    const __int128 product = static_cast<__int128>(settled.fen) * budget;
    settled.full_fen = settled.fen;
    settled.fen = static_cast<std::int64_t>(product / sum);
    left -= settled.fen;
    remainders.emplace_back(static_cast<std::int64_t>(product % sum), at);
  }
  std::sort(remainders.begin(), remainders.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  for (std::int64_t extra = 0; extra < left; ++extra)
    ++settled_[order[remainders[static_cast<std::size_t>(extra)].second]].fen;
  for (const std::size_t i : order) {
    const Entitlement& one = (*entitlements_)[i];
    PoolReport& report = pools_[one.pool];
    report.exhausted_on = one.received.value_or(DayOf(one));
    report.paid_fen += settled_[i].fen;
    ++report.paid;
  }
  pool->balance -= budget;
}

void Settlement::DrawAll() {
  std::map<Pool*, std::vector<std::size_t>> queues;
  std::vector<std::size_t> order(entitlements_->size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank_[a] < rank_[b]; });
  for (const std::size_t i : order) {
    if (settled_[i].fate != Fate::kPaid) continue;
    const Entitlement& one = (*entitlements_)[i];
    if (Pool* pool = PoolOf(one.pool); pool != nullptr) {
      pools_[one.pool].budget_fen = pool->balance;
      queues[pool].push_back(i);
    } else {
      pools_[one.pool].paid_fen += settled_[i].fen;
      ++pools_[one.pool].paid;
    }
  }
  for (auto& [pool, queue] : queues) {
    const std::vector<std::string>& listed = pool->budget->priority;
    if (pool->budget->admission == Admission::kProRata && pool->in_force) {
      DrawShares(std::move(queue), pool);
      continue;
    }
    if (pool->budget->admission == Admission::kPriority) {
      std::stable_sort(queue.begin(), queue.end(), [&](std::size_t a, std::size_t b) {
        const auto rank = [&](std::size_t i) {
          const std::vector<std::string>& groups = (*entitlements_)[i].target_groups;
          return std::find_first_of(listed.begin(), listed.end(), groups.begin(), groups.end()) - listed.begin();
        };
        return rank(a) < rank(b);
      });
    }
    DrawInOrder(std::move(queue), pool);
  }
}

}  // namespace gq::subsidies
