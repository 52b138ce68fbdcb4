// Posts that no worker can tell apart: the same score and the same possible workers, whoever offers them. To the
// auction they are one post with the places of all; bidding for each would raise their prices in turns, smallest raise
// by smallest raise.
//
//   const AlikePosts alike(workers, posts, order);
//   Situation joined = situation;  alike.Join(joined);
//   Solution solution = SolveAuction(…joined…);  alike.Part(situation, solution);
//
// Employer and rooms for couples are not looked at: they concern parties alone (parties.h), who choose places before.
// Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

struct Situation;
struct Solution;

class AlikePosts {
 public:
  AlikePosts() = default;
  // `order`: post of each scan position.
  AlikePosts(const Workers& workers, const Posts& posts, std::span<const std::uint32_t> order);

  // The first position of each kind takes the free places of all.
  void Join(Situation& situation) const;
  // Who was given a place of a kind gets one of its posts: they are filled one after the other, by workers in the order
  // of situation.sequence, so that people of one county go to the same employer. `situation`: as before Join.
  void Part(const Situation& situation, Solution& solution) const;

 private:
  // Positions of every kind with more than one, kind after kind.
  std::vector<std::uint32_t> members_, begin_ = {0};
};

}  // namespace gq::matching
