// Posts, employers and facts of households from files: found by their unique key, added or changed.
#pragma once

#include <vector>

#include "modules/imports/roster.h"

namespace gq::imports {

struct RecordRow {
  std::int64_t row = 0, sheet_row = 0;
  std::vector<FieldValue> values;
};
RecordRow ParseRecord(const RawRow& raw, CellReader& cells, std::vector<Problem>& problems);
// Posts of a file whose last day lies before `as_of`: a remark each.
void RemarkOver(const std::vector<RecordRow>& rows, Date as_of, std::vector<Problem>& problems);
// With `work` also writes. New posts are published on `as_of`.
Result<std::vector<Planned>> RunRecords(Store& store, const Scope& scope, std::string_view kind,
                                        const std::vector<RecordRow>& rows, Date as_of, UnitOfWork* work);

// Facts of households (kind "households"): each number must stand in the scope exactly once.
Result<std::vector<Planned>> RunHouseholds(Store& store, const Scope& scope, const std::vector<RecordRow>& rows,
                                           UnitOfWork* work);

}  // namespace gq::imports
