#include "modules/offers/subsidy_dates.h"

#include <algorithm>

#include "modules/subsidies/current_rules.h"
#include "modules/subsidies/inputs.h"

namespace gq::offers {

namespace {

using Mask = std::uint64_t;  // of rules
constexpr std::size_t kRulesMax = 64;

// An empty list covers everywhere.
bool Covers(std::string_view prefixes, std::int64_t code) {
  return prefixes.empty() || subsidies::Under(code, prefixes);
}

std::vector<const subsidies::Rule*> RulesOn(const subsidies::Rules& installed, Date day) {
  std::vector<const subsidies::Rule*> found;
  const auto consider = [&](const subsidies::Rule& rule) {
    const bool pays_staying = rule.payee == "person" && rule.subject == "person" &&
                              rule.anchor == subsidies::Anchor::kMet && rule.needs_months >= 1 &&
                              rule.needs_months <= matching::kSubsidyMonths;
    if (pays_staying && rule.valid_from <= day && (!rule.valid_to || *rule.valid_to >= day) && found.size() < kRulesMax)
      found.push_back(&rule);
  };
  for (const auto& [id, rule] : installed) {
    consider(rule);
    for (const subsidies::Rule& earlier : rule.earlier) consider(earlier);
  }
  return found;
}

}  // namespace

void FillSubsidies(Store& store, Date as_of, Seekers& seekers, OpenPosts& posts) {
  if (const auto installed = subsidies::CurrentRules(store)) FillSubsidies(**installed, as_of, seekers, posts);
}

void FillSubsidies(const subsidies::Rules& installed, Date as_of, Seekers& seekers, OpenPosts& posts) {
  const auto rules = RulesOn(installed, as_of);
  if (rules.empty()) return;
  // Only rules that some post here can fulfil: the others would make kinds that differ in nothing.
  Mask useful = 0;
  for (std::size_t r = 0; r < rules.size(); ++r) {
    for (const std::int64_t code : posts.codes) useful |= Covers(rules[r]->work_region, code) ? Mask{1} << r : 0;
  }
  std::vector<Mask> masks(seekers.ids.size());
  std::map<Mask, std::int64_t> people;
  for (std::size_t w = 0; w < masks.size(); ++w) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
      const auto& groups = seekers.groups[w];
      const bool named = std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
        return subsidies::InGroups(rules[r]->groups, group);
      });
      if ((useful >> r & 1) != 0 && named && Covers(rules[r]->region, seekers.homes[w])) masks[w] |= Mask{1} << r;
    }
    if (masks[w] != 0) ++people[masks[w]];
  }
  std::vector<std::pair<Mask, std::int64_t>> kinds(people.begin(), people.end());
  std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (kinds.size() > matching::kSubsidyKinds) kinds.resize(matching::kSubsidyKinds);
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    for (std::size_t w = 0; w < masks.size(); ++w) {
      if (masks[w] == kinds[k].first) seekers.workers[w].subsidy = static_cast<std::uint8_t>(k + 1);
    }
    for (std::size_t p = 0; p < posts.ids.size(); ++p) {
      int nearest = 0;
      for (std::size_t r = 0; r < rules.size(); ++r) {
        if ((kinds[k].first >> r & 1) == 0 || !Covers(rules[r]->work_region, posts.codes[p])) continue;
        if (nearest == 0 || rules[r]->needs_months < nearest) nearest = rules[r]->needs_months;
      }
      posts.records[p].subsidy_months[k] = static_cast<std::uint8_t>(nearest);
    }
  }
}

}  // namespace gq::offers
