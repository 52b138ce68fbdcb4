#include "modules/subsidies/evidence.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"

namespace gq::subsidies {

std::int64_t CityOf(std::int64_t code) {
  const std::int64_t province = code / 10'000'000'000, prefecture = code / 100'000'000, county = code / 1'000'000;
  if (province == 11 || province == 12 || province == 31 || province == 50) return province;
  if (prefecture % 100 == 0) return 0;
  if (prefecture % 100 == 90) return county % 100 == 0 ? 0 : county;
  return prefecture;
}

void DeriveFirstTimeIn(const std::vector<Fact*>& spells) {
  std::vector<std::optional<bool>> derived(spells.size());
  for (std::size_t i = 0; i < spells.size(); ++i) {
    const Fact& spell = *spells[i];
    derived[i] = spell.first_time_in;
    const std::int64_t city = CityOf(spell.work_region);
    if (city == 0 || !spell.spell_start || spell.first_time_in == std::optional(false)) continue;
    bool been_there = false, unsure = false;
    for (std::size_t k = 0; k < spells.size(); ++k) {
      const Fact& other = *spells[k];
      if (k == i) continue;
      const bool earlier = other.spell_start && *other.spell_start < *spell.spell_start;
      const bool undated = !other.spell_start;
      const std::int64_t elsewhere = CityOf(other.work_region);
      been_there |= earlier && elsewhere == city;
      unsure |= (earlier && elsewhere == 0) || (undated && (elsewhere == 0 || elsewhere == city));
    }
    if (been_there) {
      derived[i] = false;
    } else if (!unsure) {
      derived[i] = true;
    }
  }
  for (std::size_t i = 0; i < spells.size(); ++i) spells[i]->first_time_in = derived[i];
}

namespace {

std::optional<Date> DayOf(std::string_view digits) {
  int ymd = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ymd);
  return error == std::errc() && end == digits.data() + digits.size() ? Date::FromYmdInt(ymd) : std::nullopt;
}

}  // namespace

std::vector<GroupPeriod> ParseFormerGroups(std::string_view text) {
  std::vector<GroupPeriod> periods;
  for (const auto part : Split(text, ';')) {
    const auto cells = Split(part, ':');
    if (cells.size() == 3) periods.push_back({std::string(cells[0]), DayOf(cells[1]), DayOf(cells[2])});
  }
  return periods;
}

namespace {

enum class Employer { kSame, kOther, kUnknown };

Employer EmployerOf(const InsuranceSighting& sighting, const Fact& spell) {
  if (!sighting.unit.empty() && !spell.unit.empty())
    return sighting.unit == spell.unit ? Employer::kSame : Employer::kOther;
  if (!sighting.unit_name.empty() && sighting.unit_name == spell.unit_name) return Employer::kSame;
  return sighting.same_employer ? Employer::kSame : Employer::kUnknown;
}

// What the sightings say of the months of one spell.
struct Evidence {
  std::set<gq::Month> covered;
  std::map<gq::Month, std::string> against;  // month -> in words
  std::map<gq::Month, gq::Month> said_by;    // covered month -> the comparison that says so
};

Evidence Collect(const std::vector<InsuranceSighting>& sightings, const Fact& spell, gq::Month first, gq::Month last) {
  Evidence evidence;
  // Insurance that stops in the month of leaving says nothing against the months before.
  const bool left = spell.spell_end && *spell.spell_end < gq::Month::Of(*spell.spell_end).Last();
  for (const InsuranceSighting& seen : sightings) {
    const bool leaving = left && seen.period == gq::Month::Of(*spell.spell_end);
    const bool during = seen.period >= first && seen.period <= last && !leaving;
    const std::string month = seen.period.ToString();
    if (!seen.insured) {
      if (during) evidence.against[seen.period] = month + " 比对为停保";
      continue;
    }
    const Employer employer = EmployerOf(seen, spell);
    if (employer == Employer::kOther && during) evidence.against[seen.period] = month + " 比对由另一家单位参保";
    if (employer != Employer::kSame) continue;
    gq::Month from = std::max(seen.since.value_or(seen.period), first);
    for (; from <= std::min(seen.period, last); from = from.AddMonths(1)) {
      evidence.covered.insert(from);
      evidence.said_by.emplace(from, seen.period);
    }
  }
  return evidence;
}

}  // namespace

void ApplySightings(const std::vector<InsuranceSighting>& sightings, Date as_of, Fact* spell) {
  if (!spell->spell_start || *spell->spell_start > as_of) return;
  const gq::Month first = gq::Month::Of(*spell->spell_start);
  const gq::Month last = gq::Month::Of(std::min(spell->spell_end.value_or(as_of), as_of));
  const Evidence evidence = Collect(sightings, *spell, first, last);
  const bool own = spell->insured_from.has_value();
  for (const auto& [month, words] : evidence.against) {
    const bool own_says = own && *spell->insured_from <= month && month <= spell->insured_to.value_or(last);
    if (!own_says && evidence.covered.count(month) == 0) continue;
    spell->insured_conflict += (spell->insured_conflict.empty() ? "" : "；") + words;
    spell->insured_conflict +=
        own_says ? "，就业经历记为参保" : "，" + evidence.said_by.at(month).ToString() + " 比对为此前已连续参保";
  }
  if (own || evidence.covered.empty()) return;
  spell->insured_from = *evidence.covered.begin();
  spell->insured_to = *evidence.covered.rbegin();
  for (gq::Month month = *spell->insured_from; month < *spell->insured_to; month = month.AddMonths(1)) {
    if (evidence.covered.count(month) == 0) spell->not_insured.push_back(month);
  }
}

}  // namespace gq::subsidies
