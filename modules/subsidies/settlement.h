// What looks across decisions: once-only, exclusion groups, tranches that pay the difference, quotas, pools with a
// budget (policies.md §2, A5; issue "Settlement"). Values in, values out: no rules, no files, no clock.
//
//   Settlement settlement(groups, quotas, budgets, 2018);
//   settlement.AddGrant(paid_before);                 // what other runs decided to pay
//   for (const Settled& one : settlement.Settle(entitlements)) use(one.fate, one.fen);
//
// Order: entitlements are ranked by (received, sequence), never by their place in the vector, so a shuffled input gives
// the same answer to everybody. Steps, each one sort and one sweep, O(n log n): groups of one rule (its own once-only),
// groups of several, quotas, pools. Who loses keeps why: the rule and payment that stood in the way.
//
// What was paid before comes from two places: grants of other runs and what the claim states. They are taken for the
// same payments, so the larger sum counts, never both. Money is fen; the sum of what is paid never exceeds a budget nor
// the largest entitlement of an offset group, and pro rata shares add up to the budget exactly. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/date.h"

namespace gq::subsidies {

enum class Scope : std::uint8_t { kPerson, kHousehold, kEmployment, kEmployer, kCourse, kJourney };
enum class Window : std::uint8_t { kLifetime, kYear, kMonth, kOverlap };
// Who gets it when several of a group would: the first by time, the largest, by the order of the members; or everybody,
// each less what the others were paid (offset); or everybody in full, with a note (flag).
enum class Resolve : std::uint8_t { kFirst, kHighest, kPriority, kOffset, kFlag };

struct ExclusionGroup {
  std::string name;
  std::vector<std::string> members;  // rules
  Scope scope = Scope::kPerson;
  Window window = Window::kLifetime;
  Resolve resolve = Resolve::kFirst;
  std::string article;  // what forbids getting both
};

// At most `count` persons (or stations …) of a rule, in a year or altogether.
struct Quota {
  std::string rule;
  std::int64_t count = 0;
  bool yearly = false;
};

enum class Admission : std::uint8_t { kTime, kPriority, kProRata };

// Money set aside; a pool without a budget has no end. `year` 0: for every year. A pool with budgets of other years
// only has no money: nobody wrote one for this year.
struct Budget {
  std::string pool;  // "岗位补贴/433124", or "岗位补贴" for every county without one of its own
  std::int64_t fen = 0;
  int year = 0;
  Admission admission = Admission::kTime;
  std::vector<std::string> priority;  // target groups, first served first (kPriority)
  bool carry_over = false;            // what years before have left over is added
};

// Whether the money is there in a year.
bool IsInForce(const Budget& budget, int year);

// What a rule gives, before settlement.
struct Entitlement {
  std::string rule, person, unit, household, pool;
  std::vector<std::string> target_groups;  // that hold: the first listed one decides the place (kPriority)
  std::optional<Date> received;            // of the claim; without one after all that have one
  std::int64_t sequence = 0;               // decides between claims of one day
  std::optional<Date> day;                 // of the event
  Date decided;                            // stands for it where it is not known, except in kCourse and kJourney
  std::optional<Date> from, to;            // what it pays for (Window::kOverlap); else the day
  std::int64_t fen = 0;
  std::int64_t stated_before_fen = 0;  // what the claim says was paid before
  bool tranche = false;                // a whole, of which what was paid before is taken off
};

// What other runs decided to pay. `due_fen`: the whole entitlement then. `later`: of a month after this one.
struct PaidBefore {
  std::string rule, person, unit, household, pool, period;
  std::optional<Date> day;
  Date decided;
  std::optional<Date> from, to;
  std::int64_t fen = 0, due_fen = 0;
  bool later = false;
};

enum class Fate : std::uint8_t {
  kPaid,
  kTaken,        // another of the group has it: `with_…`
  kStated,       // the claim itself says it was paid
  kNothingLeft,  // an offset group: paid in full before
  kQuota,        // no place left
  kWaiting,      // the pool has not enough: `place` on the waiting list
};

struct Settled {
  Fate fate = Fate::kPaid;
  std::int64_t fen = 0;                // what is paid; of kWaiting: what would be
  std::string group;                   // that decided; empty for the rule's own once-only
  std::string with_rule, with_period;  // period empty: in this run
  std::int64_t with_fen = 0;
  std::int64_t before_fen = 0;                    // taken off (offset), or stated
  std::int64_t recorded_fen = 0, stated_fen = 0;  // the two sources of before_fen
  std::int64_t full_fen = 0;                      // what a pro rata share is a part of; else 0
  std::size_t place = 0;                          // on the waiting list, from 1
  std::int64_t balance_fen = 0;                   // of kWaiting: what the pool still has
  int year_without_budget = 0;                    // of kWaiting: the pool has budgets of other years only; else 0
  std::vector<std::string> flags;                 // rules of a kFlag group that are paid besides
};

struct PoolReport {
  std::optional<std::int64_t> budget_fen;  // with what was carried over, less what other runs paid; none: not known
  std::int64_t paid_fen = 0, waiting_fen = 0;
  std::int64_t paid = 0, waiting = 0;  // claims
  std::optional<Date> exhausted_on;    // day of the first claim that it could not serve
};

class Settlement {
 public:
  // `year`: of the decision, for budgets of one year.
  Settlement(std::vector<ExclusionGroup> groups, std::vector<Quota> quotas, std::vector<Budget> budgets, int year);

  void AddGrant(const PaidBefore& grant);
  // Beside the entitlements, in their order. Called once.
  std::vector<Settled> Settle(const std::vector<Entitlement>& entitlements);

  // After Settle. By the name in the entitlements.
  const std::map<std::string, PoolReport>& pools() const { return pools_; }
  // What is left, by the name in the budgets.
  std::map<std::string, std::int64_t> Balances() const;

 private:
  // Whom or what, and when, a group gives to once: numbers of the texts, so that sorting compares no texts.
  struct Key {
    std::int32_t who = 0, where = 0, when = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Keys {
    std::int32_t person = 0, unit = 0, household = 0;
  };
  struct Pool {
    const Budget* budget = nullptr;
    std::int64_t balance = 0;
    bool in_force = true;  // else its budgets are of other years
  };
  // What one key of an offset group has had.
  struct Tally {
    // A grant completed the whole entitlement of its day, so `met_fen` had been paid by then, from whatever source.
    std::int64_t before_fen = 0, met_fen = 0, all_fen = 0, due_fen_max = 0;
    std::string rule, period;
  };
  void Prepare();
  std::int32_t NumberOf(const std::string& text);
  template <typename T>
  Keys KeysOf(const T& given);
  template <typename T>
  static Key KeyOf(const ExclusionGroup& group, const T& given, const Keys& keys);
  std::vector<std::pair<Key, std::size_t>> Members(const ExclusionGroup& group) const;
  void Exclude(const ExclusionGroup& group);
  bool LosesToGrant(const ExclusionGroup& group, const Key& key, std::size_t i);
  void Offset(const ExclusionGroup& group);
  void OffsetOne(const ExclusionGroup& group, std::size_t i, Tally* tally);
  void Flag(const ExclusionGroup& group);
  void Fill(const Quota& quota);
  void DrawAll();
  void DrawInOrder(std::vector<std::size_t> order, Pool* pool);
  void DrawShares(std::vector<std::size_t> order, Pool* pool);
  Pool* PoolOf(const std::string& name);

  std::vector<ExclusionGroup> groups_;
  std::vector<Quota> quotas_;
  std::vector<Budget> budgets_;
  int year_ = 0;
  std::map<std::string, Pool> balances_;
  std::vector<PaidBefore> grants_;
  const std::vector<Entitlement>* entitlements_ = nullptr;
  std::vector<Settled> settled_;
  std::unordered_map<std::string, std::vector<std::size_t>> of_rule_;  // entitlements
  std::unordered_map<std::string, std::int32_t> numbers_;
  std::vector<Keys> keys_, grant_keys_;                // beside entitlements and grants
  std::map<Key, std::vector<std::size_t>> grants_of_;  // of the group at hand
  std::vector<std::size_t> rank_;                      // place of each entitlement in time
  std::map<std::string, PoolReport> pools_;
};

}  // namespace gq::subsidies
