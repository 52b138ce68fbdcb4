// The matching of workers to posts (人岗匹配, HN-24, FD-03..06): who is offered which post, so that as many as possible
// stay.
//
//   Matcher matcher = TRY(Matcher::Create(workers, posts, places, weights));   // checks everything; keeps references
//   Plan plan = TRY(matcher.Solve({.objective = Objective::kRetained, .threads = 2}));
//   plan.assignment[w];                       // index of a post, or kUnplaced
//   matcher.Explain(w, post).in_favour[0];    // the strongest reason for the pair
//   matcher.WhyUnplaced(w).removed_alone;     // per hard constraint: posts that it alone takes away
//
// Stages: eligible (eligibility.h) -> score (score.h) -> solve (auction.h, deferred.h) -> explain (explain.cc).
//
// eligible: a pair is possible only if every hard constraint holds (Constraint below). Nothing else removes a pair:
// there is no list of "top 50 posts"; all pairs take part. score: two integer indices, arrive and stay, in 1/128 logit:
// sums of worker, post and small pair tables. Each goes through one table to a probability (15 bits behind the point);
// their product times the worker's weight is the pair's value (24 bits behind the point). No floating point anywhere,
// so a plan is the same on every machine, for every number of threads and every instruction set (D14). Ethnicity,
// religion, disability, marital status and origin are no fields of Workers and cannot enter the score. Sex cannot
// either: Workers::man is read by Constraint::kSex alone, for work that the law itself closes to women. Age only
// decides whether the post's lawful requirement holds. From the origin only distances to a place are taken; of a
// husband or wife only where he or she works.
// solve, kRetained: a forward auction with capacities over all pairs. Prices begin at 0, or from 50,000 workers on at a
// cautious guess, and rise; a post with free places has price 0, and   bound = sum of capacity x price + sum over
// workers of max(0, best value minus price) is never below the value of any plan. The plan is within (placed workers) x
// epsilon of the best, and solved more finely until it is proven within a tenth of epsilon, as far as some more passes
// go. kStable: deferred acceptance; workers prefer where they would rather go (arrive), posts prefer
// who would rather stay (stay). Workers who have been told a post keep it (told_post); it is taken out of the post's
// places first.
//
// Ranges: up to 2^31 workers, 2^20 posts; memory about 200 bytes a worker plus 2 KB a distinct requirement of 14,300
// posts, cities apart. Pure: no files, clock, locale. Thread-safety: const member functions from any thread; Solve uses
// options.threads inside.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/big_array.h"
#include "base/result.h"

namespace gq::matching {

inline constexpr ErrorKind kBadWorld{"matching.bad_input", 422, "匹配数据有误", "Unusable matching input"};
inline constexpr ErrorKind kTooManyKinds{"matching.too_large", 413, "匹配数据过于分散",
                                         "Too many distinct requirements"};

inline constexpr std::int32_t kUnplaced = -1;
inline constexpr std::int32_t kLeftOut = -2;  // in `kept`: gets no place in this solve
inline constexpr std::uint32_t kNoEmployer = 0xFFFFFFFF;
inline constexpr std::uint16_t kNoTrade = 0xFFFF;
inline constexpr std::uint8_t kNoSeason = 255;
inline constexpr std::uint16_t kNoMetro = 0xFFFF;
inline constexpr int kSubsidyKinds = 3, kSubsidyMonths = 12;
inline constexpr int kTradesPerWorker = 4;
inline constexpr int kValueBits = 24;        // Plan::value, price: 1.0 is 1 << 24
inline constexpr int kProbabilityBits = 15;  // p_arrive, p_stay: 1.0 is 1 << 15
inline constexpr int kIndexUnit = 128;       // index steps in one logit

// What can make a pair impossible.
enum class Constraint : std::uint8_t {
  kAge,           // the post's age_min <= age <= age_max; unknown age only where the post asks for none
  kEducation,     // rank at least the post's
  kHealth,        // rank at least the post's
  kCertificates,  // all that the post asks for
  kWage,          // the post promises at least the worker's min_wage (its wage_min)
  kTier,          // 县内, 州内, 省内, 省外: one that the worker accepts
  kCity,          // one of the cities that the worker names, if any
  kReserved,      // the post is not reserved, or reserved for the worker's origin (FD-13)
  kDates,         // the post is valid on the day on which the worker can start
  kSex,           // a man, by his record, where the law itself closes the work to women
};
inline constexpr int kConstraints = 10;

// What speaks for or against a pair.
enum class Factor : std::uint8_t {
  kWage,
  kTravel,
  kClimate,
  kDiet,
  kTrade,
  kPieceRate,
  kTownspeople,
  kDormitory,
  kCanteen,
  kTraining,
  kEducation,
  kOwnWish,
  kOrganised,
  kTrained,
  kLeader,
  kExperienced,
  kSeason,
  kSpouse,
  kSubsidy,
};
inline constexpr int kFactors = 19;

enum WorkerTrait : std::uint8_t {
  kGoesByOwnWish = 1,
  kIsOrganised = 2,
  kIsTrained = 4,
  kHasLeader = 8,
  kIsExperienced = 16
};
inline constexpr int kWorkerTraits = 5;
enum PostTrait : std::uint8_t { kIsPieceRate = 1, kHasDormitory = 2, kHasCanteen = 4, kGivesTraining = 8 };
inline constexpr int kPostTraits = 4;

struct TradeSkill {
  std::uint16_t trade = kNoTrade;
  std::uint16_t years = 0;
  friend auto operator<=>(const TradeSkill&, const TradeSkill&) = default;
};

// Struct of arrays; all of one length unless the comment says otherwise. Codes are the caller's.
struct Workers {
  std::vector<std::uint16_t> origin;        // index in Places
  std::vector<std::uint8_t> age;            // full years on the planned start; 0 unknown
  std::vector<std::uint8_t> education;      // rank 0 (unknown) … 15
  std::vector<std::uint8_t> health;         // rank 0 (unknown) … 15; higher is fitter
  std::vector<std::uint16_t> certificates;  // the set that the worker has, by its number in Places::had; 0 none
  BigArray<std::array<TradeSkill, kTradesPerWorker>> trades;
  std::vector<std::uint8_t> tiers;        // bit 1 << Places::tier; 0 accepts all
  std::vector<std::uint32_t> city_begin;  // empty, or size + 1 offsets into cities; no city named: any
  std::vector<std::uint16_t> cities;
  std::vector<std::int32_t> min_wage;   // yuan a month; 0 none
  std::vector<std::int32_t> want_wage;  // yuan a month; 0 unknown: the wage says nothing
  std::vector<std::int32_t> start;      // day (since 1970) on which the worker can start
  std::vector<std::uint8_t> traits;     // WorkerTrait bits
  std::vector<std::uint8_t> season;  // whole weeks from 正月十五 to the planned start, 0 … 55; kNoSeason unknown
  std::vector<std::uint16_t> spouse_metro;  // Places::metro in which the husband or wife works; kNoMetro none
  std::vector<std::uint8_t> subsidy;  // 1 … kSubsidyKinds: the kind of subsidy for staying open to the worker; 0 none
  std::vector<std::uint16_t> weight;  // thousandths of the pair's value: 1000 ordinary, 1250 priority; 1 … 1999
  std::vector<std::int32_t> told_post;  // index of a post that the worker has been told; kUnplaced none
  std::vector<std::uint8_t> man;        // 1: by the record a man; 0: a woman, or unknown. Only for Constraint::kSex

  std::size_t size() const { return origin.size(); }
  void Resize(std::size_t n);  // new workers: unknown or without wishes, weight 1000
};

struct Staff {
  std::uint16_t origin;
  std::uint16_t count;  // people from there who work at the post's employer already
};

struct Posts {
  std::vector<std::uint16_t> city;  // index in Places
  std::vector<std::uint16_t> trade;
  std::vector<std::uint32_t> employer;           // any numbers; kNoEmployer unknown. Only for parties.h
  std::vector<std::uint8_t> couple_room;         // 1: has rooms for couples. Only for parties.h
  std::vector<std::int32_t> openings;            // 0 … 1,000,000
  std::vector<std::int32_t> wage_min, wage_max;  // yuan a month, as promised
  std::vector<std::uint8_t> traits;              // PostTrait bits
  std::vector<std::uint8_t> age_min, age_max;    // 0 and 255: no requirement
  // By kind less 1: full months on post until the next subsidy for staying is due, 1 … kSubsidyMonths; 0 none.
  std::vector<std::array<std::uint8_t, kSubsidyKinds>> subsidy_months;
  std::vector<std::uint8_t> education_min, health_min;  // ranks
  std::vector<std::uint16_t> certificates;         // the set that is asked for, by its number in Places::asked; 0 none
  std::vector<std::int32_t> valid_from, valid_to;  // days since 1970, inclusive
  std::vector<std::uint8_t> men_only;              // 1: the law itself closes the work to women
  std::vector<std::uint32_t> reserved_begin;  // empty, or size + 1 offsets into reserved; no origin named: open to all
  std::vector<std::uint16_t> reserved;
  std::vector<std::uint32_t> staff_begin;  // empty, or size + 1 offsets into staff
  std::vector<Staff> staff;

  std::size_t size() const { return city.size(); }
  void Resize(std::size_t n);  // new posts: no requirement, no opening, always valid
};

// Sets of certificates, each the numbers of its certificates, ascending; the first one is empty.
struct CertificateSets {
  std::vector<std::uint32_t> begin{0, 0};  // size + 1 offsets into numbers
  std::vector<std::uint16_t> numbers;

  std::size_t size() const { return begin.size() - 1; }
  std::span<const std::uint16_t> operator[](std::size_t set) const {
    return {numbers.data() + begin[set], begin[set + 1] - begin[set]};
  }
  void Add(std::span<const std::uint16_t> set) {
    numbers.insert(numbers.end(), set.begin(), set.end());
    begin.push_back(static_cast<std::uint32_t>(numbers.size()));
  }
};

// What is known of an origin (county) and a place of work (city); arrays are [origin * cities + city]. And what else
// posts and workers refer to.
struct Places {
  std::uint16_t origins = 0, cities = 0;
  std::vector<std::uint8_t> tier;          // 0 县内, 1 州内, 2 省内, 3 省外
  std::vector<std::uint8_t> travel_hours;  // door to door; more than 63 counts as 63
  std::vector<std::uint8_t> climate_gap;   // 0 none … 15
  std::vector<std::uint8_t> diet_gap;      // 0 none … 15
  std::vector<std::uint16_t> metro;        // by city: the city in the wide sense (prefecture); empty: nobody asks

  // What the posts ask for and what the workers have of it. Not one table of both: either may have 65,536 sets.
  CertificateSets asked, had;
  bool HoldsCertificates(std::uint16_t of_worker, std::uint16_t of_post) const {
    if (of_post == 0) return true;
    const auto has = had[of_worker], wants = asked[of_post];
    return std::includes(has.begin(), has.end(), wants.begin(), wants.end());
  }
};

// Change of both indices, in 1/128 logit; each within ±1024 (8 logits).
struct Effect {
  std::int16_t arrive = 0, stay = 0;
  friend bool operator==(const Effect&, const Effect&) = default;
};

// The tables of the score. Read from rules/matching/weights.toml by modules/matching.
struct Weights {
  Effect base;
  std::array<Effect, 16> education{};  // by rank
  std::array<Effect, kWorkerTraits> worker_traits{};
  std::array<Effect, kPostTraits> post_traits{};
  std::array<Effect, 64> travel_hours{};
  std::array<Effect, 56> season{};                   // by week since 正月十五 (FD-06)
  Effect spouse;                                     // husband or wife works in the same metro
  std::array<Effect, kSubsidyMonths + 1> subsidy{};  // by months until the subsidy is due; the first is not read
  std::array<Effect, 16> climate_gap{};
  std::array<Effect, 16> diet_gap{}, diet_gap_with_canteen{};
  std::array<Effect, 5> trade{};         // other trade; same trade with 0, 1–2, 3–5, more than 5 years
  Effect piece_rate_novice;              // piece rate, and less than a year in the trade
  std::array<Effect, 101> wage_ratio{};  // middle of the promised wage ÷ wanted wage in per cent, 50 … 150
  std::array<Effect, 17> townspeople{};  // by number of binary digits of the count
  std::array<std::int16_t, 6> leave{};   // log-odds of leaving in month 1 … 6 at stay index 0
  int horizon_months = 3;                // 1, 3 or 6: "retained" means on post so long
};

enum class Objective : std::uint8_t { kRetained, kStable };
enum class Isa : std::uint8_t { kScalar, kAvx2, kAvx512, kBest };
std::string_view NameOf(Isa isa);
Isa BestIsa();  // that this machine has; what Options asks for beyond it is done with it

struct Options {
  Objective objective = Objective::kRetained;
  // The auction's final raise, in millionths of a worker's mean best value. 1,000 gives gaps of some 0.001–0.01 %.
  std::uint32_t epsilon_ppm = 1'000;
  // From so many workers on, a sample of them guesses the first prices; below, the auction begins at 0.
  std::uint32_t guess_from = 50'000;
  // Large auctions go in larger steps first. Where that leaves an unusual gap, all begins again from 0 in small steps,
  // but for a caller who wants to see the first plan.
  bool keep_first = false;
  int threads = 1;
  Isa isa = Isa::kBest;
  // To price a rule (rule_prices.h): solve as if it did not hold.
  std::uint32_t ignored = 0;  // bits 1 << Constraint
  bool plain = false;         // every weight is 1000
  bool free_told = false;     // nobody has been told
};

struct Plan {
  std::vector<std::int32_t> assignment;  // by worker: post or kUnplaced
  std::vector<std::int32_t> value;       // by worker, of the assigned pair; 0 unplaced
  std::vector<std::int32_t>
      profit_max;  // by worker: no post gives more than this above its price (upper bound, at least 0)
  std::vector<std::int32_t> others_max;  // by worker: the same over all posts but his own; empty under kStable
  std::vector<std::int32_t>
      price;  // by post: at most what one more place would add (but for the gap); 0 where places are free
  std::vector<std::int32_t> next_best;  // by post: highest bid of a worker who did not get in; 0 none
  std::vector<std::int32_t> placed;     // by post
  std::int64_t objective = 0;           // sum of value
  std::int64_t bound = 0;  // no plan that keeps the told posts is better; objective itself is no bound under kStable
  std::uint64_t workers_placed = 0, openings = 0, bids = 0, scans = 0;
  std::int32_t epsilon_fine = 0;  // the smallest raise used
  std::int32_t epsilon = 0;       // the greatest raise used, in units of value; bound - objective <= placed x epsilon
  Isa isa = Isa::kScalar;

  double Gap() const { return bound > 0 ? static_cast<double>(bound - objective) / static_cast<double>(bound) : 0; }
};

struct PairScore {
  int arrive_index = 0, stay_index = 0;                               // as summed, before the tables' ends cut them
  std::uint16_t p_arrive = 0, p_stay1 = 0, p_stay3 = 0, p_stay6 = 0;  // 1 << 15 is certain
  std::int32_t value = 0;
  std::int32_t plain_value = 0;  // the same with weight 1000: expected retained workers
};

struct Reason {
  Factor factor;
  Effect effect;
};

struct Explanation {
  std::vector<Reason> in_favour, against;  // strongest first, at most three each; strength is |arrive + stay|
};

struct Unplaced {
  std::uint32_t feasible_posts = 0;
  std::array<std::uint32_t, kConstraints> removed_alone{};  // posts that would be possible but for this constraint
};

// The post that the fewest constraints bar; of several the first.
struct NearestPost {
  std::int32_t post = kUnplaced;  // kUnplaced: no post has openings
  std::uint32_t barred_by = 0;    // bits 1 << Constraint; 0: the post is possible
};

struct Offer {
  std::int32_t post;
  std::int32_t value, price;
};

// Why a worker is where he is: posts that he would like more but whose places went higher.
struct Congestion {
  std::uint32_t better_posts = 0;  // feasible posts of more value than the assigned one (any, when unplaced)
  Offer nearest{kUnplaced, 0, 0};  // the one of them with the least value missing to its price
};

struct World;
struct Situation;

class Matcher {
 public:
  // Checks sizes, ranges and references; keeps references to all four, which must outlive the matcher.
  // Errors: kBadWorld with details row (from 1) and field; kTooManyKinds.
  static Result<Matcher> Create(const Workers& workers, const Posts& posts, const Places& places,
                                const Weights& weights);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // `kept`: empty, or by worker a post that he keeps in this solve (as if told), kUnplaced who chooses, kLeftOut who
  // gets none; told workers keep theirs in any case. The bound is that of plans which keep all that.
  Result<Plan> Solve(const Options& options, std::span<const std::int32_t> kept = {}) const;

  bool Feasible(std::size_t worker, std::size_t post, std::uint32_t ignored = 0) const;
  PairScore Score(std::size_t worker, std::size_t post) const;  // also of a pair that is not feasible
  Explanation Explain(std::size_t worker, std::size_t post) const;
  Unplaced WhyUnplaced(std::size_t worker) const;
  NearestPost FindNearest(std::size_t worker) const;
  Congestion FindCongestion(const Plan& plan, std::size_t worker) const;
  // The list for people: at most `count` feasible posts by value minus price, best first; never by value alone.
  std::vector<Offer> TopOffers(const Plan& plan, std::size_t worker, std::size_t count) const;

  const World& world() const;          // for the other files of this engine
  const Situation& situation() const;  // all workers who have not been told a post

 private:
  struct Parts;
  explicit Matcher(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace gq::matching
