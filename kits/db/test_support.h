// For tests: fresh databases of both kinds. A PostgreSQL instance is private to the test program (unix socket in a temporary folder, no TCP),
// started at first use and removed at exit.
#pragma once

#include <filesystem>
#include <string>

#include "kits/db/db.h"

namespace gq::db::testing {

// A folder of the test program, removed at exit.
std::filesystem::path TemporaryFolder();
// URL of a fresh, empty database: a new file, or a new database in the private instance.
std::string FreshUrl(Dialect dialect);
inline const char* Name(Dialect dialect) { return dialect == Dialect::kSqlite ? "sqlite" : "postgres"; }

}  // namespace gq::db::testing
