// The tables beside plan.csv: parties, trials, departures, prices of rules, what employers could change.
#include <filesystem>

#include "kits/csv/writer.h"
#include "modules/matching/match_files.h"
#include "modules/matching/report.h"

namespace gq::matching {
namespace {

Status WriteParties(const std::string& folder, const Match& match) {
  csv::Writer out = TRY(csv::Writer::Create(
      folder + "/parties.csv", {"party", "workers", "group", "outcome", "city", "together", "loss", "locations", "bids",
                                "may_part", "needs_leader", "several_townships"}));
  for (std::size_t p = 0; p < match.outcomes.size(); ++p) {
    const NamedParty& named = match.companions.parties[p];
    const PartyOutcome& outcome = match.outcomes[p];
    std::string ids;
    for (const std::uint32_t w : named.party.workers) ids += (ids.empty() ? "" : ";") + match.worker_ids[w];
    const bool somewhere = outcome.kind <= PartyOutcome::Kind::kCity || outcome.kind == PartyOutcome::Kind::kTooDear;
    out.Integer(static_cast<std::int64_t>(p) + 1);
    out.Field(ids);
    out.Field(named.group);
    out.Field(NameOf(outcome.kind));
    out.Field(somewhere ? match.cities[outcome.city].ToString() : std::string());
    out.Integer(outcome.together);
    out.Field(ValueText(outcome.loss));
    out.Integer(outcome.locations);
    out.Integer(outcome.bids);
    out.Field(named.consent == Consent::kYes ? "yes" : named.consent == Consent::kNo ? "no" : "ask");
    out.Integer(named.needs_leader);
    out.Integer(named.several_townships);
    out.EndRow();
  }
  return out.Close();
}

Status WriteTrials(const std::string& folder, const Match& match) {
  csv::Writer out = TRY(csv::Writer::Create(folder + "/explore.csv", {"worker", "post", "other", "probability"}));
  for (const Trial& trial : match.trials) {
    out.Field(match.worker_ids[trial.worker]);
    out.Field(match.post_ids[static_cast<std::size_t>(trial.post)]);
    out.Field(match.post_ids[static_cast<std::size_t>(trial.other)]);
    const std::string digits = std::to_string(trial.per_mille);
    out.Field("0." + std::string(3 - digits.size(), '0') + digits);
    out.EndRow();
  }
  return out.Close();
}

// What is amiss with records, then why those have no post of whom unplaced.csv has nothing but zeros.
Status WriteRemarks(const std::string& folder, const Match& match) {
  std::vector<MatchRemark> remarks = match.remarks;
  for (std::size_t w = 0; w < match.worker_ids.size(); ++w) {
    if (auto bars = match.SeveralBars(w)) remarks.push_back(*std::move(bars));
  }
  if (remarks.empty()) return Ok();
  csv::Writer out = TRY(csv::Writer::Create(folder + "/remarks.csv", {"file", "id", "column", "remark", "cure"}));
  for (const MatchRemark& remark : remarks) {
    out.Field(remark.file);
    out.Field(remark.id);
    out.Field(remark.column);
    out.Field(remark.text);
    out.Field(remark.cure);
    out.EndRow();
  }
  return out.Close();
}

Status WriteDepartures(const std::string& folder, const MatchReport& report) {
  csv::Writer out = TRY(csv::Writer::Create(folder + "/departures.csv", {"township", "workers", "with_leader"}));
  for (const auto& departure : report.departures) {
    out.Field(departure.township.ToString());
    out.Integer(static_cast<std::int64_t>(departure.workers));
    out.Integer(static_cast<std::int64_t>(departure.leaders));
    out.EndRow();
  }
  return out.Close();
}

Status WriteRules(const std::string& folder, const MatchReport& report) {
  csv::Writer out =
      TRY(csv::Writer::Create(folder + "/rules.csv", {"rule", "label", "retained_more_without", "placed_more_without",
                                                      "workers_concerned", "method"}));
  for (const RulePrice& price : report.rules) {
    const std::string code = CodeOf(price);
    out.Field(code);
    out.Field(RuleLabel(code));
    out.Field((price.retained < 0 ? "-" : "") + ValueText(std::abs(price.retained)));
    // The estimate says nothing of people placed.
    price.method == RulePriceMethod::kResolve ? out.Integer(price.placed) : out.Field("");
    out.Integer(static_cast<std::int64_t>(price.concerned));
    out.Field(price.method == RulePriceMethod::kResolve ? "resolve" : "dual");
    out.EndRow();
  }
  return out.Close();
}

// 「月薪再高 200 元，可以多 N 人合适」.
Status WriteEmployers(const std::string& folder, const Match& match, int threads) {
  constexpr std::int32_t kMoreYuan = 200;
  const std::vector<std::uint32_t> able = FeasibleWorkers(*match.matcher, threads),
                                   more = WorkersAddedByWage(*match.matcher, kMoreYuan, threads);
  csv::Writer out = TRY(csv::Writer::Create(
      folder + "/employers.csv", {"post", "employer", "openings", "feasible_workers", "added_by_200_yuan", "price"}));
  std::vector<std::int64_t> openings(match.post_records);
  for (std::size_t p = 0; p < match.post_ids.size(); ++p) openings[match.main_post[p]] += match.posts.openings[p];
  for (std::size_t p = 0; p < match.post_records; ++p) {
    out.Field(match.post_ids[p]);
    out.Field(match.posts.employer[p] == kNoEmployer ? std::string() : match.employers[match.posts.employer[p]]);
    out.Integer(openings[p]);
    out.Integer(able[p]);
    out.Integer(more[p]);
    out.Field(ValueText(match.plan.price[p]));
    out.EndRow();
  }
  return out.Close();
}

}  // namespace

std::string_view NameOf(PartyOutcome::Kind kind) {
  static constexpr std::string_view kNames[] = {"employer", "city", "nowhere", "too_dear", "outbid", "told"};
  return kNames[static_cast<std::size_t>(kind)];
}

Status WriteReportFiles(const std::string& folder, const Match& match, const MatchReport& report, int threads) {
  for (const char* name :
       {"parties.csv", "explore.csv", "departures.csv", "rules.csv", "employers.csv", "remarks.csv"}) {
    std::error_code failed;
    std::filesystem::remove(folder + "/" + name, failed);
    if (failed) return Fail(kIo, "无法替换 " + folder + "/" + name, "请检查权限");
  }
  if (!match.outcomes.empty()) TRY(WriteParties(folder, match));
  if (!match.trials.empty()) TRY(WriteTrials(folder, match));
  TRY(WriteRemarks(folder, match));
  if (!report.departures.empty()) TRY(WriteDepartures(folder, report));
  if (report.rules.empty()) return Ok();
  TRY(WriteRules(folder, report));
  return WriteEmployers(folder, match, threads);
}

}  // namespace gq::matching
