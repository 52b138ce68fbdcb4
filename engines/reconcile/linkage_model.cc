#include "engines/reconcile/linkage_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gq::reconcile {
namespace {

constexpr int kRoundsMax = 40;
constexpr double kMLeast = 1e-4;
constexpr double kUsualMatches = 0.3;  // of the rows, before anything is learnt
constexpr std::size_t kKinMost = 3;    // households, neighbours, colleagues

// m before anything is learnt: most records of one person agree.
std::vector<double> UsualM(std::size_t levels) {
  std::vector<double> m(levels, 0.1 / static_cast<double>(levels - 2));
  m[0] = 0, m[levels - 1] = 0.9;
  return m;
}

}  // namespace

LinkModel::LinkModel(const LinkPlan& plan, const LinkEvidence& evidence)
    : plan_(plan), evidence_(evidence), left_odds_(evidence.left_rows), right_odds_(evidence.right_rows) {
  fields_.resize(plan.fields.size());
  Begin();
}

void LinkModel::Begin() {
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    fields_[f].m = UsualM(evidence_.chance[f].size());
    fields_[f].u.assign(evidence_.chance[f].size(), 0.0);
  }
  prior_ = kUsualMatches * static_cast<double>(std::min(evidence_.left_rows, evidence_.right_rows)) / AllPairs();
  CorrectChance();
}

double LinkModel::AllPairs() const {
  const auto left = static_cast<double>(evidence_.left_rows), right = static_cast<double>(evidence_.right_rows);
  return std::max(1.0, evidence_.dedupe ? left * (left - 1) / 2 : left * right);
}

double LinkModel::WeightBy(Pattern pattern, const std::vector<double>& m, std::size_t field) const {
  const std::uint8_t level = LevelIn(pattern, field);
  if (level == 0) return 0;
  const bool by_rarity = plan_.fields[field].term_frequency && level + 1U == m.size();
  return std::log2(m[level] / (by_rarity ? 1.0 : fields_[field].u[level]));
}

// `kin`: weights of the kinds of kin, rarity not yet in them.
double LinkModel::AgainstKin(double weight, const std::vector<double>& kin, double rarity) const {
  if (kin_.empty()) return weight;
  double others = 1;  // chance
  for (std::size_t k = 0; k < kin_.size(); ++k)
    others += kin_[k].odds * std::exp2(std::clamp(kin[k] + rarity, -900.0, 900.0));
  return weight - std::log2(others);
}

double LinkModel::Weight(Pattern pattern, double rarity) const {
  double weight = rarity;
  std::vector<double> kin(kin_.size());
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    weight += WeightBy(pattern, fields_[f].m, f);
    for (std::size_t k = 0; k < kin_.size(); ++k) kin[k] += WeightBy(pattern, kin_[k].m[f], f);
  }
  return AgainstKin(weight, kin, rarity);
}

void LinkModel::WeighPatterns() {
  weights_.assign(evidence_.patterns.size(), 0);
  kin_weights_.assign(kin_.empty() ? 0 : evidence_.patterns.size(), std::vector<double>(kin_.size()));
  for (std::size_t p = 0; p < evidence_.patterns.size(); ++p) {
    for (std::size_t f = 0; f < fields_.size(); ++f) {
      weights_[p] += WeightBy(evidence_.patterns[p], fields_[f].m, f);
      for (std::size_t k = 0; k < kin_.size(); ++k)
        kin_weights_[p][k] += WeightBy(evidence_.patterns[p], kin_[k].m[f], f);
    }
  }
}

double LinkModel::WeightAt(const ComparedPair& pair) const {
  const double weight = weights_[pair.pattern] + pair.rarity;
  return kin_.empty() ? weight : AgainstKin(weight, kin_weights_[pair.pattern], pair.rarity);
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

void LinkModel::SumOdds() {
  std::fill(left_odds_.begin(), left_odds_.end(), 0.0);
  std::fill(right_odds_.begin(), right_odds_.end(), 0.0);
  auto& right = evidence_.dedupe ? left_odds_ : right_odds_;
  for (const ComparedPair& pair : evidence_.pairs) {
    const double odds = Odds(WeightAt(pair));
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

// What is one person no longer counts as kin, and what is not does: each class gets the share of a pair that it
// explains.
void LinkModel::LearnKin() {
  std::vector<Kin> learnt = kin_;
  for (Kin& kin : learnt) {
    kin.odds = 0;
    for (std::vector<double>& m : kin.m) std::fill(m.begin(), m.end(), 0.0);
  }
  std::vector<double> shares(kin_.size());
  for (const ComparedPair& pair : evidence_.pairs) {
    if (pair.decision == PairDecision::kSame) continue;
    double all = 1 + Odds(weights_[pair.pattern] + pair.rarity);
    for (std::size_t k = 0; k < kin_.size(); ++k) {
      shares[k] = kin_[k].odds * std::exp2(std::clamp(kin_weights_[pair.pattern][k] + pair.rarity, -900.0, 900.0));
      all += shares[k];
    }
    for (std::size_t k = 0; k < kin_.size(); ++k) {
      learnt[k].odds += shares[k] / all;
      for (std::size_t f = 0; f < fields_.size(); ++f)
        learnt[k].m[f][LevelIn(evidence_.patterns[pair.pattern], f)] += shares[k] / all;
    }
  }
  for (Kin& kin : learnt) Settle(kin, kin.odds);
  kin_ = std::move(learnt);
}

// Whether most of what is personal differs, weighed by what its agreement says. A level that was learnt oftener than
// sameness is none of one person's: names of brothers and sisters have all but one character in common.
bool LinkModel::Differs(Pattern pattern) const {
  constexpr double kEnough = 8;  // bits; a common given name alone says too little
  double all = 0, differing = 0;
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    const std::uint8_t level = LevelIn(pattern, f);
    if (!plan_.fields[f].personal || plan_.fields[f].block_only || level == 0) continue;
    const double says = -std::log2(fields_[f].u.back());
    const std::vector<double>& m = fields_[f].m;
    all += says, differing += level == 1 || m[level] > m.back() ? says : 0;
  }
  return all >= kEnough && differing > all / 2;
}

// Adds the class of what was learnt and is no person. False: there is hardly any.
bool LinkModel::FindKin() {
  constexpr double kTooMany = 0.25;  // of what was learnt; records of one person differ as much in one of ten at most
  std::vector<bool> differs;
  for (const Pattern pattern : evidence_.patterns) differs.push_back(Differs(pattern));
  Kin kin;
  for (const FieldModel& field : fields_) kin.m.emplace_back(field.m.size(), 0.0);
  double all = 0, kin_pairs = 0;
  for (const ComparedPair& pair : evidence_.pairs) {
    // Rivals count whole: kin of somebody who is found as well are kin.
    const double match = pair.decision == PairDecision::kSame ? 1 : Probability(WeightAt(pair));
    all += match;
    if (!differs[pair.pattern] || pair.decision == PairDecision::kSame) continue;
    kin_pairs += match;
    for (std::size_t f = 0; f < fields_.size(); ++f) kin.m[f][LevelIn(evidence_.patterns[pair.pattern], f)] += match;
  }
  if (kin_pairs < 1 || kin_pairs < kTooMany * all) return false;
  Settle(kin, kin_pairs);
  kin_.push_back(std::move(kin));
  return true;
}

// Counts of levels to shares, and of pairs to odds.
void LinkModel::Settle(Kin& kin, double pairs) const {
  kin.odds = std::max(pairs, 0.5) / AllPairs();
  for (std::vector<double>& m : kin.m) {
    const double total = std::accumulate(m.begin() + 1, m.end(), 0.0) + 1e-9;
    for (double& share : m) share = std::max(share / total, kMLeast);
  }
}

void LinkModel::Estimate() {
  Converge();
  while (kin_.size() < kKinMost && FindKin()) {
    Begin();
    Converge();
  }
}

void LinkModel::Converge() {
  const bool shared = plan_.one_to_one && !evidence_.dedupe;
  std::vector<double> expected;
  for (int round = 0; round < kRoundsMax; ++round) {
    WeighPatterns();
    SumOdds();
    expected.assign(evidence_.patterns.size(), 0.0);
    double learnt = 0, matches = 0;
    for (const ComparedPair& pair : evidence_.pairs) {
      const double weight = WeightAt(pair), match = Expect(pair, weight);
      expected[pair.pattern] += match;
      learnt += match;
      const double odds = Odds(weight);
      matches += shared || pair.decision != PairDecision::kNone ? match : odds / (1 + odds);
    }
    if (!kin_.empty()) LearnKin();
    LearnM(expected, learnt);
    const double before = prior_;
    prior_ = std::clamp(matches / AllPairs(), 0.5 / AllPairs(), 0.5);
    CorrectChance();
    if (round > 5 && std::abs(prior_ - before) < 1e-4 * before) break;
  }
  WeighPatterns();
  SumOdds();
}

}  // namespace gq::reconcile
