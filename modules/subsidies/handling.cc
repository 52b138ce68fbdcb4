#include "modules/subsidies/handling.h"

#include "base/text.h"
#include "modules/subsidies/inputs.h"

namespace gq::subsidies {

namespace {

constexpr std::int64_t kCounty = 1'000'000;  // of a 12-digit code: what lies below a county

std::string_view JurisdictionOf(const Rule& rule) { return rule.work_region.empty() ? rule.region : rule.work_region; }

// Prefixes of the payer's own place; empty when nobody said where it is.
std::string_view PlaceOfPayer(const Rules& rules, const Payer& payer) {
  const auto found = rules.payer_places.find(payer.payer);
  return found == rules.payer_places.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

Payer PayerAt(const Rule& rule, std::int64_t home_code, std::int64_t work_code) {
  for (const Payer& row : rule.payers) {
    if ((row.origin.empty() || Under(home_code, row.origin)) && (row.work.empty() || Under(work_code, row.work)))
      return row;
  }
  return {"", "", rule.payer, rule.pool, rule.pool_place};
}

std::int64_t DestinationOf(const Rules& rules, const Rule& rule, std::int64_t home_code, std::int64_t work_code) {
  const Payer payer = PayerAt(rule, home_code, work_code);
  if (payer.place == "origin") return 0;
  const std::int64_t county = work_code / kCounty * kCounty;
  if (payer.place == "work")
    return county != 0 && county / kCounty != home_code / kCounty && Under(work_code, JurisdictionOf(rule)) ? county
                                                                                                            : 0;
  const std::string_view place = PlaceOfPayer(rules, payer);
  if (place.empty() || Under(home_code, place)) return 0;
  return county != 0 && Under(work_code, place) ? county : CodeOfPrefix(place.substr(0, place.find(';')));
}

bool PaysAt(const Rules& rules, const Rule& rule, std::int64_t code) {
  const Payer payer = PayerAt(rule, 0, code);
  if (payer.place == "origin") return false;
  if (payer.place == "work") return Under(code, JurisdictionOf(rule));
  const std::string_view place = PlaceOfPayer(rules, payer);
  return !place.empty() && Under(code, place);
}

}  // namespace gq::subsidies
