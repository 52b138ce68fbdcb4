// How the file of a run is read: the columns that are looked for, those that a person chose.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kits/table/table_reader.h"
#include "modules/imports/columns.h"

namespace gq::imports {

// The columns of a kind of file.
table::HeaderSpec SpecOf(std::string_view kind);
// chosen: header of the file → key of the column; an empty key leaves the column out.
table::ReadOptions OptionsOf(const std::map<std::string, std::string>& chosen);
// By column: the unit that the header of a column of money names, 家庭年收入（万元）, as the cells would write it.
std::vector<std::string_view> UnitsOf(const table::SheetLayout& layout, const std::vector<ImportColumn>& columns);
// A cell without a unit of its own takes that of its header.
std::string WithUnit(std::string_view text, std::string_view unit);

}  // namespace gq::imports
