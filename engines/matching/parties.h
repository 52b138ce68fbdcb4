// Bidders of more than one worker: couples and families who go to one city, groups of a township who go with a leader
// (FD-19). A party asks for places in one location, a city or, better, one employer in it.
//
//   PartyPlan result = TRY(SolveWithParties(matcher, parties, rules, {.threads = 2}));
//   result.plan.assignment[w];                      // as a Plan
//   result.outcomes[p].kind, .loss                  // how each party fared, what being together costs the whole
//
// Method. 1. All workers are planned as singles: prices, and the bound that nothing can exceed (a plan with parties is
// one of the plans without). 2. Every party looks for the location with the least loss: sum over members of what each
// could have alone minus what he has there, both after prices. Parties whose next best location is much worse choose
// first; who finds the places gone bids again, at most `rebids_max` times. Groups come before families. 3. What parties
// took is reserved and all others are planned again, which gives new prices; steps 2 and 3 are done twice and the
// better plan is kept. A party for which being together costs more than its rule allows, or has no location at all, is
// split: its members are planned as singles when they may be parted (`may_part`), else they stay without a place.
//
// plan.bound is the bound of step 1, so plan.Gap() tells the whole distance, parties included; singles_objective says
// how much of it is theirs. Same result for every thread count and instruction set. Told members stay where they are;
// the others of the party look in that city only. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

struct Party {
  std::vector<std::uint32_t> workers;  // at least two; a worker is in one party at most
  bool is_group = false;               // a group may leave some behind, and rooms for couples mean nothing to it
  bool may_part = true;
};

// Shares in per cent. The bonus of a location is part of the choice, never of the objective.
struct PartyRules {
  int bonus_employer = 5;     // one employer is worth so much more of what the members bring there
  int bonus_couple_room = 5;  // likewise a post with rooms for couples
  int family_loss_max = 60;   // being together may cost at most so much of what the members bring there
  int group_loss_max = 10;
  int group_share_min = 80;  // a group goes if at least so many of its members find a place there
  int rebids_max = 8;
};

struct PartyOutcome {
  enum class Kind : std::uint8_t {
    kEmployer,  // together at one employer
    kCity,      // together in one city
    kNowhere,   // no city has possible posts with places for all (of a group: for enough)
    kTooDear,   // the rule refuses the best location: `loss` is its price, `city` where it is
    kOutbid,    // the places went to parties that had no other choice
    kTold,      // members have been told posts in different cities
  } kind = Kind::kNowhere;
  std::uint16_t city = 0;       // index in Places
  std::uint32_t together = 0;   // members who go there
  std::int64_t loss = 0;        // in units of value, at the prices at which it was decided; never below 0
  std::uint32_t locations = 0;  // cities that had possible posts for all, or enough, of the members
  std::uint32_t bids = 0;
};

struct PartyPlan {
  Plan plan;
  std::vector<PartyOutcome> outcomes;  // by party
  std::int64_t singles_objective = 0;  // of the plan that pays no heed to parties
  std::uint64_t singles_together = 0;  // parties that go to one city in that plan
  std::uint64_t parties_together = 0;  // parties that go to one city in this one, by agreement or by chance
};

// kBadWorld: a party of fewer than two, an index out of range, a worker in two parties. Under kStable parties are
// planned as singles, for a stable plan with couples need not exist; but who has not agreed to be parted (`may_part`)
// goes to free places together or stays without one. Outcomes say how they fared: kNowhere is apart or without a place,
// kTold as ever.
Result<PartyPlan> SolveWithParties(const Matcher& matcher, std::span<const Party> parties, const PartyRules& rules,
                                   const Options& options);

}  // namespace gq::matching
