// Facts and a claim turned into the named inputs that rules may ask for (docs/reference/rules.md lists them all). Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "modules/subsidies/decide.h"

namespace gq::subsidies {

// What a claim is about.
struct Subject {
  bool known = false;            // there is a fact of this person or employer
  std::optional<Fact> spell;     // the spell in question, with what joins on to it at the same unit
  std::int64_t headcount = 0;    // employer: persons of the rule's region on post for needs_months on the day
  std::int64_t newly_hired = 0;  // employer: persons of the rule's groups hired in the calendar year of the day
};

// How one spell of an employer's staff was counted.
struct StaffCount {
  const Fact* fact = nullptr;
  bool steady = false, hired = false;  // in headcount, in newly_hired
};
// An employer's staff on a day: the subject with both counts, and how every spell was counted. A person counts once.
Subject StaffOf(const Rule& rule, const std::vector<const Fact*>& staff, Date day,
                std::vector<StaffCount>* counts = nullptr);

// The spell of a person that a claim is about: the one that holds the event, else the next one that begins within 31
// days, else the last one before it; without an event the last. Spells of one unit that join without a day between
// count as one (A9).
// `gap_days`: so many days between them do not interrupt either.
std::optional<Fact> FindSpell(const std::vector<const Fact*>& spells, std::optional<Date> event, int gap_days = 0);

// The day that decides which version and which parameter values hold.
Date AnchorOf(const Rule& rule, const Claim& claim, const Subject& subject, Date as_of);

policy::Context InputsOf(const Rule& rule, const Claim& claim, const Subject& subject, Date anchor, Date as_of);

// Whether the code lies under one of the prefixes of divisions ("4331", "6211;640402").
bool Under(std::int64_t code, std::string_view prefixes);
// Twelve digits of one prefix ("3501" → 350100000000); 0 when it is none.
std::int64_t CodeOfPrefix(std::string_view prefix);
// Six digits of the county whose parameters hold: of the place that pays, else of the home; empty when not known.
std::string CountyOf(const Rule& rule, const Subject& subject);
// Codes of codes/recognition.csv that a claim's certificate column shows.
std::vector<std::string> RecognitionsOf(std::string_view certificate);
// Whether every parameter has a value on the day.
bool AmountKnown(const Rule& rule, Date day, std::string_view county);
bool InGroups(std::string_view groups, std::string_view group);
// The target groups that held on the day of hiring (else on `anchor`, or where the rule asks for the event's).
std::vector<std::string> GroupsOn(const Rule& rule, const Fact& fact, Date anchor);
// Whether somebody belonged to the rule's groups on the day of hiring (else on `anchor`), so that leaving a group later
// takes nothing away (A8). Nothing when no group is known.
std::optional<bool> GroupHolds(const Rule& rule, const Fact& fact, Date anchor);

}  // namespace gq::subsidies
