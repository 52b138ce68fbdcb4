// How much each level of agreement says: u from random pairs, m and the prior by EM (linkage.h).
//
// In a register of households what stands out is not who is one person but who lives together: their pairs outnumber
// the double ones by far, and EM would learn them. A class whose names, IDs and birth dates mostly differ is nobody's:
// it is kept as that of kin, which explains pairs as chance does, and who is one person is estimated anew beside it.
// Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engines/reconcile/linkage.h"

namespace gq::reconcile {

using Pattern = std::uint64_t;  // four bits a field
inline std::uint8_t LevelIn(Pattern pattern, std::size_t field) {
  return static_cast<std::uint8_t>(pattern >> (4 * field) & 15);
}

enum class PairDecision : std::uint8_t { kNone, kSame, kDifferent };

struct ComparedPair {
  std::uint32_t left, right;
  std::uint32_t pattern;  // index of LinkEvidence::patterns
  float rarity;           // sum of -log2 of the share of the values that agree, of fields with term frequency
  PairDecision decision = PairDecision::kNone;
};

struct LinkEvidence {
  std::vector<Pattern> patterns;  // each once
  std::vector<ComparedPair> pairs;
  std::vector<std::vector<double>> chance;  // by field and level: counts of random pairs
  double random_pairs = 0;
  std::size_t left_rows = 0, right_rows = 0;
  bool dedupe = false;
};

class LinkModel {
 public:
  LinkModel(const LinkPlan& plan, const LinkEvidence& evidence);
  void Estimate();

  double Weight(Pattern pattern, double rarity) const;  // log2 of the likelihood ratio
  double Probability(double weight) const;
  double prior() const { return prior_; }
  const std::vector<FieldModel>& fields() const { return fields_; }
  // Odds of all pairs of a record together.
  const std::vector<double>& left_odds() const { return left_odds_; }
  const std::vector<double>& right_odds() const { return right_odds_; }
  double Odds(double weight) const;
  // How much of a match a pair of this weight is, as m is learnt from it.
  double Expect(const ComparedPair& pair, double weight) const;

 private:
  // A class of pairs that are of different people and yet alike.
  struct Kin {
    std::vector<std::vector<double>> m;  // by field and level
    double odds = 0;                     // against chance, of a random pair
  };

  void Begin();
  void Converge();
  bool Differs(Pattern pattern) const;
  bool FindKin();
  double AllPairs() const;
  double WeightBy(Pattern pattern, const std::vector<double>& m, std::size_t field) const;
  double AgainstKin(double weight, const std::vector<double>& kin, double rarity) const;
  void Settle(Kin& kin, double pairs) const;
  void LearnKin();
  void WeighPatterns();
  double WeightAt(const ComparedPair& pair) const;
  void SumOdds();
  void LearnM(const std::vector<double>& expected, double matches);
  void CorrectChance();

  const LinkPlan& plan_;
  const LinkEvidence& evidence_;
  std::vector<FieldModel> fields_;
  std::vector<Kin> kin_;
  // By pattern, without rarity: log2 of the likelihood of one person, and of each kin, over that of chance.
  std::vector<double> weights_;
  std::vector<std::vector<double>> kin_weights_;
  std::vector<double> left_odds_, right_odds_;
  double prior_ = 0;
};

}  // namespace gq::reconcile
