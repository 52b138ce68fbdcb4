#include "modules/offers/observed.h"

#include <algorithm>

#include "modules/offers/store_input.h"

namespace gq::offers {

namespace {

struct Outcome {
  std::int64_t expected;
  bool arrived;
};

void CountStay(Retained& retained, std::int64_t expected, Date start, const std::optional<Date>& end, Date today) {
  const Date due = start.AddMonths(retained.months);
  if (due > today) return;
  ++retained.due;
  retained.expected += expected;
  retained.stayed += !end || *end >= due;
}

std::vector<Decile> DecilesOf(std::vector<Outcome> outcomes) {
  std::vector<Decile> deciles;
  if (static_cast<std::int64_t>(outcomes.size()) < kDecilePeople) return deciles;
  std::stable_sort(outcomes.begin(), outcomes.end(),
                   [](const Outcome& a, const Outcome& b) { return a.expected < b.expected; });
  deciles.resize(10);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Decile& decile = deciles[i * 10 / outcomes.size()];
    ++decile.people;
    decile.arrived += outcomes[i].arrived;
    decile.expected += outcomes[i].expected;
  }
  return deciles;
}

}  // namespace

Result<Observed> Observe(Store& store, const Scope& scope, const std::optional<Uuid>& plan_id, Date today) {
  Observed observed;
  observed.retained = {{.months = 1}, {.months = 3}, {.months = 6}};
  std::vector<Outcome> outcomes;
  const auto each = [&](const db::Row& row) {
    const std::string state = row.String(0);
    ++observed.states[state];
    if (state == "refused") ++observed.reasons[row.String(1)];
    const bool departed = state == "departed";
    const bool arrived = departed && !row.IsNull(6);
    const bool ended = departed && row.Text(8) == "ended";
    if (state == "refused" || state == "expired" || arrived || ended) {
      ++observed.settled;
      observed.arrived += arrived;
      observed.expected += row.Int(2);
      outcomes.push_back({row.Int(2), arrived});
    }
    if (!arrived) return Ok();
    const auto start = Date::FromYmdInt(static_cast<int>(row.Int(6)));
    std::optional<Date> end;
    if (!row.IsNull(7)) end = Date::FromYmdInt(static_cast<int>(row.Int(7)));
    if (!start) return Ok();
    for (std::size_t i = 0; i < observed.retained.size(); ++i)
      CountStay(observed.retained[i], row.Int(3 + static_cast<int>(i)), *start, end, today);
    return Ok();
  };
  const std::string sql =
      "SELECT o.state, o.answer_reason, o.p_arrive, o.p_stay1, o.p_stay3, o.p_stay6, s.start_on, s.end_on, s.state "
      "FROM match_offer o LEFT JOIN spell s ON s.county_id = o.county_id AND s.id = o.spell_id WHERE "
      "{scope:o:match_offer}";
  if (plan_id) {
    const std::string id = plan_id->ToBytes();
    TRY(store.Query(scope.HomeSide(), sql + " AND o.plan_id = ?1", {db::Blob{id}}, each, true));
  } else {
    TRY(store.Query(scope.HomeSide(), sql, {}, each, true));
  }
  observed.deciles = DecilesOf(std::move(outcomes));
  return observed;
}

}  // namespace gq::offers
