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
// repeated id, unknown region, contradictory bounds, negative numbers, a told post that does not exist. The record is
// not taken; the caller may go on. Thread-safety: a MatchInput belongs to one thread; a Match is immutable.
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
#include "engines/matching/matching.h"
#include "kits/codes/region_tree.h"
#include "modules/matching/records.h"
#include "modules/matching/weights.h"

namespace gq::matching {

inline constexpr ErrorKind kBadRecord{"matching.bad_record", 422, "记录有误", "Unusable record"};

struct MatchSettings {
  Date as_of;                           // planned start; no clock (D2)
  const RegionTree* regions = nullptr;  // for tiers; required
  Options options;
};

// What was matched, and how.
class Match {
 public:
  Plan plan;
  Workers workers;
  Posts posts;
  Places places;
  std::vector<std::string> worker_ids, post_ids;
  std::optional<Matcher> matcher;  // keeps references to the columns above

  Match() = default;
  Match(const Match&) = delete;
  Match& operator=(const Match&) = delete;

  // One short Chinese phrase with the pair's own figures.
  std::string ReasonText(std::size_t worker, std::size_t post, const Reason& reason) const;
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
  std::size_t workers() const;
  std::size_t posts() const;

  // Solves. The input is used up.
  Result<std::unique_ptr<Match>> Solve(const Options& options) &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All records must be good: the first bad one fails with table and row (from 1).
Result<std::unique_ptr<Match>> MatchRecords(std::span<const WorkerRecord> workers, std::span<const PostRecord> posts,
                                            const MatchingWeights& weights, const MatchSettings& settings);

}  // namespace gq::matching
