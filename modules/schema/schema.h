// All migrations of all modules (modules/*/migrations/NNNN_name.sql), embedded at build; and all record types.
#pragma once

#include <vector>

#include "kits/db/db.h"

namespace gq {

std::vector<db::Migration> AllMigrations();
// Registers the record types of every module with the store, and what is counted of them; once, at the start of a
// program or a test.
void RegisterAllRecordTypes();

}  // namespace gq
