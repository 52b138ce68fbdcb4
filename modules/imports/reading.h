// How the file of a run is read: the columns that are looked for, those that a person chose.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kits/table/table_reader.h"

namespace gq::imports {

// The columns of a kind of file.
table::HeaderSpec SpecOf(std::string_view kind);
// chosen: header of the file → key of the column; an empty key leaves the column out.
table::ReadOptions OptionsOf(const std::map<std::string, std::string>& chosen);

}  // namespace gq::imports
