#include "engines/matching/fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace gq::matching {
namespace {

LogitRows Simulate(std::size_t count, const std::vector<double>& beta, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto unit = [&] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
  LogitRows rows{beta.size(), {}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    double index = 0;
    for (std::size_t j = 0; j < beta.size(); ++j) {
      const double x = j == 0 ? 1 : j % 2 == 0 ? 2 * unit() - 1 : unit() < 0.3;
      rows.x.push_back(static_cast<float>(x));
      index += beta[j] * static_cast<double>(rows.x.back());
    }
    rows.y.push_back(unit() < LogisticOf(index));
  }
  return rows;
}

TEST(FitLogit, FindsTheTruthAndTheGradientVanishes) {
  const std::vector<double> truth = {-1, 0.8, -0.5, 0.3, 1.2};
  const LogitRows rows = Simulate(60'000, truth, 1);
  const std::vector<Prior> priors(truth.size(), Prior{0, 0.5, 0});
  const auto beta = FitLogit(rows, priors);
  ASSERT_TRUE(beta);
  std::vector<double> gradient(truth.size());
  for (std::size_t i = 0; i < rows.y.size(); ++i) {
    double index = 0;
    for (std::size_t j = 0; j < truth.size(); ++j) index += (*beta)[j] * static_cast<double>(rows.x[i * 5 + j]);
    for (std::size_t j = 0; j < truth.size(); ++j)
      gradient[j] += (rows.y[i] - LogisticOf(index)) * static_cast<double>(rows.x[i * 5 + j]);
  }
  for (std::size_t j = 0; j < truth.size(); ++j) {
    EXPECT_NEAR((*beta)[j], truth[j], 0.06) << j;
    EXPECT_NEAR(gradient[j] - 0.5 * (*beta)[j], 0, 1e-4) << j;
  }
}

TEST(FitLogit, ASignIsNeverCrossedAndThePriorHolds) {
  const LogitRows rows = Simulate(20'000, {0.2, -0.7, 0.5}, 2);
  const auto held = FitLogit(rows, std::vector<Prior>{{0, 0, 0}, {0.3, 1, 1}, {0, 1, 0}});
  ASSERT_TRUE(held);
  EXPECT_EQ((*held)[1], 0);  // the rows say -0.7
  EXPECT_NEAR((*held)[2], 0.5, 0.06);
  const auto strong = FitLogit(rows, std::vector<Prior>{{0, 0, 0}, {0.3, 1e9, 1}, {0.1, 1e9, 0}});
  ASSERT_TRUE(strong);
  EXPECT_NEAR((*strong)[1], 0.3, 1e-3);
  const auto none = FitLogit({2, {}, {}}, std::vector<Prior>{{0.5, 1, 0}, {-0.25, 1, -1}});
  ASSERT_TRUE(none);
  EXPECT_EQ(*none, (std::vector<double>{0.5, -0.25}));
}

TEST(FitLogit, RefusesWhatCannotBeFitted) {
  const std::vector<Prior> free(1);
  EXPECT_FALSE(FitLogit({1, {1, 1, 1}, {1, 1, 1}}, free));  // always yes
  EXPECT_FALSE(FitLogit({1, {0, 0}, {1, 0}}, free));        // a column without variation
  EXPECT_FALSE(FitLogit({1, {NAN}, {1}}, free));
  EXPECT_FALSE(FitLogit({2, {1}, {1}}, free));
  EXPECT_FALSE(FitLogit({1, {1}, {1}}, std::vector<Prior>{{-1, 1, 1}}));
}

TEST(Judge, AgreesWithItsDefinitions) {
  std::mt19937_64 random(7);
  std::vector<double> p;
  std::vector<std::uint8_t> y;
  for (int i = 0; i < 500; ++i) {
    p.push_back(static_cast<double>(1 + random() % 19) / 20);
    y.push_back(static_cast<double>(random() % 1000) / 1000 < p.back());
  }
  const Judgement judged = Judge(p, y);
  double brier = 0, right = 0, pairs = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    brier += (p[i] - y[i]) * (p[i] - y[i]) / 500;
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (y[i] == 1 && y[j] == 0) pairs += 1, right += p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0;
    }
  }
  EXPECT_NEAR(judged.brier, brier, 1e-12);
  EXPECT_NEAR(judged.concordance, right / pairs, 1e-12);
  EXPECT_NEAR(judged.slope, 1, 0.25);
  EXPECT_EQ(judged.tenths[0].count, 50U);
  EXPECT_LT(judged.tenths[0].observed, judged.tenths[9].observed);
  // Twice too sure: the slope is a half.
  for (double& value : p) value = LogisticOf(2 * std::log(value / (1 - value)));
  EXPECT_NEAR(Judge(p, y).slope, judged.slope / 2, 1e-3);
  EXPECT_EQ(Judge({}, {}).count, 0U);
}

}  // namespace
}  // namespace gq::matching
