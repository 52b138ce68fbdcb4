// What became of offers: expected beside observed, for a plan and for all offers that the scope's home side sees
// (FD-03, FD-04). Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/store.h"
#include "modules/offers/model.h"

namespace gq::offers {

// People who have been on post for so many months, of those for whom the day has come.
struct Retained {
  int months = 0;
  std::int64_t due = 0, stayed = 0;
  std::int64_t expected = 0;  // of the due, in thousandths of a person
};
// A tenth of the offers with an outcome, by what was expected of them.
struct Decile {
  std::int64_t people = 0, arrived = 0;
  std::int64_t expected = 0;  // thousandths of a person
};
struct Observed {
  std::map<std::string, std::int64_t> states;   // offers by state
  std::map<std::string, std::int64_t> reasons;  // refusals by reason
  // Told, and it is known whether they came: refused, expired, or departed and arrived or ended.
  std::int64_t settled = 0, arrived = 0;
  std::int64_t expected = 0;       // arrivals of the settled, thousandths
  std::vector<Retained> retained;  // months 1, 3, 6
  std::vector<Decile> deciles;     // none below kDecilePeople settled offers
};

inline constexpr std::int64_t kDecilePeople = 50;

Result<Observed> Observe(Store& store, const Scope& scope, const std::optional<Uuid>& plan_id, Date today);

}  // namespace gq::offers
