#include "engines/matching/parties.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "engines/matching/min_cost_flow.h"
#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

constexpr std::size_t kTried = 6;  // locations whose places are counted exactly, best first
constexpr std::int64_t kLeftBehind = 1LL << 40;
constexpr std::int32_t kCertain = 2 << kValueBits;  // more than any pair is worth, whatever its weight

struct Seat {
  std::uint32_t worker, position;
};
struct Choice {
  PartyOutcome outcome;
  std::vector<Seat> seats;
  std::int64_t regret = 0;  // how much worse the next location is
  bool found() const { return outcome.kind <= PartyOutcome::Kind::kCity; }
};

// Where members can be together: the posts of a city, and of an employer in it.
struct Locations {
  std::vector<std::uint16_t> city;  // by position
  std::vector<std::uint32_t> site;  // by position: number of (city, employer)
  std::uint32_t sites = 0;
  std::vector<std::uint16_t> city_of_site;

  explicit Locations(const World& world) {
    std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint32_t> number;
    for (const std::uint32_t post : world.model.order()) {
      const std::uint16_t c = world.posts->city[post];
      city.push_back(c);
      const std::uint32_t employer = world.posts->employer[post];
      // An unknown employer is no other post's employer.
      const auto [at, fresh] = number.try_emplace({c, employer}, sites);
      const bool alone = employer == kNoEmployer;
      if (fresh || alone) city_of_site.push_back(c);
      site.push_back(alone ? sites : at->second);
      if (fresh || alone) ++sites;
      if (alone) number.erase(at);
    }
  }
};

// Finds a party's best location at fixed prices and places. One thread at a time.
class Chooser {
 public:
  Chooser(const Matcher& matcher, const Situation& situation, const Locations& locations, const PartyRules& rules,
          Kernel kernel)
      : matcher_(matcher),
        world_(matcher.world()),
        locations_(locations),
        rules_(rules),
        scanner_(matcher.world(), situation, kernel),
        city_best_(matcher.world().posts->size() == 0 ? 1 : Cities()),
        site_best_(locations.sites) {}

  // `own_position`, `own_price`, `alone`: by worker, from the plan of singles. A place that a member leaves is worth to
  // the others what the best of those outside would bid; one that he takes costs what its holder would.
  struct Singles {
    std::vector<std::int32_t> own_position, own_price, alone;
  };

  Choice Choose(const Party& party, const Singles& singles, const std::vector<std::int32_t>& price,
                const std::vector<std::int32_t>& left) {
    Choice choice;
    if (!FindTold(party)) {
      choice.outcome.kind = PartyOutcome::Kind::kTold;
      return choice;
    }
    if (told_ == party.workers.size()) {
      choice.outcome.kind = PartyOutcome::Kind::kCity;
      choice.outcome.city = *told_city_;
      choice.outcome.together = told_;
      return choice;
    }
    least_ =
        party.is_group ? std::max<std::size_t>(1, (party.workers.size() * Share() + 99) / 100) : party.workers.size();
    Collect(party, singles, price, left);
    std::vector<Location> best = Rank(party);
    choice.outcome.locations = cities_enough_;
    std::size_t tried = 0;
    std::int64_t second = INT64_MAX, first = INT64_MAX;
    for (const Location& location : best) {
      if (first != INT64_MAX && location.score >= first) {
        second = std::min(second, location.score);
        break;
      }
      if (tried++ == kTried) break;
      Choice now;
      const std::int64_t score = Seats(party, location, left, now);
      if (score == INT64_MAX) continue;
      if (score < first) {
        second = first;
        first = score;
        now.outcome.locations = choice.outcome.locations;
        choice = std::move(now);
      } else {
        second = std::min(second, score);
      }
    }
    choice.regret = second == INT64_MAX ? INT64_MAX : second - first;
    if (first != INT64_MAX) Judge(party, choice);
    return choice;
  }

 private:
  struct Location {
    std::uint32_t index;
    bool is_site;
    std::int64_t score;  // loss minus bonus; too small where places are few
  };
  struct Candidate {
    std::uint32_t position;
    std::int32_t net, value;
  };
  struct Best {
    std::int64_t loss = 0, bonus = 0;
    std::uint32_t members = 0;
    std::uint32_t member = UINT32_MAX;  // whose best it is
    std::int32_t own_net = 0, own_bonus = 0;
  };

  std::size_t Share() const { return static_cast<std::size_t>(rules_.group_share_min); }
  std::size_t Cities() const { return 1 + *std::max_element(world_.posts->city.begin(), world_.posts->city.end()); }

  // False: told posts in different cities.
  bool FindTold(const Party& party) {
    told_city_.reset();
    told_ = 0;
    for (const std::uint32_t w : party.workers) {
      const std::int32_t told = world_.workers->told_post[w];
      if (told == kUnplaced) continue;
      ++told_;
      const std::uint16_t city = world_.posts->city[static_cast<std::size_t>(told)];
      if (told_city_ && *told_city_ != city) return false;
      told_city_ = city;
      told_site_ = locations_.site[world_.model.position()[static_cast<std::size_t>(told)]];
    }
    return true;
  }

  void Close(Best& best) const {
    if (best.member == UINT32_MAX) return;
    ++best.members;
    best.loss += std::max<std::int64_t>(0, std::int64_t{alone_} - best.own_net);
    best.bonus += best.own_bonus;
    best.member = UINT32_MAX;
  }
  void Offer(Best& best, std::uint32_t member, std::int32_t net, std::int32_t bonus) const {
    if (best.member != member) best.member = member, best.own_net = INT32_MIN;
    if (best.own_net == INT32_MIN || net + bonus > best.own_net + best.own_bonus)
      best.own_net = net, best.own_bonus = bonus;
  }

  // What each member could have alone, and in each location.
  void Collect(const Party& party, const Singles& singles, const std::vector<std::int32_t>& price,
               const std::vector<std::int32_t>& left) {
    for (const std::uint16_t c : cities_) city_best_[c] = {};
    for (const std::uint32_t s : sites_) site_best_[s] = {};
    cities_.clear(), sites_.clear();
    candidates_.assign(party.workers.size(), {});
    alone_of_.assign(party.workers.size(), 0);
    for (std::uint32_t m = 0; m < party.workers.size(); ++m) {
      const std::uint32_t worker = party.workers[m];
      if (world_.workers->told_post[worker] != kUnplaced) continue;
      std::vector<Candidate>& mine = candidates_[m];
      alone_ = singles.alone[worker];
      scanner_.ForEach(worker, [&](std::uint32_t at, std::int32_t value) {
        const bool own = static_cast<std::int32_t>(at) == singles.own_position[worker];
        const std::int32_t net = value - (own ? singles.own_price[worker] : price[at]);
        if (left[at] > 0 && (!told_city_ || locations_.city[at] == *told_city_)) mine.push_back({at, net, value});
      });
      alone_of_[m] = alone_;
      for (const Candidate& c : mine) {
        const std::int32_t bonus = RoomBonus(party, c);
        Best& city = city_best_[locations_.city[c.position]];
        Best& site = site_best_[locations_.site[c.position]];
        if (city.members == 0 && city.member == UINT32_MAX) cities_.push_back(locations_.city[c.position]);
        if (site.members == 0 && site.member == UINT32_MAX) sites_.push_back(locations_.site[c.position]);
        Offer(city, m, c.net, bonus);
        Offer(site, m, c.net, bonus + Percent(c.value, rules_.bonus_employer));
      }
      for (const std::uint16_t c : cities_) Close(city_best_[c]);
      for (const std::uint32_t s : sites_) Close(site_best_[s]);
    }
  }

  static std::int32_t Percent(std::int32_t value, int percent) {
    return static_cast<std::int32_t>(std::int64_t{value} * percent / 100);
  }
  std::int32_t RoomBonus(const Party& party, const Candidate& c) const {
    const bool room = !party.is_group && world_.posts->couple_room[world_.model.order()[c.position]] != 0;
    return room ? Percent(c.value, rules_.bonus_couple_room) : 0;
  }

  // Locations with possible posts for all, or enough, of the members: least loss first.
  std::vector<Location> Rank(const Party& party) {
    const std::size_t need = std::max<std::size_t>(1, least_ - std::min(least_ - 1, std::size_t{told_}));
    const std::size_t missing_most = party.workers.size() - told_;
    std::vector<Location> all;
    cities_enough_ = 0;
    const auto add = [&](std::uint32_t index, bool is_site, const Best& best) {
      if (best.members < std::min(need, missing_most)) return;
      cities_enough_ += !is_site;
      all.push_back({index, is_site, best.loss - best.bonus});
    };
    for (const std::uint16_t c : cities_) add(c, false, city_best_[c]);
    for (const std::uint32_t s : sites_) {
      if (told_ == 0 || s == told_site_) add(s, true, site_best_[s]);
    }
    const auto before = [](const Location& a, const Location& b) {
      if (a.score != b.score) return a.score < b.score;
      return a.is_site != b.is_site ? a.is_site : a.index < b.index;
    };
    const std::size_t keep = std::min(all.size(), kTried + 2);
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep), all.end(), before);
    all.resize(keep);
    return all;
  }

  bool In(const Location& location, std::uint32_t position) const {
    return location.is_site ? locations_.site[position] == location.index : locations_.city[position] == location.index;
  }

  struct Option {
    const Candidate* candidate;
    std::int64_t cost;  // loss minus bonus
  };

  // Seats the members there with the least loss; INT64_MAX: too few places.
  std::int64_t Seats(const Party& party, const Location& location, const std::vector<std::int32_t>& left,
                     Choice& out) const {
    std::vector<std::uint32_t> members;
    std::vector<std::vector<Option>> options;
    for (std::uint32_t m = 0; m < party.workers.size(); ++m) {
      if (world_.workers->told_post[party.workers[m]] != kUnplaced) continue;
      members.push_back(m);
      std::vector<Option>& mine = options.emplace_back();
      for (const Candidate& c : candidates_[m]) {
        if (!In(location, c.position)) continue;
        const std::int32_t bonus =
            RoomBonus(party, c) + (location.is_site ? Percent(c.value, rules_.bonus_employer) : 0);
        mine.push_back({&c, std::max<std::int64_t>(0, std::int64_t{alone_of_[m]} - c.net) - bonus});
      }
    }
    std::vector<const Option*> taken(members.size(), nullptr);
    const std::size_t may_stay = party.is_group ? party.workers.size() - least_ : 0;
    if (!SeatAtBest(options, left, may_stay, taken) && !SeatByFlow(options, left, may_stay, taken)) return INT64_MAX;
    std::int64_t score = 0;
    out.outcome.together = told_;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (taken[i] == nullptr) continue;
      const Candidate& c = *taken[i]->candidate;
      score += taken[i]->cost;
      out.outcome.loss += std::max<std::int64_t>(0, std::int64_t{alone_of_[members[i]]} - c.net);
      out.seats.push_back({party.workers[members[i]], c.position});
      ++out.outcome.together;
    }
    if (out.seats.empty()) return INT64_MAX;
    const std::uint32_t first = out.seats.front().position, site = locations_.site[first];
    out.outcome.city = locations_.city[first];
    const bool one_site = (told_ == 0 || told_site_ == site) &&
                          std::all_of(out.seats.begin(), out.seats.end(),
                                      [&](const Seat& s) { return locations_.site[s.position] == site; });
    out.outcome.kind = one_site ? PartyOutcome::Kind::kEmployer : PartyOutcome::Kind::kCity;
    return score;
  }

  // Everybody where it costs him least; false if that takes more places than there are.
  static bool SeatAtBest(const std::vector<std::vector<Option>>& options, const std::vector<std::int32_t>& left,
                         std::size_t may_stay, std::vector<const Option*>& taken) {
    std::map<std::uint32_t, std::int32_t> used;
    std::size_t behind = 0;
    bool fits = true;
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (options[i].empty()) {
        ++behind;
        continue;
      }
      taken[i] = &*std::min_element(options[i].begin(), options[i].end(), [](const Option& a, const Option& b) {
        return a.cost != b.cost ? a.cost < b.cost : a.candidate->position < b.candidate->position;
      });
      const std::uint32_t at = taken[i]->candidate->position;
      fits = fits && ++used[at] <= left[at];
    }
    if (fits && behind <= may_stay) return true;
    std::fill(taken.begin(), taken.end(), nullptr);
    return false;
  }

  static bool SeatByFlow(const std::vector<std::vector<Option>>& options, const std::vector<std::int32_t>& left,
                         std::size_t may_stay, std::vector<const Option*>& taken) {
    FlowProblem flow;
    std::vector<const Option*> of_arc;
    std::vector<std::uint32_t> positions;
    std::map<std::uint32_t, std::uint32_t> number;
    const auto count = static_cast<std::uint32_t>(options.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      for (const Option& option : options[i]) {
        const std::uint32_t position = option.candidate->position;
        const auto [at, fresh] = number.try_emplace(position, static_cast<std::uint32_t>(positions.size()));
        if (fresh) positions.push_back(position);
        flow.arcs.push_back({i, count + at->second, 0, 1, option.cost});
        of_arc.push_back(&option);
      }
    }
    const auto posts = static_cast<std::uint32_t>(positions.size());
    const std::uint32_t sink = count + posts, behind = sink + 1;
    flow.supply.assign(count, 1);
    flow.supply.resize(behind + 1, 0);
    flow.supply[sink] = -static_cast<std::int64_t>(count);
    for (std::uint32_t p = 0; p < posts; ++p) flow.arcs.push_back({count + p, sink, 0, left[positions[p]], 0});
    // A group leaves few behind; who stays behind is planned as a single and loses nothing by it.
    for (std::uint32_t i = 0; may_stay > 0 && i < count; ++i) flow.arcs.push_back({i, behind, 0, 1, kLeftBehind});
    flow.arcs.push_back({behind, sink, 0, static_cast<std::int64_t>(may_stay), 0});
    const auto solved = SolveMinCostFlow(flow);
    if (!solved) return false;
    for (std::size_t a = 0; a < of_arc.size(); ++a) {
      if (solved->flow[a] != 0) taken[flow.arcs[a].from] = of_arc[a];
    }
    return true;
  }

  void Judge(const Party& party, Choice& choice) const {
    std::int64_t brings = 0;
    for (const Seat& seat : choice.seats)
      brings += matcher_.Score(seat.worker, world_.model.order()[seat.position]).value;
    const int most = party.is_group ? rules_.group_loss_max : rules_.family_loss_max;
    if (choice.outcome.loss * 100 <= brings * most) return;
    choice.outcome.kind = PartyOutcome::Kind::kTooDear;
    choice.seats.clear();
  }

  const Matcher& matcher_;
  const World& world_;
  const Locations& locations_;
  const PartyRules& rules_;
  Scanner scanner_;
  std::vector<Best> city_best_, site_best_;
  std::vector<std::uint16_t> cities_;
  std::vector<std::uint32_t> sites_;
  std::vector<std::vector<Candidate>> candidates_;
  std::vector<std::int32_t> alone_of_;
  std::int32_t alone_ = 0;
  std::optional<std::uint16_t> told_city_;
  std::uint32_t told_site_ = 0, told_ = 0, cities_enough_ = 0;
  std::size_t least_ = 0;
};

// What both solvers are asked, and how their plans are counted.
class PartySolverBase {
 protected:
  PartySolverBase(const Matcher& matcher, std::span<const Party> parties, const PartyRules& rules,
                  const Options& options)
      : matcher_(matcher),
        world_(matcher.world()),
        parties_(parties),
        rules_(rules),
        options_(options),
        locations_(world_) {}

  // The city in which all of a party, or enough of a group, are placed.
  std::optional<std::uint16_t> CommonCity(const Plan& plan, const Party& party) const {
    const std::size_t size = party.workers.size();
    const std::size_t need =
        party.is_group ? std::max<std::size_t>(1, (size * static_cast<std::size_t>(rules_.group_share_min) + 99) / 100)
                       : size;
    std::map<std::uint16_t, std::size_t> cities;
    for (const std::uint32_t w : party.workers) {
      if (plan.assignment[w] == kUnplaced) continue;
      const std::uint16_t city = world_.posts->city[static_cast<std::size_t>(plan.assignment[w])];
      if (++cities[city] >= need) return city;
    }
    return std::nullopt;
  }

  std::uint64_t Together(const Plan& plan) const {
    return static_cast<std::uint64_t>(std::count_if(
        parties_.begin(), parties_.end(), [&](const Party& party) { return CommonCity(plan, party).has_value(); }));
  }

  const Matcher& matcher_;
  const World& world_;
  std::span<const Party> parties_;
  const PartyRules& rules_;
  const Options& options_;
  const Locations locations_;
};

class PartySolver : private PartySolverBase {
 public:
  PartySolver(const Matcher& matcher, std::span<const Party> parties, const PartyRules& rules, const Options& options)
      : PartySolverBase(matcher, parties, rules, options), team_(options.threads) {
    for (int t = 0; t < team_.size(); ++t)
      choosers_.emplace_back(matcher, matcher.situation(), locations_, rules_, GetKernel(options.isa));
  }

  Result<PartyPlan> Run() {
    PartyPlan result;
    Plan singles = TRY(matcher_.Solve(options_));
    result.singles_objective = singles.objective;
    result.singles_together = Together(singles);
    result.outcomes.resize(parties_.size());
    const std::int64_t bound = singles.bound;
    Remember(singles);
    std::vector<std::int32_t> price = PricesOf(singles);
    std::int64_t best = INT64_MIN;
    for (int pass = 0; pass < 2 && !parties_.empty(); ++pass) {
      const std::vector<std::int32_t> kept = ChooseAll(price);
      Plan plan = TRY(matcher_.Solve(options_, kept));
      std::vector<std::int32_t> next = PricesOf(plan);
      for (std::size_t i = 0; i < next.size(); ++i) {
        // All places with parties: nobody else bid there.
        if (left_[i] <= 0) next[i] = std::max(next[i], price[i]);
      }
      price = std::move(next);
      if (plan.objective + bonus_ <= best) break;
      best = plan.objective + bonus_;
      for (std::size_t i = 0; i < world_.posts->size(); ++i) plan.price[world_.model.order()[i]] = price[i];
      result.plan = std::move(plan);
      for (std::size_t p = 0; p < choices_.size(); ++p) result.outcomes[p] = choices_[p].outcome;
    }
    if (parties_.empty()) result.plan = std::move(singles);
    if (options_.objective == Objective::kRetained) result.plan.bound = bound;
    result.parties_together = Together(result.plan);
    return result;
  }

 private:
  void Remember(const Plan& plan) {
    const std::size_t workers = world_.workers->size();
    singles_.own_position.assign(workers, kUnplaced);
    singles_.own_price.assign(workers, 0);
    singles_.alone.assign(workers, 0);
    for (std::size_t w = 0; w < workers; ++w) {
      if (plan.assignment[w] == kUnplaced) continue;
      const auto post = static_cast<std::size_t>(plan.assignment[w]);
      singles_.own_position[w] = static_cast<std::int32_t>(world_.model.position()[post]);
      singles_.own_price[w] = std::min(plan.price[post], plan.next_best[post]);
      singles_.alone[w] = std::max(0, plan.value[w] - singles_.own_price[w]);
    }
  }

  std::vector<std::int32_t> PricesOf(const Plan& plan) const {
    std::vector<std::int32_t> price(world_.model.blocks() * 64, 0);
    for (std::size_t i = 0; i < world_.posts->size(); ++i) price[i] = plan.price[world_.model.order()[i]];
    return price;
  }

  // Groups first, then families. In each round all who wait choose at the same places, in parallel; then they are
  // served by regret.
  std::vector<std::int32_t> ChooseAll(const std::vector<std::int32_t>& price) {
    choices_.assign(parties_.size(), {});
    left_ = matcher_.situation().capacity;
    for (const bool groups : {true, false}) {
      std::vector<std::uint32_t> waiting;
      for (std::uint32_t p = 0; p < parties_.size(); ++p) {
        if (parties_[p].is_group == groups) waiting.push_back(p);
      }
      for (int round = 0; round <= rules_.rebids_max && !waiting.empty(); ++round) Round(price, waiting);
      for (const std::uint32_t p : waiting) {
        choices_[p].outcome.kind = PartyOutcome::Kind::kOutbid;
        choices_[p].seats.clear();
      }
    }
    return KeptBy();
  }

  void Round(const std::vector<std::int32_t>& price, std::vector<std::uint32_t>& waiting) {
    team_.Run(waiting.size(), 8, [&](int thread, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        Choice& choice = choices_[waiting[i]];
        const std::uint32_t bids = choice.outcome.bids + 1;
        choice = choosers_[static_cast<std::size_t>(thread)].Choose(parties_[waiting[i]], singles_, price, left_);
        choice.outcome.bids = bids;
      }
    });
    std::stable_sort(waiting.begin(), waiting.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return choices_[a].regret > choices_[b].regret; });
    std::vector<std::uint32_t> again;
    for (const std::uint32_t p : waiting) {
      if (!choices_[p].found()) continue;
      if (!Reserve(choices_[p])) again.push_back(p);
    }
    std::sort(again.begin(), again.end());
    waiting = std::move(again);
  }

  bool Reserve(const Choice& choice) {
    for (std::size_t i = 0; i < choice.seats.size(); ++i) {
      if (left_[choice.seats[i].position]-- > 0) continue;
      for (std::size_t k = 0; k <= i; ++k) ++left_[choice.seats[k].position];
      return false;
    }
    return true;
  }

  std::vector<std::int32_t> KeptBy() {
    std::vector<std::int32_t> kept(world_.workers->size(), kUnplaced);
    bonus_ = 0;
    for (std::size_t p = 0; p < parties_.size(); ++p) {
      const Choice& choice = choices_[p];
      for (const Seat& seat : choice.seats) {
        const std::uint32_t post = world_.model.order()[seat.position];
        kept[seat.worker] = static_cast<std::int32_t>(post);
        const int percent =
            (choice.outcome.kind == PartyOutcome::Kind::kEmployer ? rules_.bonus_employer : 0) +
            (!parties_[p].is_group && world_.posts->couple_room[post] != 0 ? rules_.bonus_couple_room : 0);
        bonus_ += std::int64_t{matcher_.Score(seat.worker, post).value} * percent / 100;
      }
      if (choice.found() || choice.outcome.kind == PartyOutcome::Kind::kTold || parties_[p].may_part) continue;
      for (const std::uint32_t w : parties_[p].workers) kept[w] = kLeftOut;
    }
    return kept;
  }

  ThreadTeam team_;
  std::vector<Chooser> choosers_;
  Chooser::Singles singles_;
  std::vector<Choice> choices_;
  std::vector<std::int32_t> left_;  // by position: places that no party has taken
  std::int64_t bonus_ = 0;
};

// Under kStable everybody is planned as a single. Who would be parted without having agreed to it is left out, which is
// no loss to anybody else; then he goes with his party to places that nobody else wants, if there are such.
class StablePartySolver : private PartySolverBase {
 public:
  StablePartySolver(const Matcher& matcher, std::span<const Party> parties, const PartyRules& rules,
                    const Options& options)
      : PartySolverBase(matcher, parties, rules, options), outcomes_(parties.size()) {}

  Result<PartyPlan> Run() {
    PartyPlan result;
    result.plan = TRY(matcher_.Solve(options_));
    result.singles_objective = result.plan.objective;
    result.singles_together = Together(result.plan);
    std::vector<std::int32_t> kept(world_.workers->size(), kUnplaced);
    std::vector<std::uint32_t> out;
    // Places that some leave draw others, who may be parted by it.
    while (LeaveOut(result.plan, kept, out)) result.plan = TRY(matcher_.Solve(options_, kept));
    if (!out.empty()) {
      std::sort(out.begin(), out.end());
      SeatInFreePlaces(result.plan, out, kept);
      result.plan = TRY(matcher_.Solve(options_, kept));
    }
    for (std::size_t p = 0; p < parties_.size(); ++p) Describe(result.plan, parties_[p], outcomes_[p]);
    result.outcomes = std::move(outcomes_);
    result.parties_together = Together(result.plan);
    return result;
  }

 private:
  // True if there were parties to leave out that had not been before.
  bool LeaveOut(const Plan& plan, std::vector<std::int32_t>& kept, std::vector<std::uint32_t>& out) const {
    const std::size_t before = out.size();
    for (std::uint32_t p = 0; p < parties_.size(); ++p) {
      const Party& party = parties_[p];
      if (party.may_part || kept[party.workers[0]] == kLeftOut || CommonCity(plan, party)) continue;
      for (const std::uint32_t w : party.workers) kept[w] = kLeftOut;
      out.push_back(p);
    }
    return out.size() > before;
  }

  // Nobody envies them: a place that a stable plan leaves free is one that nobody likes better than his own.
  void SeatInFreePlaces(const Plan& plan, const std::vector<std::uint32_t>& out, std::vector<std::int32_t>& kept) {
    std::vector<std::int32_t> left = matcher_.situation().capacity;
    for (std::size_t w = 0; w < kept.size(); ++w) {
      if (plan.assignment[w] == kUnplaced || world_.workers->told_post[w] != kUnplaced) continue;
      --left[world_.model.position()[static_cast<std::size_t>(plan.assignment[w])]];
    }
    // Being together may cost anything: alone they would have nothing. Everybody looks for what is best for him.
    PartyRules any_price = rules_;
    any_price.family_loss_max = any_price.group_loss_max = 1'000'000;
    Chooser chooser(matcher_, matcher_.situation(), locations_, any_price, GetKernel(options_.isa));
    const std::size_t workers = kept.size();
    const Chooser::Singles singles{std::vector<std::int32_t>(workers, kUnplaced), std::vector<std::int32_t>(workers, 0),
                                   std::vector<std::int32_t>(workers, kCertain)};
    const std::vector<std::int32_t> free_of_price(left.size(), 0);
    for (const std::uint32_t p : out) {
      const Choice choice = chooser.Choose(parties_[p], singles, free_of_price, left);
      outcomes_[p].kind = choice.found() ? PartyOutcome::Kind::kNowhere : choice.outcome.kind;
      outcomes_[p].locations = choice.outcome.locations;
      outcomes_[p].bids = 1;
      for (const Seat& seat : choice.seats) {
        --left[seat.position];
        kept[seat.worker] = static_cast<std::int32_t>(world_.model.order()[seat.position]);
      }
    }
  }

  bool ToldApart(const Party& party) const {
    std::optional<std::uint16_t> city;
    for (const std::uint32_t w : party.workers) {
      const std::int32_t told = world_.workers->told_post[w];
      if (told == kUnplaced) continue;
      const std::uint16_t here = world_.posts->city[static_cast<std::size_t>(told)];
      if (city && *city != here) return true;
      city = here;
    }
    return false;
  }

  void Describe(const Plan& plan, const Party& party, PartyOutcome& outcome) const {
    const auto city = CommonCity(plan, party);
    if (!city) {
      if (ToldApart(party)) outcome.kind = PartyOutcome::Kind::kTold;
      return;
    }
    outcome.city = *city;
    std::optional<std::uint32_t> site;
    bool one_site = true;
    for (const std::uint32_t w : party.workers) {
      const std::int32_t post = plan.assignment[w];
      if (post == kUnplaced || world_.posts->city[static_cast<std::size_t>(post)] != *city) continue;
      ++outcome.together;
      const std::uint32_t here = locations_.site[world_.model.position()[static_cast<std::size_t>(post)]];
      one_site = one_site && (!site || *site == here);
      site = here;
    }
    outcome.kind = one_site ? PartyOutcome::Kind::kEmployer : PartyOutcome::Kind::kCity;
  }

  std::vector<PartyOutcome> outcomes_;
};

Status Check(const Matcher& matcher, std::span<const Party> parties) {
  std::vector<bool> seen(matcher.world().workers->size());
  for (const Party& party : parties) {
    if (party.workers.size() < 2) return Fail(kBadWorld, "同行的人少于两人", "请检查配偶与小组两列");
    for (const std::uint32_t w : party.workers) {
      if (w >= seen.size() || seen[w]) return Fail(kBadWorld, "同一人出现在两个同行组合中", "请检查配偶与小组两列");
      seen[w] = true;
    }
  }
  return Ok();
}

}  // namespace

Result<PartyPlan> SolveWithParties(const Matcher& matcher, std::span<const Party> parties, const PartyRules& rules,
                                   const Options& options) {
  TRY(Check(matcher, parties));
  if (options.objective == Objective::kStable) return StablePartySolver(matcher, parties, rules, options).Run();
  return PartySolver(matcher, parties, rules, options).Run();
}

}  // namespace gq::matching
