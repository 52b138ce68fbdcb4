// Store → solved plan: who is frozen, which places are left, what was refused before.
#include <algorithm>
#include <set>

#include "modules/offers/plan.h"
#include "modules/offers/plan_rules.h"
#include "modules/offers/subsidy_dates.h"

namespace gq::offers {

namespace {

struct Held {
  std::map<Uuid, Frozen> frozen;           // by person
  std::map<Uuid, std::set<Uuid>> refused;  // posts, by person
};

Result<Held> ReadHeld(Store& store, const Scope& scope, bool proposed_too) {
  Held held;
  TRY(store.Query(
      scope.HomeSide(),
      "SELECT o.person_id, o.id, o.post_id, o.state, o.bond_id FROM match_offer o WHERE o.state IN ('proposed', "
      "'confirmed', 'told', 'accepted', 'refused') AND {scope:o:match_offer}",
      {}, [&](const db::Row& row) {
        const auto state = row.Text(3);
        if (state == "refused")
          held.refused[row.Id(0)].insert(row.Id(2));
        else if (state != "proposed" || proposed_too)
          held.frozen[row.Id(0)] = {row.Id(1), row.Id(2), state == "proposed", row.IsNull(4) ? Uuid() : row.Id(4)};
        return Ok();
      }));
  return held;
}

// By worker: the cities in which those who go with him are. Whoever may not be parted from them looks nowhere else.
struct Ties {
  std::vector<std::set<std::uint16_t>> cities;
  std::vector<bool> bound;
};
Ties TiesOf(const matching::Match& match) {
  Ties ties{std::vector<std::set<std::uint16_t>>(match.plan.assignment.size()),
            std::vector<bool>(match.plan.assignment.size())};
  for (const auto& named : match.companions.parties) {
    for (const auto w : named.party.workers) {
      ties.bound[w] = !named.party.may_part;
      for (const auto other : named.party.workers) {
        const auto post = match.plan.assignment[other];
        if (other != w && post != matching::kUnplaced)
          ties.cities[w].insert(match.posts.city[static_cast<std::size_t>(post)]);
      }
    }
  }
  return ties;
}

// Gives whoever got a refused post the best other one with a place left, first of all where his companions go.
std::int64_t MoveFromRefused(const Held& held, const Solved& solved, const std::vector<std::int32_t>& openings,
                             matching::Plan& plan) {
  std::vector<std::size_t> movers;
  const Ties ties = TiesOf(*solved.match);
  const auto refuses = [&](std::size_t worker, std::int32_t post) {
    const auto found = held.refused.find(solved.seekers.ids[worker]);
    return found != held.refused.end() && found->second.count(solved.posts.ids[static_cast<std::size_t>(post)]) > 0;
  };
  for (std::size_t w = 0; w < plan.assignment.size(); ++w) {
    const auto post = plan.assignment[w];
    if (post == matching::kUnplaced || solved.frozen[w] || !refuses(w, post)) continue;
    --plan.placed[static_cast<std::size_t>(post)];
    plan.assignment[w] = matching::kUnplaced;
    plan.objective -= plan.value[w];
    plan.value[w] = 0;
    --plan.workers_placed;
    movers.push_back(w);
  }
  for (const auto w : movers) {
    auto offers = solved.match->matcher->TopOffers(plan, w, solved.posts.ids.size());
    const auto elsewhere = std::stable_partition(offers.begin(), offers.end(), [&](const matching::Offer& offer) {
      return ties.cities[w].count(solved.match->posts.city[static_cast<std::size_t>(offer.post)]) > 0;
    });
    if (ties.bound[w] && !ties.cities[w].empty()) offers.erase(elsewhere, offers.end());
    for (const auto& offer : offers) {
      const auto p = static_cast<std::size_t>(offer.post);
      if (refuses(w, offer.post) || plan.placed[p] >= openings[p]) continue;
      plan.assignment[w] = offer.post;
      plan.value[w] = offer.value;
      plan.objective += offer.value;
      ++plan.placed[p];
      ++plan.workers_placed;
      break;
    }
  }
  return static_cast<std::int64_t>(movers.size());
}

template <typename T>
void Keep(std::vector<T>& items, const std::vector<bool>& good) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!good[i]) continue;
    if (to != i) items[to] = std::move(items[i]);
    ++to;
  }
  items.resize(to);
}

// Takes out what the matching cannot read: one bad record must not stop the plan of a county.
void LeaveOutBad(const RegionTree& regions, Date as_of, Solved& solved) {
  matching::MatchInput input(solved.weights->weights, as_of, regions);
  auto& posts = solved.posts;
  std::vector<bool> good(posts.ids.size(), true);
  for (std::size_t p = 0; p < posts.ids.size(); ++p) {
    if (const Status status = input.AddPost(posts.records[p]); !status) {
      good[p] = false;
      solved.left_out.push_back({true, posts.ids[p], posts.numbers[p], posts.names[p], status.error().message});
    }
  }
  Keep(posts.records, good), Keep(posts.ids, good), Keep(posts.codes, good);
  Keep(posts.employers, good), Keep(posts.names, good), Keep(posts.numbers, good);
  std::set<Uuid> there(posts.ids.begin(), posts.ids.end());
  auto& seekers = solved.seekers;
  good.assign(seekers.ids.size(), true);
  for (std::size_t w = 0; w < seekers.ids.size(); ++w) {
    if (solved.frozen[w] && there.count(solved.frozen[w]->post_id) == 0) {  // the post cannot be read any more
      solved.frozen[w].reset();
      seekers.workers[w].told_post.clear();
    }
    if (const Status status = input.AddWorker(seekers.workers[w]); !status) {
      good[w] = false;
      solved.left_out.push_back({false, seekers.ids[w], {}, {}, status.error().message});
    }
  }
  Keep(seekers.workers, good), Keep(seekers.ids, good), Keep(seekers.counties, good), Keep(seekers.homes, good);
  Keep(seekers.sexes, good), Keep(seekers.disabled, good), Keep(seekers.groups, good);
  Keep(solved.frozen, good);
}

}  // namespace

std::int64_t Thousandths(std::uint16_t probability) {
  return (static_cast<std::int64_t>(probability) * 1000 + (1 << 14)) >> matching::kProbabilityBits;
}
std::int64_t Millionths(std::int64_t engine_value) { return engine_value * 1'000'000 >> matching::kValueBits; }

Result<Solved> Solve(Store& store, const Scope& scope, const PlanOptions& options) {
  const RegionTree& regions = *TRY(Regions());
  Solved solved;
  solved.weights = TRY(WeightsOn(store, options.as_of));
  solved.seekers = TRY(ReadSeekers(store, scope, regions));
  const Held held = TRY(ReadHeld(store, scope, options.scheme == "added"));
  std::map<Uuid, std::int64_t> own;
  auto taken = TRY(PlacesTaken(store));
  solved.frozen.resize(solved.seekers.ids.size());
  for (std::size_t w = 0; w < solved.seekers.ids.size(); ++w) {
    const auto found = held.frozen.find(solved.seekers.ids[w]);
    if (found == held.frozen.end()) continue;
    solved.frozen[w] = found->second;
    solved.seekers.workers[w].told_post = found->second.post_id.ToString();
    ++own[found->second.post_id];
    if (!found->second.proposed) --taken[found->second.post_id];
  }
  solved.posts = TRY(ReadOpenPosts(store, scope, regions, options.as_of, taken, {}));
  // Frozen people stand in their post's places; a post that has closed keeps a place for each of them and no other.
  std::map<Uuid, std::size_t> rows;
  for (std::size_t p = 0; p < solved.posts.ids.size(); ++p) rows[solved.posts.ids[p]] = p;
  std::map<Uuid, std::int64_t> closed;
  for (const auto& [post, people] : own) {
    const auto row = rows.find(post);
    if (row == rows.end()) {
      closed[post] = people;
    } else {
      auto& openings = solved.posts.records[row->second].openings;
      openings = static_cast<std::int32_t>(std::max<std::int64_t>(openings, people));
    }
  }
  if (!closed.empty()) {
    const auto more = TRY(ReadOpenPosts(store, scope, regions, options.as_of, taken, closed));
    for (std::size_t p = 0; p < more.ids.size(); ++p) {
      if (closed.count(more.ids[p]) == 0) continue;
      solved.posts.records.push_back(more.records[p]);
      solved.posts.ids.push_back(more.ids[p]);
      solved.posts.codes.push_back(more.codes[p]);
      solved.posts.employers.push_back(more.employers[p]);
      solved.posts.names.push_back(more.names[p]);
      solved.posts.numbers.push_back(more.numbers[p]);
      rows[more.ids[p]] = solved.posts.ids.size() - 1;
    }
  }
  FillSubsidies(store, options.as_of, solved.seekers, solved.posts);
  LeaveOutBad(regions, options.as_of, solved);
  if (solved.seekers.workers.empty() || solved.posts.records.empty()) return solved;
  matching::MatchSettings settings{.as_of = options.as_of, .regions = &regions};
  settings.options.threads = options.threads;
  settings.options.objective =
      options.objective == "stable" ? matching::Objective::kStable : matching::Objective::kRetained;
  solved.match =
      TRY(matching::MatchRecords(solved.seekers.workers, solved.posts.records, solved.weights->weights, settings));
  const bool stable = settings.options.objective == matching::Objective::kStable;
  matching::Plan best;  // without parties, whose prices are those of the rules
  // Nearly everybody is frozen when people are added: that says nothing of a rule, and the officer waits.
  const bool prices_rules = options.prices_rules && options.scheme != "added";
  if (stable || (prices_rules && !solved.match->companions.parties.empty()))
    best = TRY(matching::SolveForBest(*solved.match, settings.options));
  else
    best = solved.match->plan;
  const matching::Plan& priced = stable ? best : solved.match->plan;
  solved.bound = priced.bound, solved.price = priced.price, solved.next_best = priced.next_best;
  if (prices_rules) TRY(PriceRules(solved, settings, best));
  std::vector<std::int32_t> openings;
  for (const auto& record : solved.posts.records) openings.push_back(record.openings);
  solved.repaired = MoveFromRefused(held, solved, openings, solved.match->plan);
  return solved;
}

}  // namespace gq::offers
