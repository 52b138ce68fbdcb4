#include "engines/reconcile/linkage.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "engines/reconcile/compare_values.h"

namespace gq::reconcile {
namespace {

using Pattern = std::uint64_t;  // four bits a field

std::uint8_t LevelIn(Pattern pattern, std::size_t field) { return static_cast<std::uint8_t>(pattern >> (4 * field) & 15); }

struct Pair {
  std::uint32_t left, right;
  Pattern pattern;
  std::uint32_t blocks;  // bit b: the pair shares block b
};

// splitmix64
std::uint64_t NextRandom(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
  return z ^ z >> 31;
}

class Linker {
 public:
  Linker(const LinkTable& left, const LinkTable& right, const LinkPlan& plan, const LinkLanguage& language)
      : plan_(plan), language_(language), dedupe_(right.rows == 0), left_rows_(left.rows), right_rows_(dedupe_ ? left.rows : right.rows) {
    left_ = Prepare(left);
    if (!dedupe_) right_ = Prepare(right);
  }

  LinkResult Run() {
    FindPairs();
    CountTerms();
    EstimateChance();
    EstimateMatches();
    EstimatePrior();
    Decide();
    Cluster();
    return std::move(result_);
  }

 private:
  using Columns = std::vector<std::vector<ReadyValue>>;
  const Columns& Right() const { return dedupe_ ? left_ : right_; }
  std::size_t fields() const { return plan_.fields.size(); }

  Columns Prepare(const LinkTable& table) const {
    Columns out(fields());
    for (std::size_t f = 0; f < fields(); ++f) {
      for (const std::string& value : table.columns[f]) out[f].push_back(MakeReady(value, plan_.fields[f].comparator, language_));
    }
    return out;
  }

  Pattern Compare(std::uint32_t left, std::uint32_t right) const {
    Pattern pattern = 0;
    for (std::size_t f = 0; f < fields(); ++f) {
      pattern |= Pattern{CompareReady(left_[f][left], Right()[f][right], plan_.fields[f].comparator, language_)} << (4 * f);
    }
    return pattern;
  }

  // The text that records of one block share; empty when a part is missing.
  std::string BlockKey(const Columns& columns, const Block& block, std::uint32_t row) const {
    std::string key;
    for (const BlockPart& part : block) {
      const ReadyValue& value = columns[part.field][row];
      const std::string& text = value.second.empty() ? value.text : value.second;  // names: by sound
      if (text.empty()) return {};
      std::size_t end = 0, characters = 0;
      while (end < text.size() && (part.prefix == 0 || characters < part.prefix)) NextCodePoint(text, end), ++characters;
      key.append(text, 0, end);
      key += '\n';
    }
    return key;
  }

  void FindPairs() {
    std::unordered_map<std::uint64_t, std::uint32_t> seen;  // pair -> index
    for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
      std::map<std::string, std::pair<std::vector<std::uint32_t>, std::vector<std::uint32_t>>> groups;
      for (std::uint32_t i = 0; i < left_rows_; ++i) groups[BlockKey(left_, plan_.blocks[b], i)].first.push_back(i);
      for (std::uint32_t i = 0; !dedupe_ && i < right_rows_; ++i) groups[BlockKey(right_, plan_.blocks[b], i)].second.push_back(i);
      for (const auto& [key, group] : groups) {
        if (key.empty()) continue;
        if (group.first.size() > plan_.block_rows_max || group.second.size() > plan_.block_rows_max) { ++result_.blocks_skipped; continue; }
        const auto& others = dedupe_ ? group.first : group.second;
        for (const std::uint32_t left : group.first) {
          for (const std::uint32_t right : others) {
            if (!dedupe_ || left < right) AddPair(left, right, b, seen);
          }
        }
      }
    }
    result_.pairs = pairs_.size();
  }

  void AddPair(std::uint32_t left, std::uint32_t right, std::size_t block, std::unordered_map<std::uint64_t, std::uint32_t>& seen) {
    const auto [it, added] = seen.emplace(std::uint64_t{left} << 32 | right, static_cast<std::uint32_t>(pairs_.size()));
    if (added) pairs_.push_back({left, right, Compare(left, right), 0});
    pairs_[it->second].blocks |= 1U << block;
  }

  // How often each value occurs, for term frequencies.
  void CountTerms() {
    terms_.resize(fields());
    for (std::size_t f = 0; f < fields(); ++f) {
      for (const Columns* columns : {&left_, dedupe_ ? nullptr : &right_}) {
        if (columns == nullptr) continue;
        for (const ReadyValue& value : (*columns)[f]) {
          if (!value.text.empty()) ++terms_[f][value.text], ++term_totals_[f];
        }
      }
    }
  }

  // u: levels of random pairs. Levels that never happened get half an observation.
  void EstimateChance() {
    result_.model.resize(fields());
    std::vector<std::vector<double>> counts(fields());
    for (std::size_t f = 0; f < fields(); ++f) counts[f].assign(LevelsOf(plan_.fields[f].comparator), 0.5);
    std::uint64_t state = plan_.seed;
    for (int n = 0; n < plan_.random_pairs; ++n) {
      const auto left = static_cast<std::uint32_t>(NextRandom(state) % left_rows_), right = static_cast<std::uint32_t>(NextRandom(state) % right_rows_);
      if (dedupe_ && left == right) continue;
      const Pattern pattern = Compare(left, right);
      for (std::size_t f = 0; f < fields(); ++f) counts[f][LevelIn(pattern, f)] += 1;
    }
    for (std::size_t f = 0; f < fields(); ++f) {
      FieldModel& model = result_.model[f];
      model.u = Shares(counts[f]);
      model.m.assign(model.u.size(), 0.0);
    }
  }

  static std::vector<double> Shares(std::vector<double> counts) {
    counts[0] = 0;
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (double& count : counts) count = total > 0 ? count / total : 0;
    return counts;
  }

  // m when nothing can be learnt: most records of one person agree.
  static std::vector<double> UsualM(std::size_t levels) {
    std::vector<double> m(levels, 0.1 / static_cast<double>(levels - 2));
    m[0] = 0, m[levels - 1] = 0.9;
    return m;
  }

  struct Session {
    std::vector<std::vector<double>> m;  // empty: the field belongs to the block
    double matches = 0;
  };

  // EM over the pairs of one block; u stays. The chance levels within a block are those of the whole, its own fields apart.
  Session RunSession(std::size_t block) const {
    std::map<Pattern, double> counts;
    for (const Pair& pair : pairs_) {
      if ((pair.blocks >> block & 1) != 0) counts[pair.pattern] += 1;
    }
    Session session;
    session.m.resize(fields());
    std::set<std::size_t> own;
    for (const BlockPart& part : plan_.blocks[block]) own.insert(part.field);
    for (std::size_t f = 0; f < fields(); ++f) {
      if (own.count(f) == 0) session.m[f] = UsualM(result_.model[f].u.size());
    }
    double total = 0, share = 0.2;
    for (const auto& entry : counts) total += entry.second;
    for (int round = 0; round < 50 && total > 0; ++round) {
      std::vector<std::vector<double>> sums(fields());
      for (std::size_t f = 0; f < fields(); ++f) sums[f].assign(result_.model[f].u.size(), 0.01);
      double matches = 0;
      for (const auto& [pattern, count] : counts) {
        double odds = share / (1 - share);
        for (std::size_t f = 0; f < fields(); ++f) {
          const std::uint8_t level = LevelIn(pattern, f);
          if (level != 0 && !session.m[f].empty()) odds *= session.m[f][level] / result_.model[f].u[level];
        }
        const double expected = count * odds / (1 + odds);
        matches += expected;
        for (std::size_t f = 0; f < fields(); ++f) sums[f][LevelIn(pattern, f)] += expected;
      }
      for (std::size_t f = 0; f < fields(); ++f) {
        if (!session.m[f].empty()) session.m[f] = Shares(sums[f]);
      }
      share = std::clamp(matches / total, 1e-6, 1 - 1e-6);
      session.matches = matches;
    }
    return session;
  }

  void EstimateMatches() {
    std::vector<double> weights(fields(), 0.0);
    for (std::size_t b = 0; b < plan_.blocks.size(); ++b) {
      const Session session = RunSession(b);
      for (std::size_t f = 0; f < fields(); ++f) {
        if (session.m[f].empty() || session.matches < 1) continue;
        weights[f] += session.matches;
        for (std::size_t l = 1; l < session.m[f].size(); ++l) result_.model[f].m[l] += session.matches * session.m[f][l];
      }
    }
    for (std::size_t f = 0; f < fields(); ++f) {
      FieldModel& model = result_.model[f];
      if (weights[f] <= 0) {
        model.m = UsualM(model.u.size());
        continue;
      }
      for (double& m : model.m) m = std::max(m / weights[f], 1e-4);
    }
  }

  double Weight(const Pair& pair) const {
    double weight = 0;
    for (std::size_t f = 0; f < fields(); ++f) {
      const std::uint8_t level = LevelIn(pair.pattern, f);
      if (level == 0) continue;
      const FieldModel& model = result_.model[f];
      double u = model.u[level];
      if (plan_.fields[f].term_frequency && level + 1U == model.u.size()) {
        const auto it = terms_[f].find(left_[f][pair.left].text);
        if (it != terms_[f].end()) u = std::max(it->second / term_totals_.at(f), 1e-7);
      }
      weight += std::log2(model.m[level] / u);
    }
    return weight;
  }

  static double Probability(double weight, double prior) {
    const double odds = prior / (1 - prior) * std::exp2(std::min(weight, 900.0));
    return odds / (1 + odds);
  }

  void EstimatePrior() {
    weights_.reserve(pairs_.size());
    for (const Pair& pair : pairs_) weights_.push_back(Weight(pair));
    const double all = dedupe_ ? static_cast<double>(left_rows_) * static_cast<double>(left_rows_ - 1) / 2
                               : static_cast<double>(left_rows_) * static_cast<double>(right_rows_);
    double prior = 1.0 / static_cast<double>(std::max(left_rows_, right_rows_) + 1);
    for (int round = 0; round < 20; ++round) {
      double expected = 0;
      for (const double weight : weights_) expected += Probability(weight, prior);
      prior = std::clamp(expected / all, 0.5 / all, 0.5);
    }
    result_.prior = prior;
  }

  void Decide() {
    std::vector<std::size_t> order;
    std::vector<double> probabilities(pairs_.size());
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      probabilities[i] = Probability(weights_[i], result_.prior);
      if (probabilities[i] >= plan_.probability_min) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (weights_[a] != weights_[b]) return weights_[a] > weights_[b];
      return pairs_[a].left != pairs_[b].left ? pairs_[a].left < pairs_[b].left : pairs_[a].right < pairs_[b].right;
    });
    std::unordered_set<std::uint32_t> left_taken, right_taken;
    for (const std::size_t i : order) {
      const Pair& pair = pairs_[i];
      if (plan_.one_to_one && !dedupe_) {
        if (left_taken.count(pair.left) != 0 || right_taken.count(pair.right) != 0) continue;
        left_taken.insert(pair.left), right_taken.insert(pair.right);
      }
      Link link{pair.left, pair.right, probabilities[i], weights_[i], {}};
      for (std::size_t f = 0; f < fields(); ++f) link.levels.push_back(LevelIn(pair.pattern, f));
      result_.links.push_back(std::move(link));
    }
  }

  // Closure: linked records are one person, and so are those linked to them.
  void Cluster() {
    std::vector<std::uint32_t> parent(left_rows_ + (dedupe_ ? 0 : right_rows_));
    std::iota(parent.begin(), parent.end(), 0U);
    const auto root = [&](std::uint32_t i) {
      while (parent[i] != i) i = parent[i] = parent[parent[i]];
      return i;
    };
    for (const Link& link : result_.links) {
      const std::uint32_t a = root(link.left), b = root(link.right + (dedupe_ ? 0 : static_cast<std::uint32_t>(left_rows_)));
      parent[std::max(a, b)] = std::min(a, b);
    }
    for (std::uint32_t i = 0; i < parent.size(); ++i) result_.clusters.push_back(root(i));
  }

  const LinkPlan& plan_;
  const LinkLanguage& language_;
  const bool dedupe_;
  const std::size_t left_rows_, right_rows_;
  Columns left_, right_;
  std::vector<Pair> pairs_;
  std::vector<double> weights_;
  std::vector<std::unordered_map<std::string, double>> terms_;
  std::map<std::size_t, double> term_totals_;
  LinkResult result_;
};

Status CheckPlan(const LinkTable& left, const LinkTable& right, const LinkPlan& plan) {
  if (plan.fields.empty() || plan.fields.size() > 16) return Fail(kBadPlan, "字段应为 1 到 16 个");
  if (plan.blocks.empty() || plan.blocks.size() > 32) return Fail(kBadPlan, "分块应为 1 到 32 个");
  for (const Block& block : plan.blocks) {
    if (block.empty()) return Fail(kBadPlan, "有一个分块没有字段");
    for (const BlockPart& part : block) {
      if (part.field >= plan.fields.size()) return Fail(kBadPlan, "分块用到了没有的字段");
    }
  }
  for (const LinkTable* table : {&left, &right}) {
    if (table->rows == 0) continue;
    if (table->columns.size() != plan.fields.size()) return Fail(kBadPlan, "列数与字段数不同");
    for (const auto& column : table->columns) {
      if (column.size() != table->rows) return Fail(kBadPlan, "各列的行数不同");
    }
  }
  return Ok();
}

}  // namespace

Result<LinkResult> LinkRecords(const LinkTable& left, const LinkTable& right, const LinkPlan& plan, const LinkLanguage& language) {
  TRY(CheckPlan(left, right, plan));
  if (left.rows == 0 || (right.rows == 0 && left.rows < 2)) {
    LinkResult empty;
    for (std::uint32_t i = 0; i < left.rows + right.rows; ++i) empty.clusters.push_back(i);
    return empty;
  }
  return Linker(left, right, plan, language).Run();
}

}  // namespace gq::reconcile
