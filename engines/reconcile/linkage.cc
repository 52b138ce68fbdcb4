#include "engines/reconcile/linkage.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "engines/reconcile/linkage_dependence.h"
#include "engines/reconcile/linkage_model.h"
#include "engines/reconcile/linkage_pairs.h"
#include "engines/reconcile/parts.h"

namespace gq::reconcile {
namespace {

constexpr int kRarityRounds = 2;  // rarity is measured anew so often, with what is known of who is whom
constexpr double kNever = 1e300;
constexpr std::size_t kCrossPairsMax = 4000;  // compared when two clusters are to become one

// splitmix64
std::uint64_t NextRandom(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
  return z ^ z >> 31;
}

std::uint64_t PairKey(std::uint32_t left, std::uint32_t right) { return std::uint64_t{left} << 32 | right; }

class Linker {
 public:
  Linker(const LinkInput& input, const LinkPlan& plan, const LinkLanguage& language)
      : plan_(plan),
        dedupe_(input.right_rows == 0),
        left_rows_(input.left_rows),
        right_rows_(dedupe_ ? input.left_rows : input.right_rows),
        right_side_(dedupe_ ? Side::kLeft : Side::kRight),
        columns_(plan.fields.size()) {
    for (const LinkField& field : plan.fields) comparers_.emplace_back(field, language);
    InTasks(fields(), plan_.threads, [&](std::size_t f) {
      columns_[f] = plan_.fields[f].keyed ? ReadyColumn::OfKeys(input, f) : ReadyColumn::Read(input, f, comparers_[f]);
      comparers_[f].WeighWords();
    });
  }

  LinkResult Run() {
    MeasureChance();
    for (const std::vector<double>& counts : evidence_.chance) chance_of_same_.push_back(counts.back() / Total(counts));
    MeasureRarity(std::vector<double>(left_rows_ + (dedupe_ ? 0 : right_rows_), 1.0));
    dependences_ =
        FindDependences(columns_, evidence_.chance, plan_.seed, plan_.threads,
                        [this](std::uint32_t a, std::uint32_t b) { return Compare(Side::kLeft, a, Side::kLeft, b); });
    ComparePairs();
    LinkModel model(plan_, evidence_);
    model.Estimate();
    model_ = &model;
    for (int round = 0; round < kRarityRounds; ++round) {
      for (std::size_t f = 0; f < fields(); ++f) chance_of_same_[f] = model.fields()[f].u.back();
      MeasureRarity(SharesOfPeople());
      InParts(evidence_.pairs.size(), plan_.threads, [&](std::size_t, std::size_t i) {
        ComparedPair& pair = evidence_.pairs[i];
        pair.rarity = static_cast<float>(Rarity(evidence_.patterns[pair.pattern], pair.left));
      });
      model.Estimate();
    }
    if (plan_.one_to_one && !dedupe_) {
      DecideOneToOne();
    } else {
      DecideClusters();
    }
    result_.model = model.fields();
    result_.prior = model.prior();
    result_.pairs = evidence_.pairs.size();
    return std::move(result_);
  }

 private:
  std::size_t fields() const { return plan_.fields.size(); }

  static double Total(const std::vector<double>& counts) {
    return std::accumulate(counts.begin() + 1, counts.end(), 0.0);
  }

  // -log2 of how often somebody else has the value that a left row has. Counted are people, not records (`shares`: of
  // a person, by record): five records of one person do not make a value common. What a few records say is drawn
  // towards how often values of the field agree at all, so that a value which nobody else has here is not taken for
  // one that one in so many people has.
  void MeasureRarity(const std::vector<double>& shares) {
    rarity_.assign(fields(), {});
    InTasks(fields(), plan_.threads, [&](std::size_t f) {
      if (plan_.fields[f].block_only || !plan_.fields[f].term_frequency) return;
      const ReadyColumn& column = columns_[f];
      std::vector<double> people(column.texts());
      double total = 0;
      const auto count = [&](Side side, std::size_t first) {
        for (std::size_t row = 0; row < column.rows(side); ++row) {
          const std::uint32_t text = column.TextId(side, row);
          if (text != 0) people[text] += shares[first + row], total += shares[first + row];
        }
      };
      count(Side::kLeft, 0);
      if (!dedupe_) count(Side::kRight, left_rows_);
      const double chance = std::max(chance_of_same_[f], 1e-12),
                   usual = std::clamp(1 / chance, 1.0, std::max(1.0, total));
      rarity_[f].push_back(0);
      for (std::size_t text = 1; text < people.size(); ++text) {
        const double others = (std::max(0.0, people[text] - 1) + usual * chance) / (std::max(0.0, total - 1) + usual);
        rarity_[f].push_back(static_cast<float>(-std::log2(std::min(1.0, others))));
      }
    });
  }

  // How much of a person each record is: one over the records that are expected to be of the same person.
  std::vector<double> SharesOfPeople() const {
    std::vector<double> records(left_rows_ + (dedupe_ ? 0 : right_rows_), 1.0);
    for (const ComparedPair& pair : evidence_.pairs) {
      const double match = model_->Expect(pair, WeightOf(pair));
      records[pair.left] += match;
      records[pair.right + (dedupe_ ? 0 : left_rows_)] += match;
    }
    for (double& share : records) share = 1 / share;
    return records;
  }

  Pattern Compare(std::uint32_t left, std::uint32_t right) const {
    return Compare(Side::kLeft, left, right_side_, right);
  }

  Pattern Compare(Side a, std::uint32_t left, Side b, std::uint32_t right) const {
    Pattern pattern = 0;
    for (std::size_t f = 0; f < fields(); ++f) {
      if (plan_.fields[f].block_only) continue;
      pattern |= Pattern{comparers_[f].Compare(columns_[f].Value(a, left), columns_[f].Value(b, right))} << (4 * f);
    }
    return WithExchanged(pattern, a, left, b, right);
  }

  // Two text fields whose values stand in each other's place count as alike, less so with a slip besides; where one of
  // the four values is missing, the two that agree do.
  Pattern WithExchanged(Pattern pattern, Side a, std::uint32_t left, Side b, std::uint32_t right) const {
    for (std::size_t f = 0; f < fields(); ++f) {
      const std::size_t levels = comparers_[f].levels();
      if (!comparers_[f].IsText() || plan_.fields[f].keyed || levels < 5 || LevelIn(pattern, f) + 2U >= levels)
        continue;
      for (std::size_t g = f + 1; g < fields(); ++g) {
        if (!comparers_[g].IsText() || comparers_[g].levels() != levels || LevelIn(pattern, g) + 2U >= levels) continue;
        const Exchange there = AcrossFields(columns_[f].Value(a, left), columns_[g].Value(b, right)),
                       back = AcrossFields(columns_[g].Value(a, left), columns_[f].Value(b, right));
        if (there == Exchange::kDifferent || back == Exchange::kDifferent) continue;
        const bool half = there == Exchange::kMissing || back == Exchange::kMissing;
        if (half && there != Exchange::kSame && back != Exchange::kSame) continue;
        const std::size_t level = levels - (there == Exchange::kAlike || back == Exchange::kAlike ? 3 : 2);
        pattern &= ~(Pattern{15} << (4 * f) | Pattern{15} << (4 * g));
        pattern |= Pattern{level} << (4 * f) | (half ? 0 : Pattern{level} << (4 * g));
      }
    }
    return pattern;
  }

  enum class Exchange { kMissing, kDifferent, kAlike, kSame };
  static Exchange AcrossFields(const ReadyValue& a, const ReadyValue& b) {
    if (a.text.empty() || b.text.empty()) return Exchange::kMissing;
    if (a.text == b.text) return Exchange::kSame;
    const bool alike = std::min(a.text.size(), b.text.size()) > 2 &&
                       (OneEditApart(a.text, b.text) || JaroWinkler(a.text, b.text) >= 0.93);
    return alike ? Exchange::kAlike : Exchange::kDifferent;
  }

  bool Agrees(Pattern pattern, std::size_t field) const {
    return LevelIn(pattern, field) + 1U == comparers_[field].levels();
  }

  // What fields that agree say by the rarity of their values, less what they say twice.
  double Rarity(Pattern pattern, std::uint32_t left) const {
    double sum = 0;
    for (std::size_t f = 0; f < fields(); ++f) {
      if (plan_.fields[f].term_frequency && Agrees(pattern, f)) sum += RarityOf(f, left);
    }
    for (const Dependence& dependence : dependences_) {
      if (!Agrees(pattern, dependence.field) || !Agrees(pattern, dependence.other)) continue;
      sum -= dependence.share * std::min(Information(dependence.field, left), Information(dependence.other, left));
    }
    return sum;
  }

  double RarityOf(std::size_t field, std::uint32_t left) const {
    return rarity_[field][columns_[field].TextId(Side::kLeft, left)];
  }

  double Information(std::size_t field, std::uint32_t left) const {
    if (plan_.fields[field].term_frequency) return RarityOf(field, left);
    return std::log2(Total(evidence_.chance[field]) / evidence_.chance[field].back());
  }

  void ComparePairs() {
    std::unordered_map<std::uint64_t, PairDecision> decisions;
    for (const LinkDecision& decision : plan_.decisions) {
      auto a = decision.left, b = decision.right;
      if (dedupe_ && a > b) std::swap(a, b);
      decisions[PairKey(a, b)] = decision.same ? PairDecision::kSame : PairDecision::kDifferent;
    }
    std::vector<std::uint64_t> pairs = FindPairs(columns_, dedupe_, comparers_, plan_, result_.blocks_skipped);
    for (const auto& entry : decisions) pairs.push_back(entry.first);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    std::unordered_map<Pattern, std::uint32_t> indexes;
    evidence_.left_rows = left_rows_, evidence_.right_rows = right_rows_, evidence_.dedupe = dedupe_;
    evidence_.pairs.reserve(pairs.size());
    std::vector<Pattern> compared(pairs.size());
    InParts(pairs.size(), plan_.threads, [&](std::size_t, std::size_t i) {
      compared[i] = Compare(static_cast<std::uint32_t>(pairs[i] >> 32), static_cast<std::uint32_t>(pairs[i]));
    });
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const std::uint64_t key = pairs[i];
      const auto left = static_cast<std::uint32_t>(key >> 32), right = static_cast<std::uint32_t>(key);
      const Pattern pattern = compared[i];
      const auto [it, added] = indexes.emplace(pattern, static_cast<std::uint32_t>(evidence_.patterns.size()));
      if (added) evidence_.patterns.push_back(pattern);
      ComparedPair pair{left, right, it->second, static_cast<float>(Rarity(pattern, left))};
      if (const auto decided = decisions.find(key); decided != decisions.end()) pair.decision = decided->second;
      evidence_.pairs.push_back(pair);
    }
  }

  // u: levels of random pairs. Levels that never happened get half an observation.
  void MeasureChance() {
    for (const FieldComparer& comparer : comparers_) evidence_.chance.emplace_back(comparer.levels(), 0.5);
    std::uint64_t state = plan_.seed;
    std::vector<std::uint64_t> drawn;
    for (int n = 0; n < plan_.random_pairs; ++n) {
      const auto left = static_cast<std::uint32_t>(NextRandom(state) % left_rows_);
      const auto right = static_cast<std::uint32_t>(NextRandom(state) % right_rows_);
      if (!dedupe_ || left != right) drawn.push_back(PairKey(left, right));
    }
    std::vector<Pattern> patterns(drawn.size());
    InParts(drawn.size(), plan_.threads, [&](std::size_t, std::size_t i) {
      patterns[i] = Compare(static_cast<std::uint32_t>(drawn[i] >> 32), static_cast<std::uint32_t>(drawn[i]));
    });
    for (const Pattern pattern : patterns) {
      for (std::size_t f = 0; f < fields(); ++f) evidence_.chance[f][LevelIn(pattern, f)] += 1;
      evidence_.random_pairs += 1;
    }
  }

  double WeightOf(const ComparedPair& pair) const {
    return model_->Weight(evidence_.patterns[pair.pattern], pair.rarity);
  }

  // Indexes of the pairs that speak for one person, surest first; decided ones before all others.
  std::vector<std::size_t> Order(std::vector<double>& weights) const {
    std::vector<std::size_t> order;
    weights.reserve(evidence_.pairs.size());
    for (std::size_t i = 0; i < evidence_.pairs.size(); ++i) {
      const ComparedPair& pair = evidence_.pairs[i];
      weights.push_back(WeightOf(pair));
      const bool probable = model_->Probability(weights[i]) >= plan_.probability_min;
      if (pair.decision == PairDecision::kSame || (pair.decision == PairDecision::kNone && probable))
        order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const ComparedPair &x = evidence_.pairs[a], &y = evidence_.pairs[b];
      if (x.decision != y.decision) return x.decision > y.decision;  // kSame is the greater of the two left
      if (weights[a] != weights[b]) return weights[a] > weights[b];
      return PairKey(x.left, x.right) < PairKey(y.left, y.right);
    });
    return order;
  }

  void AddLink(std::uint32_t left, std::uint32_t right, Pattern pattern, double weight, double probability) {
    Link link;
    link.left = left, link.right = right, link.weight = weight, link.probability = probability;
    const double odds = model_->Odds(weight);
    const auto& others = dedupe_ ? model_->left_odds() : model_->right_odds();
    link.share = std::min(1.0, odds / std::max({odds, model_->left_odds()[left], others[right]}));
    for (std::size_t f = 0; f < fields(); ++f) link.levels.push_back(LevelIn(pattern, f));
    result_.links.push_back(std::move(link));
  }

  void DecideOneToOne() {
    std::vector<double> weights;
    std::vector<bool> left_taken(left_rows_), right_taken(right_rows_);
    result_.clusters.resize(left_rows_ + right_rows_);
    std::iota(result_.clusters.begin(), result_.clusters.end(), 0U);
    for (const std::size_t i : Order(weights)) {
      const ComparedPair& pair = evidence_.pairs[i];
      if (left_taken[pair.left] || right_taken[pair.right]) continue;
      left_taken[pair.left] = right_taken[pair.right] = true;
      const bool decided = pair.decision == PairDecision::kSame;
      AddLink(pair.left, pair.right, evidence_.patterns[pair.pattern], weights[i],
              decided ? 1 : model_->Probability(weights[i]));
      result_.clusters[left_rows_ + pair.right] = pair.left;
    }
  }

  // Records of both sides have one number: right ones stand behind the left ones.
  bool Comparable(std::uint32_t a, std::uint32_t b) const { return dedupe_ || (a < left_rows_) != (b < left_rows_); }

  struct Cross {
    std::uint32_t left, right;
    Pattern pattern;
    double weight;
  };
  Cross CompareMembers(std::uint32_t a, std::uint32_t b) const {
    if (a > b) std::swap(a, b);
    const std::uint32_t right = dedupe_ ? b : b - static_cast<std::uint32_t>(left_rows_);
    const Pattern pattern = Compare(a, right);
    return {a, right, pattern, model_->Weight(pattern, Rarity(pattern, a))};
  }

  void DecideClusters() {
    const std::size_t all = left_rows_ + (dedupe_ ? 0 : right_rows_);
    std::vector<std::uint32_t> cluster(all);
    std::iota(cluster.begin(), cluster.end(), 0U);
    std::vector<std::vector<std::uint32_t>> members(all);
    for (std::uint32_t i = 0; i < all; ++i) members[i] = {i};
    std::unordered_set<std::uint64_t> apart;
    for (const LinkDecision& decision : plan_.decisions) {
      if (!decision.same)
        apart.insert(PairKey(decision.left, decision.right)), apart.insert(PairKey(decision.right, decision.left));
    }
    std::vector<double> weights;
    for (const std::size_t i : Order(weights)) {
      const ComparedPair& pair = evidence_.pairs[i];
      std::uint32_t a = cluster[pair.left];
      std::uint32_t b = cluster[pair.right + (dedupe_ ? 0 : static_cast<std::uint32_t>(left_rows_))];
      if (a == b) continue;
      if (a > b) std::swap(a, b);
      const bool decided = pair.decision == PairDecision::kSame;
      const double probability = decided ? 1 : model_->Probability(weights[i]);
      if (!Merge(members[a], members[b], decided, probability, apart)) continue;
      for (const std::uint32_t member : members[b]) cluster[member] = a;
      members[a].insert(members[a].end(), members[b].begin(), members[b].end());
      members[b].clear();
    }
    result_.clusters = std::move(cluster);
    std::stable_sort(result_.links.begin(), result_.links.end(), [](const Link& x, const Link& y) {
      return x.probability != y.probability ? x.probability > y.probability : x.weight > y.weight;
    });
  }

  // Of the records that were compared at all.
  static double MeanOf(const std::vector<double>& weights) {
    double sum = 0, n = 0;
    for (const double weight : weights) {
      if (weight > -kNever) sum += weight, n += 1;
    }
    return n > 0 ? sum / n : 0;
  }

  // Whether two clusters are one person; if so, adds their pairs to the links. The best pair and all pairs together say
  // so: copies of one person may each be spoilt in another field, so that some pairs of them look like strangers, but
  // one pair of strangers that look alike does not bind their copies, which do not.
  bool Merge(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, bool decided, double probability,
             const std::unordered_set<std::uint64_t>& apart) {
    std::vector<Cross> crosses;
    std::vector<double> best_of_a(a.size(), -kNever), best_of_b(b.size(), -kNever);
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t k = 0; k < b.size(); ++k) {
        if (!Comparable(a[i], b[k]) || crosses.size() >= kCrossPairsMax) continue;
        crosses.push_back(CompareMembers(a[i], b[k]));
        best_of_a[i] = std::max(best_of_a[i], crosses.back().weight);
        best_of_b[k] = std::max(best_of_b[k], crosses.back().weight);
        if (!apart.empty() && apart.count(PairKey(crosses.back().left, crosses.back().right)) != 0) return false;
      }
    }
    if (!decided && model_->Odds((MeanOf(best_of_a) + MeanOf(best_of_b)) / 2) < 1) return false;
    for (const Cross& cross : crosses) {
      const double own = model_->Probability(cross.weight);
      AddLink(cross.left, cross.right, cross.pattern, cross.weight, std::max(own, probability));
    }
    return true;
  }

  const LinkPlan& plan_;
  const bool dedupe_;
  const std::size_t left_rows_, right_rows_;
  const Side right_side_;
  std::vector<FieldComparer> comparers_;
  ReadyColumns columns_;
  std::vector<std::vector<float>> rarity_;  // by field with term frequency, by text
  std::vector<double> chance_of_same_;      // by field: how often values of different people are the same
  std::vector<Dependence> dependences_;
  LinkEvidence evidence_;
  const LinkModel* model_ = nullptr;
  LinkResult result_;
};

Status CheckPlan(const LinkInput& input, const LinkPlan& plan) {
  if (plan.fields.empty() || plan.fields.size() > 16) return Fail(kBadPlan, "字段应为 1 到 16 个");
  if (plan.blocks.empty() && !plan.automatic_blocks)
    return Fail(kBadPlan, "没有分块", "至少给一个 [[block]]，或用 automatic_blocks = true");
  if (plan.blocks.size() > 32) return Fail(kBadPlan, "分块最多 32 个");
  for (const LinkField& field : plan.fields) {
    const bool falling = std::is_sorted(field.likeness.rbegin(), field.likeness.rend());
    if (field.likeness.empty() || (falling && field.likeness.size() <= 10)) continue;
    return Fail(kBadPlan, "字段 " + field.name + " 的 levels 有误", "由大到小，至多 10 个，例如 [0.95, 0.85]");
  }
  for (const Block& block : plan.blocks) {
    if (block.empty()) return Fail(kBadPlan, "有一个分块没有字段");
    for (const BlockPart& part : block) {
      if (part.field >= plan.fields.size()) return Fail(kBadPlan, "分块用到了没有的字段");
    }
  }
  for (const LinkField& field : plan.fields) {
    if (field.keyed && !field.block_only) return Fail(kBadPlan, "字段 " + field.name + " 只能用来分块");
  }
  const std::size_t right_rows = input.right_rows == 0 ? input.left_rows : input.right_rows;
  for (const LinkDecision& decision : plan.decisions) {
    const bool itself = input.right_rows == 0 && decision.left == decision.right;
    if (decision.left >= input.left_rows || decision.right >= right_rows || itself)
      return Fail(kBadPlan, "人工结论里的行号不存在");
  }
  return Ok();
}

Status CheckTables(const LinkTable& left, const LinkTable& right, const LinkPlan& plan) {
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

Result<LinkResult> LinkRecords(const LinkInput& input, const LinkPlan& plan, const LinkLanguage& language) {
  TRY(CheckPlan(input, plan));
  if (input.left_rows == 0 || (input.right_rows == 0 && input.left_rows < 2)) {
    LinkResult empty;
    for (std::uint32_t i = 0; i < input.left_rows + input.right_rows; ++i) empty.clusters.push_back(i);
    return empty;
  }
  return Linker(input, plan, language).Run();
}

Result<LinkResult> LinkRecords(const LinkTable& left, const LinkTable& right, const LinkPlan& plan,
                               const LinkLanguage& language) {
  TRY(CheckTables(left, right, plan));
  LinkInput input;
  input.left_rows = left.rows, input.right_rows = right.rows;
  input.value = [&](bool of_right, std::size_t field, std::size_t row, std::string&) -> std::string_view {
    return (of_right ? right : left).columns[field][row];
  };
  return LinkRecords(input, plan, language);
}

}  // namespace gq::reconcile
