// Fitting the retention model to observed spells, and judging its predictions (HN-25, FD-03..06, D14).
//
//   std::vector<double> beta = TRY(FitLogit({.columns = 27, .x = rows, .y = left}, priors));
//
// FitLogit: logistic regression by iteratively reweighted least squares, with a ridge towards a prior mean (not towards
// zero: few spells leave the documented prior as it is) and signs fixed in advance: a coefficient that would cross zero
// stays at zero. Judge: how good probabilities were once the outcome is known. Floating point is right here: nothing of
// this runs between input and plan; the fitted weights are rounded to 1/128 when they are read.
// Pure; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace gq::matching {

inline constexpr ErrorKind kBadFit{"matching.bad_fit", 422, "无法拟合", "Cannot be fitted"};

struct LogitRows {
  std::size_t columns = 0;
  std::vector<float> x;         // by row, then column
  std::vector<std::uint8_t> y;  // 0 or 1
};

struct Prior {
  double mean = 0;
  double weight = 0;  // how many units of information (rows x p(1-p) x x²) the prior is worth; 0 none
  int sign = 0;       // 1: never below 0; -1: never above; 0: free
};

// Coefficients by column. kBadFit: sizes that do not agree, a number that is not finite, or no maximum (perfectly
// separated rows without a prior).
Result<std::vector<double>> FitLogit(const LogitRows& rows, std::span<const Prior> priors);

double LogisticOf(double log_odds);

struct Judgement {
  std::uint64_t count = 0;
  double observed = 0, expected = 0;  // means
  double brier = 0, log_loss = 0;
  double slope = 0, intercept = 0;  // of the outcome's log-odds on the predicted ones; 1 and 0 are perfect
  double concordance = 0.5;         // C: a pair of unlike outcomes is in the right order; ties count half
  struct Tenth {
    std::uint64_t count = 0;
    double expected = 0, observed = 0;
  };
  std::array<Tenth, 10> tenths;  // by predicted probability, lowest first
};

// REQUIRES: equal sizes; probabilities are moved into [1e-6, 1 - 1e-6].
Judgement Judge(std::span<const double> probability, std::span<const std::uint8_t> outcome);

}  // namespace gq::matching
