#include "engines/matching/rule_prices.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "engines/matching/thread_team.h"
#include "engines/matching/world.h"

namespace gq::matching {
namespace {

constexpr std::size_t kSample = 20'000;

std::int64_t PlainObjective(const Matcher& matcher, const Plan& plan) {
  std::int64_t sum = 0;
  for (std::size_t w = 0; w < plan.assignment.size(); ++w) {
    if (plan.assignment[w] != kUnplaced)
      sum += matcher.Score(w, static_cast<std::size_t>(plan.assignment[w])).plain_value;
  }
  return sum;
}

class Pricer {
 public:
  Pricer(const Matcher& matcher, const Plan& plan, const Options& options, RulePriceMethod method)
      : matcher_(matcher), world_(matcher.world()), plan_(plan), options_(options), method_(method) {
    options_.objective = Objective::kRetained;
  }

  Result<std::vector<RulePrice>> Run() {
    plain_ = PlainObjective(matcher_, plan_);
    CountConcerned();
    std::vector<RulePrice> prices;
    for (int c = 0; c < kConstraints; ++c) {
      RulePrice price;
      price.constraint = static_cast<Constraint>(c);
      price.concerned = concerned_[static_cast<std::size_t>(c)];
      if (price.concerned > 0) {
        if (method_ == RulePriceMethod::kResolve) {
          Options without = options_;
          without.ignored |= 1U << c;
          TRY(Resolve(without, price));
        } else {
          Estimate(c, price);
        }
      }
      prices.push_back(price);
    }
    const auto& workers = *world_.workers;
    RulePrice priority{.rule = RulePrice::Rule::kPriority};
    RulePrice told{.rule = RulePrice::Rule::kTold};
    for (std::size_t w = 0; w < workers.size(); ++w) {
      priority.concerned += workers.weight[w] != 1000;
      told.concerned += workers.told_post[w] != kUnplaced;
    }
    Options without = options_;
    without.plain = true;
    if (priority.concerned > 0) {
      TRY(Resolve(without, priority));
      prices.push_back(priority);
    }
    without = options_;
    without.free_told = true;
    if (told.concerned > 0) {
      TRY(Resolve(without, told));
      prices.push_back(told);
    }
    return prices;
  }

 private:
  Status Resolve(const Options& without, RulePrice& price) const {
    const Plan other = TRY(matcher_.Solve(without));
    price.method = RulePriceMethod::kResolve;
    price.retained = PlainObjective(matcher_, other) - plain_;
    price.placed = static_cast<std::int64_t>(other.workers_placed) - static_cast<std::int64_t>(plan_.workers_placed);
    return Ok();
  }

  void CountConcerned() {
    for (std::size_t w = 0; w < plan_.assignment.size(); ++w) {
      const Unplaced why = matcher_.WhyUnplaced(w);
      for (std::size_t c = 0; c < kConstraints; ++c) concerned_[c] += why.removed_alone[c] > 0;
    }
  }

  void Estimate(int c, RulePrice& price) const {
    price.method = RulePriceMethod::kDual;
    Situation without = matcher_.situation();
    without.ignored = 1U << c;
    const std::vector<std::uint32_t>& all = without.sequence;
    const std::size_t step = std::max<std::size_t>(1, all.size() / kSample);
    Prices prices(without.capacity.size());
    for (std::size_t i = 0; i < world_.posts->size(); ++i) prices.Set(i, plan_.price[world_.model.order()[i]]);
    ThreadTeam team(options_.threads);
    std::vector<Scanner> scanners;
    for (int t = 0; t < team.size(); ++t) scanners.emplace_back(world_, without, GetKernel(options_.isa));
    std::vector<BestPosts> best(static_cast<std::size_t>(team.size()));
    const std::size_t samples = (all.size() + step - 1) / step;
    std::vector<std::int32_t> gain(samples);
    team.Run(samples, 64, [&](int thread, std::size_t begin, std::size_t end) {
      BestPosts& list = best[static_cast<std::size_t>(thread)];
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t w = all[i * step];
        scanners[static_cast<std::size_t>(thread)].ScanNet(w, prices, list);
        list.Finish(1);
        if (list.count() > 0) gain[i] = std::max(0, list.net(0) - plan_.profit_max[w]);
      }
    });
    std::int64_t sum = 0;
    for (const std::int32_t g : gain) sum += g;
    price.retained =
        samples == 0 ? 0 : sum * static_cast<std::int64_t>(all.size()) / static_cast<std::int64_t>(samples);
  }

  const Matcher& matcher_;
  const World& world_;
  const Plan& plan_;
  Options options_;
  RulePriceMethod method_;
  std::int64_t plain_ = 0;
  std::array<std::uint64_t, kConstraints> concerned_{};
};

// count(worker, words): which posts to count for a worker, as words of positions.
template <typename Fn>
std::vector<std::uint32_t> CountByPost(const World& world, int threads, Fn words_of) {
  ThreadTeam team(threads);
  const std::size_t words = world.model.blocks(), posts = world.posts->size();
  std::vector<std::vector<std::uint32_t>> counts(static_cast<std::size_t>(team.size()),
                                                 std::vector<std::uint32_t>(words * 64));
  std::vector<std::vector<std::uint64_t>> rows(counts.size(), std::vector<std::uint64_t>(words));
  team.Run(world.workers->size(), 256, [&](int thread, std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t>& mine = counts[static_cast<std::size_t>(thread)];
    std::vector<std::uint64_t>& row = rows[static_cast<std::size_t>(thread)];
    for (std::size_t w = begin; w < end; ++w) {
      words_of(w, row);
      for (std::size_t i = 0; i < words; ++i) {
        for (std::uint64_t bits = row[i]; bits != 0; bits &= bits - 1)
          ++mine[i * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
      }
    }
  });
  std::vector<std::uint32_t> result(posts);
  for (std::size_t i = 0; i < posts; ++i) {
    for (const auto& mine : counts) result[world.model.order()[i]] += mine[i];
  }
  return result;
}

}  // namespace

Result<std::vector<RulePrice>> PriceRules(const Matcher& matcher, const Plan& plan, const Options& options,
                                          RulePriceMethod method) {
  if (plan.profit_max.size() != plan.assignment.size() || plan.assignment.size() != matcher.world().workers->size())
    return Fail(kBadWorld, "规则的代价只能对“预计留岗”方案计算", "请用 retained 目标求解");
  return Pricer(matcher, plan, options, method).Run();
}

std::vector<std::uint32_t> WorkersAddedByWage(const Matcher& matcher, std::int32_t more_yuan, int threads) {
  const World& world = matcher.world();
  constexpr auto kWage = static_cast<std::size_t>(Constraint::kWage);
  return CountByPost(world, threads, [&](std::size_t w, std::vector<std::uint64_t>& row) {
    world.eligibility.Write(w, world.eligibility.open().data(), 1U << kWage, row.data());
    const std::uint64_t* enough = world.eligibility.Row(kWage, w);
    const std::int32_t floor = world.workers->min_wage[w];
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::uint64_t left = row[i] & ~enough[i];
      row[i] = left;
      for (; left != 0; left &= left - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        if (world.posts->wage_min[world.model.order()[i * 64 + bit]] + more_yuan < floor) row[i] &= ~(1ULL << bit);
      }
    }
  });
}

WageOffer TryWage(const Matcher& matcher, const Plan& plan, std::size_t post, std::int32_t more_yuan, int threads) {
  const World& world = matcher.world();
  constexpr std::uint32_t kNoWage = 1U << static_cast<unsigned>(Constraint::kWage);
  Posts raised = *world.posts;
  raised.wage_min[post] += more_yuan;
  raised.wage_max[post] = std::max(raised.wage_max[post] + more_yuan, raised.wage_min[post]);
  const ScoreModel model = world.model.WithPosts(raised);
  const ScoreModel::PostColumn column = model.ColumnOf(post);
  ThreadTeam team(threads);
  std::vector<std::vector<std::int32_t>> asks(static_cast<std::size_t>(team.size()));
  std::vector<std::uint32_t> added(asks.size());
  team.Run(world.workers->size(), 4096, [&](int thread, std::size_t begin, std::size_t end) {
    for (std::size_t w = begin; w < end; ++w) {
      if (world.workers->told_post[w] != kUnplaced || world.workers->min_wage[w] > raised.wage_min[post] ||
          !matcher.Feasible(w, post, kNoWage)) {
        continue;
      }
      added[static_cast<std::size_t>(thread)] += !matcher.Feasible(w, post);
      const Effect index = model.IndexOf(column, w, model.OwnEffect(w));
      const std::int32_t value = ValueOf(world.ArriveOf(w).At(index.arrive), world.stay->At(index.stay));
      // A stable plan has no prices.
      const std::int32_t gain = plan.others_max.empty() ? 0 : value - plan.others_max[w];
      if (gain > 0) asks[static_cast<std::size_t>(thread)].push_back(gain);
    }
  });
  WageOffer offer;
  offer.price = plan.price[post];
  std::vector<std::int32_t> all;
  for (std::size_t t = 0; t < asks.size(); ++t) {
    all.insert(all.end(), asks[t].begin(), asks[t].end());
    offer.workers_added += added[t];
  }
  const auto places = static_cast<std::size_t>(std::max(0, matcher.situation().capacity[world.model.position()[post]]));
  if (places > 0 && all.size() > places) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(places), all.end(), std::greater<>());
    offer.price_then = std::max(offer.price, all[places]);
  } else {
    offer.price_then = offer.price;
  }
  return offer;
}

std::vector<std::uint32_t> FeasibleWorkers(const Matcher& matcher, int threads) {
  const World& world = matcher.world();
  return CountByPost(world, threads, [&](std::size_t w, std::vector<std::uint64_t>& row) {
    world.eligibility.Write(w, world.eligibility.open().data(), 0, row.data());
  });
}

}  // namespace gq::matching
