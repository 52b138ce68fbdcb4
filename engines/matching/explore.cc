#include "engines/matching/explore.h"

#include <algorithm>
#include <unordered_map>

#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

constexpr std::size_t kTiesMax = 8;

// splitmix64: the same everywhere.
std::uint64_t Mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}
bool Coin(std::uint64_t seed, std::uint32_t a, std::uint32_t b) { return (Mix(Mix(seed ^ Mix(a)) ^ b) >> 63) != 0; }

struct Tie {
  std::int32_t post, value;
};

// The near-ties of everybody who may move, best first.
std::vector<std::vector<Tie>> FindTies(const Matcher& matcher, const Plan& plan, const ExploreRules& rules,
                                       std::span<const std::uint8_t> movable) {
  const World& world = matcher.world();
  std::vector<std::vector<Tie>> ties(world.workers->size());
  ThreadTeam team(rules.threads);
  std::vector<Scanner> scanners;
  for (int t = 0; t < team.size(); ++t) scanners.emplace_back(world, matcher.situation(), GetKernel(Isa::kScalar));
  team.Run(ties.size(), 256, [&](int thread, std::size_t begin, std::size_t end) {
    for (std::size_t w = begin; w < end; ++w) {
      if (plan.assignment[w] == kUnplaced || world.workers->told_post[w] != kUnplaced) continue;
      if (!movable.empty() && movable[w] == 0) continue;
      std::int32_t best = 0;
      std::vector<Tie> near;
      const auto net = [&](const Tie& t) { return t.value - plan.price[static_cast<std::size_t>(t.post)]; };
      scanners[static_cast<std::size_t>(thread)].ForEach(w, [&](std::uint32_t at, std::int32_t value) {
        const Tie tie{static_cast<std::int32_t>(world.model.order()[at]), value};
        if (net(tie) < best - rules.tolerance) return;
        best = std::max(best, net(tie));
        near.push_back(tie);
      });
      std::erase_if(near,
                    [&](const Tie& t) { return net(t) < best - rules.tolerance || t.post == plan.assignment[w]; });
      const std::int32_t own = plan.value[w] - plan.price[static_cast<std::size_t>(plan.assignment[w])];
      if (own < best - rules.tolerance) near.clear();
      std::sort(near.begin(), near.end(),
                [&](const Tie& a, const Tie& b) { return net(a) != net(b) ? net(a) > net(b) : a.post < b.post; });
      if (near.size() > kTiesMax) near.resize(kTiesMax);
      ties[w] = std::move(near);
    }
  });
  return ties;
}

void MoveTo(Plan& plan, std::uint32_t worker, std::int32_t post, std::int32_t value) {
  --plan.placed[static_cast<std::size_t>(plan.assignment[worker])];
  ++plan.placed[static_cast<std::size_t>(post)];
  plan.objective += value - plan.value[worker];
  plan.assignment[worker] = post;
  plan.value[worker] = value;
}

}  // namespace

std::vector<Trial> Explore(const Matcher& matcher, Plan& plan, const ExploreRules& rules,
                           std::span<const std::uint8_t> movable) {
  const Posts& posts = *matcher.world().posts;
  const std::vector<std::vector<Tie>> ties = FindTies(matcher, plan, rules, movable);
  struct Waiting {
    std::uint32_t worker;
    std::int32_t value;  // of the post that he would go to
  };
  // From post, to post: who waits for somebody that comes the other way.
  std::unordered_map<std::uint64_t, std::vector<Waiting>> waiting;
  const auto key = [](std::int32_t from, std::int32_t to) {
    return static_cast<std::uint64_t>(from) << 32 | static_cast<std::uint32_t>(to);
  };
  std::vector<std::uint8_t> done(ties.size(), 0);
  std::vector<Trial> trials;
  // Free places that trials may take. None is given back, whatever the coin says: whose trial there is never depends
  // on another's coin.
  std::vector<std::int32_t> spare(posts.size(), 0);
  // Posts with a free place already. Elsewhere nobody would fill the place that is left, and its price would be lost.
  std::vector<std::uint8_t> may_leave(posts.size(), 0);
  for (std::size_t p = 0; p < posts.size(); ++p) {
    spare[p] = std::max(0, posts.openings[p] - plan.placed[p]);
    may_leave[p] = plan.price[p] == 0 && spare[p] > 0;
  }
  for (std::uint32_t w = 0; w < ties.size(); ++w) {
    const std::int32_t own = plan.assignment[w];
    for (const Tie& tie : ties[w]) {
      const auto there = static_cast<std::size_t>(tie.post);
      if (spare[there] > 0 && may_leave[static_cast<std::size_t>(own)] != 0) {
        const bool go = Coin(rules.seed, w, w);
        --spare[there];
        if (go) MoveTo(plan, w, tie.post, tie.value);
        trials.push_back({w, go ? tie.post : own, go ? own : tie.post, 500});
        done[w] = 1;
        break;
      }
      std::vector<Waiting>& opposite = waiting[key(tie.post, own)];
      while (!opposite.empty() && done[opposite.back().worker] != 0) opposite.pop_back();
      if (opposite.empty()) continue;
      const Waiting other = opposite.back();
      opposite.pop_back();
      const bool go = Coin(rules.seed, other.worker, w);
      if (go) {
        MoveTo(plan, w, tie.post, tie.value);
        MoveTo(plan, other.worker, own, other.value);
      }
      trials.push_back({w, go ? tie.post : own, go ? own : tie.post, 500});
      trials.push_back({other.worker, go ? own : tie.post, go ? tie.post : own, 500});
      done[w] = done[other.worker] = 1;
      break;
    }
    if (done[w] != 0) continue;
    for (const Tie& tie : ties[w]) waiting[key(own, tie.post)].push_back({w, tie.value});
  }
  std::sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) { return a.worker < b.worker; });
  return trials;
}

}  // namespace gq::matching
