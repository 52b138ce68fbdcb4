// A new person, numbers that are corrected, double registrations (D3; HN-16, GY-10). Thread-safety: from any thread.
//
// Somebody who is registered in another unit's range is never shown: the answer is kElsewhere and nothing else. Such
// answers are counted per account and day; when they are used up (setting probes_per_day_max, 50 unless changed) every
// entry is refused with kProbesUsedUp until the next day, whether the number is registered or not: otherwise the
// refusal itself would tell. Searches for a whole number that find nobody count too, for those who may not see numbers.
// Rows of imports have a count and a limit of their own (import_probes_per_day_max, 2,000 unless changed): a roster of
// a county names many who have moved, and the same file is checked more than once.
#pragma once

#include <functional>
#include <string>

#include "base/id_number.h"
#include "base/result.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "kits/store/unit_of_work.h"
#include "modules/people/model.h"
#include "modules/people/service.h"

namespace gq::people {

inline constexpr ErrorKind kElsewhere{"people.registered_elsewhere", 409, "已在别处登记", "Registered elsewhere"};
inline constexpr ErrorKind kRegisteredHere{"people.registered_here", 409, "已经登记", "Registered already"};
inline constexpr ErrorKind kProbesUsedUp{"people.probes_used_up", 429, "今天查到别处登记的次数已用完",
                                         "Too many numbers registered elsewhere today"};

// Members: the fields of kPerson that are not the program's, id_number, identifier_kind (codes/identifier_kind.csv;
// "pending" goes without a number) and home_unit, the internal id of the division of the home (county or below).
// household_number joins that household of the county or makes it. A state of employment is a first state: no
// transition is checked. kRegisteredHere carries detail person: the id. kBadInput carries detail field.
Result<Person> RegisterPerson(Store& store, const Scope& scope, const json::Node& fields, const CodeCheck& codes);

// A corrected number that may be written: it is well made, not the present one, and nobody else bears it. Errors as of
// CorrectIdentifier.
struct IdentifierCorrection {
  PersonFile file;
  IdNumber number;
  std::string kind;      // codes/identifier_kind.csv
  Date on;               // the first day of the new number
  bool release = false;  // the present number belongs to somebody else
  bool known = false;    // the person has borne the new number before
};
Result<IdentifierCorrection> CheckCorrection(Store& store, const Scope& scope, const Uuid& id,
                                             std::string_view id_number, Date on, bool release);
// Within the unit of work of whoever decides, as an event person.identifier of its own; answers the person as changed.
Result<Person> WriteCorrection(UnitOfWork& work, const IdentifierCorrection& correction, std::string_view reason);

// {"id_number", "on", "reason", "belongs_to_other"}: the present number ends the day before `on` and stays on file. It
// still finds this person, unless it belongs to somebody else.
Result<Person> CorrectIdentifier(Store& store, const Scope& scope, const Uuid& id, const json::Node& fields);

// Double registration: `id` is kept, is on no list and points to `into`, where its numbers lead from then on. Both must
// be registered in the scope's range. Undo puts back what Merge changed.
Result<Person> Merge(Store& store, const Scope& scope, const Uuid& id, const Uuid& into, std::string_view reason);
Result<Person> UndoMerge(Store& store, const Scope& scope, const Uuid& id, std::string_view reason);

// Who bears a number. nullopt: nobody. kElsewhere (counted) and kProbesUsedUp as above; `inside` is called with the
// person when the scope's home side reaches it.
struct Bearer {
  std::int64_t county_id = 0;
  Uuid person_id;
};
Result<std::optional<Bearer>> FindBearer(Store& store, std::string_view id_number);
Status CheckProbes(Store& store, const Scope& scope);
Status CountProbe(Store& store, const Scope& scope);  // counts, and fails with kElsewhere
Status AddProbe(Store& store, const Scope& scope);    // counts
// Of a checked part of an import; kProbesUsedUp beyond the limit of the day.
Status CountImportProbes(Store& store, const Scope& scope, std::int64_t rows);

// A number as typed: canonical, or kBadInput with detail field = id_number.
Result<IdNumberReading> ReadTypedNumber(Store& store, const json::Node& node);
// Whether six digits were ever a place; set once at start (kits/codes). Without it every prefix is a place.
void SetIdPrefixFunction(std::function<bool(int)> is_prefix);

// Sets name_pinyin and name_initials.
void FillPinyin(Person& person);
// The division of a person's home: county or below, inside of the scope's home side.
Result<std::int64_t> HomeCodeOf(Store& store, const Scope& scope, std::int64_t unit_id);
// Finds or makes the household of person.household_number.
Status AttachHousehold(Store& store, UnitOfWork& work, Person& person);

// The scope in which a service writes after it has checked by its own rules who may: everything is in reach, events
// name the account.
Scope Acting(const Scope& scope);

}  // namespace gq::people
