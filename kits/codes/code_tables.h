// The code tables of codes/*.csv, compiled into the program: one CodeTable a file, named as the file.
//
//   const CodeTable& education = GetCodeTable("education");
//   if (const Code* code = education.ByLabel("高职")) person.education = code->code;   // "30"
//
// Built on first use; thread-safe afterwards. Sources and standards: codes/README.md.
#pragma once

#include <string_view>
#include <vector>

#include "base/code_table.h"

namespace gq {

const CodeTable* FindCodeTable(std::string_view name);  // nullptr: no such table
const CodeTable& GetCodeTable(
    std::string_view name);                     // REQUIRES: the table exists (tests/ compare field tables with codes/)
std::vector<const CodeTable*> AllCodeTables();  // by name
// Whether the table has the code; true for tables that stand elsewhere (kept in the database).
bool IsCodeOf(std::string_view table, std::string_view code);

}  // namespace gq
