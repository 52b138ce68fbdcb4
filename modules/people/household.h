// 家庭: the facts that an officer keeps of a household, and what the program counts of its people (XX-07, XX-15, HN-06,
// HH-06, HH-12, GY-10). Thread-safety: from any thread.
//
// Counted, in the transaction of every change of a person, single or imported (kits/store/derived.h):
//   members             people on file; a double registration that was merged is not one of them
//   workers             of them, registered here and able or partly able to work
//   zero_employment     "yes": somebody could work and nobody does (on post, departed, flexible); "resolved": was so
//   and
//                       somebody works now; else "no"
//   has_skilled_member  somebody has a skill level or a certificate
#pragma once

#include "base/result.h"
#include "kits/store/derived.h"
#include "kits/store/record_json.h"
#include "kits/store/store.h"
#include "modules/people/model.h"

namespace gq::people {

// How kHousehold follows from kPerson; registered with the record types (modules/schema).
store::Derived HouseholdCounts();

// Fields of `changes` (with `version`) into the household; only at its home (D6). The number is the people's and is not
// changed here. Income per head follows from income and residents (people on file where nobody said how many) unless it
// is given itself. kConflict when the version is old.
Result<Household> EditHousehold(Store& store, const Scope& scope, const Uuid& id, const json::Node& changes,
                                const CodeCheck& codes);
void FillIncomePerHead(const Household& before, Household& after);

}  // namespace gq::people
