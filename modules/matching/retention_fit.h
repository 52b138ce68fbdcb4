// The retention model fitted to observed spells, and its backtest (HN-25, D14).
//
//   RetentionModel model = TRY(FitRetention(spells, as_of, 20));
//   std::string toml = FittedWeights(model);                 // a whole weights file for `match --weights`
//   BacktestReport report = TRY(Backtest(spells, as_of, 20));
//
// arrive: logistic over offers. stay: discrete-time hazard, one row a person and month of 30 days, months 1 … 6;
// months that are not over by `as_of` are left out (censored spells enter as they are). An offer enters once it is 30
// days old; without arrival it counts as refused then. Coefficients begin at the weights compiled in; `ridge` is what
// they are worth in units of information; their signs are those of the default weights. Base log-odds are free but for
// a tenth of that. Errors: kBadFit. Pure functions; thread-safe.
#pragma once

#include <map>

#include "engines/matching/fit.h"
#include "modules/matching/spells.h"

namespace gq::matching {

inline constexpr int kDecideDays = 30, kMonthDays = 30, kStayMonths = 6, kHorizonMonths = 3;

struct RetentionModel {
  double arrive_base = 0;
  std::array<double, kStayMonths> leave{};  // log-odds of leaving in month 1 … 6 of somebody at stay 0 (with base.stay)
  std::array<double, kSpellFactors> arrive{}, stay{};
  std::uint64_t offers = 0, person_months = 0;

  double Arrive(const Spell& spell) const;
  double Stay(const Spell& spell, int months) const;  // given arrival
};

RetentionModel PriorModel();
Result<RetentionModel> FitRetention(const std::vector<Spell>& spells, Date as_of, double ridge);
// The default weights file with the fitted figures, to four decimals; its comments stay.
std::string FittedWeights(const RetentionModel& model, const std::string& comment);

// Whether the person came and was there kHorizonMonths later; nullopt: not known by `as_of`.
std::optional<bool> RetainedBy(const Spell& spell, Date as_of);

struct Share {
  std::uint64_t offers = 0, arrived = 0, known = 0, retained = 0;
  double expected_retained = 0;  // over `known`
};

struct BacktestReport {
  struct Quarter {
    Date from;
    std::uint64_t trained = 0, judged = 0;
    double observed = 0, expected = 0;
  };
  std::vector<Quarter> quarters;
  Judgement model, prior, county_mean, overall_mean;
  std::map<std::pair<std::string, std::string>, Share> shares;  // by {"sex", value}, {"age", …}, {"county", …}, …
};

// Trains on what was known at T, predicts the offers of the next 91 days, T moving by 91 days from half a year after
// the first offer. kBadFit when no quarter can be judged.
Result<BacktestReport> Backtest(const std::vector<Spell>& spells, Date as_of, double ridge);

}  // namespace gq::matching
