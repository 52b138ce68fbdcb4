#include "modules/offers/suggest.h"

#include <algorithm>
#include <set>

#include "modules/matching/match.h"
#include "modules/offers/current_weights.h"
#include "modules/offers/plan.h"
#include "modules/offers/store_input.h"
#include "modules/offers/subsidy_dates.h"
#include "modules/people/service.h"

namespace gq::offers {

namespace {

std::vector<std::string> Texts(const matching::Match& match, std::size_t worker, std::size_t post,
                               const std::vector<matching::Reason>& reasons) {
  std::vector<std::string> texts;
  for (const auto& reason : reasons) texts.push_back(match.ReasonText(worker, post, reason));
  return texts;
}

Pair PairOf(const matching::Match& match, std::size_t worker, std::size_t post) {
  const auto score = match.matcher->Score(worker, post);
  const auto explanation = match.matcher->Explain(worker, post);
  Pair pair;
  pair.value = Millionths(score.value);
  pair.p_arrive = Thousandths(score.p_arrive);
  pair.p_stay1 = Thousandths(score.p_stay1);
  pair.p_stay3 = Thousandths(score.p_stay3);
  pair.p_stay6 = Thousandths(score.p_stay6);
  pair.reasons_for = Texts(match, worker, post, explanation.in_favour);
  pair.reasons_against = Texts(match, worker, post, explanation.against);
  return pair;
}

// Solves nothing: the cheapest way to a Match of columns and a matcher. Bad records are left out.
Result<std::unique_ptr<matching::Match>> Columns(Store& store, const RegionTree& regions, Date as_of, Seekers& seekers,
                                                 OpenPosts& posts) {
  FillSubsidies(store, as_of, seekers, posts);
  const auto weights = TRY(WeightsOn(store, as_of));
  matching::MatchInput input(weights->weights, as_of, regions);
  OpenPosts good;
  for (std::size_t p = 0; p < posts.ids.size(); ++p) {
    if (!input.AddPost(posts.records[p])) continue;
    good.records.push_back(std::move(posts.records[p]));
    good.ids.push_back(posts.ids[p]);
    good.codes.push_back(posts.codes[p]);
  }
  posts = std::move(good);
  Seekers kept;
  for (std::size_t w = 0; w < seekers.ids.size(); ++w) {
    if (!input.AddWorker(seekers.workers[w])) continue;
    kept.ids.push_back(seekers.ids[w]);
    kept.counties.push_back(seekers.counties[w]);
    kept.homes.push_back(seekers.homes[w]);
  }
  seekers = std::move(kept);
  if (seekers.ids.empty() || posts.ids.empty()) return std::unique_ptr<matching::Match>();
  return std::move(input).Solve({.threads = 1}, {.parties = false});
}

// Of the plan, and of those since in which people were added: they price only the places that were still free, so a
// post that is full by then has 0 there and keeps what it had.
Result<std::map<Uuid, std::int64_t>> PricesSince(Store& store, const MatchPlan& plan, std::int64_t home) {
  std::map<Uuid, std::int64_t> prices;
  TRY(store.Query(Scope::System("system:offers"),
                  "{shared}SELECT m.post_id, MAX(m.price) FROM match_plan_post m JOIN match_plan p ON p.id = m.plan_id "
                  "WHERE p.state = 'done' AND p.objective = 'retained' AND p.low_code <= ?1 AND p.high_code >= ?1 AND "
                  "p.created_at >= ?2 GROUP BY m.post_id",
                  {home, plan.created_at.microseconds()}, [&](const db::Row& row) {
                    prices[row.Id(0)] = row.Int(1);
                    return Ok();
                  }));
  return prices;
}

Result<std::set<Uuid>> RefusedPosts(Store& store, std::int64_t county_id, const Uuid& person_id) {
  std::set<Uuid> refused;
  const std::string id = person_id.ToBytes();
  TRY(store.Query(Scope::System("system:offers"),
                  "SELECT o.post_id FROM match_offer o WHERE o.county_id = ?1 AND o.person_id = ?2 AND o.state = "
                  "'refused' AND {scope:o:match_offer}",
                  {county_id, db::Blob{id}}, [&](const db::Row& row) {
                    refused.insert(row.Id(0));
                    return Ok();
                  }));
  return refused;
}

std::vector<Limit> LimitsOf(const matching::Unplaced& why) {
  std::vector<Limit> limits;
  for (int c = 0; c < matching::kConstraints; ++c) {
    const auto constraint = static_cast<matching::Constraint>(c);
    const auto n = why.removed_alone[static_cast<std::size_t>(c)];
    if (n > 0)
      limits.push_back({std::string(matching::NameOf(constraint)), std::string(matching::LabelOf(constraint)), n});
  }
  std::stable_sort(limits.begin(), limits.end(), [](const Limit& a, const Limit& b) { return a.count > b.count; });
  return limits;
}

}  // namespace

std::string_view LimitLabel(std::string_view code) {
  if (code == "full") return "合适的岗位都满了";
  if (code == "several") return "几项条件合在一起";
  for (int c = 0; c < matching::kConstraints; ++c) {
    const auto constraint = static_cast<matching::Constraint>(c);
    if (matching::NameOf(constraint) == code) return matching::LabelOf(constraint);
  }
  return code;
}

Result<std::optional<MatchPlan>> PricedPlan(Store& store, std::int64_t home_code) {
  return store.Find<MatchPlan>(
      Scope::System("system:offers"),
      "p.state = 'done' AND p.objective = 'retained' AND p.workers > 0 AND p.posts > 0 AND p.low_code <= ?1 AND "
      "p.high_code >= ?1 ORDER BY CASE p.scheme WHEN 'full' THEN 0 ELSE 1 END, p.created_at DESC LIMIT 1",
      {home_code});
}

Result<std::map<Uuid, std::int64_t>> KnownPrices(Store& store, std::int64_t home_code) {
  const auto plan = TRY(PricedPlan(store, home_code));
  if (!plan) return std::map<Uuid, std::int64_t>();
  return PricesSince(store, *plan, home_code);
}

Result<PostsForPerson> PostsFor(Store& store, const Scope& scope, const Uuid& person_id) {
  const RegionTree& regions = *TRY(Regions());
  Seekers seekers = TRY(ReadSeeker(store, scope, regions, person_id));
  if (seekers.ids.empty()) return Fail(kNotFound, "没有这个人，或不在您的范围内");
  PostsForPerson result;
  const std::int64_t county = seekers.counties.front(), home = seekers.homes.front();
  const std::string person = person_id.ToBytes();
  result.current = TRY(store.Find<MatchOffer>(
      scope.HomeSide(),
      "p.county_id = ?1 AND p.person_id = ?2 AND p.state IN ('proposed', 'confirmed', 'told', 'accepted')",
      {county, db::Blob{person}}));
  result.plan = TRY(PricedPlan(store, home));
  const auto prices = TRY(KnownPrices(store, home));
  const auto refused = TRY(RefusedPosts(store, county, person_id));
  auto taken = TRY(PlacesTaken(store));
  if (result.current && result.current->state != "proposed") --taken[result.current->post_id];
  const Date today = store.Now().DateInShanghai();
  OpenPosts posts = TRY(ReadOpenPosts(store, scope, regions, today, taken, {}));
  result.posts = static_cast<std::int64_t>(posts.ids.size());
  const auto match = TRY(Columns(store, regions, today, seekers, posts));
  if (!match) return result;
  const auto why = match->WhyUnplaced(0);
  result.feasible = why.feasible_posts;
  result.limits = LimitsOf(why);
  // Best first by value minus the plan's price; a post that came after the plan has none yet.
  matching::Plan priced = match->plan;
  for (std::size_t p = 0; p < posts.ids.size(); ++p) {
    const auto found = prices.find(posts.ids[p]);
    const std::int64_t price = found == prices.end() ? 0 : found->second;
    priced.price[p] = static_cast<std::int32_t>((price << matching::kValueBits) / 1'000'000);
  }
  // What the person has said no to comes last.
  auto best = match->matcher->TopOffers(priced, 0, kSuggested + refused.size());
  std::stable_partition(best.begin(), best.end(), [&](const matching::Offer& offer) {
    return refused.count(posts.ids[static_cast<std::size_t>(offer.post)]) == 0;
  });
  if (best.size() > kSuggested) best.resize(kSuggested);
  for (const auto& offer : best) {
    const auto p = static_cast<std::size_t>(offer.post);
    SuggestedPost row;
    row.post = TRY(store.Get<Post>(scope, posts.ids[p]));
    row.pair = PairOf(*match, 0, p);
    row.pair.price = Millionths(offer.price);
    row.pair.tier = people::TierOf(home, posts.codes[p]);
    row.places_left = posts.records[p].openings;
    row.refused = refused.count(posts.ids[p]) > 0;
    result.rows.push_back(std::move(row));
  }
  return result;
}

namespace {

// What the newest plan gives a person elsewhere: value minus price of the live offer.
struct Elsewhere {
  std::int64_t net = 0;
  Uuid post_id;
  std::string state;
};

Result<std::map<Uuid, Elsewhere>> LiveOffers(Store& store, const Scope& scope) {
  std::map<Uuid, Elsewhere> live;
  TRY(store.Query(scope,
                  "SELECT o.person_id, o.value, o.price, o.post_id, o.state FROM match_offer o WHERE o.state IN "
                  "('proposed', 'confirmed', 'told', 'accepted') AND {scope:o:match_offer}",
                  {}, [&](const db::Row& row) {
                    live[row.Id(0)] = {std::max<std::int64_t>(0, row.Int(1) - row.Int(2)), row.Id(3), row.String(4)};
                    return Ok();
                  }));
  return live;
}

Result<std::set<Uuid>> RefusersOf(Store& store, const Scope& scope, const Uuid& post_id) {
  std::set<Uuid> refusers;
  const std::string id = post_id.ToBytes();
  TRY(store.Query(scope,
                  "SELECT o.person_id FROM match_offer o WHERE o.post_id = ?1 AND o.state = 'refused' AND "
                  "{scope:o:match_offer}",
                  {db::Blob{id}}, [&](const db::Row& row) {
                    refusers.insert(row.Id(0));
                    return Ok();
                  }));
  return refusers;
}

}  // namespace

Result<PeopleForPost> PeopleFor(Store& store, const Scope& scope, const Uuid& post_id) {
  const RegionTree& regions = *TRY(Regions());
  OpenPosts posts = TRY(ReadOnePost(store, scope, regions, post_id));
  PeopleForPost result;
  if (posts.ids.empty()) return result;
  const bool home_side = scope.everything || !scope.home.empty();
  if (!home_side && !scope.SeesWork(posts.codes.front())) return Fail(kForbidden, "岗位不在您的范围内");
  result.anonymous = !home_side;
  const Scope inner = home_side ? scope.HomeSide() : Scope::System("system:offers");
  Seekers seekers = TRY(ReadSeekers(store, inner, regions));
  result.people = static_cast<std::int64_t>(seekers.ids.size());
  const auto match = TRY(Columns(store, regions, store.Now().DateInShanghai(), seekers, posts));
  if (!match) return result;
  const auto live = TRY(LiveOffers(store, inner));
  const auto refusers = TRY(RefusersOf(store, inner, post_id));
  struct Candidate {
    std::size_t worker;
    std::int64_t net;
  };
  std::vector<Candidate> candidates;
  for (std::size_t w = 0; w < seekers.ids.size(); ++w) {
    if (!match->matcher->Feasible(w, 0)) continue;
    const auto found = live.find(seekers.ids[w]);
    const std::int64_t elsewhere = found == live.end() || found->second.post_id == post_id ? 0 : found->second.net;
    candidates.push_back({w, Millionths(match->matcher->Score(w, 0).value) - elsewhere});
  }
  result.feasible = static_cast<std::int64_t>(candidates.size());
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.net > b.net; });
  if (candidates.size() > kSuggested) candidates.resize(kSuggested);
  for (const auto& candidate : candidates) {
    const auto w = candidate.worker;
    SuggestedPerson row;
    const std::string id = seekers.ids[w].ToBytes();
    const auto person =
        TRY(store.Find<Person>(inner, "p.county_id = ?1 AND p.id = ?2", {seekers.counties[w], db::Blob{id}}));
    if (!person) continue;
    row.person = *person;
    row.pair = PairOf(*match, w, 0);
    row.pair.price = row.pair.value - candidate.net;
    row.pair.tier = people::TierOf(seekers.homes[w], posts.codes.front());
    const auto found = live.find(seekers.ids[w]);
    if (found != live.end()) {
      row.offer_state = found->second.state;
      row.offer_here = found->second.post_id == post_id;
    }
    row.refused = refusers.count(seekers.ids[w]) > 0;
    result.rows.push_back(std::move(row));
  }
  return result;
}

}  // namespace gq::offers
