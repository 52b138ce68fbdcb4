// Workers with explicit lists of posts and integer scores (sparse b-matching): who gets which place, so that the scores
// add up to the most.
//
//   CompactLists lists;                       // by worker: posts and their scores
//   lists.Add(post, score); lists.EndWorker();
//   ListPlan plan = TRY(SolveListAuction(lists, capacity, {.epsilon = 0, .threads = 2}));
//   plan.assignment[w];                       // index of a post, or kUnplaced
//   plan.bound - plan.objective;              // how much better any plan could be, proven by plan.price
//   ListPlan best = TRY(SolveListsExactly(lists, capacity, {}));   // bound == objective
//
// A list may be empty, name posts in any order and a post more than once (its best score counts); a score of 0 is worth
// no more than no place. A post has 0 or more places, also more than there are workers.
//
// SolveListAuction: a forward auction from price 0. Every worker without a place bids for the post with the most net
// (score minus price), up to what leaves him his second best minus epsilon; a post keeps its highest bids, and is as
// dear as the lowest of them once it is full. At the end posts with free places have price 0, and everybody's net is
// within epsilon of his best, so   bound - objective <= placed x epsilon.   The first bids are coarser; where that
// shows in the bound, it begins anew without them. Who bids is decided in chunks of fixed size at fixed prices, so that
// the plan is the same for any number of threads.
//
// SolveListsExactly: the auction's plan first, then a network simplex over the posts alone (list_simplex.cc).
//
// Memory beside the lists: 20 bytes a worker and 30 a place that is held (auction); some 10 bytes a worker and 80
// a post more (exact). Errors: kBadInstance (an index, capacity or score out of range). Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "engines/matching/matching.h"
#include "engines/matching/min_cost_flow.h"

namespace gq::matching {

template <typename Index, typename Value>
struct PostLists {
  std::vector<std::uint64_t> begin{0};  // by worker, and one more: where his list begins
  std::vector<Index> post;
  std::vector<Value> score;  // not negative

  std::size_t workers() const { return begin.size() - 1; }
  void Add(Index one_post, Value its_score) {
    post.push_back(one_post);
    score.push_back(its_score);
  }
  void EndWorker() { begin.push_back(post.size()); }
};
using CompactLists = PostLists<std::uint16_t, std::uint16_t>;  // 4 bytes a pair
using WideLists = PostLists<std::uint32_t, std::int64_t>;      // 12 bytes a pair; scores to 2^48

inline constexpr int kListPriceBits = 8;  // prices and epsilon are in 1/256 of a score

struct ListOptions {
  std::int64_t epsilon = 0;  // in 1/256 of a score; 0: a thousandth of what a worker's best post is worth on average
  int threads = 1;
};

struct ListPlan {
  std::vector<std::int32_t> assignment;  // by worker: a post, or kUnplaced
  std::vector<std::int64_t> price;       // by post, in 1/256 of a score; of one without places: the best score of all
  std::int64_t objective = 0;            // sum of the scores
  std::int64_t bound = 0;                // no plan has more
  std::uint64_t placed = 0;
  std::int64_t epsilon = 0;  // in 1/256 of a score, the smallest raise
  std::uint64_t bids = 0, pivots = 0;
};

// `capacity`: places by post.
template <typename Lists>
Result<ListPlan> SolveListAuction(const Lists& lists, std::span<const std::int64_t> capacity,
                                  const ListOptions& options);
template <typename Lists>
Result<ListPlan> SolveListsExactly(const Lists& lists, std::span<const std::int64_t> capacity,
                                   const ListOptions& options);

}  // namespace gq::matching
