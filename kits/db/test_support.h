// For tests: fresh databases of both kinds, so that one test body runs on both.
//
//   class Both : public ::testing::TestWithParam<Dialect> { protected: testing::TestDatabase database_{GetParam()}; };
//   TEST_P(Both, Works) { auto lease = *database_->Write(); ... }
//   INSTANTIATE_TEST_SUITE_P(Databases, Both, testing::BothDialects(), testing::DialectName);
//
// The PostgreSQL instance is private to the test program: unix socket in a temporary folder, no TCP, no fsync, started
// at first use (as user postgres when the test runs as root). A small process of its own waits for the program's end,
// however it comes (also kill -9), stops the instance and removes the folders; what even that leaves behind, the next
// start removes.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "kits/db/db.h"

namespace gq::db::testing {

// A folder of the test program, removed at its end.
std::filesystem::path TemporaryFolder();
// URL of a fresh, empty database: a new file, or a new database in the private instance. Throws std::runtime_error when
// that fails.
std::string FreshUrl(Dialect dialect);

inline const char* Name(Dialect dialect) { return dialect == Dialect::kSqlite ? "sqlite" : "postgres"; }
inline auto BothDialects() { return ::testing::Values(Dialect::kSqlite, Dialect::kPostgres); }
inline std::string DialectName(const ::testing::TestParamInfo<Dialect>& info) { return Name(info.param); }

// A fresh, open database.
class TestDatabase {
 public:
  explicit TestDatabase(Dialect dialect, OpenOptions options = {});
  const std::string& url() const { return url_; }
  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }
  void Close() { database_.reset(); }
  void Open(OpenOptions options = {});

 private:
  std::string url_;
  std::unique_ptr<Database> database_;
};

}  // namespace gq::db::testing
