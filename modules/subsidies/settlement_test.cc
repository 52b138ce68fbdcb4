// Settlement against a naive oracle and by its properties, on random worlds with fixed seeds.
#include "modules/subsidies/settlement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <set>

namespace gq::subsidies {
namespace {

const std::vector<std::string> kRules = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M"};
bool IsTranche(const std::string& rule) { return rule == "H" || rule == "I"; }

// Every kind of scope, window and resolution; every rule once by itself as well, by employment so that groups matter.
std::vector<ExclusionGroup> Groups() {
  std::vector<ExclusionGroup> groups = {
      {.name = "first", .members = {"B", "C"}, .resolve = Resolve::kFirst},
      {.name = "highest", .members = {"D", "E"}, .scope = Scope::kHousehold, .resolve = Resolve::kHighest},
      {.name = "priority", .members = {"F", "G"}, .window = Window::kYear, .resolve = Resolve::kPriority},
      {.name = "offset", .members = {"H", "I"}, .resolve = Resolve::kOffset},
      {.name = "flag", .members = {"J", "K"}, .resolve = Resolve::kFlag},
      {.name = "overlap", .members = {"L", "M"}, .window = Window::kOverlap, .resolve = Resolve::kFirst}};
  for (const std::string& rule : kRules) {
    if (!IsTranche(rule)) groups.push_back({.name = rule, .members = {rule}, .scope = Scope::kEmployment});
  }
  return groups;
}

struct World {
  std::vector<Entitlement> entitlements;
  std::vector<PaidBefore> grants;
};

World Make(std::uint32_t seed, int count) {
  std::mt19937 random(seed);
  const auto draw = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const Date start = *Date::FromYmd(2018, 1, 1);
  World world;
  for (int i = 0; i < count; ++i) {
    Entitlement one;
    one.rule = kRules[static_cast<std::size_t>(draw(static_cast<int>(kRules.size())))];
    const int person = draw(count / 6 + 1);
    one.person = "p" + std::to_string(person);
    one.household = person % 5 == 0 ? "" : "h" + std::to_string(person / 3);
    one.unit = "u" + std::to_string(draw(3));
    one.pool = "pool/" + std::to_string(draw(3));
    one.target_groups = {draw(2) == 0 ? "lifted" : "monitored"};
    if (draw(4) != 0) one.received = start.AddDays(draw(60));
    one.sequence = i;
    one.day = start.AddDays(draw(700));
    one.decided = start.AddDays(720);
    one.from = one.day;
    one.to = one.day->AddDays(draw(90));
    one.fen = 1 + draw(100'000);
    one.tranche = IsTranche(one.rule);
    if (draw(20) == 0) one.stated_before_fen = draw(60'000);
    world.entitlements.push_back(one);
    if (draw(10) == 0)
      world.grants.push_back({.rule = one.rule,
                              .person = one.person,
                              .unit = one.unit,
                              .household = one.household,
                              .pool = one.pool,
                              .period = "2017-12",
                              .day = one.day,
                              .decided = start,
                              .fen = 1 + draw(50'000),
                              .due_fen = 50'000});
  }
  return world;
}

std::vector<Settled> SettleWorld(const World& world, const std::vector<Budget>& budgets = {},
                                 const std::vector<Quota>& quotas = {},
                                 std::map<std::string, PoolReport>* pools = nullptr) {
  Settlement settlement(Groups(), quotas, budgets, 2019);
  for (const PaidBefore& grant : world.grants) settlement.AddGrant(grant);
  std::vector<Settled> settled = settlement.Settle(world.entitlements);
  if (pools != nullptr) *pools = settlement.pools();
  return settled;
}

// ---- the oracle: compares every two, as the words of a group say it ----

bool SameScope(const ExclusionGroup& group, const auto& a, const auto& b) {
  if (group.scope == Scope::kEmployment) return a.person == b.person && a.unit == b.unit;
  if (group.scope == Scope::kHousehold && !a.household.empty()) return a.household == b.household;
  return a.person == b.person;
}
bool SameTime(const ExclusionGroup& group, const Entitlement& a, Date from, Date to, Date day) {
  if (group.window == Window::kYear) return a.day->year() == day.year();
  if (group.window == Window::kOverlap) return *a.from <= to && from <= *a.to;
  return true;
}
bool Has(const ExclusionGroup& group, const std::string& rule) {
  return std::find(group.members.begin(), group.members.end(), rule) != group.members.end();
}
bool Before(const Entitlement& a, const Entitlement& b) {
  if (a.received.has_value() != b.received.has_value()) return a.received.has_value();
  if (a.received && *a.received != *b.received) return *a.received < *b.received;
  return a.sequence < b.sequence;
}

// Whether each is still in after the groups that exclude (not offset).
std::vector<bool> Oracle(const World& world) {
  const std::vector<Entitlement>& all = world.entitlements;
  std::vector<bool> in(all.size(), true);
  auto groups = Groups();
  std::stable_sort(groups.begin(), groups.end(), [](const ExclusionGroup& a, const ExclusionGroup& b) {
    return (a.members.size() == 1) > (b.members.size() == 1);
  });
  for (const ExclusionGroup& group : groups) {
    if (group.resolve == Resolve::kOffset || group.resolve == Resolve::kFlag) continue;
    std::set<std::size_t> open;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!in[i] || !Has(group, all[i].rule)) continue;
      const bool paid = std::any_of(world.grants.begin(), world.grants.end(), [&](const PaidBefore& grant) {
        return Has(group, grant.rule) && SameScope(group, all[i], grant) &&
               SameTime(group, all[i], *grant.day, *grant.day, *grant.day);
      });
      if (paid || all[i].stated_before_fen > 0)
        in[i] = false;
      else
        open.insert(i);
    }
    const auto better = [&](std::size_t a, std::size_t b) {
      const auto rank = [&](std::size_t i) {
        return std::find(group.members.begin(), group.members.end(), all[i].rule) - group.members.begin();
      };
      if (group.resolve == Resolve::kHighest && all[a].fen != all[b].fen) return all[a].fen > all[b].fen;
      if (group.resolve == Resolve::kPriority && rank(a) != rank(b)) return rank(a) < rank(b);
      return Before(all[a], all[b]);
    };
    while (!open.empty()) {
      const std::size_t best = *std::min_element(open.begin(), open.end(), better);
      open.erase(best);
      for (auto it = open.begin(); it != open.end();) {
        const bool conflict = SameScope(group, all[*it], all[best]) &&
                              SameTime(group, all[*it], *all[best].from, *all[best].to, *all[best].day);
        if (conflict) in[*it] = false;
        it = conflict ? open.erase(it) : std::next(it);
      }
    }
  }
  return in;
}

TEST(SettlementSweep, AgreesWithComparingEveryTwo) {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    const World world = Make(seed, 400);
    const std::vector<bool> expected = Oracle(world);
    const std::vector<Settled> settled = SettleWorld(world);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < settled.size(); ++i) {
      if (IsTranche(world.entitlements[i].rule)) continue;
      ASSERT_EQ(settled[i].fate == Fate::kPaid, expected[i])
          << "seed " << seed << " " << i << " rule " << world.entitlements[i].rule;
      refused += expected[i] ? 0 : 1;
    }
    EXPECT_GT(refused, 50U);
  }
}

// A million claims: one sort and one sweep a group.
TEST(SettlementSweep, AMillionClaims) {
  const char* lane = std::getenv("GQ_LANE");
  if (lane == nullptr || std::string(lane) != "long") GTEST_SKIP() << "long lane only";
  const World world = Make(1, 1'000'000);
  const std::clock_t start = std::clock();  // of the processor: other work on the machine does not count
  const std::vector<Settled> settled = SettleWorld(world, {{.pool = "pool", .fen = 1'000'000'000}});
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("settled %zu claims in %.2f s\n", settled.size(), seconds);
  EXPECT_LT(seconds, 10.0);
}

TEST(SettlementSweep, LosersKnowWhatStoodInTheWay) {
  const World world = Make(7, 600);
  const auto groups = Groups();
  for (const Settled& settled : SettleWorld(world)) {
    if (settled.fate != Fate::kTaken) continue;
    EXPECT_FALSE(settled.with_rule.empty());
    EXPECT_GT(settled.with_fen, 0);
  }
}

TEST(SettlementSweep, ShufflingChangesNothing) {
  const std::vector<Budget> budgets = {
      {.pool = "pool", .fen = 2'000'000},
      {.pool = "pool/1", .fen = 700'000, .admission = Admission::kProRata},
      {.pool = "pool/2", .fen = 900'000, .admission = Admission::kPriority, .priority = {"monitored", "lifted"}}};
  const World world = Make(3, 500);
  const std::vector<Settled> settled = SettleWorld(world, budgets, {{"A", 10}, {"J", 6, true}});
  std::mt19937 random(99);
  for (int round = 0; round < 10; ++round) {
    World shuffled = world;
    std::shuffle(shuffled.entitlements.begin(), shuffled.entitlements.end(), random);
    const std::vector<Settled> again = SettleWorld(shuffled, budgets, {{"A", 10}, {"J", 6, true}});
    for (std::size_t i = 0; i < again.size(); ++i) {
      const Settled& before = settled[static_cast<std::size_t>(shuffled.entitlements[i].sequence)];
      ASSERT_EQ(again[i].fate, before.fate);
      ASSERT_EQ(again[i].fen, before.fen);
      ASSERT_EQ(again[i].place, before.place);
      ASSERT_EQ(again[i].with_rule, before.with_rule);
    }
  }
}

// Decided again when everything paid has become a grant, nobody gets a fen more.
TEST(SettlementSweep, SettlingTwicePaysOnce) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    World world = Make(seed, 400);
    const std::vector<Budget> budgets = {{.pool = "pool", .fen = 3'000'000}};
    const std::vector<Quota> quotas = {{"A", 12}};
    const std::vector<Settled> first = SettleWorld(world, budgets, quotas);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const Entitlement& one = world.entitlements[i];
      if (first[i].fate != Fate::kPaid) continue;
      world.grants.push_back({.rule = one.rule,
                              .person = one.person,
                              .unit = one.unit,
                              .household = one.household,
                              .pool = one.pool,
                              .period = "2019-01",
                              .day = one.day,
                              .decided = one.decided,
                              .from = one.from,
                              .to = one.to,
                              .fen = first[i].fen,
                              .due_fen = one.fen});
    }
    for (const Settled& again : SettleWorld(world, budgets, quotas))
      EXPECT_NE(again.fate, Fate::kPaid) << "seed " << seed;
  }
}

TEST(SettlementSweep, TranchesAddUpToTheLargestAndNeverMore) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    World world = Make(seed, 400);
    for (Entitlement& one : world.entitlements) one.stated_before_fen = 0;
    const std::vector<Settled> settled = SettleWorld(world);
    std::map<std::string, std::int64_t> paid, before, largest;
    for (const PaidBefore& grant : world.grants) {
      if (!IsTranche(grant.rule)) continue;
      before[grant.person] += grant.fen;
      largest[grant.person] = std::max(largest[grant.person], grant.due_fen);
    }
    std::set<std::string> claimed;
    for (std::size_t i = 0; i < settled.size(); ++i) {
      const Entitlement& one = world.entitlements[i];
      if (!one.tranche) continue;
      claimed.insert(one.person);
      largest[one.person] = std::max(largest[one.person], one.fen);
      if (settled[i].fate == Fate::kPaid) paid[one.person] += settled[i].fen;
    }
    for (const std::string& person : claimed) {
      ASSERT_GE(paid[person], 0);
      ASSERT_LE(paid[person] + std::min(before[person], largest[person]), largest[person]) << "seed " << seed;
      // Without grants exactly the largest; with grants a former, larger entitlement is not paid again.
      if (before[person] == 0) {
        ASSERT_EQ(paid[person], largest[person]);
      }
    }
  }
}

TEST(SettlementPools, NeverMoreThanTheBudgetAndNobodyOvertakes) {
  for (const Admission admission : {Admission::kTime, Admission::kPriority}) {
    World world = Make(11, 500);
    world.grants.clear();
    const std::vector<Budget> budgets = {
        {.pool = "pool", .fen = 4'000'000, .admission = admission, .priority = {"monitored", "lifted"}}};
    std::map<std::string, PoolReport> pools;
    const std::vector<Settled> settled = SettleWorld(world, budgets, {}, &pools);
    std::int64_t paid = 0, waiting = 0;
    std::vector<std::size_t> served, queue;
    for (std::size_t i = 0; i < settled.size(); ++i) {
      if (settled[i].fate == Fate::kPaid) paid += settled[i].fen, served.push_back(i);
      if (settled[i].fate == Fate::kWaiting) waiting += settled[i].fen, queue.push_back(i);
    }
    EXPECT_LE(paid, 4'000'000);
    EXPECT_GT(paid, 3'800'000);
    ASSERT_FALSE(queue.empty());
    std::int64_t reported = 0, reported_waiting = 0;
    for (const auto& [name, report] : pools) reported += report.paid_fen, reported_waiting += report.waiting_fen;
    EXPECT_EQ(reported, paid);
    EXPECT_EQ(reported_waiting, waiting);
    const auto goes_first = [&](std::size_t a, std::size_t b) {
      const Entitlement &left = world.entitlements[a], &right = world.entitlements[b];
      if (admission == Admission::kPriority && left.target_groups != right.target_groups)
        return left.target_groups.front() == "monitored";
      return Before(left, right);
    };
    const std::size_t last = *std::max_element(served.begin(), served.end(), goes_first),
                      next = *std::min_element(queue.begin(), queue.end(), goes_first);
    EXPECT_TRUE(goes_first(last, next));
    EXPECT_EQ(settled[next].place, 1U);
    EXPECT_EQ(settled[next].balance_fen, 4'000'000 - paid);
    EXPECT_LT(settled[next].balance_fen, settled[next].fen);
  }
}

TEST(SettlementPools, SharesAddUpToTheBudgetExactly) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    World world = Make(seed, 300);
    world.grants.clear();
    const std::int64_t budget = 1'000'000 + seed * 137;
    const std::vector<Settled> settled =
        SettleWorld(world, {{.pool = "pool", .fen = budget, .admission = Admission::kProRata}});
    std::int64_t paid = 0, full = 0;
    for (const Settled& one : settled) {
      if (one.fate == Fate::kPaid) paid += one.fen, full += one.full_fen;
    }
    ASSERT_GT(full, budget);
    EXPECT_EQ(paid, budget);
    for (const Settled& one : settled) {
      if (one.fate != Fate::kPaid) continue;
      const double exact = static_cast<double>(one.full_fen) * static_cast<double>(budget) / static_cast<double>(full);
      EXPECT_LT(std::abs(static_cast<double>(one.fen) - exact), 1.0);
      EXPECT_LE(one.fen, one.full_fen);
    }
  }
}

TEST(SettlementPools, YearsAndWhatTheyLeaveOver) {
  World world;
  world.entitlements = {
      {.rule = "A", .person = "a", .pool = "pool/1", .decided = *Date::FromYmd(2019, 3, 1), .fen = 900}};
  PaidBefore grant{.rule = "A",
                   .person = "z",
                   .pool = "pool/1",
                   .period = "2018-12",
                   .decided = *Date::FromYmd(2018, 12, 31),
                   .fen = 400};
  world.grants = {grant};
  std::vector<Budget> budgets = {{.pool = "pool", .fen = 1'000, .year = 2018},
                                 {.pool = "pool", .fen = 800, .year = 2019}};
  EXPECT_EQ(SettleWorld(world, budgets)[0].fate, Fate::kWaiting);  // 2018 is over
  budgets[0].carry_over = true;
  budgets[1].carry_over = true;
  std::map<std::string, PoolReport> pools;
  EXPECT_EQ(SettleWorld(world, budgets, {}, &pools)[0].fate, Fate::kPaid);
  EXPECT_EQ(pools.at("pool/1").budget_fen, 1'400);
  budgets[1].year = 2020;
  EXPECT_EQ(SettleWorld(world, budgets)[0].fate, Fate::kWaiting);  // 600 are left of 2018, nothing of 2020 yet
}

TEST(SettlementPools, AYearWithoutABudgetHasNoMoney) {
  World world;  // decided in 2019
  world.entitlements = {
      {.rule = "A", .person = "a", .pool = "pool/1", .decided = *Date::FromYmd(2019, 3, 1), .fen = 900},
      {.rule = "A", .person = "b", .pool = "other", .decided = *Date::FromYmd(2019, 3, 1), .fen = 900}};
  std::vector<Budget> budgets = {{.pool = "pool", .fen = 5'000, .year = 2018},
                                 {.pool = "pool", .fen = 5'000, .year = 2020}};
  std::map<std::string, PoolReport> pools;
  auto settled = SettleWorld(world, budgets, {}, &pools);
  EXPECT_EQ(settled[0].fate, Fate::kWaiting);
  EXPECT_EQ(settled[0].year_without_budget, 2019);
  EXPECT_EQ(pools.at("pool/1").budget_fen, 0);
  EXPECT_EQ(settled[1].fate, Fate::kPaid) << "a pool of which nothing is known";
  budgets[0].admission = budgets[1].admission = Admission::kProRata;
  EXPECT_EQ(SettleWorld(world, budgets)[0].fate, Fate::kWaiting);
  // The county's own is of another year, the pool of all counties has money.
  budgets[0].pool = "pool/1";
  budgets[1].year = 2019;
  EXPECT_EQ(SettleWorld(world, budgets)[0].fate, Fate::kPaid);
}

TEST(SettlementQuota, PlacesAreCountedOnceAPerson) {
  World world;
  const auto ask = [&](const char* person, std::int64_t fen) {
    world.entitlements.push_back({.rule = "H",
                                  .person = person,
                                  .sequence = static_cast<std::int64_t>(world.entitlements.size()),
                                  .decided = *Date::FromYmd(2019, 3, 1),
                                  .fen = fen,
                                  .tranche = true});
  };
  ask("a", 100);
  ask("b", 100);
  ask("a", 250);
  ask("c", 100);
  const std::vector<Settled> settled = SettleWorld(world, {}, {{"H", 2}});
  EXPECT_EQ(settled[0].fen, 100);
  EXPECT_EQ(settled[1].fen, 100);
  EXPECT_EQ(settled[2].fen, 150);
  EXPECT_EQ(settled[2].fate, Fate::kPaid);
  EXPECT_EQ(settled[3].fate, Fate::kQuota);
}

}  // namespace
}  // namespace gq::subsidies
