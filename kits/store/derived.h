// What one record counts of others (members of a household): kept in the transaction that writes those others, whoever
// writes them. Derived fields (Field::derived) are written by nobody else and stand in no event.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/field.h"
#include "kits/db/db.h"

namespace gq::store {

// Owner unit and id of the counting record; in a set, so that two transactions lock them in one order.
using DerivedKey = std::pair<std::int64_t, std::string>;

// Sums over the records counted for one counting record.
using Tally = std::array<std::int64_t, 4>;

struct Derived {
  const RecordType* type;   // whose changes are counted
  const RecordType* owner;  // the counting record
  // Adds the counting records that a change concerns; `before` is null for a new record, `after` for a removed one.
  void (*touch)(const void* before, const void* after, std::set<DerivedKey>& keys);
  // Runs once for all of them in a transaction, after its records are written.
  Status (*write)(db::Connection& connection, const std::set<DerivedKey>& keys);

  // A counting record that the same unit of work makes is counted in memory and written once, right at first: nobody
  // else can know of it yet. `key_of` is where one counted record counts, empty id for nowhere.
  DerivedKey (*key_of)(const void* counted);
  void (*tally)(const void* counted, std::int64_t sign, Tally& sums);
  std::shared_ptr<void> (*with)(const void* owner, const Tally& sums);  // a copy of the new one, with its counts
};

// At the start of a program or test, before any unit of work; once a type.
void RegisterDerived(const Derived& derived);
const Derived* FindDerived(const RecordType& type);       // by what is counted
const Derived* FindDerivedOwner(const RecordType& type);  // by the counting record

}  // namespace gq::store
