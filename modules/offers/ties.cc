#include "modules/offers/ties.h"

#include <algorithm>
#include <map>
#include <optional>

#include "modules/offers/spouses.h"

namespace gq::offers {

namespace {

using Members = std::vector<std::size_t>;

std::optional<std::size_t> SpouseOf(std::span<const Tie> ties, const Members& household, std::size_t who) {
  Members fit, fit_and_say, say;
  for (const std::size_t other : household) {
    if (other == who || ties[other].together == "alone") continue;
    const bool says = ties[other].together == "spouse";
    const bool fits = AreCouple(ties[who].relation, ties[other].relation);
    if (fits) fit.push_back(other);
    if (fits && says) fit_and_say.push_back(other);
    if (says) say.push_back(other);
  }
  for (const Members* some : {&fit_and_say, &fit}) {
    if (some->size() == 1) return some->front();
  }
  if (fit.empty() && say.size() == 1) return say.front();
  return std::nullopt;
}

}  // namespace

void TieTogether(std::span<const Tie> ties, std::span<matching::WorkerRecord> workers) {
  std::map<std::pair<std::int64_t, Uuid>, Members> households;
  for (std::size_t w = 0; w < ties.size(); ++w) {
    if (!ties[w].household.IsNil()) households[{ties[w].county_id, ties[w].household}].push_back(w);
    if (!ties[w].group.empty()) workers[w].group = std::to_string(ties[w].county_id) + "/" + ties[w].group;
  }
  for (std::size_t w = 0; w < ties.size(); ++w) {
    const auto spouse = ties[w].spouse;
    if (ties[w].together == "spouse" && spouse && ties[*spouse].together != "alone")
      workers[w].spouse = workers[*spouse].id;
  }
  for (const auto& [key, members] : households) {
    for (const std::size_t w : members) {
      if (ties[w].together == "spouse") {
        if (ties[w].has_spouse_number) continue;
        const auto spouse = SpouseOf(ties, members, w);
        if (spouse) workers[w].spouse = workers[*spouse].id;
      } else if (ties[w].together == "family") {
        for (const std::size_t other : members) {
          if (other != w && ties[other].together != "alone") workers[w].companions.push_back(workers[other].id);
        }
      }
    }
  }
}

}  // namespace gq::offers
