// Matching beside its peers on one structured world (D19).
//
//   match_bench [workers] [posts] [seed] [threads] [epsilon_ppm] [isa] [list] [wishes]
//
// Prints one line a method: seconds, peak memory, placed, expected retained, share of the proven bound. With `list` > 0
// the peers that need explicit pairs (LEMON network simplex and cost scaling, greedy) get each worker's best `list`
// pairs, and so does our exact solver; with -1 only the auction runs, nobody married. `wishes`: cities that everybody
// names.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "bench/matching/lemon_peers.h"
#include "bench/matching/structured_world.h"
#include "engines/matching/matching.h"
#include "engines/matching/min_cost_flow.h"
#include "engines/matching/parties.h"
#include "modules/matching/weights.h"

namespace gq::matching {
namespace {

using Clock = std::chrono::steady_clock;
double Since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }
long PeakMegabytes() {
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

constexpr double kOne = 1 << kValueBits;

void Print(const char* method, double seconds, std::uint64_t placed, std::int64_t objective, std::int64_t bound) {
  std::printf("%-28s %8.2f s %6ld MB  placed %8llu  retained %12.2f  of bound %9.5f %%\n", method, seconds,
              PeakMegabytes(), static_cast<unsigned long long>(placed), static_cast<double>(objective) / kOne,
              100 * static_cast<double>(objective) / static_cast<double>(std::max<std::int64_t>(1, bound)));
  std::fflush(stdout);
}

void Greedy(std::vector<BenchPair> pairs, const StructuredWorld& world, std::int64_t bound) {
  const auto begin = Clock::now();
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const BenchPair& a, const BenchPair& b) { return a.value > b.value; });
  std::vector<bool> done(world.workers.size());
  std::vector<std::int32_t> left = world.posts.openings;
  std::uint64_t placed = 0;
  std::int64_t sum = 0;
  for (const BenchPair& pair : pairs) {
    if (done[pair.worker] || left[pair.post] == 0) continue;
    done[pair.worker] = true;
    --left[pair.post];
    ++placed;
    sum += pair.value;
  }
  Print("greedy (list)", Since(begin), placed, sum, bound);
}

void OurExact(const std::vector<BenchPair>& pairs, const StructuredWorld& world, std::int64_t bound) {
  const auto begin = Clock::now();
  const std::size_t workers = world.workers.size(), posts = world.posts.size();
  FlowProblem problem;
  const auto rest = static_cast<std::uint32_t>(workers + posts);
  problem.supply.assign(workers, 1);
  problem.supply.resize(workers + posts + 1, 0);
  problem.supply[rest] = -static_cast<std::int64_t>(workers);
  for (const BenchPair& pair : pairs)
    problem.arcs.push_back(
        {pair.worker, static_cast<std::uint32_t>(workers + pair.post), 0, 1, -std::int64_t{pair.value}});
  for (std::uint32_t w = 0; w < workers; ++w) problem.arcs.push_back({w, rest, 0, 1, 0});
  for (std::uint32_t p = 0; p < posts; ++p)
    problem.arcs.push_back({static_cast<std::uint32_t>(workers) + p, rest, 0, world.posts.openings[p], 0});
  const auto solution = SolveMinCostFlow(problem);
  if (!solution) {
    std::printf("our cost scaling (list): %s\n", solution.error().ToString().c_str());
    return;
  }
  Print("our cost scaling (list)", Since(begin), 0, -solution->cost, bound);
}

// Every tenth worker is married to the next one of his county.
void Couples(const Matcher& matcher, const StructuredWorld& world, const Options& options) {
  std::vector<std::uint32_t> last(world.places.origins, UINT32_MAX);
  std::vector<Party> parties;
  for (std::uint32_t w = 0; w < world.workers.size(); ++w) {
    std::uint32_t& before = last[world.workers.origin[w]];
    if (before != UINT32_MAX) {
      parties.push_back({{before, w}, false, true});
      before = UINT32_MAX;
    } else if (w % 5 == 0) {
      before = w;
    }
  }
  const auto begin = Clock::now();
  const PartyPlan plan = SolveWithParties(matcher, parties, {}, options).value();
  std::uint64_t common = 0;
  for (const PartyOutcome& outcome : plan.outcomes) common += outcome.locations > 0;
  Print("auction with couples", Since(begin), plan.plan.workers_placed, plan.plan.objective, plan.plan.bound);
  std::printf(
      "  %zu couples, %.1f %% have a common city, %.1f %% together (%.1f %% if ignored), for %.4f %% of the total\n",
      parties.size(), 100.0 * static_cast<double>(common) / static_cast<double>(parties.size()),
      100.0 * static_cast<double>(plan.parties_together) / static_cast<double>(parties.size()),
      100.0 * static_cast<double>(plan.singles_together) / static_cast<double>(parties.size()),
      100.0 * static_cast<double>(plan.singles_objective - plan.plan.objective) /
          static_cast<double>(std::max<std::int64_t>(1, plan.singles_objective)));
}

int Run(int argc, char** argv) {
  const auto number = [&](int i, long fallback) { return argc > i ? std::strtol(argv[i], nullptr, 10) : fallback; };
  StructuredSize size;
  size.workers = static_cast<std::size_t>(number(1, 20'000));
  size.posts = static_cast<std::size_t>(number(2, 14'300));
  size.seed = static_cast<std::uint64_t>(number(3, 1));
  Options options;
  options.threads = static_cast<int>(number(4, static_cast<long>(std::thread::hardware_concurrency())));
  options.epsilon_ppm = static_cast<std::uint32_t>(number(5, 1000));
  const std::string isa = argc > 6 ? argv[6] : "best";
  for (const Isa one : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    if (isa == NameOf(one)) options.isa = one;
  }
  const long peers = number(7, 0);
  const auto list = static_cast<std::size_t>(std::max(0L, peers));
  size.wishes = static_cast<int>(number(8, 0));
  size.worker_kinds = static_cast<std::size_t>(number(9, 0));
  size.post_kinds = static_cast<std::size_t>(number(10, 0));

  auto begin = Clock::now();
  const StructuredWorld world = MakeStructuredWorld(size);
  std::printf("world: %zu workers, %zu posts, seed %llu, %.2f s, %ld MB\n", size.workers, size.posts,
              static_cast<unsigned long long>(size.seed), Since(begin), PeakMegabytes());
  begin = Clock::now();
  const auto matcher = Matcher::Create(world.workers, world.posts, world.places, DefaultWeights().tables);
  if (!matcher) {
    std::printf("%s\n", matcher.error().ToString().c_str());
    return 1;
  }
  const double prepared = Since(begin);
  std::uint64_t feasible = 0, sampled = 0;
  for (std::size_t w = 0; w < size.workers; w += std::max<std::size_t>(1, size.workers / 1000), ++sampled)
    feasible += matcher->WhyUnplaced(w).feasible_posts;
  std::printf("prepare %.2f s; feasible %.1f %% of pairs\n", prepared,
              100.0 * static_cast<double>(feasible) / static_cast<double>(sampled) /
                  static_cast<double>(std::max<std::size_t>(1, size.posts)));
  begin = Clock::now();
  const Plan plan = matcher->Solve(options).value();
  Print("auction (all pairs)", Since(begin), plan.workers_placed, plan.objective, plan.bound);
  std::printf("  openings %llu, bids %llu, scans %llu, epsilon %d, gap %.5f %%, %s, %d threads\n",
              static_cast<unsigned long long>(plan.openings), static_cast<unsigned long long>(plan.bids),
              static_cast<unsigned long long>(plan.scans), plan.epsilon, 100 * plan.Gap(),
              std::string(NameOf(plan.isa)).c_str(), options.threads);
  if (peers < 0) return 0;
  Couples(*matcher, world, options);
  if (list == 0) return 0;

  begin = Clock::now();
  Options stable = options;
  stable.objective = Objective::kStable;
  const Plan accepted = matcher->Solve(stable).value();
  Print("deferred acceptance", Since(begin), accepted.workers_placed, accepted.objective, plan.bound);
  std::vector<BenchPair> pairs;
  Plan free = plan;
  std::fill(free.price.begin(), free.price.end(), 0);
  for (std::uint32_t w = 0; w < size.workers; ++w) {
    for (const Offer& offer : matcher->TopOffers(free, w, list))
      pairs.push_back({w, static_cast<std::uint32_t>(offer.post), offer.value});
  }
  Greedy(pairs, world, plan.bound);
  OurExact(pairs, world, plan.bound);
  begin = Clock::now();
  const std::int64_t simplex = LemonNetworkSimplex(pairs, size.workers, world.posts.openings);
  Print("LEMON simplex (list)", Since(begin), 0, simplex, plan.bound);
  begin = Clock::now();
  const std::int64_t scaling = LemonCostScaling(pairs, size.workers, world.posts.openings);
  Print("LEMON cost scaling (list)", Since(begin), 0, scaling, plan.bound);
  return 0;
}

}  // namespace
}  // namespace gq::matching

int main(int argc, char** argv) { return gq::matching::Run(argc, argv); }
