#include "engines/reconcile/linkage_dependence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "engines/reconcile/parts.h"

namespace gq::reconcile {
namespace {

constexpr int kDraws = 2000;          // pairs a field
constexpr double kDoubt = 5;          // so many draws as if there were no dependence
constexpr double kMatchWeight = 0;    // pairs whose other fields say more than this are no chance
constexpr double kShareLeast = 0.25;  // a weaker dependence is left out

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::size_t Below(std::size_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33) % n);
  }

 private:
  std::uint64_t state_;
};

// Left rows of each value that stands in several rows, in the order of their first ones.
using RowGroups = std::vector<std::vector<std::uint32_t>>;
RowGroups Groups(const ReadyColumn& column) {
  const std::size_t rows = column.rows(Side::kLeft);
  std::unordered_map<std::uint64_t, std::uint32_t> numbers;  // of keys
  std::vector<std::uint32_t> group_of(rows), sizes;
  for (std::size_t row = 0; row < rows; ++row) {
    std::uint32_t group = 0;  // 0: missing
    if (!column.keyed()) {
      group = column.TextId(Side::kLeft, row);
    } else if (const std::uint64_t key = column.Key(Side::kLeft, row); key != 0) {
      group = numbers.emplace(key, static_cast<std::uint32_t>(numbers.size()) + 1).first->second;
    }
    group_of[row] = group;
    if (group >= sizes.size()) sizes.resize(group + std::size_t{1});
    if (group != 0) ++sizes[group];
  }
  RowGroups groups;
  std::vector<std::uint32_t> place(sizes.size());  // of a group in `groups`
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t group = group_of[row];
    if (group == 0 || sizes[group] < 2) continue;
    if (place[group] == 0) {
      groups.emplace_back().reserve(sizes[group]);
      place[group] = static_cast<std::uint32_t>(groups.size());
    }
    groups[place[group] - 1].push_back(row);
  }
  return groups;
}

// The share of pairs of rows that agree.
double AgreesWithin(const ReadyColumn& column, const RowGroups& groups) {
  if (column.keyed()) return 0;  // never compared
  double rows = 0, pairs = 0;
  for (std::size_t row = 0; row < column.rows(Side::kLeft); ++row) rows += column.TextId(Side::kLeft, row) == 0 ? 0 : 1;
  for (const auto& group : groups) pairs += static_cast<double>(group.size()) * static_cast<double>(group.size() - 1);
  return rows > 1 ? pairs / (rows * (rows - 1)) : 0;
}

class DependenceFinder {
 public:
  DependenceFinder(const ReadyColumns& columns, const std::vector<std::vector<double>>& chance, std::uint64_t seed,
                   int threads, const std::function<Pattern(std::uint32_t, std::uint32_t)>& compare)
      : columns_(columns), compare_(compare), draw_(seed), threads_(threads) {
    for (const std::vector<double>& counts : chance) {
      const double total = std::accumulate(counts.begin() + 1, counts.end(), 0.0);
      u_.push_back(counts);
      for (double& u : u_.back()) u /= std::max(total, 1.0);
    }
  }

  std::vector<Dependence> Run() {
    std::vector<RowGroups> groups(columns_.size());
    within_.resize(columns_.size());
    InTasks(columns_.size(), threads_, [&](std::size_t f) {
      groups[f] = Groups(columns_[f]);
      within_[f] = AgreesWithin(columns_[f], groups[f]);
    });
    // Drawn in one order, whatever the threads then do with them.
    std::vector<std::vector<DrawnPair>> drawn(columns_.size());
    for (std::size_t f = 0; f < columns_.size(); ++f) drawn[f] = DrawPairs(groups[f]);
    std::vector<std::vector<Dependence>> found(columns_.size());
    InTasks(columns_.size(), threads_, [&](std::size_t f) { Measure(f, drawn[f], found[f]); });
    std::vector<Dependence> all;
    for (const auto& list : found) all.insert(all.end(), list.begin(), list.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const Dependence& a, const Dependence& b) { return a.share > b.share; });
    std::vector<std::size_t> tree(columns_.size());
    std::iota(tree.begin(), tree.end(), 0U);
    std::vector<Dependence> forest;
    for (const Dependence& dependence : all) {
      const std::size_t a = tree[dependence.field], b = tree[dependence.other];
      if (a == b) continue;
      std::replace(tree.begin(), tree.end(), b, a);
      forest.push_back(dependence);
    }
    return forest;
  }

 private:
  bool Agrees(Pattern pattern, std::size_t field) const { return LevelIn(pattern, field) + 1U == u_[field].size(); }

  // What the fields but two say for one person, roughly.
  double WeightWithout(Pattern pattern, std::size_t f, std::size_t g) const {
    double weight = 0;
    for (std::size_t i = 0; i < u_.size(); ++i) {
      const std::uint8_t level = LevelIn(pattern, i);
      if (i == f || i == g || level == 0) continue;
      weight += std::log2((Agrees(pattern, i) ? 0.9 : 0.03) / u_[i][level]);
    }
    return weight;
  }

  struct DrawnPair {
    std::uint32_t a, b;  // a < b
  };
  std::vector<DrawnPair> DrawPairs(const RowGroups& groups) {
    std::vector<DrawnPair> out;
    std::vector<double> pairs_up_to;
    double pairs = 0;
    for (const auto& group : groups) {
      pairs += static_cast<double>(group.size()) * static_cast<double>(group.size() - 1) / 2;
      pairs_up_to.push_back(pairs);
    }
    for (int n = 0; n < kDraws && !groups.empty(); ++n) {
      const double at =
          pairs * static_cast<double>(draw_.Below(std::size_t{1} << 30)) / static_cast<double>(std::size_t{1} << 30);
      const auto& group = groups[static_cast<std::size_t>(
          std::min<std::ptrdiff_t>(std::upper_bound(pairs_up_to.begin(), pairs_up_to.end(), at) - pairs_up_to.begin(),
                                   static_cast<std::ptrdiff_t>(groups.size()) - 1))];
      const std::size_t i = draw_.Below(group.size());
      const std::size_t k = (i + 1 + draw_.Below(group.size() - 1)) % group.size();
      out.push_back({std::min(group[i], group[k]), std::max(group[i], group[k])});
    }
    return out;
  }

  void Measure(std::size_t f, const std::vector<DrawnPair>& pairs, std::vector<Dependence>& out) const {
    if (pairs.empty()) return;
    std::vector<double> drawn(u_.size()), agreed(u_.size());
    int by_chance = 0;
    for (const DrawnPair& pair : pairs) {
      const Pattern pattern = compare_(pair.a, pair.b);
      by_chance += WeightWithout(pattern, f, f) <= kMatchWeight ? 1 : 0;
      for (std::size_t g = 0; g < u_.size(); ++g) {
        if (g == f || LevelIn(pattern, g) == 0 || WeightWithout(pattern, f, g) > kMatchWeight) continue;
        drawn[g] += 1;
        agreed[g] += Agrees(pattern, g) ? 1 : 0;
      }
    }
    if (by_chance * 2 < kDraws)
      return;  // it agrees between records of one person mostly: what is drawn tells nothing of chance
    for (std::size_t g = 0; g < u_.size(); ++g) {
      const double u = within_[g];
      if (g == f || u <= 0 || u >= 0.5) continue;
      const double lift = (agreed[g] + kDoubt * u) / (drawn[g] + kDoubt) / u;
      const double share = std::min(1.0, std::log2(std::max(1.0, lift)) / -std::log2(u));
      if (share >= kShareLeast) out.push_back({f, g, share});
    }
  }

  const ReadyColumns& columns_;
  const std::function<Pattern(std::uint32_t, std::uint32_t)>& compare_;
  Draw draw_;
  const int threads_;
  std::vector<std::vector<double>> u_;
  std::vector<double> within_;
};

}  // namespace

std::vector<Dependence> FindDependences(const ReadyColumns& columns, const std::vector<std::vector<double>>& chance,
                                        std::uint64_t seed, int threads,
                                        const std::function<Pattern(std::uint32_t, std::uint32_t)>& compare) {
  return DependenceFinder(columns, chance, seed, threads, compare).Run();
}

}  // namespace gq::reconcile
