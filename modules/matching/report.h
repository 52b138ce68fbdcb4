// What a plan promises, whom it reaches and what limits it (HN-25, FD-03, FD-04): the report beside every plan.
//
//   const MatchReport report = BuildReport(match, {.threads = 2});
//   ReportJson(report);                                       // report.json of `gangqiao match`
//   TRY(WriteReportFiles(folder, match, report, method));     // the tables beside it
//
// Expected numbers are sums of probabilities. Their interval has two parts: chance (everybody decides for himself) and
// the model (all log-odds too high or too low together by the weights' index_error, the error that the backtest of an
// unfitted model shows); both at 95 per cent. Shares by sex, age band, county and disability are counted, never
// steered: none of them is part of the score. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engines/matching/blocking.h"
#include "engines/matching/rule_prices.h"
#include "modules/matching/match.h"

namespace gq::json {
class Writer;
}

namespace gq::matching {

struct ReportOptions {
  int threads = 1;
  std::optional<RulePriceMethod> prices;  // of rules; none: left out
  Options solve;                          // how the plan was solved
};

struct Expected {
  double mean = 0, low = 0, high = 0;
};

struct GroupShare {
  const char* dimension;  // "sex", "age", "county", "disability"
  std::string group;
  std::uint64_t workers = 0, placed = 0;
  double arrive = 0, stay3 = 0;  // expected
};

struct MatchReport {
  std::uint64_t workers = 0, placed = 0, openings = 0, posts = 0, posts_full = 0;
  std::uint64_t sampled = 0, one_post = 0, five_posts = 0;  // workers looked at; with at least so many possible posts
  std::array<std::uint64_t, kConstraints> only{};           // of those with none: this constraint alone stands between
  std::uint64_t several = 0;                                // no constraint alone
  Expected arrive, stay1, stay3, stay6;
  std::vector<GroupShare> groups;
  double congestion = 0;   // smallest share of posts that gets half of all recommendations (top ten, of a sample)
  BlockingPairs blocking;  // of a sample of at least 10,000 workers
  struct Scarce {
    std::uint32_t post;
    std::int32_t price;
  };
  std::vector<Scarce> scarce;  // at most 20, dearest first
  struct Departure {
    UnitCode township;
    std::uint64_t workers = 0, leaders = 0;
  };
  std::vector<Departure> departures;  // townships that send 20 or more (FD-19)
  std::vector<RulePrice> rules;
};

Result<MatchReport> BuildReport(const Match& match, const ReportOptions& options);
std::string ReportJson(const Match& match, const MatchReport& report);

// rules.csv and employers.csv (when rules were priced), parties.csv, explore.csv, departures.csv, remarks.csv (when
// there are any). Files of an earlier run that do not belong to this one are removed.
Status WriteReportFiles(const std::string& folder, const Match& match, const MatchReport& report, int threads);

std::string_view NameOf(PartyOutcome::Kind kind);  // "employer"
// How rules are priced where nobody says: by solving again where that takes seconds for all of them, else estimated.
RulePriceMethod PriceMethodFor(const Match& match);
// Code and label of a rule: that of its constraint ("age", "年龄"), "priority" ("优先") or "told" ("已告知").
std::string CodeOf(const RulePrice& price);
std::string_view RuleLabel(std::string_view code);  // the code itself when it is unknown
// Bands of age of every report: "16-24" … "55+"; "under_16" where somebody is.
std::string AgeBand(int age);

// Members objective, bound, gap: in people who stay, wherever a plan is summed up.
void WriteQuality(json::Writer& json, std::int64_t objective, std::int64_t bound);

// summary.json of a plan, with its end of line.
struct SummaryFacts {
  Date as_of;
  Options options;         // how the plan was solved
  std::int64_t bound = 0;  // Plan::bound; of a stable plan that of the best one
  double seconds = 0;
  std::string weights;                  // MatchingWeights::hash
  std::size_t rejected = 0;             // records that took no part
  const MatchReport* report = nullptr;  // without it: no blocking
};
std::string SummaryJson(const Match& match, const SummaryFacts& facts);

}  // namespace gq::matching
