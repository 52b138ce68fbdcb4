#include "modules/matching/retention_fit.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "modules/matching/default_weights.h"
#include "modules/matching/weights.h"

namespace gq::matching {
namespace {

constexpr int kQuarterDays = 91;

toml::table DefaultTable() { return toml::parse(internal::kDefaultWeights); }

double NumberAt(const toml::table& root, const std::string& key) { return root.at_path(key).value<double>().value(); }

// A curve of the prior: straight lines between its points.
class Curve {
 public:
  Curve(const char* key, const char* unit) {
    const toml::table root = DefaultTable();
    for (const toml::node& node : *root.at_path(key).as_array()) {
      const toml::table& at = *node.as_table();
      points_.push_back({NumberAt(at, unit), {NumberAt(at, "arrive"), NumberAt(at, "stay")}});
    }
  }
  double At(float x, bool stay) const {
    std::size_t i = 1;
    while (i + 1 < points_.size() && points_[i].x < static_cast<double>(x)) ++i;
    const Point &a = points_[i - 1], &b = points_[i];
    return a.value[stay] + (static_cast<double>(x) - a.x) / (b.x - a.x) * (b.value[stay] - a.value[stay]);
  }

 private:
  struct Point {
    double x, value[2];
  };
  std::vector<Point> points_;
};

bool IsCurve(std::size_t factor) {
  return factor == static_cast<std::size_t>(SpellFactor::kTravel) ||
         factor == static_cast<std::size_t>(SpellFactor::kSeason) ||
         factor == static_cast<std::size_t>(SpellFactor::kSubsidy);
}

double FactorOf(const Spell& spell, std::size_t factor, bool stay) {
  static const Curve travel("travel.points", "hours"), season("season.points", "week"),
      subsidy("subsidy.points", "months");
  const float x = spell.factors[factor];
  if (!IsCurve(factor)) return static_cast<double>(x);
  if (x < 0) return 0;  // unknown
  switch (static_cast<SpellFactor>(factor)) {
    case SpellFactor::kTravel:
      return travel.At(x, stay);
    case SpellFactor::kSeason:
      return season.At(x, stay);
    default:
      return subsidy.At(x, stay);
  }
}

int MonthsThere(const Spell& spell, Date until) { return (until.days() - spell.start->days()) / kMonthDays; }

std::vector<Prior> PriorsOf(const std::array<double, kSpellFactors>& means, std::vector<double> bases, double ridge,
                            bool stay) {
  std::vector<Prior> priors;
  for (const double base : bases) priors.push_back({base, ridge / 10, 0});
  for (std::size_t f = 0; f < kSpellFactors; ++f) {
    const FixedSigns signs = SignsOf(FactorKey(static_cast<SpellFactor>(f)));
    // A curve is stretched, never turned over.
    priors.push_back({means[f], ridge, IsCurve(f) ? 1 : stay ? signs.stay : signs.arrive});
  }
  return priors;
}

// The numbers of a TOML text, written anew in their places; all else stays as it is, comments too.
class NumberEdits {
 public:
  explicit NumberEdits(std::string_view text) : text_(text) {}

  // Nothing happens where the rounded value is what stands there.
  void Set(const toml::node& node, double value) {
    // Within what a weights file may hold; more than 8 logits say nothing more.
    double rounded = std::round(std::clamp(value, -8.0, 8.0) * 1e4) / 1e4;
    if (rounded == 0) rounded = 0;
    if (node.value<double>() == rounded) return;
    char number[32];
    std::snprintf(number, sizeof number, "%.4f", rounded);
    edits_.push_back({OffsetOf(node.source().begin), OffsetOf(node.source().end), number});
  }

  std::string Apply() && {
    std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
    std::string text(text_);
    for (const Edit& edit : edits_) text.replace(edit.begin, edit.end - edit.begin, edit.number);
    return text;
  }

 private:
  struct Edit {
    std::size_t begin, end;
    std::string number;
  };
  // Lines and columns count from 1; a column is a character, not a byte.
  std::size_t OffsetOf(toml::source_position at) const {
    std::size_t offset = 0;
    for (toml::source_index line = 1; line < at.line; ++line) offset = text_.find('\n', offset) + 1;
    for (toml::source_index column = 1; column < at.column; ++column) {
      do ++offset;
      while (offset < text_.size() && (static_cast<unsigned char>(text_[offset]) & 0xC0) == 0x80);
    }
    return offset;
  }

  std::string_view text_;
  std::vector<Edit> edits_;
};

}  // namespace

double RetentionModel::Arrive(const Spell& spell) const {
  double index = arrive_base;
  for (std::size_t f = 0; f < kSpellFactors; ++f) index += arrive[f] * FactorOf(spell, f, false);
  return LogisticOf(index);
}

double RetentionModel::Stay(const Spell& spell, int months) const {
  double index = 0, stays = 1;
  for (std::size_t f = 0; f < kSpellFactors; ++f) index += stay[f] * FactorOf(spell, f, true);
  for (int m = 0; m < months; ++m) stays *= 1 - LogisticOf(leave[static_cast<std::size_t>(m)] - index);
  return stays;
}

RetentionModel PriorModel() {
  const toml::table root = DefaultTable();
  RetentionModel model;
  model.arrive_base = NumberAt(root, "base.arrive");
  for (std::size_t m = 0; m < kStayMonths; ++m) {
    model.leave[m] = NumberAt(root, "leave.log_odds[" + std::to_string(m) + "]") - NumberAt(root, "base.stay");
  }
  for (std::size_t f = 0; f < kSpellFactors; ++f) {
    const std::string key = FactorKey(static_cast<SpellFactor>(f));
    model.arrive[f] = IsCurve(f) ? 1 : NumberAt(root, key + ".arrive");
    model.stay[f] = IsCurve(f) ? 1 : NumberAt(root, key + ".stay");
  }
  return model;
}

Result<RetentionModel> FitRetention(const std::vector<Spell>& spells, Date as_of, double ridge) {
  RetentionModel model = PriorModel();
  LogitRows arrive{1 + kSpellFactors, {}, {}}, stay{kStayMonths + kSpellFactors, {}, {}};
  for (const Spell& spell : spells) {
    // Both outcomes only once the time to decide is over: early arrivals alone would look like success.
    if (spell.offered.AddDays(kDecideDays) <= as_of) {
      arrive.x.push_back(1);
      for (std::size_t f = 0; f < kSpellFactors; ++f) arrive.x.push_back(static_cast<float>(FactorOf(spell, f, false)));
      arrive.y.push_back(spell.arrived);
    }
    if (!spell.arrived) continue;
    const int whole = MonthsThere(spell, spell.end.value_or(as_of));
    for (int m = 0; m < std::min(kStayMonths, whole + (spell.end ? 1 : 0)); ++m) {
      for (int i = 0; i < kStayMonths; ++i) stay.x.push_back(i == m ? 1 : 0);
      for (std::size_t f = 0; f < kSpellFactors; ++f) stay.x.push_back(-static_cast<float>(FactorOf(spell, f, true)));
      stay.y.push_back(spell.end && m == whole);
    }
  }
  model.offers = arrive.y.size();
  model.person_months = stay.y.size();
  const auto a = TRY(FitLogit(arrive, PriorsOf(model.arrive, {model.arrive_base}, ridge, false)));
  const auto s = TRY(FitLogit(stay, PriorsOf(model.stay, {model.leave.begin(), model.leave.end()}, ridge, true)));
  model.arrive_base = a[0];
  std::copy(a.begin() + 1, a.end(), model.arrive.begin());
  std::copy(s.begin(), s.begin() + kStayMonths, model.leave.begin());
  std::copy(s.begin() + kStayMonths, s.end(), model.stay.begin());
  return model;
}

std::string FittedWeights(const RetentionModel& model, const std::string& comment) {
  const toml::table root = DefaultTable();
  NumberEdits edits(internal::kDefaultWeights);
  const auto set = [&](const std::string& key, double value) { edits.Set(*root.at_path(key).node(), value); };
  set("base.arrive", model.arrive_base);
  const double base_stay = NumberAt(root, "base.stay");
  for (std::size_t m = 0; m < kStayMonths; ++m)
    set("leave.log_odds[" + std::to_string(m) + "]", model.leave[m] + base_stay);
  for (std::size_t f = 0; f < kSpellFactors; ++f) {
    const std::string key = FactorKey(static_cast<SpellFactor>(f));
    if (!IsCurve(f)) {
      set(key + ".arrive", model.arrive[f]);
      set(key + ".stay", model.stay[f]);
      continue;
    }
    for (const toml::node& node : *root.at_path(key).as_array()) {
      const toml::table& point = *node.as_table();
      edits.Set(*point.get("arrive"), NumberAt(point, "arrive") * model.arrive[f]);
      edits.Set(*point.get("stay"), NumberAt(point, "stay") * model.stay[f]);
    }
  }
  return "# " + comment + "\n# What follows says what the default weights were made from.\n\n" +
         std::move(edits).Apply();
}

std::optional<bool> RetainedBy(const Spell& spell, Date as_of) {
  // All of one age, whatever came of them; failures are known earlier and would weigh too much.
  if (spell.offered.AddDays(kDecideDays + kMonthDays * kHorizonMonths) > as_of) return std::nullopt;
  if (!spell.arrived) return false;
  const Date there = spell.start->AddDays(kMonthDays * kHorizonMonths);
  if (spell.end && *spell.end < there) return *spell.end <= as_of ? std::optional(false) : std::nullopt;
  return there <= as_of ? std::optional(true) : std::nullopt;
}

namespace {

struct Predictions {
  std::vector<double> model, prior, county, overall;
  std::vector<std::uint8_t> outcome;
};

struct Mean {
  double sum = 0, count = 0;
};

void AddShares(BacktestReport& report, const Spell& spell, std::optional<bool> retained, double expected) {
  for (const auto& [kind, value] : {std::pair<const char*, const std::string&>{"sex", spell.sex},
                                    {"age", spell.age_band},
                                    {"county", spell.county},
                                    {"disability", spell.disability}}) {
    if (value.empty()) continue;
    Share& share = report.shares[{kind, value}];
    ++share.offers;
    share.arrived += spell.arrived;
    if (!retained) continue;
    ++share.known;
    share.retained += *retained;
    share.expected_retained += expected;
  }
}

Status JudgeQuarter(const std::vector<Spell>& spells, Date from, Date as_of, double ridge, BacktestReport& report,
                    Predictions& all) {
  std::vector<Spell> known;
  Mean overall;
  std::map<std::string, Mean> county;
  for (const Spell& spell : spells) {
    if (spell.offered >= from) continue;
    known.push_back(spell.AsKnown(from));
    const auto retained = RetainedBy(known.back(), from);
    if (!retained) continue;
    for (Mean* mean : {&overall, &county[spell.county]}) mean->sum += *retained, mean->count += 1;
  }
  if (overall.count == 0) return Ok();
  const RetentionModel model = TRY(FitRetention(known, from, ridge)), prior = PriorModel();
  BacktestReport::Quarter quarter{from, known.size(), 0, 0, 0};
  for (const Spell& spell : spells) {
    if (spell.offered < from || spell.offered >= from.AddDays(kQuarterDays)) continue;
    const auto retained = RetainedBy(spell, as_of);
    const double expected = model.Arrive(spell) * model.Stay(spell, kHorizonMonths);
    AddShares(report, spell, retained, expected);
    if (!retained) continue;
    const Mean here = county.count(spell.county) != 0 ? county.at(spell.county) : Mean{};
    all.model.push_back(expected);
    all.prior.push_back(prior.Arrive(spell) * prior.Stay(spell, kHorizonMonths));
    all.overall.push_back(overall.sum / overall.count);
    all.county.push_back(here.count > 0 ? here.sum / here.count : all.overall.back());
    all.outcome.push_back(*retained);
    ++quarter.judged;
    quarter.observed += *retained;
    quarter.expected += expected;
  }
  if (quarter.judged > 0) report.quarters.push_back(quarter);
  return Ok();
}

}  // namespace

Result<BacktestReport> Backtest(const std::vector<Spell>& spells, Date as_of, double ridge) {
  BacktestReport report;
  Predictions all;
  if (!spells.empty()) {
    Date first = spells.front().offered;
    for (const Spell& spell : spells) first = std::min(first, spell.offered);
    for (Date from = first.AddDays(2 * kQuarterDays); from < as_of; from = from.AddDays(kQuarterDays))
      TRY(JudgeQuarter(spells, from, as_of, ridge, report, all));
  }
  if (all.outcome.empty()) return Fail(kBadFit, "记录太短：没有一个季度可以检验", "至少需要首次推荐后一年左右的记录");
  report.model = Judge(all.model, all.outcome);
  report.prior = Judge(all.prior, all.outcome);
  report.county_mean = Judge(all.county, all.outcome);
  report.overall_mean = Judge(all.overall, all.outcome);
  return report;
}

}  // namespace gq::matching
