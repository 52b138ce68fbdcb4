// That the many keys of a chunk are found through their index, not by reading the table once more a chunk.
#include "modules/imports/wanted.h"

#include "kits/db/test_support.h"
#include "modules/schema/schema.h"

namespace gq::imports {
namespace {

// 500 of 20,000: PostgreSQL takes reading them all for cheaper, when it is told how many are looked for.
TEST(WantedNumbers, AreFoundThroughTheirIndex) {
  db::testing::TestDatabase database(db::Dialect::kPostgres);
  ASSERT_TRUE(db::Migrate(*database, AllMigrations()));
  const auto lease = *database->Write();
  ASSERT_TRUE(
      lease->Execute("INSERT INTO identity_index (value_index, county_id, person_id) "
                     "SELECT sha256(n::text::bytea), 1, sha256(n::text::bytea) FROM generate_series(1, 20000) AS n"));
  ASSERT_TRUE(lease->Execute("ANALYZE identity_index"));
  const std::string sql = SelectNumbers(500, db::Dialect::kPostgres);
  const std::vector<db::Param> numbers(500, db::Param(db::Blob{"\x01"}));
  std::string plan;
  const auto explained =
      lease->ForEach("EXPLAIN " + sql.substr(sql.find('}') + 1), db::Params(numbers), [&](const db::Row& row) {
        plan += row.String(0) + "\n";
        return Ok();
      });
  ASSERT_TRUE(explained) << explained.error().ToString();
  EXPECT_NE(plan.find("Index Scan"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << plan;
}

}  // namespace
}  // namespace gq::imports
