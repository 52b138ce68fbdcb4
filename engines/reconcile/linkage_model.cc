#include "engines/reconcile/linkage_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gq::reconcile {
namespace {

constexpr int kRoundsMax = 40;
constexpr double kMLeast = 1e-4;

// m before anything is learnt: most records of one person agree.
std::vector<double> UsualM(std::size_t levels) {
  std::vector<double> m(levels, 0.1 / static_cast<double>(levels - 2));
  m[0] = 0, m[levels - 1] = 0.9;
  return m;
}

}  // namespace

LinkModel::LinkModel(const LinkPlan& plan, const LinkEvidence& evidence)
    : plan_(plan), evidence_(evidence), left_odds_(evidence.left_rows), right_odds_(evidence.right_rows) {
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    FieldModel model;
    model.m = UsualM(evidence.chance[f].size());
    model.u.assign(evidence.chance[f].size(), 0.0);
    fields_.push_back(std::move(model));
  }
  const double rows = static_cast<double>(std::min(evidence.left_rows, evidence.right_rows));
  prior_ = 0.3 * rows / AllPairs();
  CorrectChance();
}

double LinkModel::AllPairs() const {
  const auto left = static_cast<double>(evidence_.left_rows), right = static_cast<double>(evidence_.right_rows);
  return std::max(1.0, evidence_.dedupe ? left * (left - 1) / 2 : left * right);
}

double LinkModel::Weight(Pattern pattern, double rarity) const {
  double weight = rarity;
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const std::uint8_t level = LevelIn(pattern, f);
    if (level == 0) continue;
    const bool by_rarity = plan_.fields[f].term_frequency && level + 1U == fields_[f].m.size();
    weight += std::log2(fields_[f].m[level] / (by_rarity ? 1.0 : fields_[f].u[level]));
  }
  return weight;
}

double LinkModel::Odds(double weight) const {
  return prior_ / (1 - prior_) * std::exp2(std::clamp(weight, -900.0, 900.0));
}

double LinkModel::Probability(double weight) const {
  const double odds = Odds(weight);
  return odds / (1 + odds);
}

// Random pairs hold a few matches, which are not chance.
void LinkModel::CorrectChance() {
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const std::vector<double>& counts = evidence_.chance[f];
    const double total = std::accumulate(counts.begin() + 1, counts.end(), 0.0);
    double sum = 0;
    for (std::size_t level = 1; level < counts.size(); ++level) {
      const double share = counts[level] / std::max(total, 1.0) - prior_ * fields_[f].m[level];
      fields_[f].u[level] = std::max(share, 0.5 / (evidence_.random_pairs + 1));
      sum += fields_[f].u[level];
    }
    for (double& u : fields_[f].u) u /= sum;
  }
}

void LinkModel::SumOdds(const std::vector<double>& weights) {
  std::fill(left_odds_.begin(), left_odds_.end(), 0.0);
  std::fill(right_odds_.begin(), right_odds_.end(), 0.0);
  auto& right = evidence_.dedupe ? left_odds_ : right_odds_;
  for (const ComparedPair& pair : evidence_.pairs) {
    const double odds = Odds(weights[pair.pattern] + pair.rarity);
    left_odds_[pair.left] += odds;
    right[pair.right] += odds;
  }
}

// How much of a match the pair is, for m. Between two files pairs of one record share, so that rivals which are merely
// alike teach little.
double LinkModel::Expect(const ComparedPair& pair, double weight) const {
  if (pair.decision != PairDecision::kNone) return pair.decision == PairDecision::kSame ? 1 : 0;
  const double odds = Odds(weight);
  return odds / (1 + (evidence_.dedupe ? odds : std::max(left_odds_[pair.left], right_odds_[pair.right])));
}

void LinkModel::LearnM(const std::vector<double>& expected, double matches) {
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    FieldModel& model = fields_[f];
    std::vector<double> sums = UsualM(model.m.size());
    const double trust = 1 + 0.02 * matches;  // what is usual counts as so many matches
    for (double& sum : sums) sum *= trust;
    for (std::size_t p = 0; p < expected.size(); ++p) sums[LevelIn(evidence_.patterns[p], f)] += expected[p];
    for (const LinkLabel& label : plan_.labels) {
      if (label.same && f < label.levels.size() && label.levels[f] < sums.size()) sums[label.levels[f]] += 1;
    }
    sums[0] = 0;
    const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
    for (std::size_t level = 1; level < sums.size(); ++level) model.m[level] = std::max(sums[level] / total, kMLeast);
  }
}

void LinkModel::Estimate() {
  const bool shared = plan_.one_to_one && !evidence_.dedupe;
  std::vector<double> weights(evidence_.patterns.size()), expected;
  for (int round = 0; round < kRoundsMax; ++round) {
    for (std::size_t p = 0; p < weights.size(); ++p) weights[p] = Weight(evidence_.patterns[p], 0);
    SumOdds(weights);
    expected.assign(weights.size(), 0.0);
    double learnt = 0, matches = 0;
    for (const ComparedPair& pair : evidence_.pairs) {
      const double match = Expect(pair, weights[pair.pattern] + pair.rarity);
      expected[pair.pattern] += match;
      learnt += match;
      const double odds = Odds(weights[pair.pattern] + pair.rarity);
      matches += shared || pair.decision != PairDecision::kNone ? match : odds / (1 + odds);
    }
    LearnM(expected, learnt);
    const double before = prior_;
    prior_ = std::clamp(matches / AllPairs(), 0.5 / AllPairs(), 0.5);
    CorrectChance();
    if (round > 5 && std::abs(prior_ - before) < 1e-4 * before) break;
  }
  for (std::size_t p = 0; p < weights.size(); ++p) weights[p] = Weight(evidence_.patterns[p], 0);
  SumOdds(weights);
}

}  // namespace gq::reconcile
