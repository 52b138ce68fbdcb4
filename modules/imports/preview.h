// The preview of a checked file (D11): what a row changes, cell by cell, as the check keeps it and as the console shows
// it.
#pragma once

#include <string>
#include <string_view>

#include "modules/imports/roster.h"

namespace gq::imports {

// Of new rows so many are kept for the preview; of changed ones all.
inline constexpr std::int64_t kNewRowsShown = 2000;

// What differs between two states of a record, field by field: masked like any list, whoever uploads a file; money in
// yuan. Two values may look alike under their mask: what differs is what it hides.
void CompareCells(const RecordType& type, const void* before, const void* after, std::vector<CellChange>& cells);
// What a row gives of a record that was not there before.
void GivenCells(const std::vector<FieldValue>& values, std::vector<CellChange>& cells);
std::string PlannedJson(const Planned& planned);
// What PlannedJson has written, for the console: each cell says whose field it is, and a place or unit has its name
// beside it (`before_name`, `after_name`).
Result<std::string> ChangeJson(Store& store, std::string_view kind, std::string_view planned);

}  // namespace gq::imports
