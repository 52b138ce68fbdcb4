// Use cases of the person file: look up, edit, change of state, spells, intentions, reveal, timeline. The only place of
// this module that opens a transaction. Sources: HN-16, HN-19, HN-20, HN-32, D3, D5, D6, D7, ux.md 2.6. Thread-safety:
// from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/people/model.h"
#include "modules/people/visibility.h"

namespace gq::people {

struct PersonFile {
  Person person;
  Stand stand = Stand::kWorkBefore;
  std::vector<Identifier> identifiers;
  std::vector<Spell> spells;  // newest first
  std::optional<Intention> intention;
  std::optional<Household> household;
  std::vector<Person> household_members;  // without this person
  std::vector<Observation> observations;  // newest first
};
Result<PersonFile> GetPersonFile(Store& store, const Scope& scope, const Uuid& id);

// The current spell: the one without an end, else null.
const Spell* CurrentSpell(const std::vector<Spell>& spells);

// Fields of `changes` (JSON object with `version`) into the person. kConflict when the version is old.
Result<Person> EditPerson(Store& store, const Scope& scope, const Uuid& id, const json::Node& changes,
                          const CodeCheck& codes);

struct StateChange {
  std::string employment, ability, willingness, register_status;  // empty: unchanged
  std::optional<Date> on;
  std::string evidence;  // code of the table evidence, or words
};
// Checks the transition table (D5) for the side that the scope stands on; closes the current spell when the person is
// no longer away. Naming the employment, even the one there is, decides an open finding of a comparison (rules.h).
Result<Person> ChangeState(Store& store, const Scope& scope, const Uuid& id, const StateChange& change);

Result<Intention> SaveIntention(Store& store, const Scope& scope, const Uuid& person_id, const json::Node& fields,
                                const CodeCheck& codes);

// The whole value of a masked field; field: id_number, phone, bank_account. Needs permission reveal.<field> and a
// purpose; is recorded in access_log and shown to the person.
// `purpose`: a code of codes/reveal_purpose.csv.
Result<std::string> Reveal(Store& store, const Scope& scope, const Uuid& id, std::string_view field,
                           std::string_view purpose, const CodeCheck& codes);

struct TimelineRow {
  Instant at;
  std::string action, actor, actor_name, cause;
  std::int64_t chain = 0, seq = 0;
  std::string payload;  // JSON array of changes, as stored
};
Result<std::vector<TimelineRow>> Timeline(Store& store, const Scope& scope, const Uuid& id, int limit);

// Distance tier of a workplace (XX-13): county, prefecture, province, outside; empty when unknown. Set by the program
// from the dated parent table of codes; see SetTierFunction.
using TierFunction = std::string (*)(std::int64_t home_code, std::int64_t work_code);
void SetTierFunction(TierFunction function);
std::string TierOf(std::int64_t home_code, std::int64_t work_code);

}  // namespace gq::people
