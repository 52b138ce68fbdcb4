#include "engines/matching/blocking.h"

#include <algorithm>
#include <limits>

#include "engines/matching/world.h"

namespace gq::matching {

BlockingPairs FindBlockingPairs(const Matcher& matcher, const Plan& plan, std::size_t step) {
  const World& world = matcher.world();
  const Workers& workers = *world.workers;
  constexpr std::int32_t kNobody = std::numeric_limits<std::int32_t>::max();
  // By position: who stays longer than this is welcome; -1 where a place is free.
  std::vector<std::int32_t> welcome(world.model.positions(), kNobody);
  for (std::size_t w = 0; w < workers.size(); ++w) {
    if (plan.assignment[w] == kUnplaced || workers.told_post[w] != kUnplaced) continue;
    const auto post = static_cast<std::size_t>(plan.assignment[w]);
    std::int32_t& least = welcome[world.model.position()[post]];
    least = std::min(least, world.stay->At(matcher.Score(w, post).stay_index));
  }
  for (std::size_t p = 0; p < plan.placed.size(); ++p) {
    if (plan.placed[p] < world.posts->openings[p]) welcome[world.model.position()[p]] = -1;
  }
  BlockingPairs result;
  Scanner scanner(world, matcher.situation(), GetKernel(Isa::kScalar));
  for (std::size_t w = 0; w < workers.size(); w += std::max<std::size_t>(1, step)) {
    if (workers.told_post[w] != kUnplaced) continue;
    ++result.workers_looked_at;
    const std::uint64_t before = result.pairs;
    std::int32_t own = -1;
    if (plan.assignment[w] != kUnplaced) {
      const PairScore score = matcher.Score(w, static_cast<std::size_t>(plan.assignment[w]));
      own = world.PlainArrive().At(score.arrive_index);
    }
    scanner.ForEachPair(w, world.PlainArrive(), [&](std::uint32_t at, std::int32_t arrive, std::int32_t stay) {
      ++result.feasible_pairs;
      result.pairs += arrive > own && stay > welcome[at];
    });
    result.workers += result.pairs > before;
  }
  return result;
}

}  // namespace gq::matching
