// The two backends of kits/db; used by db.cc only.
#pragma once

#include "kits/db/db.h"

namespace gq::db {

Result<std::unique_ptr<Database>> OpenSqlite(const OpenOptions& options);
Result<std::unique_ptr<Database>> OpenPostgres(const OpenOptions& options);

}  // namespace gq::db
