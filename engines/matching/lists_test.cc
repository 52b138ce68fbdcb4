// Auction and exact solver over lists, against LEMON and against their own certificate.
#include "engines/matching/lists.h"

#include <gtest/gtest.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <random>

#include "engines/matching/list_scan.h"

namespace gq::matching {
namespace {

struct ListWorld {
  WideLists lists;
  std::vector<std::int64_t> capacity;
};

std::int64_t OptimumByLemon(const ListWorld& world) {
  lemon::SmartDigraph graph;
  const auto home = graph.addNode();
  lemon::SmartDigraph::ArcMap<std::int64_t> cost(graph, 0), most(graph, 1);
  std::vector<lemon::SmartDigraph::Node> post;
  for (const std::int64_t places : world.capacity) {
    post.push_back(graph.addNode());
    most[graph.addArc(post.back(), home)] = places;
  }
  lemon::SmartDigraph::NodeMap<std::int64_t> supply(graph, 0);
  for (std::size_t w = 0; w < world.lists.workers(); ++w) {
    const auto worker = graph.addNode();
    supply[worker] = 1;
    graph.addArc(worker, home);
    cost[graph.addArc(worker, home)] = 0;
    for (std::uint64_t i = world.lists.begin[w]; i < world.lists.begin[w + 1]; ++i)
      cost[graph.addArc(worker, post[world.lists.post[i]])] = -world.lists.score[i];
  }
  for (lemon::SmartDigraph::ArcIt a(graph); a != lemon::INVALID; ++a) {
    if (graph.target(a) != home || supply[graph.source(a)] == 1) most[a] = 1;
  }
  supply[home] = -static_cast<std::int64_t>(world.lists.workers());
  lemon::NetworkSimplex<lemon::SmartDigraph, std::int64_t, std::int64_t> simplex(graph);
  simplex.upperMap(most).costMap(cost).supplyMap(supply);
  EXPECT_EQ(simplex.run(), simplex.OPTIMAL);
  return -simplex.totalCost<std::int64_t>();
}

// The plan is one, and its price proves its bound: from nothing but the lists.
void Check(const ListWorld& world, const ListPlan& plan) {
  std::vector<std::int64_t> placed(world.capacity.size());
  std::int64_t objective = 0, bound = 0;
  std::uint64_t count = 0;
  ASSERT_EQ(plan.assignment.size(), world.lists.workers());
  ASSERT_EQ(plan.price.size(), world.capacity.size());
  for (std::size_t w = 0; w < world.lists.workers(); ++w) {
    std::int64_t own = -1, net = 0;
    for (std::uint64_t i = world.lists.begin[w]; i < world.lists.begin[w + 1]; ++i) {
      const auto post = world.lists.post[i];
      net = std::max(net, world.lists.score[i] * 256 - plan.price[post]);
      if (static_cast<std::int32_t>(post) == plan.assignment[w]) own = std::max(own, world.lists.score[i]);
    }
    bound += net;
    if (plan.assignment[w] == kUnplaced) continue;
    ASSERT_GE(own, 0) << "a post that is not in the list of worker " << w;
    objective += own;
    ++count;
    ++placed[static_cast<std::size_t>(plan.assignment[w])];
  }
  for (std::size_t p = 0; p < placed.size(); ++p) {
    EXPECT_LE(placed[p], world.capacity[p]);
    EXPECT_GE(plan.price[p], 0);
    if (placed[p] < world.capacity[p]) {
      EXPECT_EQ(plan.price[p], 0) << "free places at a price";
    }
    if (plan.price[p] > 0) bound += world.capacity[p] * plan.price[p];
  }
  EXPECT_EQ(plan.objective, objective);
  EXPECT_EQ(plan.placed, count);
  EXPECT_EQ(plan.bound, bound >> 8);
  EXPECT_LE(bound - objective * 256, static_cast<std::int64_t>(count) * plan.epsilon);
}

CompactLists Compact(const WideLists& wide) {
  CompactLists lists;
  lists.begin = wide.begin;
  lists.post.assign(wide.post.begin(), wide.post.end());
  lists.score.assign(wide.score.begin(), wide.score.end());
  return lists;
}

struct WorldShape {
  std::size_t workers, posts, list;
  std::int64_t places_most, score_most;
  bool alike = true;  // everybody likes the same posts
};

ListWorld Draw(const WorldShape& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto upto = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n + 1));
  };
  ListWorld world;
  std::vector<std::int64_t> worth;
  for (std::size_t p = 0; p < shape.posts; ++p) {
    world.capacity.push_back(upto(shape.places_most));
    worth.push_back(upto(shape.score_most));
  }
  for (std::size_t w = 0; w < shape.workers; ++w) {
    const std::int64_t size = upto(static_cast<std::int64_t>(shape.list));  // also 0
    for (std::int64_t i = 0; i < size; ++i) {
      const auto post = static_cast<std::uint32_t>(random() % shape.posts);  // also the same again
      const std::int64_t own = upto(shape.score_most);
      world.lists.Add(post, shape.alike ? (3 * worth[post] + own) / 4 : own);
    }
    world.lists.EndWorker();
  }
  return world;
}

void Solve(const ListWorld& world, std::uint64_t seed) {
  SCOPED_TRACE(seed);
  const std::int64_t optimum = OptimumByLemon(world);
  const CompactLists compact = Compact(world.lists);
  for (const std::int64_t epsilon : {0, 1, 256, 5'000}) {
    SCOPED_TRACE(epsilon);
    const auto plan = SolveListAuction(compact, world.capacity, {.epsilon = epsilon});
    ASSERT_TRUE(plan) << plan.error().ToString();
    Check(world, *plan);
    EXPECT_LE(plan->objective, optimum);
    EXPECT_GE(plan->bound, optimum);
    const auto wide = SolveListAuction(world.lists, world.capacity, {.epsilon = epsilon, .threads = 2});
    ASSERT_TRUE(wide);
    EXPECT_EQ(wide->assignment, plan->assignment) << "the width of numbers or threads change the plan";
    EXPECT_EQ(wide->price, plan->price);
    const auto exact = SolveListsExactly(compact, world.capacity, {.epsilon = epsilon, .threads = 2});
    ASSERT_TRUE(exact);
    Check(world, *exact);
    EXPECT_EQ(exact->objective, optimum);
    EXPECT_EQ(exact->bound, optimum);
    const auto exact_wide = SolveListsExactly(world.lists, world.capacity, {.epsilon = epsilon});
    ASSERT_TRUE(exact_wide);
    EXPECT_EQ(exact_wide->assignment, exact->assignment);
  }
}

TEST(Lists, AgreeWithLemonOnManySmallWorlds) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    std::mt19937_64 random(seed);
    WorldShape shape{1 + random() % 30,         1 + random() % 8,
                     1 + random() % 8,          1 + static_cast<std::int64_t>(random() % 9),
                     seed % 3 == 0 ? 3 : 2'000, seed % 2 == 0};
    Solve(Draw(shape, seed), seed);
  }
}

TEST(Lists, AgreeWithLemonOnLargerWorlds) {
  std::uint64_t seed = 1'000;
  for (const WorldShape& shape : {WorldShape{3'000, 60, 12, 30, 60'000}, WorldShape{3'000, 60, 12, 30, 60'000, false},
                                  WorldShape{1'000, 200, 20, 30, 5'000}, WorldShape{2'000, 50, 20, 12, 10}}) {
    ++seed;
    Solve(Draw(shape, seed), seed);
  }
}

TEST(Lists, ManyThreadsAndRoundsGiveOnePlan) {
  const ListWorld world = Draw({30'000, 300, 20, 60, 60'000}, 5);
  const CompactLists lists = Compact(world.lists);
  const ListPlan one = SolveListAuction(lists, world.capacity, {}).value();
  for (const int threads : {2, 3}) {
    const ListPlan plan = SolveListAuction(lists, world.capacity, {.threads = threads}).value();
    EXPECT_EQ(plan.assignment, one.assignment);
    EXPECT_EQ(plan.price, one.price);
    EXPECT_EQ(plan.bids, one.bids);
  }
  Check(world, one);
}

TEST(Lists, TiesOfEverybodyAreSolved) {
  ListWorld world;
  world.capacity = {3, 0, 2, 1};
  for (int w = 0; w < 10; ++w) {
    for (const std::uint32_t p : {0U, 1U, 2U, 3U}) world.lists.Add(p, 7);
    world.lists.EndWorker();
  }
  Solve(world, 0);
  EXPECT_EQ(SolveListsExactly(world.lists, world.capacity, {}).value().objective, 42);
}

// Scores nearly all alike: the auction's prices rise in tiny steps, the exact solver does not wait for it.
TEST(Lists, TiesOfManyDoNotTakeTheExactSolverLong) {
  for (const std::int64_t most : {1, 2, 3}) {
    const ListWorld world = Draw({4'000, 200, 12, 20, most, false}, static_cast<std::uint64_t>(most));
    const ListPlan plan = SolveListsExactly(world.lists, world.capacity, {}).value();
    Check(world, plan);
    EXPECT_EQ(plan.objective, plan.bound);
    EXPECT_EQ(plan.objective, OptimumByLemon(world));
    EXPECT_LE(plan.bids, 17U * 4'000 + 8'192);
  }
}

TEST(Lists, MorePlacesThanWorkersAndEmptyWorlds) {
  ListWorld world;
  world.capacity = {std::int64_t{1} << 60, 5};
  for (int w = 0; w < 4; ++w) {
    world.lists.Add(0, 10);
    world.lists.Add(1, 9);
    world.lists.Add(0, 12);  // once more, and better
    world.lists.EndWorker();
  }
  world.lists.EndWorker();  // wants nothing
  const ListPlan plan = SolveListAuction(world.lists, world.capacity, {}).value();
  EXPECT_EQ(plan.objective, 48);
  EXPECT_EQ(plan.bound, 48);
  EXPECT_EQ(plan.placed, 4U);
  EXPECT_EQ(plan.assignment.back(), kUnplaced);
  EXPECT_EQ(SolveListsExactly(world.lists, world.capacity, {}).value().objective, 48);
  EXPECT_EQ(SolveListAuction(WideLists{}, {}, {}).value().objective, 0);
  EXPECT_EQ(SolveListsExactly(WideLists{}, {}, {}).value().bound, 0);
  EXPECT_EQ(SolveListsExactly(WideLists{}, world.capacity, {}).value().placed, 0U);
}

TEST(Lists, TheScanIsTheSameForEveryMachine) {
  std::mt19937_64 random(3);
  const CompactScan scan = GetCompactScan();
  for (int world = 0; world < 20'000; ++world) {
    const std::size_t posts = 1 + random() % 40, size = random() % 70;
    std::vector<std::int32_t> price(posts);
    const auto spread = static_cast<std::int32_t>(world % 3 == 0 ? 2 : 300);  // many ties, or few
    for (std::int32_t& p : price) p = static_cast<std::int32_t>(random() % 300) * (world % 2 == 0 ? 256 : 100);
    std::vector<std::uint16_t> post, score;
    for (std::size_t i = 0; i < size; ++i) {
      post.push_back(static_cast<std::uint16_t>(random() % posts));
      score.push_back(static_cast<std::uint16_t>(random() % static_cast<unsigned>(spread)));
    }
    BestInList<std::int32_t> naive;
    naive.index = size;
    for (std::size_t i = 0; i < size; ++i) {
      const std::int32_t net = score[i] * 256 - price[post[i]];
      if (net > naive.net) {
        naive.other = naive.net;
        naive.net = net;
        naive.index = i;
      } else {
        naive.other = std::max(naive.other, net);
      }
    }
    for (const auto& best : {scan(post.data(), score.data(), size, price.data()),
                             FindBestInList(post.data(), score.data(), size, price.data())}) {
      ASSERT_EQ(best.net, naive.net);
      if (naive.net == 0) continue;
      ASSERT_EQ(best.other, naive.other);
      ASSERT_EQ(best.index, naive.index);
    }
  }
}

TEST(Lists, BadListsAreRefused) {
  const std::vector<std::int64_t> capacity = {1, 2};
  WideLists lists;
  lists.Add(2, 5);
  lists.EndWorker();
  EXPECT_EQ(SolveListAuction(lists, capacity, {}).error().kind, &kBadInstance);
  lists.post = {1};
  ASSERT_TRUE(SolveListAuction(lists, capacity, {}));
  lists.score = {-1};
  EXPECT_EQ(SolveListsExactly(lists, capacity, {}).error().kind, &kBadInstance);
  lists.score = {std::int64_t{1} << 50};
  EXPECT_EQ(SolveListsExactly(lists, capacity, {}).error().kind, &kBadInstance);
  lists.score = {5, 6};
  EXPECT_EQ(SolveListsExactly(lists, capacity, {}).error().kind, &kBadInstance);
  lists.score = {5};
  EXPECT_EQ(SolveListAuction(lists, std::vector<std::int64_t>{1, -2}, {}).error().kind, &kBadInstance);
  lists.begin = {0, 1, 0};
  EXPECT_EQ(SolveListAuction(lists, capacity, {}).error().kind, &kBadInstance);
}

}  // namespace
}  // namespace gq::matching
