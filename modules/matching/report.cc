#include "modules/matching/report.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engines/matching/best_offers.h"
#include "kits/json/writer.h"

namespace gq::matching {
namespace {

constexpr std::size_t kCoverageSample = 50'000, kCongestionSample = 2'000, kBlockingSample = 10'000;
constexpr double kOne = 1 << kProbabilityBits;

// Sums of probabilities with their two errors.
class Sum {
 public:
  void Add(double p) {
    mean_ += p;
    slope_ += p * (1 - p);
  }
  Expected At(double index_error) const {
    const double error = 1.96 * std::sqrt(slope_ + index_error * index_error * slope_ * slope_);
    return {mean_, std::max(0.0, mean_ - error), mean_ + error};
  }

 private:
  double mean_ = 0, slope_ = 0;
};

void AddGroups(const Match& match, MatchReport& report) {
  std::map<std::pair<int, std::string>, GroupShare> shares;
  static constexpr const char* kDimensions[] = {"sex", "age", "county", "disability"};
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    const std::string names[] = {match.groups.sex[w] == 'm'   ? "male"
                                 : match.groups.sex[w] == 'f' ? "female"
                                                              : "unknown",
                                 match.workers.age[w] == 0 ? "unknown" : AgeBand(match.workers.age[w]),
                                 match.origins[match.workers.origin[w]].ToString(),
                                 match.groups.disabled[w] < 0    ? "unknown"
                                 : match.groups.disabled[w] != 0 ? "yes"
                                                                 : "no"};
    const bool placed = match.plan.assignment[w] != kUnplaced;
    PairScore score;
    if (placed) score = match.matcher->Score(w, static_cast<std::size_t>(match.plan.assignment[w]));
    for (int d = 0; d < 4; ++d) {
      GroupShare& share = shares[{d, names[d]}];
      share.dimension = kDimensions[d];
      ++share.workers;
      if (!placed) continue;
      ++share.placed;
      share.arrive += score.p_arrive / kOne;
      share.stay3 += score.p_arrive / kOne * (score.p_stay3 / kOne);
    }
  }
  for (auto& [key, share] : shares) {
    share.group = key.second;
    report.groups.push_back(std::move(share));
  }
}

void AddCoverage(const Match& match, MatchReport& report) {
  const std::size_t workers = match.worker_ids.size(), step = std::max<std::size_t>(1, workers / kCoverageSample);
  for (std::size_t w = 0; w < workers; w += step) {
    const Unplaced why = match.WhyUnplaced(w);
    ++report.sampled;
    report.one_post += why.feasible_posts >= 1;
    report.five_posts += why.feasible_posts >= 5;
    if (why.feasible_posts > 0) continue;
    bool any = false;
    for (int c = 0; c < kConstraints; ++c) {
      report.only[static_cast<std::size_t>(c)] += why.removed_alone[static_cast<std::size_t>(c)] > 0;
      any = any || why.removed_alone[static_cast<std::size_t>(c)] > 0;
    }
    report.several += !any;
  }
}

void AddCongestion(const Match& match, MatchReport& report) {
  const std::size_t workers = match.worker_ids.size(), step = std::max<std::size_t>(1, workers / kCongestionSample);
  std::vector<std::uint64_t> seen(match.post_records, 0);
  std::uint64_t total = 0;
  std::vector<std::uint32_t> sample;
  for (std::size_t w = 0; w < workers; w += step) sample.push_back(static_cast<std::uint32_t>(w));
  ForBestOffers(*match.matcher, match.plan.price, 10, sample, {.threads = 1},
                [&](std::uint32_t, std::span<const Offer> offers) {
                  for (const Offer& offer : offers) ++seen[match.main_post[static_cast<std::size_t>(offer.post)]];
                  total += offers.size();
                });
  std::sort(seen.rbegin(), seen.rend());
  std::uint64_t sum = 0;
  std::size_t posts = 0;
  while (posts < seen.size() && sum * 2 < total) sum += seen[posts++];
  report.congestion = seen.empty() ? 0 : static_cast<double>(posts) / static_cast<double>(seen.size());
}

void AddDepartures(const Match& match, MatchReport& report) {
  std::map<std::int64_t, MatchReport::Departure> of;
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    const UnitCode township = match.groups.region[w];
    if (match.plan.assignment[w] == kUnplaced || township.level() < RegionLevel::kTownship) continue;
    auto& departure = of[township.At(RegionLevel::kTownship).value()];
    departure.township = township.At(RegionLevel::kTownship);
    ++departure.workers;
    departure.leaders += (match.workers.traits[w] & kHasLeader) != 0;
  }
  for (const auto& [code, departure] : of) {
    if (departure.workers >= kTownshipGroup) report.departures.push_back(departure);
  }
}

void Put(json::Writer& json, const char* name, const Expected& e) {
  json.Key(name);
  json.BeginObject();
  json.Member("expected", e.mean);
  json.Member("low", e.low);
  json.Member("high", e.high);
  json.EndObject();
}

double Units(std::int64_t value) { return static_cast<double>(value) / (1 << kValueBits); }

void PutCoverage(json::Writer& json, const MatchReport& r) {
  json.Key("coverage");
  json.BeginObject();
  json.Member("workers_looked_at", r.sampled);
  json.Member("with_one_post", r.one_post);
  json.Member("with_five_posts", r.five_posts);
  json.Key("without_any_by_this_alone");
  json.BeginObject();
  for (int c = 0; c < kConstraints; ++c)
    json.Member(NameOf(static_cast<Constraint>(c)), r.only[static_cast<std::size_t>(c)]);
  json.Member("several", r.several);
  json.EndObject();
  json.EndObject();
}

void PutParties(json::Writer& json, const Match& match) {
  std::map<std::string_view, std::uint64_t> kinds;
  std::int64_t groups = 0;
  for (std::size_t p = 0; p < match.outcomes.size(); ++p) {
    ++kinds[NameOf(match.outcomes[p].kind)];
    groups += match.companions.parties[p].party.is_group;
  }
  json.Key("parties");
  json.BeginObject();
  json.Member("count", static_cast<std::uint64_t>(match.outcomes.size()));
  json.Member("groups", groups);
  json.Member("together", match.parties_together);
  json.Member("together_if_ignored", match.singles_together);
  json.Member("retained_lost", Units(match.singles_objective - match.before_exploring));
  json.Key("outcomes");
  json.BeginObject();
  for (const auto& [name, count] : kinds) json.Member(name, count);
  json.EndObject();
  json.EndObject();
  json.Key("exploration");
  json.BeginObject();
  json.Member("trials", static_cast<std::uint64_t>(match.trials.size()));
  json.Member("retained_lost", Units(match.before_exploring - match.plan.objective));
  json.EndObject();
}

}  // namespace

RulePriceMethod PriceMethodFor(const Match& match) {
  constexpr std::uint64_t kPairsToResolve = 300'000'000;
  const std::uint64_t pairs = std::uint64_t{match.worker_ids.size()} * match.post_ids.size();
  return pairs <= kPairsToResolve ? RulePriceMethod::kResolve : RulePriceMethod::kDual;
}

std::string CodeOf(const RulePrice& price) {
  if (price.rule == RulePrice::Rule::kPriority) return "priority";
  if (price.rule == RulePrice::Rule::kTold) return "told";
  return std::string(NameOf(*price.constraint));
}

std::string_view RuleLabel(std::string_view code) {
  if (code == "priority") return "优先";
  if (code == "told") return "已告知";
  for (int c = 0; c < kConstraints; ++c) {
    if (NameOf(static_cast<Constraint>(c)) == code) return LabelOf(static_cast<Constraint>(c));
  }
  return code;
}

std::string AgeBand(int age) {
  static constexpr int kBands[] = {16, 25, 35, 45, 55};
  if (age < kBands[0]) return "under_16";
  for (std::size_t b = 0; b + 1 < std::size(kBands); ++b) {
    if (age < kBands[b + 1]) return std::to_string(kBands[b]) + "-" + std::to_string(kBands[b + 1] - 1);
  }
  return "55+";
}

Result<MatchReport> BuildReport(const Match& match, const ReportOptions& options) {
  MatchReport report;
  report.workers = match.worker_ids.size();
  report.placed = match.plan.workers_placed;
  report.openings = match.plan.openings;
  report.posts = match.post_records;
  Sum arrive, stay1, stay3, stay6;
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    if (match.plan.assignment[w] == kUnplaced) continue;
    const PairScore score = match.matcher->Score(w, static_cast<std::size_t>(match.plan.assignment[w]));
    const double arrives = score.p_arrive / kOne;
    arrive.Add(arrives);
    stay1.Add(arrives * score.p_stay1 / kOne);
    stay3.Add(arrives * score.p_stay3 / kOne);
    stay6.Add(arrives * score.p_stay6 / kOne);
  }
  report.arrive = arrive.At(match.index_error), report.stay1 = stay1.At(match.index_error);
  report.stay3 = stay3.At(match.index_error), report.stay6 = stay6.At(match.index_error);
  std::vector<std::int64_t> openings(match.post_records), placed(match.post_records);  // with the places of regions
  for (std::size_t p = 0; p < match.post_ids.size(); ++p) {
    openings[match.main_post[p]] += match.posts.openings[p];
    placed[match.main_post[p]] += match.plan.placed[p];
  }
  for (std::size_t p = 0; p < match.post_records; ++p) report.posts_full += openings[p] > 0 && placed[p] >= openings[p];
  for (std::size_t p = 0; p < match.post_ids.size(); ++p) {
    if (match.plan.price[p] > 0) report.scarce.push_back({static_cast<std::uint32_t>(p), match.plan.price[p]});
  }
  std::stable_sort(report.scarce.begin(), report.scarce.end(),
                   [](const auto& a, const auto& b) { return a.price > b.price; });
  if (report.scarce.size() > 20) report.scarce.resize(20);
  AddGroups(match, report);
  AddCoverage(match, report);
  AddCongestion(match, report);
  AddDepartures(match, report);
  report.blocking =
      FindBlockingPairs(*match.matcher, match.plan, std::max<std::size_t>(1, report.workers / kBlockingSample));
  if (options.prices && options.solve.objective == Objective::kRetained) {
    // The price of a rule is that for single workers; parties have their own.
    const Plan singles = TRY(SolveForBest(match, options.solve));
    report.rules = TRY(PriceRules(*match.matcher, singles, options.solve, *options.prices));
  }
  return report;
}

std::string ReportJson(const Match& match, const MatchReport& r) {
  json::Writer json;
  json.BeginObject();
  json.Member("workers", r.workers);
  json.Member("placed", r.placed);
  json.Member("openings", r.openings);
  json.Member("fill_rate", r.openings == 0 ? 0.0 : static_cast<double>(r.placed) / static_cast<double>(r.openings));
  json.Member("posts", r.posts);
  json.Member("posts_full", r.posts_full);
  PutCoverage(json, r);
  Put(json, "arrive", r.arrive);
  Put(json, "stay1", r.stay1);
  Put(json, "stay3", r.stay3);
  Put(json, "stay6", r.stay6);
  json.Member("posts_with_half_of_recommendations", r.congestion);
  PutParties(json, match);
  json.Key("groups");
  json.BeginArray();
  for (const GroupShare& g : r.groups) {
    json.BeginObject();
    json.Member("by", g.dimension);
    json.Member("group", g.group);
    json.Member("workers", g.workers);
    json.Member("placed", g.placed);
    json.Member("placed_share", static_cast<double>(g.placed) / static_cast<double>(g.workers));
    json.Member("arrive", g.arrive);
    json.Member("stay3", g.stay3);
    json.Member("retained_share", g.placed == 0 ? 0.0 : g.stay3 / static_cast<double>(g.placed));
    json.EndObject();
  }
  json.EndArray();
  json.Key("scarce");
  json.BeginArray();
  for (const auto& s : r.scarce) {
    json.BeginObject();
    json.Member("post", match.post_ids[s.post]);
    json.Member("price", Units(s.price));
    json.EndObject();
  }
  json.EndArray();
  json.Key("rules");
  json.BeginArray();
  for (const RulePrice& price : r.rules) {
    json.BeginObject();
    const std::string code = CodeOf(price);
    json.Member("rule", code);
    json.Member("label", RuleLabel(code));
    json.Member("retained", Units(price.retained));
    json.Member("placed", price.method == RulePriceMethod::kResolve ? std::optional(price.placed) : std::nullopt);
    json.Member("workers", price.concerned);
    json.Member("method", price.method == RulePriceMethod::kResolve ? "resolve" : "dual");
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.text() + "\n";
}

}  // namespace gq::matching
