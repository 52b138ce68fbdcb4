#include "modules/imports/wanted.h"

namespace gq::imports {

namespace {

// "?1, ?2, ..."
std::string Marks(std::size_t n) {
  std::string marks;
  for (std::size_t i = 0; i < n; ++i) marks += (i == 0 ? "?" : ", ?") + std::to_string(1 + i);
  return marks;
}

}  // namespace

// Joined in this order, each is found through the index. Written with IN, PostgreSQL compares every row of the county
// with every value as long as it has no statistics, and during the first import of a county it has none.
std::string SelectWanted(std::size_t n, std::string_view columns, std::string_view table, std::string_view column) {
  std::string values;
  for (std::size_t i = 0; i < n; ++i) values += (i == 0 ? "(?" : ", (?") + std::to_string(i + 2) + ")";
  return "{shared}WITH wanted (key_value) AS (VALUES " + values + ") SELECT " + std::string(columns) +
         " FROM wanted w CROSS JOIN " + std::string(table) + " p WHERE p.county_id = ?1 AND p." + std::string(column) +
         " = w.key_value";
}

// Told that there are 500 of them, PostgreSQL reads the whole table for them up to some 200,000 people, because it
// takes finding each for dearer; of an array from a subquery it does not know how long it is.
std::string SelectNumbers(std::size_t n, db::Dialect dialect) {
  std::string values = Marks(n);
  if (dialect == db::Dialect::kPostgres) {
    values = "ARRAY(VALUES ";
    for (std::size_t i = 1; i <= n; ++i) values += (i == 1 ? "(?" : ", (?") + std::to_string(i) + ")";
    values += ")";
  }
  return "{shared}SELECT value_index, county_id, person_id FROM identity_index WHERE value_index " +
         std::string(dialect == db::Dialect::kPostgres ? "= ANY (" : "IN (") + values + ")";
}

}  // namespace gq::imports
