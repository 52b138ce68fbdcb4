#include "modules/offers/bonds.h"

#include <algorithm>
#include <map>

namespace gq::offers {

namespace {

using matching::kUnplaced;

struct Together {
  std::uint16_t city = 0;
  std::size_t there = 0;
  bool one_employer = false;
};

// The city in which most of a party are.
Together WhereMostAre(const matching::Match& match, const std::vector<std::uint32_t>& workers) {
  std::map<std::uint16_t, std::size_t> people;
  const auto post_of = [&](std::uint32_t w) { return static_cast<std::size_t>(match.plan.assignment[w]); };
  for (const auto w : workers) {
    if (match.plan.assignment[w] != kUnplaced) ++people[match.posts.city[post_of(w)]];
  }
  Together most;
  for (const auto& [city, n] : people) {
    if (n > most.there) most = {city, n, true};
  }
  std::optional<std::uint32_t> employer;
  for (const auto w : workers) {
    if (match.plan.assignment[w] == kUnplaced || match.posts.city[post_of(w)] != most.city) continue;
    const auto its = match.posts.employer[post_of(w)];
    most.one_employer = most.one_employer && its == employer.value_or(its);
    employer = its;
  }
  return most;
}

std::string KindOf(const Solved& solved, const matching::Party& party) {
  if (party.is_group) return "group";
  const bool couple = party.workers.size() == 2 &&
                      std::any_of(party.workers.begin(), party.workers.end(),
                                  [&](std::uint32_t w) { return !solved.seekers.workers[w].spouse.empty(); });
  return couple ? "couple" : "family";
}

}  // namespace

std::vector<std::optional<Bond>> BondsOf(const Store& store, const Solved& solved) {
  std::vector<std::optional<Bond>> bonds(solved.seekers.ids.size());
  if (!solved.match) return bonds;
  const auto& match = *solved.match;
  for (const auto& named : match.companions.parties) {
    const auto& party = named.party;
    const Together most = WhereMostAre(match, party.workers);
    const bool all_needed = !party.is_group;
    const bool together = most.there >= 2 && (!all_needed || most.there == party.workers.size());
    Bond bond;
    for (const auto w : party.workers) {
      if (bond.id.IsNil() && solved.frozen[w]) bond.id = solved.frozen[w]->bond_id;
    }
    if (bond.id.IsNil()) bond.id = store.NewId();
    bond.kind = KindOf(solved, party);
    for (const auto w : party.workers) {
      const auto post = match.plan.assignment[w];
      if (post == kUnplaced) continue;
      const bool here = together && match.posts.city[static_cast<std::size_t>(post)] == most.city;
      bond.place = !here ? "apart" : most.one_employer ? "employer" : "city";
      bond.alone = named.consent == matching::Consent::kYes ? "yes" : here ? "" : "ask";
      bonds[w] = bond;
    }
  }
  return bonds;
}

Result<std::vector<MatchOffer>> CompanionsOf(Store& store, const MatchOffer& offer) {
  if (offer.bond_id.IsNil()) return std::vector<MatchOffer>();
  const std::string bond = offer.bond_id.ToBytes(), id = offer.id.ToBytes();
  return store.Select<MatchOffer>(
      Scope::System("system:offers"),
      "p.bond_id = ?1 AND p.id <> ?2 AND p.state IN ('proposed', 'confirmed', 'told', 'accepted') ORDER BY p.id",
      {db::Blob{bond}, db::Blob{id}});
}

bool IsAsked(const MatchOffer& offer, std::size_t companions_left) {
  return offer.alone.empty() && (offer.bond_kind != "group" || companions_left == 0);
}

}  // namespace gq::offers
