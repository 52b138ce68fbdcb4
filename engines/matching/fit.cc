#include "engines/matching/fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gq::matching {
namespace {

constexpr int kRoundsMax = 60;

// Solves a x = b for the free columns of a symmetric positive matrix; the rest of x is 0. False: not positive.
bool SolveFree(std::vector<double> a, std::vector<double> b, const std::vector<bool>& held, std::vector<double>& x) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (!held[i]) continue;
    for (std::size_t j = 0; j < n; ++j) a[i * n + j] = a[j * n + i] = 0;
    a[i * n + i] = 1;
    b[i] = 0;
  }
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j && sum <= 1e-12) return false;
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
  x = std::move(b);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= a[i * n + k] * x[k];
    x[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) x[i] -= a[k * n + i] * x[k];
    x[i] /= a[i * n + i];
  }
  return true;
}

class Fit {
 public:
  Fit(const LogitRows& rows, std::span<const Prior> priors) : rows_(rows), priors_(priors), n_(priors.size()) {
    for (const Prior& prior : priors) beta_.push_back(prior.mean);
  }

  Result<std::vector<double>> Run() {
    double last = Penalised(beta_);
    for (int round = 0; round < kRoundsMax; ++round) {
      Accumulate();
      std::vector<double> step;
      if (!Direction(step)) return NoMaximum();
      // Halved until the likelihood rises: a full step from far away can overshoot.
      double size = 1, now = 0;
      std::vector<double> next;
      for (int halving = 0; halving < 30; ++halving, size /= 2) {
        next = beta_;
        for (std::size_t j = 0; j < n_; ++j) next[j] = Allowed(j, beta_[j] + size * step[j]);
        now = Penalised(next);
        if (now >= last) break;
      }
      if (now < last) return beta_;
      double moved = 0;
      for (std::size_t j = 0; j < n_; ++j) moved = std::max(moved, std::abs(next[j] - beta_[j]));
      beta_ = std::move(next);
      last = now;
      if (moved < 1e-8) return beta_;
      if (std::any_of(beta_.begin(), beta_.end(), [](double b) { return std::abs(b) > 50; })) return NoMaximum();
    }
    return beta_;
  }

 private:
  static tl::unexpected<Error> NoMaximum() {
    return Fail(kBadFit, "数据不足以定出系数：有的列没有变化，或结果被完全分开", "请增加记录，或加大 --ridge");
  }
  double Allowed(std::size_t j, double value) const {
    if (priors_[j].sign > 0) return std::max(0.0, value);
    return priors_[j].sign < 0 ? std::min(0.0, value) : value;
  }
  double IndexOf(const float* row, const std::vector<double>& beta) const {
    double sum = 0;
    for (std::size_t j = 0; j < n_; ++j) sum += static_cast<double>(row[j]) * beta[j];
    return sum;
  }
  double Penalised(const std::vector<double>& beta) const {
    double sum = 0;
    for (std::size_t i = 0; i < rows_.y.size(); ++i) {
      const double index = IndexOf(rows_.x.data() + i * n_, beta);
      const double towards = rows_.y[i] != 0 ? index : -index;
      sum -= towards > 0 ? std::log1p(std::exp(-towards)) : std::log1p(std::exp(towards)) - towards;
    }
    for (std::size_t j = 0; j < n_; ++j)
      sum -= priors_[j].weight / 2 * (beta[j] - priors_[j].mean) * (beta[j] - priors_[j].mean);
    return sum;
  }

  void Accumulate() {
    information_.assign(n_ * n_, 0);
    gradient_.assign(n_, 0);
    std::vector<std::size_t> used;  // most columns of most rows are 0
    for (std::size_t i = 0; i < rows_.y.size(); ++i) {
      const float* row = rows_.x.data() + i * n_;
      const double p = LogisticOf(IndexOf(row, beta_)), weight = p * (1 - p), rest = rows_.y[i] - p;
      used.clear();
      for (std::size_t j = 0; j < n_; ++j) {
        if (row[j] != 0) used.push_back(j);
      }
      for (const std::size_t j : used) {
        const auto x = static_cast<double>(row[j]);
        gradient_[j] += rest * x;
        for (const std::size_t k : used) information_[j * n_ + k] += weight * x * static_cast<double>(row[k]);
      }
    }
    for (std::size_t j = 0; j < n_; ++j) {
      gradient_[j] -= priors_[j].weight * (beta_[j] - priors_[j].mean);
      information_[j * n_ + j] += priors_[j].weight;
    }
  }

  // The step with those columns held that stand at their sign's limit and would leave it.
  bool Direction(std::vector<double>& step) const {
    std::vector<bool> held(n_, false);
    for (std::size_t tries = 0; tries <= n_; ++tries) {
      if (!SolveFree(information_, gradient_, held, step)) return false;
      bool more = false;
      for (std::size_t j = 0; j < n_; ++j) {
        if (held[j] || beta_[j] != 0 || priors_[j].sign * step[j] >= 0) continue;
        held[j] = more = true;
      }
      if (!more) return true;
    }
    return true;
  }

  const LogitRows& rows_;
  std::span<const Prior> priors_;
  std::size_t n_;
  std::vector<double> beta_, information_, gradient_;
};

double Concordance(std::span<const double> p, std::span<const std::uint8_t> y, const std::vector<std::size_t>& order) {
  double below = 0, pairs = 0, ones = 0;  // zeros seen with a lower probability
  for (std::size_t i = 0; i < order.size();) {
    double zeros_here = 0, ones_here = 0;
    const double value = p[order[i]];
    for (; i < order.size() && p[order[i]] == value; ++i) (y[order[i]] != 0 ? ones_here : zeros_here) += 1;
    pairs += ones_here * (below + zeros_here / 2);
    below += zeros_here;
    ones += ones_here;
  }
  return below == 0 || ones == 0 ? 0.5 : pairs / (below * ones);
}

}  // namespace

double LogisticOf(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

Result<std::vector<double>> FitLogit(const LogitRows& rows, std::span<const Prior> priors) {
  if (rows.columns == 0 || rows.columns != priors.size() || rows.x.size() != rows.columns * rows.y.size())
    return Fail(kBadFit, "列数或行数不一致");
  for (const float x : rows.x) {
    if (!std::isfinite(x)) return Fail(kBadFit, "数据中有不是数的值", "请更正输入");
  }
  for (const Prior& prior : priors) {
    if (!std::isfinite(prior.mean) || !std::isfinite(prior.weight) || prior.weight < 0 || prior.sign * prior.mean < 0)
      return Fail(kBadFit, "先验有误");
  }
  return Fit(rows, priors).Run();
}

Judgement Judge(std::span<const double> probability, std::span<const std::uint8_t> outcome) {
  Judgement judged;
  const std::size_t n = outcome.size();
  judged.count = n;
  if (n == 0) return judged;
  std::vector<double> p(n);
  LogitRows calibration{2, {}, {outcome.begin(), outcome.end()}};
  for (std::size_t i = 0; i < n; ++i) {
    p[i] = std::clamp(probability[i], 1e-6, 1 - 1e-6);
    const double y = outcome[i];
    judged.expected += p[i];
    judged.observed += y;
    judged.brier += (p[i] - y) * (p[i] - y);
    judged.log_loss -= y != 0 ? std::log(p[i]) : std::log1p(-p[i]);
    calibration.x.push_back(1);
    calibration.x.push_back(static_cast<float>(std::log(p[i] / (1 - p[i]))));
  }
  for (double* sum : {&judged.expected, &judged.observed, &judged.brier, &judged.log_loss})
    *sum /= static_cast<double>(n);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  judged.concordance = Concordance(p, outcome, order);
  for (std::size_t i = 0; i < n; ++i) {
    Judgement::Tenth& tenth = judged.tenths[i * 10 / n];
    ++tenth.count;
    tenth.expected += p[order[i]];
    tenth.observed += outcome[order[i]];
  }
  for (Judgement::Tenth& tenth : judged.tenths) {
    if (tenth.count == 0) continue;
    tenth.expected /= static_cast<double>(tenth.count);
    tenth.observed /= static_cast<double>(tenth.count);
  }
  // A constant prediction has no slope; a whisper of a prior keeps it at 0 then.
  const std::array<Prior, 2> free = {Prior{0, 0, 0}, Prior{0, 1e-6, 0}};
  if (p[order.front()] != p[order.back()]) {
    if (const auto line = FitLogit(calibration, free)) judged.intercept = (*line)[0], judged.slope = (*line)[1];
  }
  return judged;
}

}  // namespace gq::matching
