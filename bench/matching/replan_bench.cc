// Changes of a day on a structured world, one by one: how much processor time each takes, and how far the plan drifts
// from its bound.
//
//   replan_bench [workers] [posts] [seed] [threads] [arrivals]
//
// The last `arrivals` posts and workers are kept back, then come one after the other; then as many posts are withdrawn.
// At the end, beside it, what an arrival costs without a Replanner: everything made anew and solved for those without a
// place while all others keep theirs (modules/offers; docs/adr/0009).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "bench/matching/structured_world.h"
#include "engines/matching/replan.h"
#include "modules/matching/weights.h"

namespace gq::matching {
namespace {

using Clock = std::chrono::steady_clock;

// Processor time of all threads, which other work on the machine does not stretch.
double CpuMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

// Rows [begin, end) of all columns.
Workers WorkerRows(const Workers& all, std::size_t begin, std::size_t end) {
  const auto cut = [&](const auto& column) {
    return std::decay_t<decltype(column)>(column.begin() + static_cast<std::ptrdiff_t>(begin),
                                          column.begin() + static_cast<std::ptrdiff_t>(end));
  };
  Workers some;
  some.origin = cut(all.origin), some.age = cut(all.age), some.education = cut(all.education);
  some.health = cut(all.health), some.certificates = cut(all.certificates), some.trades = cut(all.trades);
  some.tiers = cut(all.tiers), some.min_wage = cut(all.min_wage), some.want_wage = cut(all.want_wage);
  some.start = cut(all.start), some.traits = cut(all.traits), some.season = cut(all.season);
  some.spouse_metro = cut(all.spouse_metro), some.subsidy = cut(all.subsidy);
  some.weight = cut(all.weight), some.told_post = cut(all.told_post), some.man = cut(all.man);
  return some;
}

Posts PostRows(const Posts& all, std::size_t begin, std::size_t end) {
  const auto cut = [&](const auto& column) {
    return std::decay_t<decltype(column)>(column.begin() + static_cast<std::ptrdiff_t>(begin),
                                          column.begin() + static_cast<std::ptrdiff_t>(end));
  };
  Posts some;
  some.city = cut(all.city), some.trade = cut(all.trade), some.employer = cut(all.employer);
  some.couple_room = cut(all.couple_room), some.subsidy_months = cut(all.subsidy_months),
  some.openings = cut(all.openings), some.wage_min = cut(all.wage_min);
  some.wage_max = cut(all.wage_max), some.traits = cut(all.traits), some.age_min = cut(all.age_min);
  some.age_max = cut(all.age_max), some.education_min = cut(all.education_min), some.health_min = cut(all.health_min);
  some.certificates = cut(all.certificates), some.valid_from = cut(all.valid_from), some.valid_to = cut(all.valid_to);
  some.men_only = cut(all.men_only);
  const auto lists = [&](const auto& offsets, const auto& list, auto& begin_out, auto& out) {
    begin_out.assign(1, 0);
    for (std::size_t i = begin; i < end; ++i) {
      out.insert(out.end(), list.begin() + offsets[i], list.begin() + offsets[i + 1]);
      begin_out.push_back(static_cast<std::uint32_t>(out.size()));
    }
  };
  lists(all.reserved_begin, all.reserved, some.reserved_begin, some.reserved);
  lists(all.staff_begin, all.staff, some.staff_begin, some.staff);
  return some;
}

void Report(const char* what, std::vector<double> ms, const Replanner& today, const Change& sum) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * static_cast<double>(ms.size() - 1))]; };
  std::printf(
      "%-16s %5zu  median %7.2f ms  p95 %7.2f  p99 %7.2f  max %7.2f   moves %llu bids %llu worker scans %llu post "
      "scans "
      "%llu waves %llu   gap %.5f %% (at start %.5f %%)\n",
      what, ms.size(), at(0.5), at(0.95), at(0.99), ms.back(), static_cast<unsigned long long>(sum.moves.size()),
      static_cast<unsigned long long>(sum.bids), static_cast<unsigned long long>(sum.worker_scans),
      static_cast<unsigned long long>(sum.post_scans), static_cast<unsigned long long>(sum.waves), 100 * today.Gap(),
      100 * today.GapAtStart());
  std::fflush(stdout);
}

void SolveAgain(const Replanner& today, const StructuredWorld& world, const Options& options) {
  const std::size_t workers = today.workers().size();
  std::vector<std::int32_t> kept(workers);
  for (std::size_t w = 0; w < workers; ++w) kept[w] = today.assignment(w);
  kept.back() = kUnplaced;  // the one who has come
  const double begin = CpuMilliseconds();
  const Matcher matcher =
      Matcher::Create(today.workers(), today.posts(), world.places, DefaultWeights().tables).value();
  const double prepared = CpuMilliseconds();
  const Plan plan = matcher.Solve(options, kept).value();
  std::printf("solving again, all placed keep their post: prepare %.0f ms, solve %.0f ms (%llu scans)\n",
              prepared - begin, CpuMilliseconds() - prepared, static_cast<unsigned long long>(plan.scans));
}

int Run(int argc, char** argv) {
  const auto number = [&](int i, long fallback) { return argc > i ? std::strtol(argv[i], nullptr, 10) : fallback; };
  StructuredSize size;
  size.workers = static_cast<std::size_t>(number(1, 20'000));
  size.posts = static_cast<std::size_t>(number(2, 14'300));
  size.seed = static_cast<std::uint64_t>(number(3, 1));
  Options options;
  options.threads = static_cast<int>(number(4, static_cast<long>(std::thread::hardware_concurrency())));
  const auto arrivals = static_cast<std::size_t>(number(5, 300));
  size.workers += arrivals;
  size.posts += arrivals;
  const StructuredWorld world = MakeStructuredWorld(size);
  const std::size_t workers = size.workers - arrivals, posts = size.posts - arrivals;
  auto begin = Clock::now();
  auto made = Replanner::Create(WorkerRows(world.workers, 0, workers), PostRows(world.posts, 0, posts), world.places,
                                DefaultWeights().tables, options);
  if (!made) {
    std::printf("%s\n", made.error().ToString().c_str());
    return 1;
  }
  Replanner today = *std::move(made);
  std::printf("%zu workers, %zu posts, solved in %.2f s, %d threads\n", workers, posts,
              std::chrono::duration<double>(Clock::now() - begin).count(), options.threads);
  const auto timed = [&](const char* what, auto change) {
    std::vector<double> ms;
    Change sum;
    for (std::size_t i = 0; i < arrivals; ++i) {
      const double before = CpuMilliseconds();
      const Change one = change(i).value();
      ms.push_back(CpuMilliseconds() - before);
      sum.moves.insert(sum.moves.end(), one.moves.begin(), one.moves.end());
      sum.bids += one.bids, sum.worker_scans += one.worker_scans, sum.post_scans += one.post_scans;
      sum.waves += one.waves;
    }
    Report(what, std::move(ms), today, sum);
  };
  timed("new posts", [&](std::size_t i) { return today.AddPost(PostRows(world.posts, posts + i, posts + i + 1)); });
  timed("new workers",
        [&](std::size_t i) { return today.AddWorker(WorkerRows(world.workers, workers + i, workers + i + 1)); });
  timed("withdrawn posts", [&](std::size_t i) { return today.WithdrawPost(i * 7 % posts); });
  today.Certify();
  std::printf("certified again: gap %.5f %%\n", 100 * today.Gap());
  SolveAgain(today, world, options);
  return 0;
}

}  // namespace
}  // namespace gq::matching

int main(int argc, char** argv) { return gq::matching::Run(argc, argv); }
