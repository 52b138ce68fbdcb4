#include "engines/matching/replan.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "engines/matching/post_view.h"
#include "engines/matching/thread_team.h"
#include "engines/matching/validate.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

constexpr std::size_t kGrain = 4096;
constexpr std::int32_t kNearBy = 24;  // in epsilons: how far below a worker's net a post still remembers him
constexpr std::int32_t kPriceMax = 2 << kValueBits;  // no weight makes a value as great

enum class Part : std::uint8_t { kFree, kHeld, kGone };

struct Wanting {
  std::uint32_t worker;
  std::int32_t value;
};

// Who would gain most by a post, as a scan of all workers left it. Workers' nets only rise in a reverse auction, so
// nobody outside gains more than `outside_max` but for those whose net has fallen since; they are looked at again.
struct WaitingList {
  std::vector<Wanting> workers;
  std::int32_t outside_max = 0;
  std::size_t known = 0;  // so many of State::fallen have been looked at
};

void AppendList(std::vector<std::uint32_t>& begin, std::size_t rows, std::size_t entries) {
  if (begin.empty()) begin.assign(rows, static_cast<std::uint32_t>(entries));
}

}  // namespace

struct Replanner::State {
  State(Workers w, Posts p, Places at, const Weights& x, const Options& o)
      : workers(std::move(w)), posts(std::move(p)), places(std::move(at)), weights(x), options(o), team(o.threads) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Workers workers;
  Posts posts;
  Places places;
  Weights weights;
  Options options;
  std::optional<Matcher> matcher;  // of the rows at the start
  std::size_t base_workers = 0, base_posts = 0;
  Situation situation;
  std::optional<Prices> prices;  // by position, of the posts at the start
  std::vector<Scanner> scanners;
  std::vector<BestPosts> best;
  std::map<std::uint16_t, ProbabilityTable> arrive;  // weights that came later
  std::vector<const ProbabilityTable*> arrive_of = std::vector<const ProbabilityTable*>(2000);  // by weight
  ThreadTeam team;
  std::int32_t epsilon = 1;

  std::vector<Part> part;                               // by worker
  std::vector<std::int32_t> assignment, value, others;  // by worker; others: bound on the net of all posts but his own
  std::vector<Effect> own;                              // by worker
  std::vector<std::int32_t> price, capacity;            // by post; capacity without places that are held
  std::vector<std::vector<std::uint32_t>> holders;      // by post, who may move
  std::deque<PostView> later_posts;                     // those that came after the start
  std::vector<std::uint32_t> waiting, open;             // workers without a place, posts with a free place at a price
  std::map<std::uint32_t, WaitingList> lists;           // by post
  std::vector<std::uint64_t> looked_at;                 // by worker: price_falls when `others` was exact
  std::uint64_t price_falls = 0;
  std::vector<std::uint32_t> fallen;             // workers whose net fell, one after the other
  std::map<std::uint32_t, std::int32_t> before;  // worker: where he was when the change began
  Change change;
  double gap_at_start = 0;
  std::uint64_t changes = 0;

  const World& world() const { return matcher->world(); }

  void Begin(const Plan& plan, std::span<const std::uint8_t> held);
  Change End(std::uint32_t index);
  void Settle();

  const ProbabilityTable& ArriveOf(std::size_t worker) const { return *arrive_of[workers.weight[worker]]; }
  void Know(std::uint16_t weight) {
    if (arrive_of[weight] != nullptr) return;
    const auto known = world().arrive.find(weight);
    arrive_of[weight] =
        known != world().arrive.end() ? &known->second : &arrive.try_emplace(weight, ArriveTable(weight)).first->second;
  }
  std::int32_t ValueAt(const PostView& view, std::size_t worker) const {
    const Effect index = view.IndexOf(worker, own[worker]);
    return ValueOf(ArriveOf(worker).At(index.arrive), world().stay->At(index.stay));
  }
  std::int32_t NetOf(std::size_t w) const {
    return assignment[w] == kUnplaced ? 0 : value[w] - price[static_cast<std::size_t>(assignment[w])];
  }
  std::int32_t ProfitOf(std::size_t w) const { return std::max(others[w], NetOf(w)); }

  void SetPrice(std::size_t post, std::int32_t to) {
    price[post] = to;
    if (post < base_posts) prices->Set(world().model.position()[post], price[post]);
  }
  void SetCapacity(std::size_t post, std::int32_t to) {
    capacity[post] = to;
    if (post >= base_posts) return;
    const std::size_t at = world().model.position()[post];
    const std::uint64_t bit = 1ULL << (at % 64);
    situation.places_left[at / 64] =
        to > 0 ? situation.places_left[at / 64] | bit : situation.places_left[at / 64] & ~bit;
  }
  void Remember(std::uint32_t worker) { before.try_emplace(worker, assignment[worker]); }
  void Leave(std::uint32_t worker);
  void Seat(std::uint32_t worker, std::uint32_t post, std::int32_t worth);

  struct TopTwo {
    std::int32_t first = 0, second = 0, worth = 0;
    std::uint32_t post = 0;
  };
  void Offer(TopTwo& top, std::uint32_t post, std::int32_t worth) const;
  TopTwo Look(std::uint32_t worker, int thread = 0);
  void Bid(std::uint32_t worker);
  void Raise(std::uint32_t post, std::int32_t to);
  void Refresh(std::uint32_t worker);
  void ListAll();
  bool BringUpToDate(std::uint32_t post);
  void Wave();
  void ScanPosts(const std::vector<std::uint32_t>& list);
  void Keep(std::uint32_t post, std::vector<Wanting> all);
  bool Fill(std::uint32_t post);
  void AppendWorkerLists(const Workers& one);
};

void Replanner::State::Begin(const Plan& plan, std::span<const std::uint8_t> held) {
  base_workers = workers.size();
  base_posts = posts.size();
  situation = matcher->situation();
  prices.emplace(situation.capacity.size());
  for (int t = 0; t < team.size(); ++t) scanners.emplace_back(world(), situation, GetKernel(options.isa));
  best.resize(static_cast<std::size_t>(team.size()));
  epsilon = std::max(1, plan.epsilon_fine);
  assignment = plan.assignment;
  value = plan.value;
  others = plan.others_max;
  part.assign(base_workers, Part::kFree);
  looked_at.assign(base_workers, 0);
  own.resize(base_workers);
  price.assign(base_posts, 0);
  capacity = posts.openings;
  holders.resize(base_posts);
  for (std::size_t w = 0; w < base_workers; ++w) {
    own[w] = world().model.worker(w);
    Know(workers.weight[w]);
    const bool stays = workers.told_post[w] != kUnplaced || (!held.empty() && held[w] != 0);
    if (stays) part[w] = Part::kHeld;
    if (assignment[w] == kUnplaced) continue;
    const auto post = static_cast<std::size_t>(assignment[w]);
    if (stays) {
      --capacity[post];
    } else {
      holders[post].push_back(static_cast<std::uint32_t>(w));
    }
  }
  for (std::size_t p = 0; p < base_posts; ++p) {
    SetPrice(p, plan.price[p]);
    SetCapacity(p, capacity[p]);
  }
  ListAll();
}

void Replanner::State::Leave(std::uint32_t worker) {
  Remember(worker);
  if (assignment[worker] == kUnplaced) return;
  const auto post = static_cast<std::size_t>(assignment[worker]);
  others[worker] = std::max(others[worker], NetOf(worker));
  std::vector<std::uint32_t>& list = holders[post];
  list.erase(std::find(list.begin(), list.end(), worker));
  // He may want to come back when the price falls.
  if (const auto waits = lists.find(static_cast<std::uint32_t>(post)); waits != lists.end())
    waits->second.workers.push_back({worker, value[worker]});
  assignment[worker] = kUnplaced;
  value[worker] = 0;
}

void Replanner::State::Seat(std::uint32_t worker, std::uint32_t post, std::int32_t worth) {
  Remember(worker);
  assignment[worker] = static_cast<std::int32_t>(post);
  value[worker] = worth;
  holders[post].push_back(worker);
}

void Replanner::State::Offer(TopTwo& top, std::uint32_t post, std::int32_t worth) const {
  const std::int32_t net = worth - price[post];
  if (net > top.first) {
    top.second = top.first;
    top.first = net;
    top.post = post;
    top.worth = worth;
  } else {
    top.second = std::max(top.second, net);
  }
}

// The best post and the net of the second best; posts that came later one by one.
Replanner::State::TopTwo Replanner::State::Look(std::uint32_t worker, int thread) {
  TopTwo top;
  std::size_t from = 0;
  if (worker < base_workers) {
    BestPosts& list = best[static_cast<std::size_t>(thread)];
    scanners[static_cast<std::size_t>(thread)].ScanNet(worker, *prices, list);
    list.Finish(2);
    for (std::uint32_t i = 0; i < list.count(); ++i) {
      const std::uint32_t post = world().model.order()[list.position(i)];
      Offer(top, post, list.net(i) + price[post]);
    }
    from = base_posts;
  }
  for (std::size_t p = from; p < base_posts; ++p) {
    const auto post = static_cast<std::uint32_t>(p);
    if (capacity[p] <= 0 ||
        !Possible(workers, posts, places, post, worker, TierBit(posts, places, post, workers.origin[worker]))) {
      continue;
    }
    const Effect index = world().model.Explain(worker, p).total;
    Offer(top, post, ValueOf(ArriveOf(worker).At(index.arrive), world().stay->At(index.stay)));
  }
  for (const PostView& view : later_posts) {
    if (capacity[view.post()] > 0 && view.IsPossible(worker)) Offer(top, view.post(), ValueAt(view, worker));
  }
  return top;
}

// One bid of the forward auction for somebody without a place.
void Replanner::State::Bid(std::uint32_t worker) {
  ++change.worker_scans;
  const TopTwo top = Look(worker);
  others[worker] = top.second;
  looked_at[worker] = price_falls;
  if (top.first <= 0) {
    others[worker] = 0;
    return;
  }
  ++change.bids;
  const std::uint32_t post = top.post;
  if (static_cast<std::int32_t>(holders[post].size()) < capacity[post]) {
    Seat(worker, post, top.worth);
    return;
  }
  // The price up to which each would stay.
  for (const std::uint32_t h : holders[post]) Refresh(h);
  const std::int32_t mine = top.worth - top.second;
  std::uint32_t weakest = holders[post].front();
  for (const std::uint32_t h : holders[post]) {
    const std::int32_t a = value[h] - others[h], b = value[weakest] - others[weakest];
    if (a < b || (a == b && h > weakest)) weakest = h;
  }
  const std::int32_t limit = value[weakest] - others[weakest];
  if (mine <= limit) {
    Raise(post, mine);
    waiting.push_back(worker);
    return;
  }
  Raise(post, limit);
  Leave(weakest);
  Seat(worker, post, top.worth);
  waiting.push_back(weakest);
}

void Replanner::State::Raise(std::uint32_t post, std::int32_t to) {
  SetPrice(post, std::max(price[post], to) + epsilon);
  fallen.insert(fallen.end(), holders[post].begin(), holders[post].end());
}

// Prices have fallen since `others` of somebody with a place was found: none of them gave him more than he has, but
// what he has is about to fall.
void Replanner::State::Refresh(std::uint32_t worker) {
  if (looked_at[worker] == price_falls) return;
  ++change.worker_scans;
  const TopTwo top = Look(worker);
  const bool own = top.first > 0 && assignment[worker] == static_cast<std::int32_t>(top.post);
  others[worker] = own ? top.second : top.first;
  looked_at[worker] = price_falls;
}

// One round of the reverse auction: all posts that have a free place at a price.
void Replanner::State::Wave() {
  std::vector<std::uint32_t> wave, unknown;
  std::sort(open.begin(), open.end());
  open.erase(std::unique(open.begin(), open.end()), open.end());
  for (const std::uint32_t p : open) {
    if (static_cast<std::int32_t>(holders[p].size()) >= capacity[p] || price[p] <= epsilon) continue;
    wave.push_back(p);
    if (!BringUpToDate(p)) unknown.push_back(p);
  }
  open.clear();
  if (wave.empty()) return;
  ++change.waves;
  ScanPosts(unknown);
  for (const std::uint32_t p : wave) {
    if (Fill(p)) continue;
    lists.erase(p);  // used up
    open.push_back(p);
  }
}

// Once: every post that has a price remembers the workers to whom it is nearly as good as what they have. Costs about
// one scan a worker, and spares a scan of all workers for nearly every place that becomes free.
void Replanner::State::ListAll() {
  const std::int32_t near = kNearBy * epsilon;
  struct Entry {
    std::uint32_t post;
    Wanting who;
  };
  const std::size_t parts = (base_workers + kGrain - 1) / kGrain;
  std::vector<std::vector<Entry>> found(parts);
  team.Run(parts, 1, [&](int thread, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t last = std::min(base_workers, (i + 1) * kGrain);
      for (std::size_t w = i * kGrain; w < last; ++w) {
        if (part[w] != Part::kFree) continue;
        const std::int32_t net = NetOf(w);
        scanners[static_cast<std::size_t>(thread)].ForEach(w, [&](std::uint32_t at, std::int32_t worth) {
          const std::int32_t there = (*prices)[at];
          if (there <= epsilon || worth - net <= std::max(0, there - near)) return;
          const std::uint32_t post = world().model.order()[at];
          if (assignment[w] != static_cast<std::int32_t>(post))
            found[i].push_back({post, {static_cast<std::uint32_t>(w), worth}});
        });
      }
    }
  });
  for (std::uint32_t p = 0; p < base_posts; ++p) {
    if (price[p] <= epsilon || capacity[p] <= 0) continue;
    WaitingList& list = lists[p];
    list.outside_max = std::max(0, price[p] - near);
    list.known = fallen.size();
  }
  for (const std::vector<Entry>& entries : found) {
    for (const Entry& entry : entries) {
      if (const auto at = lists.find(entry.post); at != lists.end()) at->second.workers.push_back(entry.who);
    }
  }
}

// False: there is no list, or so many nets have fallen that a scan is cheaper.
bool Replanner::State::BringUpToDate(std::uint32_t post) {
  const auto at = lists.find(post);
  if (at == lists.end()) return false;
  WaitingList& list = at->second;
  if (list.known == fallen.size()) return true;
  std::vector<std::uint32_t> again(fallen.begin() + static_cast<std::ptrdiff_t>(list.known), fallen.end());
  if (again.size() > std::max<std::size_t>(1'000, workers.size() / 4)) return false;
  std::sort(again.begin(), again.end());
  again.erase(std::unique(again.begin(), again.end()), again.end());
  const PostView view(workers, posts, places, world().model, post);
  for (const std::uint32_t w : again) {
    if (part[w] != Part::kFree || assignment[w] == static_cast<std::int32_t>(post) || !view.IsPossible(w)) continue;
    const std::int32_t worth = ValueAt(view, w);
    if (worth - NetOf(w) > list.outside_max) list.workers.push_back({w, worth});
  }
  list.known = fallen.size();
  return true;
}

// All these posts look at all workers together.
void Replanner::State::ScanPosts(const std::vector<std::uint32_t>& list) {
  if (list.empty()) return;
  change.post_scans += list.size();
  std::vector<PostView> views;
  for (const std::uint32_t p : list) views.emplace_back(workers, posts, places, world().model, p);
  const std::size_t parts = (workers.size() + kGrain - 1) / kGrain;
  std::vector<std::vector<Wanting>> found(parts * views.size());
  team.Run(parts, 1, [&](int, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t last = std::min(workers.size(), (i + 1) * kGrain);
      std::uint8_t mask[PostView::kBlock];
      for (std::size_t first = i * kGrain; first < last; first += PostView::kBlock) {
        const std::size_t count = std::min(PostView::kBlock, last - first);
        for (std::size_t v = 0; v < views.size(); ++v) {
          views[v].WriteMask(first, count, mask);
          for (std::size_t w = first; w < first + count; ++w) {
            if (mask[w - first] == 0 || part[w] != Part::kFree || !views[v].AcceptsCity(w) ||
                assignment[w] == static_cast<std::int32_t>(views[v].post())) {
              continue;
            }
            const std::int32_t worth = ValueAt(views[v], w);
            if (worth > NetOf(w)) found[v * parts + i].push_back({static_cast<std::uint32_t>(w), worth});
          }
        }
      }
    }
  });
  for (std::size_t v = 0; v < views.size(); ++v) {
    std::vector<Wanting> all;
    for (std::size_t i = 0; i < parts; ++i)
      all.insert(all.end(), found[v * parts + i].begin(), found[v * parts + i].end());
    Keep(list[v], std::move(all));
  }
}

// Keeps those who gain most, and all who gain nearly as much as the last of them.
void Replanner::State::Keep(std::uint32_t post, std::vector<Wanting> all) {
  WaitingList list;
  list.known = fallen.size();
  const std::size_t free = static_cast<std::size_t>(capacity[post]) - holders[post].size();
  const std::size_t keep = std::max<std::size_t>(256, 4 * free);
  const auto gain = [&](const Wanting& w) { return w.value - NetOf(w.worker); };
  if (all.size() > keep) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep), all.end(),
                     [&](const Wanting& a, const Wanting& b) { return gain(a) > gain(b); });
    const std::int32_t least = gain(all[keep]) - epsilon;
    const auto outside = std::partition(all.begin(), all.end(), [&](const Wanting& w) { return gain(w) > least; });
    for (auto at = outside; at != all.end(); ++at) list.outside_max = std::max(list.outside_max, gain(*at));
    all.erase(outside, all.end());
  }
  list.workers = std::move(all);
  lists[post] = std::move(list);
}

// Gives the free places of a post to those who gain most. False, and nothing has changed: its list does not tell who.
bool Replanner::State::Fill(std::uint32_t post) {
  struct Gain {
    std::int32_t rank, gain;
    std::uint32_t worker;
    std::int32_t worth;
  };
  const WaitingList& list = lists.at(post);
  std::vector<Gain> gains;
  for (const Wanting& w : list.workers) {
    if (part[w.worker] != Part::kFree || assignment[w.worker] == static_cast<std::int32_t>(post)) continue;
    const std::int32_t gain = w.value - NetOf(w.worker);
    // Of equals, those who leave no place behind: the chain ends with them.
    if (gain > 0) gains.push_back({gain + (assignment[w.worker] == kUnplaced ? epsilon : 0), gain, w.worker, w.value});
  }
  const auto free = static_cast<std::size_t>(capacity[post]) - holders[post].size();
  std::sort(gains.begin(), gains.end(),
            [](const Gain& a, const Gain& b) { return a.rank != b.rank ? a.rank > b.rank : a.worker < b.worker; });
  gains.erase(
      std::unique(gains.begin(), gains.end(), [](const Gain& a, const Gain& b) { return a.worker == b.worker; }),
      gains.end());
  const std::size_t seated = std::min(free, gains.size());
  const std::int32_t outside = list.outside_max;
  const std::int32_t least = seated < free ? 0 : seated == 0 ? INT32_MAX : gains[seated - 1].gain;
  if (outside > 0 && least < outside + 2 * epsilon) return false;
  std::int32_t next = 0;
  for (std::size_t i = seated; i < gains.size(); ++i) next = std::max(next, gains[i].gain);
  ++price_falls;
  SetPrice(post, std::min(price[post], std::max({0, next - epsilon, outside})));
  // Nobody but these may now find more here than he has.
  for (std::size_t i = seated; i < gains.size(); ++i) {
    const std::uint32_t w = gains[i].worker;
    others[w] = std::max(others[w], gains[i].worth - price[post]);
  }
  gains.resize(seated);
  for (const Gain& g : gains) {
    const std::int32_t from = assignment[g.worker];
    Leave(g.worker);
    if (from != kUnplaced && price[static_cast<std::size_t>(from)] > epsilon)
      open.push_back(static_cast<std::uint32_t>(from));
    Seat(g.worker, post, g.worth);
  }
  return true;
}

void Replanner::State::Settle() {
  while (!waiting.empty() || !open.empty()) {
    while (!open.empty()) Wave();
    if (waiting.empty()) continue;
    const std::uint32_t worker = waiting.back();
    waiting.pop_back();
    if (part[worker] == Part::kFree && assignment[worker] == kUnplaced) Bid(worker);
  }
}

Change Replanner::State::End(std::uint32_t index) {
  Settle();
  ++changes;
  change.index = index;
  for (const auto& [worker, from] : before) {
    if (assignment[worker] != from) change.moves.push_back({worker, from, assignment[worker]});
  }
  before.clear();
  for (const std::int32_t v : value) change.objective += v;
  return std::exchange(change, {});
}

void Replanner::State::AppendWorkerLists(const Workers& one) {
  const std::size_t n = workers.size();
  if (one.city_begin.empty() && workers.city_begin.empty()) return;
  AppendList(workers.city_begin, n + 1, workers.cities.size());
  workers.cities.insert(workers.cities.end(), one.cities.begin(), one.cities.end());
  workers.city_begin.push_back(static_cast<std::uint32_t>(workers.cities.size()));
}

Replanner::Replanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Replanner::Replanner(Replanner&&) noexcept = default;
Replanner& Replanner::operator=(Replanner&&) noexcept = default;
Replanner::~Replanner() = default;

Result<Replanner> Replanner::Create(Workers workers, Posts posts, Places places, const Weights& weights,
                                    const Options& options) {
  const Matcher matcher = TRY(Matcher::Create(workers, posts, places, weights));
  Options retained = options;
  retained.objective = Objective::kRetained;
  const Plan plan = TRY(matcher.Solve(retained));
  return Create(std::move(workers), std::move(posts), std::move(places), weights, options, plan);
}

Result<Replanner> Replanner::Create(Workers workers, Posts posts, Places places, const Weights& weights,
                                    const Options& options, const Plan& plan, std::span<const std::uint8_t> held) {
  auto state = std::make_unique<State>(std::move(workers), std::move(posts), std::move(places), weights, options);
  state->matcher.emplace(TRY(Matcher::Create(state->workers, state->posts, state->places, state->weights)));
  const std::size_t n = state->workers.size();
  if (plan.assignment.size() != n || plan.others_max.size() != n || plan.price.size() != state->posts.size() ||
      (!held.empty() && held.size() != n)) {
    return Fail(kBadWorld, "方案与劳动者、岗位对不上，或不是“预计留岗”方案", "请重新求解后再做增量调整");
  }
  state->Begin(plan, held);
  Replanner replanner(std::move(state));
  replanner.state_->gap_at_start = replanner.Gap();
  return replanner;
}

Result<Change> Replanner::AddPost(const Posts& one) {
  State& s = *state_;
  if (one.size() != 1) return Fail(kBadWorld, "一次只能加入一个岗位", "这是程序错误，请报告");
  TRY(ValidateWorld(Workers(), one, s.places, s.weights));
  Posts& p = s.posts;
  const std::size_t row = p.size();
  const auto add_list = [&](auto& begin, auto& list, const auto& from_begin, const auto& from) {
    if (begin.empty() && from_begin.empty()) return;
    AppendList(begin, row + 1, list.size());
    list.insert(list.end(), from.begin(), from.end());
    begin.push_back(static_cast<std::uint32_t>(list.size()));
  };
  add_list(p.reserved_begin, p.reserved, one.reserved_begin, one.reserved);
  add_list(p.staff_begin, p.staff, one.staff_begin, one.staff);
  p.city.push_back(one.city[0]);
  p.trade.push_back(one.trade[0]);
  p.employer.push_back(one.employer[0]);
  p.couple_room.push_back(one.couple_room[0]);
  p.subsidy_months.push_back(one.subsidy_months[0]);
  p.openings.push_back(one.openings[0]);
  p.wage_min.push_back(one.wage_min[0]);
  p.wage_max.push_back(one.wage_max[0]);
  p.traits.push_back(one.traits[0]);
  p.age_min.push_back(one.age_min[0]);
  p.age_max.push_back(one.age_max[0]);
  p.education_min.push_back(one.education_min[0]);
  p.health_min.push_back(one.health_min[0]);
  p.certificates.push_back(one.certificates[0]);
  p.valid_from.push_back(one.valid_from[0]);
  p.valid_to.push_back(one.valid_to[0]);
  p.men_only.push_back(one.men_only[0]);
  s.price.push_back(kPriceMax);  // falls to what somebody would give for it
  s.capacity.push_back(one.openings[0]);
  s.holders.emplace_back();
  s.later_posts.emplace_back(s.workers, s.posts, s.places, s.world().model, static_cast<std::uint32_t>(row));
  s.open.push_back(static_cast<std::uint32_t>(row));
  return s.End(static_cast<std::uint32_t>(row));
}

Result<Change> Replanner::AddWorker(const Workers& one) {
  State& s = *state_;
  if (one.size() != 1) return Fail(kBadWorld, "一次只能加入一人", "这是程序错误，请报告");
  if (one.told_post.size() == 1 && one.told_post[0] != kUnplaced)
    return Fail(kBadWorld, "新加入的人不能已有告知的岗位", "请先加入，再登记告知");
  TRY(ValidateWorld(one, Posts(), s.places, s.weights));
  Workers& w = s.workers;
  const auto row = static_cast<std::uint32_t>(w.size());
  s.AppendWorkerLists(one);
  w.origin.push_back(one.origin[0]);
  w.age.push_back(one.age[0]);
  w.education.push_back(one.education[0]);
  w.health.push_back(one.health[0]);
  w.certificates.push_back(one.certificates[0]);
  w.trades.push_back(one.trades[0]);
  w.tiers.push_back(one.tiers[0]);
  w.min_wage.push_back(one.min_wage[0]);
  w.want_wage.push_back(one.want_wage[0]);
  w.start.push_back(one.start[0]);
  w.traits.push_back(one.traits[0]);
  w.season.push_back(one.season[0]);
  w.spouse_metro.push_back(one.spouse_metro[0]);
  w.subsidy.push_back(one.subsidy[0]);
  w.weight.push_back(one.weight[0]);
  w.told_post.push_back(kUnplaced);
  w.man.push_back(one.man[0]);
  s.Know(one.weight[0]);
  s.part.push_back(Part::kFree);
  s.assignment.push_back(kUnplaced);
  s.value.push_back(0);
  s.others.push_back(0);
  s.looked_at.push_back(0);
  s.fallen.push_back(row);  // no list knows him
  s.own.push_back(s.world().model.OwnEffect(row));
  s.waiting.push_back(row);
  return s.End(row);
}

Result<Change> Replanner::WithdrawPost(std::size_t post) {
  State& s = *state_;
  if (post >= s.posts.size()) return Fail(kBadWorld, "没有这个岗位", "请检查岗位编号");
  for (std::uint32_t w = 0; w < s.workers.size(); ++w) {
    if (s.part[w] != Part::kHeld || s.assignment[w] != static_cast<std::int32_t>(post)) continue;
    s.part[w] = Part::kFree;
    s.workers.told_post[w] = kUnplaced;
    s.holders[post].push_back(w);
  }
  s.SetCapacity(post, 0);
  s.posts.openings[post] = 0;
  const std::vector<std::uint32_t> displaced = s.holders[post];
  s.fallen.insert(s.fallen.end(), displaced.begin(), displaced.end());
  for (const std::uint32_t w : displaced) s.Leave(w);
  s.waiting.insert(s.waiting.end(), displaced.rbegin(), displaced.rend());
  return s.End(static_cast<std::uint32_t>(post));
}

Result<Change> Replanner::WithdrawWorker(std::size_t worker) {
  State& s = *state_;
  if (worker >= s.workers.size() || s.part[worker] == Part::kGone) return Fail(kBadWorld, "没有这个人", "请检查编号");
  const auto w = static_cast<std::uint32_t>(worker);
  const std::int32_t post = s.assignment[worker];
  if (post != kUnplaced && s.part[worker] == Part::kHeld) {
    s.SetCapacity(static_cast<std::size_t>(post), s.capacity[static_cast<std::size_t>(post)] + 1);
    s.holders[static_cast<std::size_t>(post)].push_back(w);
  }
  s.Leave(w);
  s.part[worker] = Part::kGone;
  s.workers.told_post[worker] = kUnplaced;
  s.others[worker] = 0;
  if (post != kUnplaced) {
    // Nobody bid for a post all of whose places were held: its price begins above all.
    if (s.capacity[static_cast<std::size_t>(post)] == 1) s.SetPrice(static_cast<std::size_t>(post), kPriceMax);
    s.open.push_back(static_cast<std::uint32_t>(post));
  }
  return s.End(w);
}

Status Replanner::Tell(std::size_t worker) {
  State& s = *state_;
  if (worker >= s.workers.size() || s.part[worker] == Part::kGone || s.assignment[worker] == kUnplaced)
    return Fail(kBadWorld, "此人没有安排岗位，不能告知", "请先给他安排岗位");
  s.workers.told_post[worker] = s.assignment[worker];
  if (s.part[worker] == Part::kHeld) return Ok();
  const auto post = static_cast<std::size_t>(s.assignment[worker]);
  s.part[worker] = Part::kHeld;
  std::vector<std::uint32_t>& list = s.holders[post];
  list.erase(std::find(list.begin(), list.end(), static_cast<std::uint32_t>(worker)));
  s.SetCapacity(post, s.capacity[post] - 1);
  return Ok();
}

const Workers& Replanner::workers() const { return state_->workers; }
const Posts& Replanner::posts() const { return state_->posts; }
std::int32_t Replanner::assignment(std::size_t worker) const { return state_->assignment[worker]; }
std::int32_t Replanner::value(std::size_t worker) const { return state_->value[worker]; }
std::int32_t Replanner::price(std::size_t post) const { return state_->price[post]; }
std::uint64_t Replanner::changes() const { return state_->changes; }
double Replanner::GapAtStart() const { return state_->gap_at_start; }

std::int64_t Replanner::objective() const {
  std::int64_t sum = 0;
  for (const std::int32_t v : state_->value) sum += v;
  return sum;
}

std::int64_t Replanner::bound() const {
  const State& s = *state_;
  std::int64_t sum = 0;
  for (std::size_t p = 0; p < s.posts.size(); ++p) sum += std::int64_t{std::max(0, s.capacity[p])} * s.price[p];
  for (std::size_t w = 0; w < s.workers.size(); ++w) {
    sum += s.part[w] == Part::kFree ? s.ProfitOf(w) : s.part[w] == Part::kHeld ? s.value[w] : 0;
  }
  return sum;
}

double Replanner::Gap() const {
  const std::int64_t most = bound();
  return most > 0 ? static_cast<double>(most - objective()) / static_cast<double>(most) : 0;
}

void Replanner::Certify() {
  State& s = *state_;
  s.team.Run(s.workers.size(), 256, [&](int thread, std::size_t begin, std::size_t end) {
    for (std::size_t w = begin; w < end; ++w) {
      if (s.part[w] != Part::kFree) continue;
      const State::TopTwo top = s.Look(static_cast<std::uint32_t>(w), thread);
      const bool own = top.first > 0 && s.assignment[w] == static_cast<std::int32_t>(top.post);
      s.others[w] = own ? top.second : top.first;
      s.looked_at[w] = s.price_falls;
    }
  });
}

}  // namespace gq::matching
