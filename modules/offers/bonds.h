// What binds the offers of people who go together: couples, families, groups of townspeople (FD-19).
//
// A plan places a party in one city where it can (engines/matching/parties.h); its offers carry one bond_id. Whoever is
// not where the others are, or whose companion refuses, is withdrawn or lets the time pass, is asked before he goes
// alone: `alone` is "ask" until he has said yes ("yes", also who said beforehand that they may be parted). Nobody
// accepts or departs while he is still to be asked (offers.h). Groups lose members without a question as long as two
// remain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/offers/plan.h"

namespace gq::offers {

struct Bond {
  Uuid id;
  std::string kind, place, alone;
};
// By worker, for all who have a post in the plan and want to go with somebody. Bonds of frozen people keep their id.
std::vector<std::optional<Bond>> BondsOf(const Store& store, const Solved& solved);

// The live offers that are bound to this one.
Result<std::vector<MatchOffer>> CompanionsOf(Store& store, const MatchOffer& offer);

// True when the loss of a companion is a question to this one.
bool IsAsked(const MatchOffer& offer, std::size_t companions_left);

}  // namespace gq::offers
