// What one record counts of others (members of a household): kept in the transaction that writes those others, whoever
// writes them. Derived fields (Field::derived) are written by nobody else and stand in no event.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "base/field.h"
#include "kits/db/db.h"

namespace gq::store {

// Owner unit and id of the counting record; in a set, so that two transactions lock them in one order.
using DerivedKey = std::pair<std::int64_t, std::string>;

struct Derived {
  const RecordType* type;  // whose changes are counted
  // Adds the counting records that a change concerns; `before` is null for a new record, `after` for a removed one.
  void (*touch)(const void* before, const void* after, std::set<DerivedKey>& keys);
  // Runs once for all of them in a transaction, after its records are written.
  Status (*write)(db::Connection& connection, const std::set<DerivedKey>& keys);
};

// At the start of a program or test, before any unit of work; once a type.
void RegisterDerived(const Derived& derived);
const Derived* FindDerived(const RecordType& type);

}  // namespace gq::store
