// The best posts of many workers at given prices: what Matcher::TopOffers gives, for one after the other.
//
//   std::vector<std::int32_t> price(posts, 0);
//   ForBestOffers(matcher, price, 50, matcher.world().sequence, {.threads = 2},
//                 [&](std::uint32_t worker, std::span<const Offer> offers) { … });
//
// Every feasible post with places counts; offers are sorted by value minus price, best first, of equals in scan
// order, and are the same for every instruction set. Up to 64 a worker cost one scan (some microseconds for 14,300
// posts) where so many are worth more than their price; otherwise all feasible posts are sorted. Workers who read the
// same rows of the score share an order of the posts and cost half of that or less (ranking.h), if 32 or more of them
// stand together as they do in World::sequence.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engines/matching/matching.h"

namespace gq::matching {

// `price`: by post. `fn` is called once for each of `workers`, from options.threads threads at once, in no order.
void ForBestOffers(const Matcher& matcher, const std::vector<std::int32_t>& price, std::size_t count,
                   std::span<const std::uint32_t> workers, const Options& options,
                   const std::function<void(std::uint32_t worker, std::span<const Offer> offers)>& fn);

}  // namespace gq::matching
