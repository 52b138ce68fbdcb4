#include "engines/matching/parties.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "engines/matching/test_world.h"

namespace gq::matching {
namespace {

constexpr PartyRules kAnyPrice{
    .bonus_employer = 0, .bonus_couple_room = 0, .family_loss_max = 1'000'000, .group_loss_max = 1'000'000};

Matcher Make(const TestWorld& world) {
  return Matcher::Create(world.workers, world.posts, world.places, world.weights).value();
}

TestWorld WorldWithEmployers(std::uint64_t seed, const TestWorldSize& size, std::uint32_t employers) {
  TestWorld world = MakeTestWorld(seed, size);
  std::mt19937_64 random(seed + 1);
  for (std::uint32_t& e : world.posts.employer)
    e = random() % 7 == 0 ? kNoEmployer : static_cast<std::uint32_t>(random() % employers);
  for (std::uint8_t& room : world.posts.couple_room) room = random() % 3 == 0;
  return world;
}

std::vector<Party> Couples(std::size_t workers, std::size_t step) {
  std::vector<Party> parties;
  for (std::uint32_t w = 0; w + 1 < workers; w += static_cast<std::uint32_t>(step))
    parties.push_back({{w, w + 1}, false, w % (2 * step) == 0});
  return parties;
}

std::uint16_t CityOf(const TestWorld& world, const Plan& plan, std::uint32_t w) {
  return world.posts.city[static_cast<std::size_t>(plan.assignment[w])];
}

void CheckParties(const TestWorld& world, const Matcher& matcher, const std::vector<Party>& parties,
                  const PartyPlan& result) {
  std::vector<int> placed(world.posts.size());
  std::int64_t sum = 0;
  for (std::size_t w = 0; w < world.workers.size(); ++w) {
    const std::int32_t post = result.plan.assignment[w];
    if (post == kUnplaced) continue;
    ASSERT_TRUE(NaiveFeasible(world, w, static_cast<std::size_t>(post)) || world.workers.told_post[w] == post);
    ++placed[static_cast<std::size_t>(post)];
    sum += matcher.Score(w, static_cast<std::size_t>(post)).value;
  }
  for (std::size_t p = 0; p < placed.size(); ++p) {
    EXPECT_LE(placed[p], world.posts.openings[p]);
    EXPECT_EQ(placed[p], result.plan.placed[p]);
  }
  EXPECT_EQ(sum, result.plan.objective);
  EXPECT_GE(result.plan.bound, result.singles_objective);
  EXPECT_GE(result.plan.bound, result.plan.objective);
  for (std::size_t p = 0; p < parties.size(); ++p) {
    const PartyOutcome& outcome = result.outcomes[p];
    std::size_t here = 0;
    std::set<std::uint32_t> employers;
    for (const std::uint32_t w : parties[p].workers) {
      const std::int32_t post = result.plan.assignment[w];
      if (post != kUnplaced && CityOf(world, result.plan, w) == outcome.city) {
        ++here;
        employers.insert(world.posts.employer[static_cast<std::size_t>(post)]);
      }
    }
    if (outcome.kind <= PartyOutcome::Kind::kCity) {
      EXPECT_GE(here, outcome.together);
      if (!parties[p].is_group) {
        EXPECT_EQ(outcome.together, parties[p].workers.size());
        if (outcome.kind == PartyOutcome::Kind::kEmployer) {
          EXPECT_EQ(employers.size(), 1U);
        }
      }
    } else if (!parties[p].may_part) {
      EXPECT_EQ(here, 0U) << "nobody is parted who did not agree";
    }
  }
}

TEST(Parties, WithoutPartiesItIsThePlanOfSingles) {
  const TestWorld world = MakeTestWorld(1, {.workers = 400, .posts = 50});
  const Matcher matcher = Make(world);
  const PartyPlan result = SolveWithParties(matcher, {}, {}, {}).value();
  const Plan plan = matcher.Solve({}).value();
  EXPECT_EQ(result.plan.assignment, plan.assignment);
  EXPECT_EQ(result.plan.bound, plan.bound);
  EXPECT_EQ(result.singles_objective, plan.objective);
}

// One couple among a few singles: against the best of all plans in which the couple is together.
TEST(Parties, ACoupleAmongFewIsNearTheBestOfAllPlans) {
  double reached = 0, possible = 0;
  int together = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const TestWorld world = WorldWithEmployers(
        seed, {.workers = 2 + seed % 4, .posts = 2 + seed % 4, .cities = 2, .openings_max = 2, .strict = seed % 2 == 0},
        2);
    const Matcher matcher = Make(world);
    std::vector<int> left = world.posts.openings;
    std::vector<int> at(world.workers.size(), -1);
    std::int64_t best = -1;
    std::function<void(std::size_t, std::int64_t)> all = [&](std::size_t w, std::int64_t sum) {
      if (w == 2 &&
          (at[0] < 0 || at[1] < 0 ||
           world.posts.city[static_cast<std::size_t>(at[0])] != world.posts.city[static_cast<std::size_t>(at[1])]))
        return;
      if (w == world.workers.size()) {
        best = std::max(best, sum);
        return;
      }
      at[w] = -1;
      all(w + 1, sum);
      for (std::size_t p = 0; p < world.posts.size(); ++p) {
        if (left[p] == 0 || !NaiveFeasible(world, w, p)) continue;
        --left[p];
        at[w] = static_cast<int>(p);
        all(w + 1, sum + matcher.Score(w, p).value);
        ++left[p];
      }
    };
    all(0, 0);
    const std::vector<Party> parties = {{{0, 1}, false, true}};
    const PartyPlan result = SolveWithParties(matcher, parties, kAnyPrice, {.epsilon_ppm = 0}).value();
    CheckParties(world, matcher, parties, result);
    const bool found = result.outcomes[0].kind <= PartyOutcome::Kind::kCity;
    ASSERT_EQ(found, best >= 0) << seed << ": whoever can be together is, at any price";
    if (!found) continue;
    EXPECT_GT(result.outcomes[0].locations, 0U);
    ++together;
    EXPECT_LE(result.plan.objective, best);
    reached += static_cast<double>(result.plan.objective);
    possible += static_cast<double>(best);
  }
  EXPECT_GT(together, 100);
  EXPECT_GT(reached / possible, 0.98);
}

TEST(Parties, SamePlanForEveryThreadCountAndInstructionSet) {
  const TestWorld world =
      WorldWithEmployers(3, {.workers = 3'000, .posts = 300, .origins = 5, .cities = 12, .openings_max = 9}, 90);
  const Matcher matcher = Make(world);
  std::vector<Party> parties = Couples(2'000, 5);
  Party group{{}, true, true};
  for (std::uint32_t w = 2'500; w < 2'540; ++w) group.workers.push_back(w);
  parties.push_back(group);
  const PartyPlan one = SolveWithParties(matcher, parties, {}, {.threads = 1, .isa = Isa::kScalar}).value();
  CheckParties(world, matcher, parties, one);
  for (const int threads : {2, 5}) {
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      const PartyPlan other = SolveWithParties(matcher, parties, {}, {.threads = threads, .isa = isa}).value();
      EXPECT_EQ(one.plan.assignment, other.plan.assignment);
      EXPECT_EQ(one.plan.price, other.plan.price);
      for (std::size_t p = 0; p < parties.size(); ++p) {
        EXPECT_EQ(one.outcomes[p].kind, other.outcomes[p].kind);
        EXPECT_EQ(one.outcomes[p].loss, other.outcomes[p].loss);
      }
    }
  }
}

TEST(Parties, CouplesAreTogetherFarMoreOftenThanByChance) {
  const TestWorld world =
      WorldWithEmployers(5, {.workers = 4'000, .posts = 300, .origins = 5, .cities = 12, .openings_max = 20}, 90);
  const Matcher matcher = Make(world);
  const std::vector<Party> parties = Couples(4'000, 10);
  const PartyPlan result = SolveWithParties(matcher, parties, {}, {}).value();
  CheckParties(world, matcher, parties, result);
  EXPECT_GT(result.parties_together, 2 * result.singles_together);
  EXPECT_GE(result.singles_objective, result.plan.objective);
  EXPECT_LT(static_cast<double>(result.singles_objective - result.plan.objective),
            0.05 * static_cast<double>(result.singles_objective));
}

// FD-19: a township's group goes where the sum of what its members bring, after prices, is greatest.
TEST(Parties, AGroupGoesToOneEmployerOrIsToldThePrice) {
  TestWorld world = MakeTestWorld(7, {.workers = 60, .posts = 6, .cities = 3, .openings_max = 0, .strict = false});
  for (std::size_t p = 0; p < 6; ++p) {
    world.posts.city[p] = static_cast<std::uint16_t>(p / 2);
    world.posts.employer[p] = static_cast<std::uint32_t>(p / 2);
    world.posts.openings[p] = p < 2 ? 6 : 30;  // city 0 is too small for 25
  }
  for (std::size_t w = 0; w < 60; ++w) world.workers.weight[w] = 1000;
  Party group{{}, true, true};
  for (std::uint32_t w = 0; w < 25; ++w) group.workers.push_back(w);
  const Matcher matcher = Make(world);
  PartyRules rules = kAnyPrice;
  const PartyPlan open = SolveWithParties(matcher, {&group, 1}, rules, {}).value();
  CheckParties(world, matcher, {group}, open);
  ASSERT_LE(open.outcomes[0].kind, PartyOutcome::Kind::kCity);
  EXPECT_NE(open.outcomes[0].city, 0);
  EXPECT_GE(open.outcomes[0].together, 20U);
  EXPECT_EQ(open.outcomes[0].locations, 3U);
  if (open.outcomes[0].loss > 0) {
    rules.group_loss_max = 0;
    const PartyPlan closed = SolveWithParties(matcher, {&group, 1}, rules, {}).value();
    EXPECT_EQ(closed.outcomes[0].kind, PartyOutcome::Kind::kTooDear);
    EXPECT_GT(closed.outcomes[0].loss, 0) << "the price of what is refused";
    EXPECT_EQ(closed.plan.objective, closed.singles_objective);
  }
}

TEST(Parties, ToldMembersDrawTheOthersToTheirCity) {
  TestWorld world =
      WorldWithEmployers(9, {.workers = 40, .posts = 30, .cities = 4, .openings_max = 3, .strict = false}, 5);
  std::size_t post = 0;
  while (world.posts.openings[post] < 2) ++post;
  world.workers.told_post[3] = static_cast<std::int32_t>(post);
  const Matcher matcher = Make(world);
  const std::vector<Party> parties = {{{3, 4}, false, true}};
  const PartyPlan result = SolveWithParties(matcher, parties, kAnyPrice, {}).value();
  CheckParties(world, matcher, parties, result);
  ASSERT_LE(result.outcomes[0].kind, PartyOutcome::Kind::kCity);
  EXPECT_EQ(result.plan.assignment[3], static_cast<std::int32_t>(post));
  EXPECT_EQ(CityOf(world, result.plan, 4), world.posts.city[post]);
}

TEST(Parties, AStablePlanPartsNobodyWhoDidNotAgree) {
  std::size_t together = 0, without = 0, apart = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    TestWorld world = WorldWithEmployers(seed, {.workers = 80, .posts = 40, .openings_max = 5}, 9);
    if (seed % 5 == 0) world.workers.told_post[6] = 0;
    std::vector<Party> parties = Couples(50, 2);
    parties.push_back({{60, 61, 62, 63, 64, 65}, true, seed % 2 == 0});
    const Matcher matcher = Make(world);
    const Options stable{.objective = Objective::kStable, .threads = 2};
    const PartyPlan result = SolveWithParties(matcher, parties, {}, stable).value();
    std::vector<int> placed(world.posts.size());
    for (std::size_t w = 0; w < 80; ++w) {
      if (result.plan.assignment[w] != kUnplaced) ++placed[static_cast<std::size_t>(result.plan.assignment[w])];
    }
    EXPECT_TRUE(std::equal(placed.begin(), placed.end(), result.plan.placed.begin()));
    std::set<std::uint32_t> free_to_go;  // whoever is not held by a party
    for (std::uint32_t w = 0; w < 80; ++w) free_to_go.insert(w);
    std::uint64_t count = 0;
    for (std::size_t p = 0; p < parties.size(); ++p) {
      const PartyOutcome& outcome = result.outcomes[p];
      const bool found = outcome.kind <= PartyOutcome::Kind::kCity;
      count += found;
      std::size_t here = 0, anywhere = 0, told = 0;
      for (const std::uint32_t w : parties[p].workers) {
        if (!parties[p].may_part) free_to_go.erase(w);
        if (world.workers.told_post[w] != kUnplaced) ++told;
        if (result.plan.assignment[w] == kUnplaced) continue;
        ++anywhere;
        here += CityOf(world, result.plan, w) == outcome.city;
      }
      if (found) {
        EXPECT_EQ(outcome.together, here);
        EXPECT_GE(here * 100, parties[p].workers.size() * (parties[p].is_group ? 80 : 100));
        ++together;
      } else if (!parties[p].may_part) {
        EXPECT_LE(anywhere, told) << "parted without having agreed: party " << p << " of world " << seed;
        EXPECT_EQ(outcome.together, 0U);
        ++without;
      } else {
        apart += anywhere > 1;
      }
    }
    EXPECT_EQ(count, result.parties_together);
    // Stable for all who go as they like.
    for (const std::uint32_t w : free_to_go) {
      if (world.workers.told_post[w] != kUnplaced) continue;
      for (std::size_t p = 0; p < world.posts.size(); ++p) {
        if (!NaiveFeasible(world, w, p) || placed[p] >= world.posts.openings[p]) continue;
        const std::int32_t own = result.plan.assignment[w];
        const PairScore there = matcher.Score(w, p);
        if (there.value == 0) continue;
        ASSERT_NE(own, kUnplaced) << "worker " << w << " of world " << seed;
        EXPECT_LE(there.p_arrive, matcher.Score(w, static_cast<std::size_t>(own)).p_arrive);
      }
    }
    Options scalar = stable;
    scalar.threads = 1, scalar.isa = Isa::kScalar;
    EXPECT_EQ(SolveWithParties(matcher, parties, {}, scalar).value().plan.assignment, result.plan.assignment);
  }
  EXPECT_GT(together, 50U);
  EXPECT_GT(without, 0U);
  EXPECT_GT(apart, 50U) << "who agreed may be parted";
}

TEST(Parties, AStablePlanSaysWhereMembersWereToldDifferentCities) {
  TestWorld world = WorldWithEmployers(11, {.workers = 6, .posts = 4, .strict = false}, 3);
  world.posts.openings.assign(4, 3);
  world.posts.city = {0, 1, 0, 1};
  for (std::uint32_t w = 0; w < 4; ++w) world.workers.told_post[w] = static_cast<std::int32_t>(w % 2);
  const std::vector<Party> parties = {{{0, 1}, false, true}, {{2, 3, 4}, false, false}};
  const PartyPlan result = SolveWithParties(Make(world), parties, {}, {.objective = Objective::kStable}).value();
  EXPECT_EQ(result.outcomes[0].kind, PartyOutcome::Kind::kTold);
  EXPECT_EQ(result.outcomes[1].kind, PartyOutcome::Kind::kTold);
  EXPECT_EQ(result.plan.assignment[3], 1) << "told workers stay";
  EXPECT_EQ(result.plan.assignment[4], kUnplaced);
}

TEST(Parties, WrongPartiesAreRefused) {
  const TestWorld world = MakeTestWorld(1, {.workers = 10, .posts = 5});
  const Matcher matcher = Make(world);
  for (const std::vector<Party>& bad : {std::vector<Party>{{{1}}}, {{{1, 10}}}, {{{1, 1}}}, {{{1, 2}}, {{2, 3}}}})
    EXPECT_EQ(SolveWithParties(matcher, bad, {}, {}).error().kind, &kBadWorld);
}

}  // namespace
}  // namespace gq::matching
