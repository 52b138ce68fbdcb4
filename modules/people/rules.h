// States and lists of a person (D5; HN-19, HN-20, HN-32): pure rules, no I/O.
//
// Four dated facts describe a person: employment, ability, willingness, register status. The lists are views of that
// one state:
//   task      (任务清单)   not working and able and willing, seen by the origin
//   retention (稳岗清单)   on post, seen by the destination and by the origin
//   visit     (待摸底)     not working and able, but nobody knows whether willing; or contact is lost
// A returned worker is on the task list the same moment if willing (HN-32).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "modules/people/model.h"

namespace gq::people {

inline constexpr ErrorKind kBadTransition{"people.bad_transition", 422, "状态不能这样变",
                                          "Not a possible change of state"};

// Codes of the state tables (codes/employment.csv ...).
namespace state {
inline constexpr std::string_view kNotWorking = "not_working", kReturned = "returned", kDeparted = "departed",
                                  kOnPost = "on_post", kFlexible = "flexible", kLostContact = "lost_contact";
inline constexpr std::string_view kAble = "able", kPartlyAble = "partly_able", kUnable = "unable";
inline constexpr std::string_view kWilling = "yes", kUnwilling = "no", kToAsk = "to_ask";
inline constexpr std::string_view kActive = "active";
inline constexpr std::string_view kTask = "task", kRetention = "retention", kVisit = "visit", kNoList = "none";
}  // namespace state

// Of a relation to the head of the household (codes/relation.csv): himself, or named so.
inline bool IsHead(std::string_view relation) { return relation == "01" || relation == "02"; }

// Why somebody of this register status cannot be a worker on `day`: not born yet, a child, older than anybody is.
// Empty: may be one. Who is not active in the register (in school, say) may be of any age. Source: 劳动法 第十五条; D5.
std::string_view WhyNotOfAge(Date birth, Date day, std::string_view register_status);

// The list a person stands on: task, retention, visit or none.
std::string_view ListOf(std::string_view employment, std::string_view ability, std::string_view willingness,
                        std::string_view register_status);

struct ListReason {
  std::string_view list;
  bool on;
  std::string sentence;  // "在任务清单上，因为未就业、有劳动能力且愿意外出"
};
// What a registry has found and nobody has decided about (D13): a visit of its own. A finding is decided when the state
// is registered anew, the same state included (ChangeState), and opened again by the next comparison.
//   lapsed: at work here, insured and registered nowhere;  employed: to be placed here, at work there.
enum class OpenFinding { kNone, kLapsed, kEmployed };
OpenFinding OpenFindingOf(std::string_view finding, std::string_view employment, std::string_view list);
// The same as a condition on the alias of person.
std::string OpenFindingSql(std::string_view alias, OpenFinding which);

// Why the person is, or is not, on each of the three lists; in the order task, retention, visit.
std::vector<ListReason> ExplainLists(const Person& person);

// One row of the table of transitions: from, to, which side may make it, which evidence it asks for.
struct Transition {
  std::string_view from, to;
  std::string_view sides;     // "origin;destination;employer;registry"
  std::string_view evidence;  // sentence
};
std::span<const Transition> Transitions();
// Fails with kBadTransition when `from` cannot become `to`, or when `side` may not make the change. The same state is
// always allowed.
Status CheckTransition(std::string_view from, std::string_view to, std::string_view side);

// Whether `day` can be a day of this person's working life: not before the age of 16 (a birth that is not known says
// nothing) and not after `today`. The error carries detail field.
Status CheckWorkDay(const Person& person, Date day, Date today, std::string_view field);
// A birth from 1900 on and not after `today`; detail field birth.
Status CheckBirth(const Person& person, Date today);

// A group of fields that has to be known: 五清 (GY-08) and 四清 (XX-12).
struct Clear {
  std::string_view name, label;
  bool clear;
  std::vector<std::string_view> missing;  // labels of what is not known
};
struct Completeness {
  std::vector<Clear> five, four;
  int CountFive() const;
  int CountFour() const;
};
// spell: the current one or null; intention: the last one or null.
Completeness CheckCompleteness(const Person& person, const Spell* spell, const Intention* intention);

// Keeps the group that `after` no longer belongs to among its former groups, with the days between which it held, so
// that a subsidy can be judged by the group of the day of hiring (policies.md A8). Without a day in `after` the change
// holds from `day` on.
void KeepFormerGroup(const Person& before, Person& after, Date day);

// Sets list, clear_five, clear_four and what a person shows of the current spell (work_code, tier, employer, post,
// wage).
void Refresh(Person& person, const Spell* current, const Intention* intention);

}  // namespace gq::people
