#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "engines/matching/best_offers.h"
#include "engines/matching/matching.h"
#include "engines/matching/solve.h"
#include "engines/matching/validate.h"
#include "engines/matching/world.h"

namespace gq::matching {

void Workers::Resize(std::size_t n) {
  origin.resize(n);
  age.resize(n);
  education.resize(n);
  health.resize(n);
  certificates.resize(n);
  trades.resize(n);
  tiers.resize(n);
  if (!city_begin.empty()) city_begin.resize(n + 1, static_cast<std::uint32_t>(cities.size()));
  min_wage.resize(n);
  want_wage.resize(n);
  start.resize(n);
  traits.resize(n);
  season.resize(n, kNoSeason);
  spouse_metro.resize(n, kNoMetro);
  subsidy.resize(n);
  weight.resize(n, 1000);
  told_post.resize(n, kUnplaced);
  man.resize(n);
}

void Posts::Resize(std::size_t n) {
  city.resize(n);
  trade.resize(n, kNoTrade);
  employer.resize(n, kNoEmployer);
  couple_room.resize(n);
  subsidy_months.resize(n);
  openings.resize(n);
  wage_min.resize(n);
  wage_max.resize(n);
  traits.resize(n);
  age_min.resize(n);
  age_max.resize(n, 255);
  education_min.resize(n);
  health_min.resize(n);
  certificates.resize(n);
  valid_from.resize(n, INT32_MIN);
  valid_to.resize(n, INT32_MAX);
  men_only.resize(n);
  if (!reserved_begin.empty()) reserved_begin.resize(n + 1, static_cast<std::uint32_t>(reserved.size()));
  if (!staff_begin.empty()) staff_begin.resize(n + 1, static_cast<std::uint32_t>(staff.size()));
}

namespace {

Solution SolveJoined(const World& world, const Situation& situation, const Kernel& kernel, const Options& options,
                     ThreadTeam& team) {
  Situation joined = situation;
  world.alike.Join(joined);
  Solution solution = SolveAuction(world, joined, kernel, options, team);
  world.alike.Part(situation, solution);
  return solution;
}

// What is left when those who keep a post have it. More people told than there are places: the places are simply gone.
Situation SituationOf(const World& world, const Options& options, std::span<const std::int32_t> kept) {
  Situation situation;
  situation.ignored = options.ignored;
  situation.plain = options.plain;
  const Posts& posts = *world.posts;
  situation.capacity.assign(world.model.blocks() * 64, 0);
  for (std::size_t i = 0; i < posts.size(); ++i) situation.capacity[i] = posts.openings[world.model.order()[i]];
  situation.sequence.reserve(world.sequence.size());
  for (const std::uint32_t w : world.sequence) {
    const std::int32_t told = options.free_told ? kUnplaced : world.workers->told_post[w];
    const std::int32_t keeps = told != kUnplaced || kept.empty() ? told : kept[w];
    if (keeps == kUnplaced) situation.sequence.push_back(w);
    if (keeps >= 0) --situation.capacity[world.model.position()[static_cast<std::size_t>(keeps)]];
  }
  situation.places_left.assign(world.model.blocks(), 0);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    if (situation.capacity[i] > 0) situation.places_left[i / 64] |= 1ULL << (i % 64);
  }
  return situation;
}

}  // namespace

struct Matcher::Parts {
  World world;
  Situation situation;
};

Matcher::Matcher(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Result<Matcher> Matcher::Create(const Workers& workers, const Posts& posts, const Places& places,
                                const Weights& weights) {
  TRY(ValidateWorld(workers, posts, places, weights));
  ScoreModel model = ScoreModel::Build(workers, posts, places, weights);
  Eligibility eligibility = TRY(Eligibility::Build(workers, posts, places, model.order()));
  auto parts = std::unique_ptr<Parts>(new Parts{World{&workers, &posts, std::move(model), std::move(eligibility)}});
  World& world = parts->world;
  world.arrive.emplace(1000, ArriveTable());
  for (const std::uint16_t weight : workers.weight) {
    if (!world.arrive.contains(weight)) world.arrive.emplace(weight, ArriveTable(weight));
  }
  world.stay1 = StayTable(weights.leave, 1);
  world.stay3 = StayTable(weights.leave, 3);
  world.stay6 = StayTable(weights.leave, 6);
  world.stay = weights.horizon_months == 1 ? &world.stay1 : weights.horizon_months == 3 ? &world.stay3 : &world.stay6;

  world.sequence = world.model.Sequence();
  world.alike = AlikePosts(workers, posts, world.model.order());
  parts->situation = SituationOf(world, {}, {});
  return Matcher(std::move(parts));
}

const World& Matcher::world() const { return parts_->world; }
const Situation& Matcher::situation() const { return parts_->situation; }

Result<Plan> Matcher::Solve(const Options& options, std::span<const std::int32_t> kept) const {
  const World& world = parts_->world;
  const std::size_t workers = world.workers->size(), posts = world.posts->size();
  if (!kept.empty() && (kept.size() != workers || std::any_of(kept.begin(), kept.end(), [&](std::int32_t post) {
                          return post < kLeftOut || post >= static_cast<std::int32_t>(posts);
                        }))) {
    return Fail(kBadWorld, "保留的安排与劳动者或岗位对不上", "这是程序错误，请报告");
  }
  const Situation situation = SituationOf(world, options, kept);
  const Kernel kernel = GetKernel(options.isa);
  ThreadTeam team(options.threads);
  const bool stable = options.objective == Objective::kStable;
  Solution solution = stable ? SolveDeferredAcceptance(world, situation, kernel, team)
                             : SolveJoined(world, situation, kernel, options, team);

  Plan plan;
  plan.assignment.assign(workers, kUnplaced);
  plan.value.assign(workers, 0);
  plan.placed.assign(posts, 0);
  plan.price.assign(posts, 0);
  plan.next_best.assign(posts, 0);
  std::int64_t kept_value = 0;
  for (std::size_t w = 0; w < workers; ++w) {
    const std::int32_t told = options.free_told ? kUnplaced : world.workers->told_post[w];
    const std::int32_t keeps = told != kUnplaced || kept.empty() ? told : std::max(kept[w], kUnplaced);
    const std::int32_t position = solution.position[w];
    if (keeps == kUnplaced && position == kUnplaced) continue;
    const std::int32_t post =
        keeps != kUnplaced ? keeps : static_cast<std::int32_t>(world.model.order()[static_cast<std::size_t>(position)]);
    const PairScore score = Score(w, static_cast<std::size_t>(post));
    plan.assignment[w] = post;
    plan.value[w] = options.plain ? score.plain_value : score.value;
    plan.objective += plan.value[w];
    if (keeps != kUnplaced) kept_value += plan.value[w];
    ++plan.placed[static_cast<std::size_t>(post)];
    ++plan.workers_placed;
  }
  for (std::size_t i = 0; i < posts; ++i) {
    const std::uint32_t post = world.model.order()[i];
    plan.price[post] = solution.price[i];
    plan.next_best[post] = solution.next_best[i];
    plan.openings += static_cast<std::uint64_t>(world.posts->openings[post]);
    if (!stable && situation.capacity[i] > 0) plan.bound += std::int64_t{situation.capacity[i]} * solution.price[i];
  }
  plan.profit_max = std::move(solution.profit_max);
  plan.others_max = std::move(solution.others_max);
  if (!stable) plan.bound += std::accumulate(plan.profit_max.begin(), plan.profit_max.end(), kept_value);
  plan.bids = solution.bids;
  plan.scans = solution.scans;
  plan.epsilon = solution.epsilon;
  plan.epsilon_fine = solution.epsilon_fine;
  plan.isa = kernel.isa;
  return plan;
}

bool Matcher::Feasible(std::size_t worker, std::size_t post, std::uint32_t ignored) const {
  const World& world = parts_->world;
  const std::size_t position = world.model.position()[post];
  if ((world.eligibility.open()[position / 64] >> (position % 64) & 1) == 0) return false;
  for (int c = 0; c < kConstraints; ++c) {
    if ((ignored >> c & 1) == 0 && !world.eligibility.Holds(static_cast<Constraint>(c), worker, position)) return false;
  }
  return true;
}

PairScore Matcher::Score(std::size_t worker, std::size_t post) const {
  const World& world = parts_->world;
  const Effect total = world.model.Explain(worker, post).total;
  PairScore score;
  score.arrive_index = total.arrive;
  score.stay_index = total.stay;
  score.p_arrive = static_cast<std::uint16_t>(world.PlainArrive().At(total.arrive));
  score.p_stay1 = static_cast<std::uint16_t>(world.stay1.At(total.stay));
  score.p_stay3 = static_cast<std::uint16_t>(world.stay3.At(total.stay));
  score.p_stay6 = static_cast<std::uint16_t>(world.stay6.At(total.stay));
  score.value = ValueOf(world.ArriveOf(worker).At(total.arrive), world.stay->At(total.stay));
  score.plain_value = ValueOf(score.p_arrive, world.stay->At(total.stay));
  return score;
}

Explanation Matcher::Explain(std::size_t worker, std::size_t post) const {
  const Contributions all = parts_->world.model.Explain(worker, post);
  Explanation explanation;
  for (std::size_t i = 0; i < all.count; ++i) {
    const int strength = all.items[i].effect.arrive + all.items[i].effect.stay;
    if (strength == 0) continue;
    (strength > 0 ? explanation.in_favour : explanation.against).push_back({all.items[i].factor, all.items[i].effect});
  }
  for (std::vector<Reason>* reasons : {&explanation.in_favour, &explanation.against}) {
    std::stable_sort(reasons->begin(), reasons->end(), [](const Reason& a, const Reason& b) {
      return std::abs(a.effect.arrive + a.effect.stay) > std::abs(b.effect.arrive + b.effect.stay);
    });
    if (reasons->size() > 3) reasons->resize(3);
  }
  return explanation;
}

Unplaced Matcher::WhyUnplaced(std::size_t worker) const {
  const Eligibility& eligibility = parts_->world.eligibility;
  const std::uint64_t* rows[kConstraints];
  std::vector<std::uint64_t> cities;
  for (std::size_t c = 0; c < kConstraints; ++c) rows[c] = eligibility.Row(c, worker, cities);
  Unplaced result;
  for (std::size_t i = 0; i < eligibility.words(); ++i) {
    // Bits that no, or just one, constraint removes.
    std::uint64_t all = eligibility.open()[i], one_missing = 0;
    for (const std::uint64_t* row : rows) {
      one_missing = (one_missing & row[i]) | (all & ~row[i]);
      all &= row[i];
    }
    result.feasible_posts += static_cast<std::uint32_t>(std::popcount(all));
    if (one_missing == 0) continue;
    for (int c = 0; c < kConstraints; ++c)
      result.removed_alone[c] += static_cast<std::uint32_t>(std::popcount(one_missing & ~rows[c][i]));
  }
  return result;
}

NearestPost Matcher::FindNearest(std::size_t worker) const {
  const World& world = parts_->world;
  const Eligibility& eligibility = world.eligibility;
  const std::uint64_t* rows[kConstraints];
  std::vector<std::uint64_t> cities;
  for (std::size_t c = 0; c < kConstraints; ++c) rows[c] = eligibility.Row(c, worker, cities);
  NearestPost nearest;
  std::size_t fewest = kConstraints + 1, nearest_at = 0;
  for (std::size_t i = 0; i < eligibility.words(); ++i) {
    // Bits of posts that at least so many constraints bar.
    std::array<std::uint64_t, kConstraints + 2> barred{eligibility.open()[i]};
    for (std::size_t c = 0; c < kConstraints; ++c) {
      const std::uint64_t bars = ~rows[c][i];
      for (std::size_t n = kConstraints; n > 0; --n) barred[n] |= barred[n - 1] & bars;
    }
    for (std::size_t n = 0; n <= kConstraints && n <= fewest; ++n) {
      for (std::uint64_t bits = barred[n] & ~barred[n + 1]; bits != 0; bits &= bits - 1) {
        const std::size_t at = i * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        const auto post = static_cast<std::int32_t>(world.model.order()[at]);
        if (n == fewest && post > nearest.post) continue;
        fewest = n;
        nearest_at = at;
        nearest.post = post;
      }
    }
  }
  for (int c = 0; c < kConstraints && nearest.post != kUnplaced; ++c) {
    if (!eligibility.Holds(static_cast<Constraint>(c), worker, nearest_at)) nearest.barred_by |= 1U << c;
  }
  return nearest;
}

Congestion Matcher::FindCongestion(const Plan& plan, std::size_t worker) const {
  const World& world = parts_->world;
  const std::int32_t own = plan.assignment[worker] == kUnplaced ? 0 : plan.value[worker];
  std::vector<std::uint64_t> feasible(world.model.blocks());
  world.eligibility.Write(worker, parts_->situation.places_left.data(), 0, feasible.data());
  Congestion result;
  for (std::size_t block = 0; block < feasible.size(); ++block) {
    for (std::uint64_t bits = feasible[block]; bits != 0; bits &= bits - 1) {
      const std::uint32_t post = world.model.order()[block * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
      const std::int32_t value = Score(worker, post).value;
      if (value <= own) continue;
      ++result.better_posts;
      const Offer offer{static_cast<std::int32_t>(post), value, plan.price[post]};
      if (result.nearest.post == kUnplaced || value - offer.price > result.nearest.value - result.nearest.price)
        result.nearest = offer;
    }
  }
  return result;
}

std::vector<Offer> Matcher::TopOffers(const Plan& plan, std::size_t worker, std::size_t count) const {
  std::vector<Offer> top;
  const auto one = static_cast<std::uint32_t>(worker);
  ForBestOffers(*this, plan.price, count, {&one, 1}, {},
                [&](std::uint32_t, std::span<const Offer> offers) { top.assign(offers.begin(), offers.end()); });
  return top;
}

}  // namespace gq::matching
