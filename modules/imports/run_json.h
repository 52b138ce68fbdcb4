// Import runs and their parts as JSON, for the API and for staging.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/roster.h"
#include "modules/imports/service.h"

namespace gq::imports {

std::string TotalsJson(const Totals& totals);
Result<Totals> TotalsFrom(std::string_view json);
std::string ColumnsJson(const std::vector<FileColumn>& columns);
Result<std::vector<FileColumn>> ColumnsFrom(std::string_view json);
std::string ProblemJson(const Problem& problem);
Result<Problem> ProblemFrom(std::string_view json);
// The value of a field as the preview keeps it.
std::string ShownCell(const Field& field, const Value& value);
std::string PlannedJson(const Planned& planned);
// What PlannedJson has written, for the console: each cell says whose field it is, and a place or unit has its name
// beside it (`before_name`, `after_name`).
Result<std::string> ChangeJson(Store& store, std::string_view kind, std::string_view planned);

// Numbers of seven digits and more, wherever a text has them, down to their first three: what somebody sees of a
// file who neither uploaded it nor may look at numbers (D7).
std::string HideNumbers(std::string_view text);

}  // namespace gq::imports
