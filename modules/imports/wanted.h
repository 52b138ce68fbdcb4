// Statements that look up many keys at once, each through the index, whatever PostgreSQL believes of the size of tables
// that an import is just filling. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "kits/db/db.h"

namespace gq::imports {

// A query for the rows of `table` (alias p) of county ?1 whose `column` is one of the n values from ?2 on.
std::string SelectWanted(std::size_t n, std::string_view columns, std::string_view table, std::string_view column);

// A query for who has the numbers ?1 to ?n (their keyed indexes).
std::string SelectNumbers(std::size_t n, db::Dialect dialect);

}  // namespace gq::imports
