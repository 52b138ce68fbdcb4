#include "modules/subsidies/inputs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/decimal.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"

namespace gq::subsidies {

using policy::Value;

bool Under(std::int64_t code, std::string_view prefixes) {
  if (code == 0) return false;
  const std::string text = std::to_string(code);
  const auto listed = Split(prefixes, ';');
  return std::any_of(listed.begin(), listed.end(), [&](std::string_view prefix) { return StartsWith(text, prefix); });
}

std::int64_t CodeOfPrefix(std::string_view prefix) {
  std::int64_t code = 0;
  const auto read = std::from_chars(prefix.data(), prefix.data() + prefix.size(), code);
  if (prefix.empty() || prefix.size() > 12 || read.ptr != prefix.data() + prefix.size()) return 0;
  for (std::size_t i = prefix.size(); i < 12; ++i) code *= 10;
  return code;
}

bool InGroups(std::string_view groups, std::string_view group) {
  const auto listed = Split(groups, ';');
  return groups.empty() || std::find(listed.begin(), listed.end(), group) != listed.end();
}

namespace {

constexpr int kJourneyDaysMax = 31;  // a fare is paid, or a claim dated, up to a month before the work begins

// Insurance of two spells that follow on one another, of which one may be `to` itself.
void JoinInsurance(const Fact& front, const Fact& back, Fact* to) {
  std::string conflict = front.insured_conflict;
  if (!back.insured_conflict.empty()) conflict += (conflict.empty() ? "" : "；") + back.insured_conflict;
  std::vector<gq::Month> missing = front.not_insured;
  missing.insert(missing.end(), back.not_insured.begin(), back.not_insured.end());
  auto from = front.insured_from, until = front.insured_to;
  if (back.insured_from) {
    const gq::Month front_until = front.insured_to.value_or(gq::Month::Of(*front.spell_end));
    if (front.insured_from) {
      for (gq::Month gap = front_until.AddMonths(1); gap < *back.insured_from; gap = gap.AddMonths(1))
        missing.push_back(gap);
    }
    from = front.insured_from ? front.insured_from : back.insured_from;
    until = back.insured_to;
  } else if (front.insured_from && !until) {
    until = gq::Month::Of(*front.spell_end);
  }
  to->insured_conflict = std::move(conflict);
  to->not_insured = std::move(missing);
  to->insured_from = from;
  to->insured_to = until;
}

// Puts in front of and behind `spell` what joins on to it at the same unit.
void Join(const std::vector<const Fact*>& spells, int gap_days, Fact* spell) {
  const auto joins = [&](Date end, Date start) { return end < start && start <= end.AddDays(1 + gap_days); };
  for (bool grown = true; grown;) {
    grown = false;
    for (const Fact* other : spells) {
      if (other->unit != spell->unit || spell->unit.empty() || !other->spell_start) continue;
      if (other->spell_end && *other->spell_end < *other->spell_start) continue;  // would join itself for ever
      if (other->spell_end && joins(*other->spell_end, *spell->spell_start)) {
        JoinInsurance(*other, *spell, spell);
        spell->spell_start = other->spell_start;
        spell->first_time_in = other->first_time_in;
        if (other->contract_start) spell->contract_start = other->contract_start;
        grown = true;
      } else if (spell->spell_end && joins(*spell->spell_end, *other->spell_start)) {
        JoinInsurance(*spell, *other, spell);
        spell->spell_end = other->spell_end;
        if (other->contract_end) spell->contract_end = other->contract_end;
        grown = true;
      }
    }
  }
}

bool Holds(const Fact& fact, Date day) {
  return *fact.spell_start <= day && (!fact.spell_end || day <= *fact.spell_end);
}

// Lower is nearer: the spell that holds the event, one that begins soon after it, the last one before it.
std::pair<int, std::int32_t> Distance(const Fact& fact, Date event) {
  if (Holds(fact, event)) return {0, -fact.spell_start->days()};
  if (*fact.spell_start > event)
    return {*fact.spell_start <= event.AddDays(kJourneyDaysMax) ? 1 : 3, fact.spell_start->days()};
  return {2, -fact.spell_start->days()};
}

const char* YesNo(std::optional<bool> value) { return !value ? "unknown" : *value ? "yes" : "no"; }

std::optional<bool> InPlace(std::int64_t code, std::string_view prefix) {
  if (prefix.empty()) return true;
  return code == 0 ? std::nullopt : std::optional<bool>(Under(code, prefix));
}

}  // namespace

std::vector<std::string> GroupsOn(const Rule& rule, const Fact& fact, Date anchor) {
  const Date day = rule.group_day == "event" ? anchor : fact.spell_start.value_or(anchor);
  std::vector<std::string> groups;
  const auto add = [&](const std::string& group, std::optional<Date> from, std::optional<Date> to) {
    if (!group.empty() && (!from || *from <= day) && (!to || day <= *to)) groups.push_back(group);
  };
  add(fact.target_group, fact.target_group_from, fact.target_group_to);
  for (const GroupPeriod& period : fact.former_groups) add(period.group, period.from, period.to);
  return groups;
}

Subject StaffOf(const Rule& rule, const std::vector<const Fact*>& staff, Date day, std::vector<StaffCount>* counts) {
  Subject subject;
  subject.known = true;
  std::set<std::string> steady, hired;
  for (const Fact* fact : staff) {
    StaffCount count{fact};
    if (fact->spell_start && Under(fact->origin_region, rule.region) && GroupHolds(rule, *fact, day).value_or(false)) {
      const bool on_post = *fact->spell_start <= day && (!fact->spell_end || *fact->spell_end >= day);
      count.steady = on_post && CompleteMonths(*fact->spell_start, day) >= rule.needs_months;
      count.hired = fact->spell_start->year() == day.year() && *fact->spell_start <= day;
    }
    if (count.steady) steady.insert(fact->person);
    if (count.hired) hired.insert(fact->person);
    if (counts != nullptr) counts->push_back(count);
  }
  subject.headcount = static_cast<std::int64_t>(steady.size());
  subject.newly_hired = static_cast<std::int64_t>(hired.size());
  return subject;
}

std::optional<bool> GroupHolds(const Rule& rule, const Fact& fact, Date anchor) {
  if (rule.groups.empty()) return true;
  if (fact.target_group.empty() && fact.former_groups.empty()) return std::nullopt;
  const auto groups = GroupsOn(rule, fact, anchor);
  return std::any_of(groups.begin(), groups.end(),
                     [&](const std::string& group) { return InGroups(rule.groups, group); });
}

namespace {

// Whether insurance covers every month of [start, end]: throughout, partly or none; or the records contradict.
std::string_view InsuredOver(const Fact& fact, Date start, Date end) {
  if (!fact.insured_conflict.empty()) return "contradictory";
  if (!fact.insured_from) return "none";
  const gq::Month first = gq::Month::Of(start), last = gq::Month::Of(end), to = fact.insured_to.value_or(last);
  if (*fact.insured_from > last || to < first) return "none";
  const bool gap = std::any_of(fact.not_insured.begin(), fact.not_insured.end(),
                               [&](gq::Month month) { return first <= month && month <= last; });
  return *fact.insured_from <= first && to >= last && !gap ? "throughout" : "partly";
}

std::int64_t DaysShort(Date start, Date end, int months) {
  const Date needed = start.AddMonths(months).AddDays(-1);
  return needed > end ? needed.days() - end.days() : 0;
}

Value Amount(const std::string& yuan) {
  const auto amount = Decimal::Parse(yuan.empty() ? "0" : yuan);
  return Value::Number(amount.value_or(Decimal(0)));
}

void AddContract(const std::optional<Fact>& spell, policy::Context* inputs) {
  // One that ends before it starts is none: which of the two days is wrong, nobody knows.
  const bool reversed =
      spell && spell->contract_start && spell->contract_end && *spell->contract_end < *spell->contract_start;
  const bool has = spell && spell->contract_start && !reversed, fixed = has && spell->contract_end;
  inputs->Set("has_contract", Value::Boolean(has));
  inputs->Set("contract_term", Value::Text(!has ? "none" : fixed ? "fixed" : "open"));
  inputs->Set("contract_months",
              Value::Integer(fixed ? CompleteMonths(*spell->contract_start, *spell->contract_end) : 0));
  inputs->Set("contract_days_short",
              Value::Integer(fixed ? DaysShort(*spell->contract_start, *spell->contract_end, 12) : 0));
}

// The period over which insurance is asked for: the months that the rule needs, or the contract.
std::string_view Insured(const Rule& rule, const Fact& fact, Date end) {
  if (rule.insured_window == "contract") {
    const Date start = fact.contract_start.value_or(*fact.spell_start);
    return InsuredOver(fact, start, std::max(start, std::min(fact.contract_end.value_or(end), end)));
  }
  const Date needed = rule.needs_months > 0 ? fact.spell_start->AddMonths(rule.needs_months).AddDays(-1) : end;
  return InsuredOver(fact, *fact.spell_start, std::min(end, needed));
}

void AddWork(const Rule& rule, const Claim& claim, const std::optional<Fact>& spell, Date as_of,
             policy::Context* inputs) {
  std::int64_t months = 0, days_short = 0;
  std::string_view insured = "none";
  bool tracked = false;
  if (spell && spell->spell_start) {
    const Date start = *spell->spell_start, end = std::min(spell->spell_end.value_or(as_of), as_of);
    months = CompleteMonths(start, end);
    days_short = DaysShort(start, end, rule.needs_months);
    if (end >= start) insured = Insured(rule, *spell, end);
    // Visits are logged by month: the last month needed counts as a whole.
    tracked = claim.tracking_to &&
              gq::Month::Of(*claim.tracking_to) >= gq::Month::Of(start.AddMonths(rule.needs_months).AddDays(-1));
  }
  inputs->Set("months_on_post", Value::Integer(months));
  inputs->Set("days_short", Value::Integer(days_short));
  inputs->Set("insured", Value::Text(std::string(insured)));
  inputs->Set("insured_note", Value::Text(spell ? spell->insured_conflict : std::string()));
  inputs->Set("tracked", Value::Boolean(tracked));
}

// The months that so many days of attendance cannot be shorter than, wherever they lie in the calendar: 184 days are no
// less than half a year.
int MonthsProvenBy(std::int64_t days) {
  static constexpr std::array<std::int64_t, 12> kLongest = {31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337, 366};
  return static_cast<int>(std::upper_bound(kLongest.begin(), kLongest.end(), days) - kLongest.begin());
}

// What the claim itself is about: a course, a loan, a month, the years of a station. Of a course without its dates the
// days attended count, where they are enough for the months that the rule asks for.
void AddPeriod(const Rule& rule, const Claim& claim, const std::optional<Fact>& spell, Date as_of,
               policy::Context* inputs) {
  const bool has = claim.period_from && claim.period_to && *claim.period_from <= *claim.period_to;
  const Date end = has ? std::min(*claim.period_to, as_of) : as_of;
  const int attended = MonthsProvenBy(claim.course_days);
  const bool proven = !has && rule.needs_months > 0 && attended >= rule.needs_months;
  inputs->Set("has_period", Value::Boolean(has || proven));
  inputs->Set("period_months", Value::Integer(has      ? std::max(0, CompleteMonths(*claim.period_from, end))
                                              : proven ? attended
                                                       : 0));
  inputs->Set("period_days_short", Value::Integer(has ? DaysShort(*claim.period_from, end, rule.needs_months) : 0));
  // The second year begins on the corresponding day, although the first is complete on the day before it (D2).
  const Date day = claim.event_date.value_or(as_of);
  inputs->Set("year_number", Value::Integer(claim.period_from && *claim.period_from <= day
                                                ? CompleteMonths(*claim.period_from, day.AddDays(-1)) / 12 + 1
                                                : 0));
  const gq::Month month = gq::Month::Of(day);
  std::string_view worked = "no";
  if (spell && spell->spell_start) {
    const Date last = std::min(spell->spell_end.value_or(as_of), as_of);
    if (*spell->spell_start <= month.First() && last >= month.Last())
      worked = "yes";
    else if (*spell->spell_start <= month.Last() && last >= month.First())
      worked = "partly";
  }
  inputs->Set("month_worked", Value::Text(std::string(worked)));
}

void AddRecognitions(const Claim& claim, policy::Context* inputs) {
  const std::vector<std::string> shown = RecognitionsOf(claim.certificate);
  for (const Code& code : FindCodeTable("recognition")->All())
    inputs->Set("shows_" + code.code, Value::Boolean(std::find(shown.begin(), shown.end(), code.code) != shown.end()));
}

}  // namespace

std::string CountyOf(const Rule& rule, const Subject& subject) {
  if (!subject.spell) return {};
  const std::int64_t code = rule.pool_place == "work" ? subject.spell->work_region : subject.spell->origin_region;
  return code == 0 ? std::string() : std::to_string(code).substr(0, 6);
}

std::vector<std::string> RecognitionsOf(std::string_view certificate) {
  std::vector<std::string> shown;
  std::string text(certificate);
  for (std::size_t at = text.find("；"); at != std::string::npos; at = text.find("；")) text.replace(at, 3, ";");
  for (const std::string_view part : Split(text, ';')) {
    const Code* code = FindCodeTable("recognition")->ByLabel(Trim(part));
    if (code != nullptr) shown.push_back(code->code);
  }
  return shown;
}

bool AmountKnown(const Rule& rule, Date day, std::string_view county) {
  return std::all_of(rule.parameters.begin(), rule.parameters.end(),
                     [&](const Parameter& parameter) { return parameter.On(day, county) != nullptr; });
}

std::optional<Fact> FindSpell(const std::vector<const Fact*>& spells, std::optional<Date> event, int gap_days) {
  const Fact* best = nullptr;
  for (const Fact* fact : spells) {
    if (!fact->spell_start) continue;
    if (best == nullptr ||
        (event ? Distance(*fact, *event) < Distance(*best, *event) : *best->spell_start < *fact->spell_start))
      best = fact;
  }
  if (best == nullptr) return spells.empty() ? std::nullopt : std::optional<Fact>(*spells.front());
  Fact spell = *best;
  Join(spells, gap_days, &spell);
  return spell;
}

Date AnchorOf(const Rule& rule, const Claim& claim, const Subject& subject, Date as_of) {
  const bool has_spell = subject.spell && subject.spell->spell_start;
  if (rule.anchor == Anchor::kContract && subject.spell && subject.spell->contract_start)
    return *subject.spell->contract_start;
  if (rule.anchor == Anchor::kMet && has_spell)
    return subject.spell->spell_start->AddMonths(rule.needs_months).AddDays(rule.needs_months > 0 ? -1 : 0);
  if (claim.event_date) return *claim.event_date;
  return has_spell ? *subject.spell->spell_start : as_of;
}

policy::Context InputsOf(const Rule& rule, const Claim& claim, const Subject& subject, Date anchor, Date as_of) {
  policy::Context inputs;
  const std::optional<Fact>& spell = subject.spell;
  const auto text = [&](const char* name, std::string_view value) {
    inputs.Set(name, Value::Text(std::string(value)));
  };
  inputs.Set("has_person", Value::Boolean(subject.known));
  inputs.Set("has_spell", Value::Boolean(spell && spell->spell_start));
  text("origin", YesNo(spell ? InPlace(spell->origin_region, rule.region) : std::nullopt));
  text("workplace", YesNo(spell ? InPlace(spell->work_region, rule.work_region) : std::nullopt));
  text("group", YesNo(spell ? GroupHolds(rule, *spell, anchor) : std::nullopt));
  text("tier", !spell || spell->tier.empty() ? "unknown" : spell->tier);
  text("first_time_in", YesNo(spell ? spell->first_time_in : std::nullopt));
  text("reserved_post", YesNo(spell ? spell->reserved_post : std::nullopt));
  text("base_enterprise", YesNo(spell ? spell->base_enterprise : std::nullopt));
  text("fee_taken", YesNo(claim.fee_taken));
  inputs.Set("has_broker", Value::Boolean(!claim.broker.empty()));
  text("public_post", YesNo(spell ? spell->public_post : std::nullopt));
  text("origin_prefecture",
       spell && spell->origin_region != 0 ? std::to_string(spell->origin_region).substr(0, 4) : std::string());
  inputs.Set("fare", Amount(claim.amount));
  inputs.Set("claimed", Amount(claim.amount));
  inputs.Set("standard", Amount(claim.standard));
  inputs.Set("receipts", Value::Integer(claim.receipts));
  inputs.Set("course_days", Value::Integer(claim.course_days));
  inputs.Set("headcount", Value::Integer(subject.headcount));
  inputs.Set("newly_hired", Value::Integer(subject.newly_hired));
  AddContract(spell, &inputs);
  AddWork(rule, claim, spell, as_of, &inputs);
  AddPeriod(rule, claim, spell, as_of, &inputs);
  AddRecognitions(claim, &inputs);
  const std::string county = CountyOf(rule, subject);
  inputs.Set("amount_known", Value::Boolean(AmountKnown(rule, anchor, county)));
  for (const Parameter& parameter : rule.parameters) {
    const ParameterValue* value = parameter.On(anchor, county);
    inputs.Set(parameter.name, Amount(value == nullptr ? std::string() : value->value));
  }
  return inputs;
}

}  // namespace gq::subsidies
