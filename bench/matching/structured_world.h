// Worlds that look like the real one (D19): seeded, published, of any size.
//
// Workers live in counties of a few prefectures, each with its own mix of trades and its own destinations; posts stand
// in cities of very different size with log-normal openings; wages follow city and trade; some posts are known at home
// (townspeople), some reserved. About 16 % of all pairs are possible. Uniform random worlds make greedy look good (99.5
// % of the optimum); these do not.
#pragma once

#include <cstdint>

#include "engines/matching/matching.h"

namespace gq::matching {

struct StructuredWorld {
  Workers workers;
  Posts posts;
  Places places;
};

struct StructuredSize {
  std::uint64_t seed = 1;
  std::size_t workers = 170'000, posts = 14'300;
  std::uint16_t counties = 80, cities = 220, trades = 50;
  double openings_mean = 25;  // HN-25: 360,000 openings in 14,300 posts
  int wishes = 0;             // cities that every worker names
  // Of so many kinds only, one after the other; 0: everybody and every post is different. Openings stay their own.
  std::size_t worker_kinds = 0, post_kinds = 0;
};

StructuredWorld MakeStructuredWorld(const StructuredSize& size);

}  // namespace gq::matching
