// The figures of the monthly report (requirements.md a.9): persons and person-times told apart, every share with its
// denominator and that one's day. All figures of a report are of one reach, which its head names: the people registered
// in the territory of the unit, the posts offered to them, the bases there. Whom an account may see besides is not in
// it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/months/month.h"

namespace gq::months {

// Whose figures a report gives.
struct Reach {
  Scope scope;                     // what the account may see, cut to the territory
  std::int64_t unit = 0;           // whose territory; 0: the whole store
  std::optional<CodeRange> range;  // of homes; empty: all that the scope reaches
  std::string name;                // of the unit
  std::int64_t elsewhere = 0;      // people whom the month has handled and who are registered outside
};
// Of the unit whose month it is. A unit without a territory (an office, a zone) reports all that it may see.
Result<Reach> ReachOf(const StepContext& context);
// The counties with people inside of a reach that is wider than one county; each sees its own part of the report.
Result<std::vector<Reach>> CountiesOf(const StepContext& context, const Reach& reach);
// "范围：…" for the head of the report.
std::string ReachInWords(const Reach& reach);

struct NamedPerson;
struct Indicator {
  std::string key, section, label;
  std::int64_t value = 0;
  std::string unit, share, definition;
};
// In the order of the report; the section changes when a new one begins. `each`: everybody whom the month has handled,
// also those from outside of the reach, with the figures that they count in (people_figures.h).
Result<std::vector<Indicator>> Indicators(const StepContext& context, const Reach& reach,
                                          const std::function<void(const NamedPerson&)>& each = {});
// Posts and bases of a reach on the day of the month. A post is offered to a reach when a unit of its territory
// collected it, a unit there or above published it, it is reserved for it, or somebody there has been offered it
// (HN-24). A base belongs to it when it lies there, a unit there has registered it, or it offers such a post; both may
// belong to several counties, so theirs do not add up to the prefecture's. Who works at a base is counted by his home,
// wherever the base lies: these figures add up.
struct BaseLevel {
  std::int64_t bases = 0, openings = 0;
};
struct PostFigures {
  std::int64_t posts = 0, openings = 0;
  std::map<std::string, BaseLevel> levels;
  std::map<std::string, std::string> base_of_code;  // credit code -> level: of every base of the store
};
Result<PostFigures> CountPosts(const StepContext& context, const Reach& reach);
// What a.9 names and no record of the program can answer yet; stands at the end of the report.
std::string_view IndicatorsWithoutSource();

struct CountyRow {
  std::string name;
  std::int64_t people = 0, on_post = 0, task = 0, visit = 0;
};
Result<std::vector<CountyRow>> Counties(const StepContext& context, const Reach& reach);

// People on the task list after the month's matching, by group: how many hold an offer, and how many of those are
// expected to arrive and stay three months.
struct ShareRow {
  std::string kind, group;
  std::int64_t people = 0, placed = 0;
  std::int64_t stays = 0;  // tenths of a person
};
Result<std::vector<ShareRow>> Shares(const StepContext& context, const Reach& reach);

// Money decided, by rule: this month, and the year up to it.
struct MoneyRow {
  std::string rule, title;
  std::int64_t persons = 0, times = 0,
               fen = 0;  // this month; persons are beneficiaries, employers for employers' claims
  std::int64_t year_persons = 0, year_times = 0, year_fen = 0;
};
Result<std::vector<MoneyRow>> Money(const StepContext& context, const Reach& reach);

// "1,234"; "62.31%" or "--" without a whole.
std::string WithThousands(std::int64_t n);
std::string Percent(std::int64_t part, std::int64_t whole);

}  // namespace gq::months
