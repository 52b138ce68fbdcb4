// Lists beside LEMON: the best posts of every worker over all pairs, then those lists solved.
//
//   lists_bench [workers] [posts] [seed] [list] [threads] [method …]
//
// One line for each instruction set: processor time of filter, score and exact best `list` over all pairs, one
// thread, and a checksum that must be the same. Then each method (auction, exact, simplex, scaling, greedy; all unless
// named, none for `lists`) solves the same lists, scores cut to 16 bits, in a process of its own that reads them from a
// file: processor time of solving alone, and the process's peak memory, reading included. LEMON takes the pairs one by
// one into its graph.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <string>
#include <vector>

#include "bench/matching/lemon_peers.h"
#include "bench/matching/structured_world.h"
#include "engines/matching/best_offers.h"
#include "engines/matching/lists.h"
#include "engines/matching/scan.h"
#include "engines/matching/world.h"
#include "modules/matching/weights.h"

namespace gq::matching {
namespace {

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Header {
  std::uint64_t workers, posts, pairs;
};

template <typename T>
void WriteAll(std::FILE* file, const std::vector<T>& values) {
  if (std::fwrite(values.data(), sizeof(T), values.size(), file) != values.size()) std::abort();
}
template <typename T>
std::vector<T> ReadAll(std::FILE* file, std::size_t count) {
  std::vector<T> values(count);
  if (std::fread(values.data(), sizeof(T), count, file) != count) std::abort();
  return values;
}

// The lists, and a sum over everything in them at full width.
std::uint64_t MakeLists(const Matcher& matcher, std::size_t list, Isa isa, CompactLists& lists, double& seconds) {
  const std::size_t workers = matcher.world().workers->size();
  // As they come, one behind the other; summed and put in the order of workers when the time is taken.
  std::vector<std::uint16_t> post(workers * list);
  std::vector<std::int32_t> value(workers * list);
  std::vector<std::uint32_t> worker(workers), size(workers);
  std::size_t lists_done = 0, end = 0;
  const std::vector<std::int32_t> price(matcher.world().posts->size());
  const double before = CpuSeconds();
  ForBestOffers(matcher, price, list, matcher.world().sequence, {.threads = 1, .isa = isa},
                [&](std::uint32_t w, std::span<const Offer> offers) {
                  worker[lists_done] = w;
                  size[lists_done++] = static_cast<std::uint32_t>(offers.size());
                  std::uint16_t* posts = post.data() + end;
                  std::int32_t* values = value.data() + end;
                  for (std::size_t i = 0; i < offers.size(); ++i) {
                    posts[i] = static_cast<std::uint16_t>(offers[i].post);
                    values[i] = offers[i].value;
                  }
                  end += offers.size();
                });
  seconds = CpuSeconds() - before;
  lists.begin.assign(1, 0);
  lists.post.clear();
  lists.score.clear();
  std::vector<std::size_t> begin(workers);
  std::vector<std::uint32_t> count(workers);
  for (std::size_t k = 0, at = 0; k < workers; at += size[k++]) begin[worker[k]] = at, count[worker[k]] = size[k];
  std::uint64_t sum = 0;
  for (std::size_t w = 0; w < workers; ++w) {
    std::uint64_t mine = 0;
    for (std::uint32_t i = 0; i < count[w]; ++i) {
      const std::size_t at = begin[w] + i;
      mine += (std::uint64_t{post[at]} << 32 ^ static_cast<std::uint64_t>(value[at])) * (2 * std::uint64_t{i} + 1);
      lists.post.push_back(post[at]);
      lists.score.push_back(static_cast<std::uint16_t>(std::min(65'535, value[at] >> 8)));
    }
    sum += mine * (2 * std::uint64_t{w} + 1);
    lists.begin.push_back(lists.post.size());
  }
  return sum;
}

std::int64_t Greedy(const CompactLists& lists, std::vector<std::int64_t> places) {
  struct Pair {
    std::uint32_t worker;
    std::uint16_t post, score;
  };
  std::vector<Pair> pairs;
  for (std::uint32_t w = 0; w < lists.workers(); ++w) {
    for (std::uint64_t i = lists.begin[w]; i < lists.begin[w + 1]; ++i)
      pairs.push_back({w, lists.post[i], lists.score[i]});
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.score > b.score; });
  std::vector<bool> done(lists.workers());
  std::int64_t sum = 0;
  for (const Pair& pair : pairs) {
    if (done[pair.worker] || places[pair.post] == 0) continue;
    done[pair.worker] = true;
    --places[pair.post];
    sum += pair.score;
  }
  return sum;
}

// In a process of its own.
int SolveOne(const std::string& method, const char* path, int threads) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return 1;
  const Header header = ReadAll<Header>(file, 1)[0];
  const auto places = ReadAll<std::int64_t>(file, header.posts);
  std::int64_t objective = 0, bound = 0;
  double seconds = 0;
  std::string more;
  if (method == "simplex" || method == "scaling") {
    const auto begin = ReadAll<std::uint64_t>(file, header.workers + 1);
    std::FILE* scores = std::fopen(path, "rb");
    std::fseek(scores, std::ftell(file) + static_cast<long>(header.pairs * sizeof(std::uint16_t)), SEEK_SET);
    std::uint64_t at = 0;
    std::uint32_t worker = 0;
    const auto next = [&](BenchPair& pair) {
      if (at == header.pairs) return false;
      while (begin[worker + 1] <= at) ++worker;
      ++at;
      pair = {worker, ReadAll<std::uint16_t>(file, 1)[0], ReadAll<std::uint16_t>(scores, 1)[0]};
      return true;
    };
    objective = LemonLists(method == "simplex" ? LemonMethod::kNetworkSimplex : LemonMethod::kCostScaling,
                           header.workers, places, next, seconds);
    std::fclose(scores);
  } else {
    CompactLists lists;
    lists.begin = ReadAll<std::uint64_t>(file, header.workers + 1);
    lists.post = ReadAll<std::uint16_t>(file, header.pairs);
    lists.score = ReadAll<std::uint16_t>(file, header.pairs);
    const double begin = CpuSeconds();
    if (method == "greedy") {
      objective = Greedy(lists, places);
    } else {
      const ListOptions options{.threads = threads};
      const ListPlan plan = method == "auction" ? SolveListAuction(lists, places, options).value()
                                                : SolveListsExactly(lists, places, options).value();
      objective = plan.objective;
      bound = plan.bound;
      more = "placed " + std::to_string(plan.placed) + ", bids " + std::to_string(plan.bids) + ", steps " +
             std::to_string(plan.pivots);
    }
    seconds = CpuSeconds() - begin;
  }
  std::fclose(file);
  std::printf("%-8s %8.2f s  objective %lld", method.c_str(), seconds, static_cast<long long>(objective));
  if (bound != 0)
    std::printf("  gap %.6f %%", 100.0 * static_cast<double>(bound - objective) / static_cast<double>(bound));
  std::printf("  %s", more.c_str());
  std::fflush(stdout);
  return 0;
}

void RunApart(const char* self, const std::string& method, const std::string& path, const std::string& threads) {
  const pid_t child = fork();
  if (child == 0) {
    execl(self, self, "--solve", method.c_str(), path.c_str(), threads.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  struct rusage usage = {};
  wait4(child, &status, 0, &usage);
  std::printf("  peak %ld MB%s\n", usage.ru_maxrss / 1024, status == 0 ? "" : "  FAILED");
  std::fflush(stdout);
}

int Run(int argc, char** argv) {
  const auto number = [&](int i, long fallback) { return argc > i ? std::strtol(argv[i], nullptr, 10) : fallback; };
  StructuredSize size;
  size.workers = static_cast<std::size_t>(number(1, 20'000));
  size.posts = static_cast<std::size_t>(number(2, 14'300));
  size.seed = static_cast<std::uint64_t>(number(3, 1));
  const auto list = static_cast<std::size_t>(number(4, 50));
  const std::string threads = argc > 5 ? argv[5] : "1";
  const std::string path = "lists_bench." + std::to_string(getpid());
  {
    const StructuredWorld world = MakeStructuredWorld(size);
    const Matcher matcher = Matcher::Create(world.workers, world.posts, world.places, DefaultWeights().tables).value();
    CompactLists lists;
    for (const Isa isa : {Isa::kAvx512, Isa::kAvx2, Isa::kScalar}) {
      if (GetKernel(isa).isa != isa) continue;
      double seconds = 0;
      const std::uint64_t sum = MakeLists(matcher, list, isa, lists, seconds);
      std::printf("best %zu of %zu x %zu, %-7s %8.2f s  checksum %016llx\n", list, size.workers, size.posts,
                  std::string(NameOf(isa)).c_str(), seconds, static_cast<unsigned long long>(sum));
      std::fflush(stdout);
    }
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return 1;
    WriteAll(file, std::vector<Header>{{size.workers, size.posts, lists.post.size()}});
    WriteAll(file, std::vector<std::int64_t>(world.posts.openings.begin(), world.posts.openings.end()));
    WriteAll(file, lists.begin);
    WriteAll(file, lists.post);
    WriteAll(file, lists.score);
    if (std::fclose(file) != 0) return 1;
  }
  std::vector<std::string> methods(argv + std::min(argc, 6), argv + argc);
  if (methods.empty()) methods = {"greedy", "auction", "exact", "simplex", "scaling"};
  std::erase(methods, "lists");
  for (const std::string& method : methods) RunApart("/proc/self/exe", method, path, threads);
  std::remove(path.c_str());
  return 0;
}

}  // namespace
}  // namespace gq::matching

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--solve")
    return gq::matching::SolveOne(argv[2], argv[3], std::atoi(argv[4]));
  return gq::matching::Run(argc, argv);
}
