// From records to a plan (人岗匹配, HN-24), without files:
//
//   auto match = TRY(MatchRecords(workers, posts, DefaultWeights(), {.as_of = day, .regions = &tree, .options =
//   {.threads = 2}})); match->plan.assignment[0];                               // row of the post for the first
//   worker, or kUnplaced match->ReasonText(0, reason);                            // "工资约为期望的 112%"
//
// For many rows from a file: MatchInput, which keeps columns and ids only. Posts first, then workers.
//
// Coding. An origin is the county of a worker's region; a city is the county (or what is given above it) of a post.
// Tiers come from the dated table (D4); hours, climate and diet from the provinces of the weights file, and from the
// tier within a province. Education and health are ranks of their code tables. A certificate that no post asks for is
// dropped. A post reserved for a region is for every county in it. Errors of a record (kBadRecord with field): empty or
// repeated id, unknown region, contradictory bounds, negative numbers, a told post that does not exist, a worker under
// 16 on the day of departure. The record is not taken; the caller may go on. Thread-safety: a MatchInput belongs to one
// thread; a Match is immutable.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "engines/matching/explore.h"
#include "engines/matching/matching.h"
#include "engines/matching/parties.h"
#include "engines/matching/rule_prices.h"
#include "kits/codes/region_tree.h"
#include "modules/matching/companions.h"
#include "modules/matching/records.h"
#include "modules/matching/weights.h"

namespace gq::matching {

inline constexpr ErrorKind kBadRecord{"matching.bad_record", 422, "记录有误", "Unusable record"};

// What goes beyond single workers and the best plan.
struct MatchPolicy {
  bool parties = true;             // couples, families and groups go together where they can
  std::uint32_t explore_ppm = 0;   // free exploration: tolerance in millionths of the mean value placed; 0 none
  std::uint64_t explore_seed = 1;  // the same seed, the same coins
};

struct MatchSettings {
  Date as_of;                           // planned start; no clock (D2)
  const RegionTree* regions = nullptr;  // for tiers; required
  Options options;
  MatchPolicy policy;
};

// For the report by groups, by worker; no part of the score.
struct WorkerGroups {
  std::vector<char> sex;              // 'm', 'f', 0 unknown
  std::vector<std::int8_t> disabled;  // 1, 0, -1 unknown
  std::vector<UnitCode> region;       // as given, down to the township
};

// What is amiss with a record that takes part all the same.
struct MatchRemark {
  std::string file;                    // "workers", "posts"
  std::string id, column, text, cure;  // without id: the whole file
};

// What was matched, and how. Rows of posts beyond post_records are places that a post reserves for a region: main_post
// says whose they are; post_ids repeats the id.
class Match {
 public:
  Plan plan;
  Workers workers;
  Posts posts;
  Places places;
  Weights weights;
  std::vector<std::string> worker_ids, post_ids;
  std::size_t post_records = 0;
  std::vector<std::uint32_t> main_post;   // by row of posts
  std::vector<UnitCode> origins, cities;  // by index in places
  std::vector<std::string> employers;     // by number
  WorkerGroups groups;
  Companions companions;
  std::vector<MatchRemark> remarks;
  std::vector<PartyOutcome> outcomes;  // by party of companions
  std::int64_t singles_objective = 0;  // of the plan that pays no heed to parties; plan.objective when there are none
  std::uint64_t singles_together = 0, parties_together = 0;
  std::int64_t before_exploring = 0;  // objective
  std::vector<Trial> trials;
  double index_error = 0;          // of the weights
  std::optional<Matcher> matcher;  // keeps references to the columns above
  // Posts with reserved places: the rows of each, the post's own first.
  std::vector<std::vector<std::uint32_t>> split_posts;

  Match() = default;
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;

  // Matcher::WhyUnplaced with every post counted once, however many regions it reserves places for.
  Unplaced WhyUnplaced(std::size_t worker) const;
  // One short Chinese phrase with the pair's own figures.
  std::string ReasonText(std::size_t worker, std::size_t post, const Reason& reason) const;
  // Why not a better one: "有 12 个更合适的岗位已满；最接近的 P7 最后一名为 0.71，本人为 0.64". Empty: none is better.
  std::string CongestionText(std::size_t worker) const;
  // Why no post at all: the constraints that alone take posts away, most first; where none does alone, those that bar
  // the nearest post; "没有合适的岗位：…". Empty when placed.
  std::string UnplacedText(std::size_t worker) const;
  // The same of those alone whom no single constraint keeps from every post, for unplaced.csv says nothing of them.
  std::optional<MatchRemark> SeveralBars(std::size_t worker) const;
  // For the employer: "月薪再高 200 元，可以多 12 人合适，一个名额的价格从 0.05 到 0.12".
  std::string WageText(const WageOffer& offer, std::int32_t more_yuan) const;
};
std::string_view NameOf(Constraint constraint);   // column of unplaced.csv: "age"
std::string_view LabelOf(Constraint constraint);  // "年龄"

class MatchInput {
 public:
  MatchInput(const MatchingWeights& weights, Date as_of, const RegionTree& regions);
  ~MatchInput();
  MatchInput(const MatchInput&) = delete;
  MatchInput& operator=(const MatchInput&) = delete;

  Status AddPost(const PostRecord& post);
  Status AddWorker(const WorkerRecord& worker);  // after all posts
  void AddRemark(MatchRemark remark);
  std::size_t workers() const;
  std::size_t posts() const;

  // Solves. The input is used up.
  Result<std::unique_ptr<Match>> Solve(const Options& options, const MatchPolicy& policy = {}) &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The best plan for single workers, whatever the match was solved for: what a stable plan is measured by, and whose
// prices are those of the rules.
Result<Plan> SolveForBest(const Match& match, Options options);

// All records must be good: the first bad one fails with table and row (from 1).
Result<std::unique_ptr<Match>> MatchRecords(std::span<const WorkerRecord> workers, std::span<const PostRecord> posts,
                                            const MatchingWeights& weights, const MatchSettings& settings);

}  // namespace gq::matching
