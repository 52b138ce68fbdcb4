#include "engines/matching/residents.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

namespace gq::matching {

std::vector<std::int32_t> SolveResidents(const ResidentsProblem& problem) {
  std::vector<std::unordered_map<std::uint32_t, std::uint32_t>> rank(problem.programmes.size());
  for (std::size_t p = 0; p < problem.programmes.size(); ++p) {
    for (const std::uint32_t resident : problem.programmes[p])
      rank[p].try_emplace(resident, static_cast<std::uint32_t>(rank[p].size()));
  }
  using Held = std::pair<std::uint32_t, std::uint32_t>;  // rank, resident; the worst on top
  std::vector<std::priority_queue<Held>> held(problem.programmes.size());
  std::vector<std::size_t> next(problem.residents.size(), 0);
  std::vector<std::int32_t> answer(problem.residents.size(), -1);
  std::vector<std::uint32_t> free;
  for (std::size_t r = problem.residents.size(); r-- > 0;) free.push_back(static_cast<std::uint32_t>(r));
  while (!free.empty()) {
    const std::uint32_t resident = free.back();
    if (next[resident] == problem.residents[resident].size()) {
      free.pop_back();
      continue;
    }
    const std::uint32_t programme = problem.residents[resident][next[resident]++];
    const auto found = rank[programme].find(resident);
    if (found == rank[programme].end() || problem.places[programme] == 0) continue;
    std::priority_queue<Held>& places = held[programme];
    if (places.size() == problem.places[programme]) {
      if (places.top().first < found->second) continue;
      const std::uint32_t out = places.top().second;
      places.pop();
      answer[out] = -1;
      free.back() = out;
    } else {
      free.pop_back();
    }
    places.push({found->second, resident});
    answer[resident] = static_cast<std::int32_t>(programme);
  }
  return answer;
}

}  // namespace gq::matching
