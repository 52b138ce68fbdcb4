// What compare counts, other engines count with one SQL statement over the same files (D19): bench/reconcile/check.sh, with
// the tests' own PostgreSQL.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "kits/db/test_support.h"

namespace gq {
namespace {

TEST(Counters, AreThoseOfSqliteAndPostgresAndDuckDb) {
  const std::string command = std::string("'") + std::getenv("GQ_SOURCE_DIR") + "/bench/reconcile/check.sh' '" +
                              std::getenv("GQ_BUILD_DIR") + "' '" + db::testing::FreshUrl(db::Dialect::kPostgres) + "'";
  const int status = std::system(command.c_str());
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command;
}

}  // namespace
}  // namespace gq
