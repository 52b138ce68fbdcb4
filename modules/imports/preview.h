// The preview of a checked file (D11): what a row changes, cell by cell, as the check keeps it and as the console shows
// it.
#pragma once

#include <string>
#include <string_view>

#include "modules/imports/roster.h"

namespace gq::imports {

// The value of a field as the preview keeps it: masked like any list, whoever uploads a file; money in yuan.
std::string ShownCell(const Field& field, const Value& value);
std::string PlannedJson(const Planned& planned);
// What PlannedJson has written, for the console: each cell says whose field it is, and a place or unit has its name
// beside it (`before_name`, `after_name`).
Result<std::string> ChangeJson(Store& store, std::string_view kind, std::string_view planned);

}  // namespace gq::imports
