#include "modules/offers/ties.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace gq::offers {

namespace {

using Members = std::vector<std::size_t>;

// Relations to the head of a husband and of his wife, or the other way round.
struct Couple {
  std::string_view one, other;
};
constexpr auto kCouples = std::to_array<Couple>({{"01", "10"},
                                                 {"02", "10"},
                                                 {"20", "38"},
                                                 {"30", "28"},
                                                 {"41", "45"},
                                                 {"43", "45"},
                                                 {"42", "46"},
                                                 {"44", "46"},
                                                 {"51", "52"},
                                                 {"53", "54"},
                                                 {"55", "56"},
                                                 {"57", "52"},
                                                 {"51", "58"},
                                                 {"61", "62"},
                                                 {"63", "64"},
                                                 {"70", "72"}});

bool AreCouple(std::string_view a, std::string_view b) {
  return std::any_of(kCouples.begin(), kCouples.end(), [&](const Couple& couple) {
    return (couple.one == a && couple.other == b) || (couple.one == b && couple.other == a);
  });
}

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
  for (const auto& [key, members] : households) {
    for (const std::size_t w : members) {
      if (ties[w].together == "spouse") {
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
