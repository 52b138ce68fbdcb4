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

}  // namespace gq::imports
