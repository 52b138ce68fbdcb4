// What the two backends of kits/db share. Private to this folder.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kits/db/db.h"

namespace gq::db {

Result<std::unique_ptr<Database>> OpenSqlite(const OpenOptions& options);
Result<std::unique_ptr<Database>> OpenPostgres(const OpenOptions& options);

// A statement in PostgreSQL's spelling, and how many parameters it has.
struct Translation {
  std::string sql;
  int parameters;
};
Result<Translation> Translate(std::string_view sql);
Status CheckCount(std::size_t given, int wanted);

// Valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) without NUL: what PostgreSQL takes, so SQLite takes
// no more.
bool IsCleanText(std::string_view text);
Status CheckText(std::string_view text);

// How many texts a connection keeps prepared.
inline constexpr std::size_t kStatementsKeptMax = 500;

// The connection of this thread's snapshot of `database`, if there is one.
Connection* SnapshotOf(const Database& database);

inline Error MakeError(const ErrorKind& kind, std::string message, std::string hint = {}) {
  return Error{&kind, std::move(message), std::move(hint), {}};
}

}  // namespace gq::db
