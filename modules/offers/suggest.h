// 适合我的活, 适合的人: ten posts of a person, ten people of a post, in the order of value minus price, so that not
// everybody is sent to the same place (HN-24, XX-09). The price of a post is that of the newest plan over the person's
// home that priced it (PricedPlan); a person's own price is what the plan gives elsewhere. Only pairs that are
// possible. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"
#include "modules/offers/model.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"

namespace gq::offers {

inline constexpr int kSuggested = 10;

// Figures of a pair; units as in model.h.
struct Pair {
  std::int64_t value = 0, price = 0;
  std::int64_t p_arrive = 0, p_stay1 = 0, p_stay3 = 0, p_stay6 = 0;
  std::vector<std::string> reasons_for, reasons_against;
  std::string tier;
};
// A hard constraint and how many posts (or people) it alone takes away.
struct Limit {
  std::string code, label;
  std::int64_t count = 0;
};

struct SuggestedPost {
  Post post;
  Pair pair;
  std::int64_t places_left = 0;
  bool refused = false;  // the person has said no to it before
};
struct PostsForPerson {
  std::vector<SuggestedPost> rows;
  std::int64_t feasible = 0, posts = 0;
  std::vector<Limit> limits;
  std::optional<MatchPlan> plan;      // whose prices count; without one all prices are 0
  std::optional<MatchOffer> current;  // the live offer
};
// kNotFound when the scope's home side does not reach the person.
Result<PostsForPerson> PostsFor(Store& store, const Scope& scope, const Uuid& person_id);

struct SuggestedPerson {
  Person person;
  Pair pair;
  std::string offer_state;  // of the live offer; empty none
  bool offer_here = false;  // it is for this post
  bool refused = false;
};
struct PeopleForPost {
  std::vector<SuggestedPerson> rows;
  std::int64_t feasible = 0, people = 0;
  bool anonymous = false;  // the reader is the place of work: no names before departure (D7)
};
// The task list of the scope's home side; for a reader at the place of work that of everybody, without names.
Result<PeopleForPost> PeopleFor(Store& store, const Scope& scope, const Uuid& post_id);

// The newest finished plan over a home that has prices for all posts. Without one, the newest that has prices for some:
// where proposals are kept only free places are priced. A stable plan has none.
Result<std::optional<MatchPlan>> PricedPlan(Store& store, std::int64_t home_code);
// By post, in millionths: of that plan, and of those since in which people were added. Empty without one.
Result<std::map<Uuid, std::int64_t>> KnownPrices(Store& store, std::int64_t home_code);
std::string_view LimitLabel(std::string_view code);  // of match_unplaced.limit_code

}  // namespace gq::offers
